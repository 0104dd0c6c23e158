"""The document of `trimtab backtest`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO
from trimtab.core.plan import Side, Term, Trade
from trimtab.core.problems import Problem
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.lab.disclosure import HYPOTHETICAL
from trimtab.reports.lab.pictures import backtest_sections
from trimtab.reports.labels import AccountLabel, ClassNames, Wording, account_labels, label_of
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.backtest.result import Backtest, Look

LEFT_OUT = (
    "changes of your income, family, state and target over the years",
    "foreign tax withheld, and how long shares were held for a dividend to be qualified",
    "the effect of your own trades on prices, and orders that are filled late or in part",
)


def backtest_document(
    found: Backtest,
    twins: tuple[Backtest, ...],
    household: Household,
    class_names: ClassNames,
    problems: tuple[Problem, ...] = (),
) -> Document:
    """What the household would have come to, beside its twins, with the tax of each year, every look that traded and
    what it rests on; of one that stopped early, only why."""
    wording = Wording(household, class_names)
    told = gathered_lines(
        (*problems, *found.problems, *(p for twin in twins for p in twin.problems)), wording
    )
    title = f"Backtest: {words.masked(found.strategy)}"
    last = found.values[-1].day if found.values else household.as_of
    if not found.is_whole:
        headline = f"It stopped on {words.long_date(last)}: nothing of it is a result."
        return Document(
            "backtest", title, words.masked(household.name), last, headline, Tone.BAD, problems=told
        )
    whole = tuple(twin for twin in twins if twin.is_whole)
    return Document(
        kind="backtest",
        title=title,
        household=words.masked(household.name),
        as_of=last,
        headline=_headline(found),
        facts=tuple(_facts(found)),
        sections=tuple(_sections(found, whole, twins, household, class_names)),
        problems=told,
        not_modelled=LEFT_OUT,
    )


def _headline(found: Backtest) -> str:
    first, last = found.values[0], found.values[-1]
    start, end = words.short_usd(first.wealth_usd), words.short_usd(last.wealth_usd)
    days = f"from {words.long_date(first.day)} to {words.long_date(last.day)}"
    return (
        f"Hypothetical: {start} to {end} {days}; {words.short_usd(found.end_after_tax_usd)} after every tax."
    )


def _facts(found: Backtest) -> Iterator[Fact]:
    flows = sum((value.flow_usd + value.tax_usd for value in found.values), ZERO)
    acted = sum(1 for look in found.looks if look.plan is not None and look.plan.trades)
    yield Fact("After all tax", words.short_usd(found.end_after_tax_usd), "all sold on the last day")
    yield Fact("Tax paid", words.short_usd(found.tax_paid_usd), "on the way, each April")
    yield Fact("Costs", words.short_usd(found.costs_usd), "spreads and fees")
    yield Fact("Trades", str(found.trade_count), f"in {words.plural(acted, 'plan')}")
    if flows:
        yield Fact("Paid in and out", words.signed_usd(flows), "tax left out")


def _sections(
    found: Backtest,
    whole: tuple[Backtest, ...],
    twins: tuple[Backtest, ...],
    household: Household,
    class_names: ClassNames,
) -> Iterator[Section]:
    labels, wording = account_labels(household), Wording(household, class_names)
    yield _beside(found, whole, twins)
    pictures = {section.key: section for section in backtest_sections(found, whole, class_names)}
    tax = pictures.pop("tax")
    yield from pictures.values()
    yield replace(_years(found), figure=tax.figure)
    yield _looks(found, wording)
    yield _trades(found, labels, wording)
    assumed = tuple(wording(line) for line in (*HYPOTHETICAL, *found.assumptions))
    yield Section("assumptions", "What this rests on", assumed)


_BESIDE = (
    Column("way", "Way"),
    Column("after_tax_usd", "After all tax", Kind.USD_WHOLE),
    Column("wealth_usd", "Before", Kind.USD_WHOLE),
    Column("tax_usd", "Tax paid", Kind.USD_WHOLE),
    Column("costs_usd", "Costs", Kind.USD_WHOLE),
    Column("turnover_usd", "Turnover", Kind.USD_WHOLE, is_minor=True),
    Column("trades", "Trades", Kind.COUNT),
    Column("worst_fall", "Worst fall", Kind.SHARE, is_minor=True),
)


def _beside(found: Backtest, whole: tuple[Backtest, ...], twins: tuple[Backtest, ...]) -> Section:
    rows = tuple(
        Row(
            (
                words.masked(one.strategy),
                one.end_after_tax_usd,
                one.values[-1].wealth_usd,
                one.tax_paid_usd,
                one.costs_usd,
                one.turnover_usd,
                Decimal(one.trade_count),
                worst_fall(one),
            )
        )
        for one in (found, *whole)
    )
    notes = tuple(
        f"{words.masked(twin.strategy)} stopped on {words.long_date(twin.values[-1].day)}, and is left out."
        for twin in twins
        if not twin.is_whole
    )
    text = ("The same household, flows and taxes; only who trades differs. One history proves little.",)
    title = "Beside its twins" if twins else "What it came to"
    return Section("beside", title, text if twins else (), Table(title, _BESIDE, rows, turns=True), notes)


def worst_fall(found: Backtest) -> Decimal:
    """The deepest fall of wealth below what it had been, money that came or went left out; a share of one."""
    level = highest = Decimal(1)
    deepest, before = ZERO, found.values[0].wealth_usd
    for value in found.values[1:]:
        level = level * (value.wealth_usd - value.flow_usd) / before if before > 0 else level
        highest = max(highest, level)
        deepest = max(deepest, 1 - level / highest)
        before = value.wealth_usd
    return deepest


_YEARS = (
    Column("year", "Year"),
    Column("tax_usd", "Tax caused", Kind.USD_SIGNED_CENTS),
    Column("paid_on", "Paid on", Kind.DATE, is_minor=True),
    Column("short_usd", "Short-term", Kind.USD_SIGNED),
    Column("long_usd", "Long-term", Kind.USD_SIGNED),
    Column("dividends_usd", "Dividends", Kind.USD_WHOLE),
    Column("qualified_usd", "of them qualified", Kind.USD_WHOLE, is_minor=True),
    Column("withdrawn_usd", "Withdrawn", Kind.USD_WHOLE, is_minor=True),
    Column("disallowed_usd", "Washed", Kind.USD_WHOLE, is_minor=True),
    Column("carried_usd", "Loss carried on", Kind.USD_WHOLE),
    Column("bill_usd", "Whole bill", Kind.USD, is_hidden=True),
    Column("bill_without_usd", "Bill without the accounts", Kind.USD, is_hidden=True),
    Column("paid_from", "Paid from", is_hidden=True),
    Column("law", "Law", is_hidden=True),
)


def _years(found: Backtest) -> Section:
    rows = [
        Row(
            (
                str(year.year),
                year.caused_usd,
                year.paid_on,
                year.realized_short_usd,
                year.realized_long_usd,
                year.dividends_ordinary_usd,
                year.dividends_qualified_usd,
                year.withdrawals_taxed_usd or None,
                year.disallowed_usd or None,
                year.carried_short_usd + year.carried_long_usd,
                year.bill_usd,
                year.bill_without_usd,
                year.paid_from,
                year.law,
            )
        )
        for year in found.tax_years
    ]
    text = ("The bill of the whole return with what the accounts brought, less the bill without any of it.",)
    unpaid = [str(year.year) for year in found.tax_years if year.paid_on is None]
    notes = (f"Not paid within these days: {words.listed(unpaid)}.",) if unpaid else ()
    return Section("years", "Tax by year", text, Table("Tax by year", _YEARS, tuple(rows)), notes)


_LOOKS = (
    Column("day", "Day", Kind.DATE),
    Column("drift", "Off target", Kind.SHARE),
    Column("trades", "Trades", Kind.COUNT),
    Column("tax_usd", "Tax", Kind.USD_SIGNED),
    Column("reason", "Why"),
)


def _looks(found: Backtest, wording: Wording) -> Section:
    acted = [look for look in found.looks if look.plan is not None]
    rows = tuple(_look_row(look, wording) for look in acted)
    held = len(found.looks) - len(acted)
    text = (
        f"{words.plural(len(found.looks), 'look')}; {held} of them held. "
        "trimtab backtest … --explain DAY shows any plan as it was made.",
    )
    return Section("looks", "What was planned", text, Table("What was planned", _LOOKS, rows), is_detail=True)


def _look_row(look: Look, wording: Wording) -> Row:
    plan = look.plan
    trades = plan.trades if plan else ()
    tax = plan.tax_now_usd if plan else ZERO
    return Row((look.day, look.drift, Decimal(len(trades)), tax, wording(look.reason)))


_TRADES = (
    Column("day", "Day", Kind.DATE),
    Column("account", "In"),
    Column("side", "Do"),
    Column("symbol", "What"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("price_usd", "At", Kind.USD, is_minor=True),
    Column("amount_usd", "Amount", Kind.USD),
    Column("cost_usd", "Cost", Kind.USD, is_minor=True),
    Column("short_usd", "Short-term", Kind.USD_SIGNED_CENTS, is_minor=True),
    Column("long_usd", "Long-term", Kind.USD_SIGNED_CENTS, is_minor=True),
    Column("reason", "Why", is_hidden=True),
)


def _trades(found: Backtest, labels: Mapping[str, AccountLabel], wording: Wording) -> Section:
    rows = [
        _trade_row(look.day, trade, label_of(labels, trade.account_id).title, wording)
        for look in found.looks
        if look.plan is not None
        for trade in look.plan.trades
    ]
    table = Table("Every trade", _TRADES, tuple(rows))
    return Section("trades", "Every trade", ("Each filled at the close of its day.",), table, is_detail=True)


def _trade_row(day: date, trade: Trade, account: str, wording: Wording) -> Row:
    taxed = [sale for sale in trade.lots if sale.term is not Term.SHELTERED]
    is_sale = trade.side is Side.SELL
    return Row(
        (
            day,
            account,
            "sell" if is_sale else "buy",
            trade.symbol,
            trade.quantity,
            trade.price_usd,
            trade.amount_usd,
            trade.cost_usd,
            trade.gain_short_usd if taxed else None,
            trade.gain_long_usd if taxed else None,
            wording(trade.reason),
        )
    )


_VALUES = ("day", "strategy", "wealth_usd", "flow_usd", "tax_usd")


def value_rows(runs: Iterable[Backtest]) -> Iterator[tuple[str, ...]]:
    """A table of every day of every run that is whole: a header, then text cells; USD with every digit they have."""
    yield _VALUES
    for run in runs:
        for value in run.values if run.is_whole else ():
            yield (
                value.day.isoformat(),
                words.masked(run.strategy),
                format(value.wealth_usd, "f"),
                format(value.flow_usd, "f"),
                format(value.tax_usd, "f"),
            )
