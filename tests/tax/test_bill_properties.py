"""What must hold for every return, whatever its amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tax.returns import YEARS
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.bill import DOLLAR, IncomeKind, bill_of
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.income_tax import SCHEDULE_D_TAX, income_tax, tax_usd
from trimtab.tax.worksheets.schedule_d import schedule_d

HIGHEST_MARGINAL = Decimal("1.00")
CENT = Decimal("0.01")
ENDLESS_USD = Decimal("1e-15")  # section 68 takes 2 of 37: a 37th has no last digit
ADDED = (
    IncomeKind.WAGES,
    IncomeKind.INTEREST,
    IncomeKind.DIVIDENDS,
    IncomeKind.DIVIDENDS_QUALIFIED,
    IncomeKind.GAIN_SHORT,
    IncomeKind.GAIN_LONG,
    IncomeKind.IRA_DISTRIBUTION,
)

income = st.integers(0, 2_000_000).map(Decimal)
result = st.integers(-400_000, 2_000_000).map(Decimal)
sometimes = st.one_of(st.just(ZERO), income)


@st.composite
def units(draw: st.DrawFn) -> FilingUnit:
    status = draw(st.sampled_from(FilingStatus))
    ages = tuple(draw(st.integers(20, 90)) for _ in range(2 if status is FilingStatus.MARRIED_JOINT else 1))
    long = draw(result)
    part = draw(st.integers(0, 100)) * max(long, ZERO) // 100
    qualified = draw(sometimes)
    itemised = draw(st.one_of(st.just(ZERO), st.integers(0, 80_000).map(Decimal)))
    return FilingUnit(
        status,
        ages,
        wages_usd=draw(sometimes),
        interest_usd=draw(sometimes),
        dividends_ordinary_usd=qualified + draw(sometimes),
        dividends_qualified_usd=qualified,
        gain_short_usd=draw(result),
        gain_long_usd=long,
        collectibles_usd=part,
        unrecaptured_1250_usd=draw(st.sampled_from([ZERO, max(long, ZERO) - part])),
        ira_distribution_usd=draw(sometimes),
        itemised_usd=itemised,
        itemised_taxes_usd=draw(st.sampled_from([ZERO, itemised // 2])),
        carryforward_short_usd=draw(sometimes),
        carryforward_long_usd=draw(sometimes),
    )


years = st.sampled_from(YEARS)


@settings(max_examples=150, deadline=None)
@given(units(), years, st.sampled_from(ADDED), st.integers(1, 200_000).map(Decimal))
def test_tax_never_falls_as_income_rises_and_never_takes_more_than_all_of_it(unit, year, kind, more_usd):
    law = law_for(year)
    grown = {name: getattr(unit, name) + sign * more_usd for name, sign in DOLLAR[kind].items()}

    before = bill_of(unit, law)
    after = bill_of(replace(unit, **grown), law)

    assert before.total_usd <= after.total_usd
    assert after.total_usd - before.total_usd <= more_usd * HIGHEST_MARGINAL + CENT


@settings(max_examples=150, deadline=None)
@given(units(), years, st.sampled_from(ADDED))
def test_tax_is_continuous_one_cent_of_income_costs_at_most_one_cent(unit, year, kind):
    law = law_for(year)
    grown = {name: getattr(unit, name) + sign * CENT for name, sign in DOLLAR[kind].items()}

    step = bill_of(replace(unit, **grown), law).unrounded_usd - bill_of(unit, law).unrounded_usd

    assert 0 <= step <= CENT


@settings(max_examples=150, deadline=None)
@given(units(), years, st.sampled_from([IncomeKind.LOSS_SHORT, IncomeKind.LOSS_LONG]), st.integers(1, 50_000))
def test_another_loss_never_costs_tax(unit, year, kind, more_usd):
    law = law_for(year)
    grown = {name: getattr(unit, name) + sign * more_usd for name, sign in DOLLAR[kind].items()}

    assert bill_of(replace(unit, **grown), law).unrounded_usd <= bill_of(unit, law).unrounded_usd


@settings(max_examples=150, deadline=None)
@given(units(), years, st.integers(1, 99))
def test_a_higher_taxed_kind_of_the_same_gain_never_costs_less(unit, year, part):
    """A long-term gain that turns out to be gold, or depreciation, is taxed at the same rate or a higher one."""
    law = law_for(year)
    gain = max(unit.gain_long_usd, ZERO)
    plain = replace(unit, collectibles_usd=ZERO, unrecaptured_1250_usd=ZERO)

    cost = bill_of(plain, law).unrounded_usd
    gold = bill_of(replace(plain, collectibles_usd=gain * part / 100), law).unrounded_usd
    house = bill_of(replace(plain, unrecaptured_1250_usd=gain * part / 100), law).unrounded_usd

    assert cost <= house <= gold


@settings(max_examples=100, deadline=None)
@given(units(), years)
def test_every_amount_is_exact(unit, year):
    """Whole dollars in: no line has more digits than rates of a tenth of a percent, and a 37th, can give."""
    bill = bill_of(replace(unit, itemised_usd=ZERO, itemised_taxes_usd=ZERO), law_for(year))

    for line in bill.lines():
        assert isinstance(line.usd, Decimal)
        assert line.usd == line.usd.quantize(Decimal("0.0001")), line
    assert bill.total_usd == bill.total_usd.quantize(CENT)


@settings(max_examples=150, deadline=None)
@given(units(), years)
def test_losses_are_deducted_or_carried_never_lost_or_used_twice(unit, year):
    """With income to use it, this year's net loss is what is deducted and what is carried. 26 USC 1212(b)."""
    law = law_for(year)
    bill = bill_of(replace(unit, other_income_usd=Decimal(200_000)), law)

    schedule = bill.sheet("Schedule D")
    carried = bill.carryforward.short_usd + bill.carryforward.long_usd

    assert carried - schedule["21"] == -min(ZERO, schedule["16"])
    assert -schedule["21"] <= law.statuses[unit.status].loss_limit_usd


