"""What taking money out of each account means this year, by its kind and its owner's age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.draws import Draw
from trimtab.core.household import Household
from trimtab.core.money import ONE, ZERO
from trimtab.tax.account_law import RetirementLaw
from trimtab.tax.retirement.early import PLANS, Withdrawal, early_tax, in_time_from, open_exceptions
from trimtab.tax.retirement.groups import Group

ROTHS = frozenset({AccountKind.ROTH_IRA, AccountKind.INHERITED_ROTH_IRA, AccountKind.ROTH_401K})
SURE_AGE = "their owner's age decides the additional tax, and no one of [[people]] is named as owner"


def draws_of(household: Household, law: RetirementLaw, due_usd: Mapping[str, Decimal]) -> dict[str, Draw]:
    """A `Draw` for each account by id; `due_usd` is what must still come out of an account this year."""
    return {
        account.account_id: _draw(household, account, law, due_usd.get(account.account_id, ZERO))
        for account in household.accounts
    }


def due_by_account(groups: Iterable[Group]) -> dict[str, Decimal]:
    """What must still come out this year, by account id: of each group from the accounts with most to pay it from."""
    due: dict[str, Decimal] = {}
    for group in groups:
        left = group.left_usd or ZERO
        for account in sorted(group.accounts, key=lambda one: (-one.liquid_usd, one.account_id)):
            part = min(left, account.liquid_usd).to_integral_value(ROUND_CEILING)
            if part > 0:
                due[account.account_id] = part
                left -= part
    return due


def _draw(household: Household, account: Account, law: RetirementLaw, due_usd: Decimal) -> Draw:
    kind = account.kind
    if account.locked:
        return Draw(closed=f"{account.name} is locked")
    if kind.is_taxable:
        return Draw(words="its sales are taxed, the money is not")
    if kind is AccountKind.E529:
        return Draw(closed=f"{account.name} is for study: what else it pays out is taxed as the plan tells")
    owners = household.owners(account)
    if len(owners) != 1 or not owners[0].on_return:
        return Draw(closed=f"{account.name}: {SURE_AGE}")
    born, paid = owners[0].born, household.as_of
    since = in_time_from(kind, born, law.early)
    is_early = since is not None and paid < since
    if kind in ROTHS:
        return _roth(account, is_early)
    if kind in PLANS and is_early and account.retirement is not None and account.retirement.still_working:
        return Draw(closed=f"{account.name} pays nothing out while its owner works there")
    rate = early_tax(Withdrawal(kind, born, paid, Decimal(100)), law.early).rate
    words = "ordinary income"
    if is_early:
        names = ", ".join(one.name for one in open_exceptions(kind, born, paid, law.early))
        words += (
            f", and {rate * 100:.0f}% more because it is before {since}, unless one of these applies: {names}"
        )
    if kind is AccountKind.HSA:
        words += "; what pays for medical care is free of it"
    return Draw(ONE, rate, due_usd, words=words)


def _roth(account: Account, is_early: bool) -> Draw:
    """Untaxed from 59 1/2 on, where it is five years old; before, what was paid in is not known (26 USC 408A(d))."""
    if is_early and account.kind is not AccountKind.INHERITED_ROTH_IRA:
        words = f"{account.name}: what was paid in comes out untaxed, and the household file does not say how much"
        return Draw(closed=words)
    return Draw(words="untaxed, if the first contribution is five years old (26 USC 408A(d)(2)(B))")
