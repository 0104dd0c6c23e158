"""What `trimtab lots` shows: every lot held, with its basis, its gain today and how long until it is long-term."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from trimtab.core.money import ZERO, usd, usd_whole
from trimtab.core.plan import Term
from trimtab.ledger.books.result import How
from trimtab.reports import words
from trimtab.reports.books.realised import METHOD_WORDS, heading_row
from trimtab.reports.books.records import TaxRecords, Valued, unrealised
from trimtab.reports.books.sales import start_of
from trimtab.reports.document import Document, Section
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone, keyed_row

LOT_COLUMNS = (
    Column("symbol", "Symbol"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("bought", "Bought", Kind.DATE),
    Column("held_from", "Held from", Kind.DATE, is_hidden=True),
    Column("basis_usd", "Basis", Kind.USD),
    Column("value_usd", "Value", Kind.USD),
    Column("gain_usd", "Gain today", Kind.USD_SIGNED_CENTS),
    Column("term", "Term"),
    Column("days_until_long", "Days left", Kind.COUNT),
    Column("flags", "Worth knowing", is_minor=True),
    Column("lot", "Lot", is_hidden=True),
    Column("plan_lot", "Lot in plans", is_hidden=True),
    Column("account", "Account", is_hidden=True),
    Column("how", "Came in as", is_hidden=True),
    Column("deferred_usd", "Loss deferred into it", Kind.USD, is_hidden=True),
    Column("basis_for_loss_usd", "Basis for a loss", Kind.USD, is_hidden=True),
)
NAME_COLUMNS = (
    Column("lot", "Name"),
    Column("plan_lot", "In plans"),
    Column("symbol", "Symbol"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("bought", "Bought", Kind.DATE),
    Column("account", "Account", is_minor=True),
)
_HOW = {
    How.REINVESTMENT: "reinvested",
    How.TRANSFER_IN: "moved in",
    How.DISTRIBUTION: "taken out of a retirement account",
    How.GIFT: "gift",
    How.INHERITANCE: "inherited",
    How.SPIN_OFF: "spin-off",
    How.MERGER: "merger",
    How.EXCHANGE: "exchange",
}


def lots_document(records: TaxRecords) -> Document:
    """All lots, account by account, with totals. Amounts in USD at the household's prices."""
    household = records.household
    lots = records.valued()
    taxable = [row for row in lots if row.lot.taxable]
    doubtful = [row for row in taxable if row.lot.basis_usd is None or row.term is Term.UNKNOWN]
    return Document(
        kind="lots",
        title="Lots",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(lots, doubtful),
        tone=Tone.CARE if doubtful else Tone.PLAIN,
        facts=_facts(taxable),
        sections=(_section(records, lots), *_names(records, lots)),
        problems=records.shown_problems(),
    )


def _headline(lots: tuple[Valued, ...], doubtful: list[Valued]) -> str:
    if not lots:
        return "No lot is held."
    count = len({row.lot.account_id for row in lots})
    text = f"{words.plural(len(lots), 'lot')} in {words.plural(count, 'account')}."
    if doubtful:
        text += f" {words.plural(len(doubtful), 'taxable lot')} without a known day or basis."
    return text


def _facts(taxable: list[Valued]) -> tuple[Fact, ...]:
    total = unrealised(taxable)
    deferred = sum((row.lot.wash_added_usd for row in taxable), ZERO)
    facts = [
        Fact(
            "Taxable lots", usd_whole(total.value_usd + total.unknown_usd), words.plural(len(taxable), "lot")
        ),
        Fact("Gains today", words.signed_usd(total.gain_usd), "in taxable accounts"),
        Fact("Short-term", words.signed_usd(total.short_usd), "of these gains"),
        Fact("Long-term", words.signed_usd(total.long_usd), "of these gains"),
    ]
    if deferred:
        facts.append(Fact("Deferred", usd(deferred), "losses of wash sales, in basis"))
    return tuple(facts)


def _section(records: TaxRecords, lots: tuple[Valued, ...]) -> Section:
    title = "Lots held, account by account"
    accounts = sorted(records.household.accounts, key=lambda account: not account.kind.is_taxable)
    rows: list[Row] = []
    for account in accounts:
        part = [row for row in lots if row.lot.account_id == account.account_id]
        if part:
            rows.append(heading_row(_account_words(records, account.account_id), LOT_COLUMNS))
            rows += [_row(records, row) for row in part]
            rows.append(_total("Together", part))
    if lots:
        rows.append(_total("All accounts", lots))
    notes = ["In retirement accounts and the like neither basis nor term matters for tax."]
    if any(row.value_usd is not None and row.gain_usd is None for row in lots):
        notes.append("Lots without a known basis are in the value, and in no total of basis or gain.")
    if any(row.lot.basis_for_loss_usd is not None for row in lots):
        notes.append("A gift worth less than the donor paid has two bases, and no gain or loss between them.")
    bare = sorted({row.lot.symbol for row in lots if row.value_usd is None})
    if bare:
        notes.append(f"Without a price, and in no total: {words.listed(bare)}.")
    return Section("lots", title, (), Table(title, LOT_COLUMNS, tuple(rows)), tuple(notes))


