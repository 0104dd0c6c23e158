"""Who the household is: names that accounts can refer to, and days of birth that can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from trimtab.core.accounts import Account
from trimtab.core.household import Person, owner_names
from trimtab.core.problems import Problem, error, note, warning
from trimtab.ledger.spec import HouseholdSpec

OLDEST_YEARS = 120


def check_people(spec: HouseholdSpec, as_of: date) -> list[Problem]:
    """Each person once, born before the plan's day; the owners of accounts are among them. Nothing without people."""
    first: dict[str, Person] = {}
    problems = []
    for person in spec.people:
        other = first.setdefault(person.name.casefold(), person)
        if other is not person:
            words = f'"{person.name}" is named twice (first at {other.source})'
            problems.append(error("person-twice", words, "keep one, or tell them apart", person.source))
        if not 0 <= person.age_on(as_of) <= OLDEST_YEARS:
            words = f"{person.name} is born on {person.born}, the plan's day is {as_of}"
            problems.append(error("person-born", words, "correct the day of birth", person.source))
    return [*problems, *(_strangers(spec, frozenset(first)) if first else ())]


def _strangers(spec: HouseholdSpec, known: frozenset[str]) -> Iterator[Problem]:
    names = ", ".join(person.name for person in spec.people)
    for account in spec.accounts:
        for name in owner_names(account.owner):
            if name.casefold() not in known:
                words = f'{account.account_id} is owned by "{name}", who is none of the people: {names}'
                remedy = "write the owner as in [[people]], or add the person there"
                yield warning("owner-unknown", words, remedy, account.source)


def off_the_bill(
    accounts: Sequence[Account], spec: HouseholdSpec
) -> tuple[tuple[Account, ...], list[Problem]]:
    """The accounts, and nothing sold in the taxable ones of people who do not sign the return.

    Their gains and losses are on another return, and the plan has one bill: a loss of theirs would be netted against
    gains that are not theirs. Cash there may be invested.
    """
    found, problems = [], []
    sources = {account.account_id: account.source for account in spec.accounts}
    for account in accounts:
        names = {name.casefold() for name in owner_names(account.owner)}
        owners = [person for person in spec.people if person.name.casefold() in names]
        if account.kind.is_taxable and owners and not any(person.on_return for person in owners):
            words = f"{account.name} is not on your return: nothing is sold in it, its owner's bill is not known here"
            remedy = "plan it in a household file of its own, with its owner's [tax]"
            problems.append(note("account-off-return", words, remedy, sources[account.account_id]))
            held = {position.symbol for position in account.positions}
            account = replace(account, do_not_sell=account.do_not_sell | held)
        found.append(account)
    return tuple(found), problems
