"""What happened lately: transactions of overlapping downloads told once, with realised results where stated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from trimtab.core.household import Activity, ActivityKind
from trimtab.core.money import ZERO, cents, plain, usd
from trimtab.core.problems import Problem, note, warning
from trimtab.core.statement import FileKind, ParsedFile, StatedGain, StatedTransaction
from trimtab.ledger.matching import Matches
from trimtab.ledger.symbols import Symbols

Says = tuple[str, ActivityKind, date, str, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class History:
    """All activity, in order; the days each account's transactions are known; results realised by tax year.

    `realized_usd` maps (account id, year) to the short- and long-term result, losses negative.
    """

    activity: tuple[Activity, ...]
    known: Mapping[str, tuple[date, date]]
    realized_usd: Mapping[tuple[str, int], tuple[Decimal, Decimal]]
    problems: tuple[Problem, ...]


def read_history(files: Sequence[ParsedFile], matches: Matches, symbols: Symbols) -> History:
    """Join transactions and realised gains of all files."""
    activity = [_activity(account_id, row) for account_id, row in distinct_rows(files, matches, symbols)]
    gains = distinct_gains(files, matches, symbols)
    joined, problems = _attach(activity, gains)
    problems += _without_result(joined, files, matches)
    problems += _told_in_other_words(files, matches, symbols)
    realized: dict[tuple[str, int], tuple[Decimal, Decimal]] = {}
    for account_id, gain in gains:
        short, long = realized.get((account_id, gain.closed.year), (ZERO, ZERO))
        realized[(account_id, gain.closed.year)] = (short + gain.gain_short_usd, long + gain.gain_long_usd)
    return History(tuple(sorted(joined, key=_order)), _known(files, matches), realized, tuple(problems))


def _order(item: Activity) -> tuple[date, str, str, str, Decimal, Decimal, tuple[str, int]]:
    return (
        item.trade_date,
        item.account_id,
        item.symbol,
        item.kind.value,
        item.quantity,
        item.amount_usd,
        item.source.place,
    )


def distinct_rows(
    files: Sequence[ParsedFile], matches: Matches, symbols: Symbols
) -> list[tuple[str, StatedTransaction]]:
    """Each transaction once, with its account id and the household's symbol, though several downloads tell it.

    Within one layout a row is known by its fingerprint; between layouts (a CSV and an OFX of the same days)
    by what it says: the layout that tells it most often is believed.
    """
    seen: dict[tuple[str, str, str], tuple[str, StatedTransaction, str]] = {}
    for file in files:
        for row in file.transactions:
            account_id = matches.account_of(file, row.account_ref)
            if account_id is not None:
                key = (file.layout, account_id, row.fingerprint)
                named = replace(row, symbol=symbols.canonical(row.symbol) if row.symbol else "")
                seen.setdefault(key, (account_id, named, file.layout))
    told: dict[Says, dict[str, list[tuple[str, StatedTransaction]]]] = defaultdict(lambda: defaultdict(list))
    for account_id, row, layout in seen.values():
        says = (account_id, row.kind, row.trade_date, row.symbol, row.quantity, row.amount_usd)
        told[says][layout].append((account_id, row))
    kept: list[tuple[str, StatedTransaction]] = []
    for by_layout in told.values():
        best = max(sorted(by_layout), key=lambda layout: len(by_layout[layout]))
        kept += by_layout[best]
    return kept


def _told_in_other_words(
    files: Sequence[ParsedFile], matches: Matches, symbols: Symbols
) -> Iterator[Problem]:
    """Rows of two files of one layout that say the same of account, day, shares and amount, in different words.

    Nothing tells whether they are one transaction or two, so both are counted.
    """
    told: dict[tuple[str, Says], list[dict[str, StatedTransaction]]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.name):
        of_file: dict[tuple[str, Says], dict[str, StatedTransaction]] = defaultdict(dict)
        for row in file.transactions:
            account_id = matches.account_of(file, row.account_ref)
            if account_id is not None:
                symbol = symbols.canonical(row.symbol) if row.symbol else ""
                says = (account_id, row.kind, row.trade_date, symbol, row.quantity, row.amount_usd)
                of_file[(file.layout, says)][row.fingerprint] = row
        for key, rows in of_file.items():
            told[key].append(rows)
    for (_, says), groups in sorted(told.items(), key=lambda item: (item[0][1][2], item[0][1], item[0][0])):
        for one, other in combinations(groups, 2):
            only_one = [row for words, row in one.items() if words not in other]
            only_other = [row for words, row in other.items() if words not in one]
            if only_one and only_other:
                yield _maybe_twice(says, only_one[0], only_other[0])
                break


def _maybe_twice(says: Says, one: StatedTransaction, other: StatedTransaction) -> Problem:
    account_id, kind, day, symbol, quantity, amount = says
    what = f"{plain(abs(quantity))} {symbol}".strip() if quantity else symbol or "cash"
    return warning(
        "told-twice",
        f"{account_id}, {day}: {kind} of {what} for {usd(abs(amount))} is told by {one.source} and, in other "
        f"words, by {other.source}: both are counted",
        "if they are one transaction, remove it from one of the files; if they are two, nothing is to be done",
        one.source,
    )


def _activity(account_id: str, row: StatedTransaction) -> Activity:
    return Activity(
        account_id, row.kind, row.trade_date, row.symbol, row.quantity, row.amount_usd, row.source
    )


def distinct_gains(
    files: Sequence[ParsedFile], matches: Matches, symbols: Symbols
) -> list[tuple[str, StatedGain]]:
    """Each realised gain once, with its account id and the household's symbol.

    Within one layout a row told by several files counts as often as the file that tells it most; a sale told by two
    layouts (by lot, and in one line) counts by the one that knows more opening days.
    """
    by_layout: dict[str, list[ParsedFile]] = defaultdict(list)
    for file in files:
        by_layout[file.layout].append(file)
    told: dict[tuple[str, str, date], dict[str, list[StatedGain]]] = defaultdict(dict)
    for layout in sorted(by_layout):
        for account_id, gain in _gains_of_layout(by_layout[layout], matches, symbols):
            told[(account_id, gain.symbol, gain.closed)].setdefault(layout, []).append(gain)
    return [
        (account_id, gain)
        for (account_id, _, _), layouts in told.items()
        for gain in max(layouts.values(), key=lambda rows: sum(row.opened is not None for row in rows))
    ]


def _gains_of_layout(
    files: Sequence[ParsedFile], matches: Matches, symbols: Symbols
) -> list[tuple[str, StatedGain]]:
    most: Counter[tuple[object, ...]] = Counter()
    rows: dict[tuple[object, ...], tuple[str, StatedGain]] = {}
    for file in files:
        counts: Counter[tuple[object, ...]] = Counter()
        for gain in file.gains:
            account_id = matches.account_of(file, gain.account_ref)
            if account_id is None:
                continue
            row = replace(gain, symbol=symbols.canonical(gain.symbol))
            key = (
                account_id,
                row.symbol,
                row.quantity,
                row.opened,
                row.closed,
                row.proceeds_usd,
                row.cost_usd,
            )
            counts[key] += 1
            rows.setdefault(key, (account_id, row))
        most |= counts
    return [rows[key] for key, count in most.items() for _ in range(count)]


def _attach(
    activity: Sequence[Activity], gains: Iterable[tuple[str, StatedGain]]
) -> tuple[list[Activity], list[Problem]]:
    """Put realised results on the sales they belong to; those without a sale become sales themselves."""
    by_sale: dict[tuple[str, str, date], list[StatedGain]] = defaultdict(list)
    for account_id, gain in gains:
        by_sale[(account_id, gain.symbol, gain.closed)].append(gain)
    joined: list[Activity] = []
    sales: dict[tuple[str, str, date], list[Activity]] = defaultdict(list)
    for item in activity:
        key = (item.account_id, item.symbol, item.trade_date)
        if item.kind is ActivityKind.SELL and key in by_sale:
            sales[key].append(item)
        else:
            joined.append(item)
    problems: list[Problem] = []
    for key, rows in sorted(by_sale.items()):
        if key in sales:
            joined += _shared(sorted(sales[key], key=_order), rows)
            problems += _differing(key, sales[key], rows)
        else:
            joined.append(_sale(key, rows))
    return joined, problems


def _sale(key: tuple[str, str, date], rows: Sequence[StatedGain]) -> Activity:
    account_id, symbol, closed = key
    first = min(rows, key=lambda row: row.source.place)
    return Activity(
        account_id,
        ActivityKind.SELL,
        closed,
        symbol,
        -sum((abs(row.quantity) for row in rows), ZERO),
        sum((row.proceeds_usd for row in rows), ZERO),
        first.source,
        _result(rows),
        _any_loss(rows),
    )


def _any_loss(rows: Sequence[StatedGain]) -> bool:
    """Whether one lot went at a loss, disallowed ones included, whatever the others gained."""
    return any(min(row.gain_short_usd, row.gain_long_usd) < 0 or row.disallowed_usd for row in rows)


def _result(rows: Sequence[StatedGain]) -> Decimal:
    return sum((row.gain_short_usd + row.gain_long_usd for row in rows), ZERO)


def _shared(sales: Sequence[Activity], rows: Sequence[StatedGain]) -> list[Activity]:
    """A day's result over the day's sales by shares sold, to the cent; the last sale takes the rest."""
    total = sum((abs(sale.quantity) for sale in sales), ZERO)
    left = _result(rows)
    shared = []
    for sale in sales[:-1]:
        part = cents(_result(rows) * abs(sale.quantity) / total) if total else ZERO
        shared.append(replace(sale, gain_usd=part, has_loss=_any_loss(rows)))
        left -= part
    return [*shared, replace(sales[-1], gain_usd=left, has_loss=_any_loss(rows))]


def _differing(
    key: tuple[str, str, date], sales: Sequence[Activity], rows: Sequence[StatedGain]
) -> list[Problem]:
    sold = sum((abs(sale.quantity) for sale in sales), ZERO)
    realised = sum((abs(row.quantity) for row in rows), ZERO)
    first = min(rows, key=lambda row: row.source.place)
    if sold != realised:
        return [
            warning(
                "gain-sale-differs",
                f"{key[1]} in {key[0]} on {key[2]}: {plain(sold)} sold in the transactions, "
                f"{plain(realised)} in the realised gains",
                "export both again over the same period",
                first.source,
            )
        ]
    if len(sales) > 1:
        words = f"{key[1]} in {key[0]}: the result of {key[2]} is shared over {len(sales)} sales by shares"
        return [note("gain-shared", words, "", first.source)]
    return []


def _without_result(
    activity: Iterable[Activity], files: Sequence[ParsedFile], matches: Matches
) -> list[Problem]:
    """Sales within the period of a realised-gains file that does not tell them: the year's results are not whole."""
    periods: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for file in files:
        for stated in file.accounts if file.kind is FileKind.REALIZED_GAINS else ():
            account_id = matches.account_of(file, stated.ref)
            if account_id and file.history_from and file.history_to:
                periods[account_id].append((file.history_from, file.history_to))
    return [
        warning(
            "gain-missing",
            f"{sale.symbol} in {sale.account_id}: the sale of {plain(abs(sale.quantity))} on {sale.trade_date} is not "
            "among the realized gains of its period, so the year's results are not whole",
            "export the realized gains again, with every closed lot",
            sale.source,
        )
        for sale in sorted(activity, key=_order)
        if sale.kind is ActivityKind.SELL
        and sale.gain_usd is None
        and any(first <= sale.trade_date <= last for first, last in periods[sale.account_id])
    ]


