"""Policies side by side over history, as a document: what each came to, and which differences are more than noise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from trimtab.core.classes import ClassInfo
from trimtab.core.household import Household
from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.document import ASSUMPTIONS, Document, Section
from trimtab.reports.lab.disclosure import HYPOTHETICAL
from trimtab.reports.lab.pictures import line_sections
from trimtab.reports.lab.spread_pictures import start_sections
from trimtab.reports.labels import Masks, Wording
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table
from trimtab.simulate.measures.performance import STRETCHES, Performance
from trimtab.simulate.measures.side_by_side import (
    HistoryComparison,
    Pair,
    PolicyHistory,
    Question,
    Role,
    Verdict,
)
from trimtab.simulate.measures.track import Basis

TITLE = "Policies over history"
_RATE_STEP = Decimal("0.0001")
_RATIO_STEP = Decimal("0.01")
_SHARE_STEP = Decimal("0.001")
_ONE_SIDED = Decimal("0.025")  # of a 95% range, the part on one side

POLICY_COLUMNS = (
    Column("policy", "Policy"),
    Column("end_after_tax", "Left after all tax", Kind.USD_WHOLE),
    Column("yearly_after_tax", "A year, after all tax", Kind.RATE),
    Column("yearly_before_tax", "A year, before tax", Kind.RATE),
    Column("money_weighted", "Money-weighted, after all tax", Kind.RATE),
    Column("volatility", "Volatility", Kind.SHARE),
    Column("sharpe", "Sharpe", Kind.QUANTITY),
    Column("sortino", "Sortino", Kind.QUANTITY),
    Column("worst_fall", "Worst fall", Kind.SHARE),
    Column("worst_month", "Worst month", Kind.SHARE),
    Column("worst_quarter", "Worst quarter", Kind.SHARE),
    Column("worst_year", "Worst calendar year", Kind.SHARE),
    Column("worst_12_months", "Worst 12 months", Kind.SHARE),
    Column("tracking_error", "Tracking error", Kind.RATE),
    Column("information_ratio", "Information ratio", Kind.QUANTITY),
    Column("drift_mean", "Off target, mean", Kind.SHARE),
    Column("drift_worst", "Off target, worst", Kind.SHARE),
    Column("outside", "Time outside bands", Kind.SHARE),
    Column("turnover", "Turnover a year", Kind.SHARE),
    Column("trades", "Trades", Kind.COUNT),
    Column("costs", "Costs", Kind.USD_WHOLE),
    Column("tax", "Tax paid", Kind.USD_WHOLE),
)
PAIR_COLUMNS = (
    Column("policy", "Policy"),
    Column("against", "Against"),
    Column("difference", "A year", Kind.RATE),
    Column("low", "From", Kind.RATE),
    Column("high", "To", Kind.RATE),
    Column("p_value", "p", Kind.QUANTITY, is_minor=True),
    Column("p_adjusted", "p for all", Kind.QUANTITY),
    Column("end_usd", "At the end", Kind.USD_SIGNED, is_minor=True),
    Column("rolling_least", "Worst stretch", Kind.RATE),
    Column("rolling_most", "Best stretch", Kind.RATE),
    Column("starts_least", "Least by start", Kind.RATE, is_minor=True),
    Column("starts_median", "Median by start", Kind.RATE, is_minor=True),
    Column("starts_most", "Most by start", Kind.RATE, is_minor=True),
    Column("verdict", "Verdict"),
)
_AFTER_ALL_TAX = (
    Question.AFTER_TAX,
    Question.TWINS,
)  # what dollars at the end, which are after all tax, answer
QUESTIONS = {
    Question.AFTER_TAX: ("instead", "Instead of your policy, after all tax"),
    Question.TWINS: ("twins", "Against doing nothing and plain pro rata, after all tax"),
    Question.REBALANCING: ("rebalancing", "What rebalancing brought, before tax"),
    Question.TAX_ALPHA: ("tax_alpha", "Tax alpha: what handling tax brought"),
}


def over_history_document(
    household: Household,
    found: HistoryComparison,
    assumptions: Sequence[str],
    problems: Iterable[Problem] = (),
    classes: Mapping[str, ClassInfo] | None = None,
) -> Document:
    """What each policy came to over history, and what may be said of their differences. Pure.

    `classes` tells what class ids are called.
    """
    masks = Masks(household)
    own = found.policies[0].performance
    rests = (*HYPOTHETICAL, *_method(found), *assumptions)
    pairs = [_pairs(found, question, masks) for question in Question if found.asked(question)]
    starts = [_starts(found, masks)] if found.windows else []
    return Document(
        kind="compare",
        title=TITLE,
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(found, masks),
        facts=(
            Fact("History", f"{words.long_date(own.start)} to {words.long_date(own.end)}"),
            Fact("Whole months", str(found.months)),
            Fact("Start dates", str(len(found.windows))),
            Fact("Resamples", f"{found.resamples:,}", f"seed {found.seed}"),
        ),
        sections=(
            Section("policies", TITLE, (_tracked(found),), _policies(found, masks)),
            *line_sections(found),
            Section("deepest", "The deepest fall of each", table=_deepest(found, masks)),
            *pairs,
            *start_sections(found),
            *starts,
            *_contributions(found, masks, classes),
            Section("tax", "Tax that the portfolio caused, by year", table=_by_year(found, masks, Year.TAX)),
            Section(
                "costs", "Trading costs, by year", table=_by_year(found, masks, Year.COSTS), is_detail=True
            ),
            Section(ASSUMPTIONS, "What this rests on", tuple(dict.fromkeys(rests))),
        ),
        problems=gathered_lines(tuple(problems), Wording(household, {})),
    )


def _headline(found: HistoryComparison, masks: Masks) -> str:
    own, *others = found.policies
    told = [
        f"{masks(own.name)}: {words.short_usd(own.performance.end_after_tax_usd)} left after all tax"
        + (f", {_rate(yearly)} a year" if (yearly := _yearly(own.performance)) is not None else "")
    ]
    asked = found.asked(Question.AFTER_TAX)
    chosen = [pair for pair in asked if _role(found, pair.name) is Role.OTHER]
    real = [pair for pair in chosen if pair.verdict is Verdict.REAL]
    if chosen and not real:
        told.append(
            "no difference between it and the other policy is more than noise"
            if len(chosen) == 1
            else f"none of the {len(chosen)} other policies differs from it by more than noise"
        )
    told.extend(f"{masks(pair.name)} brought {_signed(pair.point)} a year, more than noise" for pair in real)
    if not others:
        told.append("nothing stands beside it")
    return words.sentence("; ".join(told))


def _role(found: HistoryComparison, name: str) -> Role:
    return next(policy.role for policy in found.policies if policy.name == name)


def _tracked(found: HistoryComparison) -> str:
    own = found.policies[0].performance
    against = (
        "your own policy" if own.tracking_error is None else "the target mix itself, without tax or cost"
    )
    cash = "what cash earned" if found.has_cash else "nothing, for no series tells what cash earned"
    return (
        "Risk is of whole months after tax, annualised. Tracking error is against "
        f"{against}; Sharpe and Sortino are over {cash}."
    )


def _policies(found: HistoryComparison, masks: Masks) -> Table:
    rows = tuple(_policy(policy, masks) for policy in found.policies)
    return Table(TITLE, POLICY_COLUMNS, rows, turns=True)


def _policy(policy: PolicyHistory, masks: Masks) -> Row:
    said = policy.performance
    worst = {name: time.value for name, time in said.worst.items()}
    drift = said.drift
    return Row(
        (
            masks(policy.name),
            said.end_after_tax_usd,
            _step(_yearly(said)),
            _step(said.rates[Basis.BEFORE_TAX].yearly),
            _step(said.rates[Basis.LIQUIDATED].money_weighted),
            said.volatility,
            _step(said.sharpe, _RATIO_STEP),
            _step(said.sortino, _RATIO_STEP),
            None if said.fall is None else said.fall.depth,
            *(worst.get(name) for name in STRETCHES),
            _step(said.tracking_error),
            _step(said.information_ratio, _RATIO_STEP),
            None if drift is None else drift.mean,
            None if drift is None else drift.worst,
            None if drift is None else Decimal(drift.outside) / drift.counted,
            said.turnover_yearly,
            Decimal(said.trade_count),
            said.costs_usd,
            said.tax_paid_usd,
        )
    )


def _deepest(found: HistoryComparison, masks: Masks) -> Table:
    columns = (
        Column("policy", "Policy"),
        Column("depth", "Depth", Kind.SHARE),
        Column("peak", "From the high of", Kind.DATE),
        Column("trough", "Lowest on", Kind.DATE),
        Column("recovered", "Back on", Kind.DATE),
    )
    falls = ((policy.name, policy.performance.fall) for policy in found.policies)
    rows = (
        Row((masks(name), fall.depth, fall.peak, fall.trough, fall.recovered)) for name, fall in falls if fall
    )
    return Table("The deepest fall of each", columns, tuple(rows))


def _yearly(said: Performance) -> Decimal | None:
    return said.rates[Basis.LIQUIDATED].yearly


def _pairs(found: HistoryComparison, question: Question, masks: Masks) -> Section:
    key, title = QUESTIONS[question]
    pairs = found.asked(question)
    rows = tuple(_pair(pair, masks) for pair in pairs)
    told = tuple(_told(pair, len(pairs), found.rolling_months, masks) for pair in pairs)
    if question is Question.AFTER_TAX and found.reality_p is not None and len(pairs) > 1:
        told = (*told, _reality(found.reality_p, found))
    return Section(key, title, told, Table(title, PAIR_COLUMNS, rows, turns=True))


def _pair(pair: Pair, masks: Masks) -> Row:
    interval, starts = pair.interval, pair.starts
    return Row(
        (
            masks(pair.name),
            masks(pair.against),
            _step(pair.point),
            None if interval is None else _step(interval.low),
            None if interval is None else _step(interval.high),
            None if interval is None else _step(interval.p_value, _SHARE_STEP),
            None if interval is None else _step(interval.p_adjusted, _SHARE_STEP),
            pair.end_usd if pair.question in _AFTER_ALL_TAX else None,
            _step(min(pair.rolling, default=None)),
            _step(max(pair.rolling, default=None)),
            None if starts is None else _step(starts.least),
            None if starts is None else _step(starts.median),
            None if starts is None else _step(starts.most),
            pair.verdict.value,
        )
    )


def _told(pair: Pair, asked: int, months: int, masks: Masks) -> str:
    """The pair in plain words."""
    name = f"{masks(pair.name)} against {masks(pair.against)}"
    if pair.is_same:
        return f"{name}: the same in every month."
    told = f"{name}: {_signed(pair.point)} a year"
    if pair.interval is None:
        return f"{told}. The history is too short to say whether that is more than noise."
    interval = pair.interval
    most = words.percent_whole(interval.confidence)
    told += f" ({most} range: {_signed(interval.low)} to {_signed(interval.high)}), "
    told += {
        Verdict.REAL: "more than noise",
        Verdict.UNSTEADY: "not to be relied on: other start dates point the other way",
        Verdict.NOISE_AMONG_MANY: (
            f"noise: alone it would pass, but not with {words.plural(asked, 'pair')} asked at once"
        ),
    }.get(pair.verdict, "noise: the range holds nought")
    if pair.rolling:
        ahead = Decimal(sum(value > 0 for value in pair.rolling)) / len(pair.rolling)
        told += f". Ahead in {words.percent_whole(ahead)} of all stretches of {_stretch(months)}"
    if pair.starts is not None:
        told += f", and from {pair.starts.ahead} of {words.plural(pair.starts.count, 'start date')}"
    return f"{told}."


def _stretch(months: int) -> str:
    return words.plural(months // 12, "year") if months % 12 == 0 else words.plural(months, "month")


def _reality(chance: Decimal, found: HistoryComparison) -> str:
    others = sum(policy.role is Role.OTHER for policy in found.policies)
    told = (
        f"White's reality check: if none of {words.plural(others, 'other policy', 'other policies')} were better than "
        f"yours, the best would still look this good with a chance of {words.percent(chance)}"
    )
    if chance > _ONE_SIDED:
        return f"{told}."
    real = any(pair.verdict is Verdict.REAL for pair in found.asked(Question.AFTER_TAX))
    return (
        f"{told}: it is better." if real else f"{told}; pair by pair, which is stricter, it stays unproven."
    )


def _starts(found: HistoryComparison, masks: Masks) -> Section:
    title = "A year, after all tax, by start date"
    names = [masks(policy.name) for policy in found.policies]
    columns = (
        Column("from", "From", Kind.DATE),
        Column("to", "To", Kind.DATE),
        *(Column(f"policy_{number}", name, Kind.RATE) for number, name in enumerate(names, start=1)),
    )
    rows = tuple(
        Row((first, last, *(_step(policy.starts[number]) for policy in found.policies)))
        for number, (first, last) in enumerate(found.windows)
    )
    told = (
        "Each start is a journey of its own. Where they overlap they show how much hangs on the start, and are no "
        "independent evidence."
    )
    return Section("starts", title, (told,), Table(title, columns, rows))


class Year(StrEnum):
    """What is told by year."""

    TAX = "Tax by year"
    COSTS = "Costs by year"

    def of(self, said: Performance) -> Mapping[int, Decimal]:
        """The amounts of a policy by year, in USD."""
        return said.tax_by_year_usd if self is Year.TAX else said.costs_by_year_usd


def _contributions(
    found: HistoryComparison, masks: Masks, classes: Mapping[str, ClassInfo] | None
) -> list[Section]:
    """What each class brought to the return before tax, where the runs tell it."""
    names = sorted({name for policy in found.policies for name in policy.performance.contributions} - {""})
    if not names:
        return []
    title = "What each class brought, before tax"
    named = classes or {}
    columns = (
        Column("policy", "Policy"),
        *(Column(name, named[name].name if name in named else name, Kind.SHARE) for name in names),
        Column("rest", "Cash and the rest", Kind.SHARE),
        Column("whole", "In all", Kind.SHARE),
    )
    rows = []
    for policy in found.policies:
        brought = policy.performance.contributions
        cells = (brought.get(name) for name in (*names, ""))
        rows.append(Row((masks(policy.name), *cells, policy.performance.rates[Basis.BEFORE_TAX].total)))
    told = "Shares of the whole return over the time, linked day by day (Carino) so that they sum to it."
    return [Section("contributions", title, (told,), Table(title, columns, tuple(rows), turns=True))]


def _by_year(found: HistoryComparison, masks: Masks, what: Year) -> Table:
    years = sorted({year for policy in found.policies for year in what.of(policy.performance)})
    columns = (
        Column("year", "Year"),
        *(
            Column(f"policy_{number}", masks(policy.name), Kind.USD_SIGNED)
            for number, policy in enumerate(found.policies, start=1)
        ),
    )
    rows = tuple(
        Row((str(year), *(what.of(policy.performance).get(year) for policy in found.policies)))
        for year in years
    )
    return Table(what.value, columns, rows)


def _method(found: HistoryComparison) -> tuple[str, ...]:
    """How the ranges came about, in plain sentences."""
    if not found.resamples or found.block_months is None:
        return ("The history has too few whole months for ranges: only what happened is told.",)
    block = found.block_months.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return (
        f"Ranges are made from the {found.months} paired monthly differences of the whole runs, drawn again "
        f"{found.resamples:,} times in blocks of {words.shares(block)} months on average (stationary bootstrap, seed "
        f"{found.seed}); they are no new journeys, and what a policy would trade on other paths is not in them.",
        "What selling everything at the end costs in tax is spread evenly over the months.",
        "A difference counts as more than noise only where its 95% range leaves out nought, with the odds adjusted by "
        "Holm's method for all pairs that one question is asked of, and where three quarters of the journeys from "
        "other start dates bear it out: the tax of selling at the end is not drawn again.",
    )


def _step(value: Decimal | None, step: Decimal = _RATE_STEP) -> Decimal | None:
    return None if value is None else value.quantize(step, rounding=ROUND_HALF_UP)


def _rate(value: Decimal) -> str:
    return f"{value * 100:.2f}%".replace("-", words.MINUS)


def _signed(value: Decimal) -> str:
    rounded = value.quantize(_RATE_STEP, rounding=ROUND_HALF_UP)
    sign = "+" if rounded > 0 else words.MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded) * 100:.2f}%"
