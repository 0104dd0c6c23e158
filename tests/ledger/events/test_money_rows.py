"""Rows of money: which take another back, what a year or a fund makes of them, which distributions go unsaid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from tests.ledger.events.tell import row
from trimtab.core.events import Contribution, Dividend, DividendKind, Interest, Withdrawal
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.instruments import InstrumentKind
from trimtab.core.statement import Detail
from trimtab.ledger.events import money
from trimtab.ledger.events.planned import Place, Planned
from trimtab.ledger.events.told import Told

D = Decimal
MARCH = date(2026, 3, 2)
EMPTY = SimpleNamespace(known={})


def paid(kind: Kind, amount: str, off: int = 0, detail: Detail = Detail.NONE, symbol: str = "VTI") -> Told:
    return Told("joint", row(kind, (MARCH + timedelta(off)).isoformat(), symbol, "0", amount, detail))


def read(*rows: Told) -> tuple[list[Planned], list[str]]:
    planned, problems = money.money_events(rows, EMPTY)  # type: ignore[arg-type]
    return planned, [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("off", "code"), [(92, "trade-taken-back"), (93, "money-corrected"), (-92, "trade-taken-back")]
)
def test_a_distribution_is_taken_back_within_a_quarter(off: int, code: str) -> None:
    planned, codes = read(paid(Kind.DIVIDEND, "30"), paid(Kind.DIVIDEND, "-30", off))
    assert (codes, len(planned)) == ([code], int(code == "money-corrected"))


def test_what_is_taken_back_alone_says_what_to_do() -> None:
    _, [found] = money.money_events([paid(Kind.DIVIDEND, "-30")], EMPTY)  # type: ignore[arg-type]
    assert (
        found.message
        == "joint on 2026-03-02: 0 VTI for -$30.00: a dividend with the other sign is not booked"
    )
    assert found.remedy == "where it counts for tax, lower the amount in [tax.income] by it"


@pytest.mark.parametrize(
    ("told", "corrects"),
    [
        (paid(Kind.FEE, "0.50"), True),
        (paid(Kind.FEE, "-0.50"), False),
        (paid(Kind.FEE, "0"), False),
        (paid(Kind.DIVIDEND, "-0.50"), True),
        (paid(Kind.DIVIDEND, "0.50"), False),
        (paid(Kind.DIVIDEND, "0"), False),
        (paid(Kind.INTEREST, "-0.50"), False),
        (paid(Kind.CORPORATE_ACTION, "-0.50", 0, Detail.RETURN_OF_CAPITAL), True),
    ],
)
def test_a_row_with_the_other_sign_is_a_correction(told: Told, corrects: bool) -> None:
    assert money._is_correction(told) is corrects


def test_income_comes_before_cash_in_a_day() -> None:
    planned, _ = read(
        paid(Kind.DIVIDEND, "9"), paid(Kind.INTEREST, "9"), paid(Kind.CONTRIBUTION, "9"), paid(Kind.FEE, "-9")
    )
    assert [one.place for one in planned] == [Place.INCOME, Place.INCOME, Place.CASH, Place.CASH]


@pytest.mark.parametrize(
    ("amount", "kind", "usd"),
    [("-0.50", Withdrawal, "0.50"), ("0.50", Contribution, "0.50"), ("1", Contribution, "1")],
)
def test_money_in_and_out_goes_by_its_sign(amount: str, kind: type, usd: str) -> None:
    [one] = read(paid(Kind.CONTRIBUTION, amount, symbol=""))[0]
    assert isinstance(one.event, kind)
    assert one.event.amount_usd == D(usd)  # type: ignore[attr-defined]
    assert read(paid(Kind.CONTRIBUTION, "0", symbol=""))[0] == []


def test_a_contribution_may_be_for_the_year_before() -> None:
    [one] = read(paid(Kind.CONTRIBUTION, "9", detail=Detail.PRIOR_YEAR))[0]
    [same] = read(paid(Kind.CONTRIBUTION, "9"))[0]
    assert isinstance(one.event, Contribution)
    assert isinstance(same.event, Contribution)
    assert (one.event.for_year, same.event.for_year) == (2025, None)


@pytest.mark.parametrize(
    ("kind", "exempt", "ordinary", "qualified", "means"),
    [
        (InstrumentKind.ETF, "3", None, None, DividendKind.EXEMPT_INTEREST),
        (InstrumentKind.ETF, None, "3", None, DividendKind.ORDINARY),
        (InstrumentKind.ETF, "3", "1", None, DividendKind.UNKNOWN),
        (InstrumentKind.ETF, None, None, None, DividendKind.UNKNOWN),
        (InstrumentKind.ETF, "3", None, "1", DividendKind.UNKNOWN),
        (InstrumentKind.CASH, None, None, None, DividendKind.ORDINARY),
        (InstrumentKind.CASH, "3", "1", None, DividendKind.ORDINARY),
    ],
)
def test_a_fund_that_earns_interest_only_pays_it(
    kind: InstrumentKind, exempt: str | None, ordinary: str | None, qualified: str | None, means: DividendKind
) -> None:
    held = SimpleNamespace(
        kind=kind,
        yield_exempt_pct=D(exempt or 0),
        yield_ordinary_pct=D(ordinary or 0),
        yield_qualified_pct=D(qualified or 0),
    )
    symbols = SimpleNamespace(known={"VTI": held})
    assert money.dividend_kind(paid(Kind.DIVIDEND, "9"), symbols) is means  # type: ignore[arg-type]
    assert (
        money.dividend_kind(paid(Kind.DIVIDEND, "9", detail=Detail.QUALIFIED), symbols)
        is DividendKind.QUALIFIED
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(("off", "said"), [(1, True), (2, False), (0, True), (-7, True), (-8, False)])
def test_a_reinvested_distribution_is_said_within_a_week_before_or_the_day_after(
    off: int, said: bool
) -> None:
    planned, _ = read(paid(Kind.REINVEST, "-30"), paid(Kind.DIVIDEND, "30", off))
    assert len([one for one in planned if isinstance(one.event, Dividend)]) == (1 if said else 2)


def test_each_distribution_is_reinvested_once() -> None:
    buys = [paid(Kind.REINVEST, "-30"), paid(Kind.REINVEST, "-30"), paid(Kind.REINVEST, "-30")]
    assert len(read(*buys, paid(Kind.DIVIDEND, "30"), paid(Kind.DIVIDEND, "30"))[0]) == 3
    [one, two] = read(paid(Kind.REINVEST, "-30"), paid(Kind.INTEREST, "20"))[0]
    assert {type(one.event), type(two.event)} == {Interest, Dividend}
