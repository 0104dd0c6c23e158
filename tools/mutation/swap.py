"""Puts a mutant's code into the functions that are loaded already, so that nothing needs to be imported again."""

from __future__ import annotations

import functools
import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType

from tools.mutation.mutants import mutated_tree


class Loaded:
    """Every function there is by its file, and every cache. Made once, before the process is forked."""

    def __init__(self) -> None:
        self.functions: dict[str, list[FunctionType]] = defaultdict(list)
        self.forget: list[Callable[[], None]] = []
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                self.functions[thing.__code__.co_filename].append(thing)
            elif isinstance(thing, functools._lru_cache_wrapper):
                self.forget.append(thing.cache_clear)

    def swap_in(self, path: Path, number: int) -> None:
        """Give every function of the file its mutated code, and forget what was cached."""
        filename = str(path.resolve())
        changed: dict[tuple[str, int], list[CodeType]] = defaultdict(list)
        for code in _codes(compile(mutated_tree(path, number), filename, "exec", dont_inherit=True)):
            changed[code.co_qualname, code.co_firstlineno].append(code)
        for function in self.functions[filename]:
            _give(function, changed[function.__code__.co_qualname, function.__code__.co_firstlineno])
        for forget in self.forget:
            forget()


def _give(function: FunctionType, codes: list[CodeType]) -> None:
    """Several lambdas may stand on a line: the one that begins where this one does is meant."""
    for code in codes:
        alone = len(codes) == 1 or _column(code) == _column(function.__code__)
        if alone and code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code
            return


def _column(code: CodeType) -> int | None:
    return min((at for _, _, at, _ in code.co_positions() if at is not None), default=None)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from _codes(part)
