"""Whether a question can be asked of this household: what is missing, unknown or too much, all in one run."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.core.ask import Ask, Mode
from trimtab.core.household import Household
from trimtab.core.money import MORE_THAN_ANYONE_HAS_USD, plain
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.core.problems import Problem, error, in_order

TAKES_CLASS = frozenset({Mode.CLASS})
TAKES_ACCOUNT = frozenset({Mode.LIQUIDATE, Mode.WITHDRAW})
TAKES_AMOUNT = frozenset({Mode.WITHDRAW, Mode.HARVEST, Mode.HARVEST_AND_REBALANCE})


def ask_problems(household: Household, policy: Policy, ask: Ask) -> tuple[Problem, ...]:
    """Every fault of the question, with what would be right; empty where it can be answered."""
    return in_order([*_class(policy, ask), *_account(household, ask), *_amount(ask)])


def _class(policy: Policy, ask: Ask) -> Iterator[Problem]:
    known = ", ".join(class_id for class_id in sorted(policy.target) if class_id != CASH_CLASS)
    if ask.class_id and ask.mode not in TAKES_CLASS:
        yield error("ask-class", f"--class {ask.class_id} says nothing here", "it belongs to --mode class")
    elif ask.mode in TAKES_CLASS and not ask.class_id:
        yield error("ask-class", f"--mode {ask.mode.value} needs a class", f"add --class, one of: {known}")
    elif ask.class_id == CASH_CLASS:
        words = "cash is what a class is traded against, and no class to trade"
        yield error(
            "ask-class", words, f"--class takes one of: {known}; or use --mode invest-cash or raise-cash"
        )
    elif ask.class_id and ask.class_id not in policy.target:
        over = policy.class_of(ask.class_id)
        remedy = f"it counts under {over}: --class {over}" if over else f"--class takes one of: {known}"
        yield error("ask-class", f"{ask.class_id} has no target of its own", remedy)


def _account(household: Household, ask: Ask) -> Iterator[Problem]:
    known = ", ".join(account.account_id for account in household.accounts)
    if ask.account_id and ask.mode not in TAKES_ACCOUNT:
        remedy = f"it belongs to --mode {' or '.join(sorted(mode.value for mode in TAKES_ACCOUNT))}"
        yield error("ask-account", f"--account {ask.account_id} says nothing here", remedy)
    elif ask.mode is Mode.LIQUIDATE and not ask.account_id:
        yield error("ask-account", "--mode liquidate needs an account", f"add --account, one of: {known}")
    elif ask.account_id and ask.account_id not in {a.account_id for a in household.accounts}:
        words = f"there is no account {ask.account_id}"
        yield error("ask-account", words, f"--account takes one of: {known}")


def _amount(ask: Ask) -> Iterator[Problem]:
    if ask.amount_usd is None:
        if ask.mode is Mode.WITHDRAW:
            yield error(
                "ask-amount", "--mode withdraw needs an amount", "add --amount, dollars in hand after tax"
            )
        return
    if ask.mode not in TAKES_AMOUNT:
        remedy = f"it belongs to --mode {' or '.join(sorted(mode.value for mode in TAKES_AMOUNT))}"
        yield error("ask-amount", f"--amount {plain(ask.amount_usd)} says nothing here", remedy)
    elif not ask.amount_usd.is_finite() or ask.amount_usd <= 0:
        yield error("ask-amount", f"--amount {ask.amount_usd} is no amount", "dollars, more than 0")
    elif ask.amount_usd >= MORE_THAN_ANYONE_HAS_USD:
        words = f"--amount {ask.amount_usd} is more than any household has"
        yield error("ask-amount", words, "correct the amount")
