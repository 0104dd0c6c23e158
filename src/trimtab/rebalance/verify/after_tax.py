"""Weights after tax: what a dollar counts, worked out again from the rates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, TaxTreatment
from trimtab.core.household import Household
from trimtab.core.policy import Policy, Weights
from trimtab.rebalance.verify.exact import NONE

WHOLE = Decimal(1)


@dataclass(frozen=True)
class AfterTax:
    """`withdrawn` is the tax on a dollar from a deferred account, `on_gain` that on a dollar of unrealised gain."""

    withdrawn: Decimal = NONE
    on_gain: Decimal = NONE

    @classmethod
    def of(cls, household: Household, policy: Policy) -> AfterTax:
        """The rates the policy states, or what it says they are where it states none."""
        if policy.weights is not Weights.AFTER_TAX:
            return cls()
        tax, prices = household.tax, policy.prices
        withdrawn, on_gain = policy.withdrawal_rate_pct, policy.embedded_rate_pct
        if withdrawn is None:
            withdrawn = tax.rate_ordinary_pct + tax.rate_state_pct
        if on_gain is None:
            kept = (100 - prices.step_up_chance_pct) / 100
            later = (1 + prices.discount_pct / 100) ** -prices.deferral_years
            on_gain = (tax.rate_long_term_pct + tax.rate_state_pct + tax.rate_niit_pct) * kept * later
        return cls(withdrawn / 100, on_gain / 100)

    def counts(self, account: Account, amount_usd: Decimal, gain_usd: Decimal = NONE) -> Decimal:
        """What an amount in an account counts, with the gain that is in it and not yet taxed."""
        if not self.withdrawn and not self.on_gain:
            return amount_usd
        if account.kind.treatment is TaxTreatment.DEFERRED:
            return amount_usd * (WHOLE - self.withdrawn)
        is_taxed = account.kind.treatment is TaxTreatment.TAXABLE
        return amount_usd - self.on_gain * gain_usd if is_taxed else amount_usd
