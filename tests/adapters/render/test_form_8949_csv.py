"""The CSV of Form 8949: columns of the form, one sale a row, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

from tests.reports.books.made import ACCOUNTS, D, household, records, sold
from trimtab.adapters.law import law_for
from trimtab.adapters.render.form_8949_csv import FORM_HEADER, form_8949_csv, schedule_d_csv
from trimtab.reports.books.form_8949 import box_totals, form_rows
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.books.schedule_d import schedule_of


def form(made: TaxRecords) -> str:
    return form_8949_csv(made, form_rows(made.household, made.sold, 2026))


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_sale_is_a_row_with_the_columns_of_the_form() -> None:
    text = form(records())
    assert text.splitlines()[0] == (
        "Description of property,Date acquired,Date sold,Proceeds,Cost or other basis,Adjustment code,"
        "Adjustment amount,Gain or loss,Part,Reporting category,Account,Note"
    )
    rows = cells(text)
    assert [list(row.values())[:10] for row in rows] == [
        ["2 sh. ORCL", "03/02/2026", "09/30/2026", "500.10", "700.35", "", "", "-200.25", "I", "A"],
        ["10 sh. BND", "", "02/03/2026", "720.00", "", "", "", "", "I", "B"],
        ["10 sh. VTI", "01/02/2024", "06/01/2026", "1000.00", "600.00", "", "", "400.00", "II", "D"],
        ["5 sh. VTI", "01/02/2024", "10/30/2026", "1500.00", "1910.40", "W", "410.40", "0.00", "II", "D"],
    ]
    assert rows[0]["Account"] == "Joint brokerage ...4821"
    assert rows[3]["Note"] == "$160.00 of the loss is gone for good"


def test_rows_end_as_rfc_4180_says_and_an_empty_year_has_only_the_header() -> None:
    assert form(records()).endswith("\r\n")
    assert form(records(sold=())) == ",".join(FORM_HEADER) + "\r\n"


def test_nothing_in_it_is_a_formula() -> None:
    home = household()
    evil = replace(ACCOUNTS[0], name="=1+1")
    made = records(sold=(sold("=HYPERLINK(1)"),), home=replace(home, accounts=(evil, ACCOUNTS[1])))
    (row,) = cells(form(made))
    assert row["Account"].startswith("'=1+1")
    assert row["Description of property"] == "10 sh. =HYPERLINK(1)"
    distribution = replace(made.sold[0], shares_go=False)
    (row,) = cells(form(replace(made, washed=replace(made.washed, realised=(distribution,)))))
    assert row["Description of property"].startswith("'=HYPERLINK(1)")


def test_schedule_d_is_a_file_of_its_own() -> None:
    made = records()
    totals = box_totals(form_rows(made.household, made.sold, 2026))
    rows = cells(schedule_d_csv(schedule_of(made, totals, 2026, law_for(2026))))
    by_line = {row["Line"]: row for row in rows}
    assert by_line["8b"]["Adjustment"] == "410.40"
    assert by_line["8b"]["Gain or loss"] == "400.00"
    assert by_line["16"] == {
        "Line": "16", "Description": "Lines 7 and 15 together", "Proceeds": "", "Cost or other basis": "",
        "Adjustment": "", "Gain or loss": "231.00",
    }  # fmt: skip


def test_the_days_are_written_as_on_the_form() -> None:
    (row,) = cells(form(records(sold=(sold(closed=date(2026, 1, 5), quantity=D("0.5")),))))
    assert (row["Date sold"], row["Description of property"]) == ("01/05/2026", "0.5 sh. VTI")
