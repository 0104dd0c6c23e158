"""All files of prices become one market, or every problem of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from trimtab.core.history import Gaps
from trimtab.core.market import Market, PriceSeries
from trimtab.core.market_file import ReadMarketFile, ReadPayment
from trimtab.core.problems import BadInputError, Problem, Source, error, errors_in, in_order, note, warning
from trimtab.services.market.build import series_of
from trimtab.services.market.calendars import Pace, pace_of
from trimtab.services.market.gaps import carried, gaps_of, runs, tell_gaps
from trimtab.services.market.jumps import tell_jumps
from trimtab.services.market.rows import CleanRows, clean_rows

STALE_DAYS = {Pace.DAILY: 10, Pace.WEEKLY: 21, Pace.MONTHLY: 62, Pace.QUARTERLY: 190, Pace.YEARLY: 740}
SHOWN = 5


@dataclass(frozen=True, slots=True)
class MarketLoad:
    """A market, or None with the errors among `problems`. `series` are those that could be read, whatever they lack:
    good for showing, never for a result. `gap_days` are days missing by symbol, `files` what was read."""

    market: Market | None
    series: Mapping[str, PriceSeries]
    problems: tuple[Problem, ...]
    gap_days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    files: tuple[ReadMarketFile, ...] = ()

    def checked(self) -> Market:
        """The market. Raises BadInputError with every problem where there is none."""
        if self.market is None:
            raise BadInputError(self.problems)
        return self.market


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a market: `symbols` that must be there (None: whatever the files hold), a first day by which
    they should have begun, and what is done with gaps. `among`: only these are read, and none of them must be there."""

    symbols: frozenset[str] | None = None
    start: date | None = None
    gaps: Gaps = Gaps.ERROR
    among: frozenset[str] | None = None


def market_of(files: Sequence[ReadMarketFile], wanted: Wanted, found: Iterable[Problem] = ()) -> MarketLoad:
    """Join what was read. `found` are problems on the way to the files (one that cannot be opened)."""
    problems = [*found, *(problem for file in files for problem in file.problems)]
    rows: dict[str, tuple[CleanRows, ReadMarketFile]] = {}
    for file in files:
        for one in file.series:
            cleaned = clean_rows(one, file.name, problems.append)
            _keep(rows, cleaned, file, problems)
    payments = _payments(files, rows, problems)
    series = {
        symbol: series_of(cleaned, file, payments.get(symbol), problems.append)
        for symbol, (cleaned, file) in sorted(rows.items())
        if cleaned.days
    }
    missing = gaps_of(series, {symbol: [day for day, _ in rows[symbol][0].empty] for symbol in series})
    for symbol, lacking in missing.items():
        cleaned, file = rows[symbol]
        days = tuple(day for day in lacking if day not in cleaned.series.refused)
        if not days:
            continue
        line = next((line for day, line in cleaned.empty if day in set(days)), None)
        found_runs = runs(symbol, days, series[symbol].days)
        tell_gaps(symbol, found_runs, wanted.gaps, Source(file.name, line), problems.append)
        if wanted.gaps is Gaps.CARRY:
            series[symbol] = carried(series[symbol], days)
    for symbol, made in series.items():
        tell_jumps(made, rows[symbol][1].name, problems.append)
    _tell_paces(series, problems)
    file_of = {symbol: rows[symbol][1].name for symbol in series}
    _tell_averages(series, file_of, problems)
    _tell_ends(series, file_of, wanted, problems)
    _tell_absent(series, files, wanted, problems)
    market = None if errors_in(problems) else Market(series)
    return MarketLoad(market, series, in_order(problems), missing, tuple(files))


def _keep(
    rows: dict[str, tuple[CleanRows, ReadMarketFile]],
    cleaned: CleanRows,
    file: ReadMarketFile,
    problems: list[Problem],
) -> None:
    symbol = cleaned.series.symbol
    if symbol in rows:
        words = f"{symbol} stands in {rows[symbol][1].name} and in {file.name}"
        remedy = f"leave one out, or give one a prefix: old={file.name} makes its symbol old:{symbol}"
        problems.append(error("series-twice", words, remedy, Source(file.name)))
        return
    rows[symbol] = (cleaned, file)


