"""One way to pay an amount out: the year's tax it causes, and its whole cost.

A way is weighed in the dollars of any plan but for drift, which the next rebalance mends where it is cheapest; and with
two more: the tax on what is ordinary income now, and what a dollar in a sheltered account would have been worth if it
had stayed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind, TaxTreatment
from trimtab.core.ask import Ask, Mode
from trimtab.core.draws import Draw
from trimtab.core.household import Household
from trimtab.core.money import CENT, ONE, ZERO, cents
from trimtab.core.plan import CostBreakdown, Plan, paid_out
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance, free_cash_usd
from trimtab.rebalance.rules import Rules


@dataclass(frozen=True, slots=True)
class Costs:
    """What doing nothing and what the cheapest way cost; the same where nothing is to be done."""

    before: CostBreakdown
    after: CostBreakdown


Question = tuple[Household, Policy, Covariance, Given]
Planner = Callable[[Household, Policy, Covariance, Given], Plan]
Pricer = Callable[[Household, Policy, Covariance, Given], Costs | None]
Step = tuple[str, Decimal]  # account id, and up to which gross amount it is drawn
BPS = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Found:
    """One way to pay out: the year's tax it causes, and its whole cost."""

    gross_usd: Mapping[str, Decimal]
    tax_usd: Decimal
    cost_usd: Decimal

    @property
    def in_hand_usd(self) -> Decimal:
        """What is left of it once the tax is paid."""
        return sum(self.gross_usd.values(), ZERO) - max(self.tax_usd, ZERO)


@dataclass
class Search:
    """The question, what prices one way to answer it, and every way tried so far."""

    household: Household
    policy: Policy
    covariance: Covariance
    given: Given
    price: Pricer
    tried: dict[tuple[Step, ...], Found | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = Rules(self.household, self.policy, year_tax=self.given.tax_of(self.household))
        self.draws = {a.account_id: self._draw(a) for a in self.household.accounts}
        self.caps = {a.account_id: self._cap_usd(a) for a in self.household.accounts}
        self.base_usd = self.given.tax_of(self.household).outcome(ZERO, ZERO).tax_usd

    @property
    def asked_usd(self) -> Decimal:
        return self.given.ask.amount_usd or ZERO

    def _draw(self, account: Account) -> Draw:
        told = None if self.given.draws is None else self.given.draws.get(account.account_id)
        if told is not None:
            return told
        if account.kind.is_taxable and not account.locked:
            return Draw()
        return Draw(closed=f"{account.name}: what money taken out of it means is not known")

    def _cap_usd(self, account: Account) -> Decimal:
        """What its cash and everything that may be sold bring, in whole dollars."""
        only = self.given.ask.account_id
        is_hsa = account.kind is AccountKind.HSA
        if self.draws[account.account_id].closed or (only and only != account.account_id):
            return ZERO
        if is_hsa and only != account.account_id:
            return ZERO
        total = free_cash_usd(self.household, account)
        for position in account.positions:
            lots = [lot for lot in position.lots if not self.rules.sell_block(account, position, lot)]
            most = min(self.rules.sellable(position), sum((lot.quantity for lot in lots), ZERO))
            if most > 0:
                half_spread = self.household.instruments[position.symbol].half_spread_bps / BPS
                total += most * self.household.price_usd(position.symbol) * (ONE - half_spread)
        return max(ZERO, (total - CENT * 5 * len(account.positions)).to_integral_value("ROUND_FLOOR"))

    def income_usd(self, gross: Mapping[str, Decimal]) -> Decimal:
        """Ordinary income in these amounts."""
        return sum((amount * self.draws[a].income_share for a, amount in gross.items()), ZERO)

    def early_usd(self, gross: Mapping[str, Decimal]) -> Decimal:
        """The additional tax in these amounts."""
        parts = ((amount, self.draws[a]) for a, amount in gross.items())
        return sum((cents(amount * d.income_share * d.early_rate) for amount, d in parts), ZERO)

    def attempt(self, gross: Mapping[str, Decimal]) -> Found | None:
        """The plan that pays these amounts out; None where the cash cannot be raised."""
        key = tuple(sorted((a, amount) for a, amount in gross.items() if amount > 0))
        if key not in self.tried:
            self.tried[key] = self._attempt(dict(key))
        return self.tried[key]

    def _attempt(self, gross: dict[str, Decimal]) -> Found | None:
        costs = self.price(*self.question(gross))
        return None if costs is None else self.found(gross, costs)

    def question(self, gross: Mapping[str, Decimal]) -> Question:
        """What is to be planned where these amounts are paid out."""
        told = self.given.year_with_income
        year_tax = self.given.year_tax if told is None else told(self.income_usd(gross))
        given = replace(self.given, ask=Ask(Mode.RAISE_CASH), year_tax=year_tax)
        return paid_out(self.household, gross), self.policy, self.covariance, given

    def found(self, gross: Mapping[str, Decimal], costs: Costs) -> Found:
        """These amounts with the tax and the whole cost of paying them out by a plan of these costs."""
        is_flat, rate = self.given.year_with_income is None, self.household.tax.ordinary_rate
        apart = self.early_usd(gross) + (cents(self.income_usd(gross) * rate) if is_flat else ZERO)
        tax = costs.after.tax_now_usd - self.base_usd + apart
        before = costs.before.location_usd  # what counts as a place differs with who may trade
        money = costs.after.total_usd - costs.after.drift_usd - before
        return Found(gross, tax, money + apart + self._given_up_usd(gross))

    def _given_up_usd(self, gross: Mapping[str, Decimal]) -> Decimal:
        """What these dollars would have been worth where they are, beyond a dollar in a taxable account.

        A tax-free dollar is never taxed again; a deferred one still owes the tax of its owner. Both keep what sheltered
        room saves a year, for as long as gains are deferred.
        """
        total = ZERO
        for account_id, amount in gross.items():
            kind = self.household.account(account_id).kind.treatment
            if kind is TaxTreatment.TAXABLE:
                continue
            owed = self.household.tax.ordinary_rate * self.draws[account_id].income_share
            sheltered = self.rules.places.room.get(kind, ZERO) * self.policy.prices.deferral_years
            total += amount * ((ONE - owed) * (ONE + sheltered) - ONE)
        return cents(total)
