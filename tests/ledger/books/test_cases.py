"""Worked examples of the books: each kind of event, with figures of the law and the agency where they are published."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ledger.books.reader import case_files, read_case
from trimtab.core.money import plain
from trimtab.ledger.books.fold import keep_books
from trimtab.ledger.books.result import Books

CASES = case_files("cases")


def money(amount: Decimal | None) -> str:
    return "?" if amount is None else f"{amount:.2f}"


def when(day: date | None) -> str:
    return "?" if day is None else day.isoformat()


def lines(books: Books) -> list[str]:
    """Everything the books answer, a line each."""
    said = []
    for lot in books.open:
        low = "" if lot.basis_for_loss_usd is None else f", for loss {money(lot.basis_for_loss_usd)}"
        said.append(
            f"lot {lot.lot_id}: {plain(lot.quantity)} {lot.symbol} in {lot.account_id}, basis "
            f"{money(lot.basis_usd)}{low}, bought {when(lot.bought)}, held from {when(lot.held_from)}, {lot.how}"
        )
    for closed in books.closed:
        kept = "" if closed.shares_go else " (kept)"
        said.append(
            f"{closed.why} {closed.event_id} of {closed.lot_id} on {closed.closed}: {plain(closed.quantity)} "
            f"{closed.symbol}{kept} for {money(closed.proceeds_usd)}, basis {money(closed.basis_usd)}, "
            f"result {money(closed.gain_usd)}, held from {when(closed.held_from)}, {closed.method}"
        )
    for given in books.given:
        to = " to charity" if given.to_charity else ""
        said.append(
            f"given {given.event_id} of {given.lot_id}: {plain(given.quantity)} {given.symbol}{to}, basis "
            f"{money(given.basis_usd)}, worth {money(given.value_usd)}, held from {when(given.held_from)}"
        )
    for flow in books.flows:
        said.append(f"{flow.kind} {flow.event_id}: {money(flow.amount_usd)} {flow.symbol}".rstrip())
    for problem in books.problems:
        said.append(f"problem {problem.code}: {problem.message} -> {problem.remedy}")
    return said


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_worked_example(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"title .+\nsource .+\n", text)
    case = read_case(text)
    assert lines(keep_books(case.events, case.rules)) == case.expected
    assert keep_books(case.events[::-1], case.rules) == keep_books(case.events, case.rules)


def test_the_cases_are_there() -> None:
    assert len(CASES) >= 25
