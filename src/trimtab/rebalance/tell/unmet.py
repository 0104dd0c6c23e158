"""What a plan leaves undone: each class and limit that stays off, and the rule that stopped it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import EXCLUDED, Account, Lot, Position
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.household import Household
from trimtab.core.kept import kept
from trimtab.core.money import ZERO, cents, usd
from trimtab.core.plan import Unmet
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.rules import Block, Rules
from trimtab.rebalance.tell.limit_words import RULE, limits_unmet, purchase_barred, sale_barred
from trimtab.tax.holding import is_long_term


def unmet(
    rules: Rules,
    decision: Decision,
    after: Drift,
    filled: Household,
    total_usd: Decimal,
) -> tuple[Unmet, ...]:
    """Classes that do not end between their goals, each with the rule that stopped it. Dust under the minimum
    trade is not named."""
    found, left = [*limits_unmet(rules, filled)], _Left(rules, decision, after, filled, total_usd)
    for row in after.parents:
        if row.is_out and row.class_id in decision.goals:
            edge = row.band_high if row.gap > 0 else row.band_low
            words = "its classes together stay outside their band: each is held back by a rule, or not worth its cost"
            found.append(Unmet(row.class_id, cents(row.actual_usd - edge * total_usd), "not-worth", words))
    for row in after.classes:
        low, high = decision.goals[row.class_id]
        gap = max(row.actual_usd - high * total_usd, ZERO) - max(low * total_usd - row.actual_usd, ZERO)
        if abs(gap) < rules.policy.min_trade_usd:
            continue
        if decision.is_cash_only and row.class_id != CASH_CLASS:
            rule, words = "cash-only", _alone_words(decision)
        elif gap > 0:
            rule, words = _stopped_over(left, row)
        else:
            rule, words = _stopped_under(left, row)
        found.append(Unmet(row.class_id, cents(gap), rule, words))
    return tuple(found)


def _alone_words(decision: Decision) -> str:
    """What alone asks for a trade where no class does."""
    if decision.replaces:
        return "nothing but losses asks for a trade today, so only they are taken and replaced"
    if {trigger.rule for trigger in decision.triggers} == {"step_up"}:
        return "nothing but gains worth taking asks for a trade today, so only they are taken and bought back"
    return "nothing but cash asks for a trade today, so only cash is moved"


@dataclass(frozen=True)
class _Left:
    """The household as the plan leaves it, in the ways that its classes ask for it."""

    rules: Rules
    decision: Decision
    after: Drift
    filled: Household
    total_usd: Decimal

    @kept
    def held(self) -> dict[str, list[tuple[Account, Position, Decimal]]]:
        """By class, the positions of which a part counts under it, with that part."""
        found: dict[str, list[tuple[Account, Position, Decimal]]] = defaultdict(list)
        for account in self.filled.accounts:
            for position in account.positions:
                if position.role is not EXCLUDED:
                    for class_id, share in self.rules.class_shares(position.symbol).items():
                        found[class_id].append((account, position, share))
        return found

    @kept
    def offers(self) -> dict[str, list[tuple[Account, str]]]:
        """By class, what may be bought for it, and where."""
        found: dict[str, list[tuple[Account, str]]] = defaultdict(list)
        for account in self.rules.household.accounts:
            for symbol in self.rules.candidates(account):
                for class_id, share in self.rules.class_shares(symbol).items():
                    if share:
                        found[class_id].append((account, symbol))
        return found

    @kept
    def stuck(self) -> list[str]:
        """The classes over their goal by a smallest trade or more."""
        goals, least = self.decision.goals, self.rules.policy.min_trade_usd
        return [
            row.class_id
            for row in self.after.classes
            if row.class_id != CASH_CLASS
            and row.actual_usd - goals[row.class_id][1] * self.total_usd >= least
        ]


def _stopped_over(left: _Left, row: ClassDrift) -> tuple[str, str]:
    """Why no more of an overweight class was sold: the rule that binds the most dollars still held."""
    if row.class_id == CASH_CLASS:
        return "cash", "cash is left that no allowed buy of at least the minimum trade would place better"
    rules, filled, free = left.rules, left.filled, ZERO
    blocked: dict[str, tuple[Decimal, str]] = {}
    for account, position, share in left.held[row.class_id]:
        for lot in position.lots if share else ():
            usd_held = lot.quantity * filled.price_usd(position.symbol) * share
            block = (
                rules.sell_block(account, position, lot)
                or _budget_block(rules, filled, account, lot, position)
                or sale_barred(rules, filled, account, position.symbol)
            )
            if block is None:
                free += usd_held
            else:
                amount, words = blocked.get(block.code, (ZERO, block.words))
                blocked[block.code] = (amount + usd_held, words)
    if blocked and free < rules.policy.min_trade_usd:
        code = max(blocked, key=lambda c: (blocked[c][0], c))
        return code, blocked[code][1]
    named = f" ({max(blocked.values())[1]})" if blocked else ""
    return "not-worth", f"selling more would cost more in tax, trading or other drift than it mends{named}"


def _budget_block(
    rules: Rules, filled: Household, account: Account, lot: Lot, position: Position
) -> Block | None:
    """The budget of which the plan leaves too little for the smallest sale of this lot."""
    budgets = rules.policy.budgets(rules.household.as_of)
    gain = rules.gain_usd(position.symbol, lot) / lot.quantity
    if budgets.is_empty or not account.kind.is_taxable or gain <= 0:
        return None
    price = filled.price_usd(position.symbol)
    least = max(rules.policy.min_trade_usd / price, rules.step(account, position.symbol))
    more = min(least, lot.quantity) * gain
    is_long = lot.acquired is not None and is_long_term(lot.acquired, rules.household.as_of)
    tax = filled.tax
    short, long = tax.so_far_short_usd, tax.so_far_long_usd
    for name, budget, so_far, counts in (
        ("gain budget", budgets.net_usd, short + long, True),
        ("budget for short-term gains", budgets.short_usd, short, not is_long),
        ("budget for long-term gains", budgets.long_usd, long, is_long),
    ):
        if budget is not None and counts and budget - so_far < more:
            return Block("gain-budget", _no_room(rules, name, budget, "gains"))
    if budgets.tax_usd is not None and _tax_with(rules, filled, more, is_long=is_long) > budgets.tax_usd:
        return Block("tax-budget", _no_room(rules, "tax budget", budgets.tax_usd, "tax"))
    return None


def _no_room(rules: Rules, name: str, budget: Decimal, of_what: str) -> str:
    when = "this year up to today" if rules.policy.budget_prorated else "this year"
    return f"the {name} of {usd(cents(budget))} for {when} leaves no room for more {of_what}"


def _tax_with(rules: Rules, filled: Household, more: Decimal, *, is_long: bool) -> Decimal:
    """What the plan adds to the year's tax with so much more gain."""
    tax, before = filled.tax, rules.household.tax
    short = tax.realized_short_usd - before.realized_short_usd
    long = tax.realized_long_usd - before.realized_long_usd
    year = rules.year_tax
    with_it = year.outcome(short, long + more) if is_long else year.outcome(short + more, long)
    return with_it.tax_usd - year.outcome(ZERO, ZERO).tax_usd


def _stopped_under(left: _Left, row: ClassDrift) -> tuple[str, str]:
    """Why no more of an underweight class was bought: nothing offers it, or nothing can be sold to pay for it."""
    rules, offers = left.rules, left.offers[row.class_id]
    if not offers and row.class_id == CASH_CLASS:
        return "not-worth", "holding more in cash would cost more than it mends"
    if not offers:
        reasons = [
            block.words
            for account in rules.household.accounts
            for symbol in rules.policy.buys.get(row.class_id, ())
            if (block := rules.buy_block(account, symbol))
        ]
        return "no-candidate", reasons[0] if reasons else f"no security is named to buy for {row.class_id}"
    barred = [purchase_barred(rules, left.filled, account, symbol) for account, symbol in offers]
    if all(barred):
        return RULE, next(block.words for block in barred if block)
    if left.stuck:
        return "no-funds", f"what could pay for it is not sold further: {', '.join(left.stuck)}"
    return "not-worth", "buying more would cost more than it mends"
