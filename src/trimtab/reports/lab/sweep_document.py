"""A sweep as a document: policies best first, beside published figures, spreads over paths, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.lab.disclosure import HYPOTHETICAL
from trimtab.reports.lab.sweep_pictures import heat_sections
from trimtab.reports.lab.sweep_published import published_section
from trimtab.reports.notes import problem_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.sweep.result import SweepResult

TITLE = "Sweep"
SHOWN = 20
_HIGH_IS_GOOD = frozenset({"final_usd", "return_year", "money_weighted_year", "sharpe"})
_FIGURES = (
    Column("final_usd", "Final", Kind.USD_WHOLE),
    Column("ran_out", "Ran out, years", Kind.QUANTITY, is_minor=True),
    Column("return_year", "Return", Kind.RATE),
    Column("volatility_year", "Volatility", Kind.RATE),
    Column("drawdown", "Drawdown", Kind.RATE),
    Column("sharpe", "Sharpe", Kind.QUANTITY),
    Column("tracking_error_year", "Tracking error", Kind.RATE, is_minor=True),
    Column("drift", "Drift", Kind.RATE),
    Column("events", "Events", Kind.QUANTITY),
    Column("turnover_year", "Turnover", Kind.RATE, is_minor=True),
    Column("costs_usd", "Costs", Kind.USD_WHOLE, is_minor=True),
    Column("trades", "Trades", Kind.QUANTITY, is_minor=True),
    Column("money_weighted_year", "Money-weighted", Kind.RATE, is_minor=True),
)
_PLACES = {Kind.RATE: 4, Kind.USD_WHOLE: 2, Kind.QUANTITY: 2}
SORTS = tuple(column.key for column in _FIGURES)


def sweep_document(
    found: SweepResult, sort: str = "final_usd", shown: int | None = SHOWN, problems: Iterable[Problem] = ()
) -> Document:
    """Policies by one figure, best first (`sort` is one of SORTS), the first `shown` of them (None: all). Pure."""
    order = _order(found, sort)
    kept = order[:shown]
    sections = list(heat_sections(found, _FIGURES, sort, order, _HIGH_IS_GOOD))
    sections.append(_policies(found, kept, sort, len(order)))
    if found.paths > 1:
        sections.append(_spread(found, kept))
    if any(row.published or row.beside for row in found.rows):
        sections.append(published_section(found))
    sections.append(Section("assumptions", "What was assumed", found.assumptions))
    return Document(
        kind="sweep",
        title=found.title or TITLE,
        household=words.clean(found.source) or TITLE,
        as_of=found.last,
        headline=_headline(found),
        facts=_facts(found),
        sections=tuple(sections),
        problems=problem_lines(tuple(problems)),
        not_modelled=(*HYPOTHETICAL, *found.limits),
    )


def policy_table(found: SweepResult, order: Sequence[int], sort: str = "") -> Table:
    """The policies in this order, a column for each figure and each class's mean weight before trades; the figure
    they are sorted by is shown before any other."""
    spent = any(years is not None for years in found.middle("ran_out", 2))
    minor = {column.key for column in _FIGURES if column.is_minor} - {sort}
    minor = minor - {"ran_out"} | {"drift"} - {sort} if spent else minor
    columns = (
        Column("policy", "Policy", is_name=True),
        *(replace(column, is_minor=column.key in minor) for column in _FIGURES),
        *(Column(f"weight_{name}", f"Mean {name}", Kind.RATE, is_minor=True) for name in found.target),
    )
    figures = [found.middle(column.key, _PLACES[column.kind]) for column in _FIGURES]
    weights = found.mean_weights(4)
    rows = []
    for place in order:
        numbers = (*(figure[place] for figure in figures), *weights[place])
        rows.append(Row((found.policies[place].name, *map(_whole_number, numbers))))
    return Table("Policies", columns, tuple(rows))


def _whole_number(value: Decimal | None) -> Decimal | None:
    """Counts without a point."""
    return value.to_integral_value() if value is not None and value == value.to_integral_value() else value


def _order(found: SweepResult, sort: str) -> list[int]:
    """Places of policies, best first, those without the figure last; the grid's order where two are the same."""
    values = found.middle(sort, 12)
    sign = -1 if sort in _HIGH_IS_GOOD else 1
    return sorted(
        range(len(values)), key=lambda place: (values[place] is None, sign * (values[place] or 0), place)
    )


def _policies(found: SweepResult, kept: Sequence[int], sort: str, count: int) -> Section:
    label = next(column.label for column in _FIGURES if column.key == sort)
    title = f"{words.plural(count, 'policy', 'policies')} by {label.lower()}, best first"
    notes = [] if len(kept) == count else [f"The first {len(kept)} are shown; --top {count} shows all."]
    told = () if found.paths == 1 else ("Each figure is its median over the paths.",)
    return Section("policies", title, told, policy_table(found, kept, sort), tuple(notes))


def _spread(found: SweepResult, kept: Sequence[int]) -> Section:
    name = found.policies[found.reference].name
    columns = (
        Column("policy", "Policy", is_name=True),
        Column("final_low", "Final, 5%", Kind.USD_WHOLE),
        Column("final_middle", "Median", Kind.USD_WHOLE),
        Column("final_high", "95%", Kind.USD_WHOLE),
        Column("return_low", "Return, 5%", Kind.RATE),
        Column("return_high", "95%", Kind.RATE),
        Column("beats", "Ends above", Kind.SHARE),
        Column("ahead_low", "Ahead a year, 5%", Kind.RATE),
        Column("ahead_middle", "Median ahead", Kind.RATE),
        Column("ahead_high", "95% ahead", Kind.RATE),
    )
    columns_of = [
        found.quantile("final_usd", 0.05, 2),
        found.quantile("final_usd", 0.5, 2),
        found.quantile("final_usd", 0.95, 2),
        found.quantile("return_year", 0.05, 4),
        found.quantile("return_year", 0.95, 4),
        found.beats(3),
        *(found.ahead(share, 5) for share in (0.05, 0.5, 0.95)),
    ]
    rows = (Row((found.policies[place].name, *(column[place] for column in columns_of))) for place in kept)
    told = (
        f"Over {words.plural(found.paths, 'path')}: how often each policy ends above `{name}` on the same path, "
        "and by how much its return a year is ahead. Where 5% and 95% lie on both sides of nought it may be noise.",
    )
    return Section("spread", "How sure", told, Table("Over all paths", columns, tuple(rows)))


def _headline(found: SweepResult) -> str:
    finals = found.middle("final_usd", 2)
    spent = sum(1 for final in finals if final is not None and final <= 0)
    lasting = zip(found.middle("return_year", 4), finals, strict=True)
    returns = [value for value, final in lasting if value is not None and (final is None or final > 0)]
    out = (
        f"{spent:,} of {words.plural(len(finals), 'policy', 'policies')} ran out of money. " if spent else ""
    )
    if not returns:
        return f"{out}No policy lasted long enough to be measured."
    spread = max(returns) - min(returns)
    return (
        f"{out}Returns from {words.percent_exact(min(returns))} to {words.percent_exact(max(returns))} a year, "
        f"{words.percent_exact(spread)} apart, before tax. Hypothetical."
    )


def _facts(found: SweepResult) -> tuple[Fact, ...]:
    return (
        Fact("Policies", f"{len(found.policies):,}"),
        Fact("Paths", "history" if found.paths == 1 else f"{found.paths:,}"),
        Fact("From", words.long_date(found.first), f"to {words.long_date(found.last)}", Tone.PLAIN),
    )
