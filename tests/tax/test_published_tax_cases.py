"""Netting, the yearly limit and holding periods against worked examples that others published."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from tests.shared import SHARED, needs_shared
from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.tax.holding import is_long_term
from trimtab.tax.netting import year_result

D = Decimal
SHORT, LONG = D(37), D(20)
TRUTH = SHARED / "truth" / "tax_ground_truth.yaml"
NUMBER = r"(-?\d+)"


def profile(status: FilingStatus = FilingStatus.MARRIED_JOINT, **amounts: int) -> TaxProfile:
    return TaxProfile(status, 2026, SHORT, LONG, **{name: D(usd) for name, usd in amounts.items()})


def section(name: str) -> str:
    found = re.search(rf"^{name}:\n(.*?)^\S", TRUTH.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@needs_shared
def test_every_netting_example() -> None:
    """What is taxed as ordinary pays the short rate, what is preferential the long one."""
    pattern = r"\s+".join(
        f"{field}: {NUMBER}" for field in ("net_short", "net_long", "taxed_as_ordinary", "preferential")
    )
    cases = [tuple(map(D, case)) for case in re.findall(pattern, section("netting_order"))]
    assert len(cases) >= 3
    for short, long, ordinary, preferential in cases:
        tax = (ordinary * SHORT + preferential * LONG) / 100
        assert year_result(profile(), short, long).tax_usd == tax


@needs_shared
def test_every_carryover_example() -> None:
    """The sum of what the Capital Loss Carryover Worksheet carries. Its line 1 (an income too low to use the

    deduction) needs the whole return, which this netting does not know: that example is left out.
    """
    examples = re.split(r"^  - ", section("capital_losses"), flags=re.MULTILINE)
    told = 0
    for text in examples:
        fields = {name: D(usd) for name, usd in re.findall(rf"^\s*(\w+): {NUMBER}$", text, re.MULTILINE)}
        if "carry_short" not in fields or "worksheet_L1" in fields:
            continue
        result = year_result(profile(), fields["net_short"], fields["net_long"])
        assert result.carried_loss_usd == fields["carry_short"] + fields["carry_long"]
        assert result.tax_usd == -fields["deducted"] * SHORT / 100
        told += 1
    assert told >= 5


@pytest.mark.parametrize(
    ("loss", "deducted", "carried"),
    [
        (7000, 3000, 4000),  # Publication 550, Capital Losses: the example of Bob and Gloria, joint return
        (
            2000,
            2000,
            0,
        ),  # the same: "if their capital loss had been $2,000, it would not have been more than the limit"
    ],
)
def test_bob_and_gloria(loss: int, deducted: int, carried: int) -> None:
    result = year_result(profile(), D(0), D(-loss))
    assert (result.tax_usd, result.carried_loss_usd) == (-deducted * SHORT / 100, carried)


def test_a_carried_loss_is_used_first_in_the_next_year() -> None:
    """What Bob and Gloria carry, 4,000 long-term, meets the next year's gains before any tax."""
    result = year_result(profile(carryforward_long_usd=4000), D(1000), D(5000))
    assert (result.net_short_usd, result.net_long_usd) == (1000, 1000)
    assert result.tax_usd == (1000 * SHORT + 1000 * LONG) / 100


@pytest.mark.parametrize(
    ("bought", "sold", "long"),
    [
        # Publication 544, Holding Period: bought 15 June 2023; sold 15 June 2024 short, 17 June 2024 long
        ("2023-06-15", "2024-06-15", False),
        ("2023-06-15", "2024-06-17", True),
        # J.K. Lasser's Your Income Tax 2013, 5.9
        ("2012-09-19", "2013-09-19", False),
        ("2012-09-19", "2013-09-20", True),
        # fairmark.com, "Do not sell on leap day"
        ("2015-02-28", "2016-02-29", False),
        ("2015-02-28", "2016-03-01", True),
    ],
)
def test_holding_periods_of_the_books(bought: str, sold: str, long: bool) -> None:
    assert is_long_term(date.fromisoformat(bought), date.fromisoformat(sold)) is long
