"""A household's accounts as the rules on distributions see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.accounts import Account, Role
from trimtab.core.household import Household, Person
from trimtab.core.money import ZERO, cents, usd
from trimtab.core.problems import BadInputError, Problem, error, note, warning
from trimtab.ledger.retirement.facts import INHERITED
from trimtab.ledger.retirement.moved import distributed, distribution_words, facts_of
from trimtab.tax.account_law import LifeTables, RetirementLaw
from trimtab.tax.retirement.accounts import OWN_IRAS, PLANS, Deferred
from trimtab.tax.retirement.beginning import first_distribution_year
from trimtab.tax.retirement.groups import Group, GroupKind, groups_of
from trimtab.tax.retirement.required import required


@dataclass(frozen=True, slots=True)
class Distributions:
    """What must come out of a household's accounts; `problems` are warnings and notes."""

    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]


def distributions(household: Household, law: RetirementLaw, tables: LifeTables) -> Distributions:
    """Every group of accounts, own and inherited, with what the year asks of it.

    Raises BadInputError naming everything that is missing to know whether money must come out: an owner who is none
    of the people, an inherited account without its facts, an age that no table has.
    """
    accounts: list[Deferred] = []
    faults: list[Problem] = []
    told: list[Problem] = []
    for account in household.accounts:
        if account.kind not in OWN_IRAS | PLANS | INHERITED:
            continue
        found = list(_faults(household, account))
        if found:
            faults += found
            continue
        deferred, words = _deferred(household, account)
        try:
            need = required(deferred, law, tables)
        except BadInputError as fault:
            faults += [replace(one, message=f"{account.account_id}: {one.message}") for one in fault.problems]
            continue
        accounts.append(deferred)
        if need.due_usd != ZERO and words is not None:
            told.append(words)
        if need.due_usd is None:
            told.append(_no_balance(account, law.year))
    if faults:
        raise BadInputError(faults)
    groups = groups_of(accounts, law, tables)
    return Distributions(groups, (*told, *_warnings(groups, law)))


def _faults(household: Household, account: Account) -> Iterator[Problem]:
    name = account.account_id
    if len(household.owners(account)) != 1:
        owned = f'owned by "{account.owner}"' if account.owner else "without an owner"
        words = f"{name} is {owned}, and a retirement account has one owner among the people"
        yield error("rmd-owner", words, "write its owner as in [[people]], with the day of birth")
    if account.kind in INHERITED and facts_of(account).inheritance is None:
        words = f"{name} is inherited, and nothing is said of whom it is from"
        yield error("rmd-inherited", words, "add [accounts.inherited] with decedent, born, died and heir")


def _deferred(household: Household, account: Account) -> tuple[Deferred, Problem | None]:
    facts, taken = facts_of(account), distributed(household, account)
    [owner] = household.owners(account)
    spouse = _person(household, facts.spouse_sole_beneficiary)
    deferred = Deferred(
        account_id=account.account_id,
        kind=account.kind,
        owner=owner.name,
        born=owner.born,
        balance_usd=facts.value_last_year_end_usd,
        taken_usd=max(taken.usd, facts.donated_usd),
        donated_usd=facts.donated_usd,
        liquid_usd=liquid_usd(household, account),
        still_working=facts.still_working,
        spouse_born=spouse.born if spouse else None,
        inheritance=facts.inheritance,
    )
    return deferred, distribution_words(household, account, taken)


def _person(household: Household, name: str) -> Person | None:
    return next((one for one in household.people if one.name.casefold() == name.casefold()), None)


def liquid_usd(household: Household, account: Account) -> Decimal:
    """What of an account could be paid out in cash: its cash and what may be sold."""
    sellable = (
        position.quantity * household.price_usd(position.symbol)
        for position in account.positions
        if position.role is Role.TRADABLE
    )
    return cents(max(ZERO, account.cash_usd + account.cash_unsettled_usd + sum(sellable, ZERO)))


def _no_balance(account: Account, year: int) -> Problem:
    words = f"{account.account_id}: its value on 31 December {year - 1} is not known, so the amount cannot be told"
    remedy = f"write value_last_year_end_usd, from the statement of December {year - 1} or Form 5498, box 5"
    return warning("rmd-no-balance", words, remedy)


def _warnings(groups: tuple[Group, ...], law: RetirementLaw) -> Iterator[Problem]:
    for group in groups:
        names = ", ".join(account.account_id for account in group.accounts)
        if group.short_usd:
            words = (
                f"{names}: {usd(group.left_usd or ZERO)} must still come out, and only {usd(group.liquid_usd)} "
                f"can be paid in cash: {usd(group.short_usd)} is missing"
            )
            remedy = "sell, or have a part of the asset itself paid out at its appraised value"
            yield warning("rmd-illiquid", words, remedy)
        if group.is_first:
            words = (
                f"{names}: {law.year} is the first year, and may wait until {group.deadline}; "
                f"then two distributions fall into {law.year + 1}"
            )
            yield warning("rmd-first-year", words, "take it this year unless next year's income is lower")
        if _is_second(group, law):
            words = f"{names}: what was not taken for {law.year - 1}, the first year, was due on 1 April {law.year}"
            yield note("rmd-second-year", words, "the amounts here are those of the second year alone")
        if group.kind in _PLAN_GROUPS and any(account.donated_usd for account in group.accounts):
            words = f"{names}: a plan cannot give straight to a charity; what it paid out is income"
            yield warning("rmd-plan-gift", words, "give from an IRA")


_PLAN_GROUPS = frozenset({GroupKind.PLAN, GroupKind.PLANS_403B})


def _is_second(group: Group, law: RetirementLaw) -> bool:
    is_own = group.kind in _PLAN_GROUPS | {GroupKind.OWN_IRAS}
    first = first_distribution_year(group.accounts[0].born, law.distributions)
    return is_own and group.required_usd != ZERO and law.year == first + 1
