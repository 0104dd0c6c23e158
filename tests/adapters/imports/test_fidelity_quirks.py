# ruff: noqa: E501 - tables stand as custodians write them
"""How else Fidelity writes accounts, days, bonds and views."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports.test_csv_layouts import FIDELITY_2026, clean, codes, read
from trimtab.adapters.imports.registry import read_export
from trimtab.adapters.imports.tables.table import records_of
from trimtab.core.problems import errors_in

OLDER = """

Brokerage

Run Date,Account,Action,Symbol,Security Description,Security Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date
 07/05/2023,"Rollover IRA" 212345678," YOU BOUGHT VANGUARD TOTAL STOCK (VTI) (Cash)", VTI," VANGUARD TOTAL STOCK",Cash,2,200.50,,,,-401,07/07/2023
 07/05/2023,INDIVIDUAL - TOD X23456789," YOU SOLD VANGUARD TOTAL STOCK (VTI) (Cash)", VTI," VANGUARD TOTAL STOCK",Cash,-2,200.50,,0.01,,400.99,07/07/2023

"Date downloaded 07/10/2023 3:00 pm"
"""


def test_an_account_number_behind_the_name_is_the_number() -> None:
    parsed = clean(OLDER)
    assert [(account.number, account.name, account.kind_hint) for account in parsed.accounts] == [
        ("212345678", "Rollover IRA", "traditional_ira"),
        ("X23456789", "INDIVIDUAL - TOD", "taxable"),
    ]
    assert [one.account_ref for one in parsed.transactions] == ["212345678", "X23456789"]


def test_a_number_behind_the_name_counts_where_the_column_of_numbers_is_empty() -> None:
    text = OLDER.replace("Account,Action", "Account,Account Number,Action")
    text = text.replace('" 212345678,', '" 212345678,,').replace(" X23456789,", " X23456789,,")
    assert [account.number for account in clean(text).accounts] == ["212345678", "X23456789"]


@pytest.mark.parametrize("at", range(40, len(OLDER) - 40, 5))
def test_a_cut_is_never_silent(at: int) -> None:
    assert errors_in(read_export("history.csv", OLDER[:at].encode()).problems)


def test_only_an_account_number_may_stand_behind_quotes() -> None:
    (good,) = records_of('"Rollover IRA" 212345678,VTI\n')
    assert good.cells == ("Rollover IRA 212345678", "VTI")
    for text in ('"TOTAL" STOCK FUND,VTI\n', '"A "B" 1234",VTI\n', '"A"1234,VTI\n'):
        assert next(records_of(text)).damage in {"quote", "unclosed"}


CLOSED = """Symbol(CUSIP),Security description,Date acquired,Date sold,Quantity,Cost basis,Proceeds,Short-term gain/loss,Long-term gain/loss
undefined(912810QF8),US TREASURY 2.125% 02/15/2040,2022-04-19,2026-03-16,"35,000","$34,206.20","$35,000.00", --,$793.80,
VTI(922908769),VANGUARD TOTAL STOCK,2026-01-05,2026-03-02,2,"$600.00 ","$587.50 ","-$12.50 ",-,
"""


def test_closed_lots_with_days_of_iso_bonds_by_cusip_and_lone_dashes() -> None:
    parsed = clean(CLOSED, "Portfolio_Closed_Lots_Nov-20-2026.csv")
    bond, stock = parsed.gains
    assert (bond.symbol, bond.quantity, bond.gain_long_usd) == ("912810QF8", 35000, Decimal("793.80"))
    assert (stock.opened, stock.closed) == (date(2026, 1, 5), date(2026, 3, 2))
    assert (stock.symbol, stock.gain_short_usd, stock.gain_long_usd) == ("VTI", Decimal("-12.50"), 0)


VIEW = """\ufeffAccount number,Account name,Symbol,Description,Current value,Percent of account,Quantity,Cost basis total,SEC yield,Type
900000555,BrokerageLink,VTI,VANGUARD TOTAL STOCK,$6000.00,100.00%,20,$4000.00,--,Cash,
900000555,BrokerageLink,Pending activity,,-$12.00,,,,,,

"Date downloaded Nov-20-2026 2:20 p.m ET"
"""


def test_a_view_of_ones_own_without_prices() -> None:
    (held,) = clean(VIEW).positions
    assert (held.quantity, held.value_usd, held.price_usd, held.cost_usd) == (20, 6000, None, 4000)


def test_a_view_without_quantities_says_which_columns_to_add() -> None:
    parsed = read(FIDELITY_2026.replace(",Quantity,", ",CUSIP,"))
    assert (codes(parsed), parsed.custodian) == ({"column-missing"}, "fidelity")
    assert "Quantity" in parsed.problems[0].remedy


def test_lots_with_account_numbers_are_lots() -> None:
    parsed = clean(
        "Account Number,Account Name,Symbol,Description,Acquired,Term,Current Value,Quantity,Average Cost Basis,"
        "Cost Basis Total\n"
        "X87654321,INDIVIDUAL - TOD,VXUS,VANGUARD TOTAL INTL,Feb-29-2024,Long,$82.45,1.5,$58.30,$87.45\n"
    )
    assert [(lot.account_ref, lot.acquired) for lot in parsed.lots] == [("X87654321", date(2024, 2, 29))]


def test_a_line_of_pending_activity_may_be_shorter_than_its_header() -> None:
    parsed = clean(VIEW.replace("-$12.00,,,,,,", "-$12.00"))
    assert [(cash.amount_usd, cash.settled) for cash in parsed.cash] == [(-12, False)]


def test_pending_activity_without_an_amount_is_pointed_out() -> None:
    parsed = clean(VIEW.replace("-$12.00", ""))
    assert (codes(parsed), parsed.cash) == ({"pending-without-amount"}, ())
