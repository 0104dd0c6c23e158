"""Policies as shown: money against doing nothing, the household's own first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.plans import sample_plan
from trimtab.core.plan import CostBreakdown
from trimtab.reports.choices.comparison import comparison_document
from trimtab.reports.figures import MeasureFigure
from trimtab.reports.tables import Tone
from trimtab.simulate.compare import Compared, Comparison
from trimtab.simulate.outcome import Outcome

D = Decimal
HOUSEHOLD, POLICY, PLAN = sample_plan()


def outcome(tax: str) -> Outcome:
    return Outcome(PLAN.trades, PLAN.after, CostBreakdown(D(0), D(tax), D(0), D(0), D(0), D(99)))


def found(*taxes: str) -> Comparison:
    names = ["Your policy", "lazy", "eager"]
    return Comparison(
        outcome("100"),
        tuple(Compared(name, POLICY, PLAN, outcome(tax)) for name, tax in zip(names, taxes, strict=False)),
    )


def test_two_policies_are_told_in_the_headline_more_are_counted() -> None:
    told = comparison_document(HOUSEHOLD, found("300", "40")).headline
    assert told == "Your policy ends 2.9% off target and costs $200; lazy ends 2.9% off target and saves $60."
    told = comparison_document(HOUSEHOLD, found("300", "40", "100")).headline
    assert told == "Your policy ends 2.9% off target and costs $200; 2 others stand beside it."


def test_money_is_against_doing_nothing_and_leaves_out_prices_of_time() -> None:
    section = comparison_document(HOUSEHOLD, found("300", "40")).section("policies")
    assert section.table is not None
    assert [row.cells[0] for row in section.table.rows] == ["Doing nothing", "Your policy", "lazy"]
    assert [row.cells[9] for row in section.table.rows] == [0, 200, -60]
    assert isinstance(section.figure, MeasureFigure)
    assert [row.is_ours for row in section.figure.rows] == [False, True, False]


def test_a_policy_without_a_plan_that_holds_is_said() -> None:
    both = found("300", "40")
    refused = replace(both.policies[1], plan=replace(PLAN, is_refused=True))
    document = comparison_document(HOUSEHOLD, replace(both, policies=(both.policies[0], refused)))
    assert document.tone is Tone.BAD
    assert document.headline.endswith("lazy: no plan passed every check.")
