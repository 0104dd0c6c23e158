"""One text for one value, so that hashes mean the same on any machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pytest

from trimtab.core.accounts import Lot
from trimtab.core.canonical import LATER, canonical, canonical_text, digest
from trimtab.core.problems import Severity, Source


def lot(quantity: str, source: Source) -> Lot:
    return Lot("2020-01-02", Decimal(quantity), Decimal("10.50"), date(2020, 1, 2), source)


def test_equal_numbers_have_one_text() -> None:
    assert digest(Decimal("1.50")) == digest(Decimal("1.5"))
    assert digest(Decimal("1E+2")) == digest(Decimal(100))
    assert digest(Decimal("-0.0")) == digest(Decimal(0))
    assert digest(Decimal("1.51")) != digest(Decimal("1.5"))


def test_where_a_value_was_read_is_not_part_of_it() -> None:
    assert digest(lot("3", Source("a.csv", 4))) == digest(lot("3.0", Source("b.csv", 9)))
    assert digest(lot("3", Source("a.csv", 4))) != digest(lot("4", Source("a.csv", 4)))


def test_sets_and_mappings_are_sorted() -> None:
    assert canonical({"b": frozenset({"y", "x"}), "a": 1}) == {"a": 1, "b": ["x", "y"]}
    assert list(canonical({"b": 1, "a": 2})) == ["a", "b"]


def test_a_float_has_no_canonical_form() -> None:
    with pytest.raises(TypeError, match="float"):
        canonical({"price": 1.5})


@dataclass(frozen=True)
class Alone:
    name: str


def test_a_frozen_value_with_room_keeps_its_text_and_a_changed_one_has_its_own() -> None:
    first = Alone("x")
    assert canonical_text(first) is canonical_text(first)
    assert canonical_text(replace(first, name="y")) == '{"name": "y"}'
    assert first == Alone("x"), "what is kept is no part of the value"


def test_the_text_is_that_of_sorted_json() -> None:
    value = {
        "names": frozenset({"a", "a b", 'a"', "ä"}),
        "kinds": {Severity.NOTE, Severity.ERROR},
        "pairs": {(Decimal("2.50"), True), (Decimal(10), None)},
        "alone": Alone("x"),
        "lots": [lot("3", Source("a.csv"))],
    }
    text = canonical_text(value)
    assert text == json.dumps(json.loads(text), sort_keys=True)
    assert json.loads(text) == {
        "alone": {"name": "x"},
        "kinds": ["error", "note"],
        "lots": [
            {
                "acquired": "2020-01-02",
                "basis_usd": "10.5",
                "lot_id": "2020-01-02",
                "quantity": "3",
                "source": None,
            }
        ],
        "names": ["a", "a b", 'a"', "ä"],
        "pairs": [["10", None], ["2.5", True]],
    }


@dataclass(frozen=True, slots=True)
class Grown:
    added: Decimal = field(default=Decimal(0), metadata=LATER)
    known: str = "k"
    more: bool = field(default=False, metadata=LATER)


@dataclass(frozen=True, slots=True)
class OnlyLater:
    added: str | None = field(default=None, metadata=LATER)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Grown(), '{"known": "k"}'),
        (Grown(added=Decimal("0.00")), '{"known": "k"}'),
        (Grown(added=Decimal("1.50"), known="ü"), '{"added": "1.5", "known": "\\u00fc"}'),
        (Grown(Decimal(2), "{a} 'b' %s", True), '{"added": "2", "known": "{a} \'b\' %s", "more": true}'),
        (OnlyLater(), "{}"),
        (OnlyLater("x"), '{"added": "x"}'),
    ],
)
def test_what_came_later_is_told_only_where_it_is_not_at_its_default(value: object, text: str) -> None:
    assert canonical_text(value) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("0E+3", "0"),
        ("20", "20"),
        ("-0.50", "-0.5"),
        ("100.00", "100"),
        ("1E-9", "0.000000001"),
    ],
)
def test_a_number_is_its_shortest_exact_text(number: str, text: str) -> None:
    assert canonical_text(Decimal(number)) == f'"{text}"'
