"""Weights rounded so that they sum to exactly one and keep the limits they were found under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from trimtab.core.money import ONE, ZERO
from trimtab.simulate.design.ask import Limit

STEPS = (Decimal("0.01"), Decimal("0.005"), Decimal("0.001"), Decimal("0.0001"))
"""Coarse to fine, shares of one."""


def rounded(
    weights: Mapping[str, Decimal], limits: Sequence[Limit], whole: Decimal = ONE
) -> tuple[dict[str, Decimal], Decimal]:
    """The weights in the coarsest of STEPS that keeps every limit, and that step; they sum to exactly `whole`.

    By largest remainders (Hamilton): each goes down to a step, and what is missing goes to the classes that lost most.
    Where even the finest step breaks a limit by a hair, the finest is taken.
    """
    for step in STEPS:
        found = _largest_remainders(weights, step, whole)
        if not any(broken(one, found) for one in limits):
            return found, step
    return found, step


def broken(limit: Limit, weights: Mapping[str, Decimal]) -> bool:
    """Whether the weights lie outside a limit."""
    held = sum((weights.get(name, ZERO) for name in limit.classes), ZERO)
    return not limit.least <= held <= limit.most


def _largest_remainders(weights: Mapping[str, Decimal], step: Decimal, whole: Decimal) -> dict[str, Decimal]:
    """Equal remainders go by class id."""
    total = sum(weights.values(), ZERO)
    exact = {name: weight * whole / total for name, weight in weights.items()}
    down = {name: (value / step).to_integral_value(ROUND_FLOOR) * step for name, value in exact.items()}
    missing = int((whole - sum(down.values(), ZERO)) / step)
    by_loss = sorted(exact, key=lambda name: (down[name] - exact[name], name))
    for name in by_loss[:missing]:
        down[name] += step
    rest = whole - sum(down.values(), ZERO)
    if rest:  # `whole` itself is no multiple of the step
        down[max(sorted(down), key=lambda name: down[name])] += rest
    return down
