"""The frontier as a document: the line, what is marked beside it, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain, usd
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, note
from trimtab.reports import words
from trimtab.reports.choices.axis import round_values
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import CurveFigure, CurvePoint, Tick
from trimtab.reports.labels import Wording
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.frontier import Frontier, MarkKind, Point
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
    return Document(
        kind="frontier",
        title=TITLE,
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(found),
        facts=_facts(found),
        sections=(_section(found, policy),) if found.points else (),
        problems=gathered_lines(tuple(problems), Wording(household, {})),
    )


def choice_note(point: Point, number: int, policy: Policy) -> Problem:
    """Which plan of the frontier was chosen, and how to have it again; `policy` is that of the household."""
    budget, first = point.policy.tax_budget_usd, ""
    if point.factor != 1:
        told = f"being off target counts {plain(point.factor)} times what your policy says"
        first = f"multiply the prices of drift under [policy.prices] by {plain(point.factor)}, then "
    elif point.budget_usd is not None and budget is not None and budget != policy.tax_budget_usd:
        told = f"it adds at most {usd(budget)} to this year's tax"
        whole = " and budget_prorated = false" if policy.budget_prorated else ""
        first = f"write tax_budget_usd = {plain(budget)}{whole} under [policy], then "
    else:
        told = "it goes to the target by your policy as it stands"
    remedy = f"to have it again: {first}trimtab plan --mode full"
    return note("frontier-point", f"this is point {number} of the frontier: {told}", remedy)


def _headline(found: Frontier) -> str:
    if not found.points and found.nothing.unpaid_usd:
        return "There is nothing to choose: no plan raises the cash that must be paid."
    if not found.points:
        return "There is nothing to choose: no trade towards the target is worth its cost."
    cheap, full = found.points[0].outcome, found.points[-1].outcome
    if _is_by_tax(found):
        return _tax_headline(found)
    more = full.money_usd - cheap.money_usd
    if len(found.points) == 1 or more < 1:
        left = words.percent(full.drift.half_sum)
        return f"Going all the way, to {left} off target, costs no more than stopping short."
    far, near = words.percent(cheap.drift.half_sum), words.percent(full.drift.half_sum)
    if full.drift.half_sum >= cheap.drift.half_sum or far == near:
        return f"Going all the way, to {near} off target, costs {words.short_usd(more)} more than stopping short."
    return f"Going from {far} to {near} off target costs {words.short_usd(more)}."


def _is_by_tax(found: Frontier) -> bool:
    return any(point.budget_usd is not None for point in found.points)


def _tax_headline(found: Frontier) -> str:
    """From the smallest budget to the one that no longer binds."""
    first, last = found.points[0], found.points[-1]
    nothing, left = found.nothing.cost.tax_now_usd, words.percent(last.outcome.drift.half_sum)
    more = last.outcome.cost.tax_now_usd - nothing
    if len(found.points) == 1:
        return (
            f"No budget of tax binds: the way to the target leaves {left} off target and takes no more tax."
        )
    least = (first.budget_usd or nothing) - nothing
    off = words.percent(first.outcome.drift.half_sum)
    return (
        f"With at most {words.signed_usd(least)} in tax, {off} stays off target; "
        f"with {words.signed_usd(more)}, {left}."
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


def _section(found: Frontier, policy: Policy) -> Section:
    years = plain(policy.prices.horizon_years)
    cost = (
        "Cost is tax now and later, trading, location and the price of typing it in, over "
        f"{years} {'year' if years == '1' else 'years'}, against doing nothing; below nought a plan earns more than it "
        "costs."
    )
    if _is_by_tax(found):
        but = " but your own" if policy.tax_budget_usd is not None else ""
        title = "What each budget of tax leaves off target"
        told = (
            "Each point is the plan that costs least in all, drift included, with no more than so much tax this year, "
            f"against doing nothing. The last has no budget{but}. {cost}"
        )
    else:
        title = "The least cost for each level of drift"
        told = f"Each point is the cheapest plan for its drift.{_nearer(found)} {cost}"
    return Section("line", title, (told,), _table(found), (_pick(found),), _figure(found))


def _nearer(found: Frontier) -> str:
    """What nearer means, where a nearer plan has more off target."""
    off = [point.outcome.drift.half_sum for point in found.points]
    if off == sorted(off, reverse=True):
        return ""
    return " Of two about as far from the target, the one with less outside its bands is the nearer."


def _pick(found: Frontier) -> str:
    number = min(3, len(found.points))
    return (
        f"With --pick {number} the plan of point {number} is shown, with everything that trimtab plan shows."
    )


def _figure(found: Frontier) -> CurveFigure:
    if _is_by_tax(found):
        return _tax_figure(found)
    base = found.nothing.money_usd
    points, marks = _placed(
        found, lambda outcome: (outcome.drift.half_sum, outcome.money_usd - base), _drift_told
    )
    ys = [point.y for point in (*points, *marks)]
    return CurveFigure(
        title="Cost against drift left",
        words="Down is cheaper, left is nearer to the target.",
        x_label="Off target",
        y_label="Cost against doing nothing",
        x_ticks=_percent_ticks(point.x for point in (*points, *marks)),
        y_ticks=tuple(Tick(y, words.signed_usd(y)) for y in round_values(min(ys), max(ys))),
        points=points,
        marks=marks,
    )


def _tax_figure(found: Frontier) -> CurveFigure:
    base = found.nothing.cost.tax_now_usd
    points, marks = _placed(
        found,
        lambda outcome: (outcome.cost.tax_now_usd - base, outcome.drift.half_sum),
        lambda tax, off: f"{words.signed_usd(tax)} in tax, {words.percent(off)} off target",
    )
    xs = [point.x for point in (*points, *marks)]
    return CurveFigure(
        title="Drift left against tax",
        words="Left is less tax, down is nearer to the target.",
        x_label="Tax this year against doing nothing",
        y_label="Off target",
        x_ticks=tuple(Tick(x, words.signed_usd(x)) for x in round_values(_least_tax(xs), max(xs))),
        y_ticks=_percent_ticks(point.y for point in (*points, *marks)),
        points=points,
        marks=marks,
    )


def _least_tax(taxes: list[Decimal]) -> Decimal:
    """Where the axis begins: nought, unless a good part of the line saves tax."""
    return min(taxes) if min(taxes) < -max(taxes) / 50 else ZERO


def _placed(
    found: Frontier,
    place: Callable[[Outcome], tuple[Decimal, Decimal]],
    told: Callable[[Decimal, Decimal], str],
) -> tuple[tuple[CurvePoint, ...], tuple[CurvePoint, ...]]:
    """The points by their numbers, and the marks by their names, at their places."""

    def at(label: str, outcome: Outcome, *, is_main: bool = False) -> CurvePoint:
        x, y = place(outcome)
        return CurvePoint(label, x, y, told(x, y), is_main)

    points = tuple(at(str(n), point.outcome) for n, point in enumerate(found.points, 1))
    marks = tuple(at(_MARKS[kind], outcome, is_main=kind is MarkKind.PLAN) for kind, outcome in found.marks)
    return points, marks


def _drift_told(off: Decimal, cost: Decimal) -> str:
    return f"{words.percent(off)} off target, {words.signed_usd(cost)}"


def _percent_ticks(shares: Iterable[Decimal]) -> tuple[Tick, ...]:
    return tuple(Tick(share, f"{plain(share * 100)}%") for share in round_values(ZERO, max(shares)))


def _table(found: Frontier) -> Table:
    columns = (
        Column("point", "Point"),
        Column("budget", "Tax at most", Kind.USD_SIGNED, is_minor=not _is_by_tax(found)),
        Column("off_target", "Off target", Kind.SHARE),
        Column("outside", "Outside bands", Kind.USD_WHOLE),
        Column("unpaid", "Left unpaid", Kind.USD_WHOLE, is_minor=not found.nothing.unpaid_usd),
        Column("tax_now", "Tax now", Kind.USD_SIGNED),
        Column("tax_later", "Tax later", Kind.USD_SIGNED),
        Column("trading", "Trading", Kind.USD_WHOLE, is_minor=True),
        Column("location", "Location", Kind.USD_SIGNED, is_minor=True),
        Column("orders", "Orders", Kind.COUNT),
        Column("per_trade", "Typing in", Kind.USD_WHOLE, is_minor=True),
        Column("cost", "Cost", Kind.USD_SIGNED),
        Column("weighed", "Weighed in all", Kind.USD, is_hidden=True),
        Column("drift", "Price of the drift left", Kind.USD, is_hidden=True),
        Column("factor", "Price of drift times", Kind.QUANTITY, is_hidden=True),
    )
    rows = [_row(str(n), point.outcome, found.nothing, point) for n, point in enumerate(found.points, 1)]
    rows.append(Row(("Beside the line", *(None,) * (len(columns) - 1)), Tone.SECTION))
    rows += [_row(_MARKS[kind], outcome, found.nothing, None) for kind, outcome in found.marks]
    return Table("Points of the frontier", columns, tuple(rows))


def _row(label: str, outcome: Outcome, nothing: Outcome, point: Point | None) -> Row:
    cost, before = outcome.cost, nothing.cost
    budget = None if point is None else point.budget_usd
    return Row(
        (
            label,
            None if budget is None else budget - before.tax_now_usd,
            outcome.drift.half_sum,
            outcome.outside_usd,
            outcome.unpaid_usd or None,
            cost.tax_now_usd - before.tax_now_usd,
            cost.tax_later_usd - before.tax_later_usd,
            cost.trading_usd,
            cost.location_usd - before.location_usd,
            Decimal(len(outcome.trades)),
            cost.per_trade_usd - before.per_trade_usd,
            outcome.money_usd - nothing.money_usd,
            cost.total_usd,
            cost.drift_usd,
            None if point is None else point.factor,
        )
    )
