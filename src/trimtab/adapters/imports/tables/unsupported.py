"""Layouts that are recognised and refused by name: told apart, never half-read."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.adapters.imports.cells import folded, masked
from trimtab.adapters.imports.refusal import refused
from trimtab.adapters.imports.tables.table import first_records
from trimtab.core.problems import Problem, Source, error
from trimtab.core.statement import ParsedFile

TEACH_IT = "describe it with a [[csv]] entry in household.toml that names its columns"


@dataclass(frozen=True, slots=True)
class Known:
    """A layout known by sight: column names (folded) that stand together in one line near the top."""

    custodian: str
    layout: str
    columns: frozenset[str]
    code: str = "layout-not-supported"
    remedy: str = TEACH_IT


def _known(custodian: str, layout: str, columns: str, code: str = "", remedy: str = "") -> Known:
    names = frozenset(folded(column) for column in columns.split(","))
    return Known(custodian, layout, names, code or "layout-not-supported", remedy or TEACH_IT)


KNOWN = (
    _known(
        "schwab",
        "Schwab bank account transactions",
        "Date,Check #,Description,Withdrawal (-),Deposit (+),RunningBalance",
        "not-an-investment-account",
        "take it out of the folder; state the bank's cash in household.toml if it counts",
    ),
    _known(
        "schwab",
        "Schwab bank account transactions",
        "Date,Status,Type,CheckNumber,Description,Withdrawal,Deposit,RunningBalance",
        "not-an-investment-account",
        "take it out of the folder; state the bank's cash in household.toml if it counts",
    ),
    _known(
        "fidelity",
        "Fidelity statement tables",
        "Symbol/CUSIP,Description,Quantity,Price,Beginning Value,Ending Value,Cost Basis",
        remedy='download the positions instead (Positions, "Download"): they name their day',
    ),
    _known(
        "fidelity",
        "Fidelity stock plan lots",
        "Date acquired,Quantity,Cost basis,Cost basis/share,Value,Share source",
        remedy="they name no symbol: download the lots from the positions page of the account they are held in",
    ),
    _known(
        "schwab",
        "Schwab Equity Awards transactions",
        "Date,Action,Symbol,Description,Quantity,AwardDate",
        remedy="download the transactions of the brokerage account that the shares were deposited to",
    ),
    _known("etrade", "E*TRADE portfolio", "Symbol,Last Price $,Quantity,Price Paid $,Value $"),
    _known("etrade", "E*TRADE portfolio", "Account,Net Account Value,Cash Purchasing Power"),
    _known("etrade", "E*TRADE transactions", "TransactionDate,TransactionType,SecurityType,Symbol,Quantity"),
    _known("etrade", "E*TRADE transactions", "Activity/Trade Date,Transaction Date,Activity Type,Cusip"),
    _known("merrill", "Merrill positions", "COB Date,Security #,CUSIP #,Account Registration,Quantity"),
    _known(
        "merrill",
        "Merrill transactions",
        "Settlement date,Description,Type,Symbol/ CUSIP,Quantity,Price,Amount",
    ),
    _known(
        "merrill", "Merrill transactions", "Trade Date,Settlement Date,Account,Description,Symbol/ CUSIP #"
    ),
    _known("m1", "M1 holdings", "Symbol,Name,Quantity,Avg. Price,Cost Basis,Value"),
    _known("tiaa", "TIAA investments", "Your Investments,Total Value,Last Price,Quantity"),
    _known("robinhood", "Robinhood activity", "Activity Date,Process Date,Settle Date,Instrument,Trans Code"),
    _known(
        "td_ameritrade", "TD Ameritrade transactions", "DATE,TRANSACTION ID,DESCRIPTION,QUANTITY,SYMBOL,PRICE"
    ),
    _known(
        "interactive_brokers",
        "Interactive Brokers Flex query as CSV",
        "Buy/Sell,TradeDate,CurrencyPrimary",
        remedy="run the same Flex query again with the format XML",
    ),
    _known(
        "interactive_brokers",
        "Interactive Brokers order basket",
        "Action,Quantity,Symbol,SecType,Exchange,OrderType",
        "not-an-export",
        "take it out of the folder: it holds orders, not what is owned",
    ),
    _known(
        "",
        "a trade list of trimtab",
        "batch_id,order_id,household,account,side,symbol",
        "not-an-export",
        "take it out of the folder: it holds orders, not what is owned",
    ),
)


def recognise(_name: str, text: str) -> bool:
    """Whether one of these layouts stands near the top."""
    return _seen(text) is not None


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """Nothing of the file is taken; the one problem names the custodian and what to do."""
    known = _seen(text)
    assert known is not None, "asked only for what was recognised"
    return refused(name, sha256, text, _refusal(name, known), known.custodian, known.layout)


def _refusal(name: str, known: Known) -> Problem:
    if known.code == "layout-not-supported":
        message = f"this is {known.layout}: the layout is not supported yet"
    else:
        message = f"this is {known.layout}: no holdings can be taken from it"
    return error(known.code, message, known.remedy, Source(masked(name)))


def _seen(text: str) -> Known | None:
    for record in first_records(text):
        names = {folded(cell) for cell in record.cells}
        for known in KNOWN:
            if known.columns <= names:
                return known
    return None
