"""The year so far, as plans count it: budgets and flat rates start from the results that the bill has in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.apps.test_cli import EXAMPLES
from trimtab.bootstrap import case_of, load_household, year_of
from trimtab.core.plan import Plan
from trimtab.core.problems import Severity, note
from trimtab.services.household import LoadResult
from trimtab.services.planning import plan_for

D = Decimal
INCOME = """
[tax.income]
wages_usd = 60000
interest_usd = 0
dividends_ordinary_usd = 0
dividends_qualified_usd = 0
[[people]]
name = "Nora"
born = 1980-02-11
"""
HOUSEHOLD = """
format = 1
name = "Nora"
as_of = 2026-11-20
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 22
rate_long_term_pct = 15
{tax}
[target.weights]
"stocks.us" = 50
"bonds" = 50
[buys]
"stocks.us" = ["VTI"]
"bonds" = ["BND"]
[policy]
{policy}
[[accounts]]
id = "b"
kind = "taxable"
owner = "Nora"
cash_usd = 0
as_of = 2026-11-20
[[csv]]
file = "positions.csv"
kind = "positions"
account = "b"
as_of = 2026-11-20
columns = {{ symbol = "Symbol", quantity = "Shares", price = "Price" }}
[[csv]]
file = "lots.csv"
kind = "lots"
account = "b"
as_of = 2026-11-20
columns = {{ symbol = "Symbol", quantity = "Shares", acquired = "Bought", cost = "Cost" }}
[[csv]]
file = "trades.csv"
kind = "transactions"
account = "b"
columns = {{ date = "Day", action = "Action", symbol = "Symbol", quantity = "Shares", amount = "Amount" }}
"""
POSITIONS = "Symbol,Shares,Price\nVTI,300,300\nBND,10,70\n"
LOTS = "Symbol,Shares,Bought,Cost\nVTI,300,2010-01-05,30000\nBND,10,2020-01-02,700\n"
SOLD = "2020-01-10,buy,ITOT,400,-12000\n2026-06-01,sell,ITOT,-400,52000\n"


def loaded(tmp_path: Path, *, tax: str = INCOME, policy: str = "", sold: str = SOLD) -> LoadResult:
    """Nora, who sold for a long-term gain of 40,000 in June: no file of realized gains says so."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (tmp_path / "household.toml").write_text(HOUSEHOLD.format(tax=tax, policy=policy))
    (exports / "positions.csv").write_text(POSITIONS)
    (exports / "lots.csv").write_text(LOTS)
    (exports / "trades.csv").write_text("Day,Action,Symbol,Shares,Amount\n" + sold)
    return load_household(tmp_path / "household.toml")


def planned(made: LoadResult) -> Plan:
    case, problems = case_of(made)
    return plan_for(case, problems)


def gain_usd(plan: Plan) -> Decimal:
    return sum((trade.gain_short_usd + trade.gain_long_usd for trade in plan.trades), D(0))


@pytest.mark.parametrize("tax", [INCOME, ""], ids=["by the bill", "at flat rates"])
@pytest.mark.parametrize("name", ["gain_budget_usd", "gain_budget_long_usd"])
def test_a_budget_counts_what_the_transactions_show_as_realised(tmp_path: Path, tax: str, name: str) -> None:
    """40,000 of the year's 50,000 are taken: 50 shares at a gain of 200 are left, and no more."""
    assert gain_usd(planned(loaded(tmp_path, tax=tax, policy=f"{name} = 50000"))) == 10_000


def test_the_budget_and_the_bill_start_from_the_same_results(tmp_path: Path) -> None:
    """Taxable income is 43,900 and 40,000 of gain: 5,020 on the first, and 15% of what is over 49,450."""
    household, bill, _ = year_of(loaded(tmp_path))
    assert (household.tax.realized_short_usd, household.tax.realized_long_usd) == (D(0), D(40_000))
    assert bill is not None
    assert bill.outcome(D(0), D(0)).tax_usd == D("5020") + D("0.15") * (43_900 + 40_000 - 49_450)


def test_what_the_household_file_states_goes_first(tmp_path: Path) -> None:
    stated = f"realized_short_usd = 0\nrealized_long_usd = 45000\n{INCOME}"
    assert gain_usd(planned(loaded(tmp_path, tax=stated, policy="gain_budget_usd = 50000"))) == 5_000


def test_books_that_are_not_whole_change_nothing(tmp_path: Path) -> None:
    """A split whose ratio no file tells: no return either, and the plan says so."""
    split = loaded(tmp_path, sold=SOLD + "2026-07-01,split,VTI,7,0\n")
    household, bill, problems = year_of(split)
    assert household is split.household
    assert bill is None
    assert [problem.code for problem in problems] == [note("plan-flat", "").code]


def test_a_lot_that_took_over_a_loss_its_custodian_does_not_see_is_told() -> None:
    """The sample household's wash sale over two custodians: 195 of loss moved into a lot of VTEB."""
    _, _, problems = year_of(load_household(EXAMPLES / "rivera" / "household.toml"))
    [told] = [problem for problem in problems if problem.code == "lot-basis-differs"]
    assert told.message.startswith("joint: VTEB of 2025-04-08 has $195.00 more basis by your books")
    assert told.severity is Severity.NOTE
