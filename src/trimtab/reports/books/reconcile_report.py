"""What `trimtab reconcile` shows: every figure of the custodians that the books do not have alike, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import usd
from trimtab.core.problems import Problem, errors_in
from trimtab.ledger.reconcile.result import Difference, Matter, Reconciled
from trimtab.reports import words
from trimtab.reports.books.realised import heading_row
from trimtab.reports.document import Document, Section
from trimtab.reports.labels import Masks, account_labels, label_of
from trimtab.reports.notes import gathered_lines, thinned
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone, keyed_row

DIFFERENCE_COLUMNS = (
    Column("symbol", "Symbol"),
    Column("what", "What"),
    Column("day", "Day", Kind.DATE),
    Column("ours_words", "Ours"),
    Column("theirs_words", "Theirs"),
    Column("why", "Likely because"),
    Column("file", "Stated in", is_minor=True),
    Column("account", "Account", is_hidden=True),
    Column("matter", "Matter", is_hidden=True),
    Column("ours", "Ours, exact", Kind.QUANTITY, is_hidden=True),
    Column("theirs", "Theirs, exact", Kind.QUANTITY, is_hidden=True),
    Column("cause", "Cause", is_hidden=True),
)
COMPARED_COLUMNS = (
    Column("account", "Account"),
    Column("positions", "Positions", Kind.COUNT),
    Column("lots", "Lots", Kind.COUNT),
    Column("results", "Results", Kind.COUNT),
    Column("differences", "Differences", Kind.COUNT),
)
_MATTERS: Mapping[Matter, str] = {
    Matter.SHARES: "shares held",
    Matter.BASIS: "basis",
    Matter.LOT_SHARES: "shares of a lot",
    Matter.LOT_BASIS: "basis of a lot",
    Matter.PROCEEDS: "proceeds",
    Matter.GAIN_SHORT: "short-term result",
    Matter.GAIN_LONG: "long-term result",
    Matter.DISALLOWED: "disallowed loss",
}
_IN_SHARES = frozenset({Matter.SHARES, Matter.LOT_SHARES})


def agrees(found: Reconciled, problems: Sequence[Problem]) -> bool:
    """Whether every event is booked and no figure differs."""
    return not found.differences and not errors_in(problems)


def reconcile_document(household: Household, found: Reconciled, problems: Sequence[Problem]) -> Document:
    """Every difference, account by account, what was compared, and every problem of files, events and books."""
    unexplained, faults = len(found.unexplained), len(errors_in(problems))
    tone = Tone.GOOD if agrees(found, problems) else Tone.BAD if faults else Tone.CARE
    return Document(
        kind="reconcile",
        title="Books and custodians",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(found, faults),
        tone=tone,
        facts=(
            Fact("Positions", str(sum(one.positions for one in found.compared)), "compared"),
            Fact("Lots", str(sum(one.lots for one in found.compared)), "in taxable accounts"),
            Fact("Results", str(sum(one.gains for one in found.compared)), "of lots sold"),
            Fact("Differ", str(len(found.differences)), f"{unexplained} without an explanation", tone),
        ),
        sections=(*_differences(household, found), _compared(household, found)),
        problems=thinned(gathered_lines(tuple(problems), Masks(household))),
        not_modelled=(
            "Lots and results of retirement accounts, which have no consequence for tax.",
            "Cash, dividends and interest.",
        ),
    )


def _headline(found: Reconciled, faults: int) -> str:
    text = ""
    if faults:
        text = f"{words.plural(faults, 'event')} could not be booked. "
    if not found.differences:
        return text + (
            "The rest agrees with the custodians." if faults else "The books agree with the custodians."
        )
    count, dark = len(found.differences), len(found.unexplained)
    text += f"{words.plural(count, 'figure')} {'differs' if count == 1 else 'differ'} from the custodians'"
    if dark:
        return f"{text}; {dark} without an explanation."
    return (
        f"{text}; its likely cause is known." if count == 1 else f"{text}; a likely cause is known for each."
    )


def _differences(household: Household, found: Reconciled) -> list[Section]:
    if not found.differences:
        return []
    labels, masks = account_labels(household), Masks(household)
    rows: list[Row] = []
    for account_id in dict.fromkeys(one.account_id for one in found.differences):
        rows.append(heading_row(label_of(labels, account_id).title, DIFFERENCE_COLUMNS))
        rows += [_row(one, masks) for one in found.differences if one.account_id == account_id]
    title = "What differs"
    note = (
        "A likely cause is named only where the figures bear it out; a dash is a figure that nobody states."
    )
    return [Section("differences", title, (), Table(title, DIFFERENCE_COLUMNS, tuple(rows)), (note,))]


def _row(one: Difference, masks: Masks) -> Row:
    return keyed_row(
        DIFFERENCE_COLUMNS,
        Tone.CARE if one.is_explained else Tone.BAD,
        symbol=one.symbol,
        what=_MATTERS[one.matter],
        day=one.day,
        ours_words=_figure(one.matter, one.ours),
        theirs_words=_figure(one.matter, one.theirs),
        why=masks("; or ".join(words.dated(likely.words) for likely in one.causes)),
        file=words.masked(str(one.source)) if one.source else None,
        account=words.masked(one.account_id),
        matter=one.matter.value,
        ours=one.ours,
        theirs=one.theirs,
        cause=one.causes[0].cause.value,
    )


def _figure(matter: Matter, amount: Decimal | None) -> str | None:
    if amount is None:
        return None
    return words.shares(amount) if matter in _IN_SHARES else usd(amount).replace("-", words.MINUS)


def _compared(household: Household, found: Reconciled) -> Section:
    labels = account_labels(household)
    rows = [
        Row(
            (
                label_of(labels, one.account_id).title,
                *(Decimal(count) for count in (one.positions, one.lots, one.gains, one.differences)),
            ),
            Tone.CARE if one.differences else Tone.GOOD,
        )
        for one in found.compared
    ]
    total = (
        Decimal(sum(counts))
        for counts in zip(
            *((c.positions, c.lots, c.gains, c.differences) for c in found.compared), strict=True
        )
    )
    rows.append(Row(("Total", *total), Tone.TOTAL))
    title = "What was compared"
    return Section("compared", title, (), Table(title, COMPARED_COLUMNS, tuple(rows)))
