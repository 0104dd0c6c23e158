"""Rules lifted one at a time from what a plan is made from: household and policy in, household and policy out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position, Role
from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import ONE, ZERO, plain, usd, usd_whole
from trimtab.core.policy import Policy
from trimtab.rebalance.rules import NEVER_TRADED, Rules, only_on_menus
from trimtab.tax.holding import first_long_day
from trimtab.tax.wash import PURCHASES, WINDOW, recent_loss_sales, window_open

FINE_STEP = Decimal("0.001")
TOGETHER = "together"
_BUDGETS = (
    ("gain-budget", "", "gain budget", "gain_budget_usd"),
    ("gain-budget", "short", "budget for short-term gains", "gain_budget_short_usd"),
    ("gain-budget", "long", "budget for long-term gains", "gain_budget_long_usd"),
    ("tax-budget", "", "tax budget", "tax_budget_usd"),
)


@dataclass(frozen=True, slots=True)
class Lift:
    """The household and policy without one rule. `code` as `Block` names it, `subject` what it is about.

    `words` name the rule as the subject of a sentence. `moves_the_scale`: what counts towards the target is another
    sum without it, so only money can be compared.
    """

    code: str
    subject: str
    words: str
    household: Household
    policy: Policy
    moves_the_scale: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Which rule it is, whatever else was lifted before."""
        return self.code, self.subject

    @property
    def is_several(self) -> bool:
        """Whether it is of several rules at once."""
        return self.code == TOGETHER


def without(household: Household, policy: Policy, rules: Sequence[Lift]) -> Lift:
    """All of these rules lifted at once."""
    left = {lift.key for lift in rules}
    while following := next((lift for lift in lifts(household, policy) if lift.key in left), None):
        left.remove(following.key)
        household, policy = following.household, following.policy
    *others, last = (lift.words for lift in rules)
    subject = "; ".join(f"{lift.code} {lift.subject}".strip() for lift in rules)
    return Lift(TOGETHER, subject, f"{', '.join(others)} and {last} together", household, policy)


def lifts(household: Household, policy: Policy) -> tuple[Lift, ...]:
    """Every rule of the household and its policy that stands in the way of a trade today, lifted one at a time.

    Prices that are missing, holdings without a market, and costs that are not known are facts, not rules.
    """
    rules = Rules(household, policy)
    found: list[Lift] = []
    for find in _FINDERS:
        found.extend(find(rules))
    return tuple(found)


def _locked(rules: Rules) -> Iterator[Lift]:
    for account in rules.household.accounts:
        if account.locked:
            yield _account_lift(rules, account, "locked", f"{account.name} being locked", locked=False)


def _menus(rules: Rules) -> Iterator[Lift]:
    wanted = {symbol for ranked in rules.policy.buys.values() for symbol in ranked}
    for account in _open(rules):
        if account.menu is not None and wanted - account.menu:
            yield _account_lift(rules, account, "menu", f"the menu of {account.name}", menu=None)


def _lists(rules: Rules) -> Iterator[Lift]:
    """Lists of the whole household, then those of single accounts, symbol by symbol."""
    policy, household = rules.policy, rules.household
    for symbol in sorted(policy.do_not_sell):
        without = replace(policy, do_not_sell=policy.do_not_sell - {symbol})
        yield Lift("do-not-sell", symbol, f"never selling {symbol}", household, without)
    for symbol in sorted(policy.do_not_buy):
        without = replace(policy, do_not_buy=policy.do_not_buy - {symbol})
        yield Lift("do-not-buy", symbol, f"never buying {symbol}", household, without)
    of_menus = only_on_menus(household)
    for account in _open(rules):
        for symbol in sorted(account.do_not_sell):
            words = f"never selling {symbol} in {account.name}"
            yield _account_lift(
                rules, account, "do-not-sell", words, symbol, do_not_sell=account.do_not_sell - {symbol}
            )
        for symbol in sorted(account.do_not_buy - of_menus):
            words = f"never buying {symbol} in {account.name}"
            yield _account_lift(
                rules, account, "do-not-buy", words, symbol, do_not_buy=account.do_not_buy - {symbol}
            )


def _frozen(rules: Rules) -> Iterator[Lift]:
    for account in _open(rules):
        for position in account.positions:
            is_market = rules.household.instruments[position.symbol].kind not in NEVER_TRADED
            if position.role is Role.FROZEN and is_market:
                words = f"keeping {position.symbol} in {account.name}"
                free = replace(position, role=Role.TRADABLE, role_reason="")
                yield _position_lift(rules, account, position, free, "frozen", words)


