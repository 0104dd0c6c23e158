"""Transition: a household brought to its target over several years, and what that costs beside other ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.plan import CostBreakdown, Plan
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.fills import apply_fills, dated
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.simulate.transition_split import best_split, gain_within_tax

DAYS = Decimal(365)
SLACK_SHARE, SLACK_USD = (
    Decimal("0.002"),
    Decimal(5),
)  # so that rounding does not stop a year short of its part
ROUNDS = 8  # cuts of a year's gain before a tax budget is met to the cent

TaxFor = Callable[[Household], YearTax]


class Way(StrEnum):
    """How a household may go about its transition."""

    CHOSEN = "chosen"
    NOW = "now"
    EQUAL = "equal"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked: in how many years, under which yearly budgets (USD, None is none), at which growth of prices.

    `gain_usd` is the most net capital gain of a year, carryforwards and what is realised already included; `tax_usd`
    the most tax that the year's trades may cause.
    """

    years: int
    gain_usd: Decimal | None = None
    tax_usd: Decimal | None = None
    growth_pct: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Step:
    """One year: its day, the household before, the plan (None: nothing is done), and what is left of drift after it.

    `tax_usd` is what the year's tax rises by through this year's trades (negative: falls).
    """

    day: date
    household: Household
    plan: Plan | None
    tax_words: str
    tax_usd: Decimal
    gain_usd: Decimal
    cost: CostBreakdown
    before: Drift
    after: Drift


@dataclass(frozen=True, slots=True)
class Course:
    """A way through all years, and what it costs in today's dollars, part by part as a plan's cost.

    Tax now is what all years' taxes come to beyond doing nothing; drift and location count for as long as they last,
    after the last year for the policy's horizon.
    """

    way: Way
    steps: tuple[Step, ...]
    cost: CostBreakdown


@dataclass(frozen=True, slots=True)
class TransitionAnswer:
    """The schedule that costs least of those tried, and the other ways beside it, which know no budget."""

    household: Household
    policy: Policy
    terms: Terms
    chosen: Course
    others: tuple[Course, ...]


def transition(
    household: Household, policy: Policy, covariance: Covariance, terms: Terms, tax_for: TaxFor
) -> TransitionAnswer:
    """Plan every year in full, one after the other. `tax_for` gives the tax of a household's year.

    Three splits over the years are tried within the budgets: the optimum of one linear program over all years, equal
    parts, and as much as the budgets allow each year. Raises nothing for a household that was assembled without errors.
    """
    paths = _Paths(household, policy, covariance, terms, tax_for)
    free: Split = (None,) * terms.years
    now = paths.course(Way.NOW, free, within=False)
    equal_split = _equal(now, terms.years)
    equal = paths.course(Way.EQUAL, equal_split, within=False)
    splits = [free, equal_split]
    if terms.years > 1:
        start = paths.never.steps
        situation = look(household, policy, covariance, Given(year_tax=tax_for(household)))
        caps = [paths.cap(step.household, tax_for(step.household)) for step in start]
        found = best_split(situation, [(s.day, s.household, tax_for(s.household)) for s in start], caps)
        splits += [] if found is None else [_with_slack(found)]
    tried = [paths.course(Way.CHOSEN, split, within=True) for split in splits]
    chosen = min(tried, key=lambda course: course.cost.total_usd)
    return TransitionAnswer(household, policy, terms, chosen, (now, equal, paths.never))


Split = tuple[Decimal | None, ...]  # net result to realise by each year's trades, in USD; None is no limit


def _equal(now: Course, years: int) -> Split:
    """The same part each year of what doing it all now realises; the last year takes what is left."""
    gain = max(ZERO, sum((step.gain_usd for step in now.steps), ZERO))
    return (*(cents(gain / years) for _ in range(years - 1)), None)


def _with_slack(results: Sequence[Decimal]) -> Split:
    """The program's results as limits; from the last year with a gain on there is none: nothing small is left."""
    last = max((n for n, usd in enumerate(results) if usd > ONE), default=0)
    return tuple(
        usd + max(SLACK_USD, usd * SLACK_SHARE) if n < last else None for n, usd in enumerate(results)
    )


