"""The frontier as shown: figures against doing nothing, marks in the table and the picture, words for each case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.plans import sample_plan
from trimtab.core.plan import CostBreakdown
from trimtab.reports.choices.frontier_document import choice_note, frontier_document
from trimtab.reports.document import Document
from trimtab.reports.figures import CurveFigure
from trimtab.simulate.frontier import Frontier, MarkKind, Point
from trimtab.simulate.outcome import Outcome

D = Decimal


def cost(drift: str, tax: str) -> CostBreakdown:
    return CostBreakdown(D(drift), D(tax), D(0), D(0), D(0), D(20))


def found(*taxes: str) -> Frontier:
    _, policy, plan = sample_plan()
    nothing = Outcome((), plan.before, CostBreakdown(D(5000), D(10), D(0), D(0), D(0), D(0)))
    drifts = [plan.before, *(plan.after for _ in taxes[1:])]
    outcomes = [
        Outcome(plan.trades, drift, cost(str(900 - 100 * n), tax))
        for n, (drift, tax) in enumerate(zip(drifts, taxes, strict=False))
    ]
    points = tuple(Point(D(n + 1), policy, plan, outcome) for n, outcome in enumerate(outcomes))
    ours = outcomes[-1] if outcomes else nothing
    marks = zip(MarkKind, (nothing, ours, ours, ours), strict=True)
    return Frontier(points, tuple(marks), nothing)


def document(frontier: Frontier) -> Document:
    household, policy, plan = sample_plan()
    return frontier_document(household, policy, frontier, plan.problems)


def test_costs_are_told_against_doing_nothing() -> None:
    shown = document(found("110", "400"))
    assert shown.headline == "Going from 10.8% to 2.9% off target costs $290."
    table = shown.section("line").table
    assert table is not None
    columns = [column.key for column in table.columns]
    rows = [dict(zip(columns, row.cells, strict=True)) for row in table.rows]
    assert [(row["point"], row["tax_now"], row["cost"]) for row in rows if row["cost"] is not None] == [
        ("1", 100, 120),
        ("2", 390, 410),
        ("Doing nothing", 0, 0),
        ("Plain rules", 390, 410),
        ("Today's plan", 390, 410),
        ("Full rebalance", 390, 410),
    ]
    figure = shown.section("line").figure
    assert isinstance(figure, CurveFigure)
    assert [mark.label for mark in figure.marks if mark.is_main] == ["Today's plan"]
    assert figure.x_ticks[0].text == "0%"
    assert figure.y_ticks[-1].value >= 410


def test_a_nearer_plan_with_more_off_target_is_explained() -> None:
    whole = found("110", "400")
    assert "the nearer" not in document(whole).section("line").words[0]
    turned = replace(whole, points=whole.points[::-1])
    assert "the one with less outside its bands is the nearer." in document(turned).section("line").words[0]


def test_where_all_points_are_as_far_the_headline_says_what_the_whole_way_costs() -> None:
    cheap, full = found("110", "400").points
    level = replace(full, outcome=replace(full.outcome, drift=cheap.outcome.drift))
    shown = document(replace(found("110", "400"), points=(cheap, level)))
    assert shown.headline == "Going all the way, to 10.8% off target, costs $290 more than stopping short."


def test_what_leaves_cash_unpaid_says_so() -> None:
    whole = found("110", "400")
    table = document(whole).section("line").table
    assert table is not None
    assert "unpaid" not in [column.key for column in table.shown().columns]
    lacking = replace(whole.nothing, unpaid_usd=D(5000))
    marks = ((MarkKind.NOTHING, lacking), *whole.marks[1:])
    table = document(replace(whole, nothing=lacking, marks=marks)).section("line").table
    assert table is not None
    at = [column.key for column in table.shown().columns].index("unpaid")
    assert [row.cells[at] for row in table.shown().rows] == [None, None, None, 5000, None, None, None]


def test_where_nearer_costs_no_more_it_says_so() -> None:
    assert document(found("110", "110")).headline == (
        "Going all the way, to 2.9% off target, costs no more than stopping short."
    )


def test_without_points_there_is_no_picture() -> None:
    shown = document(found())
    assert shown.sections == ()
    assert shown.headline == "There is nothing to choose: no trade towards the target is worth its cost."
    lacking = replace(found(), nothing=replace(found().nothing, unpaid_usd=D(5000)))
    assert document(lacking).headline.endswith("no plan raises the cash that must be paid.")


def test_a_chosen_point_says_how_to_have_it_again() -> None:
    _, policy, _ = sample_plan()
    own, nearer = found("110", "400").points
    assert choice_note(own, 1, policy).remedy == "to have it again: trimtab plan --mode full"
    told = choice_note(replace(nearer, factor=D("0.25")), 2, policy)
    assert told.message.startswith("this is point 2 of the frontier: being off target counts 0.25 times")
    assert "under [policy.prices] by 0.25, then trimtab plan --mode full" in told.remedy
    capped = replace(own, policy=replace(policy, tax_budget_usd=D("277.5")), budget_usd=D("277.5"))
    told = choice_note(capped, 3, policy)
    assert told.message.endswith("it adds at most $277.50 to this year's tax")
    assert "write tax_budget_usd = 277.5 under [policy]," in told.remedy
    prorated = replace(policy, budget_prorated=True)
    assert "= 277.5 and budget_prorated = false under [policy]" in choice_note(capped, 3, prorated).remedy


def test_one_year_is_one_year() -> None:
    household, policy, _ = sample_plan()
    policy = replace(policy, prices=replace(policy.prices, horizon_years=D(1)))
    told = frontier_document(household, policy, found("110", "400")).section("line").words[0]
    assert "over 1 year," in told


def test_by_tax_it_tells_what_each_budget_leaves_off_target() -> None:
    whole = found("10", "400")
    budgets = [D(10), D(400)]
    points = tuple(replace(p, budget_usd=b) for p, b in zip(whole.points, budgets, strict=True))
    shown = document(replace(whole, points=points))
    assert shown.headline == "With at most $0 in tax, 10.8% stays off target; with +$390, 2.9%."
    section = shown.section("line")
    assert section.table is not None
    assert [row.cells[1] for row in section.table.rows[:2]] == [0, 390]
    assert "budget" in [column.key for column in section.table.shown().columns]
    figure = section.figure
    assert isinstance(figure, CurveFigure)
    assert [(point.x, point.y) for point in figure.points] == [
        (D(0), points[0].outcome.drift.half_sum),
        (D(390), points[1].outcome.drift.half_sum),
    ]
    one = document(replace(whole, points=points[1:]))
    assert one.headline.startswith("No budget of tax binds")
