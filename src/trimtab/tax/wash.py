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
    """Shares of a group bought in the last 30 days and still held.

    `lot` is None where the export does not tell which shares they are; then they cannot be sold apart.
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
    """By wash group, what was bought in the last 30 days in any account and is still held."""
    found: dict[str, list[RecentPurchase]] = {}
    for account in household.accounts:
        for position in account.positions:
            group = wash_group(household, position.symbol)
            recent = [
                RecentPurchase(account, position.symbol, lot.quantity, lot.acquired, lot)
                for lot in position.lots
                if lot.acquired is not None and window_open(lot.acquired, household.as_of)
            ]
            unseen = _bought(household, account, position.symbol) - sum((r.quantity for r in recent), ZERO)
            if unseen > 0 and position.quantity > 0:
                day = _last_bought(household, account, position.symbol)
                recent.append(RecentPurchase(account, position.symbol, unseen, day, None))
            if recent:
                found.setdefault(group, []).extend(recent)
    return {group: tuple(recent) for group, recent in sorted(found.items())}


def _purchases(household: Household, account: Account, symbol: str) -> list[tuple[date, Decimal]]:
    return [
        (event.trade_date, event.quantity)
        for event in household.activity
        if event.account_id == account.account_id
        and event.symbol == symbol
        and event.kind in PURCHASES
        and window_open(event.trade_date, household.as_of)
    ]


def _bought(household: Household, account: Account, symbol: str) -> Decimal:
    return sum((quantity for _, quantity in _purchases(household, account, symbol)), ZERO)


def _last_bought(household: Household, account: Account, symbol: str) -> date:
    return max(day for day, _ in _purchases(household, account, symbol))


def recent_loss_sales(household: Household) -> dict[str, tuple[date, str]]:
    """By wash group, the last sale in a taxable account that was (or may have been) at a loss: day and account id.

    A sale whose result is not known counts as a possible loss.
    """
    taxable = {account.account_id for account in household.accounts if account.kind.is_taxable}
    found: dict[str, tuple[date, str]] = {}
    for event in household.activity:
        at_loss = event.gain_usd is None or event.gain_usd < 0
        if event.kind is not ActivityKind.SELL or event.account_id not in taxable or not at_loss:
            continue
        if window_open(event.trade_date, household.as_of):
            group = wash_group(household, event.symbol)
            found[group] = max(found.get(group, (date.min, "")), (event.trade_date, event.account_id))
    return found


def unseen_history(household: Household) -> dict[str, tuple[str, ...]]:
    """By wash group held, the accounts holding it whose last 30 days of transactions are not known in full."""
    start = household.as_of - WINDOW
    found: dict[str, list[str]] = {}
    for account in household.accounts:
        covered = (
            account.history_from is not None
            and account.history_to is not None
            and account.history_from <= start
            and account.history_to >= household.as_of
        )
        if covered:
            continue
        for position in account.positions:
            if _lots_tell(position.lots):
                continue
            group = wash_group(household, position.symbol)
            if account.account_id not in found.setdefault(group, []):
                found[group].append(account.account_id)
    return {group: tuple(sorted(ids)) for group, ids in sorted(found.items())}


def _lots_tell(lots: tuple[Lot, ...]) -> bool:
    """Dated lots show every purchase that is still held."""
    return bool(lots) and all(lot.acquired is not None for lot in lots)
