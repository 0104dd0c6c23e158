"""Lots joined with the position: what fits, what is corrected by rounding, what is refused, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, export, lot, spec
from trimtab.core.accounts import Lot
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.core.statement import FileKind, ParsedFile, StatedLot
from trimtab.ledger.lots import Held, LotSet, join_lots, lot_gaps, lot_sets, unused_lots
from trimtab.ledger.matching import match_accounts
from trimtab.ledger.symbols import build_symbols

HERE = Source("positions.csv", 2)
OLD, NEW = date(2020, 3, 2), date(2026, 1, 5)


def held(quantity: str, cost: str | None = None, symbol: str = "VTI") -> Held:
    return Held("joint", symbol, Decimal(quantity), None if cost is None else Decimal(cost), HERE)


def stated(*lots: StatedLot, as_of: date | None = DAY) -> LotSet:
    return LotSet("lots.csv", as_of, lots)


def sets(*files: ParsedFile) -> tuple[dict[tuple[str, str], LotSet], list[Problem]]:
    made = spec(account())
    return lot_sets(files, match_accounts(files, made.accounts), build_symbols(made, CATALOGUE))


def lots_file(
    name: str, *lots: StatedLot, as_of: date | None = DAY, numbers: tuple[str, ...] = ("4821",)
) -> ParsedFile:
    return export(*lots, name=name, kind=FileKind.LOTS, as_of=as_of, numbers=numbers)


def test_a_set_of_lots_has_its_shares_and_its_first_line() -> None:
    both = stated(lot("VTI", "6", OLD, "600", line=7), lot("VTI", "4", NEW, "500", line=4))
    assert (both.quantity, both.source) == (10, Source("lots.csv", 4))


def test_lots_stand_oldest_first_and_those_without_a_day_last() -> None:
    found, _ = sets(
        lots_file("a.csv", lot("VTI", "1", None, "1"), lot("VTI", "2", NEW, "1"), lot("VTI", "3", OLD, "1"))
    )
    assert [one.quantity for one in found["joint", "VTI"].lots] == [3, 2, 1]
    joined, _ = join_lots(held("6", "3"), found["joint", "VTI"], True)
    assert [one.acquired for one in joined] == [OLD, NEW, None]


def test_lots_of_strangers_and_of_cash_are_none() -> None:
    strange = lot("BND", "1", OLD, "1", ref="9999")
    found, _ = sets(lots_file("a.csv", strange, lot("VMFXX", "5", OLD, "5"), numbers=("4821", "9999")))
    assert found == {}


def test_of_several_files_the_newest_lots_count_and_each_older_one_is_named() -> None:
    files = [
        lots_file("new.csv", lot("VTI", "3", NEW, "300")),
        lots_file("old.csv", lot("VTI", "2", OLD, "200"), as_of=OLD),
        lots_file("undated.csv", lot("VTI", "1", OLD, "100"), as_of=None),
    ]
    words = "older lots of VTI in joint; those in new.csv are used"
    for order in (files, files[::-1]):
        found, problems = sets(*order)
        assert found["joint", "VTI"].quantity == 3
        assert problems == [
            note("file-superseded", words, "", Source("old.csv")),
            note("file-superseded", words, "", Source("undated.csv")),
        ]


def test_two_files_of_one_day_must_state_the_same_lots() -> None:
    same = (lots_file("a.csv", lot("VTI", "3", NEW, "300")), lots_file("b.csv", lot("VTI", "3", NEW, "300")))
    found, problems = sets(*same)
    assert found["joint", "VTI"].file == "b.csv"
    assert [problem.code for problem in problems] == ["file-superseded"]
    _, problems = sets(same[0], lots_file("b.csv", lot("VTI", "2", NEW, "300", file="b.csv", line=5)))
    assert problems == [
        error(
            "lots-conflict",
            "a.csv and b.csv state different lots of VTI in joint for one day",
            "keep only the later download",
            Source("lots.csv", 3),
        )
    ]


def test_lots_that_sum_to_the_position_are_its_lots() -> None:
    joined, problems = join_lots(
        held("10", "1100"), stated(lot("VTI", "6", OLD, "600"), lot("VTI", "4", NEW, "500")), True
    )
    assert [(one.quantity, one.basis_usd, one.acquired) for one in joined] == [(6, 600, OLD), (4, 500, NEW)]
    assert problems == []


def test_lots_that_do_not_sum_to_the_position_are_refused_and_one_lot_stands_in() -> None:
    joined, problems = join_lots(
        held("10"), stated(lot("VTI", "6", OLD, "600"), lot("VTI", "3", NEW, "500")), True
    )
    assert joined == (Lot("unknown-date", Decimal(10), None, None, HERE),)
    assert problems == [
        error(
            "lot-sum",
            "VTI in joint: lots sum to 9 shares (lots.csv:3), the position is 10 (positions.csv:2): "
            "a difference of -1",
            "download the lots and the positions again on one day",
            Source("lots.csv", 3),
        )
    ]


@pytest.mark.parametrize(
    ("position", "first", "second", "fits"),
    [
        ("10.001", "6", "4", True),  # three amounts, one of them fractional: 0.0005 for each
        ("10.0015", "6", "4", True),
        ("10.001501", "6", "4", False),
        ("10", "6.0015", "4", True),
        ("10", "6.001501", "4", False),
        ("10.0015", "6.5", "3.5", True),
        ("11", "6", "4", False),
    ],
)
def test_fractions_are_shown_rounded_whole_shares_are_not(
    position: str, first: str, second: str, fits: bool
) -> None:
    joined, problems = join_lots(
        held(position), stated(lot("VTI", first, OLD, "1"), lot("VTI", second, NEW, "1")), False
    )
    assert [problem.code for problem in problems] == (["lot-rounding"] if fits else ["lot-sum"])
    assert sum(one.quantity for one in joined) == Decimal(position)
    if fits:
        assert joined[1].quantity == Decimal(second)


def test_rounding_is_noted() -> None:
    _, problems = join_lots(held("10.001"), stated(lot("VTI", "10", OLD, "1")), False)
    words = "VTI in joint: lots and position differ by -0.001 shares of rounding"
    assert problems == [note("lot-rounding", words, "", HERE)]


@pytest.mark.parametrize(
    ("total", "position", "told"),
    [
        ("1100", "1100", False),
        ("1100", "1105.52", False),  # half a percent of 1,105.52 is 5.5276
        ("1100", "1105.53", True),
        ("1100", "1094.53", False),
        ("1100", "1094.52", True),
        ("10", "11", False),  # a dollar is always allowed
        ("10", "11.01", True),
        ("10", None, False),
        (None, "5", False),
    ],
)
def test_costs_may_differ_by_half_a_percent_or_a_dollar(
    total: str | None, position: str | None, told: bool
) -> None:
    _, problems = join_lots(held("10", position), stated(lot("VTI", "10", OLD, total)), False)
    assert [problem.code for problem in problems] == (["lot-cost-differs"] if told else [])


def test_costs_that_differ_are_told_with_both() -> None:
    _, problems = join_lots(held("10", "1500"), stated(lot("VTI", "10", OLD, "1100")), True)
    assert problems == [
        warning(
            "lot-cost-differs",
            "VTI in joint: lots cost $1,100.00 (lots.csv:3), the position states $1,500.00; the lots are used",
            "download the lots and the positions again on one day",
            HERE,
        )
    ]


def test_gaps_are_told_where_a_sale_is_taxed_with_the_shares_and_the_first_line() -> None:
    lots = (
        Lot("a", Decimal(1), None, OLD, Source("lots.csv", 3)),
        Lot("b", Decimal(2), None, None, Source("lots.csv", 4)),
        Lot("c", Decimal(4), Decimal(9), None, Source("lots.csv", 5)),
        Lot("d", Decimal(8), Decimal(9), None, Source("lots.csv", 6)),
        Lot("e", Decimal(16), Decimal(9), OLD, Source("lots.csv", 7)),
    )
    assert lot_gaps(held("31"), lots, False) == []
    assert lot_gaps(held("31"), lots, True) == [
        warning(
            "basis-missing",
            "VTI in joint: the cost of 3 shares is not known, so neither is the tax of selling them",
            "export the position's tax lots, or leave it: shares without a known cost are not sold",
            Source("lots.csv", 3),
        ),
        warning(
            "lots-missing",
            "VTI in joint: only a total cost is known of 12 shares, not when they were bought; "
            "any tax figure for them is an estimate",
            "export the position's tax lots (cost basis, lot details)",
            Source("lots.csv", 5),
        ),
    ]


def test_lots_of_what_is_not_held() -> None:
    one = stated(lot("VTI", "6", OLD, "600"))
    sold = ("joint", "VTI")
    words = "6 shares of VTI in joint have lots, but no position"
    remedy = "download the account's positions again, or remove the lot file"
    refused = error("lot-sum", words, remedy, Source("lots.csv", 3))
    assert unused_lots({sold: one}, frozenset(), {"joint": DAY}) == [refused]
    assert unused_lots({sold: replace(one, as_of=None)}, frozenset(), {"joint": DAY}) == [refused]
    later = date(2026, 11, 21)
    older = note("lots-unused", f"{words} on 2026-11-21", "", Source("lots.csv", 3))
    assert unused_lots({sold: one}, frozenset(), {"joint": later}) == [older]
    assert unused_lots({sold: one}, frozenset({sold}), {"joint": DAY}) == []
    assert unused_lots({sold: one}, frozenset(), {"ira": DAY}) == []
    kept = ("joint", "AAA")
    assert unused_lots({sold: one, kept: one}, frozenset({kept}), {"joint": DAY}) == [refused]
