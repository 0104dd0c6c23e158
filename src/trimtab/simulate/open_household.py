"""A household kept open: what would be traded under a nudged policy, asked many times over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.ask import Mode
from trimtab.core.canonical import canonical_text
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO
from trimtab.core.plan import CostBreakdown, Method, Trade
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.kept_answers import KeptAnswers
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.propose.cheapest import cheapest_way
from trimtab.rebalance.propose.situation import NOTHING_ELSE, glance
from trimtab.simulate.outcome import outside_usd

KEPT = 512  # answers: a slider comes back to where it was


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a policy would have traded today: the trades, the drift they leave, and all they cost (USD) beside doing
    nothing.

    `gap_usd` is by how much at most any plan could cost less. `unpaid_usd` is cash that must be there and cannot be
    raised: then nothing is traded. `refusal` says why what is asked cannot be done, empty where it can.
    """

    method: Method
    trades: tuple[Trade, ...]
    drift: Drift
    cost: CostBreakdown
    cost_of_nothing: CostBreakdown
    gap_usd: Decimal
    unpaid_usd: Decimal = ZERO
    refusal: str = ""

    @property
    def outside_usd(self) -> Decimal:
        """Dollars left outside the bands, summed over classes."""
        return outside_usd(self.drift)

    @property
    def benefit_usd(self) -> Decimal:
        """By how much this beats doing nothing."""
        return self.cost_of_nothing.total_usd - self.cost.total_usd


class OpenHousehold:
    """One household, its covariance and its year, opened once; `what_if` answers for any policy of the same household.

    The answer is that of the journey, made by the same rooms: the trades of `make_plan` before it is settled, explained
    and verified. The search for it is a quick one (`Given.is_quick`), so that a slider can follow the finger: a plan
    from scratch costs less by `gap_usd` at most. Kept are the year's bill with its pieces, the last answers, and what
    the rules say of trades where the policy cannot change it (`KeptAnswers`); all else is worked out anew, so that no
    answer depends on those before it.
    Raises ValueError for a programmer's mistake: an amount to withdraw.
    """

    def __init__(
        self, household: Household, policy: Policy, covariance: Covariance, given: Given = NOTHING_ELSE
    ) -> None:
        if given.ask.mode is Mode.WITHDRAW:
            raise ValueError("an amount in hand is a question of its own, and none of an open household")
        self.household = household
        self.policy = policy
        self.covariance = covariance
        self.given = given if given.is_exact else replace(given, is_quick=True)
        self._known: dict[str, WhatIf] = {}
        self._kept = KeptAnswers()
        self.now = self.what_if(policy)

    def what_if(self, policy: Policy) -> WhatIf:
        """What this policy would have traded today. Raises nothing for a policy that fits the household."""
        key = canonical_text(policy)
        if key not in self._known:
            while len(self._known) >= KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = self._answer(policy)
        return self._known[key]

    def _answer(self, policy: Policy) -> WhatIf:
        now = glance(self.household, policy, self.covariance, self.given, self._kept)
        found = cheapest_way(now)
        nothing, way = now.cost_of_nothing, found.way
        cost = way.cost_after if way else nothing
        gap = ZERO if found.bound_usd is None else max(ZERO, cost.total_usd - found.bound_usd)
        unpaid = found.unpaid_usd if found.unpaid_usd >= CENT else ZERO
        if way is None:
            return WhatIf(Method.NONE, (), now.drift, cost, nothing, gap, unpaid, now.decision.refusal)
        return WhatIf(way.proposal.method, way.proposal.trades, way.after, cost, nothing, gap)
