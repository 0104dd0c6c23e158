"""Workbooks: the one sheet with a known table is read as the same table saved as CSV would be."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from tests.services.market.files import codes
from trimtab.bootstrap import load_market

Cells = list[list[object]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DATA: Cells = [
    ["Stock Market Data Used in Irrational Exuberance"],
    [],
    ["Date", "P", "D", "E", "CPI"],
    [1871.09, 4.84, 0.26, 0.4, 12.2],
    [1871.1, 4.59, 0.26, 0.4, 12.4],
    [1871.11, 4.64, 0.26, 0.4, 12.4],
    ["", "Nov price is Nov 1st close"],
]


def cell(value: object) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"


def workbook(sheets: dict[str, Cells]) -> bytes:
    """A workbook in the fewest parts that the format asks for."""
    packed = io.BytesIO()
    names = list(enumerate(sheets, 1))
    with zipfile.ZipFile(packed, "w") as archive:
        parts = "".join(f'<Override PartName="/xl/s{n}.xml" ContentType="{SHEET_TYPE}"/>' for n, _ in names)
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{BOOK_TYPE}"/>{parts}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in names)
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{listed}</sheets></workbook>',
        )
        related = "".join(
            f'<Relationship Id="r{n}" Type="{RELATED}/worksheet" Target="s{n}.xml"/>' for n, _ in names
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        )
        for (n, _), cells in zip(names, sheets.values(), strict=True):
            rows = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in cells)
            archive.writestr(
                f"xl/s{n}.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
            )
    return packed.getvalue()


def written(tmp_path: Path, sheets: dict[str, Cells], name: str = "ie_data.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(workbook(sheets))
    return path


def test_shillers_workbook_is_its_sheet_data(tmp_path: Path) -> None:
    path = written(tmp_path, {"Disclaimer": [["Robert Shiller's data"]], "Data": DATA})
    loaded = load_market([path])
    sp500 = loaded.checked().series["SP500"]
    assert sp500.days == (date(1871, 9, 29), date(1871, 10, 31), date(1871, 11, 30))
    assert sp500.closes_usd == (Decimal("4.84"), Decimal("4.59"), Decimal("4.64"))
    assert sorted(codes(loaded)) == ["month-average", "sheet-note"]
    assert "ie_data.xlsx:7" in " ".join(map(str, loaded.problems))


def test_days_and_numbers_of_a_sheet_are_those_of_a_csv(tmp_path: Path) -> None:
    cells: Cells = [["date", "AAA"], ["2024-01-02", 10], ["2024-01-03", 10.25]]
    found = load_market([written(tmp_path, {"Prices": cells})]).checked().series["AAA"]
    assert found.closes_usd == (Decimal(10), Decimal("10.25"))


def test_no_known_sheet_or_several_are_refused_by_name(tmp_path: Path) -> None:
    prices: Cells = [["date", "AAA"], ["2024-01-02", 10], ["2024-01-03", 11]]
    for sheets, words in (
        ({"One": [["name", "age"]], "Two": []}, "no sheet holds prices: One, Two"),
        ({"One": prices, "Two": prices}, "several of its sheets hold prices: One, Two"),
    ):
        loaded = load_market([written(tmp_path, sheets)])
        assert codes(loaded) == ["market-workbook"]
        assert words in str(loaded.problems[0])


def test_a_workbook_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.xlsx"
    path.write_bytes(workbook({"Data": DATA})[:-200])
    assert codes(load_market([path])) == ["market-archive"]
