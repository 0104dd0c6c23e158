"""The comparison as shown: against doing nothing, in the plan's own dollars, and in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.plans import sample_plan
from trimtab.core.money import ZERO
from trimtab.core.plan import CostBreakdown
from trimtab.reports.choices.twins import twin_figure, twin_table
from trimtab.reports.tables import Tone
from trimtab.simulate.outcome import Outcome
from trimtab.simulate.twins import Twin, Way

D = Decimal


def cost(tax_now: str, drift: str = "0") -> CostBreakdown:
    return CostBreakdown(D(drift), D(tax_now), D(1000), D("12.50"), D(200), D(40))


def twins() -> list[Twin]:
    _, _, plan = sample_plan()
    nothing = Outcome((), plan.before, cost("100", drift="9000"))
    alone = Outcome(plan.trades, plan.before, cost("700"))
    rules = Outcome(plan.trades[:2], plan.after, cost("50"))
    ours = Outcome(plan.trades, plan.after, cost("50"))
    ways = zip(Way, (nothing, alone, rules, ours), strict=True)
    return [Twin(way, found, found.cost.total_usd - ours.cost.total_usd) for way, found in ways]


def test_taxes_are_told_against_doing_nothing_and_the_whole_against_the_plan() -> None:
    table = twin_table(twins())
    columns = [column.key for column in table.columns]
    rows = [dict(zip(columns, row.cells, strict=True)) for row in table.rows]
    assert [row["tax_now"] for row in rows] == [0, 600, -50, -50]
    assert [row["worse"] for row in rows] == [9050, 650, 0, 0]
    assert [row["orders"] for row in rows] == [
        0,
        len(sample_plan()[2].trades),
        2,
        len(sample_plan()[2].trades),
    ]
    assert [row.tone for row in table.rows] == [Tone.PLAIN, Tone.PLAIN, Tone.PLAIN, Tone.TOTAL]


def test_the_dollars_of_a_way_less_the_plan_s_are_what_it_costs_more() -> None:
    table = twin_table(twins())
    columns = [column.key for column in table.columns]
    parts = ("tax_now", "tax_later", "trading", "location", "per_trade", "drift")
    rows = [dict(zip(columns, row.cells, strict=True)) for row in table.rows]
    sums = [sum((D(str(row[part])) for part in parts), ZERO) for row in rows]
    assert [found - sums[-1] for found in sums] == [row["worse"] for row in rows]


def test_the_words_say_what_each_way_costs_more() -> None:
    figure = twin_figure(twins())
    assert figure is not None
    assert figure.words.startswith(
        "Bringing each account to target alone costs $650 more and following plain rules costs the same as this plan."
    )
    assert [row.bars[1].text for row in figure.rows] == ["$0", "costs $600", "saves $50", "saves $50"]


def test_what_leaves_cash_unpaid_is_no_answer() -> None:
    found = twins()
    found[2] = replace(found[2], outcome=replace(found[2].outcome, unpaid_usd=D(5000)))
    figure = twin_figure(found)
    assert figure is not None
    assert "following plain rules leaves $5,000 unpaid." in figure.words
    assert figure.table.rows[2].cells[0] == "Plain rules (leaves $5,000 unpaid)"
    assert figure.table.rows[2].cells[-1] is None


def test_where_no_way_trades_there_is_nothing_to_show() -> None:
    found = [replace(twin, outcome=replace(twin.outcome, trades=()), worse_usd=ZERO) for twin in twins()]
    assert twin_figure(found) is None
    assert twin_figure([]) is None
