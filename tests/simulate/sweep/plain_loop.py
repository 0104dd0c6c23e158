"""A sweep's policy once more, day by day in plain Python: slow, short, and written apart from the compiled loop."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import mean, stdev

from trimtab.simulate.sweep.looks import looks, periods_a_year, years_between
from trimtab.simulate.sweep.policy import Flow, FlowWay, SweepPolicy
from trimtab.simulate.sweep.prices import Levels


@dataclass
class Run:
    """What one policy did: values by day, returns without flows, days of events."""

    values: list[float] = field(default_factory=list)
    returns: list[float] = field(default_factory=list)
    steady: list[float] = field(default_factory=list)
    weights: list[list[float]] = field(default_factory=list)
    event_days: list[int] = field(default_factory=list)
    trades: int = 0
    turnover: float = 0.0
    costs: float = 0.0


def run(levels: Levels, target: dict[str, float], policy: SweepPolicy, start: float) -> Run:
    """One policy over the days, every day measured."""
    goal = list(target.values())
    widths = [policy.width(name, weight) for name, weight in target.items()]
    looked = looks(levels.days, policy.look)
    flow = policy.flow or Flow(0.0, "never")
    flowing = looks(levels.days, flow.look)
    rate, fee = policy.cost.bps / 10_000, policy.cost.per_trade_usd
    held = [start * weight for weight in goal]
    done = Run(values=[start])
    for day in range(1, len(levels.days)):
        growth = [
            float(new / old) for new, old in zip(levels.values[day], levels.values[day - 1], strict=True)
        ]
        held = [usd * grown for usd, grown in zip(held, growth, strict=True)]
        total = sum(held)
        gained = total / done.values[-1]
        done.weights.append([usd / total for usd in held])
        done.steady.append(sum(share * grown for share, grown in zip(goal, growth, strict=True)) - 1)
        if flowing[day]:
            usd = flow.usd * (1 + flow.growth_pct / 100) ** (levels.days[day].year - levels.days[0].year)
            parts = _parts(usd, goal, held, flow.way)
            count = sum(part > 1e-12 for part in parts)
            moved = (usd - fee * count) / (1 + rate if usd > 0 else 1 - rate)
            parts = _parts(moved, goal, held, flow.way)
            held = [one + moved * part for one, part in zip(held, parts, strict=True)]
            done.trades += count
            done.costs += usd - moved
            gained *= sum(held) / (total + usd)
            total = sum(held)
        always = all(width < 0 for width in widths)
        far = any(
            abs(one / total - share) > width for one, share, width in zip(held, goal, widths, strict=True)
        )
        if looked[day] and (always or far):
            want = _aim(held, goal, widths, policy)
            after = total
            for _ in range(200):
                steps = [abs(after * share - one) for share, one in zip(want, held, strict=True)]
                count = sum(
                    abs(total * share - one) > 1e-12 * total for share, one in zip(want, held, strict=True)
                )
                after = total - rate * sum(steps) - fee * count
            done.event_days += [day] if count else []
            done.trades += count
            done.turnover += sum(steps) / 2 / total
            done.costs += total - after
            gained *= after / total
            held = [after * share for share in want]
            total = after
        done.values.append(total)
        done.returns.append(gained - 1)
    return done


def _parts(usd: float, goal: list[float], held: list[float], way: FlowWay) -> list[float]:
    total = sum(held) + usd
    if way is FlowWay.TOWARD:
        sign = 1 if usd > 0 else -1
        lack = [max(sign * (share * total - one), 0) for share, one in zip(goal, held, strict=True)]
    else:
        lack = list(goal) if way is FlowWay.MIX and usd > 0 else list(held)
    return [one / sum(lack) for one in lack]


def _aim(held: list[float], goal: list[float], widths: list[float], policy: SweepPolicy) -> list[float]:
    now = [one / sum(held) for one in held]
    want = []
    for weight, share, width in zip(now, goal, widths, strict=True):
        reach = policy.stop.share_of_band * max(width, 0)
        inside = policy.stop.only_outside and abs(weight - share) <= width
        want.append(weight if inside else min(max(weight, share - reach), share + reach))
    left = 1 - sum(want)
    lack = [
        max(share - one, 0) if left > 0 else max(one - share, 0)
        for share, one in zip(goal, want, strict=True)
    ]
    if sum(lack) > 0:
        want = [one + left * part / sum(lack) for one, part in zip(want, lack, strict=True)]
    return want


def summary(levels: Levels, done: Run, start: float) -> dict[str, float]:
    """The figures of a run by the names of `Figures`."""
    years, per_year = years_between(levels.days), periods_a_year(levels.days)
    index, peak, deepest = 1.0, 1.0, 0.0
    for one in done.returns:
        index *= 1 + one
        peak = max(peak, index)
        deepest = max(deepest, 1 - index / peak)
    away = [one - two for one, two in zip(done.returns, done.steady, strict=True)]
    return {
        "final_usd": done.values[-1],
        "return_year": index ** (1 / years) - 1,
        "volatility_year": stdev(done.returns) * per_year**0.5,
        "drawdown": deepest,
        "sharpe": mean(done.returns) * per_year / (stdev(done.returns) * per_year**0.5),
        "tracking_error_year": stdev(away) * per_year**0.5,
        "events": len(done.event_days),
        "trades": done.trades,
        "turnover_year": done.turnover / years,
        "costs_usd": done.costs,
    }
