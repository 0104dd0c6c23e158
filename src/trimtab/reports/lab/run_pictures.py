"""Pictures of backtests side by side: wealth, falls from a high, tax by year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.reports import words
from trimtab.reports.document import Section
from trimtab.reports.lab.axes import day_ticks, money, money_ticks, month_ends, share_ticks, thinned
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.reports.time_figures import DayLine, DaysFigure, Point, YearBar, YearsFigure
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.measures.lines import Line, line_of
from trimtab.simulate.measures.track import track_of

Named = tuple[str, Line]


def named_lines(runs: Sequence[Backtest]) -> tuple[Named, ...]:
    """The lines of whole runs by strategy."""
    return tuple((run.strategy, line_of(run, track_of(run))) for run in runs)


def wealth_section(lines: Sequence[Named]) -> Section:
    """Dollars by day, flows in them; the first line is the one that the page is about."""
    series = [(name, tuple(zip(line.days, line.wealth_usd, strict=True))) for name, line in lines]
    told = (
        "Everything in the accounts at the close of each day: with deposits and withdrawals, after tax paid."
    )
    ends = [f"{_capital(name)} {money(points[-1][1])}" for name, points in series]
    figure = _figure(
        "Wealth",
        series,
        [f"ends at {money(points[-1][1])}" for _, points in series],
        ends,
    )
    return Section(
        "wealth",
        "Wealth",
        (told,),
        _table("Wealth by month", series, Kind.USD_WHOLE),
        (),
        figure,
        is_picture=True,
    )


def fall_section(lines: Sequence[Named]) -> Section:
    """How far below its best each stood, after tax and without flows."""
    series = [(name, tuple(zip(line.days, line.underwater, strict=True))) for name, line in lines]
    worst = [min(points, key=lambda point: (point[1], point[0])) for _, points in series]
    told = (
        "How far a dollar stood below the most it had been, after tax; deposits and withdrawals do not count."
    )
    tells = [f"worst {words.percent(value)} on {words.long_date(day)}" for day, value in worst]
    ends = [
        f"{_capital(name)} {words.percent(value)}"
        for (name, _), (_, value) in zip(series, worst, strict=True)
    ]
    figure = _figure("Falls from the high", series, tells, ends, is_fall=True)
    notes = (f"{words.sentence(f'{series[0][0]}: {tells[0]}')}",)
    table = _table("Falls by month", series, Kind.SHARE)
    return Section("falls", "Falls from the high", (told,), table, notes, figure, is_picture=True)


def _figure(
    title: str,
    series: Sequence[tuple[str, Sequence[Point]]],
    tells: Sequence[str],
    legend: Sequence[str],
    *,
    is_fall: bool = False,
) -> DaysFigure:
    values = [value for _, points in series for _, value in points]
    start, end = series[0][1][0][0], series[0][1][-1][0]
    lines = tuple(
        DayLine(name, slot, thinned(points), tell)
        for slot, ((name, points), tell) in enumerate(zip(series, tells, strict=True))
    )
    ticks = share_ticks(min(values), ZERO, 4) if is_fall else money_ticks(values)
    return DaysFigure(
        title=title,
        words="",
        start=start,
        end=end,
        x_ticks=day_ticks(start, end),
        y_ticks=ticks,
        lines=lines,
        legend=tuple((name, slot) for slot, name in enumerate(legend)),
        is_fall=is_fall,
    )


def _table(title: str, series: Sequence[tuple[str, Sequence[Point]]], kind: Kind) -> Table:
    """By month: every line's value on the last day of it."""
    columns = (
        Column("day", "Day", Kind.DATE),
        *(Column(f"line_{n}", _capital(name), kind) for n, (name, _) in enumerate(series)),
    )
    known = [dict(points) for _, points in series]
    rows = (Row((day, *(one.get(day) for one in known))) for day, _ in month_ends(series[0][1]))
    return Table(title, columns, tuple(rows))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def tax_section(run: Backtest, twins: Sequence[Backtest]) -> Section:
    """What each year's tax was for what the portfolio did, with the twins' marked."""
    years = sorted({one.year for each in (run, *twins) for one in each.tax_years})
    caused = [{one.year: one.caused_usd for one in each.tax_years} for each in (run, *twins)]
    values = [each.get(year, ZERO) for each in caused for year in years]
    totals = [sum(each.values(), ZERO) for each in caused]
    told = "The year's bill less what it would be without the portfolio, paid the April after; below nought, saved."
    figure = YearsFigure(
        title="Tax by year",
        words="",
        y_ticks=money_ticks(values or [ZERO]),
        bars=tuple(
            YearBar(
                str(year),
                caused[0].get(year, ZERO),
                words.signed_usd(caused[0].get(year, ZERO)),
                tuple(each.get(year, ZERO) for each in caused[1:]),
            )
            for year in years
        ),
        legend=tuple(
            (f"{_capital(each.strategy)} {money(whole)}", slot)
            for slot, (each, whole) in enumerate(zip((run, *twins), totals, strict=True))
        ),
    )
    return Section(
        "tax", "Tax by year", (told,), _tax_table(run, twins, years, caused), (), figure, is_picture=True
    )


def _tax_table(
    run: Backtest, twins: Sequence[Backtest], years: Sequence[int], caused: Sequence[dict[int, Decimal]]
) -> Table:
    columns = (
        Column("year", "Year"),
        Column("caused", f"Tax, {run.strategy}", Kind.USD_SIGNED),
        *(Column(f"twin_{n}", _capital(one.strategy), Kind.USD_SIGNED) for n, one in enumerate(twins)),
        Column("realized_short", "Realized short", Kind.USD_SIGNED),
        Column("realized_long", "Realized long", Kind.USD_SIGNED),
        Column("dividends", "Dividends", Kind.USD_WHOLE),
        Column("paid_on", "Paid", Kind.DATE),
        Column("law", "Law"),
    )
    own = {one.year: one for one in run.tax_years}
    rows = []
    for year in years:
        one = own.get(year)
        more: tuple[Decimal | date | str | None, ...] = (None,) * 5
        if one is not None:
            dividends = one.dividends_ordinary_usd + one.dividends_qualified_usd
            more = (one.realized_short_usd, one.realized_long_usd, dividends, one.paid_on, one.law)
        rows.append(Row((str(year), *(each.get(year) for each in caused), *more)))
    return Table("Tax by year", columns, tuple(rows))
