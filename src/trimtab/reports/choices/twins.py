"""The plan beside what else could be done today, as a table and as small bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trimtab.core.plan import CostBreakdown
from trimtab.reports import words
from trimtab.reports.choices.outcome import MEASURES, OUTCOME_COLUMNS, outcome_bars, outcome_cells, real_usd
from trimtab.reports.figures import MeasureFigure, MeasureRow
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.simulate.twins import Twin, Way

TITLE = "Beside other ways"
_NAMES: Mapping[Way, tuple[str, str]] = {
    Way.NOTHING: ("Doing nothing", ""),
    Way.ALONE: ("Each account alone", "to the same target by itself"),
    Way.RULES: ("Plain rules", "losses first, sheltered accounts first, highest cost first"),
    Way.PLAN: ("This plan", "all accounts together"),
}
_DOING: Mapping[Way, str] = {
    Way.ALONE: "bringing each account to target alone",
    Way.RULES: "following plain rules",
}


def twin_figure(twins: Sequence[Twin]) -> MeasureFigure | None:
    """All ways side by side; None where none of them trades anything, or none was weighed."""
    if not any(twin.outcome.trades for twin in twins):
        return None
    nothing = _of(twins, Way.NOTHING)
    rows = tuple(_row(twin, nothing) for twin in twins)
    return MeasureFigure(TITLE, _told(twins), MEASURES, rows, twin_table(twins))


def twin_table(twins: Sequence[Twin]) -> Table:
    """Drift left, taxes, costs and orders of every way, told against doing nothing. The last column is by how much a
    way costs more than the plan in all that the plan weighs: the sum of the dollars before it, less the plan's."""
    columns = (
        Column("way", "Way"),
        *OUTCOME_COLUMNS,
        Column("per_trade", "Trading at all", Kind.USD_WHOLE),
        Column("drift", "Being off target", Kind.USD_SIGNED),
        Column("worse", "In all, to this plan", Kind.USD_SIGNED),
    )
    nothing = _of(twins, Way.NOTHING).outcome.cost
    rows = tuple(_table_row(twin, nothing) for twin in twins)
    return Table(TITLE, columns, rows, turns=True)


def _table_row(twin: Twin, nothing: CostBreakdown) -> Row:
    worse_usd = None if twin.outcome.unpaid_usd else twin.worse_usd
    cost = twin.outcome.cost
    prices = cost.per_trade_usd - nothing.per_trade_usd, cost.drift_usd - nothing.drift_usd
    cells = (_label(twin), *outcome_cells(twin.outcome, nothing), *prices, worse_usd)
    return Row(cells, Tone.TOTAL if twin.way is Way.PLAN else Tone.PLAIN)


def _label(twin: Twin) -> str:
    name = _NAMES[twin.way][0]
    unpaid = twin.outcome.unpaid_usd
    return f"{name} (leaves {words.short_usd(unpaid)} unpaid)" if unpaid else name


def _row(twin: Twin, nothing: Twin) -> MeasureRow:
    bars = outcome_bars(twin.outcome, _money_usd(twin, nothing))
    return MeasureRow(_label(twin), _NAMES[twin.way][1], bars, twin.way is Way.PLAN)


def _money_usd(twin: Twin, nothing: Twin) -> Decimal:
    """Real dollars beyond doing nothing."""
    return real_usd(twin.outcome.cost) - real_usd(nothing.outcome.cost)


def _told(twins: Sequence[Twin]) -> str:
    """How much more each other way costs, in one sentence, and what that counts."""
    told = words.listed(_worse_words(twin, _DOING[twin.way]) for twin in twins if twin.way in _DOING)
    return (
        f"{words.sentence(told)} That counts all the plan weighs, being off target included. Money is tax now and "
        "later, trading and location, against doing nothing."
    )


def _worse_words(twin: Twin, name: str) -> str:
    if twin.outcome.unpaid_usd:
        return f"{name} leaves {words.short_usd(twin.outcome.unpaid_usd)} unpaid"
    if abs(twin.worse_usd) < 1:
        return f"{name} costs the same as this plan"
    return f"{name} costs {words.short_usd(twin.worse_usd)} {'more' if twin.worse_usd > 0 else 'less'}"


def _of(twins: Sequence[Twin], way: Way) -> Twin:
    return next(twin for twin in twins if twin.way is way)
