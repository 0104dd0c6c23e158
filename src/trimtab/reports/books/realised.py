"""Sections on what was sold in a year: lot by lot, by account and symbol, and what has no known basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trimtab.core.events import LotMethod
from trimtab.core.plan import Term
from trimtab.ledger.books.realised import Realised
from trimtab.ledger.returns.owners import taxed_accounts
from trimtab.reports import words
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.books.sales import TERM_WORDS, Sums, long_of, short_of, start_of, sums, term_of
from trimtab.reports.document import Section
from trimtab.reports.figures import DeltaFigure, DeltaRow
from trimtab.reports.tables import Column, Kind, Row, Table, Tone, keyed_row

REALISED_COLUMNS = (
    Column("symbol", "Symbol"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("held_from", "Held from", Kind.DATE),
    Column("sold", "Sold", Kind.DATE),
    Column("proceeds_usd", "Proceeds", Kind.USD, is_minor=True),
    Column("basis_usd", "Basis", Kind.USD, is_minor=True),
    Column("gain_usd", "Result", Kind.USD_SIGNED_CENTS),
    Column("disallowed_usd", "Disallowed", Kind.USD),
    Column("counted_usd", "Counts", Kind.USD_SIGNED_CENTS),
    Column("lost_usd", "Lost for good", Kind.USD, is_hidden=True),
    Column("account", "Account", is_hidden=True),
    Column("term", "Term", is_hidden=True),
    Column("lot", "Lot", is_hidden=True),
    Column("method", "Chosen by", is_hidden=True),
    Column("closing", "Closed by", is_hidden=True),
)
SUBTOTAL_COLUMNS = (
    Column("account", "Account"),
    Column("symbol", "Symbol"),
    Column("short_usd", "Short-term", Kind.USD_SIGNED_CENTS),
    Column("long_usd", "Long-term", Kind.USD_SIGNED_CENTS),
    Column("counted_usd", "Counts", Kind.USD_SIGNED_CENTS),
    Column("disallowed_usd", "Disallowed", Kind.USD, is_minor=True),
    Column("lost_usd", "Lost for good", Kind.USD, is_minor=True),
)
UNKNOWN_COLUMNS = (
    Column("symbol", "Symbol"),
    Column("account", "Account"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("sold", "Sold", Kind.DATE),
    Column("proceeds_usd", "Proceeds", Kind.USD),
)
UNTOLD_COLUMNS = (
    Column("account", "Account"),
    Column("first", "From", Kind.DATE),
    Column("last", "To", Kind.DATE),
)
METHOD_WORDS: Mapping[LotMethod, str] = {
    LotMethod.FIFO: "first in, first out",
    LotMethod.LIFO: "last in, first out",
    LotMethod.HIFO: "highest cost first",
    LotMethod.LOWEST_COST: "lowest cost first",
    LotMethod.AVERAGE: "average cost",
    LotMethod.SPECIFIC: "those named",
    LotMethod.LOWEST_TAX: "lowest tax first",
}
FIGURE_ROWS_MAX = 12


def realised_section(records: TaxRecords, sold: tuple[Realised, ...], year: int) -> Section:
    """Every lot sold whose result is known, by term, with totals. Amounts in USD."""
    title = f"Sold in {year}, lot by lot"
    known = [row for row in sold if row.basis_usd is not None]
    if not known:
        told = f"Nothing with a known result was sold in a taxable account in {year}."
        return Section("realized", title, (told,), notes=_notes(records, known, year))
    rows: list[Row] = []
    totals: list[Row] = []
    for term, name in TERM_WORDS.items():
        part = [row for row in known if term_of(row) is term]
        for account_id in sorted({row.account_id for row in part}):
            rows.append(heading_row(f"{name} · {records.label(account_id).title}", REALISED_COLUMNS))
            rows += [_sold_row(records, row) for row in part if row.account_id == account_id]
        if part:
            totals.append(_total_row(name, sums(part)))
    rows += [*totals, _total_row("Total", sums(known))]
    table = Table(title, REALISED_COLUMNS, tuple(rows))
    return Section("realized", title, (), table, _notes(records, known, year))


def heading_row(name: str, columns: tuple[Column, ...]) -> Row:
    """A heading over the rows that follow."""
    return Row((name, *[None] * (len(columns) - 1)), Tone.SECTION)


def _sold_row(records: TaxRecords, sold: Realised) -> Row:
    return keyed_row(
        REALISED_COLUMNS,
        Tone.CARE if sold.disallowed_usd else Tone.PLAIN,
        symbol=sold.symbol,
        quantity=sold.quantity,
        held_from=start_of(sold),
        sold=sold.closed,
        proceeds_usd=sold.proceeds_usd,
        basis_usd=sold.basis_usd,
        gain_usd=sold.gain_usd,
        disallowed_usd=sold.disallowed_usd,
        counted_usd=sold.recognized_usd,
        lost_usd=sold.lost_for_good_usd,
        account=records.label(sold.account_id).account_id,
        term=term_of(sold).value,
        lot=words.masked(sold.lot_id),
        method=sold.method.value,
        closing=sold.why.value,
    )


def _total_row(name: str, total: Sums) -> Row:
    return keyed_row(
        REALISED_COLUMNS,
        Tone.TOTAL,
        symbol=name,
        proceeds_usd=total.proceeds_usd,
        basis_usd=total.basis_usd,
        gain_usd=total.gain_usd,
        disallowed_usd=total.disallowed_usd,
        counted_usd=total.counted_usd,
        lost_usd=total.lost_usd,
    )


def _notes(records: TaxRecords, known: list[Realised], year: int) -> tuple[str, ...]:
    notes = []
    if any(row.disallowed_usd for row in known):
        notes.append("What wash sales disallow is added back: what counts goes to the tax return.")
    if any(term_of(row) is Term.UNKNOWN for row in known):
        notes.append("Where the day of purchase is not known, the result counts as short-term.")
    methods = sorted({row.method for row in known})
    if methods:
        notes.append(f"Which lots went: {words.listed(METHOD_WORDS[method] for method in methods)}.")
    taxed = {account.account_id for account in taxed_accounts(records.household)}
    of_year = [row for row in records.sold if row.closed.year == year]
    hidden = sum(not row.taxable for row in of_year)
    others = sum(row.taxable and row.account_id not in taxed for row in of_year)
    if others:
        which = words.plural(others, "lot")
        notes.append(f"{which} sold in accounts of people who do not sign the return: not listed.")
    if hidden:
        which = words.plural(hidden, "lot")
        notes.append(f"{which} sold in retirement accounts and the like: no gain or loss counts there.")
    return tuple(notes)


def by_place(sold: Iterable[Realised]) -> Mapping[tuple[str, str], list[Realised]]:
    """What was sold by (account id, symbol), in that order."""
    found: dict[tuple[str, str], list[Realised]] = {}
    for row in sorted(sold, key=lambda row: (row.account_id, row.symbol)):
        found.setdefault((row.account_id, row.symbol), []).append(row)
    return found


def subtotal_section(records: TaxRecords, sold: tuple[Realised, ...], year: int) -> list[Section]:
    """What counts by account and symbol, with a picture; nothing where nothing with a known result was sold."""
    known = [row for row in sold if row.basis_usd is not None]
    if not known:
        return []
    places = by_place(known)
    rows = [
        Row((records.label(account_id).title, symbol, *_subtotal(part)))
        for (account_id, symbol), part in places.items()
    ]
    rows.append(Row(("Total", "", *_subtotal(known)), Tone.TOTAL))
    title = f"{year} by account and symbol"
    table = Table(title, SUBTOTAL_COLUMNS, tuple(rows))
    amounts = {place: sums(part).counted_usd for place, part in places.items()}
    return [Section("by_account", title, (), table, figure=gains_figure(records, title, amounts, table))]


def _subtotal(sold: Iterable[Realised]) -> tuple[Decimal, ...]:
    rows = list(sold)
    total = sums(rows)
    return (
        sums(short_of(rows)).counted_usd,
        sums(long_of(rows)).counted_usd,
        total.counted_usd,
        total.disallowed_usd,
        total.lost_usd,
    )


def gains_figure(
    records: TaxRecords, title: str, amounts_usd: Mapping[tuple[str, str], Decimal], table: Table
) -> DeltaFigure:
    """Gains and losses by (account id, symbol), the largest first; of many only the largest are drawn."""
    ordered = sorted(amounts_usd.items(), key=lambda item: (-abs(item[1]), item[0]))
    drawn = ordered[:FIGURE_ROWS_MAX]
    told = "Gains to the right of the line, losses to the left."
    if len(drawn) < len(ordered):
        told += f" The {len(drawn)} largest of {len(ordered)}."
    rows = tuple(
        DeltaRow(symbol, records.label(account_id).title, amount) for (account_id, symbol), amount in drawn
    )
    return DeltaFigure(title, told, rows, table, is_gain=True)


def unknown_section(records: TaxRecords, sold: tuple[Realised, ...]) -> list[Section]:
    """What was sold without a known basis; nothing where there is none of it."""
    unknown = [row for row in sold if row.basis_usd is None]
    if not unknown:
        return []
    rows = [
        Row(
            (row.symbol, records.label(row.account_id).title, row.quantity, row.closed, row.proceeds_usd),
            Tone.CARE,
        )
        for row in unknown
    ]
    rows.append(Row(("Total", "", None, None, sums(unknown).unknown_usd), Tone.TOTAL))
    title = "Sold without a known basis"
    told = "The result of these is in no total. Look the basis up, and give it in the household file as an event."
    return [Section("unknown_basis", title, (told,), Table(title, UNKNOWN_COLUMNS, tuple(rows)))]


def untold_section(records: TaxRecords, year: int) -> list[Section]:
    """The days of the year whose sales no file tells; nothing where all are known."""
    untold = records.sales_unknown(year)
    if not untold:
        return []
    rows = tuple(
        Row((records.label(account_id).title, first, last), Tone.CARE) for account_id, (first, last) in untold
    )
    title = "Days whose sales no file tells"
    told = (
        "What was sold on them is missing here, unless the household file tells it as an event. "
        "Export the realized gains of the whole year."
    )
    return [Section("untold", title, (told,), Table(title, UNTOLD_COLUMNS, rows))]


def untold_words(records: TaxRecords, year: int) -> str:
    """A sentence for the headline; empty where all sales of the year are known."""
    count = len({account_id for account_id, _ in records.sales_unknown(year)})
    return f" Sales in {words.plural(count, 'account')} are not known for every day." if count else ""
