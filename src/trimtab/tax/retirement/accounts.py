"""A retirement account as the rules on distributions see it, and what they ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO
from trimtab.core.retirement import Inheritance

OWN_IRAS = frozenset({AccountKind.TRADITIONAL_IRA, AccountKind.SEP_IRA, AccountKind.SIMPLE_IRA})
INHERITED = frozenset({AccountKind.INHERITED_IRA, AccountKind.INHERITED_ROTH_IRA})
PLANS = frozenset({AccountKind.K401, AccountKind.K403B})


class LifeTable(StrEnum):
    """The tables of 26 CFR 1.401(a)(9)-9."""

    UNIFORM = "Uniform Lifetime"
    JOINT = "Joint and Last Survivor"
    SINGLE = "Single Life"


@dataclass(frozen=True, slots=True)
class Deferred:
    """One account from which money may have to come out. Amounts in USD.

    `balance_usd` is the value on 31 December of the year before, None where it is not known. `taken_usd` was paid
    out this year, of which `donated_usd` went straight to charities. `liquid_usd` could be paid out today.
    `spouse_born` is the birthday of a spouse who is the sole beneficiary. An inherited account has its
    `inheritance`; its owner is the heir.
    """

    account_id: str
    kind: AccountKind
    owner: str
    born: date
    balance_usd: Decimal | None
    taken_usd: Decimal = ZERO
    donated_usd: Decimal = ZERO
    liquid_usd: Decimal = ZERO
    still_working: bool = False
    spouse_born: date | None = None
    inheritance: Inheritance | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one account must pay out for a year: `due_usd`, by `deadline`; `reason` in words, with its source.

    `due_usd` is None where the balance is not known. With `is_everything` the whole account must go, and
    `due_usd` is its balance of 31 December before. `ages` are those with which the table was read: the owner's,
    then the spouse's. `is_first`: the first distribution year, which may wait until 1 April.
    """

    account_id: str
    due_usd: Decimal | None
    reason: str
    divisor: Decimal | None = None
    table: LifeTable | None = None
    ages: tuple[int, ...] = ()
    deadline: date | None = None
    is_first: bool = False
    is_everything: bool = False


def nothing(account: Deferred, reason: str) -> Requirement:
    """A requirement of zero, and why."""
    return Requirement(account.account_id, ZERO, reason)
