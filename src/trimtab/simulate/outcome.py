"""What any set of trades leads to, weighed as the plan weighs: one yardstick for all that is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.money import ZERO
from trimtab.core.plan import CostBreakdown, Method, Plan, Trade
from trimtab.rebalance.journey import Situation
from trimtab.rebalance.propose.proposal import Proposal, weighed
from trimtab.rebalance.propose.situation import lacking_usd


@dataclass(frozen=True, slots=True)
class Outcome:
    """Trades with the drift they leave and what they cost in USD over the policy's horizon.

    `unpaid_usd` is cash still lacking for reserves and for what is to be paid out: such trades are no answer.
    """

    trades: tuple[Trade, ...]
    drift: Drift
    cost: CostBreakdown
    unpaid_usd: Decimal = ZERO

    @property
    def outside_usd(self) -> Decimal:
        """Dollars outside the bands, summed over classes."""
        return outside_usd(self.drift)

    @property
    def money_usd(self) -> Decimal:
        """All but the price of drift: tax now and later, trading, location, and the price of typing it in."""
        return self.cost.total_usd - self.cost.drift_usd


def outcome_of(now: Situation, trades: tuple[Trade, ...]) -> Outcome:
    """The outcome of perfect fills of these trades, their wash sales included, in the same dollars as the plan of this
    situation."""
    if not trades:
        return Outcome((), now.drift, now.cost_of_nothing, now.lacking_usd)
    found = weighed(Proposal(now, Method.RULES, trades))
    return Outcome(trades, found.after, found.cost_after, lacking_usd(found.filled))


def outcome_of_plan(now: Situation, plan: Plan) -> Outcome:
    """The outcome of a plan of this situation, or of one that differs in its prices and budgets alone: the wash sales
    that it names as unavoidable count as they do in it."""
    return outcome_of(counting_washes(now) if plan.wash_sales else now, plan.trades)


def counting_washes(now: Situation) -> Situation:
    """The same, where losses that purchases take over are weighed as that and not forbidden."""
    return replace(now, rules=now.rules.lifted(lift_wash=True))


def outside_usd(drift: Drift) -> Decimal:
    """Dollars by which classes stand outside their bands, summed."""
    whole = drift.total_usd
    return sum(
        (
            max(ZERO, row.band_low * whole - row.actual_usd, row.actual_usd - row.band_high * whole)
            for row in drift.classes
        ),
        ZERO,
    )
