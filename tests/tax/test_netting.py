"""The year's capital result: the legal order, the yearly limit, what is carried on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.tax.netting import year_result

D = Decimal


def profile(status: FilingStatus = FilingStatus.MARRIED_JOINT, **changes: str) -> TaxProfile:
    """24% ordinary, 15% long-term, 5% state, 3.8% NIIT."""
    amounts = {name: D(text) for name, text in changes.items()}
    return TaxProfile(status, 2026, D(24), D(15), D(5), D("3.8"), **amounts)


SHORT, LONG, ORDINARY = D("0.328"), D("0.238"), D("0.29")


@pytest.mark.parametrize(
    ("short", "long", "tax"),
    [
        # IRC 1222, 1(h); Pub. 550: what is taxed as ordinary, and what at the long-term rate
        (30000, -7000, 23000 * SHORT),
        (-5000, 9000, 4000 * LONG),
        (4000, 5000, 4000 * SHORT + 5000 * LONG),
        (0, 0, 0),
        (100, 0, 100 * SHORT),
        (0, 100, 100 * LONG),
        (-100, 100, 0),
        (100, -100, 0),
        (-2500, 0, -2500 * ORDINARY),
        (0, -2500, -2500 * ORDINARY),
        (-3000, 0, -3000 * ORDINARY),
        (-3001, 0, -3000 * ORDINARY),
        (2000, -9000, -3000 * ORDINARY),
        (-15500, 7100, -3000 * ORDINARY),  # "Rudy" of the study answer: 8,400 down, 3,000 deducted
    ],
)
def test_netting_in_the_legal_order(short: int, long: int, tax: Decimal | int) -> None:
    result = year_result(profile(), D(short), D(long))
    assert (result.net_short_usd, result.net_long_usd) == (short, long)
    assert result.tax_usd == D(tax)


@pytest.mark.parametrize(
    ("status", "limit"),
    [(status, 1500 if status is FilingStatus.MARRIED_SEPARATE else 3000) for status in FilingStatus],
)
def test_yearly_limit_by_status(status: FilingStatus, limit: int) -> None:
    at_limit = year_result(profile(status), D(-limit), D(0))
    beyond = year_result(profile(status), D(-limit - 700), D(0))
    assert at_limit.carried_loss_usd == 0
    assert beyond.tax_usd == at_limit.tax_usd == -limit * ORDINARY
    assert beyond.carried_loss_usd == 700


@pytest.mark.parametrize(
    ("short", "long", "carried"),
    [
        # the sums of what the Capital Loss Carryover Worksheet carries as short and as long
        (-15500, 7100, 5400),
        (-5000, -4000, 6000),
        (-2000, -4000, 3000),
        (-10000, 4000, 3000),
        (2000, -9000, 4000),
    ],
)
def test_what_is_carried_on(short: int, long: int, carried: int) -> None:
    assert year_result(profile(), D(short), D(long)).carried_loss_usd == carried


def test_losses_brought_in_are_used_before_the_years_gains_are_taxed() -> None:
    brought = profile(carryforward_short_usd="1000", carryforward_long_usd="4000")
    result = year_result(brought, D(3000), D(10000))
    assert (result.net_short_usd, result.net_long_usd) == (2000, 6000)
    assert result.tax_usd == 2000 * SHORT + 6000 * LONG


def test_what_was_realised_this_year_counts() -> None:
    so_far = profile(realized_short_usd="-1200", realized_long_usd="5000")
    result = year_result(so_far, D(200), D(-1000))
    assert (result.net_short_usd, result.net_long_usd) == (-1000, 4000)
    assert result.tax_usd == 3000 * LONG


def test_no_gain_no_loss_no_tax() -> None:
    rest = year_result(profile(carryforward_short_usd="9000"), D(0), D(0))
    assert (rest.tax_usd, rest.carried_loss_usd) == (-3000 * ORDINARY, 6000)


def test_net_investment_income_tax_falls_on_gains_and_not_on_what_losses_save() -> None:
    assert year_result(profile(), D(1000), D(0)).tax_usd == D("328.00")
    assert year_result(profile(), D(-1000), D(0)).tax_usd == D("-290.00")


def test_tax_is_to_the_cent_half_away_from_zero() -> None:
    assert year_result(profile(), D("0.02"), D(0)).tax_usd == D("0.01")
    assert year_result(profile(), D("0.01"), D(0)).tax_usd == D(0)
    assert year_result(profile(), D("-0.05"), D(0)).tax_usd == D("-0.01")


def test_the_smallest_gain_is_a_gain_and_the_smallest_loss_a_loss() -> None:
    assert year_result(profile(), D("0.50"), D(0)).tax_usd == D("0.16")
    assert year_result(profile(), D("-0.50"), D(0)).tax_usd == D("-0.15")


def test_one_more_dollar_of_loss_never_costs_tax() -> None:
    for short in range(-6000, 6001, 1500):
        for long in range(-6000, 6001, 1500):
            here, less = (year_result(profile(), D(short - cut), D(long)) for cut in (0, 1))
            assert less.tax_usd <= here.tax_usd
            here, less = (year_result(profile(), D(short), D(long - cut)) for cut in (0, 1))
            assert less.tax_usd <= here.tax_usd
