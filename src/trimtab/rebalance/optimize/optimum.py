"""The optimum: a search through linear programs, until near enough to its bound, or proven where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.money import ZERO, cents
from trimtab.core.plan import Effort
from trimtab.rebalance.counted import later_factor
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.given import Given
from trimtab.rebalance.margins import NOTHING_KEPT, Margins
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.optimize.decode import decode
from trimtab.rebalance.optimize.dive import Patience, dive
from trimtab.rebalance.optimize.encode import encode
from trimtab.rebalance.optimize.model import Arrays, Floats
from trimtab.rebalance.optimize.program import Encoding, k
from trimtab.rebalance.optimize.relaxation import NOUGHT, Relaxation
from trimtab.rebalance.orders import Quantities
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.weigh import cash_place_cost_usd

LEAST_GAP = 0.001  # thousands of USD: what counts as proven
ROUNDING = 1e-6  # of a float
# The gap that is near enough, as a share of the household's value, until the linear programs have had so many columns
# in all: a small one is solved more often in the same time.
PATIENCE = ((2000, 0.0), (4000, 0.5e-4), (80_000, 1e-4))
SMALL_MOST = 240_000  # the last of these for programs of up to SMALL columns, where so many take little time
SMALL = 250
FAR_MOST, FAR = 960_000, 25e-4  # where the gap is more than this share even then, the search goes on so far
QUICK = ((4000, 2e-4),)  # the same, where the first good answer is wanted
PROOF_MOST = 8  # linear programs, where only doing nothing is to be proven
EXACT_MOST = 4_000_000  # columns of linear programs, where proof is asked for
NOTHING = Quantities({}, {})


@dataclass(frozen=True, slots=True)
class Optimum:
    """What to trade; the proven bound on the total cost (USD, as `CostBreakdown.total_usd`); by account the cash that
    could not be raised (USD, only where there is any), and that for want of which a share less is bought; how the
    answer was found; and whether the bound is one for plans that take gains on purpose, too, which are not among what
    to trade. `results_usd` are the year's short- and long-term results as the program has them, `cost_usd` what all
    costs there."""

    quantities: Quantities
    bound_usd: Decimal
    shortfalls_usd: Mapping[str, Decimal]
    effort: Effort
    has_gains: bool = False
    lacking_usd: Mapping[str, Decimal] = field(default_factory=dict)
    results_usd: tuple[Decimal, Decimal] = (ZERO, ZERO)
    cost_usd: Decimal = ZERO


def optimum(
    rules: Rules,
    decision: Decision,
    drift: Drift,
    covariance: Covariance,
    given: Given,
    margins: Margins = NOTHING_KEPT,
    below_usd: Decimal | None = None,
) -> Optimum | None:
    """Least-cost trades over all accounts at once; None where the solver finds nothing feasible. No trades where none
    costs less than `below_usd`, which is the bound then.

    The bound is that of the program with whole shares, of which every plan is a feasible point; where an account is to
    be emptied, an amount of loss taken or cash raised, of every plan that goes as far in that; with `margins`, of every
    plan that keeps them.
    """
    encoding = encode(rules, decision, drift, covariance, given.tax_of(rules.household), margins)
    arrays, constant = encoding.model.arrays(), _constant_usd(rules)
    if below_usd is not None and not encoding.undone:
        proof = dive(Relaxation(arrays), Patience(((PROOF_MOST, 0.0),)), below=k(below_usd - constant))
        if proof.values is None and proof.bound >= k(below_usd - constant):
            return Optimum(
                NOTHING, below_usd, {}, Effort(proof.relaxations, given.is_exact, True), encoding.has_gains
            )
    best = best_of(arrays, k(drift.total_usd), given.is_exact, given.is_quick)
    if best is None:
        return None
    undone = _undone(encoding, best.values)
    short = {a: _usd(best, column) for a, column in encoding.shortfalls.items()}
    quantities, lacking = decode(rules, encoding, best.values)
    return Optimum(
        quantities=quantities,
        bound_usd=cents(Decimal(repr(best.bound - undone)) * 1000) + constant,
        shortfalls_usd={account_id: usd for account_id, usd in short.items() if usd > 0},
        effort=best.effort,
        has_gains=encoding.has_gains,
        lacking_usd=lacking,
        cost_usd=cents(Decimal(repr(best.objective - undone)) * 1000) + constant,
        results_usd=(_usd(best, encoding.results[0]), _usd(best, encoding.results[1])),
    )


@dataclass(frozen=True, slots=True)
class Best:
    """The best point known of a program, in thousands of USD, and the bound proven below it."""

    values: Floats
    objective: float
    bound: float
    effort: Effort


def best_of(
    arrays: Arrays,
    value: float,
    is_exact: bool = False,
    is_quick: bool = False,
    kept: Relaxation | None = None,
) -> Best | None:
    """Dive and split, until near enough to the bound for a household of this value (thousands of USD), or proven to a
    dollar, where that is asked for; None where no point was found. `kept` is the program's relaxation."""
    relaxation = Relaxation(arrays) if kept is None else kept
    found = dive(relaxation, patience(value, len(arrays.cost), is_exact, is_quick))
    if found.values is None:
        return None
    effort = Effort(
        relaxations=found.relaxations,
        is_exact=is_exact,
        is_proven=found.objective - found.bound <= LEAST_GAP * (1.0 + ROUNDING),
    )
    return Best(found.values, found.objective, found.bound, effort)


def _near(value: float, gap: float) -> float:
    """A share of the household's value that is near enough; what counts as proven always is."""
    return max(LEAST_GAP, gap * value)


def patience(value: float, columns: int, is_exact: bool = False, is_quick: bool = False) -> Patience:
    """How long to search for a household of this value (thousands of USD), whose program has so many columns."""
    if is_exact:
        return Patience(((EXACT_MOST // columns + 1, LEAST_GAP),))
    *first, (work, gap) = PATIENCE
    last = SMALL_MOST if columns <= SMALL else work
    steps = QUICK if is_quick else (*first, (last, gap))
    return Patience(
        tuple((work // columns + 1, _near(value, gap)) for work, gap in steps),
        (last if is_quick else FAR_MOST) // columns + 1,
        _near(value, FAR),
    )


def _usd(best: Best, column: int) -> Decimal:
    """What a column in thousands of dollars comes to."""
    return cents(Decimal(repr(float(best.values[column]))) * 1000)


def _undone(encoding: Encoding, values: Floats) -> float:
    """What the program charges for what was to be done and is not (thousands of USD): no part of a plan's cost."""
    return sum(
        float(values[column]) * encoding.model.cost[column] + price
        for column, price in encoding.undone
        if values[column] > NOUGHT
    )


def _constant_usd(rules: Rules) -> Decimal:
    """What the program leaves out because no trade changes it: today's location cost but for cash, and deferred tax."""
    household, policy = rules.household, rules.policy
    later = rules.standing.gain_usd * household.tax.long_rate * later_factor(policy)
    cash = sum((cash_place_cost_usd(rules, household, a) for a in household.accounts if a.locked), ZERO)
    held = (rules.standing.place_usd + cash) * policy.prices.horizon_years
    return cents(held) + cents(later)
