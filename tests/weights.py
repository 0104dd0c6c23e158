"""Some random households count their dollars after tax, or the growth of prices: by a draw of their own, so that the
households that other draws make stay as they are."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from trimtab.core.policy import Policy, Weights


def with_weights(seed: int, policy: Policy) -> Policy:
    """One household in eight counts after tax, some with rates of their own; one in eight counts growth."""
    rng = random.Random(f"weights-{seed}")
    if rng.random() < 0.125:
        policy = replace(
            policy,
            weights=Weights.AFTER_TAX,
            withdrawal_rate_pct=rng.choice([None, None, Decimal(0), Decimal(12), Decimal("31.5")]),
            embedded_rate_pct=rng.choice([None, None, Decimal(0), Decimal(15)]),
        )
    if rng.random() < 0.125:
        growth = {
            "stocks": Decimal(rng.choice([4, 6])),
            "bonds": Decimal(rng.choice([-1, 0])),
            "real_estate": Decimal(2),
        }
        policy = replace(policy, growth_pct=tuple(sorted(growth.items())))
    return policy
