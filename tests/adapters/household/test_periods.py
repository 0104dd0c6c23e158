"""Trading windows, blackouts and dated reserves: read exactly, refused with line and remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.adapters.household.test_read import GOOD, only, read
from trimtab.core.elections import Contribution, Every
from trimtab.core.periods import Period
from trimtab.ledger.spec import Pending, ReserveSpec

PLACE = 'number = "4821"\n'


def with_keys(lines: str) -> str:
    return GOOD.replace(PLACE, f"{PLACE}{lines}\n")


def test_they_are_taken_over_exactly() -> None:
    made = read(
        with_keys(
            "cash_reserve_tolerance_usd = 8750.5\n"
            "trading_windows = [{from = 2026-12-01, to = 2026-12-15}]\n"
            "blackouts = [{from = 2026-12-10, to = 2026-12-10}]\n"
            'reserves = [{amount_usd = 12000, from = 2026-10-01, to = 2027-01-15, label = "tuition"}]'
        )
    )
    assert made.problems == ()
    assert made.spec is not None
    joint = next(one for one in made.spec.accounts if one.account_id == "joint")
    assert joint.cash_reserve_tolerance_usd == Decimal("8750.5")
    assert joint.trading_windows == (Period(date(2026, 12, 1), date(2026, 12, 15)),)
    assert joint.blackouts == (Period(date(2026, 12, 10), date(2026, 12, 10)),)
    days = Period(date(2026, 10, 1), date(2027, 1, 15))
    assert joint.reserves == (ReserveSpec(Decimal(12_000), days, "tuition"),)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    problem = only(with_keys("blackouts = [{from = 2026-12-10, to = 2026-12-01}]"))
    assert "to is before from" in problem.message
    assert problem.source is not None
    assert problem.source.line == GOOD[: GOOD.index(PLACE)].count("\n") + 2


def test_new_money_needs_both_its_amount_and_how_often() -> None:
    made = read(with_keys('contribution_usd = 850\ncontribution_every = "2 weeks"'))
    assert made.spec is not None
    joint = next(one for one in made.spec.accounts if one.account_id == "joint")
    assert joint.contribution == Contribution(Decimal(850), Every.TWO_WEEKS)
    half = read(with_keys("contribution_usd = 850"))
    assert "both of contribution_usd" in half.problems[0].message


def test_open_orders_are_taken_over_exactly() -> None:
    text = GOOD + '[[pending]]\naccount = "joint"\nkind = "sell"\nsymbol = "VTI"\nquantity = 2.5\n'
    made = read(text)
    assert made.problems == ()
    assert made.spec is not None
    (one,) = made.spec.pending
    assert (one.account_id, one.kind, one.symbol, one.quantity) == (
        "joint",
        Pending.SELL,
        "VTI",
        Decimal("2.5"),
    )
    assert one.source.line == GOOD.count("\n") + 1
