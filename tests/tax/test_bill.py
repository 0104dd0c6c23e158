"""The federal bill: worked examples with their sources, and rows on which other programs agree."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import partial
from pathlib import Path

import crosscheck.explain
import pytest
from crosscheck.explain import CHANGES, explanation

from tests.shared import SHARED, needs_shared
from tests.tax.returns import WORDS, bill, recorded, recorded_unit, unit_of
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError
from trimtab.tax.bill import Bill, IncomeKind, bill_of, marginal_costs

JOINT = FilingStatus.MARRIED_JOINT
SEPARATE = FilingStatus.MARRIED_SEPARATE


@needs_shared
def test_every_row_on_which_two_programs_agree_to_the_cent():
    """taxcalc 6.8.0 and policyengine-us 2.68.0 agree on these; we must as well."""
    with (SHARED / "truth" / "tax_bills.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 72
    for row in rows:
        ages = tuple(int(row[name]) for name in ("age", "spouse_age") if row[name])
        unit = unit_of(
            WORDS[row["filing_status"]],
            ages if WORDS[row["filing_status"]] is JOINT else ages[:1],
            wages=row["wages"],
            gain_short=row["net_stcg"],
            gain_long=row["net_ltcg"],
            dividends_ordinary=row["qualified_div"],
            dividends_qualified=row["qualified_div"],
            interest=row["interest"],
            ira_distribution=row["taxable_ira_dist"],
        )
        found = bill_of(unit, law_for(int(row["year"])))
        assert (
            found.agi_usd,
            found.taxable_usd,
            found.income_tax_usd + found.amt_usd,
            found.amt_usd,
            found.niit_usd,
        ) == tuple(
            Decimal(row[name])
            for name in (
                "agi",
                "taxable_income",
                "income_tax_before_credits_incl_amt",
                "amt_included",
                "niit",
            )
        ), f"case {row['case']} of {row['year']}"


AMOUNTS = ("agi_usd", "taxable_usd", "income_tax_usd", "amt_usd", "niit_usd")


def test_recorded_answers_of_taxcalc():
    """2,000 random returns: taxcalc's answer to the cent, or a difference that crosscheck/explained.md names and
    that the rule named there reproduces."""
    rows = recorded()
    assert len(rows) == 2000
    assert sum(1 for row in rows if not row["explained"]) == 1832
    for row in rows:
        found = bill_of(recorded_unit(row), law_for(int(row["year"])))
        answers = [Decimal(row[f"taxcalc_{name}"]) for name in AMOUNTS]
        agrees = partial(_agrees, answers)
        kind = "" if agrees(found) else explanation(found, agrees)
        assert kind == row["explained"], (row, found)


def _agrees(answers: list[Decimal], found: Bill) -> bool:
    ours = [getattr(found, name) for name in AMOUNTS]
    return all(abs(mine - theirs) <= Decimal("0.01") for mine, theirs in zip(ours, answers, strict=True))


def test_every_explained_kind_is_described():
    text = (Path(crosscheck.explain.__file__).parent / "explained.md").read_text()

    assert all(f"| `{name}` |" in text for name in CHANGES)


@pytest.mark.parametrize(
    ("year", "status", "amounts", "agi", "taxable", "tax", "niit"),
    [
        (2024, "Single", {"wages": 100_000, "gain_long": 20_000}, 120_000, 105_400, "16841.00", "0"),
        (2024, "Single", {"gain_long": 60_000}, 60_000, 45_400, "0", "0"),
        (2024, "Married/Joint", {"gain_long": 125_000}, 125_000, 95_800, "262.50", "0"),
        (
            2024,
            "Married/Joint",
            {"wages": 250_000, "gain_long": 100_000, "dividends": 20_000, "interest": 5000},
            375_000,
            345_800,
            "58277.00",
            "4750.00",
        ),
        (2024, "Single", {"wages": 180_000, "gain_short": 30_000}, 210_000, 195_400, "40214.50", "380.00"),
        (
            2024,
            "Single",
            {"wages": 500_000, "gain_long": 400_000, "dividends": 50_000, "interest": 10_000},
            960_000,
            945_400,
            "232589.75",
            "17480.00",
        ),
        (
            2024,
            "Married/Joint",
            {"wages": 90_000, "gain_short": -8000, "gain_long": 3000},
            87_000,
            57_800,
            "6472.00",
            "0",
        ),
        (
            2024,
            "Married/Joint",
            {"wages": 120_000, "ira_distribution": 40_000},
            160_000,
            130_800,
            "18882.00",
            "0",
        ),
    ],
)
def test_gains_and_qualified_dividends_stack_on_ordinary_income(
    year, status, amounts, agi, taxable, tax, niit
):
    """tax_ground_truth.yaml, gain_stacking_examples; 26 USC 1(h)."""
    usd = dict(amounts)
    if qualified := usd.pop("dividends", 0):
        usd |= {"dividends_ordinary": qualified, "dividends_qualified": qualified}

    found = bill(year, WORDS[status], **usd)

    assert (found.agi_usd, found.taxable_usd) == (agi, taxable)
    assert (found.income_tax_usd, found.amt_usd, found.niit_usd) == (Decimal(tax), 0, Decimal(niit))


def test_a_large_gain_in_2026_brings_the_alternative_minimum_tax():
    """tax_ground_truth.yaml, amt: the exemption is gone far earlier from 2026 (P.L. 119-21, section 70107)."""
    found = bill(
        2026,
        wages=300_000,
        gain_short=4000,
        gain_long=300_000,
        dividends_ordinary=9000,
        dividends_qualified=9000,
        interest=300,
    )

    form = found.sheet("Form 6251")
    assert (found.agi_usd, found.taxable_usd) == (613_300, 597_200)
    assert (form["5"], form["17"]) == (33_450, 270_850)
    assert (form["10"], form["9"], form["11"]) == (
        Decimal("118574.25"),
        Decimal("119883.00"),
        Decimal("1308.75"),
    )
    assert found.niit_usd == Decimal("11905.40")
    assert found.total_usd == Decimal("131788.40")


@pytest.mark.parametrize(
    ("net_short", "net_long", "ordinary", "preferential"),
    [(30_000, -7000, 23_000, 0), (-5000, 9000, 0, 4000), (4000, 5000, 4000, 5000)],
)
def test_netting_order(net_short, net_long, ordinary, preferential):
    """tax_ground_truth.yaml, netting_order; 26 USC 1222, 1(h): what is left keeps the character of the larger."""
    found = bill(2025, wages=100_000, gain_short=net_short, gain_long=net_long)

    schedule = found.sheet("Schedule D")
    assert (schedule["7"], schedule["15"], schedule["16"]) == (net_short, net_long, net_short + net_long)
    assert found.agi_usd == 100_000 + ordinary + preferential
    same_as_wages = bill(2025, wages=100_000 + ordinary, gain_long=preferential)
    assert found.total_usd == same_as_wages.total_usd


@pytest.mark.parametrize(
    ("net_short", "net_long", "carry_short", "carry_long"),
    [
        (-15_500, 7100, 5400, 0),  # Rudy, published study answer
        (-5000, -4000, 2000, 4000),
        (-2000, -4000, 0, 3000),
        (-10_000, 4000, 3000, 0),
        (2000, -9000, 0, 4000),
        (1000, 2000, 0, 0),
    ],
)
def test_carryforward_keeps_its_character(net_short, net_long, carry_short, carry_long):
    """tax_ground_truth.yaml, capital_losses: 3,000 deducted, short-term losses first. 26 USC 1211, 1212."""
    found = bill(2025, wages=100_000, gain_short=net_short, gain_long=net_long)

    assert found.sheet("Schedule D")["21"] == (-3000 if net_short + net_long < 0 else 0)
    assert (found.carryforward.short_usd, found.carryforward.long_usd) == (carry_short, carry_long)


def test_a_deduction_that_income_cannot_use_is_carried():
    """tax_ground_truth.yaml, capital_losses, income too low: the worksheet's line 1 is -8,750, so nothing is used."""
    found = bill(2025, wages=10_000, gain_short=-5000)

    assert found.agi_usd == 7000
    assert found.sheet("Capital Loss Carryover Worksheet")["1"] == -8750
    assert (found.carryforward.short_usd, found.carryforward.long_usd) == (5000, 0)


