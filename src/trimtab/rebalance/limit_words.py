"""What limits on holdings have to do with a trade, or with one that is not made, in words."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import cents
from trimtab.core.plan import Side, Trade, Unmet
from trimtab.rebalance.limits import state_words
from trimtab.rebalance.rules import Block, Rules

RULE = "limit"


def mended_words(rules: Rules, trade: Trade) -> str:
    """The limits that this trade brings its holding back to, or nothing."""
    found = []
    for limit in rules.limits:
        outside = limit.outside_usd(limit.held_usd)
        bought = limit.bought(trade.account_id, trade.symbol) if trade.symbol in limit.parts else 0
        change = bought if trade.side is Side.BUY else -bought
        if outside and change * outside < 0 and limit.is_broken:
            found.append(f"back to its limit ({state_words(limit, limit.held_usd)})")
    return "; ".join(found)


def sale_barred(rules: Rules, after: Household, account: Account, symbol: str) -> Block | None:
    """The limit that would be broken by the smallest further sale, in the household after the plan."""
    return _barred(rules, after, account, symbol, Decimal(-1))


def purchase_barred(rules: Rules, after: Household, account: Account, symbol: str) -> Block | None:
    """The limit that would be broken by the smallest further purchase, in the household after the plan."""
    return _barred(rules, after, account, symbol, Decimal(1))


def _barred(rules: Rules, after: Household, account: Account, symbol: str, sign: Decimal) -> Block | None:
    if not rules.limits:
        return None
    least = max(rules.policy.min_trade_usd, rules.step(account, symbol) * rules.household.price_usd(symbol))
    for limit in rules.limits:
        change = sign * least * limit.bought(account.account_id, symbol)
        if not change:
            continue
        then = limit.held_in(after) + change
        floor, ceiling = limit.floor_usd, limit.ceiling_usd
        if change < 0 and floor is not None and then < floor:
            return Block(RULE, f"the limit on {limit.limit.words} leaves no more to sell")
        if change > 0 and ceiling is not None and then > ceiling:
            return Block(RULE, f"the limit on {limit.limit.words} leaves no room")
    return None


def limits_unmet(rules: Rules, after: Household) -> tuple[Unmet, ...]:
    """Limits whose holding stays outside after the plan, with what stands in the way."""
    found = []
    for limit in rules.limits:
        held = limit.held_in(after)
        outside = limit.outside_usd(held)
        if abs(outside) > max(limit.slack_usd, rules.policy.min_trade_usd):
            name = f"limit {limit.limit.limit_id}"
            found.append(Unmet(name, cents(outside), RULE, state_words(limit, held)))
    return tuple(found)
