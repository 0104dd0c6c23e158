"""Vanguard's transaction types, and what each is."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.adapters.imports.kinds import MONEY, MOVED, TRADED, Kinds
from trimtab.core.household import ActivityKind as Kind

ACTIONS: Mapping[str, Kinds] = {
    "buy": Kind.BUY,
    "buy (exchange)": Kind.BUY,
    "buy (initial)": Kind.BUY,
    "sell": Kind.SELL,
    "sell (exchange)": Kind.SELL,
    "exchange": TRADED,
    "exchange in": Kind.BUY,
    "exchange out": Kind.SELL,
    "buy cancel": Kind.OTHER,
    "sell cancel": Kind.OTHER,
    "reinvestment": Kind.REINVEST,
    "reinvestment (lt gain)": Kind.REINVEST,
    "reinvestment (st gain)": Kind.REINVEST,
    "dividend": Kind.DIVIDEND,
    "dividend received": Kind.DIVIDEND,
    "capital gain (lt)": Kind.DIVIDEND,
    "capital gain (st)": Kind.DIVIDEND,
    "interest": Kind.INTEREST,
    "interest charge": Kind.FEE,
    "sweep in": Kind.SWEEP,
    "sweep out": Kind.SWEEP,
    "fee": Kind.FEE,
    "account service fee": Kind.FEE,
    "withholding": Kind.WITHDRAWAL,
    "contribution": MONEY,
    "contribution aip": MONEY,
    "distribution": MONEY,
    "withdrawal": MONEY,
    "wire in": MONEY,
    "wire out": MONEY,
    "federal wire return": MONEY,
    "funds received": MONEY,
    "funds paid": MONEY,
    "rollover": MOVED,
    "rollover (incoming)": MOVED,
    "rollover (outgoing)": MOVED,
    "recharacterization (incoming)": MOVED,
    "recharacterization (outgoing)": MOVED,
    "transfer": MOVED,
    "transfer (incoming)": MOVED,
    "transfer (outgoing)": MOVED,
    "conversion (incoming)": MOVED,
    "conversion (outgoing)": MOVED,
    "stock split": Kind.SPLIT,
    "conversion": Kind.CORPORATE_ACTION,
    "share conversion (incoming)": Kind.CORPORATE_ACTION,
    "share conversion (outgoing)": Kind.CORPORATE_ACTION,
    "merger": Kind.CORPORATE_ACTION,
    "merger (incoming)": Kind.CORPORATE_ACTION,
    "merger (outgoing)": Kind.CORPORATE_ACTION,
    "spin-off": Kind.CORPORATE_ACTION,
}
_BEGINNINGS: tuple[tuple[str, Kinds], ...] = (
    ("corp action (", Kind.CORPORATE_ACTION),
    ("recurring contribution", MONEY),
    ("qualified w/d", Kind.WITHDRAWAL),
    ("qual w/d", Kind.WITHDRAWAL),
    ("non-qualified w/d", Kind.WITHDRAWAL),
    ("electronic payment via 529 epay fee", Kind.FEE),
    ("exchange in ", Kind.BUY),
    ("exchange out ", Kind.SELL),
    ("plan contribution", TRADED),
    ("fund to fund in", TRADED),
    ("fund to fund out", TRADED),
    ("dividends on ", Kind.REINVEST),
    ("transfer from ", MOVED),
    ("transfer to ", MOVED),
)


def kinds_of(action: str) -> Kinds | None:
    """What a transaction type is by its words, or how they begin, in any case; None for words never seen."""
    low = " ".join(action.casefold().split())
    return ACTIONS.get(low) or next((kinds for begins, kinds in _BEGINNINGS if low.startswith(begins)), None)
