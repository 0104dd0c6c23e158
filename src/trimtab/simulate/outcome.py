"""What any set of trades leads to, weighed as the plan weighs: one yardstick for all that is compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.money import ZERO
from trimtab.core.plan import CostBreakdown, Trade
from trimtab.rebalance.journey import Situation
from trimtab.rebalance.measure import free_cash_usd, measure
from trimtab.rebalance.orders import apply_fills
from trimtab.rebalance.weigh import weigh


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
    """The outcome of perfect fills of these trades, in the same dollars as the plan of this situation."""
    household, policy = now.rules.household, now.rules.policy
    filled = apply_fills(household, trades)
    drift = measure(filled, policy, now.covariance)
    year_tax = now.given.tax_of(household)
    cost = weigh(now.rules, filled, drift, trades, now.decision.goals, now.covariance, year_tax)
    lacking = (max(ZERO, -free_cash_usd(filled, a)) for a in filled.accounts if not a.locked)
    return Outcome(trades, drift, cost, sum(lacking, ZERO))


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
