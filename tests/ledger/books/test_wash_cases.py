"""Wash sales through the whole books: results that count, lots that took a loss over, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ledger.books.reader import case_files, read_case
from tests.ledger.books.test_cases import money, when
from trimtab.core.money import plain
from trimtab.ledger.books.realised import HeldLot, Realised, Washed
from trimtab.ledger.books.washed import washed

CASES = case_files("wash_cases")
TERM = {True: "long", False: "short", None: "term not known"}


def realised_line(line: Realised) -> str:
    by = ""
    if line.replaced_by:
        gone = f" ({money(line.lost_for_good_usd)} lost for good)" if line.replaced_by.for_good else ""
        by = f", disallowed {money(line.disallowed_usd)} by {line.replaced_by.lot_id}{gone}"
    kept = "" if line.shares_go else " (kept)"
    counts = "" if line.taxable else ", not taxable"
    return (
        f"{line.why} {line.event_id} of {line.lot_id}: {plain(line.quantity)} {line.symbol}{kept} for "
        f"{money(line.proceeds_usd)}, basis {money(line.basis_usd)}, {TERM[line.is_long]}{by}{counts}, "
        f"counts {money(line.recognized_usd)}"
    )


def held_line(lot: HeldLot) -> str:
    took = f", {money(lot.wash_added_usd)} of it from wash sales" if lot.wash_added_usd else ""
    over = f", took over {lot.took_over}" if lot.took_over else ""
    low = f", for loss {money(lot.basis_for_loss_usd)}" if lot.basis_for_loss_usd is not None else ""
    where = lot.account_id if lot.taxable else f"{lot.account_id} (not taxable)"
    return (
        f"lot {lot.lot_id}: {plain(lot.quantity)} {lot.symbol} in {where}, basis {money(lot.basis_usd)}{took}{low}, "
        f"held from {when(lot.held_from)}{over}"
    )


def lines(answer: Washed) -> list[str]:
    """Everything the answer says, a line each."""
    said = [realised_line(line) for line in answer.realised]
    said += [held_line(lot) for lot in answer.held]
    said += [
        f"not seen {loss.sale_id} of {loss.lot_id}: {' '.join(loss.account_ids)}"
        for loss in answer.coverage.losses
    ]
    return [*said, f"passes {answer.passes}"]


def conserved(answer: Washed, paid_usd: Decimal) -> bool:
    """What was paid in taxable accounts is held, came back, or is lost for good."""
    held = sum(lot.basis_usd for lot in answer.held if lot.taxable)
    counted = sum(line.proceeds_usd - line.recognized_usd for line in answer.realised if line.taxable)
    return paid_usd == held + counted + sum(line.lost_for_good_usd for line in answer.realised)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_worked_example(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"title .+\nsource .+\n", text)
    case = read_case(text)
    seen = (date(2000, 1, 1), date(2100, 1, 1))
    accounts = tuple(replace(a, known_from=seen[0], known_to=seen[1]) for a in case.accounts)
    rules = case.rules if "unseen" in path.stem else replace(case.rules, accounts=accounts)
    assert lines(washed(case.events, rules)) == case.expected
    assert washed(case.events[::-1], rules) == washed(case.events, rules)


def test_the_cases_are_there() -> None:
    assert len(CASES) >= 25
