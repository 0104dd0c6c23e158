"""`trimtab compare --history`: policies of one household through the same past, side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trimtab.apps.common import load, refuse
from trimtab.apps.exit_codes import ExitCode
from trimtab.core.problems import BadInputError, error

if TYPE_CHECKING:
    from trimtab.apps.lab.history_options import HistoryAsked, Rivals
    from trimtab.core.problems import Problem
    from trimtab.reports.document import Document
    from trimtab.services.backtest import Wishes
    from trimtab.services.compare_history import Entry
    from trimtab.services.household import LoadResult
    from trimtab.services.market.household import HouseholdMarket
    from trimtab.simulate.backtest.run import Question
    from trimtab.strategies.strategy import Strategy

OWN = "your policy"
IN_ASSUMPTIONS = {"history-stand-in"}  # told beside the result already


def history_document(path: Path, rivals: Rivals, asked: HistoryAsked, as_json: bool) -> Document:
    """The comparison as a document; or leave with every problem that stands in its way.

    Leaves with STOPPED where a journey did not come to its end: nothing is compared then.
    """
    from trimtab.adapters.catalogue import class_names
    from trimtab.apps.progress import progress
    from trimtab.reports.lab.compare_document import over_history_document
    from trimtab.services.compare_history import StoppedError, compare_over_history, start_spans
    from trimtab.simulate.measures.benchmark import yardstick
    from trimtab.simulate.measures.side_by_side import Chance

    loaded = load(path, as_json)
    try:
        own = _asked_of(path, loaded, asked)
        entries, said = _entries(path, own, rivals, asked)
        days = own.question.history().days
        years = None if asked.window_years is None else Decimal(str(asked.window_years))
        spans = start_spans(days, asked.starts, years)
        against = yardstick(own.market.with_cash(), own.question.policy)
        with progress("Through history", "days") as tell:
            chance = Chance(asked.resamples, asked.seed)
            found, assumptions = compare_over_history(entries, days, spans, chance, against, tell)
    except StoppedError as fault:
        refuse(fault.problems, as_json, ExitCode.STOPPED)
    except BadInputError as fault:
        refuse(fault.problems, as_json)
    told = [problem for problem in (*own.problems, *said) if problem.code not in IN_ASSUMPTIONS]
    return over_history_document(own.question.household, found, assumptions, told, class_names())


class _Asked(NamedTuple):
    """What the journeys under one policy are made from, its prices, and the problems of both."""

    question: Question
    market: HouseholdMarket
    problems: tuple[Problem, ...]


def _asked_of(path: Path, loaded: LoadResult, asked: HistoryAsked) -> _Asked:
    from trimtab.bootstrap import case_of, law_files, market_for
    from trimtab.services.backtest import question_of, terms_of
    from trimtab.strategies.ready.own import Own

    case, problems = case_of(loaded)
    market = market_for(path, loaded, asked.files, asked.gaps)
    terms = terms_of(asked.wishes, market, Own())
    question = question_of(case, market.checked(), terms, law_files())
    return _Asked(question, market, (*problems, *market.problems))


def _entries(
    path: Path, own: _Asked, rivals: Rivals, asked: HistoryAsked
) -> tuple[list[Entry], list[Problem]]:
    """The household's own policy, the others, and the twins that trade nothing and pro rata; what is to be said."""
    from trimtab.services.compare_history import strategy_entry, twin_entries
    from trimtab.simulate.measures.side_by_side import Role
    from trimtab.strategies.ready.own import Own

    entries = [strategy_entry(OWN, Role.OWN, own.question, Own())]
    told: list[Problem] = []
    problems: list[Problem] = []
    others = [
        *((words, _by_words) for words in rivals.policies),
        *((words, _coded) for words in rivals.strategies),
    ]
    for words, made in others:
        try:
            name, question, strategy, said = made(path, own, words, asked)
        except BadInputError as fault:
            problems += fault.problems
            continue
        told += said
        entries.append(strategy_entry(name, Role.OTHER, question, strategy))
    entries += twin_entries(own.question)
    names = [entry.name for entry in entries]
    problems += [
        error("policy-twice", f"two policies are called {name!r}", "name each once")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if problems:
        raise BadInputError(problems)
    return entries, told


Other = tuple[str, "Question", "Strategy", "tuple[Problem, ...]"]


def _by_words(path: Path, own: _Asked, words: str, asked: HistoryAsked) -> Other:
    """The household's own triggers under changes of `[policy]`; its own market where other funds may be bought."""
    from trimtab.bootstrap import load_household, policy_changes
    from trimtab.strategies.ready.own import Own

    name = Path(words).stem if words.endswith(".toml") else words.replace(",", ", ")
    loaded = load_household(path, policy_changes(words))
    _, policy = loaded.checked()
    if policy.buys == own.question.policy.buys:
        return name, replace(own.question, policy=policy), Own(), ()
    other = _asked_of(path, loaded, replace(asked, wishes=_same_days(own.question, asked.wishes)))
    if other.question.history().days != own.question.history().days:
        what = f"{name}: the prices of its funds are of other days than those of your own"
        raise BadInputError([error("history-days", what, "name --from and --to within both")])
    return name, other.question, Own(), other.problems


def _same_days(question: Question, wishes: Wishes) -> Wishes:
    return replace(wishes, first=question.terms.first, last=question.terms.last)


def _coded(path: Path, own: _Asked, words: str, asked: HistoryAsked) -> Other:  # noqa: ARG001
    """A policy in code, under the household's own `[policy]`."""
    from trimtab.bootstrap import strategy_of
    from trimtab.strategies.blame import name_of

    strategy, told = strategy_of(words)
    return name_of(strategy), own.question, strategy, told
