"""The journey: snapshot -> measure -> decide -> propose -> weigh -> explain -> verify. There is no second engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import trimtab
from trimtab.core.ask import AS_POLICY_SAYS, Mode
from trimtab.core.canonical import digest
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO, usd
from trimtab.core.plan import CostBreakdown, Effort, Method, Plan, Side, Trade, WashSale
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, note, warning
from trimtab.rebalance.decide import Decision, moves_in
from trimtab.rebalance.deposit import deposit_hints
from trimtab.rebalance.explain import explain_tickers, unmet, with_reasons
from trimtab.rebalance.given import Given
from trimtab.rebalance.harvest import harvest_waiting, least_benefit_usd, with_harvest
from trimtab.rebalance.harvest_words import harvested, short_of_asked
from trimtab.rebalance.measure import Covariance, free_cash_usd, measure
from trimtab.rebalance.modes.asked import decision_for
from trimtab.rebalance.modes.kept_back import kept_back
from trimtab.rebalance.optimize.optimum import optimum
from trimtab.rebalance.orders import Quantities, apply_fills, build_trades, merged, quantities_of
from trimtab.rebalance.overlap import overlaps
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.verify import verify
from trimtab.rebalance.washes import standing_orders, wash_problems, washed
from trimtab.rebalance.waterfall import waterfall
from trimtab.rebalance.weigh import weigh

FORCING = frozenset({"cash_low", "withdrawal"})
SETTLING_ROUNDS = 5
NOTHING_ELSE = Given()


@dataclass(frozen=True, slots=True)
class Situation:
    """One household looked at: rules, drift and decision, and the covariance to weigh drift by."""

    rules: Rules
    drift: Drift
    decision: Decision
    covariance: Covariance
    given: Given

    @property
    def is_forced(self) -> bool:
        """Whether cash must be raised whatever it costs, an account emptied, or losses taken up to an amount."""
        is_asked = bool(self.decision.empties) or self.decision.least_loss_usd is not None
        return is_asked or any(trigger.rule in FORCING for trigger in self.decision.triggers)


def look(
    household: Household, policy: Policy, covariance: Covariance, given: Given = NOTHING_ELSE
) -> Situation:
    """Measure and decide: what `trimtab drift` shows and every plan starts from."""
    drift = measure(household, policy, covariance)
    decision = decision_for(household, policy, drift, given.ask)
    rules = Rules(household, policy, moves_in=moves_in(household, policy, decision), scope=decision.scope)
    rules.waiting = harvest_waiting(rules, covariance, given.tax_of(household))
    if given.ask.mode is Mode.POLICY:
        decision = with_harvest(rules, drift, decision, given.tax_of(household))
    drift = replace(drift, triggers=decision.triggers, overlaps=overlaps(household, drift.total_usd))
    return Situation(rules, drift, decision, covariance, given)


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
    if now.drift.total_usd <= 0:
        return _nothing_left(now)
    if not now.decision.acts:
        return _no_trade(
            now, "every class is inside its band, no cash waits, no date is due, and no loss is worth taking"
        )
    if now.decision.refusal:
        return _no_trade(now, now.decision.refusal)
    return _first_that_holds(now)


def _nothing_left(now: Situation) -> Plan:
    """No weights without money. Refused where a withdrawal asks for all there is, or more."""
    words = f"what counts comes to {usd(now.drift.total_usd)}"
    household = now.rules.household
    is_short = any(free_cash_usd(household, account) < 0 for account in household.accounts)
    if is_short and any(trigger.rule == "withdrawal" for trigger in now.decision.triggers):
        words = f"less what is to be paid out, {words}: lower the withdrawal, or sell everything yourself"
        return replace(_no_trade(now, words), is_refused=True)
    return _no_trade(now, f"there is nothing to allocate: {words}")


def _first_that_holds(now: Situation) -> Plan:
    """The optimum; if it fails a check, or cash is short, the next best way; else no trade, with the reason."""
    reason = "no allowed trade was found"
    bound: Decimal | None = None
    is_short = False
    for propose in (_optimum, _optimum_without_waiting, _optimum_with_washes, _by_rules):
        if propose in {_optimum_without_waiting, _optimum_with_washes} and not is_short:
            continue
        proposal = propose(now)
        if proposal is None:
            continue
        is_short = is_short or proposal.unpaid_usd >= CENT
        bound = proposal.bound_usd if proposal.bound_usd is not None else bound
        proposal = replace(proposal, bound_usd=bound)
        if proposal.unpaid_usd >= CENT:
            reason = (
                f"{usd(proposal.unpaid_usd)} of what is to be paid out cannot be raised: "
                "lower the withdrawal, or free a holding for sale"
            )
            continue
        weighed = _weighed(proposal)
        if not weighed.is_worth_it:
            return _not_worth_it(weighed)
        plan = _plan(*_settled(weighed))
        failed = [check for check in plan.checks if not check.holds]
        if not failed:
            return plan
        words = "; ".join(f"{check.invariant}: {check.words}" for check in failed)
        reason = f"no plan passed every check ({words})"
    refused = _no_trade(now, reason)
    return replace(refused, is_refused=True, gap_usd=_gap_usd(refused.cost_after, bound))


def _not_worth_it(weighed: Weighed) -> Plan:
    now = weighed.proposal.situation
    best = "no trade is worth its cost"
    if weighed.proposal.trades:
        best = f"the best trades would be worth only {usd(weighed.benefit_usd)}"
    stopped = unmet(now.rules, now.decision, now.drift, now.rules.household, now.drift.total_usd)
    gap = _gap_usd(weighed.cost_before, weighed.proposal.bound_usd)
    nothing = _no_trade(now, f"{now.decision.triggers[0].reason}; but {best}")
    stays = kept_back(now.rules, now.decision, now.rules.household)
    problems = (*weighed.proposal.problems, *nothing.problems, *stays)
    effort = weighed.proposal.effort
    return replace(nothing, unmet=stopped, gap_usd=gap, problems=problems, effort=effort)


def _gap_usd(cost: CostBreakdown, bound_usd: Decimal | None) -> Decimal:
    """By how much at most any plan could cost less, where a bound is known."""
    return ZERO if bound_usd is None else max(ZERO, cost.total_usd - bound_usd)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Trades somebody proposes, with the bound known for their cost (None: no bound) and notes on how they came."""

    situation: Situation
    method: Method
    trades: tuple[Trade, ...]
    bound_usd: Decimal | None = None
    unpaid_usd: Decimal = ZERO
    problems: tuple[Problem, ...] = ()
    effort: Effort | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A proposal with what it leads to: the household after perfect fills, its drift, and the cost on both sides."""

    proposal: Proposal
    filled: Household
    after: Drift
    cost_before: CostBreakdown
    cost_after: CostBreakdown

    @property
    def benefit_usd(self) -> Decimal:
        """By how much the trades beat doing nothing."""
        return self.cost_before.total_usd - self.cost_after.total_usd

    @property
    def is_worth_it(self) -> bool:
        """Whether to trade: the benefit reaches the policy's least, or cash must be raised anyway."""
        is_forced = self.proposal.situation.is_forced
        return bool(self.proposal.trades) and (is_forced or self.benefit_usd >= self.least_benefit_usd)

    @property
    def least_benefit_usd(self) -> Decimal:
        """The least benefit for which the policy trades at all."""
        now = self.proposal.situation
        return least_benefit_usd(now.rules.policy, now.drift.total_usd)


