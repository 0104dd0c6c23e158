"""Sales with the lots that realized gains name; sales of one day, of the day of settlement, and of no transaction."""

from __future__ import annotations

from decimal import Decimal

from tests.ledger.builders import account
from tests.ledger.events.tell import ACCOUNTS, JOINT, books, codes, problem, row, sold, told
from trimtab.core.events import LotMethod, Sell
from trimtab.core.household import ActivityKind as Kind


def sales(made: object) -> list[str]:
    return [line for line in told(made) if " Sell " in line]  # type: ignore[arg-type]


BOUGHT = (
    row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
    row(Kind.BUY, "01-05", "VTI", "10", "-1200", line=5),
    row(Kind.BUY, "02-05", "VTI", "10", "-1100", line=6),
)


def test_of_two_lots_of_a_day_the_row_names_the_one_that_fits() -> None:
    made = books(
        *BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-10", "1300"),
        held=[("VTI", "20", "")],
        lots=[("VTI", "10", "01-05", "1000"), ("VTI", "10", "02-05", "1100")],
        gains=[sold("VTI", "10", "01-05", "03-02", "1300", "1200")],
    )
    assert sales(made) == [
        "2026-03-02 Sell joint VTI quantity 10, proceeds 1300, 10 of joint/VTI/2026-01-05@120"
    ]
    assert made.washed.realised[0].gain_usd == Decimal(100)


def test_rows_go_to_the_sale_with_their_shares_and_the_others_in_order() -> None:
    made = books(
        *BOUGHT[::2],
        row(Kind.SELL, "03-02", "VTI", "-3", "390"),
        row(Kind.SELL, "03-02", "VTI", "-5", "655"),
        held=[("VTI", "12", "")],
        lots=[("VTI", "4", "01-05", "400"), ("VTI", "8", "02-05", "880")],
        gains=[
            sold("VTI", "5", "01-05", "03-02", "655", "500"),
            sold("VTI", "2", "02-05", "03-02", "260", "220"),
            sold("VTI", "1", "01-05", "03-02", "130", "100"),
        ],
    )
    assert sales(made) == [
        "2026-03-02 Sell joint VTI quantity 3, proceeds 390, 1 of joint/VTI/2026-01-05@100, 2 of "
        "joint/VTI/2026-02-05@110",
        "2026-03-02 Sell joint VTI quantity 5, proceeds 655, 5 of joint/VTI/2026-01-05@100",
    ]


def test_a_row_over_two_sales_is_cut() -> None:
    made = books(
        *BOUGHT[::2],
        row(Kind.SELL, "03-02", "VTI", "-3", "390"),
        row(Kind.SELL, "03-02", "VTI", "-5", "650"),
        held=[("VTI", "12", "")],
        lots=[("VTI", "2", "01-05", "200"), ("VTI", "10", "02-05", "1100")],
        gains=[sold("VTI", "8", "01-05", "03-02", "1040", "800")],
    )
    assert sales(made) == [
        "2026-03-02 Sell joint VTI quantity 3, proceeds 390, 3 of joint/VTI/2026-01-05@100",
        "2026-03-02 Sell joint VTI quantity 5, proceeds 650, 5 of joint/VTI/2026-01-05@100",
    ]


def test_a_row_without_a_sale_is_one() -> None:
    made = books(
        held=[("VTI", "6", "")],
        lots=[("VTI", "6", "2019-01-04", "540")],
        gains=[
            sold("VTI", "3", "2019-01-04", "03-02", "360", "270", long=True, line=7),
            sold("VTI", "1", None, "03-02", "120", "80", line=6),
        ],
    )
    assert told(made) == [
        "2026-03-02 Opening joint VTI quantity 1, basis 80",
        "2026-03-02 Opening joint VTI quantity 9, basis 810, acquired 2019-01-04",
        "2026-03-02 Sell joint VTI quantity 4, proceeds 480, 3 of joint/VTI/2019-01-04@90, 1 of joint/VTI/unknown@80",
    ]
    assert made.events[2].source is not None
    assert str(made.events[2].source) == "gains.csv:6"


def test_a_row_of_the_day_of_settlement_is_of_the_sale_before() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        held=[("VTI", "6", "")],
        lots=[("VTI", "6", "2019-01-04", "540")],
        gains=[sold("VTI", "4", "2019-01-04", "03-04", "480.05", "360", long=True)],
    )
    assert sales(made) == ["2026-03-02 Sell joint VTI quantity 4, proceeds 480, 4 of joint/VTI/2019-01-04@90"]


def test_a_row_of_another_amount_or_a_later_day_is_a_sale_of_its_own() -> None:
    for closed, proceeds in (("03-04", "480.06"), ("03-08", "480")):
        made = books(
            row(Kind.SELL, "03-02", "VTI", "-4", "480"),
            held=[("VTI", "6", "")],
            lots=[("VTI", "6", "2019-01-04", "540")],
            gains=[sold("VTI", "4", "2019-01-04", closed, proceeds, "360", long=True)],
        )
        assert len(sales(made)) == 2


