"""Whose accounts a return is about."""

from __future__ import annotations

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.problems import Problem, warning


def taxed_accounts(household: Household) -> tuple[Account, ...]:
    """The taxable accounts on the household's return: all but those of people who do not sign it."""
    return tuple(a for a in household.accounts if a.kind.is_taxable and _is_on_return(household, a))


def _is_on_return(household: Household, account: Account) -> bool:
    owners = household.owners(account)
    return not owners or any(person.on_return for person in owners)


def shared_with_others(household: Household) -> list[Problem]:
    """Accounts owned together with someone who does not sign: all of their result is on this return."""
    return [
        warning(
            "account-shared",
            f"{account.account_id} also belongs to someone who is not on this return: all its income is counted",
            "divide it as you report it: type the amounts in [tax] and [tax.income]",
        )
        for account in taxed_accounts(household)
        if not all(person.on_return for person in household.owners(account))
    ]
