"""Dividends, distributions and interest received in a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import ANA, BEN, couple, paid, told
from trimtab.core.events import DividendKind
from trimtab.core.problems import Severity
from trimtab.ledger.returns.receipts import Receipts, receipts_of

D = Decimal
ORDINARY, QUALIFIED, UNKNOWN = DividendKind.ORDINARY, DividendKind.QUALIFIED, DividendKind.UNKNOWN
REMEDY = "give dividends_ordinary_usd and dividends_qualified_usd in [tax.income]"


def test_each_kind_has_its_place() -> None:
    lines = [
        paid(None, "", "1"),
        paid(ORDINARY, "VTI", "20"),
        paid(QUALIFIED, "VTI", "300"),
        paid(DividendKind.CAPITAL_GAIN_SHORT, "VTI", "4000"),
        paid(DividendKind.CAPITAL_GAIN_LONG, "VTI", "50000"),
        paid(DividendKind.EXEMPT_INTEREST, "MUNI", "600000"),
    ]
    assert receipts_of(lines, couple(), 2026) == Receipts(D(1), D(4320), D(300), D(50_000), D(600_000))
    assert receipts_of([], couple(), 2026) == Receipts()


def test_a_dividend_of_unknown_kind_is_divided_by_typical_yields_to_the_cent_and_told() -> None:
    found = receipts_of([paid(UNKNOWN, "VTI", "100.05"), paid(UNKNOWN, "MUNI", "40")], couple(), 2026)
    assert (found.dividends_ordinary_usd, found.dividends_qualified_usd) == (D("100.05"), D("90.05"))
    assert found.exempt_usd == 40
    how = "they are divided into qualified and ordinary by its typical yields"
    assert told(found.problems) == [
        ("dividend-kind", f"the files do not say what the dividends of MUNI are: {how}", REMEDY),
        ("dividend-kind", f"the files do not say what the dividends of VTI are: {how}", REMEDY),
    ]
    assert {problem.severity for problem in found.problems} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("symbol", "name"), [("NEW", "NEW"), ("LOST", "LOST"), ("", "a line without a symbol")]
)
def test_a_dividend_nobody_knows_is_ordinary_and_told(symbol: str, name: str) -> None:
    found = receipts_of([paid(UNKNOWN, symbol, "10"), paid(QUALIFIED, "VTI", "9")], couple(), 2026)
    assert (found.dividends_ordinary_usd, found.dividends_qualified_usd) == (19, 9)
    words = (
        f"the files do not say what the dividends of {name} are: they count as ordinary, none as qualified"
    )
    assert told(found.problems) == [("dividend-kind", words, REMEDY)]


def test_only_the_year_and_taxable_accounts_of_the_return_count() -> None:
    lines = [
        paid(QUALIFIED, "VTI", "1", day=date(2025, 12, 31)),
        paid(QUALIFIED, "VTI", "2", day=date(2026, 1, 1)),
        paid(None, "", "4", "ana-ira"),
        paid(QUALIFIED, "VTI", "8", "ana-ira"),
        paid(None, "", "16", "ben-own"),
    ]
    found = receipts_of(lines, couple(), 2026)
    assert (found.dividends_ordinary_usd, found.interest_usd) == (2, 16)
    without_ben = couple(people=(ANA, replace(BEN, on_return=False)))
    assert receipts_of(lines, without_ben, 2026).interest_usd == 0


def test_from_when_on_the_accounts_are_known_is_told() -> None:
    household = couple()
    assert receipts_of([], household, 2026).since == ()
    assert receipts_of([], household, 2025).since == ("ben-own from 2026-01-01", "joint from 2026-01-01")
    ira, own, joint = household.accounts
    late = replace(own, history_from=date(2026, 1, 2))
    blind = replace(
        household, accounts=(replace(ira, history_from=None), late, replace(joint, history_from=None))
    )
    assert receipts_of([], blind, 2026).since == ("ben-own from 2026-01-02", "joint not at all")
