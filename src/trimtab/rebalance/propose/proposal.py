"""A proposal: trades somebody proposes, and what they come to in the household's own dollars."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.kept import kept
from trimtab.core.money import ZERO
from trimtab.core.plan import SELL, CostBreakdown, Effort, Method, Trade, WashSale
from trimtab.core.problems import Problem
from trimtab.rebalance.fills import holdings_after, with_events
from trimtab.rebalance.limits import limit_states
from trimtab.rebalance.measure import measure_after
from trimtab.rebalance.propose.situation import Situation, lacking_usd
from trimtab.rebalance.washes import washed


@dataclass(frozen=True, slots=True)
class Proposal:
    """Trades somebody proposes, with the bound known for their cost (None: no bound; `has_gains`: one for plans that
    take gains on purpose, too), what they cost in the program they are from (None: from none), and notes on how they
    came."""

    situation: Situation
    method: Method
    trades: tuple[Trade, ...]
    bound_usd: Decimal | None = None
    unpaid_usd: Decimal = ZERO
    problems: tuple[Problem, ...] = ()
    effort: Effort | None = None
    has_gains: bool = False
    program_usd: Decimal | None = None


@dataclass(frozen=True)
class Weighed:
    """A proposal with what it leads to: what is held after perfect fills, its drift, its cost, and wash sales."""

    proposal: Proposal
    held: Household
    after: Drift
    cost_after: CostBreakdown
    washes: tuple[WashSale, ...] = ()

    @kept
    def filled(self) -> Household:
        """The household after perfect fills: what is held, and what has happened."""
        return with_events(
            self.proposal.situation.rules.household, self.held, self.proposal.trades, self.washes
        )

    @property
    def benefit_usd(self) -> Decimal:
        """By how much the trades beat doing nothing."""
        return self.proposal.situation.cost_of_nothing.total_usd - self.cost_after.total_usd

    @property
    def rank(self) -> tuple[Decimal, Decimal]:
        """The order of ways, the best first: what sells more of an account that is to be emptied, then what costs less.
        To sell less of it costs less as well, and is not what was asked for."""
        proposal, empties = self.proposal, self.proposal.situation.decision.empties
        sold = [t.amount_usd for t in proposal.trades if t.side is SELL and t.account_id in empties]
        return -sum(sold, ZERO), self.cost_after.total_usd

    @property
    def raises_cash(self) -> bool:
        """Whether the trades raise cash that must be there and is not."""
        return lacking_usd(self.held) < self.proposal.situation.lacking_usd

    @property
    def is_worth_it(self) -> bool:
        """Whether to trade: the benefit reaches the policy's least, or what must be done is done: cash raised that
        is not there, an account emptied, or losses taken up to an amount."""
        now, trades = self.proposal.situation, self.proposal.trades
        if not trades:
            return False
        asked = now.decision.least_loss_usd is not None or any(
            trade.side is SELL and trade.account_id in now.decision.empties for trade in trades
        )
        return asked or self.benefit_usd >= now.least_benefit_usd or self.raises_cash


def weighed(proposal: Proposal) -> Weighed:
    """Fill the trades and add up what the household then costs, exactly."""
    now = proposal.situation
    washes = washed(now.rules, proposal.trades)
    held = holdings_after(now.rules.household, proposal.trades, washes)
    limits = limit_states(now.rules.limits, held)
    after = measure_after(now.rules.household, now.drift, held, now.rules.policy, now.covariance, limits)
    cost_after = now.cost(held, after, proposal.trades, washes)
    return Weighed(proposal, held, after, cost_after, washes)
