"""Quantity times price against the stated value, and the price of one unit of quantity."""

from __future__ import annotations

import re
from decimal import Decimal

from trimtab.adapters.imports.row import Row
from trimtab.core.money import CENT, HUNDRED, ONE, ZERO, plain, usd

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
        if abs(quantity * price * factor - value) <= _tolerance_usd(quantity, price, factor):
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
    if abs(product - cost) > _tolerance_usd(quantity, per_share, ONE):
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


def _tolerance_usd(quantity: Decimal, price: Decimal, factor: Decimal) -> Decimal:
    """What rounding can explain: half of the price's last digit (at most half a cent), half of the last digit
    of a quantity shown to a thousandth or finer (whole shares are exact), and a cent.
    """
    price_step = min(_last_digit(price), CENT)
    quantity_step = _last_digit(quantity) if _last_digit(quantity) <= Decimal("0.001") else ZERO
    return factor * (abs(quantity) * price_step + abs(price) * quantity_step) / 2 + CENT


def _last_digit(shown: Decimal) -> Decimal:
    exponent = shown.as_tuple().exponent
    assert isinstance(exponent, int), "cells hold finite numbers only"
    return ONE.scaleb(exponent)
