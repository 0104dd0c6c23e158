"""The journey: snapshot -> measure -> decide -> propose -> weigh -> explain -> verify. There is no second engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import trimtab
from trimtab.core.ask import AS_POLICY_SAYS, Mode
from trimtab.core.canonical import digest
from trimtab.core.changed import changed
from trimtab.core.household import Household
from trimtab.core.money import ZERO, usd
from trimtab.core.plan import CostBreakdown, Method, Plan
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance, free_cash_usd
from trimtab.rebalance.modes.kept_back import kept_back, nothing_leaves
from trimtab.rebalance.modes.withdraw import withdrawal_plan
from trimtab.rebalance.propose.cheapest import cheapest, is_any_near, payable_ways
from trimtab.rebalance.propose.proposal import Weighed, weighed
from trimtab.rebalance.propose.settling import settled
from trimtab.rebalance.propose.situation import NOTHING_ELSE, Situation, look
from trimtab.rebalance.propose.ways import by_optimum, by_rules
from trimtab.rebalance.tell.deposit import deposit_hints
from trimtab.rebalance.tell.explain import explain_tickers
from trimtab.rebalance.tell.harvest_words import beside_losses, harvested, short_of_asked
from trimtab.rebalance.tell.nothing import nothing_asks
from trimtab.rebalance.tell.reasons import with_reasons
from trimtab.rebalance.tell.unmet import unmet
from trimtab.rebalance.verify import verify
from trimtab.rebalance.washes import standing_orders, wash_problems

__all__ = ["NOTHING_ELSE", "Situation", "look", "make_plan"]


def make_plan(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    given: Given = NOTHING_ELSE,
) -> Plan:
    """The plan for this household today, checked by the verifier; or no trade, and why.

    Pure: the same household, policy, covariance and `given` give the same plan. Raises nothing for a household that
    was assembled without errors.
    """
    now = look(household, policy, covariance, given)
    if given.ask.mode is Mode.WITHDRAW:
        return _paying_out(now)
    if now.drift.total_usd <= 0:
        return _nothing_left(now)
    if not now.decision.acts:
        return _no_trade(now, nothing_asks(now.rules, now.given.ask.call))
    if now.decision.refusal:
        return _no_trade(now, now.decision.refusal)
    return _best_that_holds(now)


def _paying_out(now: Situation) -> Plan:
    """The cheapest way to the amount in hand, checked as a whole; refused where there is none."""
    household, policy = now.rules.household, now.rules.policy
    found = withdrawal_plan(household, policy, now.covariance, now.given, make_plan, cheapest)
    if isinstance(found, str):
        return replace(_no_trade(now, found), is_refused=True)
    inputs_hash = _inputs_hash(now)
    plan_id = digest(inputs_hash, trimtab.__version__, found.trades, found.withdrawal)[:16]
    plan = replace(found, plan_id=plan_id, inputs_hash=inputs_hash)
    is_settled = True if plan.trades else None
    checks = verify(household, policy, plan, is_settled, _paid_year(now, found), now.given.tax_of(household))
    if all(check.holds for check in checks):
        return replace(plan, checks=checks)
    words = "; ".join(f"{check.invariant}: {check.words}" for check in checks if not check.holds)
    return replace(_no_trade(now, f"no plan passed every check ({words})"), is_refused=True)


def _paid_year(now: Situation, found: Plan) -> YearTax | None:
    """The year with the income that this withdrawal adds; None at flat rates."""
    told, withdrawal = now.given.year_with_income, found.withdrawal
    if told is None or withdrawal is None:
        return now.given.year_tax
    return told(sum((payout.income_usd for payout in withdrawal.payouts), ZERO))


def _nothing_left(now: Situation) -> Plan:
    """No weights without money. Refused where a withdrawal asks for all there is, or more."""
    words = f"what counts comes to {usd(now.drift.total_usd)}"
    household = now.rules.household
    is_short = any(free_cash_usd(household, account) < 0 for account in household.accounts)
    if is_short and any(trigger.rule == "withdrawal" for trigger in now.decision.triggers):
        words = f"less what is to be paid out, {words}: lower the withdrawal, or sell everything yourself"
        return replace(_no_trade(now, words), is_refused=True)
    return _no_trade(now, f"there is nothing to allocate: {words}")


def _best_that_holds(now: Situation) -> Plan:
    """The optimum, with gains worth taking now or without, or the plain rules: the cheapest that passes every check;
    else no trade, and why."""
    best = by_optimum(now)
    payable = payable_ways(now, best)
    if is_any_near(payable):
        plan = _first_that_holds(payable)
        if isinstance(plan, Plan):
            return plan
    plain = by_rules(now)
    if plain:
        told = replace(plain, bound_usd=best.bound_usd, effort=best.effort) if best else plain
        payable.append(weighed(told))
    if payable and not any(found.is_worth_it for found in payable):
        return _not_worth_it(payable[0])
    reason = "no allowed trade was found"
    if best and not payable:
        reason = (
            f"{usd(best.unpaid_usd)} of what is to be paid out cannot be raised: "
            f"lower the withdrawal, or free a holding for sale{_budget_words(now)}"
        )
    plan = _first_that_holds(payable)
    if isinstance(plan, Plan):
        return plan
    refused = _no_trade(now, plan or reason)
    gap = _gap_usd(refused.cost_after, best.bound_usd if best else None)
    return replace(refused, is_refused=True, gap_usd=gap, effort=best.effort if best else None)


def _first_that_holds(ways: list[Weighed]) -> Plan | str:
    """The cheapest worthy way, settled, that passes every check; else what the last one fails, empty where there is
    none."""
    failed = ""
    for found, is_settled in _cheapest_first([way for way in ways if way.is_worth_it]):
        plan = _plan(found, is_settled)
        broken = [check for check in plan.checks if not check.holds]
        if not broken:
            return plan
        words = "; ".join(f"{check.invariant}: {check.words}" for check in broken)
        failed = f"no plan passed every check ({words})"
    return failed


def _budget_words(now: Situation) -> str:
    """What else may be in the way of raising cash: a budget of the year."""
    found = now.rules.policy.budgets(now.rules.household.as_of)
    has_any = any(usd is not None for usd in (found.net_usd, found.short_usd, found.long_usd, found.tax_usd))
    return "; or raise the year's budget for gains or tax, which is never exceeded" if has_any else ""


def _cheapest_first(worthy: list[Weighed]) -> Iterator[tuple[Weighed, bool]]:
    """Each way settled, by its rank when settled; a way is settled only once those before it have failed."""
    ready: list[tuple[Weighed, bool]] = []
    for found in sorted(worthy, key=lambda way: way.rank):
        while ready and ready[0][0].rank <= found.rank:
            yield ready.pop(0)
        ready.append(settled(found, _is_as_asked))
        ready.sort(key=lambda way: way[0].rank)
    yield from ready


def _is_as_asked(found: Weighed) -> bool:
    """Whether two rounds together still keep what the mode promises of today."""
    if found.proposal.situation.decision.ask.mode is Mode.POLICY:
        return True
    return all(check.holds for check in _plan(found, None).checks)


def _not_worth_it(found: Weighed) -> Plan:
    now = found.proposal.situation
    best = "no trade that the rules allow is worth its cost"
    if found.proposal.trades:
        best = f"the best trades would be worth only {usd(found.benefit_usd)}"
    stopped = unmet(now.rules, now.decision, now.drift, now.rules.household, now.drift.total_usd)
    gap = _gap_usd(now.cost_of_nothing, found.proposal.bound_usd)
    stuck = "" if found.proposal.trades else nothing_leaves(now.rules, now.decision)
    nothing = _no_trade(now, stuck or f"{now.decision.triggers[0].reason}; but {best}")
    stays = kept_back(now.rules, now.decision, now.rules.household)
    problems = (
        *found.proposal.problems,
        *short_of_asked(now.rules, now.decision, ()),
        *nothing.problems,
        *stays,
    )
    return replace(nothing, unmet=stopped, gap_usd=gap, problems=problems, effort=found.proposal.effort)


def _gap_usd(cost: CostBreakdown, bound_usd: Decimal | None) -> Decimal:
    """By how much at most any plan could cost less, where a bound is known."""
    return ZERO if bound_usd is None else max(ZERO, cost.total_usd - bound_usd)


def _plan(found: Weighed, is_settled: bool | None) -> Plan:
    """Explain what is worth doing and have it verified."""
    proposal = found.proposal
    now = proposal.situation
    rules, before = now.rules, now.drift
    household, policy = rules.household, rules.policy
    harvests = harvested(rules, now.decision, proposal.trades, now.given.tax_of(household))
    trades = with_reasons(rules, before, proposal.trades, harvests, now.decision)
    inputs_hash = _inputs_hash(now)
    plan = Plan(
        plan_id=digest(inputs_hash, trimtab.__version__, trades)[:16],
        household=household.name,
        as_of=household.as_of,
        method=proposal.method,
        reason="; ".join(trigger.reason for trigger in now.decision.triggers),
        trades=trades,
        before=before,
        after=found.after,
        cost_before=now.cost_of_nothing,
        cost_after=found.cost_after,
        gap_usd=_gap_usd(found.cost_after, proposal.bound_usd),
        unmet=unmet(rules, now.decision, found.after, found.filled, before.total_usd),
        deposits=deposit_hints(rules, before, now.given.deposit_limits_usd),
        problems=(
            *proposal.problems,
            *wash_problems(found.washes),
            *short_of_asked(rules, now.decision, trades),
            *standing_orders(rules, now.given.tax_of(household)),
            *kept_back(rules, now.decision, found.filled),
        ),
        ask=now.given.ask,
        explanations=explain_tickers(
            rules, trades, True, harvests, beside_losses(rules, now.decision, trades)
        ),
        harvests=harvests,
        wash_sales=found.washes,
        inputs_hash=inputs_hash,
        effort=proposal.effort,
        tax_from=rules.year_tax.words,
        is_bill=rules.year_tax.is_bill,
    )
    return changed(plan, checks=verify(household, policy, plan, is_settled, now.given.year_tax))


def _inputs_hash(now: Situation) -> str:
    """The hash of everything the plan is made from: of the covariance the target's classes; limits, what is asked and
    the return only where there are any."""
    target = now.rules.policy.target
    known = now.covariance
    pairs = product(target, repeat=2) if len(target) ** 2 < len(known) else known
    covariance = {
        f"{a}|{b}": known[a, b] for a, b in pairs if (a, b) in known and a in target and b in target
    }
    limits = [now.given.deposit_limits_usd] if now.given.deposit_limits_usd else []
    asked: list[object] = [now.given.ask] if now.given.ask != AS_POLICY_SAYS else []
    asked += [now.given.draws] if now.given.draws else []
    asked += [bill] if (bill := now.rules.year_tax.fingerprint) else []
    return digest(now.rules.household, now.rules.policy, covariance, *limits, *asked)


def _no_trade(now: Situation, reason: str) -> Plan:
    household = now.rules.household
    inputs_hash = _inputs_hash(now)
    return Plan(
        plan_id=digest(inputs_hash, trimtab.__version__, ())[:16],
        household=household.name,
        as_of=household.as_of,
        method=Method.NONE,
        reason=reason,
        trades=(),
        before=now.drift,
        after=now.drift,
        cost_before=now.cost_of_nothing,
        cost_after=now.cost_of_nothing,
        gap_usd=ZERO,
        deposits=deposit_hints(now.rules, now.drift, now.given.deposit_limits_usd)
        if now.drift.total_usd > 0
        else (),
        problems=standing_orders(now.rules, now.given.tax_of(household)),
        explanations=explain_tickers(now.rules, (), acts=now.decision.acts),
        inputs_hash=inputs_hash,
        ask=now.given.ask,
        tax_from=now.rules.year_tax.words,
        is_bill=now.rules.year_tax.is_bill,
    )
