"""Tables: rows by key, and columns that only programs are told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.reports.tables import Column, Kind, Row, Table, Tone, keyed_row, row_texts

COLUMNS = (Column("a", "A"), Column("n", "N", Kind.COUNT), Column("id", "Id", is_hidden=True))


def test_a_row_by_key_is_empty_where_nothing_is_named() -> None:
    assert keyed_row(COLUMNS, n=Decimal(2)) == Row((None, Decimal(2), None))
    assert keyed_row(COLUMNS, Tone.CARE, a="x", id="7") == Row(("x", None, "7"), Tone.CARE)


def test_a_key_without_a_column_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="there is no column b, c"):
        keyed_row(COLUMNS, c="x", b="y")


def test_people_see_a_table_without_its_hidden_columns() -> None:
    table = Table("T", COLUMNS, (Row(("x", Decimal(1), "7"), Tone.CARE),))
    assert table.shown() == Table("T", COLUMNS[:2], (Row(("x", Decimal(1)), Tone.CARE),))
    assert table.shown().shown() is not table
    bare = Table("T", COLUMNS[:2], ())
    assert bare.shown() is bare


def test_a_missing_cell_is_a_dash_but_in_a_total_it_is_empty() -> None:
    table = Table("T", COLUMNS, ())
    assert row_texts(table, Row((None, None, None))) == ("–", "–", "–")
    assert row_texts(table, Row(("Total", None, None), Tone.TOTAL)) == ("Total", "", "")


def test_a_minor_column_in_which_nothing_stands_is_not_shown() -> None:
    columns = (Column("a", "A"), Column("note", "Note", is_minor=True), Column("n", "N", Kind.COUNT))
    empty = Table("T", columns, (Row(("x", "", None)), Row(("y", None, None))))
    assert [column.key for column in empty.shown().columns] == ["a", "n"]
    told = Table("T", columns, (Row(("x", "", None)), Row(("y", "so", None))))
    assert told.shown() is told
