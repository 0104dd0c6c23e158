"""What the household was worth at each close, what each class earned, and how it was divided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ONE, ZERO
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.measure import class_shares
from trimtab.simulate.backtest.result import DayValue
from trimtab.simulate.backtest.running import DayBook, Running

NOTHING_HAPPENED = DayBook()
Dollars = dict[str, Decimal]


def day_values(running: Running) -> Iterator[DayValue]:
    """The household at the close of every market day up to the one it stands on."""
    household, history = running.household, running.history
    reserve = sum((account.cash_reserve_usd for account in household.accounts), ZERO)
    classes = _Classes(household, running.policy)
    shares: Mapping[str, Decimal] = {}
    cash = ZERO
    before: Dollars = {}
    for number in range(running.number + 1):
        book = running.books.get(number, NOTHING_HAPPENED)
        shares, cash = running.held.get(number, (shares, cash))
        worth = {symbol: count * history.close_usd(symbol, number) for symbol, count in shares.items()}
        total = sum(worth.values(), cash)
        gains = _gains(worth, before, book, number)
        yield DayValue(
            history.days[number],
            total,
            book.flow_usd,
            book.tax_usd,
            classes.summed(gains),
            classes.weights(worth, cash - reserve),
        )
        before = worth


def _gains(worth: Dollars, before: Dollars, book: DayBook, number: int) -> Dollars:
    """By symbol, the change of its worth beyond what was bought of it, and what it earned; the first day has none."""
    if number == 0:
        return {}
    found = {symbol: usd - before.get(symbol, ZERO) for symbol, usd in worth.items()}
    for symbol, usd in before.items():
        if symbol not in worth:
            found[symbol] = -usd
    for symbol, usd in book.bought_usd.items():
        found[symbol] = found.get(symbol, ZERO) - usd
    for symbol, usd in book.earned_usd.items():
        found[symbol] = found.get(symbol, ZERO) + usd
    return found


class _Classes:
    """What share of each symbol counts under which class of the target."""

    def __init__(self, household: Household, policy: Policy) -> None:
        self.household, self.policy = household, policy
        self.of: dict[str, tuple[tuple[str, Decimal], ...]] = {"": (("", ONE),)}

    def shares(self, symbol: str) -> tuple[tuple[str, Decimal], ...]:
        """Of one symbol; what is interest on cash belongs to no class."""
        if symbol not in self.of:
            self.of[symbol] = tuple(class_shares(self.household, self.policy, symbol).items())
        return self.of[symbol]

    def summed(self, by_symbol: Dollars) -> Dollars:
        """Dollars by symbol as dollars by class."""
        found: Dollars = {}
        for symbol, usd in by_symbol.items():
            if usd:
                for class_id, share in self.shares(symbol):
                    part = usd if share == ONE else usd * share
                    found[class_id] = found[class_id] + part if class_id in found else part
        return found

    def weights(self, worth: Dollars, free_cash_usd: Decimal) -> Dollars:
        """Each class's share of what counts towards the target: all that is held, and cash beyond reserves."""
        found = dict.fromkeys(self.policy.target, ZERO) | self.summed(worth)
        found[CASH_CLASS] = found.get(CASH_CLASS, ZERO) + free_cash_usd
        total = sum(found.values(), ZERO)
        return {class_id: usd / total for class_id, usd in found.items()} if total > 0 else {}
