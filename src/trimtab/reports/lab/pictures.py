"""Which pictures stand on which page of the lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trimtab.core.classes import ClassInfo
from trimtab.reports.document import Section
from trimtab.reports.lab.class_pictures import brought_section, weights_section
from trimtab.reports.lab.run_pictures import fall_section, named_lines, tax_section, wealth_section
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.measures.contribution import contributions
from trimtab.simulate.measures.performance import exact
from trimtab.simulate.measures.side_by_side import HistoryComparison


def backtest_sections(
    run: Backtest, twins: Sequence[Backtest], names: Mapping[str, ClassInfo]
) -> tuple[Section, ...]:
    """A whole backtest in pictures, its twins beside it: wealth, falls, weights with trades, tax, classes.

    Raises ValueError for one that stopped early: a part is never shown as a whole.
    """
    if not all(one.is_whole for one in (run, *twins)):
        raise ValueError("a backtest that stopped early is not drawn")
    lines = named_lines((run, *twins))
    brought: Mapping[str, Decimal] = {name: exact(part) for name, part in contributions(run.values).items()}
    found = (
        wealth_section(lines),
        fall_section(lines),
        weights_section(run, names),
        tax_section(run, twins),
        brought_section(run, brought, names),
    )
    return tuple(section for section in found if section is not None)


def line_sections(found: HistoryComparison) -> tuple[Section, ...]:
    """Policies over one history in pictures: wealth, and falls."""
    lines = tuple((policy.name, policy.line) for policy in found.policies)
    return wealth_section(lines), fall_section(lines)
