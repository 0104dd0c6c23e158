"""A file cut at any byte is refused or says that it cannot know: never a smaller household accepted in silence."""

from __future__ import annotations

import pytest

from tests.adapters.imports.csv_samples import EXPECTED, NO_TOTAL, Expected, content
from tests.shared import needs_shared
from trimtab.adapters.imports.registry import read_export
from trimtab.core.problems import errors_in
from trimtab.core.statement import LineKind

LARGE_BYTES = 3000
EVERY_NTH_OF_LARGE = 11


def cut_at_each(expected: Expected, places: range) -> None:
    """Each cut must be an error, lose nothing, or lose whole lines of a layout that cannot show it and says so."""
    data, whole = expected.data, content(expected.read())
    for at in places:
        cut = read_export(expected.name, data[:at])
        assert sum(cut.lines.values()) == cut.line_count
        if errors_in(cut.problems) or content(cut) == whole:
            continue
        assert NO_TOTAL in {problem.code for problem in cut.problems}, at
        assert data[:at].endswith((b"\n", b"\r")), at


@needs_shared
@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.name)
def test_a_cut_is_never_silent(expected: Expected) -> None:
    size = len(expected.data)
    cut_at_each(expected, range(0, size, 1 if size < LARGE_BYTES else EVERY_NTH_OF_LARGE))


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.name)
def test_a_cut_at_any_byte_is_never_silent(expected: Expected) -> None:
    cut_at_each(expected, range(len(expected.data)))


TOTALLED = [
    expected for expected in EXPECTED if NO_TOTAL not in expected.codes and "2023.csv" not in expected.path
]


@needs_shared
@pytest.mark.parametrize("expected", TOTALLED, ids=lambda expected: expected.name)
def test_where_the_layout_has_an_end_its_absence_is_seen_even_between_lines(expected: Expected) -> None:
    lines = expected.data.splitlines(keepends=True)
    whole = content(expected.read())
    for count in range(1, len(lines)):
        cut = read_export(expected.name, b"".join(lines[:count]))
        assert content(cut) == whole or errors_in(cut.problems), count


def test_the_reason_of_a_cut_is_named() -> None:
    header = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
    cut = read_export("OfxDownload.csv", f"{header}11111111,TOTAL STOCK,VTI,310.000,340.10,10543".encode())
    (problem,) = errors_in(cut.problems)
    assert (problem.code, str(problem.source)) == ("file-cut-short", "OfxDownload.csv:2")
    short = read_export("OfxDownload.csv", f"{header}11111111,TOTAL STOCK,VTI,310".encode())
    assert [problem.code for problem in errors_in(short.problems)] == ["file-cut-short"]
    assert short.lines[LineKind.ERROR] == 1


def test_a_cut_between_lines_that_nothing_can_show_is_said_to_be_unseen() -> None:
    header = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,\n"
    parsed = read_export(
        "OfxDownload.csv", f"{header}11111111,TOTAL STOCK,VTI,310,340.10,105431.00,\n".encode()
    )
    assert [problem.code for problem in parsed.problems] == [NO_TOTAL]
