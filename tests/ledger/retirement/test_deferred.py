"""A household's accounts before the rules on distributions: facts joined, gaps named, nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.retirement.builders import (
    AS_OF,
    BOB,
    DAD,
    FULL_YEAR,
    account,
    holding,
    household,
    moved,
)
from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.household import ActivityKind
from trimtab.core.problems import BadInputError
from trimtab.ledger.retirement.deferred import distributions, liquid_usd

D = Decimal
IRA, ROTH, K401 = AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA, AccountKind.K401
LAW, TABLES = retirement_law_for(2026), life_tables_for(2026)


def found(*accounts, **changes):
    return distributions(household(*accounts, **changes), LAW, TABLES)


def told(*accounts, **changes) -> list[str]:
    return [str(problem) for problem in found(*accounts, **changes).problems]


def refused(*accounts, **changes) -> list[str]:
    with pytest.raises(BadInputError) as fault:
        found(*accounts, **changes)
    return [str(problem) for problem in fault.value.problems]


def test_facts_are_joined_with_the_people():
    ira = account(
        "ira",
        IRA,
        value_last_year_end_usd=D(261_000),
        distributed_usd=D(4000),
        donated_usd=D(1500),
        spouse_sole_beneficiary="bob",
    )
    [group] = found(ira).groups
    [one] = group.accounts
    assert (one.born, one.spouse_born, one.balance_usd) == (date(1951, 3, 1), BOB.born, 261_000)
    assert (one.taken_usd, one.donated_usd, one.liquid_usd) == (4000, 1500, 1000)
    assert (group.required_usd, group.left_usd) == (10_000, 6_000)  # 26.1: 75 and 63
    assert told(ira) == [
        "ira: $6,000.00 must still come out, and only $1,000.00 can be paid in cash: $5,000.00 is missing "
        "(rmd-illiquid) -> sell, or have a part of the asset itself paid out at its appraised value"
    ]


def test_what_can_be_paid_in_cash():
    ira = account(
        "ira",
        IRA,
        cash_usd=D(50),
        cash_unsettled_usd=D(25),
        positions=(
            holding("HOUSE", 1, Role.FROZEN),
            holding("VTI", 3),
            replace(holding("VTI", 9), role=Role.EXCLUDED),
        ),
    )
    assert liquid_usd(household(ira), ira) == 375
    owing = account("ira", IRA, cash_usd=D(-400))
    assert liquid_usd(household(owing), owing) == 0


def test_a_missing_balance_is_told_and_never_guessed():
    home = found(account("ira", IRA, distributed_usd=D(0)), account("b", IRA, value_last_year_end_usd=D(1)))
    assert home.groups[0].required_usd is None
    assert told(account("ira", IRA, distributed_usd=D(0))) == [
        "ira: its value on 31 December 2025 is not known, so the amount cannot be told (rmd-no-balance) "
        "-> write value_last_year_end_usd, from the statement of December 2025 or Form 5498, box 5"
    ]


def test_who_owes_nothing_is_asked_nothing():
    assert told(account("ira", IRA, "Bob"), account("roth", ROTH), account("hsa", AccountKind.HSA)) == []
    groups = found(account("ira", IRA, "Bob"), account("roth", ROTH)).groups
    assert [group.accounts[0].account_id for group in groups] == ["ira"]


@pytest.mark.parametrize(
    ("owner", "owned"),
    [("", "without an owner"), ("Zoe", 'owned by "Zoe"'), ("Ann & Bob", 'owned by "Ann & Bob"')],
)
def test_a_retirement_account_has_one_owner_among_the_people(owner, owned):
    assert refused(account("ira", IRA, owner)) == [
        f"ira is {owned}, and a retirement account has one owner among the people (rmd-owner) "
        "-> write its owner as in [[people]], with the day of birth"
    ]


def test_everything_missing_is_named_in_one_run():
    young = replace(BOB, born=date(2010, 1, 1))
    words = refused(
        account("a", AccountKind.INHERITED_IRA, "Zoe"),
        account("b", IRA, value_last_year_end_usd=D(1), spouse_sole_beneficiary="Bob"),
        people=(household().people[0], young),
    )
    assert [word.partition(" (")[0] for word in words] == [
        "a is inherited, and nothing is said of whom it is from",
        'a is owned by "Zoe", and a retirement account has one owner among the people',
        "b: the joint table begins with a spouse of 20, and this one is 16",
    ]
    assert words[0].endswith("(rmd-inherited) -> add [accounts.inherited] with decedent, born, died and heir")


def test_withdrawals_of_the_year_count_and_are_told():
    ira = account("ira", IRA, value_last_year_end_usd=D(246_000), cash_usd=D(20_000), **FULL_YEAR)
    activity = (
        moved("ira", ActivityKind.WITHDRAWAL, "-2500"),
        moved("ira", ActivityKind.WITHDRAWAL, "-500.50", AS_OF),
        moved("ira", ActivityKind.WITHDRAWAL, "-100", date(2026, 1, 1)),
        moved("ira", ActivityKind.WITHDRAWAL, "-7000", date(2025, 12, 31)),
        moved("ira", ActivityKind.WITHDRAWAL, "-7000", date(2026, 11, 21)),
        moved("ira", ActivityKind.TRANSFER_OUT, "-7000"),
        moved("other", ActivityKind.WITHDRAWAL, "-7000"),
    )
    [group] = found(ira, activity=activity).groups
    assert (group.taken_usd, group.left_usd) == (D("3100.50"), D("6899.50"))
    assert told(ira, activity=activity) == [
        "ira paid out $3,100.50 in 2026, by its transactions (distributed-seen) "
        "-> write distributed_usd for ira if that is wrong"
    ]


def test_what_transactions_do_not_cover_is_told():
    part = account(
        "ira",
        IRA,
        value_last_year_end_usd=D(246_000),
        cash_usd=D(20_000),
        history_from=date(2026, 1, 2),
        history_to=AS_OF,
    )
    remedy = "-> write distributed_usd for ira, or export all transactions of 2026"
    assert told(part) == [
        "ira: transactions are known from 2026-01-02 to 2026-11-20, and what they paid out counts: $0.00 "
        f"(distributed-unseen) {remedy}"
    ]
    short = replace(part, history_from=date(2025, 1, 1), history_to=date(2026, 11, 19))
    assert told(short)[0].startswith("ira: transactions are known from 2025-01-01 to 2026-11-19")
    unknown = replace(part, history_from=None, history_to=None)
    assert told(unknown) == [
        f"ira: no transactions are known, and nothing counts as paid out in 2026 (distributed-unseen) {remedy}"
    ]


def test_gifts_count_though_the_transactions_do_not_show_them():
    ira = account(
        "ira", IRA, value_last_year_end_usd=D(246_000), donated_usd=D(4000), cash_usd=D(20_000), **FULL_YEAR
    )
    assert found(ira).groups[0].taken_usd == 4000


def test_the_first_year_and_the_second():
    facts = {"value_last_year_end_usd": D(26_500), "distributed_usd": D(0), "cash_usd": D(90_000)}
    ira = account("ira", IRA, **facts)
    people = household().people

    def words(born: date) -> list[str]:
        return told(ira, people=(replace(people[0], born=born), people[1]))

    assert words(date(1953, 5, 5)) == [
        "ira: 2026 is the first year, and may wait until 2027-04-01; then two distributions fall into 2027 "
        "(rmd-first-year) -> take it this year unless next year's income is lower"
    ]
    assert words(date(1952, 5, 5)) == [
        "ira: what was not taken for 2025, the first year, was due on 1 April 2026 (rmd-second-year) "
        "-> the amounts here are those of the second year alone"
    ]
    assert words(date(1951, 5, 5)) == []
    working = account("plan", K401, still_working=True, **facts)
    assert told(working, people=(replace(people[0], born=date(1952, 5, 5)), people[1])) == []
    heir = account("heir", AccountKind.INHERITED_IRA, inheritance=DAD, **facts)
    assert told(heir, people=(replace(people[0], born=date(1952, 5, 5)), people[1])) == []


@pytest.mark.parametrize("kind", [K401, AccountKind.K403B])
def test_a_plan_gives_nothing_straight_to_a_charity(kind):
    plan = account(
        "plan",
        kind,
        value_last_year_end_usd=D(246),
        distributed_usd=D(10),
        donated_usd=D(10),
        cash_usd=D(500),
    )
    assert told(plan) == [
        "plan: a plan cannot give straight to a charity; what it paid out is income (rmd-plan-gift) "
        "-> give from an IRA"
    ]
    assert told(replace(plan, retirement=replace(plan.retirement, donated_usd=D(0)))) == []
    assert told(replace(plan, kind=IRA)) == []


def test_accounts_that_are_passed_over_hide_no_others():
    facts = {"value_last_year_end_usd": D(246_000), "distributed_usd": D(10_000)}
    home = found(account("a-tax", AccountKind.TAXABLE, ""), account("b-ira", IRA, **facts))
    assert [group.required_usd for group in home.groups] == [10_000]
    young = (household().people[0], replace(BOB, born=date(2010, 1, 1)))
    words = refused(account("a", IRA, spouse_sole_beneficiary="Bob"), account("b", IRA, "Zoe"), people=young)
    assert {word.partition(" ")[0] for word in words} == {"a:", "b"}


def test_one_gift_from_one_of_two_plans():
    facts = {"value_last_year_end_usd": D(246), "distributed_usd": D(10), "cash_usd": D(500)}
    words = told(
        account("a", AccountKind.K403B, donated_usd=D(10), **facts), account("b", AccountKind.K403B, **facts)
    )
    assert [word.partition(";")[0] for word in words] == ["a, b: a plan cannot give straight to a charity"]
