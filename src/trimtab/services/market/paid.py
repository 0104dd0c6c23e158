"""Distributions and splits of a series: from their rows, or recovered from closes that were adjusted for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from trimtab.core.market import Distribution, Split
from trimtab.core.market_file import ReadPayment
from trimtab.core.money import ONE, ZERO, plain
from trimtab.core.problems import Problem, Source, error, warning
from trimtab.services.market.rows import CleanRows

ROUND_WITHIN = Decimal("0.0001")  # a split of 7.000007 is one of 7
MILS = Decimal("0.001")
HALF = Decimal("0.5")
LEAST_STEP = Decimal("0.00001")
NOISE_TIMES = 3
RECOVERED = "distributions recovered from adjusted closes"


@dataclass(frozen=True, slots=True)
class Paid:
    """What a series paid and how it was split, by day, with what was done to say so."""

    distributions: tuple[Distribution, ...] = ()
    splits: tuple[Split, ...] = ()
    told: tuple[str, ...] = ()


def from_rows(symbol: str, file: str, rows: Sequence[ReadPayment], tell: Callable[[Problem], None]) -> Paid:
    """Rows of payments of one symbol; splits are rounded to what they are meant to be, and that is told."""
    dividends: dict[date, Distribution] = {}
    splits: dict[date, Decimal] = {}
    rounded: list[str] = []
    for row in sorted(rows, key=lambda row: (row.ex_date, row.line)):
        source = Source(file, row.line)
        if min(row.dividend_usd, row.gain_usd, row.split_ratio) < 0:
            words = f"{symbol} on {row.ex_date}: a dividend, a gain or a split below nought"
            tell(error("payment-negative", words, "correct the row", source))
            continue
        if whole := row.dividend_usd + row.gain_usd:
            if row.ex_date in dividends:
                words = f"{symbol} has two dividends on {row.ex_date}"
                tell(error("payment-twice", words, "keep one row, or add them up into one", source))
            dividends[row.ex_date] = Distribution(row.ex_date, whole, gain_share=row.gain_usd / whole)
        if row.split_ratio not in (ZERO, ONE):
            ratio = whole_ratio(row.split_ratio)
            if ratio != row.split_ratio:
                rounded.append(f"Split of {row.ex_date} rounded from {row.split_ratio} to {plain(ratio)}.")
            splits[row.ex_date] = ratio
    return Paid(
        tuple(dividends[day] for day in sorted(dividends)),
        tuple(Split(day, splits[day]) for day in sorted(splits)),
        tuple(rounded),
    )


def whole_ratio(ratio: Decimal) -> Decimal:
    """A split as it was declared: the whole number, or one over it, that lies within a hundredth of a percent."""
    for near in (_whole(ratio), _whole(2 * ratio) / 2):
        if near and abs(ratio / near - ONE) <= ROUND_WITHIN:
            return near
    turned = _whole(ONE / ratio)
    if turned and abs(ratio * turned - ONE) <= ROUND_WITHIN:
        return ONE / turned
    return ratio


def _whole(value: Decimal) -> Decimal:
    return value.quantize(ONE, rounding=ROUND_HALF_UP)


def from_adjusted(rows: CleanRows, tell: Callable[[Problem], None]) -> Paid:
    """Distributions that the adjusted closes hide: close[t-1] * (1 - f[t-1] / f[t]) was paid, with f = adjusted/close.

    A step of less than a thousandth of a percent, or within three times what rounding the adjusted closes can make, is
    none. Amounts are rounded to a tenth of a cent (a hundredth below $20 a share): finer is noise.
    """
    found: list[Distribution] = []
    falls: list[str] = []
    unit = min((_exponent(value) for value in rows.adjusted if value is not None), default=0)
    half = HALF.scaleb(unit)
    before: tuple[Decimal, Decimal, Decimal] | None = None
    for day, close, adjusted in zip(rows.days, rows.values, rows.adjusted, strict=True):
        if adjusted is None or adjusted <= 0:
            continue
        factor, blur = adjusted / close, half / adjusted
        if before is not None:
            close_before, factor_before, blur_before = before
            step = ONE - factor_before / factor
            if abs(step) > max(LEAST_STEP, NOISE_TIMES * (blur + blur_before)):
                paid = (close_before * step).quantize(
                    MILS if close_before >= 20 else MILS / 10, ROUND_HALF_UP
                )
                if paid > 0:
                    found.append(Distribution(day, paid))
                elif paid < 0:
                    falls.append(str(day))
        before = (close, factor, blur)
    if falls:
        words = f"{rows.series.symbol}: adjusted closes fall against closes on {', '.join(falls[:5])}"
        words += f" and {len(falls) - 5:,} more days" if len(falls) > 5 else ""
        remedy = "no distribution does that; give dividends in a table of their own"
        tell(warning("adjusted-falls", words, remedy, Source(rows.file)))
    told = f"{len(found):,} {RECOVERED}: close[t-1] * (1 - f[t-1]/f[t])."
    return Paid(tuple(found), (), (told,))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
