"""What is told of tax and budgets: the budget that stops a sale by its own name, a sale's tax by the bill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.tax.returns import unit_of
from tests.universe import COVARIANCE
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus
from trimtab.core.plan import Plan
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
HELD = """
title All in stocks with old gains of 200 a share, half of it wanted in bonds
BEFORE 2026-07-02
tax single: ordinary 22%, long 15%
target stocks.us 50, bonds 50
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 70
account joint: taxable of Ann, cash 0
lot VTI 300 bought {bought} for 30000
"""


def planned(bought: str = "2010-01-05", **policy: object) -> Plan:
    """With 60,000 of wages: 43,900 taxable, 5,550 under the end of the 0% rate (49,450, Rev. Proc. 2025-32)."""
    household, made = example(HELD.format(bought=bought))
    year = ReturnYear(KnownReturn(unit_of(FilingStatus.SINGLE, wages=60_000), law_for(2026)))
    return make_plan(household, replace(made, **policy), COVARIANCE, Given(year_tax=year))  # type: ignore[arg-type]


def test_a_sales_tax_is_told_by_the_bill() -> None:
    """Part of the gain is taxed at nothing, the rest at 15%: the rate of the first dollar says nothing of the whole."""
    [sale] = [trade for trade in planned().trades if trade.lots]
    tax = (sale.gain_long_usd - 5_550) * D("0.15")
    assert sale.reason.endswith(f"gain ${sale.gain_long_usd:,.0f}, about ${tax:,.0f} of tax for itself")


@pytest.mark.parametrize(
    ("bought", "name", "budget", "code", "words"),
    [
        ("2010-01-05", "gain_budget_usd", 10_000, "gain-budget", "the gain budget of $10,000.00"),
        ("2010-01-05", "gain_budget_long_usd", 10_000, "gain-budget", "the budget for long-term gains of $10,000.00"),
        ("2026-01-05", "gain_budget_short_usd", 10_000, "gain-budget", "the budget for short-term gains of $10,000.00"),
        ("2010-01-05", "tax_budget_usd", 100, "tax-budget", "the tax budget of $100.00"),
    ],
)  # fmt: skip
def test_the_budget_that_stops_a_sale_is_named(
    bought: str, name: str, budget: int, code: str, words: str
) -> None:
    plan = planned(bought, **{name: D(budget)})
    [left] = [one for one in plan.unmet if one.class_id == "stocks.us"]
    assert left.rule == code
    assert left.words.startswith(f"{words} for this year leaves no room for more")


def test_a_prorated_budget_is_told_by_the_part_that_counts() -> None:
    """183 of 365 days are over."""
    plan = planned(gain_budget_usd=D(20_000), budget_prorated=True)
    [left] = [one for one in plan.unmet if one.class_id == "stocks.us"]
    assert left.words == (
        "the gain budget of $10,027.40 for this year up to today leaves no room for more gains"
    )


def test_a_budget_with_room_for_a_share_stops_nothing() -> None:
    plan = planned(gain_budget_usd=D(50_000), gain_budget_short_usd=D(0))
    [left] = [one for one in plan.unmet if one.class_id == "stocks.us"]
    assert left.rule == "not-worth"


def test_where_only_gains_ask_for_a_trade_nothing_is_said_of_cash() -> None:
    """Sold and bought back, a share less for the costs: stocks end a share under their target."""
    household, made = example(
        HELD.format(bought="2010-01-05").replace("stocks.us 50, bonds 50", "stocks.us 100, bonds 0")
    )
    year = ReturnYear(KnownReturn(unit_of(FilingStatus.SINGLE, wages=60_000), law_for(2026)))
    plan = make_plan(household, made, COVARIANCE, Given(year_tax=year))
    [left] = [one for one in plan.unmet if one.class_id == "stocks.us"]
    assert left.words == (
        "nothing but gains worth taking asks for a trade today, so only they are taken and bought back"
    )
