"""Any CSV through a column map of the household file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.adapters.imports.csv_samples import SAMPLES
from tests.shared import needs_shared
from trimtab.adapters.imports.column_map import ColumnMap
from trimtab.adapters.imports.registry import read_export
from trimtab.core.household import ActivityKind
from trimtab.core.problems import errors_in
from trimtab.core.statement import FileKind, LineKind, ParsedFile

TRADES = ColumnMap(
    pattern="broker*.csv",
    kind="transactions",
    columns={
        "date": "Trade Date",
        "action": "Side",
        "symbol": "Symbol",
        "quantity": "Quantity",
        "amount": "Net",
    },
    account="99-1234",
    custodian="Test Brokerage",
    actions={"Got": "buy"},
)
TRADES_TEXT = """Statement of an account
Trade Date,Side,Symbol,Quantity,Net,Note
2024-01-15,Got,VTI,50,"$8,637.50",first
2024-02-20,Sold,VTI,25,"4,623.75",
2024-03-05,Deposit,,,"5,000.00",
2024-03-06,Deposit,,,-100,
"""


def read(text: str, column_map: ColumnMap, name: str = "broker.csv") -> ParsedFile:
    parsed = read_export(name, text.encode(), [column_map])
    assert sum(parsed.lines.values()) == parsed.line_count
    return parsed


def codes(parsed: ParsedFile) -> list[str]:
    return [problem.code for problem in errors_in(parsed.problems)]


def test_transactions_take_their_signs_from_what_they_are() -> None:
    parsed = read(TRADES_TEXT, TRADES)
    assert codes(parsed) == []
    assert [(one.kind, one.quantity, one.amount_usd) for one in parsed.transactions] == [
        (ActivityKind.BUY, Decimal(50), Decimal("-8637.50")),
        (ActivityKind.SELL, Decimal(-25), Decimal("4623.75")),
        (ActivityKind.CONTRIBUTION, Decimal(0), Decimal(5000)),
        (ActivityKind.WITHDRAWAL, Decimal(0), Decimal(-100)),
    ]
    assert parsed.lines == {LineKind.TRANSACTION: 4, LineKind.HEADER: 1, LineKind.BANNER: 1}
    assert (parsed.accounts[0].number, parsed.custodian) == ("99-1234", "Test Brokerage")


def test_words_days_and_numbers_it_was_not_taught_are_all_named() -> None:
    text = (
        TRADES_TEXT.replace("Got", "Grabbed")
        .replace("2024-02-20", "02/20/2024")
        .replace('"5,000.00"', "lots")
    )
    parsed = read(text, TRADES)
    assert [(p.code, p.source.line if p.source else 0) for p in errors_in(parsed.problems)] == [
        ("action-unknown", 3),
        ("date-not-a-date", 4),
        ("number-not-a-number", 5),
    ]


def test_positions_with_an_account_column() -> None:
    column_map = ColumnMap(
        "*",
        "positions",
        {"symbol": "Ticker", "quantity": "Units", "cost": "Cost Basis", "price": "Last", "account": "Acct"},
        as_of=date(2026, 11, 20),
    )
    parsed = read(
        "Acct,Ticker,Units,Last,Cost Basis\nA-11112222,vti,2,340.10,500\nB-33334444,BND,1,70,--\n", column_map
    )
    assert codes(parsed) == []
    assert [account.mask for account in parsed.accounts] == ["2222", "4444"]
    assert [(p.symbol, p.quantity, p.cost_usd, p.price_as_of) for p in parsed.positions] == [
        ("VTI", 2, 500, date(2026, 11, 20)),
        ("BND", 1, None, date(2026, 11, 20)),
    ]


def test_lots_in_the_map_s_own_day_format() -> None:
    column_map = ColumnMap(
        "*",
        "lots",
        {"symbol": "S", "quantity": "Q", "acquired": "Bought", "cost": "Paid"},
        account="1234",
        date_format="%d.%m.%Y",
    )
    parsed = read("S,Q,Bought,Paid\nVTI,3,31.12.2024,750\nVTI,1,,\n", column_map)
    assert codes(parsed) == []
    assert [(lot.lot_id, lot.acquired, lot.cost_usd) for lot in parsed.lots] == [
        ("2024-12-31@250#1", date(2024, 12, 31), 750),
        ("unknown@unknown#1", None, None),
    ]


def test_prices_of_one_day() -> None:
    column_map = ColumnMap("*", "prices", {"symbol": "S", "price": "Close"}, as_of=date(2026, 11, 20))
    parsed = read("S,Close\nVTI,340.10\n", column_map)
    assert (parsed.kind, parsed.prices[0].as_of) == (FileKind.PRICES, date(2026, 11, 20))
    assert codes(read("S,Close\nVTI,340.10\n", replace(column_map, as_of=None))) == ["date-not-a-date"]


def test_a_map_that_is_wrong_says_how() -> None:
    assert codes(read(TRADES_TEXT, replace(TRADES, kind="orders"))) == ["column-map-kind"]
    lacking = read(TRADES_TEXT, replace(TRADES, columns={"date": "Trade Date", "colour": "Note"}))
    assert codes(lacking) == ["column-map-fields"]
    assert "lacks action, amount and has unknown fields colour" in lacking.problems[0].message
    misnamed = read(TRADES_TEXT, replace(TRADES, columns={**TRADES.columns, "amount": "Total"}))
    assert codes(misnamed) == ["column-missing"]
    assert '"Total"' in misnamed.problems[0].message
    assert misnamed.lines == {LineKind.ERROR: 6}


def test_a_pattern_that_does_not_fit_leaves_the_file_to_the_known_layouts() -> None:
    assert codes(read(TRADES_TEXT, TRADES, "other.csv")) == ["layout-unknown"]


def test_a_mapped_file_cut_short_is_seen() -> None:
    assert codes(read(TRADES_TEXT[:-1], TRADES)) == ["file-cut-short"]
    assert codes(read(TRADES_TEXT[:-9], TRADES)) == ["file-cut-short"]


@needs_shared
def test_the_edge_cases_of_another_project_are_each_named() -> None:
    column_map = ColumnMap(
        "*edge-cases.csv",
        "transactions",
        {
            "date": "Trade Date",
            "action": "Side",
            "symbol": "Symbol",
            "quantity": "Quantity",
            "price": "Per Share Cost",
            "fees": "Fee",
            "amount": "Settle Amount Net",
        },
        actions={"Interest Earned": "interest", "Cash Deposit": "contribution", "Stock Split": "split"},
    )
    data = (SAMPLES / "negative/ai-import-edge-cases.csv").read_bytes()
    parsed = read_export("ai-import-edge-cases.csv", data, [column_map])
    found = [(p.source.line if p.source else 0, p.code) for p in errors_in(parsed.problems)]
    assert found == [
        (6, "date-not-a-date"),
        (15, "number-missing"),
        (15, "text-missing"),
        (16, "number-not-a-number"),
        (17, "action-unknown"),
        (17, "number-missing"),
        (20, "date-not-a-date"),
        (21, "number-missing"),
        (21, "number-not-a-number"),
        (22, "date-not-a-date"),
        (22, "number-missing"),
        (22, "text-missing"),
        (23, "date-not-a-date"),
        (23, "number-missing"),
        (23, "text-missing"),
    ]
    assert sum(parsed.lines.values()) == parsed.line_count == 23
