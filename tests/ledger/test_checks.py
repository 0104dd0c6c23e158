"""What was read must be known, priced and fresh: each breach in its words, with the edges on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, export, spec
from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.instruments import Price
from trimtab.core.problems import Problem, Severity, Source, error, note, warning
from trimtab.ledger.checks import (
    check_days,
    check_flows,
    check_named_symbols,
    check_prices,
    check_symbols_known,
)
from trimtab.ledger.sources import Statement
from trimtab.ledger.spec import AccountSpec, FlowSpec
from trimtab.ledger.symbols import build_symbols

SYMBOLS = build_symbols(spec(), CATALOGUE)
FIVE_DAYS = 5
TYPED = Source("household.toml", 60)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def holder(account_id: str, *positions: Position, locked: bool = False) -> Account:
    return Account(
        account_id,
        account_id,
        AccountKind.TAXABLE,
        "Ann",
        "Schwab",
        "4821",
        Decimal(0),
        positions,
        locked=locked,
    )


def position(
    symbol: str, role: Role = Role.TRADABLE, file: str = "p.csv", lines: tuple[int, ...] = (2,)
) -> Position:
    lots = tuple(Lot(f"{line}", Decimal(1), None, None, Source(file, line)) for line in lines)
    return Position(symbol, lots, role)


def test_a_symbol_nobody_knows_is_told_once_at_its_first_line() -> None:
    accounts = [holder("joint", position("VTY", file="z.csv")), holder("ira", position("VTY", lines=(4, 3)))]
    assert check_symbols_known([*accounts, holder("own", position("VTI"))], SYMBOLS) == [
        error(
            "symbol-unknown",
            '"VTY" (held in ira, joint) is not known',
            'did you mean VTI? Say what it is: [[instruments]] symbol = "VTY", classes = { … }, '
            'or [aliases] "VTY" = its ticker',
            Source("p.csv", 4),
        )
    ]


@pytest.mark.parametrize("key", ["menu", "do_not_buy", "do_not_sell", "purchases_coming"])
def test_a_symbol_in_an_accounts_list_must_be_known_held_or_seen(key: str) -> None:
    made = spec(account(), replace(account("ira"), **{key: ("VTI", "HELD", "SEEN", "QQX")}))
    held = [holder("joint", position("HELD"))]
    assert check_named_symbols(made, held, SYMBOLS, frozenset({"SEEN"})) == [
        error(
            "symbol-unknown",
            '"QQX" is neither known nor held',
            "Describe it in [[instruments]], or correct it",
            Source("household.toml", None, f"accounts[2].{key}"),
        )
    ]


def priced(usd: str, days: int = 0) -> Price:
    return Price("VTI", Decimal(usd), ago(days), Source("q.csv", 8))


def price_problems(*accounts: Account, price: Price | None) -> list[Problem]:
    return check_prices(accounts, {"VTI": price} if price else {}, DAY, FIVE_DAYS)


def test_what_is_held_has_a_price() -> None:
    assert price_problems(holder("joint", position("VTI", lines=(3, 2))), price=None) == [
        error(
            "price-missing",
            "VTI in joint has no price",
            'add [[prices]] symbol = "VTI", usd = …, as_of = 2026-11-20',
            Source("p.csv", 3),
        )
    ]


@pytest.mark.parametrize(
    ("usd", "role", "refused"),
    [
        ("-0.01", Role.TRADABLE, True),
        ("0", Role.TRADABLE, True),
        ("0.01", Role.TRADABLE, False),
        ("-0.01", Role.FROZEN, True),
        ("0", Role.FROZEN, False),
        ("-0.01", Role.EXCLUDED, True),
        ("0", Role.EXCLUDED, False),
    ],
)
def test_a_price_is_above_zero_or_zero_where_nothing_is_traded(usd: str, role: Role, refused: bool) -> None:
    told = error(
        "price-not-positive",
        f"the price of VTI is {usd}",
        'correct it, or give it role = "frozen"',
        Source("q.csv", 8),
    )
    assert price_problems(holder("joint", position("VTI", role)), price=priced(usd)) == (
        [told] if refused else []
    )


@pytest.mark.parametrize(
    ("role", "locked", "days", "told"),
    [
        (Role.TRADABLE, False, 5, None),
        (Role.TRADABLE, False, 6, ("price-stale", Severity.ERROR)),
        (Role.TRADABLE, True, 6, ("price-stale", Severity.WARNING)),
        (Role.FROZEN, False, 365, None),
        (Role.FROZEN, False, 366, ("appraisal-old", Severity.WARNING)),
        (Role.EXCLUDED, False, 9999, None),
    ],
)
def test_how_old_a_price_may_be(
    role: Role, locked: bool, days: int, told: tuple[str, Severity] | None
) -> None:
    found = price_problems(holder("joint", position("VTI", role), locked=locked), price=priced("9", days))
    assert [(problem.code, problem.severity) for problem in found] == ([told] if told else [])


def test_old_prices_in_their_words() -> None:
    source = Source("q.csv", 8)
    [stale] = price_problems(holder("joint", position("VTI")), price=priced("9", 6))
    assert stale == error(
        "price-stale",
        "the price of VTI is of 2026-11-14, 6 days before 2026-11-20 (at most 5)",
        "export the positions again, add a [[prices]] entry, or raise max_price_age_days in [policy]",
        source,
    )
    [old] = price_problems(holder("joint", position("VTI", Role.FROZEN)), price=priced("9", 366))
    assert old == warning(
        "appraisal-old",
        "the value of VTI is of 2025-11-19, 366 days before 2026-11-20",
        "have it appraised again and update value_usd",
        source,
    )


def test_one_problem_for_each_symbol_the_gravest_first_in_the_order_of_symbols() -> None:
    free = holder("joint", position("VTI"))
    locked = holder("plan", position("VTI"), position("BND"), locked=True)
    for accounts in ((free, locked), (locked, free)):
        found = check_prices(accounts, {"VTI": priced("9", 6)}, DAY, FIVE_DAYS)
        assert [(problem.code, problem.severity) for problem in found] == [
            ("price-missing", Severity.ERROR),
            ("price-stale", Severity.ERROR),
        ]


def day_problems(*accounts: AccountSpec, stated: date | None = None) -> list[Problem]:
    statement = Statement(export(name="joint.csv"), frozenset({"4821"}), stated) if stated else None
    return check_days(spec(*accounts), {"joint": statement} if statement else {}, DAY)


@pytest.mark.parametrize(
    ("day", "locked", "told"),
    [
        (ago(5), False, None),
        (ago(6), False, ("account-stale", Severity.ERROR)),
        (ago(6), True, ("account-stale", Severity.WARNING)),
        (DAY, False, None),
        (ago(-1), False, ("as-of-behind", Severity.ERROR)),
    ],
)
def test_how_old_a_statement_may_be(day: date, locked: bool, told: tuple[str, Severity] | None) -> None:
    found = day_problems(account(locked=locked), stated=day)
    assert [(problem.code, problem.severity) for problem in found] == ([told] if told else [])
    assert [problem.source for problem in found] == ([Source("joint.csv")] if told else [])
    assert len(day_problems(account(locked=locked, as_of=day))) == bool(told)


def test_days_in_their_words() -> None:
    [stale] = day_problems(account(), stated=ago(6))
    assert stale.message == "joint was stated on 2026-11-14, 6 days before 2026-11-20 (at most 5)"
    assert stale.remedy == "export the account again, or raise max_price_age_days in [policy]"
    [behind] = day_problems(account(), stated=ago(-1))
    assert behind.message == "joint is stated as of 2026-11-21, after the household's as_of = 2026-11-20"
    assert behind.remedy == "write as_of = 2026-11-21, or leave as_of out"


def test_typed_cash_without_a_day_is_noted_and_the_other_accounts_are_looked_at() -> None:
    words = "the cash typed for box has no date; taken as of 2026-11-20"
    undated = note(
        "account-no-date", words, "write as_of under the account", Source("household.toml", 20, "box")
    )
    found = day_problems(account("box", cash_usd=Decimal(5)), account("empty"), account(), stated=ago(6))
    assert found[0] == undated
    assert [problem.code for problem in found[1:]] == ["account-stale"]


@pytest.mark.parametrize(
    ("amount", "days", "code"),
    [
        (100, -1, "flow-past"),
        (-100, -1, "flow-past"),
        (100, 0, None),
        (100, 92, None),
        (100, 93, "flow-far"),
        (1, 93, "flow-far"),
        (0, 93, None),
        (-100, 93, None),
    ],
)
def test_when_money_may_be_due(amount: int, days: int, code: str | None) -> None:
    flow = FlowSpec("joint", Decimal(amount), ago(-days), "bonus", TYPED)
    assert [problem.code for problem in check_flows(spec(flows=(flow,)), DAY)] == ([code] if code else [])


def test_flows_in_their_words() -> None:
    def told(account_id: str, due: date) -> Problem:
        flow = FlowSpec(account_id, Decimal(9), due, "bonus", TYPED)
        [problem] = check_flows(spec(account(), account("ira"), flows=(flow,)), DAY)
        return problem

    assert told("jiont", DAY) == error(
        "flow-account-unknown",
        'flow "bonus" names account "jiont", which does not exist',
        "use one of: ira, joint",
        TYPED,
    )
    assert told("joint", ago(1)) == error(
        "flow-past",
        'flow "bonus" was due 2026-11-19, before 2026-11-20',
        "remove it if it is already in the account's cash, else move its date",
        TYPED,
    )
    assert told("joint", ago(-93)) == error(
        "flow-far",
        'flow "bonus" is due 2027-02-21, more than 92 days after 2026-11-20',
        "leave it out until it is near: what is bought with it would be bought at today's prices",
        TYPED,
    )
