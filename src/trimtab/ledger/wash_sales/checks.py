"""What cannot be a history: each fault as a problem with its value and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from trimtab.core.money import plain
from trimtab.core.problems import Problem, Source, error, in_order
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashHistory


def problems_in(history: WashHistory) -> tuple[Problem, ...]:
    """Every fault of a history, in an order that does not depend on how it is listed. Raises nothing."""
    described = {account.account_id for account in history.accounts}
    return in_order(
        [
            *_repeated(history),
            *(problem for lot in history.lots for problem in _lot_problems(lot, described)),
            *_sale_problems(history),
        ]
    )


def _repeated(history: WashHistory) -> Iterator[Problem]:
    names = (
        ("account", (account.account_id for account in history.accounts)),
        ("lot", (lot.lot_id for lot in history.lots)),
        ("sale", (f"{sale.sale_id} of lot {sale.lot_id}" for sale in history.sales)),
    )
    for what, found in names:
        for name, count in sorted(Counter(found).items()):
            if count > 1:
                yield error(
                    "wash-repeated", f"{what} {name} is there {count} times", "give each its own name, once"
                )


def _lot_problems(lot: AcquiredLot, described: set[str]) -> Iterator[Problem]:
    if lot.account_id not in described:
        yield error(
            "wash-account",
            f"lot {lot.lot_id} lies in account {lot.account_id}, which is not described",
            "describe the account",
            lot.source,
        )
    yield from _amount_problems(f"lot {lot.lot_id}", lot.quantity, "basis", lot.basis_usd, lot.source)
    if not lot.group:
        yield error(
            "wash-group",
            f"lot {lot.lot_id} of {lot.symbol} belongs to no group",
            "name its group of identical securities; its own symbol will do",
            lot.source,
        )
    if lot.how is Acquired.OPTION and not lot.option_on:
        yield error(
            "wash-option",
            f"lot {lot.lot_id} is an option and names no stock",
            "name the group of the stock it is on",
            lot.source,
        )
    if lot.option_on and lot.how is not Acquired.OPTION:
        yield error(
            "wash-option",
            f"lot {lot.lot_id} is no option ({lot.how}) and is on {lot.option_on}",
            "name a stock for options only",
            lot.source,
        )


def _amount_problems(
    what: str, quantity: Decimal, name: str, amount_usd: Decimal | None, source: Source | None
) -> Iterator[Problem]:
    if not quantity.is_finite() or quantity <= 0:
        yield error("wash-quantity", f"{what}: quantity {quantity}", "write a number above 0", source)
    if amount_usd is not None and (not amount_usd.is_finite() or amount_usd < 0):
        yield error("wash-amount", f"{what}: {name} {amount_usd}", "write an amount of 0 or more", source)


def _sale_problems(history: WashHistory) -> Iterator[Problem]:
    lots = {lot.lot_id: lot for lot in history.lots}
    sold: dict[str, Fraction] = {}
    for sale in history.sales:
        what = f"sale {sale.sale_id} of lot {sale.lot_id}"
        amounts = list(_amount_problems(what, sale.quantity, "proceeds", sale.proceeds_usd, sale.source))
        yield from amounts
        lot = lots.get(sale.lot_id)
        if lot is None:
            yield error("wash-lot", f"{what}: there is no such lot", "add the lot it sold", sale.source)
            continue
        yield from _order_problems(what, sale, lot)
        if not amounts:
            sold[sale.lot_id] = sold.get(sale.lot_id, Fraction(0)) + Fraction(sale.quantity)
    for lot_id, quantity in sorted(sold.items()):
        held = lots[lot_id].quantity
        if held.is_finite() and quantity > Fraction(held):
            yield error(
                "wash-oversold",
                f"lot {lot_id}: more is sold than the {plain(held)} it held",
                "correct the sales or the lot",
                lots[lot_id].source,
            )


def _order_problems(what: str, sale: LotSale, lot: AcquiredLot) -> Iterator[Problem]:
    if sale.account_id != lot.account_id:
        yield error(
            "wash-account",
            f"{what}: sold in {sale.account_id}, but the lot lies in {lot.account_id}",
            "name a lot of the account that sold",
            sale.source,
        )
    if (sale.trade_date, sale.sequence) < (lot.trade_date, lot.sequence):
        yield error(
            "wash-order",
            f"{what}: sold on {sale.trade_date} before it was acquired on {lot.trade_date}",
            "correct a date or the order within the day",
            sale.source,
        )
