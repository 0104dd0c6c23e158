"""Income that is taxed although it arises inside an IRA: unrelated business and debt-financed income."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import ONE, ZERO, cents
from trimtab.tax.account_law import UnrelatedIncomeLaw


class AccountIncome(StrEnum):
    """Kinds of income inside an account; only a business is taxed whatever it was bought with."""

    BUSINESS = "business"  # a trade or business, also through a partnership or LLC
    INTEREST = "interest"
    DIVIDENDS = "dividends"
    ROYALTIES = "royalties"
    RENT = "rent"  # of real property, not by profit share
    GAIN = "gain"  # on the sale of property that is no stock in trade

    @property
    def is_taxed(self) -> bool:
        """Whether it is taxed without any debt."""
        return self is AccountIncome.BUSINESS


INCOME_LAW = {
    AccountIncome.BUSINESS: "26 USC 512(a)(1), 512(c)(1), 513",
    AccountIncome.INTEREST: "26 USC 512(b)(1)",
    AccountIncome.DIVIDENDS: "26 USC 512(b)(1)",
    AccountIncome.ROYALTIES: "26 USC 512(b)(2)",
    AccountIncome.RENT: "26 USC 512(b)(3)",
    AccountIncome.GAIN: "26 USC 512(b)(5)",
}


@dataclass(frozen=True, slots=True)
class IncomeItem:
    """Income of one property or business in the year. Amounts in USD; `deductions_usd` are directly connected.

    `debt_share` is the part that was bought with borrowed money (`debt_share_of`). A gain with `is_long_term` is
    taxed at the rates of gains.
    """

    kind: AccountIncome
    gross_usd: Decimal
    deductions_usd: Decimal = ZERO
    debt_share: Decimal = ZERO
    is_long_term: bool = False


@dataclass(frozen=True, slots=True)
class UnrelatedIncome:
    """What an account owes of its own. Amounts in USD.

    `gross_usd` decides whether a return is due. `taxable_usd` is what is left after deductions and the specific
    deduction, of which `gain_usd` is long-term gain. The custodian files and pays from the account.
    """

    gross_usd: Decimal
    net_usd: Decimal
    taxable_usd: Decimal
    gain_usd: Decimal
    tax_usd: Decimal
    is_return_due: bool


def debt_share_of(average_debt_usd: Decimal, average_basis_usd: Decimal) -> Decimal:
    """The share of a property's income that borrowed money makes taxable: average acquisition debt over average
    adjusted basis, at most one. For a gain take the highest debt of the twelve months before the sale.

    Raises ValueError for a basis that is not above zero. Source: 26 USC 514(a)(1), 514(c)(7).
    """
    if average_basis_usd <= 0:
        raise ValueError(f"an average basis of {average_basis_usd}")
    return min(ONE, average_debt_usd / average_basis_usd)


def unrelated_income(items: Iterable[IncomeItem], law: UnrelatedIncomeLaw) -> UnrelatedIncome:
    """The tax on an account's unrelated business income, by the brackets of trusts. Raises nothing.

    Losses of one item set off the income of others (an IRA's businesses may have to be kept apart, 512(a)(6):
    not modelled). Source: 26 USC 511(b), 512(b), 514; Form 990-T.
    """
    gross, ordinary, gain = ZERO, ZERO, ZERO
    for item in items:
        share = ONE if item.kind.is_taxed else item.debt_share
        gross += item.gross_usd * share
        net = (item.gross_usd - item.deductions_usd) * share
        if item.kind is AccountIncome.GAIN and item.is_long_term:
            gain += net
        else:
            ordinary += net
    net = ordinary + gain
    taxable = max(ZERO, net - law.specific_deduction_usd)
    taxed_gain = min(taxable, max(ZERO, gain))
    plain = taxable - taxed_gain
    tax = _stacked(ZERO, plain, law.rates, law.upper_usd)
    tax += _stacked(plain, taxed_gain, law.gain_rates, law.gain_upper_usd)
    return UnrelatedIncome(gross, net, taxable, taxed_gain, cents(tax), gross >= law.return_from_gross_usd)


def _stacked(
    below: Decimal, amount: Decimal, rates: tuple[Decimal, ...], uppers: tuple[Decimal, ...]
) -> Decimal:
    """The tax on an amount that lies on top of other income."""
    edges = [ZERO, *uppers, below + amount]
    tax = ZERO
    for rate, low, high in zip(rates, edges[:-1], edges[1:], strict=True):
        tax += rate * max(ZERO, min(high, below + amount) - max(low, below))
    return tax
