"""When to act, and towards what: policies as code. The same object runs in plan, compare and backtest."""

from trimtab.strategies.strategy import Act, Answer, Hold, Snapshot, Strategy

__all__ = ["Act", "Answer", "Hold", "Snapshot", "Strategy"]
