"""Performance, risk and their uncertainty: statistics of what a backtest or a sweep brought."""
