"""What was there when the books begin: held still, sold since, or of unknown lots. Before, act, expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import export, lot
from tests.ledger.events.tell import JOINT, OTHER, ROTH, books, codes, problem, row, sold, told
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.problems import errors_in
from trimtab.core.statement import FileKind, LineKind, ParsedFile


def test_lots_held_and_lots_sold_since_were_there_before() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        held=[("VTI", "10", "900")],
        lots=[("VTI", "6", "2019-01-04", "540"), ("VTI", "4", "2020-03-23", "360")],
        gains=[sold("VTI", "4", "2019-01-04", "03-02", "480", "360", long=True)],
    )
    assert told(made) == [
        "2026-03-02 Opening joint VTI quantity 10, basis 900, acquired 2019-01-04",
        "2026-03-02 Opening joint VTI quantity 4, basis 360, acquired 2020-03-23",
        "2026-03-02 Sell joint VTI quantity 4, proceeds 480, 4 of joint/VTI/2019-01-04@90",
    ]
    assert codes(made) == []
    [gain] = made.washed.realised
    assert (gain.gain_usd, gain.is_long) == (Decimal(120), True)


def test_lots_of_one_day_at_other_prices_stay_apart() -> None:
    made = books(
        held=[("VTI", "10", "")],
        lots=[("VTI", "6", "2019-01-04", "540"), ("VTI", "4", "2019-01-04", "400")],
    )
    assert told(made) == [
        "2026-11-20 Opening joint VTI quantity 4, basis 400, acquired 2019-01-04",
        "2026-11-20 Opening joint VTI quantity 6, basis 540, acquired 2019-01-04",
    ]
    assert sorted(lot.lot_id for lot in made.washed.held) == [
        "joint/VTI/2019-01-04@100",
        "joint/VTI/2019-01-04@90",
    ]


def test_equal_lots_that_nothing_joins_are_numbered() -> None:
    made = books(
        row(Kind.BUY, "03-02", "VTI", "5", "-500", line=4),
        row(Kind.BUY, "03-02", "VTI", "5", "-500", line=5),
        held=[("VTI", "10", "1000")],
    )
    assert [lot.lot_id for lot in made.washed.held] == [
        "joint/VTI/2026-03-02@100",
        "joint/VTI/2026-03-02@100#2",
    ]
    assert [event.event_id for event in made.events] == [
        "joint/VTI/2026-03-02/buy/5",
        "joint/VTI/2026-03-02/buy/5#2",
    ]
    assert [event.sequence for event in made.events] == [1, 2]


def test_a_total_cost_less_what_was_bought_since_is_the_cost_of_what_was_there() -> None:
    made = books(row(Kind.BUY, "03-02", "VTI", "4", "-480"), held=[("VTI", "10", "1020")])
    assert told(made) == [
        "2026-03-02 Opening joint VTI quantity 6, basis 540",
        "2026-03-02 Buy joint VTI quantity 4, cost 480",
    ]


@pytest.mark.parametrize("cost", ["", "400"])
def test_a_total_cost_that_purchases_exceed_leaves_the_rest_unknown(cost: str) -> None:
    made = books(row(Kind.BUY, "03-02", "VTI", "4", "-480"), held=[("VTI", "10", cost)])
    assert told(made)[0] == "2026-03-02 Opening joint VTI quantity 6"


def test_shares_sold_since_of_which_no_lot_tells_are_of_unknown_basis_and_go_first() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-5", "600"),
        row(Kind.BUY, "04-02", "VTI", "4", "-480"),
        held=[("VTI", "10", "1020")],
    )
    assert told(made) == [
        "2026-03-02 Opening joint VTI quantity 5",
        "2026-03-02 Opening joint VTI quantity 6, basis 540",
        "2026-03-02 Sell joint VTI quantity 5, proceeds 600",
        "2026-04-02 Buy joint VTI quantity 4, cost 480",
    ]
    [gain] = made.washed.realised
    assert (gain.basis_usd, gain.gain_usd) == (None, None)
    assert codes(made) == ["opening-unknown", "lots-assumed"]
    assert problem(made, "opening-unknown").message == (
        "VTI in joint: 5 shares were there when the known transactions begin on 2026-03-02; "
        "no lot tells their cost and date"
    )
    assert problem(made, "opening-unknown").remedy.endswith(
        'kind = "opening", day = 2026-03-02, account = "joint", symbol = "VTI", quantity = 5, basis_usd = …, '
        "acquired = …"
    )


def test_in_a_retirement_account_unknown_lots_do_no_harm() -> None:
    made = books(row(Kind.SELL, "03-02", "VTI", "-5", "600", of=ROTH), held=[("VTI", "10", "", ROTH)])
    assert [lot.quantity for lot in made.washed.held] == [Decimal(10)]
    assert codes(made) == []


def test_what_is_not_among_the_lots_held_is_what_was_sold() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.BUY, "02-05", "VTI", "10", "-1100"),
        row(Kind.SELL, "03-02", "VTI", "-8", "900"),
        row(Kind.SELL, "04-02", "VTI", "-4", "500"),
        held=[("VTI", "8", "")],
        lots=[("VTI", "6", "01-05", "600"), ("VTI", "2", "02-05", "220")],
    )
    assert told(made)[2:] == [
        "2026-03-02 Sell joint VTI quantity 8, proceeds 900, 4 of joint/VTI/2026-01-05@100, 4 of "
        "joint/VTI/2026-02-05@110",
        "2026-04-02 Sell joint VTI quantity 4, proceeds 500, 4 of joint/VTI/2026-02-05@110",
    ]
    assert codes(made) == []


def test_lots_cannot_have_been_sold_before_they_were_bought() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SELL, "02-02", "VTI", "-4", "500"),
        row(Kind.BUY, "03-05", "VTI", "10", "-1100"),
        held=[("VTI", "16", "")],
        lots=[("VTI", "10", "01-05", "1000"), ("VTI", "6", "03-05", "660")],
    )
    assert told(made)[1] == "2026-02-02 Sell joint VTI quantity 4, proceeds 500"


def test_a_lot_bought_since_of_which_no_transaction_tells_is_a_purchase_of_its_day() -> None:
    made = books(
        row(Kind.INTEREST, "09-01", amount="1"),
        gains=[sold("VTI", "1", "2020-01-02", "03-02", "100", "90", long=True)],
        held=[("VTI", "10", "")],
        lots=[("VTI", "6", "2019-01-04", "540"), ("VTI", "4", "05-04", "480")],
    )
    assert "2026-05-04 Buy joint VTI quantity 4, cost 480" in told(made)
    [note] = [p for p in made.problems if p.code == "lot-without-transaction"]
    assert (note.severity, note.message) == (
        "note",
        "joint: 1 lots bought from 2026-05-04 to 2026-05-04 (VTI) count as purchases of their days, for no file tells "
        "the transactions of these days",
    )


def test_a_lot_of_a_day_whose_transactions_do_not_tell_it_is_warned_of() -> None:
    made = books(
        row(Kind.INTEREST, "03-01", amount="1"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "6", "2019-01-04", "540"), ("VTI", "4", "05-04", "")],
        known=("03-01", "11-20"),
    )
    assert "2026-05-04 TransferIn joint VTI quantity 4, acquired 2026-05-04" in told(made)
    found = problem(made, "lot-without-transaction")
    assert (found.severity, found.message) == (
        "warning",
        "4 VTI in joint: bought on 2026-05-04, as its lot says, and the transactions of that day do not tell it",
    )
    assert found.remedy.startswith("compare with the custodian's page")


def test_a_purchase_posted_days_later_is_that_of_the_lot() -> None:
    made = books(
        row(Kind.INTEREST, "01-01", amount="1"),
        row(Kind.REINVEST, "03-04", "VTI", "1.5", "-150"),
        row(Kind.DIVIDEND, "03-02", "VTI", "0", "150"),
        held=[("VTI", "1.5", "")],
        lots=[("VTI", "1.5", "03-02", "150")],
    )
    assert told(made)[1:] == [
        "2026-03-02 Dividend joint VTI amount 150, kind unknown",
        "2026-03-04 Reinvestment joint VTI quantity 1.5, cost 150",
    ]


def test_a_wash_sale_that_moved_a_lots_day_back_does_not_double_it() -> None:
    made = books(
        row(Kind.BUY, "03-20", "VTI", "10", "-1000"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "2025-06-02", "1200")],
    )
    assert told(made) == ["2026-03-20 Buy joint VTI quantity 10, cost 1000"]


def test_the_rounding_of_parts_of_a_share_is_borne_by_the_largest_lot() -> None:
    made = books(
        row(Kind.BUY, "03-20", "VTSAX", "3.3334", "-333.34"),
        held=[("VTSAX", "13.333", "")],
        lots=[("VTSAX", "10", "2025-06-02", "900"), ("VTSAX", "3.333", "03-20", "333.34")],
    )
    assert sum(lot.quantity for lot in made.washed.held) == Decimal("13.333")
    assert told(made)[0] == "2026-03-20 Opening joint VTSAX quantity 9.9996, basis 900, acquired 2025-06-02"


def test_more_shares_gone_than_history_tells_is_said_and_books_go_on() -> None:
    made = books(row(Kind.BUY, "03-20", "VTI", "10", "-1000"), held=[("VTI", "4", "")])
    found = problem(made, "history-contradicts")
    assert found.message == (
        "VTI in joint: 4 shares are held on 2026-11-20, and the transactions since 2026-03-20 leave 10"
    )
    assert found.severity == "warning"
    assert errors_in(made.problems) == []


def test_a_contradiction_in_a_retirement_account_is_a_note() -> None:
    made = books(row(Kind.BUY, "03-20", "VTI", "10", "-1000", of=ROTH), held=[("VTI", "4", "", ROTH)])
    assert problem(made, "history-contradicts").severity == "note"


def test_what_happens_after_the_day_of_the_statement_moves_nothing_back() -> None:
    made = books(
        row(Kind.BUY, "11-23", "VTI", "2", "-200"),
        held=[("VTI", "4", "380")],
        as_of=date(2026, 11, 24),
    )
    assert told(made) == [
        "2026-11-23 Opening joint VTI quantity 4, basis 380",
        "2026-11-23 Buy joint VTI quantity 2, cost 200",
    ]
    assert sum(lot.quantity for lot in made.washed.held) == 6


def test_parts_of_a_purchase_without_a_cost_are_one_lot() -> None:
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        held=[("VTI", "6", "")],
        lots=[("VTI", "6", "2019-01-04", "")],
        gains=[
            sold("VTI", "4", "2019-01-04", "03-02", "480", None),
            sold("VTI", "1", "2019-01-04", "03-03", "120", "90", long=True),
        ],
    )
    assert [line for line in told(made) if "Opening" in line] == [
        "2026-01-02 Opening joint VTI quantity 1, basis 90, acquired 2019-01-04",
        "2026-01-02 Opening joint VTI quantity 10, acquired 2019-01-04",
    ]


def test_lots_without_a_cost_are_cut_without_one() -> None:
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "4"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "2019-01-04", "")],
    )
    assert [line for line in told(made) if "VTI" in line] == [
        "2026-01-02 Opening joint VTI quantity 6, acquired 2019-01-04",
        "2026-03-02 TransferIn joint VTI quantity 4, acquired 2019-01-04",
    ]


def test_two_lots_of_many_may_be_what_came() -> None:
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "12"),
        held=[("VTI", "27", "")],
        lots=[
            ("VTI", "8", "2016-01-04", "720"),
            ("VTI", "5", "2017-01-04", "450"),
            ("VTI", "3", "2018-01-04", "270"),
            ("VTI", "4", "2019-01-04", "360"),
            ("VTI", "7", "2020-01-06", "630"),
        ],
    )
    assert [line.split(" VTI ")[1] for line in told(made) if "TransferIn" in line] == [
        "quantity 4, basis 360, acquired 2019-01-04",
        "quantity 8, basis 720, acquired 2016-01-04",
    ]


def test_a_contradiction_keeps_the_earliest_lots() -> None:
    made = books(
        row(Kind.BUY, "03-20", "VTI", "10", "-1000"),
        held=[("VTI", "12", "")],
        lots=[("VTI", "9", "2019-01-04", "810"), ("VTI", "3", "2020-01-06", "270")],
    )
    assert told(made)[0] == "2026-03-20 Opening joint VTI quantity 2, basis 180.00, acquired 2019-01-04"
    assert "history-contradicts" in codes(made)


def test_of_very_many_lots_only_runs_are_tried_before_one_is_cut() -> None:
    lots = [("VTI", "10", f"2019-01-{day:02}", "900") for day in range(1, 17)]
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "15"),
        held=[("VTI", "160", "")],
        lots=lots,
    )
    assert [line.split(" VTI ")[1] for line in told(made) if "TransferIn" in line] == [
        "quantity 10, basis 900, acquired 2019-01-01",
        "quantity 5, basis 450.00, acquired 2019-01-02",
    ]


def added(stated: str, disallowed: str, acquired: date) -> ParsedFile:
    """A lot file that says what wash sales added to a lot's cost."""
    one = replace(lot("VTI", "10", acquired, stated), disallowed_usd=Decimal(disallowed))
    file = export(one, name="lots.csv", kind=FileKind.LOTS, numbers=(JOINT, ROTH, OTHER))
    return replace(file, lines={LineKind.BLANK: 10})