def test_carryforwards_of_last_year_are_netted_with_their_own_kind():
    """Schedule D lines 6 and 14."""
    found = bill(
        2025,
        wages=100_000,
        gain_short=1000,
        gain_long=10_000,
        carryforward_short=4000,
        carryforward_long=2000,
    )

    schedule = found.sheet("Schedule D")
    assert (schedule["7"], schedule["15"], schedule["16"]) == (-3000, 8000, 5000)
    assert found.total_usd == bill(2025, wages=100_000, gain_long=5000).total_usd


def test_a_separate_filer_deducts_half_the_loss():
    """26 USC 1211(b)(1): 1,500."""
    found = bill(2025, SEPARATE, wages=100_000, gain_long=-9000)

    assert found.agi_usd == 98_500
    assert found.carryforward.long_usd == 7500


@pytest.mark.parametrize(
    ("status", "threshold"),
    [
        (FilingStatus.SINGLE, 200_000),
        (FilingStatus.HEAD_OF_HOUSEHOLD, 200_000),
        (JOINT, 250_000),
        (FilingStatus.SURVIVING_SPOUSE, 250_000),
        (SEPARATE, 125_000),
    ],
)
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_net_investment_income_tax_starts_at_the_threshold_of_the_status(year, status, threshold):
    """tax_ground_truth.yaml, niit; 26 USC 1411(b)."""
    assert bill(year, status, wages=threshold - 1000, interest=1000).niit_usd == 0
    assert bill(year, status, wages=threshold, interest=1000).niit_usd == 38
    assert bill(year, status, wages=threshold - 600, interest=1000).niit_usd == Decimal("15.20")


