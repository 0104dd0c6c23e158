"""The law of retirement accounts and giving against the tables of the shared truth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.shared import needs_shared
from tests.truth.test_figures import YEARS, number, numbers, section
from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.household import FilingStatus
from trimtab.tax.account_law import PhaseOut


@needs_shared
@pytest.mark.parametrize("year", YEARS)
def test_contribution_limits(year: int) -> None:
    law, where = retirement_law_for(year).contributions, ("retirement_limits", str(year))
    assert law.deferral_usd == number(*where, "elective_deferral")
    assert law.catch_up_usd == number(*where, "catch_up_50")
    assert law.high_catch_up_usd == number(*where, "catch_up_60_63")
    assert law.additions_usd == number(*where, "annual_additions")
    assert law.ira_usd == number(*where, "ira")
    assert law.ira_catch_up_usd == number(*where, "ira_catch_up")


@needs_shared
def test_wages_above_which_catch_ups_are_roth() -> None:
    told = number("retirement_limits", "2026", "mandatory_roth_catch_up_prior_year_fica_wages_above")
    assert [retirement_law_for(year).contributions.roth_catch_up_wages_usd for year in YEARS] == [
        None,
        None,
        told,
    ]


@needs_shared
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("status", ["single", "married_joint", "married_separate"])
def test_roth_phase_outs(year: int, status: str) -> None:
    told = numbers("retirement_limits", "roth_ira_magi_phase_out", str(year), status)
    assert retirement_law_for(year).phase_outs.roth[FilingStatus(status)] == PhaseOut(*told)


@needs_shared
def test_deduction_phase_outs() -> None:
    where, law = (
        ("retirement_limits", "traditional_ira_deduction_phase_out", "2026"),
        retirement_law_for(2026),
    )
    covered, spouse = law.phase_outs.covered, law.phase_outs.spouse_covered
    assert covered[FilingStatus.SINGLE] == PhaseOut(*numbers(*where, "single_covered"))
    assert covered[FilingStatus.MARRIED_JOINT] == PhaseOut(*numbers(*where, "married_joint_covered"))
    assert covered[FilingStatus.MARRIED_SEPARATE] == PhaseOut(*numbers(*where, "married_separate"))
    assert spouse[FilingStatus.MARRIED_JOINT] == PhaseOut(*numbers(*where, "married_joint_spouse_covered"))


@needs_shared
def test_the_uniform_lifetime_table() -> None:
    told = section("rmd", "uniform_lifetime_table")
    assert isinstance(told, dict)
    assert {str(age): years for age, years in life_tables_for(2026).uniform.items()} == {
        age: Decimal(str(years)) for age, years in told.items()
    }


@needs_shared
@pytest.mark.parametrize("year", YEARS)
def test_gifts(year: int) -> None:
    law = retirement_law_for(year)
    assert law.direct_gifts.limit_usd == number("qcd", "limit_per_person", str(year))
    assert law.direct_gifts.split_interest_usd == number("qcd", "one_time_split_interest", str(year))
    assert law.direct_gifts.age_months == 12 * number("qcd", "min_age")
    limits = ("charitable", "agi_limits")
    assert law.gifts.cash_rate == number(*limits, "cash_to_public_charity")
    assert law.gifts.public_rate == number(*limits, "noncash_or_reduced_property_to_public_charity")
    assert law.gifts.gain_property_rate == number(*limits, "long_term_appreciated_property_to_public_charity")
    assert law.gifts.gain_property_other_rate == number(
        *limits, "long_term_appreciated_property_to_private_foundation"
    )
    assert law.gifts.other_rate == number(*limits, "cash_to_private_foundation")
    assert law.gifts.carryforward_years == number("charitable", "carryforward_years")


@needs_shared
def test_gifts_from_2026() -> None:
    law, where = retirement_law_for(2026).gifts, ("charitable", "from_2026")
    assert law.floor_rate == number(*where, "floor_share_of_agi")
    for status in ("single", "married_joint"):
        told = number(*where, "non_itemiser_cash_deduction", status)
        assert law.without_itemising_usd[FilingStatus(status)] == told
    assert [retirement_law_for(year).gifts.floor_rate for year in (2024, 2025)] == [0, 0]
    assert retirement_law_for(2025).gifts.without_itemising_usd == {}


@needs_shared
@pytest.mark.parametrize("year", YEARS)
def test_early_withdrawals_and_unrelated_income(year: int) -> None:
    law = retirement_law_for(year)
    assert law.early.rate == number("early_withdrawal", "additional_tax")
    assert law.early.age_months == 12 * number("early_withdrawal", "age")
    assert law.early.simple_rate == number("early_withdrawal", "simple_ira_first_two_years")
    assert law.unrelated_income.specific_deduction_usd == number("ubti_and_sdira", "specific_deduction")
    rates = numbers("ubti_and_sdira", "prohibited_transactions", "plan_excise")
    assert (law.prohibited.excise_rate, law.prohibited.uncorrected_rate) == rates
