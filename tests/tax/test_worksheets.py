"""Single forms: higher-taxed gains, deductions and the minimum tax, each against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tax.returns import bill, unit_of
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.tax.bill import bill_of
from trimtab.tax.worksheets.deductions import deductions
from trimtab.tax.worksheets.schedule_d import schedule_d
from trimtab.tax.worksheets.sheet import Sheet

JOINT = FilingStatus.MARRIED_JOINT
SEPARATE = FilingStatus.MARRIED_SEPARATE
SINGLE_2025 = law_for(2025).statuses[FilingStatus.SINGLE]


def test_collectibles_are_taxed_at_28_percent_at_most():
    """2025, single, wages 315,750 (taxable 300,000: 35% bracket), 10,000 of gold: 2,800, not 3,500."""
    base = bill(2025, wages=315_750)
    gold = bill(2025, wages=315_750, gain_long=10_000, collectibles=10_000)

    assert gold.sheet("Schedule D")["18"] == 10_000
    assert gold.sheet("Schedule D Tax Worksheet")["42"] == 10_000
    assert gold.income_tax_usd - base.income_tax_usd == 2800


def test_unrecaptured_section_1250_gain_is_taxed_at_25_percent_at_most():
    """2025, single, wages 315,750, 10,000 of depreciation recaptured: 2,500."""
    base = bill(2025, wages=315_750)
    real_estate = bill(2025, wages=315_750, gain_long=10_000, unrecaptured_1250=10_000)

    assert real_estate.sheet("Schedule D")["19"] == 10_000
    assert real_estate.sheet("Schedule D Tax Worksheet")["39"] == 10_000
    assert real_estate.income_tax_usd - base.income_tax_usd == 2500


def test_in_low_brackets_higher_taxed_gains_pay_the_ordinary_rate():
    """26 USC 1(h)(1)(A): 28% and 25% are ceilings. Taxable 30,000 of wages and 10,000 of gold: 12%."""
    base = bill(2025, wages=45_750)
    gold = bill(2025, wages=45_750, gain_long=10_000, collectibles=10_000)

    assert gold.income_tax_usd - base.income_tax_usd == 1200


def test_below_the_24_percent_bracket_higher_taxed_gains_fill_it_from_below():
    """Schedule D Tax Worksheet lines 19 to 21: wages of 60,000 taxable, 50,000 of gold: 22% to 103,350, then 24%."""
    base = bill(2025, wages=75_750)
    gold = bill(2025, wages=75_750, gain_long=50_000, collectibles=50_000)

    assert gold.sheet("Schedule D Tax Worksheet")["21"] == 110_000
    assert gold.income_tax_usd - base.income_tax_usd == Decimal("43350") * 22 / 100 + Decimal(6650) * 24 / 100


@pytest.mark.parametrize(
    ("amounts", "line_18", "line_19"),
    [
        ({"gain_long": 20_000, "collectibles": 5000, "unrecaptured_1250": 8000}, 5000, 8000),
        # A net short-term loss first lowers the 28% group, then the section 1250 gain.
        (
            {"gain_short": -6000, "gain_long": 20_000, "collectibles": 5000, "unrecaptured_1250": 8000},
            0,
            7000,
        ),
        # So does a long-term carryover.
        (
            {"carryforward_long": 4000, "gain_long": 20_000, "collectibles": 5000, "unrecaptured_1250": 8000},
            1000,
            8000,
        ),
        # A collectibles loss lowers section 1250 gain.
        ({"gain_long": 20_000, "collectibles": -3000, "unrecaptured_1250": 8000}, 0, 5000),
        ({"gain_long": 20_000, "collectibles": -9000, "unrecaptured_1250": 8000}, 0, 0),
        # Without a net gain there is neither.
        ({"gain_short": -30_000, "gain_long": 20_000, "collectibles": 5000, "unrecaptured_1250": 8000}, 0, 0),
        ({"gain_short": 30_000, "gain_long": -1000, "collectibles": 5000, "unrecaptured_1250": 8000}, 0, 0),
    ],
)
def test_28_percent_and_section_1250_worksheets(amounts, line_18, line_19):
    """28% Rate Gain Worksheet lines 1 to 7; Unrecaptured Section 1250 Gain Worksheet lines 13 to 18."""
    sheet = schedule_d(unit_of(**amounts), SINGLE_2025)

    assert (sheet["18"], sheet["19"]) == (line_18, line_19)


@pytest.mark.parametrize(
    ("year", "status", "ages", "blind", "deduction"),
    [
        (2024, FilingStatus.SINGLE, (64,), 0, 14_600),
        (2024, FilingStatus.SINGLE, (65,), 1, 18_500),
        (2024, FilingStatus.SURVIVING_SPOUSE, (70,), 0, 30_750),
        (2025, FilingStatus.HEAD_OF_HOUSEHOLD, (65,), 0, 25_625),
        (2025, JOINT, (66, 64), 0, 33_100),
        (2026, JOINT, (66, 65), 2, 38_800),
    ],
)
def test_standard_deduction_with_age_and_blindness(year, status, ages, blind, deduction):
    """26 USC 63(c), (f); the surviving spouse takes the amount of the married."""
    found = bill_of(unit_of(status, ages, blind, wages=50_000), law_for(year))

    assert found.sheet("Form 1040")["12"] == deduction


@pytest.mark.parametrize(
    ("year", "status", "ages", "wages", "deduction"),
    [
        (2024, FilingStatus.SINGLE, (70,), 50_000, None),
        (2025, FilingStatus.SINGLE, (64,), 50_000, None),
        (2025, FilingStatus.SINGLE, (65,), 75_000, 6000),
        (2025, FilingStatus.SINGLE, (65,), 100_000, 4500),
        (2025, FilingStatus.SINGLE, (65,), 175_000, 0),
        (2025, JOINT, (65, 60), 150_000, 6000),
        (2026, JOINT, (65, 66), 180_000, 8400),
        (2025, FilingStatus.SURVIVING_SPOUSE, (65,), 100_000, 4500),
        (2025, SEPARATE, (65,), 50_000, None),
    ],
)
def test_senior_deduction_and_its_phase_out(year, status, ages, wages, deduction):
    """tax_ground_truth.yaml, senior_deduction; Schedule 1-A lines 31 to 37: 6% of the excess, for each person.

    A couple of 65 and 66 with 180,000: 6,000 less 6% of 30,000 is 4,200 each, 8,400 together.
    """
    found = bill_of(unit_of(status, ages, wages=wages), law_for(year))

    assert found.sheet("Form 1040")["13b"] == (deduction or 0)
    if deduction is None:
        with pytest.raises(KeyError):
            found.sheet("Schedule 1-A")
    else:
        assert found.sheet("Schedule 1-A")["37"] == deduction


def test_the_senior_deduction_does_not_lower_minimum_tax_income():
    """Form 6251 (2025), line 1a leaves Schedule 1-A, line 37 out; 26 USC 56(b)(1)(E)."""
    found = bill_of(unit_of(ages=(65,), wages=60_000), law_for(2025))

    assert found.taxable_usd == 60_000 - 17_750 - 6000
    assert found.sheet("Form 1040")["14"] == 23_750
    assert found.sheet("Form 6251")["4"] == 60_000


def test_itemised_taxes_are_added_back_for_the_minimum_tax():
    """Form 6251, line 2a; 26 USC 56(b)(1)(A)(ii)."""
    found = bill(2025, wages=300_000, itemised=40_000, itemised_taxes=10_000)

    assert found.sheet("Form 1040")["12"] == 40_000
    assert found.sheet("Form 6251")["2a"] == 10_000
    assert found.sheet("Form 6251")["4"] == 270_000


@pytest.mark.parametrize(
    ("year", "wages", "lost"),
    [
        (2025, 800_000, 0),  # before the rule
        (2026, 640_600, 0),
        (2026, 659_100, 1000),  # 18,500 in the top bracket
        (2026, 900_000, 2000),  # the whole of the 37,000 is in it
    ],
)
def test_itemised_deductions_save_35_cents_in_the_top_bracket(year, wages, lost):
    """26 USC 68(a) as of P.L. 119-21: 2/37 of the lesser of the deductions and the income in the 37% bracket."""
    found = bill(year, wages=wages, itemised=37_000)

    assert found.sheet("Form 1040")["12"] == 37_000 - lost
    assert found.sheet("Form 6251")["3"] == -lost
    assert found.sheet("Form 6251")["4"] == wages - 37_000


@pytest.mark.parametrize(
    ("year", "income", "added"),
    [
        (2025, 900_350, 0),
        (2025, 1_000_350, 25_000),
        (2025, 1_174_350, 68_500),
        (2025, 2_000_000, 68_500),
        (2026, 640_200, 0),
        (2026, 740_200, 50_000),
        (2026, 2_000_000, 70_100),
    ],
)
def test_a_separate_filer_adds_to_minimum_tax_income_once_the_exemption_is_gone(year, income, added):
    """26 USC 55(d)(3), last sentence; Form 6251, instructions for line 4 (2025: above 900,350)."""
    form = bill(year, SEPARATE, wages=income).sheet("Form 6251")

    assert form["4"] == income + added
    assert form["5"] == 0


def test_the_tentative_minimum_tax_is_rounded_once_to_the_cent():
    """26% of 0.25 above the exemption is 0.065: 0.07."""
    form = bill(2025, wages="88100.25").sheet("Form 6251")

    assert (form["7"], form["9"]) == (Decimal("0.065"), Decimal("0.07"))


def test_minimum_tax_at_26_and_28_percent_without_gains():
    """2025, single, AMT income 400,000: 88,100 exempt, 239,100 at 26%, 72,800 at 28%."""
    form = bill(2025, wages=400_000).sheet("Form 6251")

    assert form["6"] == 311_900
    assert form["7"] == Decimal("239100") * 26 / 100 + Decimal(72_800) * 28 / 100
    assert form["11"] == 0
    with pytest.raises(KeyError):
        form["12"]


def test_section_1250_gain_keeps_25_percent_in_the_minimum_tax():
    """Form 6251, lines 14, 36 and 37."""
    form = bill(2026, wages=200_000, gain_long=1_000_000, unrecaptured_1250=400_000).sheet("Form 6251")

    assert (form["13"], form["14"], form["15"]) == (600_000, 400_000, 1_000_000)
    assert form["17"] == 200_000
    assert form["36"] == 400_000
    assert form["37"] == 100_000


def lines(sheet: Sheet, *numbers: str) -> list[Decimal]:
    return [sheet[number] for number in numbers]


def test_the_gain_worksheet_line_by_line():
    """2024, single, wages 40,000, gain 30,000, qualified dividends 2,000, interest 500: partly in the 0% bracket."""
    found = bill(
        2024, wages=40_000, interest=500, gain_long=30_000, dividends_ordinary=2000, dividends_qualified=2000
    )

    sheet = found.sheet("Qualified Dividends and Capital Gain Tax Worksheet")
    assert list(sheet.amounts.values()) == [
        57_900, 2000, 30_000, 32_000, 25_900, 47_025, 47_025, 25_900, 21_125, 32_000, 21_125, 10_875, 518_900,
        57_900, 47_025, 10_875, 10_875, Decimal("1631.25"), 32_000, 0, 0, 2876, Decimal("4507.25"), 7791,
        Decimal("4507.25"),
    ]  # fmt: skip


def test_the_schedule_d_worksheet_where_gold_is_part_of_a_gain_in_the_zero_bracket():
    """2025, single, taxable 60,000, all gain, 5,000 of it gold: 5,000 at 10%, 43,350 at 0%, 11,650 at 15%."""
    found = bill(2025, wages=15_750, gain_long=60_000, collectibles=5000)

    sheet = found.sheet("Schedule D Tax Worksheet")
    assert lines(sheet, "13", "14", "21", "22", "23", "25") == [55_000, 5000, 5000, 43_350, 55_000, 11_650]
    assert lines(sheet, "29", "30", "33", "42") == [11_650, 11_650, 0, 0]
    assert found.income_tax_usd == 500 + Decimal("1747.50")


def test_the_minimum_tax_keeps_the_rates_of_a_gain_line_by_line():
    """2025, single, taxable 800,000, all gain. Exemption 88,100 less a quarter of 189,400 is 40,750."""
    sheet = bill(2025, wages=15_750, gain_long=800_000).sheet("Form 6251")

    assert lines(sheet, "4", "5", "6", "16", "17") == [815_750, 40_750, 775_000, 775_000, 0]
    assert lines(sheet, "19", "21", "22", "23", "24") == [48_350, 48_350, 775_000, 48_350, 726_650]
    assert lines(sheet, "28", "29", "30", "31") == [48_350, 485_050, 485_050, Decimal("72757.5")]
    assert lines(sheet, "32", "33", "34", "35") == [533_400, 241_600, 48_320, 775_000]


@pytest.mark.parametrize(
    ("amounts", "form"),
    [
        ({}, "Tax Rate Schedule"),
        ({"gain_long": "0.5"}, "Qualified Dividends and Capital Gain Tax Worksheet"),
        (
            {"dividends_ordinary": "0.5", "dividends_qualified": "0.5"},
            "Qualified Dividends and Capital Gain Tax Worksheet",
        ),
        ({"gain_long": 5, "collectibles": "0.5"}, "Schedule D Tax Worksheet"),
        ({"gain_long": 5, "unrecaptured_1250": "0.5"}, "Schedule D Tax Worksheet"),
    ],
)
def test_the_smallest_amount_decides_which_worksheet_is_used(amounts, form):
    assert bill(2025, wages=50_000, **amounts).sheets[2].form == form


@pytest.mark.parametrize(
    ("amounts", "line_18", "line_19"),
    [
        ({"gain_long": "0.5", "collectibles": "0.5"}, Decimal("0.5"), 0),
        # lines 15 and 16 must both be gains: here 15 is zero, then 16
        ({"gain_short": 50, "gain_long": 0, "collectibles": 100}, 0, 0),
        ({"gain_short": -100, "gain_long": 100, "collectibles": 150}, 0, 0),
        ({"gain_short": -99, "gain_long": 100, "collectibles": 150}, 51, 0),
        ({"gain_short": "-99.5", "gain_long": 100, "collectibles": 150}, Decimal("50.5"), 0),
    ],
)
def test_higher_taxed_gain_needs_a_net_long_gain_and_a_net_gain(amounts, line_18, line_19):
    sheet = schedule_d(unit_of(**amounts), SINGLE_2025)
    assert (sheet["18"], sheet["19"]) == (line_18, line_19)


def test_a_deduction_that_income_can_use_in_part_is_used_in_part():
    """Carryover Worksheet, lines 1 to 4: taxable income of -1,000 before its floor leaves 2,000 of 3,000 used."""
    found = bill(2025, wages=17_750, gain_short=-5000)

    sheet = found.sheet("Capital Loss Carryover Worksheet")
    assert lines(sheet, "1", "2", "3", "4", "8") == [-1000, 3000, 2000, 2000, 3000]


def test_the_senior_deduction_comes_off_before_itemised_deductions_are_limited():
    """26 USC 68(a) as it stands from 2026, with a senior deduction that no income phases out."""
    law = law_for(2026)
    lasting = replace(law, senior=replace(law.senior, phase_out_rate=Decimal(0)))
    unit = unit_of(ages=(70,), wages=650_000, itemised=37_000)
    status = law.statuses[unit.status]

    found = deductions(unit, Decimal(650_000), lasting, status, itemise=True)

    assert found.senior_usd == 6000
    assert found.limited_usd == Decimal(650_000 - 6000 - 640_600) * 2 / 37
