"""Open orders and transfers: what is promised is set aside, and a promise that cannot be is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.ledger.builders import account, cash, export, loaded, position, refused, spec
from trimtab.core.household import Household
from trimtab.core.problems import Problem, Source
from trimtab.ledger.spec import Pending, PendingSpec

D = Decimal
FILES = [export(position("VTI", "10"), cash("500"))]
SOURCE = Source("household.toml", 70)


def open_order(kind: Pending, symbol: str = "", quantity: str = "", amount: str = "") -> PendingSpec:
    return PendingSpec(
        "joint", kind, symbol, D(quantity) if quantity else None, D(amount) if amount else None, SOURCE
    )


def made(*orders: PendingSpec) -> tuple[Household, tuple[Problem, ...]]:
    household, _, problems = loaded(FILES, spec(account(), pending=orders))
    return household, problems


def test_shares_of_open_sales_are_not_sold_again() -> None:
    household, _ = made(open_order(Pending.SELL, "VTI", "4"), open_order(Pending.SELL, "VTI", "3"))
    (held,) = household.account("joint").positions
    assert (held.quantity, held.pending_quantity) == (10, 7)


def test_cash_of_an_open_purchase_stays_and_the_purchase_is_coming() -> None:
    joint = made(open_order(Pending.BUY, "BND", amount="120.50"))[0].account("joint")
    assert joint.cash_reserve_usd == D("120.50")
    assert joint.purchases_coming == {"BND"}


def test_an_account_in_transfer_is_counted_and_not_traded() -> None:
    household, problems = made(open_order(Pending.TRANSFER))
    assert household.account("joint").locked
    assert household.account("joint").locked_reason == "a transfer is under way"
    assert [p.code for p in problems if p.code.startswith("pending")] == ["pending-transfer"]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (open_order(Pending.SELL, "VTI", "10.5"), "pending-too-many"),
        (open_order(Pending.SELL, "BND", "1"), "pending-too-many"),
        (open_order(Pending.SELL, "VTI"), "pending-incomplete"),
        (open_order(Pending.SELL, "VTI", "1", "100"), "pending-incomplete"),
        (open_order(Pending.BUY, "VTI", amount="500.01"), "pending-too-much"),
        (open_order(Pending.BUY, "VTI", "2"), "pending-incomplete"),
        (open_order(Pending.BUY, "", amount="5"), "pending-incomplete"),
        (PendingSpec("nobody", Pending.TRANSFER, "", None, None, SOURCE), "pending-account-unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(order: PendingSpec, code: str) -> None:
    assert refused(FILES, spec(account(), pending=(order,)), code).source == SOURCE
