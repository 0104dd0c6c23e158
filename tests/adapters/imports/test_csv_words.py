# ruff: noqa: E501 - tables stand as custodians write them
"""Words of custodians for what happened, and the ways they write that there is nothing to say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports.test_csv_layouts import HISTORY_14, SCHWAB_2022, clean
from trimtab.adapters.imports.cells import parse_number
from trimtab.core.household import ActivityKind as Kind


@pytest.mark.parametrize(
    ("action", "amount", "kind"),
    [
        ("MoneyLink Adj", "-$500.00", Kind.WITHDRAWAL),
        ("Funds Disbursed", "-$500.00", Kind.WITHDRAWAL),
        ("Bank Transfer", "$500.00", Kind.CONTRIBUTION),
        ("Pr Yr Non Qual Div", "$5.00", Kind.DIVIDEND),
        ("Pr Yr Non-Qual Div", "$5.00", Kind.DIVIDEND),
        ("Interest Adj", "-$0.10", Kind.INTEREST),
        ("Foreign Tax Reclaim Adj", "$0.10", Kind.FEE),
        ("Options Frwd Split", "", Kind.SPLIT),
        ("NRA Withhold", "-$0.77", Kind.FEE),
        ("Cancel Buy", "$500.00", Kind.OTHER),
        ("Final Cash Liquid", "$5.00", Kind.CORPORATE_ACTION),
    ],
)
def test_schwab_actions(action: str, amount: str, kind: Kind) -> None:
    line = f'"11/12/2022","{action}","VTI","VANGUARD TOTAL STOCK","","2","","{amount}"\n'
    assert clean(SCHWAB_2022 + line).transactions[-1].kind is kind


def test_schwab_cash_that_came_with_a_transfer_has_no_symbol() -> None:
    line = '"11/12/2022","Security Transfer","NO NUMBER","TOA ACAT 0001","","","","$1,000.00"\n'
    moved = clean(SCHWAB_2022 + line).transactions[-1]
    assert (moved.kind, moved.symbol, moved.amount_usd) == (Kind.TRANSFER_IN, "", 1000)


@pytest.mark.parametrize(
    ("action", "amount", "kind"),
    [
        ("NON-RESIDENT TAX VANGUARD TOTAL STOCK (VTI) (Cash)", "-3.00", Kind.FEE),
        ("ADJ FOREIGN TAX PAID VANGUARD TOTAL STOCK (VTI) (Cash)", "1.00", Kind.FEE),
        ("DIVIDEND ADJUSTMENT VANGUARD TOTAL STOCK (VTI) (Cash)", "-1.00", Kind.DIVIDEND),
        ("MONEYLINE RECEIVED EFT FUNDS RECEIVED (Cash)", "100.00", Kind.CONTRIBUTION),
        ("CONTRIBUTED TO A GIVING ACCOUNT (Cash)", "-100.00", Kind.TRANSFER_OUT),
        ("CONVERSION AS OF VANGUARD TOTAL STOCK (VTI)", "0.00", Kind.CORPORATE_ACTION),
    ],
)
def test_fidelity_actions(action: str, amount: str, kind: Kind) -> None:
    line = f'01/02/2026,ROTH IRA,Z12345678,"{action}",VTI,VANGUARD TOTAL STOCK,Cash,,0,,,,{amount},\n'
    parsed = clean(HISTORY_14.replace('\n\n"Date', f'\n{line}\n"Date'))
    assert parsed.transactions[-1].kind is kind


@pytest.mark.parametrize("day", ["12-19-25", "12-19-2025", "12/19/2025", "2025-12-19", "Dec-19-2025"])
def test_an_assignment_counts_on_the_day_in_its_action(day: str) -> None:
    text = HISTORY_14.replace("YOU SOLD VANGUARD", f"YOU SOLD ASSIGNED CALLS AS OF {day} VANGUARD")
    assert clean(text).transactions[1].trade_date == date(2025, 12, 19)


def test_what_moved_shares_was_worth_is_no_cash() -> None:
    line = '01/02/2026,ROTH IRA,Z12345678,"MERGER MER FROM 922908769#REOR",VTI,TOTAL STOCK,Shares,,10,,,,3401.00,\n'
    merged = clean(HISTORY_14.replace('\n\n"Date', f'\n{line}\n"Date')).transactions[-1]
    assert (merged.kind, merged.quantity, merged.amount_usd) == (Kind.CORPORATE_ACTION, 10, 0)


PLAN = """

Run Date,Account,Account Number,Action,Symbol,Description,Type,Price ($),Quantity,Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date
03/13/2026,"MILL, INC 401(K) PLAN",81818,Contributions,,LARGE CO INDEX,,,2.5,,,,250,
03/12/2026,"MILL, INC 401(K) PLAN",81818,Exchange Out,,BOND FUND,,,"-10",,,,"-120.5",
03/11/2026,"MILL, INC 401(K) PLAN",81818,Dividend,,LARGE CO INDEX,,,0.125,,,,12.5,
03/10/2026,"MILL, INC 401(K) PLAN",81818,RECORDKEEPING FEE,,LARGE CO INDEX,,,"-0.02",,,,"-1.96",
03/09/2026,"MILL, INC 401(K) PLAN",81818,Change in Market Value,,LARGE CO INDEX,,,0,,,,0.02,

