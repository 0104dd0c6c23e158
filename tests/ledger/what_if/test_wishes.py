"""The small language of what-if: what is understood, and what is said where it is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trimtab.core.problems import BadInputError
from trimtab.ledger.what_if.wishes import (
    MORE,
    ConvertToRoth,
    HarvestLosses,
    MoreIncome,
    SellShares,
    TakeOut,
    Wish,
    read_wishes,
)
from trimtab.tax.bill import IncomeKind

D = Decimal
WITHDRAW = "write withdraw ACCOUNT USD [for EXCEPTION] [since YYYY-MM-DD]"
SELL = "write sell ACCOUNT SYMBOL SHARES, or sell ACCOUNT SYMBOL lot LOT [SHARES]"


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("sell joint VTI 100", SellShares("sell joint VTI 100", "joint", "VTI", D(100))),
        ("SELL joint vti 1,000.5", SellShares("SELL joint vti 1,000.5", "joint", "VTI", D("1000.5"))),
        ("sell joint VTI all", SellShares("sell joint VTI all", "joint", "VTI", None)),
        ("sell joint VTI lot a#1 20", SellShares("sell joint VTI lot a#1 20", "joint", "VTI", D(20), "a#1")),
        ("sell joint VTI LOT a#1", SellShares("sell joint VTI LOT a#1", "joint", "VTI", None, "a#1")),
        ("sell joint VTI lot a#1 ALL", SellShares("sell joint VTI lot a#1 ALL", "joint", "VTI", None, "a#1")),
        ('sell "my account" VTI 1', SellShares('sell "my account" VTI 1', "my account", "VTI", D(1))),
        ("harvest vxus", HarvestLosses("harvest vxus", "VXUS")),
        ("Harvest ALL", HarvestLosses("Harvest ALL", "")),
        ("convert ira $20,000", ConvertToRoth("convert ira $20,000", "ira", D(20_000))),
        ("withdraw ira $5,000", TakeOut("withdraw ira $5,000", "ira", D(5_000))),
        (
            "Withdraw ira 1 FOR First_Home",
            TakeOut("Withdraw ira 1 FOR First_Home", "ira", D(1), "first_home"),
        ),
        (
            "withdraw s 1 since 2025-03-01",
            TakeOut("withdraw s 1 since 2025-03-01", "s", D(1), "", date(2025, 3, 1)),
        ),
        (
            "withdraw s 1 since 2025-03-01 for levy",
            TakeOut("withdraw s 1 since 2025-03-01 for levy", "s", D(1), "levy", date(2025, 3, 1)),
        ),
        ("gain_long 1,234,567.89", MoreIncome("gain_long 1,234,567.89", "gain_long", D("1234567.89"))),
        (
            "gain_long -$999999999999",
            MoreIncome("gain_long -$999999999999", "gain_long", D(-999_999_999_999)),
        ),
        ("gain_long 10000", MoreIncome("gain_long 10000", "gain_long", D(10_000))),
        ("income -500", MoreIncome("income -500", "income", D(-500))),
    ],
)
def test_what_is_understood(line: str, wish: Wish) -> None:
    assert read_wishes([line]) == (wish,)


def test_every_kind_of_dollar_has_its_word() -> None:
    assert set(MORE) == {kind.value for kind in IncomeKind} | {"income", "adjustments", "itemised"}
    assert MORE["gain_collectibles"] == {"gain_long_usd": 1, "collectibles_usd": 1}
    assert MORE["income"] == {"other_income_usd": 1}
    assert MORE["adjustments"] == {"adjustments_usd": 1}
    assert MORE["itemised"] == {"itemised_usd": 1}


@pytest.mark.parametrize(
    ("line", "why", "remedy"),
    [
        ("sell joint VTI", "it is not complete, or says too much", SELL),
        ("sell joint VTI 1 2", "it is not complete, or says too much", SELL),
        ("sell joint VTI lot a 1 2", "it is not complete, or says too much", SELL),
        ("sell joint VTI part a 1", "it is not complete, or says too much", SELL),
        ("sell joint VTI x", '"x" is no number of shares above zero', SELL),
        ("sell joint VTI 0", '"0" is no number of shares above zero', SELL),
        ("sell joint VTI -1", '"-1" is no number of shares above zero', SELL),
        ("sell joint VTI 1_0", '"1_0" is no number of shares above zero', SELL),
        ("sell joint VTI inf", '"inf" is no number of shares above zero', SELL),
        ("harvest", "it is not complete, or says too much", "write harvest SYMBOL, or harvest all"),
        ("harvest VTI VXUS", "it is not complete, or says too much", "write harvest SYMBOL, or harvest all"),
        ("convert ira", "it is not complete, or says too much", "write convert ACCOUNT USD"),
        ("convert ira 0", '"0" is no amount above zero', "write convert ACCOUNT USD"),
        ("convert ira much", '"much" is no amount above zero', "write convert ACCOUNT USD"),
        *(
            (f"withdraw{rest}", "it is not complete, or says too much", WITHDRAW)
            for rest in (
                "",
                " ira",
                " ira 1 for",
                " ira 1 for levy since",
                " ira 1 as levy",
                " ira 1 for a for b",
                " ira 1 for a b",
                " ira 1 for a since 2025-03-01 on 1",
            )
        ),
        ("withdraw ira 0", '"0" is no amount above zero', WITHDRAW),
        ("withdraw ira -1", '"-1" is no amount above zero', WITHDRAW),
        ("withdraw ira much for levy", '"much" is no amount above zero', WITHDRAW),
        ("withdraw s 1 since yesterday", '"yesterday" is no day', WITHDRAW),
        ("gain_long", "it needs one amount", "write gain_long USD, as in gain_long 10000"),
        ("income 1 2", "it needs one amount", "write income USD, as in income 10000"),
        ("income nan", '"nan" is no amount', "write income USD, as in income 10000"),
        *(
            (f"income {odd}", f'"{odd}" is no amount', "write income USD, as in income 10000")
            for odd in (
                "10,50",
                "1,0,0",
                ",5",
                "1e30",
                "1e6",
                "$$5",
                "5-",
                "\u0663",
                "1000000000000000",
                "1.",
                "",
            )
            if odd
        ),
        ('sell "joint VTI 1', "a quote is not closed", "close it, or leave it out"),
    ],
)
def test_what_is_not_understood_is_told(line: str, why: str, remedy: str) -> None:
    with pytest.raises(BadInputError) as fault:
        read_wishes([line])
    [problem] = fault.value.problems
    assert (problem.code, problem.message, problem.remedy) == ("what-if", f'what-if "{line}": {why}', remedy)


def test_an_unknown_word_gets_the_nearest_and_all_that_are_known() -> None:
    with pytest.raises(BadInputError) as fault:
        read_wishes(["sel joint VTI 1", "zzz", ""])
    nothing, close, strange = sorted(fault.value.problems, key=lambda problem: len(problem.message))
    known = f"Known: sell, harvest, convert, withdraw, {', '.join(MORE)}"
    assert (nothing.message, nothing.remedy) == ('what-if "": "" is nothing to try', known)
    assert (close.message, close.remedy) == ('what-if "zzz": "zzz" is nothing to try', known)
    assert strange.message == 'what-if "sel joint VTI 1": "sel" is nothing to try'
    assert strange.remedy == f'did you mean "sell"? {known}'
