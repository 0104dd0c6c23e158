"""A one-line gauge: a band with its target in the middle, and where a class stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from trimtab.core.money import ONE
from trimtab.reports.figures import BandRow


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs a gauge is drawn with, one column each."""

    low: str
    band: str
    high: str
    target: str
    outside: str
    before: str
    now: str
    far_left: str
    far_right: str


UNICODE = Glyphs("├", "─", "┤", "┼", " ", "○", "●", "◀", "▶")
ASCII = Glyphs("[", "-", "]", "+", " ", "o", "*", "<", ">")


def gauge(row: BandRow, width: int, glyphs: Glyphs) -> str:
    """`width` characters (odd, at least 9): every class is drawn on its own band, so rows can be compared.

    The ring is the weight before, the dot the weight now (or after); an arrow at the edge is beyond the scale.
    """
    middle = width // 2
    reach = max(2, width * 3 // 10)
    cells = [glyphs.outside] * width
    left = middle - (reach if row.low < row.target else 0)
    right = middle + (reach if row.high > row.target else 0)
    for place in range(left, right + 1):
        cells[place] = glyphs.band
    cells[left], cells[right], cells[middle] = glyphs.low, glyphs.high, glyphs.target
    if row.after is not None:
        _put(cells, row, row.before, reach, glyphs.before, glyphs)
    _put(cells, row, row.before if row.after is None else row.after, reach, glyphs.now, glyphs)
    return "".join(cells)


def _put(cells: list[str], row: BandRow, weight: Decimal, reach: int, sign: str, glyphs: Glyphs) -> None:
    place = len(cells) // 2 + _steps(row, weight, reach)
    if place < 0:
        cells[0] = glyphs.far_left
    elif place >= len(cells):
        cells[-1] = glyphs.far_right
    else:
        cells[place] = sign


def _steps(row: BandRow, weight: Decimal, reach: int) -> int:
    """Columns from the middle. A weight outside the band is never drawn inside it, nor the other way round."""
    gap = weight - row.target
    if gap == 0:
        return 0
    half = row.high - row.target if gap > 0 else row.target - row.low
    half = half or (row.target - row.low if gap > 0 else row.high - row.target)
    if half <= 0:
        return 10**6 if gap > 0 else -(10**6)
    steps = int((gap / half * reach).quantize(ONE, rounding=ROUND_HALF_EVEN))
    sign = 1 if gap > 0 else -1
    if row.low <= weight <= row.high:
        return sign * min(abs(steps), reach)
    return sign * max(abs(steps), reach + 1)
