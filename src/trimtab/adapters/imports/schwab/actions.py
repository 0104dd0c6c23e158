"""Schwab's words for what happened, and what each is."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.adapters.imports.kinds import MONEY, MOVED, Kinds
from trimtab.core.household import ActivityKind as Kind

BOUGHT = frozenset({"buy", "buy to open", "buy to close", "buy to cover", "cover short", "reinvest shares"})
SOLD = frozenset({"sell", "sell to open", "sell to close", "sell short", "short sale"})

_WORDS: Mapping[Kinds, tuple[str, ...]] = {
    Kind.BUY: tuple(sorted(BOUGHT - {"reinvest shares"})),
    Kind.SELL: tuple(sorted(SOLD)),
    Kind.REINVEST: ("reinvest shares",),
    Kind.DIVIDEND: (
        "cash dividend",
        "qualified dividend",
        "qual div reinvest",
        "reinvest dividend",
        "non-qualified div",
        "special dividend",
        "special non qual div",
        "special qual div",
        "pr yr cash div",
        "pr yr div reinvest",
        "pr yr special div",
        "pr yr non-qual div",
        "div adjustment",
        "short term cap gain",
        "long term cap gain",
        "short term cap gain reinvest",
        "long term cap gain reinvest",
        "cash in lieu of dividend",
        "return of capital",
        "tax exempt div",
    ),
    Kind.INTEREST: ("bank interest", "bond interest", "credit interest", "margin interest", "cd interest"),
    Kind.FEE: (
        "advisor fee",
        "adr mgmt fee",
        "foreign tax paid",
        "foreign tax reclaim",
        "service fee",
        "misc cash entry",
        "nra withholding",
        "nra tax adj",
        "tax withholding",
    ),
    Kind.SPLIT: ("stock split", "reverse split"),
    Kind.CORPORATE_ACTION: (
        "stock merger",
        "cash merger",
        "cash merger adj",
        "cash/stock merger",
        "stock div dist",
        "spin-off",
        "name change",
        "conversion",
        "mandatory reorg exc",
        "exchange or exercise",
        "assigned",
        "expired",
        "cash in lieu",
        "full redemption",
        "full redemption adj",
        "partial redemption",
        "delivered - other",
    ),
    Kind.OTHER: ("promotional award", "misc credits"),
    MONEY: (
        "moneylink transfer",
        "moneylink deposit",
        "wire sent",
        "wire received",
        "wire funds",
        "wire funds received",
        "wire funds adj",
        "funds received",
        "funds paid",
        "atm withdrawal",
        "visa purchase",
        "schwab atm rebate",
        "contribution",
        "distribution",
    ),
    MOVED: (
        "journal",
        "journaled shares",
        "internal transfer",
        "security transfer",
        "stock plan activity",
        "futures mm sweep",
    ),
}

ACTIONS: Mapping[str, Kinds] = {word: kinds for kinds, words in _WORDS.items() for word in words}
"""What each action is, by its words in lower case."""
