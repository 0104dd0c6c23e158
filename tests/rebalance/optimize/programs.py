"""Programs of random households, as arrays."""

from __future__ import annotations

from tests.households import random_household
from tests.universe import COVARIANCE
from trimtab.rebalance.journey import look
from trimtab.rebalance.optimize.encode import encode
from trimtab.rebalance.optimize.model import Arrays
from trimtab.rebalance.optimize.program import k


def program(seed: int) -> tuple[Arrays, float] | None:
    """The program of a random household and its value in thousands of USD; None where nothing is to be done."""
    household, policy = random_household(seed)
    now = look(household, policy, COVARIANCE)
    if now.drift.total_usd <= 0 or not now.decision.acts:
        return None
    year_tax = now.given.tax_of(household)
    encoding = encode(now.rules, now.decision, now.drift, now.covariance, year_tax)
    return encoding.model.arrays(), k(now.drift.total_usd)
