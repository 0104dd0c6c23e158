"""Answers kept: a question asked again of something that cannot change is answered from memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Protocol, TypeVar

from trimtab.core.accounts import Account


class Keeps(Protocol):
    """Something that keeps what it has answered."""

    known: dict[tuple[Hashable, ...], Any]


Asked = TypeVar("Asked", bound=Keeps)
Answer = TypeVar("Answer")


def once_per_symbol(method: Callable[[Asked, str], Answer]) -> Callable[[Asked, str], Answer]:
    """A method that is worked out once for each symbol."""
    name = method.__name__

    @wraps(method)
    def answer(self: Asked, symbol: str) -> Answer:
        try:
            found: Answer = self.known[name, symbol]
        except KeyError:
            self.known[name, symbol] = found = method(self, symbol)
        return found

    return answer


def once_per_account(method: Callable[[Asked, Account], Answer]) -> Callable[[Asked, Account], Answer]:
    """A method that is worked out once for each account."""
    name = method.__name__

    @wraps(method)
    def answer(self: Asked, account: Account) -> Answer:
        try:
            found: Answer = self.known[name, account.account_id]
        except KeyError:
            self.known[name, account.account_id] = found = method(self, account)
        return found

    return answer


def once_per_place(
    method: Callable[[Asked, Account, str], Answer],
) -> Callable[[Asked, Account, str], Answer]:
    """A method that is worked out once for each symbol (or class) in each account."""
    name = method.__name__

    @wraps(method)
    def answer(self: Asked, account: Account, symbol: str) -> Answer:
        try:
            found: Answer = self.known[name, account.account_id, symbol]
        except KeyError:
            self.known[name, account.account_id, symbol] = found = method(self, account, symbol)
        return found

    return answer
