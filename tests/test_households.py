"""The generator of random households: repeatable, sound, and as varied as it promises."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from tests.households import apply_fills, random_household, tiny_household
from tests.rebalance import example
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.instruments import InstrumentKind
from trimtab.core.policy import BandRule, HowFar

D = Decimal
SAMPLE = [random_household(seed) for seed in range(300)]


def test_same_seed_same_household() -> None:
    assert [random_household(seed) for seed in range(20)] == SAMPLE[:20]
    assert tiny_household(7) == tiny_household(7)


def test_households_are_sound() -> None:
    for household, policy in SAMPLE:
        assert sum(policy.target.values()) == 1
        for account in household.accounts:
            symbols = [position.symbol for position in account.positions]
            assert symbols == sorted(set(symbols))
            for position in account.positions:
                lot_ids = [lot.lot_id for lot in position.lots]
                assert lot_ids == sorted(set(lot_ids))
                assert all(lot.quantity > 0 for lot in position.lots)
                assert position.pending_quantity <= position.quantity
                classes = household.instruments[position.symbol].class_weights
                assert all(policy.class_of(class_id) for class_id, _ in classes)
                assert position.symbol in household.prices


def test_households_are_varied() -> None:
    seen: Counter[object] = Counter()
    for household, policy in SAMPLE:
        seen.update(
            {
                len(household.accounts),
                policy.how_far,
                policy.bands.rule,
                *(a.kind for a in household.accounts),
            }
        )
        positions = [position for account in household.accounts for position in account.positions]
        lots = [lot for position in positions for lot in position.lots]
        seen.update(position.role for position in positions)
        traits = {
            "locked": any(account.locked for account in household.accounts),
            "menu": any(account.menu is not None for account in household.accounts),
            "reserve": any(account.cash_reserve_usd for account in household.accounts),
            "next day": any(account.settles_next_day for account in household.accounts),
            "history unknown": any(account.history_from is None for account in household.accounts),
            "coming": any(account.purchases_coming for account in household.accounts),
            "deposit": any(flow.amount_usd > 0 for flow in household.flows),
            "withdrawal": any(flow.amount_usd < 0 for flow in household.flows),
            "loss sold": any(
                event.gain_usd is not None and event.gain_usd < 0 for event in household.activity
            ),
            "no date": any(lot.acquired is None for lot in lots),
            "no basis": any(lot.basis_usd is None for lot in lots),
            "fraction": any(lot.quantity % 1 for lot in lots),
            "pending": any(position.pending_quantity for position in positions),
            "reinvest": any(position.reinvest for position in positions),
            "budget": policy.gain_budget_usd is not None,
            "mixed fund": any(len(household.instruments[p.symbol].class_weights) > 1 for p in positions),
            "fund": any(
                household.instruments[p.symbol].kind is InstrumentKind.MUTUAL_FUND for p in positions
            ),
            "all cash": not positions,
        }
        seen.update(name for name, is_so in traits.items() if is_so)
        seen.update(dict.fromkeys(traits, 0))
    wanted = [
        *range(1, 7),
        *HowFar,
        *BandRule,
        *AccountKind,
        *Role,
        *(key for key in seen if isinstance(key, str)),
    ]
    assert min(seen[key] for key in wanted) >= 3, {key: seen[key] for key in wanted if seen[key] < 3}


def test_tiny_households_are_tiny() -> None:
    for seed in range(200):
        household, policy = tiny_household(seed)
        lots = [lot for a in household.accounts for p in a.positions for lot in p.lots]
        assert sum(policy.target.values()) == 1
        assert 1 <= len(household.accounts) <= 3
        assert 1 <= len(lots) <= 3
        assert len(household.prices) <= 4
        assert all(lot.quantity <= 4 for lot in lots)


def test_fills_move_cash_and_shares_exactly() -> None:
    household, policy = example.household(), example.policy()
    plan = example.planned(household, policy)
    filled = apply_fills(household, plan)
    taxable = filled.account("a-tax")
    assert taxable.cash_usd == D(1000) + 18000 - D("1.80") - 11400 - D("1.71") - 6300 - D("0.44")
    held = {position.symbol: position.quantity for position in taxable.positions}
    assert held == {"BND": D(190), "HOUSE": D(1), "VTI": D(100), "VXUS": D(290)}
    assert filled.tax.realized_short_usd == D(-1000)
    assert filled.tax.realized_long_usd == D(2000)
    assert [event.gain_usd for event in filled.activity if event.account_id == "a-tax"] == [
        None,
        D(1000),
        None,
    ]
