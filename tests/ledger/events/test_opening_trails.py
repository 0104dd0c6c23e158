"""What was there when the books begin, trail by trail: in shares of the first day, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pytest

from tests.ledger.events.test_trails import (
    DAY,
    JUNE,
    KEY,
    MARCH,
    START,
    WHERE,
    bought,
    effect,
    shares,
    split,
    trail,
)
from tests.tax.builders import household
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.events import Buy, Event, GiftReceived, Inheritance, Opening, Split, Transfer, TransferIn
from trimtab.core.problems import Severity, Source
from trimtab.ledger.events import opening
from trimtab.ledger.events.opening import Entry, Material, Opened
from trimtab.ledger.events.planned import Effect, Place
from trimtab.ledger.events.pool import LotRef
from trimtab.ledger.events.shares import Carried
from trimtab.ledger.events.trails import Bought, Trail
from trimtab.ledger.lots import UNKNOWN_DATE

D = Decimal
OLD = date(2025, 1, 6)
TOLD = {"event_id": "", "account_id": "joint", "trade_date": MARCH, "symbol": "VTI"}


def account(kind: AccountKind = AccountKind.TAXABLE) -> Account:
    return replace(household({}).accounts[0], account_id="joint", kind=kind)


def material(kind: AccountKind = AccountKind.TAXABLE, known: bool = True, **more: object) -> Material:
    made = Material(
        {"joint": account(kind)}, {"joint": START}, {"joint": DAY}, (), (), (), (), (), lambda *_: known
    )
    return replace(made, **more)


def lump(quantity: str = "10", cost: str | None = "900") -> Position:
    return Position("VTI", (Lot(UNKNOWN_DATE, D(quantity), cost and D(cost), None, WHERE),))


def test_a_position_without_lots_is_what_was_there_less_what_came() -> None:
    made = trail("10", effect("4"), effect("-1", JUNE), need=F(7))
    [one] = opening._held(made, lump(), material())
    assert (one.quantity, one.cost_usd, one.acquired, one.source) == (6, 900, None, WHERE)
    assert (one.is_held, one.is_lump) == (True, True)


@pytest.mark.parametrize(("day", "left"), [(DAY, 6), (DAY + timedelta(1), 10)])
def test_what_came_on_the_statements_day_is_in_the_position(day: date, left: int) -> None:
    [one] = opening._held(trail("10", effect("4", day), need=F(99)), lump(), material())
    assert one.quantity == left
    assert one.is_lump is (left == 6)


def test_a_position_is_no_more_than_what_was_there_and_nothing_within_rounding() -> None:
    [one] = opening._held(trail("10", need=F(7)), lump(), material())
    assert (one.quantity, one.is_lump) == (7, False)
    assert opening._held(trail("10", effect("10"), need=F(7)), lump(), material()) == []
    slack = F(3, 2000)
    assert opening._held(trail("10", effect("9.9985"), need=F(7)), lump(), material()) == []
    [least] = opening._held(trail("10", effect("9.9984"), need=F(7)), lump(), material())
    assert least.quantity == F("0.0016") > slack


def test_a_position_is_counted_in_shares_of_the_first_day() -> None:
    """Two for one in June: 10 now were 5; 2 that came in March were 2, 2 that came in July were 1."""
    made = trail("10", effect("2"), effect("2", date(2026, 7, 1)), need=F(99), ratios=[(JUNE, F(2))])
    [one] = opening._held(made, lump(), material())
    assert one.quantity == 2


def test_lots_are_counted_in_shares_of_the_first_day() -> None:
    lots = (Lot("a", D(10), D(90), OLD, WHERE), Lot("b", D(4), None, None, Source("lots.csv", 3)))
    made = trail("14", ratios=[(JUNE, F(2))])
    found = opening._held(made, Position("VTI", lots), material())
    assert [(s.quantity, s.cost_usd, s.acquired, s.source.line, s.is_held, s.is_lump) for s in found] == [
        (5, 90, OLD, 2, True, False),
        (2, None, None, 3, True, False),
    ]


@pytest.mark.parametrize(
    ("cost", "spent", "came", "left"),
    [("900", "400", "4", "500"), ("400", "400", "4", "0"), ("399", "400", "4", None), (None, "400", "4", None),
     ("900", "400", "5", None)],
)  # fmt: skip
def test_a_lump_costs_what_purchases_did_not(
    cost: str | None, spent: str, came: str, left: str | None
) -> None:
    one = shares("6", None, cost)
    opening._without(
        one, trail("10", effect(came), effect("-3", JUNE), effect("0"), bought=[bought("4")]), D(spent)
    )
    assert one.cost_usd == (left and D(left))


def came(event: Event) -> tuple[object, object]:
    return opening._cost(event), opening._acquired(event)  # type: ignore[arg-type]


def test_what_each_kind_of_arrival_cost_and_when_it_was_acquired() -> None:
    buy = Buy(**TOLD, quantity=D(4), cost_usd=D(400))
    gift = GiftReceived(
        **TOLD,
        quantity=D(4),
        donor_basis_usd=D(300),
        value_usd=D(500),
        donor_acquired=OLD,
        gift_tax_usd=D(20),
    )
    inherited = Inheritance(**TOLD, quantity=D(4), value_usd=D(500), died=OLD)
    moved = TransferIn(**TOLD, quantity=D(4), basis_usd=D(250), acquired=OLD)
    first = Opening(**TOLD, quantity=D(4), basis_usd=D(240), acquired=None, lot_id="")
    assert [came(event) for event in (buy, gift, inherited, moved, first)] == [
        (400, MARCH), (320, MARCH), (500, OLD), (250, OLD), (240, None),
    ]  # fmt: skip


def test_what_was_told_by_hand_explains_lots_that_are_too_many() -> None:
    lot, other = shares("4", OLD), shares("6", JUNE)
    given = Bought(LotRef(*KEY, F(4), D(100), OLD, WHERE), MARCH, F(4))
    made = trail("10", pool=[lot, other], given=[given], need=F(6))
    opening._typed_arrivals({KEY: made}, ())
    assert (made.pool, lot.claims) == ([other], [(given.lot, 4)])
    made = trail("10", pool=[shares("4", OLD), other], given=[given], need=F(8))
    opening._typed_arrivals({KEY: made}, ())
    assert sum(one.quantity for one in made.pool) == 8


@pytest.mark.parametrize(("need", "left"), [("8", "8"), ("9", "9"), ("2", "8"), ("10", "10")])
def test_what_came_of_an_action_told_by_hand_explains_lots_too(need: str, left: str) -> None:
    """Four shares of July are two of the first day; no more are explained than there are too many."""
    made = trail("20", pool=[shares("4", JUNE), shares("6", OLD)], need=F(need), ratios=[(JUNE, F(2))])
    opening._typed_arrivals({KEY: made}, [Effect(KEY, date(2026, 7, 1), Place.RECEIVED, F(4))])
    assert sum(one.quantity for one in made.pool) == F(left)


def test_lots_that_moved_belong_to_where_they_came_from() -> None:
    """Ten went and twenty came; since the first day those there were split 2 for 1, those here 5 for 1."""
    new = ("joint", "NEW")
    to = Trail(new, START, F(20), DAY, pool=[shares("10", OLD, "80")], ratios=[(OLD, F(2))])
    origin = trail("0", ratios=[(OLD, F(5))], bought=[bought("2", OLD)])
    event = Transfer(**TOLD, quantity=D(10), to_account_id="x")
    moved = opening._carry({KEY: origin, new: to}, [Carried(KEY, new, F(10), F(20), MARCH, (), event)])
    [piece] = moved[0]
    assert (to.pool, piece.cost_usd, piece.acquired, piece.is_held) == ([], 80, OLD, True)
    assert piece.claims == [(origin.bought[0].lot, 2)]
    assert (origin.bought[0].left, origin.pool) == (0, [])


@pytest.mark.parametrize(("need", "moved"), [("7", 3), ("3", 5)])
def test_no_more_lots_move_than_came_and_than_are_too_many(need: str, moved: int) -> None:
    new = ("roth", "VTI")
    to = Trail(new, START, F(20), DAY, pool=[shares("10", OLD, "80")], need=F(need), ratios=[(OLD, F(2))])
    origin = trail("0")
    event = Transfer(**TOLD, quantity=D(10), to_account_id="roth")
    opening._carry({KEY: origin, new: to}, [Carried(KEY, new, F(10), F(10), MARCH, (), event)])
    assert sum(one.quantity for one in to.pool) == 10 - moved
    assert sum(one.quantity for one in origin.pool) == 2 * moved


def begun(made: Trail, kind: AccountKind = AccountKind.TAXABLE, known: bool = True) -> Opened:
    opened = Opened()
    opening._begin(made, material(kind, known), opened)
    return opened


def booked(entry: Entry) -> tuple[object, ...]:
    event = entry.planned.event
    cost = event.basis_usd if isinstance(event, Opening | TransferIn) else event.cost_usd  # type: ignore[attr-defined]
    return type(event), event.trade_date, event.quantity, cost, entry.planned.place  # type: ignore[attr-defined]


def test_lots_of_before_the_first_day_open_the_books_and_those_of_it_were_bought() -> None:
    pool = [shares("4", START - timedelta(1)), shares("3", START), shares("2", JUNE, None), shares("1", None)]
    opened = begun(trail("20", pool=pool, need=F(10), ratios=[(JUNE, F(2))]))
    assert [booked(entry) for entry in opened.entries] == [
        (Opening, START, 4, 100, Place.OPENING),
        (Opening, START, 1, 100, Place.OPENING),
        (Buy, START, 3, 100, Place.BOUGHT),
        (TransferIn, JUNE, 4, None, Place.RECEIVED),
    ]
    assert [(p.code, p.message) for p in opened.problems] == [
        ("lot-without-transaction", "3 VTI in joint: bought on 2026-01-02, as its lot says, and the transactions of "
         "that day do not tell it"),
        ("lot-without-transaction", "2 VTI in joint: bought on 2026-06-01, as its lot says, and the transactions of "
         "that day do not tell it"),
    ]  # fmt: skip
    assert opened.problems[0].remedy == (
        "compare with the custodian's page, and say what it was in an [[events]] entry if it was no purchase"
    )
    assert opened.alone == []


@pytest.mark.parametrize(("kind", "known"), [(AccountKind.ROTH_IRA, True), (AccountKind.TAXABLE, False)])
def test_a_lot_alone_is_no_fault_where_it_has_no_consequence_or_no_file_tells_the_day(
    kind: AccountKind, known: bool
) -> None:
    opened = begun(trail("3", pool=[shares("3")], need=F(3)), kind, known)
    assert ([ref.quantity for ref in opened.alone], opened.problems) == ([3], [])


def test_lots_alone_are_told_once_for_each_account() -> None:
    refs = [LotRef("joint", symbol, F(1), None, day, Source("lots.csv", n)) for n, (symbol, day) in enumerate(
        [("VTI", JUNE), ("BND", OLD), ("VTI", MARCH)], 2
    )]  # fmt: skip
    found = opening._lots_alone([LotRef("x", "VTI", F(1), None, OLD, WHERE), *refs])
    assert next((p.severity, p.code, p.message, p.source) for p in found) == (
        Severity.NOTE,
        "lot-without-transaction",
        "joint: 3 lots bought from 2025-01-06 to 2026-06-01 (BND, VTI) count as purchases of their days, for no file "
        "tells the transactions of these days",
        Source("lots.csv", 2),
    )
    assert found[1].message.startswith("x: 1 lots bought from 2025-01-06 to 2025-01-06 (VTI)")


@pytest.mark.parametrize(
    ("kind", "severity"), [(AccountKind.TAXABLE, Severity.WARNING), (AccountKind.ROTH_IRA, Severity.NOTE)]
)
def test_more_shares_than_can_have_been_there_contradict_the_history(
    kind: AccountKind, severity: Severity
) -> None:
    opened = begun(
        trail("10", pool=[shares("4", OLD), shares("3", OLD)], need=F(5), ratios=[(JUNE, F(2))]), kind
    )
    [found] = opened.problems
    assert (found.severity, found.code) == (severity, "history-contradicts")
    assert found.message == (
        "VTI in joint: 10 shares are held on 2026-11-20, and the transactions since 2026-01-02 leave 14"
    )
    assert found.remedy == (
        "a sale, a transfer, a split or another symbol of the same security is missing: export the whole period again, "
        "or say what happened in an [[events]] entry (or [aliases], where a file calls it by its CUSIP)"
    )
    assert sum(booked(entry)[2] for entry in opened.entries) == 5  # type: ignore[misc]


@pytest.mark.parametrize("need", ["0", "-1"])
def test_where_nothing_can_have_been_there_nothing_is(need: str) -> None:
    opened = begun(trail("10", pool=[shares("4", OLD)], need=F(need)))
    assert (opened.entries, [p.code for p in opened.problems]) == ([], ["history-contradicts"])


def test_a_lot_that_a_wash_sale_made_older_is_its_purchase() -> None:
    opened = begun(trail("4", pool=[shares("4", OLD)], bought=[bought("4")], need=F(0)))
    assert (opened.entries, opened.problems, opened.gone[KEY].lots) == ([], [], ())


def test_purchases_of_which_no_lot_is_left_are_gone() -> None:
    sold, none = bought("4"), replace(bought("3"), left=F(0))
    opened = begun(trail("0", bought=[sold, none], is_told=True))
    assert (opened.gone[KEY].lots, opened.gone[KEY].is_told) == (((sold.lot, 4),), True)
    least = replace(bought("3"), left=F(2, 2000))
    assert begun(trail("0.5", bought=[least], need=F(0))).gone[KEY].lots == ()
    more = replace(bought("3"), left=F(3, 2000))
    assert begun(trail("0.5", bought=[more], need=F(0))).gone[KEY].lots == ((more.lot, F(3, 2000)),)


def test_shares_that_no_lot_tells_of_are_there_without_a_cost() -> None:
    sold = bought("1")
    opened = begun(trail("10", pool=[shares("4", OLD)], need=F(7), bought=[sold]))
    assert [booked(entry) for entry in opened.entries] == [
        (Opening, START, 4, 100, Place.OPENING),
        (Opening, START, 3, None, Place.UNKNOWN),
    ]
    assert [(ref.quantity, left) for ref, left in opened.gone[KEY].lots] == [(3, 3), (1, 1)]
    [found] = opened.problems
    assert (found.code, found.message) == (
        "opening-unknown",
        "VTI in joint: 3 shares were there when the known transactions begin on 2026-01-02; no lot tells their cost "
        "and date",
    )
    assert found.remedy == (
        "export the realized gains of the sales since and the lots of what is held, or say it in an [[events]] entry: "
        'kind = "opening", day = 2026-01-02, account = "joint", symbol = "VTI", quantity = 3, basis_usd = …, '
        "acquired = …"
    )
    assert begun(trail("10", pool=[shares("4", OLD)], need=F(7)), AccountKind.ROTH_IRA).problems == []


def test_splits_are_booked_with_their_ratio_and_those_without_one_are_told() -> None:
    known, unknown = (
        replace(split("10"), cash_in_lieu_usd=D(7), source=WHERE),
        replace(split("1", JUNE), source=WHERE),
    )
    opened = Opened()
    opening._splits(trail("20", resolved=[(unknown, None), (known, F(3, 2))]), opened)
    [entry] = opened.entries
    event = entry.planned.event
    assert isinstance(event, Split)
    assert (event.trade_date, event.new, event.old, event.cash_in_lieu_usd) == (MARCH, 3, 2, 7)
    assert (event.source, entry.planned.place) == (WHERE, Place.CORPORATE)
    [found] = opened.problems
    assert (found.code, found.message) == (
        "split-ratio",
        "a split: how many shares were split into how many cannot be told",
    )
    assert found.remedy == (
        'say it in household.toml: [[events]] kind = "split", day = 2026-06-01, account = "joint", symbol = "VTI", '
        "new = …, old = …"
    )
