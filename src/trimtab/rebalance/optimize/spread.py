"""Spread: how much gain to realise in each of several years, as one linear program over all of them.

Shares come in parts and small rules (smallest trade, wash windows) are left to the plan of each year; what counts here
is the split. Columns: dollars sold of each lot and bought of each class, by account and year; cash; the year's result
along a convex tax; distance from the goals at the plan's own prices. Money in thousands of USD.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.money import ONE, ZERO, cents
from trimtab.rebalance.optimize.model import INFINITY, Model
from trimtab.rebalance.optimize.program import Terms, k
from trimtab.rebalance.optimize.solver import solve
from trimtab.rebalance.weigh import Piece


@dataclass(frozen=True, slots=True)
class Sale:
    """A lot (or a sheltered position) that may be sold: `gain_share` of each dollar is gain, long-term in the years
    where `is_long`. `class_shares` are the target classes of one dollar, `cost_share` is half its spread; it may be
    sold from year `first_year` on."""

    account_id: str
    class_shares: Mapping[str, Decimal]
    usd: Decimal
    gain_share: Decimal
    is_long: tuple[bool, ...]
    cost_share: Decimal
    first_year: int = 0


@dataclass(frozen=True, slots=True)
class Purchase:
    """A class that an account may buy; a dollar of it counts as `count_share` of one."""

    account_id: str
    class_id: str
    cost_share: Decimal
    count_share: Decimal = ONE


@dataclass(frozen=True, slots=True)
class SpreadYear:
    """One year. `tax` is the tax on its long-term result: from `least_usd` on, steps of so many dollars at such rates,
    rising. `most_usd` is the most net result, None is no limit; `short_premium` is what short-term gain bears more.
    `present` is what a dollar of the year is worth today; `drift_years` for how long its distance from the goals lasts,
    as a share of the policy's horizon.
    """

    least_usd: Decimal
    tax: tuple[Piece, ...]
    short_premium: Decimal
    most_usd: Decimal | None
    present: Decimal
    drift_years: Decimal


@dataclass(frozen=True, slots=True)
class SpreadQuestion:
    """What is held, what may be traded, and the years.

    `sides` are, by class, the dollars at which its goals lie (high, low) and the pieces of distance over and under
    them; `later_rate` is today's price of a dollar of gain left at the end. `counts` is what a dollar of cash in an
    account counts, where that is not one.
    """

    sales: Sequence[Sale]
    purchases: Sequence[Purchase]
    cash_usd: Mapping[str, Decimal]
    exposure_usd: Mapping[str, Decimal]
    sides: Mapping[str, tuple[tuple[Decimal, tuple[Piece, ...]], tuple[Decimal, tuple[Piece, ...]]]]
    years: Sequence[SpreadYear]
    later_rate: Decimal
    cash_class: str
    counts: Mapping[str, Decimal] = field(default_factory=dict)


def spread(question: SpreadQuestion) -> tuple[Decimal, ...] | None:
    """Net result to realise in each year (USD, to the cent, losses negative); None where there is no answer."""
    model = Model()
    results: list[Terms] = []
    sold: list[Terms] = [[] for _ in question.sales]
    exposure: dict[str, Terms] = {class_id: [] for class_id in question.sides}
    cash: dict[str, int] = {}
    for number, year in enumerate(question.years):
        flows: dict[str, Terms] = {account_id: [] for account_id in question.cash_usd}
        result = _sales(model, question, number, sold, exposure, flows)
        _purchases(model, question, year, exposure, flows)
        cash = _cash(model, question, flows, cash, exposure)
        _tax(model, year, result)
        _drift(model, question, year, exposure)
        results.append(result)
    for sale, terms in zip(question.sales, sold, strict=True):
        if terms:
            model.row(terms, upper=k(sale.usd))
    answer = solve(model, gap=0.0, max_nodes=1)
    if answer is None:
        return None
    return tuple(
        cents(Decimal(repr(sum(float(answer.values[column]) * share for column, share in terms))) * 1000)
        for terms in results
    )


def _sales(
    model: Model,
    question: SpreadQuestion,
    number: int,
    sold: list[Terms],
    exposure: dict[str, Terms],
    flows: dict[str, Terms],
) -> Terms:
    """Columns of what is sold this year; and the year's net result as a sum over them."""
    year = question.years[number]
    result: Terms = []
    for sale, before in zip(question.sales, sold, strict=True):
        if number < sale.first_year:
            continue
        premium = ZERO if sale.is_long[number] else max(ZERO, sale.gain_share) * year.short_premium
        cost = year.present * (sale.cost_share + premium) - sale.gain_share * question.later_rate
        column = model.column(float(cost), 0.0, k(sale.usd))
        before.append((column, 1.0))
        flows[sale.account_id].append((column, 1.0 - float(sale.cost_share)))
        for class_id, share in sale.class_shares.items():
            exposure[class_id].append((column, -float(share)))
        if sale.gain_share:
            result.append((column, float(sale.gain_share)))
    return result


def _purchases(
    model: Model,
    question: SpreadQuestion,
    year: SpreadYear,
    exposure: dict[str, Terms],
    flows: dict[str, Terms],
) -> None:
    for purchase in question.purchases:
        column = model.column(float(year.present * purchase.cost_share))
        flows[purchase.account_id].append((column, -1.0 - float(purchase.cost_share)))
        exposure[purchase.class_id].append((column, float(purchase.count_share)))


def _cash(
    model: Model,
    question: SpreadQuestion,
    flows: dict[str, Terms],
    before: dict[str, int],
    exposure: dict[str, Terms],
) -> dict[str, int]:
    """What each account has left; what it lacks at the start it may go on lacking."""
    now: dict[str, int] = {}
    for account_id, start in question.cash_usd.items():
        left = model.column(0.0, min(0.0, k(start)))
        terms = [(left, 1.0), *[(column, -share) for column, share in flows[account_id]]]
        if account_id in before:
            model.row([*terms, (before[account_id], -1.0)], 0.0, 0.0)
        else:
            model.row(terms, k(start), k(start))
        now[account_id] = left
        counts = float(question.counts.get(account_id, ONE))
        exposure[question.cash_class].extend((column, counts * share) for column, share in flows[account_id])
    return now


def _tax(model: Model, year: SpreadYear, result: Terms) -> None:
    pieces = [
        (
            model.column(
                float(piece.price * year.present),
                0.0,
                INFINITY if piece.width_usd is None else k(piece.width_usd),
            ),
            -1.0,
        )
        for piece in year.tax
    ]
    model.row([*result, *pieces], upper=k(year.least_usd))
    if year.most_usd is not None and result:
        model.row(result, upper=k(max(year.most_usd, ZERO)))


def _drift(model: Model, question: SpreadQuestion, year: SpreadYear, exposure: Mapping[str, Terms]) -> None:
    """Distance over and under the goals, priced for as long as it lasts."""
    for class_id, ((high, over), (low, under)) in question.sides.items():
        start = question.exposure_usd.get(class_id, ZERO)
        for sign, goal, pieces in ((1.0, high, over), (-1.0, low, under)):
            terms = [(column, sign * share) for column, share in exposure[class_id]]
            for piece in pieces:
                width = INFINITY if piece.width_usd is None else k(piece.width_usd)
                price = float(piece.price * year.present * year.drift_years)
                terms.append((model.column(price, 0.0, width), -1.0))
            model.row(terms, upper=sign * k(goal - start))
