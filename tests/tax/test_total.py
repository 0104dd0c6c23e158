"""Federal, state and local tax together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tax.returns import unit_of
from trimtab.adapters.law import law_for, state_law_for
from trimtab.core.problems import BadInputError
from trimtab.tax.bill import IncomeKind, bill_of, marginal_costs
from trimtab.tax.states.bill import state_bill
from trimtab.tax.total import DollarCost, dollar_costs, total_bill

D = Decimal
LAW, PENNSYLVANIA, FLORIDA = law_for(2026), state_law_for("us-pa", 2026), state_law_for("us-fl", 2026)
UNIT = unit_of(wages=100_000, gain_short=1_000, gain_long=9_000)


def test_a_bill_with_state_and_city_is_the_sum_of_the_three() -> None:
    """Pennsylvania: 110,000 of gross income at 3.07%; a city's 3.75% on the same."""
    bill = total_bill(UNIT, LAW, PENNSYLVANIA, D("3.75"))
    federal = bill_of(UNIT, LAW)
    assert bill.federal == federal
    assert bill.state == state_bill(UNIT, federal, PENNSYLVANIA)
    assert bill.state is not None
    assert (bill.state.tax_usd, bill.local_usd, bill.local_rate_pct) == (
        D("3377.00"),
        D("4125.00"),
        D("3.75"),
    )
    assert bill.state_usd == 7502
    assert bill.total_usd == federal.total_usd + 7502
    assert bill.unit is UNIT


def test_a_state_that_is_not_known_is_in_no_sum() -> None:
    bill = total_bill(UNIT, LAW)
    assert (bill.state, bill.local_usd, bill.state_usd) == (None, 0, 0)
    assert bill.total_usd == bill.federal.total_usd
    with_city = total_bill(UNIT, LAW, None, D(1))
    assert with_city.local_usd is None
    assert with_city.total_usd == bill.total_usd


def test_a_city_without_a_state_tax_has_no_base() -> None:
    assert total_bill(UNIT, LAW, FLORIDA).state_usd == 0
    with pytest.raises(BadInputError, match="Florida has no income tax"):
        total_bill(UNIT, LAW, FLORIDA, D(1))


def test_the_next_dollar_is_the_whole_bill_worked_out_again() -> None:
    costs = dollar_costs(total_bill(UNIT, LAW, PENNSYLVANIA, D("3.75")))
    federal = marginal_costs(bill_of(UNIT, LAW))
    assert list(costs) == list(IncomeKind)
    for kind, cost in costs.items():
        sign = -1 if kind.value.startswith("loss") else 1
        assert cost == DollarCost(federal[kind], sign * D("0.0307"), sign * D("0.0375")), kind
        assert cost.total_usd == federal[kind] + sign * D("0.0682")
    assert (costs[IncomeKind.WAGES].federal_usd, costs[IncomeKind.GAIN_LONG].federal_usd) == (
        D("0.22"),
        D("0.15"),
    )


def test_the_next_dollar_without_a_state_is_federal_alone() -> None:
    cost = dollar_costs(total_bill(UNIT, LAW))[IncomeKind.WAGES]
    assert cost == DollarCost(D("0.22"), None, D(0))
    assert cost.total_usd == D("0.22")
    assert dollar_costs(total_bill(UNIT, LAW, None, D(1)))[IncomeKind.WAGES] == DollarCost(
        D("0.22"), None, None
    )


def test_a_return_that_cannot_be_is_refused() -> None:
    with pytest.raises(BadInputError, match="wages_usd is -1"):
        total_bill(replace(UNIT, wages_usd=D(-1)), LAW)


def test_the_deduction_taken_is_the_one_that_costs_least_in_all() -> None:
    """One dollar itemised saves a little minimum tax, and costs the standard deduction in North Dakota."""
    dakota = state_law_for("us-nd", 2026)
    unit = unit_of(dividends_ordinary=680_199, dividends_qualified=680_199, itemised=1)
    alone, together = bill_of(unit, LAW), total_bill(unit, LAW, dakota)
    assert alone.deducted_usd < 1  # less what section 68 takes
    assert together.federal.deducted_usd == 16_100
    assert together.unrounded_usd < alone.unrounded_usd + state_bill(unit, alone, dakota).unrounded_usd
    assert total_bill(unit, LAW).federal == alone


def test_the_exact_total_has_the_city_in_it() -> None:
    bill = total_bill(UNIT, LAW, PENNSYLVANIA, D("3.75"))
    assert bill.unrounded_usd == bill.federal.unrounded_usd + D("3377") + D("4125")
    assert total_bill(UNIT, LAW).unrounded_usd == bill.federal.unrounded_usd
