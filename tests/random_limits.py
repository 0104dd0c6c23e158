"""Random limits on what is held, drawn apart from the household, so that a seed's household stays what it was."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.instruments import InstrumentKind
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import Policy
from trimtab.rebalance.limits import dollar_limits

CHANCE = 0.15
CAP_CHANCE = 0.1
PRINT_CHANCE = 0.15
PARENTS_CHANCE = 0.2
ZERO = Decimal(0)


def with_caps(seed: int, household: Household, policy: Policy) -> tuple[Household, Policy]:
    """In some of the seeds a cap on single companies, which broad funds hold too."""
    rng = random.Random(f"caps-{seed}")
    if rng.random() > CAP_CHANCE:
        return household, policy
    held = {"VTI": "0.06", "VTSAX": "0.06", "VOO": "0.07", "FXAIX": "0.07", "VTTHX": "0.5"}
    parts = {s: ("VTI" if s == "VTTHX" else "AAPL", Decimal(part)) for s, part in held.items()}
    instruments = {
        symbol: replace(one, contains=(parts[symbol],)) if symbol in parts else one
        for symbol, one in household.instruments.items()
    }
    cap, here = (Decimal(rng.choice([1, 3, 10, 25])) if rng.random() < 0.7 else None for _ in range(2))
    capped = replace(policy, concentration_cap_pct=cap, account_concentration_cap_pct=here)
    return replace(household, instruments=instruments), capped


def with_small_print(seed: int, household: Household) -> Household:
    """In some of the seeds funds with minimum purchases and redemption fees, and accounts that trade in round lots."""
    rng = random.Random(f"small print-{seed}")
    if rng.random() > PRINT_CHANCE:
        return household
    instruments = {
        symbol: replace(
            one,
            min_first_usd=Decimal(rng.choice([0, 100, 1000, 3000, 50_000])),
            min_more_usd=Decimal(rng.choice([0, 1, 100, 500])),
            redemption_fee_pct=Decimal(rng.choice(["0", "0.75", "2"])),
            redemption_fee_days=rng.choice([7, 30, 400]),
        )
        if one.kind is InstrumentKind.MUTUAL_FUND
        else one
        for symbol, one in sorted(household.instruments.items())
    }
    accounts = tuple(
        replace(account, quantity_step=Decimal(rng.choice([10, 100]))) if rng.random() < 0.15 else account
        for account in household.accounts
    )
    return replace(household, instruments=instruments, accounts=accounts)


def with_parents(seed: int, policy: Policy) -> Policy:
    """In some of the seeds bands above the classes of the target."""
    rng = random.Random(f"parents-{seed}")
    if rng.random() > PARENTS_CHANCE:
        return policy
    own = {} if rng.random() < 0.7 else {"stocks": Decimal(rng.randint(0, 6))}
    bands = replace(policy.bands, parents=rng.random() < 0.8, own_points={**policy.bands.own_points, **own})
    return replace(policy, bands=bands)


def with_limits(seed: int, household: Household, policy: Policy, chance: float = CHANCE) -> Policy:
    """The policy, in some of the seeds with one to three limits near to what is held, kept or broken today."""
    rng = random.Random(f"limits-{seed}")
    if rng.random() > chance:
        return policy
    drawn = [_limit(rng, household, policy) for _ in range(rng.randint(1, 3))]
    by_id = {limit.limit_id: limit for limit in drawn}
    return replace(policy, limits=tuple(by_id[name] for name in sorted(by_id)))


def _limit(rng: random.Random, household: Household, policy: Policy) -> HoldingLimit:
    account_id = rng.choice(["", *(account.account_id for account in household.accounts)])
    if rng.random() < 0.6:
        limit = HoldingLimit(symbol=rng.choice(sorted(household.prices)), account_id=account_id)
    else:
        classes = {*policy.target, *(c.split(".")[0] for c in policy.target)}
        limit = HoldingLimit(class_id=rng.choice(sorted(classes)), account_id=account_id)
    units = [Unit.USD, Unit.PCT_OF_HOUSEHOLD]
    units += [Unit.SHARES] if limit.symbol else []
    units += [Unit.PCT_OF_ACCOUNT] if account_id else []
    unit = rng.choice(units)
    held = max(ZERO, _held(household, policy, limit, unit))
    low = Bound(_near(rng, held, unit), unit) if rng.random() < 0.6 else None
    high = Bound(_near(rng, held, unit), unit) if low is None or rng.random() < 0.4 else None
    if low and high and low.amount > high.amount:
        low, high = high, low
    return replace(limit, least=low, most=high)


def _held(household: Household, policy: Policy, limit: HoldingLimit, unit: Unit) -> Decimal:
    """What is held of it today, in this unit."""
    one = replace(limit, most=Bound(Decimal(1), unit))
    found = dollar_limits(household, replace(policy, limits=(one,)))[0]
    return found.held_usd / found.high_usd if found.high_usd else ZERO


def _near(rng: random.Random, held: Decimal, unit: Unit) -> Decimal:
    factor = Decimal(rng.choice([0, 50, 80, 95, 100, 100, 105, 130, 200])) / 100
    more = Decimal(rng.choice([0, 0, 0, 5]))
    amount = (held * factor + more).quantize(Decimal(1) if unit is Unit.SHARES else Decimal("0.01"))
    return min(amount, Decimal(100)) if unit in {Unit.PCT_OF_ACCOUNT, Unit.PCT_OF_HOUSEHOLD} else amount
