"""The ways to a proposal: the optimum over all accounts, rules lifted where cash is short, and the plain rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from trimtab.core.money import CENT, ONE, ZERO, usd
from trimtab.core.plan import SELL, Method, Trade
from trimtab.core.policy import Weights
from trimtab.core.problems import Problem, note, warning
from trimtab.rebalance.fills import counted_gains
from trimtab.rebalance.margins import (
    CASH,
    GAINS,
    LEAST_GAIN_USD,
    NOTHING_KEPT,
    OUTSIDE,
    TAX,
    WASHED,
    Margins,
    Name,
)
from trimtab.rebalance.optimize.optimum import Optimum, optimum
from trimtab.rebalance.orders import Quantities, build_trades, quantities_of
from trimtab.rebalance.propose.missed import missed_usd
from trimtab.rebalance.propose.promised import filled_by
from trimtab.rebalance.propose.proposal import Proposal, weighed
from trimtab.rebalance.propose.situation import Situation, lacking_usd
from trimtab.rebalance.step_up import NOTHING, joined, most_saved_usd, step_ups
from trimtab.rebalance.steppable import MODES
from trimtab.rebalance.washes import washed
from trimtab.rebalance.waterfall.moves import moves

NO_WORSE = note(
    "no-worse", "what would cost less puts more dollars outside bands and limits than are outside today"
)
HIDDEN_GAIN_USD = Decimal("0.50")  # whose tax the rounding of a bill may hide
TRIES = 8  # programs solved until rounding misses no budget and no limit


def by_optimum(now: Situation) -> Proposal | None:
    """The least-cost trades. Where these leave cash lacking, more may be raised than that (in modes that raise no
    more). Where something stays unpaid, lots about to turn long-term may be sold as well; and where that is not enough,
    losses that lately bought shares take over, at their price."""
    best, more_usd = as_rules_stand(now), now.decision.else_raised_usd
    if best and more_usd and lacking_usd(filled_by(now, best.trades)) >= CENT:
        now = replace(now, decision=replace(now.decision, most_raised_usd=more_usd))
        best = as_rules_stand(now) or best
    for lift_wash in (False, True):
        if best is None or best.unpaid_usd < CENT:
            return best
        best = _without_waiting(now, lift_wash) or best
    return best


def with_step_ups(now: Situation, best: Proposal) -> Proposal | None:
    """The proposal with gains taken beside it that cost less tax now than later; None where there are none, or where
    buying back a share less misses a limit. Where cents of rounding miss a budget, a dollar of it is kept back."""
    for keep_usd in (ZERO, ONE):
        found = gains_beside(now, best, keep_usd)
        if found.is_empty:
            return None
        more = replace(best, trades=trades_of(now, joined(quantities_of(best.trades), found)))
        if not missed_usd(now, more.trades):
            return more
    return None


def gains_alone(now: Situation, best: Proposal, saves_usd: Decimal) -> Proposal | None:
    """Such gains in place of the proposal's trades: a loss that it takes may use up the room for them, and what it
    trades is not bought back. None where cash must be raised, where the program has weighed that already, and where
    they cannot save what the proposal does."""
    if not best.trades or now.lacking_usd > 0 or best.has_gains:
        return None
    if most_saved_usd(now.rules, now.given.tax_of(now.rules.household)) <= saves_usd:
        return None
    return with_step_ups(now, replace(best, trades=()))


def gains_beside(now: Situation, best: Proposal, keep_usd: Decimal = ZERO) -> Quantities:
    """Gains that cost less tax now than later, beside the proposal, with so much of every budget kept back; nothing
    where the program has looked at all of them, and none does."""
    rules = now.rules
    if best.unpaid_usd >= CENT or not rules.policy.harvest or now.decision.ask.mode not in MODES:
        return NOTHING
    if not best.has_gains and _sees_all_gains(now):
        return NOTHING
    return step_ups(rules, now.given.tax_of(rules.household), best.trades, keep_usd).quantities


def _sees_all_gains(now: Situation) -> bool:
    """Whether the year's results that the program looks at reach as far as all gains that may be taken together: not
    where only losses or nothing may be sold in a taxable account."""
    free = now.decision.sells_in - now.decision.losses_in
    taxable = (a for a in now.rules.household.accounts if a.kind.is_taxable and not a.locked)
    return now.rules.policy.weights is not Weights.AFTER_TAX and all(a.account_id in free for a in taxable)


def as_rules_stand(
    now: Situation, below_usd: Decimal | None = None, margins: Margins = NOTHING_KEPT
) -> Proposal | None:
    """The least-cost trades, every rule as it stands; None where the solver finds nothing feasible. No trades where
    none costs less than `below_usd`, which is the bound then.

    Where rounding to shares misses a budget or a limit, the program keeps back what was missed and is solved again; the
    bound stays that of the first, of which every plan that keeps the rules is a point.
    """
    first = None
    for _ in range(TRIES):
        best = optimum(now.rules, now.decision, now.drift, now.covariance, now.given, margins, below_usd)
        if best is None:
            break
        trades = trades_of(now, best.quantities)
        found = _proposed(now, best, trades)
        found = replace(found, bound_usd=first.bound_usd) if first else found
        first = first or found
        missed = missed_usd(now, trades, margins)
        if not missed:
            if margins.of(OUTSIDE) and not trades:
                return replace(found, problems=(*found.problems, NO_WORSE))
            return _with_cash_kept(found, best.lacking_usd, margins)
        margins = margins.wider_by(_told_apart(now, best, trades, missed))
    return first


def _told_apart(
    now: Situation, best: Optimum, trades: tuple[Trade, ...], missed: dict[Name, Decimal]
) -> dict[Name, Decimal]:
    """What is missed, and of the budget for tax whether that is for gains that rounding adds to the program's, or for a
    bill that the program has not to the dollar (where the law has curves, or very many small steps)."""
    if (TAX, "") not in missed:
        return missed
    rounded = counted_gains(trades, washed(now.rules, trades))
    more = sum([max(ZERO, gain - own) for gain, own in zip(rounded, best.results_usd, strict=True)], ZERO)
    if missed[TAX, ""] > more + LEAST_GAIN_USD:
        return missed
    return {name: usd for name, usd in missed.items() if name[0] != TAX} | {
        (GAINS, ""): max(more, HIDDEN_GAIN_USD)
    }


def _with_cash_kept(found: Proposal, cents_usd: Mapping[str, Decimal], margins: Margins) -> Proposal:
    """The cheaper of this and what the program finds with cents kept back, where a share less is bought for want of
    them; the latter where cash still lacks them."""
    if not cents_usd:
        return found
    now = found.situation
    margins = margins.wider_by({(CASH, account): usd + CENT for account, usd in cents_usd.items()})
    best = optimum(now.rules, now.decision, now.drift, now.covariance, now.given, margins)
    if best is None:
        return found
    trades = trades_of(now, best.quantities)
    other = replace(_proposed(now, best, trades), bound_usd=found.bound_usd)
    if missed_usd(now, trades, margins) or other.unpaid_usd > found.unpaid_usd:
        return found
    return min(weighed(found), weighed(other), key=lambda way: (lacking_usd(way.filled), way.rank)).proposal


def _proposed(now: Situation, best: Optimum, trades: tuple[Trade, ...]) -> Proposal:
    unpaid, problems = _short_of_cash(now, best.shortfalls_usd)
    return Proposal(
        situation=now,
        method=Method.OPTIMUM,
        trades=trades,
        bound_usd=best.bound_usd,
        unpaid_usd=unpaid,
        problems=problems,
        effort=best.effort,
        has_gains=best.has_gains,
        program_usd=best.cost_usd,
    )


def off_the_edge(best: Proposal) -> Proposal | None:
    """The least-cost trades with a dollar of gains kept back: a cent of rounding may lie beyond an edge of the law, as
    where a credit ends. Its bound and its notes are those of the best."""
    found = as_rules_stand(best.situation, margins=Margins({(GAINS, ""): ONE}))
    if found is None or not found.trades or found.unpaid_usd >= CENT:
        return None
    return replace(best, trades=found.trades, effort=found.effort)


def by_rules(now: Situation) -> Proposal | None:
    """What the plain rules of the waterfall would do; None where that is nothing."""
    trades = trades_of(now, moves(now.rules, now.decision, now.drift))
    return Proposal(now, Method.RULES, trades) if trades else None


def trades_of(now: Situation, quantities: Quantities) -> tuple[Trade, ...]:
    """Quantities as this household's trades."""
    return build_trades(now.rules.household, quantities, now.rules.policy.min_trade_usd)


