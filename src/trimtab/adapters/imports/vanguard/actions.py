"""Vanguard's transaction types, and what each is."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.adapters.imports.kinds import MONEY, MOVED, Kinds
from trimtab.core.household import ActivityKind as Kind

ACTIONS: Mapping[str, Kinds] = {
    "buy": Kind.BUY,
    "sell": Kind.SELL,
    "reinvestment": Kind.REINVEST,
    "reinvestment (lt gain)": Kind.REINVEST,
    "reinvestment (st gain)": Kind.REINVEST,
    "dividend": Kind.DIVIDEND,
    "capital gain (lt)": Kind.DIVIDEND,
    "capital gain (st)": Kind.DIVIDEND,
    "interest": Kind.INTEREST,
    "sweep in": Kind.SWEEP,
    "sweep out": Kind.SWEEP,
    "fee": Kind.FEE,
    "account service fee": Kind.FEE,
    "withholding": Kind.WITHDRAWAL,
    "contribution": MONEY,
    "distribution": MONEY,
    "funds received": MONEY,
    "funds paid": MONEY,
    "rollover": MOVED,
    "transfer": MOVED,
    "transfer (incoming)": MOVED,
    "transfer (outgoing)": MOVED,
    "conversion (incoming)": MOVED,
    "conversion (outgoing)": MOVED,
    "stock split": Kind.SPLIT,
    "corp action (cash in lieu)": Kind.CORPORATE_ACTION,
    "corp action (redemption)": Kind.CORPORATE_ACTION,
    "corp action (merger)": Kind.CORPORATE_ACTION,
    "merger": Kind.CORPORATE_ACTION,
    "spin-off": Kind.CORPORATE_ACTION,
}
"""By its words in lower case."""
