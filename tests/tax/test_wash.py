"""Wash-sale windows: 30 days back, both ends in, over all accounts. 26 USC 1091(a); Rev. Rul. 2008-5."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.tax.builders import AS_OF, ago, event, household, lot
from trimtab.core.household import ActivityKind
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.tax.wash import recent_loss_sales, recent_purchases, unseen_history, wash_group, window_open

BUY, SELL, REINVEST = ActivityKind.BUY, ActivityKind.SELL, ActivityKind.REINVEST


@pytest.mark.parametrize(
    ("days", "inside"), [(0, True), (1, True), (29, True), (30, True), (31, False), (-1, False)]
)
def test_the_window_is_the_day_itself_and_thirty_days_before(days: int, inside: bool) -> None:
    assert window_open(ago(days), AS_OF) is inside


def test_the_window_crosses_months_and_years() -> None:
    new_year = AS_OF.replace(month=1, day=10)
    assert window_open(new_year - timedelta(days=30), new_year)
    assert not window_open(new_year - timedelta(days=31), new_year)


@pytest.mark.parametrize(("days", "found"), [(0, 1), (30, 1), (31, 0)])
def test_dated_lots_show_purchases(days: int, found: int) -> None:
    recent = recent_purchases(household({"joint": {"VTI": (lot(ago(days)), lot(ago(800)))}}))
    assert sum(len(purchases) for purchases in recent.values()) == found


@pytest.mark.parametrize("kind", [BUY, REINVEST])
@pytest.mark.parametrize(("days", "found"), [(0, True), (30, True), (31, False)])
def test_transactions_show_purchases_without_lots(kind: ActivityKind, days: int, found: bool) -> None:
    recent = recent_purchases(household({}, (event("ben-ira", kind, ago(days)),)))
    assert ("total-us" in recent) is found


@pytest.mark.parametrize("kind", [k for k in ActivityKind if k not in {BUY, REINVEST}])
def test_nothing_else_is_a_purchase(kind: ActivityKind) -> None:
    assert recent_purchases(household({}, (event("joint", kind, ago(3)),))) == {}


def test_twins_are_one_group_over_all_accounts() -> None:
    """VTSAX is a share class of VTI's portfolio; ITOT follows a like index and is not identical."""
    held = {
        "joint": {"VTI": (lot(ago(5)),)},
        "ben-ira": {"VTSAX": (lot(ago(6)),)},
        "ann-401k": {"ITOT": (lot(ago(7)),)},
    }
    recent = recent_purchases(household(held))
    assert {(r.account.account_id, r.symbol) for r in recent["total-us"]} == {
        ("joint", "VTI"),
        ("ben-ira", "VTSAX"),
    }
    assert [r.symbol for r in recent["ITOT"]] == ["ITOT"]


def test_only_known_lots_in_taxable_accounts_can_be_cured() -> None:
    """Selling the replacement too keeps the loss; in an IRA it is lost whatever is sold."""
    held = {"joint": {"VTI": (lot(ago(5)),)}, "ben-ira": {"VTI": (lot(ago(5)),)}}
    recent = recent_purchases(household(held, (event("joint", BUY, ago(9), quantity=25),)))
    told = {(r.account.account_id, r.quantity, r.lot is not None): r.is_curable for r in recent["total-us"]}
    assert told == {
        ("joint", Decimal(10), True): True,
        ("joint", Decimal(15), False): False,  # bought, and no lot tells which shares they are
        ("ben-ira", Decimal(10), True): False,
    }


def test_a_purchase_is_not_counted_twice_as_lot_and_as_transaction() -> None:
    recent = recent_purchases(household({"joint": {"VTI": (lot(ago(5)),)}}, (event("joint", BUY, ago(5)),)))
    assert [(r.quantity, r.bought) for r in recent["total-us"]] == [(Decimal(10), ago(5))]


def test_undated_lots_do_not_hide_a_purchase_that_a_transaction_tells() -> None:
    known = household({"joint": {"VTI": (lot(None),)}}, (event("joint", BUY, ago(4), quantity=3),))
    assert [(r.quantity, r.bought, r.lot) for r in recent_purchases(known)["total-us"]] == [
        (Decimal(3), ago(4), None)
    ]


@pytest.mark.parametrize(
    ("account_id", "sold_on", "left"),
    [("joint", ago(3), 4), ("joint", AS_OF, 4), ("ben-ira", ago(3), 4), ("ben-ira", AS_OF, 10)],
)
def test_what_was_bought_lately_and_sold_since_bars_nothing(
    account_id: str, sold_on: date, left: int
) -> None:
    """Of ten bought six are gone. A retirement account's sale of today is not relied upon."""
    events = (event(account_id, BUY, ago(9)), event(account_id, SELL, sold_on, quantity=6, gain_usd=1))
    recent = recent_purchases(household({account_id: {"VTI": (lot(ago(500)),)}}, events))["total-us"]
    assert [(r.quantity, r.lot) for r in recent] == [(left, None)]


def test_sales_before_the_purchase_do_not_use_it_up() -> None:
    events = (event("joint", SELL, ago(12), gain_usd=1), event("joint", BUY, ago(9)))
    assert [r.quantity for r in recent_purchases(household({}, events))["total-us"]] == [10]


