"""Views as portfolios, and whether several of them can be held together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from trimtab.core.money import ONE, ZERO
from trimtab.core.problems import Problem, error
from trimtab.simulate.design.ask import View


def view_portfolio(view: View, prior: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What one holds to earn the view: classes of a side by their prior weights, as He & Litterman (1999) do."""
    held = _side(view.above, prior)
    for name, part in _side(view.below, prior).items():
        held[name] = -part
    return held


def _side(classes: Sequence[str], prior: Mapping[str, Decimal]) -> dict[str, Decimal]:
    whole = sum((prior.get(name, ZERO) for name in classes), ZERO)
    if not whole:
        return {name: ONE / len(classes) for name in classes}
    return {name: prior.get(name, ZERO) / whole for name in classes}


def contradictions(views: Sequence[View], prior: Mapping[str, Decimal]) -> list[Problem]:
    """Each view that others already settle: it contradicts them, or says the same once more."""
    settled: list[tuple[str, dict[str, Fraction], Fraction]] = []
    problems = []
    for view in views:
        row = {name: Fraction(part) for name, part in view_portfolio(view, prior).items()}
        left, right = _reduced(row, Fraction(view.by), settled)
        if left:
            settled.append((min(left), left, right))
            continue
        others = "; ".join(f'"{one.words}"' for one in views if one is not view)
        words = f'"{view.words}" {"contradicts" if right else "says once more what is in"} {others}'
        problems.append(error("design-views", words, "keep one, or change what they say"))
    return problems


def _reduced(
    row: dict[str, Fraction], by: Fraction, settled: Sequence[tuple[str, dict[str, Fraction], Fraction]]
) -> tuple[dict[str, Fraction], Fraction]:
    """What is left of a view after the earlier ones (Gauss); exact, so that a contradiction is one."""
    for pivot, other, other_by in settled:
        times = row.get(pivot, Fraction(0)) / other[pivot]
        if times:
            names = sorted(set(row) | set(other))
            row = {name: row.get(name, Fraction(0)) - times * other.get(name, Fraction(0)) for name in names}
            by -= times * other_by
    tiny = Fraction(1, 10**20)
    left = {name: part for name, part in row.items() if abs(part) > tiny}
    return left, by if abs(by) > tiny else Fraction(0)
