"""Windows in the books' lots, and what `washed` passes on of the books."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.ledger.books.reader import read_case
from trimtab.core.accounts import AccountKind
from trimtab.ledger.books.fold import keep_books
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.books.washed import washed, windows
from trimtab.ledger.wash_sales.coverage import Unseen
from trimtab.ledger.wash_sales.history import Acquired
from trimtab.ledger.wash_sales.windows import OpenWindow, WindowKind

WINDOWS = """
BEFORE
account main: taxable of Ann
account ira: roth_ira of Ann
option XYZC on XYZ x100
ACT
main 2024-01-02 buy 10 XYZ for 1000 as a
main 2024-06-03 buy 12 XYZ for 1260 as b
main 2024-06-05 sell 3 XYZ for 270 using 3 of a as s1
main 2024-06-06 sell 4 XYZ for 500 using 4 of b as s2
main 2024-06-10 split XYZ 2 for 1 as x
ira 2024-06-11 buy 6 XYZ for 270 as c
main 2024-06-12 buy 2 XYZC for 100 as d
main 2024-06-13 sell 12 XYZ for 300 using 12 of a as s3
EXPECTED
"""


def test_windows_in_shares_and_lots_of_the_books() -> None:
    case = read_case(WINDOWS)
    found = windows(washed(case.events, case.rules), date(2024, 6, 20))
    assert [(w.kind, w.group, w.trade_id, w.lot_id, w.quantity, w.until, w.for_good) for w in found] == [
        (WindowKind.SELLING, "XYZ", "b", "b", Fraction(4), date(2024, 7, 3), False),
        (WindowKind.SELLING, "XYZ", "c", "c", Fraction(6), date(2024, 7, 11), True),
        (WindowKind.SELLING, "XYZ", "d", "d", Fraction(2), date(2024, 7, 12), False),
        (WindowKind.SELLING, "XYZC", "d", "d", Fraction(2), date(2024, 7, 12), False),
    ]


def test_two_lots_sold_at_a_loss_together_are_two_windows() -> None:
    case = read_case(
        "BEFORE\naccount main: taxable of Ann\nACT\n"
        "main 2024-01-02 buy 10 XYZ for 1000 as a\n"
        "main 2024-03-01 return of capital 10 on XYZ as r\n"
        "main 2024-06-03 sell 4 XYZ for 300 as s1\n"
        "main 2024-06-04 sell 4 XYZ for 300 as s2\n"
        "EXPECTED\n"
    )
    assert windows(washed(case.events, case.rules), date(2024, 6, 4)) == (
        OpenWindow(
            WindowKind.BUYING,
            "XYZ",
            "main",
            "s1",
            "a",
            date(2024, 6, 3),
            date(2024, 7, 3),
            Fraction(4),
            Fraction(96),
        ),
        OpenWindow(
            WindowKind.BUYING,
            "XYZ",
            "main",
            "s2",
            "a",
            date(2024, 6, 4),
            date(2024, 7, 4),
            Fraction(4),
            Fraction(96),
        ),
    )


def test_parts_of_a_lot_are_one_window() -> None:
    case = read_case(
        "BEFORE\naccount main: taxable of Ann, hifo\nACT\n"
        "main 2024-01-02 buy 4 XYZ for 400 as a\n"
        "main 2024-06-03 sell 4 XYZ for 300 as s1\n"
        "main 2024-06-10 buy 10 XYZ for 600 as b\n"
        "main 2024-06-12 sell 1 XYZ for 100 as s2\n"
        "main 2024-06-13 sell 6 XYZ for 30 as s3\n"
        "EXPECTED\n"
    )
    found = windows(washed(case.events, case.rules), date(2024, 6, 20))
    assert [(w.kind, w.trade_id, w.lot_id, w.quantity, w.loss_usd) for w in found] == [
        (WindowKind.SELLING, "b", "b", Fraction(3), Fraction(0)),
        (WindowKind.BUYING, "s3", "b", Fraction(6), Fraction(3 * (85 - 5) + 3 * (60 - 5))),
    ]


def test_problems_and_sources_come_along() -> None:
    case = read_case(
        "BEFORE\naccount main: taxable of Ann\nACT\n"
        "main 2024-01-02 buy 4 XYZ for 400 as a\n"
        "main 2024-06-03 sell 5 XYZ for 300 as s1\n"
        "main 2024-06-03 sell 1 XYZ for 60 as s2\n"
        "EXPECTED\n"
    )
    answer = washed(case.events, case.rules)
    assert answer.problems == keep_books(case.events, case.rules).problems
    assert [problem.code for problem in answer.problems] == ["books-more-than-held"]
    assert answer.books == keep_books(case.events, case.rules)
    assert [line.gain_usd for line in answer.realised] == [Decimal(-40)]


def test_the_engine_is_told_how_lots_came_in() -> None:
    case = read_case(
        "BEFORE\naccount main: taxable of Ann\noption C on XYZ x100\nACT\n"
        "main 2024-01-02 buy 1 XYZ for 4 as a\n"
        "main 2024-01-02 reinvest 1 XYZ for 4 as b\n"
        "main 2024-01-02 inherit 1 XYZ worth 4, death on 2024-01-01 as c\n"
        "main 2024-01-02 buy 1 C for 4 as d\n"
        "main 2024-01-03 open 1 XYZ for 4 from 2023-01-02 as e\n"
        "EXPECTED\n"
    )
    lots = washed(case.events, case.rules).history.lots
    assert [
        (lot.purchase, lot.how, lot.trade_date.isoformat(), lot.sequence, lot.option_on) for lot in lots
    ] == [
        ("a", Acquired.PURCHASE, "2024-01-02", 0, ""),
        ("b", Acquired.REINVESTMENT, "2024-01-02", 1, ""),
        ("c", Acquired.RECEIVED, "2024-01-01", 0, ""),
        ("d", Acquired.OPTION, "2024-01-02", 3, "XYZ"),
        ("e", Acquired.PURCHASE, "2023-01-02", 0, ""),
    ]


def test_parts_of_a_spun_off_lot_stay_one_lot() -> None:
    """Last in, first out takes a lot from its front, although a wash sale had cut its parent."""
    case = read_case(
        "BEFORE\naccount main: taxable of Ann, lifo\nACT\n"
        "main 2024-01-02 buy 4 BIG for 400 as a\n"
        "main 2024-06-03 sell 4 BIG for 320 as s1\n"
        "main 2024-06-10 buy 10 BIG for 600 as b\n"
        "main 2024-08-01 spin-off BIG 1 NEW for 1, basis share 0.5 as x\n"
        "main 2024-09-02 sell 4 NEW for 200 as s2\n"
        "EXPECTED\n"
    )
    answer = washed(case.events, case.rules)
    assert [(r.event_id, r.quantity, r.basis_usd) for r in answer.realised] == [
        ("s1", 4, 400),
        ("s2", 4, 160),
    ]


def test_coverage_names_the_books_lots_once() -> None:
    case = read_case(
        "BEFORE\naccount main: taxable of Ann, hifo\nACT\n"
        "main 2024-01-02 buy 4 XYZ for 400 as a\n"
        "main 2024-06-03 sell 4 XYZ for 300 as s1\n"
        "main 2024-06-10 buy 10 XYZ for 600 as b\n"
        "main 2024-09-13 sell 6 XYZ for 30 as s3\n"
        "EXPECTED\n"
    )
    answer = washed(case.events, case.rules)
    assert answer.coverage.losses == (Unseen("s3", "b", date(2024, 9, 13), ("main",)),)


def test_two_accounts_of_one_name_are_no_rules() -> None:
    account = BookAccount("main", AccountKind.TAXABLE)
    with pytest.raises(ValueError, match=r"described twice.*main"):
        BookRules((account, account))
