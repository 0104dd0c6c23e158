"""realloc: its default rebalancer over all accounts towards weights of securities; cash is one at a dollar."""

import logging

from realloc import Account, PortfolioModel
from realloc.plugins.rebalancers.default_rebalancer import DefaultRebalancer
from realloc.portfolio import (
    PortfolioStateManager,
    calculate_portfolio_positions,
    calculate_target_shares,
)
from realloc.trades import compute_portfolio_trades
from stopwatch import Work, run

CASH, ITERATIONS = "USD", 10
logging.disable(logging.CRITICAL)


def prepare(household: dict) -> Work:
    """Its accounts and model, put together as its own description does."""
    accounts = [Account(a["id"], a["id"], a["cash"], dict(a["shares"])) for a in household["accounts"]]
    prices = household["prices"] | {CASH: 1.0}
    weights = household["security_targets"]
    model = PortfolioModel("target", weights | {CASH: household["class_targets"]["cash"]})

    def work() -> list[tuple[str, float]]:
        held, cash = calculate_portfolio_positions(accounts)
        wanted = calculate_target_shares(held, cash, prices, model)
        state = PortfolioStateManager(accounts, prices, compute_portfolio_trades(held, wanted))
        made = DefaultRebalancer().execute_rebalance(state, wanted, ITERATIONS)
        return [(t.symbol, t.shares * prices[t.symbol]) for t in made if t.symbol != CASH]

    return work


run(prepare)
