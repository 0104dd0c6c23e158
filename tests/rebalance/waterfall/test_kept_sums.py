"""What the plain rules keep as they go on is what adding it all up afresh would give."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.universe import COVARIANCE
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.journey import look
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.orders import build_trades
from trimtab.rebalance.propose.situation import Situation
from trimtab.rebalance.waterfall.classes import Classes
from trimtab.rebalance.waterfall.state import State

D = Decimal
SEEDS = range(40, 100)


def situation(seed: int) -> Situation:
    return look(*random_household(seed), COVARIANCE)


def off(policy: Policy, now: Situation, held: dict[str, Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Dollars beyond goals, away from targets and outside bands, parents included, added up over all classes."""
    whole = now.drift.total_usd

    def out(usd: Decimal, low: Decimal, high: Decimal) -> Decimal:
        return max(D(0), low * whole - usd, usd - high * whole)

    beyond = sum(out(usd, *now.decision.goals[c]) for c, usd in held.items())
    away = sum(abs(usd - policy.target[c] * whole) for c, usd in held.items())
    below = {
        parent: sum(usd for c, usd in held.items() if c.startswith(f"{parent}.")) for parent in policy.parents
    }
    outside = sum(out(usd, *policy.band(c)) for c, usd in {**held, **below}.items())
    return D(beyond), D(away), D(outside)


@pytest.mark.parametrize("seed", SEEDS)
def test_classes_are_as_off_and_as_needy_as_if_added_up_afresh(seed: int) -> None:
    now, rng = situation(seed), random.Random(seed)
    if now.drift.total_usd <= 0:
        return
    policy = now.rules.policy
    classes = Classes(policy, now.decision, now.drift)
    classes.watch(dict.fromkeys(classes.by_id.values(), D(1)))
    for _ in range(30):
        chosen = rng.sample(sorted(classes.by_id), min(len(classes.by_id), 3))
        changes = {classes.by_id[c]: D(rng.randrange(-90_000, 90_000)) / 7 for c in chosen}
        held = {c: standing.usd for c, standing in classes.by_id.items()}
        then = {c: usd + changes.get(classes.by_id[c], D(0)) for c, usd in held.items()}
        added = [b - a for a, b in zip(off(policy, now, held), off(policy, now, then), strict=True)]
        assert classes.improves(changes) == (
            added[0] < 0 and added[1] <= D("1e-15") and added[2] <= D("1e-15")
        )
        classes.move(changes)
        assert {c: standing.usd for c, standing in classes.by_id.items()} == then
        lacking = [s for s in classes.by_id.values() if s.lacking_usd > 0 and s.class_id != CASH_CLASS]
        needy = [s for s in lacking if s.lacking_usd >= classes.floor_usd / 2]
        assert [need[3] for need in classes.needy] == sorted(needy, key=lambda s: s.need[:3])
        assert classes.over == {
            s for s in classes.by_id.values() if s.over_usd > 0 and s.over_usd >= classes.floor_usd
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_cash_is_what_perfect_fills_leave(seed: int) -> None:
    now, rng = situation(seed), random.Random(seed)
    if now.drift.total_usd <= 0:
        return
    rules, household = now.rules, now.rules.household
    state = State(rules, replace(now.decision, losses_in=frozenset()), now.drift)
    for account in household.accounts:
        lots = [
            c
            for p in account.positions
            if not rules.position_block(account, p)
            for c in state.choices(account, p)
        ]
        for choice in rng.sample(lots, min(len(lots), 3)) * 2:
            part = min(choice.left, (choice.lot.quantity * rng.randrange(1, 9) / 8).quantize(D("0.001")))
            if part > 0:
                state.sell(choice, part)
        for symbol in rules.candidates(account)[:2] * 2:
            if not state.place(account, symbol).sold:
                state.buy(state.place(account, symbol), D(rng.randrange(1, 50)))
    filled = apply_fills(household, build_trades(household, state.quantities))
    for account in filled.accounts:
        assert state.cash_usd(account) == free_cash_usd(filled, account), account.account_id
