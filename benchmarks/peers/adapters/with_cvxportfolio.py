"""cvxportfolio: one period, all accounts as one, tracking the target by risk at the cost of half spreads."""

import cvxportfolio
import numpy as np
import pandas as pd
from stopwatch import Work, run

CASH, RISK_AVERSION = "cash", 5.0


def prepare(household: dict) -> Work:
    """Market data that give prices only, since covariance and costs are handed over; long only, no debt."""
    symbols = list(household["prices"])
    prices = pd.Series(household["prices"])
    total = pd.Series(0.0, index=[*symbols, CASH])
    for account in household["accounts"]:
        total[CASH] += account["cash"]
        for symbol, shares in account["shares"].items():
            total[symbol] += shares * prices[symbol]
    days = pd.date_range("2026-11-16", periods=5, tz="UTC")
    returns = pd.DataFrame(np.zeros((5, len(symbols) + 1)), index=days, columns=[*symbols, CASH])
    market = cvxportfolio.UserProvidedMarketData(
        returns=returns, cash_key=CASH, min_history=pd.Timedelta("0d")
    )
    target = pd.Series(household["security_targets"] | {CASH: household["class_targets"]["cash"]})
    covariance = pd.DataFrame(household["covariance"], index=symbols, columns=symbols)
    policy = cvxportfolio.SinglePeriodOptimization(
        -RISK_AVERSION * cvxportfolio.FullCovariance(covariance)
        - cvxportfolio.TransactionCost(a=household["half_spread_bps"] / 10_000, b=None),
        [cvxportfolio.LongOnly(applies_to_cash=True)],
        benchmark=cvxportfolio.FixedWeights(target[[*symbols, CASH]]),
    )

    def work() -> list[tuple[str, float]]:
        trades, _, _ = policy.execute(total, market)
        return [(symbol, float(trades[symbol])) for symbol in symbols]

    return work


run(prepare)
