"""The situation: one household looked at, which every proposal starts from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from trimtab.core.ask import Mode, Moves
from trimtab.core.changed import changed
from trimtab.core.drift import Drift, Overlap
from trimtab.core.household import Household
from trimtab.core.kept import kept
from trimtab.core.money import ZERO
from trimtab.core.plan import CostBreakdown, Trade, WashSale
from trimtab.core.policy import Policy
from trimtab.rebalance.decide import Decision, moves_in
from trimtab.rebalance.given import Given
from trimtab.rebalance.harvest import harvest_waiting, least_benefit_usd, with_harvest
from trimtab.rebalance.kept_answers import KeptAnswers, moving_in
from trimtab.rebalance.limits import dollar_limits, limit_states
from trimtab.rebalance.measure import Covariance, free_cash_usd, measure
from trimtab.rebalance.modes.asked import decision_for
from trimtab.rebalance.overlap import overlaps
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.step_up import with_gains
from trimtab.rebalance.weigh import DriftPrices, weigh

FORCING = frozenset({"cash_low", "withdrawal"})
NOTHING_ELSE = Given()


@dataclass(frozen=True)
class Situation:
    """One household looked at: rules, drift and decision, and the covariance to weigh drift by."""

    rules: Rules
    drift: Drift
    decision: Decision
    covariance: Covariance
    given: Given

    @property
    def is_forced(self) -> bool:
        """Whether cash must be raised whatever it costs, an account emptied, or losses taken up to an amount."""
        is_asked = bool(self.decision.empties) or self.decision.least_loss_usd is not None
        return is_asked or any(trigger.rule in FORCING for trigger in self.decision.triggers)

    @kept
    def _drift_prices(self) -> DriftPrices:
        return DriftPrices(self.rules.policy, self.decision.goals, self.covariance)

    @kept
    def cost_of_nothing(self) -> CostBreakdown:
        """What it costs to leave everything as it is."""
        return self.cost(self.rules.household, self.drift, ())

    @kept
    def lacking_usd(self) -> Decimal:
        """Cash that must be there and is not, over all accounts."""
        return lacking_usd(self.rules.household)

    @property
    def least_benefit_usd(self) -> Decimal:
        """The least benefit for which the policy trades at all."""
        return least_benefit_usd(self.rules.policy, self.drift.total_usd)

    def cost(
        self,
        household: Household,
        drift: Drift,
        trades: tuple[Trade, ...],
        washes: tuple[WashSale, ...] = (),
    ) -> CostBreakdown:
        """What it costs to end in this household, of this drift, by these trades and their wash sales."""
        return weigh(self.rules, household, drift, trades, self._drift_prices, washes)


def look(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    given: Given = NOTHING_ELSE,
    kept: KeptAnswers | None = None,
) -> Situation:
    """Measure and decide: what `trimtab drift` shows and every plan starts from.

    `kept` are answers about this household with this covariance and `given` under other policies, which these add to.
    """
    drift = measure(household, policy, covariance)
    return _decided(household, policy, covariance, given, kept, drift, overlaps(household, drift.total_usd))


def glance(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    given: Given = NOTHING_ELSE,
    kept: KeptAnswers | None = None,
    measured: Drift | None = None,
) -> Situation:
    """The same without what is only shown: what is held twice. `measured` is the drift, where it is known."""
    drift = measured or measure(household, policy, covariance)
    return _decided(household, policy, covariance, given, kept, drift)


def _decided(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    given: Given,
    kept: KeptAnswers | None,
    drift: Drift,
    twice: tuple[Overlap, ...] = (),
) -> Situation:
    limits = dollar_limits(household, policy)
    decision = decision_for(household, policy, drift, given.ask, limits)
    moving, year_tax = moves_in(household, policy, decision), given.tax_of(household)
    rules = Rules(household, policy, moves_in=moving, scope=decision.scope, year_tax=year_tax)
    rules.limits = limits
    rules.value_waiting = partial(harvest_waiting, covariance=covariance, year_tax=year_tax)
    if kept is not None:
        kept.lend(rules)
    call = given.ask.call
    if given.ask.mode is Mode.POLICY and (call is None or call.moves is not Moves.NOTHING):
        decision = with_harvest(rules, drift, decision, year_tax)
        decision = with_gains(rules, drift, decision, year_tax)
        if (moving := moves_in(household, policy, decision)) != rules.moves_in:
            rules = moving_in(rules, moving)
    if kept is not None:
        kept.keep(rules)
    drift = changed(drift, triggers=decision.triggers, overlaps=twice, limits=limit_states(limits, household))
    return Situation(rules, drift, decision, covariance, given)


def lacking_usd(household: Household) -> Decimal:
    """Cash that accounts lack for their reserves and what they are to pay out; locked ones can do nothing about it."""
    free = (free_cash_usd(household, account) for account in household.accounts if not account.locked)
    return sum((-cash for cash in free if cash < 0), ZERO)
