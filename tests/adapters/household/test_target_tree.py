"""[target.tree]: each class in percent of the class above it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.adapters.household.test_read import changed, only, read

D = Decimal
WEIGHTS = '[target.weights]\n"stocks.us" = 60.5\n"bonds" = 39.5\n'


def tree(*lines: str) -> str:
    return changed(WEIGHTS, "\n".join(["[target.tree]", *lines, ""]))


def test_leaves_get_the_product_of_the_levels_above_them() -> None:
    made = read(
        tree("stocks = 60", "bonds = 40", '"stocks.us" = 62.5', '"stocks.intl" = 37.5', '"stocks.us.value" = 20',
             '"stocks.us.growth" = 80')
    )  # fmt: skip
    assert made.problems == ()
    assert made.spec is not None
    assert made.spec.target_pct == {
        "bonds": D(40), "stocks.intl": D("22.5"), "stocks.us.growth": D(30), "stocks.us.value": D("7.5"),
    }  # fmt: skip


def test_a_level_that_is_left_out_is_skipped() -> None:
    made = read(tree("stocks = 60", "bonds = 40", '"stocks.us.value" = 20', '"stocks.intl" = 80'))
    assert made.spec is not None
    assert made.spec.target_pct == {"bonds": D(40), "stocks.intl": D(48), "stocks.us.value": D(12)}


@pytest.mark.parametrize(
    ("lines", "words", "column"),
    [
        (("stocks = 60", "bonds = 41"), "bonds, stocks sum to 101% of the household, not 100%", "target.tree"),
        (("stocks = 60", "bonds = 40", '"stocks.us" = 99'), 'stocks.us sum to 99% of "stocks", not 100%',
         "target.tree.stocks"),
    ],
)  # fmt: skip
def test_a_level_that_does_not_sum_is_named_with_its_line(
    lines: tuple[str, ...], words: str, column: str
) -> None:
    problem = only(tree(*lines))
    assert (problem.code, problem.message) == ("target-sum", words)
    assert problem.source is not None
    assert problem.source.column == column
    assert problem.source.line


def test_only_one_form_of_target() -> None:
    both = changed(WEIGHTS, f"{WEIGHTS}[target.tree]\nstocks = 100\n")
    assert only(both).message == "the target needs exactly one of weights, tree and preset"
