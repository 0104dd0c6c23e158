"""JSON of plan, drift, import and documents, held against the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from tests.documents import sample_document
from tests.parsed_files import sample_files
from tests.plans import FULL_NUMBER, hostile_plan, sample_plan
from trimtab.adapters.render.document_json import document_json
from trimtab.adapters.render.plan_json import SCHEMA_NAMES, drift_json, import_json, plan_json, schema_text
from trimtab.adapters.render.what_if_json import what_if_line
from trimtab.core.plan import Method
from trimtab.reports.labels import Masks
from trimtab.services.what_if import Answered
from trimtab.simulate.open_household import OpenHousehold


def _valid(name: str, text: str) -> Any:
    schema = json.loads(schema_text(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(text, parse_float=_no_float)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def _no_float(text: str) -> None:
    raise AssertionError(f"a float in the JSON: {text}")


def _texts() -> dict[str, str]:
    household, policy, plan = sample_plan()
    files, problems, _ = sample_files()
    return {
        "plan": plan_json(household, policy, plan),
        "drift": drift_json(household, policy, plan.before),
        "import": import_json(files, problems),
        "document": document_json(sample_document()),
        "what-if": what_if_line(
            Answered(1, "policy", OpenHousehold(household, policy, {}).now), Masks(household)
        ),
    }


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_what_is_written_follows_its_schema(name: str) -> None:
    document = _valid(name, _texts()[name])
    assert document["schema"] == f"trimtab/{name}"
    assert document["schema_version"] == "1"


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_bytes_are_the_same_every_time_sorted_ascii_and_end_in_a_newline(name: str) -> None:
    text = _texts()[name]
    assert text == _texts()[name]
    assert text.isascii()
    assert text.endswith("}\n")
    indent = None if name == "what-if" else 2  # one line each
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=indent) + "\n"


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_the_schema_closes_every_object(name: str) -> None:
    for part in _objects(json.loads(schema_text(name))):
        assert "additionalProperties" in part
    with pytest.raises(jsonschema.ValidationError):
        _valid(name, json.dumps({**json.loads(_texts()[name]), "surprise": 1}))


def _objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield part
        for value in part.values():
            yield from _objects(value)
    elif isinstance(part, list):
        for value in part:
            yield from _objects(value)


def test_amounts_are_exact_decimals_as_text() -> None:
    _, _, plan = sample_plan()
    document = json.loads(_texts()["plan"])
    for shown, trade in zip(document["trades"], plan.trades, strict=True):
        assert Decimal(shown["amount_usd"]) == trade.amount_usd
        assert Decimal(shown["quantity"]) == trade.quantity
    assert Decimal(document["cost_after"]["total_usd"]) == plan.cost_after.total_usd
    assert Decimal(document["tax_now_usd"]) == plan.tax_now_usd
    assert document["realized"] == {"gain_short_usd": "75", "gain_long_usd": "2964"}


def test_a_plan_without_trades_is_valid_too() -> None:
    household, policy, plan = sample_plan()
    empty = replace(plan, trades=(), method=Method.NONE, after=plan.before, unmet=(), deposits=(), checks=())
    document = _valid("plan", plan_json(household, policy, replace(empty, is_refused=True)))
    assert (document["trades"], document["is_refused"]) == ([], True)


def test_a_schema_refuses_a_number_where_text_is_due() -> None:
    document = json.loads(_texts()["plan"])
    document["trades"][0]["amount_usd"] = 29808
    with pytest.raises(jsonschema.ValidationError):
        _valid("plan", json.dumps(document))


def test_hostile_names_act_on_nothing_and_numbers_are_masked() -> None:
    household, policy, plan = hostile_plan()
    for name, text in (
        ("plan", plan_json(household, policy, plan)),
        ("drift", drift_json(household, policy, plan.before)),
    ):
        _valid(name, text)
        assert "\x1b" not in text
        assert FULL_NUMBER[1:] not in text


def test_an_import_masks_accounts_and_counts_lines() -> None:
    text = _texts()["import"]
    assert "1234564821" not in text
    assert "Z98761096" not in text
    for file in json.loads(text)["files"]:
        assert sum(file["lines"].values()) == file["line_count"]
    assert [file["is_used"] for file in json.loads(text)["files"]] == [True, True, False]


def test_the_order_of_files_changes_nothing() -> None:
    files, problems, _ = sample_files()
    assert import_json(reversed(files), reversed(problems)) == _texts()["import"]


def test_an_unknown_schema_is_the_programmers_mistake() -> None:
    with pytest.raises(KeyError):
        schema_text("../../secret")
