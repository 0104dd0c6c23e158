"""Both Flex samples: what they say, checked by eye against the files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from tests.shared import SHARED, needs_shared
from trimtab.adapters.imports.registry import read_export
from trimtab.core.household import ActivityKind
from trimtab.core.problems import errors_in
from trimtab.core.statement import LineKind, ParsedFile

pytestmark = needs_shared


def sample(name: str) -> ParsedFile:
    data = (SHARED / "samples" / "ibkr" / name).read_bytes()
    found = read_export(name, data)
    assert sum(found.lines.values()) == found.line_count == data.count(b"\n") + (not data.endswith(b"\n"))
    return found


def test_vt_and_chill() -> None:
    found = sample("vtandchill_2025.xml")
    assert (found.as_of, found.history_from, found.history_to) == (
        date(2026, 1, 1),
        date(2025, 1, 1),
        date(2026, 1, 1),
    )
    assert [(account.mask, account.kind_hint) for account in found.accounts] == [("9876", "taxable")]
    (held,) = found.positions
    assert (held.symbol, held.quantity, held.price_usd) == ("VT", Decimal(200), Decimal("141.06"))
    assert (held.value_usd, held.cost_usd) == (Decimal(28212), Decimal("28377.0925"))
    assert (found.lots, found.gains) == ((), ())
    assert [(cash.amount_usd, cash.settled) for cash in found.cash] == [(Decimal("-0.87"), True)]
    kinds = Counter(row.kind for row in found.transactions)
    assert kinds == {
        ActivityKind.BUY: 5,
        ActivityKind.OTHER: 3,
        ActivityKind.DIVIDEND: 1,
        ActivityKind.INTEREST: 3,
        ActivityKind.FEE: 4,
        ActivityKind.WITHDRAWAL: 1,
    }
    assert sum(row.quantity for row in found.transactions) == Decimal(200)
    assert len(found.prices) == 11
    assert found.lines == {
        LineKind.POSITION: 1,
        LineKind.CASH: 1,
        LineKind.TRANSACTION: 17,
        LineKind.PRICE: 11,
        LineKind.ACCOUNT: 1,
        LineKind.TOTAL: 7,
        LineKind.BANNER: 1,
        LineKind.MARKUP: 18,
        LineKind.ERROR: 1,
    }


def test_vt_and_chill_holds_francs() -> None:
    found = sample("vtandchill_2025.xml")
    (fault,) = errors_in(found.problems)
    assert (fault.code, fault.source and fault.source.line) == ("currency-not-usd", 7)
    assert "17000.05854876 CHF" in fault.message
    codes = Counter(problem.code for problem in found.problems)
    assert codes == {"currency-not-usd": 5, "amount-does-not-add-up": 5}


def test_corporate_action() -> None:
    found = sample("corporate_action_2025.xml")
    assert found.as_of == date(2025, 12, 31)
    (held,) = found.positions
    assert (held.symbol, held.quantity, held.cost_usd) == ("1XJ", Decimal(24), None)
    (lot,) = found.lots
    assert (lot.quantity, lot.acquired, lot.cost_usd) == (Decimal(24), date(2025, 8, 7), None)
    assert found.cash == ()
    moved = [(row.kind.value, row.symbol, row.quantity, row.amount_usd) for row in found.transactions]
    assert moved == [
        ("buy", "ZT0", Decimal(24), Decimal(0)),
        ("corporate_action", "ZT0", Decimal(-24), Decimal(0)),
        ("corporate_action", "ZT0.NEW", Decimal(24), Decimal(0)),
        ("other", "ZT0", Decimal(0), Decimal("-1.91")),
        ("other", "1XJ", Decimal(0), Decimal("-2.09")),
        ("dividend", "ZT0", Decimal(0), Decimal("12.72")),
        ("dividend", "1XJ", Decimal(0), Decimal("13.92")),
    ]
    assert [(each.code, each.source and each.source.line) for each in found.problems] == [
        ("currency-not-usd", 5),
        ("currency-not-usd", 11),
        ("cash-missing", 3),
    ]
    assert found.lines == {
        LineKind.POSITION: 1,
        LineKind.LOT: 1,
        LineKind.TRANSACTION: 7,
        LineKind.TOTAL: 8,
        LineKind.BANNER: 1,
        LineKind.MARKUP: 13,
    }
