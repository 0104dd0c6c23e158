"""Wash-sale windows over the whole household, 30 days back. Source: 26 USC 1091(a); Rev. Rul. 2008-5 (IRAs)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot
from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import ONE, ZERO
from trimtab.core.quick import quickly_made

WINDOW = timedelta(days=30)
PURCHASES = frozenset({ActivityKind.BUY, ActivityKind.REINVEST})


@quickly_made
@dataclass(frozen=True, slots=True)
class RecentPurchase:
    """Shares of a group bought in the last 30 days that may still be held (of an option: the shares it controls).

    `lot` is None where the export does not tell which shares they are; then selling them as well cannot save the loss.
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


def groups_bought(household: Household, symbol: str) -> tuple[str, ...]:
    """The wash-sale groups of which buying this symbol is a purchase: its own, and of an option that of its stock.

    Source: 26 USC 1091(a), "contract or option so to acquire".
    """
    instrument = household.instruments.get(symbol)
    if instrument is None or not instrument.option_on:
        return (wash_group(household, symbol),)
    return instrument.wash_group, wash_group(household, instrument.option_on)


def recent_purchases(household: Household) -> dict[str, tuple[RecentPurchase, ...]]:
    """By wash group, what was bought in the last 30 days in any account and may still be held: as dated lots, and as
    transactions beyond these lots. An option counts for its stock too, with the shares that it controls."""
    found: dict[str, list[RecentPurchase]] = {}
    history = _trades_in_window(household)
    first, last = household.as_of - WINDOW, household.as_of
    for account in household.accounts:
        lots: dict[str, list[RecentPurchase]] = {}
        for position in account.positions:
            for lot in position.lots:
                if lot.acquired is not None and first <= lot.acquired <= last:
                    recent = RecentPurchase(account, position.symbol, lot.quantity, lot.acquired, lot)
                    lots.setdefault(position.symbol, []).append(recent)
        for symbol in sorted({*lots, *[s for a, s in history if a == account.account_id]}):
            seen = lots.get(symbol, [])
            unseen = _unseen(account, symbol, seen, history.get((account.account_id, symbol)))
            for group, shares in _shares_bought(household, symbol):
                found.setdefault(group, []).extend(
                    [
                        recent if shares == 1 else replace(recent, quantity=recent.quantity * shares)
                        for recent in (*seen, *unseen)
                    ]
                )
    return {group: tuple(recent) for group, recent in sorted(found.items()) if recent}


def _shares_bought(household: Household, symbol: str) -> list[tuple[str, Decimal]]:
    """How many shares of each group one of this symbol stands for."""
    own, *stock = groups_bought(household, symbol)
    return [
        (own, ONE),
        *((group, household.instruments[symbol].shares_per_contract) for group in stock if group != own),
    ]


@dataclass(slots=True)
class _History:
    """What one account bought of one symbol within the window, and what it sold of it since."""

    bought: Decimal = ZERO
    last_day: date = date.min
    first_day: date = date.max
    sold: Decimal = ZERO


def _unseen(
    account: Account, symbol: str, seen: list[RecentPurchase], history: _History | None
) -> list[RecentPurchase]:
    """Shares that transactions tell of, no dated lot shows, and that may still be held.

    Where every lot has its date, what was sold since the purchase is gone, and replaces nothing (docs/wash-sales.md,
    "bought lately and already sold"). Lots without dates hide which shares were sold, so there only what is held
    limits it.
    """
    if history is None:
        return []
    left = history.bought - sum([recent.quantity for recent in seen], ZERO)
    held = account.by_symbol.get(symbol)
    undated = sum([lot.quantity for lot in held.lots if lot.acquired is None], ZERO) if held else ZERO
    left = min(left, undated) if undated else left - history.sold
    return [RecentPurchase(account, symbol, left, history.last_day, None)] if left > 0 else []


def _trades_in_window(household: Household) -> dict[tuple[str, str], _History]:
    """By account id and symbol, where anything was bought within the window.

    A retirement account's sale of today does not count: whether it undoes the purchase of shares whose loss would be
    lost for good is not for a plan to find out (Rev. Rul. 2008-5).
    """
    found: dict[tuple[str, str], _History] = {}
    for event in household.activity:
        if event.kind in PURCHASES and window_open(event.trade_date, household.as_of):
            history = found.setdefault((event.account_id, event.symbol), _History())
            history.bought += event.quantity
            history.first_day = min(history.first_day, event.trade_date)
            history.last_day = max(history.last_day, event.trade_date)
    taxable = {account.account_id for account in household.accounts if account.kind.is_taxable}
    for event in household.activity:
        known = found.get((event.account_id, event.symbol))
        is_over = event.trade_date < household.as_of or event.account_id in taxable
        if known and event.kind is ActivityKind.SELL and is_over and event.trade_date >= known.first_day:
            known.sold += abs(event.quantity) if event.trade_date <= household.as_of else ZERO
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
        undated = {p.symbol for p in account.positions for lot in p.lots if lot.acquired is None}
        for symbol in undated | {s for account_id, s in sold if account_id == account.account_id}:
            found.setdefault(wash_group(household, symbol), set()).add(account.account_id)
    return {group: tuple(sorted(ids)) for group, ids in sorted(found.items())}


def _covers_window(account: Account, as_of: date) -> bool:
    """Whether the account's transactions are known for the whole window."""
    first, last = account.history_from, account.history_to
    return first is not None and last is not None and first <= as_of - WINDOW and last >= as_of
