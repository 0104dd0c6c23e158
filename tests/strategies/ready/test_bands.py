"""Band strategies, each by its published rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.strategies.days import answer, ends, planned
from trimtab.core.ask import Moves
from trimtab.strategies import Act, Hold, ready_strategy

D = Decimal
FOUR = {"bonds": D("0.30"), "cash": D(0), "stocks.intl": D("0.10"), "stocks.us": D("0.60")}


def acts(words: str, stocks: str, target: dict[str, Decimal] | None = None) -> bool:
    """Whether the strategy trades a 60/40 with so much in stocks."""
    held = {"stocks.us": stocks, "bonds": str(1 - D(stocks))}
    found = answer(ready_strategy(words), held)
    return isinstance(found, Act) and found.moves is Moves.ALL


@pytest.mark.parametrize(
    ("words", "inside", "outside"),
    [
        ("absolute", "0.65", "0.6501"),
        ("absolute", "0.55", "0.5499"),
        ("absolute:points=1", "0.61", "0.6101"),
        ("relative", "0.68", "0.6801"),  # 20% of 40% is 8 points for the bonds
        ("relative:percent=10", "0.64", "0.6401"),
        ("5/25", "0.65", "0.6501"),  # both targets are over 20%: 5 points
        ("opportunistic", "0.68", "0.6801"),
        ("200/175", "0.62", "0.6201"),
    ],
)
def test_on_the_edge_is_inside_and_past_it_is_not(words: str, inside: str, outside: str) -> None:
    assert not acts(words, inside)
    assert acts(words, outside)


@pytest.mark.parametrize(
    ("intl", "acted"), [("0.125", False), ("0.126", True), ("0.075", False), ("0.074", True)]
)
def test_five_25_is_the_smaller_of_both(intl: str, acted: bool) -> None:
    held = {"stocks.us": "0.60", "stocks.intl": intl, "bonds": str(D("0.40") - D(intl))}
    found = answer(ready_strategy("5/25"), held, FOUR)
    assert isinstance(found, Act)
    assert (found.moves is Moves.ALL) == acted


def test_vanguard_2010_goes_back_to_exactly_the_target() -> None:
    plan = planned(ready_strategy("absolute"), {"stocks.us": "0.66", "bonds": "0.34"})
    assert ends(plan) == {"bonds": D("40.00"), "cash": D(0), "stocks.us": D("60.00")}
    words = "bonds at 34.0% is under 35.0% (target 40.0%); stocks.us at 66.0% is over 65.0% (target 60.0%)"
    assert plan.reason.startswith(words)


def test_daryanani_names_60_percent_a_band_from_48_to_72_and_a_way_back_to_66() -> None:
    found = answer(ready_strategy("opportunistic"), {"stocks.us": "0.7201", "bonds": "0.2799"})
    assert isinstance(found, Act)
    assert found.goals is not None
    assert found.goals["stocks.us"] == (D("0.60"), D("0.66"))


def test_daryanani_brings_back_only_what_is_outside_and_only_to_the_tolerance_band() -> None:
    target = {"bonds": D("0.3"), "cash": D(0), "stocks.intl": D("0.3"), "stocks.us": D("0.4")}
    held = {"stocks.us": "0.485", "stocks.intl": "0.265", "bonds": "0.25"}
    strategy = ready_strategy("opportunistic")
    found = answer(strategy, held, target)
    assert isinstance(found, Act)
    assert found.reason == "stocks.us at 48.5% is over 48.0% (target 40.0%)"
    assert found.goals is not None
    assert found.goals["bonds"] == (D("0.25"), D("0.3"))  # inside: may go towards its target, never away
    plan = planned(strategy, held, target)
    after = ends(plan)
    assert after["stocks.us"] == D("44.00")
    assert D("25.00") <= after["bonds"] <= D("30.00")
    assert D("26.50") <= after["stocks.intl"] <= D("30.00")
    assert {trade.symbol for trade in plan.trades if trade.side.value == "sell"} == {"VTI"}
    assert strategy.looks.words == "10d"  # type: ignore[attr-defined]


def test_vanguard_2024_goes_back_to_175_basis_points() -> None:
    after = ends(planned(ready_strategy("200/175"), {"stocks.us": "0.63", "bonds": "0.37"}))
    assert after["stocks.us"] == D("61.75")
    after = ends(planned(ready_strategy("200/175"), {"stocks.us": "0.575", "bonds": "0.425"}))
    assert after["stocks.us"] == D("58.25")


@pytest.mark.parametrize(("to", "stocks"), [("target", "60.00"), ("half", "62.50"), ("edge", "64.95")])
def test_where_a_band_strategy_stops(to: str, stocks: str) -> None:
    plan = planned(ready_strategy(f"absolute:to={to}"), {"stocks.us": "0.68", "bonds": "0.32"})
    assert ends(plan)["stocks.us"] == D(stocks)


def test_between_its_trades_cash_is_invested_or_nothing_is_done() -> None:
    held = {"stocks.us": "0.58", "bonds": "0.38"}
    plan = planned(ready_strategy("absolute"), held)
    assert {trade.side.value for trade in plan.trades} == {"buy"}
    assert ends(plan)["cash"] == D(0)
    assert isinstance(answer(ready_strategy("absolute:cash=wait"), held), Hold)
