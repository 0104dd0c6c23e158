"""Redemption fees: what a fund keeps of shares that leave it too soon, lot by lot."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot
from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import HUNDRED, ZERO, cents, plain


def has_fee(household: Household, symbol: str) -> bool:
    """Whether the fund charges for shares held under some number of days."""
    instrument = household.instruments[symbol]
    return instrument.redemption_fee_pct > 0 and instrument.redemption_fee_days > 0


def free_of_fee(household: Household, account: Account, symbol: str, lot: Lot) -> Decimal:
    """How many shares of the lot may be sold without the fee.

    A dated lot goes by its date. Of one without a date, what transactions show as bought lately is charged and goes
    last, first in first out; where they do not reach back far enough, all of it may be.
    """
    if not has_fee(household, symbol):
        return lot.quantity
    days = household.instruments[symbol].redemption_fee_days
    if lot.acquired is not None:
        return lot.quantity if (household.as_of - lot.acquired).days >= days else ZERO
    if not is_seen(household, account, symbol):
        return ZERO
    since = household.as_of - timedelta(days=days)
    lately = sum(
        (
            event.quantity
            for event in household.activity
            if (event.account_id, event.symbol) == (account.account_id, symbol)
            and event.kind is ActivityKind.BUY
            and event.trade_date > since
        ),
        ZERO,
    )
    return max(ZERO, lot.quantity - lately)


def is_seen(household: Household, account: Account, symbol: str) -> bool:
    """Whether the account's transactions are known for as long as the fund's fee looks back."""
    since = household.as_of - timedelta(days=household.instruments[symbol].redemption_fee_days)
    first, last = account.history_from, account.history_to
    return first is not None and last is not None and first <= since and last >= household.as_of


def redemption_fee_usd(
    household: Household, account: Account, symbol: str, lot: Lot, quantity: Decimal
) -> Decimal:
    """What selling so many shares of the lot pays to the fund, to the cent; never counted as a loss."""
    if not has_fee(household, symbol):
        return ZERO
    charged = max(ZERO, quantity - free_of_fee(household, account, symbol, lot))
    rate = household.instruments[symbol].redemption_fee_pct / HUNDRED
    return cents(charged * household.price_usd(symbol) * rate)


def fee_terms(household: Household, account: Account, symbol: str, lot: Lot) -> str:
    """The fund's fee on this lot in words, or nothing where none is due."""
    if not has_fee(household, symbol) or free_of_fee(household, account, symbol, lot) >= lot.quantity:
        return ""
    fund = household.instruments[symbol]
    words = f"{plain(fund.redemption_fee_pct)}% on {symbol} held under {fund.redemption_fee_days} days"
    if lot.acquired is not None:
        return f"{words}: free from {lot.acquired + timedelta(days=fund.redemption_fee_days)}"
    if is_seen(household, account, symbol):
        return f"{words}: bought lately, by its transactions"
    return f"{words}: assumed, because its dates and transactions are not known that far back"
