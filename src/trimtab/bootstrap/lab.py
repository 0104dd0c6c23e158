"""Policies as code, studies, and the library that designs a target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.bootstrap.market import beside, market_levels
from trimtab.core.problems import Problem, Source, error, note

if TYPE_CHECKING:
    from trimtab.core.history import Gaps
    from trimtab.services.ports import Allocator
    from trimtab.simulate.design.observed import Observed
    from trimtab.simulate.sweep.prices import Levels
    from trimtab.simulate.sweep.study import Study
    from trimtab.strategies import Strategy


def strategy_of(words: str) -> tuple[Strategy, tuple[Problem, ...]]:
    """The strategy that the words mean, and what to say of it: a ready one, or `FILE.py:NAME`, whose code is run.

    Raises BadInputError where they mean none, or the file's code fails.
    """
    from trimtab.adapters.strategies.code import is_file, strategy_from
    from trimtab.core.problems import BadInputError
    from trimtab.strategies import ready_strategy

    if not is_file(words):
        return ready_strategy(words), ()
    file = Path(words.partition(".py:")[0]).name.removesuffix(".py") + ".py"
    try:
        found = strategy_from(words)
    except OSError as fault:
        what = f"the strategy's file cannot be opened: {fault.strerror or fault}"
        raise BadInputError([error("strategy-file", what, "name it as FILE.py:NAME", Source(file))]) from None
    told = f"the code of {file} was run (sha256 {found.sha256[:12]})"
    return found, (note("strategy-code", told, "run only files that you have read", Source(file)),)


def load_study(words: str, data: Path | None = None) -> Study:
    """A study that comes with trimtab by name, or a sweep file (.toml) by its path; its tables lie in `data` (None:
    beside the file, or here). Raises BadInputError with every problem."""
    from trimtab.adapters.studies.read import ready_study, study_of
    from trimtab.core.problems import BadInputError

    if not words.endswith(".toml"):
        return ready_study(words, data or Path())
    path = Path(words)
    try:
        content = path.read_bytes()
    except OSError as fault:
        what = f"the sweep file cannot be opened: {fault.strerror or fault}"
        raise BadInputError(
            [error("file-unreadable", what, "check its name and permissions", Source(path.name))]
        ) from None
    return study_of(path.name, content, data or path.parent)


def study_levels(
    study: Study, words: str, data: Path | None = None, gaps: Gaps | None = None
) -> tuple[Levels, tuple[Problem, ...]]:
    """The levels of a study: its own, or those of the price files that it names. Raises BadInputError."""
    if study.levels is not None:
        return study.levels, ()
    folder = data or Path(words).parent
    return market_levels([beside(folder, one) for one in study.prices], tuple(study.target), gaps=gaps)


def design_allocator(observed: Observed) -> Allocator:
    """The library that finds weights for these returns. Raises BadInputError where its extra is not installed."""
    from importlib.util import find_spec

    from trimtab.core.problems import BadInputError

    if find_spec("skfolio") is None:
        words = "designing a target needs skfolio, which is not installed"
        raise BadInputError([error("extra-missing", words, "pip install 'trimtab[design]'")])
    from trimtab.adapters.skfolio.allocator import SkfolioAllocator

    return SkfolioAllocator(observed)
