"""Rounding to shares that would miss a hard limit: the program keeps back what was missed, and is solved again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.soak import REFUSED, soaked_plan, try_seed
from tests.universe import COVARIANCE
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.plan import Method, Side
from trimtab.core.policy import BandRule, Bands, Calendar, HowFar
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.margins import LEAST, LONG, MOST, NOTHING_KEPT, OUTSIDE, SHORT, TAX, Margins
from trimtab.rebalance.optimize.optimum import optimum
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.propose.missed import missed_usd
from trimtab.rebalance.propose.outside import more_outside_usd
from trimtab.rebalance.propose.situation import look
from trimtab.tax.flat_year import FlatYear

D = Decimal
TWO_LOTS = """
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 1000
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 10 bought 2026-05-01 for 8800
lot VTI 10 bought 2018-01-02 for 5000
"""


def test_whole_shares_of_two_lots_stay_within_the_budget_of_one() -> None:
    """499 dollars of room are 4.16 shares at 120: four, and six of the other lot, never five."""
    household, policy = example(TWO_LOTS)
    policy = replace(policy, gain_budget_short_usd=D(500), wait_long_term_days=0)
    plan = make_plan(household, policy, COVARIANCE)
    assert plan.method is Method.OPTIMUM
    assert [(trade.gain_short_usd, trade.gain_long_usd) for trade in plan.trades] == [(480, 3000), (0, 0)]
    assert all(check.holds for check in plan.checks)


def test_what_is_missed_is_said_limit_by_limit_to_the_cent() -> None:
    """All twenty shares sold: 1,200 short, 5,000 long, 24% and 15% of tax."""
    household, policy = example(TWO_LOTS)
    lots = {("joint", "VTI", lot.lot_id): lot.quantity for lot in household.accounts[0].positions[0].lots}
    trades = build_trades(household, Quantities(lots, {}))
    limit = HoldingLimit("VTI", least=Bound(D(8000), Unit.USD))
    policy = replace(policy, gain_budget_short_usd=D(500), gain_budget_long_usd=D(5000), limits=(limit,))
    year = FlatYear(household.tax)
    tax = year.outcome(D(1200), D(5000)).tax_usd
    policy = replace(policy, tax_budget_usd=tax - D("0.25"))
    missed = missed_usd(look(household, policy, COVARIANCE), trades)
    assert missed.pop((OUTSIDE, "")) == more_outside_usd(look(household, policy, COVARIANCE), trades)
    assert missed == {(SHORT, ""): D(700), (TAX, ""): D("0.25"), (LEAST, limit.limit_id): D(8000)}
    kept = NOTHING_KEPT.wider_by(missed).wider_by({(SHORT, ""): D(350), (TAX, ""): D(1)})
    assert (kept.of(SHORT), kept.of(TAX)) == (D(2100), D("1.25")), "thrice as much, or what is missed"
    kept = kept.wider_by({(SHORT, ""): D(174)})
    assert kept.of(SHORT) == D(3150), "half as much again, where less than half is missed of what was"
    assert (kept.of(LONG), kept.of(LEAST, limit.limit_id)) == (D(0), D(8000))


def test_a_margin_of_a_budget_forbids_gains_and_not_to_do_nothing() -> None:
    """With 200 dollars kept back of no tax at all, no gain may be sold; the program has a point all the same."""
    household, policy = example(TWO_LOTS)
    now = look(household, replace(policy, tax_budget_usd=D(0)), COVARIANCE)
    kept = Margins({(TAX, ""): D(200)})
    best = optimum(now.rules, now.decision, now.drift, COVARIANCE, now.given, kept)
    assert best is not None
    assert best.quantities.is_empty


@pytest.mark.parametrize("seed", [1004318, 1007102, 1007990, 1001615, 1011188, 1047964])
def test_a_margin_grows_until_it_is_enough(seed: int) -> None:
    """Lots in parts of a share come to whole shares together, and which of them is rounded up misses the same again and
    again; what sold no gain had no room left where a margin was kept back of a tax budget of nothing."""
    tally = try_seed(seed, replan=False)
    assert not tally.violations
    assert list(tally.outcomes) == [Method.OPTIMUM.value]


@pytest.mark.parametrize(
    ("seed", "most_usd"), [(1260182, 25), (1261008, 25), (2002123, 150), (4008998, 150), (4023213, 150)]
)
def test_cents_of_rounding_cost_no_more_than_they_must(seed: int, most_usd: int) -> None:
    """Of a tax budget of nothing there was nothing to keep cents back of, and plain rules stepped in, 9,653 and 20,551
    dollars above the bound (104,086 where the bill was a part of a cent more than it
    says; 62,261 where short-term gains that nobody took were taxed); five cents of one of 27.40
    were a dollar kept back, which cost 1,746."""
    plan = soaked_plan(seed)
    assert plan.method is Method.OPTIMUM
    assert plan.gap_usd < most_usd


@pytest.mark.parametrize(("seed", "most_usd"), [(3010136, 150), (3013941, 50), (4040164, 150)])
def test_the_share_left_over_is_of_a_term_that_has_room(seed: int, most_usd: int) -> None:
    """One more share was short-term where the budget for short-term gains was full, and a lot of it was kept back then,
    or parts of a cent until no try was left: 4,466, 14,054 and 23,226 dollars above the bound."""
    assert soaked_plan(seed).gap_usd < most_usd


@pytest.mark.parametrize("seed", [2002969, 2004632])
def test_budgets_bind_gains_that_are_bought_back_where_nothing_else_is_sold(seed: int) -> None:
    """The bound took gains of 4,620 dollars under a budget of 888: 296 and 616 dollars under the best plan there is."""
    assert soaked_plan(seed).gap_usd < 20


def test_a_ceiling_is_missed_only_by_more_than_trading_costs_explain() -> None:
    """Half of the household may be VTI: 20,000 of 20,000 is over already, and to buy more would be missed."""
    household, policy = example(TWO_LOTS)
    limit = HoldingLimit("VTI", most=Bound(D(50), Unit.PCT_OF_HOUSEHOLD))
    policy = replace(policy, limits=(limit,))
    now = look(household, policy, COVARIANCE)
    bought = build_trades(household, Quantities({}, {("joint", "VTI"): D(1)}))
    missed = missed_usd(now, bought)
    assert set(missed) == {(MOST, limit.limit_id), (OUTSIDE, "")}
    assert missed[MOST, limit.limit_id] == D(1000) - bought[0].cost_usd
    assert missed_usd(now, ()) == {}


COSTLY_FUND = """
BEFORE 2026-11-20
tax single: ordinary 24%, long 15%
target stocks 90, bonds 10
buy stocks: VTI
buy bonds: VBTLX
price VTI 100
price VBTLX 10
price VSMGX 50
account ira: traditional_ira of Ann, cash 0
lot VTI 4600 bought 2018-01-02 for 290000
lot VSMGX 1000 bought 2018-01-02 for 14000
lot VBTLX 3200 bought 2018-01-02 for 14000
"""


def test_inside_the_bands_a_cheaper_fund_is_no_reason_to_drift() -> None:
    """Bonds cost least, and the band has room for them: but gaps grow no wider than they were (I7)."""
    household, policy = example(COSTLY_FUND)
    wide = Bands(rule=BandRule.ABSOLUTE, absolute_points=D(10))
    policy = replace(policy, how_far=HowFar.BAND_EDGE, calendar=Calendar.ANNUAL, bands=wide)
    plan = make_plan(household, policy, COVARIANCE)
    assert {trade.symbol for trade in plan.trades if trade.side is Side.SELL} == {"VSMGX"}
    assert plan.after.half_sum <= plan.before.half_sum
    assert plan.cost_after.total_usd < plan.cost_before.total_usd - 80


def test_what_is_left_of_a_tax_budget_is_used_at_once() -> None:
    """Of less than a dollar all was once kept back, but for five cents: an account to be emptied then sold a hundredth
    of a share more, day after day."""
    assert REFUSED not in try_seed(1008069, replan=False).outcomes


@pytest.mark.parametrize(("seed", "outcome"), [(1000162, "no trade"), (1018154, Method.OPTIMUM.value)])
def test_gains_of_cents_do_not_slip_under_a_tax_budget_of_nothing(seed: int, outcome: str) -> None:
    """Each adds less than half a cent, and there was always one more: the plain rules ask what a dollar adds."""
    tally = try_seed(seed, replan=False)
    assert not tally.violations
    assert list(tally.outcomes) == [outcome]


def test_what_a_limit_asks_for_is_bought_to_the_step_of_the_account_that_buys() -> None:
    """One account buys thousandths, another whole shares only: the first once bought to the next whole share."""
    assert list(try_seed(1024512, replan=False).outcomes) == [Method.OPTIMUM.value]


def test_a_part_of_a_budget_that_comes_out_even_is_even() -> None:
    """34,953 dollars by 83 days of 366 are 7,926.50: the verifier divided first, and had a trifle less."""
    assert list(try_seed(1045092, replan=False).outcomes) == [Method.OPTIMUM.value]


def test_a_cent_of_rounding_does_not_lose_a_credit() -> None:
    """Two cents of gain beyond what the program takes end a credit of 2,072 dollars: a dollar less is taken instead."""
    plan = soaked_plan(4090252)
    assert plan.gap_usd < 50
    assert plan.cost_after.total_usd < 8_300
