"""Percent elections for new money: the split that leaves the household nearest its target in a year, at least cost.

Whole percents that sum to 100, for all accounts that money is paid into together. The price of distance is the plan's
own; what a fund costs a year counts for the policy's horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.drift import ClassDrift
from trimtab.core.elections import Election
from trimtab.core.money import HUNDRED, ZERO
from trimtab.core.plan import Plan
from trimtab.rebalance.location import holding_cost_rate
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.weigh import Piece, along, drift_pieces

WHOLE = 100
PASSES = 4


def elections(rules: Rules, plan: Plan, covariance: Covariance) -> tuple[Election, ...]:
    """An election for each account that new money is paid into by itself and that may buy anything.

    `plan` is today's: its trades are done, and what it sells at a loss is not elected, for payroll would buy it within
    30 days. Raises nothing.
    """
    accounts = [
        a for a in rules.household.accounts if a.contribution is not None and _choices(rules, plan, a)[0]
    ]
    if not accounts or plan.after.total_usd <= 0:
        return ()
    split = _Split(rules, plan, covariance, accounts)
    split.fill()
    split.exchange()
    return tuple(
        Election(
            account.account_id,
            tuple(sorted(split.percents[account.account_id].items(), key=lambda item: (-item[1], item[0]))),
            account.contribution.yearly_usd if account.contribution else ZERO,
            _choices(rules, plan, account)[1],
        )
        for account in accounts
    )


def _choices(
    rules: Rules, plan: Plan, account: Account
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What may be elected; and what is left out because buying it would make a wash sale, with the reason.

    A locked account (a closed window) takes new money all the same.
    """
    open_ = replace(account, locked=False)
    sold = rules.sold_at_loss(plan.trades)
    chosen, left_out = [], []
    for symbol in sorted(account.menu) if account.menu is not None else rules.candidates(open_):
        block = rules.buy_block(open_, symbol) if account.menu is None or _is_placed(rules, symbol) else None
        if not _is_placed(rules, symbol) or (block and block.code != "wash-window"):
            continue
        if block:
            left_out.append((symbol, block.words))
        elif sold & set(rules.groups_bought(symbol)):
            left_out.append((symbol, f"{symbol} or its like is sold at a loss today"))
        else:
            chosen.append(symbol)
    return tuple(chosen), tuple(left_out)


def _is_placed(rules: Rules, symbol: str) -> bool:
    """Whether the symbol has a price and every part of it a place in the target."""
    instrument = rules.household.instruments.get(symbol)
    if instrument is None or symbol not in rules.household.prices:
        return False
    return all(rules.policy.class_of(class_id) is not None for class_id, _ in instrument.class_weights)


class _Split:
    """Percents by account and symbol, and the classes that they lead to in a year."""

    def __init__(self, rules: Rules, plan: Plan, covariance: Covariance, accounts: list[Account]) -> None:
        self.rules = rules
        self.accounts = accounts
        self.choices = {a.account_id: _choices(rules, plan, a)[0] for a in accounts}
        self.part_usd = {a.account_id: _yearly(rules, a) / HUNDRED for a in accounts}
        self.percents: dict[str, dict[str, int]] = {a.account_id: {} for a in accounts}
        self.held = {row.class_id: row.actual_usd for row in plan.after.classes}
        total = plan.after.total_usd + sum(self.part_usd.values(), ZERO) * HUNDRED
        self.prices = {row.class_id: _sides(rules, row, total, covariance) for row in plan.after.classes}
        self.shares: dict[str, Mapping[str, Decimal]] = {
            symbol: rules.class_shares(symbol) for choices in self.choices.values() for symbol in choices
        }

    def _distance_usd(self, class_id: str, held: Decimal) -> Decimal:
        goal, over, under = self.prices[class_id]
        return along(over, held - goal) if held > goal else along(under, goal - held)

    def change_usd(self, account: Account, symbol: str, sign: int) -> Decimal:
        """What one percent of the account's new money more, or less, in this symbol costs."""
        part = self.part_usd[account.account_id] * sign
        cost = part * self._rate(account, symbol)
        for class_id, share in self.shares[symbol].items():
            held = self.held[class_id]
            cost += self._distance_usd(class_id, held + part * share) - self._distance_usd(class_id, held)
        return cost

    def _rate(self, account: Account, symbol: str) -> Decimal:
        household, policy = self.rules.household, self.rules.policy
        yearly = holding_cost_rate(
            household, policy, account, household.instruments[symbol], self.rules.rates
        )
        return yearly * policy.prices.horizon_years

    def move(self, account: Account, symbol: str, sign: int) -> None:
        """One percent more or less."""
        part = self.part_usd[account.account_id] * sign
        for class_id, share in self.shares[symbol].items():
            self.held[class_id] += part * share
        percents = self.percents[account.account_id]
        percents[symbol] = percents.get(symbol, 0) + sign
        if not percents[symbol]:
            del percents[symbol]

    def fill(self) -> None:
        """Percent by percent, each where it costs least."""
        for _ in range(WHOLE):
            for account in self.accounts:
                best = min(
                    self.choices[account.account_id], key=lambda s: (self.change_usd(account, s, 1), s)
                )
                self.move(account, best, 1)

    def exchange(self) -> None:
        """Percents from one symbol to another while that costs less: funds that mix classes need it."""
        for _ in range(PASSES * WHOLE):
            if not any(self._exchange_one(account) for account in self.accounts):
                return

    def _exchange_one(self, account: Account) -> bool:
        for give in sorted(self.percents[account.account_id]):
            freed = self.change_usd(account, give, -1)
            self.move(account, give, -1)
            best = min(self.choices[account.account_id], key=lambda s: (self.change_usd(account, s, 1), s))
            saved = -freed - self.change_usd(account, best, 1)
            self.move(account, best if saved > 0 else give, 1)
            if saved > 0 and best != give:
                return True
        return False


def _yearly(rules: Rules, account: Account) -> Decimal:
    """The year's new money in dollars that count."""
    paid = account.contribution.yearly_usd if account.contribution else ZERO
    return paid * rules.places.counts.share(account)


def _sides(
    rules: Rules, row: ClassDrift, total_usd: Decimal, covariance: Covariance
) -> tuple[Decimal, tuple[Piece, ...], tuple[Piece, ...]]:
    """The target in dollars of the year to come, and the price of distance over and under it."""
    target = row.target
    over = drift_pieces(rules.policy, row.class_id, target, max(row.band_high, target), total_usd, covariance)
    under = drift_pieces(rules.policy, row.class_id, target, min(row.band_low, target), total_usd, covariance)
    return target * total_usd, over, under
