"""Many what-ifs on open reference households: targets moved by up to four points, stops, budgets, prices."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from benchmarks.households import reference
from benchmarks.years import true_year
from trimtab.adapters.catalogue import covariance
from trimtab.core.policy import CASH_CLASS, HowFar, Policy
from trimtab.simulate.open_household import OpenHousehold

EACH = 20  # what-ifs on one household
BUDGETS_USD = (0, 2_000, 10_000, 50_000)


def what_if_seconds(count: int) -> list[float]:
    """Processor seconds of each, sorted; the opening of the households apart."""
    seconds: list[float] = []
    seed = 0
    while len(seconds) < count:
        seed += 1
        owned, policy = reference(seed)
        opened = OpenHousehold(owned, policy, covariance(), true_year(seed, owned))
        for nudged in nudges(random.Random(seed), policy, min(EACH, count - len(seconds))):
            start = time.process_time()
            opened.what_if(nudged)
            seconds.append(time.process_time() - start)
    return sorted(seconds)


def nudges(rng: random.Random, policy: Policy, count: int) -> Iterator[Policy]:
    """No two alike: three in four move the target, as a slider does."""
    classes = [class_id for class_id in sorted(policy.target) if class_id != CASH_CLASS]
    for number in range(count):
        if number % 4 < 3:
            up, down = rng.sample(classes, 2)
            points = min(Decimal(rng.randrange(1, 400)) / 10_000, policy.target[down])
            target = {**policy.target, up: policy.target[up] + points, down: policy.target[down] - points}
            yield replace(policy, target=target)
        else:
            yield replace(
                policy,
                how_far=rng.choice(list(HowFar)),
                tax_budget_usd=Decimal(rng.choice(BUDGETS_USD)),
                prices=replace(policy.prices, per_trade_usd=Decimal(rng.randrange(1, 60))),
            )
