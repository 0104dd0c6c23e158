from __future__ import annotations

import pytest

from trimtab.simulate.sweep.grid import Grid, policies
from trimtab.simulate.sweep.policy import Band, Cost, Flow, FlowWay, Stop
from trimtab.simulate.sweep.words import PolicyWordError, bands_of, cost_of, flow_of, policy_of, stop_of


def test_bands() -> None:
    assert bands_of("none") == (Band(), {})
    assert bands_of("5") == (Band(5), {})
    assert bands_of("20%") == (Band(relative_pct=20), {})
    assert bands_of("5/25") == (Band(5, 25), {})
    assert bands_of("A:5 B:20%") == (Band(), {"A": Band(5), "B": Band(relative_pct=20)})


def test_five_and_twenty_five_is_the_nearer_of_both() -> None:
    band = bands_of("5/25")[0]
    assert [band.width(target) for target in (0.6, 0.2, 0.1, 0.05)] == pytest.approx(
        [0.05, 0.05, 0.025, 0.0125]
    )


def test_how_far_flows_and_costs() -> None:
    assert [stop_of(text) for text in ("target", "half", "edge", "0.875", "half-outside")] == [
        Stop(), Stop(0.5), Stop(1), Stop(0.875), Stop(0.5, only_outside=True),
    ]  # fmt: skip
    assert flow_of("none") is None
    assert flow_of("500/month") == Flow(500)
    assert flow_of("-2000/quarter/held/3%") == Flow(-2000, "quarter", FlowWay.HELD, 3)
    assert cost_of("10+4.95") == Cost(10, 4.95)


@pytest.mark.parametrize(
    ("look", "band", "to", "flow", "cost"),
    [
        ("often", "5", "target", "none", "0"),
        ("month", "wide", "target", "none", "0"),
        ("month", "nan", "target", "none", "0"),
        ("month", "-5", "target", "none", "0"),
        ("month", "A:5 5", "target", "none", "0"),
        ("month", "5", "2", "none", "0"),
        ("month", "5", "target", "500", "0"),
        ("month", "5", "target", "0/month", "0"),
        ("month", "5", "target", "500/month/somehow", "0"),
        ("month", "5", "target", "none", "-1"),
        ("month", "5", "target", "none", "inf"),
    ],
)
def test_words_that_are_no_policy(look: str, band: str, to: str, flow: str, cost: str) -> None:
    with pytest.raises(PolicyWordError):
        policy_of(look, band, to, flow, cost)


def test_a_grid_names_each_policy_once() -> None:
    found = policies([Grid(("month", "never"), ("none", "5"), ("target", "half"), ("none",), ("0", "10"))])
    assert [policy.name for policy in found] == [
        "month, no band",
        "month, no band, cost 10",
        "month, band 5",
        "month, band 5, cost 10",
        "month, band 5, to half",
        "month, band 5, to half, cost 10",
        "never",
        "never, cost 10",
    ]


def test_too_many_policies_are_refused() -> None:
    with pytest.raises(PolicyWordError, match="sweep fewer"):
        policies([Grid(("month",) * 400, ("5",) * 400)])
