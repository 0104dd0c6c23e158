"""The document of `trimtab transition`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.core.money import ONE, ZERO, plain, usd
from trimtab.core.plan import Side, Term, Trade
from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import MeasureBar, MeasureFigure, MeasureRow
from trimtab.reports.labels import AccountLabel, ClassNames, Wording, account_labels, label_of
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Cell, Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.transition import Course, Step, TransitionAnswer, Way

WAYS: Mapping[Way, tuple[str, str]] = {
    Way.CHOSEN: ("This schedule", "within the budgets"),
    Way.NOW: ("All now", "as one plan, whatever the tax"),
    Way.EQUAL: ("Equal parts", "the same gain every year"),
    Way.NEVER: ("Never", "nothing is sold"),
}
LEFT_OUT = (
    "dividends, contributions and withdrawals after the first year's stated ones",
    "changes of your income, rates and target over the years",
    "what loses or gains against the rest: every price moves alike",
)


def transition_document(
    answer: TransitionAnswer, class_names: ClassNames, problems: tuple[Problem, ...] = ()
) -> Document:
    """The schedule, what it costs beside other ways, and every trade of every year."""
    household = answer.household
    labels = account_labels(household)
    wording = Wording(household, class_names)
    return Document(
        kind="transition",
        title=f"Transition over {words.plural(answer.terms.years, 'year')}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(answer),
        tone=Tone.GOOD if _outside_usd(answer.chosen.steps[-1]) < ONE else Tone.CARE,
        facts=_facts(answer),
        sections=(
            _schedule_section(answer, wording),
            _ways_section(answer),
            _trades_section(answer, labels),
        ),
        problems=gathered_lines(problems, wording),
        not_modelled=LEFT_OUT,
    )


def _outside_usd(step: Step) -> Decimal:
    """Dollars outside the bands after a year."""
    total = step.after.total_usd
    return sum(
        (
            total * max(ZERO, row.actual - row.band_high, row.band_low - row.actual)
            for row in step.after.classes
        ),
        ZERO,
    )


def _tax_usd(course: Course) -> Decimal:
    return sum((step.tax_usd for step in course.steps), ZERO)


def _headline(answer: TransitionAnswer) -> str:
    steps = answer.chosen.steps
    last, tax = steps[-1], _tax_usd(answer.chosen)
    paid = f"{words.short_usd(tax)} of tax" if tax >= 0 else f"{words.short_usd(-tax)} of tax saved"
    left = _outside_usd(last)
    if left < ONE:
        arrived = next(step for step in steps if _outside_usd(step) < ONE)
        return f"Inside every band from {words.long_date(arrived.day)} on, for {paid}."
    drift = (
        f"from {words.percent(steps[0].before.half_sum)} to {words.percent(last.after.half_sum)} off target"
    )
    return f"By {words.long_date(last.day)} {drift}, for {paid}; {words.short_usd(left)} is still outside its band."


def _facts(answer: TransitionAnswer) -> tuple[Fact, ...]:
    chosen, terms = answer.chosen, answer.terms
    gain = sum((step.gain_usd for step in chosen.steps), ZERO)
    facts = [
        Fact("Net gain", words.signed_usd(gain), f"over {words.plural(terms.years, 'year')}"),
        Fact("Tax on it", words.signed_usd(_tax_usd(chosen)), "this schedule, year by year"),
        Fact("All now", words.signed_usd(_tax_usd(_way(answer, Way.NOW))), "done today, in all years"),
    ]
    if terms.gain_usd is not None:
        facts.append(Fact("Gain budget", words.short_usd(terms.gain_usd), "a year"))
    if terms.tax_usd is not None:
        facts.append(Fact("Tax budget", words.short_usd(terms.tax_usd), "a year"))
    return tuple(facts)


def _way(answer: TransitionAnswer, way: Way) -> Course:
    return next(course for course in answer.others if course.way is way)


_SCHEDULE = (
    Column("day", "Trades on", Kind.DATE),
    Column("gain_usd", "Net gain", Kind.USD_SIGNED),
    Column("tax_usd", "Tax it causes", Kind.USD_SIGNED_CENTS),
    Column("trading_usd", "Trading", Kind.USD, is_minor=True),
    Column("lines", "Trades", Kind.COUNT, is_minor=True),
    Column("drift_before", "Off target", Kind.SHARE),
    Column("drift", "After", Kind.SHARE),
    Column("outside_usd", "Outside bands", Kind.USD_WHOLE),
)


def _schedule_section(answer: TransitionAnswer, wording: Wording) -> Section:
    steps = answer.chosen.steps
    rows = [_schedule_row(step) for step in steps]
    gain = sum((step.gain_usd for step in steps), ZERO)
    trading = sum((t.cost_usd for step in steps if step.plan for t in step.plan.trades), ZERO)
    totals: tuple[Cell, ...] = ("All years", gain, _tax_usd(answer.chosen), trading, None, None, None, None)
    table = Table("Year by year", _SCHEDULE, (*rows, Row(totals, Tone.TOTAL)))
    bars = tuple(
        MeasureRow(
            words.long_date(step.day),
            words.plural(len(step.plan.trades) if step.plan else 0, "trade"),
            (
                MeasureBar(step.after.half_sum, words.percent(step.after.half_sum)),
                MeasureBar(step.tax_usd, words.short_usd(step.tax_usd), is_money=True),
            ),
            is_ours=True,
        )
        for step in steps
    )
    start = MeasureRow(
        "Today",
        "before anything is done",
        (
            MeasureBar(steps[0].before.half_sum, words.percent(steps[0].before.half_sum)),
            MeasureBar(ZERO, words.short_usd(ZERO), is_money=True),
        ),
    )
    figure = MeasureFigure(
        "Drift and tax, year by year",
        "How far the household is from its target after each year, and the tax that the year's trades cause.",
        ("Off target after it", "Tax it causes"),
        (start, *bars),
        table,
    )
    notes = [
        f"{words.long_date(step.day)}: {words.sentence(wording(words.dated(step.plan.reason)))}"
        for step in steps
        if step.plan and not step.plan.trades
    ]
    return Section("schedule", "Year by year", tuple(_how(answer)), table, tuple(notes), figure)


def _how(answer: TransitionAnswer) -> Iterator[str]:
    terms = answer.terms
    laws = list(dict.fromkeys(step.tax_words for step in answer.chosen.steps))
    growth = "stay as they are" if not terms.growth_pct else f"grow by {plain(terms.growth_pct)}% a year"
    yield (
        "Each year is planned in full, with the household as the year before left it: lots grow older, losses carry "
        f"over. Prices {growth}. Tax by {words.listed(laws)}{_carried_forward(answer)}."
    )
    if terms.gain_usd is not None:
        yield f"No year realises more than {usd(terms.gain_usd)} of net gain, carryforwards counted."
    if terms.tax_usd is not None:
        yield f"No year's trades cause more than {usd(terms.tax_usd)} of tax."


def _carried_forward(answer: TransitionAnswer) -> str:
    """For which years the law is that of an earlier one."""
    later = [
        str(step.day.year)
        for step in answer.chosen.steps
        if " law of " in step.tax_words and str(step.day.year) not in step.tax_words
    ]
    return f", taken for {words.listed(later)} too" if later else ""


def _schedule_row(step: Step) -> Row:
    trades = step.plan.trades if step.plan else ()
    return Row(
        (
            step.day,
            step.gain_usd,
            step.tax_usd,
            sum((trade.cost_usd for trade in trades), ZERO),
            Decimal(len(trades)),
            step.before.half_sum,
            step.after.half_sum,
            _outside_usd(step),
        )
    )


_WAYS = (
    Column("way", "Way"),
    Column("tax_now_usd", "Tax paid", Kind.USD_SIGNED),
    Column("tax_later_usd", "Tax left", Kind.USD_SIGNED),
    Column("trading_usd", "Trading", Kind.USD_WHOLE, is_minor=True),
    Column("location_usd", "Location", Kind.USD_SIGNED, is_minor=True),
    Column("money_usd", "Money", Kind.USD_SIGNED),
    Column("drift_usd", "Off target", Kind.USD_WHOLE),
    Column("lines_usd", "Trading at all", Kind.USD_WHOLE, is_minor=True),
    Column("total_usd", "All weighed", Kind.USD_SIGNED),
)


def _ways_section(answer: TransitionAnswer) -> Section:
    courses = (answer.chosen, *answer.others)
    rows = []
    for course in courses:
        cost = course.cost
        money = cost.tax_now_usd + cost.tax_later_usd + cost.trading_usd + cost.location_usd
        cells = (
            WAYS[course.way][0], cost.tax_now_usd, cost.tax_later_usd, cost.trading_usd, cost.location_usd, money,
            cost.drift_usd, cost.per_trade_usd, cost.total_usd,
        )  # fmt: skip
        rows.append(Row(cells, Tone.GOOD if course.way is Way.CHOSEN else Tone.PLAIN))
    table = Table("Beside other ways", _WAYS, tuple(rows), turns=True)
    figure = MeasureFigure(
        "Beside other ways",
        "The money each way costs in today's dollars, and where it ends.",
        ("Tax paid and left", "Off target at the end"),
        tuple(_way_bars(course) for course in courses),
        table,
    )
    prices = answer.policy.prices
    text = (
        f"All in today's dollars, at {plain(prices.discount_pct)}% a year. Being off target counts for as long as it "
        f"lasts, at the plan's own price ({usd(prices.outside_band)} for a dollar outside its band over "
        f"{plain(prices.horizon_years)} years): lower outside_band under [policy.prices] to be more patient. The "
        "other ways know no budget.",
    )
    return Section("ways", "Beside other ways", text, table, figure=figure)


def _way_bars(course: Course) -> MeasureRow:
    tax = course.cost.tax_now_usd + course.cost.tax_later_usd
    drift = course.steps[-1].after.half_sum
    label, note = WAYS[course.way]
    bars = (
        MeasureBar(tax, words.short_usd(tax), is_money=True),
        MeasureBar(drift, words.percent(drift)),
    )
    return MeasureRow(label, note, bars, is_ours=course.way is Way.CHOSEN)


_TRADES = (
    Column("day", "On", Kind.DATE),
    Column("account", "In"),
    Column("side", "Do"),
    Column("symbol", "What"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("lot", "Lot"),
    Column("amount_usd", "Amount", Kind.USD_WHOLE),
    Column("gain_usd", "Gain", Kind.USD_SIGNED),
)


def _trades_section(answer: TransitionAnswer, labels: Mapping[str, AccountLabel]) -> Section:
    rows = [
        row
        for step in answer.chosen.steps
        if step.plan
        for trade in step.plan.trades
        for row in _trade_rows(step, trade, label_of(labels, trade.account_id).title)
    ]
    return Section(
        "trades",
        "What to sell and buy in each year",
        ("Only the first year's trades are for today: ask again each year, prices and law will have moved.",),
        Table("What to sell and buy in each year", _TRADES, tuple(rows)),
    )


def _trade_rows(step: Step, trade: Trade, account: str) -> Iterator[Row]:
    if trade.side is Side.BUY:
        yield Row((step.day, account, "buy", trade.symbol, trade.quantity, "", trade.amount_usd, None))
        return
    for sale in trade.lots:
        yield Row(
            (
                step.day,
                account,
                "sell",
                trade.symbol,
                sale.quantity,
                sale.words,
                sale.proceeds_usd,
                None if sale.term is Term.SHELTERED else sale.gain_usd,
            )
        )
