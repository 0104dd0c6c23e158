"""Runs in vectorbt's environment: rebalances each month, or when a class leaves a relative band, looked at every day.

Only vectorbt, numba, numpy, pandas and the standard library, and no part of trimtab. Prints final values and processor
seconds: of the simulation alone, and with the statistics that trimtab's sweep gives in its one pass.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pandas as pd
import vectorbt as vbt
from numba import njit
from vectorbt.portfolio.enums import Direction, SizeType
from vectorbt.portfolio.nb import get_group_value_ctx_nb, order_nb, order_nothing_nb, sort_call_seq_out_nb

AT_ONCE = 50  # policies in one call: their columns stay within memory


@njit
def before_group(c):
    """Room for the order of trades and their values, and whether to trade."""
    return np.empty(c.group_len), np.arange(c.group_len), np.zeros(c.group_len)


@njit
def before_segment(c, values, sequence, act, target, bands, looks):
    """At the closes of the day: trade if it is a look and any class is outside its band; sell before buying."""
    act[0] = 0.0
    for col in range(c.from_col, c.to_col):
        c.last_val_price[col] = c.close[c.i, col]
    if c.i == 0:
        act[0] = 1.0
    elif looks[c.i]:
        band = bands[c.group]
        value = get_group_value_ctx_nb(c)
        for col in range(c.from_col, c.to_col):
            goal = target[col - c.from_col]
            weight = c.last_position[col] * c.close[c.i, col] / value
            if band < 0 or abs(weight - goal) > band * goal:
                act[0] = 1.0
    if act[0] > 0:
        for k in range(c.group_len):
            sequence[k] = k
        kinds = np.full(c.group_len, SizeType.TargetPercent)
        ways = np.full(c.group_len, Direction.LongOnly)
        sort_call_seq_out_nb(c, target, kinds, ways, values, sequence, ctx_select=False)
    return sequence, act, target


@njit
def order(c, sequence, act, target):
    """One trade to the target weight, or none."""
    if act[0] == 0.0 or c.call_idx >= c.group_len:
        return -1, order_nothing_nb()
    k = sequence[c.call_idx]
    col = c.from_col + k
    return col, order_nb(target[k], c.close[c.i, col], SizeType.TargetPercent, Direction.LongOnly)


def simulate(prices: pd.DataFrame, job: dict, bands: np.ndarray) -> vbt.Portfolio:
    """These bands side by side, a group of columns for each."""
    target = np.array(job["target"])
    columns = pd.MultiIndex.from_product([range(len(bands)), prices.columns], names=["policy", "symbol"])
    close = pd.DataFrame(np.tile(prices.to_numpy(), len(bands)), index=prices.index, columns=columns)
    start = time.process_time()
    made = vbt.Portfolio.from_order_func(
        close,
        order,
        flexible=True,
        pre_group_func_nb=before_group,
        pre_segment_func_nb=before_segment,
        pre_segment_args=(target, bands, np.array(job["looks"])),
        group_by="policy",
        cash_sharing=True,
        init_cash=job["start"],
        freq="1D",
        update_value=False,
        max_orders=job["orders"] * len(columns),
    )
    return made, time.process_time() - start


def main() -> None:
    """All bands of the job, some at once; a few first, so that compilation does not count."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    prices = pd.DataFrame(job["prices"], index=pd.DatetimeIndex(job["days"]), columns=job["names"])
    bands = np.array([-1.0 if band is None else band for band in job["bands"]])
    statistics(simulate(prices, job, bands[:2])[0])
    finals, alone, both = [], 0.0, 0.0
    for first in range(0, len(bands), AT_ONCE):
        made, seconds = simulate(prices, job, bands[first : first + AT_ONCE])
        start = time.process_time()
        finals += [float(value) for value in np.atleast_1d(made.final_value())]
        alone += seconds
        if job["statistics"]:
            statistics(made)
        both += seconds + time.process_time() - start
    print(json.dumps({"version": vbt.__version__, "finals": finals, "alone": alone, "both": both}))


def statistics(made: vbt.Portfolio) -> None:
    """Return, volatility, Sharpe, drawdown: what it has of the figures that trimtab gives."""
    made.total_return()
    made.annualized_volatility()
    made.sharpe_ratio()
    made.max_drawdown()


main()