@dataclass
class _Paths:
    """Courses of one question; a year that two courses share is planned once."""

    household: Household
    policy: Policy
    covariance: Covariance
    terms: Terms
    tax_for: TaxFor
    known: dict[tuple[bool, Split], tuple[Step, Household]] = field(default_factory=dict)
    days: tuple[date, ...] = field(init=False)
    never: Course = field(init=False)

    def __post_init__(self) -> None:
        self.days = tuple(_day(self.household.as_of, number) for number in range(self.terms.years))
        steps = self._untouched()
        self.never = Course(Way.NEVER, steps, self._cost(steps, steps))

    def cap(self, household: Household, year_tax: YearTax) -> Decimal | None:
        """The most net result that the budgets allow the year's trades (None: no limit)."""
        allowed = []
        if self.terms.gain_usd is not None:
            allowed.append(max(ZERO, self.terms.gain_usd - _start_usd(household)))
        if self.terms.tax_usd is not None:
            allowed.append(gain_within_tax(year_tax, self.terms.tax_usd))
        return min(allowed, default=None)

    def course(self, way: Way, split: Split, *, within: bool) -> Course:
        """Go through the years by this split, within the budgets or without."""
        steps: list[Step] = []
        household = self.household
        limits: Split = ()
        is_bound = within and self.terms.tax_usd is not None
        for number, part in enumerate(split):
            limits = (*limits, self._limit(household, part) if within else part)
            if (is_bound, limits) not in self.known:
                step, filled = self._year(household, limits[-1], is_bound)
                following = self.days[number + 1] if number + 1 < len(self.days) else None
                after = filled if following is None else self._rolled(step, filled, following)
                self.known[is_bound, limits] = (step, after)
            step, household = self.known[is_bound, limits]
            steps.append(step)
        return Course(way, tuple(steps), self._cost(steps, self.never.steps))

    def _limit(self, household: Household, part: Decimal | None) -> Decimal | None:
        cap = self.cap(household, self.tax_for(household))
        return min((usd for usd in (cap, part) if usd is not None), default=None)

    def _year(self, household: Household, limit: Decimal | None, is_bound: bool) -> tuple[Step, Household]:
        """Plan one year; under a tax budget with less and less gain until the tax is within it, or else not at all."""
        year_tax = self.tax_for(household)
        plan = self._plan(household, year_tax, limit)
        if is_bound and self.terms.tax_usd is not None:
            most = self.terms.tax_usd
            for _ in range(ROUNDS):
                if plan.tax_now_usd <= most:
                    break
                gain = max(ZERO, _gain_usd(plan))
                plan = self._plan(household, year_tax, cents(gain * most / plan.tax_now_usd) - ONE)
            if plan.tax_now_usd > most:
                return self._nothing_done(household), apply_fills(household, ())
        step = Step(
            household.as_of, household, plan, year_tax.words, plan.tax_now_usd, _gain_usd(plan), plan.cost_after,
            plan.before, plan.after,
        )  # fmt: skip
        return step, apply_fills(household, plan.trades, plan.wash_sales)

    def _plan(self, household: Household, year_tax: YearTax, limit: Decimal | None) -> Plan:
        policy = self._policy_of(household)
        if limit is not None:
            own, budget = _start_usd(household) + limit, policy.gain_budget_usd
            policy = replace(policy, gain_budget_usd=own if budget is None else min(own, budget))
        return make_plan(household, policy, self.covariance, Given(year_tax=year_tax))

    def _policy_of(self, household: Household) -> Policy:
        """The policy with its own budgets as the year counts them: prorated today, where that is asked for; whole in a
        later year, all of whose trades are made on one of its first days."""
        own, today = self.policy, self.household.as_of
        if household.as_of > today:
            return replace(own, budget_prorated=False)
        return own.with_budgets_of(today)

    def _untouched(self) -> tuple[Step, ...]:
        """The years in which nothing is done."""
        steps: list[Step] = []
        household = self.household
        for number in range(self.terms.years):
            steps.append(self._nothing_done(household))
            if number + 1 < len(self.days):
                household = self._rolled(steps[-1], apply_fills(household, ()), self.days[number + 1])
        return tuple(steps)

    def _nothing_done(self, household: Household) -> Step:
        year_tax = self.tax_for(household)
        now = look(household, self.policy, self.covariance, Given(year_tax=year_tax))
        return Step(
            household.as_of, household, None, year_tax.words, ZERO, ZERO, now.cost_of_nothing, now.drift, now.drift
        )  # fmt: skip

    def _rolled(self, step: Step, filled: Household, day: date) -> Household:
        """The household on the first day of the next year's trades: prices moved, losses carried, lots older."""
        trades = step.plan.trades if step.plan else ()
        short = sum((trade.gain_short_usd for trade in trades), ZERO)
        long = sum((trade.gain_long_usd for trade in trades), ZERO)
        carried = self.tax_for(step.household).outcome(short, long)
        grown = (ONE + self.terms.growth_pct / HUNDRED) ** (Decimal((day - step.day).days) / DAYS)
        prices = {
            symbol: replace(price, usd=(price.usd * grown).quantize(Decimal("0.0001")), as_of=day)
            for symbol, price in filled.prices.items()
        }
        tax = replace(
            filled.tax,
            year=day.year,
            realized_short_usd=ZERO,
            realized_long_usd=ZERO,
            carryforward_short_usd=carried.carried_short_usd,
            carryforward_long_usd=carried.carried_long_usd,
        )
        accounts = tuple(
            replace(
                account,
                history_from=min(account.history_from or step.day, step.day),
                history_to=day,
            )
            for account in dated(filled, step.day).accounts
        )
        return replace(filled, as_of=day, accounts=accounts, prices=prices, tax=tax, last_year=None)

    def _cost(self, steps: Sequence[Step], untouched: Sequence[Step]) -> CostBreakdown:
        """All parts in today's dollars; see `Course`."""
        policy = self.policy
        parts = dict.fromkeys(("drift", "now", "later", "trading", "location", "lines"), ZERO)
        for number, (step, alone) in enumerate(zip(steps, untouched, strict=True)):
            present = (ONE + policy.prices.discount_pct / HUNDRED) ** (
                -Decimal((step.day - steps[0].day).days) / DAYS
            )
            is_last = number + 1 == len(steps)
            lasts = ONE if is_last else self._share_of_horizon(number)
            parts["drift"] += present * lasts * step.cost.drift_usd
            parts["location"] += present * lasts * step.cost.location_usd
            parts["now"] += present * (step.cost.tax_now_usd - alone.cost.tax_now_usd)
            parts["trading"] += present * step.cost.trading_usd
            parts["lines"] += present * step.cost.per_trade_usd
            parts["later"] += present * step.cost.tax_later_usd if is_last else ZERO
        return CostBreakdown(
            drift_usd=cents(parts["drift"]),
            tax_now_usd=cents(parts["now"]),
            tax_later_usd=cents(parts["later"]),
            trading_usd=cents(parts["trading"]),
            location_usd=cents(parts["location"]),
            per_trade_usd=cents(parts["lines"]),
        )

    def _share_of_horizon(self, number: int) -> Decimal:
        """For how much of the policy's horizon what a year leaves lasts until the next."""
        return share_of_horizon(self.policy, self.days[number], self.days[number + 1])


def share_of_horizon(policy: Policy, start: date, end: date) -> Decimal:
    """The time between two days as a share of the policy's horizon; nought where that is nought."""
    years = policy.prices.horizon_years
    return Decimal((end - start).days) / DAYS / years if years else ZERO


def _day(start: date, number: int) -> date:
    """The day of a year's trades: the household's own, then the first weekday from 2 January on."""
    if number == 0:
        return start
    day = date(start.year + number, 1, 2)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _gain_usd(plan: Plan) -> Decimal:
    return sum((trade.gain_short_usd + trade.gain_long_usd for trade in plan.trades), ZERO)


def _start_usd(household: Household) -> Decimal:
    """The year's net result before any trade of the plan, as the gain budget counts it."""
    tax = household.tax
    return (
        tax.realized_short_usd
        + tax.realized_long_usd
        - tax.carryforward_short_usd
        - tax.carryforward_long_usd
    )
