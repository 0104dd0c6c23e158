"""What must hold for every state's law, whatever the return."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tax.state_returns import state_bill_of
from trimtab.adapters.law import law_for, state_law_for, state_years
from trimtab.adapters.state_law import parse_state_law
from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, cents
from trimtab.tax.bill import bill_of
from trimtab.tax.states.bill import state_bill
from trimtab.tax.states.brackets import bracket_tax_usd
from trimtab.tax.states.law import Start, StateLaw
from trimtab.tax.total import total_bill
from trimtab.tax.unit import FilingUnit

LAWS = [state_law_for(place, year) for place, years in state_years().items() for year in years]
TAXING = [law for law in LAWS if law.brackets]
FALLS_USD = {
    "us-ar": Decimal("1.70"),  # the card of 2025 takes off 91.00 instead of 89.30 over 100,000
}
ENTRY = re.compile(r"^(?=\[\[?[a-z_]+\]\]?$)", re.MULTILINE)

income = st.one_of(st.just(0), st.integers(0, 150_000), st.integers(0, 3_000_000)).map(Decimal)
result = st.one_of(st.integers(-60_000, 150_000), st.integers(-400_000, 3_000_000)).map(Decimal)


@st.composite
def units(draw: st.DrawFn) -> FilingUnit:
    status = draw(st.sampled_from(FilingStatus))
    ages = tuple(draw(st.integers(20, 90)) for _ in range(2 if status is FilingStatus.MARRIED_JOINT else 1))
    long, qualified = draw(result), draw(income)
    itemised = draw(st.one_of(st.just(ZERO), st.integers(0, 80_000).map(Decimal)))
    return FilingUnit(
        status,
        ages,
        blind_count=draw(st.integers(0, 1)),
        wages_usd=draw(income),
        interest_usd=draw(income),
        dividends_ordinary_usd=qualified + draw(income),
        dividends_qualified_usd=qualified,
        gain_short_usd=draw(result),
        gain_long_usd=long,
        collectibles_usd=draw(st.integers(0, 100)) * max(long, ZERO) // 100,
        ira_distribution_usd=draw(income),
        itemised_usd=itemised,
        itemised_taxes_usd=draw(st.sampled_from([ZERO, itemised // 2])),
        carryforward_short_usd=draw(st.sampled_from([ZERO, Decimal(7000)])),
        carryforward_long_usd=draw(st.sampled_from([ZERO, Decimal(9000)])),
    )


def is_smooth(law: StateLaw) -> bool:
    """Whether nothing in the law jumps at an income."""
    rules = (*law.additions, *law.subtractions)
    allowances = (*law.deductions, *law.credits)
    jumps = (
        any(rule.agi_over_usd or rule.share_by or rule.cap_by for rule in rules),
        any(rule.by or rule.share_by for rule in allowances),
        any(one.whole_steps or one.round_down_usd for rule in allowances for one in rule.phase_outs),
        any(surtax.agi_over_usd for surtax in law.surtaxes),
        bool(law.maximum_tax and law.maximum_tax.up_to_usd),
        bool(law.extras or law.tax_shares or law.no_tax or law.minimum or law.recapture),
    )
    return not any(jumps)


@settings(max_examples=150, deadline=None)
@given(units(), st.sampled_from(TAXING), st.integers(1, 20_000).map(Decimal))
def test_tax_never_falls_as_wages_rise(unit, law, more):
    """Federal and state together: another deduction may make the one higher and the other lower."""
    before, after = (
        total_bill(one, law_for(law.year), law).unrounded_usd
        for one in (unit, replace(unit, wages_usd=unit.wages_usd + more))
    )

    assert after >= before - FALLS_USD.get(law.place, ZERO)


@settings(max_examples=150, deadline=None)
@given(units(), st.sampled_from([law for law in TAXING if is_smooth(law)]))
def test_a_cent_more_costs_at_most_a_cent_where_nothing_jumps(unit, law):
    federal = law_for(law.year)
    now, then = (
        total_bill(one, federal, law).unrounded_usd
        for one in (unit, replace(unit, wages_usd=unit.wages_usd + Decimal("0.01")))
    )

    assert then - now <= Decimal("0.01")


@settings(max_examples=150, deadline=None)
@given(units(), st.sampled_from(LAWS))
def test_what_holds_for_every_bill(unit, law):
    bill = state_bill_of(law, unit)
    lines = bill.sheet.amounts

    assert bill.tax_usd == cents(bill.unrounded_usd) >= 0
    assert bill.taxable_usd == lines["6"] >= 0
    assert list(lines)[-1] == "15"
    assert lines["15"] == bill.unrounded_usd
    assert set(lines) == set(bill.sheet.labels)
    if law.start is Start.NONE:
        assert bill.taxable_usd == 0


@settings(max_examples=100, deadline=None)
@given(units(), st.sampled_from([law for law in TAXING if law.losses is None]))
def test_a_carryforward_counts_like_a_loss_of_the_year(unit, law):
    """Where losses count as on the federal return."""
    this_year = replace(
        unit,
        gain_short_usd=unit.gain_short_usd - unit.carryforward_short_usd,
        gain_long_usd=unit.gain_long_usd - unit.carryforward_long_usd,
        carryforward_short_usd=ZERO,
        carryforward_long_usd=ZERO,
        collectibles_usd=ZERO,
    )

    assert (
        state_bill_of(law, replace(unit, collectibles_usd=ZERO)).unrounded_usd
        == state_bill_of(law, this_year).unrounded_usd
    )


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.place}-{law.year}")
def test_the_order_of_sections_does_not_matter(law):
    text = files("trimtab.tax").joinpath("years", law.place, f"{law.year}.toml").read_text(encoding="utf-8")
    head, *entries = ENTRY.split(text)
    turned = parse_state_law("turned", (head + "\n".join(reversed(entries))).encode())

    for status in FilingStatus:
        ages = (67, 61) if status is FilingStatus.MARRIED_JOINT else (67,)
        unit = FilingUnit(
            status,
            ages,
            wages_usd=Decimal(90_000),
            dividends_ordinary_usd=Decimal(20_000),
            dividends_qualified_usd=Decimal(12_000),
            gain_short_usd=Decimal(7000),
            gain_long_usd=Decimal(70_000),
            collectibles_usd=Decimal(3000),
            ira_distribution_usd=Decimal(30_000),
        )
        federal = bill_of(unit, law_for(law.year))
        assert state_bill(unit, federal, turned).unrounded_usd == state_bill(unit, federal, law).unrounded_usd


@pytest.mark.parametrize("law", TAXING, ids=lambda law: f"{law.place}-{law.year}")
def test_the_top_of_each_bracket_belongs_to_it(law):
    """The dollar below a top costs the lower rate, the dollar above it the next one."""
    rates = law.brackets.rates
    assert list(rates) == sorted(rates)
    assert rates[-1] < Decimal("0.2")
    for status, tops in law.brackets.upper_usd.items():
        for place, top in enumerate(tops):
            if top in tops[place + 1 :]:
                continue
            at, below, above = (bracket_tax_usd(law.brackets, status, top + one) for one in (0, -1, 1))
            assert above - at == rates[place + 1]
            if tops.count(top) == 1:
                assert at - below == rates[place]
