"""How numbers, names and dates are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trimtab.reports import words
from trimtab.reports.tables import Column, Kind, Row, Table, cell_text

D = Decimal


def test_iso_days_are_written_out_and_file_names_stay() -> None:
    assert words.dated("before 2026-12-01; until 2027-01-31.") == "before Dec 1, 2026; until Jan 31, 2027."
    assert words.dated("in Positions-2026-11-20-1632.csv") == "in Positions-2026-11-20-1632.csv"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain name", "plain name"),
        ("José 👩‍👧", "José 👩‍👧"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("two\nlines\ttab\x00nul", "two\\x0alines\\x09tab\\x00nul"),
        ("right\u202eleft\u2028line\x9bcsi", "right\\u202eleft\\u2028line\\x9bcsi"),
    ],
)
def test_control_characters_are_made_visible(raw: str, shown: str) -> None:
    assert words.clean(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Roth Z98765432", "Roth …5432"),
        ("acct-12345678.csv", "acct-…5678.csv"),
        ("Positions_12345678_all", "Positions_…5678_all"),
        ("X12-345678", "…5678"),
        ("1234-5678", "…5678"),
        ("U1234567", "…4567"),
    ],
)
def test_account_numbers_keep_their_last_four(raw: str, shown: str) -> None:
    assert words.masked(raw) == shown


@pytest.mark.parametrize(
    "name",
    [
        "Joint-Positions-2026-11-20-163105.csv",
        "Portfolio_Positions_Nov-20-2026.csv",
        "20261120.csv",
        "Acme 401(k)",
        "XXXX-1234",
        "12345678.50",
        "1,234,567.89",
    ],
)
def test_dates_amounts_and_masks_are_left_alone(name: str) -> None:
    assert words.masked(name) == name


def test_a_mask_never_shows_more_than_four() -> None:
    assert words.last_four("Z98765432") == "…5432"
    assert words.last_four("4821") == "…4821"
    assert words.last_four("") == ""


def test_numbers_in_words() -> None:
    assert words.percent(D("0.4725")) == "47.3%"
    assert words.percent_short(D("0.45")) == "45%"
    assert words.percent_whole(D("0.455")) == "46%"
    assert words.points(D("0.0532")) == "+5.3"
    assert words.points(D("-0.008")) == "−0.8"
    assert words.points(D("-0.0001")) == "0.0"
    assert words.signed_usd(D("-1234.5")) == "−$1,235"
    assert words.signed_usd(D("0.2")) == "$0"
    assert words.signed_usd_cents(D("5")) == "+$5.00"
    assert words.short_usd(D("-614.55")) == "$615"
    assert words.short_usd(D("6.60")) == "$6.60"
    assert words.shares(D("1204.500")) == "1,204.5"
    assert words.long_date(date(2026, 1, 2)) == "Jan 2, 2026"


def test_lists_plurals_and_sentences() -> None:
    assert words.listed(()) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.plural(1, "trade") == "1 trade"
    assert words.plural(1200, "class", "classes") == "1,200 classes"
    assert words.sentence(" sell one ") == "Sell one."
    assert words.sentence("Done!") == "Done!"
    assert words.sentence("") == ""
    assert words.shortened("abcdef", 4) == "abc…"


def test_cells_are_written_by_their_kind() -> None:
    assert cell_text(Kind.USD, D("-7")) == "−$7.00"
    assert cell_text(Kind.USD_WHOLE, D("1234.5")) == "$1,235"
    assert cell_text(Kind.SHARE, D("0.5")) == "50.0%"
    assert cell_text(Kind.DATE, date(2026, 11, 20)) == "2026-11-20"
    assert cell_text(Kind.USD, None) == "–"
    assert cell_text(Kind.TEXT, "-x") == "-x"


def test_a_row_of_the_wrong_length_is_the_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells, not 1"):
        Table("t", (Column("a", "A"),), (Row(("x", "y")),))
