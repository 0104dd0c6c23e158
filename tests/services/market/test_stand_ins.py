"""Series made of others: nothing is gained or lost where they join, and income is told apart from price."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.adapters.catalogue import load_catalogue
from trimtab.core.market import Distribution, PriceSeries, Provenance, Split
from trimtab.services.market.stand_ins import flat, joined, mixed, taxed_as, unbundled

D = Decimal
DAYS = tuple(date(2024, 1, day) for day in (30, 31)) + tuple(date(2024, 2, day) for day in (1, 2))


def series(symbol: str, closes: str, first: int = 0, **more: object) -> PriceSeries:
    values = tuple(D(text) for text in closes.split())
    days = DAYS[first : first + len(values)]
    return PriceSeries(symbol, days, values, provenance=Provenance("test", "test", ""), **more)  # type: ignore[arg-type]


def test_a_stand_in_meets_the_series_at_its_first_close_with_its_payments_scaled() -> None:
    before = series(
        "OLD", "10 11 12 15", distributions=(Distribution(DAYS[1], D(1)), Distribution(DAYS[3], D(9)))
    )
    made = joined(series("NEW", "120 150", 2), before)
    assert made.closes_usd == (D(100), D(110), D(120), D(150))
    assert made.distributions == (Distribution(DAYS[1], D(10)),)
    assert made.symbol == "NEW"
    assert made.provenance is not None
    assert made.provenance.adjustments == ("Before 2024-02-01 the returns of OLD stand in.",)


def test_a_stand_in_that_splits_on_the_way_brings_the_same_wealth() -> None:
    made = joined(series("NEW", "120 150", 2), series("OLD", "10 11 6 7", splits=(Split(DAYS[2], D(2)),)))
    wealth = made.closes_usd[2] * made.split_between(DAYS[0], DAYS[2]) / made.closes_usd[0]
    assert wealth == D("1.2")


def test_a_stand_in_that_begins_no_earlier_changes_nothing() -> None:
    own = series("NEW", "120 150", 2)
    assert joined(own, series("OLD", "1 2", 2)) == own


def test_a_mix_earns_what_its_parts_earn() -> None:
    first = series("A", "10 20 20 20", distributions=(Distribution(DAYS[2], D(2)),))
    second = series("B", "50 50 25 25", splits=(Split(DAYS[2], D(2)),))
    made = mixed("MIX", [(first, D("0.6")), (second, D("0.4"))])
    assert made.closes_usd == (D(100), D(160), D(160), D(160))
    assert made.distributions == (Distribution(DAYS[2], D("9.6")),)


def test_income_taken_out_of_an_index_and_reinvested_gives_the_index_back() -> None:
    index = series("TR", "100 110 121 133.1", is_total_return=True)
    made = unbundled(index, D(12))
    assert made.distributions == (Distribution(DAYS[2], D("1.1")),)
    assert not made.is_total_return
    shares = 1 + made.distributions[0].per_share_usd / made.closes_usd[2]
    assert abs(made.closes_usd[-1] * shares - index.closes_usd[-1]) < D("1e-8")


def test_a_flat_price_pays_its_yield_each_month() -> None:
    made = flat("STABLE", DAYS, D(24), D(3))
    assert set(made.closes_usd) == {D(24)}
    assert made.distributions == (Distribution(DAYS[2], D("0.06")),)


def test_distributions_are_divided_as_yields_are_or_as_the_user_says() -> None:
    paid = series("X", "10 10 10", distributions=(Distribution(DAYS[1], D(1)),))
    muni, stock = load_catalogue()["VTEB"], load_catalogue()["VTI"]
    assert taxed_as(paid, muni, None).distributions[0].exempt_share == 1
    qualified = stock.yield_qualified_pct / (stock.yield_qualified_pct + stock.yield_ordinary_pct)
    assert taxed_as(paid, stock, None).distributions[0].qualified_share == qualified
    told = taxed_as(paid, muni, D(25)).distributions[0]
    assert (told.qualified_share, told.exempt_share) == (D("0.25"), D("0.75"))
