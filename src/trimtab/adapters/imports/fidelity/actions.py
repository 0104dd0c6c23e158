"""How Fidelity's free text for what happened begins, and what each beginning is."""

from __future__ import annotations

from trimtab.adapters.imports.kinds import MONEY, MOVED, Kinds
from trimtab.core.household import ActivityKind as Kind

BEGINNINGS: tuple[tuple[str, Kinds], ...] = (
    ("you bought", Kind.BUY),
    ("you sold", Kind.SELL),
    ("reinvestment", Kind.REINVEST),
    ("dividend received", Kind.DIVIDEND),
    ("long-term cap gain", Kind.DIVIDEND),
    ("short-term cap gain", Kind.DIVIDEND),
    ("royalty tr pymt", Kind.DIVIDEND),
    ("return of capital", Kind.DIVIDEND),
    ("non-qualified dividend", Kind.DIVIDEND),
    ("muni exempt int", Kind.INTEREST),
    ("interest", Kind.INTEREST),
    ("margin interest", Kind.INTEREST),
    ("redemption from core account", Kind.SWEEP),
    ("purchase into core account", Kind.SWEEP),
    ("redemption payout", Kind.SELL),
    ("merger", Kind.CORPORATE_ACTION),
    ("name changed", Kind.CORPORATE_ACTION),
    ("spin-off", Kind.CORPORATE_ACTION),
    ("spinoff", Kind.CORPORATE_ACTION),
    ("in lieu of frx share", Kind.CORPORATE_ACTION),
    ("exchange offer", Kind.CORPORATE_ACTION),
    ("tender", Kind.CORPORATE_ACTION),
    ("expired", Kind.CORPORATE_ACTION),
    ("assigned", Kind.CORPORATE_ACTION),
    ("exercised", Kind.CORPORATE_ACTION),
    ("reverse split", Kind.SPLIT),
    ("stock split", Kind.SPLIT),
    ("distribution", Kind.CORPORATE_ACTION),
    ("foreign tax paid", Kind.FEE),
    ("fee charged", Kind.FEE),
    ("adjust fee charged", Kind.FEE),
    ("advisory fee", Kind.FEE),
    ("adr fee", Kind.FEE),
    ("fed tax w/h", Kind.WITHDRAWAL),
    ("state tax w/h", Kind.WITHDRAWAL),
    ("direct deposit", MONEY),
    ("direct debit", MONEY),
    ("electronic funds transfer", MONEY),
    ("wire transfer", MONEY),
    ("wire trans", MONEY),
    ("check received", MONEY),
    ("check paid", MONEY),
    ("deposit", MONEY),
    ("debit card", MONEY),
    ("bill payment", MONEY),
    ("cash contribution", MONEY),
    ("partic contr", MONEY),
    ("co contr", MONEY),
    ("contribution", MONEY),
    ("normal distr", MONEY),
    ("early distr", MONEY),
    ("premature distr", MONEY),
    ("cash advance", MONEY),
    ("rollover", MOVED),
    ("transferred from", MOVED),
    ("transferred to", MOVED),
    ("transfer of assets", MOVED),
    ("journaled", MOVED),
    ("roth conversion", MOVED),
    ("conversion shares", MOVED),
)
"""Asked in this order, in lower case."""


def kinds_of(action: str) -> Kinds | None:
    """What an action is by how it begins; None for a beginning never seen."""
    low = " ".join(action.casefold().split())
    return next((kinds for beginning, kinds in BEGINNINGS if low.startswith(beginning)), None)
