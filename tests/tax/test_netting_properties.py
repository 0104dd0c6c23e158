"""Netting for any amounts: the planner's flat rates and Schedule D net alike; order and unit of money mean nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tax.returns import unit_of
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.tax.netting import year_result
from trimtab.tax.worksheets.schedule_d import carryover, schedule_d

cents = st.integers(-5_000_000, 5_000_000).map(lambda amount: Decimal(amount) / 100)
losses = st.integers(0, 2_000_000).map(lambda amount: Decimal(amount) / 100)
statuses = st.sampled_from(FilingStatus)
PLENTY = Decimal(10_000_000)


def profile(status: FilingStatus, short: Decimal, long: Decimal) -> TaxProfile:
    """Rates of 100% and 10%, so that the tax tells what was taxed how."""
    return TaxProfile(
        status, 2026, Decimal(100), Decimal(10), carryforward_short_usd=short, carryforward_long_usd=long
    )


@settings(max_examples=300, deadline=None)
@given(statuses, cents, cents, losses, losses)
def test_the_planner_nets_as_schedule_d_does(status, short, long, carried_short, carried_long):
    ages = (45, 45) if status is FilingStatus.MARRIED_JOINT else (45,)
    unit = unit_of(
        status,
        ages,
        gain_short=short,
        gain_long=long,
        carryforward_short=carried_short,
        carryforward_long=carried_long,
    )
    sheet = schedule_d(unit, law_for(2026).statuses[status])
    carried = carryover(sheet, PLENTY)

    found = year_result(profile(status, carried_short, carried_long), short, long)

    assert (found.net_short_usd, found.net_long_usd) == (sheet["7"], sheet["15"])
    assert found.carried_loss_usd == carried["8"] + carried["13"]


@settings(max_examples=200, deadline=None)
@given(statuses, st.lists(st.tuples(st.booleans(), cents), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_sales_means_nothing(status, sales, shuffler):
    """Each sale realised before the next is planned, in any order, or all planned at once."""
    mixed = shuffler.sample(sales, len(sales))
    one_by_one = TaxProfile(status, 2026, Decimal(37), Decimal(20))
    for is_long, gain in mixed:
        name = "realized_long_usd" if is_long else "realized_short_usd"
        one_by_one = replace(one_by_one, **{name: getattr(one_by_one, name) + gain})
    short = sum((gain for is_long, gain in sales if not is_long), Decimal(0))
    long = sum((gain for is_long, gain in sales if is_long), Decimal(0))

    at_once = year_result(TaxProfile(status, 2026, Decimal(37), Decimal(20)), short, long)

    assert year_result(one_by_one, Decimal(0), Decimal(0)) == at_once


whole = st.integers(0, 40_000).map(Decimal)


@settings(max_examples=200, deadline=None)
@given(whole, st.integers(-40_000, 40_000).map(Decimal), st.sampled_from([2, 10, 1000]))
def test_gains_in_another_unit_of_money_give_the_tax_in_that_unit(gain, other, scale):
    """Above the yearly limit for losses there is nothing in the law that knows what a dollar is."""
    rates = profile(FilingStatus.SINGLE, Decimal(0), Decimal(0))
    short, long = (gain - min(other, Decimal(0)), other)

    assert (
        year_result(rates, short * scale, long * scale).tax_usd
        == year_result(rates, short, long).tax_usd * scale
    )


@settings(max_examples=200, deadline=None)
@given(statuses, cents, cents, losses)
def test_more_gain_is_never_less_tax_and_no_loss_disappears(status, short, long, more):
    rates = profile(status, Decimal(0), Decimal(0))
    before = year_result(rates, short, long)

    for after in (year_result(rates, short + more, long), year_result(rates, short, long + more)):
        assert after.tax_usd >= before.tax_usd
        assert after.carried_loss_usd <= before.carried_loss_usd

    used = max(Decimal(0), -(short + long)) - before.carried_loss_usd
    assert 0 <= used <= rates.loss_limit_usd
