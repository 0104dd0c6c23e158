"""Why two figures may differ: each cause at the edge of what bears it out, and beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.tax.builders import household
from trimtab.core.events import Dividend, LotMethod, Opening, Reinvestment, ReturnOfCapital, TransferIn
from trimtab.core.problems import Source
from trimtab.core.statement import StatedGain, StatedLot
from trimtab.ledger.books.realised import HeldLot, Realised
from trimtab.ledger.books.result import Closing, How
from trimtab.ledger.reconcile.causes import (
    _is_likely,
    causes_of_basis,
    causes_of_disallowed,
    causes_of_gain,
    causes_of_shares,
)
from trimtab.ledger.reconcile.evidence import Evidence
from trimtab.ledger.reconcile.result import Likely

D = Decimal
KEY = ("joint", "VTI")
DAY, SOLD, AS_OF = date(2025, 1, 6), date(2025, 6, 2), date(2026, 11, 20)
WHERE = Source("f.csv", 2)
NOTHING = ["nothing in the files explains it: compare with the custodian's page"]


def evidence(**facts: object) -> Evidence:
    made = Evidence(
        household({}), {}, {}, {}, {}, {}, {"joint": ((date(2020, 1, 1), AS_OF),)}, {"joint": AS_OF},
        frozenset(), (), "household.toml", {}, frozenset(),
    )  # fmt: skip
    return replace(made, **facts)


def lot(basis: str | None = "100", quantity: str = "10", **more: object) -> HeldLot:
    made = HeldLot("a", *KEY, D(quantity), basis and D(basis), DAY, DAY, How.PURCHASE, True)
    return replace(made, **more)


def stated(cost: str | None = "100", quantity: str = "10", disallowed: str = "0") -> StatedLot:
    return StatedLot("4821", "VTI", "x", D(quantity), DAY, cost and D(cost), WHERE, D(disallowed))


def words(found: tuple[Likely, ...]) -> list[str]:
    return [one.words for one in found]


def of_basis(
    ours: str, theirs: str, lots: list[HeldLot], cost: list[StatedLot] | None = None, **facts: object
) -> list[str]:
    rows = [stated(), stated("50", "3")] if cost is None else cost
    return words(causes_of_basis(evidence(**facts), KEY, lots, rows, D(ours), D(theirs)))


@pytest.mark.parametrize(
    ("ours", "theirs", "rounded"),
    [("10", "10.001", True), ("10.001", "10", True), ("10", "10.0011", False), ("10", "9.9989", False)],
)
def test_shares_within_a_thousandth_are_rounding(ours: str, theirs: str, rounded: bool) -> None:
    found = words(causes_of_shares(evidence(), KEY, D(ours), D(theirs)))
    assert (found == ["files show parts of a share to three or four decimals"]) is rounded


def test_a_security_under_another_name_has_as_many_shares_as_are_missing() -> None:
    other = Opening(event_id="o", account_id="joint", trade_date=DAY, source=WHERE, symbol="922908769",
                    quantity=D(3), basis_usd=None, acquired=None, lot_id="o")  # fmt: skip
    facts = {"events": {("joint", "922908769"): [other]}, "stated_in": frozenset({"f.csv"})}
    for ours, theirs, named in (("10", "7", True), ("10", "6", False), ("2", "1", False)):
        found = words(causes_of_shares(evidence(**facts), KEY, D(ours), D(theirs)))
        assert any('[aliases] "VTI" = "922908769"' in one for one in found) is named


@pytest.mark.parametrize(
    ("ratio", "likely"),
    [
        ("2", 1),
        ("1/10", 1),
        ("3/2", 1),
        ("4/3", 1),
        ("5/4", 1),
        ("2/3", 0),
        ("5/3", 0),
        ("6/4", 1),
        ("5/2", 0),
        ("7/4", 0),
    ],
)
def test_ratios_that_issuers_announce(ratio: str, likely: int) -> None:
    assert _is_likely(Fraction(ratio)) == bool(likely)


def opening(quantity: str, basis: str | None = None) -> Opening:
    return Opening(event_id="o", account_id="joint", trade_date=DAY, symbol="VTI", quantity=D(quantity),
                   basis_usd=basis and D(basis), acquired=None, lot_id="o")  # fmt: skip


BY_DIVIDENDS = "dividends buy more of it, and no transaction tells of {} shares: reinvestments"
UNKNOWN = "no file tells what {} of the shares cost; the books know them since 2025-01-06"
BUYS = Reinvestment(
    event_id="r", account_id="joint", trade_date=DAY, symbol="VTI", quantity=D(1), cost_usd=D(9)
)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([BUYS, opening("9.5")], BY_DIVIDENDS.format("9.5")),
        ([BUYS, opening("9.5"), opening("0.5", "7")], BY_DIVIDENDS.format("9.5")),
        ([BUYS, opening("9.975")], BY_DIVIDENDS.format("9.975")),
        ([BUYS, opening("9.9751")], UNKNOWN.format("9.9751")),
        ([BUYS, opening("9")], UNKNOWN.format("9")),
        ([opening("9.5")], UNKNOWN.format("9.5")),
        ([BUYS], "no file tells what 0 of the shares cost"),
    ],
)
def test_a_basis_nobody_knows_may_be_dividends_reinvested(events: list[Opening], told: str) -> None:
    held = {KEY: [lot(quantity="99.75")]}
    found = causes_of_basis(evidence(events={KEY: events}, held=held), KEY, [], [], None, D(5))
    assert words(found) == [told]


def test_of_several_arrivals_without_a_basis_the_first_is_named() -> None:
    came = [
        TransferIn(
            event_id=f"t{n}", account_id="joint", trade_date=date(2025, 1, n), symbol="VTI", quantity=D(n)
        )
        for n in (3, 4)
    ]
    found = causes_of_basis(evidence(events={KEY: came}), KEY, [], [], None, D(5))
    assert words(found) == ["3 shares came from outside on 2025-01-03 without a basis"]
    firsts = [replace(opening("5"), trade_date=date(2025, 1, n)) for n in (3, 4)]
    [told] = words(causes_of_basis(evidence(events={KEY: firsts}), KEY, [], [], None, D(5)))
    assert told == "no file tells what 10 of the shares cost; the books know them since 2025-01-03"


@pytest.mark.parametrize(
    ("theirs", "rounded"), [("100.03", True), ("100.04", False), ("99.97", True), ("99.96", False)]
)
def test_a_cent_a_lot_is_rounding(theirs: str, rounded: bool) -> None:
    assert (of_basis("100", theirs, [lot()]) == ["cents of rounding, lot by lot"]) is rounded


def test_one_corrected_lot_is_enough() -> None:
    lots = [lot(), lot(lot_id="b")]
    assert of_basis("200", "150", lots, corrected=frozenset({"b"})) == [
        "the household file corrects this basis"
    ]


@pytest.mark.parametrize(
    ("apart", "borne_out"),
    [("40", True), ("40.02", True), ("39.98", True), ("40.03", False), ("39.97", False), ("-40", False)],
)
def test_a_wash_sale_is_named_where_its_amount_is_what_is_apart(apart: str, borne_out: bool) -> None:
    """Two cents for one lot: one for the lot, one for the sum."""
    ours = of_basis(str(D(100) + D(apart)), "100", [lot(wash_added_usd=D(40))])
    assert ours == (["a wash sale added $40.00 that the custodian does not add"] if borne_out else NOTHING)
    rows = [stated("60", "5", "40"), stated("50", "3")]
    theirs = of_basis("100", str(D(100) + D(apart)), [lot()], rows)
    told = "the custodian added $40.00 for a wash sale that the books do not have"
    assert theirs == ([told] if borne_out else NOTHING)
    capital = ReturnOfCapital(
        event_id="c", account_id="joint", trade_date=SOLD, symbol="VTI", amount_usd=D(40)
    )
    back = of_basis("100", str(D(100) + D(apart)), [lot()], events={KEY: [capital]})
    words_ = "$40.00 of capital came back in the transactions; the custodian's cost does not show it"
    assert back == ([words_] if borne_out else NOTHING)


def test_a_distribution_may_have_been_called_capital_since() -> None:
    def paid(amount: str, month: int = 3) -> Dividend:
        return Dividend(event_id=f"d{month}", account_id="joint", trade_date=date(2025, month, 1), symbol="VTI",
                        amount_usd=D(amount))  # fmt: skip

    facts = {"events": {KEY: [paid("40"), paid("0.5", 6)]}}
    assert of_basis("140", "100", [lot()], **facts) == [
        "as much as the distribution of 2025-03-01: the issuer may have called it capital since"
    ]
    assert of_basis("140.5", "100", [lot()], **facts) == [
        "as much as the distributions of 2025: the issuer may have called them capital since"
    ]
    assert of_basis("100.5", "100", [lot()], **facts) == [
        "as much as the distribution of 2025-06-01: the issuer may have called it capital since"
    ]
    two = {"events": {KEY: [paid("0.3"), paid("0.4", 6)]}}
    assert of_basis("100.7", "100", [lot()], **two) == [
        "as much as the distributions of 2025: the issuer may have called them capital since"
    ]
    assert of_basis("100", "140", [lot()], **facts) == NOTHING


@pytest.mark.parametrize(
    ("ours", "theirs", "averaged"),
    [
        ([("100", "10"), ("60", "5")], [("70", "7"), ("80.08", "8")], True),  # 10.00 and 10.01 a share
        ([("100", "10"), ("60", "5")], [("70", "7"), ("80.09", "8")], False),
        ([("100", "10"), ("60", "5")], [("150", "15")], False),
        ([("100", "10"), ("50.05", "5")], [("70", "7"), ("80", "8")], False),  # ours are averaged as well
        ([("100", "10"), ("50.06", "5")], [("70", "7"), ("80", "8")], True),
        ([("100", "10")], [("70", "7"), ("80", "8")], True),
        ([("100", "10"), (None, "5")], [("70", "7"), ("80", "8")], True),
    ],
)
def test_a_custodian_that_averages(
    ours: list[tuple[str | None, str]], theirs: list[tuple[str, str]], averaged: bool
) -> None:
    lots = [lot(basis, quantity) for basis, quantity in ours]
    rows = [stated(cost, quantity) for cost, quantity in theirs]
    told = ["the custodian states the same cost for each share: it averages"]
    assert of_basis("400", "300", lots, rows) == (told if averaged else NOTHING)


def sale(disallowed: str = "0", lot_id: str = "a", bought: date = DAY) -> Realised:
    return Realised("s", *KEY, lot_id, D(10), bought, bought, SOLD, D(90), D(100), D(disallowed), D(0), False, True,
                    None, Closing.SALE, How.PURCHASE, LotMethod.FIFO)  # fmt: skip


def gain(disallowed: str = "0", unadjusted: str | None = None, opened: date | None = DAY) -> StatedGain:
    return StatedGain("4821", "VTI", D(10), opened, SOLD, D(90), D(100), D(-10), D(0), WHERE, D(disallowed),
                      unadjusted and D(unadjusted))  # fmt: skip


def of_gain(apart: str, ours: list[Realised], theirs: list[StatedGain], **facts: object) -> list[str]:
    return words(causes_of_gain(evidence(**facts), KEY, ours, theirs, D(apart), False))


@pytest.mark.parametrize(
    ("apart", "rounded"), [("0.02", True), ("-0.02", True), ("0.03", False), ("-0.03", False)]
)
def test_a_cent_for_each_row_of_a_sale_is_rounding(apart: str, rounded: bool) -> None:
    assert (of_gain(apart, [sale()], [gain()]) == ["cents of rounding, lot by lot"]) is rounded


def test_one_corrected_lot_of_a_sale_is_enough() -> None:
    found = of_gain("50", [sale(), sale(lot_id="b")], [gain()], corrected=frozenset({"b"}))
    assert found == ["the household file corrects the basis of what was sold"]


@pytest.mark.parametrize(
    ("apart", "borne_out"),
    [("40", True), ("-40.02", True), ("39.98", True), ("40.03", False), ("39.97", False)],
)
def test_disallowed_and_carried_amounts_explain_what_they_amount_to(apart: str, borne_out: bool) -> None:
    told = "the books disallow $50.00 of it as a wash sale, the custodian $10.00"
    assert of_gain(apart, [sale("50")], [gain("10")]) == ([told] if borne_out else NOTHING)
    told = "the custodian's cost holds $40.00 of an earlier wash sale that the books do not have"
    assert of_gain(apart, [sale()], [gain(unadjusted="60")]) == ([told] if borne_out else NOTHING)
    assert of_gain(apart, [sale("10")], [gain("10")]) == NOTHING


def test_other_lots_are_named_each_once() -> None:
    earlier = date(2024, 1, 2)
    found = of_gain(
        "50", [sale(), sale(), sale(bought=earlier)], [gain(opened=earlier), gain(opened=earlier)]
    )
    assert found == ["the books sold lots of 2024-01-02, 2025-01-06, the custodian those of 2024-01-02"]
    assert of_gain("50", [sale()], [gain(opened=None)]) == NOTHING


@pytest.mark.parametrize(
    ("ours", "theirs", "told"), [("10", "10.01", True), ("10", "10", False), ("10.01", "10", False)]
)
def test_a_custodian_that_disallows_more_saw_a_purchase_that_the_books_do_not_have(
    ours: str, theirs: str, told: bool
) -> None:
    found = words(causes_of_disallowed(evidence(runs={}), KEY, [sale(ours)], [gain(theirs)]))
    seen = "the custodian sees a purchase within 30 days that the books do not have: "
    assert found == ([f"{seen}no file tells the transactions of joint"] if told else NOTHING)
