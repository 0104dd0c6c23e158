"""One checked column becomes one series: closes with what was paid, or an index level that reinvests its income."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.market import PriceSeries, Provenance
from trimtab.core.market_file import ReadMarketFile, ReadPayment, Treatment
from trimtab.core.money import ONE
from trimtab.core.problems import Problem
from trimtab.services.market import paid as payments
from trimtab.services.market.calendars import is_monthly, month_end_before, weekday_before
from trimtab.services.market.rows import CleanRows
from trimtab.services.market.yields import yield_levels

FIRST_LEVEL = Decimal(100)
LEVEL_STEP = Decimal(1).scaleb(-12)


def series_of(
    rows: CleanRows,
    file: ReadMarketFile,
    paid: tuple[str, Sequence[ReadPayment]] | None,
    tell: Callable[[Problem], None],
) -> PriceSeries:
    """The series; `paid` is the file of its dividends and splits with their rows (None: none was given)."""
    symbol, treatment = rows.series.symbol, rows.series.treatment
    days, values, told = rows.days, rows.values, [*file.told, *rows.told]
    found = payments.Paid()
    if treatment is Treatment.CLOSES and paid is not None:
        found = payments.from_rows(symbol, paid[0], paid[1], tell)
        told.append(f"Distributions and splits from {paid[0]}.")
    elif treatment is Treatment.CLOSES and rows.adjusted:
        found = payments.from_adjusted(rows, tell)
        told.append("Closes are as the file has them; they may be adjusted for splits.")
    elif treatment is Treatment.RETURNS:
        days, values = _levels(days, values)
        told.append("Returns joined to a total-return index that begins at 100.")
    elif treatment is Treatment.YIELD:
        values = yield_levels(days, values, rows.series.maturity_months)
        told.append(_yield_words(rows.series.maturity_months))
    provenance = Provenance(
        f"{file.layout}, {symbol}",
        file.origin or file.name,
        file.sha256,
        file.retrieved,
        (*told, *found.told),
    )
    made = PriceSeries(symbol, days, values, found.distributions, found.splits, provenance=provenance)
    is_total = treatment in (Treatment.TOTAL_RETURN, Treatment.RETURNS, Treatment.YIELD)
    return replace(made, is_total_return=is_total, is_month_average=rows.series.is_month_average)


def _levels(days: Sequence[date], returns: Sequence[Decimal]) -> tuple[tuple[date, ...], tuple[Decimal, ...]]:
    """Index levels from returns: 100 one period before the first, then joined, exact to twelve places."""
    if not days:
        return (), ()
    levels = [FIRST_LEVEL]
    for change in returns:
        levels.append((levels[-1] * (ONE + change)).quantize(LEVEL_STEP))
    return (_one_before(days), *days), tuple(levels)


def _one_before(days: Sequence[date]) -> date:
    """The day one period before the first: a month before monthly ones, else one weekday."""
    return month_end_before(days[0]) if is_monthly(days) else weekday_before(days[0])


def _yield_words(months: int) -> str:
    if months <= 12:
        return (
            f"Yields of a {months}-month bill as a total-return index: interest by the day, bill after bill."
        )
    years = months // 12
    return (
        f"Yields of a {years}-year bond as a total-return index: each period a par bond is bought at its yield "
        "and sold at the next one's."
    )
