"""Shares between accounts, from outside and to outside; trades taken back; short trades."""

from __future__ import annotations

import pytest

from tests.ledger.events.tell import OTHER, ROTH, books, codes, problem, row, sold, told
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.problems import errors_in
from trimtab.core.statement import Detail


def test_out_here_and_in_there_is_one_move_and_the_lots_go_along() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "4", "-400"),
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, "03-05", "VTI", "10", of=OTHER, line=9),
        held=[("VTI", "10", "", OTHER)],
        lots=[("VTI", "6", "2019-01-04", "540", OTHER), ("VTI", "4", "01-05", "400", OTHER)],
    )
    assert told(made) == [
        "2026-01-05 Opening joint VTI quantity 6, basis 540, acquired 2019-01-04",
        "2026-01-05 Buy joint VTI quantity 4, cost 400",
        "2026-03-02 Transfer joint VTI quantity 10, to_account_id other, 6 of joint/VTI/2019-01-04@90, 4 of "
        "joint/VTI/2026-01-05@100",
    ]
    assert [(lot.account_id, lot.quantity, lot.basis_usd) for lot in made.washed.held] == [
        ("other", 6, 540),
        ("other", 4, 400),
    ]
    assert problem(made, "transfer-inside").message == (
        "10 VTI out of joint on 2026-03-02 and into other on 2026-03-05 (transactions.csv:9) are taken as one move: "
        "the lots go along"
    )
    assert codes(made) == ["transfer-inside"]


def test_a_sale_after_a_move_uses_the_lot_that_moved() -> None:
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "10", of=OTHER),
        row(Kind.SELL, "05-02", "VTI", "-6", "700", of=OTHER),
        held=[("VTI", "4", "", OTHER)],
        lots=[("VTI", "4", "2020-01-06", "400", OTHER)],
        gains=[sold("VTI", "6", "2019-01-04", "05-02", "700", "540", long=True, of=OTHER)],
    )
    assert told(made)[-1] == (
        "2026-05-02 Sell other VTI quantity 6, proceeds 700, 6 of joint/VTI/2019-01-04@90"
    )
    assert [one.gain_usd for one in made.washed.realised] == [160]
    assert errors_in(made.problems) == []


def test_lots_move_on_through_a_second_account() -> None:
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "10", of=OTHER),
        row(Kind.TRANSFER_OUT, "05-02", "VTI", "-10", of=OTHER),
        row(Kind.TRANSFER_IN, "05-02", "VTI", "10"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "2019-01-04", "900")],
    )
    assert told(made)[0] == "2026-03-02 Opening joint VTI quantity 10, basis 900, acquired 2019-01-04"
    assert [(lot.account_id, lot.basis_usd) for lot in made.washed.held] == [("joint", 900)]


@pytest.mark.parametrize(("shares", "when"), [("9", "03-05"), ("10", "03-13")])
def test_other_shares_or_a_later_day_are_no_move_inside(shares: str, when: str) -> None:
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, when, "VTI", shares, of=OTHER),
        held=[("VTI", shares, "", OTHER)],
        lots=[("VTI", shares, "2019-01-04", "900", OTHER)],
    )
    assert "2026-03-02 TransferOut joint VTI quantity 10" in told(made)
    assert f"2026-{when} TransferIn other VTI quantity {shares}, basis 900, acquired 2019-01-04" in told(made)
    assert problem(made, "transfer-outside").message == (
        "joint on 2026-03-02: -10 VTI: the shares left for an account that is not of the household; no gain, no loss"
    )


def test_ten_days_on_the_way_are_a_move_still() -> None:
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, "03-12", "VTI", "10", of=OTHER),
        held=[("VTI", "10", "", OTHER)],
    )
    assert "transfer-inside" in codes(made)


def test_the_nearest_transfer_in_takes_the_one_out() -> None:
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, "03-09", "VTI", "10", of=ROTH),
        row(Kind.TRANSFER_IN, "03-03", "VTI", "10", of=OTHER),
        held=[("VTI", "10", "", OTHER), ("VTI", "10", "", ROTH)],
    )
    assert "2026-03-02 Transfer joint VTI quantity 10, to_account_id other" in told(made)


def test_shares_from_outside_without_lots_have_an_unknown_basis_and_say_so() -> None:
    made = books(
        row(Kind.TRANSFER_IN, "03-02", "VTI", "10"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "3", of=ROTH),
        held=[("VTI", "10", ""), ("VTI", "3", "", ROTH)],
    )
    assert told(made) == [
        "2026-03-02 TransferIn joint VTI quantity 10",
        "2026-03-02 TransferIn roth VTI quantity 3",
    ]
    found = problem(made, "transfer-without-basis")
    assert found.severity == "warning"
    assert found.message == (
        "joint on 2026-03-02: 10 VTI: 10 shares came from outside, and no lot tells their cost and date"
    )
    assert found.remedy == (
        'say it in household.toml: [[events]] kind = "transfer_in", day = 2026-03-02, account = "joint", '
        'symbol = "VTI", quantity = 10, basis_usd = …, acquired = …'
    )