"Date downloaded 03/15/2026 3:00 pm"
"""


def test_lines_of_an_employer_plan_are_trades_of_their_fund() -> None:
    parsed = clean(PLAN)
    assert [(one.kind, one.symbol, one.quantity, one.amount_usd) for one in parsed.transactions] == [
        (Kind.BUY, "LARGE CO INDEX", Decimal("2.5"), Decimal(-250)),
        (Kind.SELL, "BOND FUND", Decimal(-10), Decimal("120.5")),
        (Kind.REINVEST, "LARGE CO INDEX", Decimal("0.125"), Decimal("-12.5")),
        (Kind.FEE, "LARGE CO INDEX", Decimal("-0.02"), Decimal("-1.96")),
        (Kind.OTHER, "", Decimal(0), Decimal("0.02")),
    ]
    assert parsed.problems == ()


def test_a_contribution_of_cash_is_still_one() -> None:
    line = "03/08/2026,ROTH IRA,Z12345678,CASH CONTRIBUTION CURRENT YEAR (Cash),,No Description,Cash,,0,,,,100,\n"
    parsed = clean(PLAN.replace('\n\n"Date', f'\n{line}\n"Date'))
    assert (parsed.transactions[-1].kind, parsed.transactions[-1].symbol) == (Kind.CONTRIBUTION, "")


VANGUARD = (
    "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,Investment Name,Symbol,Shares,"
    "Share Price,Principal Amount,Commissions and Fees,Net Amount,Accrued Interest,Account Type,\n"
)


@pytest.mark.parametrize(
    ("action", "shares", "amount", "kind"),
    [
        ("Buy (exchange)", "2.0", "-400.00", Kind.BUY),
        ("Sell (exchange)", "-2.0", "400.00", Kind.SELL),
        ("Exchange", "2.0", "-400.00", Kind.BUY),
        ("Exchange", "-2.0", "400.00", Kind.SELL),
        ("Withdrawal", "0.0", "-400.00", Kind.WITHDRAWAL),
        ("Rollover (incoming)", "0.0", "400.00", Kind.TRANSFER_IN),
        ("Recharacterization (outgoing)", "-2.0", "-400.00", Kind.TRANSFER_OUT),
        ("Corp Action (Spinoff)", "2.0", "0.00", Kind.CORPORATE_ACTION),
        ("Buy Cancel", "-2.0", "400.00", Kind.OTHER),
    ],
)
def test_vanguard_transaction_types(action: str, shares: str, amount: str, kind: Kind) -> None:
    line = f"11111111,2026-03-02,2026-03-04,{action},,TOTAL STOCK,VTI,{shares},200.00,{amount},0.0,{amount},0.0,CASH,\n"
    parsed = clean(VANGUARD + line)
    assert [one.kind for one in parsed.transactions] == [kind]
    assert "sign-unexpected" not in {problem.code for problem in parsed.problems}


def test_vanguard_bonds_without_a_ticker_stay_apart() -> None:
    parsed = clean(
        "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
        "11111111,U S TREASURY NOTE 1.875 01/15/36,null,5000,100.00,5000.00,\n"
        "11111111,U S TREASURY NOTE 2.125 02/15/40,null,3000,100.00,3000.00,\n"
    )
    assert [held.symbol for held in parsed.positions] == [
        "U S TREASURY NOTE 1.875 01/15/36",
        "U S TREASURY NOTE 2.125 02/15/40",
    ]


def test_a_lone_dash_states_no_number() -> None:
    assert parse_number(" - ") is None


COLLEGE = """Fund Account Number,Fund Name,Price,Shares,Total Value
555123401-02,2036/2037 Enrollment Portfolio,$12.50,100.0000,$1250.00

Account Number,Trade Date,Process Date,Transaction Type,Transaction Description,Investment Name,Share Price,Shares,Gross Amount,Net Amount
555123401-02,10/01/2026,10/01/2026,Recurring Contribution,Recurring Contribution,2036/2037 Enrollment Portfolio,$12.50,4.0000,$50,$50
555123401-02,09/01/2026,09/01/2026,Exchange In Age-Based,Exchange In,2036/2037 Enrollment Portfolio,$12.00,10.0000,$120,$120
555123401-02,08/03/2026,08/03/2026,Qualified w/d Acct Owner,Withdrawal,2036/2037 Enrollment Portfolio,$12.00,-5.0000,$-60,$-60
"""


def test_transactions_of_a_529_account_name_funds_and_no_symbols() -> None:
    parsed = clean(COLLEGE)
    assert len(parsed.positions) == 1
    assert {one.symbol for one in parsed.transactions} == {"2036/2037 ENROLLMENT PORTFOLIO"}
    assert [(one.kind, one.quantity, one.amount_usd) for one in parsed.transactions] == [
        (Kind.CONTRIBUTION, Decimal(4), Decimal(50)),
        (Kind.BUY, Decimal(10), Decimal(-120)),
        (Kind.WITHDRAWAL, Decimal(-5), Decimal(-60)),
    ]
    assert {problem.code for problem in parsed.problems} == {"no-total-row"}


def test_transactions_of_an_employer_plan_at_vanguard() -> None:
    parsed = clean(
        "Account Number,Trade Date,Run Date,Transaction Activity,Transaction Description,Investment Name,Share Price,Transaction Shares,Dollar Amount,\n"
        "090909,10/01/2026,10/01/2026,Plan Contribution,Employee Pre-Tax,Target Retirement 2045,50.00,2.000,100.00,\n"
        "090909,09/01/2026,09/01/2026,Fund to Fund Out,Exchange,Stable Value,1.00,-30.000,-30.00,\n"
    )
    assert [(one.kind, one.symbol, one.amount_usd) for one in parsed.transactions] == [
        (Kind.BUY, "TARGET RETIREMENT 2045", Decimal(-100)),
        (Kind.SELL, "STABLE VALUE", Decimal(30)),
    ]
