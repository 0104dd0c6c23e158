"""What stays in an account that was to be emptied, and why."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.accounts import Account, Position
from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, note
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.rules import Rules

STAYS = "stays"


def kept_back(rules: Rules, decision: Decision, after: Household) -> tuple[Problem, ...]:
    """A note for each reason and symbol that `after` still holds in the accounts to be emptied."""
    return tuple(
        note(STAYS, f"{account.name} keeps {plain(quantity)} {position.symbol}: {words}")
        for account in after.accounts
        if account.account_id in decision.empties
        for position in account.positions
        for words, quantity in sorted(_reasons(rules, account, position).items())
    )


def nothing_leaves(rules: Rules, decision: Decision) -> str:
    """Why nothing can be sold of the account to be emptied; empty where none is to be."""
    told = []
    for account in rules.household.accounts:
        if account.account_id in decision.empties:
            why = [
                words if position.symbol in words else f"{position.symbol}: {words}"
                for position in account.positions
                for words in sorted(_reasons(rules, account, position))
            ]
            told.append(
                f"nothing in {account.name} can be sold today: {'; '.join(why) or 'it holds only cash'}"
            )
    return "; ".join(told)


def _reasons(rules: Rules, account: Account, position: Position) -> dict[str, Decimal]:
    """Shares left, by what keeps them: a rule on lots, an open order, or the year's budget."""
    found: dict[str, Decimal] = {}
    other = _other_words(rules, account, position)
    left = rules.sellable(position)
    pending = position.quantity - left
    if pending > 0:
        found["promised to an open order or not settled"] = pending
    for lot in position.lots:
        part = min(lot.quantity, left)
        left -= part
        if part <= 0:
            continue
        block = rules.sell_block(account, position, lot)
        words = block.words if block else other
        found[words] = found.get(words, ZERO) + part
    return found


def _other_words(rules: Rules, account: Account, position: Position) -> str:
    """What keeps a lot that no rule on lots keeps."""
    for limit in rules.limits:
        is_here = account.account_id in limit.accounts and position.symbol in limit.parts
        if is_here and limit.low_usd is not None:
            return limit.limit.words
    budgets = rules.policy.budgets(rules.household.as_of)
    if budgets.tax_usd is not None:
        return "the year's tax budget leaves no room for the tax on its gain"
    if any(usd is not None for usd in (budgets.net_usd, budgets.short_usd, budgets.long_usd)):
        return "the year's gain budget leaves no room for its gain"
    if rules.recent.get(rules.group(position.symbol)):
        return "selling it would be a wash sale with shares bought lately that stay"
    return "it is less than a smallest trade, or no part of it can be sold alone"
