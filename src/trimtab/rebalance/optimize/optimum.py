"""The optimum: yes-or-no rules first, then whole shares among what is traded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.money import ZERO, cents
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.optimize.decode import decode
from trimtab.rebalance.optimize.encode import encode
from trimtab.rebalance.optimize.program import Encoding, k
from trimtab.rebalance.optimize.solver import Answer, solve
from trimtab.rebalance.orders import Quantities
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.weigh import cash_place_cost_usd, later_factor, location_cost_usd, unrealised_gain_usd

LEAST_GAP = 0.001  # thousands of USD: prove to one dollar,
GAP_SHARE = 1e-5  # or to a tenth of a basis point of the household's value, whichever is more
MAX_NODES = 2000
AT_ONCE = 40  # programs of at most so many whole-number columns are solved with whole shares from the start


@dataclass(frozen=True, slots=True)
class Optimum:
    """What to trade; the proven bound on the total cost (USD, as `CostBreakdown.total_usd`); and by account the cash
    that could not be raised (USD, only where there is any)."""

    quantities: Quantities
    bound_usd: Decimal
    shortfalls_usd: Mapping[str, Decimal]


def optimum(
    rules: Rules, decision: Decision, drift: Drift, covariance: Covariance, given: Given
) -> Optimum | None:
    """Least-cost trades over all accounts at once; None where the solver finds nothing feasible.

    The bound is that of the first program, of which every plan is a feasible point; where an account is to be emptied,
    of every plan that empties it as far.
    """
    encoding = encode(rules, decision, drift, covariance, given.tax_of(rules.household))
    if len(encoding.whole) + sum(encoding.model.integral) <= AT_ONCE:
        _need_whole_shares(encoding)
    gap = max(LEAST_GAP, GAP_SHARE * k(drift.total_usd))
    first = solve(encoding.model, gap=gap, max_nodes=MAX_NODES)
    if first is None:
        return None
    best = _whole_shares(encoding, first, gap)
    undone = sum(float(first.values[c]) * encoding.model.cost[c] for c in encoding.undone)
    short = {a: cents(Decimal(repr(float(best.values[c]))) * 1000) for a, c in encoding.shortfalls.items()}
    return Optimum(
        quantities=decode(rules, encoding, best.values),
        bound_usd=cents(Decimal(repr(first.bound - undone)) * 1000) + _constant_usd(rules),
        shortfalls_usd={account_id: usd for account_id, usd in short.items() if usd > 0},
    )


def _whole_shares(encoding: Encoding, first: Answer, gap: float) -> Answer:
    """Solve again with whole shares where the accounts need them; every no stays no.

    Falls back to the first answer, which is then rounded.
    """
    model = encoding.model
    if all(model.integral[column] for column in encoding.whole):
        return first
    for column, integral in enumerate(model.integral):
        if integral and first.values[column] < 0.5 and column not in encoding.whole:
            model.upper[column] = 0.0
            model.integral[column] = False
    _need_whole_shares(encoding)
    return solve(model, gap=gap, max_nodes=MAX_NODES) or first


def _need_whole_shares(encoding: Encoding) -> None:
    for column in encoding.whole:
        encoding.model.integral[column] = True


def _constant_usd(rules: Rules) -> Decimal:
    """What the program leaves out because no trade changes it: today's location cost but for cash, and deferred tax."""
    household, policy = rules.household, rules.policy
    later = unrealised_gain_usd(household) * household.tax.long_rate * later_factor(policy)
    cash = sum((cash_place_cost_usd(rules, household, a) for a in household.accounts if not a.locked), ZERO)
    held = location_cost_usd(rules, household) - cash * policy.prices.horizon_years
    return cents(held) + cents(later)
