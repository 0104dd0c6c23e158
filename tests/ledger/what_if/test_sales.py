"""Which lots a wish sells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import ANA, BEN
from tests.ledger.what_if.builders import holding, lot, owner_of
from trimtab.core.household import Household
from trimtab.ledger.what_if.sales import wished_sales
from trimtab.ledger.what_if.wishes import read_wishes

D = Decimal
OLD, NEW = lot("old", "10", "500", date(2019, 1, 2)), lot("new", "10", "1500", date(2024, 1, 2))
TWIN, UNDATED = lot("twin", "5", "100", date(2019, 1, 2)), lot("undated", "7", "100", None)
HELD = owner_of(joint=(holding("VTI", UNDATED, NEW, TWIN, OLD), holding("GLD", lot("g", "2", "300"))))


def sold(household: Household, *lines: str) -> list[tuple[str, str, str, Decimal]]:
    sales, problems = wished_sales(household, read_wishes(lines))
    assert problems == []
    return [(*sale.key, sale.quantity) for sale in sales]


def refused(household: Household, *lines: str) -> list[tuple[str, str]]:
    _, problems = wished_sales(household, read_wishes(lines))
    assert {problem.code for problem in problems} == {"what-if"}
    return [(problem.message.split(": ", 1)[1], problem.remedy) for problem in problems]


def test_the_oldest_shares_go_first_and_those_without_a_date_last() -> None:
    assert sold(HELD, "sell joint VTI 30") == [
        ("joint", "VTI", "old", D(10)),
        ("joint", "VTI", "twin", D(5)),
        ("joint", "VTI", "new", D(10)),
        ("joint", "VTI", "undated", D(5)),
    ]


def test_a_sale_is_at_the_price_of_the_day() -> None:
    [sale], _ = wished_sales(HELD, read_wishes(["sell joint VTI 3"]))
    assert (sale.price_usd, sale.proceeds_usd, sale.words) == (100, 300, "sell joint VTI 3")


def test_a_lot_named_is_the_one_sold() -> None:
    assert sold(HELD, "sell joint VTI lot new 4") == [("joint", "VTI", "new", D(4))]
    assert sold(HELD, "sell joint VTI lot new") == [("joint", "VTI", "new", D(10))]


def test_all_is_what_is_left() -> None:
    assert sold(HELD, "sell joint VTI 12", "sell joint VTI all") == [
        ("joint", "VTI", "old", D(10)),
        ("joint", "VTI", "twin", D(2)),
        ("joint", "VTI", "twin", D(3)),
        ("joint", "VTI", "new", D(10)),
        ("joint", "VTI", "undated", D(7)),
    ]


def test_no_share_is_sold_twice() -> None:
    assert sold(HELD, "sell joint VTI 32")[-1] == ("joint", "VTI", "undated", D(7))
    assert refused(HELD, "sell joint VTI 33") == [
        ("32 shares of VTI are left in joint to sell", "sell that many or fewer")
    ]
    assert refused(HELD, "sell joint VTI lot new 6", "sell joint VTI lot new 5") == [
        ("4 shares of lot new of VTI are left in joint to sell", "sell that many or fewer")
    ]
    assert refused(HELD, "sell joint VTI all", "sell joint VTI all") == [
        ("0 shares of VTI are left in joint to sell", "sell that many or fewer")
    ]


def test_a_harvest_sells_every_lot_at_a_loss_in_taxable_accounts_of_the_return() -> None:
    even = lot("even", "5", "500")
    household = owner_of(
        ben=(holding("VTI", lot("b", "1", "101")),),
        ira=(holding("VTI", lot("i", "1", "101")),),
        joint=(holding("VTI", NEW, OLD, even, lot("blank", "1", None)), holding("GLD", lot("g", "2", "300"))),
    )
    all_of_it = [("ben", "VTI", "b", D(1)), ("joint", "VTI", "new", D(10)), ("joint", "GLD", "g", D(2))]
    assert sold(household, "harvest all") == all_of_it
    assert sold(household, "harvest gld") == [("joint", "GLD", "g", D(2))]
    assert sold(household, "sell joint VTI lot new 4", "harvest VTI")[1:] == [
        ("ben", "VTI", "b", D(1)),
        ("joint", "VTI", "new", D(6)),
    ]
    alone = replace(household, people=(ANA, replace(BEN, on_return=False)))
    assert sold(alone, "harvest all") == all_of_it[1:]
    no_price = replace(household, prices={"GLD": household.prices["GLD"]})
    assert sold(no_price, "harvest all") == all_of_it[2:]


@pytest.mark.parametrize(("line", "what"), [("harvest all", "of anything"), ("harvest VTI", "of VTI")])
def test_a_harvest_of_nothing_is_told(line: str, what: str) -> None:
    assert refused(owner_of(joint=(holding("VTI", OLD),)), line) == [
        (
            f"no lot {what} stands at a loss in a taxable account",
            "look at trimtab lots for what is held and at what cost",
        )
    ]


@pytest.mark.parametrize(
    ("line", "why", "remedy"),
    [
        ("sell jount VTI 1", "there is no account jount", "use one of ben, ira, joint, roth"),
        ("sell joint VXUS 1", "VXUS is not held in joint", "held there: VTI, GLD"),
        ("sell ira VTI 1", "VTI is not held in ira", "held there: nothing"),
        ("sell joint VTI lot x 1", "VTI in joint has no lot x", "its lots: old, twin, new, undated"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(line: str, why: str, remedy: str) -> None:
    assert refused(HELD, line) == [(why, remedy)]


def test_without_a_price_nothing_is_sold() -> None:
    assert refused(replace(HELD, prices={}), "sell joint VTI 1") == [
        ("VTI has no price", "add one under [[prices]]")
    ]


def test_every_fault_is_told_at_once() -> None:
    assert len(refused(HELD, "sell x VTI 1", "sell joint Y 1", "sell joint VTI 33")) == 3
