"""What the household file says of retirement accounts is checked, with the line and what to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.retirement.builders import ANN, BOB, DAD
from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus
from trimtab.core.policy import Policy
from trimtab.core.problems import Severity, Source
from trimtab.core.retirement import RetirementFacts
from trimtab.ledger.retirement.facts import check_retirement
from trimtab.ledger.spec import AccountSpec, HouseholdSpec, TaxSpec

D = Decimal
HERE = Source("household.toml", 7)


def told(kind: AccountKind, status: FilingStatus = FilingStatus.MARRIED_JOINT, people=(ANN, BOB), **facts):
    account = AccountSpec("acc", kind, HERE, owner="Ann", retirement=RetirementFacts(**facts))
    tax = TaxSpec(status, 2026, D(22), D(15))
    spec = HouseholdSpec(
        "Test", "household.toml", tax, {}, Policy({}, {}), accounts=(account,), people=people
    )
    return [(problem.severity, str(problem)) for problem in check_retirement(spec)]


IRA = AccountKind.TRADITIONAL_IRA


def test_good_facts_say_nothing():
    assert told(IRA, distributed_usd=D(5), donated_usd=D(5), spouse_sole_beneficiary="BOB") == []
    assert told(IRA, donated_usd=D(5)) == []
    assert told(AccountKind.K403B, still_working=True) == []
    assert told(AccountKind.ROTH_401K, still_working=True) == []
    assert told(AccountKind.INHERITED_ROTH_IRA, inheritance=DAD) == []
    born_dead = replace(DAD, died=DAD.decedent_born)
    assert told(AccountKind.INHERITED_IRA, inheritance=born_dead) == []
    spec = HouseholdSpec(
        "Test",
        "household.toml",
        TaxSpec(FilingStatus.SINGLE, 2026, D(22), D(15)),
        {},
        Policy({}, {}),
        accounts=(AccountSpec("acc", AccountKind.TAXABLE, HERE),),
    )
    assert check_retirement(spec) == []


@pytest.mark.parametrize("kind", [AccountKind.TAXABLE, AccountKind.TRUST, AccountKind.E529])
def test_facts_have_no_meaning_elsewhere(kind):
    assert told(kind, value_last_year_end_usd=D(5)) == [
        (
            Severity.WARNING,
            f"household.toml:7: acc is a {kind} account, and what is said of retirement accounts has no meaning "
            "there (retirement-kind) -> leave it out, or correct the account's kind",
        )
    ]


def test_gifts_are_part_of_what_was_paid_out():
    assert told(IRA, distributed_usd=D(5), donated_usd=D("5.01")) == [
        (
            Severity.ERROR,
            "household.toml:7: acc: donated_usd is $5.01, more than distributed_usd of $5.00 (retirement-donated) "
            "-> distributed_usd includes donated_usd: correct one",
        )
    ]


def test_only_a_plan_waits_for_the_work():
    assert told(IRA, still_working=True) == [
        (
            Severity.WARNING,
            "household.toml:7: acc: still_working puts nothing off for a traditional_ira (retirement-working) "
            "-> write it with the plan of the employer",
        )
    ]


def test_an_inheritance_belongs_to_an_inherited_account():
    late = replace(DAD, died=date(1945, 1, 31))
    assert told(IRA, inheritance=late) == [
        (
            Severity.ERROR,
            "household.toml:7: acc is a traditional_ira, and says that it was inherited (inherited-kind) "
            '-> write kind = "inherited_ira" or "inherited_roth_ira"; a spouse\'s rollover is one\'s own',
        ),
        (
            Severity.ERROR,
            "household.toml:7: acc: Dad died on 1945-01-31, before the birth on 1945-02-01 (inherited-days) "
            "-> correct born or died under [accounts.inherited]",
        ),
    ]


def test_the_spouse_is_one_of_the_people_and_not_the_owner():
    assert told(IRA, spouse_sole_beneficiary="Zoe") == [
        (
            Severity.ERROR,
            'household.toml:7: acc: "Zoe" is none of the people: Ann, Bob (spouse-unknown) '
            "-> write the name as in [[people]], with the day of birth",
        )
    ]
    assert "none of the people: nobody" in told(IRA, people=(), spouse_sole_beneficiary="Zoe")[0][1]
    assert told(IRA, spouse_sole_beneficiary="ann") == [
        (
            Severity.ERROR,
            "household.toml:7: acc: ann owns it, and cannot inherit it (spouse-owner) "
            "-> name the spouse, or leave it out",
        )
    ]


@pytest.mark.parametrize("status", FilingStatus)
def test_a_spouse_goes_with_a_married_filer(status):
    is_married = status in {FilingStatus.MARRIED_JOINT, FilingStatus.MARRIED_SEPARATE}
    found = told(IRA, status, spouse_sole_beneficiary="Bob")
    assert found == (
        []
        if is_married
        else [
            (
                Severity.WARNING,
                f"household.toml:7: acc: Bob is said to be the spouse of a filer of status {status} (spouse-status) "
                "-> leave spouse_sole_beneficiary out for anybody but a spouse",
            )
        ]
    )
