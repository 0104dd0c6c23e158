"""The commands of the strategy lab: backtest, sweep, compare over history, design, strategies and data."""
