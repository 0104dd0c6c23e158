"""What the people of a household may still pay in: limits of the year, less what went in, with its conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.retirement.builders import ANN, AS_OF, BOB, FULL_YEAR, account, household, moved
from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.household import ActivityKind, FilingStatus
from trimtab.core.problems import Severity
from trimtab.ledger.retirement.room import Rooms, contribution_rooms, deposit_limits, saver_of

D = Decimal
LAW = retirement_law_for(2026)
IRA, ROTH, HSA = AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA, AccountKind.HSA


def lines(home, magi=None, law=LAW):
    found = contribution_rooms(home, law, magi)
    return {(line.person, line.what): line for line in found.lines}


def test_iras_of_everybody_who_signs():
    home = household(people=(ANN, BOB, replace(ANN, name="Kim", on_return=False)))
    found = contribution_rooms(home, LAW, None)
    assert [(line.person, line.what, line.room.limit_usd) for line in found.lines] == [
        ("Ann", "IRAs, traditional and Roth", 8600),
        ("Ann", "of which Roth", 8600),
        ("Ann", "of which deductible", 8600),
        ("Bob", "IRAs, traditional and Roth", 8600),
        ("Bob", "of which Roth", 8600),
        ("Bob", "of which deductible", 8600),
    ]
    assert all(line.is_whole for line in found.lines)
    assert found.problems == ()


def test_what_was_paid_in_by_word_and_by_transaction():
    home = household(
        account("ira", IRA, "Bob", contributed_usd=D(1000)),
        account("roth", ROTH, "Bob", **FULL_YEAR),
        account("hsa", HSA, "Bob", contributed_usd=D(4000), hsa_family=True),
        account("plan", AccountKind.K401, "Bob", contributed_usd=D(9000)),
        account("rothplan", AccountKind.ROTH_401K, "Bob", contributed_usd=D(2000)),
        account("school", AccountKind.K403B, "Bob", contributed_usd=D(100)),
        account("simple", AccountKind.SIMPLE_IRA, "Bob", contributed_usd=D(500)),
        account("sep", AccountKind.SEP_IRA, "Bob", contributed_usd=D(700)),
        activity=(moved("roth", ActivityKind.CONTRIBUTION, "2500"),),
    )
    found = lines(home)
    assert ("Bob", "SEP IRA") not in found

    def paid(what):
        room = found["Bob", what].room
        return room.paid_usd, room.left_usd

    assert paid("IRAs, traditional and Roth") == (3500, 5100)
    assert paid("of which Roth") == (2500, 5100)
    assert paid("of which deductible") == (1000, 5100)
    assert paid("401(k) and 403(b) deferrals") == (11_100, 24_650)
    assert paid("SIMPLE IRA deferrals") == (500, 21_750)
    assert paid("HSA") == (4000, 5750)
    assert found["Bob", "SIMPLE IRA deferrals"].words == "a small employer's limit is higher"
    assert found["Bob", "HSA"].words == "shared by a couple, but for the catch-up"
    assert all(line.is_whole for line in found.values())


def test_what_is_not_known_in_full_is_named_once():
    home = household(
        account("roth", ROTH, "Bob", history_from=date(2026, 2, 1), history_to=AS_OF),
        account("ira", IRA, "Bob", contributed_usd=D(1)),
        account("plan", AccountKind.K401, "Bob"),
        account("anns", IRA),
        activity=(moved("roth", ActivityKind.CONTRIBUTION, "2500"),),
    )
    found = contribution_rooms(home, LAW, None)
    assert [str(problem) for problem in found.problems] == [
        "what was paid in for 2026 is not known in full of anns, plan, roth (contributed-unseen) "
        "-> write contributed_usd for them, or export all transactions of 2026"
    ]
    unknown = {(line.person, line.what) for line in found.lines if not line.is_whole}
    assert unknown == {
        (name, what)
        for name in ("Ann", "Bob")
        for what in ("IRAs, traditional and Roth", "of which Roth", "of which deductible")
    } | {("Bob", "401(k) and 403(b) deferrals")}


def test_what_was_paid_in_by_nobody_known_is_named():
    accounts = (
        account("z", ROTH, ""),
        account("hsa", AccountKind.HSA, "Zoe"),
        account("a", AccountKind.ROTH_401K, ""),
    )
    home = household(
        *accounts, account("mine", ROTH, contributed_usd=D(1)), account("taxed", AccountKind.TAXABLE, "")
    )
    found = contribution_rooms(home, LAW, None)
    assert [str(problem) for problem in found.problems] == [
        "what was paid in for 2026 into a, hsa, z is in nobody's limit: no owner among the people (contributed-nobody) "
        "-> write owner = … under [[accounts]], a name of [[people]]"
    ]
    assert found.problems[0].severity is Severity.WARNING
    assert contribution_rooms(replace(home, people=()), LAW, None) == Rooms((), ())


def test_words_say_what_a_limit_depends_on():
    found = lines(household(), D(100_000))
    assert found["Ann", "IRAs, traditional and Roth"].words == (
        "at most what both earn together; until 15 April 2027"
    )
    assert found["Ann", "of which Roth"].words == "falls with income from $242,000 to $252,000"
    assert found["Ann", "of which deductible"].words == (
        "the spouse is covered at work: falls with income from $242,000 to $252,000"
    )
    assert found["Bob", "of which deductible"].words == (
        "covered at work: falls with income from $129,000 to $149,000"
    )
    unknown = lines(household())
    assert unknown["Bob", "of which Roth"].words == (
        "falls with income from $242,000 to $252,000; the income is not known"
    )
    single = replace(household(people=(ANN,)).tax, filing_status=FilingStatus.SINGLE)
    alone = lines(household(people=(ANN,), tax=single, income=None))
    assert alone["Ann", "IRAs, traditional and Roth"].words == "at most what is earned; until 15 April 2027"
    assert alone["Ann", "of which deductible"].words == (
        "if no plan at work covers them: write covered_by_workplace_plan"
    )
    told = replace(ANN, covered_by_workplace_plan=False)
    assert lines(household(people=(told,), tax=single))["Ann", "of which deductible"].words == (
        "no plan at work covers them"
    )
    both = household(people=(told, replace(BOB, covered_by_workplace_plan=True)), tax=single)
    assert lines(both)["Ann", "of which deductible"].words == "no plan at work covers them"


@pytest.mark.parametrize(
    ("year", "born", "words"),
    [
        (2026, date(1963, 8, 19), "the catch-up must be Roth for wages there above $150,000 in 2025"),
        (2026, date(1990, 8, 19), ""),
        (2025, date(1963, 8, 19), ""),
    ],
)
def test_catch_ups_of_plans(year, born, words):
    home = household(
        account("plan", AccountKind.K401, "Bob", contributed_usd=D(1)), people=(ANN, replace(BOB, born=born))
    )
    assert lines(home, law=retirement_law_for(year))["Bob", "401(k) and 403(b) deferrals"].words == words


def test_an_hsa_by_its_cover():
    def line(**facts):
        return lines(household(account("hsa", HSA, "Bob", contributed_usd=D(0), **facts)))["Bob", "HSA"]

    assert (line().room.limit_usd, line().words) == (5400, "for one; $8,750 for a family: write hsa_family")
    assert (line(hsa_family=False).room.limit_usd, line(hsa_family=False).words) == (5400, "for one")
    assert line(hsa_family=True).room.limit_usd == 9750


def test_a_couple_earns_together():
    home = household()
    saver = saver_of(home, ANN, D(5))
    assert (saver.compensation_usd, saver.magi_usd, saver.is_covered, saver.is_spouse_covered) == (
        18_000,
        5,
        False,
        True,
    )
    assert saver_of(home, BOB, None).is_covered
    assert not saver_of(home, BOB, None).is_spouse_covered
    assert saver_of(replace(home, income=None), ANN, None).compensation_usd is None
    children = household(people=(ANN, replace(BOB, on_return=False)))
    assert not saver_of(children, ANN, None).is_spouse_covered


def test_deposits_by_account():
    home = household(
        account("a-ira", IRA, "Bob", contributed_usd=D(1000)),
        account("b-roth", ROTH, "Bob", contributed_usd=D(500)),
        account("c-hsa", HSA, "Bob", contributed_usd=D(100), hsa_family=True),
        account("d-strange", ROTH, "Zoe"),
        account("e-both", HSA, "Ann & Bob"),
        account("f-plan", AccountKind.K401, "Bob"),
        account("g-tax", AccountKind.TAXABLE, "Bob"),
        account("h-left", AccountKind.INHERITED_IRA, "Bob"),
        account("i-anns", IRA, "Ann"),
        account("j-hsa", HSA, "Ann", contributed_usd=D(9999)),
    )
    assert deposit_limits(home, LAW) == {
        "a-ira": 7100,
        "b-roth": 7100,
        "c-hsa": 9650,
        "d-strange": 7500,
        "e-both": 4400,
        "i-anns": 8600,
        "j-hsa": 0,
    }
    poor = deposit_limits(replace(home, income=replace(home.income, wages_usd=D(1600))), LAW)
    assert (poor["a-ira"], poor["i-anns"]) == (100, 1600)
