"""An import as values."""

from __future__ import annotations

from dataclasses import replace

from tests.parsed_files import sample_files
from trimtab.core.statement import ParsedFile
from trimtab.reports.import_report import ImportReport, import_report
from trimtab.reports.tables import Tone


def sample_import_report() -> ImportReport:
    return import_report(*sample_files())


def _one(file: ParsedFile) -> ImportReport:
    return import_report([file])


def test_files_come_by_name_whatever_their_order() -> None:
    files, problems, asks = sample_files()
    assert import_report(reversed(files), problems, asks) == sample_import_report()
    assert [file.name[:5] for file in sample_import_report().files] == ["Joint", "Portf", "broke"]


def test_every_line_is_accounted_for() -> None:
    for file in sample_import_report().files:
        assert sum(count for _, count in file.lines) == file.line_count
        assert file.unaccounted == 0


def test_a_line_that_is_not_accounted_for_is_bad() -> None:
    good = sample_files()[0][2]
    report = _one(replace(good, line_count=good.line_count + 2))
    assert report.files[0].unaccounted == 2
    assert report.tone is Tone.BAD


def test_a_refused_file_is_told_in_the_headline() -> None:
    report = sample_import_report()
    assert report.headline == "Read 16 lines in 3 files; 1 file refused, with the reason."
    assert [file.is_used for file in report.files] == [True, True, False]
    assert [file.tone for file in report.files] == [Tone.GOOD, Tone.CARE, Tone.BAD]
    assert report.files[2].problems[0].where == "broken.csv:3 [Quantity]"


def test_all_good_and_nothing_to_read() -> None:
    report = _one(sample_files()[0][2])
    assert report.headline == "Read 9 lines in 1 file; every line is accounted for."
    assert report.tone is Tone.GOOD
    assert import_report([]).headline == "No files to read."


def test_lines_are_named_in_the_right_number() -> None:
    good = sample_import_report().files[0]
    assert good.lines == (
        ("positions", 4),
        ("cash", 1),
        ("total", 1),
        ("header", 1),
        ("banner", 1),
        ("blank", 1),
    )
    assert good.found == "1 account, 4 positions"


def test_accounts_show_only_their_last_four() -> None:
    report = sample_import_report()
    assert report.files[0].accounts == ("Joint brokerage …4821",)
    assert report.files[1].accounts == ("Roth IRA …1096",)
    assert "123456" not in repr(report)
    assert "Z9876" not in repr(report)


def test_what_is_left_to_fill_in_is_kept() -> None:
    assert sample_import_report().asks == ("the tax rates of the household",)
