"""What the tax reports are made of: problems as shown, terms, and pictures of long lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.reports.books.made import AS_OF, D, held, records, sold
from tests.reports.books.test_gains_report import column, table
from trimtab.core.accounts import AccountKind
from trimtab.core.events import LotMethod
from trimtab.core.plan import Term
from trimtab.core.problems import note, warning
from trimtab.ledger.books.result import How
from trimtab.ledger.books.rules import BookAccount
from trimtab.ledger.wash_sales.windows import OpenWindow
from trimtab.reports.books.form_8949_report import form_document
from trimtab.reports.books.gains_report import gains_document
from trimtab.reports.books.lots_report import lots_document
from trimtab.reports.books.records import Days, gaps, unrealised
from trimtab.reports.books.wash_report import wash_document
from trimtab.reports.figures import TimelineFigure
from trimtab.reports.tables import Tone


def test_warnings_are_shown_and_many_notes_are_only_counted() -> None:
    doubt, first, second = warning("w", "a doubt"), note("a", "one"), note("b", "two")
    shown = replace(records(), problems=(doubt, first, second)).shown_problems()
    assert [line.message for line in shown] == [
        "a doubt",
        "2 notes on the files and lots are not repeated here",
    ]
    assert shown[-1].remedy == "trimtab reconcile shows them"
    alone = replace(records(), problems=(doubt, first)).shown_problems()
    assert [line.message for line in alone] == ["a doubt", "one"]


def test_inherited_lots_are_long_term_from_the_first_day() -> None:
    lot = held(how=How.INHERITANCE, bought=AS_OF, held_from=AS_OF)
    (valued,) = records(held=(lot,)).valued()
    assert (valued.term, valued.long_from) == (Term.LONG, None)


def test_a_lot_turns_long_term_a_year_and_a_day_after_it_was_bought() -> None:
    def term(day: date) -> Term:
        return records(held=(held(bought=day, held_from=day),)).valued()[0].term

    assert term(date(2025, 11, 19)) is Term.LONG
    assert term(date(2025, 11, 20)) is Term.SHORT


def test_the_value_is_rounded_to_the_cent() -> None:
    (valued,) = records(held=(held("BND", "10", quantity=D("0.1234")),)).valued()
    assert valued.value_usd == D("8.95")
    assert unrealised([valued]).gain_usd == D("-1.05")


def test_a_picture_of_many_short_lots_shows_the_next_twelve() -> None:
    days = [date(2025, 12, 1) + timedelta(days=number) for number in range(13)]
    lots = tuple(held("ORCL", "9", lot_id=f"l{day}", bought=day, held_from=day) for day in days)
    section = gains_document(records(held=lots), 2026, None).section("turning_long")
    assert isinstance(section.figure, TimelineFigure)
    assert len(section.figure.rows) == 12
    assert section.figure.words.endswith("The next 12 of 13.")
    assert section.table is not None
    assert len(section.table.rows) == 13


def test_a_picture_of_many_windows_shows_the_first_sixteen() -> None:
    (one,) = records().windows[2:]
    windows: list[OpenWindow] = [replace(one, group=f"G{number:02}") for number in range(17)]
    figure = wash_document(records(windows=windows)).section("windows").figure
    assert isinstance(figure, TimelineFigure)
    assert len(figure.rows) == 16
    assert figure.words.endswith("The first 16 of 17.")


def test_a_way_to_sell_is_told_once_where_funds_are_sold_alike() -> None:
    made = records(held=(held(),))

    def told(fund_method: LotMethod | None) -> object:
        account = BookAccount("joint", AccountKind.TAXABLE, "Ann", LotMethod.HIFO, fund_method)
        lots = lots_document(replace(made, rules=replace(made.rules, accounts=(account,))))
        return column(table(lots, "lots"), "symbol", Tone.SECTION)[0]

    assert told(None) == told(LotMethod.HIFO) == "Joint brokerage …4821 · taxable · sells highest cost first"
    nobody = lots_document(replace(made, rules=replace(made.rules, accounts=())))
    assert column(table(nobody, "lots"), "symbol", Tone.SECTION) == ["Joint brokerage …4821 · taxable"]


def test_a_loss_without_a_named_replacement_is_still_told() -> None:
    made = records(sold=(sold(basis="1100", disallowed_usd=D(100)),))
    assert column(table(wash_document(made), "sales"), "replaced_by", Tone.CARE) == [""]


YEAR = (date(2026, 1, 1), date(2026, 11, 20))


def day(month: int, number: int, year: int = 2026) -> date:
    return date(year, month, number)


@pytest.mark.parametrize(
    ("known", "left"),
    [
        ([], [YEAR]),
        ([YEAR], []),
        ([(day(1, 1, 2020), day(12, 31, 2027))], []),
        ([(day(1, 2), day(11, 20))], [(day(1, 1), day(1, 1))]),
        ([(day(1, 1), day(11, 19))], [(day(11, 20), day(11, 20))]),
        ([(day(1, 1, 2025), day(12, 31, 2025))], [YEAR]),
        ([(day(11, 21), day(12, 31))], [YEAR]),
        ([(day(11, 20), day(12, 31))], [(day(1, 1), day(11, 19))]),
        (
            [(day(2, 1), day(3, 1)), (day(2, 10), day(2, 20)), (day(5, 1), day(6, 1))],
            [(day(1, 1), day(1, 31)), (day(3, 2), day(4, 30)), (day(6, 2), day(11, 20))],
        ),
        ([(day(2, 1), day(3, 1)), (day(3, 2), day(11, 20))], [(day(1, 1), day(1, 31))]),
    ],
)
def test_the_days_that_no_stretch_covers(known: list[Days], left: list[Days]) -> None:
    assert list(gaps(YEAR, known)) == left


def test_days_whose_sales_no_file_tells_are_said_with_gains_and_form() -> None:
    partly = records(sales_known=((date(2026, 1, 1), date(2026, 11, 18)),))
    for document in (gains_document(partly, 2026, None), form_document(partly, 2026, None)):
        assert document.headline.endswith(" Sales in 1 account are not known for every day.")
        assert document.tone is Tone.CARE
        assert [row.cells for row in table(document, "untold").rows] == [
            ("Joint brokerage …4821", date(2026, 11, 19), date(2026, 11, 20))
        ]
    whole = gains_document(records(sold=()), 2026, None)
    assert "untold" not in {section.key for section in whole.sections}
    assert whole.tone is Tone.PLAIN
    assert records(sales_known=()).sales_unknown(2027) == ()
    assert records(sales_known=()).sales_unknown(2025) == (("joint", (date(2025, 1, 1), date(2025, 12, 31))),)