def test_lots_without_days_hide_which_shares_were_sold() -> None:
    """Ten bought, six sold, three held of which no day is known: all three may be of the ten."""
    events = (event("joint", BUY, ago(9)), event("joint", SELL, ago(3), quantity=6, gain_usd=1))
    recent = recent_purchases(household({"joint": {"VTI": (lot(None, quantity=3),)}}, events))["total-us"]
    assert [r.quantity for r in recent] == [3]


def test_an_option_counts_as_its_stock_with_the_shares_it_controls() -> None:
    """26 USC 1091(a): a contract or option so to acquire."""
    asked = household({"joint": {"VTI-CALL": (lot(ago(5), quantity=2),)}})
    call = Instrument(
        "VTI-CALL", "call on VTI", InstrumentKind.OTHER, (("stocks.us", Decimal(1)),), option_on="VTI"
    )
    recent = recent_purchases(replace(asked, instruments={**asked.instruments, "VTI-CALL": call}))
    assert {group: [r.quantity for r in found] for group, found in recent.items()} == {
        "VTI-CALL": [2],
        "total-us": [200],
    }


def test_half_a_share_bought_beyond_the_lots_counts() -> None:
    bought = replace(event("joint", BUY, ago(4)), quantity=Decimal("10.5"))
    recent = recent_purchases(household({"joint": {"VTI": (lot(ago(5)),)}}, (bought,)))["total-us"]
    assert [(r.quantity, r.bought) for r in recent] == [(10, ago(5)), (Decimal("0.5"), ago(4))]


@pytest.mark.parametrize(("days", "found"), [(0, True), (30, True), (31, False)])
def test_loss_sales_bar_buying_for_thirty_days(days: int, found: bool) -> None:
    sales = recent_loss_sales(household({}, (event("joint", SELL, ago(days), gain_usd=-1),)))
    assert sales == ({"total-us": (ago(days), "joint")} if found else {})


@pytest.mark.parametrize(("gain", "counts"), [(-1, True), (None, True), (0, False), (1, False)])
def test_an_unknown_result_counts_as_a_possible_loss(gain: int | None, counts: bool) -> None:
    assert bool(recent_loss_sales(household({}, (event("joint", SELL, ago(3), gain_usd=gain),)))) is counts


def test_a_loss_in_a_sheltered_account_is_no_loss_sale() -> None:
    assert recent_loss_sales(household({}, (event("ben-ira", SELL, ago(3), gain_usd=-900),))) == {}


def test_a_loss_lot_counts_though_the_sale_as_a_whole_gained() -> None:
    """Pub. 550, Loss and gain on same day: the loss block is washed, the gain blocks do not make up for it."""
    sale = replace(event("joint", SELL, ago(3), gain_usd=2200), has_loss=True)
    assert recent_loss_sales(household({}, (sale,))) == {"total-us": (ago(3), "joint")}


def test_what_is_no_loss_does_not_hide_the_losses_after_it() -> None:
    events = (event("joint", BUY, ago(9)), event("joint", SELL, ago(3), gain_usd=-1))
    assert recent_loss_sales(household({}, events)) == {"total-us": (ago(3), "joint")}


def test_the_last_loss_sale_is_named() -> None:
    sales = (event("joint", SELL, ago(20), gain_usd=-1), event("joint", SELL, ago(4), "VTSAX", gain_usd=-1))
    assert recent_loss_sales(household({}, sales)) == {"total-us": (ago(4), "joint")}
    assert recent_loss_sales(household({}, sales[::-1])) == {"total-us": (ago(4), "joint")}


@pytest.mark.parametrize(
    ("first", "last", "is_seen"),
    [
        (ago(30), AS_OF, True),
        (ago(29), AS_OF, False),
        (ago(400), ago(1), False),
        (None, AS_OF, False),
        (ago(400), None, False),
        (None, None, False),
    ],
)
def test_history_must_cover_the_whole_window(first: object, last: object, is_seen: bool) -> None:
    known = household({"ben-ira": {"VTI": (lot(None),)}}, seen={"ben-ira": (first, last)})  # type: ignore[dict-item]
    assert unseen_history(known) == ({} if is_seen else {"total-us": ("ben-ira",)})


def test_one_lot_without_a_day_is_enough_to_hide_a_purchase() -> None:
    held = {"ben-ira": {"VTI": (lot(ago(500)), lot(None))}}
    assert unseen_history(household(held, seen={"ben-ira": (None, None)})) == {"total-us": ("ben-ira",)}


def test_dated_lots_need_no_history_unless_something_was_sold() -> None:
    held = {"ben-ira": {"VTI": (lot(ago(500)),)}}
    dark = {"ben-ira": (None, None)}
    assert unseen_history(household(held, seen=dark)) == {}
    sold = (event("ben-ira", SELL, ago(2), gain_usd=5),)
    assert unseen_history(household(held, sold, seen=dark)) == {"total-us": ("ben-ira",)}
    long_ago = (event("ben-ira", SELL, ago(31), gain_usd=5),)
    assert unseen_history(household(held, long_ago, seen=dark)) == {}


def test_a_symbol_nobody_knows_is_its_own_group() -> None:
    assert wash_group(household({}), "NOPE") == "NOPE"
    assert wash_group(household({}), "VTSAX") == "total-us"