def _names(records: TaxRecords, lots: tuple[Valued, ...]) -> list[Section]:
    """What each lot is called where an event or a sale names it."""
    if not lots:
        return []
    rows = tuple(
        keyed_row(
            NAME_COLUMNS,
            lot=words.masked(row.lot.lot_id),
            plan_lot=_plan_lot(records, row),
            symbol=row.lot.symbol,
            quantity=row.lot.quantity,
            bought=row.lot.bought,
            account=records.label(row.lot.account_id).title,
        )
        for row in lots
    )
    title = "Lots by name"
    told = "The name to give as lot = in an event of the household file; trimtab tax --what-if takes a plan's name too."
    return [Section("names", title, (told,), Table(title, NAME_COLUMNS, rows), is_detail=True)]


def _account_words(records: TaxRecords, account_id: str) -> str:
    label, keeper = records.label(account_id), records.keeper(account_id)
    parts = [label.title, label.kind]
    if keeper is not None and keeper.kind.is_taxable:
        method = METHOD_WORDS[keeper.method]
        if keeper.fund_method not in {None, keeper.method}:
            method += f", funds {METHOD_WORDS[keeper.fund_method or keeper.method]}"
        parts.append(f"sells {method}")
    return " · ".join(part for part in parts if part)


def _row(records: TaxRecords, row: Valued) -> Row:
    lot = row.lot
    days = (
        None
        if row.long_from is None or not lot.taxable
        else Decimal((row.long_from - records.household.as_of).days)
    )
    return keyed_row(
        LOT_COLUMNS,
        Tone.CARE if lot.taxable and (lot.basis_usd is None or row.term is Term.UNKNOWN) else Tone.PLAIN,
        symbol=lot.symbol,
        quantity=lot.quantity,
        bought=lot.bought,
        held_from=start_of(lot),
        basis_usd=lot.basis_usd,
        value_usd=row.value_usd,
        gain_usd=row.gain_usd,
        term=_term_words(row),
        days_until_long=days,
        flags=_flags(row),
        lot=words.masked(lot.lot_id),
        plan_lot=_plan_lot(records, row),
        account=records.label(lot.account_id).account_id,
        how=lot.how.value,
        deferred_usd=lot.wash_added_usd,
        basis_for_loss_usd=lot.basis_for_loss_usd,
    )


def _plan_lot(records: TaxRecords, row: Valued) -> str:
    return words.masked(", ".join(records.names.in_plans(row.lot)))


def _term_words(row: Valued) -> str:
    if not row.lot.taxable:
        return "sheltered"
    return {Term.SHORT: "short", Term.LONG: "long"}.get(row.term, "not known")


def _flags(row: Valued) -> str:
    lot = row.lot
    told = [_HOW[lot.how]] if lot.how in _HOW else []
    if lot.wash_added_usd:
        told.append(f"{usd(lot.wash_added_usd)} of a disallowed loss in its basis")
    start = start_of(lot)
    if isinstance(start, date) and start != lot.bought:
        told.append(f"held from {words.long_date(start)}")
    if lot.basis_for_loss_usd is not None:
        told.append(f"basis for a loss {usd(lot.basis_for_loss_usd)}")
    if lot.taxable and lot.basis_usd is None:
        told.append("basis not known")
    return "; ".join(told)


def _total(name: str, lots: Iterable[Valued]) -> Row:
    rows = list(lots)
    known = [row for row in rows if row.gain_usd is not None]
    is_known = bool(known)
    return keyed_row(
        LOT_COLUMNS,
        Tone.TOTAL,
        symbol=name,
        basis_usd=sum((row.lot.basis_usd or ZERO for row in known), ZERO) if is_known else None,
        value_usd=sum((row.value_usd or ZERO for row in rows), ZERO),
        gain_usd=sum((row.gain_usd or ZERO for row in known), ZERO) if is_known else None,
        deferred_usd=sum((row.lot.wash_added_usd for row in rows), ZERO),
    )
