"""Distributions hidden in adjusted closes come back as they were paid, and rounding makes none."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.market.files import load_text
from trimtab.bootstrap import load_market

D = Decimal
CENT, FIFTH = D("0.01"), D("0.00001")


def adjusted_table(seed: int, count: int) -> tuple[str, dict[date, Decimal]]:
    """A table with closes to the cent and adjusted closes to five places, and what was truly paid."""
    chance = Random(seed)
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(count)]
    close = D(chance.randint(2000, 30000)) / 100
    closes, paid = [], {}
    for at, day in enumerate(days):
        if at and chance.random() < 0.1:
            paid[day] = D(chance.randint(5, 1500)) / 1000
        close = max(D(20), (close * D(str(round(chance.gauss(1, 0.01), 4)))).quantize(CENT))
        closes.append(close)
    factors = [D(1)] * count
    for at in range(count - 1, 0, -1):
        factors[at - 1] = factors[at] * (1 - paid.get(days[at], D(0)) / closes[at - 1])
    rows = (
        f"{day},X,{close},{close * factor:.5f}"
        for day, close, factor in zip(days, closes, factors, strict=True)
    )
    return "date,ticker,close,adj_close\n" + "\n".join(rows) + "\n", paid


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_what_was_paid_comes_back_to_a_tenth_of_a_cent(tmp_path_factory: object, seed: int) -> None:
    text, paid = adjusted_table(seed, 60)
    folder = tmp_path_factory.mktemp("prices")  # type: ignore[attr-defined]
    series = load_text(folder, text).checked().series["X"]
    assert {one.ex_date: one.per_share_usd for one in series.distributions} == paid


def test_the_order_of_files_and_columns_changes_nothing(tmp_path: Path) -> None:
    days = [f"2024-01-{day:02}" for day in range(2, 12)]
    first, second, turned = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    first.write_text("date,A,B\n" + "\n".join(f"{day},1,2" for day in days))
    second.write_text("date,C\n" + "\n".join(f"{day},3" for day in days if day != "2024-01-05"))
    turned.write_text("date,B,A\n" + "\n".join(f"{day},2,1" for day in days))
    one, other = load_market([first, second]), load_market([second, first])
    assert (one.series, one.problems) == (other.series, other.problems)
    assert list(one.series) == list(other.series)
    assert load_market([turned, second]).series == one.series
