"""Limits on what is held: named things exist, no two contradict, and what cannot be had is said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.ledger.builders import DAY, account, cash, export, found, fund, loaded, position, refused, spec
from trimtab.core.accounts import AccountKind
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, Source
from trimtab.ledger.spec import FlowSpec, HouseholdSpec, InstrumentSpec, LimitSpec

D = Decimal
FILES = [
    export(position("VTI", "50"), position("ORCL", "20"), cash("1000")),
    export(position("BND", "30"), name="ira.csv", numbers=("9999",)),
]
FILES[1] = replace(FILES[1], positions=(position("BND", "30", ref="9999", file="ira.csv"),))
IRA = account("ira", "9999", 25, kind=AccountKind.TRADITIONAL_IRA)


def usd(amount: int) -> Bound:
    return Bound(D(amount), Unit.USD)


def shares(amount: int) -> Bound:
    return Bound(D(amount), Unit.SHARES)


def pct(amount: int, unit: Unit = Unit.PCT_OF_HOUSEHOLD) -> Bound:
    return Bound(D(amount), unit)


def limited(*limits: HoldingLimit, **more: object) -> HouseholdSpec:
    entries = tuple(LimitSpec(limit, Source("household.toml", 60 + n)) for n, limit in enumerate(limits))
    values: dict[str, object] = {"aliases": {"Oracle": "ORCL"}, **more}
    return spec(account(), IRA, limits=entries, **values)  # type: ignore[arg-type]


def told(code: str, *limits: HoldingLimit, **more: object) -> Problem:
    return refused(FILES, limited(*limits, **more), code)


def warned(*limits: HoldingLimit, **more: object) -> list[str]:
    _, _, problems = loaded(FILES, limited(*limits, **more))
    reach = found(problems, "limit-out-of-reach")
    assert all(problem.source and problem.source.line and problem.remedy for problem in reach)
    return [problem.message for problem in reach]


def test_limits_reach_the_policy_by_id_with_the_households_symbols_and_what_they_name_is_known() -> None:
    limits = (HoldingLimit("Oracle", least=shares(10)), HoldingLimit(class_id="bonds", most=pct(50)))
    household, policy, problems = loaded(FILES, limited(*limits))
    assert [limit.limit_id for limit in policy.limits] == ["ORCL", "bonds"]
    assert not [problem for problem in problems if problem.code.startswith("limit")]
    household, _, _ = loaded(FILES, limited(HoldingLimit("VNQ", most=usd(1))))
    assert "VNQ" in household.instruments


@pytest.mark.parametrize(
    ("code", "limit", "words", "remedy"),
    [
        ("limit-account-unknown", HoldingLimit("VTI", account_id="roth", most=usd(1)),
         'a limit names account "roth", which does not exist', "use one of: ira, joint"),
        ("symbol-unknown", HoldingLimit("VTX", most=usd(1)), '"VTX" is neither known nor held',
         "did you mean VTI? Describe it in [[instruments]], or correct it"),
        ("class-unknown", HoldingLimit(class_id="bond", most=usd(1)), 'there is no class "bond"',
         "did you mean bonds or bonds.us?"),
    ],
)  # fmt: skip
def test_a_limit_on_what_does_not_exist(code: str, limit: HoldingLimit, words: str, remedy: str) -> None:
    problem = told(code, limit)
    assert (problem.message, problem.remedy) == (words, remedy)


def test_two_limits_for_one_thing_in_one_place() -> None:
    problem = told(
        "limit-twice", HoldingLimit("ORCL", least=shares(1)), HoldingLimit("Oracle", most=usd(9000))
    )
    assert problem.message == '"ORCL" has two limits (the first at household.toml:60)'
    assert problem.source == Source("household.toml", 61)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((HoldingLimit("ORCL", least=shares(20), most=usd(1999)),),
         "ORCL: at least 20 shares, at most $1,999 cannot be kept: at least $2,000 is asked for"),
        ((HoldingLimit("ORCL", most=pct(10)), HoldingLimit("ORCL", account_id="joint", least=shares(12)),
          HoldingLimit("ORCL", account_id="ira", least=usd(100))),
         "ORCL: at most 10% of the household cannot be kept: at least $1,300 is asked for by ORCL in joint: at least "
         "12 shares, ORCL in ira: at least $100"),
        ((HoldingLimit(class_id="bonds", account_id="ira", least=pct(60, Unit.PCT_OF_ACCOUNT)),
          HoldingLimit(class_id="stocks", account_id="ira", least=usd(1201))),
         "the least of bonds, stocks comes to $3,001, and ira holds $3,000"),
        ((HoldingLimit(class_id="bonds", least=usd(6000)), HoldingLimit(class_id="stocks", least=usd(5001)),
          HoldingLimit(class_id="bonds.us", least=usd(5000))),
         "the least of bonds, stocks comes to $11,001, and the household holds $11,000"),
    ],
)  # fmt: skip
def test_limits_that_contradict_one_another(limits: tuple[HoldingLimit, ...], words: str) -> None:
    problem = told("limit-contradiction", *limits)
    assert problem.message == words


def test_limits_that_just_agree() -> None:
    assert not warned(
        HoldingLimit("ORCL", least=shares(20), most=usd(2000)),
        HoldingLimit("ORCL", account_id="joint", least=shares(20)),
        HoldingLimit(class_id="bonds", least=usd(6000)),
        HoldingLimit(class_id="stocks", least=usd(5000)),
        HoldingLimit(class_id="bonds.us", least=usd(5500)),
    )


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (HoldingLimit("VNQ", least=shares(1)), "it has no price, so none of it can be bought"),
        (HoldingLimit("BND", account_id="ira", least=usd(3001)), "all of ira is $3,000"),
        (HoldingLimit(class_id="bonds", least=usd(11001)), "all of the household is $11,000"),
        (HoldingLimit("ORCL", least=shares(21)), "$2,000 is held, and no account it speaks of may buy more"),
        (HoldingLimit("BND", account_id="ira", least=shares(31)), "all of ira is $3,000"),
    ],
)
def test_what_is_asked_for_and_cannot_be_had(limit: HoldingLimit, words: str) -> None:
    policy = Policy(target={}, buys={}, do_not_buy=frozenset({"ORCL"}))
    assert warned(limit, policy=policy) == [f"{limit.words} is out of reach: {words}"]


@pytest.mark.parametrize("changes", [{"locked": True}, {"menu": ("VTI",)}, {"do_not_buy": ("ORCL",)}])
def test_each_rule_that_keeps_an_account_from_buying(changes: dict[str, object]) -> None:
    entry = (
        LimitSpec(HoldingLimit("ORCL", account_id="joint", least=shares(30)), Source("household.toml", 60)),
    )
    made = spec(account(**changes), IRA, limits=entry)
    _, _, problems = loaded(FILES, made)
    assert len(found(problems, "limit-out-of-reach")) == 1
    free = spec(account(), IRA, limits=entry)
    assert not found(loaded(FILES, free)[2], "limit-out-of-reach")


def test_flows_count_and_reserves_do_not() -> None:
    limit = HoldingLimit(class_id="stocks", account_id="joint", least=usd(8100))
    assert warned(limit) == ["stocks in joint: at least $8,100 is out of reach: all of joint is $8,000"]
    flow = FlowSpec("joint", D(100), DAY, "", Source("household.toml", 70))
    assert not warned(limit, flows=(flow,))


def test_what_funds_hold_is_known_only_where_a_cap_looks_through_them() -> None:
    inner = replace(fund("INNER", "stocks.us"), contains=(("NVDA", D("0.1")), ("OUTER", D("0.1"))))
    outer = replace(fund("OUTER", "stocks.us"), contains=(("INNER", D("0.5")), ("VXUS", D("0.1"))))
    own = tuple(InstrumentSpec(one, Source("household.toml", 80)) for one in (inner, outer))
    files = [*FILES, export(position("OUTER", "1", ref="7777"), name="more.csv", numbers=("7777",))]
    base = limited(instruments=own)
    made = replace(base, accounts=(*base.accounts, account("more", "7777", 30)))

    def known(**settings: object) -> set[str]:
        policy = Policy(target={}, buys={}, **settings)  # type: ignore[arg-type]
        household, _, _ = loaded(files, replace(made, policy=policy))
        return set(household.instruments) & {"INNER", "VXUS"}

    assert known() == set()
    assert known(concentration_cap_pct=D(5)) == {"INNER", "VXUS"}
    assert known(account_concentration_cap_pct=D(5)) == {"INNER", "VXUS"}
    through = LimitSpec(
        HoldingLimit("ORCL", most=usd(5000), through_funds=True), Source("household.toml", 60)
    )
    made = replace(made, limits=(through,))
    assert known() == {"INNER", "VXUS"}
