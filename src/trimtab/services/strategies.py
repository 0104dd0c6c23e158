"""Ask a strategy about today: the policy of the day and what it asks for, to be planned like any other question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from trimtab.core.ask import Ask, Call, Moves
from trimtab.core.market import Market, PriceSeries
from trimtab.core.problems import Problem
from trimtab.services.planning import Case
from trimtab.strategies import Asked, Strategy, ask_strategy
from trimtab.strategies.asking import NO_MEMORY


class WhenAsked(Mapping[str, PriceSeries]):
    """Series that are read only once a strategy asks for any: most do not. `problems` is what reading them had to say.

    `read` may raise BadInputError, which ends the plan.
    """

    def __init__(self, read: Callable[[], tuple[Mapping[str, PriceSeries], tuple[Problem, ...]]]) -> None:
        self._read = read
        self._known: Mapping[str, PriceSeries] | None = None
        self.problems: tuple[Problem, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether anything was asked."""
        return self._known is not None

    def read_now(self) -> None:
        """Read them, whether or not a strategy will ask. Raises BadInputError with everything wrong in them."""
        self._series()

    def _series(self) -> Mapping[str, PriceSeries]:
        if self._known is None:
            self._known, self.problems = self._read()
        return self._known

    def __getitem__(self, symbol: str) -> PriceSeries:
        return self._series()[symbol]

    def __iter__(self) -> Iterator[str]:
        return iter(self._series())

    def __len__(self) -> int:
        return len(self._series())


@dataclass(frozen=True, slots=True)
class Question:
    """What a strategy makes of today: the case under the policy of the day, and what is asked of it. A strategy that
    holds asks for nothing, and says why."""

    case: Case
    ask: Ask
    asked: Asked
    problems: tuple[Problem, ...]

    def beside(self, problems: tuple[Problem, ...]) -> tuple[Case, Ask, tuple[Problem, ...]]:
        """What to plan with, and these problems beside its own."""
        return self.case, self.ask, (*problems, *self.problems)


def question_for(
    case: Case,
    strategy: Strategy,
    history: WhenAsked | None = None,
    memory: Mapping[str, Any] = NO_MEMORY,
) -> Question:
    """Show the strategy the household's day, with prices up to that day (None: it sees none).

    Raises BadInputError with every fault of what it answers; nothing is traded then.
    """
    household = case.household
    known = None if history is None else Market(history).known_on(household.as_of)
    asked = ask_strategy(strategy, household, case.policy, case.covariance, known, memory=memory)
    nothing = Ask(call=Call(asked.strategy, asked.reason or f"{asked.strategy} holds", Moves.NOTHING))
    told = history.problems if history is not None and history.is_read else ()
    return Question(replace(case, policy=asked.policy), asked.ask or nothing, asked, told)
