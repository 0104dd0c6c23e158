"""Ready-made targets: exact sums, the published weights, and named refusals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.adapters.catalogue import ReadyTarget, class_names, ready_target, ready_targets
from trimtab.core.money import plain
from trimtab.core.problems import BadInputError

NAMES = [target.name for target in ready_targets()]


def percents(name: str, **parameters: int | Decimal) -> dict[str, str]:
    weights = ready_target(name, **parameters)  # type: ignore[arg-type]
    return {class_id: plain(weight * 100) for class_id, weight in weights.items()}


def refusal(name: str, **parameters: int | Decimal) -> str:
    with pytest.raises(BadInputError) as caught:
        ready_target(name, **parameters)  # type: ignore[arg-type]
    return str(caught.value)


@pytest.mark.parametrize("target", ready_targets(), ids=lambda target: target.name)
def test_each_sums_to_exactly_one_and_names_known_classes(target: ReadyTarget) -> None:
    weights = ready_target(target.name, age=47 if target.needs_age else None)
    assert sum(weights.values()) == 1
    assert set(weights) <= set(class_names())
    assert all(0 <= weight <= 1 for weight in weights.values())
    assert all(weight * 10000 == int(weight * 10000) for weight in weights.values())
    assert target.title
    assert len(target.source) > 20


@pytest.mark.parametrize(
    "target", [t for t in ready_targets() if "age" in t.takes], ids=lambda target: target.name
)
def test_each_age_sums_to_exactly_one(target: ReadyTarget) -> None:
    for age in range(121):
        assert sum(ready_target(target.name, age=age).values()) == 1


@pytest.mark.parametrize(
    "target", [t for t in ready_targets() if "stock_pct" in t.takes], ids=lambda t: t.name
)
@pytest.mark.parametrize("stock_pct", ["0", "0.01", "33.33", "66.67", "99.99", "100"])
def test_each_stock_part_sums_to_exactly_one(target: ReadyTarget, stock_pct: str) -> None:
    weights = ready_target(target.name, stock_pct=Decimal(stock_pct))
    assert sum(weights.values()) == 1
    assert all(weight >= 0 for weight in weights.values())


@pytest.mark.parametrize(
    "target", [t for t in ready_targets() if "intl_pct" in t.takes], ids=lambda t: t.name
)
@pytest.mark.parametrize("intl_pct", ["0", "33.33", "100"])
def test_each_share_abroad_sums_to_exactly_one(target: ReadyTarget, intl_pct: str) -> None:
    weights = ready_target(target.name, stock_pct=Decimal("57.7"), intl_pct=Decimal(intl_pct))
    assert sum(weights.values()) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("three-fund", {"stocks.us": "36", "stocks.intl": "24", "bonds": "40"}),
        ("60-40", {"stocks": "60", "bonds": "40"}),
        ("larimore-three-fund", {"stocks.us": "48", "stocks.intl": "12", "bonds": "40"}),
        ("ferri-core-four", {"stocks.us": "48", "stocks.intl": "24", "real_estate": "8", "bonds": "20"}),
        (
            "permanent",
            {"stocks.us": "25", "bonds.us.long": "25", "commodities.gold": "25", "cash": "25"},
        ),
        (
            "all-weather",
            {
                "stocks.us": "30",
                "bonds.us.long": "40",
                "bonds.us": "15",
                "commodities.gold": "7.5",
                "commodities.broad": "7.5",
            },
        ),
        (
            "swensen",
            {
                "stocks.us": "30",
                "stocks.intl.developed": "15",
                "stocks.intl.emerging": "5",
                "real_estate": "20",
                "bonds.us": "15",
                "bonds.us.tips": "15",
            },
        ),
        ("margarita", {"stocks.us": "33.34", "stocks.intl": "33.33", "bonds.us.tips": "33.33"}),
    ],
)
def test_published_weights(name: str, expected: dict[str, str]) -> None:
    assert percents(name) == expected


def test_the_stock_part_and_the_share_abroad_may_be_set() -> None:
    assert percents("three-fund", stock_pct=80, intl_pct=25) == {
        "stocks.us": "60",
        "stocks.intl": "20",
        "bonds": "20",
    }


def test_all_stocks_keeps_the_bond_class_at_zero() -> None:
    assert percents("three-fund", stock_pct=100)["bonds"] == "0"


def test_the_largest_class_takes_what_rounding_leaves() -> None:
    # 35.7142..% stocks: 21.43 + 14.29 + 64.29 would be 100.01.
    assert percents("glide", age=70) == {"stocks.us": "21.43", "stocks.intl": "14.29", "bonds": "64.28"}


@pytest.mark.parametrize(
    ("name", "age", "bonds"),
    [
        ("age-in-bonds", 47, "47"),
        ("age-in-bonds", 105, "100"),
        ("110-minus-age", 47, "37"),
        ("110-minus-age", 5, "0"),
        ("120-minus-age", 47, "27"),
        ("three-fund", 47, "37"),
        ("larimore-three-fund", 47, "47"),
        ("glide", 20, "10"),
        ("glide", 40, "10"),
        ("glide", 47, "19.8"),
        ("glide", 65, "50"),
        ("glide", 72, "70"),
        ("glide", 95, "70"),
    ],
)
def test_age_sets_the_bonds(name: str, age: int, bonds: str) -> None:
    assert percents(name, age=age)["bonds"] == bonds


@pytest.mark.parametrize("spelled", ["60/40", " 60-40 ", "60 40"])
def test_a_name_may_be_spelled_as_people_write_it(spelled: str) -> None:
    assert percents(spelled) == {"stocks": "60", "bonds": "40"}


def test_an_unknown_name_lists_the_names_and_the_closest() -> None:
    text = refusal("tree-fund")
    assert "target-unknown" in text
    assert "did you mean 'three-fund'?" in text
    assert all(name in text for name in NAMES)


def test_a_target_that_moves_with_age_asks_for_the_age() -> None:
    assert "no age is given" in refusal("glide")
    assert percents("glide", stock_pct=50)["bonds"] == "50"


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("permanent", {"age": 40}, "its weights are fixed"),
        ("permanent", {"stock_pct": 40}, "its weights are fixed"),
        ("ferri-core-four", {"age": 40}, "it takes stock_pct"),
        ("two-fund", {"intl_pct": 20}, "no parameter 'intl_pct'"),
        ("three-fund", {"age": 40, "stock_pct": 60}, "both age and stock_pct"),
        ("three-fund", {"age": -1}, "age = -1 is not between 0 and 120"),
        ("three-fund", {"age": 121}, "age = 121"),
        ("three-fund", {"stock_pct": 101}, "stock_pct = 101 is not between 0 and 100"),
        ("three-fund", {"stock_pct": Decimal("NaN")}, "stock_pct = NaN"),
        ("three-fund", {"intl_pct": Decimal("Infinity")}, "intl_pct = Infinity"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused(
    name: str, parameters: dict[str, int | Decimal], words: str
) -> None:
    assert words in refusal(name, **parameters)


def test_all_faults_are_named_in_one_run() -> None:
    with pytest.raises(BadInputError) as caught:
        ready_target("three-fund", age=300, stock_pct=-5, intl_pct=200)
    assert len(caught.value.problems) == 4


def test_a_count_may_be_written_as_a_number() -> None:
    assert ready_target("3-fund") == ready_target("three fund")
    assert ready_target("60/40") == ready_target("60-40")
