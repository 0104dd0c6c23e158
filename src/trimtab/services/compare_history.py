"""Policies over history: which journeys are run, from which start dates, and what they come to side by side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.problems import BadInputError, Problem, error
from trimtab.core.progress import Progress, silent
from trimtab.services.backtest import backtest
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.backtest.run import Question, Run
from trimtab.simulate.backtest.trading import Trader
from trimtab.simulate.backtest.twins import BuyAndHold, ProRata
from trimtab.simulate.measures.benchmark import Yardstick
from trimtab.simulate.measures.side_by_side import Chance, Contender, HistoryComparison, Role, side_by_side
from trimtab.strategies.looks import looks_of
from trimtab.strategies.strategy import Strategy

DAYS_A_YEAR = Decimal("365.25")
LEAST_WINDOW_YEARS = 2
MOST_WINDOW_YEARS = 10

Journey = Callable[[date, date, Progress], Backtest]
"""A policy through history from the first of these market days to the last."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What takes part: a name that no other has, what it is in the comparison, and how it is run."""

    name: str
    role: Role
    run: Journey


class StoppedError(BadInputError):
    """A journey did not come to its end, and so nothing is compared."""


@dataclass(frozen=True, slots=True)
class Span:
    """The market days of one journey, first and last."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Calendar days, the measure of how long it takes."""
        return (self.last - self.first).days


def start_spans(days: Sequence[date], count: int, years: Decimal | None = None) -> tuple[Span, ...]:
    """So many stretches of `years` with starts evenly apart, the first from the first day and the last to the last.

    None: half of the history, from two to ten years. Empty for no count, and where nothing shorter fits.
    """
    first, last = days[0], days[-1]
    if years is None:
        half = Decimal((last - first).days) / DAYS_A_YEAR / 2
        years = min(max(half, Decimal(LEAST_WINDOW_YEARS)), Decimal(MOST_WINDOW_YEARS))
    length = int(years * DAYS_A_YEAR)
    room = (last - first).days - length
    if room <= 0 or count <= 0:
        return ()
    spans = []
    for number in range(count):
        begin = first + timedelta(days=room * number // max(count - 1, 1))
        start = bisect_left(days, begin)
        end = bisect_right(days, begin + timedelta(days=length)) - 1
        if end > start:
            spans.append(Span(days[start], days[end]))
    return tuple(dict.fromkeys(spans))


def compare_over_history(
    entries: Sequence[Entry],
    days: Sequence[date],
    spans: Sequence[Span] = (),
    chance: Chance | None = None,
    yardstick: Yardstick | None = None,
    tell: Progress = silent,
) -> tuple[HistoryComparison, tuple[str, ...]]:
    """Every entry through all of the days and through each span, compared; with the assumptions of the journeys.

    The first entry is the household's own policy. Raises StoppedError with every problem of journeys that stopped
    early: a part of a comparison is none.
    """
    whole = Span(days[0], days[-1])
    told = _Told(tell, sum(span.days for span in (whole, *spans)) * len(entries))
    contenders = []
    for entry in entries:
        run, *starts = (told.through(entry, span) for span in (whole, *spans))
        contenders.append(Contender(entry.name, entry.role, run, tuple(starts)))
    problems = _stopped(contenders)
    if problems:
        raise StoppedError(problems)
    found = side_by_side(contenders, chance or Chance(), yardstick)
    return found, _assumptions(contenders)


class _Told:
    """Tells how far all journeys together are, in calendar days."""

    def __init__(self, tell: Progress, of: int) -> None:
        self.tell, self.of, self.done = tell, of, 0

    def through(self, entry: Entry, span: Span) -> Backtest:
        before = self.done

        def tell(done: int, of: int) -> None:
            self.tell(before + (span.days * done // of if of else 0), self.of)

        run = entry.run(span.first, span.last, tell)
        self.done = before + span.days
        self.tell(self.done, self.of)
        return run


def _stopped(contenders: Sequence[Contender]) -> list[Problem]:
    """Every problem of a journey that stopped, once."""
    problems: dict[Problem, None] = {}
    for one in contenders:
        for run in (one.run, *one.starts):
            if run.is_whole:
                continue
            what = f"{one.name} did not come from {run.values[0].day} to the end" if run.values else one.name
            stopped = error("history-stopped", f"{what}: nothing is compared", "mend what stands beside this")
            problems |= dict.fromkeys((*run.problems, stopped))
    return list(problems)


def _assumptions(contenders: Sequence[Contender]) -> tuple[str, ...]:
    """The sentences of all journeys, each once, in the order in which they came."""
    return tuple(dict.fromkeys(words for one in contenders for words in one.run.assumptions))


def strategy_entry(name: str, role: Role, question: Question, strategy: Strategy) -> Entry:
    """A strategy on its own schedule, under the policy of the question."""
    looks = looks_of(strategy)

    def run(first: date, last: date, tell: Progress) -> Backtest:
        terms = replace(question.terms, first=first, last=last, looks=looks)
        return backtest(replace(question, terms=terms), strategy, tell)

    return Entry(name, role, run)


def twin_entries(question: Question) -> tuple[Entry, ...]:
    """Buying and holding, and every account pro rata to the target each month."""
    return tuple(
        Entry(trader.name, role, _by_trader(question, trader))
        for role, trader in ((Role.HOLD, BuyAndHold()), (Role.NAIVE, ProRata()))
    )


def _by_trader(question: Question, trader: Trader) -> Journey:
    def run(first: date, last: date, tell: Progress) -> Backtest:
        asked = replace(question, terms=replace(question.terms, first=first, last=last))
        return Run(asked, asked.history(), trader, tell).to_the_end()

    return run
