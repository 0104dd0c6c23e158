"""[[events]], lot methods and options of the household file: read with their lines, refused with a remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.catalogue import ready_target
from trimtab.adapters.household.read import HouseholdRead, read_household
from trimtab.core.events import DividendKind, LotMethod
from trimtab.ledger.spec import TypedKind

HEAD = """format = 1
name = "Us"
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
[target]
preset = "three-fund"
[[accounts]]
id = "joint"
kind = "taxable"
"""


def read(more: str) -> HouseholdRead:
    return read_household("household.toml", (HEAD + more).encode(), ready_target)


def test_an_event_is_read_with_its_line_and_what_was_written() -> None:
    spec = read(
        '[[events]]\nkind = "transfer_in"\nday = 2024-05-14\naccount = "joint"\nsymbol = "VTI"\nquantity = 10\n'
        'basis_usd = 512.40\nacquired = 2015-01-05\n[[events]]\nkind = "dividend"\nday = 2024-06-01\n'
        'account = "joint"\namount_usd = 3\ndividend = "qualified"\n'
    ).spec
    assert spec is not None
    first, second = spec.events
    assert (first.kind, first.day, first.account_id, first.symbol) == (
        TypedKind.TRANSFER_IN,
        date(2024, 5, 14),
        "joint",
        "VTI",
    )
    assert (first.quantity, first.basis_usd, first.acquired) == (
        Decimal(10),
        Decimal("512.40"),
        date(2015, 1, 5),
    )
    assert first.given == {"kind", "day", "account", "symbol", "quantity", "basis_usd", "acquired"}
    assert str(first.source) == "household.toml:13 [events[1]]"
    assert str(second.source) == "household.toml:21 [events[2]]"
    assert second.dividend is DividendKind.QUALIFIED


def test_lot_methods_of_an_account_and_of_a_symbol() -> None:
    spec = read('lot_method = "hifo"\nlot_methods = { VTSAX = "average" }\n').spec
    assert spec is not None
    assert spec.accounts[0].lot_method is LotMethod.HIFO
    assert spec.accounts[0].lot_methods == {"VTSAX": LotMethod.AVERAGE}


def test_an_option_names_its_stock() -> None:
    spec = read(
        '[[instruments]]\nsymbol = "SPY C"\nclasses = { "stocks.us" = 100 }\noption_on = "SPY"\n'
        "shares_per_contract = 10\n"
    ).spec
    assert spec is not None
    option = spec.instruments[0].instrument
    assert (option.option_on, option.shares_per_contract) == ("SPY", Decimal(10))


@pytest.mark.parametrize(
    ("more", "message", "remedy"),
    [
        (
            '[[events]]\nkind = "inherited"\nday = 2024-05-14\n',
            'events[1].kind is "inherited"',
            'did you mean "inheritance"? Use one of: opening, buy,',
        ),
        ('[[events]]\nkind = "buy"\n', '"day" is missing in events[1]', "add day = …"),
        (
            '[[events]]\nkind = "buy"\nday = 2024-05-14\nquantity = 0\n',
            "events[1].quantity is 0",
            "write a number of more than 0",
        ),
        (
            '[[events]]\nkind = "buy"\nday = 2024-05-14\nshares = 5\n',
            'unknown key "events[1].shares"',
            "remove it; known here: kind, day, account,",
        ),
        ('lot_method = "fifi"\n', 'accounts[1].lot_method is "fifi"', 'did you mean "fifo"?'),
        (
            'lot_method = "specific"\n',
            'accounts[1].lot_method: "specific" names lots, so it is no method to go by: '
            "write lot = … under the [[events]] entry",
            "correct the entry",
        ),
    ],
)
def test_faults_are_told_with_their_line_and_remedy(more: str, message: str, remedy: str) -> None:
    [problem] = read(more).problems
    assert problem.message == message
    assert problem.remedy.startswith(remedy)
    assert problem.source is not None
    assert problem.source.line is not None
    assert problem.source.line >= 13
