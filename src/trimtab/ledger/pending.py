"""Orders and transfers that are still open: shares and cash promised elsewhere, and accounts to keep hands off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.core.accounts import Account, Position
from trimtab.core.money import ZERO, plain, usd
from trimtab.core.problems import Problem, error, note
from trimtab.ledger.spec import Pending, PendingSpec
from trimtab.ledger.symbols import Symbols


def with_pending(account: Account, pending: Iterable[PendingSpec], symbols: Symbols) -> Account:
    """The account with what is promised set aside; locked while a transfer is under way."""
    for one in pending:
        if one.account_id != account.account_id:
            continue
        symbol = symbols.canonical(one.symbol)
        if one.kind is Pending.TRANSFER:
            reason = account.locked_reason if account.locked else "a transfer is under way"
            account = replace(account, locked=True, locked_reason=reason)
        elif one.kind is Pending.SELL:
            held = (
                _promised(p, one.quantity or ZERO) if p.symbol == symbol else p for p in account.positions
            )
            account = replace(account, positions=tuple(held))
        else:
            account = replace(
                account,
                cash_reserve_usd=account.cash_reserve_usd + (one.amount_usd or ZERO),
                purchases_coming=account.purchases_coming | {symbol},
            )
    return account


def _promised(position: Position, quantity: Decimal) -> Position:
    return replace(position, pending_quantity=position.pending_quantity + quantity)


def check_pending(
    pending: Sequence[PendingSpec], accounts: Sequence[Account], symbols: Symbols
) -> list[Problem]:
    """Each open order names an account and what it needs, and promises no more than is there; and what it leads to."""
    by_id = {account.account_id: account for account in accounts}
    problems = []
    for one in pending:
        account = by_id.get(one.account_id)
        if account is None:
            words = f'a pending {one.kind.value} names account "{one.account_id}", which does not exist'
            remedy = f"use one of: {', '.join(sorted(by_id))}"
            problems.append(error("pending-account-unknown", words, remedy, one.source))
        elif one.kind is Pending.SELL:
            problems += _sale(one, account, symbols)
        elif one.kind is Pending.BUY:
            problems += _purchase(one, account)
        else:
            words = f"{account.name} is not traded: {account.locked_reason}"
            problems.append(
                note("pending-transfer", words, "remove it once the transfer is through", one.source)
            )
    return problems


def _sale(one: PendingSpec, account: Account, symbols: Symbols) -> list[Problem]:
    symbol = symbols.canonical(one.symbol)
    if not symbol or one.quantity is None or one.amount_usd is not None:
        words, remedy = (
            "a pending sale needs its symbol and quantity, and nothing else",
            "write symbol and quantity",
        )
        return [error("pending-incomplete", words, remedy, one.source)]
    held = next((p for p in account.positions if p.symbol == symbol), None)
    if held is None or held.pending_quantity > held.quantity:
        there = "none" if held is None else plain(held.quantity)
        words = f"{plain(one.quantity)} {symbol} are to be sold in {account.account_id}, which holds {there}"
        return [error("pending-too-many", words, "remove it if the order is filled or cancelled", one.source)]
    return []


def _purchase(one: PendingSpec, account: Account) -> list[Problem]:
    if not one.symbol or one.amount_usd is None or one.quantity is not None:
        words = "a pending purchase needs its symbol and amount_usd, and nothing else"
        return [error("pending-incomplete", words, "write symbol and amount_usd, costs included", one.source)]
    cash = account.cash_usd + account.cash_unsettled_usd
    if one.amount_usd > cash:
        words = f"{usd(one.amount_usd)} are promised in {account.account_id}, which has {usd(cash)}"
        return [error("pending-too-much", words, "remove it if the order is filled or cancelled", one.source)]
    return []
