"""Several policies over the same history, side by side: each one's measures, and how far apart they are as ranges.

Four questions are asked of pairs, and each has its own family of verdicts (Holm): what another policy brings instead
of the household's own, after all tax; what a policy brings against its twins, after all tax; what rebalancing brought
against buying and holding, before tax (the rebalancing effect); and how much less tax took than from a twin (tax
alpha).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.measures.benchmark import Yardstick
from trimtab.simulate.measures.bootstrap import block_months
from trimtab.simulate.measures.lines import Line, line_of
from trimtab.simulate.measures.performance import Performance, exact, performance
from trimtab.simulate.measures.ranges import Range, log_difference, ranges, reality_check, rolling, spread
from trimtab.simulate.measures.returns import time_weighted
from trimtab.simulate.measures.track import Basis, Floats, Track, track_of

ROLLING_MONTHS = 60
STEADY_SHARE = Decimal("0.75")  # of journeys from start dates that must point the same way
LEAST_MONTHS = 24  # below, months drawn again tell nothing


class Role(StrEnum):
    """What a policy is in the comparison: the household's own, another, or a twin that stands beside them."""

    OWN = "own"
    OTHER = "other"
    HOLD = "hold"
    NAIVE = "naive"


class Verdict(StrEnum):
    """What may be said of a difference. NOISE: the range holds nought. NOISE_AMONG_MANY: alone it would not, but so
    many were asked at once. UNSTEADY: it does not, but journeys from other start dates point the other way."""

    SAME = "the same"
    TOO_SHORT = "too short to say"
    NOISE = "noise"
    NOISE_AMONG_MANY = "noise, adjusted"
    UNSTEADY = "hangs on the start"
    REAL = "more than noise"


class Question(StrEnum):
    """What is asked of a pair."""

    AFTER_TAX = "after_tax"
    TWINS = "twins"
    REBALANCING = "rebalancing"
    TAX_ALPHA = "tax_alpha"


@dataclass(frozen=True, slots=True)
class Contender:
    """A policy by name with its run over the whole history, and one for each start date, in the same order for all."""

    name: str
    role: Role
    run: Backtest
    starts: tuple[Backtest, ...] = ()


