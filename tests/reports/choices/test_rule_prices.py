"""Prices of rules and reasons as shown: sentences, tables, and only where there is something to say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.plans import CLASS_NAMES, sample_plan
from trimtab.core.plan import CostBreakdown, Unmet
from trimtab.reports.choices.rule_prices import price_report, price_words
from trimtab.reports.choices.why_not import why_not_document
from trimtab.reports.labels import Masks
from trimtab.simulate.outcome import Outcome
from trimtab.simulate.rule_lifts import Lift
from trimtab.simulate.rule_price import RulePrice
from trimtab.simulate.why_not import WhyNot, WhyNots

D = Decimal
HOUSEHOLD, POLICY, PLAN = sample_plan()
MASKS = Masks(HOUSEHOLD)


def price(usd: str, drift: str = "0", saves: str = "0", words: str = "the menu of the plan") -> RulePrice:
    lift = Lift("menu", "plan", words, HOUSEHOLD, POLICY)
    return RulePrice(lift, D(usd), (D(usd) / 3).quantize(D("0.01")), D(drift), PLAN, D(saves))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (price("636"), "The menu of the plan costs $212 a year, $636 over 3 years."),
        (
            price("636", drift="700"),
            "The menu of the plan costs $212 a year, $636 over 3 years (−$64 in money, +$700 in being off target).",
        ),
        (
            price("0", saves="840", words="waiting 12 days for 40 VTI of 2025-12-02"),
            "Waiting 12 days for 40 VTI of Dec 2, 2025 saves $840 in tax.",
        ),
        (
            price("30", saves="840", words="waiting 12 days for 40 VTI"),
            "Waiting 12 days for 40 VTI costs $10 a year, $30 over 3 years and saves $840 in tax.",
        ),
    ],
)
def test_a_rule_s_price_in_one_sentence(found: RulePrice, words: str) -> None:
    assert price_words(found, POLICY) == words


def test_several_rules_cost() -> None:
    found = price("636", words="the gain budget and the cap together")
    found = replace(found, lift=replace(found.lift, code="together"))
    assert price_words(found, POLICY).startswith("The gain budget and the cap together cost $212 a year,")


def test_where_there_is_no_plan_rules_have_no_price() -> None:
    barring = replace(price("0", words="the tax budget of $0.00"), leaves_no_plan=True)
    report = price_report([barring], POLICY, MASKS, is_refused=True)
    assert report.lines == ("The tax budget of $0.00 leaves no plan: without it there is one.",)
    assert report.table is None
    assert price_report([], POLICY, MASKS, is_refused=True).words.startswith("No plan passes its checks")


def test_the_table_says_the_same_with_its_proof() -> None:
    report = price_report([price("636", drift="600")], POLICY, MASKS)
    assert report.table is not None
    columns = [column.key for column in report.table.columns]
    row = dict(zip(columns, report.table.rows[0].cells, strict=True))
    assert (row["yearly"], row["price"], row["money"], row["drift"]) == (212, 636, 36, 600)
    assert row["without"] == PLAN.cost_before.total_usd - PLAN.cost_after.total_usd
    assert "saves" not in [column.key for column in report.table.shown().columns]


def test_where_no_rule_costs_anything_it_says_so() -> None:
    report = price_report([], POLICY, MASKS)
    assert report.table is None
    assert report.words.startswith("No rule costs anything worth naming")


def outcome(tax: str) -> Outcome:
    return Outcome(PLAN.trades, PLAN.after, CostBreakdown(D(0), D(tax), D(0), D(0), D(0), D(0)))


def answer(name: str, left: str = "0", *, unmet: bool = True) -> list[str] | None:
    """Headline and words of the answer."""
    stopped = Unmet("bonds", D(-5000), "locked", "the IRA is locked")
    one = WhyNot(stopped, D(-4999), outcome("900"), D(left), (price("636"),))
    found = WhyNots(outcome("100"), (one,) if unmet else (), (price("636"),))
    document = why_not_document(HOUSEHOLD, POLICY, PLAN, found, CLASS_NAMES, name)
    if document is None:
        return None
    return [document.headline, *(line for section in document.sections for line in section.words)]


@pytest.mark.parametrize("name", ["all", "bonds", "Bonds"])
def test_a_class_names_its_rule_what_closing_costs_and_the_price_of_the_rule(name: str) -> None:
    assert answer(name, left="-40") == [
        "Bonds ends $4,999 under its goal.",
        "Locked: the IRA is locked.",
        "Going as near to all targets as the rules allow would cost $800, and leave it $40 under.",
        "Without the menu of the plan it would end nearer; that rule costs $212 a year, $636 over 3 years.",
    ]


def test_what_no_trade_mends_is_said() -> None:
    told = answer("bonds", left="-5000")
    assert told is not None
    assert "Going as near to all targets as the rules allow, whatever it costs, leaves it as far." in told


def test_what_is_reached_and_what_is_not_known() -> None:
    assert answer("all", unmet=False) == ["Every class ends where the policy wants it."]
    assert answer("stocks.us") == ["US stocks ends where the policy wants it."]
    assert answer("NOSUCH") is None


def test_a_symbol_is_told_account_by_account() -> None:
    symbol = PLAN.explanations[0].symbol
    told = answer(symbol.lower())
    assert told is not None
    assert len(told) > 1
    refused = replace(PLAN, is_refused=True, reason="nothing holds")
    document = why_not_document(HOUSEHOLD, POLICY, refused, WhyNots(outcome("0"), (), ()), CLASS_NAMES, "all")
    assert document is not None
    assert document.headline == "Nothing holds."


def test_a_class_above_several_can_be_asked_about_where_it_has_a_band() -> None:
    leaves = {"stocks.us": D("0.4"), "stocks.intl": D("0.2"), "bonds": D("0.4")}
    nothing = WhyNots(outcome("0"), (), ())
    banded = replace(POLICY, target=leaves, bands=replace(POLICY.bands, parents=True))
    assert why_not_document(HOUSEHOLD, banded, PLAN, nothing, CLASS_NAMES, "stocks") is not None
    single = replace(banded, bands=replace(POLICY.bands, parents=False))
    assert why_not_document(HOUSEHOLD, single, PLAN, nothing, CLASS_NAMES, "stocks") is None
