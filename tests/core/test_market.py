"""What was known on a day, and nothing after it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trimtab.core.market import Distribution, LookAheadError, Market, PriceSeries, Split

D = date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 5)
FUND = PriceSeries(
    "FUND",
    D,
    (Decimal(10), Decimal(11), Decimal(6)),
    distributions=(Distribution(D[1], Decimal("0.25")), Distribution(D[2], Decimal("0.5"))),
    splits=(Split(D[2], Decimal(2)),),
)
LATE = PriceSeries("LATE", D[2:], (Decimal(100),))
MARKET = Market({"FUND": FUND, "LATE": LATE})


def test_a_day_between_closes_has_the_last_one() -> None:
    assert FUND.last_on(date(2024, 1, 4)) == (D[1], Decimal(11))
    assert FUND.last_on(date(2024, 1, 1)) is None


def test_what_is_paid_on_the_first_day_was_paid_to_those_before_it() -> None:
    assert [paid.per_share_usd for paid in FUND.paid_between(D[1], D[2])] == [Decimal("0.5")]
    assert [paid.per_share_usd for paid in FUND.paid_between(D[0], D[1])] == [Decimal("0.25")]


def test_shares_after_a_split() -> None:
    assert FUND.split_between(D[0], D[1]) == 1
    assert FUND.split_between(D[0], D[2]) == 2
    assert FUND.split_between(D[2], date(2025, 1, 1)) == 1


def test_the_days_are_those_of_every_series() -> None:
    assert MARKET.days == D


def test_nothing_after_today_is_known() -> None:
    known = MARKET.known_on(D[1])
    assert known.symbols == ("FUND",)
    assert known.close_usd("FUND") == 11
    assert known.closes_usd("FUND") == ((D[0], Decimal(10)), (D[1], Decimal(11)))
    assert known.closes_usd("FUND", last=1) == ((D[1], Decimal(11)),)
    assert [paid.per_share_usd for paid in known.paid("FUND", D[0])] == [Decimal("0.25")]
    with pytest.raises(LookAheadError, match=r"2024-01-05 lies after 2024-01-03"):
        known.close_usd("FUND", D[2])
    with pytest.raises(LookAheadError):
        known.paid("FUND", D[0], D[2])
    with pytest.raises(KeyError, match="LATE has no close on or before 2024-01-03"):
        known.close_usd("LATE")
