"""From a strategy's answer to a plan: what it sees, what it says, and the journey's plan for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from trimtab.core.ask import AS_POLICY_SAYS, Ask, Call, Mode, Moves
from trimtab.core.household import Household
from trimtab.core.market import KnownMarket, LookAheadError
from trimtab.core.money import ZERO
from trimtab.core.plan import Plan
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.core.problems import BadInputError, Problem, error
from trimtab.rebalance.decide import short_accounts
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.measure import Covariance, class_shares, measure
from trimtab.rebalance.modes.symbols import tradable_symbols
from trimtab.strategies.answers import NOTHING_TRADED, answer_problems, plain_memory, told
from trimtab.strategies.blame import blamed, name_of
from trimtab.strategies.strategy import Act, Answer, Hold, NoAnswerError, Snapshot, Strategy

NO_MEMORY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a strategy said of one day.

    `policy` is the policy of the day: the household's own, with the target and bands that the strategy holds it
    against. `ask` is what the journey is asked for (None: the strategy holds, and no account lacks cash). `reason` is
    the strategy's own, `memory` what it is to see next time.
    """

    strategy: str
    policy: Policy
    ask: Ask | None
    reason: str
    memory: Mapping[str, Any]

    @property
    def holds(self) -> bool:
        """Whether there is nothing to plan."""
        return self.ask is None


def ask_strategy(
    strategy: Strategy,
    household: Household,
    policy: Policy,
    covariance: Covariance,
    market: KnownMarket | None = None,
    last_acted: date | None = None,
    memory: Mapping[str, Any] = NO_MEMORY,
) -> Asked:
    """Show the strategy the day, and check what it answers.

    `last_acted` is the day of the last trade it asked for (None: the policy's `last_rebalanced`). Raises BadInputError
    with every fault of the answer, or with what the strategy raised and where in its file; nothing is traded then.
    """
    name = name_of(strategy)
    acted = last_acted or _before(policy.last_rebalanced, household.as_of)
    seen = Snapshot(
        _read_only_household(household),
        _read_only_policy(policy, acted),
        measure(household, policy, covariance),
        market,
        acted,
        MappingProxyType(plain_memory(memory)),
    )
    answer = _answer(strategy, name, seen)
    faults = answer_problems(name, answer, policy)
    if not faults and answer.target is not None:
        faults = _held_problems(name, household, policy, answer.target)
    if faults:
        raise BadInputError(faults)
    kept = memory if answer.memory is None else plain_memory(answer.memory)
    return Asked(
        name,
        _policy_of_the_day(policy, answer, acted),
        _ask(name, household, answer),
        answer.reason,
        kept,
    )


def plan_asked(household: Household, covariance: Covariance, given: Given, asked: Asked) -> Plan | None:
    """The journey's plan for what a strategy said; None where it holds. The verifier has checked it."""
    if asked.ask is None:
        return None
    return make_plan(household, asked.policy, covariance, replace(given, ask=asked.ask))


def _read_only_household(household: Household) -> Household:
    """The same, with mappings that cannot be changed: what is planned with stays what it was."""
    instruments, prices = MappingProxyType(household.instruments), MappingProxyType(household.prices)
    return replace(household, instruments=instruments, prices=prices)


def _read_only_policy(policy: Policy, acted: date | None) -> Policy:
    bands = replace(policy.bands, own_points=MappingProxyType(policy.bands.own_points))
    target, buys = MappingProxyType(policy.target), MappingProxyType(policy.buys)
    return replace(policy, target=target, buys=buys, bands=bands, last_rebalanced=acted)


def _before(day: date | None, today: date) -> date | None:
    """A day on record, where it is not still to come: a past day is looked at with what was known then."""
    return day if day is not None and day <= today else None


def _answer(strategy: Strategy, name: str, seen: Snapshot) -> Answer:
    """What it answers, whatever that is; what it raises becomes a problem that names it."""
    try:
        return strategy.decide(seen)
    except LookAheadError as fault:
        words = f"strategy {name} looks ahead on {seen.today}: {fault}; {NOTHING_TRADED}"
        remedy = "ask seen.market for days up to seen.today only: what comes later is not known yet"
        problem = error("strategy-looks-ahead", words, remedy, blamed(strategy, fault))
    except NoAnswerError as fault:
        words = f"strategy {name} has no answer on {seen.today}: {fault.words}; {NOTHING_TRADED}"
        problem = error("strategy-no-answer", words, fault.remedy)
    except BadInputError:
        raise  # the prices it asked for cannot be read
    except (Exception, SystemExit, GeneratorExit) as fault:
        words = f"strategy {name} raised {told(fault)} on {seen.today}: {NOTHING_TRADED}"
        problem = error("strategy-raised", words, "mend its code", blamed(strategy, fault))
    raise BadInputError([problem]) from None


def _held_problems(
    name: str, household: Household, policy: Policy, target: Mapping[str, Decimal]
) -> tuple[Problem, ...]:
    """Classes that the strategy wants more of than the household's own target, and that nothing can be bought for."""
    more = {class_id for class_id, share in target.items() if share > policy.weight(class_id)} - {CASH_CLASS}
    if not more:
        return ()
    symbols = tradable_symbols(household, policy)
    there = {class_id for symbol in symbols for class_id in class_shares(household, policy, symbol)}
    return tuple(
        error(
            "strategy-cannot-hold",
            f"strategy {name} wants {class_id}, and there is nothing to buy for it: {NOTHING_TRADED}",
            f"name a fund for it: [buy] {class_id} = [...], with a price",
        )
        for class_id in sorted(more - there)
    )


def _policy_of_the_day(policy: Policy, answer: Answer, acted: date | None) -> Policy:
    """The household's policy with the target and bands of the answer; every other rule of it stands."""
    target, bands = policy.target, policy.bands
    if answer.target is not None:
        named = {class_id: Decimal(share) for class_id, share in answer.target.items()}
        target = {class_id: named.get(class_id, ZERO) for class_id in policy.target}
    if answer.bands is not None:
        bands = answer.bands
    if (target, bands, acted) == (policy.target, policy.bands, policy.last_rebalanced):
        return policy
    return replace(policy, target=target, bands=bands, last_rebalanced=acted)


def _ask(name: str, household: Household, answer: Answer) -> Ask | None:
    """What the journey is asked for. Cash that an account must pay out is raised, whatever the strategy says."""
    if isinstance(answer, Hold):
        short = short_accounts(household)
        lacks = any(account.account_id in short and not account.locked for account in household.accounts)
        return Ask(Mode.RAISE_CASH) if lacks else None
    goals = tuple(
        (class_id, Decimal(least), Decimal(most))
        for class_id, (least, most) in sorted((answer.goals or {}).items())
    )
    if _is_own(answer):
        return AS_POLICY_SAYS
    return Ask(call=Call(name, answer.reason, answer.moves, goals))


def _is_own(answer: Act) -> bool:
    """Whether nothing but the household's own policy is asked."""
    return answer.moves is Moves.AS_POLICY and not (
        answer.reason or answer.target or answer.goals or answer.bands
    )
