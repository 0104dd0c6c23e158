"""The trade list as CSV, read back by an independent reader."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.plans import FULL_NUMBER, HOSTILE_NAME, hostile_plan, sample_plan
from trimtab.adapters.render.trades_csv import COLUMNS, text_cell, trades_csv
from trimtab.core.plan import Side

D = Decimal
NUMBERS = (
    "quantity", "lot_quantity", "lot_unit_cost", "est_price", "est_amount", "est_gain_short", "est_gain_long",
)  # fmt: skip


def sample_rows() -> list[dict[str, str]]:
    household, _, plan = sample_plan()
    return list(csv.DictReader(io.StringIO(trades_csv(household, plan), newline="")))


def test_the_columns_are_the_published_ones() -> None:
    household, _, plan = sample_plan()
    head = trades_csv(household, plan).split("\r\n")[0]
    assert head == (
        "batch_id,order_id,household,account,account_mask,custodian,side,symbol,cusip,quantity,quantity_kind,"
        "order_type,limit_price,time_in_force,lot_method,lot_date,lot_quantity,lot_unit_cost,est_price,est_amount,"
        "est_gain_short,est_gain_long,wash_sale_note,depends_on,reason"
    )


def test_lines_end_as_rfc_4180_says() -> None:
    household, _, plan = sample_plan()
    text = trades_csv(household, plan)
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n") == 10


def test_one_row_per_lot_sold_and_per_purchase_equals_the_plan() -> None:
    _, _, plan = sample_plan()
    expected = []
    for trade in plan.trades:
        parts = [(lot.quantity, lot.proceeds_usd) for lot in trade.lots] or [
            (trade.quantity, trade.amount_usd)
        ]
        expected += [(trade.side.value, trade.symbol, *part) for part in parts]
    rows = sample_rows()
    assert [(r["side"], r["symbol"], D(r["quantity"]), D(r["est_amount"])) for r in rows] == expected


def test_a_lot_row_names_its_lot_and_result() -> None:
    row = sample_rows()[3]
    assert (row["lot_method"], row["lot_date"], row["lot_quantity"], row["lot_unit_cost"]) == (
        "specific", "2025-12-22", "55", "338.2",
    )  # fmt: skip
    assert (row["est_gain_short"], row["est_gain_long"]) == ("-385", "")


def test_a_lot_without_a_date_is_not_claimed_as_specific() -> None:
    row = sample_rows()[2]
    assert (row["lot_method"], row["lot_date"], row["quantity_kind"]) == ("", "", "all")


def test_unknown_basis_leaves_cost_and_gain_empty() -> None:
    household, _, plan = sample_plan()
    lot = replace(plan.trades[2].lots[0], basis_usd=None, gain_usd=None)
    trades = (replace(plan.trades[2], lots=(lot,)),)
    text = trades_csv(household, replace(plan, trades=trades))
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert (row["lot_unit_cost"], row["est_gain_short"], row["est_gain_long"]) == ("", "", "")


def test_buys_depend_on_the_orders_of_the_sells_that_fund_them() -> None:
    rows = sample_rows()
    by_symbol = {row["symbol"]: row for row in rows if row["side"] == Side.BUY.value}
    sells = [row["order_id"] for row in rows if row["account"] == "joint-taxable" and row["side"] == "sell"]
    assert by_symbol["VXUS"]["depends_on"].split() == sells
    assert by_symbol["FTIHX"]["depends_on"] == ""


def test_order_ids_are_unique_the_same_every_time_and_change_with_the_row() -> None:
    household, _, plan = sample_plan()
    ids = [row["order_id"] for row in sample_rows()]
    assert len(set(ids)) == len(ids)
    assert trades_csv(household, plan) == trades_csv(*(sample_plan()[i] for i in (0, 2)))
    changed = replace(plan, trades=(replace(plan.trades[0], reason="another"), *plan.trades[1:]))
    other = [
        row["order_id"] for row in csv.DictReader(io.StringIO(trades_csv(household, changed), newline=""))
    ]
    assert other[0] != ids[0]
    assert other[1:] == ids[1:]


def test_no_trades_give_the_header_alone() -> None:
    household, _, plan = sample_plan()
    assert trades_csv(household, replace(plan, trades=())) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", "  =", "\xa0="]
)
def test_text_that_could_be_a_formula_gets_a_quote_mark(start: str) -> None:
    assert text_cell(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("name", ["Joint", "", "'quoted", "a=b", "1-2"])
def test_other_text_is_left_alone(name: str) -> None:
    assert text_cell(name) == name


def test_hostile_names_are_text_and_numbers_stay_numbers() -> None:
    household, _, plan = hostile_plan()
    text = trades_csv(household, plan)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert FULL_NUMBER[1:] not in text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        assert row["household"].startswith("'=HYPERLINK")
        assert row["reason"].startswith("'=")
        assert row["wash_sale_note"].startswith("'=")
        for column in NUMBERS:
            assert row[column] == "" or D(row[column]).is_finite()
    assert any(row["est_gain_short"].startswith("-") for row in rows)
    assert HOSTILE_NAME not in text


def test_a_purchase_that_waits_for_money_to_come_says_so_first() -> None:
    household, _, plan = sample_plan()
    last = replace(plan.trades[-1], step=3)
    text = trades_csv(household, replace(plan, trades=(*plan.trades[:-1], last)))
    reasons = [row["reason"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert reasons[-1] == "when the money due has come; Puts idle cash to work."
    assert not any(reason.startswith("when the money") for reason in reasons[:-1])
