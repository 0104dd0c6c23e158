"""taxrebalance: its tax-aware method on lots, all accounts as one taxable account, towards weights of securities."""

from stopwatch import Work, run
from taxrebalance import Portfolio, RebalanceConfig, TaxLot, UnitedStatesLots, rebalance


def prepare(household: dict) -> Work:
    """Lots, rates and covariance; weights sum to one over securities, since it knows no target for cash."""
    lots = [
        TaxLot(f"{account['id']}-{symbol}-{lot_id}", symbol, shares, basis, days)
        for account in household["accounts"]
        for symbol, lot_id, shares, basis, days in account["lots"]
    ]
    cash = sum(account["cash"] for account in household["accounts"])
    portfolio = Portfolio.from_tax_lots(lots, prices=household["prices"], cash=cash)
    weights = household["security_targets"]
    whole = sum(weights.values())
    short, long = household["rates"]

    def work() -> list[tuple[str, float]]:
        result = rebalance(
            portfolio,
            target_weights={symbol: weight / whole for symbol, weight in weights.items()},
            covariance=household["covariance"],
            tax_policy=UnitedStatesLots(short, long),
            config=RebalanceConfig(trading_cost_bps=household["half_spread_bps"]),
        )
        if not result.feasible:
            raise SystemExit(f"taxrebalance finds no plan: {result.summary()['violations']}")
        orders: dict[str, float] = {}
        for trade in result.trades:
            bought = trade["notional"] if trade["side"] == "BUY" else -trade["notional"]
            orders[trade["ticker"]] = orders.get(trade["ticker"], 0.0) + bought
        return list(orders.items())

    return work


run(prepare)
