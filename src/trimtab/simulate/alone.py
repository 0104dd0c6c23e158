"""Each account alone: the same policy and the same optimiser, one account at a time, no help across accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from trimtab.core.accounts import Account, Role
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO
from trimtab.core.plan import Trade
from trimtab.core.policy import Policy
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.journey import Situation, look
from trimtab.rebalance.optimize.optimum import optimum
from trimtab.rebalance.orders import build_trades
from trimtab.simulate.outcome import outcome_of

Trades = tuple[Trade, ...]


def accounts_alone(
    now: Situation, is_allowed: Callable[[Trades], bool], left_alone: frozenset[str] = frozenset()
) -> Trades:
    """The trades of bringing every account to the household's target by itself, in order of their ids.

    Every hard rule of the household is kept: what one account sold at a loss no later one buys, what one bought no
    later one sells at a loss, a budget used up is used up. Where `is_allowed` refuses all of them together, an account
    whose trades it refuses beside those before it is left alone, and so are those in `left_alone`. Only where and as
    far as the household's triggers ask.
    """
    trades = _one_by_one(now, lambda _: True, left_alone)
    return trades if not trades or is_allowed(trades) else _one_by_one(now, is_allowed, left_alone)


def _one_by_one(now: Situation, is_allowed: Callable[[Trades], bool], left_alone: frozenset[str]) -> Trades:
    so_far: Household = now.rules.household
    trades: Trades = ()
    for account in so_far.accounts:
        if (
            account.account_id in left_alone
            or account.locked
            or account.account_id not in now.decision.sells_in | now.decision.buys_in
        ):
            continue
        found = _alone(now, so_far, account.account_id)
        if found and is_allowed((*trades, *found)):
            trades, so_far = (*trades, *found), _with_traded(so_far, account.account_id, found)
    return trades


def _with_traded(household: Household, account_id: str, trades: Trades) -> Household:
    """The household with one account's trades filled, the others, with their flows, as they were."""
    filled = apply_fills(household, trades)
    accounts = tuple(
        after if after.account_id == account_id else before
        for before, after in zip(household.accounts, filled.accounts, strict=True)
    )
    flows = tuple(flow for flow in household.flows if flow.account_id != account_id)
    return replace(filled, accounts=accounts, flows=flows)


def _alone(now: Situation, so_far: Household, account_id: str) -> Trades:
    """What the optimiser does with one account when it sees no other; nothing where that is not worth it."""
    policy, allowed = _without_shared_least(now.rules.policy), now.decision
    alone = replace(
        so_far,
        accounts=tuple(_seen_from(a, account_id) for a in so_far.accounts),
        flows=tuple(flow for flow in so_far.flows if flow.account_id == account_id),
    )
    here = look(alone, policy, now.covariance, now.given.after(now.rules.household, so_far))
    if here.drift.total_usd <= 0 or not here.decision.acts or here.decision.refusal:
        return ()
    decision = replace(
        here.decision,
        sells_in=here.decision.sells_in & allowed.sells_in,
        buys_in=here.decision.buys_in & allowed.buys_in,
        losses_in=here.decision.losses_in | allowed.losses_in,
    )
    best = optimum(here.rules, decision, here.drift, here.covariance, here.given)
    if best is None or best.quantities.is_empty or _leaves_unpaid(here, best.shortfalls_usd):
        return ()
    trades = build_trades(alone, best.quantities, policy.min_trade_usd)
    gained = here.cost_of_nothing.total_usd - outcome_of(here, trades).cost.total_usd
    return trades if here.is_forced or gained >= here.least_benefit_usd else ()


def _without_shared_least(policy: Policy) -> Policy:
    """The policy as one account can keep it: the least of a holding, over all accounts, is not its own to fill up."""
    if not any(limit.least is not None and not limit.account_id for limit in policy.limits):
        return policy
    seen = (limit if limit.account_id else replace(limit, least=None) for limit in policy.limits)
    limits = tuple(limit for limit in seen if limit.least is not None or limit.most is not None)
    return replace(policy, limits=limits)


def _leaves_unpaid(here: Situation, shortfalls_usd: Mapping[str, Decimal]) -> bool:
    """Whether more is lacking than the reserve: no plan is proposed then."""
    household = here.rules.household
    return any(short - household.account(a).cash_reserve_usd >= CENT for a, short in shortfalls_usd.items())


def _seen_from(account: Account, account_id: str) -> Account:
    """Another account as this one sees it: it counts for nothing and is not traded, but its purchases and sales
    stay known, for the wash-sale rule looks at them all."""
    if account.account_id == account_id:
        return account
    positions = tuple(replace(position, role=Role.EXCLUDED) for position in account.positions)
    return replace(
        account,
        positions=positions,
        cash_usd=ZERO,
        cash_unsettled_usd=ZERO,
        cash_reserve_usd=ZERO,
        locked=True,
    )
