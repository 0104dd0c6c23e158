"""What `trimtab sweep` asks: policies over one portfolio's history, or over paths drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trimtab.core.problems import BadInputError, Problem, error
from trimtab.core.progress import Progress, silent

if TYPE_CHECKING:
    from trimtab.simulate.sweep.grid import Grid
    from trimtab.simulate.sweep.paths import PathPlan
    from trimtab.simulate.sweep.policy import SweepPolicy
    from trimtab.simulate.sweep.prices import Levels
    from trimtab.simulate.sweep.result import SweepResult
    from trimtab.simulate.sweep.study import Study, StudyRow

MOST_RUNS = 5_000_000
LIMITS = (
    "The best of many policies is partly the luckiest: look at how small the differences are, and at --paths.",
    "Not in the figures: taxes, fund fees beyond those in the prices, advisory fees, whole shares, spreads that widen, "
    "and that a person may not follow the policy. For your own household after tax: trimtab backtest.",
)


@dataclass(frozen=True)
class SweepAsk:
    """A sweep's whole input. `measured` as in `engine.sweep`; `reference` is the policy others are compared with over
    paths, by name (empty: never, or the first)."""

    title: str
    source: str
    levels: Levels
    target: Mapping[str, float]
    grids: tuple[Grid, ...]
    rows: tuple[StudyRow, ...] = ()
    measured: str = ""
    start_usd: float = 10_000.0
    plan: PathPlan | None = None
    reference: str = ""
    notes: tuple[str, ...] = ()


def ask_of_study(study: Study, levels: Levels, plan: PathPlan | None = None, reference: str = "") -> SweepAsk:
    """The sweep that a file describes."""
    return SweepAsk(
        study.title,
        study.source,
        levels,
        study.target,
        study.all_grids,
        study.rows,
        study.measured,
        study.start_usd,
        plan,
        reference,
        study.notes,
    )


def sweep_for(ask: SweepAsk, tell: Progress = silent) -> SweepResult:
    """Run it. Raises BadInputError with every problem, also where the extra `lab` is not installed."""
    from trimtab.simulate.sweep.paths import paths
    from trimtab.simulate.sweep.prices import checked, target_problems
    from trimtab.simulate.sweep.result import SweepResult

    engine_problems = tuple(_missing())
    found = _policies(ask)
    problems = [*engine_problems, *(problem for problem in found if isinstance(problem, Problem))]
    policies = tuple(one for one in found if not isinstance(one, Problem))
    problems += _policy_problems(ask, policies)
    if problems:
        raise BadInputError([*problems, *target_problems(ask.target, ask.levels.names)])
    from trimtab.simulate.sweep.engine import sweep

    levels = checked(ask.levels, ask.target)
    count = ask.plan.count if ask.plan else 1
    drawn = paths(levels, ask.plan) if ask.plan else [levels]
    figures, weights = sweep(drawn, count, ask.target, policies, ask.start_usd, ask.measured, tell)
    return SweepResult(
        ask.title,
        ask.source,
        policies,
        ask.target,
        levels.days[0],
        levels.days[-1],
        ask.start_usd,
        figures,
        weights,
        (*_assumptions(ask, levels, policies), *ask.notes),
        LIMITS,
        ask.rows,
        _reference(ask, policies),
    )


def _missing() -> list[Problem]:
    try:
        import trimtab.simulate.sweep.kernel  # noqa: F401
    except ModuleNotFoundError as fault:
        if fault.name != "numba":
            raise
        words = "sweeps need numba, which is not installed"
        return [error("extra-missing", words, "pip install 'trimtab[lab]'")]
    return []


def _policies(ask: SweepAsk) -> tuple[SweepPolicy | Problem, ...]:
    from trimtab.simulate.sweep.grid import policies
    from trimtab.simulate.sweep.words import PolicyWordError

    try:
        return policies(ask.grids)
    except PolicyWordError as fault:
        return (error("sweep-words", str(fault), "docs/sweep.md lists the words"),)


def _policy_problems(ask: SweepAsk, policies: tuple[SweepPolicy, ...]) -> list[Problem]:
    problems = []
    unknown = sorted({name for policy in policies for name in policy.bands} - set(ask.target))
    if unknown:
        words = f"bands are given for {', '.join(unknown)}, not in the target"
        problems.append(error("sweep-class", words, f"the target has {', '.join(ask.target)}"))
    runs = len(policies) * (ask.plan.count if ask.plan else 1)
    if runs > MOST_RUNS:
        words = f"{runs:,} runs (policies times paths) are more than {MOST_RUNS:,}"
        problems.append(error("sweep-many", words, "ask for fewer policies or paths"))
    if ask.reference and ask.reference not in {policy.name for policy in policies}:
        words = f"no policy is called {ask.reference!r}"
        told = ", ".join(repr(policy.name) for policy in policies[:5])
        problems.append(error("sweep-reference", words, f"there are {told} ..."))
    return problems


def _reference(ask: SweepAsk, policies: tuple[SweepPolicy, ...]) -> int:
    names = [policy.name for policy in policies]
    wanted = ask.reference or "never"
    return names.index(wanted) if wanted in names else 0


def _assumptions(ask: SweepAsk, levels: Levels, policies: tuple[SweepPolicy, ...]) -> tuple[str, ...]:
    mix = ", ".join(f"{name} {weight * 100:g}%" for name, weight in ask.target.items())
    told = [
        f"One portfolio of {ask.start_usd:,.0f} USD, before tax, in fractions of shares, bought free of cost at {mix} "
        f"on {levels.days[0]} and followed to {levels.days[-1]}; income stays in the class that paid it.",
        "A day's order: growth, then money in or out, then the look; trades at that day's close. A class trades when "
        "it is more than its band away from target; one class outside is enough.",
        _stops(policies),
        f"Returns, weights before trades and drift are measured at each {ask.measured or 'row of prices'}; volatility "
        "is their standard deviation (n - 1) times the root of their number a year; returns are geometric, after "
        "costs.",
        "Turnover is half of what rebalancing bought and sold, as a share of the portfolio on that day, a year; an "
        "event is a day on which the policy traded.",
        f"Sharpe ratios are over {'the cash series' if levels.cash is not None else 'nothing (no cash series given)'}.",
    ]
    told += [] if ask.plan is None else [_path_words(ask.plan, levels)]
    return tuple(one for one in told if one)


def _stops(policies: tuple[SweepPolicy, ...]) -> str:
    if all(policy.stop.share_of_band == 0 and not policy.stop.only_outside for policy in policies):
        return ""
    return (
        "Short of the target: every class (with -outside: only those outside their bands) comes back to the named "
        "share of its band; the difference goes to, or comes from, the classes it brings nearer to target, by what "
        "each lacks."
    )


def _path_words(plan: PathPlan, levels: Levels) -> str:
    from trimtab.simulate.sweep.paths import PathKind, block_rows, freedom

    begin = f"{plan.count:,} paths from seed {plan.seed}, each as long as history"
    if plan.kind is PathKind.STATIONARY:
        return (
            f"{begin}: rows of history drawn again in blocks of random length, {block_rows(levels, plan.block):.1f} "
            "rows on average (stationary bootstrap, Politis and Romano 1994)."
        )
    if plan.kind is PathKind.BLOCK:
        return f"{begin}: rows of history drawn again in blocks of {round(block_rows(levels, plan.block))} (circular)."
    if plan.kind is PathKind.NORMAL:
        return f"{begin}: independent multivariate normal log returns with history's means and covariances."
    return (
        f"{begin}: independent multivariate t log returns with history's means and covariances and "
        f"{freedom(levels):.1f} degrees of freedom, from its kurtosis."
    )
