"""Policies side by side, as a document."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.core.household import Household
from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.choices.outcome import MEASURES, OUTCOME_COLUMNS, outcome_bars, outcome_cells, real_usd
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import MeasureFigure, MeasureRow
from trimtab.reports.labels import Masks, Wording
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.simulate.compare import Compared, Comparison
from trimtab.simulate.outcome import Outcome

TITLE = "Policies side by side"


def comparison_document(
    household: Household, found: Comparison, problems: Iterable[Problem] = ()
) -> Document:
    """What each policy would do today. Pure."""
    masks = Masks(household)
    told = (
        "Measured by the first policy's target, bands and prices. Tax, location and money are against doing nothing; "
        "money is tax now and later, trading and location."
    )
    return Document(
        kind="compare",
        title=TITLE,
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(found, masks),
        tone=Tone.BAD if any(one.plan.is_refused for one in found.policies) else Tone.PLAIN,
        sections=(Section("policies", TITLE, (told,), _table(found, masks), figure=_figure(found, masks)),),
        problems=gathered_lines(tuple(problems), Wording(household, {})),
    )


def _headline(found: Comparison, masks: Masks) -> str:
    """The first policy, and the second where there is no third."""
    own, *others = found.policies
    shown = found.policies if len(others) == 1 else (own,)
    told = [_told(one, found.nothing, masks) for one in shown]
    if len(others) > 1:
        told.append(f"{len(others)} others stand beside it")
    return words.sentence("; ".join(told))


def _told(one: Compared, nothing: Outcome, masks: Masks) -> str:
    name, off = masks(one.name), words.percent(one.outcome.drift.half_sum)
    if one.plan.is_refused:
        return f"{name}: no plan passed every check"
    money = real_usd(one.outcome.cost) - real_usd(nothing.cost)
    verb = "costs" if money >= 0 else "saves"
    return f"{name} ends {off} off target and {verb} {words.short_usd(money)}"


def _table(found: Comparison, masks: Masks) -> Table:
    columns = (
        Column("policy", "Policy"),
        *OUTCOME_COLUMNS,
        Column("money", "Money", Kind.USD_SIGNED),
        Column("plan_id", "Plan", is_hidden=True),
    )
    rows = [_row("Doing nothing", found.nothing, found.nothing, None)]
    rows += [_row(masks(one.name), one.outcome, found.nothing, one.plan.plan_id) for one in found.policies]
    return Table(TITLE, columns, tuple(rows), turns=True)


def _row(name: str, outcome: Outcome, nothing: Outcome, plan_id: str | None) -> Row:
    money_usd = real_usd(outcome.cost) - real_usd(nothing.cost)
    return Row((name, *outcome_cells(outcome, nothing.cost), money_usd, plan_id))


def _figure(found: Comparison, masks: Masks) -> MeasureFigure:
    rows = [_bars("Doing nothing", found.nothing, found.nothing)]
    for number, one in enumerate(found.policies):
        rows.append(_bars(masks(one.name), one.outcome, found.nothing, is_ours=number == 0))
    return MeasureFigure(TITLE, "Less is better in each.", MEASURES, tuple(rows), _table(found, masks))


def _bars(name: str, outcome: Outcome, nothing: Outcome, *, is_ours: bool = False) -> MeasureRow:
    bars = outcome_bars(outcome, real_usd(outcome.cost) - real_usd(nothing.cost))
    return MeasureRow(name, "", bars, is_ours)
