"""A policy in a few words on the command line: `how_far=band_edge,prices.per_trade_usd=25`, or a TOML file of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from trimtab.adapters.household.read import merged
from trimtab.core.problems import BadInputError, Source, error


def policy_changes(words: str) -> Mapping[str, Any]:
    """What `KEY=VALUE,...` says, as the tables of a household file; keys are those of `[policy]`.

    Values are TOML; what is none is taken as text. Raises BadInputError for a part without a key or a value.
    """
    tree: dict[str, Any] = {}
    for part in words.split(","):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not key or not value:
            remedy = "write KEY=VALUE, several parted by commas, or name a .toml file"
            raise BadInputError(
                [error("policy-words", f'"{part.strip()}" is no setting of a policy', remedy)]
            )
        setting: Any = _value(value)
        for name in reversed(key.split(".")):
            setting = {name: setting}
        tree = merged(tree, setting)
    return {"policy": tree}


def policy_file(name: str, data: bytes) -> Mapping[str, Any]:
    """The tables of a TOML file that holds `[policy]`, and `[target]` if it is to be another.

    Raises BadInputError where it is no TOML, or holds other tables.
    """
    try:
        tree = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        source = Source(PurePath(name).name)
        raise BadInputError(
            [error("policy-not-toml", f"not valid TOML: {fault}", "correct it", source)]
        ) from None
    others = sorted(set(tree) - {"policy", "target"})
    if others:
        words = f"a file of a policy holds [policy] and [target], not {', '.join(others)}"
        raise BadInputError([error("policy-tables", words, "take them out", Source(PurePath(name).name))])
    return tree


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        return text
