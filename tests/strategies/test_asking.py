"""From an answer to a plan: what a strategy asks is planned and checked; what is no answer trades nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import pytest

from tests.households import random_household
from tests.rebalance.example import household, policy
from trimtab.adapters.catalogue import covariance
from trimtab.core.ask import Ask, Call, Mode
from trimtab.core.canonical import canonical_text
from trimtab.core.household import Flow, Household
from trimtab.core.plan import Plan, Side
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, Problem
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify
from trimtab.strategies import (
    Act,
    Bands,
    Hold,
    LookAheadError,
    Moves,
    Own,
    Snapshot,
    ask_strategy,
    plan_asked,
)

D = Decimal
COVARIANCE = covariance()


class Says:
    """A strategy that answers what a test gives it."""

    name = "says"

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def decide(self, seen: Snapshot) -> Any:
        return self.answer(seen) if callable(self.answer) else self.answer


def planned(answer: object, owned: Household | None = None, wants: Policy | None = None) -> Plan | None:
    owned, wants = owned or household(), wants or policy()
    asked = ask_strategy(Says(answer), owned, wants, COVARIANCE)
    return plan_asked(owned, COVARIANCE, Given(), asked)


def refused(answer: object) -> tuple[Problem, ...]:
    with pytest.raises(BadInputError) as fault:
        planned(answer)
    return fault.value.problems


def calm() -> tuple[Household, Policy]:
    """The example, and its policy so wide that nothing asks for a trade."""
    owned = household()
    cash_spent = tuple(replace(a, cash_usd=a.cash_reserve_usd) for a in owned.accounts)
    return replace(owned, accounts=cash_spent), replace(
        policy(), bands=Bands(absolute_points=D(90), relative_pct=D(900)), harvest=False
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_own_policy_as_a_strategy_makes_the_very_plan(seed: int) -> None:
    owned, wants = random_household(seed)
    asked = ask_strategy(Own(), owned, wants, COVARIANCE)
    plan = plan_asked(owned, COVARIANCE, Given(), asked)
    assert canonical_text(plan) == canonical_text(make_plan(owned, wants, COVARIANCE))


def test_an_act_is_a_reason_to_trade_where_nothing_else_asks() -> None:
    owned, wants = calm()
    assert not make_plan(owned, wants, COVARIANCE).trades
    plan = planned(Act("the moon is full"), owned, wants)
    assert plan is not None
    assert plan.trades
    assert plan.reason == "the moon is full"
    assert all(check.holds for check in plan.checks)
    assert plan.after.half_sum < plan.before.half_sum


def test_the_verifier_finds_trades_for_which_no_strategy_gave_a_reason() -> None:
    owned, wants = calm()
    plan = planned(Act("the moon is full"), owned, wants)
    assert plan is not None
    for ask in (Ask(), Ask(call=Call("says", "")), Ask(call=Call("says", "cash", Moves.CASH))):
        checks = {check.invariant: check.holds for check in verify(owned, wants, replace(plan, ask=ask))}
        assert not checks["I10"]


def test_a_hold_trades_nothing() -> None:
    assert planned(Hold("not today")) is None


def test_what_must_be_paid_out_is_raised_whatever_the_strategy_says() -> None:
    owned = household()
    owes = replace(owned, flows=(Flow("b-ira", D(-4000), owned.as_of, "rent"),))
    plan = planned(Hold("not today"), owes)
    assert plan is not None
    assert plan.ask == Ask(Mode.RAISE_CASH)
    assert {(t.account_id, t.side) for t in plan.trades} == {("b-ira", Side.SELL)}


def test_its_target_is_the_target_of_the_day() -> None:
    target = {"bonds": D("0.3"), "real_estate": D("0.14"), "stocks.intl": D("0.16"), "stocks.us": D("0.4")}
    plan = planned(Act("fear", target=target))
    assert plan is not None
    assert {row.class_id: row.target for row in plan.after.classes} == {**target, "cash": D(0)}
    bonds = {row.class_id: row.actual for row in plan.after.classes}["bonds"]
    assert abs(bonds - D("0.3")) < D("0.02")


def test_its_goals_say_where_a_class_ends() -> None:
    plan = planned(
        Act(
            "half way",
            goals={"stocks.us": (D("0.58"), D("0.59"))},
            bands=Bands(absolute_points=D(20), relative_pct=D(200)),
        )
    )
    assert plan is not None
    ends = {row.class_id: row.actual for row in plan.after.classes}["stocks.us"]
    assert D("0.575") < ends < D("0.595")


def test_cash_alone_moves_where_it_says_so() -> None:
    owned = household()
    plan = planned(
        Act("invest what waits", moves=Moves.CASH),
        replace(owned, flows=(Flow("a-tax", D(9000), owned.as_of, "pay"),)),
        replace(policy(), harvest=False),
    )
    assert plan is not None
    assert plan.trades
    assert all(trade.side is Side.BUY for trade in plan.trades)
    assert plan.reason.startswith("invest what waits; ")


def test_without_cash_there_is_nothing_to_do_for_it() -> None:
    owned, wants = calm()
    plan = planned(Act("invest what waits", moves=Moves.CASH), owned, wants)
    assert plan is not None
    assert not plan.trades
    assert plan.reason == "invest what waits; no cash waits, none is lacking, and losses are not looked for"


def test_bands_of_the_answer_ask_in_place_of_the_own() -> None:
    owned, wants = calm()
    narrow = Bands(absolute_points=D(1), relative_pct=D(1))
    plan = planned(Act("narrow", bands=narrow, moves=Moves.AS_POLICY), owned, wants)
    assert plan is not None
    assert plan.trades
    assert "over the edge of its band" in plan.reason


NONSENSE: list[tuple[object, str]] = [
    (None, "answered None (NoneType), which is no answer"),
    ("sell", "answered 'sell' (str), which is no answer"),
    (Act(""), "answered Act without a reason"),
    (Act("one\ntwo"), "a reason that cannot be shown, 'one\\ntwo' (str)"),
    (Hold("x" * 2001), "a reason that cannot be shown"),
    (Act("x", target={"stocks.us": D("0.5"), "bonds": D("0.4")}), "a target that sums to 0.9, not to 1"),
    (Act("x", target={"stocks.us": 0.5, "bonds": D("0.5")}), "a weight for stocks.us as 0.5 (float)"),  # type: ignore[dict-item]
    (Act("x", target={"stocks.us": D("1.5"), "bonds": D("-0.5")}), "a weight for bonds of -0.5, below nought"),
    (Act("x", target={"stocks.us": D("NaN")}), "a weight for stocks.us of NaN"),
    (Act("x", target={"bitcoin": D(1)}), "a target for a class that the household's target does not have, 'bitcoin'"),
    (Act("x", target=[("bonds", 1)]), "a target that is no mapping"),  # type: ignore[arg-type]
    (Act("x", goals={"bonds": (D("0.3"), D("0.2"))}), "a goal for bonds from 0.3 to 0.2"),
    (Act("x", goals={"bonds": (D("0.6"), D("0.7")), "stocks.us": (D("0.5"), D(1))}), "least sum to 1.1"),
    (Act("x", goals=dict.fromkeys(policy().target, (D(0), D("0.1")))), "goals of which the most sum to 0.5"),
    (Act("x", goals={"bonds": D("0.3")}), "a goal for bonds that is no pair"),  # type: ignore[dict-item]
    (Act("x", moves="all"), "moves='all' (str)"),  # type: ignore[arg-type]
    (Act("x", bands=5), "bands that are none, 5 (int)"),  # type: ignore[arg-type]
    (Act("x", memory={"when": object()}), "a memory 'when' with"),
    (Hold("x", memory={"share": 0.5}), "a memory 'share' with 0.5 (float) in it"),
    (Hold(5), "a reason that is no text, 5 (int)"),  # type: ignore[arg-type]
]  # fmt: skip


@pytest.mark.parametrize(("answer", "words"), NONSENSE)
def test_what_is_no_answer_is_refused_and_named(answer: object, words: str) -> None:
    (problem,) = refused(answer)
    assert problem.code == "strategy-answer"
    assert problem.message.startswith("strategy says answered ")
    assert words in problem.message
    assert problem.message.endswith("nothing was traded")
    assert problem.remedy


def test_every_fault_of_an_answer_is_told_at_once() -> None:
    assert len(refused(Act("", target={"x": D(1), "y": D(-1)}, moves="?"))) == 5  # type: ignore[arg-type]


def test_what_nothing_can_be_bought_for_cannot_be_held() -> None:
    target = {"real_estate": D("0.5"), "stocks.us": D("0.5")}
    (problem,) = refused(Act("houses", target=target))
    assert problem.code == "strategy-cannot-hold"
    assert "real_estate" in problem.message


def _raising(fault: BaseException) -> Callable[[Snapshot], object]:
    def answer(seen: Snapshot) -> object:
        raise fault

    return answer


@pytest.mark.parametrize(
    "fault", [ValueError("no"), KeyError("VTI"), SystemExit(3), GeneratorExit(), RecursionError("deep")]
)
def test_what_it_raises_is_told_with_the_line_of_its_file(fault: BaseException) -> None:
    (problem,) = refused(_raising(fault))
    assert problem.code == "strategy-raised"
    assert type(fault).__name__ in problem.message
    assert problem.source is not None
    assert problem.source.file == "test_asking.py"
    with open(__file__) as text:
        assert "raise fault" in text.read().splitlines()[(problem.source.line or 0) - 1]


def test_looking_ahead_is_told_as_such() -> None:
    (problem,) = refused(_raising(LookAheadError("2026-12-01 lies after 2026-11-20")))
    assert problem.code == "strategy-looks-ahead"
    assert "2026-12-01" in problem.message


def test_a_memory_is_seen_again_and_belongs_to_nobody_else() -> None:
    owned, wants = household(), policy()
    kept = {"peak": [D(1), {"day": date(2026, 1, 2)}]}
    first = ask_strategy(Says(Hold(memory=kept)), owned, wants, COVARIANCE)
    kept["peak"].append(D(2))
    seen: list[Any] = []
    second = ask_strategy(
        Says(lambda s: seen.append(s.memory) or Hold()), owned, wants, COVARIANCE, memory=first.memory
    )
    assert dict(seen[0]) == {"peak": (D(1), {"day": date(2026, 1, 2)})} == second.memory


def test_what_it_sees_cannot_be_changed() -> None:
    owned, wants = household(), replace(policy(), bands=Bands(own_points={"bonds": D(3)}))
    for name in (
        "policy.target",
        "policy.buys",
        "policy.bands.own_points",
        "household.prices",
        "household.instruments",
    ):

        def meddle(seen: Snapshot, name: str = name) -> object:
            attrgetter(name)(seen).clear()
            return Hold()

        with pytest.raises(BadInputError, match="has no attribute"):
            planned(meddle, owned, wants)
        assert attrgetter(name)(SimpleNamespace(policy=wants, household=owned))


def test_the_last_act_stands_for_what_is_on_record_and_what_is_still_to_come_does_not() -> None:
    owned = household()
    wants = replace(policy(), last_rebalanced=date(2027, 1, 1))
    seen: list[Snapshot] = []
    strategy = Says(lambda s: seen.append(s) or Hold())
    assert ask_strategy(strategy, owned, wants, COVARIANCE).policy.last_rebalanced is None
    asked = ask_strategy(strategy, owned, wants, COVARIANCE, last_acted=date(2026, 3, 2))
    assert [s.last_acted for s in seen] == [None, date(2026, 3, 2)]
    assert asked.policy.last_rebalanced == date(2026, 3, 2)
