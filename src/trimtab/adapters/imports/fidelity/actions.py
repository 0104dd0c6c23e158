"""How Fidelity's free text for what happened begins, and what each beginning is."""

from __future__ import annotations

from trimtab.adapters.imports.kinds import MONEY, MOVED, TRADED, Kinds
from trimtab.core.household import ActivityKind as Kind

PLAN_BEGINNINGS: tuple[tuple[str, Kinds], ...] = (
    ("contributions", TRADED),
    ("withdrawals", TRADED),
    ("exchanges", TRADED),
    ("dividend", Kind.REINVEST),
    ("transfer", MOVED),
    ("recordkeeping fee", Kind.FEE),
    ("advisor / consultant fee", Kind.FEE),
    ("administrative fee", Kind.FEE),
    ("change in market value", Kind.OTHER),
    ("change on market value", Kind.OTHER),
    ("realized gain/loss", Kind.OTHER),
    ("investment gain/loss", Kind.OTHER),
    ("revenue credit", Kind.OTHER),
)
"""What moves a fund of an employer's plan: shares and their worth have one sign, that of the fund."""

BEGINNINGS: tuple[tuple[str, Kinds], ...] = (
    ("you bought", Kind.BUY),
    ("you sold", Kind.SELL),
    ("bought", Kind.BUY),
    ("sold", Kind.SELL),
    ("buy cancel", Kind.OTHER),
    ("sell cancel", Kind.OTHER),
    ("reinvestment", Kind.REINVEST),
    ("dividend received", Kind.DIVIDEND),
    ("dividend adjustment", Kind.DIVIDEND),
    ("dividend charged", Kind.DIVIDEND),
    ("dividends", Kind.DIVIDEND),
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
    ("exchange in", TRADED),
    ("exchange out", TRADED),
    ("exchanged to", TRADED),
    ("tender", Kind.CORPORATE_ACTION),
    ("expired", Kind.CORPORATE_ACTION),
    ("assigned", Kind.CORPORATE_ACTION),
    ("exercised", Kind.CORPORATE_ACTION),
    ("reverse split", Kind.SPLIT),
    ("stock split", Kind.SPLIT),
    ("distribution", Kind.CORPORATE_ACTION),
    ("conversion as of", Kind.CORPORATE_ACTION),
    ("liquidation", Kind.CORPORATE_ACTION),
    ("liquidating", Kind.CORPORATE_ACTION),
    ("foreign tax paid", Kind.FEE),
    ("adj foreign tax", Kind.FEE),
    ("non-resident tax", Kind.FEE),
    ("adj non-resident tax", Kind.FEE),
    ("fee charged", Kind.FEE),
    ("adjust fee charged", Kind.FEE),
    ("advisory fee", Kind.FEE),
    ("advisor fee", Kind.FEE),
    ("asset/acct fee", Kind.FEE),
    ("adr fee", Kind.FEE),
    ("fed tax w/h", Kind.WITHDRAWAL),
    ("state tax w/h", Kind.WITHDRAWAL),
    ("short vs margin mark to market", Kind.OTHER),
    ("direct deposit", MONEY),
    ("direct debit", MONEY),
    ("electronic funds transfer", MONEY),
    ("wire transfer", MONEY),
    ("wire trans", MONEY),
    ("moneyline", MONEY),
    ("eft funds", MONEY),
    ("check received", MONEY),
    ("check paid", MONEY),
    ("deposit", MONEY),
    ("debit card", MONEY),
    ("bill payment", MONEY),
    ("cash contribution", MONEY),
    ("partic contr", MONEY),
    ("part contrib", MONEY),
    ("co contr", MONEY),
    ("contributed to", MOVED),
    ("contribution", MONEY),
    ("normal distr", MONEY),
    ("early dist", MONEY),
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
    return _first(action, BEGINNINGS)


def plan_kinds_of(action: str) -> Kinds | None:
    """What an action of an employer's plan is by how it begins; None for a beginning that is none of a plan's."""
    return _first(action, PLAN_BEGINNINGS)


def _first(action: str, beginnings: tuple[tuple[str, Kinds], ...]) -> Kinds | None:
    low = " ".join(action.casefold().split())
    return next((kinds for beginning, kinds in beginnings if low.startswith(beginning)), None)
