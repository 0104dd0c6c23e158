"""A rule that stops a trade, and the small print of single symbols."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.quick import quickly_made

MUTUAL_FUND = InstrumentKind.MUTUAL_FUND
NEVER_TRADED = frozenset({InstrumentKind.CASH, InstrumentKind.PROPERTY, InstrumentKind.PRIVATE})


@quickly_made
@dataclass(frozen=True, slots=True)
class Block:
    """A rule that forbids a trade: a stable code and the reason in words."""

    code: str
    words: str


def tradable_step(household: Household, account: Account, symbol: str) -> Decimal:
    """The smallest part of a share the account may trade: funds by their own step, all else by the account's."""
    is_fund = has_fund_step(household.instruments[symbol])
    return account.fund_quantity_step if is_fund else account.quantity_step


def has_fund_step(instrument: Instrument) -> bool:
    """Whether it is traded by an account's step for funds."""
    return instrument.kind is MUTUAL_FUND


def only_on_menus(household: Household) -> frozenset[str]:
    """What no account without it on a menu may buy: funds of a plan, which are barred elsewhere by no rule of the
    household."""
    on_menus = {symbol for account in household.accounts for symbol in account.menu or ()}
    others = [account.do_not_buy for account in household.accounts if account.menu is None]
    return frozenset(symbol for symbol in on_menus if all(symbol in barred for barred in others))


def least_buy_usd(household: Household, account: Account, symbol: str, min_trade_usd: Decimal) -> Decimal:
    """The least that may be bought at once: the smallest trade, or the fund's own for a first or further buy."""
    instrument = household.instruments[symbol]
    is_held = symbol in account.by_symbol
    return max(min_trade_usd, instrument.min_more_usd if is_held else instrument.min_first_usd)


def because(reason: str) -> str:
    """The reason that someone gave, where one was given."""
    return f": {reason}" if reason else ""
