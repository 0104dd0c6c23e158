"""The one-line gauge: inside is inside, outside is outside, at every width."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.adapters.render.pictures.gauge import ASCII, UNICODE, gauge
from trimtab.reports.figures import BandRow

D = Decimal


def _row(
    before: str, after: str | None = None, low: str = "0.40", high: str = "0.50", target: str = "0.45"
) -> BandRow:
    return BandRow(
        "x", "x", 1, D(target), D(low), D(high), D(before), None if after is None else D(after), ""
    )


@pytest.mark.parametrize(
    ("row", "picture"),
    [
        (_row("0.45"), "    ├────●────┤    "),
        (_row("0.40"), "    ●────┼────┤    "),
        (_row("0.50"), "    ├────┼────●    "),
        (_row("0.5001"), "    ├────┼────┤●   "),
        (_row("0.3999"), "   ●├────┼────┤    "),
        (_row("0.90"), "    ├────┼────┤   ▶"),
        (_row("0.10"), "◀   ├────┼────┤    "),
    ],
)
def test_pictures(row: BandRow, picture: str) -> None:
    assert gauge(row, 19, UNICODE) == picture


def test_before_is_a_ring_and_after_a_dot() -> None:
    assert gauge(_row("0.53", "0.45"), 19, UNICODE).rstrip() == "    ├────●────┤  ○"
    assert gauge(_row("0.53", "0.45"), 19, ASCII).rstrip() == "    [----*----]  o"


def test_a_band_that_starts_at_the_target_has_one_side() -> None:
    row = _row("0.005", low="0", high="0.01", target="0")
    assert gauge(row, 19, UNICODE) == "         ┼─●──┤    "


def test_a_band_without_width_shows_only_on_or_off() -> None:
    assert gauge(_row("0.2", low="0.2", high="0.2", target="0.2"), 19, UNICODE).strip() == "●"
    assert gauge(_row("0.3", low="0.2", high="0.2", target="0.2"), 19, UNICODE).endswith("▶")
    assert gauge(_row("0.1", low="0.2", high="0.2", target="0.2"), 19, UNICODE).startswith("◀")


@pytest.mark.parametrize("width", [9, 19, 31])
def test_no_weight_is_drawn_on_the_wrong_side_of_an_edge(width: int) -> None:
    low, high = gauge(_row("0.45"), width, UNICODE).index("├"), gauge(_row("0.45"), width, UNICODE).index("┤")
    for step in range(3000, 6001, 7):
        weight = D(step) / 10000
        place = gauge(_row(str(weight)), width, UNICODE)
        at = next(index for index, sign in enumerate(place) if sign in "●◀▶")
        assert (low <= at <= high) == (D("0.40") <= weight <= D("0.50"))
