"""How one way is shown beside another, the same wherever ways are compared: columns, cells, bars."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.plan import CostBreakdown
from trimtab.reports import words
from trimtab.reports.figures import MeasureBar
from trimtab.reports.tables import Column, Kind
from trimtab.simulate.outcome import Outcome

MEASURES = ("Off target", "Money", "Orders")
OUTCOME_COLUMNS = (
    Column("off_target", "Off target", Kind.SHARE),
    Column("outside", "Outside bands", Kind.USD_WHOLE),
    Column("tracking_error", "Tracking error", Kind.SHARE, is_minor=True),
    Column("tax_now", "Tax now", Kind.USD_SIGNED),
    Column("tax_later", "Tax later", Kind.USD_SIGNED),
    Column("trading", "Trading", Kind.USD_WHOLE),
    Column("location", "Location", Kind.USD_SIGNED, is_minor=True),
    Column("orders", "Orders", Kind.COUNT),
)


def outcome_cells(outcome: Outcome, nothing: CostBreakdown) -> tuple[Decimal | None, ...]:
    """The cells under `OUTCOME_COLUMNS`: tax and location against doing nothing."""
    cost = outcome.cost
    return (
        outcome.drift.half_sum,
        outcome.outside_usd,
        outcome.drift.tracking_error,
        cost.tax_now_usd - nothing.tax_now_usd,
        cost.tax_later_usd - nothing.tax_later_usd,
        cost.trading_usd,
        cost.location_usd - nothing.location_usd,
        Decimal(len(outcome.trades)),
    )


def real_usd(cost: CostBreakdown) -> Decimal:
    """Real dollars: taxes now and later, trading and location; no prices put on drift or time."""
    return cost.tax_now_usd + cost.tax_later_usd + cost.trading_usd + cost.location_usd


def outcome_bars(outcome: Outcome, money_usd: Decimal) -> tuple[MeasureBar, ...]:
    """The bars under `MEASURES`; `money_usd` is against doing nothing."""
    off, count = outcome.drift.half_sum, len(outcome.trades)
    told = f"{'costs' if money_usd > 0 else 'saves'} {words.short_usd(money_usd)}" if money_usd else "$0"
    return (
        MeasureBar(off, words.percent(off)),
        MeasureBar(money_usd, told, is_money=True),
        MeasureBar(Decimal(count), str(count)),
    )
