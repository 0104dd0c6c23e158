"""The document of `trimtab rmd`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO, plain, usd
from trimtab.ledger.retirement.answer import RetirementAnswer
from trimtab.reports import words
from trimtab.reports.document import Document, LawUsed, Section
from trimtab.reports.labels import AccountLabel, Masks, account_labels, label_of
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.reports.tax.self_directed_part import self_directed_sections
from trimtab.tax.ages import reaches
from trimtab.tax.retirement.accounts import Deferred, LifeTable, Requirement
from trimtab.tax.retirement.groups import Group, GroupKind

_ADDS_UP: Mapping[GroupKind, str] = {
    GroupKind.OWN_IRAS: "IRAs of one owner add up: the sum may be taken from any of them",
    GroupKind.PLANS_403B: "403(b) accounts of one owner add up: the sum may be taken from any of them",
    GroupKind.INHERITED_IRAS: "IRAs inherited from one person add up, apart from one's own",
    GroupKind.INHERITED_ROTHS: "Roth IRAs inherited from one person add up, apart from all others",
    GroupKind.PLAN: "each 401(k) stands alone",
}


def retirement_document(answer: RetirementAnswer) -> Document:
    """What must come out, from where and by when; what need not; what may still go in."""
    household, year = answer.household, answer.law.year
    labels = account_labels(household)
    sections = (
        _required_section(answer, labels),
        _waiting_section(answer, labels),
        _room_section(answer),
        *self_directed_sections(answer, labels),
    )
    law, tables = answer.law, answer.tables
    return Document(
        kind="rmd",
        title=f"Retirement accounts in {year}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(answer),
        tone=Tone.CARE if any(group.left_usd != ZERO for group in answer.groups) else Tone.GOOD,
        facts=_facts(answer),
        sections=tuple(section for section in sections if section is not None),
        problems=gathered_lines(answer.problems, Masks(household)),
        laws=(
            LawUsed(f"{law.place} retirement accounts", law.year, law.sha256),
            LawUsed(f"{tables.place} life tables", tables.from_year, tables.sha256),
        ),
        not_modelled=law.not_modelled,
    )


def _headline(answer: RetirementAnswer) -> str:
    asked, year = [group for group in answer.groups if group.required_usd != ZERO], answer.law.year
    if not asked:
        return f"Nothing has to come out of a retirement account in {year}."
    if any(group.left_usd is None for group in asked):
        return f"Money has to come out for {year}; how much is not known for want of a balance."
    open_groups = [group for group in asked if group.left_usd]
    if not open_groups:
        return f"All that has to come out for {year} has been taken."
    left = sum((group.left_usd or ZERO for group in open_groups), ZERO)
    days = sorted({group.deadline for group in open_groups if group.deadline is not None})
    until = (
        f"by {words.long_date(days[0])}"
        if len(days) == 1
        else f"the first of it by {words.long_date(days[0])}"
    )
    return f"{usd(left)} must still come out for {year}, {until}."


def _facts(answer: RetirementAnswer) -> tuple[Fact, ...]:
    asked = [group for group in answer.groups if group.required_usd != ZERO]
    if not asked:
        return ()
    required = _total(group.required_usd for group in asked)
    left = _total(group.left_usd for group in asked)
    gifts = sum((account.donated_usd for group in asked for account in group.accounts), ZERO)
    taken = sum((group.taken_usd for group in asked), ZERO)
    facts = [
        Fact("Required", _or_unknown(required), f"for {answer.law.year}"),
        Fact(
            "Taken",
            words.short_usd(taken),
            f"{words.short_usd(gifts)} straight to charities" if gifts else "",
        ),
        Fact("Left", _or_unknown(left), "", Tone.GOOD if left == ZERO else Tone.CARE),
    ]
    rate = answer.law.distributions.missed_rate
    if left:
        facts.append(Fact("If missed", words.short_usd(rate * left), f"{words.percent(rate)} excise"))
    return tuple(facts)


def _total(amounts: Iterator[Decimal | None]) -> Decimal | None:
    known = list(amounts)
    return None if None in known else sum((one for one in known if one is not None), ZERO)


def _or_unknown(amount: Decimal | None) -> str:
    return "not known" if amount is None else words.short_usd(amount)


_REQUIRED = (
    Column("owner", "Whose"),
    Column("account", "Account"),
    Column("balance_usd", "31 December", Kind.USD, is_minor=True),
    Column("divisor", "Divisor", is_minor=True),
    Column("required_usd", "Required", Kind.USD),
    Column("taken_usd", "Taken", Kind.USD),
    Column("left_usd", "Left", Kind.USD),
    Column("due", "Due", Kind.DATE),
)


def _required_section(answer: RetirementAnswer, labels: Mapping[str, AccountLabel]) -> Section | None:
    asked = [group for group in answer.groups if group.required_usd != ZERO]
    if not asked:
        return None
    rows = [row for group in asked for row in _group_rows(group, labels)]
    kinds = dict.fromkeys(group.kind for group in asked)
    rules = [_ADDS_UP[kind] for kind in kinds if kind in _ADDS_UP]
    reasons = [
        f"{label_of(labels, account.account_id).title}: {_reason(account, need)}"
        for group in asked
        for account, need in zip(group.accounts, group.requirements, strict=True)
        if need.due_usd != ZERO
    ]
    return Section(
        "required",
        "What must come out",
        (words.sentence("; ".join(rules)), *_gift_words(answer)),
        Table("What must come out", _REQUIRED, tuple(rows)),
        tuple(words.sentence(reason) for reason in reasons),
    )


def _reason(account: Deferred, need: Requirement) -> str:
    if need.divisor is None or account.balance_usd is None:
        return need.reason
    return f"{usd(account.balance_usd)} / {plain(need.divisor)}; {need.reason}"


def _gift_words(answer: RetirementAnswer) -> Iterator[str]:
    """What may still go straight to charities, for those old enough by the day of the answer."""
    law, day = answer.law.direct_gifts, answer.household.as_of
    for person in answer.household.people:
        own = [
            account
            for group in answer.groups
            if group.owner == person.name and group.kind in _GIVING
            for account in group.accounts
        ]
        given = sum((account.donated_usd for account in own), ZERO)
        if own and day >= reaches(person.born, law.age_months):
            left = usd(max(ZERO, law.limit_usd - given))
            name, what = words.masked(person.name), "straight from IRAs to public charities"
            yield f"{name} may still give up to {left} {what}: it counts, and is no income."


_GIVING = frozenset({GroupKind.OWN_IRAS, GroupKind.INHERITED_IRAS})


def _group_rows(group: Group, labels: Mapping[str, AccountLabel]) -> Iterator[Row]:
    """A row for each account; where several add up, one more for the sum, with what is left and when it is due."""
    pairs = list(zip(group.accounts, group.requirements, strict=True))
    is_one = len(pairs) == 1
    for account, need in pairs:
        yield Row(
            (
                words.masked(group.owner),
                label_of(labels, account.account_id).title,
                account.balance_usd,
                _divisor_words(account, need),
                need.due_usd,
                account.taken_usd,
                group.left_usd if is_one else None,
                group.deadline if is_one else None,
            ),
            _tone(group) if is_one else Tone.PLAIN,
        )
    if not is_one:
        what = f"{group.kind}, from any of them"
        sums = (group.required_usd, group.taken_usd, group.left_usd, group.deadline)
        yield Row((words.masked(group.owner), what, None, "", *sums), Tone.TOTAL)


def _divisor_words(account: Deferred, need: Requirement) -> str:
    if need.is_everything:
        return "all of it"
    if need.divisor is None or need.table is None:
        return ""
    table = str(need.table).partition(" ")[0]
    ages = " and ".join(str(age) for age in need.ages)
    is_counted_down = account.inheritance is not None and need.table is LifeTable.SINGLE
    return (
        f"{plain(need.divisor)} ({table})" if is_counted_down else f"{plain(need.divisor)} ({table}, {ages})"
    )


def _tone(group: Group) -> Tone:
    return Tone.GOOD if group.left_usd == ZERO else Tone.PLAIN


def _waiting_section(answer: RetirementAnswer, labels: Mapping[str, AccountLabel]) -> Section | None:
    """Accounts from which nothing has to come out, and why."""
    rows = [
        Row((words.masked(group.owner), label_of(labels, need.account_id).title, need.reason))
        for group in answer.groups
        for need in group.requirements
        if need.due_usd == ZERO
    ]
    roths = {AccountKind.ROTH_IRA, AccountKind.ROTH_401K}
    rows += [
        Row((words.masked(one.owner), label_of(labels, one.account_id).title, "never while its owner lives"))
        for one in answer.household.accounts
        if one.kind in roths
    ]
    if not rows:
        return None
    columns = (Column("owner", "Whose"), Column("account", "Account"), Column("why", "Why"))
    title = "What need not come out"
    return Section("waiting", title, table=Table(title, columns, tuple(rows)))


_ROOM = (
    Column("person", "Who"),
    Column("what", "Into"),
    Column("limit_usd", "Limit", Kind.USD_WHOLE),
    Column("catch_up_usd", "Of it catch-up", Kind.USD_WHOLE, is_minor=True),
    Column("paid_usd", "Paid in", Kind.USD),
    Column("left_usd", "Left", Kind.USD),
    Column("words", "Good to know", is_minor=True),
)


def _room_section(answer: RetirementAnswer) -> Section | None:
    if not answer.rooms:
        return None
    rows = tuple(
        Row(
            (
                words.masked(line.person),
                line.what,
                line.room.limit_usd,
                line.room.catch_up_usd,
                line.room.paid_usd,
                line.room.left_usd if line.is_whole else None,
                line.words,
            ),
            Tone.BAD if line.room.excess_usd else Tone.PLAIN,
        )
        for line in answer.rooms
    )
    title = f"What may still go in for {answer.law.year}"
    income = "Limits that depend on income are shown before they fall: [tax.income] does not tell enough."
    if answer.magi_usd is not None:
        income = (
            f"Limits that depend on income are read with {usd(answer.magi_usd)}, the income of trimtab tax."
        )
    return Section("room", title, (income,), Table(title, _ROOM, rows))
