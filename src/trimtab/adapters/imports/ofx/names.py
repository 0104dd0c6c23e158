"""The names of OFX that this reader knows, and what each stands for.

Source: Open Financial Exchange 2.2, chapter 13 (investments) and section 3.1.5 (currencies).
"""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.core.household import ActivityKind
from trimtab.core.statement import LineKind

POSITIONS: Mapping[str, str] = {
    "POSSTOCK": "stock",
    "POSMF": "fund",
    "POSDEBT": "debt",
    "POSOPT": "option",
    "POSOTHER": "other",
}
"""Position aggregates and the kind of security in each."""

SECURITIES: Mapping[str, str] = {
    "STOCKINFO": "stock",
    "MFINFO": "fund",
    "DEBTINFO": "debt",
    "OPTINFO": "option",
    "OTHERINFO": "other",
}
"""Aggregates of the security list and the kind of security in each."""

BUYS = frozenset({"BUYSTOCK", "BUYMF", "BUYDEBT", "BUYOPT", "BUYOTHER"})
SELLS = frozenset({"SELLSTOCK", "SELLMF", "SELLDEBT", "SELLOPT", "SELLOTHER"})
DEBT_TRADES = frozenset({"BUYDEBT", "SELLDEBT"})
OTHER_TRANSACTIONS: Mapping[str, ActivityKind] = {
    "REINVEST": ActivityKind.REINVEST,
    "INVEXPENSE": ActivityKind.FEE,
    "MARGININTEREST": ActivityKind.FEE,
    "RETOFCAP": ActivityKind.CORPORATE_ACTION,
    "CLOSUREOPT": ActivityKind.CORPORATE_ACTION,
    "SPLIT": ActivityKind.SPLIT,
    "JRNLFUND": ActivityKind.OTHER,
    "JRNLSEC": ActivityKind.OTHER,
}
TRANSACTIONS = BUYS | SELLS | frozenset(OTHER_TRANSACTIONS) | {"INCOME", "TRANSFER", "INVBANKTRAN"}

INCOME_TYPES: Mapping[str, ActivityKind] = {
    "DIV": ActivityKind.DIVIDEND,
    "CGLONG": ActivityKind.DIVIDEND,
    "CGSHORT": ActivityKind.DIVIDEND,
    "INTEREST": ActivityKind.INTEREST,
    "MISC": ActivityKind.OTHER,
}

CASH_TYPES: Mapping[str, tuple[ActivityKind, ActivityKind]] = {
    "INT": (ActivityKind.INTEREST, ActivityKind.FEE),
    "DIV": (ActivityKind.DIVIDEND, ActivityKind.DIVIDEND),
    "FEE": (ActivityKind.FEE, ActivityKind.FEE),
    "SRVCHG": (ActivityKind.FEE, ActivityKind.FEE),
    "XFER": (ActivityKind.TRANSFER_IN, ActivityKind.TRANSFER_OUT),
    "DEP": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "DIRECTDEP": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "DIRECTDEBIT": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "CHECK": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "PAYMENT": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "REPEATPMT": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "CASH": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "ATM": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "POS": (ActivityKind.OTHER, ActivityKind.WITHDRAWAL),
    "CREDIT": (ActivityKind.OTHER, ActivityKind.OTHER),
    "DEBIT": (ActivityKind.OTHER, ActivityKind.OTHER),
    "HOLD": (ActivityKind.OTHER, ActivityKind.OTHER),
    "OTHER": (ActivityKind.OTHER, ActivityKind.OTHER),
}
"""Types of a cash movement: what it is when cash comes in, and when it goes out."""

SOURCES_BEFORE_TAX = frozenset({"PRETAX", "MATCH", "PROFITSHARING", "OTHERVEST", "OTHERNONVEST"})
"""Money sources of a 401(k) that are one tax bucket; AFTERTAX and ROLLOVER need a person's word."""

CUSTODIANS: Mapping[str, str] = {
    "vanguard": "vanguard",
    "fidelity": "fidelity",
    "schwab": "schwab",
    "etrade": "E*TRADE",
    "e*trade": "E*TRADE",
    "ameritrade": "TD Ameritrade",
    "tiaa": "TIAA",
    "merrill": "Merrill",
    "interactivebrokers": "Interactive Brokers",
}
"""What a BROKERID or ORG contains, and the custodian as the other readers call it."""

SWEEP_TICKERS = frozenset({"VMFXX", "SPAXX", "FDRXX", "FZFXX", "FCASH", "CORE"})
"""Settlement and core funds: cash under a ticker."""

BANK_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS"})

LINES: Mapping[str, LineKind] = {
    **dict.fromkeys(POSITIONS, LineKind.POSITION),
    **dict.fromkeys(TRANSACTIONS, LineKind.TRANSACTION),
    **dict.fromkeys(BANK_STATEMENTS, LineKind.ERROR),
    "INVBAL": LineKind.CASH,
    "INV401KBAL": LineKind.CASH,
    "BALLIST": LineKind.TOTAL,
    "INVACCTFROM": LineKind.ACCOUNT,
    "INV401K": LineKind.ACCOUNT,
    "SECLIST": LineKind.HEADER,
}
"""What the values inside an aggregate are used as; outside of all these they are the banner."""

AGGREGATES = frozenset(LINES) | {
    "OFX",
    "SIGNONMSGSRSV1",
    "SONRS",
    "STATUS",
    "FI",
    "INVSTMTMSGSRSV1",
    "INVSTMTTRNRS",
    "INVSTMTRS",
    "INVTRANLIST",
    "INVPOSLIST",
    "INVPOS",
    "INVTRAN",
    "INVBUY",
    "INVSELL",
    "SECID",
    "CURRENCY",
    "ORIGCURRENCY",
    "STMTTRN",
    "BAL",
    "INVOOLIST",
    "OO",
    "SECLISTMSGSRSV1",
    "SECINFO",
    "BANKMSGSRSV1",
    "STMTTRNRS",
    "BANKACCTFROM",
    "BANKTRANLIST",
    "LEDGERBAL",
    "AVAILBAL",
    "CREDITCARDMSGSRSV1",
    "CCSTMTTRNRS",
    "CCACCTFROM",
    "STOCKINFO",
    "MFINFO",
    "DEBTINFO",
    "OPTINFO",
    "OTHERINFO",
}
"""Tags that hold other tags: one of these left open is a file cut short, not a leaf without a value."""
