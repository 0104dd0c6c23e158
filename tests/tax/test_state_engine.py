"""The parts a state's law is made of, one at a time, on a state that has nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.tax.returns import bill, unit_of
from tests.tax.state_returns import HEAD, state_bill_of, tax_of, zenith
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError
from trimtab.tax.bill import bill_of
from trimtab.tax.states.bill import local_tax, state_bill

JOINT = FilingStatus.MARRIED_JOINT
SEPARATE = FilingStatus.MARRIED_SEPARATE
GROSS = HEAD.replace("federal_agi", "gross_income")
TAXABLE = HEAD.replace("federal_agi", "federal_taxable_income")
NONE = HEAD.replace("federal_agi", "none")


def _part(kind: str, body: str, name: str = "This") -> str:
    return f'\n[[{kind}]]\nname = "{name}"\nsource = "section 3"\n{body}\n'


def _one(kind: str, body: str) -> str:
    return f'\n[{kind}]\nsource = "section 3"\n{body}\n'


def test_a_flat_tax_on_adjusted_gross_income():
    assert tax_of(zenith(""), wages=1000, interest=200, gain_long=300, adjustments=100) == Decimal("140.00")


def test_the_tax_is_rounded_once_to_the_cent_and_kept_exact_beside():
    law = zenith(_part("surtaxes", 'of = "wages"\nrate = 0.001'))

    found = state_bill_of(law, unit_of(wages="100.05"))

    assert (found.tax_usd, found.unrounded_usd) == (Decimal("10.11"), Decimal("10.10505"))


def test_federal_taxable_income_is_after_federal_deductions():
    assert tax_of(zenith("", TAXABLE), wages=25_750) == Decimal("1000.00")


def test_gross_income_is_before_federal_adjustments():
    assert tax_of(
        zenith("", GROSS), wages=1000, ira_distribution=500, other_income=50, adjustments=100
    ) == Decimal("155.00")


def test_brackets_meet_at_their_tops():
    tops = "single = [100, 1000]\nmarried_joint = [200, 2000]\nmarried_separate = [100, 1000]\n"
    tops += "head_of_household = [150, 1500]\nsurviving_spouse = [200, 2000]\n"
    law = zenith("", brackets=_one("brackets", f"rates = [0.01, 0.05, 0.1]\n[brackets.upper_usd]\n{tops}"))

    assert [tax_of(law, wages=usd) for usd in (0, 100, 101, 1000, 1001)] == [
        Decimal(usd) for usd in ("0.00", "1.00", "1.05", "46.00", "46.10")
    ]
    assert tax_of(law, JOINT, wages=2001) == Decimal("92.10")
    assert tax_of(law, FilingStatus.HEAD_OF_HOUSEHOLD, wages=1501) == Decimal("69.10")
    assert tax_of(law, FilingStatus.SURVIVING_SPOUSE, wages=200) == Decimal("2.00")
    assert tax_of(law, SEPARATE, wages=100) == Decimal("1.00")


# --- losses


def test_losses_count_as_on_the_federal_return_unless_the_state_says_otherwise():
    assert tax_of(zenith(""), wages=10_000, gain_short=-8000) == Decimal("700.00")
    assert tax_of(zenith(""), SEPARATE, wages=10_000, gain_short=-8000) == Decimal("850.00")


def test_a_state_with_its_own_loss_limit():
    law = zenith(_one("losses", "limit_usd = 500"))

    assert tax_of(law, wages=10_000, gain_short=-8000) == Decimal("950.00")
    assert tax_of(law, wages=10_000, gain_short=-400) == Decimal("960.00")
    assert tax_of(law, wages=10_000, gain_long=5000, carryforward_long=2000) == Decimal("1300.00")
    assert tax_of(law, wages=10_000, gain_short=-400, gain_long=700) == Decimal("1030.00")


def test_a_state_that_carries_no_losses_taxes_the_whole_gain():
    law = zenith(_one("losses", "limit_usd = 0\ncarryforward = false"))

    assert tax_of(law, wages=10_000, gain_long=5000, carryforward_short=2000) == Decimal("1500.00")
    assert tax_of(law, wages=10_000, gain_long=5000, carryforward_long=9000) == Decimal("1500.00")
    assert tax_of(zenith(""), wages=10_000, gain_long=5000, carryforward_long=2000) == Decimal("1300.00")


def test_losses_of_a_state_that_starts_from_federal_taxable_income():
    law = zenith(_one("losses", "limit_usd = 500"), TAXABLE)

    assert tax_of(law, wages=25_750, gain_short=-8000) == Decimal("950.00")


def test_losses_of_a_state_that_starts_from_gross_income():
    law = zenith(_one("losses", "limit_usd = 0"), GROSS)

    assert tax_of(law, wages=10_000, gain_short=-8000) == Decimal("1000.00")
    assert tax_of(law, wages=10_000, gain_short=8000) == Decimal("1800.00")


def test_losses_that_count_only_against_some_income():
    law = zenith(_one("losses", 'limit_usd = 2000\nagainst = "interest_and_dividends"'))

    assert tax_of(law, wages=10_000, gain_long=-8000) == Decimal("1000.00")
    assert tax_of(law, wages=10_000, interest=500, dividends_ordinary=200, gain_long=-8000) == Decimal(
        "1000.00"
    )
    assert tax_of(law, wages=10_000, interest=5000, gain_long=-8000) == Decimal("1300.00")
    assert tax_of(law, wages=10_000, interest=5000, gain_long=-800) == Decimal("1420.00")


# --- additions and subtractions

EXCLUDED = 'of = "gain_long"\nshare = 0.4'


def test_a_share_of_the_net_long_term_gain_is_left_out():
    law = zenith(_part("subtractions", EXCLUDED))

    assert tax_of(law, wages=10_000, gain_long=5000) == Decimal("1300.00")
    assert tax_of(law, wages=10_000, gain_long=5000, gain_short=-2000) == Decimal("1180.00")
    assert tax_of(law, wages=10_000, gain_long=5000, gain_short=2000) == Decimal("1500.00")
    assert tax_of(law, wages=10_000, gain_long=-5000, gain_short=7000) == Decimal("1200.00")
    assert tax_of(law, wages=10_000, gain_long=-5000) == Decimal("700.00")


@pytest.mark.parametrize(
    ("gain", "tax"), [(1000, "600.00"), (2000, "700.00"), (3000, "800.00"), (1500, "650.00")]
)
def test_an_exclusion_has_a_cap(gain, tax):
    caps = "single = 1000, married_joint = 2000, married_separate = 500, head_of_household = 1, surviving_spouse = 1"
    law = zenith(_part("subtractions", f'of = "gain_long"\ncap_usd = {{ {caps} }}'))

    assert tax_of(law, wages=6000, gain_long=gain) == Decimal(tax)
    assert tax_of(law, JOINT, wages=6000, gain_long=3000) == Decimal("700.00")


def test_an_exclusion_above_an_amount():
    law = zenith(_part("subtractions", 'of = "gain_net"\nover_usd = 1000\nshare = 0.5'))

    assert tax_of(law, gain_short=400) == Decimal("40.00")
    assert tax_of(law, gain_short=1000) == Decimal("100.00")
    assert tax_of(law, gain_short=600, gain_long=600) == Decimal("110.00")


def test_a_second_cap_is_a_share_of_another_amount():
    law = zenith(_part("subtractions", 'of = "gain_long"\ncap_of = "wages"\ncap_share = 0.1'))

    assert tax_of(law, wages=5000, gain_long=400) == Decimal("500.00")
    assert tax_of(law, wages=5000, gain_long=900) == Decimal("540.00")


def test_a_state_without_a_limit_takes_the_whole_loss():
    law = zenith(_one("losses", "limit_usd = inf\ncarryforward = false"))

    assert tax_of(law, wages=100_000, gain_long=-50_000) == Decimal("5000.00")
    assert tax_of(law, wages=100_000, gain_long=-500_000) == Decimal("0.00")


def test_shares_and_caps_by_tiers_of_income():
    tiers = '= { of = "federal_agi", upper_usd = [25_000, 50_000], amounts = [0.35, 0.25, 0] }'
    law = zenith(_part("subtractions", f'of = "federal_tax"\nshare_by {tiers}'))
    capped = zenith(
        _part("subtractions", f'of = "federal_tax"\ncap_by {tiers.replace("0.35, 0.25", "500, 250")}')
    )

    # federal tax of 25,000 and 50,000: 925.00 and 3,871.50
    assert tax_of(law, wages=25_000) == Decimal("2467.63")
    assert tax_of(law, wages=50_000) == Decimal("4903.21")
    assert tax_of(law, wages=50_001) == Decimal("5000.10")
    assert tax_of(capped, wages=25_000) == Decimal("2450.00")
    assert tax_of(capped, wages=50_000) == Decimal("4975.00")


def test_federal_tax_is_with_or_without_the_tax_on_investment_income():
    plain, with_niit = (
        zenith(_part("subtractions", f'of = "{of}"')) for of in ("federal_tax", "federal_tax_with_niit")
    )
    federal = bill(2025, wages=300_000, interest=100_000)

    difference = tax_of(plain, wages=300_000, interest=100_000) - tax_of(
        with_niit, wages=300_000, interest=100_000
    )

    assert federal.niit_usd == Decimal("3800.00")
    assert difference == Decimal("380.00")


def test_federal_tax_has_the_alternative_minimum_tax_in_it():
    law = zenith(_part("additions", 'of = "federal_tax"'))
    federal = bill(2025, wages=200_000, gain_long=700_000)

    assert federal.amt_usd == Decimal("9814.25")
    assert (
        state_bill_of(law, federal.unit).sheet["2.1"]
        == federal.income_tax_usd + federal.amt_usd
        == federal.total_usd - federal.niit_usd
    )


def test_an_addition_only_above_an_income():
    law = zenith(
        _part("additions", 'of = "federal_deduction"\nover_usd = 1000\nagi_over_usd = 30_000'), TAXABLE
    )

    assert tax_of(law, wages=30_000) == Decimal("1425.00")
    assert tax_of(law, wages=30_001) == Decimal("2900.10")


@pytest.mark.parametrize(
    ("of", "usd"),
    [
        ("wages", 100_000),
        ("interest", 2000),
        ("dividends", 3000),
        ("dividends_qualified", 1000),
        ("interest_and_dividends", 5000),
        ("gain_net", 9000),
        ("gain_short", 0),
        ("gain_long", 9000),
        ("gain_long_own", 9500),
        ("gain_collectibles", 1500),
        ("gain_common", 7500),
        ("ira_distribution", 4000),
        ("investment_and_ira", 18_000),
        ("federal_agi", 118_000),
        ("federal_taxable_income", 88_230),
        ("federal_standard", 17_750),
        ("federal_basic_standard", 15_750),
        ("federal_deduction", 26_350),
        ("federal_senior_deduction", 3420),
        ("net_investment_income", 14_000),
    ],
)
def test_what_a_rule_can_be_about(of, usd):
    law = zenith(_part("additions", f'of = "{of}"'))
    unit = unit_of(
        ages=(66,), wages=100_000, interest=2000, dividends_ordinary=3000, dividends_qualified=1000, gain_short=-500,
        gain_long=9500, collectibles=2000, ira_distribution=4000, itemised=26_350, itemised_taxes=5000,
    )  # fmt: skip

    assert state_bill_of(law, unit).sheet["2.1"] == usd


def test_in_a_subtraction_state_income_is_what_it_is_before_subtractions():
    when = 'when = { of = "state_income", over_usd = 150 }'
    law = zenith(
        _part("additions", 'of = "interest"')
        + _part("subtractions", 'of = "wages"\nshare = 0.5', "Half")
        + _part("subtractions", f'of = "interest"\n{when}', "Interest")
    )

    assert tax_of(law, wages=100, interest=60) == Decimal("11.00")
    assert tax_of(law, wages=30, interest=60) == Decimal("13.50")


def test_an_exclusion_by_age_takes_each_filers_equal_part():
    law = zenith(_part("subtractions", 'of = "interest"\nby_age = { from = [62, 65], amounts = [350, 650] }'))

    assert tax_of(law, ages=(61,), interest=1000) == Decimal("100.00")
    assert tax_of(law, ages=(62,), interest=1000) == Decimal("65.00")
    assert tax_of(law, ages=(65,), interest=1000) == Decimal("35.00")
    assert tax_of(law, ages=(65,), interest=600) == Decimal("0.00")
    assert tax_of(law, JOINT, ages=(64, 65), interest=1000) == Decimal("15.00")
    assert tax_of(law, JOINT, ages=(61, 65), interest=1000) == Decimal("50.00")


def test_a_subtraction_only_within_an_income_and_from_the_income_before_subtractions():
    tiers = '{ of = "state_income", upper_usd = [10_000], amounts = [1, 0.5] }'
    when = '{ of = "wages", over_usd = 100, not_over_usd = 3000 }'
    law = zenith(_part("subtractions", f'of = "state_income"\nshare_by = {tiers}\nwhen = {when}'))

    assert [
        state_bill_of(law, unit_of(wages=wages, interest=usd)).sheet["3.1"]
        for wages, usd in ((100, 0), (101, 0), (3000, 7000), (3000, 7002), (3001, 0))
    ] == [0, 101, 10_000, 5001, 0]


@pytest.mark.parametrize(("bound", "wages"), [("over_usd = 100", 101), ("not_over_usd = 100", 100)])
def test_one_bound_of_a_condition_may_be_left_out(bound, wages):
    law = zenith(_part("additions", f'of = "wages"\nwhen = {{ of = "wages", {bound} }}'))
    other = 201 - wages

    assert [state_bill_of(law, unit_of(wages=usd)).sheet["2.1"] for usd in (wages, other)] == [wages, 0]


def test_some_earnings_count_with_an_exclusion_by_age():
    law = zenith(
        _part("subtractions", 'of = "interest"\nby_age = { from = [62], amounts = [350] }\nearned_usd = 100')
    )

    assert tax_of(law, ages=(62,), interest=200, wages=50) == Decimal("0.00")
    assert tax_of(law, ages=(62,), interest=200, wages=500) == Decimal("40.00")
    assert tax_of(law, ages=(61,), interest=200, wages=500) == Decimal("70.00")
    assert tax_of(law, JOINT, ages=(61, 62), interest=200, wages=500) == Decimal("50.00")
    assert tax_of(law, JOINT, ages=(61, 62), interest=200, wages=100) == Decimal("15.00")


def test_investment_income_is_never_below_zero():
    tiers = 'by = { of = "investment_and_ira", upper_usd = [-1], amounts = [5, 0] }'

    assert tax_of(zenith(_part("extra_taxes", tiers)), wages=10_000, gain_long=-8000) == Decimal("700.00")


def test_losses_lower_investment_income():
    law = zenith(_part("subtractions", 'of = "investment_and_ira"'))

    assert tax_of(law, wages=10_000, interest=5000, gain_long=-8000) == Decimal("1000.00")
    assert tax_of(law, wages=10_000, interest=500, gain_long=-8000) == Decimal("750.00")


# --- deductions and credits


def test_a_deduction_with_additions_for_age_and_blindness():
    law = zenith(_part("deductions", "amount_usd = 1000\naged_usd = 300\nblind_usd = 50"))

    assert tax_of(law, wages=10_000) == Decimal("900.00")
    assert tax_of(law, ages=(65,), blind=1, wages=10_000) == Decimal("865.00")
    assert tax_of(law, JOINT, ages=(64, 65), blind=2, wages=10_000) == Decimal("860.00")
    assert tax_of(law, wages=999) == Decimal("0.00")
    assert state_bill_of(law, unit_of(wages=999)).taxable_usd == 0


def test_the_age_can_be_another_one():
    law = zenith(_part("credits", "aged_usd = 110\naged_from = 60"))

    assert tax_of(law, ages=(59,), wages=10_000) == Decimal("1000.00")
    assert tax_of(law, ages=(60,), wages=10_000) == Decimal("890.00")


def test_credits_never_make_tax_negative():
    law = zenith(_part("credits", "amount_usd = 110"))

    assert tax_of(law, wages=1000) == Decimal("0.00")
    assert tax_of(law, wages=1110) == Decimal("1.00")


def test_a_deduction_that_follows_another_amount():
    law = zenith(_part("deductions", 'of = "federal_standard"\nshare = 0.06\ncap_usd = 960\namount_usd = 5'))

    assert tax_of(law, wages=20_000) == Decimal("1905.00")
    assert tax_of(law, ages=(65,), wages=20_000) == Decimal("1903.50")


def test_a_deduction_of_a_share_by_tiers_of_income():
    tiers = '{ of = "state_income", upper_usd = [1000, 2000], amounts = [0.35, 0.05, 0] }'
    law = zenith(_part("deductions", f'of = "wages"\nshare_by = {tiers}\ncap_usd = 300'))

    deducted = [state_bill_of(law, unit_of(wages=usd)).sheet["5.1"] for usd in (800, 1000, 1001, 2000, 2001)]
    assert deducted == [280, 300, Decimal("50.05"), 100, 0]


def test_the_long_term_gain_of_its_own_is_not_reduced_by_short_term_losses():
    law = zenith(_part("additions", 'of = "gain_long_own"'))

    own = [
        state_bill_of(law, unit_of(gain_short=short, gain_long=long, carryforward_long=100)).sheet["2.1"]
        for short, long in ((-9000, 5000), (2000, 5000), (3000, 50))
    ]
    assert own == [4900, 4900, 0]


def test_a_negative_amount_deducts_and_caps_nothing():
    deducted = zenith(_part("deductions", 'of = "federal_agi"\namount_usd = 100'), GROSS)
    capped = zenith(_part("subtractions", 'of = "wages"\ncap_of = "federal_agi"'), GROSS)
    loss = {"wages": 1000, "adjustments": 1500}

    assert tax_of(deducted, **loss) == Decimal("90.00")
    assert tax_of(capped, **loss) == Decimal("100.00")


def test_a_deduction_by_tiers():
    law = zenith(
        _part("deductions", 'by = { of = "state_income", upper_usd = [100, 200], amounts = [50, 20, 0] }')
    )

    assert [tax_of(law, wages=usd) for usd in (100, 101, 200, 201)] == [
        Decimal(usd) for usd in ("5.00", "8.10", "18.00", "20.10")
    ]


def test_a_deduction_by_the_age_of_the_eldest():
    law = zenith(_part("deductions", "by_eldest = { from = [67, 73], amounts = [200, 300] }"))

    found = [tax_of(law, ages=(age,), wages=1000) for age in (66, 67, 72, 73, 90)]
    assert found == [Decimal(usd) for usd in ("100.00", "80.00", "80.00", "70.00", "70.00")]
    assert tax_of(law, JOINT, ages=(60, 67), wages=1000) == Decimal("80.00")
    assert tax_of(law, JOINT, ages=(73, 60), wages=1000) == Decimal("70.00")


def test_itemised_deductions_where_they_are_more():
    usual, without, none = (
        zenith(_part("deductions", f'amount_usd = 1000\nitemised = "{kind}"'))
        for kind in ("with_taxes", "without_taxes", "no")
    )

    assert tax_of(usual, wages=10_000, itemised=1500, itemised_taxes=400) == Decimal("850.00")
    assert tax_of(without, wages=10_000, itemised=1500, itemised_taxes=400) == Decimal("890.00")
    assert tax_of(without, wages=10_000, itemised=1500, itemised_taxes=600) == Decimal("900.00")
    assert tax_of(none, wages=10_000, itemised=1500) == Decimal("900.00")


def test_wages_can_count_among_itemised_deductions():
    wages = "itemised_wages = { rates = [0.1, 0.02], upper_usd = [20_000] }"
    law = zenith(_part("deductions", f'amount_usd = 1000\nitemised = "without_taxes"\n{wages}'))

    assert tax_of(law, wages=9000) == Decimal("800.00")
    assert tax_of(law, wages=20_000) == Decimal("1800.00")
    assert tax_of(law, wages=30_000, itemised=500, itemised_taxes=100) == Decimal("2740.00")


PHASED = 'amount_usd = 1000\nphase_outs = [{ of = "federal_agi", start_usd = 10_000, %s }]'


@pytest.mark.parametrize(
    ("rule", "incomes"),
    [
        ("rate = 0.1", {10_000: 1000, 11_000: 900, 20_000: 0, 21_000: 0}),
        ("width_usd = 4000", {10_000: 1000, 11_000: 750, 14_000: 0, 15_000: 0}),
        ("step_usd = 500, per_step_usd = 25", {10_000: 1000, 10_001: 975, 10_500: 975, 10_501: 950}),
        ("step_usd = 500, per_step_share = 0.2", {10_001: 800, 10_501: 600, 12_001: 0, 13_000: 0}),
        ("step_usd = 500, per_step_usd = 25, whole_steps = false", {10_100: 995, 10_500: 975}),
        ("rate = 0.1, most_usd = 300", {12_999: Decimal("700.1"), 13_001: 700}),
        (
            "width_usd = 4125, round_down_usd = 10",
            {10_041: 1000, 10_042: 990, 10_165: 960, 14_124: 10, 14_125: 0},
        ),
    ],
)
def test_phase_outs(rule, incomes):
    law = zenith(_part("deductions", PHASED % rule))

    for income, left in incomes.items():
        assert state_bill_of(law, unit_of(wages=income)).sheet["5.1"] == left


def test_what_a_phase_out_leaves_at_least():
    usd = zenith(_part("deductions", "least_usd = 250\n" + PHASED % "rate = 0.1"))
    share = zenith(_part("deductions", "least_share = 0.2\n" + PHASED % "rate = 0.1"))

    assert [state_bill_of(law, unit_of(wages=90_000)).sheet["5.1"] for law in (usd, share)] == [250, 200]
    more = zenith(_part("deductions", "least_usd = 2500\n" + PHASED % "rate = 0.1"))
    assert state_bill_of(more, unit_of(wages=90_000)).sheet["5.1"] == 1000


def test_a_phase_out_can_count_the_boxes_for_age():
    law = zenith(
        _part(
            "credits",
            "aged_usd = 100\nblind_usd = 100\n"
            + PHASED % "step_usd = 500, per_step_usd = 6, per_step_box_usd = 4",
        )
    )

    assert state_bill_of(law, unit_of(ages=(65,), blind=1, wages=10_900)).sheet["12.1"] == 1200 - 2 * 14
    assert state_bill_of(law, unit_of(wages=10_900)).sheet["12.1"] == 1000 - 2 * 6


def test_what_is_not_said_adds_nothing():
    excluded = zenith(_part("subtractions", 'of = "interest"\nby_age = { from = [62], amounts = [350] }'))
    phased = zenith(_part("credits", "aged_usd = 100\n" + PHASED % "step_usd = 500, per_step_usd = 6"))
    deducted = zenith(_part("deductions", 'of = "interest"'))
    apart = zenith(_part("classes", 'of = "gain_long"\nrates = [0, 0.5]\nupper_usd = [1000]'))

    assert tax_of(excluded, ages=(62,), interest=200, wages=1000) == Decimal("100.00")
    assert state_bill_of(phased, unit_of(ages=(65,), wages=10_900)).sheet["12.1"] == 1100 - 2 * 6
    assert tax_of(deducted, interest=200, wages=1000) == Decimal("100.00")
    assert tax_of(apart, wages=2000, gain_long=1000) == Decimal("200.00")


# --- rates of their own


def test_a_class_of_income_has_its_own_rate_and_deductions_fall_on_other_income_first():
    law = zenith(
        _part("deductions", "amount_usd = 1000")
        + _part("classes", 'of = "gain_short"\nrates = [0.2]\nupper_usd = []', "Short")
        + _part("classes", 'of = "gain_collectibles"\nrates = [0.3]\nupper_usd = []', "Collectibles")
    )

    assert tax_of(law, wages=5000, gain_short=2000) == Decimal("800.00")
    assert tax_of(law, wages=500, gain_short=2000) == Decimal("300.00")
    assert tax_of(law, gain_short=2000, gain_long=600, collectibles=600) == Decimal("380.00")


@pytest.mark.parametrize("of", ["gain_short", "gain_net", "gain_long", "gain_long_own"])
def test_a_class_of_gains_is_empty_in_a_year_of_losses(of):
    law = zenith(_part("classes", f'of = "{of}"\nrates = [0.2]\nupper_usd = []'))

    assert tax_of(law, wages=10_000, gain_short=-8000) == Decimal("700.00")
    assert tax_of(law, wages=10_000, gain_long=-8000) == Decimal("700.00")


def test_a_class_can_be_a_share_of_a_kind_of_income():
    law = zenith(_part("classes", 'of = "gain_long"\nshare = 0.5\nrates = [0.3]\nupper_usd = []'))

    assert tax_of(law, wages=1000, gain_long=600) == Decimal("220.00")


def test_the_order_in_which_deductions_use_up_classes_can_be_another_one():
    law = zenith(
        _part("deductions", "amount_usd = 1000")
        + _part("classes", 'of = "gain_short"\nused_up = 1\nrates = [0.2]\nupper_usd = []', "Short")
        + _part("classes", 'of = "gain_long"\nrates = [0.05]\nupper_usd = []', "Long")
    )

    assert tax_of(law, wages=400, gain_short=900, gain_long=2000) == Decimal("160.00")
    assert tax_of(law, gain_short=900, gain_long=2000) == Decimal("95.00")


def test_a_stacked_class_begins_where_other_income_ends():
    law = zenith(
        _part("classes", 'of = "gain_long"\nrates = [0.03, 0.04]\nupper_usd = [1000]\nstacked = true')
    )

    assert tax_of(law, wages=600, gain_long=1000) == Decimal("96.00")
    assert tax_of(law, wages=2000, gain_long=1000) == Decimal("240.00")
    assert tax_of(law, gain_long=1000) == Decimal("30.00")


def test_a_maximum_rate_on_gains():
    two = _one("brackets", "rates = [0.05, 0.2]\nupper_usd = [1000]")
    law = zenith(_one("maximum_rate", 'of = "gain_long"\nrate = 0.1\nfloor_usd = 1000'), brackets=two)

    assert tax_of(law, wages=500, gain_long=1500) == Decimal("150.00")
    assert tax_of(law, wages=3000, gain_long=1500) == Decimal("600.00")
    assert tax_of(law, wages=300, gain_long=500) == Decimal("40.00")
    cheaper = zenith(_one("maximum_rate", 'of = "gain_long"\nrate = 0.5\nfloor_usd = 1000'), brackets=two)
    assert tax_of(cheaper, wages=500, gain_long=1500) == Decimal("250.00")


def test_extra_tax_by_steps_and_by_tiers():
    law = zenith(
        _part(
            "extra_taxes",
            'steps = { of = "federal_agi", start_usd = 1000, step_usd = 500, per_step_usd = 25, most_usd = 60 }',
            "Steps",
        )
        + _part("extra_taxes", 'by = { of = "taxable", upper_usd = [1500], amounts = [0, 7] }', "Tiers")
    )

    assert [tax_of(law, wages=usd) for usd in (1000, 1001, 1501, 9000)] == [
        Decimal(usd) for usd in ("100.00", "125.10", "207.10", "967.00")
    ]


RECAPTURE = """
of = "federal_agi"
width_usd = 100
taxable_upper_usd = [1500]
from_usd = [1000, 2000]
base_usd = [0, 50]
benefit_usd = [0, 30]
flat_rates = [0.1, 0]
flat_over_usd = 5000
"""


def test_the_benefit_of_lower_brackets_is_taken_back():
    two = _one("brackets", "rates = [0.05, 0.2]\nupper_usd = [1000]")
    law = zenith(_one("recapture", RECAPTURE), brackets=two)

    # below 1,500: 10% of everything less the brackets, phased in over 100
    assert tax_of(law, wages=1000) == Decimal("50.00")
    assert tax_of(law, wages=1050) == Decimal("82.50")
    assert tax_of(law, wages=1100) == Decimal("110.00")
    assert tax_of(law, wages=1500) == Decimal("150.00")
    # above: 50 and 30 phased in from 2,000; all of it at the top rate above 5,000
    assert tax_of(law, wages=1501) == Decimal("200.20")
    assert tax_of(law, wages=2010) == Decimal("305.00")
    assert tax_of(law, wages=5000) == Decimal("930.00")
    assert tax_of(law, wages=5001) == Decimal("1000.20")


def test_a_flat_rate_below_the_brackets_takes_nothing_back():
    two = _one("brackets", "rates = [0.05, 0.2]\nupper_usd = [1000]")
    law = zenith(_one("recapture", RECAPTURE.replace("[0.1, 0]", "[0.01, 0]")), brackets=two)

    assert tax_of(law, wages=1100) == Decimal("70.00")


def test_a_credit_as_a_share_of_the_tax():
    law = zenith(_part("tax_shares", 'by = { of = "federal_agi", upper_usd = [1000], amounts = [0.75, 0] }'))

    assert [tax_of(law, wages=usd) for usd in (1000, 1001)] == [Decimal("25.00"), Decimal("100.10")]


def test_a_minimum_tax():
    law = zenith(
        _part("deductions", "amount_usd = 1500")
        + _one("minimum", 'of = "federal_agi"\nrate = 0.04\nover_usd = 2000')
    )

    assert [tax_of(law, wages=usd) for usd in (2000, 2100, 3000)] == [
        Decimal("50.00"), Decimal("84.00"), Decimal("150.00"),
    ]  # fmt: skip


def test_tax_is_at_most_another_tax_after_credits():
    law = zenith(_part("credits", "amount_usd = 500") + _one("maximum_tax", 'of = "federal_tax"'))

    assert tax_of(law, wages=16_000) == Decimal("25.00")
    assert tax_of(law, wages=100_000) == Decimal("9500.00")
    assert state_bill_of(law, unit_of(wages=16_000)).sheet["12m"] == 25


def test_the_most_that_is_due_can_be_a_rate_above_an_amount_up_to_an_income():
    law = zenith(
        _one(
            "maximum_tax",
            'of = "state_income"\nrate = 0.2\nover_usd = 500\nover_aged_usd = 700\nup_to_usd = 900',
        )
    )

    found = [tax_of(law, wages=usd) for usd in (400, 500, 600, 900, 901)]
    assert found == [Decimal(usd) for usd in ("0.00", "0.00", "20.00", "80.00", "90.10")]
    assert tax_of(law, ages=(65,), wages=800) == Decimal("20.00")
    assert tax_of(law, JOINT, ages=(64, 65), wages=800) == Decimal("20.00")
    assert tax_of(law, JOINT, ages=(64, 64), wages=800) == Decimal("60.00")


def test_no_tax_is_due_from_low_incomes():
    law = zenith(_one("no_tax", 'of = "state_income"\nnot_over_usd = 2000'))

    assert [tax_of(law, wages=usd) for usd in (2000, 2001)] == [Decimal("0.00"), Decimal("200.10")]


def test_a_surtax_above_an_amount_that_credits_do_not_reduce():
    law = zenith(
        _part("credits", "amount_usd = 5000")
        + _part("surtaxes", 'of = "taxable"\nover_usd = 1000\nrate = 0.04')
    )

    assert [tax_of(law, wages=usd) for usd in (1000, 1100)] == [Decimal("0.00"), Decimal("4.00")]


def test_a_surtax_with_brackets_only_above_an_income():
    law = zenith(
        _part(
            "surtaxes",
            'of = "gain_long"\nover_usd = 1000\nrates = [0.07, 0.099]\nupper_usd = [500]\nagi_over_usd = 1800',
        ),
        NONE,
        "",
    )

    assert [tax_of(law, gain_long=usd) for usd in (1800, 1900, 1000)] == [
        Decimal("0.00"), Decimal("74.60"), Decimal("0.00"),
    ]  # fmt: skip


# --- the bill


def test_the_lines_of_a_bill():
    law = zenith(
        _part("additions", 'of = "interest"', "Bonds") + _part("deductions", "amount_usd = 10", "Deduction")
    )

    found = state_bill_of(law, unit_of(wages=100, interest=5))

    assert [(line.form, line.line, line.label, line.usd) for line in found.lines()] == [
        ("Zenith 2025", "1", "Federal adjusted gross income", 105),
        ("Zenith 2025", "2.1", "Bonds", 5),
        ("Zenith 2025", "4", "State income", 110),
        ("Zenith 2025", "5.1", "Deduction", 10),
        ("Zenith 2025", "6", "Taxable income", 100),
        ("Zenith 2025", "7", "Tax at the brackets", 10),
        ("Zenith 2025", "15", "Zenith income tax", 10),
    ]
    assert (found.income_usd, found.taxable_usd, found.law) == (110, 100, law)


@pytest.mark.parametrize(
    ("parts", "line", "label", "head"),
    [
        ("", "1", "Federal taxable income", TAXABLE),
        ("", "1", "Gross income", GROSS),
        ("", "1", "No tax on income as such", NONE),
        (_one("no_tax", 'of = "wages"\nnot_over_usd = 1'), "13", "No tax is due from incomes this low", HEAD),
        (_one("maximum_tax", 'of = "wages"'), "12m", "The most that is due", HEAD),
        (_one("minimum", 'of = "federal_agi"\nrate = 0.04\nover_usd = -1'), "11", "Minimum tax", HEAD),
        (_one("recapture", RECAPTURE), "8r", "Recapture of lower brackets", HEAD),
        (_part("classes", 'of = "wages"\nrates = [0.1]\nupper_usd = []'), "8.1", "This", HEAD),
        (_part("subtractions", 'of = "wages"'), "3.1", "This", HEAD),
        (_part("extra_taxes", 'by = { of = "wages", upper_usd = [], amounts = [0] }'), "9.1", "This", HEAD),
        (_part("tax_shares", 'by = { of = "wages", upper_usd = [], amounts = [0] }'), "10.1", "This", HEAD),
        (_part("credits", ""), "12.1", "This", HEAD),
        (_part("surtaxes", 'of = "wages"\nrate = 0.1'), "14.1", "This", HEAD),
    ],
)
def test_each_line_has_its_words(parts, line, label, head):
    found = state_bill_of(zenith(parts, head), unit_of())

    assert found.sheet.labels[line] == label


def test_a_federal_bill_of_another_year_or_return_is_a_mistake():
    law, unit = zenith(""), unit_of(wages=1)

    with pytest.raises(ValueError, match=r"^a federal bill of 2026 with the law of us-zz of 2025$"):
        state_bill(unit, bill_of(unit, law_for(2026)), law)
    with pytest.raises(ValueError, match=r"^the federal bill is of another return$"):
        state_bill(unit, bill_of(unit_of(wages=2), law_for(2025)), law)


def test_a_local_tax_is_a_share_of_taxable_income():
    found = state_bill_of(zenith(_part("deductions", "amount_usd = 10")), unit_of(wages="1010.10"))

    assert local_tax(found, Decimal("3.876")) == Decimal("38.76")
    assert local_tax(found, Decimal(0)) == Decimal("0.00")
    assert local_tax(found, Decimal(100)) == Decimal("1000.10")


@pytest.mark.parametrize("rate", ["-0.1", "100.1"])
def test_a_local_rate_outside_0_to_100_is_refused(rate):
    with pytest.raises(BadInputError) as caught:
        local_tax(state_bill_of(zenith(""), unit_of()), Decimal(rate))

    assert str(caught.value) == (
        f"local_rate_pct is {rate} (local-rate) -> give percent, such as 3.876 for 3.876%"
    )


def test_a_local_rate_has_no_base_where_there_is_no_income_tax():
    found = state_bill_of(zenith("", NONE, ""), unit_of(wages=1000))

    assert (found.tax_usd, found.income_usd) == (0, 0)
    assert local_tax(found, Decimal(0)) == Decimal("0.00")
    with pytest.raises(BadInputError) as caught:
        local_tax(found, Decimal("1.5"))
    assert str(caught.value) == (
        "Zenith has no income tax, so there is no base for a local rate of 1.5% (local-rate)"
        " -> leave local_rate_pct out"
    )
