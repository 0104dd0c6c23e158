"""The example household's files as events: what is held follows from them, sales use the lots that were reported."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from trimtab.bootstrap import load_household
from trimtab.core.events import Buy, LotMethod, Opening, Sell
from trimtab.core.problems import errors_in
from trimtab.ledger.events.journey import household_events

RIVERA = Path(__file__).resolve().parents[3] / "examples" / "rivera" / "household.toml"


def test_the_example_household_holds_what_its_events_leave() -> None:
    loaded = load_household(RIVERA)
    household, _ = loaded.checked()
    assert loaded.joined is not None
    read = household_events(loaded.joined, household)
    assert errors_in(read.problems) == []
    held: Counter[tuple[str, str]] = Counter()
    for event in read.events:
        if isinstance(event, Opening | Buy):
            held[(event.account_id, event.symbol)] += event.quantity  # type: ignore[assignment]
        elif isinstance(event, Sell):
            held[(event.account_id, event.symbol)] -= event.quantity  # type: ignore[assignment]
    stated = {
        (account.account_id, position.symbol): position.quantity
        for account in household.accounts
        for position in account.positions
    }
    assert {key: quantity for key, quantity in held.items() if quantity} == stated


def test_sales_use_the_lots_that_the_realized_gains_name() -> None:
    loaded = load_household(RIVERA)
    household, _ = loaded.checked()
    assert loaded.joined is not None
    events = household_events(loaded.joined, household).events
    sold = [event for event in events if isinstance(event, Sell) and event.trade_date.year == 2026]
    assert [(sale.symbol, str(sale.trade_date), sale.method) for sale in sold] == [
        ("SCHD", "2026-02-10", LotMethod.SPECIFIC),
        ("VTI", "2026-03-16", LotMethod.SPECIFIC),
        ("BNDX", "2026-06-11", LotMethod.SPECIFIC),
        ("VTI", "2026-09-22", LotMethod.SPECIFIC),
    ]
    [old] = [e for e in events if isinstance(e, Opening) and e.lot_id == sold[1].lots[0].lot_id]
    assert (old.quantity, old.basis_usd, str(old.acquired)) == (
        Decimal(190),
        Decimal("18306.50"),
        "2014-03-18",
    )
