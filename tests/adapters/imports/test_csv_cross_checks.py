# ruff: noqa: E501 - tables stand as custodians write them
"""What a file says twice is compared: percents with values, terms with dates, trades with their shares."""

from __future__ import annotations

import pytest

from tests.adapters.imports.test_csv_layouts import read
from trimtab.core.problems import Severity

FIDELITY = """Account Number,Account Name,Symbol,Description,Quantity,Last Price,Last Price Change,Current Value,Today's Gain/Loss Dollar,Today's Gain/Loss Percent,Total Gain/Loss Dollar,Total Gain/Loss Percent,Percent Of Account,Cost Basis Total,Average Cost Basis,Type
248116602,ROLLOVER IRA,SPAXX**,HELD IN MONEY MARKET,,,,$1412.08,,,,,0.45%,,,Cash,
248116602,ROLLOVER IRA,FXAIX,FIDELITY 500 INDEX FUND,780.164,$238.41,+$1.08,$185998.90,+$842.58,+0.46%,+$99588.68,+115.25%,58.98%,$86410.22,$110.76,Cash,
248116602,ROLLOVER IRA,BND,VANGUARD TOTAL BOND MARKET ETF,1750,$73.12,+$0.06,$127960.00,+$105.00,+0.08%,-$5232.50,-3.93%,40.57%,$133192.50,$76.11,Cash,
251903377,ROTH IRA,VTI,VANGUARD TOTAL STOCK MARKET ETF,185,$340.10,+$1.42,$62918.50,+$262.70,+0.42%,+$33577.50,+114.44%,100.00%,$29341.00,$158.60,Cash,

"Date downloaded Nov-20-2026 5:45 p.m ET"
"""
ROWS = FIDELITY.splitlines(keepends=True)

LOTS = """"VXUS Lot Details for ...821 as of 04:35 PM ET, 2026/11/20"

"Open Date","Quantity","Price","Cost/Share","Market Value","Cost Basis","Gain/Loss $","Gain/Loss %","Holding Period",
"02/24/2026 09:51:40","350","$82.45","$88.64","$28,857.50","$31,024.00","-$2,166.50","-6.98%","Short Term",
"04/10/2023 10:30:55","250","$82.45","$55.87","$20,612.50","$13,967.50","$6,645.00","47.57%","Long Term",
"Total","600","--","--","$49,470.00","$44,991.50","$4,478.50","9.95%","--",
"""

TRADES = """"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"
"11/04/2026","Reinvest Shares","VTEB","VANGUARD TAX-EXEMPT BOND ETF","3.462","$49.8209","","-$172.48"
"10/06/2026","Buy","VTI","VANGUARD TOTAL STOCK MARKET ETF","40","$343.90","","-$13,756.00"
"09/22/2026","Sell","VTI","VANGUARD TOTAL STOCK MARKET ETF","20","$336.85","$0.14","$6,736.86"
"""


def codes(text: str, severity: Severity) -> set[tuple[str, int | None]]:
    return {
        (problem.code, problem.source.line if problem.source else None)
        for problem in read(text).problems
        if problem.severity is severity
    }


@pytest.mark.parametrize("text", [FIDELITY, LOTS, TRADES])
def test_files_that_agree_with_themselves_raise_no_doubt(text: str) -> None:
    doubts = codes(text, Severity.WARNING) | codes(text, Severity.ERROR)
    assert doubts <= {("account-not-named", None)}


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_row_missing_or_doubled_shows_in_the_percents(line: int) -> None:
    missing = "".join(ROWS[:line] + ROWS[line + 1 :])
    assert codes(missing, Severity.WARNING) == {("percents-do-not-fit", 2)}
    doubled = "".join([*ROWS[:line], ROWS[line], *ROWS[line:]])
    assert codes(doubled, Severity.WARNING) == {("percents-do-not-fit", 2)}


def test_cash_of_another_size_shows_in_the_percents() -> None:
    assert codes(FIDELITY.replace("$1412.08", "$9412.08"), Severity.WARNING) == {("percents-do-not-fit", 2)}


@pytest.mark.parametrize("percent", ["58.98%", "58.54%"])
def test_money_on_its_way_may_be_counted_in_the_percents_or_not(percent: str) -> None:
    pending = "248116602,ROLLOVER IRA,Pending Activity,,,,,$2376.53,,,,,,,,\n"
    text = "".join([*ROWS[:4], pending, *ROWS[4:]]).replace("58.98%", percent)
    if percent == "58.54%":
        text = text.replace("0.45%,,", "0.44%,,").replace("40.57%", "40.27%")
    assert not codes(text, Severity.WARNING)


def test_a_cost_that_is_not_shares_times_average_is_doubted() -> None:
    assert codes(FIDELITY.replace("$86410.22", "$46410.22"), Severity.WARNING) == {
        ("value-does-not-add-up", 3)
    }


@pytest.mark.parametrize(("old", "new"), [("02/24/2026", "02/24/2025"), ("04/10/2023", "04/10/2026")])
def test_a_lot_whose_date_is_not_of_its_term_is_doubted(old: str, new: str) -> None:
    assert {code for code, _ in codes(LOTS.replace(old, new), Severity.WARNING)} == {"term-differs"}


@pytest.mark.parametrize("day", ["11/19/2025", "11/20/2025"])
def test_a_lot_about_to_turn_may_be_stated_either_way(day: str) -> None:
    assert not codes(LOTS.replace("02/24/2026", day), Severity.WARNING)


@pytest.mark.parametrize("shares", ["3.462", "40", "20"])
@pytest.mark.parametrize("nothing", ["", "--", "n/a", "0"])
def test_a_trade_without_shares_is_refused(shares: str, nothing: str) -> None:
    found = codes(TRADES.replace(f'"{shares}"', f'"{nothing}"'), Severity.ERROR)
    assert {code for code, _ in found} == {"shares-missing"}
