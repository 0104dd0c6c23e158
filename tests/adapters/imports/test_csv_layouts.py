# ruff: noqa: E501 - tables stand as custodians write them
"""Layouts for which no shared sample exists, each as small as it can be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.registry import read_export
from trimtab.core.household import ActivityKind
from trimtab.core.problems import errors_in
from trimtab.core.statement import FileKind, LineKind, ParsedFile


def read(text: str, name: str = "download.csv") -> ParsedFile:
    parsed = read_export(name, text.encode())
    assert sum(parsed.lines.values()) == parsed.line_count
    return parsed


def clean(text: str, name: str = "download.csv") -> ParsedFile:
    parsed = read(text, name)
    assert errors_in(parsed.problems) == []
    return parsed


def codes(parsed: ParsedFile) -> set[str]:
    return {problem.code for problem in parsed.problems}


SCHWAB_2023 = """"Positions for account Contributory XXXX-1234 as of 09:59 PM ET, 09/26/2023"

"Symbol","Description","Quantity","Price","Price Change %","Price Change $","Market Value","Day Change %","Day Change $","Cost Basis","Gain/Loss %","Gain/Loss $","Ratings","Reinvest Dividends?","Capital Gains?","% Of Account","Security Type"
"SCHB","SCHWAB US BROAD MARKET ETF","100","$50.00","0%","$0.00","$5,000.00","0%","$0.00","$4,000.00","25%","$1,000.00","--","Yes","--","50%","ETFs & Closed End Funds"
"SCHP","SCHWAB US TIPS ETF","-20","$50.00","0%","$0.00","-$1,000.00","0%","$0.00","N/A","--","--","--","No","--","50%","ETFs & Closed End Funds"
"Cash & Cash Investments","--","--","--","--","--","$1,000.00","0%","$0.00","--","--","--","--","--","--","50%","Cash and Money Market"
"Account Total","--","--","--","--","--","$5,000.00","0%","$0.00","$4,000.00","25%","$1,000.00","--","--","--","--","--"
"""


def test_schwab_positions_of_2023() -> None:
    parsed = clean(SCHWAB_2023)
    assert (parsed.layout, parsed.as_of) == ("schwab positions 2023", date(2023, 9, 26))
    assert parsed.problems == ()
    held, short = parsed.positions
    assert (held.reinvest, short.reinvest) == (True, False)
    assert (short.quantity, short.value_usd, short.cost_usd) == (Decimal(-20), Decimal(-1000), None)
    assert parsed.accounts[0].kind_hint == ""
    assert (parsed.accounts[0].number, parsed.accounts[0].name) == ("1234", "Contributory")


def test_schwab_banner_with_the_newest_day_form_and_no_name() -> None:
    parsed = clean(
        SCHWAB_2023.replace("Contributory XXXX-1234", "...234").replace("09/26/2023", "2026/11/20")
    )
    assert parsed.as_of == date(2026, 11, 20)
    assert parsed.accounts[0].number == "234"


def test_schwab_positions_without_their_banner_are_refused() -> None:
    assert codes(read(SCHWAB_2023.partition("\n\n")[2])) == {"banner-missing"}


def test_a_position_taken_out_of_a_schwab_file_shows_in_its_total() -> None:
    lines = SCHWAB_2023.splitlines(keepends=True)
    parsed = read("".join(lines[:4] + lines[5:]))
    (problem,) = parsed.problems
    assert problem.code == "total-does-not-add-up"
    assert "market value: the total says $5,000.00, its 2 rows sum to $6,000.00" in problem.message


def test_a_value_that_is_not_quantity_times_price_is_shown_with_its_amount() -> None:
    parsed = read(SCHWAB_2023.replace('"100","$50.00"', '"100","$49.00"'))
    assert codes(parsed) == {"value-does-not-add-up"}
    assert "a difference of $100.00" in parsed.problems[0].message


def test_a_row_after_the_total_is_an_error() -> None:
    parsed = read(SCHWAB_2023 + '"Something else"\n')
    assert codes(parsed) == {"line-not-understood"}
    assert parsed.lines[LineKind.ERROR] == 1


SCHWAB_GAINS = """"Realized Gain/Loss - Lot Details for Individual ...123 as of Fri Nov 20 16:31:20 EST 2026, from 01/01/2026 to 11/20/2026"
"Symbol","Name","Closed Date","Opened Date","Quantity","Proceeds Per Share","Cost Per Share","Proceeds","Cost Basis (CB)","Gain/Loss ($)","Gain/Loss (%)","Long Term Gain/Loss","Short Term Gain/Loss","Term","Unadjusted Cost Basis","Wash Sale?","Disallowed Loss","Transaction Closed Date","Transaction Cost Basis","Total Transaction Gain/Loss ($)"
"VXUS","VANGUARD TOTAL INTL","03/02/2026","01/05/2026","10","$80.00","$84.00","$800.00","$840.00","-$40.00","-4.76%","--","-$40.00","Short Term","$840.00","Yes","$12.00","03/02/2026","$840.00","-$40.00"
"VTI","VANGUARD TOTAL STOCK","04/02/2026","01/05/2020","5","$300.00","$150.00","$1,500.00","$750.00","$750.00","100%","$750.00","--","Long Term","$750.00","No","--","04/02/2026","$750.00","$750.00"
"""


def test_schwab_realized_gains() -> None:
    parsed = clean(SCHWAB_GAINS)
    assert (parsed.kind, parsed.as_of) == (FileKind.REALIZED_GAINS, date(2026, 11, 20))
    assert (parsed.history_from, parsed.history_to) == (date(2026, 1, 1), date(2026, 11, 20))
    loss, gain = parsed.gains
    assert (loss.gain_short_usd, loss.gain_long_usd, loss.disallowed_usd) == (-40, 0, 12)
    assert (gain.gain_long_usd, gain.opened, gain.cost_usd) == (750, date(2020, 1, 5), 750)
    assert parsed.accounts[0].number == "123"


def test_a_gain_of_neither_term_is_an_error() -> None:
    parsed = read(SCHWAB_GAINS.replace('"--","-$40.00","Short', '"--","--","Short'))
    assert "gain-without-term" in codes(parsed)


SCHWAB_2022 = """"Transactions  for account Roth IRA XXXX-1234 as of 11/15/2022 18:00:21 ET"
"Date","Action","Symbol","Description","Price","Quantity","Fees & Comm","Amount"
"11/14/2022","Sell","VTI","VANGUARD TOTAL STOCK","$200.00","3","$0.02","$599.98"
"11/13/2022","Sell","VTI","VANGUARD TOTAL STOCK","$200.00","3","$0.02","$599.98"
"""


def test_schwab_transactions_of_2022_and_two_that_are_alike() -> None:
    parsed = clean(SCHWAB_2022.replace("11/13", "11/14"))
    assert parsed.layout == "schwab transactions 2022"
    one, other = parsed.transactions
    assert (one.quantity, one.price_usd, one.fees_usd) == (Decimal(-3), 200, Decimal("0.02"))
    assert one.fingerprint[:-1] == other.fingerprint[:-1]
    assert (one.fingerprint[-1], other.fingerprint[-1]) == ("1", "2")
    assert parsed.accounts[0].kind_hint == "roth_ira"


def test_an_overlapping_download_gives_the_same_fingerprints() -> None:
    longer = clean(
        SCHWAB_2022.replace('"11/13', '"11/15/2022","Credit Interest","","INT","","","","$1.00"\n"11/13')
    )
    before = {one.fingerprint for one in clean(SCHWAB_2022).transactions}
    assert before < {one.fingerprint for one in longer.transactions}


def test_an_action_never_seen_is_an_error_that_teaches() -> None:
    parsed = read(SCHWAB_2022.replace('"Sell"', '"Levitate"', 1))
    (problem,) = errors_in(parsed.problems)
    assert (problem.code, problem.source.line if problem.source else 0) == ("action-unknown", 3)
    assert "Levitate" in problem.message
    assert "[[csv]]" in problem.remedy


def test_a_schwab_file_name_names_the_account() -> None:
    text = SCHWAB_2022.partition("\n")[2]
    parsed = clean(text, "Joint_Tenant_XXX123_Transactions_20241115-180021.csv")
    assert parsed.layout == "schwab transactions 2023"
    assert (parsed.accounts[0].number, parsed.accounts[0].name) == ("123", "Joint Tenant")
    assert parsed.accounts[0].kind_hint == "taxable"


def test_schwab_equity_awards_are_told_apart() -> None:
    text = (
        '"Date","Action","Symbol","Description","Quantity","FeesAndCommissions","DisbursementElection","Amount",'
        '"AwardDate","AwardId","FairMarketValuePrice"\n"11/14/2022","Lapse","GOOG","RS Lapse","10","","","","","",""\n'
    )
    parsed = read(text)
    assert codes(parsed) == {"layout-not-supported"}
    assert "Equity Awards" in parsed.problems[0].message


LOTS = """"VTI Lot Details for ...123 as of 04:31 PM ET, 2026/11/20"

