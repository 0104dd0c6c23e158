"""Risk from whole months: volatility, Sharpe, Sortino, tracking error, information ratio, and the worst times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.simulate.measures.track import Floats, Month, Months

MONTHS_A_YEAR = 12
_NOTHING = 1e-12  # a spread of returns below this is rounding


def volatility(returns: Floats, a_year: int = MONTHS_A_YEAR) -> float | None:
    """Standard deviation (n - 1) of returns, times the root of how many there are in a year; None below two."""
    if len(returns) < 2:
        return None
    return float(np.std(returns, ddof=1)) * float(np.sqrt(a_year))


def sharpe(returns: Floats, cash: Floats | float = 0.0, a_year: int = MONTHS_A_YEAR) -> float | None:
    """Mean of returns over cash by their standard deviation, annualised (Sharpe 1994); None where nothing varies."""
    over = returns - cash
    spread = volatility(over, a_year)
    if spread is None or spread < _NOTHING:
        return None
    return float(np.mean(over)) * a_year / spread


def downside(returns: Floats, least: Floats | float = 0.0, a_year: int = MONTHS_A_YEAR) -> float | None:
    """Root mean square of what falls short of `least`, over all returns, annualised (Sortino and Price 1994)."""
    if not len(returns):
        return None
    short = np.minimum(returns - least, 0.0)
    return float(np.sqrt(np.mean(short**2) * a_year))


def sortino(returns: Floats, least: Floats | float = 0.0, a_year: int = MONTHS_A_YEAR) -> float | None:
    """Mean of returns over `least` by the downside, annualised; None where nothing falls short."""
    risk = downside(returns, least, a_year)
    if risk is None or risk < _NOTHING:
        return None
    return float(np.mean(returns - least)) * a_year / risk


def tracking_error(returns: Floats, benchmark: Floats, a_year: int = MONTHS_A_YEAR) -> float | None:
    """Standard deviation (n - 1) of the differences from the benchmark, annualised."""
    return volatility(returns - benchmark, a_year)


def information_ratio(returns: Floats, benchmark: Floats, a_year: int = MONTHS_A_YEAR) -> float | None:
    """Mean difference from the benchmark by the tracking error, both annualised; None where they move alike."""
    return sharpe(returns, benchmark, a_year)


@dataclass(frozen=True, slots=True)
class Worst:
    """The least return over a stretch of whole months, a share of one; `last` is its last month (year, month)."""

    value: float
    last: Month


def worst_run(months: Months, length: int, every: int = 1) -> Worst | None:
    """The worst stretch of `length` months in a row, ending in months divisible by `every`: 1, 1 the worst month; 3, 3
    the worst quarter; 12, 12 the worst calendar year; 12, 1 the worst twelve months. None where there is none."""
    found: Worst | None = None
    logs = np.concatenate(([0.0], np.cumsum(np.log1p(months.values))))
    for end in range(length, len(months.labels) + 1):
        last, first = months.labels[end - 1], months.labels[end - length]
        if last[1] % every or _number(last) - _number(first) != length - 1:
            continue
        value = float(np.expm1(logs[end] - logs[end - length]))
        if found is None or value < found.value:
            found = Worst(value, last)
    return found


def _number(month: Month) -> int:
    return month[0] * MONTHS_A_YEAR + month[1]
