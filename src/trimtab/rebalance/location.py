"""Location: what holding an instrument costs in which kind of account, and which choice is first there."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.accounts import Account, TaxTreatment
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument
from trimtab.core.money import HUNDRED

EXEMPT_GIVE_UP = Decimal(
    "0.2"
)  # taxable bonds of like quality yield so much more, as a share of the exempt yield


def holding_cost_rate(household: Household, account: Account, instrument: Instrument) -> Decimal:
    """Yearly cost of one dollar of this instrument in this account: tax on its income, and its expenses.

    In a taxable account income is taxed as it comes; in a sheltered one the foreign tax credit is lost
    (26 USC 901). Tax-exempt income (26 USC 103) is paid for everywhere by a lower yield, and the state taxes it.
    """
    tax = household.tax
    cost = instrument.expense_pct + instrument.yield_exempt_pct * EXEMPT_GIVE_UP
    if account.kind.treatment is TaxTreatment.TAXABLE:
        cost += instrument.yield_ordinary_pct * (tax.ordinary_rate + tax.rate_niit_pct / HUNDRED)
        cost += instrument.yield_qualified_pct * tax.long_rate
        cost += instrument.yield_exempt_pct * tax.rate_state_pct / HUNDRED
    else:
        cost += instrument.foreign_tax_pct
    return cost / HUNDRED


def in_order_here(household: Household, account: Account, ranked: tuple[str, ...]) -> tuple[str, ...]:
    """The choices of one class in the order that suits the account: the policy's, but for tax-exempt funds.

    These stand last in a sheltered account, and first in a taxable one where the first of them leaves more after
    tax than the first taxed choice.
    """
    instruments = household.instruments
    exempt = tuple(s for s in ranked if s in instruments and instruments[s].yield_exempt_pct > 0)
    taxed = tuple(s for s in ranked if s not in exempt)
    if not exempt or not taxed or taxed[0] not in instruments:
        return ranked
    if not account.kind.is_taxable:
        return (*taxed, *exempt)
    cost = {s: holding_cost_rate(household, account, instruments[s]) for s in (exempt[0], taxed[0])}
    return (*exempt, *taxed) if cost[exempt[0]] < cost[taxed[0]] else ranked
