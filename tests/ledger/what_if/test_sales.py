"""What a wish sells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import ANA, BEN
from tests.ledger.what_if.builders import holding, kept, lot, owner_of
from trimtab.core.household import Household
from trimtab.ledger.books.lot_names import LotNames
from trimtab.ledger.what_if.sales import WishedSale, wished_sales
from trimtab.ledger.what_if.wishes import read_wishes

D = Decimal
OLD, NEW = lot("old", "10", "500", date(2019, 1, 2)), lot("new", "10", "1500", date(2024, 1, 2))
HELD = owner_of(joint=(holding("VTI", NEW, OLD), holding("GLD", lot("g", "2", "300"))))


def sold(household: Household, *lines: str) -> list[tuple[str, str, str, Decimal]]:
    sales, problems = wished_sales(household, kept(household).held, read_wishes(lines))
    assert problems == []
    return [(sale.account_id, sale.symbol, sale.lot_id.rpartition("/")[2], sale.quantity) for sale in sales]


def refused(household: Household, *lines: str) -> list[tuple[str, str]]:
    _, problems = wished_sales(household, kept(household).held, read_wishes(lines))
    assert {problem.code for problem in problems} == {"what-if"}
    return [(problem.message.split(": ", 1)[1], problem.remedy) for problem in problems]


def test_a_sale_is_at_the_price_of_the_day_and_leaves_the_lots_to_the_account() -> None:
    sales, _ = wished_sales(HELD, kept(HELD).held, read_wishes(["sell joint VTI 3"]))
    assert sales == (WishedSale("sell joint VTI 3", "joint", "VTI", "", D(3), D(100)),)


def test_a_lot_is_named_with_or_without_its_account_and_symbol() -> None:
    assert sold(HELD, "sell joint VTI lot new 4") == [("joint", "VTI", "new", D(4))]
    assert sold(HELD, "sell joint VTI lot joint/VTI/new") == [("joint", "VTI", "new", D(10))]
    [sale], _ = wished_sales(HELD, kept(HELD).held, read_wishes(["sell joint VTI lot new 4"]))
    assert sale.lot_id == "joint/VTI/new"


def planned(wish: str, **names: tuple[str, ...]) -> list[tuple[str, Decimal]]:
    """What is sold where plans give these names to lots of the joint account's VTI."""
    books = {
        ("joint", "VTI", name): tuple(f"joint/VTI/{lot}" for lot in lots) for name, lots in names.items()
    }
    sales, problems = wished_sales(HELD, kept(HELD).held, read_wishes([wish]), LotNames(books))
    assert [problem.message for problem in problems] == []
    return [(sale.lot_id, sale.quantity) for sale in sales]


def test_a_lot_may_be_named_as_plans_name_it() -> None:
    assert planned("sell joint VTI lot first 4", first=("old",), second=("new",)) == [("joint/VTI/old", D(4))]
    assert planned("sell joint VTI lot second", first=("old",), second=("new",)) == [("joint/VTI/new", D(10))]


def test_what_a_plan_calls_one_lot_may_be_several() -> None:
    three = holding("VTI", NEW, OLD, lot("mid", "5", "400", date(2021, 1, 2)))
    names = LotNames({("joint", "VTI", "both"): ("joint/VTI/old", "joint/VTI/mid")})
    home = owner_of(joint=(three,))
    sales, _ = wished_sales(home, kept(home).held, read_wishes(["sell joint VTI lot both 12"]), names)
    assert {sale.lot_id: sale.quantity for sale in sales} == {"joint/VTI/old": 10, "joint/VTI/mid": 2}
    sales, _ = wished_sales(home, kept(home).held, read_wishes(["sell joint VTI lot both 4"]), names)
    assert {sale.lot_id: sale.quantity for sale in sales} == {"joint/VTI/old": 4}
    assert planned("sell joint VTI lot whole 12", whole=("old", "new")) == [("", D(12))]


def test_a_name_that_means_one_lot_here_and_another_there_is_not_guessed() -> None:
    names = LotNames({("joint", "VTI", "old"): ("joint/VTI/new",)})
    sales, [problem] = wished_sales(HELD, kept(HELD).held, read_wishes(["sell joint VTI lot old 4"]), names)
    assert sales == ()
    assert "may be joint/VTI/old, or what a plan calls so, joint/VTI/new" in problem.message
    assert planned("sell joint VTI lot joint/VTI/old 4", old=("new",)) == [("joint/VTI/old", D(4))]


def test_all_is_what_is_left() -> None:
    assert sold(HELD, "sell joint VTI 12", "sell joint VTI all") == [
        ("joint", "VTI", "", D(12)),
        ("joint", "VTI", "", D(8)),
    ]
    assert sold(HELD, "sell joint VTI lot new 4", "sell joint VTI lot new", "sell joint GLD all")[1:] == [
        ("joint", "VTI", "new", D(6)),
        ("joint", "GLD", "", D(2)),
    ]


def test_no_share_is_sold_twice() -> None:
    assert sold(HELD, "sell joint VTI 20") == [("joint", "VTI", "", D(20))]
    fewer = "sell that many or fewer"
    assert refused(HELD, "sell joint VTI 21") == [("20 shares of VTI are left in joint to sell", fewer)]
    assert refused(HELD, "sell joint VTI lot new 6", "sell joint VTI lot new 5") == [
        ("4 shares of lot joint/VTI/new of VTI are left in joint to sell", fewer)
    ]
    assert refused(HELD, "sell joint VTI lot new", "sell joint VTI 11") == [
        ("10 shares of VTI are left in joint to sell", fewer)
    ]
    assert refused(HELD, "sell joint VTI all", "sell joint VTI all") == [
        ("0 shares of VTI are left in joint to sell", fewer)
    ]


def test_a_harvest_sells_every_lot_at_a_loss_in_taxable_accounts_of_the_return() -> None:
    even = lot("even", "5", "500")
    household = owner_of(
        ben=(holding("VTI", lot("b", "1", "101")),),
        ira=(holding("VTI", lot("i", "1", "101")),),
        joint=(holding("VTI", NEW, OLD, even, lot("blank", "1", None)), holding("GLD", lot("g", "2", "300"))),
    )
    all_of_it = [("ben", "VTI", "b", D(1)), ("joint", "GLD", "g", D(2)), ("joint", "VTI", "new", D(10))]
    assert sold(household, "harvest all") == all_of_it
    assert sold(household, "harvest gld") == [("joint", "GLD", "g", D(2))]
    assert sold(household, "sell joint VTI lot new 4", "harvest VTI")[1:] == [
        ("ben", "VTI", "b", D(1)),
        ("joint", "VTI", "new", D(6)),
    ]
    assert sold(household, "sell joint VTI lot new", "harvest VTI")[1:] == [("ben", "VTI", "b", D(1))]
    alone = replace(household, people=(ANA, replace(BEN, on_return=False)))
    assert sold(alone, "harvest all") == all_of_it[1:]
    no_price = replace(household, prices={"GLD": household.prices["GLD"]})
    assert sold(no_price, "harvest all") == [("joint", "GLD", "g", D(2))]


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
        ("sell joint VXUS 1", "VXUS is not held in joint", "held there: GLD, VTI"),
        ("sell ira VTI 1", "VTI is not held in ira", "held there: nothing"),
        ("sell joint VTI lot x 1", "VTI in joint has no lot x", "its lots: old, new"),
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
