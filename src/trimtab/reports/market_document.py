"""What files of prices hold, and what is odd about it; one series in detail; what the cache keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.market import PriceSeries
from trimtab.core.market_file import Kept
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, errors_in
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.notes import problem_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone

TITLE = "Prices of the past"
SERIES = (
    Column("symbol", "Symbol"),
    Column("kind", "What it is"),
    Column("pace", "Pace"),
    Column("first", "First day", Kind.DATE),
    Column("last", "Last day", Kind.DATE),
    Column("days", "Days", Kind.COUNT),
    Column("distributions", "Payments", Kind.COUNT, is_minor=True),
    Column("splits", "Splits", Kind.COUNT, is_minor=True),
    Column("missing", "Missing", Kind.COUNT),
    Column("from", "From", is_minor=True),
    Column("sha256", "SHA-256", is_hidden=True),
    Column("told", "Done to it", is_hidden=True),
)
YEARS = (
    Column("year", "Year"),
    Column("days", "Days", Kind.COUNT),
    Column("close", "Last close"),
    Column("paid", "Paid per share"),
    Column("splits", "Splits"),
    Column("missing", "Missing", Kind.COUNT),
)
CACHE = (
    Column("name", "Name"),
    Column("retrieved", "Fetched", Kind.DATE),
    Column("bytes", "Bytes", Kind.COUNT),
    Column("origin", "From"),
    Column("sha256", "SHA-256", is_hidden=True),
    Column("told", "Done to it", is_hidden=True),
)
STANDS = (
    Column("symbol", "Security"),
    Column("first", "From", Kind.DATE),
    Column("series", "What stands for it"),
)


@dataclass(frozen=True, slots=True)
class SeriesSeen:
    """One series with its pace in words and the days that it lacks."""

    series: PriceSeries
    pace: str
    missing: tuple[date, ...] = ()

    @property
    def kind(self) -> str:
        """Closes with income beside them, or income inside."""
        what = "total return" if self.series.is_total_return else "closes"
        return f"{what}, averages of months" if self.series.is_month_average else what


def market_document(
    seen: Sequence[SeriesSeen], files: Sequence[str], problems: tuple[Problem, ...]
) -> Document:
    """Every series of the files, and every problem of theirs."""
    ends = [one.series.days[-1] for one in seen]
    faults = len(errors_in(problems))
    fault_words = words.plural(faults, "problem")
    headline = f"{words.plural(len(seen), 'series', 'series')} of {', '.join(files) or 'no file'}"
    headline += f"; {fault_words} to mend before any result." if faults else "; good to use."
    table = Table("Series", SERIES, tuple(_series_row(one) for one in seen))
    return Document(
        "data",
        TITLE,
        "Market data",
        max(ends, default=date.min),
        headline,
        Tone.BAD if faults else Tone.GOOD,
        sections=(Section("series", "Series", table=table),) if seen else (),
        problems=problem_lines(problems),
    )


def _series_row(one: SeriesSeen) -> Row:
    series = one.series
    told = series.provenance
    cells = (
        series.symbol,
        one.kind,
        one.pace,
        series.days[0],
        series.days[-1],
        Decimal(len(series.days)),
        Decimal(len(series.distributions)),
        Decimal(len(series.splits)),
        Decimal(len(one.missing)),
        told.origin if told else "",
        told.sha256 if told else "",
        " ".join(told.adjustments) if told else "",
    )
    return Row(cells, Tone.CARE if one.missing else Tone.PLAIN)


def series_document(one: SeriesSeen, problems: tuple[Problem, ...]) -> Document:
    """One series: where it is from, what was done to it, and each of its years."""
    series = one.series
    told = series.provenance
    assert told is not None
    facts = [
        Fact("From", told.origin, told.words),
        Fact("SHA-256", told.sha256[:12], "of the bytes read"),
        Fact(
            "Fetched",
            str(told.retrieved) if told.retrieved else "–",
            "" if told.retrieved else "your own file",
        ),
        Fact("Days", f"{len(series.days):,}", f"{one.pace}, {series.days[0]} to {series.days[-1]}"),
    ]
    done = Section("done", "What was done to it", told.adjustments or ("Nothing: it is as the file has it.",))
    years = Table("By year", YEARS, tuple(_year_row(one, year) for year in _years(series)))
    return Document(
        "data",
        TITLE,
        "Market data",
        series.days[-1],
        f"{series.symbol}: {one.kind}.",
        facts=tuple(facts),
        sections=(done, Section("years", "By year", table=years)),
        problems=problem_lines(problems),
    )


def _years(series: PriceSeries) -> range:
    return range(series.days[0].year, series.days[-1].year + 1)


def _year_row(one: SeriesSeen, year: int) -> Row:
    series = one.series
    closes = [close for day, close in zip(series.days, series.closes_usd, strict=True) if day.year == year]
    paid = sum((one.per_share_usd for one in series.distributions if one.ex_date.year == year), ZERO)
    splits = [f"{plain(split.ratio)} for 1" for split in series.splits if split.ex_date.year == year]
    missing = sum(1 for day in one.missing if day.year == year)
    return Row(
        (
            str(year),
            Decimal(len(closes)),
            plain(closes[-1]) if closes else None,
            plain(paid) if paid else None,
            ", ".join(splits),
            Decimal(missing),
        ),
        Tone.CARE if missing else Tone.PLAIN,
    )


def cache_document(folder: str, kept: Sequence[Kept], day: date) -> Document:
    """What the cache holds."""
    rows = tuple(
        Row(
            (
                one.name,
                one.retrieved,
                Decimal(one.byte_count),
                one.origin,
                one.sha256,
                " ".join(one.adjustments),
            )
        )
        for one in kept
    )
    headline = f"{words.plural(len(kept), 'series', 'series')} kept in {folder}."
    section = Section("cache", "Kept", table=Table("Kept", CACHE, rows))
    return Document("data", TITLE, "Market data", day, headline, sections=(section,) if rows else ())


def stands_document(
    household: str,
    day: date,
    series: Sequence[tuple[PriceSeries, str]],
    told: Sequence[str],
    span: tuple[date | None, date | None],
    problems: tuple[Problem, ...],
) -> Document:
    """For each security of a household the series that stands for it; `span` is when all that is held has a price."""
    faults = len(errors_in(problems))
    headline = f"{words.plural(faults, 'problem')} to mend before any backtest."
    if not faults:
        headline = f"All that is held has a price from {span[0]} to {span[1]}."
    rows = tuple(Row((one.symbol, one.days[0], what)) for one, what in series)
    sections = (
        [Section("stands", "What stands for what", table=Table("Securities", STANDS, rows))] if rows else []
    )
    if told:
        sections.append(Section("told", "To be told beside every result", tuple(told)))
    shown = tuple(problem for problem in problems if problem.code != "history-stand-in")
    tone = Tone.BAD if faults else Tone.GOOD
    return Document(
        "data", TITLE, household, day, headline, tone, sections=tuple(sections), problems=problem_lines(shown)
    )
