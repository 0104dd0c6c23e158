# ruff: noqa: E501 - tables stand as custodians write them
"""Vanguard's lots under words of advice, and files of custodians that are recognised and refused by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports.test_csv_layouts import clean, read
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import errors_in

LOTS = """Any changes to your lot relief method or transactions will not be reflected for a few business days.
This report is generated for informational purposes only.
"Account","Symbol/CUSIP","Description","Acquired date","Cost basis method","Quantity","Cost per share","Total cost","Market value","Short term gain loss","Long term gain loss","Covered/Non-covered"
"11111111","VTI","TOTAL STOCK","06/15/2017","FIFO","8.0000","36.05","288.42","2354.40"," - ","2065.98","Covered"
"11111111","VTSAX","TOTAL STOCK","Various","AvgCost","383.8250","110.95","42585.38","67971.57","294.19","25092.00","Covered"
"11111111","ZZZZ","NOTHING LEFT","01/01/2020","FIFO","0.0000","10.00","0.00","0.00"," - "," - ","Covered"
"""


def test_vanguard_lots_under_sentences_and_without_a_day() -> None:
    parsed = clean(LOTS)
    assert parsed.as_of is None
    assert [(lot.symbol, lot.quantity, lot.acquired) for lot in parsed.lots] == [
        ("VTI", Decimal(8), date(2017, 6, 15)),
        ("VTSAX", Decimal("383.825"), None),
    ]
    assert sum(parsed.lines.values()) == parsed.line_count


def test_a_cut_of_vanguard_lots_is_seen_or_said_to_be_unseen() -> None:
    for at in range(200, len(LOTS)):
        cut = read_export("lots.csv", LOTS[:at].encode())
        assert errors_in(cut.problems) or "no-total-row" in {one.code for one in cut.problems}, at


@pytest.mark.parametrize(
    ("header", "code", "words"),
    [
        (
            '"Date","Status","Type","CheckNumber","Description","Withdrawal","Deposit","RunningBalance"',
            "not-an-investment-account",
            "Schwab bank account",
        ),
        (
            "Symbol/CUSIP,Description,Quantity,Price,Beginning Value,Ending Value,Cost Basis",
            "layout-not-supported",
            "Fidelity statement",
        ),
        (
            "Date acquired,Quantity,Cost basis,Cost basis/share,Value,Gain/loss,Grant date,Share source,Holding period",
            "layout-not-supported",
            "stock plan",
        ),
    ],
)
def test_files_known_by_sight(header: str, code: str, words: str) -> None:
    (problem,) = read(f"{header}\n").problems
    assert (problem.code, words in problem.message) == (code, True)
    assert problem.remedy


def test_a_server_that_refused_a_bank_statement_is_quoted() -> None:
    status = "<STATUS><CODE>2000<SEVERITY>ERROR<MESSAGE>General Server Error</STATUS>"
    text = (
        f"OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1{status}</STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )
    (problem,) = read(text, "bank.qfx").problems
    assert (problem.code, "General Server Error" in problem.message) == ("statement-failed", True)
