"""What a backtest brought: wealth day by day, each look with its plan, each year with its tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.core.plan import Plan
from trimtab.core.problems import Problem


@dataclass(frozen=True, slots=True)
class DayValue:
    """The household at the close of one market day, in USD.

    `wealth_usd` is lots at their closes plus cash, over all accounts. `flow_usd` is money that came from outside (+)
    or left for good (-) since the day before, at the end of the day and already in `wealth_usd`: contributions,
    withdrawals, and the tax that was paid out of an account. `tax_usd` is the part of it that was tax (positive:
    paid), so that a return before tax can be told from one after it.

    `gains_usd` is what each class earned since the day before, by class id: change of price and income, less what its
    trades cost; cash and what belongs to no class under "" where it earned. With `flow_usd` they sum to the change of
    wealth. `weights` are the classes' shares of one of what counts towards the target, after the day's trades. Both
    are empty where they were not kept.
    """

    day: date
    wealth_usd: Decimal
    flow_usd: Decimal = ZERO
    tax_usd: Decimal = ZERO
    gains_usd: Mapping[str, Decimal] = field(default_factory=dict)
    weights: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """One look of the strategy: what it saw, what it answered, and the plan where it acted.

    `weights`, `targets` and `bands` (least, most) are shares of one by class id, before the trades; `drift` is half
    the sum of the absolute gaps. `plan` is the verified plan of the journey (None: it held), with a reason for every
    trade; its trades are filled at the closes of `day`.
    """

    day: date
    weights: Mapping[str, Decimal]
    targets: Mapping[str, Decimal]
    bands: Mapping[str, tuple[Decimal, Decimal]]
    drift: Decimal
    reason: str
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class TaxYear:
    """One year's tax: the bill of the tax rooms for what was realised and received, and what was paid (USD).

    `bill_usd` is federal and state tax on the whole return, `bill_without_usd` what it would be with the household's
    other income alone: `caused_usd`, their difference, is what the portfolio pays in April from `paid_from`.
    `carried_short_usd` and `carried_long_usd` go into the next year (positive: losses).
    """

    year: int
    bill_usd: Decimal
    bill_without_usd: Decimal
    realized_short_usd: Decimal
    realized_long_usd: Decimal
    dividends_ordinary_usd: Decimal
    dividends_qualified_usd: Decimal
    withdrawals_taxed_usd: Decimal
    disallowed_usd: Decimal
    carried_short_usd: Decimal
    carried_long_usd: Decimal
    paid_on: date | None
    paid_from: str
    law: str

    @property
    def caused_usd(self) -> Decimal:
        """The tax that the portfolio caused; below nought it saved tax."""
        return self.bill_usd - self.bill_without_usd


@dataclass(frozen=True, slots=True)
class Backtest:
    """A household under one strategy from the first market day to the last.

    `is_whole` is False where it had to stop early: `problems` say why, and nothing of it may be shown as a result.
    `end_after_tax_usd` is what would be left at the end if everything were sold and every tax on it paid. `costs_usd`
    are spreads, commissions and fees; `turnover_usd` half of all that was bought and sold. `assumptions` are plain
    sentences that stand beside every picture of it.
    """

    strategy: str
    household: str
    values: tuple[DayValue, ...]
    looks: tuple[Look, ...]
    tax_years: tuple[TaxYear, ...]
    costs_usd: Decimal
    turnover_usd: Decimal
    trade_count: int
    end_after_tax_usd: Decimal
    assumptions: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    is_whole: bool = True

    @property
    def tax_paid_usd(self) -> Decimal:
        """All tax that left the accounts."""
        return sum((value.tax_usd for value in self.values), ZERO)
