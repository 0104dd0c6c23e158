"""Dollars outside bands and limits no more than today's (I7): written only once an answer has missed that."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.drift import ClassDrift
from trimtab.core.money import ZERO
from trimtab.core.policy import CASH_CLASS, Weights
from trimtab.rebalance.limits import DollarLimit
from trimtab.rebalance.margins import OUTSIDE
from trimtab.rebalance.optimize.model import INFINITY
from trimtab.rebalance.optimize.program import Program, Terms, k
from trimtab.rebalance.optimize.rows.classes import cash_base_usd, exposure_of, paid_column
from trimtab.rebalance.optimize.rows.limits import traded, untraded_usd


def outside_rows(p: Program) -> None:
    """What is outside after the trades is at most what is outside today and what they cost, less what is kept back
    where anything is traded. In weights after tax, where costs are not apart, without these."""
    kept = p.margins.of(OUTSIDE)
    if not kept:
        return
    paid, rows = paid_column(p), (*p.drift.classes, *p.drift.parents)
    outside: Terms = [(_beyond_band(p, row, paid), 1.0) for row in rows]
    outside += [(_beyond_limit(p, limit), 1.0) for limit in p.rules.limits]
    if p.policy.weights is not Weights.AFTER_TAX:
        outside.append((paid, -1.0))
    trades = [*p.result.sold.values(), *p.result.buys.values()]
    trading = p.model.binary()
    shares = [(column, 1.0 / p.model.upper[column]) for column in trades if p.model.upper[column]]
    p.model.row([*shares, (trading, -float(len(shares)))], upper=0.0)
    today = sum((_outside_usd(p, row) for row in rows), ZERO)
    today += sum((abs(limit.outside_usd(limit.held_usd)) for limit in p.rules.limits), ZERO)
    p.model.row([*outside, (trading, k(kept))], upper=k(today))


def _outside_usd(p: Program, row: ClassDrift) -> Decimal:
    """Dollars outside the band today."""
    whole = p.drift.total_usd
    return max(ZERO, row.band_low * whole - row.actual_usd, row.actual_usd - row.band_high * whole)


def _beyond_band(p: Program, row: ClassDrift, paid: int) -> int:
    """A column for the dollars outside the band after the trades."""
    out, exposure = p.model.column(0.0), exposure_of(p, row)
    base = row.actual_usd - (cash_base_usd(p) if row.class_id == CASH_CLASS else ZERO)
    for band, sign in ((row.band_high, -1.0), (row.band_low, 1.0)):
        end = k(band * p.drift.total_usd - base)
        ends = (-INFINITY, end) if sign < 0 else (end, INFINITY)
        p.model.row_of([*exposure.columns, paid, out], [*exposure.values, float(band), sign], *ends)
    return out


def _beyond_limit(p: Program, limit: DollarLimit) -> int:
    """A column for the dollars outside the limit after the trades."""
    out, terms, base = p.model.column(0.0), traded(p, limit), untraded_usd(p, limit)
    if limit.high_usd is not None:
        p.model.row([*terms, (out, -1.0)], upper=k(limit.high_usd - base))
    if limit.low_usd is not None:
        p.model.row([*terms, (out, 1.0)], lower=k(limit.low_usd - base))
    return out
