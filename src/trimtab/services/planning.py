"""Ask for drift, a plan, or what stands beside one: the loaded household through the journey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import ZERO, usd_whole
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy, Weights
from trimtab.core.problems import BadInputError, Problem, in_order, note
from trimtab.ledger.retirement.deferred import distributions
from trimtab.ledger.retirement.draws import draws_of, due_by_account
from trimtab.ledger.retirement.room import deposit_limits
from trimtab.rebalance.counted import later_factor
from trimtab.rebalance.elections import elections
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.modes.checks import ask_problems
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.steppable import MODES
from trimtab.services.collectibles import collectibles_told
from trimtab.simulate.compare import Comparison, Rival, compare
from trimtab.simulate.frontier import Frontier, frontier, tax_frontier
from trimtab.simulate.rule_price import RulePrice, rule_prices
from trimtab.simulate.twins import Twin, twins_of
from trimtab.simulate.why_not import WhyNots, why_not
from trimtab.tax.account_law import LifeTables, RetirementLaw
from trimtab.tax.return_year import ReturnYear


def drift_of(household: Household, policy: Policy, covariance: Covariance) -> Drift:
    """Drift with triggers and overlaps."""
    return look(household, policy, covariance).drift


@dataclass(frozen=True, slots=True)
class Case:
    """What everything about one household is asked with.

    `law` is that of retirement accounts in the household's year: what it leaves of the limits may be deposited into
    IRAs and HSAs; None: no law of the year is known, and no deposit into them is spoken of. `bill` is the year's own
    (`returns.plan_year`), None the household's flat rates.
    """

    household: Household
    policy: Policy
    covariance: Covariance
    law: RetirementLaw | None = None
    bill: ReturnYear | None = None

    def given(self, ask: Ask = AS_POLICY_SAYS) -> Given:
        """What the answer to `ask` is made from beside the household's file."""
        return Given(
            year_tax=self.bill,
            ask=ask,
            deposit_limits_usd=None if self.law is None else deposit_limits(self.household, self.law),
            year_with_income=None if self.bill is None else self.bill.with_income,
        )

    def behind(self, plan: Plan) -> tuple[Case, Plan]:
        """The case of which the plan's trades are the answer, and the plan as it answers that.

        The household of a withdrawal pays out what it takes, with that income on its bill, and is asked for the cash.
        """
        if plan.withdrawal is None:
            return self, plan
        income = sum((payout.income_usd for payout in plan.withdrawal.payouts), ZERO)
        bill = None if self.bill is None else self.bill.with_income(income)
        paid = replace(self, household=plan.paid_from(self.household), bill=bill)
        return paid, replace(plan, withdrawal=None, ask=Ask(Mode.RAISE_CASH))


def plan_for(
    case: Case,
    problems: Iterable[Problem] = (),
    ask: Ask = AS_POLICY_SAYS,
    is_exact: bool = False,
    tables: LifeTables | None = None,
) -> Plan:
    """The checked plan, carrying the warnings and notes of loading beside its own.

    `ask` is what is asked for; raises BadInputError with every fault of it. `is_exact` asks for proof to a dollar,
    however much work it takes. `tables` tell what must come out of retirement accounts before more is withdrawn; raises
    BadInputError where that cannot be known.
    """
    household, policy, covariance = case.household, case.policy, case.covariance
    faults = ask_problems(household, policy, ask)
    if faults:
        raise BadInputError(faults)
    given = replace(case.given(ask), is_exact=is_exact)
    told: tuple[Problem, ...] = ()
    if ask.mode is Mode.WITHDRAW and case.law is not None and tables is not None:
        due = distributions(household, case.law, tables)
        draws = draws_of(household, case.law, due_by_account(due.groups))
        given, told = replace(given, draws=draws), due.problems
    plan = with_elections(household, policy, covariance, make_plan(household, policy, covariance, given))
    paid, _ = case.behind(plan)
    more = (*collectibles_told(household, paid.bill, plan), *_bound_told(household, policy, paid.bill, plan))
    return replace(plan, problems=in_order([*problems, *told, *more, *plan.problems]))


def _bound_told(
    household: Household, policy: Policy, bill: ReturnYear | None, plan: Plan
) -> tuple[Problem, ...]:
    """Where the next long-term gain costs less this year than later: what the plan's bound says nothing of."""
    if bill is None or not plan.trades or not policy.harvest or plan.ask.mode not in MODES:
        return ()
    if policy.weights is Weights.BEFORE_TAX:  # the bound knows of them
        return ()
    if bill.gain_rates.long >= household.tax.long_rate * later_factor(policy):
        return ()
    words = (
        "long-term gains cost less tax this year than later: gains sold only to be bought back are looked for beside "
        "the plan's other trades, and by how much another plan could be better is said of plans without them"
    )
    return (note("gains-apart", words),)


def with_elections(household: Household, policy: Policy, covariance: Covariance, plan: Plan) -> Plan:
    """The plan with how to split new money that comes by itself, told as notes too."""
    if all(account.contribution is None for account in household.accounts):
        return plan
    found = elections(Rules(household, policy), plan, covariance)
    notes = [
        note(
            "election",
            f"{household.account(one.account_id).name}: split new money ({usd_whole(one.yearly_usd)} a year) "
            f"{one.words}",
        )
        for one in found
    ]
    notes += [
        note("election-wash", f"{symbol} is not elected: {why}")
        for one in found
        for symbol, why in one.left_out
    ]
    return replace(plan, elections=found, problems=(*plan.problems, *notes))


def twins_for(case: Case, plan: Plan) -> tuple[Twin, ...]:
    """The plan of `plan_for` beside doing nothing, each account alone, and plain rules, in the same dollars."""
    case, plan = case.behind(plan)
    return twins_of(case.household, case.policy, case.covariance, plan, case.given(plan.ask))


def frontier_for(case: Case, points: int = 9, by_tax: bool = False) -> Frontier:
    """Plans from doing nothing to the full rebalance, with today's plan and its twins marked beside them; `by_tax`: one
    for each budget of the year's tax."""
    household, policy, covariance, given = case.household, case.policy, case.covariance, case.given()
    plan = make_plan(household, policy, covariance, given)
    twins = twins_of(household, policy, covariance, plan, given)
    draw = tax_frontier if by_tax else frontier
    return draw(household, policy, covariance, twins, given, points, has_washes=bool(plan.wash_sales))


def rule_prices_for(case: Case, plan: Plan) -> tuple[RulePrice, ...]:
    """What each rule costs, beside the plan of `plan_for`."""
    case, plan = case.behind(plan)
    return rule_prices(case.household, case.policy, case.covariance, plan, case.given(plan.ask))


def why_not_for(case: Case, plan: Plan) -> WhyNots:
    """Why the plan of `plan_for` does not reach its targets, and what closing the gaps would cost."""
    case, plan = case.behind(plan)
    return why_not(case.household, case.policy, case.covariance, plan, case.given(plan.ask))


def compared(case: Case, others: Sequence[Rival]) -> Comparison:
    """The plan of the case's own policy and of each other one for the same household, side by side."""
    policies = [Rival("Your policy", case.policy), *others]
    return compare(case.household, policies, case.covariance, case.given())
