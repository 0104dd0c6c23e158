"""Rows of a CSV read through a column map, one reader per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.column_map import ColumnMap
from trimtab.adapters.imports.kinds import MONEY, MOVED, Kinds, kind_of
from trimtab.adapters.imports.tables.row import Row
from trimtab.adapters.imports.tables.valuation import is_cusip, traded_price_usd, unit_price_usd
from trimtab.core.household import ActivityKind
from trimtab.core.money import ZERO
from trimtab.core.statement import LineKind, StatedLot, StatedPosition, StatedPrice, StatedTransaction

COMMON_ACTIONS: Mapping[str, Kinds] = {
    **{kind.value: kind for kind in ActivityKind},
    "bought": ActivityKind.BUY,
    "sold": ActivityKind.SELL,
    "div": ActivityKind.DIVIDEND,
    "drip": ActivityKind.REINVEST,
    "deposit": MONEY,
    "transfer": MOVED,
}
"""Words every map understands, in lower case; its `actions` add to them and win."""

_OUT = frozenset({ActivityKind.SELL, ActivityKind.TRANSFER_OUT})
_SHARES_IN = frozenset({ActivityKind.BUY, ActivityKind.REINVEST, ActivityKind.TRANSFER_IN})
_CASH_IN = frozenset({ActivityKind.SELL, ActivityKind.CONTRIBUTION, ActivityKind.DIVIDEND})
_CASH_OUT = frozenset({ActivityKind.BUY, ActivityKind.REINVEST, ActivityKind.WITHDRAWAL})


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row and the map it is read by."""

    row: Row
    column_map: ColumnMap

    def account(self) -> str:
        """The ref of the row's account: its own column, or the map's account."""
        row = self.row
        if "account" in row.columns.places:
            return row.draft.account(row.needed_text("account"), "", row.record)
        return row.draft.account(self.column_map.account, "", row.record)

    def day(self, field: str) -> date | None:
        """A day in the map's own format; None where the file states none."""
        return self.row.day(field, (self.column_map.date_format,))

    def needed_day(self, field: str) -> date:
        """A day in the map's own format; an ERROR where the file states none."""
        return self.row.needed_day(field, (self.column_map.date_format,))


def _read_position(mapped: MappedRow) -> None:
    row, ref = mapped.row, mapped.account()
    symbol, quantity = row.needed_text("symbol").upper(), row.needed("quantity")
    price, value, cost = row.number("price"), row.number("value"), row.number("cost")
    if row.settle(LineKind.POSITION):
        row.draft.positions.append(
            StatedPosition(
                account_ref=ref,
                symbol=symbol,
                description=row.text("description"),
                quantity=quantity,
                price_usd=unit_price_usd(row, symbol, quantity, price, value),
                value_usd=value,
                cost_usd=cost,
                source=row.source(),
                cusip=row.text("cusip").upper() or (symbol if is_cusip(symbol) else ""),
            )
        )


def _read_lot(mapped: MappedRow) -> None:
    row, ref = mapped.row, mapped.account()
    symbol, quantity = row.needed_text("symbol").upper(), row.needed("quantity")
    acquired, cost = mapped.day("acquired"), row.number("cost")
    if row.settle(LineKind.LOT):
        per_share = None if cost is None or not quantity else round(cost / quantity, 6)
        row.draft.add_lot(StatedLot(ref, symbol, "", quantity, acquired, cost, row.source()), per_share)


def _read_transaction(mapped: MappedRow) -> None:
    row, ref = mapped.row, mapped.account()
    action = row.needed_text("action")
    kinds = _kinds(mapped, action)
    trade_date, settle_date = mapped.needed_day("date"), mapped.day("settle_date")
    quantity, amount = row.number("quantity") or ZERO, row.needed("amount")
    price, fees = row.number("price"), row.number("fees") or ZERO
    if not row.settle(LineKind.TRANSACTION) or kinds is None:
        return
    kind = kind_of(kinds, amount, quantity)
    symbol = row.text("symbol").upper()
    stated = StatedTransaction(
        account_ref=ref,
        kind=kind,
        trade_date=trade_date,
        symbol=symbol,
        quantity=_signed(quantity, kind in _SHARES_IN, kind in _OUT),
        price_usd=traded_price_usd(symbol, quantity, price, amount),
        amount_usd=_signed(amount, kind in _CASH_IN, kind in _CASH_OUT),
        description=row.text("description"),
        fingerprint="",
        source=row.source(),
        settle_date=settle_date,
        fees_usd=abs(fees),
    )
    row.draft.add_transaction(stated, action)


def _kinds(mapped: MappedRow, action: str) -> Kinds | None:
    word = action.casefold()
    taught = {said.casefold(): meant for said, meant in (mapped.column_map.actions or {}).items()}
    kinds = COMMON_ACTIONS.get(taught.get(word, word))
    if kinds is None and action and not mapped.row.is_bad:
        known = ", ".join(kind.value for kind in ActivityKind)
        mapped.row.wrong(
            "action-unknown",
            f'"{action[:60]}" is no action this map knows',
            f"say what it means under actions of the [[csv]] entry, as one of {known}",
            "action",
        )
    return kinds


def _signed(size: Decimal, is_in: bool, is_out: bool) -> Decimal:
    """Many files write sizes without a sign: the kind of activity gives it. Other kinds keep the file's sign."""
    if is_out:
        return -abs(size)
    return abs(size) if is_in else size


def _read_price(mapped: MappedRow) -> None:
    row = mapped.row
    symbol, price = row.needed_text("symbol").upper(), row.needed("price")
    if "as_of" in row.columns.places or mapped.column_map.as_of is None:
        day = mapped.needed_day("as_of")
    else:
        day = mapped.column_map.as_of
    if not row.is_bad and price <= 0:
        row.wrong(
            "price-not-positive", f"{symbol}: a price of {price} is not above zero", "correct it", "price"
        )
    if row.settle(LineKind.PRICE):
        row.draft.prices.append(StatedPrice(symbol, price, day, row.source()))


ROW_READERS: Mapping[str, Callable[[MappedRow], None]] = {
    "positions": _read_position,
    "lots": _read_lot,
    "transactions": _read_transaction,
    "prices": _read_price,
}
