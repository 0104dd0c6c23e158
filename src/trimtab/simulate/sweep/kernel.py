"""The compiled loop: many policies of one target, calendar and flow over one path, statistics in the same pass.

Policies are the innermost axis, in blocks that stay in the cache, and inner loops touch few arrays each, so that the
compiler does every step for several policies at a time. Nothing is re-associated: a policy's figures do not depend on
the policies beside it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from trimtab.simulate.sweep.prices import Array

BLOCK = 128
# rows of `figures`; `AWAY_SQUARES` is of the return less the target's, `WITH_CASH` of gain times that of cash
FINAL, INDEX, MEAN, SQUARES, WITH_CASH, AWAY_SQUARES, DEEPEST = range(7)
DRIFT, EVENTS, TRADES, TURNOVER, COSTS, RAN_OUT, FIGURES = range(7, 14)
# rows of `rules`
STOP, ONLY_OUTSIDE, ALWAYS, RATE, FEE, WAY, RULES = range(7)
TOWARD, MIX, HELD = 0, 1, 2
_DUST = 1e-12
_ROUNDS = 60


@njit(cache=True, error_model="numpy")
def run(
    levels: Array,
    marks: Array,
    looks: Array,
    flows: Array,
    cash: Array,
    steady: Array,
    target: Array,
    widths: Array,
    rules: Array,
    start: float,
    figures: Array,
    weights: Array,
) -> None:
    """Fill `figures[row, policy]` with sums and `weights[class, policy]` with sums of weights before trades.

    `levels[day, class]`; `marks`, `looks`: above nought where the day is measured, looked at; `flows`: USD at its end;
    `cash`, `steady`: growth less one since the last mark of cash and of the target itself; `widths[class, policy]`.
    Of a policy that ran out only the row `RAN_OUT` (the day) has a meaning.
    """
    days, classes = levels.shape
    policies = widths.shape[1]
    for first in range(0, policies, BLOCK):
        size = min(BLOCK, policies - first)
        width = widths[:, first : first + size].copy()
        rule = rules[:, first : first + size].copy()
        sums = np.zeros((FIGURES, size))
        sums[INDEX] = 1.0
        sums[DEEPEST] = 1.0
        mean = np.zeros((classes, size))
        units = np.empty((classes, size))
        held = np.empty((classes, size))
        value = np.full(size, start)
        share = np.full(size, 1 / start)
        since = share.copy()
        peak = np.ones(size)
        out = np.zeros(size)
        want = np.empty(classes)
        spare = np.empty(size)
        for k in range(classes):
            units[k, :] = start * target[k] / levels[0, k]
        for day in range(1, days):
            _grow(levels[day], units, held, value, share)
            if marks[day] > 0:
                _weigh(held, share, target, mean)
                _beyond(held, share, target, width, sums[DRIFT], out)
            if flows[day] != 0:
                for p in range(size):
                    _flow(
                        p, day, flows[day], levels[day], target, units, held, value, share, rule, sums, since
                    )
            if looks[day] > 0:
                if marks[day] <= 0 or flows[day] != 0:
                    _beyond(held, share, target, width, spare, out)
                for p in range(size):
                    if (out[p] > 0 or rule[ALWAYS, p] > 0) and value[p] > 0:
                        _trade(
                            p, day, levels[day], target, width, units, held, value, share, rule, sums, want
                        )
            if marks[day] > 0:
                _mark(value, since, spare, cash[day], steady[day], sums)
                _deepen(sums[INDEX], peak, sums[DEEPEST])
                since, share = share, since  # `share` is worked out anew tomorrow
        sums[FINAL] = value
        figures[:, first : first + size] = sums
        weights[:, first : first + size] = mean


@njit(cache=True, error_model="numpy")
def _grow(level: Array, units: Array, held: Array, value: Array, share: Array) -> None:
    classes, size = units.shape
    value[:] = 0.0
    for k in range(classes):
        for p in range(size):
            held[k, p] = units[k, p] * level[k]
            value[p] += held[k, p]
    for p in range(size):
        share[p] = 1 / value[p]


@njit(cache=True, error_model="numpy")
def _weigh(held: Array, share: Array, target: Array, mean: Array) -> None:
    """Add each weight to its sum."""
    for k in range(target.shape[0]):
        for p in range(share.shape[0]):
            mean[k, p] += held[k, p] * share[p]


@njit(cache=True, error_model="numpy")
def _beyond(held: Array, share: Array, target: Array, width: Array, drift: Array, out: Array) -> None:
    """Add gaps to `drift`; `out` is above nought where any class is outside its band, and nought elsewhere."""
    out[:] = 0.0
    for k in range(target.shape[0]):
        goal = target[k]
        for p in range(share.shape[0]):
            gap = abs(held[k, p] * share[p] - goal)
            drift[p] += gap
            gap -= width[k, p]
            out[p] += gap + abs(gap)


@njit(cache=True, error_model="numpy")
def _mark(value: Array, since: Array, gain: Array, cash: float, steady: float, sums: Array) -> None:
    """The return since the last mark, flows left out, into every sum."""
    index, mean, squares = sums[INDEX], sums[MEAN], sums[SQUARES]
    with_cash, away = sums[WITH_CASH], sums[AWAY_SQUARES]
    for p in range(value.shape[0]):
        growth = value[p] * since[p]
        index[p] *= growth
        gain[p] = growth - 1
    for p in range(value.shape[0]):
        mean[p] += gain[p]
        squares[p] += gain[p] * gain[p]
    for p in range(value.shape[0]):
        gap = gain[p] - steady
        away[p] += gap * gap
    if cash != 0:
        for p in range(value.shape[0]):
            with_cash[p] += gain[p] * cash


@njit(cache=True, error_model="numpy")
def _deepen(index: Array, peak: Array, deepest: Array) -> None:
    """The highest so far, and the lowest share of it."""
    for p in range(index.shape[0]):
        above = index[p] - peak[p]
        peak[p] += (above + abs(above)) * 0.5
    for p in range(index.shape[0]):
        below = deepest[p] - index[p] / peak[p]
        deepest[p] -= (below + abs(below)) * 0.5


@njit(cache=True, error_model="numpy")
def _trade(
    p: int,
    day: int,
    level: Array,
    target: Array,
    width: Array,
    units: Array,
    held: Array,
    value: Array,
    share: Array,
    rule: Array,
    sums: Array,
    want: Array,
) -> None:
    """One rebalance of one policy, its costs taken from what is left."""
    classes = want.shape[0]
    before = value[p]
    _aim(p, target, width, held, before, rule[STOP, p], rule[ONLY_OUTSIDE, p] > 0, want)
    traded, count = 0.0, 0
    for k in range(classes):
        step = abs(want[k] * before - held[k, p])
        traded += step
        if step > _DUST * before:
            count += 1
    if count == 0:
        return
    sums[EVENTS, p] += 1
    sums[TRADES, p] += count
    rate = rule[RATE, p]
    fee = rule[FEE, p] * count
    after = before
    if rate > 0 or fee > 0:
        after = before - fee - rate * traded
        for _ in range(_ROUNDS):
            traded = 0.0
            for k in range(classes):
                traded += abs(want[k] * after - held[k, p])
            better = before - fee - rate * traded
            moved = abs(better - after)
            after = better
            if moved <= 1e-15 * before:
                break
    sums[TURNOVER, p] += traded / 2 / before
    if after <= 0:
        sums[RAN_OUT, p] = day
        after = 0.0
    sums[COSTS, p] += before - after
    value[p] = after
    share[p] = 1 / after
    for k in range(classes):
        units[k, p] = want[k] * after / level[k]


@njit(cache=True, error_model="numpy")
def _aim(
    p: int,
    target: Array,
    width: Array,
    held: Array,
    total: float,
    stop: float,
    only_outside: bool,
    want: Array,
) -> None:
    """The weights to trade to: back inside `stop` widths, what is left over to those it brings nearer to target."""
    classes = want.shape[0]
    if stop == 0 and not only_outside:
        want[:] = target
        return
    left = 1.0
    for k in range(classes):
        weight = held[k, p] / total
        reach = stop * max(width[k, p], 0.0)
        if not only_outside or abs(weight - target[k]) > width[k, p]:
            weight = min(max(weight, target[k] - reach), target[k] + reach)
        want[k] = weight
        left -= weight
    lacking = 0.0
    for k in range(classes):
        lacking += max((target[k] - want[k]) * left, 0.0)
    if lacking > 0:
        for k in range(classes):
            want[k] += left * max((target[k] - want[k]) * left, 0.0) / lacking


@njit(cache=True, error_model="numpy")
def _flow(
    p: int,
    day: int,
    amount: float,
    level: Array,
    target: Array,
    units: Array,
    held: Array,
    value: Array,
    share: Array,
    rule: Array,
    sums: Array,
    since: Array,
) -> None:
    """Money in or out of one policy at the end of a day, its trading costs paid out of it (out: on top of it)."""
    if not value[p] > 0:
        return
    classes = target.shape[0]
    way = rule[WAY, p]
    before = value[p]
    rate = rule[RATE, p]
    count = _split(p, amount, target, held, before, way)[1]
    fee = rule[FEE, p] * count
    moved = (amount - fee) / (1 + rate) if amount > 0 else (amount - fee) / (1 - rate)
    if amount > 0 and moved < 0:
        moved = 0.0
    if before + min(moved, amount) <= 0:
        sums[RAN_OUT, p] = day
        value[p] = 0.0
        units[:, p] = 0.0
        return
    shares = _split(p, moved, target, held, before, way)[0]
    for k in range(classes):
        held[k, p] += moved * shares[k]
        units[k, p] = held[k, p] / level[k]
    value[p] = before + moved
    sums[COSTS, p] += amount - moved
    sums[TRADES, p] += count
    share[p] = 1 / value[p]
    since[p] *= before / (before + amount)


@njit(cache=True, error_model="numpy")
def _split(p: int, amount: float, target: Array, held: Array, before: float, way: float) -> tuple[Array, int]:
    """Which share of a flow each class takes; and how many classes it touches."""
    classes = target.shape[0]
    shares = np.zeros(classes)
    total = 0.0
    for k in range(classes):
        if way == TOWARD:
            shares[k] = max((target[k] * (before + amount) - held[k, p]) * amount, 0.0)
        elif way == MIX and amount > 0:
            shares[k] = target[k]
        else:
            shares[k] = held[k, p]
        total += shares[k]
    count = 0
    for k in range(classes):
        shares[k] /= total
        if shares[k] > _DUST:
            count += 1
    return shares, count


@njit(cache=True, error_model="numpy")
def money_weighted(start: float, flows: Array, years: Array, finals: Array, guesses: Array) -> Array:
    """The yearly rate at which start and flows (USD, after so many years) grow to each final value; NaN for none.

    Newton's steps on the rate of continuous growth, from the time-weighted one. `years` ends with the whole time.
    """
    rates = np.empty(finals.shape[0])
    whole = years[-1]
    for p in range(finals.shape[0]):
        rate = np.log(max(guesses[p], 1e-6)) / whole
        for _ in range(_ROUNDS):
            worth = start * np.exp(rate * whole)
            slope = whole * worth
            for one in range(flows.shape[0]):
                left = whole - years[one]
                grown = flows[one] * np.exp(rate * left)
                worth += grown
                slope += left * grown
            step = (worth - finals[p]) / slope
            rate -= step
            if abs(step) < 1e-14:
                break
        rates[p] = np.exp(rate) - 1 if abs(step) < 1e-10 else np.nan
    return rates
