"""The same content in other clothes: encodings, line ends, shuffled and added columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from tests.adapters.imports.csv_samples import EXPECTED, Expected, content
from tests.shared import needs_shared
from trimtab.adapters.imports.reading import LIMIT_BYTES, LIMIT_ROWS
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import errors_in

each_sample = pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.name)


def bare(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


CLOTHES: dict[str, Callable[[str], bytes]] = {
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16 little end first": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "cp1252": lambda text: text.encode("cp1252"),
    "line ends LF": lambda text: text.encode(),
    "line ends CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "line ends CR": lambda text: text.replace("\n", "\r").encode(),
}


@needs_shared
@each_sample
@pytest.mark.parametrize("clothes", CLOTHES)
def test_encoding_and_line_ends_change_nothing(expected: Expected, clothes: str) -> None:
    changed = read_export(expected.name, CLOTHES[clothes](bare(expected.data)))
    assert content(changed) == content(expected.read())


def rewritten(data: bytes, change: Callable[[list[str]], list[str]]) -> bytes:
    """Each table line with its cells changed; lines of one cell (banners, accounts, footers) and blanks kept."""
    rows = list(csv.reader(io.StringIO(bare(data), newline="")))
    tables = [row for row in rows if sum(map(bool, row)) > 1]
    width = max(map(len, tables))
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for row in rows:
        if row in tables:
            writer.writerow(change(row + [""] * (width - len(row))))
        elif row:
            writer.writerow(row)
        else:
            out.write("\n")
    return out.getvalue().encode()


@needs_shared
@each_sample
def test_the_order_of_columns_changes_nothing(expected: Expected) -> None:
    reversed_columns = rewritten(expected.data, lambda row: row[::-1])
    assert content(read_export(expected.name, reversed_columns)) == content(expected.read())


@needs_shared
@each_sample
def test_a_column_nobody_knows_changes_nothing(expected: Expected) -> None:
    themed = rewritten(expected.data, lambda row: [row[0], "Theme", *row[1:]])
    assert content(read_export(expected.name, themed)) == content(expected.read())


@needs_shared
@each_sample
def test_reading_twice_gives_the_same(expected: Expected) -> None:
    assert expected.read() == expected.read()


HOLDINGS = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
HOLDING = "11111111,TOTAL STOCK,VTI,1,340.10,340.10,\n"


def codes(data: bytes) -> list[str]:
    return [problem.code for problem in errors_in(read_export("download.csv", data).problems)]


def test_fifty_megabytes_are_refused_by_name_before_they_are_read() -> None:
    data = (HOLDINGS + HOLDING).encode() + b" " * 50_000_000
    parsed = read_export("download.csv", data)
    assert [problem.code for problem in parsed.problems] == ["file-too-large"]
    assert "50 MB; the limit is 20 MB" in parsed.problems[0].message
    assert str(parsed.problems[0].source) == "download.csv"
    assert len(data) > LIMIT_BYTES


def test_caps_on_lines_cells_and_width() -> None:
    assert codes(b"\n" * (LIMIT_ROWS + 1)) == ["file-too-many-lines"]
    long = HOLDING.replace("TOTAL STOCK", "T" * 40_000)
    assert codes((HOLDINGS + long).encode()) == ["cell-too-long"]
    assert codes((HOLDINGS + "," * 10_000_000 + "\n").encode()) == ["line-too-wide"]


def test_nul_bytes_and_other_bytes_are_no_text() -> None:
    assert codes(b"PK\x03\x04\0\0") == ["text-has-nul-bytes"]
    assert codes("a,b\n".encode("utf-16-le")) == ["text-has-nul-bytes"]
    assert codes(b"\x81\x8d\xff") == ["text-not-readable"]
    assert codes(b"\n\n") == ["file-empty"]
    assert codes(b"") == ["file-empty"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('11111111,"TOTAL "STOCK",VTI,1,340.10,340.10,', "quote-misplaced"),
        ("11111111,TOTAL, STOCK,VTI,1,340.10,340.10,", "row-too-long"),
        ("11111111,TOTAL STOCK,VTI,1,340.10,340.10,extra", "row-too-long"),
        ("11111111,TOTAL STOCK,VTI,1", "row-too-short"),
        ("11111111,TOTAL STOCK,VTI,,340.10,340.10,", "number-missing"),
        (",TOTAL STOCK,VTI,1,340.10,340.10,", "text-missing"),
        ("11111111,TOTAL STOCK,VTI,１,340.10,340.10,", "number-not-a-number"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_still_read(row: str, code: str) -> None:
    parsed = read_export("download.csv", (HOLDINGS + row + "\n" + HOLDING).encode())
    found = errors_in(parsed.problems)
    assert [problem.code for problem in found] == [code]
    assert [problem.source.line for problem in found if problem.source] == [2]
    assert len(parsed.positions) == 1


def test_all_faults_are_found_in_one_run() -> None:
    rows = [HOLDING.replace("340.10,340.10", bad) for bad in ("NaN,1", "1e5,1", "1,Infinity")]
    found = errors_in(read_export("download.csv", (HOLDINGS + "".join(rows)).encode()).problems)
    assert [problem.source.line for problem in found if problem.source] == [2, 3, 4]


def test_two_columns_of_one_name_are_not_chosen_between() -> None:
    header = HOLDINGS.replace("Share Price", "Shares")
    assert codes((HOLDINGS.replace(",\n", ",Symbol,\n") + HOLDING).encode()) == ["column-twice"]
    assert codes(header.encode()) == ["layout-unknown"]


def test_a_file_name_with_an_account_number_is_masked_in_messages() -> None:
    header = "Run Date,Action,Symbol,Description,Type,Quantity,Price ($),Amount ($),Settlement Date\n"
    parsed = read_export("History_for_Account_X12345678.csv", header.encode())
    assert parsed.problems
    assert "12345678" not in " ".join(str(problem) for problem in parsed.problems)
    assert parsed.accounts[0].number == "X12345678"


def test_quoted_cells_may_hold_line_ends_and_spaces_outside_quotes() -> None:
    row = '"11111111" ,"TOTAL\nSTOCK ""A""" ,"VTI" ,"1" ,"340.10" ,"340.10" ,\n'
    parsed = read_export("download.csv", (HOLDINGS + row).encode())
    assert errors_in(parsed.problems) == []
    assert parsed.positions[0].description == 'TOTAL\nSTOCK "A"'
    assert (parsed.line_count, sum(parsed.lines.values())) == (3, 3)
