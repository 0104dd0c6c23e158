"""Transfers between accounts of the household: which row in takes which row out, and what is said of the rest."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tests.ledger.events.tell import row
from trimtab.core.household import ActivityKind as Kind
from trimtab.ledger.events.shares import ON_THE_WAY, Moved, share_events
from trimtab.ledger.events.told import Told

MARCH = date(2026, 3, 2)


def moved(account_id: str, shares: str, off: int = 0, symbol: str = "VTI") -> Told:
    kind = Kind.TRANSFER_IN if not shares.startswith("-") else Kind.TRANSFER_OUT
    return Told(account_id, row(kind, (MARCH + timedelta(off)).isoformat(), symbol, shares))


def read(*rows: Told) -> Moved:
    return share_events(rows, SimpleNamespace(is_cash=lambda symbol: symbol == "VMFXX"))  # type: ignore[arg-type]


def test_the_first_row_out_without_one_in_does_not_keep_the_next_from_its_own() -> None:
    found = read(
        moved("joint", "-3"), moved("joint", "-0.5", 1), moved("roth", "0.5", 1), moved("roth", "0.25", 2)
    )
    assert [(one.origin, one.to, one.went) for one in found.carried] == [
        (("joint", "VTI"), ("roth", "VTI"), 0.5)
    ]
    assert [one.row.quantity for one in found.arrived] == [0.25]
    assert [(p.code, p.remedy) for p in found.problems] == [
        (
            "transfer-outside",
            "if they were given away or sold, say it in an [[events]] entry of this account, symbol and day",
        ),
        ("transfer-inside", ""),
    ]


@pytest.mark.parametrize(
    ("shares", "fits"), [("10.0005", True), ("9.9995", True), ("10.0006", False), ("9.9994", False)]
)
def test_shares_on_the_way_may_be_off_by_rounding(shares: str, fits: bool) -> None:
    assert bool(read(moved("joint", "-10"), moved("roth", shares)).carried) is fits


@pytest.mark.parametrize("way", [1, -1])
def test_shares_are_on_the_way_for_days_only(way: int) -> None:
    days = ON_THE_WAY.days
    assert read(moved("joint", "-10"), moved("roth", "10", way * days)).carried
    assert not read(moved("joint", "-10"), moved("roth", "10", way * (days + 1))).carried
    assert not read(moved("joint", "-10"), moved("joint", "10")).carried
    assert not read(moved("joint", "-10"), moved("roth", "10", 0, "BND")).carried


def test_a_trade_for_nothing_is_said() -> None:
    [found] = read(Told("joint", row(Kind.BUY, "03-02", "VTI", "4"))).problems
    assert (found.code, found.message, found.remedy) == (
        "trade-without-amount",
        "joint on 2026-03-02: 4 VTI: no amount is stated; booked as $0.00",
        "say it in an [[events]] entry of this account, symbol and day (2026-03-02)",
    )
