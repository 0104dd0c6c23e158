"""The Rivera household shows what it was made to show: each turn of its story, told by the program."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from trimtab.adapters.catalogue import covariance
from trimtab.adapters.household.writer import schema_json
from trimtab.bootstrap import init_folder, load_household
from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Household
from trimtab.core.plan import Method
from trimtab.core.policy import Policy
from trimtab.core.problems import Severity
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.measure import measure, value_usd
from trimtab.rebalance.rules import Rules

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def loaded() -> tuple[Household, Policy]:
    result = load_household(EXAMPLES / "rivera" / "household.toml")
    assert [p for p in result.problems if p.severity is not Severity.NOTE] == []
    return result.checked()


@pytest.fixture(scope="module")
def rules(loaded: tuple[Household, Policy]) -> Rules:
    return Rules(*loaded)


def lot(rules: Rules, account_id: str, symbol: str, acquired: date) -> tuple[Account, Position, Lot]:
    account = rules.household.account(account_id)
    position = next(p for p in account.positions if p.symbol == symbol)
    return account, position, next(held for held in position.lots if held.acquired == acquired)


def test_its_editor_schema_is_the_one_init_writes() -> None:
    kept = (EXAMPLES / "rivera" / "household.schema.json").read_text(encoding="utf-8")
    assert kept == schema_json(), "renew it: trimtab schema household > examples/rivera/household.schema.json"


def test_it_is_worth_what_its_files_say(loaded: tuple[Household, Policy]) -> None:
    household, _ = loaded
    cash = sum(account.cash_usd + account.cash_unsettled_usd for account in household.accounts)
    held = sum(value_usd(household, p) for account in household.accounts for p in account.positions)
    assert cash == Decimal("60110.31")
    assert (cash + held).quantize(Decimal("0.01")) == Decimal("1571475.45")


def test_the_year_so_far_is_read_from_the_realized_gains(loaded: tuple[Household, Policy]) -> None:
    tax = loaded[0].tax
    assert (tax.realized_short_usd, tax.realized_long_usd) == (Decimal("261.94"), Decimal("9378.34"))


def test_us_stocks_are_over_and_bonds_and_the_world_under(loaded: tuple[Household, Policy]) -> None:
    drift = measure(*loaded, {})
    out = {row.class_id: row.gap > 0 for row in drift.classes if row.is_out}
    assert out == {"stocks.us": True, "stocks.intl": False, "bonds": False}


def test_a_loss_is_barred_by_a_purchase_in_the_roth(rules: Rules) -> None:
    block = rules.sell_block(*lot(rules, "joint", "VXUS", date(2026, 2, 24)))
    assert block is not None
    assert block.code == "wash-recent"
    assert "ben-roth bought 40 VXUS on 2026-11-04" in block.words
    assert "lost for good" in block.words


def test_a_gain_waits_twelve_days_to_turn_long_term(rules: Rules) -> None:
    block = rules.sell_block(*lot(rules, "joint", "SCHD", date(2025, 12, 1)))
    assert block is not None
    assert block.code == "wait-long-term"
    assert "2026-12-02" in block.words
    assert (date(2026, 12, 2) - rules.household.as_of).days == 12


def test_employer_shares_and_the_house_stay(rules: Rules) -> None:
    shares = rules.sell_block(*lot(rules, "joint", "ORCL", date(2015, 8, 25)))
    house = rules.sell_block(*lot(rules, "ben-sdira", "RENTAL-ELM-ST", date(2017, 5, 1)))
    assert shares is not None
    assert house is not None
    assert (shares.code, house.code) == ("do-not-sell", "frozen")


def test_the_starter_has_two_accounts_and_leaves_little_to_fill_in(tmp_path: Path) -> None:
    for export in (EXAMPLES / "starter").glob("*.csv"):
        (tmp_path / export.name).write_bytes(export.read_bytes())
    result = init_folder(tmp_path)
    assert [p for p in result.problems if p.severity is not Severity.NOTE] == []
    assert len(result.draft.accounts) == 2
    assert result.draft.unknown == ()
    text = (tmp_path / "household.toml").read_text(encoding="utf-8")
    settings = [line.split("#")[0] for line in text.splitlines() if not line.startswith("#")]
    assert sum("FILL-IN" in line for line in settings) == 3


def test_its_plan_passes_every_check_and_ends_inside_every_band(loaded: tuple[Household, Policy]) -> None:
    plan = make_plan(*loaded, covariance())
    assert plan.method is Method.OPTIMUM
    assert all(check.holds for check in plan.checks)
    assert [row.class_id for row in plan.before.classes if row.is_out] == [
        "bonds",
        "stocks.intl",
        "stocks.us",
    ]
    assert not [row.class_id for row in plan.after.classes if row.is_out]


def test_cash_under_its_target_is_no_security_that_nobody_named(loaded: tuple[Household, Policy]) -> None:
    plan = make_plan(*loaded, covariance())
    cash = next(row for row in plan.after.classes if row.class_id == "cash")
    assert cash.gap < 0, "the story has changed: find another household whose cash ends under target"
    assert {miss.class_id: miss.rule for miss in plan.unmet} == {"cash": "not-worth", "real_estate": "frozen"}


def test_a_fund_of_the_menu_that_mixes_classes_is_not_said_to_lack_a_price(
    loaded: tuple[Household, Policy],
) -> None:
    plan = make_plan(*loaded, covariance())
    told = next(e.lines for e in plan.explanations if e.symbol == "VFORX")
    assert [
        line for line in told if line.startswith("ben-401k: not bought: it holds several of the target's")
    ]
    assert not [line for line in told if "no price" in line or "do-not-buy" in line]


def test_funds_of_the_menu_follow_the_typed_ones_cheapest_first(loaded: tuple[Household, Policy]) -> None:
    household, policy = loaded
    assert policy.buys["bonds"] == ("BND", "VTEB", "AGG", "MUB", "VBTLX", "BRW-STABLE")
    expenses = [household.instruments[symbol].expense_pct for symbol in policy.buys["bonds"][-2:]]
    assert expenses == sorted(expenses)
    assert expenses[0] < expenses[1]
