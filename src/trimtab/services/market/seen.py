"""What `trimtab data` shows of a market."""

from __future__ import annotations

from trimtab.reports.market_document import SeriesSeen
from trimtab.services.market.calendars import pace_of
from trimtab.services.market.load import MarketLoad


def series_seen(loaded: MarketLoad) -> tuple[SeriesSeen, ...]:
    """Each series by symbol, with the days that were missing in its file, carried or not."""
    return tuple(
        SeriesSeen(one, pace_of(one.days).value, loaded.gap_days.get(symbol, ()))
        for symbol, one in sorted(loaded.series.items())
    )
