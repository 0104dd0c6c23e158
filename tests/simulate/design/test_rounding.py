"""Weights rounded in the open."""

from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.simulate.design.ask import Limit
from trimtab.simulate.design.rounding import STEPS, rounded


def test_what_is_missing_goes_to_those_who_lost_most() -> None:
    found, step = rounded({"a": D("0.456"), "b": D("0.327"), "c": D("0.217")}, ())
    assert step == D("0.01")
    assert found == {"a": D("0.45"), "b": D("0.33"), "c": D("0.22")}


def test_a_limit_that_a_coarse_step_would_break_asks_for_a_finer_one() -> None:
    weights = {"a": D("0.496"), "b": D("0.504")}
    found, step = rounded(weights, (Limit(("a",), D("0.494"), D("0.497"), ""),))
    assert step == D("0.005") or step == D("0.001")
    assert D("0.494") <= found["a"] <= D("0.497")


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any),
    st.sampled_from([D(1), D("0.95"), D("0.8765")]),
)
def test_rounded_weights_sum_to_the_whole_and_none_moves_by_more_than_a_step(
    parts: list[int], whole: D
) -> None:
    weights = {f"c{n}": D(part) / sum(parts) for n, part in enumerate(parts)}
    found, step = rounded(weights, (), whole)
    assert sum(found.values()) == whole
    assert step == STEPS[0]
    assert all(weight >= 0 for weight in found.values())
    assert all(abs(found[name] - weights[name] * whole) < 2 * step for name in weights)
