"""The share that rounding leaves over comes from the lot with which the year costs least."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.scenarios.reader import example
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE
from trimtab.adapters.law import law_for
from trimtab.core.ask import Ask, Mode
from trimtab.core.household import FilingStatus, Flow
from trimtab.core.plan import Plan
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
HELD = """
title A couple, 10,000 under the end of the 0% rate, that needs the money of seven dear shares
BEFORE 2026-11-20
tax married_joint: ordinary 22%, long 15%
target stocks.us 100
buy stocks.us: VTI
price VTI 5000
account joint: taxable of Ann, cash 0
lot VTI 14 bought 2010-05-11 for 7000
lot VTI 9 bought 2026-03-11 for 40500
"""


def planned(**policy: object) -> Plan:
    household, made = example(HELD)
    flow = Flow("joint", D(-34_900), household.as_of, "")
    year = ReturnYear(KnownReturn(unit_of(FilingStatus.MARRIED_JOINT, wages=121_100), law_for(2026)))
    given = Given(year_tax=year, ask=Ask(Mode.RAISE_CASH), is_exact=True)
    return make_plan(
        replace(household, flows=(flow,)),
        replace(made, **policy),  # type: ignore[arg-type]
        COVARIANCE,
        given,
    )


def sold(plan: Plan) -> list[tuple[str, Decimal]]:
    return sorted((sale.term, sale.quantity) for trade in plan.trades for sale in trade.lots)


def test_the_share_left_over_is_the_one_with_which_the_year_costs_least() -> None:
    """A long-term share is 4,500 of gain, a short-term one 500 at 12%. Cut where the 0% rate ends, 1.625 and 5.375
    shares go. One and six cost 360 this year, two and five 525, but then 4,000 less gain is left for later, worth 331.
    """
    plan = planned()
    assert sold(plan) == [("long", 2), ("short", 5)]
    assert plan.tax_now_usd == D("2500") * D("0.12") + D("0.15") * (11_500 - 10_000)


def test_no_split_puts_more_gain_on_a_budget_than_rounding_did() -> None:
    plan = planned(gain_budget_usd=D(7_500))
    assert sold(plan) == [("long", 1), ("short", 6)]
