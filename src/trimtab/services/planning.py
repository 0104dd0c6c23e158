"""Ask for drift or a plan: the loaded household through the journey, with what loading had to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.money import ZERO, usd_whole
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, Problem, in_order, note
from trimtab.ledger.retirement.deferred import distributions
from trimtab.ledger.retirement.draws import draws_of, due_by_account
from trimtab.ledger.retirement.room import deposit_limits
from trimtab.rebalance.elections import elections
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import look, make_plan
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.modes.checks import ask_problems
from trimtab.rebalance.rules import Rules
from trimtab.simulate.compare import Comparison, compare
from trimtab.simulate.frontier import Frontier, frontier, tax_frontier
from trimtab.simulate.rule_price import RulePrice, rule_prices
from trimtab.simulate.twins import Twin, twins_of
from trimtab.simulate.why_not import WhyNots, why_not
from trimtab.tax.account_law import LifeTables, RetirementLaw
from trimtab.tax.return_year import ReturnYear


def drift_of(household: Household, policy: Policy, covariance: Covariance) -> Drift:
    """Drift with triggers and overlaps."""
    return look(household, policy, covariance).drift


def plan_for(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    problems: Iterable[Problem] = (),
    law: RetirementLaw | None = None,
    ask: Ask = AS_POLICY_SAYS,
    is_exact: bool = False,
    tables: LifeTables | None = None,
    bill: ReturnYear | None = None,
) -> Plan:
    """The checked plan, carrying the warnings and notes of loading beside its own.

    `law` is that of retirement accounts in the household's year: what it leaves of the limits may be deposited into
    IRAs and HSAs. None: no law of the year is known, and no deposit into them is spoken of. `ask` is what is asked for;
    raises BadInputError with every fault of it. `is_exact` asks for proof to a dollar, however much work it takes.
    `tables` tell what must come out of retirement accounts before more is withdrawn; raises BadInputError where that
    cannot be known. `bill` is the year's own (`returns.plan_year`), None the household's flat rates.
    """
    faults = ask_problems(household, policy, ask)
    if faults:
        raise BadInputError(faults)
    given = replace(given_for(household, law, ask, bill), is_exact=is_exact)
    told: tuple[Problem, ...] = ()
    if ask.mode is Mode.WITHDRAW and law is not None and tables is not None:
        due = distributions(household, law, tables)
        given, told = replace(given, draws=draws_of(household, law, due_by_account(due.groups))), due.problems
    plan = with_elections(household, policy, covariance, make_plan(household, policy, covariance, given))
    return replace(plan, problems=in_order([*problems, *told, *plan.problems]))


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


def given_for(
    household: Household,
    law: RetirementLaw | None = None,
    ask: Ask = AS_POLICY_SAYS,
    bill: ReturnYear | None = None,
) -> Given:
    """What the plan of this household is made from beside its file: the law of retirement accounts, the year's bill."""
    return Given(
        year_tax=bill,
        ask=ask,
        deposit_limits_usd=None if law is None else deposit_limits(household, law),
        year_with_income=None if bill is None else bill.with_income,
    )


def twins_for(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    plan: Plan,
    law: RetirementLaw | None = None,
    bill: ReturnYear | None = None,
) -> tuple[Twin, ...]:
    """The plan of `plan_for` beside doing nothing, each account alone, and plain rules, in the same dollars."""
    given = given_for(household, law, plan.ask, bill)
    if plan.ask.mode is Mode.WITHDRAW:
        household, given = _as_paid(household, plan, law, bill)
    return twins_of(household, policy, covariance, plan, given)


def _as_paid(
    household: Household, plan: Plan, law: RetirementLaw | None, bill: ReturnYear | None
) -> tuple[Household, Given]:
    """The household that pays out what a withdrawal takes, and the question its trades then answer."""
    paid = plan.paid_from(household)
    return paid, given_for(paid, law, Ask(Mode.RAISE_CASH), _paid_bill(plan, bill))


def _paid_bill(plan: Plan, bill: ReturnYear | None) -> ReturnYear | None:
    """The year's bill with the income that the plan's withdrawal adds."""
    if bill is None or plan.withdrawal is None:
        return bill
    return bill.with_income(sum((payout.income_usd for payout in plan.withdrawal.payouts), ZERO))


def frontier_for(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    law: RetirementLaw | None = None,
    points: int = 9,
    bill: ReturnYear | None = None,
    by_tax: bool = False,
) -> Frontier:
    """Plans from doing nothing to the full rebalance, with today's plan and its twins marked beside them; `by_tax`: one
    for each budget of the year's tax."""
    given = given_for(household, law, bill=bill)
    plan = make_plan(household, policy, covariance, given)
    twins = twins_of(household, policy, covariance, plan, given)
    draw = tax_frontier if by_tax else frontier
    return draw(household, policy, covariance, twins, given, points)


def rule_prices_for(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    plan: Plan,
    law: RetirementLaw | None = None,
    bill: ReturnYear | None = None,
) -> tuple[RulePrice, ...]:
    """What each rule costs, beside the plan of `plan_for`."""
    given = given_for(household, law, plan.ask, bill)
    if plan.ask.mode is Mode.WITHDRAW:
        household, given = _as_paid(household, plan, law, bill)
        plan = make_plan(household, policy, covariance, given)
    return rule_prices(household, policy, covariance, plan, given)


def why_not_for(
    household: Household,
    policy: Policy,
    covariance: Covariance,
    plan: Plan,
    law: RetirementLaw | None = None,
    bill: ReturnYear | None = None,
) -> WhyNots:
    """Why the plan of `plan_for` does not reach its targets, and what closing the gaps would cost."""
    given = given_for(household, law, plan.ask, bill)
    if plan.ask.mode is Mode.WITHDRAW:
        household, given = _as_paid(household, plan, law, bill)
        plan = make_plan(household, policy, covariance, given)
    return why_not(household, policy, covariance, plan, given)


def compared(
    household: Household,
    policies: Sequence[tuple[str, Policy]],
    covariance: Covariance,
    law: RetirementLaw | None = None,
    bill: ReturnYear | None = None,
) -> Comparison:
    """The plan of each policy for the same household, side by side."""
    return compare(household, policies, covariance, given_for(household, law, bill=bill))
