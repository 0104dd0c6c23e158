"""One security in one account, back from what is held: ratios on the way, purchases that lots stand for, rounding."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pytest

from trimtab.core.problems import Source
from trimtab.ledger.events.corporate import Received
from trimtab.ledger.events.planned import Effect, Place
from trimtab.ledger.events.pool import LotRef, Shares
from trimtab.ledger.events.trails import Bought, Trail, _claim, _ratio

D = Decimal
KEY = ("joint", "VTI")
START, MARCH, JUNE, DAY = date(2026, 1, 2), date(2026, 3, 2), date(2026, 6, 1), date(2026, 11, 20)
WHERE = Source("lots.csv", 2)


def shares(
    quantity: str, acquired: date | None = MARCH, cost: str | None = "100", held: bool = True
) -> Shares:
    return Shares(F(quantity), cost and D(cost), acquired, WHERE, held)


def bought(quantity: str, day: date = MARCH, cost: str | None = "100") -> Bought:
    return Bought(LotRef(*KEY, F(quantity), cost and D(cost), day, WHERE), day, F(quantity))


def effect(add: str = "0", day: date = MARCH, ratio: str = "1", place: Place = Place.BOUGHT) -> Effect:
    return Effect(KEY, day, place, F(add), F(ratio))


def split(gain: str, day: date = MARCH, ratio: str | None = None, stated: tuple[int, int] | None = None,
          paid: bool = False) -> Received:  # fmt: skip
    both = (F(stated[0]), F(stated[1])) if stated else None
    return Received(KEY, day, F(gain), both, WHERE, "a split", D(0), paid, ratio and F(ratio))


def trail(now: str, *effects: Effect, received: tuple[Received, ...] = (), **more: object) -> Trail:
    return Trail(KEY, START, F(now), DAY, list(effects), list(received), **more)  # type: ignore[arg-type]


def unwound(made: Trail, known: list[tuple[str, date, F]] | None = None) -> tuple[F, list[tuple[date, F]]]:
    made.unwind(known or [])
    return made.need, made.ratios


def test_what_was_there_first_is_what_is_held_less_what_came() -> None:
    assert unwound(trail("10", effect("4"), effect("-3", JUNE))) == (9, [])
    assert unwound(trail("10", effect("4"), effect("0", JUNE, "2"))) == (1, [(JUNE, 2)])
    assert unwound(trail("10", effect("4", JUNE), effect("0", MARCH, "2"))) == (3, [(MARCH, 2)])


def test_within_a_day_what_comes_in_is_undone_last() -> None:
    """A split stands before the purchases of its day."""
    assert unwound(trail("10", effect("4"), effect("0", MARCH, "2", Place.CORPORATE)))[0] == 3


@pytest.mark.parametrize(("day", "need"), [(DAY, 6), (DAY + timedelta(1), 10)])
def test_the_statements_day_is_the_last_that_counts(day: date, need: int) -> None:
    assert unwound(trail("10", effect("4", day)))[0] == need


def test_the_ratio_of_a_split_follows_from_the_shares_it_brought() -> None:
    made = trail("20", received=(split("10"),))
    assert unwound(made) == (10, [(MARCH, 2)])
    assert made.resolved == [(split("10"), 2)]
    made.unwind()
    assert made.resolved == [(split("10"), 2)]


def test_a_ratio_that_was_told_needs_no_shares() -> None:
    assert unwound(trail("20", received=(split("0", ratio="4"),))) == (5, [(MARCH, 4)])
    assert unwound(trail("20", received=(split("10", ratio="2"),))) == (10, [(MARCH, 2)])
    assert unwound(trail("20", received=(split("0"),))) == (20, [])


def test_a_split_after_the_statement_has_a_ratio_only_where_it_was_told() -> None:
    after = DAY + timedelta(1)
    made = trail("20", received=(split("10", after), split("10", after, "2")))
    assert unwound(made) == (20, [])
    assert [ratio for _, ratio in made.resolved] == [None, 2]


def test_another_accounts_ratio_of_the_same_split_holds() -> None:
    """7 shares came of 22, as 4 for 3 less a third: alone it might be another ratio."""
    known = [("BND", MARCH, F(5, 4)), ("VTI", JUNE, F(5, 4)), ("VTI", MARCH, F(4, 3))]
    assert unwound(trail("29", received=(split("7"),)), known) == (22, [(MARCH, F(4, 3))])


@pytest.mark.parametrize(("after", "ratio"), [("19.01", "2"), ("20.99", "2"), ("19", None), ("21", None)])
def test_another_accounts_ratio_leaves_less_than_one_share(after: str, ratio: str | None) -> None:
    found = _ratio(split("0"), F(10), F(after), [F(2)])
    assert (found == 2) is (ratio is not None)


def test_a_ratio_as_told_comes_before_one_of_shares_stated() -> None:
    assert _ratio(split("0", ratio="3", stated=(10, 20)), F(10), F(20), [F(2)]) == 3
    assert _ratio(split("0", stated=(10, 40)), F(10), F(20), [F(2)]) == 4
    assert _ratio(split("0", stated=(15, 22), paid=True), F(10), F(20), []) == F(3, 2)
    assert _ratio(split("0", paid=True), F(15), F(22), []) == F(3, 2)


def test_a_split_scales_from_its_day_on() -> None:
    made = trail("10", ratios=[(MARCH, F(2)), (JUNE, F(3))])
    days = (MARCH - timedelta(1), MARCH, JUNE - timedelta(1), JUNE)
    assert [made.scale(day) for day in days] == [1, 2, 2, 6]


@pytest.mark.parametrize(("off", "near"), [(30, True), (31, False), (-30, True), (-31, False)])
def test_sales_within_thirty_days_are_near(off: int, near: bool) -> None:
    """26 USC 1091(a): thirty days before and after."""
    made = trail("10", effect("-1", JUNE, place=Place.SOLD), effect("1", MARCH))
    assert made.sold_near(JUNE + timedelta(off)) is near
    assert made.sold_near(JUNE + timedelta(off), besides=JUNE) is False
    assert trail("10", effect("-1", JUNE)).sold_near(JUNE) is False


def test_whole_shares_have_no_rounding_and_parts_a_two_thousandth_each() -> None:
    assert trail("10", effect("4"), pool=[shares("3")]).slack == 0
    assert trail("10.5", effect("4"), pool=[shares("3")]).slack == F(4, 2000)
    assert trail("10", effect("4.5")).slack == F(3, 2000)
    assert trail("10", pool=[shares("3.5")]).slack == F(3, 2000)


def test_purchases_of_a_day_are_the_lots_of_the_day() -> None:
    parts, other, whole = shares("6"), shares("5", JUNE), bought("4")
    made = trail("10", pool=[parts, other], bought=[whole, bought("1", JUNE + timedelta(60))])
    made.match_purchases()
    assert parts.claims == [(whole.lot, 4)]
    assert (parts.quantity, parts.cost_usd, whole.left) == (2, D("33.33"), 0)
    assert made.pool == [parts, other]
    assert other.claims == []


def test_two_purchases_of_a_day_fill_one_lot_and_one_purchase_two() -> None:
    lot, first, second = shares("6"), bought("4"), bought("2")
    made = trail("10", pool=[lot], bought=[first, second])
    made.match_purchases()
    assert (lot.claims, made.pool) == ([(first.lot, 4), (second.lot, 2)], [])
    small, large, one = shares("2"), shares("3"), bought("5")
    made = trail("10", pool=[large, small], bought=[one])
    made.match_purchases()
    assert (small.claims, large.claims, one.left) == ([(one.lot, 2)], [(one.lot, 3)], 0)


@pytest.mark.parametrize(
    ("off", "quantity", "matched"),
    [(7, "4", True), (-7, "4", True), (8, "4", False), (-8, "4", False), (7, "5", False), (7, "3", False)],
)
def test_as_many_shares_within_a_week_are_the_purchase_posted_later(
    off: int, quantity: str, matched: bool
) -> None:
    lot, whole = shares(quantity, MARCH + timedelta(off)), bought("4")
    made = trail("10", pool=[lot, shares("9", None)], bought=[whole])
    made.match_purchases()
    assert (lot.claims == [(whole.lot, 4)]) is matched
    assert len(made.pool) == 2 - matched


@pytest.mark.parametrize(
    ("quantity", "matched"), [("4.002", True), ("3.998", True), ("4.0021", False), ("3.9979", False)]
)
def test_within_a_week_shares_may_be_off_by_rounding(quantity: str, matched: bool) -> None:
    lot, whole = shares(quantity, MARCH + timedelta(3)), bought("4")
    made = trail("10", effect("4"), pool=[lot], bought=[whole])
    assert made.slack == F(4, 2000)
    made.match_purchases()
    assert bool(lot.claims) is matched


def test_a_lot_with_an_older_day_is_the_purchase_of_as_many_shares_only_where_too_many_are_told() -> None:
    lot, other, whole = shares("4", date(2025, 1, 6)), shares("3", date(2025, 1, 7)), bought("4")
    made = trail("10", pool=[other, lot], bought=[bought("5"), whole], need=F(7))
    made.match_redated()
    assert (lot.claims, made.pool) == ([], [other, lot])
    made.need = F(6)
    made.match_redated()
    assert (lot.claims, made.pool, whole.left) == ([(whole.lot, 4)], [other], 0)


@pytest.mark.parametrize(
    ("need", "fitted"),
    [("5.501", "4.501"), ("5.499", "4.499"), ("5.502", "4.502"), ("5.5021", "4.5"), ("5.5", "4.5")],
)
def test_the_largest_lot_bears_the_rounding(need: str, fitted: str) -> None:
    large, small = shares("4.5"), shares("1")
    made = trail("10", pool=[small, large], need=F(need))
    made.fit()
    assert (large.quantity, small.quantity) == (F(fitted), 1)


def test_a_lot_held_bears_the_rounding_before_a_larger_one_sold() -> None:
    small, sold = shares("1.5"), shares("9", held=False)
    made = trail("10", pool=[sold, small], need=F("10.501"))
    made.fit()
    assert (small.quantity, sold.quantity) == (F("1.501"), 9)
    empty = trail("10", need=F(1, 2000))
    empty.fit()
    assert empty.pool == []


@pytest.mark.parametrize(
    ("quantity", "slack", "left", "cost"),
    [
        ("4", "0", "2", "33.33"),
        ("6", "0", "0", "100"),
        ("5.99", "0.01", "0", "100"),
        ("5.98", "0.01", "0.02", "0.33"),
    ],
)
def test_what_is_left_of_a_lot_keeps_its_part_of_the_cost(
    quantity: str, slack: str, left: str, cost: str
) -> None:
    one, whole = shares("6"), bought("5")
    _claim(one, whole, F(quantity), F(slack))
    assert (one.quantity, one.cost_usd, one.claims) == (F(left), D(cost), [(whole.lot, F(quantity))])
    assert whole.left == max(5 - F(quantity), F(0))
    unknown = shares("6", cost=None)
    _claim(unknown, bought("5"), F(2), F(0))
    assert (unknown.quantity, unknown.cost_usd) == (4, None)
