"""Steps between two closes that look like a split which nobody told, and splits that the closes do not show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from trimtab.core.market import PriceSeries
from trimtab.core.money import ONE, plain
from trimtab.core.problems import Problem, Source, error, warning
from trimtab.services.market.calendars import Pace, pace_of

RATIOS = tuple(Decimal(ratio) for ratio in (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 100))
THREE_FOR_TWO = Decimal("1.5")
NEAR, NEAR_SMALL = Decimal("0.04"), Decimal("0.015")
SPIKE = Decimal(10)  # times its neighbours, or a tenth of them, and back the next day: a slip, never a price
LEAST_JUMP = Decimal("1.45")
CALM_LOW, CALM_HIGH = Decimal("0.7"), Decimal("1.4")
SHOWN = 5


def tell_jumps(series: PriceSeries, file: str, tell: Callable[[Problem], None]) -> None:
    """Of daily closes: one ten times off those before and after it; steps near 2:1, 3:1, 3:2, 1:10 ... without a split;
    and told splits without such a step."""
    if pace_of(series.days) is not Pace.DAILY:
        return
    _tell_spikes(series, file, tell)
    if series.is_total_return:
        return
    splits = {split.ex_date: split.ratio for split in series.splits}
    seen: list[tuple[date, str]] = []
    unseen: list[tuple[date, str]] = []
    before = None
    for day, close in zip(series.days, series.closes_usd, strict=True):
        if before is not None:
            ratio = splits.get(day)
            if ratio is None and CALM_LOW * close < before < CALM_HIGH * close:
                before = close
                continue
            step = before / close
            if ratio is not None and _far(step, ONE, ratio):
                unseen.append((day, f"{plain(ratio.normalize())} for 1 on {day}"))
            elif ratio is None and (words := split_like(step)):
                seen.append((day, f"{words} on {day} (from {plain(before)} to {plain(close)})"))
        before = close
    if seen:
        words = f"{series.symbol} steps as if split and no split is told: {_shown(seen)}"
        remedy = "a split or spin-off: tell it in the table of splits, or take closes adjusted for it"
        tell(warning("split-like-jump", words, remedy, Source(file)))
    if unseen:
        words = f"{series.symbol}: told splits do not show in the closes: {_shown(unseen)}"
        remedy = "closes may be adjusted for splits already: then leave the splits out, or shares count twice"
        tell(warning("split-not-in-closes", words, remedy, Source(file)))


def _tell_spikes(series: PriceSeries, file: str, tell: Callable[[Problem], None]) -> None:
    """Single closes that cannot be prices: far from both neighbours, which are near each other."""
    closes = series.closes_usd
    found = []
    for before, close, after, day in zip(closes, closes[1:], closes[2:], series.days[1:], strict=False):
        is_far = not close / SPIKE < before < close * SPIKE and not close / SPIKE < after < close * SPIKE
        if is_far and before / 2 < after < before * 2:
            found.append((day, f"{plain(close)} on {day}, between {plain(before)} and {plain(after)}"))
    if found:
        words = f"{series.symbol} has closes ten times off those before and after them: {_shown(found)}"
        tell(error("price-spike", words, "correct the file, or leave these rows out", Source(file)))


def split_like(step: Decimal) -> str:
    """`2:1` for a close that halved, `1:10` for one that rose tenfold; empty where the step is none of these."""
    is_fall = step > ONE
    size = step if is_fall else ONE / step
    if size < LEAST_JUMP:
        return ""
    if abs(size / THREE_FOR_TWO - ONE) <= NEAR_SMALL:
        return "3:2" if is_fall else "2:3"
    for ratio in RATIOS:
        if abs(size / ratio - ONE) <= NEAR:
            return f"{ratio}:1" if is_fall else f"1:{ratio}"
    return ""


def _far(step: Decimal, one: Decimal, ratio: Decimal) -> bool:
    """Whether a step lies nearer to no split at all than to the split told."""
    return abs(step / one - ONE) < abs(step / ratio - ONE)


def _shown(found: list[tuple[date, str]]) -> str:
    more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    return ", ".join(words for _, words in found[:SHOWN]) + more
