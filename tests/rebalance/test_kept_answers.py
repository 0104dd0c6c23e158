"""Answers kept from policy to policy: whatever is nudged, the rules and the program are those of a fresh look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_given
from trimtab.core.household import Household
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import (
    CASH_CLASS,
    BandRule,
    Bands,
    Calendar,
    DollarPrices,
    HowFar,
    Policy,
    Replacement,
    Weights,
)
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.kept_answers import OF_SYMBOLS, AfterFills, KeptAnswers
from trimtab.rebalance.optimize.encode import encode
from trimtab.rebalance.propose.situation import Situation, glance, look
from trimtab.rebalance.propose.ways import by_optimum

D = Decimal
SEEDS = (7, 19, 44, 61)
Nudge = Callable[[Household, Policy], Any]


def moved(_: Household, policy: Policy) -> dict[str, Decimal]:
    """Half of the largest class goes to the smallest."""
    classes = sorted(set(policy.target) - {CASH_CLASS}, key=lambda c: (policy.target[c], c))
    half = policy.target[classes[-1]] / 2
    least, most = classes[0], classes[-1]
    return {**policy.target, least: policy.target[least] + half, most: half}


def bought(policy: Policy) -> list[str]:
    return sorted({symbol for ranked in policy.buys.values() for symbol in ranked})


def held(household: Household) -> list[str]:
    return sorted({position.symbol for account in household.accounts for position in account.positions})


def limits(household: Household, _: Policy) -> tuple[HoldingLimit, ...]:
    return (HoldingLimit(held(household)[0], most=Bound(D(1), Unit.PCT_OF_HOUSEHOLD)),)


NUDGES: dict[str, Nudge] = {
    "target": moved,
    "buys": lambda _, p: {c: ranked[::-1] for c, ranked in p.buys.items()},
    "bands": lambda *_: Bands(BandRule.ABSOLUTE, D(2)),
    "how_far": lambda _, p: HowFar.HALFWAY if p.how_far is not HowFar.HALFWAY else HowFar.BAND_EDGE,
    "only_out_of_band": lambda _, p: not p.only_out_of_band,
    "calendar": lambda *_: Calendar.MONTHLY,
    "last_rebalanced": lambda *_: date(2020, 1, 1),
    "min_trade_usd": lambda _, p: p.min_trade_usd + 900,
    "cash_band_points": lambda _, p: p.cash_band_points + 3,
    "substitute_penalty_bps": lambda _, p: p.substitute_penalty_bps + 40,
    "wait_long_term_days": lambda *_: 200,
    "max_price_age_days": lambda *_: -1,
    "gain_budget_usd": lambda *_: D(100),
    "gain_budget_short_usd": lambda *_: D(100),
    "gain_budget_long_usd": lambda *_: D(100),
    "tax_budget_usd": lambda *_: D(100),
    "budget_prorated": lambda _, p: not p.budget_prorated,
    "do_not_buy": lambda _, p: frozenset(bought(p)[::2]),
    "do_not_sell": lambda h, _: frozenset(held(h)[::2]),
    "allow_unseen_history": lambda _, p: not p.allow_unseen_history,
    "fingerprint": lambda *_: "another",
    "weights": lambda _, p: Weights.BEFORE_TAX if p.weights is Weights.AFTER_TAX else Weights.AFTER_TAX,
    "withdrawal_rate_pct": lambda *_: D(41),
    "embedded_rate_pct": lambda *_: D(13),
    "growth_pct": lambda _, p: tuple((class_id, D(6)) for class_id in sorted(p.target)[:2]),
    "limits": limits,
    "concentration_cap_pct": lambda *_: D(1),
    "account_concentration_cap_pct": lambda *_: D(1),
    "replacements": lambda h, p: tuple(Replacement(s, bought(p)[0]) for s in held(h) if s != bought(p)[0]),
    "harvest": lambda _, p: not p.harvest,
}


def nudged(household: Household, policy: Policy) -> dict[str, Policy]:
    """One policy for each field, and for each price, that is not as it was."""
    found = {name: replace(policy, **{name: nudge(household, policy)}) for name, nudge in NUDGES.items()}
    for price in fields(DollarPrices):
        dearer = {price.name: getattr(policy.prices, price.name) * 3 + 1}
        found[price.name] = replace(policy, prices=replace(policy.prices, **dearer))
    return found


def asked(now: Situation) -> Any:
    """All that the rules answer for a program, and the program."""
    year_tax = now.given.tax_of(now.rules.household)
    program = encode(now.rules, now.decision, now.drift, now.covariance, year_tax)
    return program, now.rules.places, now.rules.limits, now.rules.losses, now.rules.waiting, now.drift


def test_every_field_has_a_nudge() -> None:
    assert {field.name for field in fields(Policy)} == {*NUDGES, "prices"}


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_kept_that_a_policy_changes(seed: int) -> None:
    """Answer by answer and column by column, and so again after all others were asked."""
    household, policy = random_household(seed)
    given, kept = random_given(seed), KeptAnswers()
    asked(look(household, policy, COVARIANCE, given, kept))
    for name, other in nudged(household, policy).items():
        fresh, now = (look(household, other, COVARIANCE, given, k) for k in (None, kept))
        assert asked(now) == asked(fresh), name
        for key, answer in fresh.rules.known.items():
            found = now.rules.known[key]
            if isinstance(answer, dict):  # by symbol, as far as anybody asked: others may have asked for more
                found = {symbol: found[symbol] for symbol in answer}
            assert found == answer, (name, key)


def test_a_moved_target_asks_no_rule_twice() -> None:
    """Where each class stands best as it did, not even what trades cost is worked out anew."""
    household, policy = random_household(SEEDS[0])
    kept = KeptAnswers()
    first = look(household, policy, COVARIANCE, kept=kept)
    asked(first)
    then = look(household, replace(policy, target=moved(household, policy)), COVARIANCE, kept=kept)
    assert then.rules.losses is first.rules.losses
    assert then.rules.waiting is first.rules.waiting
    banded = look(household, replace(policy, bands=Bands(BandRule.ABSOLUTE, D(2))), COVARIANCE, kept=kept)
    assert ("trades", *_places(first)) in banded.rules.known


def _places(now: Situation) -> tuple[frozenset[str], ...]:
    return now.decision.sells_in, now.decision.buys_in, now.decision.losses_in


@pytest.mark.parametrize("seed", [3, 7, 19, 44, 61])
def test_after_fills_every_symbol_is_what_it_would_be_anew(seed: int) -> None:
    household, policy = random_household(seed)
    given = random_given(seed)
    now = look(household, policy, COVARIANCE, given)
    best = by_optimum(now)
    assert best is not None
    assert best.trades
    filled = apply_fills(household, best.trades)
    given = given.after(household, filled)
    lent = glance(filled, policy, COVARIANCE, given, AfterFills(now.rules))
    fresh = glance(filled, policy, COVARIANCE, given)
    assert lent.rules.known.keys() & {("group",), ("class_shares",), ("only_class",), ("_no_market",)}
    assert lent.decision == fresh.decision
    for key in [key for key in lent.rules.known if key[0] in OF_SYMBOLS]:
        asked = [filled.account(key[1])] if len(key) == 2 else []
        for symbol, told in lent.rules.known[key].items():
            of = filled.account(symbol) if key[0] == "_on_menu" else symbol
            assert getattr(fresh.rules, key[0])(*asked, of) == told
