"""A nudged policy in a line of words: `target stocks.us=0.45 bonds=0.35 policy how_far=band_edge tax_budget_usd=2000`.

A word names a table of the household file (target, bands, policy, prices); the KEY=VALUE after it are that table's own
keys. A share of the target is a share of one, or percent with a % sign. What is not named stays as the file says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from trimtab.core.money import HUNDRED, MORE_THAN_ANYONE_HAS_USD, ONE, ZERO, plain
from trimtab.core.policy import BandRule, Bands, DollarPrices, HowFar, Policy
from trimtab.core.problems import BadInputError, Problem, error

BUDGETS = ("gain_budget_usd", "gain_budget_short_usd", "gain_budget_long_usd", "tax_budget_usd")
AMOUNTS = ("min_trade_usd", "cash_band_points")
POLICY_KEYS = ("how_far", *BUDGETS, *AMOUNTS)
BAND_KEYS = ("rule", "absolute_points", "relative_pct")
PRICE_KEYS = tuple(field.name for field in fields(DollarPrices))
NONE = "none"
Settings = Mapping[str, str]


def nudged(policy: Policy, words: str) -> Policy:
    """The policy with what the words change. Raises BadInputError with every fault of them."""
    faults: list[Problem] = []
    asked = _by_table(words, faults)
    for table in TABLES:
        try:
            policy = TABLES[table](policy, asked.get(table, {}))
        except BadInputError as fault:
            faults += fault.problems
    if faults:
        raise BadInputError(faults)
    return policy


def _by_table(words: str, faults: list[Problem]) -> dict[str, dict[str, str]]:
    """KEY=VALUE by the table that they stand after."""
    found: dict[str, dict[str, str]] = {}
    table = ""
    for word in words.split():
        key, equals, value = word.partition("=")
        if word in TABLES:
            table = word
        elif not equals or not key or not value or not table:
            remedy = (
                f"write {', '.join(TABLES)}, each followed by KEY=VALUE, as in: target bonds=0.4 cash=0.6"
            )
            faults.append(error("what-if-words", f'"{word}" is no setting', remedy))
        elif key in found.setdefault(table, {}):
            faults.append(error("what-if-twice", f"{key} is set twice", "set it once"))
        else:
            found[table][key] = value
    return found


def _target(policy: Policy, asked: Settings) -> Policy:
    faults = [
        _unknown(key, "class of the target", sorted(policy.target))
        for key in asked
        if key not in policy.target
    ]
    shares: dict[str, Decimal] = {}
    for key, text in asked.items():
        try:
            shares[key] = _share(key, text)
        except BadInputError as fault:
            faults += fault.problems
    target = {**policy.target, **shares}
    total = sum(target.values(), ZERO)
    if not faults and total != ONE:
        words = f"the target sums to {plain(total * HUNDRED)}%, not 100%"
        remedy = "name every class that moves: what is not named stays as the household file says"
        faults.append(error("target-sum", words, remedy))
    if faults:
        raise BadInputError(faults)
    return replace(policy, target=target) if asked else policy


def _share(key: str, text: str) -> Decimal:
    """A share of one, or percent with its sign."""
    share = _number(key, text.removesuffix("%")) / (HUNDRED if text.endswith("%") else ONE)
    if share > ONE:
        remedy = f"a share of one, as in {key}=0.45, or percent, as in {key}=45%"
        raise BadInputError([error("what-if-share", f"{key}={text} is more than everything", remedy)])
    return share


def _bands(policy: Policy, asked: Settings) -> Policy:
    own = dict(policy.bands.own_points)
    changed: dict[str, Any] = {}
    for key, text in asked.items():
        if key == "rule":
            changed[key] = _one_of(key, text, BandRule)
        elif key in BAND_KEYS:
            changed[key] = _number(key, text)
        elif key in policy.target or sum(leaf.startswith(f"{key}.") for leaf in policy.target) > 1:
            own[key] = _number(key, text)
        else:
            raise BadInputError(
                [_unknown(key, "key of [bands] or class of the target", [*BAND_KEYS, *sorted(policy.target)])]
            )
    bands: Bands = replace(policy.bands, own_points=own, **changed)
    return replace(policy, bands=bands) if asked else policy


def _policy(policy: Policy, asked: Settings) -> Policy:
    changed: dict[str, Any] = {}
    for key, text in asked.items():
        if key == "how_far":
            changed[key] = _one_of(key, text, HowFar)
        elif key in BUDGETS and text == NONE:
            changed[key] = None
        elif key in POLICY_KEYS:
            changed[key] = _number(key, text)
        else:
            raise BadInputError([_unknown(key, "key of [policy] that can be nudged", POLICY_KEYS)])
    return replace(policy, **changed)


def _prices(policy: Policy, asked: Settings) -> Policy:
    unknown = [_unknown(key, "key of [policy.prices]", PRICE_KEYS) for key in asked if key not in PRICE_KEYS]
    if unknown:
        raise BadInputError(unknown)
    changed = {key: _number(key, text) for key, text in asked.items()}
    if changed.get("horizon_years") == ZERO or changed.get("step_up_chance_pct", ZERO) > HUNDRED:
        words = "horizon_years is more than 0, and step_up_chance_pct at most 100"
        raise BadInputError([error("what-if-number", words, "correct it")])
    return replace(policy, prices=replace(policy.prices, **changed)) if asked else policy


TABLES: Mapping[str, Callable[[Policy, Settings], Policy]] = {
    "target": _target,
    "bands": _bands,
    "policy": _policy,
    "prices": _prices,
}


def _one_of(key: str, text: str, kind: Any) -> Any:
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(one.value for one in kind)
        raise BadInputError(
            [error("what-if-word", f"{key}={text} is none of {known}", "choose one")]
        ) from None


def _number(key: str, text: str) -> Decimal:
    """A number that is not negative; commas and a dollar sign are allowed."""
    try:
        number = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not ZERO <= number < MORE_THAN_ANYONE_HAS_USD:
        words = f"{key}={text}: not a number from 0 up"
        raise BadInputError([error("what-if-number", words, f"write a plain number, as in {key}=100")])
    return number


def _unknown(key: str, what: str, known: Any) -> Problem:
    near = get_close_matches(key, list(known), 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    return error("what-if-unknown", f'"{key}" is no {what}', f"{hint}one of: {', '.join(known)}")
