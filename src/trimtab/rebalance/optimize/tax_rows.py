"""The year's tax: netting in the legal order, and budgets as hard limits."""

from __future__ import annotations

from decimal import Decimal

from trimtab.rebalance.optimize.program import Program, Terms, k

ROUNDING_USD = Decimal(1)  # kept back from a hard budget, because sales are rounded up to a step


def tax_rows(p: Program) -> None:
    """Netting with the yearly limit, exact at flat rates: two yes-or-no columns carry the legal order."""
    tax, model = p.household.tax, p.model
    start_short = k(tax.realized_short_usd - tax.carryforward_short_usd)
    start_long = k(tax.realized_long_usd - tax.carryforward_long_usd)
    long_low, long_high = _reach(p, p.long_terms, start_long)
    short_low, short_high = _reach(p, p.short_terms, start_short)
    low, high = long_low + short_low, long_high + short_high
    long_gain = model.column(0.0, 0.0, max(long_high, 0.0))
    long_loss = model.column(0.0, 0.0, max(-long_low, 0.0))
    _sign(p, long_gain, long_loss, long_low, long_high)
    minus = [(c, -v) for c, v in p.long_terms]
    model.row([(long_gain, 1.0), (long_loss, -1.0), *minus], start_long, start_long)
    net_gain = model.column(float(tax.short_rate), 0.0, max(high, 0.0))
    limit = k(tax.loss_limit_usd)
    used = model.column(-float(tax.ordinary_rate), 0.0, min(max(-low, 0.0), limit))
    carried = model.column(-p.carried, 0.0, max(-low - limit, 0.0))
    net_loss = model.column(0.0, 0.0, max(-low, 0.0))
    model.row([(net_loss, 1.0), (used, -1.0), (carried, -1.0)], 0.0, 0.0)
    _sign(p, net_gain, net_loss, low, high)
    start = start_short + start_long
    both = [(c, -v) for c, v in (*p.long_terms, *p.short_terms)]
    model.row([(net_gain, 1.0), (net_loss, -1.0), *both], start, start)
    taxed_long = model.column(float(tax.long_rate - tax.short_rate), 0.0, max(long_high, 0.0))
    model.row([(taxed_long, 1.0), (long_gain, -1.0)], upper=0.0)
    model.row([(taxed_long, 1.0), (net_gain, -1.0)], upper=0.0)
    if p.policy.gain_budget_usd is not None:
        allowed = max(k(p.policy.gain_budget_usd), start)
        _budget(p, [(net_gain, 1.0), (net_loss, -1.0)], allowed)


def _budget(p: Program, net: Terms, allowed: float) -> None:
    """The year's net gain within the budget, less what rounding may add if anything is sold at all."""
    lots = [column for column, _ in (*p.long_terms, *p.short_terms)]
    if lots:
        sells = p.model.binary()
        most = sum(p.model.upper[column] for column in lots)
        p.model.row([*((column, 1.0) for column in lots), (sells, -most)], upper=0.0)
        p.model.row([*net, (sells, k(ROUNDING_USD))], upper=allowed)


def _reach(p: Program, terms: Terms, start: float) -> tuple[float, float]:
    """The least and most that a sum of gains can come to."""
    ends = [gain * p.model.upper[column] for column, gain in terms]
    return start + sum(e for e in ends if e < 0), start + sum(e for e in ends if e > 0)


def _sign(p: Program, gain: int, loss: int, low: float, high: float) -> None:
    """Only one of gain and loss is not zero; a yes-or-no column only where both can happen."""
    if low >= 0 or high <= 0:
        return
    positive = p.model.binary()
    p.model.row([(gain, 1.0), (positive, -high)], upper=0.0)
    p.model.row([(loss, 1.0), (positive, -low)], upper=-low)
