"""Money taken out of retirement accounts and health savings accounts: whose it is, and what it costs if early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.household import Household, Person
from trimtab.core.money import HUNDRED, ZERO, plain, usd
from trimtab.core.problems import Problem, note, warning
from trimtab.ledger.what_if.purse import Purse
from trimtab.ledger.what_if.sales import account_named, no_account
from trimtab.ledger.what_if.wishes import TakeOut, Wish, not_understood
from trimtab.tax.account_law import EarlyException, EarlyLaw
from trimtab.tax.retirement.early import EarlyTax, Withdrawal, early_tax, in_time_from, open_exceptions

MEDICAL = "medical"
_FORM_8606 = (
    "Form 8606, Part III, tells the taxable part: try it as income USD; any additional tax comes on top"
)
_REFUSED: Mapping[AccountKind, tuple[str, str]] = {
    **dict.fromkeys(
        (AccountKind.TAXABLE, AccountKind.TRUST),
        ("money taken out of it is no income", "try what must be sold for it: sell ACCOUNT SYMBOL SHARES"),
    ),
    **dict.fromkeys(
        (AccountKind.ROTH_IRA, AccountKind.INHERITED_ROTH_IRA),
        ("contributions come out first, untaxed, and the household file does not say what was contributed, nor "
         "in which year first (26 USC 408A(d))", _FORM_8606),
    ),
    AccountKind.ROTH_401K: (
        "its first contribution and the part that is earnings are not in the household file (26 USC 402A(d))",
        "the plan tells the taxable part: try it as income USD; any additional tax comes on top",
    ),
    AccountKind.E529: (
        "the part that is earnings, and what was paid for study, are not in the household file (26 USC 529(c))",
        "Form 1099-Q tells the earnings: try them as income USD; any additional tax comes on top",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Money that a wish takes out, all of it income, and the additional tax on it.

    `paid` is the household's day; `in_time_from` the day from which there is no additional tax, None: never any.
    `exceptions` are those that this kind of account and the owner's age leave open.
    """

    wish: TakeOut
    account: Account
    owner: Person
    paid: date
    early: EarlyTax
    in_time_from: date | None
    exceptions: tuple[EarlyException, ...]

    @property
    def is_early(self) -> bool:
        """Whether there is an additional tax unless an exception applies."""
        return self.in_time_from is not None and self.paid < self.in_time_from

    @property
    def income_name(self) -> str:
        """The amount of the return it goes to. Source: Form 8889, line 16; Form 1040, lines 4b and 5b."""
        return "other_income_usd" if self.account.kind is AccountKind.HSA else "ira_distribution_usd"


def withdrawals(
    household: Household, wishes: Sequence[Wish], purse: Purse, law: EarlyLaw
) -> tuple[tuple[Withdrawn, ...], list[Problem]]:
    """What the wishes take out, in their order, and what keeps a wish from being done.

    An exception with a limit covers so much over all wishes of one owner.
    """
    done: list[Withdrawn] = []
    faults: list[Problem] = []
    for wish in wishes:
        if not isinstance(wish, TakeOut):
            continue
        account = account_named(household, wish.account_id)
        if account is None:
            faults.append(no_account(household, wish.words, wish.account_id))
            continue
        owners = household.owners(account)
        refused = (
            list(_refused(wish, account, owners))
            or list(_claim_refused(wish, account.kind, owners[0], household.as_of, law))
            or list(purse.take(wish, account, "take out"))
        )
        faults += refused
        if not refused:
            done.append(_withdrawn(household, wish, account, owners[0], done, law))
    return tuple(done), faults


def _refused(wish: TakeOut, account: Account, owners: Sequence[Person]) -> Iterator[Problem]:
    """Accounts of which no tax can be told, owners whose age or return is not known."""
    if account.kind in _REFUSED:
        why, remedy = _REFUSED[account.kind]
        yield not_understood(wish.words, f"{account.account_id} is of kind {account.kind}: {why}", remedy)
    elif len(owners) != 1:
        found = " and ".join(owner.name for owner in owners) or "none"
        why = f"{account.account_id} needs one owner among [[people]], whose age counts; found: {found}"
        yield not_understood(wish.words, why, "write owner = as in [[people]], or add the person there")
    elif not owners[0].on_return:
        why = f"{account.account_id} belongs to {owners[0].name}, who is not on this return"
        yield not_understood(wish.words, why, "ask with that person's own household file")


