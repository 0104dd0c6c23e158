"""Prints what other people's programs say of one series of returns: the golden values of tests/simulate/measures.

Run in an environment of its own, for none of these is a dependency of trimtab:
  python -m venv peers && peers/bin/pip install empyrical-reloaded==0.7.1 quantstats==0.0.86 ffn==1.4.1 arch==8.0.0
  peers/bin/python crosscheck/performance_measures.py
"""

# ruff: noqa: T201
import empyrical
import ffn
import numpy as np
import pandas as pd
import quantstats
from arch.bootstrap import optimal_block_length

COUNT, CASH = 60, 0.002


def series(a: int, b: int, level: float) -> np.ndarray:
    """Sixty monthly returns from whole numbers, the same on every machine."""
    return np.array([((a * i * i + b * i) % 101 - 50) / 1000 + level for i in range(COUNT)])


def persistent(count: int) -> np.ndarray:
    """A series in which each value leans on the one before it."""
    values = [0.0]
    for i in range(1, count):
        values.append(0.7 * values[-1] + ((37 * i * i + 11 * i) % 101 - 50) / 1000)
    return np.array(values)


days = pd.date_range("2020-01-31", periods=COUNT, freq="ME")
mine, other = pd.Series(series(7, 13, 0.008), days), pd.Series(series(5, 29, 0.006), days)
monthly = {"period": "monthly"}
print("empyrical.cum_returns_final", repr(empyrical.cum_returns_final(mine)))
print("empyrical.annual_return", repr(empyrical.annual_return(mine, **monthly)))
print("empyrical.annual_volatility", repr(empyrical.annual_volatility(mine, **monthly)))
print("empyrical.sharpe_ratio", repr(empyrical.sharpe_ratio(mine, CASH, **monthly)))
print("empyrical.sortino_ratio", repr(empyrical.sortino_ratio(mine, CASH, **monthly)))
print("empyrical.downside_risk", repr(empyrical.downside_risk(mine, CASH, **monthly)))
print("empyrical.max_drawdown", repr(empyrical.max_drawdown(mine)))
print("empyrical.excess_sharpe", repr(empyrical.excess_sharpe(mine, other)))
print("quantstats.volatility", repr(quantstats.stats.volatility(mine, periods=12)))
print("quantstats.sharpe", repr(quantstats.stats.sharpe(mine, periods=12)))
print("quantstats.sortino", repr(quantstats.stats.sortino(mine, periods=12)))
print("quantstats.max_drawdown", repr(quantstats.stats.max_drawdown(mine)))
print("quantstats.information_ratio", repr(quantstats.stats.information_ratio(mine, other)))
prices = pd.concat([pd.Series([1.0], [pd.Timestamp("2019-12-31")]), (1 + mine).cumprod()])
stats = ffn.PerformanceStats(prices)
print("ffn.monthly_vol", repr(stats.monthly_vol), "ffn.monthly_sharpe", repr(stats.monthly_sharpe))
print("ffn.max_drawdown", repr(stats.max_drawdown), "ffn.total_return", repr(stats.total_return))
print(ffn.drawdown_details(ffn.to_drawdown_series(prices)).sort_values("drawdown").head(3).to_string())
for name, values in (
    ("mine", mine),
    ("persistent 240", persistent(240)),
    ("persistent 1000", persistent(1000)),
):
    print("arch.optimal_block_length", name, repr(float(optimal_block_length(values)["stationary"].iloc[0])))
