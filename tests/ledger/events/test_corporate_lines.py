"""The lines of one account and day, read together: what went, what came, what was paid for it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as F

import pytest

from tests.ledger.events.tell import row
from trimtab.core.events import Sell
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.statement import Detail
from trimtab.ledger.events import corporate
from trimtab.ledger.events.corporate import Actions, corporate_events, is_corporate
from trimtab.ledger.events.planned import Place
from trimtab.ledger.events.told import Told

MARCH = date(2026, 3, 2)


def line(symbol: str, shares: str, detail: Detail, amount: str = "0", *, when: str = "03-02", account_id: str = "joint",
         kind: Kind = Kind.CORPORATE_ACTION, at: int = 4, units: tuple[str, str] | None = None) -> Told:  # fmt: skip
    return Told(account_id, row(kind, when, symbol, shares, amount, detail, line=at, units=units))


def read(*lines: Told, taxable: bool = True) -> Actions:
    return corporate_events(lines, lambda _: taxable)


@pytest.mark.parametrize(
    ("when", "symbol", "account_id", "paid"),
    [
        ("03-02", "VTI", "joint", True),
        ("03-01", "VTI", "joint", False),
        ("04-01", "VTI", "joint", True),
        ("03-02", "BND", "joint", False),
        ("03-02", "VTI", "roth", False),
    ],
)
def test_cash_in_lieu_is_paid_for_a_split_of_its_day_or_before(
    when: str, symbol: str, account_id: str, paid: bool
) -> None:
    cash = line(symbol, "0", Detail.CASH_IN_LIEU, "7", when=when, account_id=account_id)
    [found] = read(line("VTI", "10", Detail.SPLIT), cash).received
    assert found.is_paid is paid


def test_cash_in_lieu_is_paid_within_days_that_are_stated() -> None:
    split = read(line("VTI", "10", Detail.SPLIT)).received[0]
    for more, paid in ((0, True), (1, False)):
        at = MARCH + corporate.IN_LIEU_WITHIN + (date(2026, 1, 2) - date(2026, 1, 1)) * more
        cash = line("VTI", "0", Detail.CASH_IN_LIEU, "7", when=at.isoformat())
        assert corporate._is_paid(split, [cash]) is paid
    assert corporate._is_paid(split, []) is False


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (line("VTI", "10", Detail.MERGER), True),
        (line("VTI", "0", Detail.MERGER, "7"), True),
        (line("VTI", "0", Detail.MERGER), False),
        (line("VTI", "0", Detail.SPLIT), True),
        (line("VTI", "0", Detail.RETURN_OF_CAPITAL, "7"), False),
        (line("VTI", "10", Detail.NONE, "7", kind=Kind.DIVIDEND), False),
    ],
)
def test_lines_of_corporate_actions(told: Told, found: bool) -> None:
    assert is_corporate(told) is found


def test_a_split_in_two_lines_states_the_shares_before_and_after() -> None:
    [found] = read(line("OLD", "-10.5", Detail.SPLIT), line("VTI", "21", Detail.SPLIT)).received
    assert (found.key, found.shares, found.stated, found.ratio) == (
        ("joint", "VTI"), F("10.5"), (F("10.5"), F(21)), None,
    )  # fmt: skip


def test_one_line_that_went_and_one_that_came_are_a_pair_whatever_else_states_no_shares() -> None:
    went, came, bare = (line("VTI", shares, Detail.MERGER) for shares in ("-0.5", "0.5", "0"))
    assert corporate._pair([bare, came, went]) == (went, came)
    assert corporate._pair([came, bare]) is None
    assert corporate._pair([went, came, came]) is None
    assert corporate._pair([bare, bare]) is None


@pytest.mark.parametrize(
    ("shares", "units", "stated", "ratio"),
    [
        ("10", ("20", "10"), (10, 20), None),  # units are the shares before and after
        ("10", ("2", "1"), None, 2),
        ("0", ("3", "2"), None, F(3, 2)),
        ("10", ("2", "0"), None, None),
        ("10", ("0", "2"), None, None),
        ("1", ("1", "0"), None, None),
        ("1", None, None, None),
        ("10", None, None, None),
    ],
)
def test_units_of_a_split_are_its_shares_or_its_ratio(
    shares: str, units: tuple[str, str] | None, stated: tuple[int, int] | None, ratio: F | None
) -> None:
    [found] = read(line("VTI", shares, Detail.SPLIT, units=units)).received
    assert (found.shares, found.stated, found.ratio) == (F(shares), stated, ratio)


def test_a_split_without_shares_beside_one_with_them_is_the_same() -> None:
    found = read(
        line("VTI", "0", Detail.SPLIT), line("VTI", "10", Detail.SPLIT), line("BND", "0", Detail.SPLIT)
    )
    assert [(one.key[1], one.shares) for one in found.received] == [("VTI", 10), ("BND", 0)]


def test_where_nothing_is_taxed_shares_came_and_went() -> None:
    lines = [
        line("A", "0.5", Detail.MERGER),
        line("B", "-0.5", Detail.MERGER),
        line("C", "0", Detail.MERGER, "7"),
    ]
    found = read(*lines, taxable=False)
    assert [(type(p.event).__name__, p.event.quantity, p.place) for p in found.planned] == [  # type: ignore[attr-defined]
        ("TransferIn", F("0.5"), Place.RECEIVED),
        ("TransferOut", F("0.5"), Place.GONE),
    ]
    assert [(p.code, p.message) for p in found.problems] == [
        (
            "action-sheltered",
            f"joint on 2026-03-02: {words}: shares came or went; nothing is taxed in this account",
        )
        for words in ("0.5 A", "-0.5 B", "0 C for $7.00")
    ]


def test_shares_bought_out_are_a_sale_for_the_cash_of_all_lines() -> None:
    cash, went = (
        line("VTI", "0", Detail.CASH_MERGER, "0.50", at=3),
        line("VTI", "-0.5", Detail.CASH_MERGER, at=4),
    )
    [planned] = read(cash, went).planned
    assert isinstance(planned.event, Sell)
    assert (planned.event.quantity, planned.event.proceeds_usd) == (F("0.5"), F("0.5"))
    assert planned.event.source is not None
    assert (planned.event.source.line, planned.effects[0].add, planned.place) == (4, F("-0.5"), Place.SOLD)


@pytest.mark.parametrize("lines", [[("-5", "0")], [("-5", "-1")], [("0", "9")], [("-5", "9"), ("-4", "9")]])
def test_a_buy_out_without_cash_or_of_two_lots_of_shares_is_unclear(lines: list[tuple[str, str]]) -> None:
    found = read(*(line("VTI", shares, Detail.CASH_MERGER, amount) for shares, amount in lines))
    assert (found.planned, [p.code for p in found.problems]) == ([], ["action-unclear"] * len(lines))


@pytest.mark.parametrize(("shares", "code"), [("-0.5", None), ("0", "short-trade"), ("0.5", "short-trade")])
def test_an_option_that_was_held_is_sold_for_nothing(shares: str, code: str | None) -> None:
    found = read(line("OPT", shares, Detail.EXPIRED, "1"))
    assert [p.code for p in found.problems] == ([code] if code else [])
    assert [p.event.proceeds_usd for p in found.planned] == ([] if code else [0])  # type: ignore[attr-defined]
