"""Form 8949 and Schedule D: boxes, dates, descriptions, codes, and sums that tie to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.reports.books.made import D, held, household, instrument, records, sold
from tests.reports.books.test_gains_report import column, table
from trimtab.adapters.law import law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.events import LotMethod
from trimtab.core.household import FilingStatus, LastYear, Person, YearIncome
from trimtab.core.instruments import GOLD_CLASS, InstrumentKind
from trimtab.ledger.books.realised import Realised
from trimtab.ledger.books.result import Closing, How
from trimtab.reports.books.form_8949 import INHERITED, VARIOUS, Box, FormRow, box_totals, form_rows
from trimtab.reports.books.form_8949_report import form_document
from trimtab.reports.books.gains_report import gains_document
from trimtab.reports.books.sales import sums
from trimtab.reports.books.schedule_d import ScheduleD, schedule_of
from trimtab.reports.document import Document
from trimtab.reports.tables import Tone

LAW = law_for(2026)


def rows_of(*pieces: Realised, year: int = 2026) -> tuple[FormRow, ...]:
    return form_rows(household(), pieces, year)


def only(*pieces: Realised) -> FormRow:
    (row,) = rows_of(*pieces)
    return row


def schedule() -> ScheduleD:
    made = records()
    return schedule_of(made, box_totals(form_rows(made.household, made.sold, 2026)), 2026, LAW)


def form() -> Document:
    return form_document(records(), 2026, LAW)


def test_a_plain_long_term_sale_fills_columns_a_to_h() -> None:
    row = only(sold())
    assert row.box is Box.D
    assert (row.description, row.acquired, row.sold) == ("10 sh. VTI", date(2024, 1, 2), date(2026, 6, 1))
    assert (row.proceeds_usd, row.basis_usd, row.code, row.adjustment_usd) == (D(1000), D(600), "", D(0))
    assert (row.gain_usd, row.note) == (D(400), "")


def test_a_wash_sale_has_code_w_and_the_disallowed_loss_as_a_positive_amount() -> None:
    row = only(sold(basis="1150.40", disallowed_usd=D("150.40")))
    assert (row.code, row.adjustment_usd, row.gain_usd) == ("W", D("150.40"), D(0))
    lost = only(sold(basis="1150.40", disallowed_usd=D("150.40"), lost_for_good_usd=D("50.40")))
    assert lost.note == "$50.40 of the loss is gone for good"


@pytest.mark.parametrize(
    ("kind", "bought", "box"),
    [
        (InstrumentKind.STOCK, date(2010, 12, 31), Box.E),
        (InstrumentKind.STOCK, date(2011, 1, 1), Box.D),
        (InstrumentKind.ETF, date(2011, 12, 31), Box.E),
        (InstrumentKind.ETF, date(2012, 1, 1), Box.D),
        (InstrumentKind.MUTUAL_FUND, date(2011, 12, 31), Box.E),
        (InstrumentKind.MUTUAL_FUND, date(2012, 1, 1), Box.D),
        (InstrumentKind.BOND, date(2013, 12, 31), Box.E),
        (InstrumentKind.BOND, date(2014, 1, 1), Box.D),
        (InstrumentKind.PROPERTY, date(2014, 1, 1), Box.F),
        (InstrumentKind.PRIVATE, date(2014, 1, 1), Box.F),
    ],
)
def test_the_box_follows_from_what_custodians_must_report(
    kind: InstrumentKind, bought: date, box: Box
) -> None:
    home = replace(household(), instruments={"X": instrument("X", kind)})
    (row,) = form_rows(home, [sold("X", bought=bought, held_from=bought)], 2026)
    assert row.box is box


def test_what_nobody_knows_is_in_box_b_and_what_nobody_reports_in_c_or_f() -> None:
    assert only(sold(basis=None)).box is Box.E
    assert only(sold(bought=None, held_from=None, is_long=None)).box is Box.B
    assert only(sold(why=Closing.WORTHLESS, is_long=False)).box is Box.C
    assert only(sold(why=Closing.RETURN_OF_CAPITAL, shares_go=False)).box is Box.F
    assert only(sold("NEW")).box is Box.D  # an unknown symbol goes by the latest date


def test_short_term_is_box_a() -> None:
    assert only(sold(is_long=False)).box is Box.A
    assert (Box.A.part, Box.C.part, Box.D.part, Box.F.part) == ("I", "I", "II", "II")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity": D("1204.5")}, "1,204.5 sh. VTI"),
        ({"why": Closing.CASH_IN_LIEU, "quantity": D("0.5")}, "0.5 sh. VTI, cash in lieu of a fraction"),
        ({"why": Closing.MERGER}, "10 sh. VTI, merger"),
        ({"why": Closing.MERGER, "shares_go": False}, "VTI, cash in a merger"),
        ({"why": Closing.WORTHLESS}, "10 sh. VTI, worthless"),
        ({"why": Closing.RETURN_OF_CAPITAL, "shares_go": False}, "VTI, return of capital beyond basis"),
    ],
)
def test_descriptions(changes: dict[str, object], words: str) -> None:
    assert only(sold(**changes)).description == words  # type: ignore[arg-type]


def test_inherited_shares_say_so_and_gifts_count_from_the_donor() -> None:
    assert only(sold(how=How.INHERITANCE)).acquired == INHERITED
    assert only(sold(how=How.INHERITANCE, bought=date(2025, 1, 1))).note == INHERITED_NOTE
    gift = only(sold(how=How.GIFT, bought=date(2026, 1, 1)))
    assert gift.acquired == date(2024, 1, 2)
    assert gift.note == f"(b) is where the holding period starts; {GIFT_NOTE}"


GIFT_NOTE = "a gift: the box goes by the donor's day of purchase; Form 1099-B decides"
INHERITED_NOTE = (
    "inherited: the decedent's day of purchase, which decides the box, is not known; Form 1099-B decides"
)


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"how": How.INHERITANCE}, Box.E),
        ({"how": How.GIFT, "bought": date(2026, 1, 2)}, Box.D),
        ({"how": How.GIFT, "bought": date(2026, 1, 2), "held_from": date(2012, 1, 1)}, Box.D),
        ({"how": How.GIFT, "bought": date(2026, 1, 2), "held_from": date(2011, 12, 31)}, Box.E),
        ({"how": How.GIFT, "bought": date(2026, 1, 2), "held_from": None, "is_long": None}, Box.B),
        ({"how": How.GIFT, "is_long": False}, Box.B),  # at a loss: the donor's day does not count
        ({"how": How.GIFT, "bought": date(2026, 1, 2), "is_long": False}, Box.A),
    ],
)
def test_gifts_and_inherited_shares_are_reported_as_they_were_for_who_had_them(
    changes: dict[str, object], box: Box
) -> None:
    row = only(sold(**changes))  # type: ignore[arg-type]
    assert row.box is box
    assert row.note.endswith(INHERITED_NOTE if changes["how"] is How.INHERITANCE else GIFT_NOTE)
    assert any("what was inherited is in box E" in text for text in form().section("assumed").words)


def test_no_custodian_decides_the_box_of_what_none_reports() -> None:
    assert only(sold(how=How.INHERITANCE, why=Closing.WORTHLESS)).box is Box.F
    assert only(sold(how=How.INHERITANCE, why=Closing.WORTHLESS)).note == ""


def test_parts_of_a_lot_share_a_row_and_their_days_are_various() -> None:
    one, other = sold(proceeds="100.10", basis="60"), sold(proceeds="50.05", basis="30", quantity=D(5))
    row = only(one, other)
    assert (row.description, row.proceeds_usd, row.basis_usd) == ("15 sh. VTI", D("150.15"), D(90))
    assert only(one, replace(other, held_from=date(2023, 5, 5))).acquired == VARIOUS
    assert len(rows_of(one, replace(other, is_long=False))) == 2
    assert len(rows_of(one, replace(other, lot_id="lot-2"))) == 2
    assert len(rows_of(one, replace(other, event_id="sale-9"))) == 2


def test_the_lots_of_an_average_cost_sale_share_a_row() -> None:
    one = sold(method=LotMethod.AVERAGE)
    other = replace(one, lot_id="lot-2", held_from=date(2023, 1, 2), bought=date(2023, 1, 2))
    row = only(one, other)
    assert (row.acquired, row.description) == (VARIOUS, "20 sh. VTI")


def test_an_unknown_basis_leaves_e_and_h_empty_and_is_in_no_total() -> None:
    row = only(sold(basis=None))
    assert (row.basis_usd, row.gain_usd) == (None, None)
    assert row.note == "basis not known: fill in (e) and (h)"
    (total,) = box_totals([row, replace(row, basis_usd=D(900))])
    assert (total.box, total.count, total.proceeds_usd, total.gain_usd) == (Box.E, 2, D(1000), D(100))


def test_an_unknown_day_is_shown_as_short_term_and_said() -> None:
    row = only(sold(bought=None, held_from=None, is_long=None))
    assert (row.acquired, row.note) == ("", "day of purchase not known: shown as short-term")


def test_only_taxable_accounts_and_only_the_year() -> None:
    assert rows_of(sold(taxable=False, account_id="ira")) == ()
    assert [row.sold.year for row in rows_of(sold(), sold(closed=date(2025, 6, 1)), year=2025)] == [2025]


def test_rows_stand_by_box_and_day() -> None:
    late, early = sold(event_id="b", closed=date(2026, 9, 9)), sold(event_id="a", closed=date(2026, 3, 3))
    short = sold(event_id="c", closed=date(2026, 12, 31), is_long=False)
    assert [(row.box, row.sold.month) for row in rows_of(late, early, short)] == [
        (Box.A, 12),
        (Box.D, 3),
        (Box.D, 9),
    ]
    assert rows_of(late, early, short) == rows_of(short, early, late)


def test_every_row_and_total_adds_up_and_ties_to_the_gains() -> None:
    made = records()
    rows = form_rows(made.household, made.sold, 2026)
    for row in rows:
        if row.basis_usd is not None:
            assert row.gain_usd == row.proceeds_usd - row.basis_usd + row.adjustment_usd
    totals = box_totals(rows)
    for total in totals:
        assert total.gain_usd == total.proceeds_usd - total.basis_usd + total.adjustment_usd
    counted = sums(made.of_year(2026)).counted_usd
    assert sum((total.gain_usd for total in totals), D(0)) == counted == D("199.75")


def test_schedule_d_takes_the_totals_line_by_line() -> None:
    lines = {line.line: line for line in schedule().lines}
    assert list(lines) == ["1b", "2", "6", "7", "8b", "13", "14", "15", "16", "21"]
    first = lines["1b"].total
    assert first is not None
    assert (first.proceeds_usd, first.basis_usd, lines["1b"].gain_usd) == (
        D("500.10"),
        D("700.35"),
        D("-200.25"),
    )
    wash = lines["8b"].total
    assert wash is not None
    assert (wash.proceeds_usd, wash.basis_usd, wash.adjustment_usd) == (D(2500), D("2510.40"), D("410.40"))
    assert schedule()["13"] == D(
        "31.25"
    )  # box 2a of taxable accounts in the year; not the IRA's, not last year's
    assert schedule()["16"] == schedule()["7"] + schedule()["15"] == D("231.00")
    assert schedule()["3"] == D(0)


@pytest.mark.parametrize(
    ("box", "line"), [(Box.A, "1b"), (Box.B, "2"), (Box.C, "3"), (Box.D, "8b"), (Box.E, "9"), (Box.F, "10")]
)
def test_each_box_has_its_line(box: Box, line: str) -> None:
    assert box.schedule_d_line == line


def test_the_page_says_rows_boxes_result_and_what_is_open() -> None:
    assert form().headline == (
        "4 rows in boxes A, B and D: a gain of $199.75. "
        "1 row without a basis must be filled in, and counts nothing yet. "
        "2026 is not over."
    )
    done = form_document(records(sold=(sold(proceeds="100", closed=date(2025, 1, 2)),)), 2025, None)
    assert done.headline == "1 row in box D: a loss of $500.00."
    assert form_document(records(sold=()), 2024, None).headline == "Nothing of 2024 goes on Form 8949."
    assert [(fact.label, fact.value) for fact in form().facts] == [
        ("Part I", "−$200.25"), ("Part II", "+$400.00"), ("Code W", "1"),
    ]  # fmt: skip


def test_parts_have_a_total_for_each_box() -> None:
    first, second = table(form(), "part_i"), table(form(), "part_ii")
    assert column(first, "description", Tone.TOTAL) == ["Totals, box A", "Totals, box B"]
    assert column(second, "gain_usd", Tone.TOTAL) == [D(400)]
    assert column(second, "adjustment_usd", Tone.CARE) == [D("410.40")]
    assert column(second, "adjustment_usd", Tone.PLAIN) == [None]
    assert column(first, "acquired", Tone.PLAIN) == ["2026-03-02"]


def test_what_was_taken_for_granted_is_said() -> None:
    told = " ".join(form().section("assumed").words)
    assert "Form 1099-B decides" in told
    assert "whole dollars" in told
    assert "Trust accounts" not in told


def test_trusts_and_separate_returns_have_their_own_words() -> None:
    home = household(filing_status=FilingStatus.MARRIED_SEPARATE)
    first, second = home.accounts
    trust = replace(second, kind=AccountKind.TRUST)
    told = (
        form_document(records(home=replace(home, accounts=(first, trust))), 2026, LAW)
        .section("assumed")
        .words
    )
    assert told[-2].startswith("Trust accounts are included")
    assert told[-1].startswith("Each spouse files an own form")


def test_gains_and_form_show_the_same_schedule_d() -> None:
    assert table(form(), "schedule_d") == table(gains_document(records(), 2026, LAW), "netting")
    assert form_document(records(), 2025, None).section("schedule_d").table is None


def test_metal_has_code_c_and_a_zero_adjustment() -> None:
    gold = replace(instrument("GLDM"), class_weights=((GOLD_CLASS, D(1)),))
    home = replace(household(), instruments={"GLDM": gold})
    (row,) = form_rows(home, [sold("GLDM")], 2026)
    assert (row.code, row.adjustment_usd, row.gain_usd) == ("C", D(0), D(400))
    (lost,) = form_rows(home, [sold("GLDM", basis="1100", disallowed_usd=D(100))], 2026)
    assert (lost.code, lost.adjustment_usd) == ("CW", D(100))


def test_accounts_of_people_who_do_not_sign_are_not_on_the_form() -> None:
    child = Person("Cleo", date(2008, 1, 2), on_return=False)
    first, second = household().accounts
    hers = replace(second, kind=AccountKind.TAXABLE, owner="Cleo")
    home = replace(household(), accounts=(first, hers), people=(child,))
    made = records(
        sold=(sold(), sold(account_id="ira", event_id="hers")), home=home, held=(held(account_id="ira"),)
    )
    assert [row.account_id for row in form_rows(home, made.sold, 2026)] == ["joint"]
    document = gains_document(made, 2026, LAW)
    assert document.headline == "2026 so far: a net gain of $400.00."
    notes = document.section("realized").notes
    assert "1 lot sold in accounts of people who do not sign the return: not listed." in notes
    assert document.section("unrealized").words == ("Nothing is held in a taxable account.",)


def test_what_the_household_file_states_of_the_year_is_on_schedule_d() -> None:
    income = YearIncome(
        D(0), gain_distributions_usd=D(50), gain_short_elsewhere_usd=D(-7), gain_long_elsewhere_usd=D(9)
    )
    made = records(home=replace(household(), income=income))
    found = schedule_of(made, box_totals(form_rows(made.household, made.sold, 2026)), 2026, LAW)
    assert (found["5"], found["12"], found["13"]) == (D(-7), D(9), D(50))
    assert found["7"] == D("-207.25")
    assert found["15"] == D(459)


def test_last_year_has_its_own_carryforward() -> None:
    before = replace(household(year=2025, carryforward_long_usd=D(1000)).tax)
    home = replace(household(), last_year=LastYear(before, YearIncome(D(0))))
    made = records(home=home)
    found = schedule_of(made, box_totals(form_rows(home, made.sold, 2025)), 2025, law_for(2025))
    assert found.knows_carryover
    assert found["14"] == D(-1000)
    assert found["13"] == D(77)
