"""Every shared CSV sample of Schwab, Fidelity and Vanguard goes through, as a person reads it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports.csv_samples import EXPECTED, SAMPLES, Expected, total
from tests.shared import needs_shared
from trimtab.adapters.imports.registry import read_export
from trimtab.core.household import ActivityKind
from trimtab.core.problems import errors_in
from trimtab.core.statement import FileKind, LineKind, ParsedFile

pytestmark = needs_shared
each_sample = pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.name)


def sample(name: str) -> ParsedFile:
    return next(expected for expected in EXPECTED if expected.name == name).read()


@each_sample
def test_goes_through_with_what_a_person_reads(expected: Expected) -> None:
    parsed = expected.read()
    assert errors_in(parsed.problems) == []
    assert (parsed.kind, parsed.layout) == (expected.kind, expected.layout)
    assert (parsed.as_of and parsed.as_of.isoformat()) == expected.as_of
    assert tuple(account.mask for account in parsed.accounts) == expected.accounts
    assert len(parsed.positions) == expected.positions
    assert total([position.value_usd for position in parsed.positions]) == Decimal(expected.positions_usd)
    assert total([cash.amount_usd for cash in parsed.cash]) == Decimal(expected.cash_usd)
    assert len(parsed.lots) == expected.lots
    assert total([lot.cost_usd for lot in parsed.lots]) == Decimal(expected.lots_cost_usd)
    assert len(parsed.transactions) == expected.transactions
    assert total([one.amount_usd for one in parsed.transactions]) == Decimal(expected.transactions_usd)
    assert tuple(sorted({problem.code for problem in parsed.problems}, reverse=True)) == tuple(
        sorted(expected.codes, reverse=True)
    )


@each_sample
def test_every_line_is_accounted_for(expected: Expected) -> None:
    parsed = expected.read()
    text = expected.data.decode("utf-8-sig")
    assert parsed.line_count == len(text.replace("\r\n", "\n").removesuffix("\n").split("\n"))
    assert sum(parsed.lines.values()) == parsed.line_count
    assert LineKind.ERROR not in parsed.lines


@each_sample
def test_no_message_shows_more_than_the_last_four_of_a_number(expected: Expected) -> None:
    parsed = expected.read()
    shown = " ".join(
        [str(problem) for problem in parsed.problems] + [account.name for account in parsed.accounts]
    )
    for account in parsed.accounts:
        assert len(account.number) <= 4 or account.number not in shown


@each_sample
def test_quantity_times_unit_price_is_the_value(expected: Expected) -> None:
    for position in expected.read().positions:
        assert position.price_usd is not None
        assert position.value_usd is not None
        assert abs(position.quantity * position.price_usd - position.value_usd) < Decimal("3.50")


def test_schwab_wide_lots_report_the_total_that_does_not_add_up() -> None:
    parsed = sample("2020-10-25_HYLB.csv")
    (problem,) = parsed.problems
    assert str(problem.source) == "2020-10-25_HYLB.csv:6"
    assert "the total says 20, its 2 rows sum to 40: a difference of -20" in problem.message
    assert [(lot.quantity, lot.acquired) for lot in parsed.lots] == [
        (Decimal(24), date(2020, 8, 31)),
        (Decimal(16), date(2020, 8, 30)),
    ]


def test_schwab_positions_say_cost_reinvestment_and_kind_of_account() -> None:
    parsed = sample("schwab_all_accounts_2026.csv")
    by_symbol = {position.symbol: position for position in parsed.positions}
    assert by_symbol["VTI"].quantity == Decimal("1250.5")
    assert by_symbol["VTI"].cost_usd == Decimal("198340.11")
    assert by_symbol["VTEB"].cost_usd is None
    assert by_symbol["SCHB"].reinvest is False
    assert by_symbol["SCHB"].account_ref == "456"
    assert [(account.name, account.kind_hint) for account in parsed.accounts] == [
        ("Individual", "taxable"),
        ("Rollover IRA", "traditional_ira"),
    ]


def test_schwab_option_price_is_that_of_a_whole_contract() -> None:
    option = sample("All-Accounts-Positions-2020-11-15.CSV").positions[2]
    assert option.symbol == "SMAL 04/01/2020 32.00 P"
    assert option.price_usd == Decimal(1253)


def test_schwab_transactions_keep_signs_days_and_both_legs() -> None:
    parsed = sample("Intelligent_Transactions.CSV")
    rows = [(one.kind, one.symbol, one.quantity, one.amount_usd) for one in parsed.transactions]
    assert rows[0] == (ActivityKind.SPLIT, "IAU", Decimal(5), Decimal(0))
    assert rows[1] == (ActivityKind.SPLIT, "464285105", Decimal(-10), Decimal(0))
    assert rows[2] == (ActivityKind.SELL, "SCHA", Decimal("-19.5"), Decimal("1447.49"))
    assert rows[5] == (ActivityKind.BUY, "SCHA", Decimal(20), Decimal("-1451.20"))
    assert parsed.transactions[4].trade_date == date(2020, 10, 13)


def test_schwab_transactions_of_2023_by_kind() -> None:
    parsed = sample("schwab-export-2023.csv")
    counts = Counter(one.kind for one in parsed.transactions)
    assert counts[ActivityKind.REINVEST] == 40
    assert counts[ActivityKind.FEE] == 12
    assert counts[ActivityKind.INTEREST] == 5
    assert counts[ActivityKind.SELL] == 2
    assert counts[ActivityKind.BUY] == 1
    assert len({one.fingerprint for one in parsed.transactions}) == 119


def test_schwab_empty_history_still_says_its_period() -> None:
    parsed = sample("Brokerage_Transactions_20201130-180000_EMPTY.CSV")
    assert (parsed.history_from, parsed.history_to) == (date(2020, 11, 16), date(2020, 11, 29))


def test_fidelity_positions_know_cash_pending_plans_and_treasuries() -> None:
    parsed = sample("fidelity_Portfolio_Positions_Nov-20-2026.csv")
    assert [(cash.label, cash.amount_usd, cash.settled) for cash in parsed.cash] == [
        ("SPAXX**", Decimal("2630.75"), True),
        ("Pending activity", Decimal("799.83"), False),
        ("FCASH**", Decimal("12.40"), True),
    ]
    plan, treasury = parsed.positions[2], parsed.positions[4]
    assert (plan.symbol, plan.cost_usd) == ("VANG TARGET RET 2045", Decimal("25234.91"))
    assert (treasury.cusip, treasury.quantity, treasury.price_usd) == ("912810FS2", 44000, Decimal("0.98484"))
    assert [account.kind_hint for account in parsed.accounts] == ["roth_ira", "401k", "taxable"]
    assert {position.price_as_of for position in parsed.positions} == {date(2026, 11, 20)}


def test_fidelity_history_by_kind_and_price_of_bonds() -> None:
    parsed = sample("Accounts_History_20251204.csv")
    counts = Counter(one.kind for one in parsed.transactions)
    assert counts == {
        ActivityKind.DIVIDEND: 7,
        ActivityKind.REINVEST: 2,
        ActivityKind.CONTRIBUTION: 2,
        ActivityKind.WITHDRAWAL: 1,
        ActivityKind.TRANSFER_IN: 1,
        ActivityKind.TRANSFER_OUT: 1,
        ActivityKind.INTEREST: 1,
        ActivityKind.BUY: 2,
        ActivityKind.SELL: 2,
        ActivityKind.CORPORATE_ACTION: 1,
        ActivityKind.FEE: 1,
    }
    bond = parsed.transactions[-1]
    assert (bond.symbol, bond.price_usd, bond.settle_date) == ("412003AD7", Decimal("0.9067"), None)
    assert parsed.transactions[13].settle_date == date(2025, 11, 18)


def test_vanguard_keeps_the_settlement_fund_as_cash_and_names_plan_funds() -> None:
    parsed = sample("vanguard_OfxDownload.csv")
    assert [cash.label for cash in parsed.cash] == ["VMFXX", "VMFXX"]
    assert parsed.positions[3].symbol == "VANGUARD TOTAL BOND MARKET INDEX FUND INSTITUTIONAL SHARES"
    assert [one.kind for one in parsed.transactions] == [
        ActivityKind.DIVIDEND,
        ActivityKind.REINVEST,
        ActivityKind.SELL,
        ActivityKind.SWEEP,
    ]
    assert all(position.cost_usd is None for position in parsed.positions)


def test_vanguard_lots_take_their_day_from_the_column_names() -> None:
    parsed = sample("vanguard_cost_basis_lots.csv")
    assert [lot.lot_id for lot in parsed.lots] == ["2020-03-15@131#1", "2026-09-01@345#1"]


def test_names_that_look_like_formulas_stay_what_they_are() -> None:
    parsed = sample("hostile_formula_names.csv")
    assert [position.description[0] for position in parsed.positions] == ["=", "+", "@", "-"]


def test_numbers_that_are_none_are_refused_each_with_its_place() -> None:
    data = (SAMPLES / "constructed/hostile_nan_infinity.csv").read_bytes()
    parsed = read_export("hostile_nan_infinity.csv", data)
    assert [(p.code, str(p.source)) for p in errors_in(parsed.problems)] == [
        ("number-not-a-number", f"hostile_nan_infinity.csv:{line} [Shares]") for line in (2, 3, 5)
    ]


@pytest.mark.parametrize(
    ("path", "code", "custodian"),
    [
        ("schwab/EAC_Checking_Transactions_20201223-160009.CSV", "not-an-investment-account", "schwab"),
        ("constructed/etrade_PortfolioDownload.csv", "layout-not-supported", "etrade"),
        ("constructed/merrill_positions.csv", "layout-not-supported", "merrill"),
        ("constructed/m1_holdings.csv", "layout-not-supported", "m1"),
        ("constructed/tiaa_investments.csv", "layout-not-supported", "tiaa"),
        ("robinhood/robinhood_activity_2025.csv", "layout-not-supported", "robinhood"),
        ("ibkr/ibkr-trades-export.csv", "layout-not-supported", "interactive_brokers"),
        ("constructed/ibkr_basket_orders.csv", "not-an-export", "interactive_brokers"),
        ("negative/ai-import-edge-cases.csv", "layout-unknown", ""),
        ("negative/ghostfolio_invalid-fee.csv", "layout-unknown", ""),
        ("negative/ghostfolio_invalid-symbol.csv", "layout-unknown", ""),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(path: str, code: str, custodian: str) -> None:
    parsed = read_export(path.rpartition("/")[2], (SAMPLES / path).read_bytes())
    (problem,) = errors_in(parsed.problems)
    assert (problem.code, parsed.custodian, parsed.kind) == (code, custodian, FileKind.UNKNOWN)
    assert problem.remedy
    assert sum(parsed.lines.values()) == parsed.line_count
