"""One account as it stands: positions, cash settled and promised, and what is doubtful in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, cash, export, fund, position, spec
from trimtab.core.accounts import Role
from trimtab.core.problems import Problem, Severity, Source, error, note
from trimtab.core.statement import StatedCash, StatedPosition
from trimtab.ledger.holdings import Holdings, read_holdings
from trimtab.ledger.sources import Statement
from trimtab.ledger.spec import AccountSpec, HoldingSpec, InstrumentSpec
from trimtab.ledger.symbols import build_symbols

FILE, LINE, AT_HOME = (
    Source("positions.csv", 2),
    Source("positions.csv", 9),
    Source("household.toml", 20, "joint"),
)
EXCLUDED = InstrumentSpec(fund("SHORT", "stocks.us"), Source("household.toml", 40), Role.EXCLUDED, "a hedge")
SYMBOLS = build_symbols(spec(instruments=(EXCLUDED,)), CATALOGUE)


def read(*rows: StatedPosition | StatedCash, of: AccountSpec | None = None) -> Holdings:
    statement = Statement(export(*rows, numbers=("4821", "9999")), frozenset({"4821"}), DAY)
    return read_holdings(of or account(), statement, {}, SYMBOLS)


def typed(symbol: str, quantity: int = 2, **more: object) -> HoldingSpec:
    return HoldingSpec(symbol, Decimal(quantity), Source("household.toml", 22), price_usd=Decimal(10), **more)  # type: ignore[arg-type]


def codes(found: Holdings) -> list[str]:
    return [problem.code for problem in found.problems]


def test_only_the_accounts_rows_count() -> None:
    found = read(
        position("VTI", "3", cost="9"), position("BND", "5", ref="9999"), cash("7"), cash("8", ref="9999")
    )
    assert [(one.symbol, one.quantity) for one in found.positions] == [("VTI", 3)]
    assert (found.cash_usd, found.cash_unsettled_usd, found.as_of) == (7, 0, DAY)


def test_the_first_line_is_the_source_of_a_position_in_several_rows() -> None:
    rows = [position("VTI", "1", cost="9", line=line) for line in (5, 3, 4)]
    [held] = read(*rows, cash("1")).positions
    assert held.lots[0].source == Source("positions.csv", 3)


@pytest.mark.parametrize(
    ("symbol", "quantity", "kept", "told"),
    [
        ("VTI", "0", False, note("position-zero", "VTI in joint has a quantity of 0; left out", "", FILE)),
        (
            "VTI",
            "-0.5",
            False,
            error(
                "position-short",
                "VTI in joint: -0.5 is a short position",
                'short positions are not supported: close it, or describe it in [[instruments]] with role = "excluded"',
                FILE,
            ),
        ),
        ("VTI", "0.5", True, None),
        ("SHORT", "-5", True, None),
    ],
)
def test_what_is_short_or_nothing(symbol: str, quantity: str, kept: bool, told: Problem | None) -> None:
    found = read(
        position(symbol, quantity, cost="9"), cash("1"), of=account(kind=account().kind, locked=True)
    )
    assert len(found.positions) == kept
    assert found.problems == ((told,) if told else ())


@pytest.mark.parametrize(
    ("flags", "own", "reinvests"),
    [
        ((True, False), False, True),
        ((False, False), True, False),
        ((None, None), True, True),
        ((None, False), True, False),
    ],
)
def test_reinvestment_is_as_any_row_says_else_as_typed(
    flags: tuple[bool | None, ...], own: bool, reinvests: bool
) -> None:
    rows = [position("VTI", "1", cost="9", reinvest=flag, line=n) for n, flag in enumerate(flags)]
    assert read(*rows, cash("1"), of=account(reinvest=own)).positions[0].reinvest is reinvests


def test_a_sweep_fund_is_worth_its_value_its_price_or_a_dollar_a_share() -> None:
    assert read(position("VMFXX", "5", "2", value="11"), cash("100")).cash_usd == 111
    assert read(position("VMFXX", "5", "2"), cash("100")).cash_usd == 110
    assert read(position("VMFXX", "5", None), cash("100")).cash_usd == 105


def test_cash_told_as_cash_and_as_a_fund_counts_once_to_the_cent() -> None:
    sweep = position("VMFXX", "1", "1", value="100")
    words = "$100.00 in joint is told both as cash and as a sweep fund; counted once"
    for amount in ("100", "100.009", "99.991"):
        found = read(sweep, cash(amount))
        assert found.cash_usd == Decimal(amount)
        assert codes(found) == ["cash-counted-once"]
    nothing = position("VMFXX", "0", "1", line=7)
    assert read(sweep, nothing, cash("100")).problems == (note("cash-counted-once", words, "", FILE),)
    assert read(sweep, cash("100.01")).cash_usd == Decimal("200.01")
    assert read(position("VMFXX", "0", "1", value="0"), cash("0")).problems == ()


def test_cash_that_no_file_states_is_typed_or_noted() -> None:
    assert read().problems == (
        note(
            "cash-not-stated",
            'the file states no cash for "joint"; taken as $0.00',
            "if there is some, write cash_usd = …",
            Source("positions.csv"),
        ),
    )
    bare = read(of=account(cash_usd=Decimal(77)))
    assert (bare.cash_usd, bare.problems) == (77, ())


@pytest.mark.parametrize("row", [cash("5"), position("VMFXX", "5", "1")])
def test_cash_both_typed_and_stated_is_refused(row: StatedCash | StatedPosition) -> None:
    found = read(row, of=account(cash_usd=Decimal(77)))
    words = "joint: cash_usd is typed, and positions.csv states $5.00"
    assert found.cash_usd == 77
    assert found.problems == (error("cash-twice", words, "remove cash_usd from the household file", AT_HOME),)


def test_typed_sweep_funds_are_added_to_what_is_stated() -> None:
    own = account(holdings=(typed("VMFXX"), typed("BND", cost_usd=Decimal(1), acquired=DAY)))
    assert read(cash("5"), of=own).cash_usd == 25
    assert read_holdings(replace(own, cash_usd=Decimal(7)), None, {}, SYMBOLS).cash_usd == 27
    assert read_holdings(own, None, {}, SYMBOLS).cash_usd == 20


@pytest.mark.parametrize(
    ("settled", "promised", "free", "unsettled", "refused"),
    [
        ("100", "-30", 70, 0, False),
        ("100", "30", 100, 30, False),
        ("100", "-100", 0, 0, False),
        ("100", "-100.01", Decimal("-0.01"), 0, True),
    ],
)
def test_money_promised_is_not_settled_cash(
    settled: str, promised: str, free: Decimal, unsettled: int, refused: bool
) -> None:
    found = read(cash(settled), cash(promised, settled=False))
    assert (found.cash_usd, found.cash_unsettled_usd) == (free, unsettled)
    assert codes(found) == (["cash-negative"] if refused else [])


def test_negative_cash_in_its_words() -> None:
    remedy = "margin is not supported: deposit the amount, correct the file, or write locked = true for the account"
    refused = error("cash-negative", "cash in joint is -$12.50", remedy, LINE)
    below = replace(cash("0"), source=Source("positions.csv", 10))
    assert read(cash("-12.5"), below).problems == (refused,)
    sweep = position("VMFXX", "-12.5", "1")
    later = position("VMFXX", "0", "1", line=3)
    assert read(sweep, later).problems == (replace(refused, source=FILE),)
    counted = "it is counted as it is, because the account is locked"
    kept = Problem(Severity.WARNING, "cash-negative", "cash in joint is -$12.50", counted, LINE)
    assert read(cash("-12.5"), of=account(locked=True)).problems == (kept,)


def test_a_holding_typed_and_stated_is_refused() -> None:
    found = read(position("VTI", "1", cost="1"), cash("1"), of=account(holdings=(typed("VTI"),)))
    assert found.problems[-1] == error(
        "holding-twice",
        "VTI in joint is typed by hand and stated by its export (or typed twice)",
        "remove one of the two",
        Source("household.toml", 22),
    )
    assert found.positions[0].quantity == 1


def test_an_account_nobody_tells_of_is_refused() -> None:
    remedy = "export its positions into the exports folder, or type cash_usd and [[accounts.holdings]]"
    words = 'no file states the positions of account "joint"'
    [numbered] = read_holdings(account(), None, {}, SYMBOLS).problems
    assert numbered == error("account-no-data", f"{words} (number ending 4821)", remedy, AT_HOME)
    [bare] = read_holdings(account(number=""), None, {}, SYMBOLS).problems
    assert bare == error("account-no-data", words, remedy, AT_HOME)
    assert read_holdings(account(cash_usd=Decimal(0)), None, {}, SYMBOLS).problems == ()


def test_a_typed_account_is_of_the_day_typed_and_its_holdings_have_their_own_role() -> None:
    day = date(2026, 11, 1)
    frozen = typed("VTI", role=Role.FROZEN, reason="a gift", cost_usd=Decimal(5), acquired=day)
    found = read_holdings(account(as_of=day, holdings=(typed("SHORT"), frozen)), None, {}, SYMBOLS)
    assert found.as_of == day
    assert [(one.symbol, one.role, one.role_reason, one.lots[0].lot_id) for one in found.positions] == [
        ("SHORT", Role.EXCLUDED, "a hedge", "unknown-date"),
        ("VTI", Role.FROZEN, "a gift", "2026-11-01"),
    ]
    assert found.problems == ()


@pytest.mark.parametrize(("locked", "told"), [(False, ["basis-missing"]), (True, [])])
def test_a_missing_cost_matters_where_a_sale_could_come_up(locked: bool, told: list[str]) -> None:
    assert codes(read(position("VTI", "1"), cash("1"), of=account(locked=locked))) == told
