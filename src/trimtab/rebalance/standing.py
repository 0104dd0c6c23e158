"""What a household's holdings come to in the two sums that a plan is weighed by: gain not yet taxed, and the cost of
standing where they do.

Both are summed over every holding there is. Of a household that fills made of another, only what they changed is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.accounts import EXCLUDED, Account, Position
from trimtab.core.household import Household
from trimtab.core.instruments import Price
from trimtab.core.money import ZERO

Excess = Callable[[Account], Mapping[str, Decimal]]  # by symbol, what a dollar in this account costs a year


class Standing(NamedTuple):
    """`gain_usd`: gain less loss not yet realised in taxable accounts, lots of unknown basis left out; `place_usd`:
    what holdings cost a year by standing where they do."""

    gain_usd: Decimal
    place_usd: Decimal


def standing_of(household: Household, excess: Excess) -> Standing:
    """Over all that is not excluded. Raises KeyError where there is no price: checked before any plan."""
    sums = [_sums(household.prices, a, a.positions, excess(a)) for a in household.accounts]
    return Standing(sum([gain for gain, _ in sums], ZERO), sum([place for _, place in sums], ZERO))


def standing_after(standing: Standing, before: Household, after: Household, excess: Excess) -> Standing:
    """Of the household `after`, which fills made of the one `before` of this standing: what they left alone is the same
    object in both."""
    gain, place = standing
    for was, now in zip(before.accounts, after.accounts, strict=True):
        if was is now:
            continue
        rates = excess(was)
        left = [position for position in was.positions if now.by_symbol.get(position.symbol) is not position]
        came = [position for position in now.positions if was.by_symbol.get(position.symbol) is not position]
        gain_left, place_left = _sums(before.prices, was, left, rates)
        gain_came, place_came = _sums(after.prices, now, came, rates)
        gain += gain_came - gain_left
        place += place_came - place_left
    return Standing(gain, place)


def _sums(
    prices: Mapping[str, Price],
    account: Account,
    positions: Iterable[Position],
    rates: Mapping[str, Decimal],
) -> tuple[Decimal, Decimal]:
    gain, place, is_taxable = ZERO, ZERO, account.kind.is_taxable
    for position in positions:
        if position.role is EXCLUDED:
            continue
        price = prices[position.symbol].usd
        if rate := rates[position.symbol]:
            place += position.value_usd(price) * rate
        if is_taxable:
            shares, basis = position.with_basis
            gain += shares * price - basis
    return gain, place
