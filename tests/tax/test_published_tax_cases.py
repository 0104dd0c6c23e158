"""Publication 550's example of the yearly limit, with the planner's flat rates; other examples are in tests/truth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.tax.netting import year_result

D = Decimal
SHORT, LONG = D(37), D(20)


def profile(status: FilingStatus = FilingStatus.MARRIED_JOINT, **amounts: int) -> TaxProfile:
    return TaxProfile(status, 2026, SHORT, LONG, **{name: D(usd) for name, usd in amounts.items()})


@pytest.mark.parametrize(
    ("loss", "deducted", "carried"),
    [
        (7000, 3000, 4000),  # Publication 550, Capital Losses: the example of Bob and Gloria, joint return
        (
            2000,
            2000,
            0,
        ),  # the same: "if their capital loss had been $2,000, it would not have been more than the limit"
    ],
)
def test_bob_and_gloria(loss: int, deducted: int, carried: int) -> None:
    result = year_result(profile(), D(0), D(-loss))
    assert (result.tax_usd, result.carried_loss_usd) == (-deducted * SHORT / 100, carried)


def test_a_carried_loss_is_used_first_in_the_next_year() -> None:
    """What Bob and Gloria carry, 4,000 long-term, meets the next year's gains before any tax."""
    result = year_result(profile(carryforward_long_usd=4000), D(1000), D(5000))
    assert (result.net_short_usd, result.net_long_usd) == (1000, 1000)
    assert result.tax_usd == (1000 * SHORT + 1000 * LONG) / 100
