"""The comparison day by day: which figures are held against which, what is shown of a difference, and where it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.reconcile.test_causes import KEY, SOLD, evidence, gain, lot, sale, stated
from tests.tax.builders import household
from trimtab.core.accounts import Lot, Position
from trimtab.core.problems import Source
from trimtab.ledger.books.realised import HeldLot, Realised
from trimtab.ledger.lots import UNKNOWN_DATE, LotSet
from trimtab.ledger.reconcile import compare
from trimtab.ledger.reconcile.result import Cause, Difference, Likely, Matter

D = Decimal
FIRST, NEXT, LAST = date(2025, 1, 6), date(2025, 2, 6), date(2025, 3, 6)
ROUNDED = "cents of rounding, lot by lot"
OTHER_LOTS = "the shares agree in all: the custodian took other lots for a sale"


def at(line: int | None, file: str = "lots.csv") -> Source:
    return Source(file, line)


def shown(found: Iterable[Difference]) -> list[tuple[object, ...]]:
    """Everything of a difference but its causes' figures."""
    return [
        (d.matter.value, d.day, d.ours, d.theirs, [c.cause.value for c in d.causes], d.source) for d in found
    ]


def part(quantity: str, line: int, acquired: date | None = None, basis: str | None = "100") -> Lot:
    name = acquired.isoformat() if acquired else UNKNOWN_DATE
    return Lot(name, D(quantity), basis and D(basis), acquired, at(line))


def test_shares_of_a_position_are_shown_at_the_first_of_its_lots() -> None:
    made = household({})
    account = replace(
        made.accounts[0],
        account_id="joint",
        positions=(Position("VTI", (part("4", 7, FIRST), part("5", 8, NEXT))),),
    )
    facts = evidence(held={KEY: [lot(quantity="6"), lot(quantity="2")], ("roth", "BND"): [lot()]})
    assert shown(compare._positions(facts, account)) == [("shares", None, 8, 9, ["unexplained"], at(7))]


@pytest.mark.parametrize("first", [part("10", 7, None, "90"), part("10", 7, FIRST, "90")])
def test_where_no_lots_are_stated_the_total_cost_is_compared(first: Lot) -> None:
    """The day of a holding that was told by hand is no lot that a custodian states."""
    count, found = compare._lots(evidence(held={KEY: [lot("100")]}), "joint", Position("VTI", (first,)))
    assert count == 0
    assert shown(found) == [("basis", None, 100, 90, ["unexplained"], at(7))]


def test_lots_that_do_not_sum_to_the_position_are_not_compared_by_day() -> None:
    facts = evidence(
        held={KEY: [lot("100")]}, stated_lots={KEY: LotSet("lots.csv", None, (stated("50", "5"),))}
    )
    count, found = compare._lots(facts, "joint", Position("VTI", (part("10", 7, None, "90"),)))
    assert (count, [one.matter for one in found]) == (0, [Matter.BASIS])


def test_days_are_compared_from_the_first_on_and_lots_without_a_day_before_them() -> None:
    days = [None, *(date(2025, month, 6) for month in range(1, 9))]
    theirs = tuple(replace(stated("90", "10"), acquired=day) for day in reversed(days))
    ours = [replace(lot("100"), bought=day) for day in days]
    facts = evidence(held={KEY: ours}, stated_lots={KEY: LotSet("lots.csv", None, theirs)})
    count, found = compare._lots(facts, "joint", Position("VTI", (part("90", 7, FIRST),)))
    assert (count, [one.day for one in found]) == (9, days)


def of_day(
    ours: list[HeldLot], theirs: list[tuple[str, str | None, int]], **facts: object
) -> list[Difference]:
    rows = [replace(stated(cost, quantity), source=at(line)) for quantity, cost, line in theirs]
    return [*compare._lot_day(evidence(**facts), KEY, FIRST, ours, rows)]


def test_a_lot_is_shown_at_the_custodians_line_else_at_its_own() -> None:
    mine = [replace(lot(), source=at(3, "own.csv")), replace(lot(), source=at(2, "own.csv"))]
    both = of_day(mine, [("4", "40", 9), ("5", "50", 8)])
    assert shown(both) == [("lot_shares", FIRST, 20, 9, ["unexplained"], at(9))]
    assert shown(of_day(mine, [])) == [("lot_shares", FIRST, 20, 0, ["unexplained"], at(3, "own.csv"))]
    assert shown(of_day([], [("4", None, 9)])) == [("lot_shares", FIRST, 0, 4, ["unexplained"], at(9))]
    assert shown(of_day(mine, [("20", "170", 9)])) == [("lot_basis", FIRST, 200, 170, ["unexplained"], at(9))]


def test_a_days_cost_is_compared_where_every_lot_of_the_day_states_one() -> None:
    mine = [lot("100"), lot("60")]
    assert of_day(mine, [("10", "150", 9), ("10", None, 8)]) == []
    assert of_day(mine, [("10", "100", 9), ("10", "60", 8)]) == []
    assert shown(of_day([lot(None)], [("10", "90", 9)])) == [
        ("lot_basis", FIRST, None, 90, ["unknown_basis"], at(9))
    ]


def test_a_day_apart_says_why() -> None:
    [one] = of_day([lot(quantity="10")], [("20", "100", 9)])
    assert one.causes == (
        Likely(Cause.MISSING_SPLIT, "theirs are ours times 2 for 1: a split that no file tells"),
    )


def apart(day: date, ours: str, theirs: str, matter: Matter = Matter.LOT_SHARES) -> Difference:
    return Difference(*KEY, matter, day, D(ours), D(theirs), (Likely(Cause.UNEXPLAINED, "?"),), at(4))


