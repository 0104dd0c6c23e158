"""Round values for an axis that encloses what is drawn."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from trimtab.core.money import ONE, ZERO

_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def round_values(low: Decimal, high: Decimal, steps: int = 5) -> tuple[Decimal, ...]:
    """Evenly spaced round values from at most `low` to at least `high`, in about so many steps.

    A step is 1, 2, 2.5 or 5 times a power of ten. Where there is nothing between low and high, one step of 1 around it.
    """
    if high <= low:
        low, high = low - ONE / 2, low + ONE / 2
    raw = (high - low) / steps
    power = Decimal(10) ** raw.adjusted()
    step = next(factor * power for factor in _ROUND if factor * power >= raw)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return tuple((first + n) * step + ZERO for n in range(int(last - first) + 1))
