"""Random questions for a household: about one in three asks for a mode, the rest for what the policy says."""

from __future__ import annotations

import random
from decimal import Decimal

from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.core.household import Household
from trimtab.core.policy import CASH_CLASS, Policy

MODES = (
    Mode.FULL, Mode.BAND, Mode.INVEST_CASH, Mode.RAISE_CASH, Mode.HARVEST, Mode.HARVEST_AND_REBALANCE,
    Mode.LOCATION, Mode.CLASS, Mode.LIQUIDATE, Mode.WITHDRAW,
)  # fmt: skip
SHARE = 0.35


def random_ask(seed: int, household: Household, policy: Policy, share: float = SHARE) -> Ask:
    """The same question for the same seed."""
    rng = random.Random(f"ask {seed}")
    if rng.random() >= share:
        return AS_POLICY_SAYS
    mode = rng.choice(MODES)
    if mode is Mode.CLASS:
        return Ask(mode, class_id=rng.choice([c for c in sorted(policy.target) if c != CASH_CLASS]))
    if mode is Mode.LIQUIDATE:
        return Ask(mode, account_id=rng.choice(household.accounts).account_id)
    if mode is Mode.WITHDRAW:
        return Ask(mode, amount_usd=Decimal(rng.choice([50, 1_000, 20_000, 150_000])))
    return Ask(mode)
