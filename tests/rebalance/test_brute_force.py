"""The optimum against every plan there is, on tiny households, in the same dollars.

python -m tests.rebalance.test_brute_force --households 10000 --workers 2
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tiny import every_plan, tiny_household
from tests.universe import COVARIANCE
from tests.years import edge_year
from trimtab.core.household import Household
from trimtab.core.plan import Method, Plan, Side, Trade
from trimtab.core.policy import Policy, Weights
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import NOTHING_ELSE, Situation, look, make_plan
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.propose.proposal import Proposal, weighed

D = Decimal
MOST_PLANS = 1500
ROUNDING_USD = D("0.05")  # costs to the cent, part by part


def cost_usd(now: Situation, trades: tuple[Trade, ...]) -> Decimal:
    """What these trades lead to, in the dollars of the objective."""
    return weighed(Proposal(now, Method.OPTIMUM, trades)).cost_after.total_usd


def is_allowed(now: Situation, trades: tuple[Trade, ...]) -> bool:
    """The rules that the enumeration leaves open: lots, lists, sizes, cash with costs, losses against buys."""
    rules, household = now.rules, now.rules.household
    loss_groups, bought_groups = set(), set()
    for trade in trades:
        account = household.account(trade.account_id)
        if trade.amount_usd < rules.policy.min_trade_usd and not trade.sells_all:
            return False
        if trade.side is Side.BUY:
            bought_groups.add(rules.group(trade.symbol))
            if account.account_id not in now.decision.buys_in or trade.symbol not in rules.candidates(
                account
            ):
                return False
            continue
        position = next(p for p in account.positions if p.symbol == trade.symbol)
        lots = {lot.lot_id: lot for lot in position.lots}
        if account.account_id not in now.decision.sells_in:
            return False
        if any(rules.sell_block(account, position, lots[sale.lot_id]) for sale in trade.lots):
            return False
        if account.kind.is_taxable and any((sale.gain_usd or 0) < 0 for sale in trade.lots):
            loss_groups.add(rules.group(trade.symbol))
    return not loss_groups & bought_groups and all(
        cash_left(household, trades, a.account_id) >= 0 for a in household.accounts
    )


def cash_left(household: Household, trades: tuple[Trade, ...], account_id: str) -> Decimal:
    """Free cash of an account after its trades and their costs."""
    moved = sum(
        (
            (t.amount_usd if t.side is Side.SELL else -t.amount_usd) - t.cost_usd
            for t in trades
            if t.account_id == account_id
        ),
        D(0),
    )
    return free_cash_usd(household, household.account(account_id)) + moved


def best_usd(
    household: Household, policy: Policy, given: Given = NOTHING_ELSE
) -> tuple[Decimal, tuple[Trade, ...]]:
    """The least cost of all allowed plans, doing nothing included."""
    now = look(household, policy, COVARIANCE, given)
    best, kept = cost_usd(now, ()), ()
    for sells, buys in every_plan(household):
        trades = build_trades(household, Quantities(sells, buys))
        if trades and is_allowed(now, trades):
            cost = cost_usd(now, trades)
            if cost < best:
                best, kept = cost, trades
    return best, kept


def told(plan: Plan, trades: tuple[Trade, ...]) -> str:
    """Both plans side by side, for the failure."""
    return "\n".join(
        f"{who}: " + ", ".join(f"{t.account_id} {t.side.value} {t.quantity} {t.symbol}" for t in list_)
        for who, list_ in (("optimum", plan.trades), ("best", trades))
    )


def assert_best(seed: int, most_plans: int = MOST_PLANS, *, by_bill: bool = False, **changes: object) -> None:
    """The plan of a tiny household costs no more than the best there is, but for its stated gap.

    `by_bill`: with a true return that stands at an edge of the law, else at flat rates.
    """
    household, policy = tiny_household(seed, most_plans)
    policy = replace(policy, **changes)
    given = Given(year_tax=edge_year(seed, household)) if by_bill else NOTHING_ELSE
    plan = make_plan(household, policy, COVARIANCE, given)
    best, trades = best_usd(household, policy, given)
    least = max(policy.prices.min_benefit_usd, plan.before.total_usd * policy.prices.min_benefit_bps / 10000)
    slack = plan.gap_usd if plan.trades else least
    assert plan.cost_after.total_usd <= best + slack + ROUNDING_USD, told(plan, trades)
    assert plan.cost_after.total_usd - plan.gap_usd <= best + ROUNDING_USD or not plan.trades, (
        "the bound is no bound"
    )


@pytest.mark.parametrize("seed", range(60))
def test_optimum_is_within_its_stated_gap_of_the_best_plan(seed: int) -> None:
    assert_best(seed)


@pytest.mark.parametrize("seed", range(25))
def test_and_so_it_is_with_weights_after_tax_and_growth(seed: int) -> None:
    growth = (("stocks", D(5)),) if seed % 2 else ()
    assert_best(seed, weights=Weights.AFTER_TAX, withdrawal_rate_pct=D(30), growth_pct=growth)
    assert_best(seed + 1000, growth_pct=(("stocks", D(5)),))


@pytest.mark.parametrize("seed", range(30))
def test_and_so_it_is_by_the_true_bill_at_the_edges_of_the_law(seed: int) -> None:
    assert_best(seed, 600, by_bill=True)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(30, 230, 20))
def test_by_the_true_bill_two_hundred_more(first: int) -> None:
    for seed in range(first, first + 20):
        assert_best(seed, by_bill=True)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(60, 260, 20))
def test_and_so_it_is_on_two_hundred_more(first: int) -> None:
    for seed in range(first, first + 20):
        assert_best(seed)


def main(arguments: Sequence[str] | None = None) -> int:
    """As many seeds as asked; prints each that fails. Returns the exit code: 0 where none does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    with multiprocessing.Pool(options.workers) as pool:
        faults = [fault for fault in pool.imap(_fault, range(options.households), chunksize=10) if fault]
    print(
        "\n".join([*faults, f"{options.households:,} households, {len(faults):,} worse than the best plan"])
    )
    return 1 if faults else 0


def _fault(seed: int) -> str:
    try:
        assert_best(seed)
    except AssertionError as fault:
        return f"seed {seed}: {fault}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
