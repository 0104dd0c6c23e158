"""Answers kept: a question asked again of something that cannot change is answered from memory.

A plan asks tens of thousands of times, so what is kept stands where the question was: after the first time the question
itself is the table of its answers. Tables know whom they ask by a weak reference, so that both go together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar, cast
from weakref import ref

from trimtab.core.accounts import Account

NOT_ASKED = object()


class Keeps(Protocol):
    """Something that keeps what it has answered: by question, and account where the question has one."""

    known: dict[tuple[Hashable, ...], Any]


Asked = TypeVar("Asked", bound=Keeps)
Answer = TypeVar("Answer")


def once_per_symbol(method: Callable[[Asked, str], Answer]) -> Callable[[Asked, str], Answer]:
    """A method that is worked out once for each symbol."""
    return cast("Callable[[Asked, str], Answer]", _OncePerSymbol(method))


def once_per_account(method: Callable[[Asked, Account], Answer]) -> Callable[[Asked, Account], Answer]:
    """A method that is worked out once for each account."""
    return cast("Callable[[Asked, Account], Answer]", _OncePerAccount(method))


def once_per_place(
    method: Callable[[Asked, Account, str], Answer],
) -> Callable[[Asked, Account, str], Answer]:
    """A method that is worked out once for each symbol (or class) in each account."""
    return cast("Callable[[Asked, Account, str], Answer]", _OncePerPlace(method))


def handed_over(known: Mapping[tuple[Hashable, ...], Any]) -> dict[tuple[Hashable, ...], Any]:
    """The answers for another that would answer the same: what that one is asked from then on stays its own."""
    return {key: dict(told) if isinstance(told, _Answers) else told for key, told in known.items()}


class _Answers(dict[str, Any]):
    """The answers to one question, by symbol or account."""

    __slots__ = ("_method", "_whom")

    def __init__(self, asked: Any, method: Callable[..., Any], known: Mapping[str, Any]) -> None:
        super().__init__(known)
        self._whom = ref(asked)
        self._method = method


class _BySymbol(_Answers):
    __slots__ = ()

    def __missing__(self, symbol: str) -> Any:
        found = self[symbol] = self._method(self._whom(), symbol)
        return found


class _ByAccount(_Answers):
    __slots__ = ()

    def answer(self, account: Account) -> Any:
        found = self.get(account.account_id, NOT_ASKED)
        if found is NOT_ASKED:
            found = self[account.account_id] = self._method(self._whom(), account)
        return found


class _InAccount(_Answers):
    __slots__ = ("account",)

    account: Account

    def __missing__(self, symbol: str) -> Any:
        found = self[symbol] = self._method(self._whom(), self.account, symbol)
        return found


class _Once:
    """A question: at the first one, what answers it takes its place in the instance."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.method = method
        self.__doc__ = method.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, asked: Any, owner: type | None = None) -> Any:
        if asked is None:
            return self
        found = asked.__dict__[self.name] = self.answers(asked)
        return partial(_held_until_answered, asked, found)

    def answers(self, asked: Any) -> Callable[..., Any]:
        """What is called from now on."""
        raise NotImplementedError


def _held_until_answered(_asked: Any, answer: Callable[..., Any], *question: Any) -> Any:
    """The first answer, for which perhaps nobody else holds whom it is asked of."""
    return answer(*question)


class _OncePerSymbol(_Once):
    def answers(self, asked: Any) -> Callable[..., Any]:
        key = (self.name,)
        table = asked.known[key] = _BySymbol(asked, self.method, asked.known.get(key, {}))
        return table.__getitem__


class _OncePerAccount(_Once):
    def answers(self, asked: Any) -> Callable[..., Any]:
        key = (self.name,)
        table = asked.known[key] = _ByAccount(asked, self.method, asked.known.get(key, {}))
        return table.answer


class _OncePerPlace(_Once):
    def answers(self, asked: Any) -> Callable[..., Any]:
        whom, method, name, known = ref(asked), self.method, self.name, asked.known
        tables: dict[str, _InAccount] = {}

        def answer(account: Account, symbol: str) -> Any:
            table = tables.get(account.account_id)
            if table is None:
                key = (name, account.account_id)
                table = _InAccount(whom(), method, known.get(key, {}))
                table.account = account
                tables[account.account_id] = known[key] = table
            return table[symbol]

        return answer