"Open Date","Quantity","Price","Cost/Share","Market Value","Cost Basis","Gain/Loss $","Gain/Loss %","Holding Period",
"02/29/2024 09:45:10","1","$340.00","$250.00","$340.00","$250.00","$90.00","36%","Long Term",
"02/29/2024 10:45:10","2","$340.00","$250.00","$680.00","$500.00","$180.00","36%","Long Term",
"Various","1","$340.00","--","$340.00","Incomplete","--","--","--",
"Total","4","--","--","$1,360.00","$750.00","$270.00","36%","--",
"""


def test_lots_bought_alike_have_ids_that_no_order_changes() -> None:
    parsed = clean(LOTS)
    lines = LOTS.splitlines(keepends=True)
    turned = clean("".join([*lines[:3], lines[5], lines[4], lines[3], lines[6]]))
    ids = {lot.lot_id: (lot.quantity, lot.cost_usd) for lot in parsed.lots}
    assert ids == {
        "2024-02-29@250#1": (Decimal(1), Decimal(250)),
        "2024-02-29@250#2": (Decimal(2), Decimal(500)),
        "unknown@unknown#1": (Decimal(1), None),
    }
    assert {lot.lot_id: (lot.quantity, lot.cost_usd) for lot in turned.lots} == ids
    assert parsed.lots[2].acquired is None


def test_a_lot_sum_that_differs_from_its_total_is_never_silent() -> None:
    parsed = read(LOTS.replace('"Total","4"', '"Total","5"'))
    (problem,) = parsed.problems
    assert problem.code == "total-does-not-add-up"
    assert "the total says 5, its 3 rows sum to 4: a difference of 1" in problem.message


def test_a_lot_whose_cost_is_not_its_quantity_times_cost_per_share_is_shown() -> None:
    parsed = read(LOTS.replace('"$680.00","$500.00"', '"$680.00","$505.00"'))
    assert codes(parsed) == {"value-does-not-add-up", "total-does-not-add-up"}


FIDELITY_2026 = """\ufeffAccount number,Account name,Symbol,Description,Quantity,Last price,Last price change,Current value,Today's gain/loss dollar,Today's gain/loss percent,Total gain/loss dollar,Total gain/loss percent,Percent of account,Cost basis total,Average cost basis,Type
X87654321,INDIVIDUAL - TOD,FZFXX**,HELD IN MONEY MARKET,,,,$100.00,,,,,,,,Cash,
X87654321,INDIVIDUAL - TOD,VTI,VANGUARD TOTAL STOCK MARKET ETF,40.001,$340.10,+$0.00,$13604.34,+$0.00,+0.00%,+$4484.00,+49.17%,,$9120.00,$228.00,Cash,
X87654321,INDIVIDUAL - TOD, -AAPL261218C250,AAPL CALL,-1,$2.50,$0.00,-$250.00,--,--,--,--,--,--,--,Margin,
X87654321,INDIVIDUAL - TOD,Pending Activity,,,,-$12.50,,,,,,,,,,