def test_net_investment_income_counts_losses_to_the_limit_and_no_ira_money():
    """tax_ground_truth.yaml, niit: base; Form 8960 line 5a; IRA distributions only raise the income compared."""
    assert bill(2025, wages=300_000, interest=10_000, gain_short=-50_000).niit_usd == Decimal("266.00")
    assert bill(2025, ira_distribution=300_000, interest=1000).niit_usd == 38
    assert bill(2025, wages=300_000, gain_short=-50_000).niit_usd == 0


def test_each_tax_is_rounded_once_to_the_cent_half_up():
    """The law file's `rounding`: 0.038 of 7.50 is 0.285; 10% of 1,000.05 is 100.005."""
    assert bill(2025, wages=200_000, interest="7.50").niit_usd == Decimal("0.29")
    assert bill(2025, wages="16750.05").income_tax_usd == Decimal("100.01")
    assert bill(2025, wages="16750.05").unrounded_usd == Decimal("100.005")


def test_adjustments_lower_and_other_income_raises_the_income():
    """Form 1040, lines 8 to 11."""
    found = bill(2025, wages=50_000, other_income=700, adjustments=4000)

    assert found.agi_usd == 46_700
    assert found.total_usd == bill(2025, wages=46_700).total_usd


def test_a_newborn_may_file():
    assert bill_of(unit_of(ages=(0,), interest=20_000), law_for(2025)).agi_usd == 20_000


def test_lines_carry_their_form_number_and_words():
    lines = bill(2025, wages=50_000, gain_long=10_000).lines()

    named = {(line.form, line.line): (line.label, line.usd) for line in lines}
    assert named["Schedule D", "15"] == ("Net long-term capital gain or loss", 10_000)
    assert named["Form 1040", "11"] == ("Adjusted gross income", 60_000)
    assert len(named) == len(lines)


def test_a_form_that_the_return_did_not_need_is_not_there():
    with pytest.raises(KeyError, match="Schedule D Tax Worksheet"):
        bill(2025, wages=50_000).sheet("Schedule D Tax Worksheet")


def test_the_smaller_deduction_is_taken_where_it_costs_less():
    """26 USC 56(b)(1): the standard deduction is lost for the minimum tax, mortgage interest and gifts are not."""
    amounts = {"gain_long": 1_000_000, "wages": 200_000, "itemised": 15_000}
    law = law_for(2026)

    itemised = bill_of(unit_of(**amounts), law)
    standard = bill_of(unit_of(gain_long=1_000_000, wages=200_000), law)

    assert itemised.amt_usd > 0
    assert itemised.sheet("Form 1040")["12"] < standard.sheet("Form 1040")["12"]
    assert itemised.total_usd < standard.total_usd


