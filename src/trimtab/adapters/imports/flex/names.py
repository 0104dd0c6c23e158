"""The words of Interactive Brokers' Flex queries that this reader knows.

Source: Interactive Brokers, "Flex Queries" reference, activity statement sections and codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.core.household import ActivityKind
from trimtab.core.statement import LineKind

MISSING_WORDS = frozenset({"", "-", "--", "n/a", "null"})
"""What stands for "nothing" in an attribute, by the query's setting."""

LEVELS_BY_TAG: Mapping[str, str] = {
    "Trade": "EXECUTION",
    "Order": "ORDER",
    "SymbolSummary": "SYMBOL_SUMMARY",
    "AssetSummary": "ASSET_SUMMARY",
    "Lot": "CLOSED_LOT",
    "WashSale": "WASH_SALE",
}
TRADE_LEVELS_FINEST_FIRST = ("EXECUTION", "ORDER", "SYMBOL_SUMMARY")
"""The same trade comes once at each level the user ticked: only the finest is read."""

ROW_LEVELS_FINEST_FIRST = ("DETAIL", "", "SUMMARY")
"""Likewise for cash movements and corporate actions."""

ASSET_TYPES: Mapping[str, str] = {
    "STK": "stock",
    "FUND": "fund",
    "BOND": "debt",
    "BILL": "debt",
    "OPT": "option",
    "WAR": "warrant",
    "FUT": "future",
    "FOP": "future option",
    "FSFOP": "future option",
    "FSOPT": "option",
    "CFD": "contract for difference",
    "IOPT": "structured product",
    "CMDTY": "metal",
    "CRYPTO": "crypto",
    "": "",
}
"""Asset categories that can be held. `CASH` is not among them: a currency pair is no holding."""

CASH_TYPES: Mapping[str, tuple[ActivityKind, ActivityKind]] = {
    "deposits/withdrawals": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "deposits & withdrawals": (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL),
    "dividends": (ActivityKind.DIVIDEND, ActivityKind.DIVIDEND),
    "payment in lieu of dividends": (ActivityKind.DIVIDEND, ActivityKind.DIVIDEND),
    "broker interest received": (ActivityKind.INTEREST, ActivityKind.INTEREST),
    "bond interest received": (ActivityKind.INTEREST, ActivityKind.INTEREST),
    "bond interest paid": (ActivityKind.INTEREST, ActivityKind.INTEREST),
    "broker interest paid": (ActivityKind.FEE, ActivityKind.FEE),
    "withholding tax": (ActivityKind.OTHER, ActivityKind.OTHER),
    "871(m) withholding": (ActivityKind.OTHER, ActivityKind.OTHER),
    "price adjustments": (ActivityKind.OTHER, ActivityKind.OTHER),
    "other income": (ActivityKind.OTHER, ActivityKind.OTHER),
    "other fees": (ActivityKind.FEE, ActivityKind.FEE),
    "broker fees": (ActivityKind.FEE, ActivityKind.FEE),
    "advisor fees": (ActivityKind.FEE, ActivityKind.FEE),
    "commission adjustments": (ActivityKind.FEE, ActivityKind.FEE),
}
"""Types of a cash movement: what it is when cash comes in, and when it goes out."""

SIDES: Mapping[str, ActivityKind] = {
    "BUY": ActivityKind.BUY,
    "SELL": ActivityKind.SELL,
    "BUY (CA.)": ActivityKind.OTHER,
    "SELL (CA.)": ActivityKind.OTHER,
}
"""A cancelled trade takes back shares and cash: it is kept with its signs, as neither a buy nor a sale."""

READ_SECTIONS: Mapping[str, LineKind] = {
    "AccountInformation": LineKind.ACCOUNT,
    "OpenPositions": LineKind.POSITION,
    "CashReport": LineKind.CASH,
    "Trades": LineKind.TRANSACTION,
    "CashTransactions": LineKind.TRANSACTION,
    "CorporateActions": LineKind.TRANSACTION,
    "Transfers": LineKind.TRANSACTION,
    "PriorPeriodPositions": LineKind.PRICE,
}
"""Sections that are read, and what their rows are used as."""

REPEATED_SECTIONS = frozenset(
    {
        "AccruedDividends",
        "ChangeInDividendAccruals",
        "ChangeInNAV",
        "ChangeInPositionValues",
        "CommissionCredits",
        "ConversionRates",
        "EquitySummaryInBase",
        "FIFOPerformanceSummaryInBase",
        "FxPositions",
        "FxTransactions",
        "InterestAccruals",
        "MTDYTDPerformanceSummary",
        "MTMPerformanceSummaryInBase",
        "NetStockPositionSummary",
        "OpenDividendAccruals",
        "RoutingCommissions",
        "SecuritiesInfo",
        "StmtFunds",
        "TierInterestDetails",
        "TransactionTaxes",
        "UnbundledCommissionDetails",
    }
)
"""Sections that sum up or describe what stands in the others: counted as totals, never added."""

UNREAD_SECTIONS = frozenset(
    {
        "Adjustments",
        "CFDCharges",
        "ClientFees",
        "ClientFeesDetail",
        "ComplexPositions",
        "DebitCardActivities",
        "DepositsOnHold",
        "FdicInsuredDepositsByBank",
        "HKIPOOpenSubscriptions",
        "HKIPOSubscriptionActivity",
        "HardToBorrowDetails",
        "HardToBorrowMarkupDetails",
        "IBGNoteTransactions",
        "IncentiveCouponAccrualDetails",
        "OptionEAE",
        "PendingExcercises",
        "SLBActivities",
        "SLBCollaterals",
        "SLBFees",
        "SLBOpenContracts",
        "SalesTaxes",
        "SoftDollars",
        "StockGrantActivities",
        "TradeConfirms",
        "TradeTransfers",
        "UnbookedTrades",
        "UnsettledTransfers",
    }
)
"""Sections that are known and not read: rows in them are named in a warning."""

IRA_KINDS: Mapping[str, tuple[str, str]] = {
    "roth": ("roth_ira", "inherited_roth_ira"),
    "sep": ("sep_ira", "sep_ira"),
    "simple": ("simple_ira", "simple_ira"),
    "traditional": ("traditional_ira", "inherited_ira"),
    "rollover": ("traditional_ira", "inherited_ira"),
}
"""Interactive Brokers writes `IRA Roth`: the kind of account, and the kind if it is inherited."""
