"""The household file's values: the worth of a unit, and where a key stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.ledger.builders import DAY, spec
from trimtab.core.accounts import AccountKind
from trimtab.core.problems import Source
from trimtab.ledger.spec import AccountSpec, EventSpec, HoldingSpec, TypedKind

HERE = Source("household.toml", 22)


@pytest.mark.parametrize(
    ("price", "value", "usd"), [("7", None, 7), (None, "10", Decimal("2.5")), (None, None, 0), ("0", "10", 0)]
)
def test_the_price_of_a_unit(price: str | None, value: str | None, usd: Decimal) -> None:
    made = HoldingSpec("HOUSE", Decimal(4), HERE, price and Decimal(price), value and Decimal(value))
    assert made.unit_usd == usd


def test_an_account_is_free_and_buys_whole_shares_unless_told_otherwise() -> None:
    made = AccountSpec("joint", AccountKind.TAXABLE, HERE)
    assert (made.quantity_step, made.fund_quantity_step, made.cash_reserve_usd) == (1, Decimal("0.001"), 0)
    assert (made.locked, made.settles_next_day) == (False, False)
    assert made.menu is None
    event = EventSpec(TypedKind.SPLIT, DAY, HERE)
    assert (event.taxable, event.to_charity) == (False, False)


LINES = {"accounts\x1f0": 10, "accounts\x1f0\x1fnumber": 12, "accounts\x1f1": 20, "policy": 30, "": 99}


@pytest.mark.parametrize(
    ("path", "line", "name"),
    [
        (("accounts", "0", "number"), 12, "accounts[1].number"),
        (("accounts", "0", "kind"), 10, "accounts[1].kind"),
        (("accounts", "1", "holdings", "2", "symbol"), 20, "accounts[2].holdings[3].symbol"),
        (("policy",), 30, "policy"),
        (("flows", "0"), None, "flows[1]"),
        (("flows",), None, "flows"),
    ],
)
def test_a_key_stands_on_its_own_line_or_that_of_the_table_around_it(
    path: tuple[str, ...], line: int | None, name: str
) -> None:
    assert spec(lines=LINES).at(*path) == Source("household.toml", line, name)
