"""Rows that move money: what kind of income they are, and what corrects them."""

from __future__ import annotations

import pytest

from tests.ledger.events.tell import books, codes, problem, row, told
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.statement import Detail


@pytest.mark.parametrize(
    ("symbol", "detail", "kind"),
    [
        ("VTI", Detail.QUALIFIED, "qualified"),
        ("VTI", Detail.ORDINARY, "ordinary"),
        ("VTI", Detail.CAPITAL_GAIN_LONG, "capital_gain_long"),
        ("VTI", Detail.CAPITAL_GAIN_SHORT, "capital_gain_short"),
        ("VTI", Detail.EXEMPT, "exempt_interest"),
        ("VTI", Detail.NONE, "unknown"),
        ("NEVER", Detail.NONE, "unknown"),
        ("VMFXX", Detail.NONE, "ordinary"),
    ],
)
def test_a_dividend_is_of_the_kind_its_words_tell(symbol: str, detail: Detail, kind: str) -> None:
    made = books(row(Kind.DIVIDEND, "03-02", symbol, "0", "12.50", detail))
    assert told(made) == [f"2026-03-02 Dividend joint {symbol} amount 12.50, kind {kind}"]


def test_a_reinvestment_without_its_distribution_is_one_too() -> None:
    made = books(
        row(Kind.REINVEST, "03-10", "VTI", "1", "-100", Detail.CAPITAL_GAIN_LONG),
        row(Kind.REINVEST, "06-10", "VTI", "1", "-110"),
        row(Kind.DIVIDEND, "06-03", "VTI", "0", "110", Detail.QUALIFIED),
        row(Kind.REINVEST, "09-10", "VTI", "1", "-120"),
        row(Kind.DIVIDEND, "09-02", "VTI", "0", "120", Detail.QUALIFIED),
        row(Kind.DIVIDEND, "09-11", "VTI", "0", "130", Detail.QUALIFIED),
        row(Kind.REINVEST, "09-10", "VTI", "1", "-130"),
        held=[("VTI", "4", "460")],
    )
    assert [line for line in told(made) if "Dividend" in line] == [
        "2026-03-10 Dividend joint VTI amount 100, kind capital_gain_long",
        "2026-06-03 Dividend joint VTI amount 110, kind qualified",
        "2026-09-02 Dividend joint VTI amount 120, kind qualified",
        "2026-09-10 Dividend joint VTI amount 120, kind unknown",
        "2026-09-11 Dividend joint VTI amount 130, kind qualified",
    ]


def test_one_distribution_does_not_explain_two_reinvestments() -> None:
    made = books(
        row(Kind.DIVIDEND, "03-10", "VTI", "0", "100"),
        row(Kind.REINVEST, "03-10", "VTI", "1", "-100", line=5),
        row(Kind.REINVEST, "03-10", "VTI", "1", "-100", line=6),
        held=[("VTI", "2", "200")],
    )
    assert len([line for line in told(made) if "Dividend" in line]) == 2


def test_a_return_of_capital_lowers_the_basis() -> None:
    made = books(
        row(Kind.CORPORATE_ACTION, "03-10", "VTI", "0", "100", Detail.RETURN_OF_CAPITAL),
        row(Kind.DIVIDEND, "03-11", "", "0", "7", Detail.RETURN_OF_CAPITAL),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "2020-01-02", "900")],
    )
    assert told(made)[1:] == [
        "2026-03-10 ReturnOfCapital joint VTI amount 100",
        "2026-03-11 Dividend joint amount 7, kind unknown",
    ]
    assert made.washed.held[0].basis_usd == 800


def test_interest_exempt_interest_and_margin_interest() -> None:
    made = books(
        row(Kind.INTEREST, "03-02", "", "0", "3"),
        row(Kind.INTEREST, "03-03", "96255NBE8", "0", "50", Detail.EXEMPT),
        row(Kind.INTEREST, "03-04", "", "0", "-8"),
        row(Kind.INTEREST, "03-05", "", "0", "0"),
    )
    assert told(made) == [
        "2026-03-02 Interest joint amount 3",
        "2026-03-03 Dividend joint 96255NBE8 amount 50, kind exempt_interest",
        "2026-03-04 Fee joint amount 8",
    ]


def test_cash_in_and_out_and_the_year_it_counts_for() -> None:
    made = books(
        row(Kind.CONTRIBUTION, "03-02", "", "0", "300"),
        row(Kind.CONTRIBUTION, "03-03", "", "0", "200", Detail.PRIOR_YEAR),
        row(Kind.WITHDRAWAL, "03-04", "", "0", "-50"),
        row(Kind.CONTRIBUTION, "03-05", "", "0", "0"),
        row(Kind.FEE, "03-06", "VTI", "0", "-2"),
        row(Kind.FEE, "03-07", "VTI", "0", "0"),
        row(Kind.DIVIDEND, "03-08", "VTI", "0", "0"),
        row(Kind.SWEEP, "03-09", "VMFXX", "5", "-5"),
        row(Kind.REINVEST, "03-09", "VMFXX", "5", "0"),
    )
    assert told(made) == [
        "2026-03-02 Contribution joint amount 300",
        "2026-03-03 Contribution joint amount 200, for_year 2025",
        "2026-03-04 Withdrawal joint amount 50",
        "2026-03-06 Fee joint VTI amount 2",
    ]
    assert codes(made) == []


@pytest.mark.parametrize(("kind", "amount"), [(Kind.DIVIDEND, "-12"), (Kind.FEE, "12")])
def test_what_is_taken_back_goes_with_what_it_takes_back(kind: Kind, amount: str) -> None:
    back = row(kind, "05-30", "VTI", "0", amount, line=8)
    first = row(kind, "03-02", "VTI", "0", str(-int(amount)))
    made = books(first, back)
    assert told(made) == []
    assert problem(made, "trade-taken-back").message.endswith(
        "takes back transactions.csv:4; neither is booked"
    )
    too_late = books(row(kind, "02-01", "VTI", "0", str(-int(amount))), back)
    assert len(told(too_late)) == 1
    found = problem(too_late, "money-corrected")
    assert found.severity == "warning"
    assert found.message.endswith(f"a {kind.value} with the other sign is not booked")


def test_capital_taken_back_alone_is_said() -> None:
    made = books(row(Kind.CORPORATE_ACTION, "05-30", "VTI", "0", "-12", Detail.RETURN_OF_CAPITAL))
    assert codes(made) == ["money-corrected"]