def _open_orders(rules: Rules) -> Iterator[Lift]:
    for account in _open(rules):
        for position in account.positions:
            if position.pending_quantity > 0 and position.role is Role.TRADABLE:
                words = f"the open orders on {position.symbol} in {account.name}"
                free = replace(position, pending_quantity=ZERO)
                yield _position_lift(rules, account, position, free, "pending", words)


def _waiting(rules: Rules) -> Iterator[Lift]:
    """A lot that waits for its long-term date, as if that were farther away than the policy waits."""
    as_of, wait = rules.household.as_of, rules.policy.wait_long_term_days
    for account in _open(rules):
        for position in account.positions:
            for lot in position.lots:
                block = rules.sell_block(account, position, lot)
                if block is None or block.code != "wait-long-term" or lot.acquired is None:
                    continue
                days = (first_long_day(lot.acquired) - as_of).days
                later = replace(lot, acquired=lot.acquired + timedelta(days=wait - days + 1))
                free = replace(position, lots=tuple(later if one is lot else one for one in position.lots))
                words = (
                    f"waiting {days} {'day' if days == 1 else 'days'} for {plain(lot.quantity)} {position.symbol} of "
                    f"{lot.acquired}"
                )
                yield _position_lift(rules, account, position, free, "wait-long-term", words, lot.lot_id)


def _wash_windows(rules: Rules) -> Iterator[Lift]:
    """What was sold at a loss in the last 30 days, group by group, as if its sales had brought no loss."""
    household = rules.household
    for group, (day, _) in sorted(recent_loss_sales(household).items()):
        activity = tuple(
            replace(event, gain_usd=ZERO, has_loss=False)
            if event.kind is ActivityKind.SELL and rules.group(event.symbol) == group
            else event
            for event in household.activity
        )
        sold = sorted({e.symbol for e in household.activity if rules.group(e.symbol) == group})
        words = f"the wash-sale window on {', '.join(sold)} until {day + WINDOW}"
        yield Lift("wash-window", ", ".join(sold), words, replace(household, activity=activity), rules.policy)


def _recent_purchases(rules: Rules) -> Iterator[Lift]:
    """What was bought in the last 30 days and keeps a loss from being taken, as if bought the day before these."""
    household = rules.household
    for group in sorted(rules.recent):
        if not any(_bars_a_loss(rules, account, group) for account in household.accounts):
            continue
        before = household.as_of - WINDOW - timedelta(days=1)
        accounts = tuple(_bought_on(rules, account, group, before) for account in household.accounts)
        activity = tuple(
            replace(event, trade_date=before)
            if event.kind in PURCHASES and rules.group(event.symbol) == group
            else event
            for event in household.activity
        )
        bought = sorted({recent.symbol for recent in rules.recent[group]})
        words = f"having bought {', '.join(bought)} in the last 30 days"
        without = replace(household, accounts=accounts, activity=activity)
        yield Lift("wash-recent", ", ".join(bought), words, without, rules.policy)


def _bars_a_loss(rules: Rules, account: Account, group: str) -> bool:
    """Whether a lot here would go at a loss but for what was bought lately."""
    return account.kind.is_taxable and any(
        rules.is_loss_if_priced(position.symbol, lot)
        for position in account.positions
        if rules.group(position.symbol) == group and not rules.position_block(account, position)
        for lot in position.lots
    )


def _bought_on(rules: Rules, account: Account, group: str, day: date) -> Account:
    """The account with its lots of the group that were bought within the window bought on this day instead."""

    def moved(lot: Lot) -> Lot:
        is_recent = lot.acquired is not None and window_open(lot.acquired, rules.household.as_of)
        return replace(lot, acquired=day) if is_recent else lot

    positions = tuple(
        replace(position, lots=tuple(moved(lot) for lot in position.lots))
        if rules.group(position.symbol) == group
        else position
        for position in account.positions
    )
    return replace(account, positions=positions)


def _coming(rules: Rules) -> Iterator[Lift]:
    for account in rules.household.accounts:
        for symbol in sorted(account.purchases_coming):
            words = f"the standing purchase of {symbol} in {account.name}"
            coming = account.purchases_coming - {symbol}
            yield _account_lift(rules, account, "wash-coming", words, symbol, purchases_coming=coming)


def _unseen(rules: Rules) -> Iterator[Lift]:
    accounts = sorted({account_id for ids in rules.unseen.values() for account_id in ids})
    if accounts and not rules.policy.allow_unseen_history:
        words = f"not knowing the last 30 days of {', '.join(accounts)}"
        without = replace(rules.policy, allow_unseen_history=True)
        yield Lift("wash-unseen", ", ".join(accounts), words, rules.household, without)


