"""A study's own figures beside published ones, and beside an earlier computation where the study gives one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.reports import words
from trimtab.reports.document import Section
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.simulate.sweep.result import SweepResult, told
from trimtab.simulate.sweep.study import COMPARED, FIGURES

_LABELS = {
    "events": "Events",
    "trades": "Trades",
    "turnover_pct": "Turnover %",
    "return_pct": "Return %",
    "money_weighted_pct": "Money-weighted %",
    "volatility_pct": "Volatility %",
    "drawdown_pct": "Drawdown %",
    "sharpe": "Sharpe",
    "tracking_error_pct": "Tracking error %",
    "drift_pct": "Drift %",
    "final_usd": "Final USD",
    "costs_usd": "Costs USD",
}
_PLACES = {
    "average_weight_pct": 1,
    "events": 0,
    "trades": 0,
    "turnover_pct": 1,
    "final_usd": 0,
    "costs_usd": 0,
}


def published_section(found: SweepResult) -> Section:
    """Each row of the study in up to three lines: what was published, what stood beside it, what came out here."""
    keys = [key for key in FIGURES if any(key in (row.published or {}) for row in found.rows)]
    keys += [
        key for key in FIGURES if key not in keys and any(key in (row.beside or {}) for row in found.rows)
    ]
    labels = {**_LABELS, "average_weight_pct": f"Mean {next(iter(found.target))} %"}
    columns = (
        Column("policy", "Policy", is_name=True),
        Column("whose", "Whose"),
        *(Column(key, labels[key], Kind.QUANTITY) for key in keys),
    )
    rows = (line for number in range(len(found.rows)) for line in _lines(found, number, keys))
    table = Table("Published and here", columns, tuple(rows))
    return Section("published", "Beside what was published", _judged(found), table)


def figure_of(found: SweepResult, number: int, key: str) -> Decimal | None:
    """One figure of one row, in the study's units."""
    kind, scale = FIGURES[key]
    place = [policy.name for policy in found.policies].index(_name(found, number))
    value = found.figures.final_usd[0, place] if not kind else getattr(found.figures, kind)[0, place]
    value = found.weights[0, place, 0] if not kind else value
    return told(value * scale, _PLACES.get(key, 2))


def _name(found: SweepResult, number: int) -> str:
    from trimtab.simulate.sweep.grid import policies

    return policies([found.rows[number].grid])[0].name


def _lines(found: SweepResult, number: int, keys: list[str]) -> Iterator[Row]:
    row, name = found.rows[number], _name(found, number)
    for whose, figures in (("published", row.published), ("beside", row.beside)):
        if figures:
            yield Row((name, whose, *(_given(figures, key) for key in keys)))
    yield Row((name, "here", *(figure_of(found, number, key) for key in keys)))


def _given(figures: object, key: str) -> Decimal | None:
    value = figures.get(key) if isinstance(figures, dict) else None
    return None if value is None else Decimal(str(value))


def _judged(found: SweepResult) -> tuple[str, ...]:
    """How often the figures here are at least as near to the published ones as those beside."""
    near = total = 0
    for number, row in enumerate(found.rows):
        for key in COMPARED:
            published, beside, here = (
                _given(row.published, key),
                _given(row.beside, key),
                figure_of(found, number, key),
            )
            if published is not None and beside is not None and here is not None:
                total += 1
                near += abs(here - published) <= abs(beside - published)
    if not total:
        return ()
    return (
        f"Of {words.plural(total, 'figure')} compared (mean weight, events, return, volatility) {near} are at least as "
        "near to the published one as those beside.",
    )