def _without_waiting(now: Situation, lift_wash: bool) -> Proposal | None:
    lifted = replace(now, rules=now.rules.lifted(lift_wash=lift_wash))
    proposal = as_rules_stand(lifted)
    if proposal is None:
        return None
    if lift_wash and not now.rules.policy.budgets(now.rules.household.as_of).is_empty:
        proposal = _with_all_washed(proposal)
    if not any(_waits(now, trade) for trade in proposal.trades if trade.side is SELL):
        return proposal
    words = "lots about to turn long-term are sold, because the cash could not be raised without them"
    return replace(proposal, problems=(*proposal.problems, note("wait-lifted", words)))


def _with_all_washed(found: Proposal) -> Proposal:
    """The cheaper of this and what the program finds where every loss that wash sales may take over counts as taken
    over: it counts too few of them to keep a budget, but by keeping much of it back."""
    other = as_rules_stand(found.situation, margins=Margins({(WASHED, ""): ONE}))
    if other is None or other.unpaid_usd > found.unpaid_usd or missed_usd(other.situation, other.trades):
        return found
    other = replace(other, bound_usd=found.bound_usd)
    if missed_usd(found.situation, found.trades):
        return other
    return min(weighed(found), weighed(other), key=lambda way: way.rank).proposal


def _waits(now: Situation, sale: Trade) -> bool:
    """Whether it sells a lot that the rules, as they stand, keep until it is long-term."""
    account, sold = now.rules.household.account(sale.account_id), {part.lot_id for part in sale.lots}
    blocks = now.rules.lot_blocks(account, sale.symbol)
    lots = account.by_symbol[sale.symbol].lots
    return any(
        block is not None and block.code == "wait-long-term" and lot.lot_id in sold
        for lot, block in zip(lots, blocks, strict=True)
    )


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
