"""Limits, views and shares in words: `stocks <= 70%`, `stocks.us > bonds by 3%, confidence 60%`, `cash=5%`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from trimtab.core.money import HUNDRED, ONE, ZERO
from trimtab.core.problems import BadInputError, error
from trimtab.simulate.design.ask import Limit, View

HALF = Decimal("0.5")
_LIMIT = re.compile(r"(?P<classes>[^<>=]+?)\s*(?P<sign><=|>=|=)\s*(?P<share>[^<>=]+)")
_BETWEEN = re.compile(r"(?P<classes>[^<>=]+?)\s*=\s*(?P<least>[^<>=]+?)\s*\.\.\s*(?P<most>[^<>=]+)")
_VIEW = re.compile(
    r"(?P<above>[^<>,]+?)\s*(?:(?P<sign>[<>])\s*(?P<below>[^<>,]+?)\s+by|returns)\s+(?P<by>[^\s,]+)"
    r"(?:\s*,\s*confidence\s+(?P<confidence>\S+))?"
)


def limit(words: str, designed: Sequence[str]) -> Limit:
    """`CLASS[+CLASS...] <= 40%`, `>=`, `= 20%..40%`; a class stands for all designed ones under it.

    Raises BadInputError with what is wrong.
    """
    between, single = _BETWEEN.fullmatch(words.strip()), _LIMIT.fullmatch(words.strip())
    if between:
        classes = _classes(between["classes"], designed, words)
        least, most = share(between["least"], words), share(between["most"], words)
    elif single:
        classes = _classes(single["classes"], designed, words)
        stated = share(single["share"], words)
        least = stated if single["sign"] != "<=" else ZERO
        most = stated if single["sign"] != ">=" else ONE
    else:
        raise _bad("limit", words, 'write "stocks <= 70%", "bonds >= 20%" or "cash = 2%..5%"')
    if not ZERO <= least <= most <= ONE:
        raise _bad("limit", words, "percents lie between 0% and 100%, the lower one first")
    return Limit(classes, least, most, words.strip())


def view(words: str, designed: Sequence[str]) -> View:
    """`A > B by 3%` or `A returns 5%`, a year; `, confidence 60%` behind it (half where left out).

    A class stands for all designed ones under it. Raises BadInputError with what is wrong.
    """
    found = _VIEW.fullmatch(words.strip())
    if not found:
        raise _bad("view", words, 'write "stocks.us > bonds by 3%" or "bonds returns 4%, confidence 60%"')
    above = _classes(found["above"], designed, words)
    below = _classes(found["below"], designed, words) if found["below"] else ()
    if found["sign"] == "<":
        above, below = below, above
    if set(above) & set(below):
        raise _bad("view", words, "a class cannot stand on both sides")
    confidence = share(found["confidence"], words) if found["confidence"] else HALF
    if not ZERO < confidence <= ONE:
        raise _bad("view", words, "a confidence is more than 0% and at most 100%")
    return View(above, below, share(found["by"], words), confidence, words.strip())


def shares(words: Sequence[str], option: str) -> dict[str, Decimal]:
    """`CLASS=20%` by class, as shares of one. Raises BadInputError for what is no such pair, or said twice."""
    told: dict[str, Decimal] = {}
    for pair in words:
        name, equals, percent = (part.strip() for part in pair.partition("="))
        if not equals or not name or name in told:
            raise _bad(option, pair, f"write each class once: --{option} stocks.us=40%")
        told[name] = share(percent, pair)
        if not ZERO <= told[name] <= ONE:
            raise _bad(option, pair, "percents lie between 0% and 100%")
    return told


def share(text: str, words: str) -> Decimal:
    """`3%` or `3` as 0.03. Raises BadInputError."""
    try:
        amount = Decimal(text.strip().removesuffix("%").strip()) / HUNDRED
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) > 100:
        raise _bad("percent", words, f'"{text.strip()}" is no percent, as in 3% or 2.5%')
    return amount


def under(name: str, designed: Sequence[str]) -> tuple[str, ...]:
    """The designed classes that are this one or stand under it in the tree."""
    return tuple(one for one in designed if one == name or one.startswith(f"{name}."))


def _classes(text: str, designed: Sequence[str], words: str) -> tuple[str, ...]:
    found: list[str] = []
    for name in (part.strip() for part in text.split("+")):
        ones = under(name, designed)
        if not ones:
            raise _bad("class", words, f'"{name}" is none of {", ".join(designed)}, nor above one of them')
        found += [one for one in ones if one not in found]
    return tuple(found)


def _bad(what: str, words: str, remedy: str) -> BadInputError:
    return BadInputError([error(f"design-{what}", f'"{words.strip()}" cannot be read', remedy)])
