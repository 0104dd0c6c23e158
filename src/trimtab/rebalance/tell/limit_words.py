"""What limits on holdings have to do with a trade, or with one that is not made, in words."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import cents
from trimtab.core.plan import Side, Trade, Unmet
from trimtab.rebalance.limits import DollarLimit, state_words
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


def _why_outside(rules: Rules, limit: DollarLimit, after: Household, outside: Decimal) -> tuple[str, str]:
    """The rule that keeps what it counts from being sold (or bought), where there is one for all of it."""
    blocks: list[tuple[Decimal, Block | None]] = []
    for account in after.accounts:
        if account.account_id not in limit.accounts:
            continue
        if outside < 0:
            wanted = [limit.limit.symbol] if limit.limit.symbol else rules.candidates(account)
            blocks += [(limit.parts[s], rules.buy_block(account, s)) for s in wanted if s in limit.parts]
        else:
            held = (position for position in account.positions if position.symbol in limit.parts)
            blocks += [
                (limit.parts[p.symbol], rules.sell_block(account, p, lot)) for p in held for lot in p.lots
            ]
    found = [(part, block) for part, block in blocks if block]
    if found and len(found) == len(blocks):
        first = max(found, key=lambda pair: pair[0])[1]
        return first.code, first.words
    return "not-worth", "bringing it back would cost more than it is worth, or break another rule"


def limits_unmet(rules: Rules, after: Household) -> tuple[Unmet, ...]:
    """Limits whose holding stays outside after the plan, with what stands in the way."""
    found = []
    for limit in rules.limits:
        held = limit.held_in(after)
        outside = limit.outside_usd(held)
        if abs(outside) > max(limit.slack_usd, rules.policy.min_trade_usd):
            rule, why = _why_outside(rules, limit, after, outside)
            words = f"{state_words(limit, held)}: {why}"
            found.append(Unmet(f"limit {limit.limit.limit_id}", cents(outside), rule, words))
    return tuple(found)
