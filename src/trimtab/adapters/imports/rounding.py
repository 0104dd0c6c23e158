"""What rounding alone can explain between quantity times price and a stated value."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.money import CENT, ONE, ZERO

_FINE = Decimal("0.001")


def rounding_usd(quantity: Decimal, quoted: Decimal, per_unit: Decimal = ONE) -> Decimal:
    """The largest honest difference in dollars; `per_unit` turns the quoted price into dollars for one unit.

    Half of the price's last digit (at most half a cent), half of the last digit of a quantity shown to a thousandth
    or finer (whole shares are exact), and a cent.
    """
    price_step = min(_last_digit(quoted), CENT)
    quantity_step = _last_digit(quantity) if _last_digit(quantity) <= _FINE else ZERO
    return per_unit * (abs(quantity) * price_step + abs(quoted) * quantity_step) / 2 + CENT


def _last_digit(shown: Decimal) -> Decimal:
    exponent = shown.as_tuple().exponent
    assert isinstance(exponent, int), "amounts in files are finite"
    return ONE.scaleb(exponent)
