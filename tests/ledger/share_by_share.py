"""A second wash-sale engine, slow and obvious: every share is an object, every pair of shares is looked at.

It shares no code with `trimtab.ledger.wash_sales`; it only reads the same history. Quantities must be whole
multiples of `step`; one `Share` stands for `step` shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trimtab.ledger.wash_sales.history import AcquiredLot, LotSale, WashHistory


@dataclass
class Share:
    """The smallest part of a lot, and everything that ever happened to it."""

    lot: AcquiredLot
    number: int
    cost: Fraction
    held_from: date
    sale: LotSale | None = None
    price: Fraction = Fraction(0)
    disallowed: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    replaced_by: str | None = None
    replaces: tuple[str, str] | None = None


def every_share(history: WashHistory, step: Decimal) -> list[Share]:
    """All shares of a household after all its sales, lot by lot in order of acquisition, front to back."""
    shelters = {
        account.account_id for account in history.accounts if account.kind.value not in ("taxable", "trust")
    }
    shares = []
    for lot in sorted(
        history.lots,
        key=lambda lot: (lot.trade_date, lot.sequence, "" if lot.purchase else lot.account_id, lot.lot_id),
    ):
        count = int(lot.quantity / step)
        cost = Fraction(lot.basis_usd) / count
        shares += [Share(lot, number, cost, lot.trade_date) for number in range(count)]

    for sale in sorted(history.sales, key=lambda sale: (sale.trade_date, sale.sequence, sale.sale_id)):
        count = int(sale.quantity / step)
        mine = [share for share in shares if share.lot.lot_id == sale.lot_id and share.sale is None]
        for share in mine[:count]:
            share.sale = sale
            share.price = Fraction(sale.proceeds_usd) / count

    for share in sorted((share for share in shares if share.sale), key=order_of_sale):
        if share.lot.account_id in shelters or share.price >= share.cost:
            continue
        for other in shares:
            if can_replace(other, share):
                loss = share.cost - share.price
                share.disallowed = loss
                share.replaced_by = other.lot.lot_id
                other.replaces = (share.sale.sale_id, share.lot.lot_id)
                if other.lot.account_id in shelters:
                    share.lost = loss
                else:
                    other.cost += loss
                    other.held_from = other.lot.trade_date - (share.sale.trade_date - share.held_from)
                break
    return shares


def order_of_sale(share: Share) -> tuple[object, ...]:
    """The day, the place in the day; failing that, first acquired, first sold."""
    lot, sale = share.lot, share.sale
    return (
        sale.trade_date,
        sale.sequence,
        lot.trade_date,
        lot.sequence,
        "" if lot.purchase else lot.account_id,
        lot.lot_id,
        share.number,
    )


def can_replace(other: Share, sold: Share) -> bool:
    """Whether this one share may take over the loss of that one."""
    lot, sale = other.lot, sold.sale
    if lot.lot_id == sold.lot.lot_id or (lot.purchase and lot.purchase == sold.lot.purchase):
        return False
    if lot.how.value == "received" or other.replaces:
        return False
    if sold.lot.group not in (lot.group, lot.option_on):
        return False
    month = timedelta(days=30)
    if not sale.trade_date - month <= lot.trade_date <= sale.trade_date + month:
        return False
    bought_after = lot.trade_date > sale.trade_date or (
        lot.trade_date == sale.trade_date and lot.sequence > sale.sequence
    )
    still_held = other.sale is None or other.sale.trade_date > sale.trade_date
    return bought_after or still_held
