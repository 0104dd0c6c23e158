"""Which accounts add up: what a group must pay out, what has been taken, and whether it can be paid at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO
from trimtab.tax.account_law import LifeTables, RetirementLaw
from trimtab.tax.retirement.accounts import OWN_IRAS, Deferred, Requirement
from trimtab.tax.retirement.required import required


class GroupKind(StrEnum):
    """Accounts of one group add up, and the sum may be taken from any of them.

    Source: 26 CFR 1.408-8(e), 1.403(b)-6(e)(7).
    """

    OWN_IRAS = "IRAs"  # traditional, SEP and SIMPLE of one owner
    PLAN = "plan"  # each 401(k) alone
    PLANS_403B = "403(b) accounts"
    INHERITED_IRAS = "inherited IRAs"  # of one heir from one decedent
    INHERITED_ROTHS = "inherited Roth IRAs"
    NONE = "no required distributions"


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one owner that add up. Amounts in USD.

    `required_usd` and `left_usd` are None where a balance is missing. `taken_usd` counts gifts straight to
    charities from IRAs. `deadline` is that of the accounts from which something is due, None where nothing is.
    """

    kind: GroupKind
    owner: str
    decedent: str
    accounts: tuple[Deferred, ...]
    requirements: tuple[Requirement, ...]
    required_usd: Decimal | None
    taken_usd: Decimal
    left_usd: Decimal | None
    liquid_usd: Decimal
    deadline: date | None

    @property
    def short_usd(self) -> Decimal:
        """How much of what is left cannot be paid from what could be sold or paid out today."""
        return max(ZERO, (self.left_usd or ZERO) - self.liquid_usd)

    @property
    def is_first(self) -> bool:
        """Whether this is the first distribution year of any account."""
        return any(one.is_first for one in self.requirements)


def groups_of(accounts: Iterable[Deferred], law: RetirementLaw, tables: LifeTables) -> tuple[Group, ...]:
    """Every account in its group, in order of owner, kind and decedent.

    Raises BadInputError where no table has an age. Source: 26 CFR 1.408-8(e) (IRAs; inherited by decedent),
    1.403(b)-6(e)(7), 1.401(a)(9)-8 (each other plan alone).
    """
    found: dict[tuple[str, GroupKind, str], list[Deferred]] = {}
    for account in accounts:
        found.setdefault(_key(account), []).append(account)
    kinds = list(GroupKind)
    ordered = sorted(found, key=lambda key: (key[0], kinds.index(key[1]), key[2]))
    return tuple(_group(key, found[key], law, tables) for key in ordered)


def _key(account: Deferred) -> tuple[str, GroupKind, str]:
    if account.inheritance is not None:
        is_roth = account.kind is AccountKind.INHERITED_ROTH_IRA
        kind = GroupKind.INHERITED_ROTHS if is_roth else GroupKind.INHERITED_IRAS
        return account.owner, kind, account.inheritance.decedent
    if account.kind in OWN_IRAS:
        return account.owner, GroupKind.OWN_IRAS, ""
    if account.kind is AccountKind.K403B:
        return account.owner, GroupKind.PLANS_403B, ""
    if account.kind is AccountKind.K401:
        return account.owner, GroupKind.PLAN, account.account_id
    return account.owner, GroupKind.NONE, account.account_id


def _group(
    key: tuple[str, GroupKind, str], accounts: list[Deferred], law: RetirementLaw, tables: LifeTables
) -> Group:
    ordered = tuple(sorted(accounts, key=lambda account: account.account_id))
    needs = tuple(required(account, law, tables) for account in ordered)
    dues = [need.due_usd for need in needs]
    known = [due for due in dues if due is not None]
    required_usd = sum(known, ZERO) if len(known) == len(dues) else None
    taken = sum((account.taken_usd for account in ordered), ZERO)
    return Group(
        kind=key[1],
        owner=key[0],
        decedent=key[2] if key[1] in {GroupKind.INHERITED_IRAS, GroupKind.INHERITED_ROTHS} else "",
        accounts=ordered,
        requirements=needs,
        required_usd=required_usd,
        taken_usd=taken,
        left_usd=None if required_usd is None else max(ZERO, required_usd - taken),
        liquid_usd=sum((account.liquid_usd for account in ordered), ZERO),
        deadline=next((need.deadline for need in needs if need.deadline is not None), None),
    )