def _optimum(now: Situation) -> Proposal | None:
    best = optimum(now.rules, now.decision, now.drift, now.covariance, now.given)
    if best is None:
        return None
    trades = _trades(now, best.quantities)
    unpaid, problems = _short_of_cash(now, best.shortfalls_usd)
    return Proposal(now, Method.OPTIMUM, trades, best.bound_usd, unpaid, problems, best.effort)


def _short_of_cash(
    now: Situation, shortfalls_usd: Mapping[str, Decimal]
) -> tuple[Decimal, tuple[Problem, ...]]:
    """What cannot be paid out, which stops the plan; and a warning for each reserve that stays short."""
    unpaid, problems = ZERO, []
    for account_id, short in shortfalls_usd.items():
        account = now.rules.household.account(account_id)
        unpaid += max(ZERO, short - account.cash_reserve_usd)
        words = f"{account.name} stays {usd(short)} short of its reserve of {usd(account.cash_reserve_usd)}"
        problems.append(
            warning("reserve-short", words, "lower the reserve, pay in, or free a holding for sale")
        )
    return unpaid, tuple(problems)


def _optimum_without_waiting(now: Situation) -> Proposal | None:
    """As the optimum, but lots about to turn long-term may be sold: asked only where cash is short without them."""
    rules = now.rules
    lifted = Rules(rules.household, rules.policy, True, rules.moves_in, rules.scope)
    lifted.waiting = rules.waiting
    proposal = _optimum(replace(now, rules=lifted))
    words = "lots about to turn long-term are sold, because the cash could not be raised without them"
    return proposal and replace(proposal, problems=(*proposal.problems, note("wait-lifted", words)))