@settings(max_examples=100, deadline=None)
@given(units(), years, st.sampled_from([2, 3, 10]))
def test_a_law_and_a_return_in_other_units_of_money_give_the_bill_in_that_unit(unit, year, scale):
    law = law_for(year)
    amounts = {name: getattr(unit, name) * scale for name in unit.__slots__ if name.endswith("_usd")}

    scaled = bill_of(replace(unit, **amounts), _scaled(law, scale))

    apart = scaled.unrounded_usd - bill_of(unit, law).unrounded_usd * scale
    assert abs(apart) <= (ENDLESS_USD if unit.itemised_usd else 0)


def _scaled(law, scale):
    def grown(values):
        changed = {}
        for name in values.__slots__:
            value = getattr(values, name)
            if name.endswith("_usd") and value is not None:
                changed[name] = tuple(v * scale for v in value) if isinstance(value, tuple) else value * scale
        return replace(values, **changed)

    senior = law.senior and grown(law.senior)
    statuses = {status: grown(values) for status, values in law.statuses.items()}
    return replace(law, senior=senior, statuses=statuses)


@settings(max_examples=150, deadline=None)
@given(units(), years)
def test_the_two_worksheets_agree_where_nothing_is_taxed_higher(unit, year):
    """Without 28% and section 1250 gain the long worksheet must give the short one's tax."""
    law = law_for(year)
    unit = replace(unit, collectibles_usd=ZERO, unrecaptured_1250_usd=ZERO)
    taxable = bill_of(unit, law).taxable_usd
    status = law.statuses[unit.status]
    schedule = schedule_d(unit, status)
    tiny = replace(schedule, amounts={**schedule.amounts, "18": Decimal("1e-12")})

    short = income_tax(taxable, unit.dividends_qualified_usd, schedule, law, status)
    long = income_tax(taxable, unit.dividends_qualified_usd, tiny, law, status)

    assert long.labels is SCHEDULE_D_TAX
    assert abs(tax_usd(long) - tax_usd(short)) <= Decimal("1e-9")
