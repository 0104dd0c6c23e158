"""Corporate actions as custodians' lines tell them: the certain is booked, the open is an error with a remedy."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.ledger.events.tell import OTHER, ROTH, books, codes, problem, row, sold, told, typed
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.statement import Detail
from trimtab.ledger.events.splits import simple_ratio
from trimtab.ledger.spec import TypedKind as Typed


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [
        ("20", "40", "2"),
        ("10", "5", "1/2"),
        ("33", "49", "3/2"),
        ("344", "34", "1/10"),
        ("100", "105", "21/20"),
        ("33.333", "99.999", "3"),
        ("1", "1000", "1000"),
        ("1", "1001", None),
        ("10", "10", None),
        ("10.5", "10.6", None),
        ("100", "67", None),
        ("0", "5", None),
        ("5", "0", None),
        ("-5", "5", None),
        ("33", "3", "1/11"),
    ],
)
def test_a_ratio_is_the_simplest_that_gives_the_shares(before: str, after: str, ratio: str | None) -> None:
    found = simple_ratio(Fraction(before), Fraction(after))
    assert found == (None if ratio is None else Fraction(ratio))


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [
        ("344", "34", "1/10"),
        ("33", "49", "3/2"),
        ("33", "3", None),
        ("20", "40", None),
        ("10.5", "10.6", None),
    ],
)
def test_a_ratio_that_leaves_a_fraction_is_the_only_one_that_does(
    before: str, after: str, ratio: str | None
) -> None:
    found = simple_ratio(Fraction(before), Fraction(after), is_paid=True)
    assert found == (None if ratio is None else Fraction(ratio))


def test_a_splits_ratio_follows_from_what_was_held_and_what_came() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SPLIT, "03-02", "VTI", "30", "0", Detail.SPLIT),
        row(Kind.SELL, "05-04", "VTI", "-5", "300"),
        held=[("VTI", "40", "")],
        lots=[("VTI", "25", "01-05", "833.33"), ("VTI", "15", "2020-01-06", "300")],
    )
    assert told(made) == [
        "2026-01-05 Opening joint VTI quantity 5, basis 300, acquired 2020-01-06",
        "2026-01-05 Buy joint VTI quantity 10, cost 1000",
        "2026-03-02 Split joint VTI new 3, old 1",
        "2026-05-04 Sell joint VTI quantity 5, proceeds 300, 5 of joint/VTI/2026-01-05@100",
    ]
    assert {(lot.quantity, lot.basis_usd) for lot in made.washed.held} == {(15, 300), (25, Decimal("833.33"))}


def test_lots_of_today_are_put_back_into_shares_of_before() -> None:
    made = books(
        row(Kind.INTEREST, "01-05", amount="1"),
        row(Kind.SPLIT, "03-02", "VTI", "30", "0", Detail.SPLIT),
        row(Kind.BUY, "04-02", "VTI", "5", "-150"),
        held=[("VTI", "40", "")],
        lots=[("VTI", "35", "2020-01-06", "700"), ("VTI", "5", "04-02", "150")],
        gains=[sold("VTI", "5", "2020-01-06", "05-04", "160", "100", long=True)],
    )
    assert [line for line in told(made) if "VTI" in line] == [
        "2026-01-05 Opening joint VTI quantity 10, basis 800, acquired 2020-01-06",
        "2026-03-02 Split joint VTI new 4, old 1",
        "2026-04-02 Buy joint VTI quantity 5, cost 150",
        "2026-05-04 Sell joint VTI quantity 5, proceeds 160, 5 of joint/VTI/2020-01-06@80",
    ]
    assert [(one.quantity, one.basis_usd) for one in made.washed.realised] == [(5, 100)]
    assert {lot.quantity for lot in made.washed.held} == {35, 5}


def test_a_reverse_split_in_two_lines_and_cash_for_the_fraction() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "343", "-10290"),
        row(Kind.SPLIT, "03-02", "VTI", "34", "0", Detail.REVERSE_SPLIT),
        row(Kind.SPLIT, "03-02", "464285105", "-343", "0", Detail.REVERSE_SPLIT),
        row(Kind.CORPORATE_ACTION, "03-09", "VTI", "0", "91.50", Detail.CASH_IN_LIEU),
        held=[("VTI", "34", "")],
        lots=[("VTI", "34", "01-05", "10200")],
    )
    assert told(made) == [
        "2026-01-05 Buy joint VTI quantity 343, cost 10290",
        "2026-03-02 Split joint VTI new 1, old 10, cash_in_lieu 91.50",
    ]
    assert [lot.quantity for lot in made.washed.held] == [34]
    assert [(one.why, one.quantity, one.proceeds_usd) for one in made.washed.realised] == [
        ("cash_in_lieu", Decimal("0.3"), Decimal("91.50"))
    ]
    assert codes(made) == []


@pytest.mark.parametrize("units", [("3", "2"), ("49", "33")])
def test_a_ratio_that_the_file_states_is_used(units: tuple[str, str]) -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "33", "-990"),
        row(Kind.SPLIT, "03-02", "VTI", "16", units=units),
        row(Kind.CORPORATE_ACTION, "03-09", "VTI", "0", "15", Detail.CASH_IN_LIEU),
        held=[("VTI", "49", "")],
    )
    assert "2026-03-02 Split joint VTI new 3, old 2, cash_in_lieu 15" in told(made)


def test_a_ratio_that_one_account_cannot_tell_another_does() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SPLIT, "03-02", "VTI", "10", "0", Detail.SPLIT),
        row(Kind.BUY, "01-05", "VTI", "7.123", "-700", of=OTHER),
        row(Kind.SPLIT, "03-02", "VTI", "7.9", "0", Detail.SPLIT, of=OTHER),
        held=[("VTI", "20", ""), ("VTI", "15.023", "", OTHER)],
    )
    assert "2026-03-02 Split other VTI new 2, old 1" in told(made)


def test_a_split_whose_ratio_cannot_be_told_is_an_error_that_asks_for_it() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "1000", "-1000"),
        row(Kind.SPLIT, "03-02", "VTI", "21", "0", Detail.SPLIT, words="stock split"),
        held=[("VTI", "1021", "")],
    )
    found = problem(made, "split-ratio")
    assert found.severity == "error"
    assert str(found.source) == "transactions.csv:4"
    assert found.message == (
        'joint on 2026-03-02: 21 VTI ("stock split"): how many shares were split into how many cannot be told'
    )
    assert found.remedy == (
        'say it in household.toml: [[events]] kind = "split", day = 2026-03-02, account = "joint", symbol = "VTI", '
        "new = …, old = …"
    )
    assert not made.is_whole


def test_a_split_after_the_statement_needs_its_ratio_stated() -> None:
    from datetime import date

    late = date(2026, 11, 24)
    rows = (row(Kind.BUY, "01-05", "VTI", "10", "-1000"),)
    stated = books(
        *rows, row(Kind.SPLIT, "11-23", "VTI", "10", units=("2", "1")), held=[("VTI", "10", "")], as_of=late
    )
    assert "2026-11-23 Split joint VTI new 2, old 1" in told(stated)
    silent = books(*rows, row(Kind.SPLIT, "11-23", "VTI", "10"), held=[("VTI", "10", "")], as_of=late)
    assert "split-ratio" in codes(silent)


def test_cash_in_lieu_of_nothing_known_is_an_error() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "1", "-100"),
        row(Kind.CORPORATE_ACTION, "03-09", "VTI", "0", "5.49", Detail.CASH_IN_LIEU),
        held=[("VTI", "1", "")],
    )
    found = problem(made, "action-unclear")
    assert found.message == (
        "joint on 2026-03-09: 0 VTI for $5.49: $5.49 in lieu of a fraction of a share, and no split, merger or "
        "spin-off that it came from"
    )
    assert "cash_in_lieu_usd = 5.49" in found.remedy


@pytest.mark.parametrize(("account", "when"), [(OTHER, "03-09"), ("4821", "05-02"), ("4821", "03-01")])
def test_cash_in_lieu_belongs_to_a_split_of_its_account_in_the_weeks_before(account: str, when: str) -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "33", "-990"),
        row(Kind.SPLIT, "03-02", "VTI", "16", units=("3", "2")),
        row(Kind.CORPORATE_ACTION, when, "VTI", "0", "15", Detail.CASH_IN_LIEU, of=account),
        held=[("VTI", "49", "")],
    )
    assert "action-unclear" in codes(made)


def test_a_change_of_name_carries_the_lots() -> None:
    made = books(
        row(Kind.BUY, "01-05", "OLDN", "4", "-400"),
        row(Kind.CORPORATE_ACTION, "03-02", "OLDN", "-10", "0", Detail.NAME_CHANGE),
        row(Kind.CORPORATE_ACTION, "03-02", "ITOT", "10", "0", Detail.NAME_CHANGE),
        held=[("ITOT", "10", "")],
        lots=[("ITOT", "6", "2019-01-04", "540"), ("ITOT", "4", "01-05", "400")],
    )
    assert told(made) == [
        "2026-01-05 Opening joint OLDN quantity 6, basis 540, acquired 2019-01-04",
        "2026-01-05 Buy joint OLDN quantity 4, cost 400",
        "2026-03-02 SymbolChange joint OLDN new_symbol ITOT",
    ]
    assert [(lot.symbol, lot.quantity, lot.basis_usd) for lot in made.washed.held] == [
        ("ITOT", 6, 540),
        ("ITOT", 4, 400),
    ]
    assert codes(made) == []


@pytest.mark.parametrize(
    ("detail", "form"),
    [
        (Detail.MERGER, 'kind = "merger", symbol = "OLDN", new_symbol = "ITOT", new = 5, old = 10'),
        (Detail.NAME_CHANGE, 'kind = "symbol_change", symbol = "OLDN", new_symbol = "ITOT"'),
        (Detail.NONE, 'kind = "…" (docs/events.md lists them), symbol = "ITOT"'),
        (Detail.SPIN_OFF, 'symbol = "…", new_symbol = "ITOT", new = …, old = …, basis_pct = …'),
    ],
)
def test_what_lines_leave_open_is_an_error_with_the_entry_to_write(detail: Detail, form: str) -> None:
    made = books(
        row(Kind.CORPORATE_ACTION, "03-02", "OLDN", "-10", "0", detail, line=7),
        row(Kind.CORPORATE_ACTION, "03-02", "ITOT", "5", "0", detail, line=8),
        held=[("ITOT", "5", "")],
    )
    found = [one for one in made.problems if one.code == "action-unclear"]
    assert [str(one.source) for one in found] == ["transactions.csv:7", "transactions.csv:8"]
    assert found[1].message == (
        "joint on 2026-03-02: 5 ITOT: the line does not say what it means for basis and tax"
    )
    assert found[1].remedy.startswith(
        'say it in household.toml: [[events]] account = "joint", day = 2026-03-02, kind = '
    )
    assert found[1].remedy.endswith(form)


def test_in_a_retirement_account_shares_just_come_and_go() -> None:
    made = books(
        row(Kind.CORPORATE_ACTION, "03-02", "OLDN", "-10", "0", Detail.MERGER, of=ROTH),
        row(Kind.CORPORATE_ACTION, "03-02", "ITOT", "5", "0", Detail.MERGER, of=ROTH),
        row(Kind.CORPORATE_ACTION, "03-02", "ITOT", "0", "7", Detail.MERGER, of=ROTH),
        row(Kind.CORPORATE_ACTION, "03-03", "ITOT", "0", "7", Detail.CASH_IN_LIEU, of=ROTH),
        held=[("ITOT", "5", "", ROTH)],
    )
    assert [line for line in told(made) if "Opening" not in line] == [
        "2026-03-02 TransferIn roth ITOT quantity 5",
        "2026-03-02 TransferOut roth OLDN quantity 10",
    ]
    assert set(codes(made)) == {"action-sheltered"}


@pytest.mark.parametrize("detail", [Detail.REDEMPTION, Detail.CASH_MERGER])
def test_shares_for_cash_are_a_sale_though_the_cash_stands_apart(detail: Detail) -> None:
    made = books(
        row(Kind.BUY, "01-05", "96255NBE8", "10", "-980"),
        row(Kind.CORPORATE_ACTION, "03-02", "96255NBE8", "-10", "0", detail),
        row(Kind.CORPORATE_ACTION, "03-02", "96255NBE8", "0", "1000", detail),
    )
    assert told(made)[-1] == "2026-03-02 Sell joint 96255NBE8 quantity 10, proceeds 1000"
    open_ = books(row(Kind.CORPORATE_ACTION, "03-02", "96255NBE8", "-10", "0", detail))
    assert "action-unclear" in codes(open_)
    alone = books(row(Kind.CORPORATE_ACTION, "03-02", "96255NBE8", "0", "1000", detail))
    assert codes(alone) == ["action-unclear"]


def test_an_option_that_expires_is_sold_for_nothing() -> None:
    made = books(
        row(Kind.BUY, "01-05", "SPY 284 P", "1", "-200"),
        row(Kind.CORPORATE_ACTION, "03-02", "SPY 284 P", "-1", "0", Detail.EXPIRED),
    )
    assert told(made)[-1] == "2026-03-02 Sell joint SPY 284 P quantity 1, proceeds 0"
    assert made.washed.realised[0].recognized_usd == -200
    written = books(row(Kind.CORPORATE_ACTION, "03-02", "SPY 284 P", "1", "0", Detail.EXPIRED))
    assert problem(written, "short-trade").message.endswith("an option that was written has expired")


def test_a_split_without_its_shares_is_an_error_unless_its_ratio_is_told() -> None:
    bare = row(Kind.SPLIT, "01-05", "VTI", "0", "0", words="2 for 1")
    rows = (row(Kind.BUY, "2025-06-02", "VTI", "10", "-3000"), row(Kind.SELL, "03-02", "VTI", "-10", "2000"))
    held = [("VTI", "10", "")]
    assert "split-ratio" in codes(books(bare, *rows, held=held))
    by_hand = [typed(Typed.SPLIT, "01-05", account="joint", symbol="VTI", new="2", old="1")]
    ratio_in_line = replace(bare, units_new=Decimal(2), units_old=Decimal(1))
    beside = row(Kind.SPLIT, "01-05", "VTI", "10", "0", words="split shares")
    for made in (
        books(bare, *rows, held=held, by_hand=by_hand),
        books(ratio_in_line, *rows, held=held),
        books(bare, beside, *rows, held=held),
    ):
        assert not {"split-ratio", "opening-unknown", "history-contradicts"} & set(codes(made))
        [sale] = made.washed.realised
        assert (sale.quantity, sale.basis_usd, sale.gain_usd) == (10, 1500, 500)


def test_lines_that_move_nothing_are_no_action() -> None:
    made = books(
        row(Kind.OTHER, "03-02", "VTI", "0", "5"),
        row(Kind.OTHER, "03-02", "", "5", "0"),
        row(Kind.CORPORATE_ACTION, "03-02", "VTI", "0", "0"),
    )
    assert (told(made), codes(made)) == ([], [])


def test_a_ratio_that_does_not_fit_another_account_is_not_used_there() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SPLIT, "03-02", "VTI", "10", "0", Detail.SPLIT),
        row(Kind.BUY, "01-05", "VTI", "10", "-700", of=OTHER),
        row(Kind.SPLIT, "03-02", "VTI", "20", "0", Detail.SPLIT, of=OTHER),
        held=[("VTI", "20", ""), ("VTI", "30", "", OTHER)],
    )
    assert "2026-03-02 Split other VTI new 3, old 1" in told(made)
    assert "books-contradiction" in codes(made)
