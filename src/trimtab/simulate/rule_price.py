"""The price of a rule: what it costs this household, found by planning again without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO, cents
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.simulate.rule_lifts import Lift, lifts, without


@dataclass(frozen=True, slots=True)
class RulePrice:
    """What one rule costs, in USD over the policy's horizon and a year of it; `plan` is the one without the rule.

    `leaves_no_plan`: with the rule none passes its checks, so that there is nothing to compare with and no price.
    `drift_usd` of the price is being farther off target, as the policy prices that. `saves_usd` is what a wait for a
    long-term date saves in tax on what the other plan would sell of the lot now.
    """

    lift: Lift
    price_usd: Decimal
    yearly_usd: Decimal
    drift_usd: Decimal
    plan: Plan
    saves_usd: Decimal = ZERO
    leaves_no_plan: bool = False


def rule_prices(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    plan: Plan,
    given: Given = NOTHING_ELSE,
    among: Iterable[Lift] | None = None,
) -> tuple[RulePrice, ...]:
    """The rules that cost at least the policy's least benefit and more than either plan's gap, dearest first.

    `plan` is that of the same household, policy, covariance and `given`; `among` are the rules to look at, None for
    all. Each is priced alone; those that cost nothing alone and something together have one price, under the code
    `together`. Pure. Where no plan held, the rules without which one does.
    """
    asked = tuple(lifts(household, policy) if among is None else among)
    pricing = _Pricing(household, plan, covariance, given)
    found = [price for lift in asked if (price := pricing.of(lift)) is not None]
    if not plan.is_refused:
        alone = {price.lift.key for price in found}
        rest = [lift for lift in asked if lift.key not in alone and not lift.moves_the_scale]
        joint = pricing.of_several(household, policy, rest)
        found += [] if joint is None else [joint]
    return tuple(sorted(found, key=lambda p: (-p.price_usd, -p.saves_usd, p.lift.code, p.lift.subject)))


@dataclass(frozen=True, slots=True)
class _Pricing:
    """A plan, and what it is compared with."""

    household: Household
    plan: Plan
    covariance: Covariance
    given: Given

    def of(self, lift: Lift) -> RulePrice | None:
        """The price of what is lifted; None where it is not worth naming."""
        plan = self.plan
        other = make_plan(lift.household, lift.policy, self.covariance, self.given)
        if other.is_refused or other.trades == plan.trades:
            return None
        if plan.is_refused:
            return RulePrice(lift, ZERO, ZERO, ZERO, other, leaves_no_plan=True)
        total, drift = _difference_usd(plan, other, lift)
        saves = _saved_by_waiting_usd(self.household, lift, other, self.given)
        prices = lift.policy.prices
        if max(total, saves) < max(prices.min_benefit_usd, plan.gap_usd, other.gap_usd):
            return None
        price = max(total, ZERO)
        yearly = cents(price / prices.horizon_years)
        return RulePrice(lift, price, yearly, drift if total > 0 else ZERO, other, saves)

    def of_several(self, household: Household, policy: Policy, rest: Sequence[Lift]) -> RulePrice | None:
        """The price of the fewest of these rules that cost together what all of them do; None where that is less than
        a plan must be worth to be proposed."""
        found = self.of(without(household, policy, rest)) if len(rest) > 1 else None
        least = policy.prices.min_benefit_bps / 10000 * self.plan.before.total_usd
        if found is None or found.price_usd < max(least, CENT):
            return None
        needed = list(rest)
        for lift in rest:
            fewer = [other for other in needed if other is not lift]
            price = self.of(without(household, policy, fewer)) if len(fewer) > 1 else None
            slack = max(found.plan.gap_usd, policy.prices.min_benefit_usd)
            if price is not None and price.price_usd >= found.price_usd - slack:
                needed, found = fewer, price
        return found


def _difference_usd(plan: Plan, other: Plan, lift: Lift) -> tuple[Decimal, Decimal]:
    """By how much more the other plan gains over doing nothing, in all and in drift alone; where what counts towards
    the target is another sum, so that drift cannot be compared, by how much less money is left to pay."""
    total = plan.cost_after.total_usd - other.cost_after.total_usd
    drift = plan.cost_after.drift_usd - other.cost_after.drift_usd
    if lift.moves_the_scale:
        return total - drift, ZERO
    total += other.cost_before.total_usd - plan.cost_before.total_usd
    drift += other.cost_before.drift_usd - plan.cost_before.drift_usd
    return total, drift


def _saved_by_waiting_usd(household: Household, lift: Lift, other: Plan, given: Given) -> Decimal:
    """The year's tax on what the plan without the wait sells of the lot, as short- less as long-term gain."""
    if lift.code != "wait-long-term":
        return ZERO
    gain = sum(
        (
            sale.gain_usd or ZERO
            for trade in other.trades
            for sale in trade.lots
            if lift.subject == f"{trade.account_id} {trade.symbol} {sale.lot_id}"
        ),
        ZERO,
    )
    year_tax = given.tax_of(household)
    return cents(year_tax.outcome(gain, ZERO).tax_usd - year_tax.outcome(ZERO, gain).tax_usd)
