"""Every OFX and QFX sample: what it says, checked by eye against the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.shared import SHARED, needs_shared
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import Severity
from trimtab.core.statement import FileKind, ParsedFile

pytestmark = needs_shared

GOES_THROUGH = [
    # file, as of, positions, transactions, cash, warnings
    ("etrade/etrade_09092023.QFX", "2023-09-09", "TSM 55.55, V 500", 4, "555.55", ["value-does-not-add-up"]),
    ("ofx/fidelity-ira.ofx", "2022-09-10", "", 10, "", ["positions-missing"]),
    ("ofx/fidelity_treasury.ofx", "2023-01-21", "912796Z77 96000", 3, "", ["cash-missing"]),
    (
        "ofx/investment_401k.ofx",
        "2014-06-30",
        "FOO 17.604312, BAR 13.550983, BAZ 0",
        3,
        "",
        ["cash-missing", "total-does-not-add-up"],
    ),
    ("ofx/invstmtrs_spec.ofx", "2005-08-27", "ACME 200, LUAXX 1", 2, "200", ["margin-balance", "order-open"]),
    ("ofx/td_ameritrade.ofx", "2017-12-03", "AMZN 1, 912810RW0 1000", 0, "0", []),
    (
        "ofx/vanguard.ofx",
        "2011-07-27",
        "012345678 102, 012345678 142.2",
        1,
        "",
        ["cash-missing", "security-ambiguous"],
    ),
    (
        "ofx/vanguard_roth_ira.ofx",
        "2018-07-03",
        "TYCDT 46.872",
        1,
        "7.97",
        ["value-does-not-add-up", "margin-balance", "margin-balance"],
    ),
    (
        "vanguard/OfxDownload-401k.qfx",
        "2023-05-26",
        "VGI007743 113.718",
        5,
        "0",
        ["401k-sources-mixed", "total-does-not-add-up"],
    ),
]

REFUSED = [
    # file, reasons with their lines
    ("ofx/multiple_accounts.ofx", [("bank-statement", 26), ("bank-statement", 46)]),
    ("ofx/ofx-v102-empty-tags.ofx", [("bank-statement", 23)]),
    ("ofx/signon_fail.ofx", [("signon-failed", 11)]),
    (
        "negative/date_missing.ofx",
        [("bank-statement", 21), ("date-missing", 33), ("date-missing", 42), ("date-not-a-date", 50)],
    ),
    ("constructed/hostile_ofx_entities.ofx", [("xml-entities", 2)]),
]


def sample(name: str) -> ParsedFile:
    path = SHARED / "samples" / name
    data = path.read_bytes()
    found = read_export(path.name, data)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert found.line_count == lines.count(b"\n") + (not lines.endswith(b"\n"))
    assert sum(found.lines.values()) == found.line_count
    return found


@pytest.mark.parametrize(("name", "as_of", "positions", "transactions", "cash", "warnings"), GOES_THROUGH)
def test_goes_through(
    name: str, as_of: str, positions: str, transactions: int, cash: str, warnings: list[str]
) -> None:
    found = sample(name)
    assert found.as_of == date.fromisoformat(as_of)
    expected = [part.split() for part in positions.split(", ") if part]
    assert [(row.symbol, row.quantity) for row in found.positions] == [
        (symbol, Decimal(quantity)) for symbol, quantity in expected
    ]
    assert all(row.cost_usd is None for row in found.positions)
    assert len(found.transactions) == transactions
    assert [row.amount_usd for row in found.cash] == [Decimal(part) for part in cash.split()]
    assert [problem.code for problem in found.problems] == warnings
    assert {problem.severity for problem in found.problems} <= {Severity.WARNING}
    assert len(found.accounts) == 1


@pytest.mark.parametrize(("name", "reasons"), REFUSED)
def test_is_refused_with_its_reasons(name: str, reasons: list[tuple[str, int]]) -> None:
    found = sample(name)
    assert found.kind is FileKind.UNKNOWN
    assert (found.positions, found.cash, found.transactions) == ((), (), ())
    assert [(each.code, each.source and each.source.line) for each in found.problems] == reasons
    assert {problem.severity for problem in found.problems} == {Severity.ERROR}
    assert all(problem.remedy for problem in found.problems)


def test_the_signon_failure_says_what_the_server_said() -> None:
    (problem,) = sample("ofx/signon_fail.ofx").problems
    assert "15500" in problem.message
    assert "your password was incorrect" in problem.message


def test_bond_and_option_prices_are_per_unit() -> None:
    assert [row.price_usd for row in sample("ofx/invstmtrs_spec.ofx").positions] == [
        Decimal("49.5"),
        Decimal(500),
    ]
    (bill,) = sample("ofx/fidelity_treasury.ofx").positions
    assert (bill.price_usd, bill.value_usd) == (Decimal("0.99292"), Decimal("95320.32"))


def test_the_401k_is_known_as_one() -> None:
    for name in ("vanguard/OfxDownload-401k.qfx", "ofx/investment_401k.ofx"):
        assert [account.kind_hint for account in sample(name).accounts] == ["401k"]


def test_options_expire_and_are_sold_to_open() -> None:
    found = sample("ofx/fidelity-ira.ofx")
    kinds = [row.kind.value for row in found.transactions]
    assert (kinds.count("sell"), kinds.count("buy"), kinds.count("transfer_in")) == (5, 1, 4)
    assert sum(row.amount_usd for row in found.transactions) == Decimal("150.67")
    assert len({row.fingerprint for row in found.transactions}) == 10
