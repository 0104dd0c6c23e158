"""Sections on what is held in taxable accounts: what a sale today would bring, and what turns long-term when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.reports import words
from trimtab.reports.books.realised import FIGURE_ROWS_MAX, gains_figure
from trimtab.reports.books.records import TaxRecords, Valued, unrealised
from trimtab.reports.document import Section
from trimtab.reports.figures import TimelineFigure, TimelineRow
from trimtab.reports.tables import Column, Kind, Row, Table, Tone

UNREALISED_COLUMNS = (
    Column("account", "Account"),
    Column("symbol", "Symbol"),
    Column("quantity", "Shares", Kind.QUANTITY, is_minor=True),
    Column("value_usd", "Value", Kind.USD),
    Column("short_usd", "Short-term", Kind.USD_SIGNED_CENTS),
    Column("long_usd", "Long-term", Kind.USD_SIGNED_CENTS),
    Column("unknown_usd", "Basis not known", Kind.USD, is_minor=True),
)
TURNING_COLUMNS = (
    Column("symbol", "Symbol"),
    Column("account", "Account", is_minor=True),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("held_from", "Held from", Kind.DATE),
    Column("gain_usd", "Gain today", Kind.USD_SIGNED_CENTS),
    Column("long_from", "Long-term from", Kind.DATE),
    Column("days", "Days left", Kind.COUNT),
    Column("lot", "Lot", is_hidden=True),
)
SOON_DAYS = 30
_TURNING = "Short-term lots, and when they turn long-term"
_BEFORE_DAYS_MIN = 14


def unrealised_section(records: TaxRecords, lots: tuple[Valued, ...]) -> Section:
    """Gains and losses not taken, by account and symbol, at the household's prices. Amounts in USD."""
    title = "Not sold: what a sale today would bring"
    if not lots:
        return Section("unrealized", title, ("Nothing is held in a taxable account.",))
    places: dict[tuple[str, str], list[Valued]] = {}
    for row in lots:
        places.setdefault((row.lot.account_id, row.lot.symbol), []).append(row)
    rows = [
        Row((records.label(account_id).title, symbol, _shares(part), *_cells(part)))
        for (account_id, symbol), part in places.items()
    ]
    rows.append(Row(("Total", "", None, *_cells(lots)), Tone.TOTAL))
    table = Table(title, UNREALISED_COLUMNS, tuple(rows))
    notes = ["At the prices of the household's files, before trading costs; taxable accounts only."]
    bare = sorted({row.lot.symbol for row in lots if row.value_usd is None})
    if bare:
        notes.append(f"Without a price, and in no total: {words.listed(bare)}.")
    amounts = {place: unrealised(part).gain_usd for place, part in places.items()}
    figure = gains_figure(records, title, amounts, table)
    return Section("unrealized", title, (), table, tuple(notes), figure)


def _shares(lots: Iterable[Valued]) -> Decimal:
    return sum((row.lot.quantity for row in lots), ZERO)


def _cells(lots: Iterable[Valued]) -> tuple[Decimal, ...]:
    total = unrealised(lots)
    return (total.value_usd + total.unknown_usd, total.short_usd, total.long_usd, total.unknown_usd)


def turning_section(records: TaxRecords, lots: tuple[Valued, ...]) -> list[Section]:
    """Short-term lots by the day they turn long-term; nothing where there is none. Source: 26 USC 1222."""
    as_of = records.household.as_of
    short = sorted(
        ((row.long_from, row) for row in lots if row.long_from is not None),
        key=lambda item: (item[0], item[1].lot.symbol, item[1].lot.lot_id),
    )
    if not short:
        return []
    rows = tuple(_turning_row(records, row, (long_from - as_of).days) for long_from, row in short)
    told = "A gain is taxed at the lower rate from that day on; a loss is worth more before it."
    table = Table(_TURNING, TURNING_COLUMNS, rows)
    return [Section("turning_long", _TURNING, (told,), table, figure=_figure(records, short))]


def _turning_row(records: TaxRecords, row: Valued, days: int) -> Row:
    lot = row.lot
    account = records.label(lot.account_id).title
    cells = (
        *(lot.symbol, account, lot.quantity, lot.held_from, row.gain_usd, row.long_from),
        *(Decimal(days), words.masked(lot.lot_id)),
    )
    is_soon = days <= SOON_DAYS and (row.gain_usd or ZERO) > 0
    return Row(cells, Tone.CARE if is_soon else Tone.PLAIN)


def _figure(records: TaxRecords, short: list[tuple[date, Valued]]) -> TimelineFigure:
    as_of = records.household.as_of
    drawn = short[:FIGURE_ROWS_MAX]
    end = drawn[-1][0]
    start = as_of - timedelta(days=max((end - as_of).days // 6, _BEFORE_DAYS_MIN))
    told = "Each bar ends with the last day on which a sale is short-term."
    if len(drawn) < len(short):
        told += f" The next {len(drawn)} of {len(short)}."
    rows = tuple(
        TimelineRow(
            f"{words.shares(row.lot.quantity)} {row.lot.symbol}",
            _note(records, row),
            words.long_date(long_from),
            row.lot.held_from or start,
            long_from - timedelta(days=1),
            _slot(row.gain_usd),
        )
        for long_from, row in drawn
    )
    legend = tuple(
        item
        for item in (("gain today", 0), ("loss today", 1), ("not known", 2))
        if item[1] in {row.slot for row in rows}
    )
    return TimelineFigure(_TURNING, told, "window", legend, start, end, as_of, rows)


def _note(records: TaxRecords, row: Valued) -> str:
    account = records.label(row.lot.account_id).title
    return account if row.gain_usd is None else f"{account}, {words.signed_usd(row.gain_usd)} today"


def _slot(gain_usd: Decimal | None) -> int:
    return 2 if gain_usd is None else 0 if gain_usd >= 0 else 1
