"""The bill of a household, beside the flat rates that its plan goes by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import TAX_LINE, couple, earning, taxed, told
from trimtab.adapters.law import law_for, state_law_for
from trimtab.core.household import Household
from trimtab.core.problems import Severity, warning
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import household_return
from trimtab.ledger.returns.gains import YearGains
from trimtab.ledger.returns.receipts import Receipts
from trimtab.tax.total import dollar_costs, total_bill

D = Decimal
LAW, PENNSYLVANIA = law_for(2026), state_law_for("us-pa", 2026)
REMEDY = "look at the rates under [tax]: they should be those of a usual year of yours"


def asked(household: Household, state: bool = False) -> TaxAnswer:
    household = earning(household, interest=0, dividends_ordinary=0, dividends_qualified=0)
    filed = household_return(household, YearGains(D(10), D(20), D(0), "x", "x"), Receipts(), 2026)
    return answer(household, filed, LAW, PENNSYLVANIA if state else None)


def test_an_answer_holds_the_bill_and_the_next_dollar() -> None:
    household = taxed(couple(), local_rate_pct=D(2), rate_state_pct=D("5.07"))
    found = asked(household, state=True)
    bill = total_bill(found.filed.unit, LAW, PENNSYLVANIA, D(2))
    assert (found.bill, found.costs) == (bill, dollar_costs(bill))
    assert found.problems == ()


def test_rates_of_the_plan_that_the_bill_does_not_bear_out_are_told() -> None:
    """The bill: 12% on ordinary income, 0% on long-term gain, 3.07% in Pennsylvania."""
    household = taxed(couple(), rate_ordinary_pct=D(22), rate_long_term_pct=D(15), rate_niit_pct=D("3.8"))
    problems = asked(household, state=True).problems
    goes = "[tax] states a"
    next_dollar = "which trimtab plan takes for later years; by this year's bill the next dollar costs"
    assert told(problems) == [
        ("rates-differ", f"{goes} federal rate of a long-term gain of 18.8%, {next_dollar} 0%", REMEDY),
        ("rates-differ", f"{goes} federal rate of a short-term gain of 25.8%, {next_dollar} 12%", REMEDY),
        ("rates-differ", f"{goes} state rate of a gain of 0%, {next_dollar} 3.07%", REMEDY),
    ]  # fmt: skip
    assert {(problem.severity, problem.source) for problem in problems} == {(Severity.NOTE, TAX_LINE)}


@pytest.mark.parametrize(("pct", "count"), [("12.05", 0), ("12.06", 1), ("11.95", 0), ("11.94", 1)])
def test_a_twentieth_of_a_point_is_no_difference(pct: str, count: int) -> None:
    assert len(asked(taxed(couple(), rate_ordinary_pct=D(pct))).problems) == count


def test_problems_of_the_return_come_first_by_weight() -> None:
    odd = warning("odd", "odd")
    household = earning(
        taxed(couple(), rate_ordinary_pct=D(22)), interest=0, dividends_ordinary=0, dividends_qualified=0
    )
    filed = household_return(household, YearGains(D(0), D(0), D(0), "x", "x"), Receipts(), 2026)
    found = answer(household, replace(filed, problems=(odd,)), LAW, None)
    assert [problem.code for problem in found.problems] == ["odd", "rates-differ"]


def test_the_rates_of_the_plan_are_not_held_against_another_year() -> None:
    household = taxed(couple(), rate_ordinary_pct=D(22))
    assert len(asked(household).problems) == 1
    assert asked(replace(household, as_of=household.as_of.replace(year=2027))).problems == ()
