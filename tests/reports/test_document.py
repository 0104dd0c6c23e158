"""Documents and tables refuse what a programmer got wrong; cells read as people write them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.documents import LOTS, sample_document
from trimtab.reports.document import Section
from trimtab.reports.tables import Column, Kind, Row, Table, row_texts


def test_sections_are_found_by_key_and_keys_are_unique() -> None:
    document = sample_document()
    assert document.section("lines").title == "Sheet 7"
    with pytest.raises(KeyError, match="nothing"):
        document.section("nothing")
    with pytest.raises(ValueError, match="sample: a section key is used twice: a, a"):
        replace(document, sections=(Section("a", "A"), Section("a", "B")))


@pytest.mark.parametrize("keys", [("a", "a"), ("a", "tone")])
def test_column_keys_are_unique_and_none_is_tone(keys: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="T: a column key is used twice: tone, "):
        Table("T", tuple(Column(key, key) for key in keys), ())


def test_a_row_has_as_many_cells_as_columns() -> None:
    with pytest.raises(ValueError, match="T: a row has 2 cells, not 1"):
        Table("T", (Column("a", "A"),), (Row(("1", "2")),))


def test_cells_read_as_people_write_them() -> None:
    assert row_texts(LOTS, LOTS.rows[1]) == ("1", "2024-02-29", "1,204.5", "−$385.00", "22.25%", "a loss")
    assert row_texts(LOTS, LOTS.rows[2])[1] == "–"
    rate = Table("T", (Column("a", "A", Kind.RATE),), (Row((Decimal("0.370"),)), Row((Decimal("-0.22"),))))
    assert [row_texts(rate, row) for row in rate.rows] == [("37%",), ("−22%",)]