def _claim_refused(
    wish: TakeOut, kind: AccountKind, owner: Person, paid: date, law: EarlyLaw
) -> Iterator[Problem]:
    """An exception that does not apply to the account; a SIMPLE plan's day where it has no meaning."""
    if wish.simple_since and (kind is not AccountKind.SIMPLE_IRA or wish.simple_since > paid):
        why = f"since is the day, not after {paid}, on which the owner of a SIMPLE IRA first took part"
        yield not_understood(wish.words, why, "correct it, or leave it out")
    names = [one.name for one in open_exceptions(kind, owner.born, paid, law)]
    if kind is AccountKind.HSA and wish.reason == MEDICAL:
        why = "what an HSA pays for medical care is no income, and changes no bill (26 USC 223(f)(1))"
        yield not_understood(wish.words, why, "name only what is taken out for something else")
    elif wish.reason and wish.reason not in names:
        why = f"{wish.reason} is no exception that {owner.name} has for an account of kind {kind}"
        yield not_understood(wish.words, why, f"use one of: {', '.join(names)}")


def _withdrawn(
    household: Household,
    wish: TakeOut,
    account: Account,
    owner: Person,
    done: Sequence[Withdrawn],
    law: EarlyLaw,
) -> Withdrawn:
    kind, born, paid = account.kind, owner.born, household.as_of
    covered = _left_usd(wish, owner, done, law)
    reasons = {wish.reason: covered} if wish.reason else {}
    early = early_tax(Withdrawal(kind, born, paid, wish.usd, reasons, wish.simple_since), law)
    exceptions = open_exceptions(kind, born, paid, law)
    return Withdrawn(wish, account, owner, paid, early, in_time_from(kind, born, law), exceptions)


def _left_usd(wish: TakeOut, owner: Person, done: Sequence[Withdrawn], law: EarlyLaw) -> Decimal:
    """How much of the wish its exception covers, after the owner's earlier wishes."""
    found = law.exception(wish.reason)
    if found is None or found.limit_usd is None:
        return wish.usd
    used = (
        amount for one in done if one.owner == owner for named, amount in one.early.excepted if named == found
    )
    return min(wish.usd, found.limit_usd - sum(used, ZERO))


def withdrawal_notes(withdrawn: Sequence[Withdrawn], law: EarlyLaw) -> Iterator[Problem]:
    """What was taken for granted of the money taken out, once for each account and wish."""
    percent = plain(law.simple_rate * HUNDRED)
    for one in withdrawn:
        name = one.account.account_id
        if one.account.kind is not AccountKind.HSA:
            yield warning(
                "withdrawal-basis",
                f"the withdrawal from {name} is taken as taxable in full",
                "after-tax contributions make a part of it free (Form 8606, or the plan's statement)",
            )
        if one.is_early and one.account.kind is AccountKind.SIMPLE_IRA and one.wish.simple_since is None:
            yield warning(
                "simple-since",
                f"{name}: the additional tax is {percent}% in the first {law.simple_years} years of taking part "
                "(26 USC 72(t)(6)); the rate of later years is taken",
                f"say since when: {one.wish.words} since YYYY-MM-DD",
            )
        for exception, covered in one.early.excepted:
            yield from _claimed(one, exception, covered)


def _claimed(one: Withdrawn, exception: EarlyException, covered_usd: Decimal) -> Iterator[Problem]:
    name = one.account.account_id
    words = f"{name}: {exception.name} is taken as told: {exception.words} ({exception.source})"
    yield note("early-exception", words, "keep what proves it; Form 5329 names it by a number")
    if covered_usd < one.wish.usd:
        words = f"{name}: {exception.name} covers {usd(covered_usd)} of the {usd(one.wish.usd)}"
        yield warning("early-limit", words, "the rest bears the additional tax")
