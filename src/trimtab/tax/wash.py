"""Wash-sale windows over the whole household, 30 days back. Source: 26 USC 1091(a); Rev. Rul. 2008-5 (IRAs)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot
from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import ZERO

WINDOW = timedelta(days=30)
PURCHASES = frozenset({ActivityKind.BUY, ActivityKind.REINVEST})


@dataclass(frozen=True, slots=True)
class RecentPurchase:
    """Shares of a group bought in the last 30 days, whether or not they are still held.

    `lot` is None where they have been sold since, or the export does not tell which shares they are; then
    selling them as well cannot save the loss.
    """

    account: Account
    symbol: str
    quantity: Decimal
    bought: date
    lot: Lot | None

    @property
    def is_curable(self) -> bool:
        """Whether selling these shares too keeps the loss: only in a taxable account, and only a known lot."""
        return self.lot is not None and self.account.kind.is_taxable


def wash_group(household: Household, symbol: str) -> str:
    """The key under which wash sales of this symbol are matched."""
    instrument = household.instruments.get(symbol)
    return instrument.wash_group if instrument else symbol


def window_open(day: date, as_of: date) -> bool:
    """Whether a trade of that day is within the 30 days up to `as_of`, both ends included."""
    return as_of - WINDOW <= day <= as_of


def recent_purchases(household: Household) -> dict[str, tuple[RecentPurchase, ...]]:
    """By wash group, what was bought in the last 30 days in any account: as dated lots, and as transactions
    beyond these lots."""
    found: dict[str, list[RecentPurchase]] = {}
    bought = _bought(household)
    for account in household.accounts:
        lots: dict[str, list[RecentPurchase]] = {}
        for position in account.positions:
            for lot in position.lots:
                if lot.acquired is not None and window_open(lot.acquired, household.as_of):
                    recent = RecentPurchase(account, position.symbol, lot.quantity, lot.acquired, lot)
                    lots.setdefault(position.symbol, []).append(recent)
        for symbol in sorted({*lots, *(s for a, s in bought if a == account.account_id)}):
            seen = lots.get(symbol, [])
            quantity, day = bought.get((account.account_id, symbol), (ZERO, household.as_of))
            unseen = quantity - sum((recent.quantity for recent in seen), ZERO)
            if unseen > 0:
                seen = [*seen, RecentPurchase(account, symbol, unseen, day, None)]
            found.setdefault(wash_group(household, symbol), []).extend(seen)
    return {group: tuple(recent) for group, recent in sorted(found.items())}


def _bought(household: Household) -> dict[tuple[str, str], tuple[Decimal, date]]:
    """Shares bought within the window by account id and symbol, with the last day."""
    found: dict[tuple[str, str], tuple[Decimal, date]] = {}
    for event in household.activity:
        if event.kind in PURCHASES and window_open(event.trade_date, household.as_of):
            key = (event.account_id, event.symbol)
            quantity, day = found.get(key, (ZERO, date.min))
            found[key] = (quantity + event.quantity, max(day, event.trade_date))
    return found


def recent_loss_sales(household: Household) -> dict[str, tuple[date, str]]:
    """By wash group, the last sale in a taxable account that was (or may have been) at a loss: day and account id.

    A sale whose result is not known counts as a possible loss.
    """
    taxable = {account.account_id for account in household.accounts if account.kind.is_taxable}
    found: dict[str, tuple[date, str]] = {}
    for event in household.activity:
        at_loss = event.has_loss or event.gain_usd is None or event.gain_usd < 0
        if event.kind is not ActivityKind.SELL or event.account_id not in taxable or not at_loss:
            continue
        if window_open(event.trade_date, household.as_of):
            group = wash_group(household, event.symbol)
            found[group] = max(found.get(group, (date.min, "")), (event.trade_date, event.account_id))
    return found


def unseen_history(household: Household) -> dict[str, tuple[str, ...]]:
    """By wash group, the accounts whose last 30 days are not known in full and may hide a purchase of it.

    Dated lots show every purchase that is still held, so only accounts count that hold the group in lots
    without dates, or sold of it within the window.
    """
    found: dict[str, set[str]] = {}
    sold = {
        (event.account_id, event.symbol)
        for event in household.activity
        if event.kind is ActivityKind.SELL and window_open(event.trade_date, household.as_of)
    }
    for account in household.accounts:
        if _covers_window(account, household.as_of):
            continue
        undated = {p.symbol for p in account.positions if any(lot.acquired is None for lot in p.lots)}
        for symbol in undated | {s for account_id, s in sold if account_id == account.account_id}:
            found.setdefault(wash_group(household, symbol), set()).add(account.account_id)
    return {group: tuple(sorted(ids)) for group, ids in sorted(found.items())}


def _covers_window(account: Account, as_of: date) -> bool:
    """Whether the account's transactions are known for the whole window."""
    first, last = account.history_from, account.history_to
    return first is not None and last is not None and first <= as_of - WINDOW and last >= as_of
