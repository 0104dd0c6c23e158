"""Events told by hand: each kind, what it needs, and how it wins over a line that leaves its meaning open."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.ledger.events.tell import OTHER, ROTH, books, codes, problem, row, sold, told, typed
from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.problems import errors_in
from trimtab.core.statement import Detail
from trimtab.ledger.events.typed import FIELDS
from trimtab.ledger.spec import EventSpec
from trimtab.ledger.spec import TypedKind as Typed

VALUES: dict[str, object] = {
    "account": "joint",
    "symbol": "VTI",
    "quantity": "2",
    "cost_usd": "180",
    "proceeds_usd": "210",
    "amount_usd": "12",
    "value_usd": "250",
    "basis_usd": "190",
    "acquired": "2019-01-04",
    "donor_basis_usd": "150",
    "donor_acquired": "2015-01-05",
    "gift_tax_usd": "5",
    "died": "2025-12-01",
    "new_symbol": "ITOT",
    "new": "3",
    "old": "2",
    "cash_usd": "40",
    "cash_in_lieu_usd": "0",
    "basis_pct": "25",
    "taxable": True,
    "to_account": "other",
    "to_charity": True,
    "dividend": DividendKind.QUALIFIED,
    "for_year": 2025,
    "lot": "",
    "method": LotMethod.LIFO,
    "reason": "as I remember it",
}
WHOLE = {
    Typed.OPENING: "Opening joint VTI quantity 2, basis 190, acquired 2019-01-04",
    Typed.BUY: "Buy joint VTI quantity 2, cost 180",
    Typed.REINVESTMENT: "Reinvestment joint VTI quantity 2, cost 180",
    Typed.SELL: "Sell joint VTI quantity 2, proceeds 210",
    Typed.TRANSFER: "Transfer joint VTI quantity 2, to_account_id other, value 250",
    Typed.TRANSFER_IN: "TransferIn joint VTI quantity 2, basis 190, acquired 2019-01-04",
    Typed.TRANSFER_OUT: "TransferOut joint VTI quantity 2",
    Typed.GIFT_GIVEN: "GiftGiven joint VTI quantity 2, to_charity True, value 250",
    Typed.GIFT_RECEIVED: (
        "GiftReceived joint VTI quantity 2, donor_basis 150, donor_acquired 2015-01-05, value 250, gift_tax 5"
    ),
    Typed.INHERITANCE: "Inheritance joint VTI quantity 2, value 250, died 2025-12-01",
    Typed.DIVIDEND: "Dividend joint VTI amount 12, kind qualified",
    Typed.INTEREST: "Interest joint VTI amount 12",
    Typed.RETURN_OF_CAPITAL: "ReturnOfCapital joint VTI amount 12",
    Typed.SPLIT: "Split joint VTI new 3, old 2",
    Typed.MERGER: ("Merger joint VTI new_symbol ITOT, new 3, old 2, cash 40, is_taxable True, value 250"),
    Typed.SPIN_OFF: "SpinOff joint VTI new_symbol ITOT, new 3, old 2, basis_share 0.25",
    Typed.SYMBOL_CHANGE: "SymbolChange joint VTI new_symbol ITOT",
    Typed.WORTHLESS: "Worthless joint VTI",
    Typed.BASIS_CORRECTION: "BasisCorrection joint basis 190, reason as I remember it",
    Typed.CONTRIBUTION: "Contribution joint amount 12, for_year 2025",
    Typed.WITHDRAWAL: "Withdrawal joint amount 12",
    Typed.FEE: "Fee joint VTI amount 12",
    Typed.NOTHING: "",
}


@pytest.mark.parametrize("kind", list(Typed))
def test_each_kind_with_everything_it_takes(kind: Typed) -> None:
    needed, taken = FIELDS[kind]
    values = {key: VALUES[key] for key in (*needed, *taken, "reason") if key != "lot"}
    made = books(
        by_hand=[typed(kind, "03-02", **values)],
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "2019-01-04", "900")],
    )
    lines = [line for line in told(made) if " Opening joint VTI quantity 10" not in line]
    expected = f"2026-03-02 {WHOLE[kind]}"
    if kind is Typed.BASIS_CORRECTION:  # not before its lot, which is there on the day of the statement
        expected = expected.replace("2026-03-02", "2026-11-20")
    assert WHOLE[kind] == "" or expected in lines
    beyond = {"event-more-than-held"} if kind is Typed.SELL else set()  # no lot tells of what it sold
    assert {code for code in codes(made) if code.startswith("event-")} == beyond


def test_more_sold_by_hand_than_anything_tells_of_is_refused() -> None:
    """Ten shares are held today, all in one lot: what was sold must have been bought, or said to be there."""

    def sale(when: str, quantity: str, line: int = 60) -> EventSpec:
        usd = {"quantity": quantity, "proceeds_usd": "50"}
        return typed(Typed.SELL, when, line, account="joint", symbol="VTI", **usd)

    there = typed(Typed.OPENING, "02-01", account="joint", symbol="VTI", quantity="7")
    holding = {"held": [("VTI", "10", "")], "lots": [("VTI", "10", "2019-01-04", "900")]}
    made = books(by_hand=[sale("03-02", "4", 61), sale("02-03", "3", 62)], **holding)
    found = problem(made, "event-more-than-held")
    assert (found.severity, str(found.source)) == ("error", "household.toml:61 [events[1]]")
    assert found.message == "4 VTI sold on 2026-03-02: 7 more than lots and purchases in joint tell of"
    assert found.remedy == (
        'correct the quantity, or say what was held in an [[events]] entry: kind = "opening", day = 2026-02-03, '
        "quantity = 7, with basis_usd and acquired if you know them"
    )
    assert "opening-unknown" not in codes(made)
    told_of = books(by_hand=[there, sale("03-02", "7")], **holding)
    assert "event-more-than-held" not in codes(told_of)


def test_more_sold_in_a_file_than_anything_tells_of_is_an_opening_lot() -> None:
    """An export that begins late is no slip of the pen."""
    made = books(row(Kind.SELL, "03-02", "VTI", "-4", "50"), held=[("VTI", "10", "")])
    assert "opening-unknown" in codes(made)
    assert "event-more-than-held" not in codes(made)


@pytest.mark.parametrize("kind", list(Typed))
def test_each_kind_without_one_of_the_fields_it_needs(kind: Typed) -> None:
    needed, _ = FIELDS[kind]
    for left_out in needed:
        values = {key: VALUES[key] for key in needed if key != left_out}
        made = books(by_hand=[typed(kind, "03-02", **values)], held=[("VTI", "10", "900")])
        found = [p for p in made.problems if p.code == "event-field-missing"]
        assert [(p.severity, p.message, p.remedy) for p in found] == [
            ("error", f'an event of kind "{kind}" needs {left_out}', f"add {left_out} = …")
        ]
        assert str(found[0].source) == "household.toml:60 [events[1]]"


def test_a_field_that_its_kind_does_not_take_is_refused() -> None:
    made = books(
        by_hand=[typed(Typed.WORTHLESS, "03-02", symbol="VTI", cost_usd="5")], held=[("VTI", "10", "900")]
    )
    found = problem(made, "event-field-unknown")
    assert found.message == 'an event of kind "worthless" takes no cost_usd'
    assert found.remedy == "remove it; it takes symbol, account, quantity, reason"


def test_a_merger_for_shares_needs_its_terms_and_other_shares() -> None:
    values = {"account": "joint", "symbol": "VTI", "cash_usd": "5"}
    for terms, missing in (({}, ["new", "old"]), ({"new": "2"}, ["old"]), ({"new": "2", "old": "1"}, [])):
        made = books(
            by_hand=[typed(Typed.MERGER, "03-02", **values, new_symbol="ITOT", **terms)],
            held=[("ITOT", "10", "900")],
        )
        found = [p.message for p in made.problems if p.code == "event-field-missing"]
        assert found == [f'an event of kind "merger" needs {key}' for key in missing]
    itself = typed(Typed.SYMBOL_CHANGE, "03-02", account="joint", symbol="VTI", new_symbol="VTI")
    found = problem(books(by_hand=[itself], held=[("VTI", "10", "900")]), "event-field-unknown")
    assert found.message == "VTI would turn into itself"
    assert found.remedy == "name the new shares by their own symbol"


def test_amounts_of_one_account_need_it_named() -> None:
    entry = typed(Typed.SPLIT, "03-02", symbol="VTI", new="3", old="2", cash_in_lieu_usd="5")
    made = books(by_hand=[entry], held=[("VTI", "10", "900")])
    assert problem(made, "event-account-missing").message == (
        'an event of kind "split" with cash_in_lieu_usd is of one account'
    )


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        (
            {"account": "nobody", "symbol": "VTI", "quantity": "1"},
            "event-account-unknown",
            '"nobody" is no account of this file',
        ),
        (
            {"account": "joint", "symbol": "NEVER", "quantity": "1"},
            "event-symbol-unknown",
            '"NEVER" is neither known nor held',
        ),
    ],
)
def test_accounts_and_symbols_must_be_known(values: dict[str, object], code: str, message: str) -> None:
    made = books(by_hand=[typed(Typed.TRANSFER_OUT, "03-02", **values)], held=[("VTI", "10", "900")])
    assert problem(made, code).message == message
    assert problem(made, code).severity == "error"


def test_what_comes_in_may_be_new() -> None:
    entry = typed(Typed.TRANSFER_IN, "03-02", account="joint", symbol="NEVER", quantity="1", basis_usd="5")
    made = books(by_hand=[entry])
    assert told(made) == ["2026-03-02 TransferIn joint NEVER quantity 1, basis 5"]


def test_an_event_of_all_accounts_is_one_in_each_that_holds_it() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        by_hand=[typed(Typed.SPLIT, "03-02", symbol="VTI", new="2", old="1")],
        held=[("VTI", "20", ""), ("VTI", "8", "", ROTH)],
    )
    assert [line for line in told(made) if "Split" in line] == [
        "2026-03-02 Split joint VTI new 2, old 1",
        "2026-03-02 Split roth VTI new 2, old 1",
    ]
    assert {(lot.account_id, lot.quantity) for lot in made.washed.held} == {("joint", 20), ("roth", 8)}


def test_an_event_of_what_nobody_holds_is_refused() -> None:
    made = books(by_hand=[typed(Typed.SPLIT, "03-02", symbol="ITOT", new="2", old="1")])
    assert problem(made, "event-symbol-unknown").message == "no account holds or held ITOT"


def test_an_event_of_tomorrow_is_refused() -> None:
    entry = typed(Typed.BUY, "11-21", account="joint", symbol="VTI", quantity="1", cost_usd="5")
    made = books(by_hand=[entry])
    assert problem(made, "event-ahead").message == (
        "the event is on 2026-11-21, after the household's as_of = 2026-11-20"
    )
    today = typed(Typed.BUY, "11-20", account="joint", symbol="VTI", quantity="1", cost_usd="5")
    assert "event-ahead" not in codes(books(by_hand=[today], held=[("VTI", "1", "5")]))


def test_basis_and_days_of_a_transfer_by_hand_take_the_place_of_its_line() -> None:
    line = row(Kind.TRANSFER_IN, "03-02", "VTI", "10")
    common = {"account": "joint", "symbol": "VTI"}
    made = books(
        line,
        held=[("VTI", "10", "")],
        by_hand=[
            typed(
                Typed.TRANSFER_IN, "03-02", 60, quantity="6", basis_usd="300", acquired="2015-05-04", **common
            ),
            typed(Typed.INHERITANCE, "03-02", 70, quantity="4", value_usd="380", died="2026-01-10", **common),
        ],
    )
    assert told(made) == [
        "2026-03-02 Inheritance joint VTI quantity 4, value 380, died 2026-01-10",
        "2026-03-02 TransferIn joint VTI quantity 6, basis 300, acquired 2015-05-04",
    ]
    assert problem(made, "event-by-hand").message == (
        "joint on 2026-03-02: 10 VTI: taken as the transfer_in of household.toml:60 [events[1]]"
    )


def test_shares_by_hand_must_be_those_of_the_line() -> None:
    entry = typed(Typed.TRANSFER_IN, "03-02", account="joint", symbol="VTI", quantity="6", basis_usd="300")
    made = books(row(Kind.TRANSFER_IN, "03-02", "VTI", "10"), held=[("VTI", "10", "")], by_hand=[entry])
    found = problem(made, "event-quantity-differs")
    assert found.message == "6 VTI on 2026-03-02 told by hand, 10 by transactions.csv:4"


def test_an_inheritance_of_years_ago_explains_a_lot_of_the_custodian() -> None:
    entry = typed(
        Typed.INHERITANCE,
        "2019-05-14",
        account="joint",
        symbol="VTI",
        quantity="6",
        value_usd="700",
        died="2019-02-03",
    )
    made = books(
        row(Kind.BUY, "03-02", "VTI", "4", "-480"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "6", "2019-05-14", "1"), ("VTI", "4", "03-02", "480")],
        by_hand=[entry],
    )
    assert told(made) == [
        "2019-05-14 Inheritance joint VTI quantity 6, value 700, died 2019-02-03",
        "2026-03-02 Buy joint VTI quantity 4, cost 480",
    ]


def test_a_sale_of_what_was_given_uses_the_lot_of_the_gift() -> None:
    entry = typed(
        Typed.GIFT_RECEIVED,
        "2024-05-14",
        account="joint",
        symbol="VTI",
        quantity="6",
        donor_basis_usd="300",
        donor_acquired="2010-02-03",
        value_usd="700",
    )
    made = books(
        gains=[sold("VTI", "6", "2024-05-14", "03-02", "720", "700", long=True)],
        by_hand=[entry],
    )
    assert told(made)[-1].endswith("6 of joint/VTI/2024-05-14@50")
    assert made.washed.realised[0].gain_usd == 420


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (
            row(Kind.BUY, "03-02", "VTI", "5", "-500"),
            typed(Typed.BUY, "03-02", account="joint", symbol="VTI", quantity="5", cost_usd="1"),
        ),
        (
            row(Kind.DIVIDEND, "03-02", "VTI", "0", "12"),
            typed(Typed.DIVIDEND, "03-02", account="joint", symbol="VTI", amount_usd="12"),
        ),
    ],
)
def test_what_a_clear_line_tells_is_not_told_twice(line: object, entry: object) -> None:
    made = books(line, held=[("VTI", "10", "900")], by_hand=[entry])  # type: ignore[arg-type, list-item]
    found = problem(made, "event-twice")
    assert found.severity == "error"
    assert "is told by transactions.csv:4 already" in found.message


def test_another_purchase_of_the_day_is_another_purchase() -> None:
    entry = typed(Typed.BUY, "03-02", account="joint", symbol="VTI", quantity="3", cost_usd="290")
    made = books(row(Kind.BUY, "03-02", "VTI", "5", "-500"), held=[("VTI", "8", "790")], by_hand=[entry])
    assert "event-twice" not in codes(made)


MERGED = (
    row(Kind.BUY, "01-05", "OLDN", "10", "-1000"),
    row(Kind.CORPORATE_ACTION, "03-02", "171439102", "-10", "0", Detail.MERGER, line=7),
    row(Kind.CORPORATE_ACTION, "03-02", "ITOT", "5", "0", Detail.MERGER, line=8),
)


def test_a_merger_by_hand_takes_both_lines_though_one_calls_the_shares_by_their_cusip() -> None:
    entry = typed(Typed.MERGER, "03-02", account="joint", symbol="OLDN", new_symbol="ITOT", new="5", old="10")
    made = books(*MERGED, held=[("ITOT", "5", "")], lots=[("ITOT", "5", "01-05", "1000")], by_hand=[entry])
    assert told(made)[1] == "2026-03-02 Merger joint OLDN new_symbol ITOT, new 5, old 10"
    assert [(lot.symbol, lot.quantity, lot.basis_usd) for lot in made.washed.held] == [("ITOT", 5, 1000)]
    assert errors_in(made.problems) == []


def test_a_taxable_merger_brings_lots_of_its_own() -> None:
    entry = typed(
        Typed.MERGER,
        "03-02",
        account="joint",
        symbol="OLDN",
        new_symbol="ITOT",
        new="5",
        old="10",
        taxable=True,
        value_usd="1200",
    )
    made = books(*MERGED, held=[("ITOT", "5", "")], lots=[("ITOT", "5", "03-02", "1200")], by_hand=[entry])
    assert [(lot.symbol, lot.quantity, lot.basis_usd) for lot in made.washed.held] == [("ITOT", 5, 1200)]
    assert [one.gain_usd for one in made.washed.realised] == [200]
    assert errors_in(made.problems) == []


def test_a_merger_for_cash_only() -> None:
    entry = typed(Typed.MERGER, "03-02", account="joint", symbol="OLDN", cash_usd="1500")
    line = row(Kind.CORPORATE_ACTION, "03-02", "OLDN", "-10", "0", Detail.MERGER, line=7)
    made = books(MERGED[0], line, by_hand=[entry])
    assert [one.gain_usd for one in made.washed.realised] == [500]
    assert errors_in(made.problems) == []


@pytest.mark.parametrize("quantity", [None, "10"])
def test_a_merger_that_no_line_tells_turns_what_is_held_of_the_new_one(quantity: str | None) -> None:
    values = {"quantity": quantity} if quantity else {}
    entry = typed(
        Typed.MERGER, "03-02", account="joint", symbol="OLDN", new_symbol="ITOT", new="5", old="10", **values
    )
    made = books(
        row(Kind.INTEREST, "01-05", amount="1"),
        held=[("ITOT", "5", "")],
        lots=[("ITOT", "5", "2020-01-06", "1000")],
        by_hand=[entry],
    )
    assert "2026-01-05 Opening joint OLDN quantity 10, basis 1000, acquired 2020-01-06" in told(made)
    assert errors_in(made.problems) == []


def test_a_spin_off_takes_its_part_of_the_basis_and_the_cash_for_a_fraction() -> None:
    entry = typed(
        Typed.SPIN_OFF,
        "03-02",
        account="joint",
        symbol="VTI",
        new_symbol="ITOT",
        new="1",
        old="4",
        basis_pct="20",
    )
    made = books(
        row(Kind.CORPORATE_ACTION, "03-02", "ITOT", "2", "0", Detail.SPIN_OFF),
        row(Kind.CORPORATE_ACTION, "03-10", "ITOT", "0", "30", Detail.CASH_IN_LIEU),
        held=[("VTI", "10", ""), ("ITOT", "2", "")],
        lots=[("VTI", "10", "2019-01-04", "1000"), ("ITOT", "2", "2019-01-04", "160")],
        by_hand=[entry],
    )
    assert told(made) == [
        "2026-03-02 Opening joint VTI quantity 10, basis 1000, acquired 2019-01-04",
        "2026-03-02 SpinOff joint VTI new_symbol ITOT, new 1, old 4, basis_share 0.2, cash_in_lieu 30",
    ]
    assert {(lot.symbol, lot.quantity, lot.basis_usd) for lot in made.washed.held} == {
        ("VTI", 10, 800),
        ("ITOT", 2, 160),
    }


def test_a_split_by_hand_gives_a_line_its_ratio() -> None:
    entry = typed(Typed.SPLIT, "03-02", account="joint", symbol="VTI", new="1021", old="1000")
    made = books(
        row(Kind.BUY, "01-05", "VTI", "1000", "-1000"),
        row(Kind.SPLIT, "03-02", "VTI", "21", "0", Detail.SPLIT),
        held=[("VTI", "1021", "")],
        by_hand=[entry],
    )
    assert "2026-03-02 Split joint VTI new 1021, old 1000" in told(made)
    assert errors_in(made.problems) == []


def test_a_line_may_mean_nothing() -> None:
    entry = typed(Typed.NOTHING, "03-02", account="joint", reason="a put I had written")
    made = books(row(Kind.SELL, "03-02", "SPY 284 P", "-1", "100", Detail.WRITTEN), by_hand=[entry])
    assert (told(made), codes(made)) == ([], ["event-by-hand"])
    other = typed(Typed.NOTHING, "03-02", account="joint", symbol="VTI", reason="another")
    assert "short-trade" in codes(
        books(
            row(Kind.SELL, "03-02", "SPY 284 P", "-1", "100", Detail.WRITTEN),
            held=[("VTI", "1", "1")],
            by_hand=[other],
        )
    )


def test_worthless_shares_leave_with_their_line() -> None:
    entry = typed(Typed.WORTHLESS, "2025-03-02", account="joint", symbol="OLDN")
    made = books(
        row(Kind.BUY, "2025-01-05", "OLDN", "10", "-1000"),
        row(Kind.OTHER, "2025-03-02", "OLDN", "-10"),
        by_hand=[entry],
    )
    [gone] = made.washed.realised
    assert (gone.recognized_usd, str(gone.closed)) == (-1000, "2025-12-31")
    assert errors_in(made.problems) == []


def test_a_transfer_by_hand_joins_the_lines_of_both_accounts() -> None:
    entry = typed(
        Typed.TRANSFER,
        "03-02",
        account="joint",
        symbol="VTI",
        quantity="10",
        to_account="other",
        method=LotMethod.LIFO,
    )
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10"),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "10", of=OTHER),
        held=[("VTI", "10", "", OTHER)],
        lots=[("VTI", "10", "2019-01-04", "900", OTHER)],
        by_hand=[entry],
    )
    assert told(made) == [
        "2026-03-02 Opening joint VTI quantity 10, basis 900, acquired 2019-01-04",
        "2026-03-02 Transfer joint VTI quantity 10, to_account_id other",
    ]
    assert [(lot.account_id, lot.basis_usd) for lot in made.washed.held] == [("other", 900)]


def test_shares_out_of_a_retirement_account_come_at_their_value() -> None:
    entry = typed(
        Typed.TRANSFER,
        "03-02",
        account="roth",
        symbol="VTI",
        quantity="10",
        to_account="joint",
        value_usd="1300",
    )
    made = books(
        row(Kind.TRANSFER_OUT, "03-02", "VTI", "-10", of=ROTH),
        row(Kind.TRANSFER_IN, "03-02", "VTI", "10"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "03-02", "1300")],
        by_hand=[entry],
    )
    assert [(lot.account_id, lot.basis_usd) for lot in made.washed.held] == [("joint", 1300)]
    assert errors_in(made.problems) == []


def test_a_basis_is_corrected_by_day_by_name_and_not_before_the_lot() -> None:
    common = {"account": "joint", "symbol": "VTI", "basis_usd": "700", "reason": "reinvested before 2012"}
    held = {
        "held": [("VTI", "10", "")],
        "lots": [("VTI", "6", "2019-01-04", "540"), ("VTI", "4", "2020-01-06", "400")],
    }
    by_day = books(
        by_hand=[typed(Typed.BASIS_CORRECTION, "2020-01-01", acquired="2019-01-04", **common)], **held
    )
    assert told(by_day)[-1] == "2026-11-20 BasisCorrection joint basis 700, reason reinvested before 2012"
    assert {lot.basis_usd for lot in by_day.washed.held} == {700, 400}
    name = "joint/VTI/2019-01-04@90"
    by_name = books(
        by_hand=[typed(Typed.BASIS_CORRECTION, "11-20", lot=name, acquired="2018-01-04", **common)], **held
    )
    assert {(lot.basis_usd, str(lot.bought)) for lot in by_name.washed.held} == {
        (700, "2018-01-04"),
        (400, "2020-01-06"),
    }


@pytest.mark.parametrize(
    ("values", "message", "remedy"),
    [
        (
            {},
            "joint has 2 lots of VTI: which is meant cannot be told",
            "add lot = …, one of joint/VTI/2019-01-04@90, joint/VTI/2020-01-06@100",
        ),
        (
            {"acquired": "2018-01-04"},
            "joint has no lot acquired on 2018-01-04 of VTI to correct",
            "name a lot as `trimtab lots` lists it: lot = …",
        ),
        (
            {"lot": "none"},
            'joint has no lot "none" of VTI to correct',
            "name a lot as `trimtab lots` lists it: lot = …",
        ),
    ],
)
def test_a_correction_must_mean_one_lot(values: dict[str, object], message: str, remedy: str) -> None:
    entry = typed(
        Typed.BASIS_CORRECTION, "11-20", account="joint", symbol="VTI", basis_usd="1", reason="?", **values
    )
    made = books(
        row(Kind.INTEREST, "01-05", amount="1"),
        by_hand=[entry],
        held=[("VTI", "10", "")],
        lots=[("VTI", "6", "2019-01-04", "540"), ("VTI", "4", "2020-01-06", "400")],
    )
    found = problem(made, "event-lot-unknown")
    assert (found.message, found.remedy) == (message, remedy)


def test_a_sale_by_hand_may_name_its_lot() -> None:
    entry = typed(
        Typed.SELL,
        "03-02",
        account="joint",
        symbol="VTI",
        quantity="2",
        proceeds_usd="300",
        lot="joint/VTI/2020-01-06@100",
    )
    made = books(
        row(Kind.INTEREST, "01-05", amount="1"),
        by_hand=[entry],
        held=[("VTI", "8", "")],
        lots=[("VTI", "4", "2019-01-04", "360"), ("VTI", "4", "2020-01-06", "400")],
        gains=[sold("VTI", "2", "2020-01-06", "03-02", "300", "200", long=True)],
    )
    assert made.washed.realised[0].basis_usd == Decimal(200)
    assert len([line for line in told(made) if "Sell" in line]) == 1


def test_a_correction_looks_at_its_own_symbol_only() -> None:
    entry = typed(Typed.BASIS_CORRECTION, "11-20", account="joint", symbol="VTI", basis_usd="1", reason="?")
    made = books(
        by_hand=[entry],
        held=[("VTI", "10", ""), ("ITOT", "5", "")],
        lots=[("VTI", "10", "2019-01-04", "540"), ("ITOT", "5", "2020-01-06", "400")],
    )
    assert {(lot.symbol, lot.basis_usd) for lot in made.washed.held} == {("VTI", 1), ("ITOT", 400)}


BOUGHT = {"account": "joint", "symbol": "VTI", "quantity": "2", "cost_usd": "180"}


def test_an_entry_pasted_twice_is_an_error_that_names_both() -> None:
    entries = [typed(Typed.BUY, "03-02", line, **BOUGHT) for line in (60, 70)]
    made = books(held=[("VTI", "4", "360")], by_hand=entries)
    found = problem(made, "event-repeated")
    assert (found.severity, found.source) == ("error", entries[1].source)
    assert found.message == f"this buy says the same as {entries[0].source}, so it would count twice"
    assert found.remedy == "remove one; if it happened twice, give each a reason = … of its own"
    assert [event for event in told(made) if "Buy" in event] == [
        "2026-03-02 Buy joint VTI quantity 2, cost 180"
    ]


@pytest.mark.parametrize("change", [{"reason": "the second of two"}, {"quantity": "3"}, {"account": "other"}])
def test_two_entries_that_differ_are_two(change: dict[str, str]) -> None:
    entries = [typed(Typed.BUY, "03-02", **BOUGHT), typed(Typed.BUY, "03-02", 70, **{**BOUGHT, **change})]
    made = books(held=[("VTI", "9", "700")], by_hand=entries)
    assert "event-repeated" not in codes(made)
    assert sum("Buy" in event for event in told(made)) == 2


def test_a_default_written_out_makes_no_other_entry() -> None:
    given = typed(Typed.GIFT_GIVEN, "03-02", account="joint", symbol="VTI", quantity="2", to_charity=False)
    made = books(
        held=[("VTI", "4", "360")],
        by_hand=[given, typed(Typed.GIFT_GIVEN, "03-02", 70, account="joint", symbol="VTI", quantity="2")],
    )
    assert problem(made, "event-repeated").source is not None


SOLD_BEFORE = (
    row(Kind.BUY, "01-05", "VTI", "10", "-1000", line=4),
    row(Kind.SELL, "02-05", "VTI", "-10", "1100", line=5),
    row(Kind.BUY, "01-06", "VTI", "6", "-600", of="9005", line=6),
)
WHERE_HELD = {
    Typed.SPLIT: ({"new": "2", "old": "1"}, [("VTI", "12", "", "9005")], [("VTI", 12, 600)]),
    Typed.SYMBOL_CHANGE: ({"new_symbol": "ITOT"}, [("ITOT", "6", "", "9005")], [("ITOT", 6, 600)]),
    Typed.MERGER: (
        {"new_symbol": "ITOT", "new": "1", "old": "2"},
        [("ITOT", "3", "", "9005")],
        [("ITOT", 3, 600)],
    ),
    Typed.SPIN_OFF: (
        {"new_symbol": "ITOT", "new": "1", "old": "2", "basis_pct": "25"},
        [("VTI", "6", "", "9005"), ("ITOT", "3", "", "9005")],
        [("ITOT", 3, 150), ("VTI", 6, 450)],
    ),
    Typed.WORTHLESS: ({}, [], []),
}


@pytest.mark.parametrize("kind", list(WHERE_HELD))
def test_what_happens_wherever_it_is_held_passes_by_who_has_sold_all(kind: Typed) -> None:
    values, held, lots = WHERE_HELD[kind]
    entry = typed(kind, "03-02", symbol="VTI", **values)
    made = books(*SOLD_BEFORE, held=held, by_hand=[entry], known=("01-01", "11-20"))
    assert errors_in(made.problems) == []
    assert "opening-unknown" not in codes(made)
    assert [(lot.symbol, lot.quantity, lot.basis_usd) for lot in made.washed.held] == lots
    assert {lot.account_id for lot in made.washed.held} <= {"other"}
    assert made.washed.realised[0].gain_usd == 100


def test_what_happened_where_nothing_is_held_is_an_error() -> None:
    entry = typed(Typed.SPLIT, "03-02", symbol="VTI", new="2", old="1")
    made = books(*SOLD_BEFORE[:2], by_hand=[entry], known=("01-01", "11-20"))
    found = problem(made, "books-nothing-held")
    assert (found.severity, found.source) == ("error", entry.source)
    assert "joint holds no VTI then" in found.message
    split_elsewhere = typed(Typed.SPLIT, "03-03", 70, symbol="VTI", new="2", old="1")
    sold_there = row(Kind.SELL, "03-02", "VTI", "-6", "700", of="9005", line=8)
    made = books(*SOLD_BEFORE, sold_there, by_hand=[split_elsewhere], known=("01-01", "11-20"))
    assert [p.source for p in errors_in(made.problems)] == [split_elsewhere.source] * 2


def test_an_account_that_is_named_must_hold_the_shares() -> None:
    entries = [
        typed(Typed.SPLIT, "03-02", line, account=account, symbol="VTI", new="2", old="1")
        for line, account in ((60, "joint"), (70, "other"))
    ]
    made = books(*SOLD_BEFORE, held=[("VTI", "12", "", "9005")], by_hand=entries, known=("01-01", "11-20"))
    assert problem(made, "books-nothing-held").source == entries[0].source