def _optimum_with_washes(now: Situation) -> Proposal | None:
    """As the optimum without waiting, but losses may be sold that lately bought shares take over, at their price:
    asked only where the cash cannot be raised without them either."""
    rules = now.rules
    lifted = Rules(rules.household, rules.policy, True, rules.moves_in, rules.scope, lift_wash=True)
    lifted.waiting = rules.waiting
    proposal = _optimum(replace(now, rules=lifted))
    if proposal is None:
        return None
    words = "lots about to turn long-term may be sold: the cash could not be raised without them"
    return replace(proposal, problems=(*proposal.problems, note("wait-lifted", words)))


def _by_rules(now: Situation) -> Proposal | None:
    sells, buys = waterfall(now.rules.household, now.rules.policy, now.given.ask)
    trades = _trades(now, Quantities(sells, buys))
    return Proposal(now, Method.RULES, trades) if trades else None


def _trades(now: Situation, quantities: Quantities) -> tuple[Trade, ...]:
    return build_trades(now.rules.household, quantities, now.rules.policy.min_trade_usd)


def _weighed(proposal: Proposal) -> Weighed:
    now = proposal.situation
    household = now.rules.household
    washes = washed(now.rules, proposal.trades)
    filled = apply_fills(household, proposal.trades, washes)
    after = measure(filled, now.rules.policy, now.covariance)
    return Weighed(
        proposal,
        filled,
        after,
        _cost(now, household, now.drift, ()),
        _cost(now, filled, after, proposal.trades, washes),
    )


def _cost(
    now: Situation,
    household: Household,
    drift: Drift,
    trades: tuple[Trade, ...],
    washes: tuple[WashSale, ...] = (),
) -> CostBreakdown:
    year_tax = now.given.tax_of(now.rules.household)
    return weigh(now.rules, household, drift, trades, now.decision.goals, now.covariance, year_tax, washes)


def _next(weighed: Weighed) -> Weighed | None:
    """The plan that would follow perfect fills of this one, the calendar being satisfied; None if it is empty."""
    now = weighed.proposal.situation
    rebalanced = replace(now.rules.policy, last_rebalanced=now.rules.household.as_of)
    given = replace(now.given, ask=replace(now.given.ask, amount_usd=None))  # once is enough
    then = look(weighed.filled, rebalanced, now.covariance, given)
    proposal = _optimum(then) if then.decision.acts else None
    if proposal is None:
        return None
    after = _weighed(proposal)
    return after if after.is_worth_it else None


