"""One series made of others: joined before it begins, mixed by class, its income told apart, or never moving."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from trimtab.core.instruments import Instrument
from trimtab.core.market import Distribution, PriceSeries, Provenance
from trimtab.core.money import HUNDRED, ONE, ZERO, plain

PRICE_STEP = Decimal(1).scaleb(-10)
MONTHS = 12


def joined(first: PriceSeries, before: PriceSeries) -> PriceSeries:
    """`first` with the returns of `before` until its own first close: prices and payments scaled to meet it there."""
    begin = first.days[0]
    meeting = before.last_on(begin)
    if meeting is None or before.days[0] >= begin:
        return first
    scale = first.closes_usd[0] * before.split_between(meeting[0], begin) / meeting[1]
    days = [day for day in before.days if day < begin]
    closes = [_priced(close * scale) for close in before.closes_usd[: len(days)]]
    paid = [
        replace(one, per_share_usd=_priced(one.per_share_usd * scale))
        for one in before.distributions
        if one.ex_date <= begin
    ]
    own = [one for one in first.distributions if one.ex_date > begin]
    splits = (
        *(one for one in before.splits if one.ex_date <= begin),
        *(one for one in first.splits if one.ex_date > begin),
    )
    words = f"Before {begin} the returns of {before.symbol} stand in."
    return replace(
        first,
        days=(*days, *first.days),
        closes_usd=(*closes, *first.closes_usd),
        distributions=(*paid, *own),
        splits=splits,
        is_month_average=first.is_month_average or before.is_month_average,
        provenance=_told(
            first.provenance, *(before.provenance.adjustments if before.provenance else ()), words
        ),
    )


def mixed(symbol: str, parts: Sequence[tuple[PriceSeries, Decimal]]) -> PriceSeries:
    """Shares of one of several series, set back to their shares each day: a fund of funds. It begins at 100."""
    begin, end = max(one.days[0] for one, _ in parts), min(one.days[-1] for one, _ in parts)
    days = sorted({day for one, _ in parts for day in one.days if begin <= day <= end})
    steps = [(share, *_steps(one, days)) for one, share in parts]
    level, closes, paid = HUNDRED, [HUNDRED], []
    for at in range(1, len(days)):
        growth = sum((share * grown[at] for share, grown, _ in steps), ZERO)
        cash = sum((share * payment[at] for share, _, payment in steps), ZERO)
        if cash:
            paid.append(Distribution(days[at], _priced(level * cash)))
        level = _priced(level * growth)
        closes.append(level)
    names = ", ".join(f"{plain(share * HUNDRED)}% {one.symbol}" for one, share in parts)
    provenance = Provenance(
        f"a mix set back to its shares each day: {names}",
        ", ".join(sorted({one.provenance.origin for one, _ in parts if one.provenance})),
        "",
    )
    made = PriceSeries(symbol, tuple(days), tuple(closes), tuple(paid), provenance=provenance)
    return replace(made, is_month_average=any(one.is_month_average for one, _ in parts))


def unbundled(series: PriceSeries, yield_pct: Decimal) -> PriceSeries:
    """A total-return index as closes with income beside them: a twelfth of the yield of the close before, paid with the
    first close of each month. What is held with its income reinvested grows as the index does."""
    monthly = yield_pct / HUNDRED / MONTHS
    closes, paid = [series.closes_usd[0]], []
    for at in range(1, len(series.days)):
        day, before = series.days[at], series.days[at - 1]
        growth = series.closes_usd[at] / series.closes_usd[at - 1]
        cash = _priced(closes[-1] * monthly) if (day.year, day.month) != (before.year, before.month) else ZERO
        if cash:
            paid.append(Distribution(day, cash))
        closes.append(_priced(closes[-1] * growth - cash))
    words = f"Income of {plain(yield_pct)}% a year, as yields are today, was taken out of the index month by month."
    return replace(
        series,
        closes_usd=tuple(closes),
        distributions=tuple(paid),
        is_total_return=False,
        provenance=_told(series.provenance, words),
    )


def flat(symbol: str, days: Sequence[date], usd: Decimal, yield_pct: Decimal) -> PriceSeries:
    """A price that never moves, with a twelfth of the yield paid on the first day of each month."""
    monthly = _priced(usd * yield_pct / HUNDRED / MONTHS)
    firsts = [day for before, day in pairwise(days) if (day.year, day.month) != (before.year, before.month)]
    paid = tuple(Distribution(day, monthly) for day in firsts) if monthly else ()
    words = f"a price of {plain(usd)} that never moves, paying {plain(yield_pct)}% a year"
    return PriceSeries(
        symbol, tuple(days), (usd,) * len(days), paid, provenance=Provenance(words, "flat", "")
    )


def taxed_as(series: PriceSeries, instrument: Instrument, qualified_pct: Decimal | None) -> PriceSeries:
    """The series with each distribution divided as the security's yields are; what no yield tells is ordinary.

    A gain distribution that the data tell stays one; the rest of that day is divided.
    """
    whole = yield_of(instrument)
    shares = [ZERO] * 3
    if whole:
        parts = (instrument.yield_qualified_pct, instrument.yield_gain_pct, instrument.yield_exempt_pct)
        shares = [part / whole if part else ZERO for part in parts]
    if qualified_pct is not None:
        told, rest = qualified_pct / HUNDRED, ONE - shares[0]
        shares = [told, *(share * (ONE - told) / rest if rest else ZERO for share in shares[1:])]
    qualified, gain, exempt = shares
    divided = []
    for one in series.distributions:
        rest = ONE - one.gain_share
        divided.append(
            replace(
                one,
                qualified_share=qualified * rest,
                gain_share=one.gain_share or gain,
                exempt_share=exempt * rest,
            )
        )
    return replace(series, distributions=tuple(divided))


def yield_of(instrument: Instrument) -> Decimal:
    """All that a security pays, percent a year."""
    return (
        instrument.yield_ordinary_pct
        + instrument.yield_qualified_pct
        + instrument.yield_exempt_pct
        + instrument.yield_gain_pct
    )


def _steps(series: PriceSeries, days: Sequence[date]) -> tuple[list[Decimal], list[Decimal]]:
    """On each day what one dollar of the day before has become, splits counted, and what was paid on it. The first day
    has neither."""
    closes = [found[1] for day in days if (found := series.last_on(day)) is not None]
    assert len(closes) == len(days)
    splits, payments = [ONE] * len(days), [ZERO] * len(days)
    for split in series.splits:
        if (at := bisect_left(days, split.ex_date)) < len(days):
            splits[at] *= split.ratio
    for payment in series.distributions:
        if (at := bisect_left(days, payment.ex_date)) < len(days):
            payments[at] += payment.per_share_usd
    pairs = range(1, len(days))
    grown = [ONE, *(closes[at] * splits[at] / closes[at - 1] for at in pairs)]
    return grown, [
        ZERO,
        *(payments[at] / closes[at - 1] if payments[at] else ZERO for at in pairs),
    ]


def _priced(value: Decimal) -> Decimal:
    return value.quantize(PRICE_STEP)


def _told(provenance: Provenance | None, *words: str) -> Provenance:
    assert provenance is not None
    return replace(provenance, adjustments=(*provenance.adjustments, *words))
