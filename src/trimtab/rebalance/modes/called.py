"""The decision for what a strategy asks: everything trades, cash alone, or what the policy's own triggers ask for."""

from __future__ import annotations

from dataclasses import replace

from trimtab.core.ask import Call, Moves
from trimtab.core.drift import Trigger
from trimtab.core.household import Household
from trimtab.rebalance.decide import CASH_RULES, Decision, short_accounts


def called(household: Household, usual: Decision, call: Call) -> Decision:
    """What the strategy asks for, beside what the policy's own triggers ask for; its reason comes first.

    A strategy that lets cash alone move answers for all rebalancing: bands, limits and the calendar do not ask then.
    `usual` is the decision of the policy's own triggers.
    """
    goals = {**usual.goals, **{class_id: (least, most) for class_id, least, most in call.goals}}
    everywhere = frozenset(account.account_id for account in household.accounts)
    if call.moves is Moves.ALL:
        triggers = (Trigger("strategy", "", call.reason), *usual.triggers)
        return replace(usual, triggers=triggers, sells_in=everywhere, buys_in=everywhere, goals=goals)
    if call.moves is Moves.NOTHING:
        return replace(usual, triggers=(), sells_in=frozenset(), buys_in=frozenset(), goals=goals)
    says = (Trigger("strategy_says", "", call.reason),) if call.reason else ()
    if call.moves is Moves.AS_POLICY:
        return replace(usual, triggers=(*says, *usual.triggers) if usual.acts else (), goals=goals)
    short = short_accounts(household)
    cash = tuple(trigger for trigger in usual.triggers if trigger.rule in CASH_RULES)
    triggers = (*says, *cash) if cash else ()
    return replace(usual, triggers=triggers, sells_in=short, buys_in=everywhere - short, goals=goals)
