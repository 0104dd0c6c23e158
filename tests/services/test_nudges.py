"""A policy nudged in words: what each table takes, and what is wrong in all of them at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.households import random_household
from trimtab.core.policy import BandRule, HowFar, Policy
from trimtab.core.problems import BadInputError
from trimtab.services.nudges import nudged

D = Decimal
POLICY = Policy(
    target={"bonds": D("0.4"), "cash": D("0.1"), "stocks.intl": D("0.2"), "stocks.us": D("0.3")},
    buys={},
    tax_budget_usd=D(5),
)


def codes(words: str) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        nudged(POLICY, words)
    return [problem.code for problem in caught.value.problems]


def test_every_table_takes_its_own_keys() -> None:
    made = nudged(
        POLICY,
        "target bonds=0.35 stocks.us=35% bands rule=absolute absolute_points=2 stocks.us=1 stocks=3 "
        "policy how_far=band_edge gain_budget_usd=$1,500 tax_budget_usd=none prices per_trade_usd=25",
    )
    assert (made.target["bonds"], made.target["stocks.us"]) == (D("0.35"), D("0.35"))
    assert (made.bands.rule, made.bands.absolute_points) == (BandRule.ABSOLUTE, 2)
    assert made.bands.own_points == {"stocks.us": 1, "stocks": 3}
    assert (made.how_far, made.gain_budget_usd, made.tax_budget_usd) == (HowFar.BAND_EDGE, 1500, None)
    assert made.prices.per_trade_usd == 25


@pytest.mark.parametrize("words", ["", "policy", "target"])
def test_nothing_named_leaves_the_policy_as_it_is(words: str) -> None:
    _, policy = random_household(3)
    assert nudged(policy, words) == policy


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("target bonds=0.5", "target-sum"),
        ("target bonds=50", "what-if-share"),
        ("target bond=0.4", "what-if-unknown"),
        ("target bonds=x", "what-if-number"),
        ("target bonds=-0.1", "what-if-number"),
        ("target bonds=nan", "what-if-number"),
        ("bonds=0.4", "what-if-words"),
        ("target bonds", "what-if-words"),
        ("target bonds=0.4 bonds=0.4", "what-if-twice"),
        ("bands bonds.short=1", "what-if-unknown"),
        ("bands rule=wide", "what-if-word"),
        ("policy how_far=home", "what-if-word"),
        ("policy min_trade_usd=none", "what-if-number"),
        ("policy weights=after_tax", "what-if-unknown"),
        ("prices outside=2", "what-if-unknown"),
        ("prices horizon_years=0", "what-if-number"),
        ("prices step_up_chance_pct=101", "what-if-number"),
    ],
)
def test_a_fault_is_named(words: str, code: str) -> None:
    assert codes(words) == [code]


def test_all_faults_are_named_at_once_with_what_is_near() -> None:
    with pytest.raises(BadInputError) as caught:
        nudged(POLICY, "target bnds=0.5 bands rule=wide nonsense policy how_far=home")
    assert len(caught.value.problems) == 4
    assert any('did you mean "bonds"?' in problem.remedy for problem in caught.value.problems)
