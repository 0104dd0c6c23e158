"""What was typed after `trimtab design`, turned into a question and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from trimtab.core.design import Every, Method, Shrink
from trimtab.core.history import Gaps
from trimtab.core.problems import BadInputError, Problem, error
from trimtab.core.progress import Progress
from trimtab.services.design import Effort, design_target
from trimtab.services.household import LoadResult
from trimtab.simulate.design import words
from trimtab.simulate.design.ask import Ask
from trimtab.simulate.design.observed import Observed, observed
from trimtab.simulate.design.result import Design

USUAL_AVERSION = Decimal(3)
EQUILIBRIUM_AVERSION = Decimal("2.5")  # of the world's portfolio, He & Litterman (1999)
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The words of the command line, unread."""

    prices: Sequence[str]
    classes: Sequence[str]
    keep: Sequence[str]
    limits: Sequence[str]
    views: Sequence[str]
    prior: Sequence[str]
    risk: Sequence[str]
    max_volatility: str | None
    min_return: str | None
    risk_aversion: str | None
    start: date | None
    end: date | None
    method: Method
    every: Every
    shrink: Shrink
    shrinks_means: bool
    gaps: Gaps


@dataclass(frozen=True, slots=True)
class Whose:
    """A household, and where its file is."""

    path: Path
    loaded: LoadResult


@dataclass(frozen=True, slots=True)
class Designed:
    """The answer, what to say of it, and the line of comment above the target in a household file."""

    design: Design
    problems: tuple[Problem, ...]
    comment: str


def answered(typed: Typed, effort: Effort, whose: Whose | None, tell: Progress) -> Designed:
    """The design, beside the present target of a household where one is named. Raises BadInputError with every
    problem."""
    from trimtab.bootstrap import design_allocator

    own = whose.loaded.checked()[1].target if whose else None
    found, problems = _observed(typed, whose)
    ask, kept = _ask(typed, found.classes, own or {})
    made, doubts = design_target(found, ask, kept, design_allocator(found), effort, own, tell)
    comment = f"trimtab design --method {ask.method.value}: {len(found.rows)} {found.every.value}s to {found.days[-1]}"
    return Designed(made, (*problems, *doubts), comment)


def _observed(typed: Typed, whose: Whose | None) -> tuple[Observed, tuple[Problem, ...]]:
    """Returns by class, and what reading the prices had to say."""
    from trimtab.bootstrap import classes_of, load_market
    from trimtab.services.market.load import Wanted

    named, files = _series(typed.classes), typed.prices
    if not files:
        files, usual = _of_household(
            whose, [*named, *(pair.partition("=")[0].strip() for pair in typed.keep)]
        )
        named = {**usual, **named}
    read = load_market(files, Wanted(symbols=frozenset(named.values()) or None, gaps=typed.gaps))
    market = read.checked()
    series = named or classes_of(market.series)
    if not series:
        told = f"no series of {', '.join(sorted(market.series))} is a fund known to be of one class"
        raise BadInputError(
            [error("design-classes", told, "say which stands for what: --class stocks.us=SYMBOL")]
        )
    returns, problems = observed(market, series, typed.every, typed.start, typed.end)
    if returns is None:
        raise BadInputError(problems)
    return returns, (*read.problems, *problems)


def _of_household(whose: Whose | None, said: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The files of the household's `[history]`, and its series for each class of the target not `said` otherwise."""
    from trimtab.bootstrap import history_of_classes

    files, series = history_of_classes(whose.path, whose.loaded) if whose else ([], {})
    if whose is None or not files:
        told = "no file of prices is named" + ("" if whose is None else ", nor in [history] of the household")
        raise BadInputError([error("design-prices", told, "name one, or a household with --household")])
    lacking = [name for name in whose.loaded.checked()[1].target if name not in {*series, *said}]
    if lacking:
        told = f"[history.classes] names no series for {', '.join(lacking)} of the target"
        remedy = "add it there, or say --class CLASS=SYMBOL or --keep CLASS=PCT"
        raise BadInputError([error("design-series", told, remedy)])
    return files, {name: symbol for name, symbol in series.items() if name not in said}


def _series(pairs: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, symbol = (part.strip() for part in pair.partition("="))
        if not equals or not name or not symbol or name in found or symbol in found.values():
            remedy = "name each class and each series once: --class stocks.us=VTI"
            raise BadInputError([error("design-class", f'"{pair}" cannot be read', remedy)])
        found[name] = symbol
    return found


def _ask(typed: Typed, classes: Sequence[str], own: Mapping[str, Decimal]) -> tuple[Ask, dict[str, Decimal]]:
    """The question, or every part of it that cannot be read."""
    problems: list[Problem] = []

    def read(reader: Callable[[], _Found], otherwise: _Found) -> _Found:
        try:
            return reader()
        except BadInputError as fault:
            problems.extend(fault.problems)
            return otherwise

    is_equilibrium = typed.method is Method.BLACK_LITTERMAN
    ask = Ask(
        method=typed.method,
        limits=tuple(_each(typed.limits, lambda one: words.limit(one, classes), problems)),
        views=tuple(_each(typed.views, lambda one: words.view(one, classes), problems)),
        prior=read(lambda: _prior(typed.prior, classes, own), {}),
        risk_budgets=read(lambda: words.shares(typed.risk, "risk"), {}),
        risk_aversion=read(
            lambda: _positive(
                typed.risk_aversion, EQUILIBRIUM_AVERSION if is_equilibrium else USUAL_AVERSION
            ),
            USUAL_AVERSION,
        ),
        max_volatility=read(lambda: _share(typed.max_volatility, "--max-volatility"), None),
        min_return=read(lambda: _share(typed.min_return, "--min-return"), None),
        shrink=typed.shrink,
        shrinks_means=typed.shrinks_means,
    )
    nothing: dict[str, Decimal] = {}
    kept = read(lambda: words.shares(typed.keep, "keep"), nothing)
    if problems:
        raise BadInputError(problems)
    return ask, kept


def _each(typed: Iterable[str], reader: Callable[[str], _Found], problems: list[Problem]) -> Iterable[_Found]:
    for one in typed:
        try:
            yield reader(one)
        except BadInputError as fault:
            problems.extend(fault.problems)


def _prior(typed: Sequence[str], classes: Sequence[str], own: Mapping[str, Decimal]) -> dict[str, Decimal]:
    from trimtab.adapters.catalogue import market_weights

    if list(typed) == ["market"]:
        return market_weights(classes)
    if list(typed) == ["target"]:
        whole = sum((own.get(name, Decimal(0)) for name in classes), Decimal(0))
        if not whole:
            told = "there is no present target of these classes to start from"
            raise BadInputError(
                [error("design-prior", told, "name the household: --household household.toml")]
            )
        return {name: own.get(name, Decimal(0)) / whole for name in classes}
    return words.shares(typed, "prior")


def _share(text: str | None, option: str) -> Decimal | None:
    if text is None:
        return None
    found = words.share(text, f"{option} {text}")
    if found <= 0:
        raise BadInputError([error("design-percent", f"{option} {text} is not above nought", "as in 8%")])
    return found


def _positive(text: str | None, usual: Decimal) -> Decimal:
    try:
        found = usual if text is None else Decimal(text)
    except InvalidOperation:
        found = Decimal(0)
    if not 0 < found <= 1000:
        told = f"--risk-aversion {text} is no number above 0"
        raise BadInputError([error("design-aversion", told, "2 to 4 is usual")])
    return found
