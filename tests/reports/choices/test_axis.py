"""Round values that enclose what is drawn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.reports.choices.axis import round_values

D = Decimal


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        ("0", "0.117", ["0", "0.025", "0.05", "0.075", "0.1", "0.125"]),
        ("-2732", "0", ["-3000", "-2000", "-1000", "0"]),
        ("0", "10", ["0", "2", "4", "6", "8", "10"]),
        ("7", "7", ["6.4", "6.6", "6.8", "7", "7.2", "7.4", "7.6"]),
    ],
)
def test_values_are_round_and_enclose(low: str, high: str, values: list[str]) -> None:
    found = round_values(D(low), D(high))
    assert list(found) == [D(v) for v in values]
    assert found[0] <= D(low)
    assert found[-1] >= D(high)
