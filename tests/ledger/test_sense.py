"""What cannot be: rates in the wrong order, another tax year, lots and prices of days to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, cash, export, loaded, lot, position, refused, spec
from trimtab.core.policy import Policy
from trimtab.core.problems import Source
from trimtab.core.statement import FileKind
from trimtab.ledger.assemble import assemble
from trimtab.ledger.spec import HouseholdSpec, PriceSpec

POSITIONS = export(position("VTI", "10", cost="1000"), cash("5"))
NEXT_DAY = DAY + timedelta(days=1)


def taxed(**rates: str) -> HouseholdSpec:
    made = spec()
    return replace(made, tax=replace(made.tax, **{key: Decimal(value) for key, value in rates.items()}))


def test_a_long_term_rate_above_the_ordinary_one_is_refused() -> None:
    problem = refused([POSITIONS], taxed(rate_ordinary_pct="12", rate_long_term_pct="15"), "rates-order")
    assert problem.message == "rate_long_term_pct = 15 is above rate_ordinary_pct = 12"
    loaded([POSITIONS], taxed(rate_ordinary_pct="15", rate_long_term_pct="15"))


def test_rates_of_more_than_everything_are_refused() -> None:
    rates = {"rate_ordinary_pct": "37", "rate_niit_pct": "3.8"}
    problem = refused([POSITIONS], taxed(**rates, rate_state_pct="59.3"), "rates-over-100")
    assert "100.1%" in problem.message
    loaded([POSITIONS], taxed(**rates, rate_state_pct="59.2"))


def test_another_tax_year_is_refused() -> None:
    made = spec()
    problem = refused([POSITIONS], replace(made, tax=replace(made.tax, year=DAY.year - 1)), "tax-year")
    assert problem.remedy == "write year = 2026 and that year's rates and results, or correct as_of"
    assert problem.message == "the tax year is 2025, the plan's day is 2026-11-20"


@pytest.mark.parametrize("days", [0, 1])
def test_a_rebalance_to_come_is_refused(days: int) -> None:
    policy = Policy(target={}, buys={}, last_rebalanced=DAY + timedelta(days=days))
    if days:
        problem = refused([POSITIONS], spec(policy=policy), "rebalanced-ahead")
        assert problem.message == "last_rebalanced = 2026-11-21 is after the plan's day, 2026-11-20"
    else:
        loaded([POSITIONS], spec(policy=policy))


def test_a_lot_of_a_day_to_come_is_refused() -> None:
    def lots(days: int) -> list[object]:
        return [POSITIONS, export(lot("VTI", "10", DAY + timedelta(days=days), "1000"), name="lots.csv",
                                  kind=FileKind.LOTS)]  # fmt: skip

    problem = refused(lots(1), spec(), "lot-ahead")  # type: ignore[arg-type]
    assert problem.source == Source("lots.csv", 3)
    loaded(lots(0), spec())  # type: ignore[arg-type]


def test_a_price_of_a_day_to_come_is_refused() -> None:
    price = PriceSpec("VTI", Decimal(900), NEXT_DAY, Source("household.toml", 40))
    problem = refused([POSITIONS], spec(prices=(price,), as_of=DAY), "price-ahead")
    assert problem.message == "the price of VTI is of 2026-11-21, after 2026-11-20"
    assert problem.source == Source("household.toml", 40)


def test_where_a_statement_is_of_a_later_day_its_prices_are_not_told_again() -> None:
    behind = export(position("BND", "1", cost="1", ref="77123"), cash("1", ref="77123"), name="late.csv",
                    as_of=NEXT_DAY, numbers=("77123",))  # fmt: skip
    made = spec(account(), account("ira", "77123"), as_of=DAY)
    _, _, problems = assemble([POSITIONS, behind], made, CATALOGUE)
    assert {problem.code for problem in problems if problem.severity == "error"} == {"as-of-behind"}