def test_what_one_more_dollar_of_each_kind_costs():
    """2025, single, 100,000 of wages: the 22% bracket, gains at 15%."""
    costs = marginal_costs(bill(2025, wages=100_000, gain_long=1000))

    assert costs[IncomeKind.WAGES] == Decimal("0.22")
    assert costs[IncomeKind.IRA_DISTRIBUTION] == Decimal("0.22")
    assert costs[IncomeKind.GAIN_SHORT] == Decimal("0.22")
    assert costs[IncomeKind.GAIN_LONG] == Decimal("0.15")
    assert costs[IncomeKind.GAIN_COLLECTIBLES] == Decimal("0.22")
    assert costs[IncomeKind.LOSS_SHORT] == Decimal("-0.15")
    assert costs[IncomeKind.DIVIDENDS] == Decimal("0.22")
    assert costs[IncomeKind.DIVIDENDS_QUALIFIED] == Decimal("0.15")
    assert set(costs) == set(IncomeKind)


def test_investment_income_above_the_threshold_costs_3_8_percent_more():
    """2025, single, 300,000 of wages: the 35% bracket; NIIT falls on interest, not on wages or IRA money."""
    costs = marginal_costs(bill(2025, wages=300_000, interest=1000))

    assert costs[IncomeKind.WAGES] == Decimal("0.35")
    assert costs[IncomeKind.IRA_DISTRIBUTION] == Decimal("0.35")
    assert costs[IncomeKind.INTEREST] == Decimal("0.388")
    assert costs[IncomeKind.GAIN_LONG] == Decimal("0.188")


def test_a_dollar_that_pushes_a_gain_out_of_the_zero_bracket_costs_both():
    """A dollar of IRA money at 12% moves a dollar of gain from 0 to 15%: 27%."""
    law = law_for(2025)
    taxable_ordinary = 40_000
    unit = unit_of(ira_distribution=taxable_ordinary + 15_750, gain_long=20_000)

    assert marginal_costs(bill_of(unit, law))[IncomeKind.IRA_DISTRIBUTION] == Decimal("0.27")


def test_amounts_that_cannot_stand_on_a_return_are_named_all_at_once():
    unit = unit_of(
        JOINT,
        ages=(-1,),
        blind=3,
        wages=-5,
        dividends_qualified=10,
        itemised_taxes=7,
        interest="NaN",
    )

    with pytest.raises(BadInputError) as caught:
        bill_of(unit, law_for(2025))

    assert [str(problem) for problem in caught.value.problems] == [
        "1 ages for a return of status married_joint (tax-ages) -> give 2: the people who sign the return",
        "an age below zero: [-1] (tax-ages) -> give ages in whole years",
        "interest_usd is NaN (tax-amount) -> give an amount in USD",
        "wages_usd is -5, below zero (tax-amount) -> give a positive amount or 0",
        "blind_count is 3 (tax-blind) -> give a number from 0 to 2",
        "dividends_qualified_usd is 10, more than dividends_ordinary_usd of 0 (tax-part) -> "
        "dividends_ordinary_usd includes dividends_qualified_usd: correct one of them",
        "itemised_taxes_usd is 7, more than itemised_usd of 0 (tax-part) -> "
        "itemised_usd includes itemised_taxes_usd: correct one of them",
    ]


@pytest.mark.parametrize(
    "unit",
    [
        unit_of(JOINT, ages=(45, -1)),
        unit_of(blind=-1),
        unit_of(blind=2),
        unit_of(wages="-0.5"),
        unit_of(interest="Infinity"),
    ],
)
def test_one_mistake_is_enough(unit):
    with pytest.raises(BadInputError) as caught:
        bill_of(unit, law_for(2025))
    assert len(caught.value.problems) == 1


def test_everybody_who_signs_may_be_blind():
    assert bill_of(unit_of(JOINT, ages=(45, 45), blind=2), law_for(2025)).sheet("Form 1040")["12"] == 34_700
