"""What went into and came out of an account this year: as told, or as its transactions show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import ZERO, usd
from trimtab.core.problems import Problem, note, warning
from trimtab.core.retirement import RetirementFacts

TOLD = RetirementFacts()


@dataclass(frozen=True, slots=True)
class Moved:
    """An amount in USD. `is_told`: by the household file; else seen among transactions, which are `is_whole` where
    they cover the year so far."""

    usd: Decimal
    is_told: bool = True
    is_whole: bool = True


def facts_of(account: Account) -> RetirementFacts:
    """What the household file says of the account; nothing, where it says nothing."""
    return account.retirement or TOLD


def distributed(household: Household, account: Account) -> Moved:
    """What has been paid out this year: as told, else the withdrawals among the transactions.

    A transfer to another custodian is none.
    """
    told = facts_of(account).distributed_usd
    return Moved(told) if told is not None else _seen(household, account, ActivityKind.WITHDRAWAL)


def contributed(household: Household, account: Account) -> Moved:
    """What has been paid in this year: as told, else the contributions among the transactions."""
    told = facts_of(account).contributed_usd
    return Moved(told) if told is not None else _seen(household, account, ActivityKind.CONTRIBUTION)


def _seen(household: Household, account: Account, kind: ActivityKind) -> Moved:
    first, last = date(household.as_of.year, 1, 1), household.as_of
    moved = sum(
        (
            item.amount_usd
            for item in household.activity
            if item.account_id == account.account_id
            and item.kind is kind
            and first <= item.trade_date <= last
        ),
        ZERO,
    )
    since, until = account.history_from, account.history_to
    is_whole = since is not None and until is not None and since <= first and until >= last
    return Moved(abs(moved), is_told=False, is_whole=is_whole)


def distribution_words(household: Household, account: Account, moved: Moved) -> Problem | None:
    """What has to be said of an amount paid out that only transactions tell; None where the file tells it."""
    name, year = account.account_id, household.as_of.year
    remedy = f"write distributed_usd for {name}, or export all transactions of {year}"
    if moved.is_told:
        return None
    if moved.is_whole:
        words = f"{name} paid out {usd(moved.usd)} in {year}, by its transactions"
        return note("distributed-seen", words, f"write distributed_usd for {name} if that is wrong")
    if account.history_from is None:
        words = f"{name}: no transactions are known, and nothing counts as paid out in {year}"
    else:
        words = (
            f"{name}: transactions are known from {account.history_from} to {account.history_to}, "
            f"and what they paid out counts: {usd(moved.usd)}"
        )
    return warning("distributed-unseen", words, remedy)
