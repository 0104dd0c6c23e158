"""Dividends and interest received so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import ANA, BEN, couple, paid, told
from trimtab.core.household import ActivityKind
from trimtab.core.problems import Severity
from trimtab.ledger.returns.receipts import receipts_so_far

D = Decimal
DIVIDEND, INTEREST = ActivityKind.DIVIDEND, ActivityKind.INTEREST
SPLIT = "divided into qualified and ordinary by typical yields"
REMEDY = (
    "for the whole year give interest_usd, dividends_ordinary_usd and dividends_qualified_usd in [tax.income]"
)


def test_a_dividend_is_divided_by_typical_yields_to_the_cent() -> None:
    items = (paid(DIVIDEND, "VTI", "100.05"), paid(DIVIDEND, "MUNI", "40"), paid(INTEREST, "", "1.25"))
    found = receipts_so_far(couple(activity=items), 2026)
    assert found.interest_usd == D("1.25")
    assert (found.dividends_ordinary_usd, found.dividends_qualified_usd) == (D("100.05"), D("90.05"))
    assert found.exempt_usd == 40


def test_only_the_year_and_taxable_accounts_of_the_return_count() -> None:
    items = (
        paid(DIVIDEND, "VTI", "1", day=date(2025, 12, 31)),
        paid(DIVIDEND, "VTI", "2", day=date(2026, 1, 1)),
        paid(INTEREST, "", "4", "ana-ira"),
        paid(DIVIDEND, "VTI", "8", "ana-ira"),
        paid(INTEREST, "", "16", "ben-own"),
        paid(ActivityKind.REINVEST, "VTI", "-2"),
    )
    found = receipts_so_far(couple(activity=items), 2026)
    assert (found.dividends_ordinary_usd, found.interest_usd) == (2, 16)
    without_ben = couple(activity=items, people=(ANA, replace(BEN, on_return=False)))
    assert receipts_so_far(without_ben, 2026).interest_usd == 0


@pytest.mark.parametrize(
    ("symbol", "name"), [("NEW", "NEW"), ("LOST", "LOST"), ("", "a line without a symbol")]
)
def test_a_dividend_of_an_unknown_kind_is_ordinary_and_told(symbol: str, name: str) -> None:
    found = receipts_so_far(
        couple(activity=(paid(DIVIDEND, symbol, "10"), paid(DIVIDEND, "VTI", "10"))), 2026
    )
    assert (found.dividends_ordinary_usd, found.dividends_qualified_usd) == (20, 9)
    assert told(found.problems)[0] == (
        "dividend-kind",
        f"it is not known what the dividends of {name} are: they count as ordinary, none as qualified",
        "give dividends_ordinary_usd and dividends_qualified_usd in [tax.income]",
    )
    assert found.problems[0].severity is Severity.WARNING


def test_how_far_the_sums_reach_is_told() -> None:
    assert told(receipts_so_far(couple(), 2026).problems) == [
        ("receipts-so-far", f"dividends and interest are those of 2026 up to 2026-11-20, {SPLIT}", REMEDY)
    ]
    household = couple()
    ira, own, joint = household.accounts
    late = replace(own, history_from=date(2026, 1, 2))
    blind = replace(joint, history_from=None)
    found = receipts_so_far(replace(household, accounts=(replace(ira, history_from=None), late, blind)), 2026)
    assert told(found.problems) == [
        (
            "receipts-so-far",
            "dividends and interest are those of 2026 up to 2026-11-20, and known for ben-own from 2026-01-02, "
            f"joint not at all, {SPLIT}",
            REMEDY,
        )
    ]
    earlier = replace(own, history_from=date(2025, 6, 1))
    found = receipts_so_far(replace(household, accounts=(ira, earlier, joint)), 2026)
    assert "known for" not in found.problems[0].message


def test_a_year_that_is_over_is_not_told_as_so_far() -> None:
    [problem] = receipts_so_far(couple(), 2025).problems
    assert problem.message.startswith(
        "dividends and interest are those of 2025, and known for ben-own from 2026-01-01"
    )
