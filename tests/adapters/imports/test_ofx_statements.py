"""What an OFX file says, read from small files written for the purpose."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports import ofx_texts as texts
from trimtab.adapters.imports.cells import CellError
from trimtab.adapters.imports.ofx import read, recognise
from trimtab.adapters.imports.ofx.values import parse_amount, parse_moment
from trimtab.adapters.imports.registry import read_export
from trimtab.core.household import ActivityKind
from trimtab.core.problems import Severity
from trimtab.core.statement import Detail, FileKind, LineKind, ParsedFile, StatedTransaction


def parsed(text: str) -> ParsedFile:
    found = read("file.qfx", text, "0" * 64)
    assert sum(found.lines.values()) == found.line_count == text.count("\n") + (not text.endswith("\n"))
    return found


def codes(found: ParsedFile) -> list[str]:
    return [problem.code for problem in found.problems]


def only(found: ParsedFile) -> StatedTransaction:
    assert [each.code for each in found.problems if each.severity is Severity.ERROR] == []
    (transaction,) = found.transactions
    return transaction


def trade(name: str, inner: str) -> str:
    details = "<INVTRAN><FITID>9<DTTRADE>20261105</INVTRAN>"
    return f"<{name}>{details}{inner}</{name}>\n"


def test_version_1_with_open_leaves() -> None:
    found = parsed(texts.ofx_1())
    assert found.problems == ()
    assert (found.layout, found.kind, found.custodian) == ("OFX 1", FileKind.STATEMENT, "vanguard")
    assert found.as_of == date(2026, 11, 20)
    assert (found.history_from, found.history_to) == (date(2026, 1, 1), date(2026, 11, 20))
    (account,) = found.accounts
    assert (account.number, account.mask, account.kind_hint) == ("88887777", "7777", "")
    (position,) = found.positions
    assert (position.symbol, position.quantity, position.price_usd) == (
        "VTI",
        Decimal(100),
        Decimal("300.10"),
    )
    assert (position.value_usd, position.cost_usd, position.cusip) == (Decimal(30010), None, "922908769")
    assert (position.price_as_of, position.reinvest, position.asset_type) == (
        date(2026, 11, 20),
        False,
        "stock",
    )
    assert position.account_ref == account.ref
    assert [(cash.amount_usd, cash.settled) for cash in found.cash] == [(Decimal("250.25"), True)]
    bought = only(found)
    assert (bought.kind, bought.trade_date, bought.settle_date) == (
        ActivityKind.BUY,
        date(2026, 11, 2),
        date(2026, 11, 3),
    )
    assert (bought.quantity, bought.amount_usd, bought.fees_usd) == (Decimal(10), Decimal(-2901), Decimal(1))


def test_version_2() -> None:
    found = parsed(texts.OFX_2)
    assert found.problems == ()
    assert (found.layout, found.custodian) == ("OFX 2", "fidelity")
    (position,) = found.positions
    assert (position.symbol, position.description, position.reinvest) == ("FXAIX", "S&P 500 Fund", True)
    paid = only(found)
    assert paid.kind is ActivityKind.DIVIDEND
    assert paid.trade_date == date(2026, 12, 31), "the day in New York, not the next day in Greenwich"
    assert paid.description.startswith("Smith & Sons <paid>")


def test_every_line_is_counted_once() -> None:
    counted = parsed(texts.OFX_2).lines
    assert counted == {
        LineKind.POSITION: 7,
        LineKind.CASH: 1,
        LineKind.TRANSACTION: 6,
        LineKind.ACCOUNT: 2,
        LineKind.HEADER: 5,
        LineKind.BANNER: 6,
        LineKind.MARKUP: 38,
    }


def test_a_body_on_one_line_counts_as_its_weightiest_part() -> None:
    text = texts.HEAD_1 + texts.ofx_1().removeprefix(texts.HEAD_1).replace("\n", "")
    assert parsed(text).lines == {LineKind.POSITION: 1, LineKind.HEADER: 9, LineKind.BLANK: 1}


def test_the_registry_knows_it_by_content() -> None:
    for text in (texts.ofx_1(), texts.OFX_2):
        assert read_export("whatever.bin", text.encode()).kind is FileKind.STATEMENT
    assert not recognise("a.ofx", "Symbol,Quantity\nVTI,3\n")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = read_export("a.qfx", texts.ofx_1().encode())
    for data in (texts.ofx_1().replace("\n", "\r\n").encode("utf-8-sig"), texts.ofx_1().encode("utf-16")):
        other = read_export("a.qfx", data)
        assert (other.positions, other.transactions, other.lines) == (
            plain.positions,
            plain.transactions,
            plain.lines,
        )


@pytest.mark.parametrize(
    ("name", "inner", "kind", "quantity", "amount"),
    [
        ("REINVEST", f"{texts.VTI}<INCOMETYPE>DIV<TOTAL>-20<UNITS>2<UNITPRICE>10", "reinvest", "2", "-20"),
        ("INCOME", f"{texts.VTI}<INCOMETYPE>CGLONG<TOTAL>20", "dividend", "0", "20"),
        ("INCOME", f"{texts.VTI}<INCOMETYPE>INTEREST<TOTAL>20", "interest", "0", "20"),
        ("INVEXPENSE", f"{texts.VTI}<TOTAL>5", "fee", "0", "-5"),
        ("MARGININTEREST", "<TOTAL>-5", "fee", "0", "-5"),
        ("RETOFCAP", f"{texts.VTI}<TOTAL>7.50", "corporate_action", "0", "7.50"),
        ("SPLIT", f"{texts.VTI}<OLDUNITS>10<NEWUNITS>40<NUMERATOR>4<DENOMINATOR>1", "split", "30", "0"),
        ("TRANSFER", f"{texts.VTI}<UNITS>3<TFERACTION>OUT<POSTYPE>LONG", "transfer_out", "-3", "0"),
        ("TRANSFER", f"{texts.VTI}<UNITS>-3<TFERACTION>IN<POSTYPE>LONG", "transfer_in", "3", "0"),
        ("TRANSFER", f"{texts.VTI}<UNITS>-3<POSTYPE>LONG", "transfer_out", "-3", "0"),
        ("JRNLSEC", f"{texts.VTI}<SUBACCTTO>MARGIN<SUBACCTFROM>CASH<UNITS>3", "other", "0", "0"),
        ("JRNLFUND", "<SUBACCTTO>MARGIN<SUBACCTFROM>CASH<TOTAL>3", "other", "0", "0"),
        (
            "CLOSUREOPT",
            f"{texts.VTI}<OPTACTION>EXPIRE<UNITS>-1<SHPERCTRCT>100",
            "corporate_action",
            "-1",
            "0",
        ),
    ],
)
def test_each_kind_of_transaction(name: str, inner: str, kind: str, quantity: str, amount: str) -> None:
    row = only(parsed(texts.ofx_1(texts.statement(trade(name, inner)))))
    assert (row.kind, row.quantity, row.amount_usd) == (kind, Decimal(quantity), Decimal(amount))
    assert row.trade_date == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("name", "inner", "detail", "units"),
    [
        ("INCOME", f"{texts.VTI}<INCOMETYPE>CGLONG<TOTAL>20", Detail.CAPITAL_GAIN_LONG, (None, None)),
        ("INCOME", f"{texts.VTI}<INCOMETYPE>CGSHORT<TOTAL>20", Detail.CAPITAL_GAIN_SHORT, (None, None)),
        ("INCOME", f"{texts.VTI}<INCOMETYPE>DIV<TOTAL>20", Detail.NONE, (None, None)),
        ("INCOME", f"{texts.VTI}<INCOMETYPE>DIV<TOTAL>20<TAXEXEMPT>Y", Detail.EXEMPT, (None, None)),
        ("RETOFCAP", f"{texts.VTI}<TOTAL>7.50", Detail.RETURN_OF_CAPITAL, (None, None)),
        (
            "SPLIT",
            f"{texts.VTI}<OLDUNITS>10<NEWUNITS>40<NUMERATOR>4<DENOMINATOR>1",
            Detail.NONE,
            (Decimal(4), Decimal(1)),
        ),
        ("SPLIT", f"{texts.VTI}<OLDUNITS>33<NEWUNITS>49", Detail.NONE, (Decimal(49), Decimal(33))),
        ("CLOSUREOPT", f"{texts.VTI}<OPTACTION>EXPIRE<UNITS>-1<SHPERCTRCT>100", Detail.EXPIRED, (None, None)),
    ],
)
def test_what_a_transaction_tells_beyond_its_kind(
    name: str, inner: str, detail: Detail, units: tuple[Decimal | None, Decimal | None]
) -> None:
    row = only(parsed(texts.ofx_1(texts.statement(trade(name, inner)))))
    assert (row.detail, (row.units_new, row.units_old)) == (detail, units)


@pytest.mark.parametrize("name", ["STOCK", "MF", "DEBT", "OPT", "OTHER"])
def test_the_sign_of_a_trade_follows_its_kind(name: str) -> None:
    inner = f"<INVTRAN><FITID>3<DTTRADE>20261105</INVTRAN>{texts.VTI}<UNITS>4<UNITPRICE>5<TOTAL>20"
    bought = only(parsed(texts.ofx_1(texts.statement(f"<BUY{name}><INVBUY>{inner}</INVBUY></BUY{name}>"))))
    sold = only(parsed(texts.ofx_1(texts.statement(f"<SELL{name}><INVSELL>{inner}</INVSELL></SELL{name}>"))))
    assert (bought.kind, bought.quantity, bought.amount_usd) == (ActivityKind.BUY, Decimal(4), Decimal(-20))
    assert (sold.kind, sold.quantity, sold.amount_usd) == (ActivityKind.SELL, Decimal(-4), Decimal(20))


@pytest.mark.parametrize(
    ("word", "amount", "kind"),
    [
        ("DEP", "10", "contribution"),
        ("CHECK", "-10", "withdrawal"),
        ("INT", "1", "interest"),
        ("SRVCHG", "-1", "fee"),
        ("XFER", "-5", "transfer_out"),
        ("CREDIT", "5", "other"),
    ],
)
def test_cash_movements(word: str, amount: str, kind: str) -> None:
    inner = f"<STMTTRN><TRNTYPE>{word}<DTPOSTED>20261105<TRNAMT>{amount}<FITID>3<NAME>x</STMTTRN>"
    row = only(parsed(texts.ofx_1(texts.statement(f"<INVBANKTRAN>{inner}<SUBACCTFUND>CASH</INVBANKTRAN>"))))
    assert (row.kind, row.amount_usd, row.symbol) == (kind, Decimal(amount), "")


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ("<INVBANKTRAN><STMTTRN><TRNTYPE>GIFT<DTPOSTED>20261105<TRNAMT>5</STMTTRN></INVBANKTRAN>", "GIFT"),
        (trade("INCOME", f"{texts.VTI}<INCOMETYPE>LUCK<TOTAL>20"), "LUCK"),
        (trade("TRANSFER", f"{texts.VTI}<UNITS>3<TFERACTION>UP"), "UP"),
    ],
)
def test_words_never_seen_before_are_errors(rows: str, shown: str) -> None:
    found = parsed(texts.ofx_1(texts.statement(rows)))
    assert [(each.code, each.severity) for each in found.problems] == [
        ("transaction-kind-unknown", Severity.ERROR)
    ]
    assert shown in found.problems[0].message


def test_statements_of_different_days_count_as_the_oldest() -> None:
    older = texts.statement(as_of="<DTASOF>20261118\n", account="88886666")
    found = parsed(texts.ofx_1(texts.statement(), older))
    assert (found.as_of, codes(found)) == (date(2026, 11, 18), ["as-of-differs"])


def test_a_bond_without_a_listing_is_still_priced_per_dollar_of_face_value() -> None:
    held = texts.POSITION.replace("POSSTOCK", "POSDEBT").replace("30010", "300.10")
    found = parsed(texts.ofx_1(texts.statement(positions=held), listing=""))
    assert ([row.price_usd for row in found.positions], codes(found)) == (
        [Decimal("3.001")],
        ["security-not-listed"],
    )


def test_identical_rows_get_different_fingerprints_and_the_same_file_the_same() -> None:
    twice = parsed(texts.ofx_1(texts.statement(texts.BUY + texts.BUY)))
    first, second = (row.fingerprint for row in twice.transactions)
    assert first.removesuffix("-1") == second.removesuffix("-2")
    assert parsed(texts.ofx_1(texts.statement(texts.BUY + texts.BUY))) == twice


def test_bonds_are_priced_per_dollar_of_face_value() -> None:
    held = texts.POSITION.replace(texts.VTI, texts.BILL).replace("POSSTOCK", "POSDEBT")
    held = held.replace("<UNITS>100", "<UNITS>96000").replace("300.10", "99.292").replace("30010", "95320.32")
    found = parsed(texts.ofx_1(texts.statement(positions=held)))
    (position,) = found.positions
    assert (position.symbol, position.price_usd, codes(found)) == ("912797KA4", Decimal("0.99292"), [])


def sweep(amount: str) -> str:
    fund = texts.POSITION.replace(texts.VTI, texts.VMFXX).replace("POSSTOCK", "POSMF")
    return fund.replace("300.10", "1.00").replace("<UNITS>100", f"<UNITS>{amount}").replace("30010", amount)


@pytest.mark.parametrize(
    ("balance", "cash", "code"),
    [
        (texts.BALANCE, "250.25", ["sweep-counted-once"]),
        (texts.BALANCE.replace("250.25", "200"), "200", ["sweep-counted-once"]),
        (texts.BALANCE.replace("250.25", "50"), "250", ["sweep-added-to-cash"]),
        ("", "200", ["cash-missing"]),
    ],
)
def test_a_sweep_fund_is_cash_and_counted_once(balance: str, cash: str, code: list[str]) -> None:
    found = parsed(texts.ofx_1(texts.statement(positions=texts.POSITION + sweep("200"), balance=balance)))
    assert [row.amount_usd for row in found.cash] == [Decimal(cash)]
    assert [row.symbol for row in found.positions] == ["VTI"]
    assert codes(found) == code


def test_trades_of_the_sweep_fund_are_sweeps() -> None:
    found = parsed(texts.ofx_1(texts.statement(texts.BUY.replace(texts.VTI, texts.VMFXX))))
    assert only(found).kind is ActivityKind.SWEEP
    paid = trade("REINVEST", f"{texts.VMFXX}<INCOMETYPE>DIV<TOTAL>-3.21<UNITS>3.21<UNITPRICE>1")
    row = only(parsed(texts.ofx_1(texts.statement(paid))))
    assert (row.kind, row.quantity, row.amount_usd) == (ActivityKind.DIVIDEND, Decimal(0), Decimal("3.21"))


def test_two_tickers_under_one_id_are_never_guessed() -> None:
    listing = texts.LISTING + texts.LISTING.replace("<TICKER>VTI", "<TICKER>VTSAX")
    found = parsed(texts.ofx_1(listing=listing))
    assert [row.symbol for row in found.positions] == ["922908769"]
    assert codes(found) == ["security-ambiguous"]
    assert "VTI and VTSAX" in found.problems[0].message


def test_a_security_without_a_listing_goes_by_its_id() -> None:
    found = parsed(texts.ofx_1(listing=""))
    assert [row.symbol for row in found.positions] == ["922908769"]
    assert codes(found) == ["security-not-listed"]


def test_a_401k_and_its_sources() -> None:
    source = texts.BUY.replace("<SUBACCTSEC>CASH", "<SUBACCTSEC>CASH<INV401KSOURCE>AFTERTAX")
    plan = "<INV401K><EMPLOYERNAME>A PLAN</INV401K><INV401KBAL><CASHBAL>12<TOTAL>30022</INV401KBAL>\n"
    found = parsed(texts.ofx_1(texts.statement(source, balance="", more=plan)))
    assert [(row.kind_hint, row.name) for row in found.accounts] == [("401k", "A PLAN")]
    assert [row.amount_usd for row in found.cash] == [Decimal(12)]
    assert codes(found) == ["401k-sources-mixed"]
    assert "401(k) source AFTERTAX" in found.transactions[0].description


def test_what_rounding_explains_is_no_mismatch() -> None:
    held = texts.POSITION.replace("<UNITS>100", "<UNITS>113.718").replace("300.10", "117.71")
    for value, expected in (("13385.75", []), ("13386.40", ["value-does-not-add-up"])):
        found = parsed(texts.ofx_1(texts.statement(positions=held.replace("30010", value))))
        assert codes(found) == expected


def test_a_margin_loan_is_said_with_and_without_cash() -> None:
    loan = texts.BALANCE.replace("CE>0<S", "CE>-50<S")
    for balance, expected in ((loan, []), (loan.replace("<AVAILCASH>250.25", ""), ["cash-missing"])):
        found = parsed(texts.ofx_1(texts.statement(balance=balance)))
        assert codes(found) == [*expected, "margin-balance"]
        assert "-$50.00" in found.problems[-1].message


def test_fingerprints_do_not_depend_on_numbers_given_anew_in_each_download() -> None:
    one = parsed(texts.ofx_1())
    other = parsed(texts.ofx_1().replace("<FITID>1", "<FITID>20261121-1"))
    assert one.transactions[0].fingerprint == other.transactions[0].fingerprint


def test_totals_are_checked() -> None:
    listed = "<BALLIST><BAL><NAME>Account Value<DESC>x<BALTYPE>DOLLAR<VALUE>30000</BAL></BALLIST></INVBAL>"
    found = parsed(texts.ofx_1(texts.statement(balance=texts.BALANCE.replace("</INVBAL>", listed))))
    assert codes(found) == ["total-does-not-add-up"]
    assert "$260.25" in found.problems[0].message


@pytest.mark.parametrize(
    ("old", "new", "code", "shown"),
    [
        ("<CURDEF>USD", "<CURDEF>EUR", "currency-not-usd", "EUR"),
        ("<CURDEF>USD", "<CURDEF>", "currency-not-usd", "NO CURRE"),
        ("<DTASOF>20261120160000[-5:EST]\n", "", "date-missing", "DTASOF"),
        ("<DTTRADE>20261102120000[-5:EST]", "", "date-missing", "DTTRADE"),
        ("<DTTRADE>20261102120000[-5:EST]", "<DTTRADE>20260231", "date-not-a-date", "20260231"),
        ("<POSTYPE>LONG", "<POSTYPE>SHORT", "short-position", "VTI"),
        ("<UNITS>100\n", "<UNITS>-100\n", "short-position", "-100"),
        ("<UNITS>100\n", "<UNITS>NaN\n", "number-not-a-number", "NaN"),
        ("<UNITS>100\n", "<UNITS>1e400\n", "number-not-a-number", "1e400"),
        ("<UNITS>100\n", "<UNITS>1,000\n", "number-not-a-number", "1,000"),
        ("<UNITS>100\n", "<UNITS>１００\n", "number-not-a-number", "１００"),
        ("<UNITS>100\n", "", "amount-missing", "UNITS"),
        ("<ACCTID>88887777", "", "account-missing", "ACCTID"),
        ("BUYSTOCK", "BUYMOON", "transaction-kind-unknown", "BUYMOON"),
        ("<POSTYPE>LONG", "<POSTYPE>SIDEWAYS", "position-kind-unknown", "SIDEWAYS"),
        ("INVPOS>", "INVPOSITION>", "position-empty", "POSSTOCK"),
        ("POSSTOCK", "POSMOON", "position-kind-unknown", "POSMOON"),
        (
            "<POSTYPE>LONG",
            "<POSTYPE>LONG<CURRENCY><CURRATE>1<CURSYM>CHF</CURRENCY>",
            "currency-not-usd",
            "CHF",
        ),
        (
            "<UNIQUEID>922908769<UNIQUEIDTYPE>CUSIP</SECID><HELD",
            "</SECID><HELD",
            "security-missing",
            "UNIQUEID",
        ),
    ],
)
def test_each_mistake_is_named(old: str, new: str, code: str, shown: str) -> None:
    text = texts.ofx_1()
    assert old in text
    found = parsed(text.replace(old, new))
    problem = next(each for each in found.problems if each.code == code)
    assert problem.severity is Severity.ERROR
    assert shown in problem.message
    assert problem.remedy
    assert problem.source is not None
    assert problem.source.line is not None
    assert found.lines[LineKind.ERROR] >= 1


def test_all_mistakes_of_a_file_come_in_one_run() -> None:
    text = texts.ofx_1().replace("<UNITS>100\n", "<UNITS>NaN\n").replace("<CURDEF>USD", "<CURDEF>EUR")
    assert {"number-not-a-number", "currency-not-usd"} <= set(codes(parsed(text)))


def test_the_same_account_twice() -> None:
    assert codes(parsed(texts.ofx_1(texts.statement(), texts.statement()))) == ["account-twice"]
    apart = parsed(texts.ofx_1(texts.statement(), texts.statement(account="88886666")))
    assert (codes(apart), len(apart.positions), len(apart.accounts)) == ([], 2, 2)


def test_a_refused_sign_on_is_shown_in_the_servers_words() -> None:
    signon = texts.SIGNON.replace(
        "<CODE>0<SEVERITY>INFO", "<CODE>15500<SEVERITY>ERROR<MESSAGE>wrong password"
    )
    found = parsed(f"{texts.HEAD_1}<OFX>{signon}</OFX>")
    assert codes(found) == ["signon-failed"]
    assert "wrong password" in found.problems[0].message
    inner = texts.statement().replace("<CODE>0<SEVERITY>INFO", "<CODE>2000<SEVERITY>ERROR", 1)
    assert "statement-failed" in codes(parsed(texts.ofx_1(inner)))


def test_bank_statements_are_refused_alone_and_left_out_beside() -> None:
    row = "<STMTTRN><TRNTYPE>DEP<DTPOSTED>20261105<TRNAMT>5<FITID>3<NAME>x</STMTTRN>"
    bank = (
        "<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>5554321<ACCTTYPE>SAVINGS"
        f"</BANKACCTFROM><BANKTRANLIST>{row}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1>"
    )
    alone = parsed(f"{texts.HEAD_1}<OFX>{texts.SIGNON}{bank}</OFX>")
    assert [(each.code, each.severity) for each in alone.problems] == [("bank-statement", Severity.ERROR)]
    assert "...4321" in alone.problems[0].message
    beside = parsed(texts.ofx_1().replace("<INVSTMTMSGSRSV1>", bank + "<INVSTMTMSGSRSV1>"))
    assert [(each.code, each.severity) for each in beside.problems] == [("bank-statement", Severity.WARNING)]


def test_nothing_at_all() -> None:
    assert codes(parsed(f"{texts.HEAD_1}<OFX>{texts.SIGNON}</OFX>")) == ["statement-missing"]


def test_no_positions_is_said() -> None:
    text = texts.ofx_1().replace(f"<INVPOSLIST>\n{texts.POSITION}</INVPOSLIST>\n", "")
    found = parsed(text)
    assert (codes(found), found.kind) == (["positions-missing"], FileKind.TRANSACTIONS)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261231203000.000[-5:EST]", date(2026, 12, 31)),
        ("20270101013000[0:GMT]", date(2027, 1, 1)),
        ("20261231235959", date(2026, 12, 31)),
        ("20261231", date(2026, 12, 31)),
        ("202612312359", date(2026, 12, 31)),
        ("20240229[+5.30:IST]", date(2024, 2, 29)),
    ],
)
def test_the_day_is_that_of_the_stated_offset(text: str, day: date) -> None:
    assert parse_moment(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "20261301",
        "20260229",
        "2026-01-01",
        "20260101250000",
        "20260101[-13:XX]",
        "２０２６０１０１",
        "00010101",
    ],
)
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(CellError):
        parse_moment(text)


def test_amounts() -> None:
    assert parse_amount("-0000000000001.00000") == Decimal(-1)
    assert parse_amount("+00000000000000.6500") == Decimal("0.65")
    assert str(parse_amount("000000000.000000000")) == "0"
    for text in ("", ".", "+", "1,5", "1.2.3", "$5", "12S", "5%", "--", "inf", "9" * 40):
        with pytest.raises(CellError):
            parse_amount(text)


def test_a_time_and_offset_written_twice() -> None:
    assert parse_moment("20261006160000.000[-5:EST]160000.000[-5:EST]") == date(2026, 10, 6)
    for text in ("20261006160000.000[-5:EST]junk", "20261006160000.000[-5:EST]1600", "20261006160000160000"):
        with pytest.raises(CellError):
            parse_moment(text)


def test_a_statement_that_names_no_currency_is_taken_for_dollars_and_says_so() -> None:
    found = parsed(texts.ofx_1().replace("<CURDEF>USD\n", "\n"))
    assert [(one.code, one.severity) for one in found.problems if one.code.startswith("currency")] == [
        ("currency-missing", Severity.WARNING)
    ]
