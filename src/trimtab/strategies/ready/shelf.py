"""The ready strategies by their words: `opportunistic`, `absolute:points=5,look=monthly`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from trimtab.core.problems import BadInputError, Problem, error
from trimtab.strategies.looks import looks
from trimtab.strategies.ready.bands import Absolute, FiveTwentyFive, Opportunistic, Relative, Threshold
from trimtab.strategies.ready.base import Ready, settings_of, shown, word_of
from trimtab.strategies.ready.exposure import Cppi, GlidePath, VolatilityTarget
from trimtab.strategies.ready.momentum import Momentum
from trimtab.strategies.ready.own import Own
from trimtab.strategies.ready.simple import ByCalendar, CashFlow, TrackingError
from trimtab.strategies.strategy import Strategy

SHELF: tuple[type[Ready], ...] = (
    Own,
    ByCalendar,
    Absolute,
    Relative,
    FiveTwentyFive,
    Opportunistic,
    Threshold,
    CashFlow,
    TrackingError,
    Cppi,
    GlidePath,
    Momentum,
    VolatilityTarget,
)
_PARTS = re.compile(r",(?=[a-z_]+=)")
MUST = "..."  # has no default
LIST = "trimtab strategies lists them"


def ready_strategy(words: str) -> Strategy:
    """The ready strategy that the words mean: its name, a colon and settings parted by commas.

    Raises BadInputError with every fault: a name or setting that does not exist, a value that is none.
    """
    name, _, rest = words.partition(":")
    kind = next((one for one in SHELF if one.word == name.strip()), None)
    if kind is None:
        near = get_close_matches(name, [one.word for one in SHELF], n=1)
        remedy = f"{near[0]} is meant? {LIST}" if near else f"{LIST}; a file of your own is FILE.py:NAME"
        raise BadInputError([error("strategy-unknown", f"there is no strategy {name!r}", remedy)])
    problems: list[Problem] = []
    told = dict(_told(kind, rest, problems))
    problems += _missing(kind, told, problems)
    if not problems:
        made: Any = kind(**told)
        faults = made.faults() if hasattr(made, "faults") else ()
        problems = [error("strategy-setting", f"{words}: {fault}", LIST) for fault in faults]
    if problems:
        raise BadInputError(problems)
    found: Strategy = made
    return found


def described() -> list[dict[str, Any]]:
    """All of them as plain data: word, what it does, source, and every setting with its default and meaning."""
    return [
        {
            "strategy": kind.word,
            "does": kind.does,
            "source": kind.source,
            "settings": [
                {
                    "setting": word_of(one),
                    "default": MUST if one.default is MISSING else shown(one.default),
                    "means": one.metadata["words"] + _among(one),
                }
                for one in settings_of(kind)
                if one.init
            ],
        }
        for kind in SHELF
    ]


def _among(one: Field[Any]) -> str:
    among = one.metadata.get("among")
    return f" ({', '.join(among)})" if among else ""


def _told(kind: type[Ready], rest: str, problems: list[Problem]) -> Iterator[tuple[str, object]]:
    by_word = {word_of(one): one for one in settings_of(kind) if one.init}
    seen: set[str] = set()
    for part in _PARTS.split(rest) if rest.strip() else ():
        word, equals, value = part.partition("=")
        one = by_word.get(word.strip())
        if one is None or not equals:
            words = f"{kind.word} has no setting {word.strip()!r}" if equals else f"{part!r} is no KEY=VALUE"
            problems.append(error("strategy-setting", words, f"it has {', '.join(by_word) or 'none'}"))
        elif word.strip() in seen:
            problems.append(
                error("strategy-setting", f"{kind.word}: {word.strip()} is told twice", "once is enough")
            )
        else:
            seen.add(word.strip())
            yield from _value(kind, one, value.strip(), problems)


def _value(
    kind: type[Ready], one: Field[Any], text: str, problems: list[Problem]
) -> Iterator[tuple[str, object]]:
    try:
        value = _read(one, text)
    except (ValueError, InvalidOperation) as fault:
        told = str(fault) if type(fault) is ValueError else f"{text!r} is no number"
        words = f"{kind.word}: {word_of(one)}={text}: {told}"
        problems.append(error("strategy-setting", words, f"{word_of(one)} is {one.metadata['words']}"))
    except BadInputError as fault:
        problems += fault.problems
    else:
        yield one.name, value


def _read(one: Field[Any], text: str) -> object:
    """A value by the kind of the field. Raises ValueError or InvalidOperation for what is none."""
    kind = str(one.type)
    if kind == "Looks":
        return looks(text)
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split("+") if part.strip())
    if kind == "int" or kind.startswith("Decimal"):
        return _number(one, text, is_whole=kind == "int")
    among = one.metadata.get("among")
    if among is not None and text not in among:
        raise ValueError(f"it is one of {', '.join(among)}")
    return text


def _number(one: Field[Any], text: str, *, is_whole: bool) -> Decimal | int:
    if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", text) is None or (is_whole and "." in text):
        raise ValueError(f"{text!r} is no {'whole ' if is_whole else ''}number")
    number = Decimal(text)
    least, most = one.metadata.get("least"), one.metadata.get("most")
    if (least is not None and number < least) or (most is not None and number > most):
        raise ValueError(f"it lies between {least} and {'any number' if most is None else most}")
    return int(text) if is_whole else number


def _missing(kind: type[Ready], told: dict[str, object], problems: list[Problem]) -> list[Problem]:
    if problems:
        return []
    return [
        error("strategy-setting", f"{kind.word} needs {word_of(one)}=...", f"it is {one.metadata['words']}")
        for one in settings_of(kind)
        if one.default is MISSING and one.name not in told
    ]
