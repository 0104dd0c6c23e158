"""Where in a strategy's own file something went wrong: file and line, and nothing of what lies around it."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from trimtab.core.problems import Source
from trimtab.strategies.strategy import Strategy


def name_of(strategy: object) -> str:
    """What the strategy calls itself, or its class where it has no name that can be read."""
    try:
        name = getattr(strategy, "name", None)
    except Exception:
        name = None
    return name if isinstance(name, str) and name.strip() else type(strategy).__name__


def blamed(strategy: Strategy, fault: BaseException) -> Source | None:
    """The innermost line of the strategy's own file on the way to the fault; None where none of it is there."""
    file: str | None = getattr(
        strategy, "code_file", None
    )  # where it was read from, if something stands around it
    if file is None:
        file = (
            getattr(getattr(getattr(type(strategy), "decide", None), "__code__", None), "co_filename", "")
            or ""
        )
    own = [line for path, line in _frames(fault.__traceback__) if path == file]
    return Source(_file_name(file), own[-1]) if own else None


def _frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    while trace is not None:
        yield trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
