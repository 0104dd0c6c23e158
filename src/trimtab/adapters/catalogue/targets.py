"""Ready-made targets: published portfolios and rules of thumb, as exact weights."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from trimtab.adapters.catalogue.files import read_table
from trimtab.core.money import HUNDRED, ZERO, plain
from trimtab.core.problems import BadInputError, Problem, error

TARGETS_FILE = "targets.toml"
WEIGHT_STEP_PCT = Decimal("0.01")
OLDEST_AGE = 120

_COUNTS = {"2": "two", "3": "three", "4": "four"}
US_STOCKS, INTL_STOCKS = "stocks.us", "stocks.intl"


@dataclass(frozen=True, slots=True)
class ReadyTarget:
    """One ready-made target as it is offered: its name in the household file, its title, and where it comes from.

    `takes` names the parameters it understands (`age`, `stock_pct`, `intl_pct`); `needs_age` that it has no
    weights without an age or a stock percentage.
    """

    name: str
    title: str
    source: str
    takes: tuple[str, ...]
    needs_age: bool


@cache
def ready_targets() -> tuple[ReadyTarget, ...]:
    """All ready-made targets, the commonest first."""
    return tuple(
        ReadyTarget(
            name,
            entry["title"],
            entry["source"],
            _takes(entry),
            "age_rule" in entry and "stock_pct" not in entry,
        )
        for name, entry in _table().items()
    )


def ready_target(
    name: str,
    *,
    age: int | None = None,
    stock_pct: Decimal | int | None = None,
    intl_pct: Decimal | int | None = None,
) -> Mapping[str, Decimal]:
    """Class id -> share of one, summing to exactly 1.

    `age` in years sets the stock part by the target's own rule; `stock_pct` sets it directly; `intl_pct` is the
    percent of stocks held abroad. Weights are rounded to 0.01 percent, half up; the largest class takes what
    rounding leaves. Raises BadInputError for an unknown name (with the closest one), a parameter the target does
    not take, one out of range, both `age` and `stock_pct`, or a missing age.
    """
    key = _key(name)
    entry = _table().get(key)
    if entry is None:
        raise BadInputError([_unknown(name, key)])
    given = {"age": age, "stock_pct": stock_pct, "intl_pct": intl_pct}
    problems = list(_parameter_problems(key, _takes(entry), given)) or list(_missing(key, entry, given))
    if problems:
        raise BadInputError(problems)
    return _shares(_percents(entry, age, stock_pct, intl_pct))


@cache
def _table() -> dict[str, dict[str, Any]]:
    return read_table(TARGETS_FILE)


def _key(name: str) -> str:
    """The name as the file has it, however the user wrote it: `60/40`, `Three fund`, `3-fund`."""
    key = "-".join(name.strip().lower().replace("/", " ").replace("_", " ").replace("-", " ").split())
    first, dash, rest = key.partition("-")
    return f"{_COUNTS.get(first, first)}{dash}{rest}" if rest.startswith("fund") else key


def _takes(entry: Mapping[str, Any]) -> tuple[str, ...]:
    takes = ["age"] if "age_rule" in entry else []
    if "stocks" in entry:
        takes.append("stock_pct")
    if "intl_pct" in entry:
        takes.append("intl_pct")
    return tuple(takes)


def _unknown(name: str, key: str) -> Problem:
    names = list(_table())
    close = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return error(
        "target-unknown",
        f"there is no ready-made target named {name!r}",
        f"{hint}known are: {', '.join(names)}",
    )


def _parameter_problems(
    key: str, takes: tuple[str, ...], given: Mapping[str, Decimal | int | None]
) -> Iterable[Problem]:
    for parameter, value in given.items():
        if value is None:
            continue
        highest = OLDEST_AGE if parameter == "age" else 100
        if parameter not in takes:
            understood = f"it takes {' and '.join(takes)}" if takes else "its weights are fixed"
            yield error(
                "target-parameter",
                f"target {key!r} has no parameter {parameter!r}: {understood}",
                f"leave out {parameter}",
            )
        elif not Decimal(value).is_finite() or not 0 <= value <= highest:
            yield error(
                "target-parameter",
                f"{parameter} = {value} is not between 0 and {highest}",
                f"give {parameter} from 0 to {highest}",
            )
    if given["age"] is not None and given["stock_pct"] is not None:
        yield error(
            "target-parameter",
            "both age and stock_pct are given, and each sets the stock part",
            "leave out one of them",
        )


def _missing(
    key: str, entry: Mapping[str, Any], given: Mapping[str, Decimal | int | None]
) -> Iterable[Problem]:
    known = "weights" in entry or "stock_pct" in entry
    if not known and given["age"] is None and given["stock_pct"] is None:
        yield error(
            "target-parameter",
            f"target {key!r} moves with age, and no age is given",
            "add age = your age in years",
        )


def _percents(
    entry: Mapping[str, Any], age: int | None, stock_pct: Decimal | int | None, intl_pct: Decimal | int | None
) -> dict[str, Decimal]:
    if "weights" in entry:
        return {class_id: Decimal(percent) for class_id, percent in entry["weights"].items()}
    stocks = {class_id: Decimal(percent) for class_id, percent in entry["stocks"].items()}
    if intl_pct is not None:
        stocks = {US_STOCKS: HUNDRED - intl_pct, INTL_STOCKS: Decimal(intl_pct)}
    stock_part = _stock_part(entry, age, stock_pct)
    percents = {class_id: stock_part * percent / HUNDRED for class_id, percent in stocks.items()}
    for class_id, percent in entry["bonds"].items():
        percents[class_id] = (HUNDRED - stock_part) * Decimal(percent) / HUNDRED
    return percents


def _stock_part(entry: Mapping[str, Any], age: int | None, stock_pct: Decimal | int | None) -> Decimal:
    if stock_pct is not None:
        return Decimal(stock_pct)
    if age is None:
        return Decimal(entry["stock_pct"])
    if entry["age_rule"] == "glide":
        return _on_line(Decimal(age), [(Decimal(x), Decimal(y)) for x, y in entry["points"]])
    return min(HUNDRED, max(ZERO, Decimal(entry["age_from"]) - age))


def _on_line(age: Decimal, points: list[tuple[Decimal, Decimal]]) -> Decimal:
    """Straight lines between points, flat outside them."""
    if age <= points[0][0]:
        return points[0][1]
    for (left, start), (right, end) in pairwise(points):
        if age <= right:
            return start + (end - start) * (age - left) / (right - left)
    return points[-1][1]


def _shares(percents: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    rounded = {c: p.quantize(WEIGHT_STEP_PCT, rounding=ROUND_HALF_UP) for c, p in percents.items()}
    largest = max(rounded, key=lambda class_id: rounded[class_id])
    rounded[largest] += HUNDRED - sum(rounded.values(), ZERO)
    return MappingProxyType(
        {class_id: Decimal(plain(percent / HUNDRED)) for class_id, percent in rounded.items()}
    )