"Date downloaded Nov-20-2026 5:45 p.m ET"
"""


def test_fidelity_positions_in_sentence_case_of_2026() -> None:
    parsed = clean(FIDELITY_2026)
    assert (parsed.layout, parsed.as_of) == ("fidelity positions 2026", date(2026, 11, 20))
    fund, option = parsed.positions
    assert (fund.quantity, fund.cost_usd) == (Decimal("40.001"), 9120)
    assert (option.symbol, option.quantity, option.price_usd) == ("-AAPL261218C250", Decimal(-1), 250)
    assert [(cash.amount_usd, cash.settled) for cash in parsed.cash] == [
        (100, True),
        (Decimal("-12.50"), False),
    ]


def test_fidelity_positions_of_the_older_layout() -> None:
    text = FIDELITY_2026.replace("Cost basis total", "Cost Basis").replace(
        "Average cost basis", "Cost Basis Per Share"
    )
    parsed = clean(text.replace("Account number", "Account Number"))
    assert parsed.layout == "fidelity positions before 2023"
    assert parsed.positions[0].cost_usd == 9120


def test_pending_activity_with_two_amounts_is_not_guessed() -> None:
    assert "pending-not-understood" in codes(read(FIDELITY_2026.replace("-$12.50,,", "-$12.50,$3.00,")))


def test_a_plan_line_that_may_be_another_account_is_pointed_out() -> None:
    parsed = read(FIDELITY_2026.replace("VTI,VANGUARD TOTAL STOCK MARKET ETF", ",BROKERAGELINK"))
    assert codes(parsed) == {"brokeragelink-may-count-twice"}


HISTORY_14 = """