def _reserves(rules: Rules) -> Iterator[Lift]:
    for account in _open(rules):
        if account.cash_reserve_usd > 0:
            words = f"the reserve of {usd_whole(account.cash_reserve_usd)} in {account.name}"
            lift = _account_lift(rules, account, "reserve", words, cash_reserve_usd=ZERO)
            yield replace(lift, moves_the_scale=True)


def _sizes(rules: Rules) -> Iterator[Lift]:
    """The smallest trade, and whole shares or coarse parts of them account by account."""
    policy = rules.policy
    if policy.min_trade_usd > 0:
        words = f"the smallest trade of {usd_whole(policy.min_trade_usd)}"
        yield Lift("min-trade", "", words, rules.household, replace(policy, min_trade_usd=ZERO))
    for account in _open(rules):
        step = account.quantity_step
        if step > FINE_STEP:
            parts = "whole shares" if step == ONE else f"steps of {plain(step)} shares"
            words = f"{parts} in {account.name}"
            yield _account_lift(rules, account, "whole-shares", words, quantity_step=FINE_STEP)


def _fund_minimums(rules: Rules) -> Iterator[Lift]:
    household = rules.household
    for symbol, fund in sorted(household.instruments.items()):
        if fund.min_first_usd > 0 or fund.min_more_usd > 0:
            free = replace(fund, min_first_usd=ZERO, min_more_usd=ZERO)
            instruments = {**household.instruments, symbol: free}
            without = replace(household, instruments=instruments)
            yield Lift("fund-minimum", symbol, f"the smallest purchase of {symbol}", without, rules.policy)


def _budgets(rules: Rules) -> Iterator[Lift]:
    policy = rules.policy
    for code, subject, name, field in _BUDGETS:
        budget: Decimal | None = getattr(policy, field)
        if budget is not None:
            without = replace(policy, **{field: None})  # type: ignore[arg-type]
            yield Lift(code, subject, f"the {name} of {usd(budget)}", rules.household, without)
    if policy.budget_prorated and not policy.budgets(rules.household.as_of).is_empty:
        words = "counting budgets by the part of the year that is over"
        without = replace(policy, budget_prorated=False)
        yield Lift("budget-prorated", "", words, rules.household, without)


def _harvests(rules: Rules) -> Iterator[Lift]:
    if not rules.policy.harvest:
        words = "taking no loss for its own sake"
        yield Lift("harvest", "", words, rules.household, replace(rules.policy, harvest=True))


def _holding_limits(rules: Rules) -> Iterator[Lift]:
    policy, household = rules.policy, rules.household
    for limit in policy.limits:
        without = replace(policy, limits=tuple(other for other in policy.limits if other is not limit))
        yield Lift("limit", limit.limit_id, f"the limit on {limit.words}", household, without)
    if policy.concentration_cap_pct is not None:
        words = f"the cap of {plain(policy.concentration_cap_pct)}% on each company"
        yield Lift("limit", "cap", words, household, replace(policy, concentration_cap_pct=None))
    if policy.account_concentration_cap_pct is not None:
        words = f"the cap of {plain(policy.account_concentration_cap_pct)}% on each company in each account"
        without = replace(policy, account_concentration_cap_pct=None)
        yield Lift("limit", "account cap", words, household, without)


def _open(rules: Rules) -> Iterator[Account]:
    """The accounts that are traded in: a locked one has no other rule that could bind."""
    return (account for account in rules.household.accounts if not account.locked)


def _account_lift(
    rules: Rules, account: Account, code: str, words: str, symbol: str = "", **changes: object
) -> Lift:
    free = replace(account, **changes)  # type: ignore[arg-type]
    accounts = tuple(free if one is account else one for one in rules.household.accounts)
    subject = f"{account.account_id} {symbol}".strip()
    return Lift(code, subject, words, replace(rules.household, accounts=accounts), rules.policy)


def _position_lift(
    rules: Rules,
    account: Account,
    position: Position,
    free: Position,
    code: str,
    words: str,
    lot_id: str = "",
) -> Lift:
    positions = tuple(free if one is position else one for one in account.positions)
    symbol = f"{position.symbol} {lot_id}".strip()
    return _account_lift(rules, account, code, words, symbol, positions=positions)


_FINDERS: tuple[Callable[[Rules], Iterable[Lift]], ...] = (
    _locked,
    _menus,
    _lists,
    _frozen,
    _open_orders,
    _waiting,
    _wash_windows,
    _recent_purchases,
    _coming,
    _unseen,
    _reserves,
    _sizes,
    _fund_minimums,
    _budgets,
    _harvests,
    _holding_limits,
)
