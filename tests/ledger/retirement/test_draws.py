"""What taking money out of an account means: by its kind and its owner's age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.retirement.builders import ANN, account, household
from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import Account, AccountKind
from trimtab.core.draws import Draw
from trimtab.core.household import Person
from trimtab.ledger.retirement.deferred import distributions
from trimtab.ledger.retirement.draws import draws_of, due_by_account

D = Decimal
LAW, TABLES = retirement_law_for(2026), life_tables_for(2026)
YOUNG = Person("Cy", date(1980, 5, 1))


def draw(made: Account, due: int = 0) -> Draw:
    home = replace(household(made), people=(ANN, YOUNG))
    return draws_of(home, LAW, {made.account_id: D(due)})[made.account_id]


@pytest.mark.parametrize(
    ("kind", "owner", "share", "rate"),
    [
        (AccountKind.TAXABLE, "Ann", 0, "0"),
        (AccountKind.TRADITIONAL_IRA, "Ann", 1, "0"),
        (AccountKind.TRADITIONAL_IRA, "Cy", 1, "0.1"),
        (AccountKind.K401, "Cy", 1, "0.1"),
        (AccountKind.INHERITED_IRA, "Cy", 1, "0"),
        (AccountKind.HSA, "Ann", 1, "0"),
        (AccountKind.HSA, "Cy", 1, "0.2"),
        (AccountKind.ROTH_IRA, "Ann", 0, "0"),
    ],
)
def test_each_kind_is_taxed_as_it_is(kind: AccountKind, owner: str, share: int, rate: str) -> None:
    found = draw(account("one", kind, owner))
    assert (found.income_share, found.early_rate, found.closed) == (D(share), D(rate), "")


def test_exceptions_to_the_additional_tax_are_named() -> None:
    words = draw(account("one", AccountKind.TRADITIONAL_IRA, "Cy")).words
    assert "10% more because it is before 2039-11-01" in words
    assert "disability" in words


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (account("one", AccountKind.ROTH_IRA, "Cy"), "what was paid in comes out untaxed"),
        (account("one", AccountKind.E529), "is for study"),
        (account("one", AccountKind.TRADITIONAL_IRA, "Nobody"), "no one of [[people]]"),
        (account("one", AccountKind.K401, "Cy", still_working=True), "while its owner works there"),
        (account("one", AccountKind.TAXABLE, locked=True), "is locked"),
    ],
)
def test_where_the_tax_cannot_be_known_no_money_is_taken(made: Account, why: str) -> None:
    assert why in draw(made).closed


def test_what_must_still_come_out_is_due_where_there_is_most() -> None:
    small = account(
        "a",
        AccountKind.TRADITIONAL_IRA,
        cash_usd=D(2_000),
        value_last_year_end_usd=D(3_000),
        distributed_usd=D(0),
    )
    large = account(
        "b",
        AccountKind.TRADITIONAL_IRA,
        cash_usd=D(90_000),
        value_last_year_end_usd=D(97_000),
        distributed_usd=D(0),
    )
    groups = distributions(household(small, large), LAW, TABLES).groups
    due = due_by_account(groups)
    left = sum((group.left_usd or D(0) for group in groups), D(0))
    assert set(due) == {"b"}
    assert left <= due["b"] < left + 1
    assert draw(large, 500).least_usd == 500
