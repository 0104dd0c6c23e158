"""Double's oracle: its tax-aware strategy for each account by itself, lots and flat rates, PuLP and CBC.

Its own files stand in the folder `source` of its environment. It looks for a program `cbc`: PuLP's own is on the path.
"""

import logging
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pulp
from stopwatch import Work, run

sys.path.insert(0, str(Path(sys.prefix) / "source"))
solver = Path(pulp.PULP_CBC_CMD().path)
os.environ["PATH"] = f"{solver.parent}{os.pathsep}{os.environ['PATH']}"

from src.service.oracle import Oracle  # noqa: E402 - once it is on the path

CASH = "CASH"
logging.getLogger().setLevel(logging.CRITICAL)


def prepare(household: dict) -> Work:
    """A strategy for each account, all towards the household's target by security and with its smallest trade."""
    day = date.fromisoformat(household["as_of"])
    prices = pd.DataFrame(
        {"identifier": list(household["prices"]), "price": list(household["prices"].values())}
    )
    half_spread = household["half_spread_bps"] / 10_000
    weights = household["security_targets"] | {CASH: household["class_targets"]["cash"]}
    whole = sum(weights.values())
    targets = pd.DataFrame(
        {
            "asset_class": list(weights),
            "target_weight": [weight / whole for weight in weights.values()],
            "identifiers": [[name] for name in weights],
        }
    )
    oracle = Oracle(current_date=day, tax_rates=_rates(*household["rates"]))
    for number, account in enumerate(household["accounts"], 1):
        oracle.add_strategy(
            tax_lots=_lots(account, day),
            targets=targets,
            prices=prices,
            cash=account["cash"],
            spreads=prices.assign(spread=half_spread)[["identifier", "spread"]],
            strategy_id=number,
        )
    smallest = 0 if "no-minimum" in sys.argv else household["minimum_trade_usd"]
    settings = {"min_notional": smallest, "debug": False, "log_time": False}

    def work() -> list[tuple[str, float]]:
        oracle.initialize_wash_sale_restrictions()
        made = []
        for strategy in oracle.strategies:
            status, _, _, trades = strategy.compute_optimal_trades(**settings)
            if status is None or pulp.LpStatus[status] != "Optimal":
                raise SystemExit(f"oracle finds no plan for account {strategy.strategy_id}")
            made.append(trades)
        return [
            (
                trade.identifier,
                trade.quantity * household["prices"][trade.identifier] * (1 if trade.action == "buy" else -1),
            )
            for trades in made
            for trade in trades.itertuples()
        ]

    return work


def _lots(account: dict, day: date) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "tax_lot_id": f"{account['id']}-{symbol}-{lot_id}",
                "identifier": symbol,
                "quantity": shares,
                "cost_basis": shares * basis,
                "date": day - timedelta(days=held_days),
            }
            for symbol, lot_id, shares, basis, held_days in account["lots"]
        ]
    )


def _rates(short: float, long: float) -> pd.DataFrame:
    """Its three kinds; what it calls qualified dividends is taxed as long-term gains are."""
    rates = [short, long, long]
    return pd.DataFrame(
        {
            "gain_type": ["short_term", "long_term", "qualified_dividend"],
            "federal_rate": rates,
            "state_rate": [0.0] * 3,
            "total_rate": rates,
        }
    )


run(prepare)
