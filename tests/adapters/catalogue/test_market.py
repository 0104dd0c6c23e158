"""What all investors hold."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from trimtab.adapters.catalogue.files import read_table
from trimtab.adapters.catalogue.market import MARKET_FILE, market_weights
from trimtab.core.problems import BadInputError


def test_the_world_sums_to_about_a_hundred() -> None:
    assert abs(sum(read_table(MARKET_FILE)["weights"].values()) - 100) < D("0.2")


def test_classes_split_by_their_usual_mix_and_sum_to_one() -> None:
    found = market_weights(["stocks.us", "stocks.intl", "bonds"])
    assert sum(found.values()) == 1
    assert round(found["stocks.us"] / (found["stocks.us"] + found["stocks.intl"]), 4) == D("0.63")
    assert round(found["bonds"], 3) == round(D("42.3") / D("85.9"), 3)


@pytest.mark.parametrize(
    "classes", [["stocks", "cash"], ["stocks", "stocks.us"], ["stocks.us.small", "bonds"]]
)
def test_what_is_not_known_is_asked_for(classes: list[str]) -> None:
    with pytest.raises(BadInputError, match="is not known"):
        market_weights(classes)
