"""What custodians' words tell beyond the kind of a transaction."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.adapters.imports.details import detail_of, flex_cash_detail, flex_split
from trimtab.core.statement import Detail


@pytest.mark.parametrize(
    ("action", "detail"),
    [
        ("Qualified Dividend", Detail.QUALIFIED),
        ("Qual Div Reinvest", Detail.QUALIFIED),
        ("Special Qual Div", Detail.QUALIFIED),
        ("Non-Qualified Div", Detail.ORDINARY),
        ("Pr Yr Non-Qual Div", Detail.ORDINARY),
        ("Special Non Qual Div", Detail.ORDINARY),
        ("NON-QUALIFIED DIVIDEND REALTY INCOME (O) (Cash)", Detail.ORDINARY),
        ("Cash Dividend", Detail.NONE),
        ("DIVIDEND RECEIVED ARBITRAGE MERGER FUND (MERFX) (Cash)", Detail.NONE),
        ("Long Term Cap Gain Reinvest", Detail.CAPITAL_GAIN_LONG),
        ("LONG-TERM CAP GAIN VANGUARD", Detail.CAPITAL_GAIN_LONG),
        ("Capital gain (LT)", Detail.CAPITAL_GAIN_LONG),
        ("Reinvestment (LT gain)", Detail.CAPITAL_GAIN_LONG),
        ("Short Term Cap Gain", Detail.CAPITAL_GAIN_SHORT),
        ("Capital gain (ST)", Detail.CAPITAL_GAIN_SHORT),
        ("Tax Exempt Div", Detail.EXEMPT),
        ("MUNI EXEMPT INT WHEAT RIDGE", Detail.EXEMPT),
        ("RETURN OF CAPITAL ENTERPRISE", Detail.RETURN_OF_CAPITAL),
        ("Cash In Lieu", Detail.CASH_IN_LIEU),
        ("IN LIEU OF FRX SHARE", Detail.CASH_IN_LIEU),
        ("Cash In Lieu Of Dividend", Detail.NONE),
        ("Stock Split", Detail.SPLIT),
        ("Reverse Split", Detail.REVERSE_SPLIT),
        ("Stock Div Dist", Detail.STOCK_DIVIDEND),
        ("Name Change", Detail.NAME_CHANGE),
        ("NAME CHANGED TO META", Detail.NAME_CHANGE),
        ("MERGER MER FROM 54211N101", Detail.MERGER),
        ("Cash/Stock Merger", Detail.MERGER),
        ("Cash Merger", Detail.CASH_MERGER),
        ("Spin-off", Detail.SPIN_OFF),
        ("SPINOFF GE VERNOVA", Detail.SPIN_OFF),
        ("Full Redemption Adj", Detail.REDEMPTION),
        ("Expired", Detail.EXPIRED),
        ("Assigned", Detail.ASSIGNED),
        ("Exchange or Exercise", Detail.EXERCISED),
        ("Sell to Open", Detail.WRITTEN),
        ("Buy to Close", Detail.WRITTEN),
        ("Short Sale", Detail.WRITTEN),
        ("Buy to Open", Detail.NONE),
        ("Cancel Buy", Detail.CANCELLED),
        ("BUY CANCEL", Detail.CANCELLED),
        ("PARTIC CONTR PRIOR YR", Detail.PRIOR_YEAR),
        ("CASH CONTRIBUTION PRIOR YEAR", Detail.PRIOR_YEAR),
        ("PARTIC CONTR CURRENT PARTICIPANT CUR YR", Detail.NONE),
    ],
)
def test_an_action_tells_it_by_how_it_begins(action: str, detail: Detail) -> None:
    assert detail_of(action) is detail


def test_interactive_brokers_words() -> None:
    assert flex_cash_detail("Dividends", "VTI CASH DIVIDEND (Return of Capital)") is Detail.RETURN_OF_CAPITAL
    assert flex_cash_detail("Payment In Lieu Of Dividends", "VTI") is Detail.ORDINARY
    assert flex_cash_detail("Dividends", "VTI CASH DIVIDEND (Ordinary Dividend)") is Detail.NONE
    assert flex_split("AVGO(US1) SPLIT 10 FOR 1 (AVGO)") == (Decimal(10), Decimal(1))
    assert flex_split("CUSIP CHANGE") == (None, None)
