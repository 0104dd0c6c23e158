"""Exact money and quantities. Everything is Decimal; each rounding has one named rule."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
MORE_THAN_ANYONE_HAS_USD = Decimal(10) ** 13  # no amount typed reaches it: sums stay exact below


def cents(amount_usd: Decimal) -> Decimal:
    """To the cent, half away from zero: the rule for every booked amount of dollars."""
    return amount_usd.quantize(CENT, ROUND_HALF_UP)


def step_down(quantity: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of `step` not above `quantity` (towards zero): the rule for shares traded."""
    return (quantity / step).quantize(ONE, ROUND_DOWN) * step


def step_up(quantity: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` not below `quantity` (away from zero)."""
    return (quantity / step).quantize(ONE, ROUND_UP) * step


def plain(value: Decimal) -> str:
    """The shortest exact text of a number: no exponent, no trailing zeros, never `-0`."""
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def usd(amount_usd: Decimal) -> str:
    """An amount as people write it: `$1,234.56`, `-$7.00`."""
    rounded = cents(amount_usd)
    sign = "-" if rounded < 0 else ""
    return f"{sign}${abs(rounded):,.2f}"


def usd_whole(amount_usd: Decimal) -> str:
    """An amount to the dollar, for tables in which cents are noise: `$1,235`."""
    dollars = int(amount_usd.quantize(ONE, ROUND_HALF_UP))
    return f"-${-dollars:,}" if dollars < 0 else f"${dollars:,}"
