"""When to act, and towards what: policies as code. The same object runs in plan, compare and backtest."""

from trimtab.core.ask import Moves
from trimtab.core.market import KnownMarket, LookAheadError
from trimtab.core.policy import BandRule, Bands
from trimtab.strategies.asking import Asked, ask_strategy, plan_asked
from trimtab.strategies.looks import Looks, looks, looks_of
from trimtab.strategies.ready.own import Own
from trimtab.strategies.ready.shelf import ready_strategy
from trimtab.strategies.strategy import Act, Answer, Hold, NoAnswerError, Snapshot, Strategy

__all__ = [
    "Act",
    "Answer",
    "Asked",
    "BandRule",
    "Bands",
    "Hold",
    "KnownMarket",
    "LookAheadError",
    "Looks",
    "Moves",
    "NoAnswerError",
    "Own",
    "Snapshot",
    "Strategy",
    "ask_strategy",
    "looks",
    "looks_of",
    "plan_asked",
    "ready_strategy",
]
