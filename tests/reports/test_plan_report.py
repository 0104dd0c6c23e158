"""The plan as values: words, tickets, tables that tie."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.plans import CLASS_NAMES, FULL_NUMBER, drift_of, hostile_plan, sample_plan
from trimtab.core.draws import Payout, Withdrawal
from trimtab.core.money import ZERO
from trimtab.core.plan import CostBreakdown, DepositHint, Method, Plan, Side, Term
from trimtab.core.problems import Source, note
from trimtab.reports.plan_report import PlanReport, plan_report
from trimtab.reports.tables import Tone

D = Decimal
NOTHING = CostBreakdown(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)


def sample_report() -> PlanReport:
    return plan_report(*sample_plan(), CLASS_NAMES)


def _changed(**changes: object) -> PlanReport:
    household, policy, plan = sample_plan()
    return plan_report(household, policy, replace(plan, **changes), CLASS_NAMES)  # type: ignore[arg-type]


def _empty(plan: Plan) -> Plan:
    return replace(
        plan, trades=(), method=Method.NONE, reason="every class is inside its band", after=plan.before,
        cost_before=NOTHING, cost_after=NOTHING, unmet=(), deposits=(),
    )  # fmt: skip


def test_the_headline_says_what_to_do_what_it_brings_and_what_it_costs() -> None:
    report = sample_report()
    assert report.headline == "Sell 4, buy 4 in 4 accounts."
    assert report.effect.startswith("Brings US stocks and International stocks back inside their bands.")
    assert "goes from 10.8% to 2.9%" in report.effect
    assert report.cost == "Costs about $615 in tax this year and $6.60 to trade."
    assert report.tone is Tone.GOOD


def test_saved_tax_is_said_as_saved() -> None:
    cost = replace(sample_plan()[2].cost_after, tax_now_usd=D("-320"))
    assert _changed(cost_after=cost).cost == "Saves about $320 in tax this year; costs $6.60 to trade."


def test_no_tax_is_said_as_no_tax() -> None:
    cost = replace(sample_plan()[2].cost_after, tax_now_usd=ZERO)
    assert _changed(cost_after=cost).cost == "Adds no tax this year; costs $6.60 to trade."


def test_a_bill_that_stays_is_told_once() -> None:
    before = replace(sample_plan()[2].cost_before, tax_now_usd=D("44221.03"))
    after = replace(before, tax_now_usd=D("43622.71"))
    same = _changed(cost_before=before, cost_after=before, is_bill=True).cost
    assert same.endswith("Income tax of the year: $44,221.03, with or without the plan.")
    changed = _changed(cost_before=before, cost_after=after, is_bill=True).cost
    assert changed.endswith("Income tax of the year: $44,221.03 without the plan, $43,622.71 with it.")


def test_a_withdrawal_says_first_what_is_in_hand_and_from_where() -> None:
    ids = [account.account_id for account in sample_plan()[0].accounts]
    first, second = (Payout(account_id, D(30_000), ZERO, ZERO) for account_id in ids[:2])
    one = _changed(withdrawal=Withdrawal(D(29_000), (first,), D(1_000), "law")).effect
    assert one.startswith("$29,000.00 in hand of $30,000.00 paid out from ")
    both = _changed(withdrawal=Withdrawal(D(59_000), (first, second), D(1_000), "law")).effect
    assert both.startswith("$59,000.00 in hand of $60,000.00 paid out: $30,000.00 from ")
    assert " and $30,000.00 from " in both


def test_a_withdrawal_costs_all_its_tax_against_the_bill_without_it() -> None:
    _, _, plan = sample_plan()
    payout = Payout("ira", D(30_000), D(30_000), D(3_000))
    told = Withdrawal(D(20_000), (payout,), D(10_000), "law", is_flat=False, bill_without_usd=D(44_000))
    report = _changed(
        withdrawal=told, is_bill=True, cost_after=replace(plan.cost_after, tax_now_usd=D(51_000))
    )
    assert report.cost == (
        "Costs about $10,000 in tax this year ($3,000 of it the additional tax on what is taken out early) and "
        "$6.60 to trade. Income tax of the year: $44,000.00 without the plan, $51,000.00 with it."
    )
    assert "goes from" not in report.effect
    assert "That leaves " in report.effect
    assert all(row.after is None for row in report.mix.rows)
    assert report.mix.words.endswith("the dot is once the money is paid out.")
    tax = next(row for row in report.money.table.rows if row.cells[0] == "Tax this year")
    assert tax.cells[1:] == (D(44_000), D(54_000), D(10_000))
    assert report.money.words.startswith("Against taking nothing out, ")
    assert "All the plan weighs" not in [row.cells[0] for row in report.money.table.rows]


def test_a_class_left_outside_is_named() -> None:
    household, policy, plan = sample_plan()
    later = drift_of(household, policy, plan.trades[:2])
    report = plan_report(household, policy, replace(plan, after=later), CLASS_NAMES)
    assert (
        "US stocks and International stocks stay outside their bands; the reason is below." in report.effect
    )
    assert report.tone is Tone.CARE


def test_no_trade_says_why_and_shows_one_moment() -> None:
    household, policy, plan = sample_plan()
    report = plan_report(household, policy, _empty(plan), CLASS_NAMES)
    assert report.headline == "No trade today."
    assert report.effect == "Every class is inside its band."
    assert report.cost == ""
    assert not report.acts
    assert report.checklist == ()
    assert all(row.after is None for row in report.mix.rows)


def test_a_refused_plan_says_so() -> None:
    household, policy, plan = sample_plan()
    report = plan_report(household, policy, replace(_empty(plan), is_refused=True), CLASS_NAMES)
    assert report.headline == "No plan today: none passed every check."
    assert report.tone is Tone.BAD


def test_a_deposit_without_trades_is_no_alternative() -> None:
    household, policy, plan = sample_plan()
    report = plan_report(household, policy, replace(_empty(plan), deposits=plan.deposits), CLASS_NAMES)
    assert report.deposits[0].startswith("Deposit $62,400 into")
    assert report.unmet_title == "With new money"
    assert _changed(unmet=()).unmet_title == "With new money instead"
    assert sample_report().unmet_title == "Not all the way, and why"


def test_tickets_keep_the_plans_order_and_number_the_orders() -> None:
    household, policy, plan = sample_plan()
    report = plan_report(household, policy, plan, CLASS_NAMES)
    lines = [line for ticket in report.tickets for line in ticket.lines]
    assert [line.trade_id for line in lines] == [trade.trade_id for trade in plan.trades]
    assert [line.number for line in lines] == list(range(1, 9))
    assert [ticket.account.title for ticket in report.tickets] == [
        "Traditional IRA …7730", "Joint brokerage …4821", "Acme 401(k) …5512", "Roth IRA …1096",
    ]  # fmt: skip


def test_a_ticket_sells_before_it_buys_and_says_when() -> None:
    joint = sample_report().tickets[1]
    assert [step.number for step in joint.steps] == [1, 2]
    assert joint.steps[0].words == "Type these first"
    assert joint.steps[1].words.startswith("The next business day")
    assert joint.steps[1].lines[0].after == "after 3 and 4"
    assert sample_report().tickets[0].steps[1].words == "When the step before is filled"


def test_cash_of_a_ticket_ties_with_the_mix_after() -> None:
    household, policy, plan = sample_plan()
    after = {mix.account_id: mix.by_class_usd["cash"] for mix in plan.after.accounts}
    for ticket in plan_report(household, policy, plan, CLASS_NAMES).tickets:
        assert ticket.cash_after_usd == after[ticket.account.account_id]


def test_lots_are_in_the_custodians_words_with_their_result() -> None:
    vti = sample_report().tickets[1].lines[1]
    assert [(lot.words, lot.gain_usd, lot.note) for lot in vti.lots] == [
        ("55 of 2025-12-22 @ 338.20", D("-385.00"), "short-term"),
        ("40 of 2024-03-15 @ 257.10", D("2964.00"), "long-term"),
    ]
    schd = sample_report().tickets[1].lines[0]
    assert schd.sells_all
    assert schd.lots[0].is_estimate


def test_before_and_after_stand_against_the_bands() -> None:
    table = sample_report().mix.table
    rows = {row.cells[0]: row for row in table.rows}
    assert rows["US stocks"].cells[-1] == "over → inside"
    assert rows["US stocks"].tone is Tone.GOOD
    assert rows["Bonds"].cells[-1] == "inside"
    assert rows["US stocks"].cells[2] == "40.0–50.0%"


def test_holdings_add_up_both_ways() -> None:
    table = sample_report().holdings.table
    *classes, total = table.rows
    for column in range(1, len(table.columns)):
        assert sum(row.cells[column] for row in classes) == total.cells[column]
    for row in table.rows:
        assert sum(row.cells[1:-1]) == row.cells[-1]


def test_stacked_bars_fill_their_length() -> None:
    report = sample_report()
    for figure in (report.accounts, report.holdings):
        for group in figure.groups:
            for bar in group.bars:
                assert abs(sum(s.share for s in bar.segments) - 1) < D("1e-20")
                assert 0 < bar.length <= 1


def test_money_rows_add_up_to_the_total() -> None:
    report = sample_report()
    rows = [row for row in report.money.table.rows if row.tone is Tone.PLAIN]
    total = report.money.table.rows[-1]
    for column in (1, 2, 3):
        assert sum(row.cells[column] for row in rows) == total.cells[column]
    assert "$8,480" in report.money.words
    assert [row.label for row in report.money.rows] == [
        "Tax this year",
        "Tax later",
        "Trading",
        "Location",
    ]


def test_tax_by_term_sums_the_lots_listed() -> None:
    report = sample_report()
    by_term = {row.cells[0]: row.cells for row in report.terms.rows}
    assert by_term["Short-term"][1:] == (D(1), D("18216.00"), ZERO, D("-385.00"), D("-385.00"))
    assert by_term["Long-term"][5] == D("2964.00")
    assert by_term["Date unknown, taxed as short-term"][5] == D("460.00")
    assert len(report.lots.rows) == 3
    assert sum(row.cells[6] for row in report.lots.rows) == D("3039.00")


def test_unknown_basis_is_counted_not_summed() -> None:
    household, policy, plan = sample_plan()
    lot = replace(plan.trades[2].lots[0], basis_usd=None, gain_usd=None)
    trades = (*plan.trades[:2], replace(plan.trades[2], lots=(lot,)), *plan.trades[3:])
    report = plan_report(household, policy, replace(plan, trades=trades), CLASS_NAMES)
    assert "1 lot of unknown basis not in the sum" in str(report.terms.rows[2].cells[0])
    assert report.tickets[1].lines[0].lots[0].note == "basis unknown"


def test_the_checklist_names_wash_sales_settlement_pending_and_estimates() -> None:
    items = {item.title: item for item in sample_report().checklist}
    assert items["Wash sale: keep the loss"].lines == (4,)
    assert items["Choose the lots yourself"].lines == (4,)
    assert items["The tax of some shares is an estimate"].lines == (3,)
    assert items["Joint brokerage …4821: two days"].lines == (5,)
    assert "$350.00 has not settled" in items["Joint brokerage …4821: cash on its way"].words
    assert "25 shares of VXUS" in items["Joint brokerage …4821: open order"].words
    assert "$3,000.00 (monthly saving)" in items["Joint brokerage …4821: money due"].words
    assert "Nov 20, 2026" in items["Prices are still about the same"].words


def test_unmet_targets_and_deposits_are_told() -> None:
    report = sample_report()
    assert [(line.name, line.rule) for line in report.unmet] == [
        ("International stocks", "not worth its tax"), ("Real estate", "locked"),
    ]  # fmt: skip
    assert report.deposits[0] == (
        "Or deposit $62,400 into Joint brokerage …4821, buy VXUS for $62,400 and sell nothing: "
        "it brings every class inside its band."
    )
    hint = DepositHint("target", D(5), "joint-taxable", ())
    assert "and sell nothing: it brings every class to target." in _changed(deposits=(hint,)).deposits[0]


def test_small_print_states_year_rates_estimates_and_that_it_is_no_advice() -> None:
    text = " ".join(sample_report().assumptions)
    assert "Tax year 2026, married filing jointly" in text
    assert "29% on short-term gains, 20% on long-term gains" in text
    assert "are estimates and marked so" in text
    assert "not investment, tax or legal advice" in text


def test_checks_are_named_in_plain_words_failures_first() -> None:
    household, policy, plan = sample_plan()
    checks = (*plan.checks[:4], replace(plan.checks[4], holds=False), *plan.checks[5:])
    report = plan_report(household, policy, replace(plan, checks=checks), CLASS_NAMES)
    assert (report.checks[0].invariant, report.checks[0].holds) == ("I5", False)
    assert not report.all_checks_hold
    assert sample_report().checks[0].title == "Money adds up in every account"


def test_who_made_the_plan_is_told() -> None:
    assert "by more than $3.10" in sample_report().method
    assert "plain rules" in _changed(method=Method.RULES).method


def test_a_class_the_catalogue_does_not_know_is_written_out() -> None:
    household, policy, plan = sample_plan()
    names = {key: value for key, value in CLASS_NAMES.items() if key != "real_estate"}
    report = plan_report(household, policy, plan, names)
    row = report.mix.rows[-1]
    assert (row.label, row.slot) == ("Real estate", 0)


@pytest.mark.parametrize("side", list(Side))
def test_only_one_side_is_said_alone(side: Side) -> None:
    trades = tuple(trade for trade in sample_plan()[2].trades if trade.side is side)
    assert _changed(trades=trades).headline.startswith(f"{side.value.capitalize()} 4 in ")


def test_no_report_value_holds_a_full_account_number() -> None:
    report = plan_report(*hostile_plan(), CLASS_NAMES)
    assert FULL_NUMBER not in repr(report)
    assert FULL_NUMBER[1:] not in repr(report)
    assert f"…{FULL_NUMBER[-4:]}" in repr(report)


def test_sheltered_lots_are_not_taxed() -> None:
    lots = [lot for line in sample_report().tickets[0].lines for lot in line.lots]
    assert [(lot.gain_usd, lot.note) for lot in lots] == [(None, "not taxed")]
    assert all(t.term is not Term.SHELTERED for t in sample_plan()[2].trades[3].lots)


def test_what_is_not_reached_is_as_far_off_as_the_mix_shows() -> None:
    report = sample_report()
    keys = [column.key for column in report.mix.table.columns]
    shown = {row.cells[0]: row.cells[keys.index("gap_after_usd")] for row in report.mix.table.rows}
    assert report.unmet
    for line in report.unmet:
        assert line.gap_usd == shown[line.name]


def test_the_real_money_has_a_sum_of_its_own_that_the_sentence_tells() -> None:
    table = sample_report().money.table
    rows = {row.cells[0]: row for row in table.rows}
    real = [rows[label].cells for label in ("Tax this year", "Tax later", "Trading", "Location")]
    for column in (1, 2, 3):
        assert rows["Money together"].cells[column] == sum(cells[column] for cells in real)
    assert table.columns[0].label == "Over 3 years"


def test_files_without_a_total_share_one_note_that_says_what_to_do() -> None:
    words = "this layout has no total: whether a lot is missing cannot be seen in it"
    files = [note("no-total-row", words, "", Source(name)) for name in ("b.csv", "a.csv")]
    other = note("price-old", "old", "download again", Source("c.csv"))
    lines = _changed(problems=(files[0], other, files[1])).problems
    assert [line.code for line in lines] == ["price-old", "no-total-row"]
    assert lines[1].message.startswith("2 files have no total")
    assert lines[1].message.endswith("a.csv and b.csv")
    assert "trimtab import" in lines[1].remedy
    assert _changed(problems=(files[0],)).problems[0].message == words


def test_days_in_wash_notes_are_written_out() -> None:
    report = sample_report()
    items = {item.title: item.words for item in report.checklist}
    assert "until Dec 21, 2026" in items["Wash sale: keep the loss"]
    assert any("until Dec 21, 2026" in line.wash_note for t in report.tickets for line in t.lines)


def test_a_step_that_waits_for_money_says_so_once() -> None:
    plan = sample_plan()[2]
    report = _changed(trades=(*plan.trades[:-1], replace(plan.trades[-1], step=3)))
    step = report.tickets[-1].steps[-1]
    assert step.words == "When the money due has come"
    assert step.lines[0].after == ""
