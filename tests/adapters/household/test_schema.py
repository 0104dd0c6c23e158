"""The JSON Schema says what the reader says."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.adapters.household.test_read import GOOD
from trimtab.adapters.household.model import household_schema
from trimtab.adapters.household.writer import schema_json

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "rivera" / "household.toml"


def as_json(value: Any) -> Any:
    """TOML values as an editor's schema check sees them."""
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def faults(text: str) -> list[str]:
    return [
        e.json_path
        for e in Draft202012Validator(household_schema()).iter_errors(as_json(tomllib.loads(text)))
    ]


def test_the_schema_is_sound_and_takes_good_files() -> None:
    Draft202012Validator.check_schema(household_schema())
    assert faults(GOOD) == []
    assert faults(EXAMPLE.read_text(encoding="utf-8")) == []


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    assert faults(GOOD.replace("year = 2026", 'year = "2026"')) == ["$.tax.year"]
    assert faults(GOOD.replace('number = "4821"', 'numbr = "4821"')) == ["$.accounts[0]"]
    assert faults(GOOD.replace('kind = "taxable"', 'kind = "FILL-IN"')) == ["$.accounts[0].kind"]
    assert faults(GOOD.replace("= 4.4", "= -4.4")) == ["$.tax.rate_state_pct"]


def test_the_schema_is_the_same_bytes_each_time_and_defaults_are_numbers() -> None:
    assert schema_json() == schema_json()
    tree = json.loads(schema_json())
    assert tree["$defs"]["PolicySettings"]["properties"]["min_trade_usd"]["default"] == 100
    assert "null" not in json.dumps(tree["$defs"]["Tax"]["properties"]["year"])
