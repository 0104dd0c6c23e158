"""The six parts of the cost, each by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.household import Household
from trimtab.core.plan import CostBreakdown, Method
from trimtab.core.policy import DollarPrices, Policy
from trimtab.rebalance.counted import later_factor
from trimtab.rebalance.journey import look
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.propose.proposal import Proposal, weighed
from trimtab.rebalance.weigh import drift_pieces

D = Decimal
TEXT = """
tax single: ordinary 24%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI ITOT
buy bonds: BND
price VTI 100
price ITOT 100
price BND 100
account joint: taxable of Ann, cash 0
lot VTI 600 bought 2020-01-02 for 30000
lot BND 400 bought 2020-01-02 for 44000
"""


def cost(
    household: Household,
    policy: Policy,
    sells: dict[str, int] | None = None,
    buys: dict[str, int] | None = None,
) -> CostBreakdown:
    """What these trades in the joint account lead to; sales are of the symbol's first lot."""
    now = look(household, policy, COVARIANCE)
    lots = {p.symbol: p.lots[0].lot_id for p in household.accounts[0].positions}
    sold = {("joint", symbol, lots[symbol]): D(q) for symbol, q in (sells or {}).items()}
    bought = {("joint", symbol): D(q) for symbol, q in (buys or {}).items()}
    trades = build_trades(household, Quantities(sold, bought))
    return weighed(Proposal(now, Method.OPTIMUM, trades)).cost_after


def with_prices(policy: Policy, **prices: str) -> Policy:
    return replace(
        policy, prices=replace(policy.prices, **{name: D(value) for name, value in prices.items()})
    )


def test_doing_nothing_costs_drift_and_deferred_tax() -> None:
    household, policy = example(TEXT)
    now = cost(household, policy)
    assert (now.tax_now_usd, now.trading_usd, now.per_trade_usd) == (0, 0, 0)
    gain = D(60000 - 30000) + D(40000 - 44000)
    assert look(household, policy, COVARIANCE).rules.standing.gain_usd == gain
    assert now.tax_later_usd == (gain * D("0.15") * later_factor(policy)).quantize(D("0.01"))


def test_the_same_holdings_in_the_wrong_accounts_cost_the_tax_on_their_income() -> None:
    """VTI yields 0.1 ordinary and 1.2 qualified, BND 4.1 ordinary; 40,000 of each change places for three years.

    The calendar asks for a rebalance: where nothing may move, no place is a choice."""
    text = """
        tax single: ordinary 24%, long 15%
        target stocks.us 50, bonds 50
        policy calendar = annual
        buy stocks.us: VTI
        buy bonds: BND
        price VTI 100
        price BND 100
        account joint: taxable of Ann, cash 0
        lot {} 400 bought 2020-01-02 for 40000
        account ira: traditional_ira of Ann, cash 0
        lot {} 400 bought 2020-01-02 for 40000
        """
    well, badly = (cost(*example(text.format(*pair))) for pair in (("VTI", "BND"), ("BND", "VTI")))
    bonds, stocks = D("4.1") * D("0.24"), D("0.1") * D("0.24") + D("1.2") * D("0.15")
    assert badly.location_usd - well.location_usd == 3 * 400 * (bonds - stocks)


def test_later_is_discounted_less_the_chance_of_a_step_up() -> None:
    _, policy = example(TEXT)
    assert later_factor(policy) == D("0.9") * D("1.05") ** -10
    assert later_factor(with_prices(policy, deferral_years="0", step_up_chance_pct="0")) == 1
    assert later_factor(with_prices(policy, step_up_chance_pct="100")) == 0


def test_selling_a_gain_moves_tax_from_later_to_now() -> None:
    household, policy = example(TEXT)
    before, after = cost(household, policy), cost(household, policy, {"VTI": 100}, {"BND": 99})
    assert after.tax_now_usd == 5000 * D("0.15")
    moved = before.tax_later_usd - after.tax_later_usd
    assert moved == pytest.approx(5000 * D("0.15") * later_factor(policy), abs=D("0.02"))
    assert after.trading_usd == D("1.00") + D("0.69")  # 1 and 0.7 basis points of 10,000 and 9,900
    moved = D(19900) * policy.prices.turnover_bps / 10000
    assert after.per_trade_usd == 2 * policy.prices.per_trade_usd + moved


def test_a_substitute_has_its_price() -> None:
    household, policy = example(TEXT.replace("cash 0", "cash 20000"))
    first, second = (cost(household, policy, buys={symbol: 100}).per_trade_usd for symbol in ("VTI", "ITOT"))
    assert second - first == D("5.00")  # five basis points of 10,000


def test_a_loss_has_the_price_of_its_window() -> None:
    household, policy = example(TEXT)
    gain, loss = (cost(household, policy, {symbol: 10}).per_trade_usd for symbol in ("VTI", "BND"))
    assert loss - gain == policy.prices.wash_window_usd


def test_losses_beyond_the_yearly_limit_are_worth_something_later() -> None:
    household, policy = example(TEXT.replace("for 44000", "for 50000"))
    at_limit, beyond = cost(household, policy, {"BND": 120}), cost(household, policy, {"BND": 121})
    assert at_limit.tax_now_usd == beyond.tax_now_usd == D("-720.00")
    assert beyond.tax_later_usd > at_limit.tax_later_usd - 25 * D("0.15")


def test_drift_pieces_rise_outwards_and_reach_the_edge() -> None:
    _, policy = example(TEXT)
    pieces = drift_pieces(policy, "stocks.us", D("0.5"), D("0.55"), D(100000), COVARIANCE)
    prices = [piece.price for piece in pieces]
    assert all(inner < outer for inner, outer in pairwise(prices))
    assert pieces[-1].width_usd is None
    inside = [piece for piece in pieces if piece.price < policy.prices.outside_band]
    width = sum(piece.width_usd or D(0) for piece in inside)
    assert D(4900) < width <= D(5000), "outside begins at the edge, or just before it"


def test_at_the_goal_drift_costs_nothing() -> None:
    household, policy = example(TEXT.replace("VTI 600", "VTI 500").replace("BND 400", "BND 500"))
    assert cost(household, policy).drift_usd == 0


def test_drift_grows_faster_outside_the_band() -> None:
    spots = []
    for shares in (500, 520, 540, 560, 580):
        text = TEXT.replace("VTI 600", f"VTI {shares}").replace("BND 400", f"BND {1000 - shares}")
        spots.append(cost(*example(text)).drift_usd)
    steps = [after - before for before, after in pairwise(spots)]
    assert all(less < more for less, more in pairwise(steps))


def test_no_cost_of_drift_without_prices_for_it() -> None:
    household, policy = example(TEXT)
    free = with_prices(policy, outside_band="0", off_goal_pct="0", risk_aversion="0", idle_cash_pct="0")
    assert cost(household, free).drift_usd == 0
    assert isinstance(free.prices, DollarPrices)


def test_total_is_the_sum_of_the_parts() -> None:
    assert CostBreakdown(*(D(n) for n in (1, 2, 3, 4, 5, 6))).total_usd == 21
