"""What keeping the target took and brought: drift day by day, turnover, costs and tax by year, trades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.simulate.backtest.result import Backtest, Look

DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class DriftKept:
    """Half the sum of absolute gaps, mean and worst (shares of one), and how many of `counted` days (or looks, where
    days do not tell their weights) had a class outside its band."""

    mean: Decimal
    worst: Decimal
    outside: int
    counted: int
    is_daily: bool


def drift_kept(run: Backtest) -> DriftKept | None:
    """The drift of each day against the target and bands of the look last before it; None for a run without looks."""
    seen = _by_day(run) if any(value.weights for value in run.values) else _by_look(run)
    if not seen:
        return None
    drifts = [drift for drift, _ in seen]
    return DriftKept(
        sum(drifts, ZERO) / len(drifts),
        max(drifts),
        sum(is_outside for _, is_outside in seen),
        len(seen),
        any(value.weights for value in run.values),
    )


def _by_look(run: Backtest) -> list[tuple[Decimal, bool]]:
    return [(look.drift, _is_outside(look, look.weights)) for look in run.looks]


def _by_day(run: Backtest) -> list[tuple[Decimal, bool]]:
    looks = iter(run.looks)
    ahead, latest = next(looks, None), None
    seen = []
    for value in run.values:
        while ahead is not None and ahead.day <= value.day:
            ahead, latest = next(looks, None), ahead
        if latest is not None and value.weights:
            seen.append((_half_sum(latest, value.weights), _is_outside(latest, value.weights)))
    return seen


def _half_sum(look: Look, weights: Mapping[str, Decimal]) -> Decimal:
    classes = look.targets.keys() | weights.keys()
    gaps = (abs(weights.get(name, ZERO) - look.targets.get(name, ZERO)) for name in sorted(classes))
    return sum(gaps, ZERO) / 2


def _is_outside(look: Look, weights: Mapping[str, Decimal]) -> bool:
    return any(not low <= weights.get(name, ZERO) <= high for name, (low, high) in look.bands.items())


def turnover_yearly(run: Backtest) -> Decimal | None:
    """Half of all bought and sold, by mean wealth, a year; a share of one. None where there was no wealth."""
    days = (run.values[-1].day - run.values[0].day).days
    mean = sum((value.wealth_usd for value in run.values), ZERO) / len(run.values)
    return run.turnover_usd / mean * DAYS_A_YEAR / days if mean and days else None


def costs_by_year(run: Backtest) -> Mapping[int, Decimal]:
    """Spreads, commissions and fees of the trades of each year, in USD; years without a trade are not there."""
    costs: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for look in run.looks:
        if look.plan is not None and look.plan.trades:
            costs[look.day.year] += sum((trade.cost_usd for trade in look.plan.trades), ZERO)
    return dict(sorted(costs.items()))


def tax_by_year(run: Backtest) -> Mapping[int, Decimal]:
    """The tax that the portfolio caused in each year, in USD; below nought it saved tax."""
    return {year.year: year.caused_usd for year in sorted(run.tax_years, key=lambda year: year.year)}
