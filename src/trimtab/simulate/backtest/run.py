"""A household through history, day by day, by the live journey; every step reconciled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Position, Role, TaxTreatment
from trimtab.core.ask import Ask, Mode
from trimtab.core.backtest import LawOf, StartWith
from trimtab.core.household import Household
from trimtab.core.market import Market
from trimtab.core.money import HUNDRED, ZERO, cents, plain
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, Problem, errors_in
from trimtab.core.progress import Progress, silent
from trimtab.core.retirement import RetirementFacts
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.simulate.backtest import income
from trimtab.simulate.backtest.flows import (
    RMD_MONTH,
    Cashier,
    StoppedError,
    flow_problems,
    look_of,
    regular_flows,
    tax_day,
)
from trimtab.simulate.backtest.history import History, history_of
from trimtab.simulate.backtest.opening import must_pay_out, opened, opening_words
from trimtab.simulate.backtest.result import Backtest, Look, TaxYear
from trimtab.simulate.backtest.running import (
    Change,
    Planned,
    Running,
    unrealised_usd,
    with_loss_undone,
    with_old_lots_joined,
)
from trimtab.simulate.backtest.taxes import NOTHING, TaxRooms, deferred_rate, expected_at_first
from trimtab.simulate.backtest.terms import LawForYear, Terms, first_days
from trimtab.simulate.backtest.trading import Desk, Trader
from trimtab.simulate.backtest.values import day_values
from trimtab.simulate.backtest.washing import TakenOver


@dataclass(frozen=True)
class Question:
    """A household, its policy and covariance, the market, the terms and the law: all that a backtest is made from."""

    household: Household
    policy: Policy
    covariance: Covariance
    market: Market
    terms: Terms
    law_for: LawForYear

    def history(self) -> History:
        """The market as this household goes through it. Raises BadInputError with everything in the way."""
        found, problems = history_of(
            self.household, self.policy, self.market, self.terms.first, self.terms.last
        )
        told = (*problems, *flow_problems(self.household, self.terms))
        if found is None or errors_in(told):
            raise BadInputError(told)
        return found


@dataclass
class Run:
    """One backtest under way, day by day."""

    question: Question
    history: History
    trader: Trader
    tell: Progress = silent
    looks: list[Look] = field(default_factory=list)
    tax_years: list[TaxYear] = field(default_factory=list)

    def __post_init__(self) -> None:
        q, terms = self.question, self.question.terms
        household = opened(q.household, self.history, terms.start_with)
        self.rooms = TaxRooms(household, q.law_for)
        self.running = Running(
            self.history, household, replace(q.policy, last_rebalanced=None), expected_at_first(household)
        )
        self.cashier = Cashier(
            self.running, self.rooms, q.covariance, terms, self.looks, self.tax_years, q.household
        )
        self.desk = Desk(self.running, self.rooms, q.covariance, self.trader, self.looks)
        self.running.amend = self._amend
        self.look_on = {day: number for number, day in enumerate(self.history.days)}
        self.look_days = frozenset(self.look_on[day] for day in terms.looks.days(self.history.days))
        self.months = frozenset(first_days(self.history.days, lambda day: (day.year, day.month))) - {0}
        self.flows: dict[int, list[tuple[str, Decimal]]] = {}
        for flow in regular_flows(household, terms):
            for number in flow.days(self.history.days):
                self.flows.setdefault(number, []).append((flow.account_id, flow.amount_usd))

    def to_the_end(self) -> Backtest:
        """The whole of it; or as far as it comes, with the problem that stopped it."""
        problems: tuple[Problem, ...] = ()
        try:
            for number in range(len(self.history.days)):
                self.step(number)
        except StoppedError as stop:
            problems = (stop.problem,)
        except BadInputError as fault:
            problems = fault.problems
        return self._result(problems)

    def until(self, day: date) -> tuple[Planned, ...]:
        """What was planned on a market day, and from what: the days up to it are gone through, and no further.

        Raises BadInputError where the run stops before.
        """
        self.running.watched_day = day
        try:
            for number, one in enumerate(self.history.days):
                self.step(number)
                if one == day:
                    break
        except StoppedError as stop:
            raise BadInputError([stop.problem]) from None
        return tuple(self.running.watched)

    def before(self, day: date) -> Household:
        """The household at the close of a market day, all but its look done: what that look would see."""
        for number, one in enumerate(self.history.days):
            if one == day:
                self.open_day(number)
                break
            self.step(number)
        return self.running.at_close()

    def step(self, number: int) -> None:
        """One market day. Raises StoppedError or BadInputError where it cannot go on."""
        self.open_day(number)
        if number in self.look_days and not (number == 0 and self.looks):
            self.desk.look()
        self.running.end_day()
        self.tell(number + 1, len(self.history.days))

    def open_day(self, number: int) -> None:
        """All of a market day that comes before its look. Raises as `step` does."""
        self.running.number = number
        if number == 0:
            self._begin()
        else:
            self._overnight(number)
            self._payments(number)

    def _begin(self) -> None:
        """The first day: with TARGET, the first plan spends all cash."""
        running, q = self.running, self.question
        if q.terms.start_with is not StartWith.TARGET:
            return
        household = running.at_close()
        given = Given(year_tax=self.rooms.year_of(household, running.expected), ask=Ask(Mode.FULL))
        plan = make_plan(household, running.policy, q.covariance, given)
        running.watch(household, running.policy, plan)
        running.fill(household, plan.trades, plan.wash_sales, Change())
        running.policy = replace(running.policy, last_rebalanced=running.day)
        running.expected = expected_at_first(running.at_close())
        self.looks.append(look_of(plan, "the household is bought at its target"))

    def _overnight(self, number: int) -> None:
        """What happens by itself between two closes."""
        running, days = self.running, self.history.days
        if days[number].year != days[number - 1].year:
            self._turn_year(number)
        income.settle(running)
        if number in self.months:
            income.interest(running, self.question.terms)
        if number in self.history.splits:
            income.splits(running)
        if number in self.history.distributions:
            income.distributions(running)
        if running.waiting:
            self.desk.fill_waiting()

    def _payments(self, number: int) -> None:
        """What is paid in and out on this day."""
        running, days = self.running, self.history.days
        if running.closed is not None and tax_day(days[number]):
            self.cashier.pay_tax()
        for account_id, amount in self.flows.get(number, ()):
            if amount > ZERO:
                self.cashier.pay_in(account_id, amount)
            else:
                self.cashier.pay_out(account_id, -amount)
        if number in self.months and days[number].month == RMD_MONTH:
            self.cashier.required()

    def _turn_year(self, number: int) -> None:
        """Close the year: its bill, what it carries on, and what its last closes mean for retirement accounts."""
        running = self.running
        self.cashier.pay_tax()  # a history that skips April: the bill before last is due all the same
        household = running.household
        settled = self.rooms.settled(household, running.received)
        running.closed = (household, running.received, settled)
        year = self.history.days[number].year
        tax = replace(
            household.tax,
            year=year,
            realized_short_usd=ZERO,
            realized_long_usd=ZERO,
            carryforward_short_usd=settled.carried_short_usd,
            carryforward_long_usd=settled.carried_long_usd,
        )
        accounts = tuple(self._at_year_end(account, number - 1) for account in household.accounts)
        running.household = replace(household, tax=tax, accounts=accounts)
        running.expected = replace(running.received, collectibles_usd=ZERO, disallowed_usd=ZERO)
        running.received = NOTHING
        running.tax_spent_usd = ZERO

    def _at_year_end(self, account: Account, number: int) -> Account:
        """A deferred account with its value at the year's last close, by which next year's distributions go."""
        if not account.kind.is_taxable:
            account = with_old_lots_joined(self.running.household, account, self.history.days[number])
        if not must_pay_out(account):
            return account
        worth = sum(
            (p.quantity * self._year_end_usd(p, number) for p in account.positions),
            account.cash_usd + account.cash_unsettled_usd,
        )
        facts = account.retirement or RetirementFacts()
        facts = replace(
            facts, value_last_year_end_usd=cents(max(ZERO, worth)), distributed_usd=ZERO, donated_usd=ZERO
        )
        return replace(account, retirement=facts)

    def _year_end_usd(self, position: Position, number: int) -> Decimal:
        """A share's last close of the year; today's price of what is looked at by nobody and has no series."""
        if position.role is Role.EXCLUDED:
            return self.question.household.price_usd(position.symbol)
        return self.history.close_usd(position.symbol, number)

    def _amend(self, one: TakenOver) -> None:
        """A loss of last year turns out not to count: its bill and what it carries are worked out anew."""
        running = self.running
        assert running.closed is not None, "a window is 30 days, and the bill of a year is paid in April"
        household, received, _ = running.closed
        household = replace(household, tax=with_loss_undone(household.tax, one))
        received = received.with_more(disallowed_usd=one.usd)
        settled = self.rooms.settled(household, received)
        running.closed = (household, received, settled)
        tax = replace(
            running.household.tax,
            carryforward_short_usd=settled.carried_short_usd,
            carryforward_long_usd=settled.carried_long_usd,
        )
        running.household = replace(running.household, tax=tax)

    def _result(self, problems: tuple[Problem, ...]) -> Backtest:
        running = self.running
        running.end_day()
        after_tax = ZERO if problems else self._after_tax_usd()
        years = [*self.tax_years]
        if running.closed is not None:
            years.append(running.closed[2].year)
        years.append(self.rooms.settled(running.household, running.received).year)
        return Backtest(
            strategy=self.trader.name,
            household=running.household.name,
            values=tuple(day_values(running)),
            looks=tuple(self.looks),
            tax_years=tuple(years),
            costs_usd=running.costs_usd,
            turnover_usd=running.traded_usd / 2,
            trade_count=running.trade_count,
            end_after_tax_usd=after_tax,
            assumptions=tuple(self._assumptions()),
            problems=problems,
            is_whole=not problems,
        )

    def _after_tax_usd(self) -> Decimal:
        """All that is held, sold at the last closes, less every tax still owed: on this and last year's results, on the
        gains of the sale, and on what deferred accounts pay out."""
        running = self.running
        household = running.at_close()
        closes = {symbol: price.usd for symbol, price in household.prices.items()}
        worth = {a.account_id: _worth_usd(a, closes) for a in household.accounts}
        deferred = sum(
            (worth[a.account_id] for a in household.accounts if a.kind.treatment is TaxTreatment.DEFERRED),
            ZERO,
        )
        short, long, metal = unrealised_usd(household, closes)
        received = running.received.with_more(collectibles_usd=metal)
        owed = self.rooms.sold_out_usd(household, received, short, long)
        if running.closed is not None:
            owed += running.closed[2].year.caused_usd
        on_deferred = deferred * deferred_rate(household, running.policy)
        return cents(sum(worth.values(), ZERO) - owed - on_deferred)

    def _assumptions(self) -> Iterator[str]:
        """What the result rests on, in plain sentences."""
        q, running = self.question, self.running
        yield from opening_words(q.household, self.history, q.terms.start_with)
        yield from q.terms.told
        yield from income.income_words(running, q.terms)
        yield (
            "Trades are filled at the close of the day on which they are planned, with the spreads and fees of the "
            "plan; in a cash account what waits for sales is bought at the next close."
        )
        law = self.rooms.words(running.day.year)
        is_frozen = q.terms.law is LawOf.FROZEN
        how = (
            f"every year goes by {law}"
            if is_frozen
            else "each year goes by its own law, or the nearest that is on file"
        )
        yield (
            f"Tax: {how}, on the other income of today's household file in all years; what the accounts cause of it "
            "is paid on 15 April."
        )
        if not any(account.kind.is_taxable for account in running.household.accounts):
            yield (
                "There is no taxable account: tax that is due before the end is paid with money outside the accounts, "
                "and no figure of wealth is lower for it."
            )
        rate = deferred_rate(running.household, running.policy)
        yield (
            "After tax at the end means all sold on the last day, and deferred accounts paid out at "
            f"{plain(rate * HUNDRED)}%."
        )


def _worth_usd(account: Account, closes: Mapping[str, Decimal]) -> Decimal:
    held = (p.quantity * closes[p.symbol] for p in account.positions if p.role is not Role.EXCLUDED)
    return sum(held, account.cash_usd + account.cash_unsettled_usd)