def _known(files: Sequence[ParsedFile], matches: Matches) -> dict[str, tuple[date, date]]:
    """For each account the days on which every transaction is known: the run of downloads that ends last."""
    return {account_id: found[-1] for account_id, found in known_runs(files, matches).items()}


def known_runs(
    files: Sequence[ParsedFile], matches: Matches, *, of_sales: bool = False
) -> dict[str, tuple[tuple[date, date], ...]]:
    """For each account the stretches of days without a gap on which every transaction is known, earliest first.

    `of_sales`: on which every sale is known, which realized gains tell too.
    """
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for file in files:
        refs = {row.account_ref for row in file.transactions}
        tells_all = of_sales or file.kind is not FileKind.REALIZED_GAINS  # which would not tell a purchase
        if tells_all and file.history_from is not None and file.history_to is not None:
            refs |= {stated.ref for stated in file.accounts}
        for ref in sorted(refs):
            account_id = matches.account_of(file, ref)
            if account_id is not None:
                spans[account_id].append(_span(file, ref))
    return {account_id: tuple(_runs(found)) for account_id, found in spans.items()}


def _span(file: ParsedFile, ref: str) -> tuple[date, date]:
    """The period the file states; else from the first of the account's rows to the last, or to the file's day."""
    days = [row.trade_date for row in file.transactions if row.account_ref == ref]
    ends = [*days, *([file.as_of] if file.as_of else [])]
    return (file.history_from or min(days), file.history_to or max(ends))


def _runs(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans that touch or overlap become one stretch."""
    runs: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if runs and (first - runs[-1][1]).days <= 1:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return runs
