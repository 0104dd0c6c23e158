"""The securities and targets random households are made of: tickers as people hold them, figures rounded."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.instruments import Instrument, InstrumentKind

_KINDS = {
    "E": InstrumentKind.ETF,
    "F": InstrumentKind.MUTUAL_FUND,
    "S": InstrumentKind.STOCK,
    "P": InstrumentKind.PROPERTY,
}

# symbol, kind, class weights in percent, identical group, index group, half spread in basis points,
# yields in percent (ordinary, qualified, exempt), expense in percent
_ROWS = (
    ("VTI", "E", "stocks.us 100", "total-us", "us-total", "1", "0.1 1.2 0", "0.03"),
    ("VTSAX", "F", "stocks.us 100", "total-us", "us-total", "0", "0.1 1.2 0", "0.04"),
    ("ITOT", "E", "stocks.us 100", "", "us-total", "1", "0.1 1.2 0", "0.03"),
    ("VOO", "E", "stocks.us 100", "", "sp500", "1", "0 1.3 0", "0.03"),
    ("FXAIX", "F", "stocks.us 100", "", "sp500", "0", "0 1.3 0", "0.015"),
    ("AVUV", "E", "stocks.us.value 100", "", "", "3", "0.2 1.3 0", "0.25"),
    ("AAPL", "S", "stocks.us 100", "", "", "1", "0 0.5 0", "0"),
    ("VXUS", "E", "stocks.intl 100", "total-intl", "intl-total", "1.5", "0.9 1.9 0", "0.05"),
    ("VTIAX", "F", "stocks.intl 100", "total-intl", "intl-total", "0", "0.9 1.9 0", "0.09"),
    ("VWO", "E", "stocks.intl.emerging 100", "", "", "2.5", "1 1.6 0", "0.07"),
    ("BND", "E", "bonds 100", "total-bond", "us-agg", "0.7", "4.1 0 0", "0.03"),
    ("VBTLX", "F", "bonds 100", "total-bond", "us-agg", "0", "4.1 0 0", "0.05"),
    ("AGG", "E", "bonds 100", "", "us-agg", "0.7", "4 0 0", "0.03"),
    ("VTEB", "E", "bonds.muni 100", "", "", "2", "0 0 3.2", "0.03"),
    ("SCHP", "E", "bonds.tips 100", "", "", "2", "3.1 0 0", "0.03"),
    ("VNQ", "E", "real_estate 100", "", "", "1.4", "3.6 0.2 0", "0.13"),
    ("VTTHX", "F", "bonds 24.5;cash 0.5;stocks.intl 30;stocks.us 45", "", "", "0", "1.2 1.1 0", "0.08"),
    ("VSMGX", "F", "bonds 40;stocks.intl 24;stocks.us 36", "", "", "0", "1.8 1 0", "0.13"),
    ("VT", "E", "stocks.intl 38.7;stocks.us 61.3", "", "", "1.5", "0.4 1.5 0", "0.06"),
    ("HOUSE", "P", "real_estate 100", "", "", "0", "3 0 0", "0"),
)


def _instrument(row: tuple[str, ...]) -> Instrument:
    symbol, kind, classes, identical, index, spread, yields, expense = row
    parts = [part.split() for part in classes.split(";")]
    ordinary, qualified, exempt = (Decimal(y) for y in yields.split())
    return Instrument(
        symbol=symbol,
        name=symbol,
        kind=_KINDS[kind],
        class_weights=tuple((class_id, Decimal(pct) / 100) for class_id, pct in parts),
        identical_group=identical,
        index_group=index,
        yield_ordinary_pct=ordinary,
        yield_qualified_pct=qualified,
        yield_exempt_pct=exempt,
        expense_pct=Decimal(expense),
        half_spread_bps=Decimal(spread),
    )


UNIVERSE = {row[0]: _instrument(row) for row in _ROWS}
FROZEN_SYMBOLS = ("HOUSE",)


def _target(text: str) -> dict[str, Decimal]:
    parts = [part.split() for part in text.split(";")]
    return {class_id: Decimal(pct) / 100 for class_id, pct in parts}


TARGETS = tuple(
    _target(text)
    for text in (
        "stocks.us 48;stocks.intl 32;bonds 20;real_estate 0;cash 0",
        "stocks 60;bonds 40;real_estate 0;cash 0",
        "stocks 80;bonds 15;real_estate 0;cash 5",
        "stocks.us 40;stocks.us.value 10;stocks.intl 20;stocks.intl.emerging 5;bonds 15;real_estate 8;cash 2",
        "stocks.us 33.4;stocks.intl 33.3;bonds 33.3;real_estate 0;cash 0",
        "stocks.us 25;stocks.intl 15;bonds 20;bonds.tips 20;real_estate 20;cash 0",
        "stocks 100;bonds 0;real_estate 0;cash 0",
        "stocks 18;bonds 72;real_estate 0;cash 10",
    )
)


_VOLATILITY = {"bonds": "0.06", "bonds.tips": "0.07", "real_estate": "0.19", "stocks": "0.16"}


def _volatility(class_id: str) -> Decimal:
    """Yearly, a share of one; a class without its own has that of its parent."""
    if class_id == "cash":
        return Decimal(0)
    return (
        Decimal(_VOLATILITY[class_id])
        if class_id in _VOLATILITY
        else _volatility(class_id.rpartition(".")[0])
    )


def _covariance() -> dict[tuple[str, str], Decimal]:
    """Correlation 0.8 within a kind of asset, 0.2 across."""
    classes = sorted({class_id for target in TARGETS for class_id in target})
    found = {}
    for first in classes:
        for second in classes:
            alike = "0.8" if first.split(".")[0] == second.split(".")[0] else "0.2"
            correlation = Decimal(1) if first == second else Decimal(alike)
            found[first, second] = correlation * _volatility(first) * _volatility(second)
    return found


COVARIANCE = _covariance()
