"""Which of the shares that a custodian's lots tell of are taken, in what order, and which are one purchase."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction as F
from itertools import pairwise

import pytest

from trimtab.core.problems import Source
from trimtab.ledger.events.pool import Shares, _combinations, alike, lots_of, take

D = Decimal
FIRST, NEXT, LAST = date(2025, 1, 6), date(2025, 2, 6), date(2025, 3, 6)
NONE: frozenset[date | None] = frozenset()


def shares(
    quantity: str,
    acquired: date | None = FIRST,
    cost: str | None = "100",
    line: int | None = 2,
    file: str = "a.csv",
) -> Shares:
    return Shares(F(quantity), cost and D(cost), acquired, Source(file, line), True)


def sizes(found: list[Shares]) -> list[F]:
    return [one.quantity for one in found]


def test_the_earliest_and_smallest_and_cheapest_come_first_and_those_without_a_day_last() -> None:
    ordered = [
        shares("5", FIRST),
        shares("3", NEXT),
        shares("4", NEXT, None),
        shares("4", NEXT, "0"),
        shares("4", NEXT, "1", 9, "a.csv"),
        shares("4", NEXT, "1", None, "b.csv"),
        shares("4", NEXT, "1", 1, "b.csv"),
        shares("4", NEXT, "1", 2, "b.csv"),
        shares("4", NEXT, "2"),
        shares("1", None),
    ]
    for one, other in pairwise(ordered[:3] + ordered[4:]):
        assert one.sort_key < other.sort_key


def test_an_unknown_cost_comes_before_every_known_one() -> None:
    known = [shares("4", NEXT, cost).sort_key for cost in ("0.01", "1", "2")]
    assert all(shares("4", NEXT, None).sort_key < key for key in known)
    assert shares("4", NEXT, None).sort_key[2] == -1
    assert shares("4", line=None).sort_key[3:] == ("a.csv", 0)


@pytest.mark.parametrize(("wanted", "left"), [("0", 3), ("1/100", 3), ("-1", 3), ("2/100", 3)])
def test_what_is_within_rounding_takes_nothing_whole(wanted: str, left: int) -> None:
    pool = [shares("3", FIRST), shares("4", NEXT), shares("5", LAST)]
    found = take(pool, F(wanted), F(1, 100), NONE)
    assert (len(pool), sum(sizes(pool))) == (left, 12 - sum(sizes(found)))
    assert sizes(found) == ([F(2, 100)] if wanted == "2/100" else [])


@pytest.mark.parametrize(
    ("wanted", "liked", "taken"),
    [
        ("9", {NEXT, LAST}, ["4", "5"]),  # those of the days sum to it
        ("4", {NEXT, LAST}, ["4"]),  # one of the days is it
        ("3", {NEXT, LAST}, ["3"]),  # one of another day is it
        ("12", {LAST}, ["3", "4", "5"]),  # all together are it
        ("7", {LAST}, ["3", "4"]),  # the first of them are it
        ("9", {FIRST}, ["4", "5"]),  # the last of them are it
        ("8", set(), ["3", "5"]),  # some are it
        ("6", {LAST}, ["5", "1"]),  # none are: of the days first, then the earliest, the last one cut
        ("6", set(), ["3", "3"]),
        ("20", {LAST}, ["5", "3", "4"]),  # all there are
    ],
)
def test_whole_lots_that_sum_to_what_is_wanted_are_taken_else_the_earliest(
    wanted: str, liked: set[date | None], taken: list[str]
) -> None:
    pool = [shares("5", LAST), shares("3", FIRST), shares("4", NEXT)]
    found = take(pool, F(wanted), F(0), frozenset(liked))
    assert sizes(found) == [F(text) for text in taken]
    assert sum(sizes(pool)) + sum(sizes(found)) == 12
    assert all(one not in pool for one in found)


@pytest.mark.parametrize(
    ("wanted", "whole"), [("5.01", True), ("4.99", True), ("5.011", False), ("4.989", False)]
)
def test_whole_lots_may_be_off_by_rounding(wanted: str, whole: bool) -> None:
    found = take([shares("3"), shares("5", NEXT)], F(wanted), F(1, 100), NONE)
    assert (sizes(found) == [5]) is whole


def test_combinations_are_tried_in_a_fixed_order_and_of_few_lots_all() -> None:
    pool = [shares(str(n), NEXT, line=n) for n in (1, 2, 4, 8)]
    tried = [[int(one.quantity) for one in some] for some in _combinations(pool[1:2], pool)]
    assert tried == [
        [2], [2], [1], [2], [4], [8], [1, 2, 4, 8],
        [1, 2], [4, 8], [1, 2, 4], [2, 4, 8],
        [1, 2], [1, 4], [1, 8], [2, 4], [2, 8], [4, 8], [1, 2, 4], [1, 2, 8], [1, 4, 8], [2, 4, 8],
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "wanted", "taken"), [(14, 5, 2), (15, 5, 3)])
def test_of_more_than_fourteen_lots_only_runs_are_tried(count: int, wanted: int, taken: int) -> None:
    """Powers of two: 1 and 4 are 5 together, but no run from either end; else 1, 2 and a part of 4."""
    pool = [shares(str(2**n), NEXT, line=n) for n in range(count)]
    assert len(take(pool, F(wanted), F(0), NONE)) == taken


def test_a_part_takes_its_part_of_the_cost_to_the_cent() -> None:
    one = shares("3", cost="100")
    piece = one.split(F(1))
    assert (piece.quantity, piece.cost_usd, piece.acquired, piece.is_held) == (1, D("33.33"), FIRST, True)
    assert (one.quantity, one.cost_usd, one.pieces) == (2, D("66.67"), [piece])
    assert shares("3", cost=None).split(F(1)).cost_usd is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (shares("10", cost="100"), shares("5", cost="50"), True),
        (shares("10", cost="100"), shares("5", cost="50.015"), True),  # a cent of 10 and a cent of 5 shares
        (shares("10", cost="100"), shares("5", cost="49.985"), True),
        (shares("10", cost="100"), shares("5", cost="50.016"), False),
        (shares("10", cost="100"), shares("5", cost="49.984"), False),
        (shares("10", NEXT), shares("10", FIRST), False),
        (shares("10", None), shares("10", None), False),
        (shares("10", cost=None), shares("5", cost=None), True),
        (shares("10", cost=None), shares("5", cost="50"), False),
        (shares("10", cost="100"), shares("5", cost=None), False),
    ],
)
def test_parts_of_one_purchase_have_its_day_and_its_price(one: Shares, other: Shares, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


def test_parts_of_one_purchase_become_one_lot() -> None:
    parts = [
        shares("5", NEXT, "50"),
        shares("10", NEXT, "100"),
        shares("2", FIRST, None),
        shares("3", FIRST, None),
    ]
    found = lots_of(("joint", "VTI"), [*parts, shares("1", FIRST, "9")])
    assert [(lot.quantity, lot.cost_usd, lot.acquired) for lot in found] == [
        (1, 9, FIRST),
        (5, None, FIRST),
        (15, 150, NEXT),
    ]
    assert (found[0].account_id, found[0].symbol, found[0].source) == ("joint", "VTI", Source("a.csv", 2))
    assert [one.claims for one in parts] == [
        [(found[2], 5)],
        [(found[2], 10)],
        [(found[1], 2)],
        [(found[1], 3)],
    ]


def test_claims_are_those_of_all_pieces() -> None:
    one = shares("3")
    piece = one.split(F(1))
    [rest], [part] = lots_of(("joint", "VTI"), [one]), lots_of(("joint", "VTI"), [piece])
    assert [*one.all_claims()] == [(rest, 2), (part, 1)]
