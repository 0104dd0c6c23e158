"""A household through history: every step reconciles, and nothing that comes later changes what was done before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from tests.simulate.backtest.histories import (
    FIRST,
    LAST,
    SYMBOLS,
    household,
    market,
    policy,
    question,
    series,
    weekdays,
)
from trimtab.core.backtest import StartWith
from trimtab.core.canonical import canonical_text
from trimtab.core.household import FilingStatus
from trimtab.core.market import Market, PriceSeries
from trimtab.core.plan import Side, Term
from trimtab.services.backtest import backtest, backtest_with_twins
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.backtest.run import Run
from trimtab.simulate.backtest.trading import ByStrategy
from trimtab.simulate.backtest.twins import BuyAndHold
from trimtab.strategies import Own
from trimtab.tax.total import total_bill
from trimtab.tax.unit import FilingUnit

ZERO = Decimal(0)
END = date(2020, 9, 30)


@cache
def _small() -> Backtest:
    return backtest(question(), Own())


def test_it_is_whole_and_trades() -> None:
    found = _small()
    assert found.is_whole, found.problems
    assert len(found.values) == len(weekdays())
    assert found.trade_count > 10
    assert [year.year for year in found.tax_years] == [2020, 2021]


def test_wealth_is_lots_at_their_closes_and_cash_on_every_day() -> None:
    asked = question()
    run = Run(asked, asked.history(), ByStrategy(Own(), asked.covariance))
    by_lots = []
    for number, day in enumerate(run.history.days):
        run.step(number)
        lots = sum(
            (
                lot.quantity * asked.market.known_on(day).close_usd(position.symbol)
                for account in run.running.household.accounts
                for position in account.positions
                for lot in position.lots
            ),
            ZERO,
        )
        by_lots.append(lots + sum(a.cash_usd + a.cash_unsettled_usd for a in run.running.household.accounts))
    assert by_lots == [value.wealth_usd for value in _small().values]


def test_money_is_conserved_from_day_to_day() -> None:
    for before, after in pairwise(_small().values):
        earned = sum(after.gains_usd.values(), ZERO)
        assert after.wealth_usd == before.wealth_usd + earned + after.flow_usd, after.day


def test_start_and_flows_and_income_and_prices_less_costs_and_tax_are_the_end() -> None:
    asked, found = question(), _small()
    start, end = found.values[0].wealth_usd, found.values[-1].wealth_usd
    income = prices = ZERO
    held: dict[tuple[str, str], Decimal] = {}
    run = Run(asked, asked.history(), ByStrategy(Own(), asked.covariance))
    for number, day in enumerate(run.history.days):
        run.step(number)
        known = asked.market.known_on(day)
        if number:
            yesterday = asked.market.known_on(run.history.days[number - 1])
            for (_, symbol), shares in held.items():
                prices += shares * (known.close_usd(symbol) - yesterday.close_usd(symbol))
                paid = asked.market.series[symbol].paid_between(run.history.days[number - 1], day)
                income += sum((round(shares * one.per_share_usd, 2) for one in paid), ZERO)
        held = {
            (a.account_id, p.symbol): p.quantity for a in run.running.household.accounts for p in a.positions
        }
    tax = sum((value.tax_usd for value in found.values), ZERO)
    other = sum((value.flow_usd + value.tax_usd for value in found.values), ZERO)
    on_first = found.looks[0].plan.trades if found.looks[0].plan else ()  # before the first value
    costs = found.costs_usd - sum((trade.cost_usd for trade in on_first), ZERO)
    expected = start + other + income + prices - costs - tax
    assert abs(end - expected) < Decimal("0.01") * found.trade_count + Decimal("0.05")


def test_every_plan_passes_the_verifier() -> None:
    plans = [look.plan for look in _small().looks if look.plan is not None]
    assert plans
    assert all(plan.checks and all(check.holds for check in plan.checks) for plan in plans if plan.trades)


def test_tax_paid_is_the_bill_with_the_accounts_less_the_bill_without() -> None:
    found = _small()
    paid = {value.day: value.tax_usd for value in found.values if value.tax_usd}
    settled = [year for year in found.tax_years if year.paid_on is not None]
    assert [year.year for year in settled] == [2020]
    assert {year.paid_on: year.caused_usd for year in settled} == paid
    assert [year.paid_on for year in settled] == [date(2021, 4, 15)]
    asked = question()
    for year in found.tax_years:
        law = asked.law_for(year.year)
        assert law.federal is not None
        assert year.law == law.words
        before = found.tax_years[0] if year.year > 2020 else None
        unit = FilingUnit(
            FilingStatus.MARRIED_JOINT,
            (year.year - 1964, year.year - 1966),  # as old on the first day as today, six years before
            wages_usd=Decimal(150000),
            dividends_ordinary_usd=year.dividends_ordinary_usd,
            dividends_qualified_usd=year.dividends_qualified_usd,
            gain_short_usd=year.realized_short_usd,
            gain_long_usd=year.realized_long_usd,
            carryforward_short_usd=before.carried_short_usd if before else ZERO,
            carryforward_long_usd=before.carried_long_usd if before else ZERO,
        )
        bill = total_bill(unit, law.federal, law.state)
        assert bill.total_usd == year.bill_usd
        carried = bill.federal.carryforward
        assert (carried.short_usd, carried.long_usd) == (year.carried_short_usd, year.carried_long_usd)
        alone = FilingUnit(unit.status, unit.ages, wages_usd=unit.wages_usd)
        assert total_bill(alone, law.federal, law.state).total_usd == year.bill_without_usd
        assert year.disallowed_usd == ZERO


def test_a_years_results_are_those_of_its_plans() -> None:
    found = _small()
    for year in found.tax_years:
        trades = [
            trade
            for look in found.looks
            if look.plan is not None and look.day.year == year.year
            for trade in look.plan.trades
        ]
        long = sum((s.gain_usd or ZERO for t in trades for s in t.lots if s.term is Term.LONG), ZERO)
        short = sum((s.gain_usd or ZERO for t in trades for s in t.lots if s.term is Term.SHORT), ZERO)
        assert (year.realized_short_usd, year.realized_long_usd) == (short, long)


def test_nothing_that_comes_later_changes_what_was_done_before() -> None:
    days = weekdays()
    turn = days.index(date(2020, 6, 2))

    def other(symbol: str) -> PriceSeries:
        return market().series[symbol]

    changed = Market(
        {
            symbol: replace(
                other(symbol),
                closes_usd=tuple(
                    close if n <= turn else close * 3 - n % 7
                    for n, close in enumerate(other(symbol).closes_usd)
                ),
                distributions=tuple(
                    paid
                    if paid.ex_date <= days[turn]
                    else replace(paid, per_share_usd=paid.per_share_usd * 2)
                    for paid in other(symbol).distributions
                ),
            )
            for symbol in SYMBOLS
        }
    )
    for start in StartWith:
        first = backtest(question(start_with=start, last=END), Own())
        second = backtest(question(made=changed, start_with=start, last=END), Own())
        assert [canonical_text(v) for v in first.values[: turn + 1]] == [
            canonical_text(v) for v in second.values[: turn + 1]
        ]
        before, after = ([canonical_text(x) for x in r.looks if x.day <= days[turn]] for r in (first, second))
        assert before == after
        assert first.values[-1] != second.values[-1]


def test_the_same_question_has_the_same_answer_whatever_the_order_of_accounts() -> None:
    again = backtest(question(), Own())
    assert canonical_text(again) == canonical_text(_small())


def test_with_a_target_start_the_first_plan_buys_it() -> None:
    found = backtest(question(start_with=StartWith.TARGET), Own())
    first = found.looks[0]
    assert first.plan is not None
    assert all(trade.side is Side.BUY for trade in first.plan.trades)
    weights = found.values[0].weights
    for class_id, share in policy().target.items():
        assert abs(weights[class_id] - share) < Decimal("0.01"), class_id


def test_twins_have_the_same_start_and_days() -> None:
    found = backtest_with_twins(question(last=date(2020, 12, 31)), Own())
    assert [twin.strategy for twin in found.twins] == ["buy and hold", "naive pro rata", "account by account"]
    assert {twin.values[0].wealth_usd for twin in found.twins} >= {found.twins[0].values[0].wealth_usd}
    assert all(twin.is_whole for twin in found.twins)
    assert found.twins[0].trade_count == 0
    assert found.twins[1].trade_count > found.backtest.trade_count


def test_the_first_and_last_days_are_those_asked_for() -> None:
    found = _small()
    assert (found.values[0].day, found.values[-1].day) == (FIRST, LAST)


@pytest.mark.parametrize("has_income", [True, False])
def test_a_dividend_is_taxed_in_april_and_not_before(has_income: bool) -> None:
    own = household(has_income)
    plain = Market({s: series(s, weekdays(), pays=s == "VXUS") for s in SYMBOLS})
    asked = question(own, plain)
    found = Run(asked, asked.history(), BuyAndHold()).to_the_end()
    year = found.tax_years[0]
    assert year.dividends_ordinary_usd > 0
    assert abs(year.dividends_qualified_usd - year.dividends_ordinary_usd * Decimal("0.9")) < Decimal("0.03")
    assert year.caused_usd > 0
    assert found.tax_paid_usd == sum(y.caused_usd for y in found.tax_years if y.paid_on)
