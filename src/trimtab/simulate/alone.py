"""Each account alone: the same policy and the same optimiser, one account at a time, no help across accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from trimtab.core.accounts import Account, Role
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO
from trimtab.core.plan import Trade
from trimtab.rebalance.journey import Situation, look
from trimtab.rebalance.optimize.optimum import optimum
from trimtab.rebalance.orders import BPS, Quantities, apply_fills, build_trades
from trimtab.simulate.outcome import outcome_of

NOTHING = Quantities({}, {})


def accounts_alone(now: Situation, is_allowed: Callable[[tuple[Trade, ...]], bool]) -> tuple[Trade, ...]:
    """The trades of bringing every account to the household's target by itself, in order of their ids.

    Every hard rule of the household is kept: what one account sold at a loss no later one buys, what one bought no
    later one sells at a loss, a budget used up is used up; and an account whose trades `is_allowed` refuses beside
    those before it is left alone. Only where and as far as the household's triggers ask.
    """
    household = now.rules.household
    so_far = NOTHING
    trades: tuple[Trade, ...] = ()
    for account in household.accounts:
        if account.locked or account.account_id not in now.decision.sells_in | now.decision.buys_in:
            continue
        found = _alone(now, _with_traded(household, trades), account.account_id)
        both = Quantities({**so_far.sells, **found.sells}, {**so_far.buys, **found.buys})
        wanted = build_trades(household, both, now.rules.policy.min_trade_usd)
        if wanted != trades and is_allowed(wanted):
            so_far, trades = both, wanted
    return trades


def _with_traded(household: Household, trades: tuple[Trade, ...]) -> Household:
    """The household with these trades filled, and the accounts without trades, with their flows, as they were."""
    if not trades:
        return household
    traded = {trade.account_id for trade in trades}
    filled = apply_fills(household, trades)
    accounts = tuple(
        after if after.account_id in traded else before
        for before, after in zip(household.accounts, filled.accounts, strict=True)
    )
    flows = tuple(flow for flow in household.flows if flow.account_id not in traded)
    return replace(filled, accounts=accounts, flows=flows)


def _alone(now: Situation, so_far: Household, account_id: str) -> Quantities:
    """What the optimiser does with one account when it sees no other; nothing where that is not worth it."""
    policy, allowed = now.rules.policy, now.decision
    alone = replace(
        so_far,
        accounts=tuple(_seen_from(a, account_id) for a in so_far.accounts),
        flows=tuple(flow for flow in so_far.flows if flow.account_id == account_id),
    )
    here = look(alone, policy, now.covariance, now.given.after(now.rules.household, so_far))
    if here.drift.total_usd <= 0 or not here.decision.acts or here.decision.refusal:
        return NOTHING
    decision = replace(
        here.decision,
        sells_in=here.decision.sells_in & allowed.sells_in,
        buys_in=here.decision.buys_in & allowed.buys_in,
        losses_in=here.decision.losses_in | allowed.losses_in,
    )
    best = optimum(here.rules, decision, here.drift, here.covariance, here.given)
    if best is None or _leaves_unpaid(here, best.shortfalls_usd):
        return NOTHING
    trades = build_trades(alone, best.quantities, policy.min_trade_usd)
    gained = outcome_of(here, ()).cost.total_usd - outcome_of(here, trades).cost.total_usd
    prices = policy.prices
    least = max(prices.min_benefit_usd, prices.min_benefit_bps * here.drift.total_usd / BPS)
    return best.quantities if here.is_forced or gained >= least else NOTHING


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
