"""Twins of a backtest: the same household, flows and taxes with nobody looking, with each account to the target for
itself, and with every account alone at its best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.accounts import Account, Role
from trimtab.core.drift import AccountMix
from trimtab.core.household import Household
from trimtab.core.money import ONE, ZERO, cents, step_down
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.fills import holdings_after
from trimtab.rebalance.measure import Covariance, class_shares, measure
from trimtab.rebalance.orders import BPS, Quantities, build_trades
from trimtab.rebalance.propose.situation import glance
from trimtab.rebalance.rules import Rules, tradable_step
from trimtab.rebalance.washes import washed
from trimtab.simulate.alone import accounts_alone
from trimtab.simulate.backtest.trading import Move, Sight

MOVED = Decimal("0.025")  # of an account, half of a five-point band: less is no reason to look at it anew
HOLDS = "nothing is traded by itself"
Sold = dict[tuple[str, str, str], Decimal]
Bought = dict[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class BuyAndHold:
    """Nothing is ever traded but to pay what must be paid."""

    name: str = "buy and hold"

    def move(self, sight: Sight) -> Move:
        """Nothing."""
        return Move(HOLDS, sight.policy)


@dataclass(frozen=True, slots=True)
class ProRata:
    """Every account to the household's target at every look, as if it were all there is, oldest lots first, no tax
    thought of."""

    name: str = "naive pro rata"

    def move(self, sight: Sight) -> Move:
        """Sales of what is over the target in each account, and purchases of what is under it."""
        household = sight.household
        rules = Rules(household, sight.policy, lift_wait=True, lift_wash=True, year_tax=sight.given.year_tax)
        sells: Sold = {}
        buys: Bought = {}
        for account in household.accounts:
            if not account.locked:
                _rebalance(household, sight.policy, rules, account, sells, buys)
        trades = build_trades(household, Quantities(sells, buys), sight.policy.min_trade_usd)
        words = "every account to the target"
        return Move(words, sight.policy, trades, washed(rules, trades), rebalanced=bool(trades))


@dataclass
class Alone:
    """Every account by itself at its best under the same policy, whenever the household's triggers ask.

    An account is looked at again once a class of it has moved by `MOVED` since it was looked at last.
    """

    covariance: Covariance
    name: str = "account by account"
    seen: dict[str, Mapping[str, Decimal]] = field(default_factory=dict)

    def move(self, sight: Sight) -> Move:
        """What each account does when it sees no other."""
        drift = measure(sight.household, sight.policy)
        mixes = {mix.account_id: _shares(mix) for mix in drift.accounts}
        still = frozenset(
            a for a, mix in mixes.items() if a in self.seen and not _has_moved(self.seen[a], mix)
        )
        if len(still) == len(mixes):
            return Move("no account has moved", sight.policy)
        now = glance(sight.household, sight.policy, self.covariance, sight.given, measured=drift)
        acts = now.decision.acts and not now.decision.refusal and now.drift.total_usd > 0
        if not acts:
            return Move("no trigger fires", sight.policy)
        trades = accounts_alone(now, lambda _: True, still)
        after = measure(holdings_after(sight.household, trades), sight.policy) if trades else drift
        self.seen |= {mix.account_id: _shares(mix) for mix in after.accounts if mix.account_id not in still}
        words = "; ".join(trigger.reason for trigger in now.decision.triggers)
        return Move(words, sight.policy, trades, rebalanced=bool(trades) and not now.decision.is_cash_only)


def _shares(mix: AccountMix) -> Mapping[str, Decimal]:
    """What share of an account each class is."""
    return {c: usd / mix.total_usd for c, usd in mix.by_class_usd.items()} if mix.total_usd > 0 else {}


def _has_moved(before: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> bool:
    return any(abs(before.get(c, ZERO) - now.get(c, ZERO)) >= MOVED for c in {*before, *now})


def _rebalance(
    household: Household, policy: Policy, rules: Rules, account: Account, sells: Sold, buys: Bought
) -> None:
    """What brings one account to the target: what is over is sold, and that and its cash buy what is under."""
    cash = account.cash_usd + account.cash_unsettled_usd - account.cash_reserve_usd
    held = dict(_by_class(household, policy, account))
    total = max(ZERO, cash + sum(held.values(), ZERO))
    target = {c: share for c, share in policy.target.items() if c != CASH_CLASS}
    over = {c: usd - target.get(c, ZERO) * total for c, usd in held.items()}
    spend = cash - policy.weight(CASH_CLASS) * total
    for class_id, usd in sorted(over.items()):
        if usd >= policy.min_trade_usd:
            spend += _sell(household, policy, rules, account, class_id, usd, sells)
    under = {c: target[c] * total - held.get(c, ZERO) for c in target}
    short = {c: usd for c, usd in under.items() if usd >= policy.min_trade_usd}
    choices = {c: _choice(rules, account, c) for c in short}
    wanted = {c: usd for c, usd in short.items() if choices[c]}
    whole = sum(wanted.values(), ZERO)
    part = min(ONE, max(ZERO, spend) / whole) if whole else ZERO
    for class_id, usd in sorted(wanted.items()):
        symbol = choices[class_id]
        price = household.price_usd(symbol) * (ONE + household.instruments[symbol].half_spread_bps / BPS)
        quantity = step_down(max(ZERO, usd * part - 1) / price, tradable_step(household, account, symbol))
        key = (account.account_id, symbol)
        if quantity and not any(sold[:2] == key for sold in sells):
            buys[key] = quantity


def _by_class(household: Household, policy: Policy, account: Account) -> Iterator[tuple[str, Decimal]]:
    """Dollars held by class."""
    found: dict[str, Decimal] = {}
    for position in account.positions:
        if position.role is not Role.EXCLUDED:
            value = position.quantity * household.price_usd(position.symbol)
            for class_id, share in class_shares(household, policy, position.symbol).items():
                found[class_id] = found.get(class_id, ZERO) + share * value
    found.pop(CASH_CLASS, None)
    yield from found.items()


def _choice(rules: Rules, account: Account, class_id: str) -> str:
    """The first fund that may be bought for a class here; empty where there is none."""
    held = [p.symbol for p in account.positions if rules.only_class(p.symbol) == class_id]
    kept = next((s for s in held if not rules.buy_block(account, s)), "")
    return kept or next((s for s in rules.candidates(account) if rules.only_class(s) == class_id), "")


def _sell(
    household: Household,
    policy: Policy,
    rules: Rules,
    account: Account,
    class_id: str,
    usd: Decimal,
    sells: Sold,
) -> Decimal:
    """Sell so many dollars of a class, the oldest lots first; what it brings after costs."""
    left, brought = usd, ZERO
    lots = [
        (lot, position.symbol)
        for position in account.positions
        if position.role is Role.TRADABLE
        and rules.only_class(position.symbol) == class_id
        and position.symbol not in policy.do_not_sell | account.do_not_sell
        for lot in position.lots
    ]
    for lot, symbol in sorted(lots, key=lambda one: (str(one[0].acquired), one[0].lot_id)):
        price = household.price_usd(symbol)
        step = tradable_step(household, account, symbol)
        quantity = min(lot.quantity, step_down(left / price, step))
        if quantity > ZERO:
            sells[account.account_id, symbol, lot.lot_id] = quantity
            left -= quantity * price
            half = household.instruments[symbol].half_spread_bps / BPS
            brought += cents(quantity * price * (ONE - half))
    return brought
