"""The heat map of a sweep: looks under each other, everything else beside each other, one figure in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trimtab.reports.document import Section
from trimtab.reports.lab.spread_pictures import heat_figure
from trimtab.reports.tables import Column, Row, Table, cell_text
from trimtab.simulate.sweep.result import SweepResult

MOST = 24  # rows or columns that can still be read


def heat_sections(
    found: SweepResult, column: Column, values: Sequence[Decimal | None], *, high_is_good: bool
) -> tuple[Section, ...]:
    """One section with the map and its table; none where there are not two looks and two of anything else, or too many.

    `values` are the figure of `column` by policy. Policies that never look have no place in it.
    """
    cells: dict[tuple[str, str], Decimal] = {}
    for policy, value in zip(found.policies, values, strict=True):
        look, _, rest = policy.name.partition(", ")
        if value is not None and rest and policy.look != "never":
            cells[look, rest] = value
    looks = list(dict.fromkeys(look for look, _ in cells))
    others = list(dict.fromkeys(rest for _, rest in cells))
    if not (1 < len(looks) <= MOST and 1 < len(others) <= MOST):
        return ()
    title = f"{column.label} by look and by the rest"
    texts = {at: cell_text(column.kind, value) for at, value in cells.items()}
    figure = heat_figure(title, ("Look", "Policy"), looks, others, cells, texts, high_is_good=high_is_good)
    columns = (Column("look", "Look"), *(Column(f"c{n}", rest, column.kind) for n, rest in enumerate(others)))
    rows = tuple(Row((look, *(cells.get((look, rest)) for rest in others))) for look in looks)
    told = "Shades run over the span of the values shown: where they are near each other, the difference may be noise."
    return (Section("heat", title, (told,), Table(title, columns, rows), (), figure, folds_table=True),)
