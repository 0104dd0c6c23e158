"""Small things to measure with: a stopwatch that knows who called whom, tables, and the shape of the machine."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class Stopwatch:
    """Seconds by name, of `clock`. What runs inside another measured part is taken from that part, so all adds up."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.clock = clock
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, int] = {}
        self._inside: list[float] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time what runs in this block."""
        self._inside.append(0.0)
        start = self.clock()
        try:
            yield
        finally:
            spent = self.clock() - start
            others = self._inside.pop()
            self.seconds[name] = self.seconds.get(name, 0.0) + spent - others
            self.calls[name] = self.calls.get(name, 0) + 1
            if self._inside:
                self._inside[-1] += spent

    def watch(self, module: ModuleType, function: str, name: str) -> Callable[[], None]:
        """Time every call of a module's function under a name; returns what puts the function back."""
        real = getattr(module, function)

        def timed(*arguments: Any, **options: Any) -> Any:
            with self.part(name):
                return real(*arguments, **options)

        setattr(module, function, timed)
        return lambda: setattr(module, function, real)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table under its title, columns lined up, figures to the right."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.ljust(w) if n == 0 else cell.rjust(w)
            for n, (cell, w) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"

    rule = [("-" * width if n == 0 else "-" * (width - 1) + ":") for n, width in enumerate(widths)]
    return "\n".join([title, "", line(head), line(rule), *(line(row) for row in rows), ""])


def milliseconds(seconds: float) -> str:
    """`12.3 ms`"""
    return f"{seconds * 1000:.1f} ms"


def machine() -> str:
    """The shape of the machine: cores and Python, nothing that names it."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {version}"
