"""A designed target as a document: the weights with their ranges first, for they are guesses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from trimtab.core.classes import ClassInfo
from trimtab.core.design import Method, Shrink
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import RangeFigure, RangeRow, Tick
from trimtab.reports.lab.disclosure import HYPOTHETICAL
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.design.ask import Ask
from trimtab.simulate.design.beliefs import view_portfolio
from trimtab.simulate.design.result import Design, OutOfSample, Range, risk_shares

_METHODS: Mapping[Method, str] = {
    Method.MIN_VARIANCE: "the least volatility (minimum variance)",
    Method.MEAN_VARIANCE: "return weighed against volatility (mean-variance)",
    Method.RISK_PARITY: "stated parts of the risk (risk parity)",
    Method.EQUAL_RISK: "equal parts of the risk (equal risk contribution)",
    Method.BLACK_LITTERMAN: "a prior moved by views (Black-Litterman)",
    Method.EQUAL_WEIGHT: "equal weights",
}
_SHRINKS: Mapping[Shrink, str] = {
    Shrink.CORRELATION: (
        "volatilities as observed; correlations pulled towards none by Ledoit & Wolf (2004), on standardised returns"
    ),
    Shrink.COVARIANCE: "the covariance pulled towards one common variance by Ledoit & Wolf (2004)",
    Shrink.NONE: "the covariance as observed, unshrunk",
}


def design_document(
    design: Design, household: str, names: Mapping[str, ClassInfo], problems: Iterable[Problem] = ()
) -> Document:
    """The design. Pure."""
    sections = [_weights(design, names), _promise(design)]
    if design.ask.views:
        sections.append(_views(design))
    if design.out_of_sample:
        sections.append(_tested(design.out_of_sample, design.ask))
    sections.append(Section("assumptions", "How it was found", tuple(_assumptions(design))))
    return Document(
        kind="design",
        title="Design",
        household=words.masked(household),
        as_of=design.observed.days[-1],
        headline=_headline(design, names),
        facts=_facts(design),
        sections=tuple(sections),
        problems=gathered_lines(tuple(problems)),
        not_modelled=(*HYPOTHETICAL, *_LEFT_OUT),
    )


_LEFT_OUT = (
    "Taxes, costs, fees beyond those inside the series, and the price of getting there.",
    "That moments change: the years drawn anew are the same years in another order.",
    "What is not in the data: a class that never crashed in it looks safe.",
)


def _name(class_id: str, names: Mapping[str, ClassInfo]) -> str:
    return names[class_id].name if class_id in names else class_id


def _headline(design: Design, names: Mapping[str, ClassInfo]) -> str:
    largest = sorted(design.target.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [f"{words.percent_exact(part)} {_name(class_id, names)}" for class_id, part in largest if part]
    return f"{words.listed(told)}: {_METHODS[design.ask.method]}."


def _facts(design: Design) -> tuple[Fact, ...]:
    widest = max((one.width for one in design.weight_ranges.values()), default=ZERO)
    return (
        Fact("Volatility in the data", words.percent(design.volatility.value), _between(design.volatility)),
        Fact("Return in the data", words.percent(design.mean.value), _between(design.mean)),
        Fact(
            "Least settled weight",
            f"± {plain((widest * 50).quantize(Decimal('0.1')))} points",
            "half of its range",
        ),
        Fact(
            "Years of data",
            plain(
                (Decimal(len(design.observed.rows)) / design.observed.every.a_year).quantize(Decimal("0.1"))
            ),
            f"{words.long_date(design.observed.start)} to {words.long_date(design.observed.days[-1])}",
        ),
    )


def _between(one: Range) -> str:
    return f"{words.percent(one.low)} to {words.percent(one.high)}"


def _weights(design: Design, names: Mapping[str, ClassInfo]) -> Section:
    risks = dict(
        zip(design.observed.classes, risk_shares(design.fit.weights, design.fit.covariance), strict=True)
    )
    columns = (
        Column("class", "Class"),
        Column("class_id", "Class id", is_hidden=True),
        Column("target", "Target", Kind.RATE),
        Column("weight", "Exact", Kind.SHARE),
        Column("low", "Drawn anew: from", Kind.SHARE),
        Column("high", "to", Kind.SHARE),
        Column("at_nothing", "At nothing in", Kind.SHARE),
        Column("risk", "Part of the risk", Kind.SHARE),
    )
    rows = [
        Row(
            (
                _name(name, names),
                name,
                design.target[name],
                weight,
                design.weight_ranges[name].low,
                design.weight_ranges[name].high,
                design.zero_shares[name],
                risks[name],
            )
        )
        for name, weight in design.weights.items()
    ]
    rows += [
        Row((f"{_name(name, names)}, kept", name, part, None, None, None, None, None))
        for name, part in sorted(design.kept.items())
    ]
    whole = sum(design.target.values(), ZERO)
    rows.append(Row(("Whole", "", whole, None, None, None, None, None), Tone.TOTAL))
    told = (
        f"The range is the middle nine tenths of {design.resamples} designs from the same years drawn anew in blocks "
        "of about a year: it shows what the data leave open."
        if design.ask.method is not Method.EQUAL_WEIGHT
        else "Equal weights take nothing from data, so nothing about them is uncertain but what they will bring."
    )
    rounding = (
        f"Rounded to steps of {plain(design.step * 100)}% by largest remainders: it sums to exactly 100%."
    )
    return Section(
        "weights",
        "The target, and how sure it is",
        (told,),
        Table("The target, and how sure it is", columns, tuple(rows)),
        (rounding,),
        _figure(design, names),
    )


def _figure(design: Design, names: Mapping[str, ClassInfo]) -> RangeFigure:
    most = max([*(one.high for one in design.weight_ranges.values()), *design.weights.values()], default=ZERO)
    last = (most * 10).to_integral_value(rounding="ROUND_CEILING")
    step = 1 if last <= 6 else 2
    last += last % step
    equal = Decimal(1) / len(design.observed.classes)
    return RangeFigure(
        title="Weights with their ranges",
        words=(
            "A dot is the weight found, the bar where it fell when the years were drawn anew, the ring its equal share."
        ),
        ticks=tuple(Tick(Decimal(n) / 10, f"{n * 10}%") for n in range(0, int(last) + 1, step)),
        rows=tuple(
            RangeRow(
                _name(name, names),
                words.percent(weight),
                names[name].colour_slot if name in names else 0,
                weight,
                design.weight_ranges[name].low,
                design.weight_ranges[name].high,
                equal,
            )
            for name, weight in design.weights.items()
        ),
    )


def _promise(design: Design) -> Section:
    columns = (
        Column("measure", "A year"),
        Column("design", "This target", Kind.SHARE),
        Column("design_low", "from", Kind.SHARE),
        Column("design_high", "to", Kind.SHARE),
        Column("equal", "Equal weights", Kind.SHARE),
        Column("equal_low", "from", Kind.SHARE),
        Column("equal_high", "to", Kind.SHARE),
    )
    rows = (
        Row(("Mean return", *_three(design.mean), *_three(design.equal_mean))),
        Row(("Volatility", *_three(design.volatility), *_three(design.equal_volatility))),
    )
    believed = f"The method itself expects {words.percent(design.expected)} a year"
    if design.ask.method is Method.BLACK_LITTERMAN:
        believed += " over cash, for what a prior implies is a premium"
    means = (
        f"{believed}."
        if design.ask.method.uses_means
        else f"{believed} by the data; it did not use that to choose."
    )
    told = "What the rounded target, brought back to its weights every period, had in these years, with hindsight."
    return Section("promise", "In the data", (told,), Table("In the data", columns, rows), (means,))


def _three(one: Range) -> tuple[Decimal, Decimal, Decimal]:
    return one.value, one.low, one.high


def _views(design: Design) -> Section:
    places = {name: number for number, name in enumerate(design.observed.classes)}
    columns = (
        Column("view", "View"),
        Column("confidence", "Confidence", Kind.SHARE),
        Column("implied", "The prior implies", Kind.POINTS),
        Column("stated", "You state", Kind.POINTS),
        Column("taken", "Taken", Kind.POINTS),
    )
    rows = []
    for view in design.ask.views:
        held = view_portfolio(view, design.ask.prior)
        implied, taken = (
            sum((part * means[places[name]] for name, part in held.items()), ZERO)
            for means in (design.fit.prior_means, design.fit.means)
        )
        rows.append(Row((view.words, view.confidence, implied, view.by, taken)))
    told = "Points a year. What is taken lies between what the prior implies and what you state, by your confidence."
    return Section("views", "Your views", (told,), Table("Your views", columns, tuple(rows)))


def _tested(checked: OutOfSample, ask: Ask) -> Section:
    columns = (
        Column("mix", "Mix"),
        Column("mean", "Mean return", Kind.SHARE),
        Column("volatility", "Volatility", Kind.SHARE),
        Column("worst_fall", "Worst fall", Kind.SHARE),
        Column("turnover", "Moved by refits", Kind.SHARE),
    )
    rows = tuple(
        Row((one.name, one.mean, one.volatility, one.worst_fall, one.turnover)) for one in checked.records
    )
    told = (
        f"Weights found anew each year on the {checked.window} periods before it and held through it, from "
        f"{words.long_date(checked.start)} to {words.long_date(checked.end)} ({words.plural(checked.refits, 'time')})."
    )
    return Section(
        "out-of-sample",
        "Without hindsight",
        (told,),
        Table("Without hindsight", columns, rows),
        tuple(_verdict(checked, ask)),
    )


def _verdict(checked: OutOfSample, ask: Ask) -> Iterator[str]:
    if ask.method is Method.BLACK_LITTERMAN:
        yield "Prior and views are today's throughout: only the risk is measured without hindsight."
    elif ask.limits or ask.max_volatility or ask.min_return or ask.risk_budgets:
        yield "The bounds are today's throughout: whoever set them knew these years."
    for what, one in (("return", checked.lead), ("volatility", checked.calm)):
        between = f"{words.points(one.low)} to {words.points(one.high)}"
        told = f"Its {what} less that of equal weights: {words.points(one.value)} points a year ({between})"
        is_noise = one.low <= 0 <= one.high
        yield f"{told}: {'noise, for the range holds nought' if is_noise else 'more than noise'}."


def _assumptions(design: Design) -> Iterator[str]:
    ask, data = design.ask, design.observed
    yield (
        f"Method: {_METHODS[ask.method]}. Data: {len(data.rows)} {data.every.value}s of returns, income reinvested. "
        f"Risk: {_SHRINKS[ask.shrink]}."
    )
    if ask.method is Method.MEAN_VARIANCE:
        means = (
            "historical means pulled towards their common mean (Bayes-Stein, Jorion 1986)"
            if ask.shrinks_means
            else "historical means as they are"
        )
        yield f"Expected returns: {means}. Risk aversion: {plain(ask.risk_aversion)}."
    if ask.method is Method.BLACK_LITTERMAN:
        prior = ", ".join(f"{name} {words.percent(part)}" for name, part in ask.prior.items())
        yield (
            f"Prior: {prior}; the returns it implies at a risk aversion of {plain(ask.risk_aversion)} (He & Litterman "
            f"1999), with tau {plain(ask.tau)}; confidences by Idzorek (2005)."
        )
    if ask.risk_budgets:
        told = ", ".join(f"{name} {words.percent_exact(part)}" for name, part in ask.risk_budgets.items())
        yield f"Parts of the risk: {told}."
    bounds = [one.words for one in ask.limits]
    bounds += [f"volatility at most {words.percent(ask.max_volatility)}"] if ask.max_volatility else []
    bounds += [f"return at least {words.percent(ask.min_return)}"] if ask.min_return else []
    if bounds:
        yield f"Bounds: {'; '.join(bounds)}."
    yield f"Drawn anew {design.resamples} times by seed {design.seed}; {design.failed} of them had no answer."
