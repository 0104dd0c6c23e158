"""A sweep: policies over paths of prices, grouped so that the compiled loop runs many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from trimtab.core.progress import Progress, silent
from trimtab.simulate.sweep import kernel
from trimtab.simulate.sweep.looks import looks, periods_a_year, years_between
from trimtab.simulate.sweep.policy import Flow, FlowWay, SweepPolicy
from trimtab.simulate.sweep.prices import Array, Levels
from trimtab.simulate.sweep.result import Figures

_WAYS = {FlowWay.TOWARD: kernel.TOWARD, FlowWay.MIX: kernel.MIX, FlowWay.HELD: kernel.HELD}
_Group = tuple[str, Flow | None]
_NO_FLOW = Flow(0.0)


@dataclass(frozen=True)
class _Batch:
    """Policies that look and flow on the same days: their places in the list, and what the loop takes of them."""

    places: list[int]
    rows: NDArray[np.intp]
    marks: Array
    looks: Array
    flows: Array
    widths: Array
    rules: Array


def sweep(
    paths: Sequence[Levels] | Iterator[Levels],
    count: int,
    target: Mapping[str, float],
    policies: Sequence[SweepPolicy],
    start_usd: float,
    measured: str = "",
    tell: Progress = silent,
) -> tuple[Figures, NDArray[np.float64]]:
    """Every policy over `count` paths of the same days, bought at the target on the first of them.

    Paths hold the target's classes in its order (`prices.checked`). `measured` names the calendar between whose days
    returns, weights and drift are measured; empty: every row. Gives the figures and mean weights before trades.
    """
    figures = Figures.empty(count, len(policies))
    weights = np.full((count, len(policies), len(target)), np.nan)
    batches: list[_Batch] = []
    tell(0, count)
    for number, levels in enumerate(paths):
        if not batches:
            marked = _marked(levels, measured)
            batches = list(_batches(levels, target, policies, marked))
            per_year = periods_a_year([levels.days[0], *(levels.days[row] for row in np.flatnonzero(marked))])
        for batch in batches:
            _run(levels, target, batch, start_usd, per_year, _place(figures, number), weights[number])
        tell(number + 1, count)
    return figures, weights


def _place(figures: Figures, number: int) -> Figures:
    """The figures of one path, as views to write into."""
    return Figures(**{name: rows[number] for name, rows in figures.rows()})


def _batches(
    levels: Levels, target: Mapping[str, float], policies: Sequence[SweepPolicy], marked: NDArray[np.bool_]
) -> Iterator[_Batch]:
    groups: dict[_Group, list[int]] = defaultdict(list)
    for place, policy in enumerate(policies):
        flow = None if policy.flow is None else replace(policy.flow, way=FlowWay.TOWARD)
        groups[policy.look, flow].append(place)
    for (look, flow), places in groups.items():
        chosen = [policies[place] for place in places]
        looked = looks(levels.days, look)
        amounts = _amounts(levels, flow)
        needed = marked | looked | (amounts != 0)
        needed[[0, -1]] = True
        rows = np.flatnonzero(needed)
        widths = np.array([[policy.width(name, target[name]) for policy in chosen] for name in target])
        yield _Batch(
            places,
            rows,
            marked[rows].astype(np.float64),
            looked[rows].astype(np.float64),
            amounts[rows],
            widths,
            _rules(chosen, widths),
        )


def _marked(levels: Levels, measured: str) -> NDArray[np.bool_]:
    if measured:
        return looks(levels.days, measured)
    every = np.ones(len(levels.days), dtype=np.bool_)
    every[0] = False
    return every


def _amounts(levels: Levels, flow: Flow | None) -> Array:
    if flow is None:
        return np.zeros(len(levels.days))
    first = levels.days[0].year
    grown = [(1 + flow.growth_pct / 100) ** (day.year - first) for day in levels.days]
    return np.where(looks(levels.days, flow.look), flow.usd * np.array(grown), 0.0)


def _rules(policies: Sequence[SweepPolicy], widths: Array) -> Array:
    rules = np.empty((kernel.RULES, len(policies)))
    rules[kernel.STOP] = [policy.stop.share_of_band for policy in policies]
    rules[kernel.ONLY_OUTSIDE] = [policy.stop.only_outside for policy in policies]
    rules[kernel.ALWAYS] = (widths < 0).all(axis=0)
    rules[kernel.RATE] = [policy.cost.bps / 10_000 for policy in policies]
    rules[kernel.FEE] = [policy.cost.per_trade_usd for policy in policies]
    rules[kernel.WAY] = [_WAYS[(policy.flow or _NO_FLOW).way] for policy in policies]
    return rules


def _run(
    levels: Levels,
    target: Mapping[str, float],
    batch: _Batch,
    start_usd: float,
    per_year: int,
    figures: Figures,
    weights: Array,
) -> None:
    values = np.ascontiguousarray(levels.values[batch.rows])
    goal = np.array(list(target.values()))
    cash = None if levels.cash is None else levels.cash[batch.rows]
    free = _gains(None if cash is None else cash[:, np.newaxis], batch.marks, np.ones(1))
    steady = _gains(values, batch.marks, goal)
    sums = np.empty((kernel.FIGURES, len(batch.places)))
    mean = np.empty((len(goal), len(batch.places)))
    kernel.run(
        values,
        batch.marks,
        batch.looks,
        batch.flows,
        free,
        steady,
        goal,
        batch.widths,
        batch.rules,
        float(start_usd),  # a whole number would make the loop count in whole dollars
        sums,
        mean,
    )
    _write(levels, batch, sums, (free, steady), per_year, start_usd, figures)
    weights[batch.places] = mean.T / batch.marks.sum()
    for place in np.flatnonzero(sums[kernel.RAN_OUT]):
        _rerun(
            levels,
            target,
            batch,
            int(place),
            int(sums[kernel.RAN_OUT, place]),
            start_usd,
            per_year,
            figures,
            weights,
        )


def _rerun(
    levels: Levels,
    target: Mapping[str, float],
    batch: _Batch,
    place: int,
    end: int,
    start_usd: float,
    per_year: int,
    figures: Figures,
    weights: Array,
) -> None:
    """A policy that ran out, over the days before it did: what it was until then, and nothing at the end."""
    at = batch.places[place]
    elapsed = years_between(levels.days) * _elapsed(levels)[batch.rows[end]]
    if batch.marks[:end].sum() > 1:
        row = int(batch.rows[end - 1]) + 1
        cash = None if levels.cash is None else levels.cash[:row]
        short = Levels(levels.days[:row], levels.names, levels.values[:row], cash)
        alone = replace(
            batch,
            places=[at],
            rows=batch.rows[:end],
            marks=batch.marks[:end],
            looks=batch.looks[:end],
            flows=batch.flows[:end],
            widths=batch.widths[:, [place]],
            rules=batch.rules[:, [place]],
        )
        _run(short, target, alone, start_usd, per_year, figures, weights)
    figures.final_usd[at] = 0.0
    figures.money_weighted_year[at] = np.nan
    figures.ran_out[at] = elapsed


def _gains(values: Array | None, marks: Array, goal: Array) -> Array:
    """Growth less one, since the mark before, of a portfolio at its target on every mark; nought on other rows."""
    gains = np.zeros(len(marks))
    if values is not None:
        rows = np.flatnonzero(marks)
        gains[rows] = (values[rows] / values[np.concatenate(([0], rows[:-1]))]) @ goal - 1
    return gains


def _write(
    levels: Levels,
    batch: _Batch,
    sums: Array,
    beside: tuple[Array, Array],
    per_year: int,
    start_usd: float,
    figures: Figures,
) -> None:
    years = years_between(levels.days)
    count = batch.marks.sum()
    at = batch.places
    mean, squares = sums[kernel.MEAN], sums[kernel.SQUARES]
    figures.final_usd[at] = sums[kernel.FINAL]
    figures.return_year[at] = sums[kernel.INDEX] ** (1 / years) - 1
    figures.volatility_year[at] = _deviation(mean, squares, count, per_year)
    figures.drawdown[at] = 1 - sums[kernel.DEEPEST]
    free, steady = beside
    over = _deviation(
        mean - free.sum(), squares - 2 * sums[kernel.WITH_CASH] + (free * free).sum(), count, per_year
    )
    excess = (mean - free.sum()) / count * per_year
    figures.sharpe[at] = np.divide(excess, over, out=np.full(len(at), np.nan), where=over > 0)
    figures.tracking_error_year[at] = _deviation(
        mean - steady.sum(), sums[kernel.AWAY_SQUARES], count, per_year
    )
    figures.drift[at] = sums[kernel.DRIFT] / 2 / count
    figures.events[at] = sums[kernel.EVENTS]
    figures.trades[at] = sums[kernel.TRADES]
    figures.turnover_year[at] = sums[kernel.TURNOVER] / years
    figures.costs_usd[at] = sums[kernel.COSTS]
    elapsed = years * _elapsed(levels)[batch.rows]
    figures.money_weighted_year[at] = _money_weighted(batch, sums, elapsed, start_usd, figures)


def _money_weighted(batch: _Batch, sums: Array, elapsed: Array, start_usd: float, figures: Figures) -> Array:
    flowing = np.flatnonzero(batch.flows)
    if not flowing.size:
        return figures.return_year[batch.places]
    times = np.append(elapsed[flowing], elapsed[-1])
    flows, finals = batch.flows[flowing], sums[kernel.FINAL]
    rates: Array = kernel.money_weighted(float(start_usd), flows, times, finals, sums[kernel.INDEX])
    return rates


def _elapsed(levels: Levels) -> Array:
    """How much of the whole time has gone by on each row, by days."""
    since = np.array([day.toordinal() for day in levels.days], dtype=np.float64)
    elapsed: Array = (since - since[0]) / (since[-1] - since[0])
    return elapsed


def _deviation(total: Array, squares: Array, count: float, per_year: int) -> Array:
    """The standard deviation of a year from a sum and a sum of squares."""
    variance = np.maximum(squares - total * total / count, 0) / max(count - 1, 1)
    deviation: Array = np.sqrt(variance * per_year)
    return deviation
