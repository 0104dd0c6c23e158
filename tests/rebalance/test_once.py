"""Answers that are kept: each question is worked out once, and never for another account or symbol."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

from trimtab.core.accounts import Account, AccountKind
from trimtab.rebalance.once import handed_over, once_per_account, once_per_place, once_per_symbol


class Asked:
    def __init__(self) -> None:
        self.known: dict[tuple[Hashable, ...], Any] = {}
        self.worked_out: list[str] = []

    @once_per_symbol
    def of_symbol(self, symbol: str) -> str | None:
        self.worked_out.append(symbol)
        return None if symbol == "NONE" else symbol

    @once_per_account
    def of_account(self, account: Account) -> str:
        self.worked_out.append(account.account_id)
        return account.name

    @once_per_place
    def of_place(self, account: Account, symbol: str) -> str:
        self.worked_out.append(f"{account.account_id} {symbol}")
        return f"{account.name} {symbol}"


def account(account_id: str) -> Account:
    return Account(
        account_id, f"The {account_id}", AccountKind.TAXABLE, "Ann", "Schwab", "0000", Decimal(0), ()
    )


def test_each_question_is_worked_out_once() -> None:
    asked = Asked()
    for _ in range(2):
        assert [asked.of_symbol("VTI"), asked.of_symbol("NONE")] == ["VTI", None]
        assert [asked.of_account(account("a")), asked.of_account(account("b"))] == ["The a", "The b"]
        assert asked.of_place(account("a"), "VTI") == "The a VTI"
        assert asked.of_place(account("b"), "VTI") == "The b VTI"
    assert asked.worked_out == ["VTI", "NONE", "a", "b", "a VTI", "b VTI"]


def test_answers_handed_over_are_not_worked_out_again_and_then_stay_apart() -> None:
    first, then = Asked(), Asked()
    first.of_symbol("VTI"), first.of_account(account("a")), first.of_place(account("a"), "VTI")
    then.known.update(handed_over(first.known))
    assert (then.of_symbol("VTI"), then.of_account(account("a"))) == ("VTI", "The a")
    assert then.of_place(account("a"), "VTI") == "The a VTI"
    assert not then.worked_out
    then.of_symbol("BND"), then.of_account(account("b")), then.of_place(account("a"), "BND")
    assert then.worked_out == ["BND", "b", "a BND"]
    first.of_symbol("BND"), first.of_account(account("b")), first.of_place(account("a"), "BND")
    assert first.worked_out == ["VTI", "a", "a VTI", "BND", "b", "a BND"]
