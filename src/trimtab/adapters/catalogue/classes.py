"""The class tree: names, usual mixes, default securities, and the measured covariance of class returns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from trimtab.adapters.catalogue.files import read_rows, read_table
from trimtab.core.classes import ClassInfo
from trimtab.core.money import HUNDRED, ONE, ZERO

CLASSES_FILE = "classes.toml"
COVARIANCE_FILE = "covariance.csv"
VOLATILITY_STEP = Decimal("0.0001")

Mix = Mapping[str, Decimal]


@cache
def class_names() -> Mapping[str, ClassInfo]:
    """Class id -> what it is called and how it is drawn, in the order of the tree."""
    shared = covariance()
    mixes = _mixes()
    return MappingProxyType(
        {
            class_id: ClassInfo(
                class_id=class_id,
                name=entry["name"],
                short_name=entry["short_name"],
                risk_level=entry["risk_level"],
                colour_slot=entry["colour_slot"],
                volatility=shared[class_id, class_id].sqrt().quantize(VOLATILITY_STEP),
                mix=tuple(sorted(mixes[class_id].items())),
            )
            for class_id, entry in _table().items()
        }
    )


@cache
def covariance() -> Mapping[tuple[str, str], Decimal]:
    """(class, class) -> yearly covariance of returns, shares of one squared, both orders, inner classes too.

    Measured by tools/make_covariance.py (window and series in the file's head); an inner class is its usual mix.
    Classes without a series of their own are their nearest proxy plus a stated, assumed part.
    """
    leaves: dict[tuple[str, str], Decimal] = {}
    for first, second, text in read_rows(COVARIANCE_FILE):
        leaves[first, second] = leaves[second, first] = Decimal(text)
    mixes = _mixes()
    shared: dict[tuple[str, str], Decimal] = {}
    for first, first_mix in mixes.items():
        for second, second_mix in mixes.items():
            if (second, first) in shared:
                shared[first, second] = shared[second, first]
            else:
                shared[first, second] = _mixed(first_mix, second_mix, leaves)
    return MappingProxyType(shared)


def default_buys(class_id: str) -> tuple[str, ...]:
    """Securities to buy for a class if the user names none, best first; empty where nothing sensible can be bought.

    The first follows the broadest index at a low price; the later ones follow other indexes, so that they may
    stand in for it.
    """
    entry = _table().get(class_id)
    return tuple(entry["buys"]) if entry else ()


def usual_parts(class_id: str) -> Mix:
    """What a class usually holds of the classes right under it, shares of one; nothing where it is not split."""
    parts = _table().get(class_id, {}).get("mix", {})
    return {name: Decimal(percent) / HUNDRED for name, percent in parts.items()}


@cache
def _table() -> dict[str, dict[str, Any]]:
    return read_table(CLASSES_FILE)


@cache
def _mixes() -> dict[str, Mix]:
    """Each class as shares of classes that have a series."""
    table = _table()
    return {class_id: _leaf_mix(class_id, table) for class_id in table}


def _leaf_mix(class_id: str, table: Mapping[str, dict[str, Any]]) -> Mix:
    parts = table[class_id].get("mix")
    if parts is None:
        return {class_id: ONE}
    mix: dict[str, Decimal] = {}
    for child, percent in parts.items():
        for leaf, share in _leaf_mix(child, table).items():
            mix[leaf] = mix.get(leaf, ZERO) + share * Decimal(percent) / HUNDRED
    return mix


def _mixed(first: Mix, second: Mix, leaves: Mapping[tuple[str, str], Decimal]) -> Decimal:
    return sum((a * b * leaves[i, j] for i, a in first.items() for j, b in second.items()), ZERO)
