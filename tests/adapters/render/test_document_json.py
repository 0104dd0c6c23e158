"""A document as JSON, held against the published schema."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tests.documents import hostile_document, sample_document
from trimtab.adapters.render.document_json import document_json
from trimtab.adapters.render.plan_json import schema_text
from trimtab.reports.document import Document

SCHEMA = json.loads(schema_text("document"))


@pytest.mark.parametrize("document", [sample_document(), hostile_document()], ids=["sample", "hostile"])
def test_what_is_written_follows_the_schema_in_ascii_with_sorted_keys(document: Document) -> None:
    text = document_json(document)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2) + "\n"
    assert "\x1b" not in text


def test_tables_are_lists_of_objects_with_exact_decimals_as_text() -> None:
    content = json.loads(document_json(sample_document()))
    bill, change, lines, only_words = content["sections"]
    assert bill["table"]["rows"][0] == {
        "tone": "section", "lot": "Joint account", "acquired": None, "quantity": None, "gain_usd": None,
        "rate": None, "note": None,
    }  # fmt: skip
    assert bill["table"]["rows"][1] == {
        "tone": "care", "lot": "1", "acquired": "2024-02-29", "quantity": "1204.5", "gain_usd": "-385",
        "rate": "0.2225", "note": "a loss",
    }  # fmt: skip
    assert bill["table"]["columns"][3] == {"key": "gain_usd", "label": "Gain", "kind": "usd_signed_cents"}
    assert bill["words"] == ["In words first."]
    assert bill["notes"] == ["A note under it."]
    assert change["table"] is None
    assert lines["table"] == bill["table"]
    assert only_words["key"] == "words_only"


def test_the_rest_of_a_document_is_there() -> None:
    content = json.loads(document_json(sample_document()))
    assert (content["schema"], content["kind"], content["as_of"]) == (
        "trimtab/document",
        "sample",
        "2026-11-20",
    )
    assert content["facts"][0] == {
        "label": "Income tax",
        "value": "$750.00",
        "note": "Form 1040",
        "tone": "good",
    }
    assert content["problems"] == [
        {
            "severity": "warning", "code": "lot-late", "message": "a lot is late", "remedy": "export it again",
            "where": "lots.csv:3",
        }
    ]  # fmt: skip
    assert content["laws"] == [{"place": "us", "year": 2026, "sha256": "ab" * 32}]
    assert content["not_modelled"] == ["credits of every kind", "employment taxes"]


@pytest.mark.parametrize("wrong", [{"surprise": 1}, {"as_of": "20.11.2026"}, {"tone": "loud"}])
def test_the_schema_refuses_what_is_no_document(wrong: dict[str, object]) -> None:
    content = {**json.loads(document_json(sample_document())), **wrong}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(content)
