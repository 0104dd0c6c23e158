"""What a strategy remembers between plans, as a file."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.strategies.memory import Remembered, memory_text, read_memory
from trimtab.core.problems import BadInputError

DAY, NEXT = date(2026, 11, 20), date(2026, 11, 23)
KEPT = {
    "floor_usd": Decimal("800000.10"),
    "since": date(2026, 1, 2),
    "seen": (1, True, None, "x", {"date": (Decimal(1),), "deep": {}}),
}
TOLD = Remembered("cppi", DAY, {"floor_usd": Decimal(1)}, KEPT)


def test_it_is_read_as_it_was_written() -> None:
    text = memory_text(TOLD)
    assert read_memory("m.json", text.encode(), "cppi", NEXT) == TOLD
    assert memory_text(read_memory("m.json", text.encode(), "cppi", NEXT)) == text


def test_asked_again_on_its_day_it_sees_what_it_saw_the_first_time() -> None:
    assert TOLD.on(DAY) == TOLD.before
    assert TOLD.on(NEXT) == KEPT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no memory of a strategy"),
        ("[]", "is no memory of a strategy"),
        ("{}", "is no memory of a strategy"),
        (json.dumps({"format": "other"}), "its format is 'other'"),
        (memory_text(TOLD).replace("800000.1", "NaN"), "NaN is no number"),
        (memory_text(TOLD).replace("800000.1", "lots"), "is no memory of a strategy"),
        (memory_text(TOLD).replace('"decimal"', '"float"'), "'float' is no kind of value"),
        (memory_text(TOLD).replace('"decimal": "1"', '"map": {"x": 0.5}'), "0.5 is a float"),
        (memory_text(TOLD).replace('"cppi"', '"momentum"'), "is the memory of momentum, not of cppi"),
        (memory_text(TOLD).replace("2026-11-20", "2027-01-01"), "would know what came later"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadInputError) as fault:
        read_memory("m.json", text.encode(), "cppi", NEXT)
    assert words in str(fault.value)
