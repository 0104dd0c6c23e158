"""The fund list: every row is whole, adds up, and agrees with its neighbours."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from trimtab.adapters.catalogue import class_names, closest_symbol, load_catalogue
from trimtab.adapters.catalogue.files import DATA_FOLDER, read_rows
from trimtab.core.instruments import Instrument, InstrumentKind

ONE = Decimal(1)
FUND_KINDS = {InstrumentKind.ETF, InstrumentKind.MUTUAL_FUND}


def direct_parts(symbol: str) -> dict[str, Decimal]:
    return {part: Decimal(weight) for fund, part, weight in read_rows("contains.csv") if fund == symbol}


def rows() -> list[Instrument]:
    return list(load_catalogue().values())


def groups(field: str) -> dict[str, list[Instrument]]:
    found: dict[str, list[Instrument]] = defaultdict(list)
    for instrument in rows():
        if getattr(instrument, field):
            found[getattr(instrument, field)].append(instrument)
    return dict(found)


def test_every_row_of_the_file_is_loaded_once_and_sorted() -> None:
    symbols = [row[0] for row in read_rows("funds.csv")]
    assert [symbol for symbol, count in Counter(symbols).items() if count > 1] == []
    assert symbols == sorted(symbols)
    assert list(load_catalogue()) == symbols


def test_a_few_hundred_of_the_most_held() -> None:
    kinds = Counter(instrument.kind for instrument in rows())
    assert kinds[InstrumentKind.ETF] + kinds[InstrumentKind.MUTUAL_FUND] >= 350
    assert kinds[InstrumentKind.STOCK] >= 60
    assert kinds[InstrumentKind.CASH] >= 20


@pytest.mark.parametrize("instrument", rows(), ids=lambda instrument: instrument.symbol)
def test_a_row_is_whole(instrument: Instrument) -> None:
    weights = dict(instrument.class_weights)
    assert sum(weights.values()) == ONE
    assert len(weights) == len(instrument.class_weights)
    assert list(instrument.class_weights) == sorted(instrument.class_weights)
    assert set(weights) <= set(class_names())
    assert all(share > 0 for share in weights.values())
    assert instrument.name == instrument.name.strip() != ""
    assert instrument.symbol == instrument.symbol.strip().upper()
    for percent in (
        instrument.yield_ordinary_pct,
        instrument.yield_qualified_pct,
        instrument.yield_exempt_pct,
        instrument.foreign_tax_pct,
        instrument.expense_pct,
    ):
        assert 0 <= percent <= 12
    assert 0 <= instrument.half_spread_bps <= 10
    assert "2025" in instrument.source


@pytest.mark.parametrize("instrument", rows(), ids=lambda instrument: instrument.symbol)
def test_kind_class_and_costs_fit_together(instrument: Instrument) -> None:
    weights = dict(instrument.class_weights)
    if instrument.kind is InstrumentKind.CASH:
        assert weights == {"cash": ONE}
    if instrument.kind is InstrumentKind.STOCK:
        assert weights == {"stocks.us": ONE}
        assert instrument.expense_pct == 0
    if instrument.kind is InstrumentKind.MUTUAL_FUND:
        assert len(instrument.symbol) == 5
        assert instrument.symbol.endswith("X")
    if instrument.kind in {InstrumentKind.MUTUAL_FUND, InstrumentKind.CASH}:
        assert instrument.half_spread_bps == 0
    else:
        assert instrument.half_spread_bps > 0
    if weights.get("bonds.us.muni") == ONE:
        assert instrument.yield_exempt_pct > 0
        assert instrument.yield_ordinary_pct == 0
    if weights.get("commodities.gold") == ONE or weights.get("crypto") == ONE:
        assert instrument.yield_ordinary_pct + instrument.yield_qualified_pct == 0


@pytest.mark.parametrize(
    "group", groups("identical_group").values(), ids=lambda group: group[0].identical_group
)
def test_share_classes_of_one_portfolio_are_alike(group: list[Instrument]) -> None:
    assert len(group) >= 2
    assert len({instrument.class_weights for instrument in group}) == 1
    assert len({instrument.index_group for instrument in group}) == 1
    assert len({instrument.yield_exempt_pct > 0 for instrument in group}) == 1


@pytest.mark.parametrize("group", groups("index_group").values(), ids=lambda group: group[0].index_group)
def test_one_index_is_one_asset_class(group: list[Instrument]) -> None:
    assert len(group) >= 2
    assert len({tuple(class_id for class_id, _ in instrument.class_weights) for instrument in group}) == 1
    for class_id, share in group[0].class_weights:
        for instrument in group:
            assert abs(dict(instrument.class_weights)[class_id] - share) <= Decimal("0.05")


def test_funds_of_different_houses_are_never_identical() -> None:
    for group in groups("identical_group").values():
        houses = {instrument.name.split()[0] for instrument in group}
        assert len(houses) == 1, group


@pytest.mark.parametrize(
    ("symbol", "group"),
    [("VTI", "vanguard-total-stock"), ("VTSAX", "vanguard-total-stock"), ("VTSMX", "vanguard-total-stock")],
)
def test_share_classes_share_a_wash_group(symbol: str, group: str) -> None:
    assert load_catalogue()[symbol].wash_group == group


def test_the_same_index_at_two_houses_is_no_wash_group() -> None:
    voo, spy = load_catalogue()["VOO"], load_catalogue()["SPY"]
    assert voo.index_group == spy.index_group == "sp500"
    assert voo.wash_group != spy.wash_group


@pytest.mark.parametrize(
    ("symbol", "kind", "class_id"),
    [
        ("FXAIX", "mutual_fund", "stocks.us"),
        ("BND", "etf", "bonds.us"),
        ("VTEB", "etf", "bonds.us.muni"),
        ("SCHP", "etf", "bonds.us.tips"),
        ("AVUV", "etf", "stocks.us.small"),
        ("VNQ", "etf", "real_estate.reit"),
        ("GLD", "etf", "commodities.gold"),
        ("IBIT", "etf", "crypto"),
        ("SPAXX", "cash", "cash"),
        ("VMFXX", "cash", "cash"),
        ("SWVXX", "cash", "cash"),
        ("AAPL", "stock", "stocks.us"),
    ],
)
def test_well_known_ones(symbol: str, kind: str, class_id: str) -> None:
    instrument = load_catalogue()[symbol]
    assert instrument.kind == kind
    assert dict(instrument.class_weights) == {class_id: ONE}


def test_mixed_funds_count_by_their_parts() -> None:
    assert dict(load_catalogue()["VT"].class_weights) == {
        "stocks.us": Decimal("0.63"),
        "stocks.intl.developed": Decimal("0.27"),
        "stocks.intl.emerging": Decimal("0.1"),
    }


def test_a_fund_of_funds_shows_the_stocks_inside_its_funds() -> None:
    fund = dict(load_catalogue()["VTTHX"].contains)
    expected = direct_parts("VTTHX")["VTI"] * direct_parts("VTI")["AAPL"]
    assert fund["AAPL"] == expected


@pytest.mark.parametrize(
    "instrument", [row for row in rows() if row.contains], ids=lambda instrument: instrument.symbol
)
def test_look_through_parts_are_known_and_within_one(instrument: Instrument) -> None:
    parts = direct_parts(instrument.symbol)
    assert set(parts) <= set(dict(instrument.contains))
    assert set(parts) <= set(load_catalogue())
    assert instrument.symbol not in parts
    assert all(share > 0 for share in parts.values())
    assert sum(parts.values()) <= ONE
    assert instrument.kind in FUND_KINDS


@pytest.mark.parametrize(
    "instrument",
    [row for row in rows() if row.contains and sum(direct_parts(row.symbol).values()) == 1],
    ids=lambda instrument: instrument.symbol,
)
def test_a_fund_of_funds_has_the_classes_of_its_parts(instrument: Instrument) -> None:
    mix: dict[str, Decimal] = defaultdict(Decimal)
    for part, share in direct_parts(instrument.symbol).items():
        for class_id, weight in load_catalogue()[part].class_weights:
            mix[class_id] += share * weight
    assert set(mix) == {class_id for class_id, _ in instrument.class_weights}
    for class_id, weight in instrument.class_weights:
        assert abs(mix[class_id] - weight) <= Decimal("0.01")


def test_every_line_of_the_look_through_file_belongs_to_a_listed_fund() -> None:
    assert {row[0] for row in read_rows("contains.csv")} <= set(load_catalogue())


def test_hidden_concentration_is_seen() -> None:
    for fund in ("VTI", "VOO", "QQQ", "VUG"):
        assert "AAPL" in dict(load_catalogue()[fund].contains)


@pytest.mark.parametrize("file_name", ["funds.csv", "contains.csv", "covariance.csv"])
def test_a_data_file_says_where_it_comes_from(file_name: str) -> None:
    head = (DATA_FOLDER / file_name).read_text(encoding="utf-8").split("\n", 12)
    comment = " ".join(line for line in head if line.startswith("#"))
    assert "Origin:" in comment or "Source:" in comment


def test_the_file_round_trips_through_the_instruments() -> None:
    text = (DATA_FOLDER / "funds.csv").read_text(encoding="utf-8")
    written = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))[1:]
    for row, instrument in zip(written, rows(), strict=True):
        pairs = sorted(part.split(":") for part in row[3].split())
        assert [row[0], row[1], row[2]] == [instrument.symbol, instrument.name, instrument.kind.value]
        assert [[c, str(w)] for c, w in instrument.class_weights] == pairs
        assert [row[4], row[5]] == [instrument.identical_group, instrument.index_group]
        assert [Decimal(cell) for cell in row[6:12]] == [
            instrument.yield_ordinary_pct,
            instrument.yield_qualified_pct,
            instrument.yield_exempt_pct,
            instrument.foreign_tax_pct,
            instrument.expense_pct,
            instrument.half_spread_bps,
        ]


def test_loading_twice_gives_the_same_object_and_it_cannot_be_changed() -> None:
    assert load_catalogue() is load_catalogue()
    with pytest.raises(TypeError):
        load_catalogue()["VTI"] = load_catalogue()["BND"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("BRK/B", "BRK.B"), ("brkb", "BRK.B"), ("FXAIXX", "FXAIX"), ("VTSAXX", "VTSAX"), ("vti", "VTI")],
)
def test_an_unknown_symbol_gets_a_suggestion(typed: str, meant: str) -> None:
    assert closest_symbol(typed)[0] == meant


@pytest.mark.parametrize("typed", ["", "**", "QQZZWWKK"])
def test_nothing_near_is_nothing(typed: str) -> None:
    assert closest_symbol(typed) == ()
