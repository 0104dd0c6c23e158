# ruff: noqa: E501 - tables stand as custodians write them
"""Schwab realized gains: several accounts in one file, and files with one line per sale."""

from __future__ import annotations

from datetime import date

from tests.adapters.imports.test_csv_layouts import SCHWAB_GAINS, clean, read
from trimtab.core.problems import errors_in
from trimtab.core.statement import FileKind, LineKind

HEADER, LOSS, GAIN = SCHWAB_GAINS.splitlines(keepends=True)[1:]
ALL_ACCOUNTS = (
    '"Realized Gain/Loss - Lot Details for All_Accounts as of Fri Nov 20  16:31:20 EST 2026 from 01/01/2026 to 11/20/2026","",""\n'
    f'"Individual ...123"\n{HEADER}{LOSS}\n"Roth_IRA ...456"\n{HEADER}{GAIN}'
)


def test_gains_of_several_accounts_stand_under_their_own() -> None:
    parsed = clean(ALL_ACCOUNTS)
    assert (parsed.kind, parsed.as_of) == (FileKind.REALIZED_GAINS, date(2026, 11, 20))
    assert [(gain.account_ref, gain.symbol) for gain in parsed.gains] == [("123", "VXUS"), ("456", "VTI")]
    assert [(account.name, account.kind_hint) for account in parsed.accounts] == [
        ("Individual", "taxable"),
        ("Roth_IRA", "roth_ira"),
    ]
    assert parsed.lines[LineKind.ACCOUNT] == 2


def test_each_account_is_compared_with_its_own_total() -> None:
    total = (
        '"Total","","","","","","","$1,500.00","$750.00","$750.00","","$750.00","--","","","","","","",""\n'
    )
    parsed = clean(ALL_ACCOUNTS + total)
    assert [problem.code for problem in parsed.problems] == ["no-total-row"]
    off = clean(ALL_ACCOUNTS + total.replace('"$1,500.00"', '"$2,300.00"'))
    assert [problem.code for problem in off.problems] == ["total-does-not-add-up", "no-total-row"]


def test_a_line_after_an_accounts_total_needs_a_new_account() -> None:
    total = (
        '"Total","","","","","","","$1,500.00","$750.00","$750.00","","$750.00","--","","","","","","",""\n'
    )
    assert [problem.code for problem in errors_in(read(ALL_ACCOUNTS + total + GAIN).problems)] == [
        "line-not-understood"
    ]


PER_SALE = """Realized Gain/Loss for XXXX-1234 for 01/01/2026 to 11/20/2026 as of Fri Nov 20  23:17:11 EST 2026
"Symbol","Name","Closed Date","Quantity","Closing Price","Cost Basis Method","Proceeds","Cost Basis (CB)","Total Gain/Loss ($)","Total Gain/Loss (%)","Long Term (LT) Gain/Loss ($)","Long Term (LT) Gain/Loss (%)","Short Term (ST) Gain/Loss ($)","Short Term (ST) Gain/Loss (%)","Wash Sale?","Disallowed Loss","Transaction Closed Date"
"VEA","VANGUARD DEVELOPED","09/28/2026","30","$40.00","FIFO","$1,200.00","$1,000.00","$200.00","20%","$150.00","25%","$50.00","12.5%","No","","09/28/2026"
"VWO","VANGUARD EMERGING","09/29/2026","10","$40.00","FIFO","$400.00","$460.00","-$60.00","-13%","--","--","-$60.00","-13%","Yes","$6.00","09/29/2026"
"""


def test_sales_with_one_line_each_have_both_terms_and_no_opening_day() -> None:
    parsed = clean(PER_SALE)
    assert parsed.layout == "schwab realized gains, one line per sale"
    assert (parsed.history_from, parsed.history_to) == (date(2026, 1, 1), date(2026, 11, 20))
    assert (parsed.as_of, parsed.accounts[0].number) == (date(2026, 11, 20), "1234")
    both, loss = parsed.gains
    assert (both.gain_long_usd, both.gain_short_usd, both.opened, both.cost_usd) == (150, 50, None, 1000)
    assert (loss.gain_long_usd, loss.gain_short_usd, loss.disallowed_usd) == (0, -60, 6)


def test_the_older_names_of_the_same_columns() -> None:
    text = PER_SALE.replace(" (LT)", "").replace(" (ST)", "").replace("Cost Basis (CB)", "CostBasis")
    assert clean(text).gains[0].gain_long_usd == 150
