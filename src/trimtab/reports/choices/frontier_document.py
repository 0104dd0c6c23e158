"""The frontier as a document: the line, what is marked beside it, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.choices.axis import round_values
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import CurveFigure, CurvePoint, Tick
from trimtab.reports.labels import Masks
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.frontier import Frontier, MarkKind
from trimtab.simulate.outcome import Outcome

TITLE = "Frontier"
_MARKS: Mapping[MarkKind, str] = {
    MarkKind.NOTHING: "Doing nothing",
    MarkKind.RULES: "Plain rules",
    MarkKind.PLAN: "Today's plan",
    MarkKind.FULL: "Full rebalance",
}


def frontier_document(
    household: Household, policy: Policy, found: Frontier, problems: Iterable[Problem] = ()
) -> Document:
    """The least cost for each level of drift left. Pure."""
    years = plain(policy.prices.horizon_years)
    return Document(
        kind="frontier",
        title=TITLE,
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(found),
        facts=_facts(found),
        sections=(_section(found, years),) if found.points else (),
        problems=gathered_lines(tuple(problems), Masks(household)),
    )


def _headline(found: Frontier) -> str:
    if not found.points:
        return "There is nothing to choose: no trade towards the target is worth its cost."
    cheap, full = found.points[0].outcome, found.points[-1].outcome
    more = full.money_usd - cheap.money_usd
    if len(found.points) == 1 or more < 1:
        left = words.percent(full.drift.half_sum)
        return f"Going all the way, to {left} off target, costs no more than stopping short."
    return (
        f"Going from {words.percent(cheap.drift.half_sum)} to {words.percent(full.drift.half_sum)} off target "
        f"costs {words.short_usd(more)}."
    )


def _facts(found: Frontier) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            _MARKS[kind],
            f"{words.percent(outcome.drift.half_sum)} off",
            words.signed_usd(outcome.money_usd - found.nothing.money_usd),
        )
        for kind, outcome in found.marks
    )


def _section(found: Frontier, years: str) -> Section:
    told = (
        f"Each point is the cheapest plan for its drift. Cost is tax now and later, trading, location and the price of "
        f"typing it in, over {years} {'year' if years == '1' else 'years'}, against doing nothing; below nought a plan "
        "earns more than it costs."
    )
    return Section(
        "line",
        "The least cost for each level of drift",
        (told,),
        _table(found),
        (
            "trimtab frontier HOUSEHOLD --pick 3 shows the plan of point 3, with everything that trimtab plan shows.",
        ),
        _figure(found),
    )


def _figure(found: Frontier) -> CurveFigure:
    base = found.nothing.money_usd
    points = tuple(_point(str(n), p.outcome, base) for n, p in enumerate(found.points, 1))
    marks = tuple(
        _point(_MARKS[kind], outcome, base, is_main=kind is MarkKind.PLAN) for kind, outcome in found.marks
    )
    xs = [point.x for point in (*points, *marks)]
    ys = [point.y for point in (*points, *marks)]
    return CurveFigure(
        title="Cost against drift left",
        words="Down is cheaper, left is nearer to the target.",
        x_label="Off target",
        y_label="Cost against doing nothing",
        x_ticks=tuple(Tick(x, f"{plain(x * 100)}%") for x in round_values(ZERO, max(xs))),
        y_ticks=tuple(Tick(y, words.signed_usd(y)) for y in round_values(min(ys), max(ys))),
        points=points,
        marks=marks,
    )


def _point(label: str, outcome: Outcome, base_usd: Decimal, *, is_main: bool = False) -> CurvePoint:
    off, cost = outcome.drift.half_sum, outcome.money_usd - base_usd
    return CurvePoint(label, off, cost, f"{words.percent(off)} off target, {words.signed_usd(cost)}", is_main)


def _table(found: Frontier) -> Table:
    columns = (
        Column("point", "Point"),
        Column("off_target", "Off target", Kind.SHARE),
        Column("outside", "Outside bands", Kind.USD_WHOLE),
        Column("tax_now", "Tax now", Kind.USD_SIGNED),
        Column("tax_later", "Tax later", Kind.USD_SIGNED),
        Column("trading", "Trading", Kind.USD_WHOLE),
        Column("location", "Location", Kind.USD_SIGNED, is_minor=True),
        Column("orders", "Orders", Kind.COUNT),
        Column("cost", "Cost", Kind.USD_SIGNED),
        Column("drift", "Price of the drift left", Kind.USD, is_hidden=True),
        Column("factor", "Price of drift times", Kind.QUANTITY, is_hidden=True),
    )
    rows = [
        _row(str(n), point.outcome, found.nothing, point.factor) for n, point in enumerate(found.points, 1)
    ]
    rows.append(Row(("Beside the line", *(None,) * (len(columns) - 1)), Tone.SECTION))
    rows += [_row(_MARKS[kind], outcome, found.nothing, None) for kind, outcome in found.marks]
    return Table("The least cost for each level of drift", columns, tuple(rows))


def _row(label: str, outcome: Outcome, nothing: Outcome, factor: Decimal | None) -> Row:
    cost, before = outcome.cost, nothing.cost
    return Row(
        (
            label,
            outcome.drift.half_sum,
            outcome.outside_usd,
            cost.tax_now_usd - before.tax_now_usd,
            cost.tax_later_usd - before.tax_later_usd,
            cost.trading_usd,
            cost.location_usd - before.location_usd,
            Decimal(len(outcome.trades)),
            outcome.money_usd - nothing.money_usd,
            cost.drift_usd,
            factor,
        )
    )
