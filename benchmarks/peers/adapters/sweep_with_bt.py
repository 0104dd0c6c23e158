"""Runs in bt's environment: rebalances each month, or when a class leaves a relative band, looked at every day.

Only bt, pandas and the standard library, and no part of trimtab. Prints final values and processor seconds.
"""

from __future__ import annotations

import json
import sys
import time

import bt
import pandas as pd
from bt import algos


def strategy(target: dict[str, float], band: float | None) -> bt.Strategy:
    """Monthly at the close of the month's last day where there is no band."""
    if band is None:
        when = [
            algos.RunMonthly(run_on_first_date=True, run_on_end_of_period=True),
            algos.WeighSpecified(**target),
        ]
    else:
        when = [algos.WeighSpecified(**target), algos.Or([algos.RunOnce(), algos.RunIfOutOfBounds(band)])]
    return bt.Strategy("policy", [algos.SelectAll(), *when, algos.Rebalance()])


def main() -> None:
    """Each band of the job in turn; the first once more, so that first-time costs do not count."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    prices = pd.DataFrame(job["prices"], index=pd.DatetimeIndex(job["days"]), columns=job["names"])
    target = dict(zip(job["names"], job["target"], strict=True))
    finals, seconds = [], []
    for band in [job["bands"][0], *job["bands"]]:
        start = time.process_time()
        test = bt.Backtest(
            strategy(target, band), prices, initial_capital=job["start"], integer_positions=False
        )
        if job["statistics"]:
            bt.run(test)
        else:
            test.run()
        seconds.append(time.process_time() - start)
        finals.append(float(test.strategy.value))
    print(json.dumps({"version": bt.__version__, "finals": finals[1:], "seconds": seconds[1:]}))


main()
