"""Worked examples of wash sales as text: what was there, what was done, what the law makes of it, and its source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from trimtab.core.accounts import AccountKind
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.result import WashResult, in_cents

CASES = sorted((Path(__file__).parent / "wash_cases").glob("*.txt"))
DAY = r"(\d{4}-\d\d-\d\d)(?:\[(\d+)\])?"
WAYS = {
    "buy": Acquired.PURCHASE,
    "reinvest": Acquired.REINVESTMENT,
    "option": Acquired.OPTION,
    "receive": Acquired.RECEIVED,
}


@dataclass
class Case:
    """A case as written: the trades, and what is expected of each sale, lot and total."""

    accounts: list[WashAccount] = field(default_factory=list)
    lots: list[AcquiredLot] = field(default_factory=list)
    sales: list[LotSale] = field(default_factory=list)
    sold: dict[tuple[str, str], tuple[Decimal, ...]] = field(default_factory=dict)
    pieces: dict[str, list[tuple[Decimal, Decimal, date | None]]] = field(default_factory=dict)
    authorities: dict[str, str] = field(default_factory=dict)
    total: Decimal | None = None

    def account(self, name: str, kind: str, owner: str) -> None:
        self.accounts.append(WashAccount(name, owner, AccountKind(kind)))

    def lot(self, way: str, name: str, account: str, day: str, place: str, *what: str) -> None:
        quantity, symbol, group, stock, cost = what
        self.lots.append(
            AcquiredLot(
                name,
                account,
                symbol,
                group or symbol,
                date.fromisoformat(day),
                int(place or 0),
                Decimal(quantity),
                Decimal(cost),
                WAYS[way],
                stock or "",
            )
        )

    def sale(
        self, name: str, account: str, day: str, place: str, quantity: str, lot: str, money: str
    ) -> None:
        when = date.fromisoformat(day)
        self.sales.append(
            LotSale(name, account, lot, when, int(place or 0), Decimal(quantity), Decimal(money))
        )

    def expect_sold(self, sale: str, lot: str, *amounts: str) -> None:
        self.sold[sale, lot] = tuple(map(Decimal, amounts))

    def expect_piece(self, lot: str, quantity: str, basis: str, day: str | None) -> None:
        expected = (Decimal(quantity), Decimal(basis), date.fromisoformat(day) if day else None)
        self.pieces.setdefault(lot, []).append(expected)

    def expect_authority(self, lot: str, words: str) -> None:
        self.authorities[lot] = words

    def expect_total(self, amount: str) -> None:
        self.total = Decimal(amount)


SENTENCES: list[tuple[str, Callable[..., None]]] = [
    (r"account (\S+): (\S+) of (\S+)", Case.account),
    (
        rf"(buy|reinvest|option|receive) (\S+) (\S+) {DAY} (\S+) (\S+)(?: in (\S+))?(?: on (\S+))? for (\S+)",
        Case.lot,
    ),
    (rf"sell (\S+) (\S+) {DAY} (\S+) of (\S+) for (\S+)", Case.sale),
    (
        r"sold (\S+) (\S+): gain (\S+), disallowed (\S+), allowed loss (\S+), lost for good (\S+)",
        Case.expect_sold,
    ),
    (r"lot (\S+): (\S+) basis (\S+)(?: held from (\S+))?", Case.expect_piece),
    (r"by (\S+): (.+)", Case.expect_authority),
    (r"total recognized (\S+)", Case.expect_total),
    (r"(?:title|source|example) .+|BEFORE|ACT|EXPECTED", lambda case: None),
]


def read_case(text: str) -> Case:
    case = Case()
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        found = next((m, act) for words, act in SENTENCES if (m := re.fullmatch(words, line)))
        found[1](case, *found[0].groups())
    return case


def expectations_met(case: Case, result: WashResult) -> None:
    assert {
        (s.sale.sale_id, s.sale.lot_id): (
            s.gain_usd,
            s.disallowed_usd,
            s.allowed_loss_usd,
            s.lost_for_good_usd,
        )
        for s in result.sales
    } == case.sold
    pieces = {lot.lot.lot_id: lot.pieces for lot in result.lots}
    for lot_id, expected in case.pieces.items():
        assert len(pieces[lot_id]) == len(expected)
        for piece, (quantity, basis, day) in zip(pieces[lot_id], expected, strict=True):
            assert (piece.quantity, in_cents(piece.basis_usd)) == (quantity, basis)
            assert day in (None, piece.held_from)
    replacements = [p.replaced_by for sale in result.sales for p in sale.pieces if p.replaced_by]
    for lot_id, words in case.authorities.items():
        assert [found.authority for found in replacements if found.lot_id == lot_id] == [words]
    if case.total is not None:
        assert sum((sale.recognized_usd for sale in result.sales), Fraction(0)) == case.total


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_worked_example(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"title .+\nsource .+\n", text)
    case = read_case(text)
    expectations_met(case, wash_sales(WashHistory(tuple(case.accounts), tuple(case.lots), tuple(case.sales))))


def test_the_cases_are_there() -> None:
    assert len(CASES) >= 25
