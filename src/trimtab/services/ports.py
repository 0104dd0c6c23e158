"""What the services need from the world, as protocols; bootstrap names what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from trimtab.core.problems import Problem
from trimtab.core.statement import ParsedFile
from trimtab.simulate.design.ask import Ask
from trimtab.simulate.design.result import Fit


class ExportsFolder(Protocol):
    """A folder of exported files, without subfolders."""

    def names(self) -> Sequence[str]:
        """Names of the files that may be exports, in order of name; hidden files and trimtab's own left out."""
        ...

    def read(self, name: str) -> bytes:
        """The content of a file, at most a little more than the importers' limit. Raises OSError."""
        ...

    def add(self, name: str, data: bytes) -> None:
        """Store a new file, wholly or not at all. Raises FileExistsError rather than replace one, and OSError."""
        ...


class ExportReader(Protocol):
    """Reads one exported file of any known layout; never raises for what it holds."""

    def __call__(self, name: str, data: bytes) -> ParsedFile:
        """What the file says, each line accounted for."""
        ...


class Allocator(Protocol):
    """Finds weights for observed returns; stands for a library of portfolio optimisation.

    Raises `CannotDesignError` where no weights fit the question.
    """

    def fit(self, ask: Ask, periods: Sequence[int] | None = None) -> Fit:
        """Weights over all periods, or over these (a period may stand in it several times)."""
        ...


class CannotDesignError(Exception):
    """No weights fit; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
