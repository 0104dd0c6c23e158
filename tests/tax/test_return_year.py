"""The year by the household's own return."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.tax.returns import unit_of
from tests.years import STATES, random_unit, state
from trimtab.adapters.law import law_for, state_law_for
from trimtab.core.household import FilingStatus
from trimtab.core.year_tax import GainRates, Results
from trimtab.tax.return_year import KnownReturn, ReturnYear
from trimtab.tax.total import total_bill

D = Decimal
LAW, COLORADO = law_for(2026), state_law_for("us-co", 2026)
UNIT = unit_of(wages=150_000, interest=500, dividends_ordinary=3000, dividends_qualified=2500, gain_long=4000)


def test_outcome_is_the_bill_to_the_cent_with_the_plan_in_it() -> None:
    year = ReturnYear(KnownReturn(UNIT, LAW, COLORADO, D("1.5")))
    with_plan = replace(UNIT, gain_short_usd=D("-812.34"), gain_long_usd=D("14077.71"))
    expected = total_bill(with_plan, LAW, COLORADO, D("1.5")).total_usd
    assert year.outcome(D("-812.34"), D("10077.71")).tax_usd == expected
    assert year.is_bill
    assert year.words == "federal and Colorado law of 2026"


def test_losses_beyond_the_limit_are_carried_with_their_character() -> None:
    outcome = ReturnYear(KnownReturn(UNIT, LAW)).outcome(D(-2000), D(-9000))
    assert (outcome.carried_short_usd, outcome.carried_long_usd) == (D(0), D(4000))


def test_a_state_without_known_law_is_its_flat_rate_of_the_capital_result() -> None:
    year = ReturnYear(KnownReturn(UNIT, LAW, None, D(0), D(5)))
    federal = ReturnYear(KnownReturn(UNIT, LAW))
    gain = year.outcome(D(1000), D(0)).tax_usd - federal.outcome(D(1000), D(0)).tax_usd
    loss = year.outcome(D(-9000), D(0)).tax_usd - federal.outcome(D(-9000), D(0)).tax_usd
    assert gain == D(250)  # 5% of 5,000
    assert loss == D(-150)  # 5% of the 3,000 that are deducted
    assert year.words == "federal law of 2026, and your own 5% of the gain for the state"
    assert year.gain_rates.long == federal.gain_rates.long + D("0.05")
    assert year.rates.exempt == D("0.05")


def test_what_is_behind_the_year_moves_its_results_and_not_its_rates() -> None:
    year = ReturnYear(KnownReturn(UNIT, LAW, COLORADO))
    later = year.after(D(700), D(60_000))
    assert later.outcome(D(1), D(2)) == year.outcome(D(701), D(60_002))
    assert (later.rates, later.gain_rates) == (year.rates, year.gain_rates)
    assert later.fingerprint != year.fingerprint


def test_rates_are_what_the_next_dollar_costs() -> None:
    year = ReturnYear(KnownReturn(unit_of(FilingStatus.SINGLE, wages=260_000, gain_long=100), LAW))
    assert year.gain_rates == GainRates(short=D("0.358"), long=D("0.188"))
    assert (year.rates.interest, year.rates.exempt) == (D("0.358"), 0)


def test_a_range_without_width_at_the_end_of_one_explored_before_has_a_cell() -> None:
    year = ReturnYear(KnownReturn(unit_of(wages=100_000), law_for(2026)))
    year.cells(Results(D(-1000), D(0), D(-500), D(2000)))
    for short, long in ((0, 0), (0, 2000), (-1000, -500)):
        cells = year.cells(Results(D(short), D(short), D(long), D(long)))
        tax = year.outcome(D(short), D(long)).tax_usd
        near = [cell for cell in cells if (short, long) in cell.corners]
        assert [cell.tax.usd(D(short), D(long)) for cell in near] == [
            pytest.approx(tax, abs=D("0.01"))
        ] * len(near)
        assert near


def test_rates_of_income_are_the_mean_over_the_next_thousand_dollars() -> None:
    """At 199,600 the next dollar is free of the 3.8% on investment income; of the next thousand, 600 are not."""
    year = ReturnYear(KnownReturn(unit_of(FilingStatus.SINGLE, wages=199_500, interest=100), LAW))
    assert year.rates.interest == year.gain_rates.short + D("0.038") * D(600) / 1000
    assert year.rates.qualified == D("0.15") + D("0.038") * D(600) / 1000


RESULTS = (-250_000, -9_000, -5_000, -3_000, -2_500, -1_800, -400, 0, 0, 700, 9_000, 80_000)


@pytest.mark.parametrize("code", ["", *STATES])
def test_what_is_taxed_alike_is_worked_out_once_and_stays_the_bill_to_the_cent(code: str) -> None:
    """Every outcome of one return, asked one after another, beside a bill of its own: tax and losses by character."""
    rng = random.Random(f"alike-{code}")
    law = state(code, 2026)
    for seed in (1, 2):
        household, _ = random_household(seed)
        unit = random_unit(rng, household)
        carried = D(rng.choice([0, 1_500, 20_000]))
        unit = replace(unit, carryforward_long_usd=carried, collectibles_usd=D(rng.choice([0, 0, 900])))
        known = KnownReturn(unit, law_for(2026), law)
        for _ in range(12):
            short, long = D(rng.choice(RESULTS)), D(rng.choice(RESULTS))
            year = replace(
                unit, gain_short_usd=unit.gain_short_usd + short, gain_long_usd=unit.gain_long_usd + long
            )
            bill = total_bill(year, law_for(2026), law)
            losses = bill.federal.carryforward
            told = (bill.total_usd, losses.short_usd, losses.long_usd)
            outcome = known.outcome(short, long)
            assert (outcome.tax_usd, outcome.carried_short_usd, outcome.carried_long_usd) == told


def test_losses_beyond_the_limit_are_one_bill_and_no_dollar_of_them_costs_anything() -> None:
    known = KnownReturn(replace(UNIT, gain_long_usd=D(0), gain_short_usd=D(-8000)), LAW, COLORADO)
    taxes = {known.outcome(D(short), D(long)).tax_usd for short in (0, -70, 90) for long in (0, -5000)}
    assert len(taxes) == 1
    assert len(known._taxed.found) == 1
    assert known.gain_rates == GainRates(D(0), D(0))
