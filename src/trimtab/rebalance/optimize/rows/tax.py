"""The year's tax: the exact cost of every result the plan could bring, and budgets as hard limits."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import fsum

from trimtab.core.money import CENT, ZERO
from trimtab.core.year_tax import Results
from trimtab.rebalance.margins import GAINS, LONG, NET, SHORT, TAX
from trimtab.rebalance.optimize.program import THOUSAND, PieceColumns, Program, Sum, Terms, k
from trimtab.rebalance.optimize.rows.gains import gain_rows, may_pay
from trimtab.rebalance.optimize.tax_pieces import TaxPiece, tax_pieces

NO_GAIN = 1e-9  # thousands of USD a share: what a lot without gain may come to in floats
GAIN_PER_TAX = Decimal(10)  # dollars of gain that a dollar of tax stands for: the lowest rate is 10%
OF_BILL_USD = Decimal("0.05")  # what the bill's own rounding to cents may take off it


def tax_rows(p: Program) -> None:
    """Tax over (short, long) as a mix of corners of one of its convex pieces.

    A result is a mix of the corners of the piece it lies in, and costs that mix of the corners' costs: as each piece is
    convex, the cheapest mix is the cost itself. One yes-or-no column for each piece says which; where all is one
    piece there is none. The relaxation is the lower convex envelope of the whole: none can be tighter.
    """
    kept_usd, stepped = _kept_gain_usd(p), list[int]()
    cells = p.year_tax.cells(reach := _all_results(p, kept_usd))
    if may_pay(p, cells):
        p.result.has_gains, stepped = True, gain_rows(p)
        cells = p.year_tax.cells(reach := _all_results(p, kept_usd))
    model = p.model
    short = model.column(0.0, k(reach.short_low_usd), k(reach.short_high_usd))
    long = model.column(0.0, k(reach.long_low_usd), k(reach.long_high_usd))
    model.row_of([short, *p.short_terms.columns], [-1.0, *p.short_terms.values], 0.0, 0.0)
    model.row_of([long, *p.long_terms.columns], [-1.0, *p.long_terms.values], 0.0, 0.0)
    p.result.results = (short, long)
    short_terms, long_terms = [(short, -1.0)], [(long, -1.0)]
    if kept_usd:
        for terms, lots in zip((short_terms, long_terms), _gainful_lots(p, stepped), strict=True):
            terms += [(_any_sold(p, lots), -k(kept_usd))] if lots else []
    tax_terms = _mix(p, tax_pieces(cells, p.carried), short_terms, long_terms)
    _budgets(p, stepped, tax_terms)


def _mix(p: Program, pieces: tuple[TaxPiece, ...], short_terms: Terms, long_terms: Terms) -> Terms:
    """Columns for the corners of each piece, and for the piece, which come to these results; returns the year's tax in
    terms of them."""
    model = p.model
    whole: Terms = []
    tax_terms: Terms = []
    for piece in pieces:
        shares: Terms = []
        for corner in piece.corners():
            share = model.column(corner.cost_usd / THOUSAND, 0.0, 1.0)
            shares.append((share, 1.0))
            tax_terms.append((share, corner.tax_usd / THOUSAND))
            short_terms.append((share, corner.short_usd / THOUSAND))
            long_terms.append((share, corner.long_usd / THOUSAND))
        if len(pieces) > 1:
            chosen = model.binary()
            model.row([*shares, (chosen, -1.0)], 0.0, 0.0)
            p.result.tax_pieces.append(PieceColumns(chosen, piece))
            whole.append((chosen, 1.0))
        else:
            whole = shares
    model.row(whole, 1.0, 1.0)
    model.row(short_terms, 0.0, 0.0)
    model.row(long_terms, 0.0, 0.0)
    return tax_terms


def _gainful_lots(p: Program, stepped: list[int]) -> tuple[list[int], list[int]]:
    """The columns of lots that may be sold at a gain: short-term, long-term with those bought back at once."""
    lot_columns = {*p.result.sells.values(), *stepped}
    short_lots, long_lots = (
        [column for column, gain in gains.terms if gain > NO_GAIN and column in lot_columns]
        for gains in (p.short_terms, p.long_terms)
    )
    return short_lots, long_lots


def _any_sold(p: Program, lots: list[int]) -> int:
    """A yes-or-no column: whether anything of these is sold."""
    sells = p.model.binary()
    most = sum(p.model.upper[column] for column in lots)
    p.model.row([*((column, 1.0) for column in lots), (sells, -most)], upper=0.0)
    return sells


def _kept_tax_usd(p: Program) -> Decimal:
    """What is kept back of the budget for tax; nothing where it is less than that."""
    margin = p.margins.of(TAX)
    budget_usd = p.policy.budgets(p.household.as_of).tax_usd if margin else None
    return margin if budget_usd is not None and margin <= budget_usd else ZERO


def _kept_gain_usd(p: Program) -> Decimal:
    """What is kept back of gains for the budget for tax: what rounding asks for, and what cannot be kept back of it."""
    return p.margins.of(GAINS) + (p.margins.of(TAX) - _kept_tax_usd(p)) * GAIN_PER_TAX


def _budgets(p: Program, stepped: list[int], tax_terms: Terms) -> None:
    """The year's results and its tax within their budgets; where rounding missed one, less what it may add if anything
    is sold at a gain. Of the budget for tax, not where that is kept back of gains."""
    tax, budgets = p.household.tax, p.policy.budgets(p.household.as_of)
    if budgets.is_empty:
        return
    (short, long), (short_lots, long_lots) = p.result.results, _gainful_lots(p, stepped)
    start_short, start_long = tax.so_far_short_usd, tax.so_far_long_usd
    every_lot, net = [*long_lots, *short_lots], start_short + start_long
    limits: list[tuple[str, Terms, list[int], Decimal, Decimal | None]] = [
        (NET, [(short, 1.0), (long, 1.0)], every_lot, net, budgets.net_usd),
        (SHORT, [(short, 1.0)], short_lots, start_short, budgets.short_usd),
        (LONG, [(long, 1.0)], long_lots, start_long, budgets.long_usd),
    ]
    asked = [
        (terms, lots_sold, max(budget, start) - start, p.margins.of(kind))
        for kind, terms, lots_sold, start, budget in limits
        if budget is not None
    ]
    if budgets.tax_usd is not None:
        allowed = p.year_tax.outcome(ZERO, ZERO).tax_usd + budgets.tax_usd + OF_BILL_USD
        asked.append((tax_terms, every_lot, allowed, _kept_tax_usd(p)))
    for terms, lots_sold, allowed, margin in asked:
        if not lots_sold:
            continue
        if not margin:
            p.model.row(terms, upper=k(allowed))
            continue
        kept = (_any_sold(p, lots_sold), k(margin))
        p.model.row([*terms, kept], upper=k(allowed))


def _all_results(p: Program, kept_usd: Decimal) -> Results:
    """All results that the plan could bring, and what is kept back of gains."""
    (short_low, short_high), (long_low, long_high) = _reach(p, p.short_terms), _reach(p, p.long_terms)
    return Results(short_low, short_high + kept_usd, long_low, long_high + kept_usd)


def _reach(p: Program, gains: Sum) -> tuple[Decimal, Decimal]:
    """The least and most that a sum of gains can come to, in USD."""
    upper = p.model.upper
    pairs = zip(gains.columns, gains.values, strict=True)
    ends = [gain * upper[column] * THOUSAND for column, gain in pairs]
    low, high = _exact_sum([end for end in ends if end < 0.0]), _exact_sum([end for end in ends if end > 0.0])
    return low.quantize(CENT, ROUND_FLOOR), high.quantize(CENT, ROUND_CEILING)


def _exact_sum(ends: list[float]) -> Decimal:
    """The nearest float to their sum, and what that leaves over."""
    near = fsum(ends)
    return Decimal(near) + Decimal(fsum([*ends, -near]))
