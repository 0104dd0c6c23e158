"""What a dollar counts: at its market value, or at what is left of it after the tax that stands on it.

After tax, a dollar in a tax-deferred account is partly the government's: it counts at one less the rate at which it
will be withdrawn (Reichenstein, "Calculating a Family's Asset Mix", 1998; Horan, "After-Tax Valuation of Tax-Sheltered
Assets", 2007). In a taxable account what a lot has gained counts less the tax that stands on it, a loss more.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position, TaxTreatment
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO
from trimtab.core.policy import Policy, Weights

DEFERRED = TaxTreatment.DEFERRED


@dataclass(frozen=True, slots=True)
class Counting:
    """`deferred` is what a dollar in a tax-deferred account counts; `gain_rate` what a dollar of unrealised gain in a
    taxable account takes from its holding. Shares of one: 1 and 0 before tax."""

    deferred: Decimal = ONE
    gain_rate: Decimal = ZERO

    @property
    def is_market(self) -> bool:
        """Whether everything counts at its market value."""
        return self.deferred == ONE and self.gain_rate == ZERO

    def share(self, account: Account) -> Decimal:
        """What a dollar of cash or of a holding without gain counts in this account."""
        return self.deferred if account.kind.treatment is DEFERRED else ONE

    def embedded_usd(self, household: Household, account: Account, position: Position) -> Decimal:
        """The tax that stands on a position's gains (negative: on its losses), lots of unknown basis left out."""
        if not self.gain_rate or not account.kind.is_taxable:
            return ZERO
        price = household.price_usd(position.symbol)
        return self.gain_rate * sum((_gain_usd(lot, price) for lot in position.lots), ZERO)


def _gain_usd(lot: Lot, price: Decimal) -> Decimal:
    return ZERO if lot.basis_usd is None else lot.quantity * price - lot.basis_usd


def counting(household: Household, policy: Policy) -> Counting:
    """How this household's dollars count under the policy's `weights`.

    Rates that the policy does not state are the household's own ordinary rate, and the plan's price of tax later.
    """
    if policy.weights is Weights.BEFORE_TAX:
        return Counting()
    tax, told, on_gains = household.tax, policy.withdrawal_rate_pct, policy.embedded_rate_pct
    withdrawn = tax.ordinary_rate if told is None else told / HUNDRED
    embedded = tax.long_rate * later_factor(policy) if on_gains is None else on_gains / HUNDRED
    return Counting(ONE - withdrawn, embedded)


def withdrawal_share(household: Household, policy: Policy) -> Decimal:
    """What withdrawals take from a dollar that counts in a deferred account: their rate before tax, nothing after."""
    if policy.weights is Weights.AFTER_TAX:
        return ZERO
    told = policy.withdrawal_rate_pct
    return household.tax.ordinary_rate if told is None else told / HUNDRED


def later_factor(policy: Policy) -> Decimal:
    """What one dollar of tax on today's unrealised gain is worth today: discounted, less the chance of a step-up.

    Source of the step-up: 26 USC 1014.
    """
    prices = policy.prices
    return (ONE - prices.step_up_chance_pct / HUNDRED) * _discount(policy, prices.deferral_years)


def carried_factor(policy: Policy) -> Decimal:
    """What one dollar of tax that a carried loss will save is worth today: used in half the time in which a
    holding would be sold, and gone at death (Rev. Rul. 74-175)."""
    prices = policy.prices
    return (ONE - prices.step_up_chance_pct / HUNDRED) * _discount(policy, prices.deferral_years / 2)


def _discount(policy: Policy, years: Decimal) -> Decimal:
    return (ONE + policy.prices.discount_pct / HUNDRED) ** -years
