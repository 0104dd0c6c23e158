"""The target made whole, and what may be bought for each class."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, fund, spec
from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.core.policy import Bands, Policy
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.ledger.spec import HouseholdSpec, InstrumentSpec
from trimtab.ledger.symbols import Symbols, build_symbols
from trimtab.ledger.targets import (
    BuyList,
    check_classes_have_targets,
    check_target,
    choose_buys,
    known_classes,
    whole_policy,
)

HERE = Source("p.csv", 2)
MIXED = Instrument(
    "MIX", "Mixed fund", InstrumentKind.ETF, (("stocks.us", Decimal("0.5")), ("bonds", Decimal("0.5")))
)
PURE_AND_NOTHING = Instrument(
    "PUR", "Pure fund", InstrumentKind.ETF, (("stocks.us", Decimal(1)), ("bonds", Decimal(0)))
)
GOLD = Instrument("GLD", "Gold", InstrumentKind.ETF, (("alternatives.metals.gold", Decimal(1)),))
CHEAP = replace(fund("CHEAP", "stocks.us", InstrumentKind.MUTUAL_FUND), expense_pct=Decimal("0.01"))
DEAR = replace(fund("ADEAR", "stocks.us", InstrumentKind.MUTUAL_FUND), expense_pct=Decimal("0.5"))
OWN = tuple(InstrumentSpec(one, HERE) for one in (MIXED, PURE_AND_NOTHING, GOLD, CHEAP, DEAR))


def made(**more: object) -> HouseholdSpec:
    return spec(instruments=OWN, **more)  # type: ignore[arg-type]


def symbols(of: HouseholdSpec) -> Symbols:
    return build_symbols(of, CATALOGUE)


def holder(
    *held: tuple[str, int], name: str = "joint", role: Role = Role.TRADABLE, **more: object
) -> Account:
    positions = tuple(Position(s, (Lot("a", Decimal(n), None, None, HERE),), role) for s, n in held)
    return Account(name, name, AccountKind.TAXABLE, "Ann", "Schwab", "4821", Decimal(0), positions, **more)  # type: ignore[arg-type]


def buys(*accounts: Account, days_old: int = 0, priced: str = "VTI ITOT VXUS BND MIX PUR CHEAP ADEAR VTSAX PLAN500",
         policy: Policy | None = None, **more: object) -> BuyList:  # fmt: skip
    of = made(policy=policy, **more)
    day = DAY - timedelta(days=days_old)
    prices = {symbol: Price(symbol, Decimal(10), day, HERE) for symbol in priced.split()}
    return choose_buys(of, whole_policy(of), accounts, symbols(of), prices, DAY)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_class_the_user_declares_is_known_with_those_above_it() -> None:
    own = known_classes(symbols(made())) - CATALOGUE.classes
    assert own == {"alternatives", "alternatives.metals", "alternatives.metals.gold"}
    assert "cash" in known_classes(symbols(spec()))


@pytest.mark.parametrize(
    ("bonds", "words", "remedy"),
    [
        ("29.9", "the target sums to 99.9%, not 100%", "add 0.1 percent in [target.weights]"),
        ("30.5", "the target sums to 100.5%, not 100%", "take away 0.5 percent in [target.weights]"),
    ],
)
def test_a_target_that_is_not_100_percent(bonds: str, words: str, remedy: str) -> None:
    of = spec(target={"stocks.us": "60", "stocks.intl": "10", "bonds": bonds})
    assert check_target(of, symbols(of)) == [
        error("target-sum", words, remedy, Source("household.toml", 10, "target.weights"))
    ]
    assert check_target(spec(), symbols(spec())) == []


def test_a_class_that_is_not_there_is_refused_with_the_three_nearest() -> None:
    own = replace(GOLD, class_weights=(("stocks.em", Decimal(1)),))
    of = spec(target={"stock": "60", "xyzzy": "40"}, instruments=(InstrumentSpec(own, HERE),))
    assert check_target(of, symbols(of)) == [
        error(
            "class-unknown",
            'there is no class "stock"',
            "did you mean stocks or stocks.us or stocks.em?",
            Source("household.toml", 10, "target.weights.stock"),
        ),
        error(
            "class-unknown",
            'there is no class "xyzzy"',
            "see docs/targets.md for the tree of classes",
            Source("household.toml", 10, "target.weights.xyzzy"),
        ),
    ]


def test_settings_name_classes_of_the_target_only() -> None:
    policy = Policy(target={}, buys={}, bands=Bands(own_points={"bond": Decimal(3), "cash": Decimal(1)}))
    of = spec(policy=policy, buys={"qqq": ("VTI",), "cash": (), "bonds": ("BND",)},
              lines={"buys": 15, "bands\x1fown_points": 31})  # fmt: skip
    assert check_target(of, symbols(of)) == [
        error(
            "class-not-in-target",
            '"qqq" is not a class of the target',
            "use a class of [target.weights]",
            Source("household.toml", 15, "buys.qqq"),
        ),
        error(
            "class-not-in-target",
            '"bond" is not a class of the target',
            'did you mean "bonds"? use a class of [target.weights]',
            Source("household.toml", 31, "bands.own_points.bond"),
        ),
    ]


@pytest.mark.parametrize(
    ("holders", "told"),
    [(1, "GLD in a0"), (3, "GLD in a0, GLD in a1, GLD in a2"), (4, "GLD in a0, GLD in a1, GLD in a2, …")],
)
def test_what_is_held_must_have_a_target(holders: int, told: str) -> None:
    of = made()
    accounts = [holder(("UNKNOWN", 1), ("VTI", 1), ("GLD", 1), name=f"a{n}") for n in range(holders)]
    accounts.append(holder(("GLD", 1), name="out", role=Role.EXCLUDED))
    found = check_classes_have_targets(accounts, symbols(of).known, whole_policy(of), of)
    assert found == [
        error(
            "class-no-target",
            f'class "alternatives.metals.gold" is held ({told}) but has no target',
            'add "alternatives.metals.gold" (or a class above it) to [target.weights], 0 for none, or give the '
            'instrument role = "excluded"',
            Source("household.toml", 10, "target.weights"),
        )
    ]
    assert check_classes_have_targets([holder(("PUR", 1))], symbols(of).known, whole_policy(of), of) == []


def test_without_a_list_what_is_held_comes_first_by_value_then_the_catalogues() -> None:
    found = buys(holder(("VTSAX", 1), ("MIX", 90), ("PUR", 5), ("VTI", 2), ("ORCL", 90), ("UNKNOWN", 9)))
    assert found.buys["stocks.us"] == ("PUR", "VTI", "VTSAX", "ITOT")
    assert found.buys["bonds"] == ("BND",)
    assert codes(found.problems) == ["buys-none"]


def test_equal_values_stand_by_name_and_shares_of_all_accounts_count() -> None:
    found = buys(holder(("VTSAX", 2), ("PUR", 2)), holder(("VTSAX", 1), name="other"))
    assert found.buys["stocks.us"] == ("VTSAX", "PUR", "VTI", "ITOT")
    assert buys(holder(("VTSAX", 2), ("PUR", 2))).buys["stocks.us"][:2] == ("PUR", "VTSAX")


@pytest.mark.parametrize(
    "account",
    [
        holder(("PUR", 5), locked=True),
        holder(("PUR", 5), menu=frozenset({"VTI"})),
        holder(("PUR", 5), role=Role.FROZEN),
    ],
)
def test_what_is_locked_frozen_or_behind_a_menu_is_no_example(account: Account) -> None:
    assert buys(account).buys["stocks.us"] == ("VTI", "ITOT")


def test_a_price_as_old_as_allowed_is_fresh_and_a_day_older_is_not() -> None:
    assert buys(days_old=5).buys["stocks.us"] == ("VTI", "ITOT")
    assert buys(days_old=6).buys == {}


def test_typed_buys_are_checked_and_each_has_its_words() -> None:
    old = {"stocks.us": ("VTI", "VTY", "BND", "MIX", "ORCL")}
    found = buys(priced="VTI BND MIX", buys=old, lines={"buys\x1fstocks.us": 17})
    where = Source("household.toml", 17, "buys.stocks.us")
    assert found.buys["stocks.us"] == ("VTI", "BND", "MIX")
    assert [problem for problem in found.problems if problem.source == where] == [
        warning(
            "price-missing",
            "ORCL has no price, so it cannot be bought",
            'add [[prices]] symbol = "ORCL", usd = …, as_of = … to let it be bought',
            where,
        ),
        error(
            "symbol-unknown",
            '"VTY" (to buy for stocks.us) is not known',
            "did you mean VTI? describe it in [[instruments]]",
            where,
        ),
        error("buys-wrong-class", '"BND" holds nothing of stocks.us', "list it under its own class", where),
    ]
    stale = buys(days_old=6, buys={"stocks.us": ("VTI",)}).problems
    assert (
        warning(
            "price-stale",
            "the price of VTI is of 2026-11-14: too old to buy it at",
            "update it in [[prices]]",
            HERE,
        )
        in stale
    )


def test_a_class_without_anything_to_buy_is_warned_of_where_it_stands() -> None:
    words = 'nothing can be bought for "{}": no fund for it has a price'
    remedy = "name a fund for it in [buys] and its price in [[prices]]"
    found = buys(
        priced="", buys={"stocks.us": ("VTI", "ITOT")}, lines={"buys\x1fstocks.us": 17, "target": 10}
    )
    told = [problem for problem in found.problems if problem.code == "buys-none"]
    assert told == [
        warning("buys-none", words.format("bonds"), f'{remedy} (for example "BND")',
                Source("household.toml", 10, "target.weights.bonds")),
        warning("buys-none", words.format("stocks.intl"), remedy,
                Source("household.toml", 10, "target.weights.stocks.intl")),
        warning("buys-none", words.format("stocks.us"), f'{remedy} (for example "VTI")',
                Source("household.toml", 17, "buys.stocks.us")),
    ]  # fmt: skip


def test_a_class_with_a_target_of_nothing_needs_nothing_to_buy() -> None:
    weights = {"stocks.us": "100", "bonds": "0"}
    assert codes(buys(priced="VTI", target=weights).problems) == []
    assert codes(buys(priced="VTI", target={**weights, "stocks.us": "99.9", "bonds": "0.1"}).problems) == [
        "buys-none"
    ]


def test_a_menus_funds_come_last_cheapest_first() -> None:
    plan = holder(("CHEAP", 9), name="plan", menu=frozenset({"ADEAR", "CHEAP", "MIX", "STRANGE", "ITOT"}))
    found = buys(plan)
    assert found.buys["stocks.us"] == ("VTI", "ITOT", "CHEAP", "ADEAR")
    assert found.menu_only == {"ADEAR", "CHEAP"}
    outside = holder(("CHEAP", 1), name="joint")
    assert buys(plan, outside).menu_only == {"ADEAR"}
    assert "buys-menu-only" not in codes(found.problems)


def test_a_plans_fund_that_is_typed_second_is_bought_in_the_plan_only_and_typed_first_everywhere() -> None:
    plan = holder(name="plan", menu=frozenset({"CHEAP", "ADEAR"}))
    second = buys(plan, buys={"stocks.us": ("VTI", "CHEAP")}, lines={"buys": 15})
    assert second.menu_only == {"ADEAR", "CHEAP"}
    assert second.problems[-1] == note(
        "buys-menu-only",
        "CHEAP will be bought only in accounts with it on their menu: no other account holds it",
        "leave it out of [buys] (menus count by themselves), or rank it first to have it bought elsewhere",
        Source("household.toml", 15, "buys"),
    )
    first = buys(plan, buys={"stocks.us": ("CHEAP", "VTI")})
    assert first.menu_only == {"ADEAR"}
    assert "buys-menu-only" not in codes(first.problems)
    by_itself = buys(holder(("CHEAP", 9), name="plan", menu=frozenset({"CHEAP"})))
    assert by_itself.menu_only == {"CHEAP"}


def test_what_may_not_be_bought_is_left_out() -> None:
    policy = Policy(target={}, buys={}, do_not_buy=frozenset({"VTI"}))
    assert buys(policy=policy).buys["stocks.us"] == ("ITOT",)


def test_the_policys_target_is_in_shares_of_one_with_cash_in_it() -> None:
    assert list(whole_policy(spec(target={"stocks.us": "60", "bonds": "40"})).target.items()) == [
        ("bonds", Decimal("0.4")),
        ("cash", 0),
        ("stocks.us", Decimal("0.6")),
    ]
    assert whole_policy(spec(target={"cash": "5", "bonds": "95"})).target["cash"] == Decimal("0.05")


def test_a_class_above_several_of_the_target_may_have_points_of_its_own() -> None:
    def told(class_id: str, **target: str) -> list[str]:
        policy = Policy(target={}, buys={}, bands=Bands(own_points={class_id: Decimal(3)}))
        of = made(policy=policy, target={name.replace("_", "."): pct for name, pct in target.items()})
        return codes(tuple(check_target(of, symbols(of))))

    assert told("stocks", stocks_us="60", stocks_intl="10", bonds="30") == []
    assert told("stocks", stocks_us="70", bonds="30") == ["class-not-in-target"]


def test_what_the_user_bars_is_not_told_as_without_a_price() -> None:
    policy = Policy(target={}, buys={}, do_not_buy=frozenset({"VTI", "ITOT"}))
    found = buys(policy=policy, buys={"stocks.us": ("VTI", "ITOT")}, target={"stocks.us": "100"})
    [told] = [problem for problem in found.problems if problem.code == "buys-none"]
    assert told.message == 'nothing can be bought for "stocks.us": VTI, ITOT are on the do-not-buy list'
    assert "take one off do_not_buy" in told.remedy
