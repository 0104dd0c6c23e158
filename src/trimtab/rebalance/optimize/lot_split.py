"""Which lots give the share that rounding leaves over: the split that costs least by the year's bill.

The program sells parts of shares of a lot; where a bend of the year's tax lies between two lots, each is cut there, and
rounded to whole steps one way or the other the year may cost more than a share of the other lot would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import CENT, ZERO, cents
from trimtab.rebalance.budgets import missed_budgets
from trimtab.rebalance.counted import carried_factor, later_factor
from trimtab.rebalance.fees import has_fee
from trimtab.rebalance.orders import LotKey
from trimtab.rebalance.rules import Rules
from trimtab.tax.holding import is_long_term

Part = tuple[Lot, Decimal]  # a lot, and the shares that the program sells of it
NOISE = Decimal("0.000001")  # shares; solver tolerance
MOST_CUT = 4  # lots of a position that are looked at, the first by name
ROUNDS = 8


class Cut(NamedTuple):
    """Lots of one position that the program cuts within a step: shares may move from one to another."""

    account: Account
    symbol: str
    step: Decimal
    lots: tuple[Lot, ...]


def cut_lots(rules: Rules, account: Account, position: Position, chosen: Sequence[Part]) -> list[Cut]:
    """The lots of this position cut within a step, where there are several and the year counts them."""
    if not account.kind.is_taxable or len(chosen) < 2 or rules.lift_wash:
        return []
    if has_fee(rules.household, position.symbol):
        return []
    step = rules.step(account, position.symbol)
    loose = sorted((lot for lot, part in chosen if _is_cut(lot, part, step)), key=lambda lot: lot.lot_id)
    return [Cut(account, position.symbol, step, tuple(loose[:MOST_CUT]))] if len(loose) > 1 else []


def _is_cut(lot: Lot, part: Decimal, step: Decimal) -> bool:
    over = part % step
    return NOISE < over < step - NOISE and lot.quantity - part > NOISE


def better_split(rules: Rules, sells: dict[LotKey, Decimal], cut: Sequence[Cut]) -> dict[LotKey, Decimal]:
    """The same sales, step by step moved from one cut lot to another while that misses the year's budgets by less, or
    the year then costs less."""
    if not cut:
        return sells
    year, sold = _Year(rules), dict(sells)
    for one in cut:
        for _ in range(ROUNDS):
            moved = _best_move(year, sold, one)
            if moved is None:
                break
            sold = moved
    return sold


def _best_move(year: _Year, sold: dict[LotKey, Decimal], cut: Cut) -> dict[LotKey, Decimal] | None:
    """The best move of one step; None where none is better by a cent."""
    best, (missed, cost) = None, year.rank(sold)
    least = missed, cost - CENT
    for giver, taker in permutations(cut.lots, 2):
        give = (cut.account.account_id, cut.symbol, giver.lot_id)
        take = (cut.account.account_id, cut.symbol, taker.lot_id)
        held = sold.get(give, ZERO)
        if held < cut.step or sold.get(take, ZERO) + cut.step > taker.quantity:
            continue
        tried = {**sold, give: held - cut.step, take: sold.get(take, ZERO) + cut.step}
        if (rank := year.rank(tried)) < least:
            best, least = tried, rank
    return best


class _Year:
    """What the year costs with these sales, as the program counts it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.budgets = rules.policy.budgets(rules.household.as_of)
        rate = rules.household.tax.long_rate
        self.later, self.carried = rate * later_factor(rules.policy), rate * carried_factor(rules.policy)
        self.lots = {
            (account.account_id, position.symbol, lot.lot_id): lot
            for account in rules.household.accounts
            if account.kind.is_taxable
            for position in account.positions
            for lot in position.lots
        }

    def results(self, sold: Mapping[LotKey, Decimal]) -> tuple[Decimal, Decimal]:
        """Short- and long-term results of these sales in USD, each sale of a lot to the cent."""
        short, long, as_of = ZERO, ZERO, self.rules.household.as_of
        for key, quantity in sold.items():
            lot = self.lots.get(key)
            if lot is None or not quantity:
                continue
            gain = cents(self.rules.gain_usd(key[1], lot) * quantity / lot.quantity)
            is_long = lot.acquired is not None and is_long_term(lot.acquired, as_of)
            short, long = (short, long + gain) if is_long else (short + gain, long)
        return short, long

    def rank(self, sold: Mapping[LotKey, Decimal]) -> tuple[Decimal, Decimal]:
        """What these sales miss the year's budgets by; and the year's tax, less what losses carried on and gains no
        longer to come are worth, and what waiting is (USD): the less, the better."""
        short, long = self.results(sold)
        year = self.rules.year_tax.outcome(short, long)
        carried = self.carried * (year.carried_short_usd + year.carried_long_usd)
        waits = sum((n * self.rules.waiting_usd(*key) for key, n in sold.items() if key in self.lots), ZERO)
        cost = year.tax_usd - carried - self.later * (short + long) + waits
        return self._missed_usd(short, long), cost

    def _missed_usd(self, short: Decimal, long: Decimal) -> Decimal:
        if self.budgets.is_empty:
            return ZERO
        missed = missed_budgets(self.budgets, self.rules.household.tax, self.rules.year_tax, short, long)
        return sum([max(ZERO, usd) for _, usd in missed], ZERO)
