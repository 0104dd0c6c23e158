# ruff: noqa: E501 - tables stand as custodians write them
"""Faults of banners, footers and cells, each by its code and its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.adapters.imports.test_csv_layouts import (
    HISTORY_14,
    LOTS,
    SCHWAB_2022,
    SCHWAB_2023,
    SCHWAB_GAINS,
    clean,
    read,
)
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import errors_in

VANGUARD_LOTS = """Cost basis unrealized gains/losses
Account,Symbol/CUSIP,Acquired date,Quantity,Cost per share,Total cost,"Market value as of 11/20/2026 04:17 PM, ET"
11111111,VTI,03/15/2020,300.0000,131.00,39300.00,102030.00
"""


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "line"),
    [
        (SCHWAB_2023, "as of 09:59 PM ET, 09/26/2023", "as of yesterday", "as-of-missing", 1),
        (SCHWAB_2023, "09/26/2023", "26/09/2023", "date-not-a-date", 1),
        (SCHWAB_2023, '"SCHB"', '""', "text-missing", 4),
        (SCHWAB_2023, '"Account Total"', '"Account Sum"', "file-cut-short", 0),
        (SCHWAB_GAINS, "from 01/01/2026", "from 31/01/2026", "date-not-a-date", 1),
        (SCHWAB_GAINS, SCHWAB_GAINS.partition("\n")[0] + "\n", "", "banner-missing", 1),
        (SCHWAB_GAINS, "03/02/2026", "2026-03-02", "date-not-a-date", 3),
        (SCHWAB_GAINS, '"Symbol","Name"', '"Other"\n"Symbol","Name"', "line-not-understood", 2),
        (SCHWAB_2022, "11/14/2022", "14/11/2022", "date-not-a-date", 3),
        (SCHWAB_2022, "11/14/2022", "11/14/2022 as of 11/31/2022", "date-not-a-date", 3),
        (SCHWAB_2022, '"Date"', '"Other"\n"Date"', "line-not-understood", 2),
        (LOTS, LOTS.partition("\n\n")[0] + "\n\n", "", "banner-missing", 1),
        (LOTS, '"Open Date"', '"Other"\n"Open Date"', "line-not-understood", 3),
        (LOTS, '"02/29/2024 09', '"02/29/2023 09', "date-not-a-date", 4),
        (HISTORY_14, "01/05/2026", "05.01.2026", "date-not-a-date", 7),
        (HISTORY_14, "Dec-30-2025", "Dec-32-2025", "date-not-a-date", 4),
        (HISTORY_14, "\n\nRun", "\nsome,line\nRun", "line-not-understood", 2),
        (HISTORY_14, '"Date downloaded', '"Copied', "file-cut-short", 0),
        (HISTORY_14, '"Date downloaded', '"Odd"\n"Date downloaded', "row-too-short", 7),
        (VANGUARD_LOTS, "as of 11/20/2026 04:17 PM, ET", "as of today", "as-of-missing", 2),
        (VANGUARD_LOTS, "Cost basis unrealized gains/losses", "Other basis", "line-not-understood", 1),
        (VANGUARD_LOTS, "03/15/2020", "2020-03-15", "date-not-a-date", 3),
    ],
)
def test_each_fault_is_named_with_its_line(text: str, old: str, new: str, code: str, line: int) -> None:
    assert old in text
    found = errors_in(read(text.replace(old, new, 1)).problems)
    assert (code, line) in [
        (problem.code, (problem.source and problem.source.line) or 0) for problem in found
    ]


def test_a_line_in_another_currency_is_refused() -> None:
    text = HISTORY_14.replace(",Type,", ",Type,Currency,").replace(",Cash,", ",Cash,CAD,", 1)
    text = text.replace(",Cash,340.1,-1", ",Cash,USD,340.1,-1")
    found = errors_in(read(text).problems)
    assert [(problem.code, problem.source.line if problem.source else 0) for problem in found] == [
        ("currency-not-usd", 4)
    ]


def test_fidelity_accounts_may_go_by_name_only() -> None:
    parsed = clean(HISTORY_14.replace("Account Number,", "").replace("Z12345678,", ""))
    assert [(account.ref, account.number) for account in parsed.accounts] == [("ROTH IRA", "")]


def test_totals_of_realized_gains_are_compared() -> None:
    total = '"Total","","","","","","","$2,300.00","$1,590.00","$710.00","","$750.00","-$40.00","","","","$12.00","","",""\n'
    assert clean(SCHWAB_GAINS + total).problems == ()
    off = clean(SCHWAB_GAINS + total.replace("-$40.00", "-$50.00"))
    assert [problem.code for problem in off.problems] == ["total-does-not-add-up"]
    assert "a difference of -$10.00" in off.problems[0].message


def test_a_schwab_option_trade_is_priced_per_contract() -> None:
    text = SCHWAB_2022.replace(
        '"VTI","VANGUARD TOTAL STOCK","$200.00","3"', '"SPY 03/31/2023 284.00 P","PUT","$2.00","3"'
    )
    assert {one.price_usd for one in clean(text).transactions} == {Decimal(200)}


def test_a_header_without_rows_at_the_end_is_a_cut_and_with_a_blank_line_is_none() -> None:
    header = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
    cut = read_export("download.csv", header.encode())
    assert [problem.code for problem in errors_in(cut.problems)] == ["file-cut-short"]
    assert errors_in(read_export("download.csv", (header + "\n").encode()).problems) == []
