"""The document of `trimtab location`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.core.accounts import TaxTreatment
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem
from trimtab.core.year_tax import YearTax
from trimtab.reports import words
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import ScaleFigure, ScaleMark
from trimtab.reports.labels import (
    TREATMENT_WORDS,
    AccountLabel,
    ClassNames,
    Wording,
    account_labels,
    class_label,
    label_of,
)
from trimtab.reports.notes import gathered_lines
from trimtab.reports.tables import Cell, Column, Fact, Kind, Row, Table, Tone
from trimtab.simulate.location import LocationAnswer
from trimtab.simulate.location_moves import Move, Verdict

AFTER = "With the moves worth doing"
MOST_MOVES = 24  # told one by one; those after them bring least
SAMPLE_USD = Decimal(10_000)
VERDICTS: Mapping[Verdict, tuple[str, Tone]] = {
    Verdict.WORTH_IT: ("worth it", Tone.GOOD),
    Verdict.TOO_DEAR: ("not worth it", Tone.PLAIN),
    Verdict.NOT_NOW: ("not now", Tone.CARE),
}
LEFT_OUT = (
    "cash, which stays where it is: what it earns is in no file",
    "funds that mix classes, which stay where they are",
    "ranges under [[limits]], which the plan keeps",
    "whole shares and the smallest trade: moves are told in dollars, `trimtab plan` makes orders of them",
    "what income bears at other rates than your marginal ones",
)


def location_document(
    answer: LocationAnswer, class_names: ClassNames, year_tax: YearTax, problems: tuple[Problem, ...] = ()
) -> Document:
    """Score, next best moves, and what each holding costs in each kind of account."""
    household = answer.household
    labels = account_labels(household)
    sections: tuple[Section | None, ...] = (
        _score_section(answer, year_tax),
        _moves_section(answer, labels, Wording(household, class_names), year_tax),
        _places_section(answer, labels, class_names),
        _kinds_section(answer, class_names),
    )
    return Document(
        kind="location",
        title="Location",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(answer),
        tone=Tone.PLAIN if answer.score is None else Tone.GOOD if answer.score == 100 else Tone.CARE,
        facts=_facts(answer),
        sections=tuple(section for section in sections if section is not None),
        problems=gathered_lines(problems, Wording(household, class_names)),
        not_modelled=LEFT_OUT,
    )


def _headline(answer: LocationAnswer) -> str:
    if answer.score is None:
        return f"There is no location score: {answer.why_none}."
    left = answer.today_usd - answer.best_usd
    if answer.score == 100:
        return "Location scores 100 of 100: nothing would stand better elsewhere."
    return (
        f"Location scores {plain(answer.score)} of 100: the best arrangement of the same holdings would save "
        f"{words.short_usd(left)} a year."
    )


def _facts(answer: LocationAnswer) -> tuple[Fact, ...]:
    worth = [move for move in answer.moves if move.verdict is Verdict.WORTH_IT]
    years = _years(answer)
    today = Fact("Today", f"{words.short_usd(answer.today_usd)} a year", "tax on income, and expenses")
    if answer.score is None:
        return (today,)
    facts = [
        today,
        Fact("Best", f"{words.short_usd(answer.best_usd)} a year", "the same holdings, placed best"),
        Fact("Worst", f"{words.short_usd(answer.worst_usd)} a year", "placed worst"),
    ]
    if worth:
        net = sum((move.net_usd for move in worth), ZERO)
        note = f"net over {years}, {words.plural(len(worth), 'move')}"
        facts.append(Fact("Worth doing now", words.short_usd(net), note, Tone.GOOD))
    return tuple(facts)


def _years(answer: LocationAnswer) -> str:
    years = plain(answer.policy.prices.horizon_years)
    return f"{years} {'year' if years == '1' else 'years'}"


def _score_section(answer: LocationAnswer, year_tax: YearTax) -> Section | None:
    if answer.score is None:
        return None
    horizon = answer.policy.prices.horizon_years
    columns = (
        Column("arrangement", "Arrangement"),
        Column("yearly_usd", "Cost a year", Kind.USD),
        Column("horizon_usd", f"Over {_years(answer)}", Kind.USD),
        Column("score", "Score", Kind.COUNT),
    )
    span = answer.worst_usd - answer.best_usd
    worth = sum((m.yearly_usd for m in answer.moves if m.verdict is Verdict.WORTH_IT), ZERO)
    costs: list[tuple[str, Decimal]] = [("Worst", answer.worst_usd), ("Today", answer.today_usd)]
    if worth:
        costs.append((AFTER, answer.today_usd - worth))
    costs.append(("Best", answer.best_usd))
    shares = {name: (answer.worst_usd - usd) / span for name, usd in costs}
    rows = tuple(Row((name, usd, usd * horizon, _whole(shares[name] * 100))) for name, usd in costs)
    grown = " and growth" if answer.policy.growth_pct else ""
    table = Table("From worst to best", columns, rows)
    text = (
        f"What everything costs a year where it stands: tax on its income{grown} by {year_tax.words}, foreign tax that "
        "is lost in sheltered accounts, and expenses. Worst and best keep every account's size, every class's total, "
        "what may not be traded and the menus.",
    )
    return Section("score", "From worst to best", text, table, figure=_figure(costs, shares, table))


def _whole(score: Decimal) -> Decimal:
    return score.to_integral_value("ROUND_FLOOR")


def _figure(costs: list[tuple[str, Decimal]], shares: Mapping[str, Decimal], table: Table) -> ScaleFigure:
    marks = tuple(
        ScaleMark(name, f"{words.short_usd(usd)} a year", shares[name], is_main=name == "Today")
        for name, usd in costs
    )
    return ScaleFigure(
        "From worst to best",
        "The same holdings in the same accounts, from where they cost most to where they cost least.",
        marks,
        shares.get(AFTER, shares["Today"]),
        table,
    )


_MOVES = (
    Column("move", "Move"),
    Column("account", "In"),
    Column("sell", "Sell"),
    Column("buy", "Buy"),
    Column("amount_usd", "Amount", Kind.USD_WHOLE),
    Column("yearly_usd", "Saves a year", Kind.USD),
    Column("horizon_usd", "Over the horizon", Kind.USD, is_hidden=True),
    Column("tax_now_usd", "Tax now", Kind.USD_SIGNED),
    Column("tax_later_usd", "Tax later", Kind.USD_SIGNED, is_minor=True),
    Column("trading_usd", "Trading", Kind.USD, is_minor=True),
    Column("effort_usd", "Effort", Kind.USD, is_hidden=True),
    Column("net_usd", "Net", Kind.USD_SIGNED),
    Column("verdict", "Verdict"),
)


def _moves_section(
    answer: LocationAnswer, labels: Mapping[str, AccountLabel], wording: Wording, year_tax: YearTax
) -> Section | None:
    if not answer.moves:
        return None
    shown = [move for move in answer.moves if move.usd >= answer.policy.min_trade_usd][:MOST_MOVES]
    rows = [row for n, move in enumerate(shown, 1) for row in _move_rows(n, move, labels)]
    if more := [move for move in answer.moves if move not in shown]:
        rest = sum((move.yearly_usd for move in more), ZERO)
        said = f"{words.plural(len(more), 'more move')}, smaller"
        rows.append(Row(_cells(account=said, yearly_usd=rest)))
    saved = sum((move.yearly_usd for move in answer.moves), ZERO)
    rows.append(Row(_cells(account="All moves together", yearly_usd=saved), Tone.TOTAL))
    text = (
        "Each move is done as a whole: what one account sells another buys, so no total changes. Net counts "
        f"{_years(answer)} of savings, less tax and trading. Tax is that of the year with the moves above it that are "
        f"worth doing, by {year_tax.words}; tax later is what they spare or cause when the rest would be sold, in "
        "today's dollars.",
    )
    notes = [
        f"Move {n} not now: {words.sentence(words.dated(wording(move.words)))}"
        for n, move in enumerate(shown, 1)
        if move.words
    ]
    if any(move.verdict is Verdict.TOO_DEAR for move in shown):
        prices = answer.policy.prices
        notes.append(
            "A move is not worth it where its net is under the policy's price of its lines "
            f"({words.short_usd(prices.per_trade_usd)} each) and of moving money ({plain(prices.turnover_bps)} basis "
            "points)."
        )
    return Section(
        "moves", "Next best moves", text, Table("Next best moves", _MOVES, tuple(rows)), tuple(notes)
    )


def _move_rows(number: int, move: Move, labels: Mapping[str, AccountLabel]) -> Iterator[Row]:
    said, tone = VERDICTS[move.verdict]
    for place, swap in enumerate(move.swaps):
        cells: dict[str, Cell] = {
            "account": label_of(labels, swap.account_id).title,
            "sell": swap.sells,
            "buy": swap.buys,
            "amount_usd": swap.usd,
        }
        if place == 0:
            cells |= {
                "move": str(number),
                "yearly_usd": move.yearly_usd,
                "horizon_usd": move.horizon_usd,
                "tax_now_usd": move.tax_now_usd,
                "tax_later_usd": move.tax_later_usd,
                "trading_usd": move.trading_usd,
                "effort_usd": move.effort_usd,
                "net_usd": move.net_usd,
                "verdict": said,
            }
        yield Row(_cells(**cells), tone if place == 0 else Tone.PLAIN)


def _cells(**cells: Cell) -> tuple[Cell, ...]:
    return tuple(cells.get(column.key, "") for column in _MOVES)


def _places_section(
    answer: LocationAnswer, labels: Mapping[str, AccountLabel], class_names: ClassNames
) -> Section:
    columns = (
        Column("account", "Account"),
        Column("symbol", "Holding"),
        Column("class", "Class", is_minor=True),
        Column("rate", "Costs a year", Kind.RATE),
        Column("today_usd", "Today", Kind.USD_WHOLE),
        Column("best_usd", "Best", Kind.USD_WHOLE),
        Column("stays", "Stays because", is_minor=True),
    )
    wording = Wording(answer.household, class_names)
    rows = tuple(
        Row(
            (
                label_of(labels, place.account_id).title,
                place.symbol,
                class_label(class_names, place.class_id).name if place.class_id else "mixed",
                place.rate,
                place.today_usd,
                place.best_usd,
                wording(place.stays),
            )
        )
        for place in answer.places
    )
    title = "Where everything stands, and would stand best"
    return Section("places", title, table=Table(title, columns, rows), is_detail=True)


def _kinds_section(answer: LocationAnswer, class_names: ClassNames) -> Section | None:
    kinds = [t for t in TaxTreatment if any(a.kind.treatment is t for a in answer.household.accounts)]
    columns = (
        Column("symbol", "Holding"),
        Column("class", "Class", is_minor=True),
        *(Column(f"{kind.value}_usd", TREATMENT_WORDS[kind], Kind.USD) for kind in kinds),
        Column("spread_usd", "Place is worth", Kind.USD),
    )
    if len(kinds) < 2 or not answer.by_kind:
        return None
    spread = {symbol: max(rates.values()) - min(rates.values()) for symbol, rates in answer.by_kind.items()}
    rows = tuple(
        _kind_row(answer, class_names, kinds, symbol)
        for symbol in sorted(spread, key=lambda symbol: (-spread[symbol], symbol))
    )
    title = "What $10,000 costs a year, by kind of account"
    text = (
        "Room in sheltered accounts is short: it goes first to what gains most by it. The best arrangement weighs all "
        "of that together.",
    )
    return Section("kinds", title, text, Table(title, columns, rows))


def _kind_row(answer: LocationAnswer, class_names: ClassNames, kinds: list[TaxTreatment], symbol: str) -> Row:
    costs = [answer.by_kind[symbol][kind] * SAMPLE_USD for kind in kinds]
    class_id = answer.classes[symbol]
    name = class_label(class_names, class_id).name if class_id else "mixed"
    return Row((symbol, name, *costs, max(costs) - min(costs)))
