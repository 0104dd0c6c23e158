"""A strategy from a person's own Python file. Loading one runs the code of the file, as Python does."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from trimtab.core.problems import BadInputError, Problem, Source, error
from trimtab.strategies import Answer, Looks, Snapshot, looks_of

PATTERN = "let it have a `name` and a method `decide(self, seen)`: docs/strategies.md has one in ten lines"
LONGEST_NAME = 80


class FromFile:
    """A strategy of a file: what the file prints goes to stderr, so that answers stay clean."""

    def __init__(self, strategy: Any, file: str, sha256: str) -> None:
        self.name: str = strategy.name
        self.looks: Looks = looks_of(strategy)
        self.code_file = file
        self.sha256 = sha256
        self._strategy = strategy

    def decide(self, seen: Snapshot) -> Answer:
        """What the file's own object answers."""
        with contextlib.redirect_stdout(sys.stderr):
            answer: Answer = self._strategy.decide(seen)
        return answer


def is_file(words: str) -> bool:
    """Whether the words name a Python file rather than a ready strategy."""
    return words.endswith(".py") or ".py:" in words


def strategy_from(words: str) -> FromFile:
    """The object that `FILE.py:NAME` names; a class is made without arguments.

    Runs the file. Raises BadInputError where there is no such file or name, where its code fails (with its line), or
    where what it names is no strategy; OSError where the file cannot be read.
    """
    path_words, _, name = words.partition(".py:") if ".py:" in words else (words[:-3], "", "")
    path = Path(f"{path_words}.py")
    source = path.read_bytes()
    module = _run(path, source)
    if not name:
        known = ", ".join(f"{path.name}:{one}" for one in _strategies_in(module)) or "none is in it"
        raise BadInputError(
            [_fault(path, f"{path.name} is named, and no strategy in it", f"name one: {known}")]
        )
    made = _made(path, module, name)
    faults = list(_not_a_strategy(path, name, made))
    if faults:
        raise BadInputError(faults)
    return FromFile(made, str(path), hashlib.sha256(source).hexdigest())


def _run(path: Path, source: bytes) -> ModuleType:
    """The file as a module, with its folder where it finds others of its own."""
    module = ModuleType(f"trimtab_strategy_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses look their module up
    try:
        with _own_folder(path), contextlib.redirect_stdout(sys.stderr):
            exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102
    except SyntaxError as fault:
        words = f"{path.name} is no Python: {fault.msg}"
        own = fault.filename == str(path)
        raise BadInputError([_fault(path, words, "mend that line", fault.lineno if own else None)]) from None
    except (Exception, SystemExit) as fault:
        words = f"running {path.name} raised {type(fault).__name__}: {fault}"
        raise BadInputError([_fault(path, words, "mend its code", _line(path, fault))]) from None
    return module


@contextlib.contextmanager
def _own_folder(path: Path) -> Iterator[None]:
    folder = str(path.parent.resolve())
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)


def _made(path: Path, module: ModuleType, name: str) -> Any:
    if not hasattr(module, name):
        known = ", ".join(_strategies_in(module)) or "no strategy at all"
        raise BadInputError([_fault(path, f"{path.name} has nothing called {name!r}", f"it has {known}")])
    found = getattr(module, name)
    if not isinstance(found, type):
        return found
    try:
        with contextlib.redirect_stdout(sys.stderr):
            return found()
    except Exception as fault:
        words = f"{name}() raised {type(fault).__name__}: {fault}"
        remedy = (
            f"give every setting a default, or write `mine = {name}(...)` there and ask for {path.name}:mine"
        )
        raise BadInputError([_fault(path, words, remedy, _line(path, fault))]) from None


def _not_a_strategy(path: Path, name: str, made: Any) -> Iterator[Problem]:
    """What it lacks to be one."""
    try:
        decide, told = getattr(made, "decide", None), getattr(made, "name", None)
        looks_of(made)
    except BadInputError as fault:
        yield from fault.problems
        return
    except Exception as fault:
        words = f"asking {name} for its name, looks and decide raised {type(fault).__name__}: {fault}"
        yield _fault(path, words, "mend its code", _line(path, fault))
        return
    if not callable(decide):
        yield _fault(path, f"{name} of {path.name} has no method decide", PATTERN)
    elif not _takes_one(decide):
        yield _fault(path, f"decide of {name} in {path.name} does not take one thing, what is seen", PATTERN)
    if not isinstance(told, str) or not told.strip() or len(told) > LONGEST_NAME or not told.isprintable():
        words = f"{name} of {path.name} has no name that can be shown"
        yield _fault(path, words, f'give it one of at most {LONGEST_NAME} letters: name = "my policy"')


def _takes_one(decide: Any) -> bool:
    try:
        inspect.signature(decide).bind(None)
    except (TypeError, ValueError):
        return False
    return True


def _strategies_in(module: ModuleType) -> list[str]:
    """Names of the file's own classes and objects that can decide."""
    return sorted(
        name
        for name, value in vars(module).items()
        if callable(getattr(value, "decide", None)) and _is_own(module, value)
    )


def _is_own(module: ModuleType, value: Any) -> bool:
    kind = value if isinstance(value, type) else type(value)
    return kind.__module__ == module.__name__


def _line(path: Path, fault: BaseException) -> int | None:
    """The innermost line of the file on the way to the fault."""
    found, trace = None, fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _fault(path: Path, words: str, remedy: str, line: int | None = None) -> Problem:
    return error("strategy-file", words, remedy, Source(path.name, line))
