"""What every person of a household may still pay into retirement accounts this year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.household import FilingStatus, Household, Person
from trimtab.core.money import ZERO, cents, usd_whole
from trimtab.core.problems import Problem, note, warning
from trimtab.ledger.retirement.moved import contributed, facts_of
from trimtab.tax.account_law import PhaseOut, RetirementLaw
from trimtab.tax.retirement.contributions import (
    Room,
    Saver,
    deferral_room,
    hsa_room,
    ira_room,
    simple_room,
)

DEFERRALS = frozenset({AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B})


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One limit of one person. `words` say what it depends on. `is_whole`: what was paid in is known in full."""

    person: str
    what: str
    room: Room
    is_whole: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The limits of everybody; `problems` name the accounts of which it is not known in full what was paid in."""

    lines: tuple[RoomLine, ...]
    problems: tuple[Problem, ...]


def contribution_rooms(household: Household, law: RetirementLaw, magi_usd: Decimal | None) -> Rooms:
    """Limits and what is left of them, for everybody who signs the return.

    IRAs for each of them; plans, SIMPLE IRAs and HSAs where there is such an account. A SEP IRA depends on business
    income that the household file does not tell, and is left out. Raises nothing.
    """
    lines: list[RoomLine] = []
    unseen: list[str] = []
    for person in household.people:
        if person.on_return:
            paid = _paid(household, person)
            lines += _lines(household, person, law, magi_usd, paid)
            unseen += paid.unseen
    whole = (*_unseen(sorted(unseen), law.year), *_ownerless(household, law.year))
    return Rooms(tuple(lines), whole if lines else ())


def _unseen(names: list[str], year: int) -> Iterator[Problem]:
    if names:
        words = f"what was paid in for {year} is not known in full of {', '.join(names)}"
        remedy = f"write contributed_usd for them, or export all transactions of {year}"
        yield note("contributed-unseen", words, remedy)


def _ownerless(household: Household, year: int) -> Iterator[Problem]:
    accounts = household.accounts
    names = sorted(one.account_id for one in accounts if one.kind in _LIMITED and not household.owners(one))
    if names:
        words = f"what was paid in for {year} into {', '.join(names)} is in nobody's limit: no owner among the people"
        yield warning("contributed-nobody", words, "write owner = … under [[accounts]], a name of [[people]]")


@dataclass(frozen=True, slots=True)
class _Paid:
    """What a person paid in, by kind of account, and the ids of accounts of which it is not known in full."""

    usd: Mapping[AccountKind, Decimal]
    unseen: tuple[str, ...]
    partial: frozenset[AccountKind]

    def of(self, *kinds: AccountKind) -> Decimal:
        return sum((self.usd.get(kind, ZERO) for kind in kinds), ZERO)

    def is_whole(self, *kinds: AccountKind) -> bool:
        return not self.partial & frozenset(kinds)


def _accounts(household: Household, person: Person) -> list[Account]:
    return [account for account in household.accounts if household.owners(account) == (person,)]


def _paid(household: Household, person: Person) -> _Paid:
    found: dict[AccountKind, Decimal] = {}
    unseen, partial = [], set()
    for account in _accounts(household, person):
        if account.kind in _LIMITED:
            moved = contributed(household, account)
            found[account.kind] = found.get(account.kind, ZERO) + moved.usd
            if not moved.is_whole:
                unseen.append(account.account_id)
                partial.add(account.kind)
    return _Paid(found, tuple(unseen), frozenset(partial))


_LIMITED = DEFERRALS | {
    AccountKind.TRADITIONAL_IRA,
    AccountKind.ROTH_IRA,
    AccountKind.SIMPLE_IRA,
    AccountKind.HSA,
}


def _lines(
    household: Household, person: Person, law: RetirementLaw, magi_usd: Decimal | None, paid: _Paid
) -> Iterator[RoomLine]:
    yield from _ira_lines(saver_of(household, person, magi_usd), person, law, paid)
    name = person.name
    if DEFERRALS & paid.usd.keys():
        room = deferral_room(person.born, law, paid.of(*DEFERRALS))
        words = _roth_catch_up_words(room, law)
        yield RoomLine(name, "401(k) and 403(b) deferrals", room, paid.is_whole(*DEFERRALS), words)
    if AccountKind.SIMPLE_IRA in paid.usd:
        simple = AccountKind.SIMPLE_IRA
        room = simple_room(person.born, law, paid.of(simple))
        yield RoomLine(
            name, "SIMPLE IRA deferrals", room, paid.is_whole(simple), "a small employer's limit is higher"
        )
    if AccountKind.HSA in paid.usd:
        is_family = _has_family_cover(household, person)
        room = hsa_room(person.born, law, paid.of(AccountKind.HSA), is_family=is_family is True)
        yield RoomLine(name, "HSA", room, paid.is_whole(AccountKind.HSA), _hsa_words(is_family, law))


def _ira_lines(saver: Saver, person: Person, law: RetirementLaw, paid: _Paid) -> Iterator[RoomLine]:
    traditional, roth, name = AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA, person.name
    ira, is_whole = (
        ira_room(saver, law, paid.of(traditional), paid.of(roth)),
        paid.is_whole(traditional, roth),
    )
    yield RoomLine(name, "IRAs, traditional and Roth", ira.both, is_whole, _earned_words(saver, law.year))
    yield RoomLine(name, "of which Roth", ira.roth, is_whole, _roth_words(saver, law))
    deductible = Room(ira.deductible_usd, ZERO, paid.of(traditional))
    yield RoomLine(name, "of which deductible", deductible, is_whole, _deduction_words(saver, person, law))


def saver_of(household: Household, person: Person, magi_usd: Decimal | None) -> Saver:
    """What a person's limits depend on; on a joint return the couple's wages count for both (26 USC 219(c))."""
    others = [one for one in household.people if one.on_return and one is not person]
    return Saver(
        born=person.born,
        status=household.tax.filing_status,
        compensation_usd=household.income.wages_usd if household.income else None,
        magi_usd=magi_usd,
        is_covered=person.covered_by_workplace_plan is True,
        is_spouse_covered=any(one.covered_by_workplace_plan for one in others),
    )


def _earned_words(saver: Saver, year: int) -> str:
    is_couple = saver.status is FilingStatus.MARRIED_JOINT
    most = "at most what both earn together" if is_couple else "at most what is earned"
    return f"{most}; until 15 April {year + 1}"


def _roth_words(saver: Saver, law: RetirementLaw) -> str:
    return _falls(law.phase_outs.roth[saver.status], saver)


def _falls(phase: PhaseOut, saver: Saver) -> str:
    unknown = "; the income is not known" if saver.magi_usd is None else ""
    return f"falls with income from {usd_whole(phase.from_usd)} to {usd_whole(phase.to_usd)}{unknown}"


def _deduction_words(saver: Saver, person: Person, law: RetirementLaw) -> str:
    phase_outs = law.phase_outs
    if saver.is_covered:
        return f"covered at work: {_falls(phase_outs.covered[saver.status], saver)}"
    if saver.is_spouse_covered and saver.status in phase_outs.spouse_covered:
        return f"the spouse is covered at work: {_falls(phase_outs.spouse_covered[saver.status], saver)}"
    if person.covered_by_workplace_plan is None:
        return "if no plan at work covers them: write covered_by_workplace_plan"
    return "no plan at work covers them"


def _roth_catch_up_words(room: Room, law: RetirementLaw) -> str:
    above = law.contributions.roth_catch_up_wages_usd
    if not room.catch_up_usd or above is None:
        return ""
    return f"the catch-up must be Roth for wages there above {usd_whole(above)} in {law.year - 1}"


def _has_family_cover(household: Household, person: Person) -> bool | None:
    told = [facts_of(one).hsa_family for one in _accounts(household, person) if one.kind is AccountKind.HSA]
    return next((one for one in told if one is not None), None)


def _hsa_words(is_family: bool | None, law: RetirementLaw) -> str:
    if is_family is None:
        return f"for one; {usd_whole(law.contributions.hsa_family_usd)} for a family: write hsa_family"
    return "shared by a couple, but for the catch-up" if is_family else "for one"


def deposit_limits(household: Household, law: RetirementLaw) -> dict[str, Decimal]:
    """How much may still be paid into each IRA and HSA this year, by account id, before any phase-out by income.

    Owners who are none of the people count as young, with single coverage. No other sheltered account takes
    deposits.
    """
    limits: dict[str, Decimal] = {}
    for account in household.accounts:
        left = _LEFT.get(account.kind)
        if left is not None:
            owners = household.owners(account)
            limits[account.account_id] = cents(left(household, owners[0] if len(owners) == 1 else None, law))
    return limits


def _ira_left(household: Household, person: Person | None, law: RetirementLaw) -> Decimal:
    if person is None:
        return law.contributions.ira_usd
    paid = _paid(household, person)
    used = paid.of(AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA)
    return ira_room(saver_of(household, person, None), law, used, ZERO).both.left_usd


def _hsa_left(household: Household, person: Person | None, law: RetirementLaw) -> Decimal:
    if person is None:
        return law.contributions.hsa_self_only_usd
    paid = _paid(household, person).of(AccountKind.HSA)
    is_family = _has_family_cover(household, person) is True
    return hsa_room(person.born, law, paid, is_family=is_family).left_usd


_LEFT: dict[AccountKind, Callable[[Household, Person | None, RetirementLaw], Decimal]] = {
    AccountKind.TRADITIONAL_IRA: _ira_left,
    AccountKind.ROTH_IRA: _ira_left,
    AccountKind.HSA: _hsa_left,
}
