"""Pictures of a backtest's classes: weights in their bands with trades marked, and what each brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.classes import ClassInfo
from trimtab.core.money import ONE, ZERO
from trimtab.core.plan import Side
from trimtab.reports import words
from trimtab.reports.document import Section
from trimtab.reports.figures import MeasureBar, MeasureFigure, MeasureRow
from trimtab.reports.lab.axes import day_ticks, share_ticks, thinned
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.reports.time_figures import BandStep, Point, WeightRow, WeightsFigure
from trimtab.simulate.backtest.result import Backtest, Look
from trimtab.simulate.measures.contribution import REST

_MARKED = 120  # more trades of a class than these are not marked one by one
_SEEN = Decimal("0.0005")  # a class that a trade moved by less is not marked


def weights_section(run: Backtest, names: Mapping[str, ClassInfo]) -> Section | None:
    """Each class's weight against its band, with the days on which trades moved it; None where nobody looked."""
    if not run.looks:
        return None
    classes = sorted(run.looks[0].targets, key=lambda name: (-run.looks[0].targets[name], name))
    acted = [look for look in run.looks if look.plan is not None and look.plan.trades]
    told = (
        f"{words.plural(len(run.looks), 'look')}, {words.plural(len(acted), 'plan')} with trades. A triangle up is a "
        "purchase, a triangle down a sale; the shade is the band, the dashed line the target."
    )
    start, end = run.values[0].day, run.values[-1].day
    figure = WeightsFigure(
        title="Weights in their bands",
        words="",
        start=start,
        end=end,
        x_ticks=day_ticks(start, end),
        rows=tuple(_row(run, name, names, acted) for name in classes),
    )
    table = _looks_table(acted, classes, names)
    return Section("weights", "Weights in their bands", (told,), table, (), figure, is_picture=True)


def _row(run: Backtest, name: str, names: Mapping[str, ClassInfo], acted: Sequence[Look]) -> WeightRow:
    points = _weights(run, name)
    steps = tuple(_steps(run.looks, name, run.values[0].day))
    trades = tuple(_trades(acted, dict(points), name))
    values = [value for _, value in points]
    edges = [edge for step in steps for edge in (step.low, step.high)] + [before for _, before, _ in trades]
    low, high = min(*values, *edges), max(*values, *edges)
    ticks = share_ticks(max(low, ZERO), min(high, ONE), 3)
    found = names.get(name)
    return WeightRow(
        label=found.name if found else name,
        short_label=found.short_name if found else name,
        slot=found.colour_slot if found else 0,
        note=f"{words.percent_short(min(values))} to {words.percent_short(max(values))}",
        low=ticks[0].value,
        high=ticks[-1].value,
        points=thinned(points),
        steps=steps,
        trades=trades if len(trades) <= _MARKED else (),
        ticks=ticks,
    )


def _weights(run: Backtest, name: str) -> tuple[Point, ...]:
    """By day where the run kept them, else by look."""
    by_day = tuple((value.day, value.weights[name]) for value in run.values if name in value.weights)
    return by_day or tuple((look.day, look.weights.get(name, ZERO)) for look in run.looks)


def _steps(looks: Sequence[Look], name: str, start: date) -> Iterator[BandStep]:
    """The band each time it changed; the first holds from the beginning."""
    last: tuple[Decimal, Decimal, Decimal] | None = None
    for look in looks:
        target = look.targets.get(name, ZERO)
        low, high = look.bands.get(name, (target, target))
        if (target, low, high) != last:
            yield BandStep(start if last is None else look.day, target, low, high)
        last = (target, low, high)


def _trades(
    acted: Sequence[Look], after_by_day: Mapping[date, Decimal], name: str
) -> Iterator[tuple[date, Decimal, bool]]:
    """Days on which a plan moved the class, where it stood before, and whether up."""
    for look in acted:
        before, after = look.weights.get(name, ZERO), after_by_day.get(look.day)
        if after is not None and abs(after - before) >= _SEEN:
            yield look.day, before, after > before


def _looks_table(acted: Sequence[Look], classes: Sequence[str], names: Mapping[str, ClassInfo]) -> Table:
    columns = (
        Column("day", "Day", Kind.DATE),
        Column("reason", "Reason"),
        Column("sold", "Sold", Kind.USD_WHOLE),
        Column("bought", "Bought", Kind.USD_WHOLE),
        Column("drift", "Off target before", Kind.SHARE),
        *(
            Column(f"weight_{name}", names[name].short_name if name in names else name, Kind.SHARE)
            for name in classes
        ),
    )
    return Table("Plans with trades", columns, tuple(_look_row(look, classes) for look in acted))


def _look_row(look: Look, classes: Sequence[str]) -> Row:
    plan = look.plan
    assert plan is not None, "only looks with a plan are handed in"
    sold, bought = (
        sum((trade.amount_usd for trade in plan.trades if trade.side is side), ZERO)
        for side in (Side.SELL, Side.BUY)
    )
    return Row(
        (look.day, look.reason, sold, bought, look.drift, *(look.weights.get(name, ZERO) for name in classes))
    )


def brought_section(
    run: Backtest, contributions: Mapping[str, Decimal], names: Mapping[str, ClassInfo]
) -> Section | None:
    """What each class brought to the return and in dollars; None where days do not tell."""
    if not contributions:
        return None
    order = sorted(contributions, key=lambda name: (name == REST, -contributions[name], name))
    dollars = {name: sum((value.gains_usd.get(name, ZERO) for value in run.values), ZERO) for name in order}
    titles = {name: _title(name, names) for name in order}
    told = "Change of price and income, less what trades cost, linked over the days so that the parts sum to the whole."
    columns = (
        Column("class", "Class"),
        Column("class_id", "Class id", is_hidden=True),
        Column("brought", "Brought to the return, points", Kind.POINTS),
        Column("usd", "In dollars", Kind.USD_SIGNED),
    )
    table = Table(
        "What each class brought",
        columns,
        tuple(Row((titles[name], name, contributions[name], dollars[name])) for name in order),
    )
    figure = MeasureFigure(
        title="What each class brought",
        words="",
        measures=("To the return, in points", "In dollars"),
        rows=tuple(
            MeasureRow(
                titles[name],
                "",
                (
                    MeasureBar(contributions[name], words.points(contributions[name])),
                    MeasureBar(dollars[name], words.signed_usd(dollars[name])),
                ),
                is_ours=name != REST,
            )
            for name in order
        ),
        table=table,
    )
    return Section("brought", "What each class brought", (told,), table, (), figure, is_picture=True)


def _title(name: str, names: Mapping[str, ClassInfo]) -> str:
    if name == REST:
        return "Cash and the rest"
    return names[name].name if name in names else name