def test_two_sales_of_one_day_are_not_taken_for_one_of_another() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-4", "480", line=4),
        row(Kind.SELL, "03-02", "VTI", "-4", "480", line=5),
        held=[("VTI", "6", "")],
        lots=[("VTI", "6", "2019-01-04", "540")],
        gains=[sold("VTI", "4", "2019-01-04", "03-04", "480", "360", long=True)],
    )
    assert len(sales(made)) == 3


def test_rows_that_do_not_make_up_a_sale_leave_it_to_the_method() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        held=[("VTI", "6", "")],
        lots=[("VTI", "6", "2019-01-04", "540")],
        gains=[sold("VTI", "3", "2019-01-04", "03-02", "360", "270", long=True)],
    )
    assert sales(made) == ["2026-03-02 Sell joint VTI quantity 4, proceeds 480"]
    assert problem(made, "lots-assumed").message.startswith(
        "joint: no file states which lots 1 of its sales used"
    )


def test_methods_of_the_account_and_of_a_symbol() -> None:
    accounts = (
        account("joint", JOINT, lot_method=LotMethod.HIFO, lot_methods={"VTSAX": LotMethod.AVERAGE}),
        *ACCOUNTS[1:],
    )
    rows = [
        row(Kind.BUY, "01-05", symbol, "10", cost, line=line)
        for line, (symbol, cost) in enumerate(
            (("VTI", "-1000"), ("VTI", "-1200"), ("VTSAX", "-1000"), ("VTSAX", "-1200"))
        )
    ]
    made = books(
        *rows,
        row(Kind.SELL, "03-02", "VTI", "-10", "1300"),
        row(Kind.SELL, "03-02", "VTSAX", "-10", "1300"),
        held=[("VTI", "10", "1000"), ("VTSAX", "10", "1100")],
        accounts=accounts,
    )
    found = {one.symbol: (one.method, one.basis_usd) for one in made.washed.realised}
    assert found["VTI"] == (LotMethod.HIFO, Decimal(1200))
    assert sum(one.basis_usd or 0 for one in made.washed.realised if one.symbol == "VTSAX") == Decimal(1100)
    by_symbol = {event.symbol: event.method for event in made.events if isinstance(event, Sell)}
    assert by_symbol == {"VTI": None, "VTSAX": LotMethod.AVERAGE}


def test_average_cost_is_for_funds_other_shares_go_first_in_first_out() -> None:
    accounts = (account("joint", JOINT, lot_method=LotMethod.AVERAGE), *ACCOUNTS[1:])
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.BUY, "01-06", "VTI", "10", "-1200"),
        row(Kind.SELL, "03-02", "VTI", "-10", "1300"),
        held=[("VTI", "10", "1200")],
        accounts=accounts,
    )
    assert [(one.method, one.basis_usd) for one in made.washed.realised] == [(LotMethod.FIFO, Decimal(1000))]
    [rules] = [one for one in made.rules.accounts if one.account_id == "joint"]
    assert (rules.method, rules.fund_method) == (LotMethod.FIFO, LotMethod.AVERAGE)


def test_the_cost_without_earlier_wash_sales_counts_for_what_was_bought_since() -> None:
    made = books(
        row(Kind.INTEREST, "01-02", amount="1"),
        gains=[sold("VTI", "4", "02-05", "03-02", "480", "500", unadjusted="400")],
        held=[("ITOT", "1", "")],
    )
    assert "2026-02-05 Buy joint VTI quantity 4, cost 400" in told(made)
    before = books(gains=[sold("VTI", "4", "2025-02-05", "03-02", "480", "500", unadjusted="400")])
    assert told(before)[0] == "2026-03-02 Opening joint VTI quantity 4, basis 500, acquired 2025-02-05"


def test_money_market_funds_are_cash_and_are_no_sales() -> None:
    made = books(
        row(Kind.SELL, "03-02", "VMFXX", "-100", "100"),
        row(Kind.TRANSFER_OUT, "03-02", "VMFXX", "-100"),
        row(Kind.OTHER, "03-02", "VMFXX", "-100"),
        gains=[sold("VMFXX", "100", "02-05", "03-02", "100", "100")],
    )
    assert told(made) == []
    assert codes(made) == []


def test_a_row_of_two_lots_over_two_sales_is_cut_where_the_sales_are() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "4", "-400", line=4),
        row(Kind.BUY, "01-05", "VTI", "6", "-600", line=5),
        row(Kind.SELL, "03-02", "VTI", "-3", "390", line=6),
        row(Kind.SELL, "03-02", "VTI", "-7", "910", line=7),
        gains=[sold("VTI", "10", "01-05", "03-02", "1300", "1000")],
    )
    assert sales(made) == [
        "2026-03-02 Sell joint VTI quantity 3, proceeds 390, 3 of joint/VTI/2026-01-05@100#2",
        "2026-03-02 Sell joint VTI quantity 7, proceeds 910, 4 of joint/VTI/2026-01-05@100, 3 of "
        "joint/VTI/2026-01-05@100#2",
    ]
