"""One cell at a time: what is a number, a day, a masked text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.imports.cells import CellError, custodian_hash, folded, masked, parse_date, parse_number
from trimtab.adapters.imports.kinds import kind_hint


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$1,234.56", "1234.56"),
        ("-$7.00", "-7.00"),
        ("($7.00)", "-7.00"),
        ("+$0.00", "0.00"),
        ("+0.00%", "0.00"),
        ("-8.67%", "-8.67"),
        ("18S", "18"),
        (" 42 ", "42"),
        ("$-7.5", "-7.5"),
        (".5", "0.5"),
        ("-0", "0"),
        ("1,234,567", "1234567"),
    ],
)
def test_numbers_are_read_exactly(text: str, number: str) -> None:
    value = parse_number(text)
    assert value == Decimal(number)
    assert str(value) == number


@pytest.mark.parametrize("text", ["", "  ", "--", "n/a", "N/A", "Incomplete"])
def test_cells_in_which_no_number_is_stated(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "NaN", "-nan", "Infinity", "-inf", "1e400", "1E5", "１２", "1,5", "1.234,56", "1,0,0", "12,34", "abc", "$",
        "--5", "+-5", "(-5)", "5-", "€5", "10:1", "1 000", "0x10", "9" * 40, "٣", "5S5",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_number(text)
    assert caught.value.code in {"number-not-a-number", "number-too-long"}
    assert caught.value.reason


def test_days_are_read_by_the_formats_given_and_no_other() -> None:
    assert parse_date("02/29/2024", ["%m/%d/%Y"]) == date(2024, 2, 29)
    assert parse_date("Nov-20-2026", ["%m/%d/%Y", "%b-%d-%Y"]) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    ["13/01/2024", "02/30/2023", "2024-01-02", "1/2/24", "", "01/02/0024", "０1/02/2024", "01/02/2024 10:00"],
)
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(CellError):
        parse_date(text, ["%m/%d/%Y"])


def test_names_fold_but_units_stay() -> None:
    assert folded("  Gain/Loss $ ") == "gainloss$"
    assert folded("Gain/Loss %") != folded("Gain/Loss $")
    assert folded("Total_Value") == folded("Total Value")


def test_account_numbers_are_masked_and_days_are_not() -> None:
    assert masked("History_for_Account_X12345678.csv") == "History_for_Account_...5678.csv"
    assert masked("TRANSFERRED TO 444444444 (Cash)") == "TRANSFERRED TO ...4444 (Cash)"
    assert (
        masked("Brokerage_Transactions_20201115-180021.CSV") == "Brokerage_Transactions_20201115-180021.CSV"
    )


def test_a_hash_forgets_case_and_spaces_and_nothing_else() -> None:
    assert custodian_hash("A  b", 1) == custodian_hash("a B", 1)
    assert custodian_hash("ab", "c") != custodian_hash("a", "bc")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ROTH IRA", "roth_ira"),
        ("Rollover IRA", "traditional_ira"),
        ("Traditional IRA", "traditional_ira"),
        ("IRA Account", ""),
        ("Inherited IRA", "inherited_ira"),
        ("Inherited Roth IRA", "inherited_roth_ira"),
        ("SEP-IRA", "sep_ira"),
        ("HSA", "hsa"),
        ("ACME 401(K) PLAN", "401k"),
        ("ACME ROTH 401(K)", "roth_401k"),
        ("UNIVERSITY 403(B) PLAN", "403b"),
        ("INDIVIDUAL - TOD", "taxable"),
        ("Joint WROS", "taxable"),
        ("Family Trust", "trust"),
        ("Individual Retirement Account", ""),
        ("Individual 401(k)", "401k"),
        ("Brokerage", ""),
        ("Intelligent", ""),
        ("529", "529"),
    ],
)
def test_only_a_certain_name_hints_a_kind(name: str, kind: str) -> None:
    assert kind_hint(name) == kind
