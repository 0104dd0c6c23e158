"""The example household's files as events: what is held follows from them, sales use the lots that were reported."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from shutil import copytree

from typer.testing import CliRunner

from trimtab.apps.cli import app
from trimtab.bootstrap import load_household
from trimtab.core.canonical import canonical
from trimtab.core.events import Buy, LotMethod, Opening, Sell
from trimtab.core.problems import errors_in
from trimtab.ledger.events.journey import household_events
from trimtab.services.books import books_of

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


def test_importing_the_same_files_twice_changes_no_event(tmp_path: Path) -> None:
    """Through `trimtab import`, the files once more and once under other names: the same events, byte for byte."""
    folder = tmp_path / "rivera"
    copytree(RIVERA.parent, folder)
    household = folder / RIVERA.name
    before = events_text(household)
    exports = sorted((folder / "exports").iterdir())
    run = CliRunner().invoke(app, ["import", str(household), *map(str, exports)])
    assert run.exit_code == 0, run.output
    assert events_text(household) == before
    other = tmp_path / "downloads"
    other.mkdir()
    for number, path in enumerate(reversed(exports)):
        (other / f"{number}-{path.name}").write_bytes(path.read_bytes())
    run = CliRunner().invoke(app, ["import", str(household), *map(str, sorted(other.iterdir()))])
    assert run.exit_code == 0, run.output
    assert events_text(household) == before


def events_text(household: Path) -> str:
    return json.dumps([canonical(event) for event in books_of(load_household(household)).events], indent=1)
