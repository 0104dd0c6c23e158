"""What is open on the day in random households: varied, sound, and drawn apart from the household itself."""

from __future__ import annotations

from collections import Counter

from tests.households import random_household
from tests.random_business import CHANCE, with_business
from trimtab.core.household import ActivityKind

SEEDS = range(400)


def test_the_same_seed_has_the_same_business_and_most_have_none() -> None:
    changed = 0
    for seed in SEEDS:
        household, _ = random_household(seed)
        assert with_business(seed, household) == with_business(seed, household)
        changed += with_business(seed, household) is not household
    assert 0.5 * CHANCE < changed / len(SEEDS) < 1.5 * CHANCE


def test_everything_that_can_be_open_is_open_somewhere() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        before, _ = random_household(seed)
        household = with_business(seed, before, chance=1)
        new = set(household.activity) - set(before.activity)
        for was, account in zip(before.accounts, household.accounts, strict=True):
            own = {event.kind for event in new if event.account_id == account.account_id}
            traits = {
                "order to sell": account.positions != was.positions
                and any(p.pending_quantity for p in account.positions),
                "order to buy": bool(account.purchases_coming - was.purchases_coming),
                "transfer": "transfer" in account.locked_reason,
                "window": "windows" in account.locked_reason,
                "reserve for some days": account.cash_reserve_usd > was.cash_reserve_usd,
                "reserve within its tolerance": account.cash_reserve_usd < was.cash_reserve_usd,
                "cash on its way": account.cash_unsettled_usd > was.cash_unsettled_usd,
                "bought today, perhaps unpaid": account.settles_next_day
                and own == {ActivityKind.BUY, ActivityKind.SELL},
            }
            seen.update(name for name, is_so in traits.items() if is_so)
            seen.update(dict.fromkeys(traits, 0))
            assert all(0 <= p.pending_quantity <= p.quantity for p in account.positions)
            assert [p.symbol for p in account.positions] == sorted({p.symbol for p in account.positions})
    assert min(seen.values()) > 5, seen
