"""Actions told by hand whose shares no line states: what came and went before and after tells how many they moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from tests.ledger.events.tell import books, codes, problem, row, typed
from trimtab.core.household import ActivityKind as Kind
from trimtab.ledger.events.corporate import Received
from trimtab.ledger.events.planned import Effect, Place
from trimtab.ledger.events.sizes import Balances, When, steps_of
from trimtab.ledger.spec import EventSpec
from trimtab.ledger.spec import TypedKind as Typed
from trimtab.services.books import HouseholdBooks

BUY = typed(Typed.BUY, "2025-01-10", account="joint", symbol="ITOT", quantity="17", cost_usd="1700")
DOUBTS = {"opening-unknown", "history-contradicts", "event-symbol-unknown"}


def sale(symbol: str, shares: str, usd: str, when: str = "05-05") -> EventSpec:
    return typed(Typed.SELL, when, account="joint", symbol=symbol, quantity=shares, proceeds_usd=usd)


def result(made: HouseholdBooks) -> list[tuple[str, D, D | None, D | None]]:
    assert not DOUBTS & set(codes(made)), codes(made)
    return sorted((one.symbol, one.quantity, one.basis_usd, one.gain_usd) for one in made.washed.realised)


def test_shares_that_were_spun_off_and_sold_since_keep_their_basis() -> None:
    spin = typed(
        Typed.SPIN_OFF, "02-02", account="joint", symbol="ITOT", new_symbol="VTI", new="1", old="3", basis_pct="20",
        cash_in_lieu_usd="12",
    )  # fmt: skip
    made = books(by_hand=[BUY, spin, sale("VTI", "4", "500")], held=[("ITOT", "17", ""), ("VTI", "1", "")])
    assert result(made) == [
        ("VTI", D("0.666666667"), D("40.00"), D("-28.00")),
        ("VTI", D(4), D("240.00"), D("260.00")),
    ]
    assert [(one.symbol, one.quantity, one.basis_usd) for one in made.washed.held] == [
        ("ITOT", 17, D("1360.00")),
        ("VTI", 1, D("60.00")),
    ]


@pytest.mark.parametrize("account", [{}, {"account": "joint"}])
def test_shares_of_a_merger_sold_since_keep_their_basis(account: dict[str, object]) -> None:
    merger = typed(Typed.MERGER, "02-02", symbol="ITOT", new_symbol="VTI", new="2", old="1", **account)
    assert result(books(by_hand=[BUY, merger, sale("VTI", "34", "3400")])) == [("VTI", 34, 1700, 1700)]
    owned = typed(Typed.BUY, "2025-01-09", account="joint", symbol="VTI", quantity="6", cost_usd="900")
    made = books(by_hand=[BUY, owned, merger, sale("VTI", "34", "3400")], held=[("VTI", "6", "")])
    assert result(made) == [("VTI", 6, 900, -300), ("VTI", 28, 1400, 1400)]


def test_a_fraction_paid_in_a_merger_was_held_before_it() -> None:
    merger = typed(
        Typed.MERGER,
        "02-02",
        account="joint",
        symbol="ITOT",
        new_symbol="VTI",
        new="1",
        old="2",
        cash_in_lieu_usd="90",
    )
    made = books(by_hand=[BUY, merger, sale("VTI", "3", "900")], held=[("VTI", "5", "")])
    assert result(made) == [("VTI", D("0.5"), 100, -10), ("VTI", 3, 600, 300)]


def test_what_is_gone_by_a_merger_for_cash_or_worthless_was_what_was_held() -> None:
    paid = typed(Typed.MERGER, "02-02", account="joint", symbol="ITOT", cash_usd="2000")
    assert result(books(by_hand=[BUY, paid])) == [("ITOT", 17, 1700, 300)]
    gone = typed(Typed.WORTHLESS, "02-02", symbol="ITOT")
    made = books(by_hand=[BUY, gone, sale("ITOT", "7", "1", "01-05")])
    assert result(made) == [
        ("ITOT", 7, 700, -699),
        ("ITOT", 10, 1000, -1000),
    ]
    unknown = books(by_hand=[gone])
    assert problem(unknown, "event-symbol-unknown").message == "no account holds or held ITOT"


def test_a_taxable_merger_sold_since_is_a_sale_and_a_purchase() -> None:
    terms = {"new": "1", "old": "1", "taxable": True, "value_usd": "2000"}
    merger = typed(Typed.MERGER, "02-02", account="joint", symbol="ITOT", new_symbol="VTI", **terms)
    made = books(by_hand=[BUY, merger, sale("VTI", "17", "2100")])
    assert result(made) == [("ITOT", 17, 1700, 300), ("VTI", 17, 2000, 100)]


def test_new_shares_that_all_went_on_follow_from_the_old_ones() -> None:
    first = typed(Typed.SYMBOL_CHANGE, "02-02", account="joint", symbol="ITOT", new_symbol="VTI")
    second = typed(Typed.MERGER, "03-02", account="joint", symbol="VTI", cash_usd="3400")
    assert result(books(by_hand=[BUY, first, second])) == [("VTI", 17, 1700, 1700)]


def test_a_line_that_tells_the_new_shares_only_tells_the_old_ones_by_the_terms() -> None:
    merger = typed(Typed.MERGER, "02-02", account="joint", symbol="ITOT", new_symbol="VTI", new="2", old="1")
    came = row(Kind.CORPORATE_ACTION, "02-02", "VTI", "34", "0", words="merger")
    made = books(came, by_hand=[BUY, merger], held=[("VTI", "34", "")])
    assert result(made) == []
    assert [(one.symbol, one.quantity, one.basis_usd) for one in made.washed.held] == [("VTI", 34, 1700)]


def test_old_shares_of_an_unknown_beginning_follow_from_the_new_ones() -> None:
    merger = typed(Typed.MERGER, "02-02", account="joint", symbol="ITOT", new_symbol="VTI", new="2", old="1")
    made = books(by_hand=[merger, sale("VTI", "30", "3400")], held=[("VTI", "4", "")])
    opening = problem(made, "opening-unknown")
    assert opening.message.startswith("ITOT in joint: 17 shares were there when the known transactions begin")


def test_a_new_symbol_of_shares_sold_since() -> None:
    change = typed(Typed.SYMBOL_CHANGE, "02-02", symbol="ITOT", new_symbol="VTI")
    later = typed(Typed.SPLIT, "03-02", symbol="VTI", new="2", old="1")
    assert result(books(by_hand=[BUY, change, later, sale("VTI", "34", "3400")])) == [("VTI", 34, 1700, 1700)]


def test_a_reverse_split_with_its_fraction_paid_leaves_whole_shares() -> None:
    split = typed(
        Typed.SPLIT, "02-02", account="joint", symbol="ITOT", new="1", old="2", cash_in_lieu_usd="90"
    )
    made = books(by_hand=[BUY, split], held=[("ITOT", "8", "")])
    assert result(made) == [("ITOT", D("0.5"), 100, -10)]
    assert [(one.symbol, one.quantity, one.basis_usd) for one in made.washed.held] == [("ITOT", 8, 1600)]
    assert "history-contradicts" in codes(books(by_hand=[BUY, split], held=[("ITOT", "7", "")]))


def test_a_symbol_that_came_by_hand_is_known_and_another_is_not() -> None:
    bought = typed(Typed.BUY, "2025-01-10", account="joint", symbol="QQZZ", quantity="1", cost_usd="5")
    assert result(books(by_hand=[bought, sale("QQZZ", "1", "9")])) == [("QQZZ", 1, 5, 4)]
    assert "event-symbol-unknown" in codes(books(by_hand=[bought, sale("QQZY", "1", "9")]))


def test_what_files_tell_of_before_and_after_counts_too() -> None:
    change = typed(Typed.SYMBOL_CHANGE, "02-02", account="joint", symbol="ITOT", new_symbol="VTI")
    rows = (row(Kind.BUY, "2025-01-10", "ITOT", "17", "-1700"), row(Kind.SELL, "05-05", "VTI", "-17", "3400"))
    assert result(books(*rows, by_hand=[change])) == [("VTI", 17, 1700, 1700)]


def test_balances_go_back_from_what_is_held_and_up_from_what_came() -> None:
    key, other = ("joint", "ITOT"), ("joint", "VTI")
    day = date(2026, 2, 2)
    when = When(day, Place.CORPORATE)
    steps = steps_of(
        [
            Effect(key, date(2026, 1, 5), Place.BOUGHT, F(4)),
            Effect(key, day, Place.SOLD, F(-1)),
            Effect(key, date(2026, 3, 5), Place.SOLD, F(-2)),
            Effect(key, date(2026, 12, 5), Place.BOUGHT, F(50)),
            Effect(other, date(2026, 1, 5), Place.BOUGHT, F(9)),
        ],
        [
            Received(key, date(2026, 1, 9), F(4), None, None, ""),
            Received(key, date(2026, 3, 9), F(0), None, None, "", ratio=F(3)),
        ],
    )
    balances = Balances({key: F(15)}, {"joint": date(2026, 11, 20)}, steps)
    assert (balances.before(key, when), balances.after(key, when)) == (8, 8)
    assert balances.after(key, When(day, Place.SOLD)) == 7
    assert (balances.before(other, when), balances.after(other, when)) == (9, 0)
    short = Balances({}, {"joint": day}, [Effect(key, date(2026, 1, 5), Place.SOLD, F(-4))])
    assert short.before(key, when) == 0
