"""What happens on single days: splits, income, payroll, withdrawals, required distributions, settlement, wash sales."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.simulate.backtest.histories import (
    FIRST,
    SOURCE,
    SYMBOLS,
    household,
    market,
    question,
    series,
    weekdays,
)
from trimtab.bootstrap import law_files
from trimtab.core.accounts import Account, AccountKind, Role
from trimtab.core.backtest import LawOf
from trimtab.core.elections import Contribution, Every
from trimtab.core.household import ActivityKind, Household
from trimtab.core.instruments import METALS, Price
from trimtab.core.market import Distribution, Market, PriceSeries, Split
from trimtab.core.plan import Side
from trimtab.core.retirement import Heir, Inheritance, RetirementFacts
from trimtab.services.backtest import law_for_years
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.backtest.run import Question, Run
from trimtab.simulate.backtest.running import Change, with_account
from trimtab.simulate.backtest.terms import Regular
from trimtab.simulate.backtest.trading import ByStrategy, Trader
from trimtab.simulate.backtest.twins import BuyAndHold, ProRata
from trimtab.strategies import Own

ZERO = Decimal(0)
SHORT = date(2020, 3, 31)


def _run(asked: Question, trader: Trader | None = None) -> tuple[Run, Backtest]:
    run = Run(asked, asked.history(), trader or BuyAndHold())
    return run, run.to_the_end()


def _account(run: Run, account_id: str) -> Account:
    return run.running.household.account(account_id)


def _with(own: Household, account_id: str, **changes: object) -> Household:
    accounts = (replace(a, **changes) if a.account_id == account_id else a for a in own.accounts)  # type: ignore[arg-type]
    return replace(own, accounts=tuple(accounts))


def _flat(symbol: str, *, splits: tuple[Split, ...] = (), paid: tuple[Distribution, ...] = ()) -> PriceSeries:
    days = weekdays(FIRST, SHORT)
    closes = []
    price = Decimal(100)
    for day in days:
        for split in splits:
            price = price / split.ratio if split.ex_date == day else price
        closes.append(price)
    return PriceSeries(symbol, days, tuple(closes), paid, splits)


def test_a_split_makes_more_shares_of_the_same_worth() -> None:
    split = Split(date(2020, 2, 3), Decimal(4))
    made = Market({s: _flat(s, splits=(split,) if s == "VTI" else ()) for s in SYMBOLS})
    run, found = _run(question(made=made, last=SHORT))
    assert len({value.wealth_usd for value in found.values}) == 1
    lot = _account(run, "taxable").by_symbol["VTI"].lots[0]
    assert (lot.quantity, lot.basis_usd) == (Decimal(6000), Decimal(150000))


def test_a_distribution_goes_to_who_held_the_shares_the_day_before_by_kind() -> None:
    paid = Distribution(date(2020, 2, 5), Decimal(2), Decimal("0.5"), Decimal("0.25"), Decimal("0.1"))
    made = Market({s: _flat(s, paid=(paid,) if s == "VTI" else ()) for s in SYMBOLS})
    run, found = _run(question(made=made, last=SHORT))
    shares = Decimal(1500)
    assert _account(run, "taxable").cash_usd == Decimal(20000) + shares * 2
    got = run.running.received
    assert (got.ordinary_usd, got.qualified_usd) == (shares * 2 * Decimal("0.65"), shares)
    assert (got.gain_usd, got.exempt_usd) == (shares * 2 / 4, shares * 2 / 10)
    day = next(value for value in found.values if value.day == date(2020, 2, 5))
    assert day.gains_usd == {"stocks.us": shares * 2 + Decimal(600) * 2}


def test_what_reinvests_buys_more_and_is_known_as_a_purchase() -> None:
    own = household()
    positions = tuple(replace(p, reinvest=True) for p in own.account("taxable").positions)
    own = _with(own, "taxable", positions=positions)
    paid = Distribution(date(2020, 2, 5), Decimal(2))
    made = Market({s: _flat(s, paid=(paid,) if s == "VTI" else ()) for s in SYMBOLS})
    run, _ = _run(question(own, made, last=date(2020, 2, 28)))
    lots = _account(run, "taxable").by_symbol["VTI"].lots
    assert [lot.quantity for lot in lots] == [1500, 30]
    assert lots[1].basis_usd == 3000
    assert [event.kind for event in run.running.household.activity] == [ActivityKind.REINVEST]


def test_two_payments_of_one_day_go_to_the_shares_of_the_day_before() -> None:
    own = household()
    positions = tuple(replace(p, reinvest=True) for p in own.account("taxable").positions)
    own = _with(own, "taxable", positions=positions)
    day = date(2020, 2, 5)
    paid = (Distribution(day, Decimal(2), Decimal(1)), Distribution(day, Decimal(5), gain_share=Decimal(1)))
    made = Market({s: _flat(s, paid=paid if s == "VTI" else ()) for s in SYMBOLS})
    run, _ = _run(question(own, made, last=date(2020, 2, 28)))
    assert [lot.quantity for lot in _account(run, "taxable").by_symbol["VTI"].lots] == [1500, 30, 75]
    assert (run.running.received.qualified_usd, run.running.received.gain_usd) == (3000, 7500)


def test_what_waits_for_settled_cash_is_counted_in_new_shares_after_a_split() -> None:
    own = _with(household(), "taxable", settles_next_day=True, cash_usd=ZERO)
    bought = {}
    for ratio in (1, 4):
        splits = tuple(Split(date(2020, 1, 3), Decimal(ratio)) for _ in range(ratio > 1))
        made = Market({s: _flat(s, splits=splits) for s in SYMBOLS})
        asked = question(own, made, last=date(2020, 2, 28))
        run = Run(asked, asked.history(), ByStrategy(Own(), asked.covariance))
        run.step(0)
        waiting = {(t.account_id, t.symbol) for t in run.running.waiting}
        assert waiting
        run.step(1)
        bought[ratio] = {
            (a, s): lot.basis_usd
            for a, s in waiting
            for lot in _account(run, a).by_symbol[s].lots
            if lot.acquired == run.history.days[1]
        }
    assert bought[1]
    assert all(abs(bought[4][key] - usd) < 100 for key, usd in bought[1].items() if usd is not None)


def test_payroll_buys_by_itself_what_it_names_and_else_stays_in_cash() -> None:
    own = household()
    monthly = Contribution(Decimal(1000), Every.MONTH)
    own = _with(own, "ira", contribution=monthly, purchases_coming=frozenset({"BND"}))
    own = _with(own, "taxable", contribution=monthly)
    made = Market({s: _flat(s) for s in SYMBOLS})
    run, found = _run(question(own, made, last=SHORT))
    assert sum(value.flow_usd for value in found.values) == 4000
    assert _account(run, "taxable").cash_usd == Decimal(22000)
    assert _account(run, "ira").by_symbol["BND"].quantity == 675 + 20
    assert found.values[-1].wealth_usd == found.values[0].wealth_usd + 4000


def test_a_withdrawal_sells_by_the_journey_where_cash_is_short_and_stops_where_there_is_nothing() -> None:
    made = Market({s: _flat(s) for s in SYMBOLS})
    run, found = _run(
        question(made=made, last=SHORT, flows=(Regular("taxable", Decimal(-30000), Every.MONTH),))
    )
    assert found.is_whole
    plans = [look.plan for look in found.looks if look.plan is not None]
    assert [trade.side for plan in plans for trade in plan.trades] == [Side.SELL] * len(plans)
    assert all(check.holds for plan in plans for check in plan.checks)
    assert sum(value.flow_usd for value in found.values) == -60000
    assert _account(run, "taxable").cash_usd >= ZERO
    flows = (Regular("taxable", Decimal(-150000), Every.MONTH),)
    _, stopped = _run(question(made=made, last=SHORT, flows=flows))
    assert not stopped.is_whole
    assert [problem.code for problem in stopped.problems] == ["backtest-short"]
    assert stopped.values[-1].day < SHORT


def test_required_distributions_come_out_at_the_right_age_into_the_account_that_pays_the_tax() -> None:
    own = household()
    own = replace(own, people=(replace(own.people[0], born=date(1952, 3, 1)), own.people[1]))
    run, found = _run(question(own, market(last=date(2020, 12, 31)), last=date(2020, 12, 31)))
    year = found.tax_years[0]
    start = _account(Run(question(own), question(own).history(), BuyAndHold()), "ira").retirement
    assert start is not None
    assert start.value_last_year_end_usd is not None
    age_74 = Decimal("25.5")  # 26 CFR 1.401(a)(9)-9(c)
    assert abs(year.withdrawals_taxed_usd - start.value_last_year_end_usd / age_74) < Decimal("0.01")
    assert sum(value.flow_usd for value in found.values) == ZERO
    young, quiet = _run(question(last=date(2020, 12, 31)))
    assert quiet.tax_years[0].withdrawals_taxed_usd == ZERO
    assert young.running.household.account("ira").cash_usd > run.running.household.account("ira").cash_usd


def test_under_frozen_law_distributions_begin_at_the_age_of_todays_law() -> None:
    own = household()
    own = replace(
        own, people=(replace(own.people[0], born=date(1954, 3, 1)), own.people[1])
    )  # from 73, in 2027
    _, found = _run(question(own))
    assert [year.withdrawals_taxed_usd > ZERO for year in found.tax_years] == [False, True]


def test_an_inherited_account_is_as_long_inherited_as_today() -> None:
    left = Inheritance("Zoe", date(1940, 1, 1), date(2024, 6, 1), Heir.OTHER)
    own = _with(
        household(), "ira", kind=AccountKind.INHERITED_IRA, retirement=RetirementFacts(inheritance=left)
    )
    run, found = _run(question(own, market(last=date(2020, 12, 31)), last=date(2020, 12, 31)))
    facts = _account(run, "ira").retirement
    assert facts is not None
    assert facts.inheritance == replace(left, decedent_born=date(1934, 1, 1), died=date(2018, 6, 1))
    assert found.tax_years[0].withdrawals_taxed_usd > ZERO


def test_an_inherited_roth_account_is_emptied_free_of_tax_within_its_years() -> None:
    left = Inheritance("Zoe", date(1960, 1, 1), date(2022, 6, 1), Heir.NOT_A_PERSON)  # by the end of 2027
    own = _with(
        household(),
        "ira",
        kind=AccountKind.INHERITED_ROTH_IRA,
        retirement=RetirementFacts(inheritance=left, value_last_year_end_usd=Decimal(1)),
    )
    run, found = _run(question(own, market(pays=False)))
    assert found.is_whole
    assert sum(p.quantity for p in _account(run, "ira").positions) < 200
    assert all(year.withdrawals_taxed_usd == ZERO for year in found.tax_years)


def test_what_a_fallen_account_must_pay_out_is_what_it_brings_after_costs() -> None:
    left = Inheritance("Zoe", date(1960, 1, 1), date(2021, 6, 1), Heir.NOT_A_PERSON)  # by the end of 2026
    own = _with(
        household(), "ira", kind=AccountKind.INHERITED_IRA, retirement=RetirementFacts(inheritance=left)
    )
    days = weekdays()
    falls = [Decimal(100) if day < date(2020, 6, 1) else Decimal(30) for day in days]
    made = Market({s: PriceSeries(s, days, tuple(falls)) for s in SYMBOLS})
    run, found = _run(question(own, made))
    assert found.is_whole
    assert sum(p.quantity for p in _account(run, "ira").positions) == ZERO


def test_metal_is_taxed_as_a_collectible_at_the_end_too() -> None:
    own = household()
    metal = {"VTI": replace(own.instruments["VTI"], index_group=min(METALS))}
    _, stocks = _run(question(own))
    _, gold = _run(question(replace(own, instruments=own.instruments | metal)))
    assert stocks.values == gold.values
    assert gold.end_after_tax_usd < stocks.end_after_tax_usd


def test_interest_is_earned_on_the_cash_of_the_close_before() -> None:
    first = date(2020, 3, 2)
    paid = Distribution(first, Decimal(2))
    made = Market({s: _flat(s, paid=(paid,) if s == "VTI" else ()) for s in SYMBOLS})
    run, _ = _run(question(made=made, last=first, cash_rate_pct=Decimal(12)))
    assert run.running.received.interest_usd == 200 + 202


def test_tax_that_no_account_can_pay_is_told() -> None:
    own = household()
    told = "There is no taxable account"
    _, found = _run(question(replace(own, accounts=(own.account("ira"),))))
    assert any(words.startswith(told) for words in found.assumptions)
    assert not any(words.startswith(told) for words in _run(question(own))[1].assumptions)


def test_the_value_at_the_years_end_counts_what_is_unsettled_and_what_nobody_looks_at() -> None:
    own = household()
    ira = own.account("ira")
    aside = replace(ira.by_symbol["BND"], symbol="OLD", role=Role.EXCLUDED)
    own = replace(
        _with(own, "ira", positions=(*ira.positions, aside)),
        prices=own.prices | {"OLD": Price("OLD", Decimal(10), own.as_of, SOURCE)},
        instruments=own.instruments | {"OLD": replace(own.instruments["BND"], symbol="OLD")},
    )
    asked = question(own)
    run = Run(asked, asked.history(), BuyAndHold())
    run.running.number = 1
    account = replace(_account(run, "ira"), cash_unsettled_usd=Decimal(500))
    after = run._at_year_end(account, 0)
    assert account.retirement is not None
    assert after.retirement is not None
    assert account.retirement.value_last_year_end_usd is not None
    assert after.retirement.value_last_year_end_usd == account.retirement.value_last_year_end_usd + 500


def test_a_cash_account_buys_tomorrow_what_todays_sales_pay_for() -> None:
    own = _with(household(), "taxable", settles_next_day=True, cash_usd=ZERO)
    asked = question(own, last=date(2020, 2, 28))
    run = Run(asked, asked.history(), ByStrategy(Own(), asked.covariance))
    run.step(0)
    assert run.running.waiting
    account = _account(run, "taxable")
    assert account.cash_unsettled_usd > ZERO
    waiting = run.running.waiting
    run.step(1)
    assert run.running.waiting == ()
    account = _account(run, "taxable")
    assert account.cash_unsettled_usd == ZERO
    assert account.cash_usd >= ZERO
    bought = {lot.acquired for trade in waiting for lot in account.by_symbol[trade.symbol].lots}
    assert run.history.days[1] in bought


def test_a_loss_that_a_later_purchase_takes_over_counts_no_more_and_moves_into_its_basis() -> None:
    closes = {s: (lambda n: Decimal(100)) for s in SYMBOLS}
    falls = {"VTI": lambda n: Decimal(100) if n < 20 else Decimal(70) if n < 30 else Decimal(50)}
    rises = {"VXUS": lambda n: Decimal(50) if n < 20 else Decimal(100) if n < 30 else Decimal(20)}
    days = weekdays(FIRST, SHORT)
    made = Market({s: series(s, days, {**closes, **falls, **rises}[s], pays=False) for s in SYMBOLS})
    own = _with(household(), "ira", locked=True)
    asked = question(own, made, last=SHORT)
    asked = replace(asked, terms=replace(asked.terms, looks=replace(asked.terms.looks, words="10d")))
    run, found = _run(asked, ProRata())
    assert found.is_whole
    year = found.tax_years[0]
    assert year.disallowed_usd > ZERO
    held = sum(((lot.basis_usd or ZERO) for p in _account(run, "taxable").positions for lot in p.lots), ZERO)
    spent = sum((Decimal(500) * 300, Decimal(700) * 80), ZERO) + Decimal(20000)
    paid = spent - _account(run, "taxable").cash_usd - found.costs_usd
    gain = year.realized_short_usd + year.realized_long_usd
    assert abs(held - (paid + gain)) < Decimal(1)


def test_a_standing_order_does_not_take_over_a_whole_loss_for_the_little_it_buys() -> None:
    days = weekdays(FIRST, SHORT)
    falls = tuple(Decimal(100) if n < 20 else Decimal(50) for n in range(len(days)))
    rises = tuple(Decimal(20) if n < 20 else Decimal(10) for n in range(len(days)))
    flat = (Decimal(100),) * len(days)
    closes = {"BND": flat, "VTI": falls, "VXUS": rises}
    made = Market({s: PriceSeries(s, days, closes[s]) for s in SYMBOLS})
    own = household()
    own = _with(own, "taxable", cash_usd=ZERO, positions=(own.account("taxable").by_symbol["VTI"],))
    order = {"purchases_coming": frozenset({"VTI"}), "contribution": Contribution(Decimal(100), Every.MONTH)}
    own = _with(own, "ira", locked=True, **order)
    _, found = _run(question(own, made, last=SHORT, flows=(Regular("taxable", Decimal(-9000), Every.MONTH),)))
    assert found.is_whole
    year = found.tax_years[0]
    lost_usd = -(year.realized_short_usd + year.realized_long_usd)
    assert lost_usd > 15000
    assert ZERO < year.disallowed_usd < 500


def test_cash_earns_what_its_series_does() -> None:
    days = weekdays(FIRST, SHORT)
    bill = PriceSeries("BILL", days, tuple(Decimal(100) + Decimal(n) / 100 for n in range(len(days))))
    made = Market({s: _flat(s) for s in SYMBOLS})
    _, found = _run(question(made=made, last=SHORT, cash=replace(bill, is_total_return=True)))
    _, rated = _run(question(made=made, last=SHORT, cash_rate_pct=Decimal(12)))
    assert found.values[-1].wealth_usd > found.values[0].wealth_usd
    interest = sum((value.gains_usd.get("", ZERO) for value in rated.values), ZERO)
    assert interest == rated.values[-1].wealth_usd - rated.values[0].wealth_usd > Decimal(400)


def test_a_bill_fund_that_pays_out_what_it_earns_earns_it() -> None:
    days = weekdays(FIRST, SHORT)
    paid = tuple(Distribution(day, Decimal("0.5")) for day in days[10::21])
    bill = PriceSeries("BIL", days, tuple(Decimal(100) for _ in days), paid)
    _, flat = _run(question(made=market(FIRST, SHORT), last=SHORT, cash=replace(bill, distributions=())))
    _, found = _run(question(made=market(FIRST, SHORT), last=SHORT, cash=bill))
    interest = sum((value.gains_usd.get("", ZERO) for value in found.values), ZERO)
    assert sum((value.gains_usd.get("", ZERO) for value in flat.values), ZERO) == ZERO
    assert interest > Decimal(200)


def test_law_by_year_is_that_of_the_year_or_the_nearest_on_file() -> None:
    own = household()
    frozen, moving = (law_for_years(own, law_files(), one) for one in (LawOf.FROZEN, LawOf.BY_YEAR))
    first = moving(2020)
    assert first.federal is not None
    assert first.federal.year == 2024
    assert "2024" in first.words
    assert frozen(2020).federal == frozen(2026).federal
    retirement = frozen(2020).retirement
    assert retirement is not None
    assert retirement.year == 2020
    asked = replace(question(last=date(2020, 12, 31)), law_for=moving)
    _, found = _run(asked)
    assert found.tax_years[0].law == first.words
    assert found.tax_years[0].caused_usd > ZERO


def test_money_or_shares_from_nowhere_end_the_run() -> None:
    run, _ = _run(question(last=SHORT))
    running = run.running
    account = _account(run, "taxable")
    richer = with_account(running.household, replace(account, cash_usd=account.cash_usd + 1))
    with pytest.raises(AssertionError, match="cash changed by 1"):
        running.change(richer, Change())
    running.change(richer, Change(flow_usd=Decimal(1)))
    lot = account.positions[0].lots[0]
    more = account.positions[0].with_lots((replace(lot, quantity=lot.quantity + 1),))
    fuller = with_account(richer, replace(_account(run, "taxable"), positions=(more, *account.positions[1:])))
    with pytest.raises(AssertionError, match="shares changed"):
        running.change(fuller, Change())