def test_shares_from_outside_bring_the_lots_that_nothing_else_explains() -> None:
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "5"),
        row(Kind.TRANSFER_IN, "04-02", "VTI", "7"),
        held=[("VTI", "22", "")],
        lots=[
            ("VTI", "10", "2018-01-04", "800"),
            ("VTI", "5", "2019-01-04", "450"),
            ("VTI", "7", "2020-01-04", "660"),
        ],
    )
    assert told(made)[0] == "2026-01-02 Opening joint VTI quantity 10, basis 800, acquired 2018-01-04"
    assert told(made)[2:] == [
        "2026-03-02 TransferIn joint VTI quantity 5, basis 450, acquired 2019-01-04",
        "2026-04-02 TransferIn joint VTI quantity 7, basis 660, acquired 2020-01-04",
    ]


def test_where_no_lots_sum_to_the_shares_the_earliest_are_cut() -> None:
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "12"),
        held=[("VTI", "20", "")],
        lots=[("VTI", "10", "2018-01-04", "800"), ("VTI", "10", "2019-01-04", "901")],
    )
    assert [line for line in told(made) if "VTI" in line] == [
        "2026-01-02 Opening joint VTI quantity 8, basis 720.80, acquired 2019-01-04",
        "2026-03-02 TransferIn joint VTI quantity 10, basis 800, acquired 2018-01-04",
        "2026-03-02 TransferIn joint VTI quantity 2, basis 180.20, acquired 2019-01-04",
    ]


@pytest.mark.parametrize(
    ("first", "back"),
    [
        (row(Kind.BUY, "03-02", "VTI", "5", "-500"), row(Kind.BUY, "03-03", "VTI", "-5", "500", line=8)),
        (
            row(Kind.BUY, "03-02", "VTI", "5", "-500"),
            row(Kind.OTHER, "03-03", "VTI", "-5", "500", Detail.CANCELLED, line=8),
        ),
        (row(Kind.SELL, "03-02", "VTI", "-5", "500"), row(Kind.SELL, "04-01", "VTI", "5", "-500", line=8)),
        (
            row(Kind.REINVEST, "03-02", "VTI", "5", "-500"),
            row(Kind.REINVEST, "03-02", "VTI", "-5", "500", line=8),
        ),
    ],
)
def test_a_trade_taken_back_is_not_booked(first: object, back: object) -> None:
    made = books(first, back, held=[("VTI", "1", "90")])  # type: ignore[arg-type]
    assert [line for line in told(made) if "VTI" in line and "Dividend" not in line] == [
        f"{made.events[0].trade_date} Opening joint VTI quantity 1, basis 90"
    ]
    assert problem(made, "trade-taken-back").severity == "note"


@pytest.mark.parametrize(
    ("shares", "amount", "when"), [("-5", "500", "04-02"), ("-4", "500", "03-03"), ("-5", "501", "03-03")]
)
def test_what_takes_back_a_trade_nobody_tells_is_an_error(shares: str, amount: str, when: str) -> None:
    made = books(
        row(Kind.BUY, "03-02", "VTI", "5", "-500"),
        row(Kind.BUY, when, "VTI", shares, amount, line=8),
        held=[("VTI", "5", "500")],
    )
    found = problem(made, "cancel-of-nothing")
    assert found.severity == "error"
    assert found.message.endswith("this takes back a trade that no file tells")
    assert str(found.source) == "transactions.csv:8"
    assert not made.is_whole


def test_options_written_and_short_sales_are_refused_by_name() -> None:
    made = books(row(Kind.SELL, "03-02", "SPY 284 P", "-1", "100", Detail.WRITTEN))
    found = problem(made, "short-trade")
    assert found.message == (
        "joint on 2026-03-02: -1 SPY 284 P for $100.00: an option written or a short sale, or what closes one"
    )
    assert 'kind = "nothing"' in found.remedy


def test_a_trade_without_an_amount_is_priced_or_said() -> None:
    made = books(row(Kind.BUY, "03-02", "VTI", "5", "0", price="90.5"), held=[("VTI", "5", "")])
    assert told(made) == ["2026-03-02 Buy joint VTI quantity 5, cost 452.5"]
    made = books(row(Kind.BUY, "03-02", "VTI", "5", "0"), held=[("VTI", "5", "")])
    assert told(made) == ["2026-03-02 Buy joint VTI quantity 5, cost 0"]
    found = problem(made, "trade-without-amount")
    assert found.severity == "warning"
    assert found.remedy == "say it in an [[events]] entry of this account, symbol and day (2026-03-02)"
