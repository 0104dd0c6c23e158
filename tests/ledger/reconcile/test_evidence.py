"""What the data say that may explain a difference: the right account, the right symbol, the right days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.events.tell import books, row, sold
from tests.ledger.reconcile.test_causes import AS_OF, KEY, evidence, opening
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.problems import Source, error, warning
from trimtab.ledger.reconcile.evidence import gaps, not_booked, other_names
from trimtab.services.books import reconciled

D = Decimal
FILES = frozenset({"positions.csv"})


@pytest.mark.parametrize(("closed", "counted"), [("11-20", 1), ("11-21", 0)])
def test_results_count_up_to_the_day_itself(closed: str, counted: int) -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SELL, "11-20", "VTI", "-4", "480"),
        held=[("VTI", "6", "")],
        gains=[sold("VTI", "4", "01-05", closed, "480", "400")],
    )
    assert [one.gains for one in reconciled(made).compared if one.account_id == "joint"] == [counted]


def brought(
    symbol: str, quantity: str, file: str | None = "positions.csv", account_id: str = "joint"
) -> object:
    source = None if file is None else Source(file, 2)
    return replace(opening(quantity), symbol=symbol, account_id=account_id, source=source)


def test_other_names_are_of_the_same_account_and_known_by_position_or_lot_alone() -> None:
    events = {
        ("joint", "AAA"): [brought("AAA", "1", None), brought("AAA", "2"), brought("AAA", "1")],
        ("joint", "BBB"): [brought("BBB", "9", "transactions.csv"), brought("BBB", "3")],
        ("joint", "CCC"): [brought("CCC", "4")],
        ("joint", "VTI"): [brought("VTI", "3")],
        ("joint", "joint"): [brought("joint", "3")],
        ("roth", "DDD"): [brought("DDD", "3", account_id="roth")],
    }
    facts = evidence(events=events, stated_in=FILES)
    assert other_names(facts, KEY, D(3)) == ["AAA", "BBB", "joint"]
    assert other_names(facts, KEY, D(4)) == ["CCC"]
    assert other_names(facts, KEY, D(9)) == []


@pytest.mark.parametrize(
    ("message", "is_of_it"),
    [
        ("joint VTI", True),
        ("VTI of joint: 10 shares are sold", True),
        ("lot joint/VTI/2026-01-05@100 is not there", True),
        ("joint: VTI-X, VTI.B and XVTI are sold", False),
        ("roth VTI is sold", False),
        ("joint BND is sold", False),
    ],
)
def test_an_error_is_of_what_its_words_name(message: str, is_of_it: bool) -> None:
    found = error("some-code", message, "", Source("f.csv", 2))
    doubt = warning("some-code", "joint VTI", "", Source("f.csv", 1))
    assert not_booked(evidence(problems=(doubt, found)), KEY) == (found if is_of_it else None)


def test_an_error_names_a_class_of_shares_by_its_lot() -> None:
    found = error("some-code", "lot joint/BRK/B/2026-01-05 is not there", "", Source("f.csv", 2))
    facts = evidence(problems=(found,))
    assert not_booked(facts, ("joint", "BRK/B")) == found
    for other in (("roth", "BRK/B"), ("joint", "BRK/A"), ("BRK/B", "BRK/B")):
        assert not_booked(facts, other) is None


RUNS = ((date(2025, 1, 2), date(2025, 3, 31)), (date(2025, 6, 1), date(2026, 3, 31)))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 31), "2025-03-31 and 2025-06-01 are not known"),
        (date(2026, 4, 1), "2025-03-31 and 2025-06-01, and between 2026-03-31 and 2026-04-01 are not known"),
    ],
)
def test_days_without_known_transactions_up_to_the_statement_of_the_account(day: date, said: str) -> None:
    facts = evidence(runs={"joint": RUNS, "VTI": ()}, days={"joint": day, "VTI": AS_OF})
    assert gaps(facts, KEY) == f"the transactions between {said}"


def test_without_a_statement_the_days_end_with_the_household() -> None:
    until = (date(2020, 1, 1), evidence().household.as_of)
    assert gaps(evidence(days={}, runs={"joint": (until,)}), KEY) == ""
    assert gaps(evidence(runs={"VTI": (until,)}), KEY) == "no file tells the transactions of joint"