Run Date,Account,Account Number,Action,Symbol,Description,Type,Price ($),Quantity,Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date
01/02/2026,ROTH IRA,Z12345678,"REINVESTMENT as of Dec-30-2025 VANGUARD TOTAL STOCK (VTI) (Cash)",VTI,VANGUARD TOTAL STOCK,Cash,340.1,0.5,,,,-170.05,
01/02/2026,ROTH IRA,Z12345678,"YOU SOLD VANGUARD TOTAL STOCK (VTI) (Cash)",VTI,VANGUARD TOTAL STOCK,Cash,340.1,-1,4.95,0.01,,335.14,01/03/2026

"Date downloaded 01/05/2026 3:00 pm"
"""


def test_fidelity_history_of_14_columns_and_the_day_that_counts() -> None:
    parsed = clean(HISTORY_14)
    assert parsed.layout == "fidelity history, 14 columns"
    reinvested, sold = parsed.transactions
    assert (reinvested.kind, reinvested.trade_date) == (ActivityKind.REINVEST, date(2025, 12, 30))
    assert (sold.kind, sold.quantity, sold.fees_usd) == (ActivityKind.SELL, Decimal(-1), Decimal("4.96"))
    assert parsed.accounts[0].number == "Z12345678"


def test_fidelity_history_of_july_2026() -> None:
    text = "\ufeff" + HISTORY_14.strip().replace("01/02/2026", "07-02-2026").replace(
        "01/03/2026", "07-03-2026"
    )
    parsed = clean(text + "\n")
    assert [one.trade_date for one in parsed.transactions] == [date(2025, 12, 30), date(2026, 7, 2)]
    assert parsed.transactions[1].settle_date == date(2026, 7, 3)


def test_a_currency_code_in_the_quantity_column_is_an_error() -> None:
    parsed = read(HISTORY_14.replace(",340.1,0.5,", ",340.1,USD,"))
    (problem,) = errors_in(parsed.problems)
    assert (problem.code, str(problem.source)) == ("number-not-a-number", "download.csv:4 [Quantity]")


def test_fidelity_history_names_its_account_in_the_file_name() -> None:
    lines = HISTORY_14.replace("Account,Account Number,", "").replace("ROTH IRA,Z12345678,", "")
    parsed = clean(lines, "History_for_Account_Z12345678.csv")
    assert parsed.layout == "fidelity history, 12 columns"
    assert parsed.accounts[0].number == "Z12345678"
    assert {one.account_ref for one in parsed.transactions} == {"Z12345678"}


def test_fidelity_history_with_a_beginning_never_seen() -> None:
    parsed = read(HISTORY_14.replace("YOU SOLD", "YOU LEVITATED"))
    assert [problem.code for problem in errors_in(parsed.problems)] == ["action-unknown"]


def test_fidelity_lots_by_account_name() -> None:
    parsed = clean(
        "Account Name,Symbol,Description,Acquired,Term,Total Gain/Loss,Total Gain/Loss (%),Current Value,Quantity,"
        "Average Cost Basis,Cost Basis Total\n"
        "INDIVIDUAL - TOD,VXUS,VANGUARD TOTAL INTL,Feb-29-2024,Long,-$5.00,-5%,$82.45,1.5,$58.30,$87.45\n"
    )
    (lot,) = parsed.lots
    assert (lot.acquired, lot.quantity, lot.cost_usd) == (date(2024, 2, 29), Decimal("1.5"), Decimal("87.45"))
    assert (lot.account_ref, lot.lot_id) == ("INDIVIDUAL - TOD", "2024-02-29@58.3#1")
    assert codes(parsed) == {"no-total-row"}


def test_fidelity_closed_lots() -> None:
    parsed = clean(
        "Symbol(CUSIP),Security Description,Quantity,Date Acquired,Date Sold,Proceeds,Cost Basis,"
        "Short Term Gain/Loss,Long Term Gain/Loss\n"
        "VTI(922908769),VANGUARD TOTAL STOCK,2,01/05/2020,03/02/2026,$600.00,$300.00,,$300.00\n",
        "Closed_Lots_X87654321.csv",
    )
    (gain,) = parsed.gains
    assert (gain.symbol, gain.gain_long_usd, gain.gain_short_usd) == ("VTI", 300, 0)
    assert parsed.accounts[0].number == "X87654321"


def test_vanguard_older_days_fees_and_a_529() -> None:
    parsed = clean(
        "Fund Account Number,Fund Name,Price,Shares,Total Value\n"
        "5551234-01,Vanguard Target Enrollment 2036/2037 Portfolio,$12.50,100.000,$1250.00\n"
        "\n"
        "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,Investment Name,Symbol,"
        "Shares,Share Price,Principal Amount,Commission Fees,Net Amount,Accrued Interest,Account Type,\n"
        "11111111,03/02/2021,03/04/2021,Buy,Buy,VANGUARD TOTAL STOCK,VTI,2.00000,200.00,-400.00,7.00,-407.00,0.0,CASH,\n"
    )
    (college,) = parsed.positions
    (bought,) = parsed.transactions
    assert (college.quantity, parsed.accounts[0].kind_hint) == (100, "529")
    assert (bought.trade_date, bought.fees_usd, bought.amount_usd) == (date(2021, 3, 2), 7, -407)


def test_vanguard_type_never_seen() -> None:
    parsed = read(
        "Account Number,Trade Date,Transaction Type,Investment Name,Symbol,Shares,Net Amount\n"
        "11111111,2026-03-02,Levitation,VANGUARD TOTAL STOCK,VTI,2.00000,-407.00\n"
    )
    assert [problem.code for problem in errors_in(parsed.problems)] == ["action-unknown"]


def test_price_list() -> None:
    parsed = clean("symbol,price,as_of\nVTI,340.10,2026-11-20\nbnd,73.12,2026-11-19\n")
    assert [(price.symbol, price.usd) for price in parsed.prices] == [
        ("VTI", Decimal("340.10")),
        ("BND", Decimal("73.12")),
    ]
    assert (parsed.kind, parsed.as_of) == (FileKind.PRICES, date(2026, 11, 20))


def test_price_list_refuses_other_days_and_prices_of_nothing() -> None:
    parsed = read("symbol,price,as_of\nVTI,0,2026-11-20\nBND,73.12,11/19/2026\nBND,,2026-11-20\n")
    assert [problem.code for problem in errors_in(parsed.problems)] == [
        "price-not-positive",
        "date-not-a-date",
        "number-missing",
    ]


def test_a_purchase_taken_back_is_pointed_out() -> None:
    parsed = clean(HISTORY_14.replace("YOU SOLD", "YOU BOUGHT CANCELLED"))
    (problem,) = parsed.problems
    assert (problem.code, problem.source.line if problem.source else 0) == ("sign-unexpected", 5)
    assert "a buy of -1 shares for $335.14" in problem.message


def test_an_action_of_neither_shares_nor_money_is_no_zero() -> None:
    parsed = read(
        SCHWAB_2022.replace(
            '"Sell","VTI","VANGUARD TOTAL STOCK","$200.00","3","$0.02","$599.98"',
            '"Stock Split","VTI","","","","",""',
            1,
        )
    )
    assert [problem.code for problem in errors_in(parsed.problems)] == ["number-missing"]
