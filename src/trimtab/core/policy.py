"""The policy: target, bands, triggers, how far to trade, and the prices by which drift is weighed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.canonical import LATER
from trimtab.core.changed import changed
from trimtab.core.kept import kept
from trimtab.core.limits import HoldingLimit
from trimtab.core.money import ZERO

CASH_CLASS = "cash"
_OF_BANDS = ("parents", "_edges")  # worked out of the target and its bands alone


class BandRule(StrEnum):
    """How wide a band is. FIVE_25: the narrower of 5 points and 25% of the target (Swedroe, Larimore)."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    FIVE_25 = "5/25"


class HowFar(StrEnum):
    """Where a rebalance stops."""

    TARGET = "target"
    BAND_EDGE = "band_edge"
    INNER_BAND = "inner_band"
    HALFWAY = "halfway"


class Weights(StrEnum):
    """What a dollar counts towards the target: its market value, or what is left of it after the tax on it."""

    BEFORE_TAX = "before_tax"
    AFTER_TAX = "after_tax"


class Calendar(StrEnum):
    """How often the calendar alone asks for a rebalance."""

    NEVER = "never"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMIANNUAL = "semiannual"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True)
class Bands:
    """Band settings: absolute in points of household weight, relative in percent of the target.

    `own_points` are half-widths, in points, that stand for single classes instead of the rule. `parents`: classes above
    those of the target have bands too, by the same rule on the sum of what is below; one in `own_points` always has.
    """

    rule: BandRule = BandRule.FIVE_25
    absolute_points: Decimal = Decimal(5)
    relative_pct: Decimal = Decimal(25)
    own_points: Mapping[str, Decimal] = field(default_factory=dict)
    parents: bool = field(default=False, metadata=LATER)

    def half_width(self, class_id: str, target_weight: Decimal) -> Decimal:
        """Half the band's width for a class, as a share of one."""
        if class_id in self.own_points:
            return self.own_points[class_id] / 100
        absolute = self.absolute_points / 100
        if self.rule is BandRule.ABSOLUTE:
            return absolute
        relative = target_weight * self.relative_pct / 100
        return relative if self.rule is BandRule.RELATIVE else min(absolute, relative)


