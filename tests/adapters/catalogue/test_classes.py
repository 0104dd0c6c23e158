"""The class tree and its covariance: complete, positive semidefinite, and as measured."""

from __future__ import annotations

import importlib.util
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.shared import SHARED, needs_shared
from trimtab.adapters.catalogue import class_names, covariance, default_buys, load_catalogue
from trimtab.adapters.catalogue.files import DATA_FOLDER, read_rows, read_table

TOOL = Path(__file__).resolve().parents[3] / "tools" / "make_covariance.py"
PRICES = SHARED / "data" / "etf21_daily_close_adj_2025.csv.gz"
LEAVES = [class_id for class_id, entry in read_table("classes.toml").items() if "proxy" in entry]
CLASS_IDS = {
    "stocks", "stocks.us", "stocks.us.small", "stocks.us.value", "stocks.intl", "stocks.intl.developed",
    "stocks.intl.emerging", "stocks.intl.small", "bonds", "bonds.us", "bonds.us.short", "bonds.us.long",
    "bonds.us.tips", "bonds.us.muni", "bonds.us.high_yield", "bonds.intl", "real_estate", "real_estate.reit",
    "real_estate.direct", "commodities", "commodities.gold", "commodities.broad", "crypto", "private", "cash",
}  # fmt: skip


def pivots(matrix: list[list[Fraction]]) -> list[Fraction]:
    """Pivots of exact elimination without row swaps: all positive iff positive definite.

    A zero pivot is allowed only if the rest of its row is zero, as it must be in a semidefinite matrix.
    """
    rest = [row[:] for row in matrix]
    found = []
    while rest:
        pivot = rest[0][0]
        found.append(pivot)
        if pivot == 0:
            assert not any(rest[0])
            rest = [row[1:] for row in rest[1:]]
            continue
        rest = [
            [a - row[0] * b / pivot for a, b in zip(row[1:], rest[0][1:], strict=True)] for row in rest[1:]
        ]
    return found


def matrix(class_ids: list[str]) -> list[list[Fraction]]:
    return [[Fraction(covariance()[a, b]) for b in class_ids] for a in class_ids]


def test_the_tree_is_complete_and_every_parent_is_in_it() -> None:
    assert set(class_names()) == CLASS_IDS
    for class_id in CLASS_IDS:
        assert "." not in class_id or class_id.rsplit(".", 1)[0] in CLASS_IDS


def test_names_and_colours_are_unique() -> None:
    classes = class_names().values()
    for field in ("name", "short_name", "colour_slot"):
        assert len({getattr(info, field) for info in classes}) == len(classes)
    assert sorted(info.colour_slot for info in classes) == list(range(1, len(classes) + 1))
    assert all(1 <= info.risk_level <= 7 for info in classes)
    assert all(len(info.short_name) <= 12 for info in classes)


def test_every_pair_has_a_covariance_and_order_does_not_matter() -> None:
    assert set(covariance()) == {(a, b) for a in CLASS_IDS for b in CLASS_IDS}
    assert all(covariance()[a, b] == covariance()[b, a] for a, b in covariance())


def test_covariance_of_classes_with_a_series_is_positive_definite() -> None:
    assert min(pivots(matrix(LEAVES))) > 0


def test_covariance_with_inner_classes_is_positive_semidefinite() -> None:
    assert min(pivots(matrix([*LEAVES, *sorted(CLASS_IDS - set(LEAVES))]))) >= 0


def test_correlations_lie_within_one() -> None:
    for (a, b), value in covariance().items():
        assert value * value <= covariance()[a, a] * covariance()[b, b]


def test_an_inner_class_is_its_usual_mix() -> None:
    intl = class_names()["stocks.intl"]
    assert dict(intl.mix) == {
        "stocks.intl.developed": Decimal("0.73"),
        "stocks.intl.emerging": Decimal("0.27"),
    }
    expected = sum(w * covariance()["stocks.us", leaf] for leaf, w in intl.mix)
    assert covariance()["stocks.us", "stocks.intl"] == expected
    assert all(sum(share for _, share in info.mix) == 1 for info in class_names().values())


@pytest.mark.parametrize(
    ("class_id", "low", "high"),
    [
        ("stocks.us", "0.14", "0.19"),
        ("stocks.intl", "0.15", "0.22"),
        ("bonds.us", "0.03", "0.06"),
        ("bonds.us.long", "0.11", "0.17"),
        ("commodities.gold", "0.13", "0.20"),
        ("crypto", "0.5", "0.8"),
        ("cash", "0.001", "0.01"),
    ],
)
def test_volatility_is_of_the_known_size(class_id: str, low: str, high: str) -> None:
    assert Decimal(low) <= class_names()[class_id].volatility <= Decimal(high)


def test_stocks_and_bonds_differ_more_than_stocks_and_stocks() -> None:
    def tracking(a: str, b: str) -> Decimal:
        return covariance()[a, a] + covariance()[b, b] - 2 * covariance()[a, b]

    assert tracking("stocks.us", "bonds") > tracking("stocks.us", "stocks.us.small") > 0
    assert tracking("stocks.us", "stocks.us.value") > 0


@pytest.mark.parametrize("class_id", sorted(CLASS_IDS))
def test_default_buys_are_known_and_of_the_class(class_id: str) -> None:
    buys = default_buys(class_id)
    assert len(buys) == len(set(buys))
    for symbol in buys:
        held = [held_class for held_class, _ in load_catalogue()[symbol].class_weights]
        assert all(f"{held_class}.".startswith(f"{class_id}.") for held_class in held)


def test_default_buys_may_stand_in_for_each_other() -> None:
    assert default_buys("stocks.us") == ("VTI", "ITOT", "SCHB")
    for class_id in CLASS_IDS:
        wash = [load_catalogue()[symbol].wash_group for symbol in default_buys(class_id)]
        assert len(set(wash)) == len(wash)


def test_what_cannot_be_bought_has_no_default() -> None:
    for class_id in ("cash", "private", "real_estate.direct", "no.such.class"):
        assert default_buys(class_id) == ()


def test_the_file_names_its_series_window_and_method() -> None:
    text = (DATA_FOLDER / "covariance.csv").read_text(encoding="utf-8")
    for word in ("Series:", "Source:", "Window: 2007-06 to 2025-08", "Method:", "ASSUMED"):
        assert word in text
    for class_id, entry in read_table("classes.toml").items():
        if entry.get("own_volatility_pct"):
            assert f"{class_id} ({entry['proxy']} + {entry['own_volatility_pct']}%)" in text


def test_the_file_has_each_pair_once() -> None:
    pairs = [frozenset(row[:2]) for row in read_rows("covariance.csv")]
    assert len(pairs) == len(set(pairs)) == len(LEAVES) * (len(LEAVES) + 1) // 2


@needs_shared
def test_the_file_is_what_the_tool_measures() -> None:
    spec = importlib.util.spec_from_file_location("make_covariance", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    out = io.StringIO()
    tool.write_covariance(PRICES, out)
    assert out.getvalue() == (DATA_FOLDER / "covariance.csv").read_text(encoding="utf-8")
