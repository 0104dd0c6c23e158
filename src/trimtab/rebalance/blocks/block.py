"""A rule that stops a trade, and the small print of single symbols."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument, InstrumentKind

NEVER_TRADED = frozenset({InstrumentKind.CASH, InstrumentKind.PROPERTY, InstrumentKind.PRIVATE})


@dataclass(frozen=True, slots=True)
class Block:
    """A rule that forbids a trade: a stable code and the reason in words."""

    code: str
    words: str


def tradable_step(household: Household, account: Account, symbol: str) -> Decimal:
    """The smallest part of a share the account may trade of this symbol."""
    return step_of(account, household.instruments[symbol])


def step_of(account: Account, instrument: Instrument) -> Decimal:
    """The smallest part of a share the account may trade: funds by their own step, all else by the account's."""
    return (
        account.fund_quantity_step if instrument.kind is InstrumentKind.MUTUAL_FUND else account.quantity_step
    )


def least_buy_usd(household: Household, account: Account, symbol: str, min_trade_usd: Decimal) -> Decimal:
    """The least that may be bought at once: the smallest trade, or the fund's own for a first or further buy."""
    instrument = household.instruments[symbol]
    is_held = symbol in account.by_symbol
    return max(min_trade_usd, instrument.min_more_usd if is_held else instrument.min_first_usd)


def because(reason: str) -> str:
    """The reason that someone gave, where one was given."""
    return f": {reason}" if reason else ""
