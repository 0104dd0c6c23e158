"""The bytes of random households' plans, to be printed by fresh processes and compared.

    python -m tests.plan_bytes 30 40

One line a seed: the SHA-256 of the plan as JSON, and how it was found.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable

from tests.households import random_household
from tests.universe import COVARIANCE
from trimtab.adapters.render.plan_json import plan_json
from trimtab.rebalance.journey import make_plan


def lines(seeds: Iterable[int]) -> list[str]:
    """A line for each seed."""
    found = []
    for seed in seeds:
        household, policy = random_household(seed)
        plan = make_plan(household, policy, COVARIANCE)
        text = plan_json(household, policy, plan)
        found.append(f"{seed} {hashlib.sha256(text.encode()).hexdigest()} {plan.method.value}")
    return found


if __name__ == "__main__":
    print("\n".join(lines(range(int(sys.argv[1]), int(sys.argv[2])))))
