"""Gain rows shared over sales, and the lots that a sale is named with: quantities, order, rounding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction as F

import pytest

from tests.ledger.events.tell import sold
from tests.ledger.events.test_trails import KEY, MARCH, WHERE, trail
from trimtab.core.events import LotChoice, LotMethod, Sell
from trimtab.core.problems import Source
from trimtab.core.statement import StatedGain
from trimtab.ledger.events import sales
from trimtab.ledger.events.opening import Gone
from trimtab.ledger.events.planned import Place, Planned
from trimtab.ledger.events.pool import LotRef

D = Decimal


def sale(quantity: str, when: date = MARCH, proceeds: str = "480", symbol: str = "VTI") -> Planned:
    event = Sell(event_id="", account_id="joint", trade_date=when, symbol=symbol, quantity=D(quantity),
                 proceeds_usd=D(proceeds))  # fmt: skip
    return Planned(event, Place.SOLD)


def row(quantity: str, opened: str | None = "01-05", proceeds: str = "480", cost: str | None = "400",
        closed: str = "03-02", line: int = 5) -> tuple[str, StatedGain]:  # fmt: skip
    return ("joint", sold("VTI", quantity, opened, closed, proceeds, cost, line=line))


def shared(told: list[Planned], *rows: tuple[str, StatedGain]) -> list[tuple[tuple[int, F], ...]]:
    return [one.sold for one in sales.with_gains(told, rows)]


def test_a_row_of_as_many_shares_goes_to_its_sale_and_the_others_in_order() -> None:
    """Without the row of 4, the sale of 4 would take from the row of 6, which is older."""
    assert shared([sale("4"), sale("6")], row("6", "01-05"), row("4", "02-05")) == [((1, 4),), ((0, 6),)]
    assert shared([sale("4"), sale("6")], row("7", "01-05"), row("3", "02-05")) == [
        ((0, 4),),
        ((0, 3), (1, 3)),
    ]
    assert shared([sale("4"), sale("6")], row("4", "02-05"), row("5", "02-06"), row("1", "02-07")) == [
        ((0, 4),),
        ((1, 5), (2, 1)),
    ]
    assert shared([sale("0.5")], row("0.75")) == [((0, F("0.5")),)]


def test_rows_are_taken_by_day_then_shares_then_proceeds_then_cost() -> None:
    rows = [
        row("1", None), row("2", "01-06"), row("2", "01-05"), row("1", "01-05", "20"), row("1", "01-05", "10", "9"),
        row("1", "01-05", "10", "8"), row("1", "01-05", "10", None),
    ]  # fmt: skip
    assert sales._in_order(range(7), rows) == [6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("days", "proceeds", "quantity", "found"),
    [(5, "480", "4", True), (-5, "480", "4", True), (6, "480", "4", False), (3, "480.05", "4", True),
     (3, "480.06", "4", False), (3, "479.95", "4", True), (3, "480", "3", False)],
)  # fmt: skip
def test_a_row_of_the_settlements_day_is_of_the_sale_within_five_days(
    days: int, proceeds: str, quantity: str, found: bool
) -> None:
    closed = (MARCH + timedelta(days)).isoformat()
    others = [sale("4", symbol="AAA"), sale("4", MARCH - timedelta(60))]
    told = shared([*others, sale("4")], row(quantity, proceeds=proceeds, closed=closed))
    assert told == ([(), (), ((0, F(quantity)),)] if found else [(), (), (), ((0, F(quantity)),)])


def test_rows_without_a_sale_become_one_at_the_first_of_their_lines() -> None:
    rows = [row("4", "02-05", "480", line=9), row("1.5", "01-05", "120", line=6)]
    [made] = sales.with_gains([], rows)
    assert isinstance(made.event, Sell)
    assert (made.event.quantity, made.event.proceeds_usd, made.event.source) == (
        D("5.5"),
        600,
        Source("gains.csv", 6),
    )
    assert (made.sold, made.effects[0].add) == (((1, F("1.5")), (0, 4)), F("-5.5"))
    none = replace(rows[0][1], source=Source("gains.csv"))
    [made] = sales.with_gains([], [*rows, ("joint", none)])
    assert made.event.source == Source("gains.csv")


def lot(name: str, acquired: date | None = None) -> LotRef:
    return LotRef(*KEY, F(9), None, acquired, WHERE, name)


def named(quantity: str, *parts: tuple[str, str]) -> list[tuple[str, Decimal]] | None:
    planned = sale(quantity)
    assert isinstance(planned.event, Sell)
    event = sales._naming(planned, planned.event, [(lot(name), F(part)) for name, part in parts]).event
    assert isinstance(event, Sell)
    assert (event.method is LotMethod.SPECIFIC) is bool(event.lots)
    return [(choice.lot_id, choice.quantity) for choice in event.lots] or None


def test_the_largest_lot_of_a_sale_bears_the_rounding() -> None:
    assert named("10", ("b", "6"), ("a", "4")) == [("a", 4), ("b", 6)]
    assert named("10", ("a", "6"), ("b", "3.9996")) == [("a", D("6.0004")), ("b", D("3.9996"))]
    assert named("10", ("b", "3"), ("a", "4"), ("b", "3")) == [("a", 4), ("b", 6)]
    assert named("10", ("a", "5"), ("b", "4.9996")) == [("a", D("5.0004")), ("b", D("4.9996"))]
    assert named("9.9999", ("a", "5"), ("b", "5")) == [("a", 5), ("b", D("4.9999"))]


@pytest.mark.parametrize(("part", "is_named"), [("9.9995", 1), ("10.0005", 1), ("9.9994", 0), ("10.0006", 0)])
def test_lots_that_do_not_make_up_a_sale_are_not_named(part: str, is_named: int) -> None:
    assert (named("10", ("a", part)) == [("a", D(10))]) is bool(is_named)
    assert named("10") is None


def test_lots_chosen_already_stay() -> None:
    event = sale("10").event
    assert isinstance(event, Sell)
    chosen = replace(event, lots=(LotChoice(lot_id="x", quantity=D(10)),))
    parts = [(lot("a"), F(10))]
    assert sales._naming(Planned(chosen, Place.SOLD), chosen, parts).event is chosen
    by_method = replace(event, method=LotMethod.LIFO)
    assert sales._naming(Planned(by_method, Place.SOLD), by_method, parts).event is by_method


def rest(told: bool, lots: list[tuple[LotRef, str]], *quantities: str) -> list[list[tuple[str, F]]]:
    events = [sale(quantity).event for quantity in quantities]
    gone = Gone(trail("0"), told, tuple((ref, F(quantity)) for ref, quantity in lots))
    found = sales._rest(gone, events)  # type: ignore[arg-type]
    return [[(ref.lot_id, quantity) for ref, quantity in parts] for parts in found]


def test_what_is_gone_was_sold_first_to_last_where_it_is_exactly_that() -> None:
    lots = [(lot("a", MARCH), "4"), (lot("b"), "6")]
    assert rest(True, lots, "3", "7") == [[("a", 3)], [("a", 1), ("b", 6)]]
    assert rest(True, lots, "4", "6") == [[("a", 4)], [("b", 6)]]
    assert rest(True, lots, "3", "6") == []
    assert rest(False, lots, "3", "7") == []
    assert rest(True, [(lot("a", MARCH + timedelta(1)), "4"), (lot("b"), "6")], "10") == []
