"""A bar with the time left for long work: on stderr, on a terminal only, gone when the work is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trimtab.core.progress import Progress, silent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars

_STEPS = 1000  # a bar is drawn anew at most so often, however often it is told


@contextmanager
def progress(words: str, unit: str = "", console: Console | None = None) -> Iterator[Progress]:
    """What to hand to a service as its `tell`: `with progress("Backtest", "looks") as tell: ...`.

    `unit` says what is counted. Silent where stderr is no terminal, so that pipes and logs stay clean.
    """
    if console is None:
        from trimtab.apps.common import console as terminal

        console = terminal(None, err=True)
    if not console.is_terminal:
        yield silent
        return
    with _bars(console) as bars:
        yield _teller(bars, words, unit)


def _bars(console: Console) -> Bars:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    return Bars(*columns, console=console, transient=True)


def _teller(bars: Bars, words: str, unit: str) -> Progress:
    task = bars.add_task(words, total=None, unit=unit)
    shown = -1

    def tell(done: int, of: int) -> None:
        nonlocal shown
        step = _STEPS * done // of if of else _STEPS
        if step != shown:
            shown = step
            bars.update(task, completed=done, total=of)

    return tell
