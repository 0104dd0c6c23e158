"""Money taken out of accounts: what it means for the year, account by account, and what a withdrawal came to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Draw:
    """What a dollar out of one account means this year.

    `income_share` of it is ordinary income, and that part bears `early_rate` of additional tax (26 USC 72(t), 223(f)).
    `least_usd` must still come out this year. `closed` says why no money is taken, empty where it may be.
    """

    income_share: Decimal = ZERO
    early_rate: Decimal = ZERO
    least_usd: Decimal = ZERO
    closed: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that leaves an account, in USD: `income_usd` of it is ordinary income, with `early_tax_usd` of tax more."""

    account_id: str
    gross_usd: Decimal
    income_usd: Decimal
    early_tax_usd: Decimal
    words: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was asked for and what it takes, in USD. `tax_usd` is all tax of this year that it causes: on sales, on
    income, and the additional tax; `bill_without_usd` the year's bill with none of it, None where no bill is known.
    `plain_cost_usd` is what the plain order (taxable, deferred, tax-free) would cost
    more than this, all costs that the plan weighs counted; None where that order does not get there. `splits_tried` are
    the ways to split the payouts over accounts that were compared: the cheapest of them, and none is proven cheapest.
    """

    asked_usd: Decimal
    payouts: tuple[Payout, ...]
    tax_usd: Decimal
    tax_words: str
    is_flat: bool = True  # income is taxed at the household's flat rate, no bill is known
    plain_cost_usd: Decimal | None = None
    bill_without_usd: Decimal | None = None
    splits_tried: int = 0

    @property
    def early_tax_usd(self) -> Decimal:
        """The additional tax on what is taken out early, beside the bill."""
        return sum((payout.early_tax_usd for payout in self.payouts), ZERO)

    @property
    def gross_usd(self) -> Decimal:
        """Everything that leaves the accounts."""
        return sum((payout.gross_usd for payout in self.payouts), ZERO)

    @property
    def in_hand_usd(self) -> Decimal:
        """What is left once the tax is paid. A tax that is saved comes back with the return, and is not in hand."""
        return self.gross_usd - max(self.tax_usd, ZERO)
