"""What is bought in place of a loss: does each pair name what exists, and is it a replacement at all?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trimtab.core.accounts import Account
from trimtab.core.instruments import Price
from trimtab.core.policy import Replacement
from trimtab.core.problems import Problem, error, warning
from trimtab.ledger.spec import HouseholdSpec, ReplacementSpec
from trimtab.ledger.symbols import Symbols


def canonical_replacements(spec: HouseholdSpec, symbols: Symbols) -> tuple[Replacement, ...]:
    """The pairs with symbols as the household knows them, in an order of their own."""
    pairs = {_canonical(entry, symbols) for entry in spec.replacements}
    return tuple(sorted(pairs, key=lambda pair: (pair.sell, pair.account_id, pair.buy)))


def _canonical(entry: ReplacementSpec, symbols: Symbols) -> Replacement:
    pair = entry.replacement
    return replace(pair, sell=symbols.canonical(pair.sell), buy=symbols.canonical(pair.buy))


def check_replacements(
    spec: HouseholdSpec, accounts: Sequence[Account], symbols: Symbols, prices: Mapping[str, Price]
) -> list[Problem]:
    """Each pair names an account that exists and securities that are known, not identical and priced."""
    problems: list[Problem] = []
    ids = {account.account_id for account in accounts}
    held = {position.symbol for account in accounts for position in account.positions}
    for index, entry in enumerate(spec.replacements):
        pair, where = _canonical(entry, symbols), ("replacements", str(index))
        if pair.account_id and pair.account_id not in ids:
            words = f'a replacement names account "{pair.account_id}", which does not exist'
            remedy = f"use one of: {', '.join(sorted(ids))}"
            problems.append(error("replacement-account-unknown", words, remedy, spec.at(*where, "account")))
        for key, symbol in (("sell", pair.sell), ("buy", pair.buy)):
            if symbol not in symbols.known and symbol not in held:
                remedy = f"{symbols.hint(symbol)}Describe it in [[instruments]], or correct it"
                words = f'"{symbol}" is neither known nor held'
                problems.append(error("symbol-unknown", words, remedy, spec.at(*where, key)))
        problems += _no_replacement(spec, pair, where, symbols)
        if pair.buy in symbols.known and pair.buy not in prices:
            words = f"{pair.buy} has no price, so it cannot replace {pair.sell}"
            problems.append(
                warning("replacement-price", words, "add it under [[prices]]", spec.at(*where, "buy"))
            )
    return problems


def _no_replacement(
    spec: HouseholdSpec, pair: Replacement, where: tuple[str, str], symbols: Symbols
) -> list[Problem]:
    sell, buy = symbols.known.get(pair.sell), symbols.known.get(pair.buy)
    if sell is None or buy is None or sell.wash_group != buy.wash_group:
        return []
    words = f"{pair.buy} is substantially identical to {pair.sell}: buying it would make the loss a wash sale"
    remedy = "name a fund that follows another index"
    return [error("replacement-identical", words, remedy, spec.at(*where, "buy"))]
