"""The windows that are open on a day: what may not be bought, and what may not be sold at a loss, until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import Acquired, WashHistory
from trimtab.ledger.wash_sales.law import in_window, last_window_day
from trimtab.ledger.wash_sales.result import NOTHING, LotResult, SaleResult


class WindowKind(StrEnum):
    """What would make a wash sale while the window is open."""

    BUYING = "buying"  # a loss was taken: buying the group back disallows it
    SELLING = "selling"  # shares were bought: selling others of the group at a loss is disallowed


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window opened by a trade of `opened`, open up to and including `until`.

    BUYING: `trade_id` is the sale, `lot_id` the lot it sold, `quantity` the shares whose loss of `loss_usd`
    (positive) still stands. SELLING: `trade_id` and `lot_id` are the lot, `quantity` its shares that are held
    and have not taken over a loss; `loss_usd` is 0. `for_good`: a loss replaced by these shares is lost.
    """

    kind: WindowKind
    group: str
    account_id: str
    trade_id: str
    lot_id: str
    opened: date
    until: date
    quantity: Fraction
    loss_usd: Fraction
    for_good: bool = False


def windows_open(history: WashHistory, as_of: date) -> tuple[OpenWindow, ...]:
    """Every window open at the end of a day, from trades up to that day, by group, then the day it closes.

    Raises BadInputError as `wash_sales` does. Source: 26 USC 1091(a).
    """
    known = replace(
        history,
        lots=tuple(lot for lot in history.lots if lot.trade_date <= as_of),
        sales=tuple(sale for sale in history.sales if sale.trade_date <= as_of),
    )
    result = wash_sales(known)
    sheltered = {a.account_id for a in history.accounts if not a.kind.is_taxable}
    found = [
        *(_after_sale(sale) for sale in result.sales if sale.taxable),
        *(window for lot in result.lots for window in _after_purchase(lot, sheltered)),
    ]
    return tuple(
        sorted(
            (window for window in found if window.quantity and in_window(window.opened, as_of)),
            key=lambda w: (w.group, w.until, w.kind, w.account_id, w.trade_id, w.lot_id),
        )
    )


def _after_sale(result: SaleResult) -> OpenWindow:
    losses = [piece for piece in result.pieces if piece.recognized_usd < 0]
    sale = result.sale
    return OpenWindow(
        WindowKind.BUYING,
        result.lot.group,
        sale.account_id,
        sale.sale_id,
        sale.lot_id,
        sale.trade_date,
        last_window_day(sale.trade_date),
        sum((piece.quantity for piece in losses), NOTHING),
        result.allowed_loss_usd,
    )


def _after_purchase(result: LotResult, sheltered: set[str]) -> list[OpenWindow]:
    lot = result.lot
    if lot.how is Acquired.RECEIVED:
        return []
    free = (p.quantity for p in result.pieces if p.replaces is None and p.sold_in is None)
    window = OpenWindow(
        WindowKind.SELLING,
        lot.group,
        lot.account_id,
        lot.lot_id,
        lot.lot_id,
        lot.trade_date,
        last_window_day(lot.trade_date),
        sum(free, NOTHING),
        NOTHING,
        lot.account_id in sheltered,
    )
    return [replace(window, group=group) for group in sorted({lot.group, lot.option_on} - {""})]
