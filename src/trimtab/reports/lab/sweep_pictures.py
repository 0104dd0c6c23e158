"""Heat maps of a sweep: looks beside each other, bands under each other, what else varies held still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from trimtab.core.money import plain
from trimtab.reports import words
from trimtab.reports.document import Section
from trimtab.reports.lab.axes import money
from trimtab.reports.lab.spread_pictures import heat_figure
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.simulate.sweep.policy import Band, SweepPolicy
from trimtab.simulate.sweep.result import SweepResult

NEVER = "never"  # the look of what is bought and held: one policy, whatever its band
_MOST_LOOKS, _MOST_BANDS = 12, 40
_BESIDE = ("drift", "turnover_year")  # drawn beside the figure that was asked for: what it costs to have it
Grid = Mapping[tuple[str, str], int]


def heat_sections(
    found: SweepResult, columns: Sequence[Column], sort: str, order: Sequence[int], good: frozenset[str]
) -> tuple[Section, ...]:
    """A map of the figure `sort`, and of drift and turnover beside it; none where there is no grid of looks and bands.

    `order` has the places of policies, best first; `good` names the figures of which more is better. What varies beside
    looks and bands is held as the best policy has it, and named.
    """
    best = found.policies[order[0]]
    grid = _grid(found.policies, best)
    looks, bands = _axis(grid, 0), _axis(grid, 1)
    if not (2 <= len(looks) <= _MOST_LOOKS and 2 <= len(bands) <= _MOST_BANDS):
        return ()
    drawn = [column for column in columns if column.key in (sort, *_BESIDE)]
    drawn.sort(key=lambda column: column.key != sort)
    held = _held(found.policies, best)
    maps = (_map(found, grid, (looks, bands), column, held, is_good=column.key in good) for column in drawn)
    return tuple(section for section in maps if section is not None)


def _grid(policies: Sequence[SweepPolicy], best: SweepPolicy) -> Grid:
    """The place of each policy that differs from the best in look and band alone, in the grid's order."""
    return {
        (policy.look, band_label(policy.band)): place
        for place, policy in enumerate(policies)
        if policy.look != NEVER
        and not policy.bands
        and (policy.stop, policy.flow, policy.cost) == (best.stop, best.flow, best.cost)
    }


def _axis(grid: Grid, side: int) -> list[str]:
    return list(dict.fromkeys(at[side] for at in grid))


def band_label(band: Band) -> str:
    """`5 points`, `20% of it`, `5/25`, `none`."""
    points = "" if band.points is None else plain(Decimal(str(band.points)))
    relative = "" if band.relative_pct is None else plain(Decimal(str(band.relative_pct)))
    if points and relative:
        return f"{points}/{relative}"
    return (
        f"{points} {'point' if points == '1' else 'points'}"
        if points
        else f"{relative}% of it"
        if relative
        else "none"
    )


def _held(policies: Sequence[SweepPolicy], best: SweepPolicy) -> str:
    """What else varies, as the best has it; nothing where nothing does."""
    parts: list[str] = []
    if len({policy.stop for policy in policies}) > 1:
        share = plain(Decimal(str(best.stop.share_of_band)))
        only = ", classes outside alone" if best.stop.only_outside else ""
        parts.append(f"traded back to {share} of the band{only}")
    if len({policy.flow for policy in policies}) > 1:
        flow = f"{best.flow.usd:,.0f} USD each {best.flow.look}" if best.flow else "no money in or out"
        parts.append(flow)
    if len({policy.cost for policy in policies}) > 1:
        parts.append(f"{plain(Decimal(str(best.cost.bps)))} basis points of cost")
    return words.listed(parts)


def _map(
    found: SweepResult,
    grid: Grid,
    axes: tuple[list[str], list[str]],
    column: Column,
    held: str,
    *,
    is_good: bool,
) -> Section | None:
    figures = found.middle(column.key, 4)
    values = {(band, look): value for (look, band), at in grid.items() if (value := figures[at]) is not None}
    if not values:
        return None
    looks, bands = axes
    title = f"{column.label} by look and band"
    texts = {at: _text(column.kind, value) for at, value in values.items()}
    figure = heat_figure(title, ("Band", "Look, each"), bands, looks, values, texts, high_is_good=is_good)
    rows = tuple(Row((band, *(values.get((band, look)) for look in looks))) for band in bands)
    heads = (Column(f"look_{n}", look, column.kind) for n, look in enumerate(looks))
    table = Table(title, (Column("band", "Band"), *heads), rows)
    return Section(
        f"heat-{column.key.replace('_', '-')}",
        title,
        tuple(_words(found, figure.best, figure.worst, held)),
        table,
        (),
        figure,
        is_picture=True,
    )


def _words(found: SweepResult, best: str, worst: str, held: str) -> Iterator[str]:
    told = f"Best: {best} (framed); worst: {worst}."
    yield f"The stronger the blue, the better. {told}{f' All with {held}.' if held else ''}"
    if found.paths == 1:
        yield "One history: cells near each other differ by chance; drawn paths say how often each is ahead."
    else:
        yield f"Each cell is the median of {words.plural(found.paths, 'path')}; cells near each other differ by chance."


def _text(kind: Kind, value: Decimal) -> str:
    if kind is Kind.USD_WHOLE:
        return money(value)
    return words.percent(value) if kind is Kind.RATE else plain(value.quantize(Decimal("0.01")))