def _settled(weighed: Weighed) -> tuple[Weighed, bool]:
    """Fold in what rounding to whole shares left to gain, until the next plan would be empty; and whether it is."""
    for _ in range(SETTLING_ROUNDS):
        following = _next(weighed)
        if following is None:
            return weighed, True
        now = weighed.proposal.situation
        both = merged(quantities_of(weighed.proposal.trades), quantities_of(following.proposal.trades))
        better = _weighed(replace(weighed.proposal, trades=_trades(now, both)))
        worse_usd = better.cost_after.total_usd - weighed.cost_after.total_usd
        if worse_usd >= weighed.least_benefit_usd or _has_dust(better) or not _is_as_asked(better):
            return weighed, False
        weighed = better
    return weighed, _next(weighed) is None


def _is_as_asked(weighed: Weighed) -> bool:
    """Whether both rounds together still keep what the mode promises of today."""
    if weighed.proposal.situation.decision.ask.mode is Mode.POLICY:
        return True
    return all(check.holds for check in _plan(weighed, None).checks)


def _has_dust(weighed: Weighed) -> bool:
    """Whether cancelling left a trade under the policy's least, or one that the account cannot make."""
    rules = weighed.proposal.situation.rules
    trades = weighed.proposal.trades
    for number, trade in enumerate(trades):
        account, symbol = rules.household.account(trade.account_id), trade.symbol
        earlier = [t for t in trades[:number] if (t.account_id, t.symbol) == (trade.account_id, symbol)]
        least = rules.policy.min_trade_usd
        if trade.side is Side.BUY:
            more = rules.household.instruments[symbol].min_more_usd
            least = max(least, more) if earlier else rules.least_buy_usd(account, symbol)
        if not trade.sells_all and (trade.amount_usd < least or trade.quantity % rules.step(account, symbol)):
            return True
    return False


def _plan(weighed: Weighed, is_settled: bool | None) -> Plan:
    """Explain what is worth doing and have it verified."""
    proposal = weighed.proposal
    now = proposal.situation
    rules, before = now.rules, now.drift
    household, policy = rules.household, rules.policy
    washes = washed(rules, proposal.trades)
    harvests = harvested(rules, proposal.trades, now.given.tax_of(household))
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
        after=weighed.after,
        cost_before=weighed.cost_before,
        cost_after=weighed.cost_after,
        gap_usd=_gap_usd(weighed.cost_after, proposal.bound_usd),
        unmet=unmet(rules, now.decision, weighed.after, weighed.filled, before.total_usd),
        deposits=deposit_hints(rules, before, now.given.deposit_limits_usd),
        problems=(
            *proposal.problems,
            *wash_problems(washes),
            *short_of_asked(now.decision, trades),
            *standing_orders(rules, now.given.tax_of(household)),
            *kept_back(rules, now.decision, weighed.filled),
        ),
        ask=now.given.ask,
        explanations=explain_tickers(rules, trades, acts=True, harvests=harvests),
        harvests=harvests,
        wash_sales=washes,
        inputs_hash=inputs_hash,
        effort=proposal.effort,
    )
    return replace(plan, checks=verify(household, policy, plan, is_settled))


def _inputs_hash(now: Situation) -> str:
    """The hash of everything the plan is made from; limits and what is asked only where there are any."""
    covariance = {f"{a}|{b}": v for (a, b), v in now.covariance.items()}
    limits = [now.given.deposit_limits_usd] if now.given.deposit_limits_usd else []
    asked = [now.given.ask] if now.given.ask != AS_POLICY_SAYS else []
    return digest(now.rules.household, now.rules.policy, covariance, *limits, *asked)


def _no_trade(now: Situation, reason: str) -> Plan:
    household = now.rules.household
    cost = _cost(now, household, now.drift, ())
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
        cost_before=cost,
        cost_after=cost,
        gap_usd=ZERO,
        deposits=deposit_hints(now.rules, now.drift, now.given.deposit_limits_usd)
        if now.drift.total_usd > 0
        else (),
        problems=standing_orders(now.rules, now.given.tax_of(household)),
        explanations=explain_tickers(now.rules, (), acts=now.decision.acts),
        inputs_hash=inputs_hash,
        ask=now.given.ask,
    )
