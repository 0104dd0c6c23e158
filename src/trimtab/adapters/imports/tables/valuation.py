"""Quantity times price against the stated value, and the price of one unit of quantity."""

from __future__ import annotations

import re
from decimal import Decimal

from trimtab.adapters.imports.rounding import rounding_usd
from trimtab.adapters.imports.tables.row import Row
from trimtab.core.money import HUNDRED, ONE, plain, usd

_CUSIP = re.compile(r"[0-9]{3}[0-9A-Z]{5}[0-9]", re.ASCII)
_OPTION = re.compile(r"-?[A-Z.]+\d{6}[CP][\d.]+|\S+ \d\d/\d\d/\d{4} [\d.]+ [CP]", re.ASCII)


def is_cusip(symbol: str) -> bool:
    """Whether a symbol is written like a CUSIP: bonds and certificates have no ticker."""
    return _CUSIP.fullmatch(symbol) is not None


def unit_price_usd(
    row: Row, symbol: str, quantity: Decimal, price: Decimal | None, value: Decimal | None
) -> Decimal | None:
    """The price of one unit of quantity: bonds are quoted per 100 of face value, options per share of 100.

    Which one holds is seen from the stated value. A value that fits none is a WARNING with its amount.
    """
    if price is None or value is None:
        return price
    for factor in _factors(symbol):
        if abs(quantity * price * factor - value) <= rounding_usd(quantity, price, factor):
            return price * factor
    product = quantity * price
    row.draft.doubt(
        "value-does-not-add-up",
        f"{symbol}: {plain(quantity)} at {plain(price)} is {usd(product)}, the file says {usd(value)}: "
        f"a difference of {usd(value - product)}",
        "compare with the custodian's page before you trade",
        row.record,
    )
    return price


def traded_price_usd(
    symbol: str, quantity: Decimal, price: Decimal | None, amount: Decimal
) -> Decimal | None:
    """The price of one unit of quantity in a trade, as `unit_price_usd`, by whichever comes nearest to the amount."""
    if price is None or not quantity or not amount:
        return price
    return min(
        (price * factor for factor in _factors(symbol)),
        key=lambda unit: abs(abs(quantity * unit) - abs(amount)),
    )


def check_cost(
    row: Row, symbol: str, quantity: Decimal, per_share: Decimal | None, cost: Decimal | None
) -> None:
    """Quantity times cost per share against the stated cost; a difference beyond rounding is a WARNING."""
    if per_share is None or cost is None:
        return
    product = quantity * per_share
    if abs(product - cost) > rounding_usd(quantity, per_share):
        row.draft.doubt(
            "value-does-not-add-up",
            f"{symbol}: {plain(quantity)} at a cost of {plain(per_share)} is {usd(product)}, the file says "
            f"{usd(cost)}: a difference of {usd(cost - product)}",
            "compare with the custodian's page before you trade",
            row.record,
        )


def _factors(symbol: str) -> tuple[Decimal, ...]:
    if is_cusip(symbol):
        return (ONE, ONE / HUNDRED)
    return (ONE, HUNDRED) if _OPTION.fullmatch(symbol) else (ONE,)