def _payments(
    files: Sequence[ReadMarketFile], rows: Mapping[str, object], problems: list[Problem]
) -> Mapping[str, tuple[str, list[ReadPayment]]]:
    """Rows of payments by symbol, with the file that has them; a symbol in a file with such columns has no others."""
    found: dict[str, tuple[str, list[ReadPayment]]] = {}
    for file in files:
        if not file.has_payment_rows:
            continue
        own: dict[str, list[ReadPayment]] = {one.symbol: [] for one in file.series}
        for row in file.payments:
            own.setdefault(row.symbol, []).append(row)
        for symbol, listed in own.items():
            if symbol in found and listed and found[symbol][1]:
                words = f"dividends and splits of {symbol} stand in {found[symbol][0]} and in {file.name}"
                problems.append(error("payments-twice", words, "leave one out", Source(file.name)))
            if symbol not in found or listed:
                found[symbol] = (file.name, listed)
        unused = sorted(set(own) - set(rows))
        if unused:
            words = f"{len(unused):,} symbols have payments and no prices: {', '.join(unused[:5])}"
            problems.append(note("payments-unused", words, "nothing of them is used", Source(file.name)))
    return found


def _tell_paces(series: Mapping[str, PriceSeries], problems: list[Problem]) -> None:
    by_pace: dict[Pace, list[str]] = {}
    for symbol, one in series.items():
        by_pace.setdefault(pace_of(one.days), []).append(symbol)
    if len(by_pace) < 2:
        return
    parts = [f"{pace}: {', '.join(symbols[:5])}" for pace, symbols in sorted(by_pace.items())]
    words = f"series have closes at different paces ({'; '.join(parts)})"
    remedy = "between two of its closes the slower one stands still; look no more often than the slowest"
    problems.append(warning("paces-differ", words, remedy))


def _tell_ends(
    series: Mapping[str, PriceSeries], file_of: Mapping[str, str], wanted: Wanted, problems: list[Problem]
) -> None:
    if not series:
        return
    end = max(one.days[-1] for one in series.values())
    stale: dict[tuple[str, date], list[str]] = {}
    for symbol, one in series.items():
        first, last = one.days[0], one.days[-1]
        source = Source(file_of[symbol])
        if end - last > timedelta(days=STALE_DAYS[pace_of(one.days)]):
            stale.setdefault((file_of[symbol], last), []).append(symbol)
        if wanted.start is not None and first > wanted.start:
            words = f"{symbol} begins on {first}, {(first - wanted.start).days:,} days after {wanted.start}"
            remedy = f"begin on {first}, or name a stand-in for the years before ([history.symbols])"
            problems.append(warning("price-late", words, remedy, source))
    for (file, last), symbols in stale.items():
        words = f"{_named(symbols, 'ends', 'end')} on {last}, {(end - last).days:,} days before the others"
        remedy = f"end the period on {last}, or bring the file up to date"
        problems.append(warning("price-stale", words, remedy, Source(file)))


def _tell_averages(
    series: Mapping[str, PriceSeries], file_of: Mapping[str, str], problems: list[Problem]
) -> None:
    by_file: dict[str, list[str]] = {}
    for symbol, one in series.items():
        if one.is_month_average:
            by_file.setdefault(file_of[symbol], []).append(symbol)
    for file, symbols in by_file.items():
        words = f"{_named(symbols, 'holds', 'hold')} averages of each month: volatility comes out too low"
        words += ", and fewer bands are crossed"
        remedy = "use them for long views only; for volatility and bands take month-end or daily closes"
        problems.append(warning("month-average", words, remedy, Source(file)))


def _named(symbols: Sequence[str], one: str, many: str) -> str:
    shown = ", ".join(symbols[:SHOWN])
    more = f" and {len(symbols) - SHOWN:,} more" if len(symbols) > SHOWN else ""
    return f"{shown}{more} {one if len(symbols) == 1 else many}"


def _tell_absent(
    series: Mapping[str, PriceSeries],
    files: Sequence[ReadMarketFile],
    wanted: Wanted,
    problems: list[Problem],
) -> None:
    for symbol in sorted((wanted.symbols or frozenset()) - set(series)):
        words = f"no file has prices of {symbol}"
        names = ", ".join(file.name for file in files) or "no file was given"
        problems.append(error("series-missing", words, f"add a file that has it; read: {names}"))
    if not series and wanted.among is None and not errors_in(problems):
        problems.append(error("market-empty", "there are no prices", "name a file of prices"))