def test_lots_apart_by_day_that_agree_in_all_are_another_choice() -> None:
    cost = apart(LAST, "100", "90", Matter.LOT_BASIS)
    found = compare._choices([apart(FIRST, "8", "4"), cost, apart(NEXT, "6", "10")])
    likely = (Likely(Cause.LOT_CHOICE, OTHER_LOTS),)
    assert found == [
        replace(apart(FIRST, "8", "4"), causes=likely),
        cost,
        replace(apart(NEXT, "6", "10"), causes=likely),
    ]


@pytest.mark.parametrize("second", ["9", "11"])
def test_lots_apart_that_do_not_agree_in_all_are_no_choice(second: str) -> None:
    found = [apart(FIRST, "8", "4"), apart(NEXT, "6", second)]
    assert compare._choices(found) == found
    assert compare._choices(found[:1]) == found[:1]
    assert compare._choices([]) == []


def result(
    proceeds: str, basis: str | None = "100", long: bool | None = False, disallowed: str = "0"
) -> Realised:
    return replace(
        sale(disallowed), proceeds_usd=D(proceeds), basis_usd=basis and D(basis), is_long=long
    )  # fmt: skip


def said(proceeds: str, short: str, long: str, line: int | None = 5, **more: object) -> object:
    made = replace(gain(), proceeds_usd=D(proceeds), gain_short_usd=D(short), gain_long_usd=D(long))
    return replace(made, source=at(line, "gains.csv"), **more)


def of_sale(ours: list[Realised], theirs: list[object], **facts: object) -> list[Difference]:
    return [*compare._day(evidence(**facts), KEY, SOLD, ours, theirs)]  # type: ignore[arg-type]


def test_proceeds_apart_by_cents_are_rounding_and_shown_at_the_first_line() -> None:
    rows = [said("50", "0", "0", 9), said("60", "10", "0", 6), said("0", "0", "0", None)]
    found = of_sale([result("110.01", "100")], rows)
    assert shown(found) == [
        ("proceeds", SOLD, D("110.01"), 110, ["rounding"], at(None, "gains.csv")),
        ("gain_short", SOLD, D("10.01"), 10, ["rounding"], at(None, "gains.csv")),
    ]
    assert found[0].causes == (Likely(Cause.ROUNDING, ROUNDED),)
    assert of_sale([result("110.01")], rows[:2])[0].source == at(6, "gains.csv")


def test_a_disallowed_loss_apart_is_shown_with_both_figures() -> None:
    theirs = replace(said("90", "0", "0"), disallowed_usd=D(4))  # type: ignore[type-var]
    [one] = of_sale([result("90", disallowed="10")], [theirs])
    assert (one.matter, one.ours, one.theirs, one.source) == (Matter.DISALLOWED, 10, 4, at(5, "gains.csv"))


@pytest.mark.parametrize(
    ("long", "is_period"), [("20.02", True), ("20.03", False), ("19.98", True), ("19.97", False)]
)
def test_short_and_long_that_agree_in_all_within_a_cent_a_lot_differ_in_the_period(
    long: str, is_period: bool
) -> None:
    """Two lots of ours brought 10 short each; the custodian has as much, or a little more or less, as long."""
    found = of_sale([result("110"), result("110")], [said("220", "0", long)])
    assert [(one.matter, one.ours, one.theirs) for one in found] == [
        (Matter.GAIN_SHORT, 20, 0),
        (Matter.GAIN_LONG, 0, D(long)),
    ]
    assert [Cause.HOLDING_PERIOD in [c.cause for c in one.causes] for one in found] == [is_period, is_period]


def test_of_a_loss_as_near_to_either_figure_what_counts_is_shown() -> None:
    """100 were lost and disallowed: what counts is 0, and the custodian's 50 is as far from either."""
    theirs = replace(said("0", "-50", "0"), disallowed_usd=D(100))  # type: ignore[type-var]
    [one] = of_sale([result("0", disallowed="100")], [theirs])
    assert (one.matter, one.ours, one.theirs) == (Matter.GAIN_SHORT, 0, -50)


@pytest.mark.parametrize(("stated_short", "ours"), [("-49", "0"), ("-51", "-100")])
def test_of_a_disallowed_loss_the_nearer_figure_is_shown(stated_short: str, ours: str) -> None:
    theirs = replace(said("0", stated_short, "0"), disallowed_usd=D(100))  # type: ignore[type-var]
    [one] = of_sale([result("0", disallowed="100")], [theirs])
    assert (one.ours, one.theirs) == (D(ours), D(stated_short))


def test_an_unknown_result_is_held_against_the_term_that_the_custodian_has() -> None:
    unknown = result("90", basis=None)
    assert [(one.matter, one.ours, one.theirs) for one in of_sale([unknown], [said("90", "0", "7")])] == [
        (Matter.GAIN_LONG, None, 7)
    ]
    assert [one.matter for one in of_sale([unknown], [said("90", "0", "0")])] == [
        Matter.GAIN_SHORT,
        Matter.GAIN_LONG,
    ]


def test_an_unknown_holding_period_counts_as_short() -> None:
    assert of_sale([result("110", long=None)], [said("110", "10", "0")]) == []
    assert of_sale([result("110", long=True)], [said("110", "0", "10")]) == []


def test_a_difference_with_a_side_unknown_is_of_no_size() -> None:
    one = apart(FIRST, "8", "4")
    assert (one.apart, replace(one, ours=None).apart, replace(one, theirs=None).apart) == (4, None, None)


def test_a_difference_is_explained_by_its_likeliest_cause() -> None:
    known, not_known = Likely(Cause.ROUNDING, ROUNDED), Likely(Cause.UNEXPLAINED, "?")
    one = apart(FIRST, "8", "4")
    assert replace(one, causes=(known, not_known)).is_explained
    assert not replace(one, causes=(not_known, known)).is_explained
