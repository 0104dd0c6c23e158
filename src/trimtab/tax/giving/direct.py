"""Gifts straight from an IRA to a charity: qualified charitable distributions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, error
from trimtab.tax.account_law import DirectGiftLaw
from trimtab.tax.ages import reaches


class Recipient(StrEnum):
    """Who gets the money."""

    PUBLIC_CHARITY = "public charity"
    DONOR_ADVISED_FUND = "donor-advised fund"
    PRIVATE_FOUNDATION = "private foundation"
    SUPPORTING_ORGANISATION = "supporting organisation"
    SPLIT_INTEREST = "charitable remainder trust or gift annuity"  # once in a life


@dataclass(frozen=True, slots=True)
class DirectGift:
    """Money sent from an IRA to a charity on a day. Amounts in USD.

    `given_before_usd` is what the person excluded this year already, `deducted_usd` all deductible IRA
    contributions for years from 70 and a half on that have not yet reduced such a gift. `is_ongoing`: the
    employer pays into this SEP or SIMPLE IRA in the year.
    """

    kind: AccountKind
    born: date
    paid: date
    amount_usd: Decimal
    recipient: Recipient = Recipient.PUBLIC_CHARITY
    given_before_usd: Decimal = ZERO
    deducted_usd: Decimal = ZERO
    is_ongoing: bool = False


@dataclass(frozen=True, slots=True)
class DirectGiftResult:
    """What it does, in USD: `excluded_usd` is no income and no deduction; `taxable_usd` is income like any other
    withdrawal (and may be deducted as a gift). All of it counts towards the year's required distribution."""

    excluded_usd: Decimal
    taxable_usd: Decimal
    counts_usd: Decimal
    problems: tuple[Problem, ...]


def direct_gift(gift: DirectGift, law: DirectGiftLaw) -> DirectGiftResult:
    """What a gift from an IRA excludes: with a problem, nothing. Source: 26 USC 408(d)(8). Raises nothing."""
    problems = tuple(_problems(gift, law))
    is_split = gift.recipient is Recipient.SPLIT_INTEREST
    limit = law.limit_usd - gift.given_before_usd
    room = max(ZERO, min(limit, law.split_interest_usd) if is_split else limit)
    excluded = ZERO if problems else max(ZERO, min(gift.amount_usd, room) - gift.deducted_usd)
    return DirectGiftResult(excluded, gift.amount_usd - excluded, gift.amount_usd, problems)


def _problems(gift: DirectGift, law: DirectGiftLaw) -> Iterator[Problem]:
    first_day = reaches(gift.born, law.age_months)
    if gift.paid < first_day:
        message = f"a gift on {gift.paid} is before the age of 70 and a half"
        yield error("gift-age", message, f"wait until {first_day}")
    if gift.recipient not in {Recipient.PUBLIC_CHARITY, Recipient.SPLIT_INTEREST}:
        message = f"a {gift.recipient} may not receive a gift straight from an IRA"
        yield error("gift-recipient", message, "give to a public charity")
    if gift.kind not in _IRAS:
        message = f"a {gift.kind} is no IRA from which such a gift can be made"
        yield error(
            "gift-account", message, "roll it over into a traditional IRA first, or give from another"
        )
    if gift.is_ongoing:
        message = f"the employer pays into this {gift.kind} in the year of the gift"
        yield error("gift-ongoing", message, "give from another IRA")


_IRAS = frozenset(
    {
        AccountKind.TRADITIONAL_IRA,
        AccountKind.SEP_IRA,
        AccountKind.SIMPLE_IRA,
        AccountKind.INHERITED_IRA,
        AccountKind.ROTH_IRA,
    }
)