@dataclass(frozen=True, slots=True)
class StartSpread:
    """A difference a year over the start dates (shares of one): how it lies, and in how many of `count` it was above
    nought. Times that overlap are no independent evidence."""

    values: tuple[Decimal, ...]
    least: Decimal
    median: Decimal
    most: Decimal
    ahead: int

    @property
    def count(self) -> int:
        """How many start dates."""
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Interval:
    """The range of a difference a year (shares of one); see `ranges.Range` for each."""

    low: Decimal
    high: Decimal
    confidence: Decimal
    p_value: Decimal
    p_adjusted: Decimal
    is_noise: bool
    is_noise_alone: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """What `name` brought a year more than `against` (shares of one), and in USD at the end after all tax.

    `interval` is None where the history is too short for one; `is_same`: no month differs. `rolling` is the difference
    a year over every stretch of `HistoryComparison.rolling_months` in the whole runs, by its first month, each with its
    part of the tax of selling at the end: what a picture of the distribution over start dates is drawn from.
    """

    question: Question
    name: str
    against: str
    point: Decimal
    end_usd: Decimal
    interval: Interval | None
    starts: StartSpread | None
    is_same: bool
    rolling: tuple[Decimal, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What may be said of it; more than noise only where journeys from start dates bear it out, if any were run."""
        if self.is_same:
            return Verdict.SAME
        if self.interval is None:
            return Verdict.TOO_SHORT
        if self.interval.is_noise:
            return Verdict.NOISE if self.interval.is_noise_alone else Verdict.NOISE_AMONG_MANY
        if self.starts is not None and self._agreeing(self.starts.values) < STEADY_SHARE * self.starts.count:
            return Verdict.UNSTEADY
        return Verdict.REAL

    def _agreeing(self, values: Sequence[Decimal]) -> int:
        return sum(value * self.point > 0 for value in values)


@dataclass(frozen=True, slots=True)
class PolicyHistory:
    """A policy with its measures, its return a year after all tax from each start date (shares of one), and the line
    that pictures draw."""

    name: str
    role: Role
    performance: Performance
    starts: tuple[Decimal, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class HistoryComparison:
    """Policies over one history. `windows` are the first and last days of the runs from start dates.

    `resamples`, `block_months` and `seed` say how chance was drawn; `reality_p` is White's chance that the best of the
    others would look so much better than the household's own if none were (None: no others, or too short). `has_cash`:
    Sharpe and Sortino are over what cash earned, else over nothing.
    """

    policies: tuple[PolicyHistory, ...]
    pairs: tuple[Pair, ...]
    windows: tuple[tuple[date, date], ...]
    months: int
    resamples: int
    block_months: Decimal | None
    seed: int
    reality_p: Decimal | None
    rolling_months: int
    has_cash: bool = False

    def asked(self, question: Question) -> tuple[Pair, ...]:
        """The pairs of one question."""
        return tuple(pair for pair in self.pairs if pair.question is question)


@dataclass(frozen=True, slots=True)
class Chance:
    """How many resamples, and the seed they are drawn with."""

    resamples: int = 2000
    seed: int = 1


def side_by_side(
    contenders: Sequence[Contender],
    chance: Chance,
    yardstick: Yardstick | None = None,
) -> HistoryComparison:
    """The comparison of whole runs over the same days; the first contender is the household's own policy.

    Tracking error is against the target mix of `yardstick`, or where it has none against the household's own policy.
    Raises ValueError for runs that stopped early, and for a programmer's mistake: no contender, or runs of different
    days.
    """
    if not contenders or contenders[0].role is not Role.OWN:
        raise ValueError("the household's own policy is compared first")
    tracks = {one.name: track_of(one.run) for one in contenders}
    if len({track.days for track in tracks.values()}) > 1 or len(tracks) < len(contenders):
        raise ValueError("policies are compared over the same days, each by its own name")
    own = tracks[contenders[0].name].months(Basis.AFTER_TAX)
    ends = tracks[contenders[0].name].month_ends
    target = None if yardstick is None else yardstick.target_months(ends)
    cash = None if yardstick is None else yardstick.cash_months(ends)
    against = own if target is None else target
    measured = tuple(
        PolicyHistory(
            one.name,
            one.role,
            performance(one.run, cash, against if target is not None or number else None),
            tuple(exact(_grown(track_of(start), Basis.LIQUIDATED)) for start in one.starts),
            line_of(one.run, tracks[one.name]),
        )
        for number, one in enumerate(contenders)
    )
    pairs, block = _pairs(contenders, tracks, chance)
    reality = None if block is None else _best_of_others(contenders, tracks, chance, block)
    return HistoryComparison(
        policies=measured,
        pairs=pairs,
        windows=tuple((run.values[0].day, run.values[-1].day) for run in contenders[0].starts),
        months=len(own.labels),
        resamples=0 if block is None else chance.resamples,
        block_months=exact(block),
        seed=chance.seed,
        reality_p=reality,
        has_cash=cash is not None,
        rolling_months=_rolling_months(len(own.labels)),
    )


class _Asked(NamedTuple):
    question: Question
    mine: Contender
    other: Contender


def _asked(contenders: Sequence[Contender]) -> list[_Asked]:
    own, *others = contenders
    policies = [one for one in contenders if one.role in {Role.OWN, Role.OTHER}]
    holds = [one for one in others if one.role is Role.HOLD]
    twins = [one for one in others if one.role in {Role.HOLD, Role.NAIVE}]
    return [
        *(_Asked(Question.AFTER_TAX, one, own) for one in others if one.role is Role.OTHER),
        *(_Asked(Question.TWINS, one, twin) for twin in twins for one in policies),
        *(_Asked(Question.REBALANCING, one, hold) for hold in holds for one in policies),
        *(_Asked(Question.TAX_ALPHA, one, twin) for twin in twins for one in policies),
    ]


def _pairs(
    contenders: Sequence[Contender], tracks: Mapping[str, Track], chance: Chance
) -> tuple[tuple[Pair, ...], float | None]:
    asked = _asked(contenders)
    series = [difference(one.question, tracks[one.mine.name], tracks[one.other.name]) for one in asked]
    found: dict[int, Range] = {}
    block = None
    if asked and len(series[0]) >= LEAST_MONTHS:
        block = block_months(series)
        for question in Question:
            family = [number for number, one in enumerate(asked) if one.question is question]
            if family:
                shifts = {number: _shift(asked[number], tracks) for number in family}
                drawn = {number: series[number] for number in family}
                found |= ranges(drawn, chance.resamples, chance.seed, block, shifts=shifts)
    pairs = (_pair(one, tracks, series[number], found.get(number)) for number, one in enumerate(asked))
    return tuple(pairs), block


def _rolling_months(count: int) -> int:
    """The stretch of rolling differences: five years, or half of a history that is shorter than ten."""
    return min(ROLLING_MONTHS, count // 2)


def difference(question: Question, mine: Track, other: Track) -> Floats:
    """The paired monthly log differences that a question is about, without what is certain at the end."""
    before, after = (
        log_difference(mine.months(basis), other.months(basis))
        for basis in (Basis.BEFORE_TAX, Basis.AFTER_TAX)
    )
    if question is Question.TAX_ALPHA:
        return after - before
    return before if question is Question.REBALANCING else after


def _shift(asked: _Asked, tracks: Mapping[str, Track]) -> float:
    """What the tax of selling everything at the end costs a month more than the other's, as a log difference."""
    if asked.question is Question.REBALANCING:
        return 0.0
    mine, other = tracks[asked.mine.name], tracks[asked.other.name]
    return (_kept_at_end(mine) - _kept_at_end(other)) / len(mine.months(Basis.AFTER_TAX).labels)


def _kept_at_end(track: Track) -> float:
    wealth = track.end_usd(Basis.AFTER_TAX)
    return float(np.log(track.end_usd(Basis.LIQUIDATED) / wealth)) if wealth > 0 else 0.0


def _pair(asked: _Asked, tracks: Mapping[str, Track], series: Floats, found: Range | None) -> Pair:
    question, mine, other = asked
    shift = _shift(asked, tracks)
    starts = [
        _apart(question, track_of(here), track_of(there))
        for here, there in zip(mine.starts, other.starts, strict=True)
    ]
    point = _apart(question, tracks[mine.name], tracks[other.name])
    return Pair(
        question,
        mine.name,
        other.name,
        exact(point),
        mine.run.end_after_tax_usd - other.run.end_after_tax_usd,
        None if found is None else _interval(found),
        _start_spread(starts),
        found.is_same if found is not None else abs(point) < 1e-12,
        tuple(exact(value) for value in rolling(series + shift, _rolling_months(len(series))).tolist())
        if len(series) >= LEAST_MONTHS
        else (),
    )


def _apart(question: Question, mine: Track, other: Track) -> float:
    """What a question asks, a year, of two whole tracks: the ratio of their growth less one."""

    def ratio(basis: Basis) -> float:
        return (1.0 + _grown(mine, basis)) / (1.0 + _grown(other, basis))

    if question is Question.REBALANCING:
        return ratio(Basis.BEFORE_TAX) - 1.0
    after = ratio(Basis.LIQUIDATED)
    return after / ratio(Basis.BEFORE_TAX) - 1.0 if question is Question.TAX_ALPHA else after - 1.0


def _grown(track: Track, basis: Basis) -> float:
    """The time-weighted return a year, also where it is less than one year."""
    return float((1.0 + time_weighted(track, basis)) ** (1.0 / track.years)) - 1.0


def _best_of_others(
    contenders: Sequence[Contender], tracks: Mapping[str, Track], chance: Chance, block: float
) -> Decimal | None:
    own = contenders[0]
    others = [_Asked(Question.AFTER_TAX, one, own) for one in contenders if one.role is Role.OTHER]
    series = [
        difference(one.question, tracks[one.mine.name], tracks[own.name]) + _shift(one, tracks)
        for one in others
    ]
    if not series or all(np.abs(one).max() < 1e-12 for one in series):
        return None
    return exact(reality_check(series, chance.resamples, chance.seed, block))


def _interval(found: Range) -> Interval:
    low, high, confidence, alone, adjusted = (
        exact(part) for part in (found.low, found.high, found.confidence, found.p_value, found.p_adjusted)
    )
    return Interval(low, high, confidence, alone, adjusted, found.is_noise, found.holds_nought)


def _start_spread(values: Sequence[float]) -> StartSpread | None:
    found = spread(values)
    if found is None:
        return None
    shown = tuple(exact(value) for value in values)
    return StartSpread(
        shown,
        exact(found.least),
        exact(found.median),
        exact(found.most),
        sum(value > 0 for value in shown),
    )
