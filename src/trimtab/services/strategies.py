"""Ask a strategy about today: the policy of the day and what it asks for, to be planned like any other question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from trimtab.core.ask import Ask, Call, Moves
from trimtab.core.market import Market
from trimtab.core.problems import Problem, warning
from trimtab.services.planning import Case
from trimtab.strategies import Asked, Strategy, ask_strategy
from trimtab.strategies.asking import NO_MEMORY


@dataclass(frozen=True, slots=True)
class Question:
    """What a strategy makes of today: the case under the policy of the day, and what is asked of it. A strategy that
    holds asks for nothing, and says why."""

    case: Case
    ask: Ask
    asked: Asked
    problems: tuple[Problem, ...]


def question_for(
    case: Case,
    strategy: Strategy,
    market: Market | None = None,
    memory: Mapping[str, Any] = NO_MEMORY,
) -> Question:
    """Show the strategy the household's day, with prices up to that day.

    Raises BadInputError with every fault of what it answers; nothing is traded then.
    """
    household = case.household
    known = None if market is None else market.known_on(household.as_of)
    asked = ask_strategy(strategy, household, case.policy, case.covariance, known, memory=memory)
    nothing = Ask(call=Call(asked.strategy, asked.reason or f"{asked.strategy} holds", Moves.NOTHING))
    told = () if market is None else _too_old(market, household.as_of, case.policy.max_price_age_days)
    return Question(replace(case, policy=asked.policy), asked.ask or nothing, asked, told)


def _too_old(market: Market, today: date, most_days: int) -> tuple[Problem, ...]:
    """Series that end too long before today to say much of it."""
    last = {symbol: one.days[-1] for symbol, one in sorted(market.series.items()) if one.days}
    old = {symbol: day for symbol, day in last.items() if (today - day).days > most_days}
    if not old:
        return ()
    symbol, day = max(old.items(), key=lambda one: (one[1], one[0]))
    words = f"past prices of {len(old)} of {len(last)} series end more than {most_days} days before {today}"
    return (warning("history-old", f"{words}: the latest of them, {symbol}, on {day}", "add newer prices"),)
