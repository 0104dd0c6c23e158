"""What a backtest is asked: from which day to which, when to look, how to begin, by which law, what comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.backtest import LawOf, StartWith
from trimtab.core.elections import Every
from trimtab.core.market import PriceSeries
from trimtab.core.money import ZERO
from trimtab.strategies.looks import MONTHLY, Looks
from trimtab.tax.account_law import LifeTables, RetirementLaw
from trimtab.tax.law import FederalLaw
from trimtab.tax.states.law import StateLaw

BETWEEN = {Every.WEEK: 7, Every.TWO_WEEKS: 14}  # days
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Regular:
    """Cash that comes into an account (+) or leaves the household from it (-), in USD, again and again."""

    account_id: str
    amount_usd: Decimal
    every: Every

    def days(self, days: Sequence[date]) -> Iterator[int]:
        """The numbers of the market days on which it comes: the first on or after it is due."""
        if self.every in MONTHS:
            months = MONTHS[self.every]
            yield from set(first_days(days, lambda day: (day.year, (day.month - 1) // months))) - {0}
        elif self.every is Every.HALF_MONTH:
            yield from set(first_days(days, lambda day: (day.year, day.month, day.day >= 15))) - {0}
        else:
            due = days[0] + timedelta(days=BETWEEN[self.every])
            for number, day in enumerate(days):
                while day >= due:
                    due += timedelta(days=BETWEEN[self.every])
                    yield number


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of a backtest.

    `first` and `last` are days, both included. `pay_tax_from` is an account id; empty: the taxable account with most
    cash in each April. `cash_rate_pct` is the interest on all cash, percent a year, beside what `cash` earns, a
    total-return series (None: nothing). `flows` come beside what the household's accounts say of contributions. `law`
    is only told; the law itself is handed in as `LawForYear`. `told` are sentences about the prices, for beside the
    result.
    """

    first: date
    last: date
    looks: Looks = MONTHLY
    start_with: StartWith = StartWith.HOLDINGS
    pay_tax_from: str = ""
    cash_rate_pct: Decimal = ZERO
    flows: tuple[Regular, ...] = ()
    law: LawOf = LawOf.FROZEN
    cash: PriceSeries | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearLaw:
    """The law that a year goes by. None: not known; the household's flat rates, or no required distributions, stand
    for it. `words` name it: `federal and Colorado law of 2026`."""

    federal: FederalLaw | None
    state: StateLaw | None
    retirement: RetirementLaw | None
    tables: LifeTables | None
    words: str


LawForYear = Callable[[int], YearLaw]


def first_days(days: Sequence[date], period: Callable[[date], object]) -> Iterator[int]:
    """The numbers of the days that begin a new period, the first day too."""
    last: object = None
    for number, day in enumerate(days):
        now = period(day)
        if now != last:
            yield number
        last = now
