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
    Kind.REINVEST: ("reinvest shares", "reinvestment adj"),
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
        "dividend",
        "non-qual div",
        "non-qualified dividend",
        "qualified div adj",
        "qual div reinvest adj",
    ),
    Kind.INTEREST: (
        "bank interest",
        "bond interest",
        "credit interest",
        "margin interest",
        "cd interest",
        "interest adj",
    ),
    Kind.FEE: (
        "advisor fee",
        "adr mgmt fee",
        "fee",
        "foreign tax",
        "foreign tax paid",
        "foreign tax reclaim",
        "foreign tax reclaim adj",
        "service fee",
        "misc cash entry",
        "nra withhold",
        "nra withholding",
        "nra tax adj",
        "pr yr nra tax",
        "irs withhold adj",
        "tax withholding",
        "tax reversal",
    ),
    Kind.SPLIT: ("stock split", "reverse split", "options frwd split", "options frwd split adj"),
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
        "cxl redemption adj",
        "partial redemption",
        "cash liquidation",
        "final cash liquid",
        "final cash liquid adj",
        "reorganized issue",
        "reorg adj",
        "delivered - other",
    ),
    Kind.OTHER: (
        "promotional award",
        "misc credits",
        "adjustment",
        "other",
        "cancel buy",
        "cancel sell",
        "cancel buy to open",
        "cancel buy to close",
        "cancel sell to open",
        "cancel sell to close",
    ),
    MONEY: (
        "moneylink transfer",
        "moneylink deposit",
        "moneylink withdrawal",
        "moneylink adj",
        "bank transfer",
        "check paid",
        "check received",
        "wire sent",
        "wire received",
        "wire funds",
        "wire funds received",
        "wire funds adj",
        "funds received",
        "funds paid",
        "funds disbursed",
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

_ACTIONS: Mapping[str, Kinds] = {
    word.replace("-", " "): kinds for kinds, words in _WORDS.items() for word in words
}


def kinds_of(action: str) -> Kinds | None:
    """What an action is by its words, whatever their case and hyphens; None for words never seen.

    A cancelled trade is neither a purchase nor a sale: it keeps its signs, and the trade it takes back stays.
    """
    return _ACTIONS.get(" ".join(action.casefold().replace("-", " ").split()))
