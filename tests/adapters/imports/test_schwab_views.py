# ruff: noqa: E501 - tables stand as custodians write them
"""Schwab positions in views that a user put together, and transactions of several accounts in one file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports.test_csv_layouts import clean, codes, read
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import errors_in

OWN_VIEW = """"Positions for account Individual ...901 as of 04:05 PM ET, 2026/09/30"

"Symbol","Description","Gain % (Gain/Loss %)","Cost/Share","Mkt Val (Market Value)","Div Yld (Dividend Yield)","Cost Basis","Qty (Quantity)",
"VTI","VANGUARD TOTAL STOCK","25%","$80.00","$1,000.00","1.2%","$800.00","10",
"BND","VANGUARD TOTAL BOND","--","$75.00","$2,500.50","4%","$3,000.00","1,250.25",
"Cash & Cash Investments","--","--","--","-$500.00","--","--","--",
"Positions Total","","--","--","$3,000.50","--","$3,800.00","--",
"""


def test_a_view_of_ones_own_is_read_by_its_names() -> None:
    parsed = clean(OWN_VIEW)
    assert (parsed.as_of, parsed.problems) == (date(2026, 9, 30), ())
    stocks, bonds = parsed.positions
    assert (stocks.quantity, stocks.value_usd, stocks.cost_usd, stocks.price_usd) == (10, 1000, 800, None)
    assert bonds.quantity == Decimal("1250.25")
    assert parsed.cash[0].amount_usd == -500


def test_a_view_without_cost_has_positions_whose_basis_is_missing() -> None:
    text = (
        OWN_VIEW.partition("\n")[0] + '\n\n"Symbol","Mkt Val (Market Value)","Qty (Quantity)"\n'
        '"VTI","$1,000.00","10"\n"Positions Total","$1,000.00","--"\n'
    )
    (held,) = clean(text).positions
    assert (held.value_usd, held.cost_usd) == (1000, None)


def test_a_view_without_quantities_says_which_columns_to_add() -> None:
    parsed = read(OWN_VIEW.replace('"Qty (Quantity)"', '"P/E Ratio"'))
    (problem,) = parsed.problems
    assert (problem.code, parsed.custodian) == ("column-missing", "schwab")
    assert '"Qty (Quantity)"' in problem.remedy


@pytest.mark.parametrize("at", range(60, len(OWN_VIEW), 7))
def test_a_cut_of_such_a_view_is_never_silent(at: int) -> None:
    cut = read_export("positions.csv", OWN_VIEW[:at].encode())
    assert errors_in(cut.problems) or cut.positions == clean(OWN_VIEW).positions


def test_market_values_without_schwabs_banner_are_not_taken_for_schwabs() -> None:
    assert codes(read("Symbol,Quantity,Market Value\nVTI,10,1000.00\n")) == {"layout-unknown"}


def test_cash_of_a_futures_account_counts_and_its_open_result_has_not_settled() -> None:
    cash = '"Futures Cash","--","--","--","$50.00","--","--","--",\n"Futures Positions Market Value","--","--","--","--","--","--","--",\n'
    text = OWN_VIEW.replace('"Positions Total"', f'{cash}"Positions Total"').replace("$3,000.50", "$3,050.50")
    parsed = clean(text)
    assert [(one.amount_usd, one.settled) for one in parsed.cash] == [(-500, True), (50, True), (0, False)]
    assert parsed.problems == ()


def test_all_accounts_with_a_space() -> None:
    body = OWN_VIEW.partition("\n\n")[2]
    text = f'"Positions for All Accounts as of 04:05 PM ET, 2026/09/30"\n\n"Individual ...901"\n{body}\n"Roth_IRA ...902"\n{body}'
    parsed = clean(text)
    assert [account.number for account in parsed.accounts] == ["901", "902"]
    assert [held.account_ref for held in parsed.positions] == ["901", "901", "902", "902"]


SEVERAL = """"Transactions  for account XXXX-1234 as of 09/27/2021 22:00:26 ET"
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount",
"08/03/2021","Promotional Award","","PROMOTIONAL AWARD","","","","$100.00",
Transactions Total,"","","","","","",$100.00

"Transactions  for account XXXX-5678 as of 09/27/2021 22:00:26 ET"
"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount",
"09/27/2021","Sell","VOO","VANGUARD S&P 500","10","$137.00","","$1370.00",
Transactions Total,"","","","","","",
"""


def test_transactions_of_several_accounts_stand_under_their_own() -> None:
    parsed = clean(SEVERAL)
    assert [(one.account_ref, one.symbol) for one in parsed.transactions] == [("1234", ""), ("5678", "VOO")]
    assert parsed.problems == ()


def test_an_account_without_its_total_is_cut_short() -> None:
    lines = SEVERAL.splitlines(keepends=True)
    assert codes(read("".join(lines[:-1]))) == {"file-cut-short"}
    assert "line-not-understood" in codes(read("".join(lines[:3] + lines[5:])))
    assert codes(read("".join(lines[:6]))) == {"file-cut-short"}
