"""Gains on metal: what a plan's bill leaves out, because it counts them as any other long-term gain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ZERO, usd
from trimtab.core.plan import Plan
from trimtab.core.problems import Problem, warning
from trimtab.tax.return_year import KnownReturn, ReturnYear

CODE = "collectibles"
WHAT = (
    "long-term gains on metal are taxed at up to 28% (26 USC 1(h)(4)), and this plan counts them as any other"
)


def collectibles_told(household: Household, bill: ReturnYear | None, plan: Plan) -> tuple[Problem, ...]:
    """What the year's bill comes to with the plan's gains and losses on metal taxed as such; nothing where it is the
    same. At flat rates, that they are not."""
    metal: dict[str, Decimal] = {}
    for trade in plan.trades:
        is_taxed = household.account(trade.account_id).kind.is_taxable
        if is_taxed and trade.gain_long_usd and household.instruments[trade.symbol].is_collectible:
            metal[trade.symbol] = metal.get(trade.symbol, ZERO) + trade.gain_long_usd
    if not metal:
        return ()
    symbols, remedy = ", ".join(sorted(metal)), 'line by line: trimtab tax --what-if "sell …"'
    if bill is None:
        return (warning(CODE, f"{symbols}: {WHAT}, at your long-term rate", remedy),)
    taxed = [trade for trade in plan.trades if household.account(trade.account_id).kind.is_taxable]
    short = sum((trade.gain_short_usd for trade in taxed), ZERO)
    long = sum((trade.gain_long_usd for trade in taxed), ZERO)
    as_such = _with_metal(bill.known, sum(metal.values(), ZERO))
    more = as_such.outcome(short, long).tax_usd - bill.known.outcome(short, long).tax_usd
    if not more:
        return ()
    apart = f"{usd(abs(more))} {'more' if more > 0 else 'less'} than it says"
    return (warning(CODE, f"{symbols}: {WHAT}: the year's bill with it is {apart}", remedy),)


def _with_metal(known: KnownReturn, metal_usd: Decimal) -> KnownReturn:
    """The same return, on which so much of the gains still to come is on metal."""
    unit = replace(known.unit, collectibles_usd=known.unit.collectibles_usd + metal_usd)
    return KnownReturn(unit, known.law, known.state_law, known.local_rate_pct, known.flat_rate * HUNDRED)
