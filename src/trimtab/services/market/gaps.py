"""Days on which a security is missing while the others trade: told, and carried only where the user says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trimtab.core.history import Gaps
from trimtab.core.market import PriceSeries
from trimtab.core.problems import Problem, Source, error, warning
from trimtab.services.market.calendars import Pace, closed_too_long, missing_days, pace_of, skipped_months

CARRIED = "Carried the last close"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row on which `symbol` has no close; `days` counts those that the others have."""

    symbol: str
    first: date
    last: date
    days: int


def gaps_of(
    series: Mapping[str, PriceSeries], empty: Mapping[str, Sequence[date]]
) -> Mapping[str, tuple[date, ...]]:
    """Missing days by symbol: those that the others of its pace have, weekdays on which all daily series are silent for
    longer than a market closes, months that a monthly one skips, and days whose cell is empty in its file."""
    by_pace: dict[Pace, dict[str, tuple[date, ...]]] = {}
    for symbol, one in series.items():
        by_pace.setdefault(pace_of(one.days), {})[symbol] = one.days
    found: dict[str, tuple[date, ...]] = {}
    for days_of in by_pace.values():
        found.update(missing_days(days_of))
    daily = by_pace.get(Pace.DAILY, {})
    shut = closed_too_long(sorted({day for days in daily.values() for day in days}))
    own_calendar = {symbol: _inside(shut, days) for symbol, days in daily.items()}
    own_calendar |= {symbol: skipped_months(days) for symbol, days in by_pace.get(Pace.MONTHLY, {}).items()}
    for symbol, lacking in own_calendar.items():
        if lacking:
            found[symbol] = tuple(sorted({*lacking, *found.get(symbol, ())}))
    for symbol, days in empty.items():
        own = series[symbol].days
        if not days or len(by_pace[pace_of(own)]) > 2:
            continue
        if inside := set(_inside(days, own)).difference(own):
            found[symbol] = tuple(sorted(inside.union(found.get(symbol, ()))))
    return found


def _inside(days: Sequence[date], own: Sequence[date]) -> tuple[date, ...]:
    return tuple(day for day in days if own[0] < day < own[-1])


def runs(symbol: str, missing: Sequence[date], own: Sequence[date]) -> tuple[Gap, ...]:
    """Missing days joined to gaps: one gap is all that lies between two closes of the series."""
    groups: dict[int, list[date]] = {}
    for day in missing:
        groups.setdefault(bisect_right(own, day), []).append(day)
    return tuple(Gap(symbol, days[0], days[-1], len(days)) for _, days in sorted(groups.items()))


def carried(series: PriceSeries, missing: Sequence[date]) -> PriceSeries:
    """The series with its last close on each missing day, which its provenance tells."""
    closes = dict(zip(series.days, series.closes_usd, strict=True))
    for day in missing:
        last = series.last_on(day)
        assert last is not None
        closes[day] = last[1]
    days = tuple(sorted(closes))
    assert series.provenance is not None
    spans = ", ".join(_span(gap) for gap in runs(series.symbol, missing, series.days))
    words = f"{CARRIED} over {len(missing):,} missing days: {spans}."
    told = replace(series.provenance, adjustments=(*series.provenance.adjustments, words))
    return replace(series, days=days, closes_usd=tuple(closes[day] for day in days), provenance=told)


def tell_gaps(
    symbol: str, found: Sequence[Gap], gaps: Gaps, source: Source, tell: Callable[[Problem], None]
) -> None:
    """One problem for all gaps of a series, the longest first: an error, or a warning where they are carried.

    `source` has the line of the first empty cell, where the file has a row for it.
    """
    longest = sorted(found, key=lambda gap: (-gap.days, gap.first))[:3]
    shown = ", ".join(_span(gap) for gap in longest)
    count = sum(gap.days for gap in found)
    more = f" and {len(found) - 3:,} more gaps" if len(found) > 3 else ""
    days = "day" if count == 1 else "days"
    if gaps is Gaps.CARRY:
        words = f"{symbol}: the last close was carried over {count:,} missing {days}: {shown}{more}"
        tell(warning("price-gap-carried", words, "returns on these days are nought", source))
        return
    words = f"{symbol} has no close on {count:,} trading {days}: {shown}{more}"
    remedy = "fill the file, leave the symbol out, or say --gaps carry to carry the last close"
    tell(error("price-gap", words, remedy, source))


def _span(gap: Gap) -> str:
    if gap.first == gap.last:
        return f"{gap.first}"
    return f"{gap.first} to {gap.last} ({gap.days:,} days)"