def test_what_a_wash_sale_of_the_books_added_to_a_lot_is_not_added_twice() -> None:
    """Ten shares bought on 20 February replace ten sold at a loss of 100 on 2 March, the first day of the books."""
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        gains=[sold("VTI", "10", "2024-01-05", "03-02", "900", "1000", long=True, disallowed="100")],
        held=[("VTI", "10", "")],
        more=[added("1050", "100", date(2026, 2, 20))],
    )
    assert "2026-03-02 Opening joint VTI quantity 10, basis 950, acquired 2026-02-20" in told(made)
    assert [(item.basis_usd, item.wash_added_usd) for item in made.washed.held] == [(1050, 100)]


def test_what_a_wash_sale_before_the_books_added_stays() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-10", "1100"),
        gains=[sold("VTI", "10", "2024-01-05", "03-02", "1100", "1000", long=True)],
        held=[("VTI", "10", "")],
        more=[added("1050", "100", date(2026, 1, 30))],
    )
    assert "2026-03-02 Opening joint VTI quantity 10, basis 1050, acquired 2026-01-30" in told(made)


def test_a_lot_sold_since_keeps_what_was_added_unless_another_sale_of_the_books_added_it() -> None:
    row_of = sold("VTI", "5", "02-20", "03-05", "400", "550", unadjusted="450")
    alone = books(gains=[row_of])
    assert told(alone)[0] == "2026-03-05 Opening joint VTI quantity 5, basis 550, acquired 2026-02-20"
    other = sold("VTI", "5", "2024-01-05", "03-02", "400", "500", long=True, disallowed="100")
    both = books(gains=[row_of, other])
    assert "2026-03-02 Opening joint VTI quantity 5, basis 450, acquired 2026-02-20" in told(both)