@dataclass(frozen=True, slots=True)
class DollarPrices:
    """What the plan weighs, in dollars. Every default is explained in docs/policy.md.

    - `outside_band`: dollars one is willing to pay to bring one dollar back inside its band ("far above every
      other cost");
    - `off_goal_pct`: cents on the dollar one is willing to pay to bring a dollar that is inside its band, but
      beyond where a rebalance should stop, to that point;
    - `idle_cash_pct`: what a dollar of cash over its goal fails to earn in a year, in cents;
    - `risk_aversion`: yearly cost of drift = risk_aversion / 2 * (weight gap * class volatility)^2 * value;
    - `horizon_years`: years for which yearly costs (drift, location) count;
    - `deferral_years`, `discount_pct`, `step_up_chance_pct`: what paying a tax later is worth;
    - `per_trade_usd`: the price of one more line to type in;
    - `turnover_bps`: the price of moving money at all, on every dollar sold or bought: a swap that changes
      nothing is not made;
    - `wash_window_usd`: the price of a month in which what was sold at a loss may not be bought again;
    - `min_benefit_usd`, `min_benefit_bps`: a plan that is better than doing nothing by less than the larger of
      these dollars and these basis points of the household's value is not proposed.
    """

    outside_band: Decimal = Decimal(1)
    off_goal_pct: Decimal = Decimal(1)
    idle_cash_pct: Decimal = Decimal(2)
    risk_aversion: Decimal = Decimal(3)
    horizon_years: Decimal = Decimal(3)
    deferral_years: Decimal = Decimal(10)
    discount_pct: Decimal = Decimal(5)
    step_up_chance_pct: Decimal = Decimal(10)
    per_trade_usd: Decimal = Decimal(10)
    turnover_bps: Decimal = Decimal(2)
    wash_window_usd: Decimal = Decimal(25)
    min_benefit_usd: Decimal = Decimal(10)
    min_benefit_bps: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is bought where `sell` is sold at a loss; in one account, or (empty) in any."""

    sell: str
    buy: str
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Budgets:
    """Hard limits of one year on a day, in USD, None where there is none.

    `net_usd`, `short_usd` and `long_usd` are the most that the year's results may come to, what is realised and carried
    in included; `tax_usd` is the most that a plan may add to the year's tax.
    """

    net_usd: Decimal | None
    short_usd: Decimal | None
    long_usd: Decimal | None
    tax_usd: Decimal | None

    @property
    def is_empty(self) -> bool:
        """Whether there is no budget at all."""
        return all(usd is None for usd in (self.net_usd, self.short_usd, self.long_usd, self.tax_usd))


@dataclass(frozen=True)
class Policy:
    """What the household wants.

    `target` maps class ids to shares of one (sum exactly 1). A holding's class counts under the nearest
    ancestor that is in the target (`stocks.intl.emerging` under `stocks.intl`); `cash` is always in it, at 0 if
    the household wants none. `buys` ranks, for each target
    class, the symbols that may be bought for it, best first; the later ones are substitutes.
    `identical` are groups of symbols the user declares substantially identical. `limits` stand in the order of their
    ids, each id once.
    """

    target: Mapping[str, Decimal]
    buys: Mapping[str, tuple[str, ...]]
    bands: Bands = field(default_factory=Bands)
    how_far: HowFar = HowFar.TARGET
    only_out_of_band: bool = False
    calendar: Calendar = Calendar.NEVER
    last_rebalanced: date | None = None
    min_trade_usd: Decimal = Decimal(100)
    cash_band_points: Decimal = Decimal(1)  # half-width of the cash band where the rule would give less
    substitute_penalty_bps: Decimal = Decimal(5)
    wait_long_term_days: int = 30
    max_price_age_days: int = 5
    gain_budget_usd: Decimal | None = None
    do_not_buy: frozenset[str] = frozenset()
    do_not_sell: frozenset[str] = frozenset()
    allow_unseen_history: bool = False  # sell at a loss though some account's last 30 days are not known
    prices: DollarPrices = field(default_factory=DollarPrices)
    fingerprint: str = ""  # hash of what the household file says, for the record
    gain_budget_short_usd: Decimal | None = field(default=None, metadata=LATER)
    gain_budget_long_usd: Decimal | None = field(default=None, metadata=LATER)
    tax_budget_usd: Decimal | None = field(
        default=None, metadata=LATER
    )  # what a plan may add to the year's tax
    budget_prorated: bool = field(default=False, metadata=LATER)  # by the part of the year that is over
    weights: Weights = field(default=Weights.BEFORE_TAX, metadata=LATER)
    withdrawal_rate_pct: Decimal | None = field(
        default=None, metadata=LATER
    )  # on what deferred accounts pay out
    embedded_rate_pct: Decimal | None = field(default=None, metadata=LATER)  # on unrealised gains
    growth_pct: tuple[tuple[str, Decimal], ...] = field(
        default=(), metadata=LATER
    )  # of prices, a year, by class
    limits: tuple[HoldingLimit, ...] = field(default=(), metadata=LATER)
    concentration_cap_pct: Decimal | None = field(
        default=None, metadata=LATER
    )  # of the household, each company
    account_concentration_cap_pct: Decimal | None = field(default=None, metadata=LATER)  # of each account
    replacements: tuple[Replacement, ...] = field(default=(), metadata=LATER)
    harvest: bool = field(default=True, metadata=LATER)  # a loss worth taking asks for a plan by itself

    def budgets(self, as_of: date) -> Budgets:
        """The budgets as they stand on a day: whole, or by the days of the year up to and with it."""
        first = date(as_of.year, 1, 1)
        days, year = (as_of - first).days + 1, (date(as_of.year + 1, 1, 1) - first).days

        def part(usd: Decimal | None) -> Decimal | None:
            return usd * days / year if usd is not None and self.budget_prorated else usd

        return Budgets(
            part(self.gain_budget_usd),
            part(self.gain_budget_short_usd),
            part(self.gain_budget_long_usd),
            part(self.tax_budget_usd),
        )

    def rebalanced_on(self, day: date) -> Policy:
        """The same policy after a rebalance on that day: its bands, as far as they are worked out, stay."""
        found = changed(self, last_rebalanced=day)
        found.__dict__.update({name: self.__dict__[name] for name in _OF_BANDS if name in self.__dict__})
        return found

    def with_tax_spent(self, as_of: date, tax_usd: Decimal) -> Policy:
        """The same policy once a plan has added so much tax: that much less of the tax budget is left."""
        if self.tax_budget_usd is None:
            return self
        now = self.with_budgets_of(as_of)
        return replace(now, tax_budget_usd=max(ZERO, (now.tax_budget_usd or ZERO) - tax_usd))

    def with_budgets_of(self, day: date) -> Policy:
        """The same policy with each budget at what it is on that day, prorated no more."""
        now = self.budgets(day)
        return replace(
            self,
            gain_budget_usd=now.net_usd,
            gain_budget_short_usd=now.short_usd,
            gain_budget_long_usd=now.long_usd,
            tax_budget_usd=now.tax_usd,
            budget_prorated=False,
        )

    def class_of(self, class_id: str) -> str | None:
        """The target class under which a class counts: itself or its nearest ancestor; None if there is none."""
        found = class_id
        while found and found not in self.target:
            found = found.rpartition(".")[0]
        return found or None

    def growth_of(self, class_weights: Iterable[tuple[str, Decimal]]) -> Decimal:
        """The yearly growth of price of a mix of classes, in percent: each by itself or its nearest ancestor told."""
        if not self.growth_pct:
            return ZERO
        told = dict(self.growth_pct)
        return sum((weight * _of_nearest(told, class_id) for class_id, weight in class_weights), ZERO)

    def weight(self, class_id: str) -> Decimal:
        """The target of a class, or of all below it where it is only a parent; a share of one."""
        if class_id in self.target:
            return self.target[class_id]
        return sum((share for leaf, share in self.target.items() if leaf.startswith(f"{class_id}.")), ZERO)

    @kept
    def parents(self) -> tuple[str, ...]:
        """Classes with a band of their own above two or more classes of the target, and no weight of their own."""
        if not self.bands.parents and not self.bands.own_points:
            return ()
        above = Counter(
            leaf.rsplit(".", depth)[0] for leaf in self.target for depth in range(1, leaf.count(".") + 1)
        )
        several = (parent for parent, below in above.items() if below > 1 and parent not in self.target)
        return tuple(sorted(p for p in several if self.bands.parents or p in self.bands.own_points))

    def band(self, class_id: str) -> tuple[Decimal, Decimal]:
        """Lower and upper edge of the class's band, as shares of one, within 0 to 1."""
        return self._edges.get(class_id) or self._band(class_id)

    @kept
    def _edges(self) -> Mapping[str, tuple[Decimal, Decimal]]:
        return {class_id: self._band(class_id) for class_id in (*self.target, *self.parents)}

    def _band(self, class_id: str) -> tuple[Decimal, Decimal]:
        weight = self.weight(class_id)
        half = self.bands.half_width(class_id, weight)
        if class_id == CASH_CLASS:
            half = max(half, self.cash_band_points / 100)
        return max(ZERO, weight - half), min(Decimal(1), weight + half)


def _of_nearest(told: Mapping[str, Decimal], class_id: str) -> Decimal:
    """What is told of a class or else of its nearest ancestor; nought where nothing is."""
    while class_id not in told:
        class_id, dot, _ = class_id.rpartition(".")
        if not dot:
            return ZERO
    return told[class_id]
