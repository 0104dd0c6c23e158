"""Reading folders, accounting for lines, and storing new files wholly or not at all."""

from __future__ import annotations

from tests.services.builders import MemoryFolder, read
from trimtab.core.problems import error
from trimtab.services.adding import add_files, free_name, store_files
from trimtab.services.household import LoadResult
from trimtab.services.imports import in_file_order, read_folder, unaccounted


def test_a_folder_is_read_in_order_of_name() -> None:
    folder = MemoryFolder({"b.csv": b"x\n", "a.csv": b"y\n"})
    assert [file.name for file in read_folder(folder, read)] == ["a.csv", "b.csv"]


def test_a_file_that_cannot_be_opened_is_a_file_with_that_problem() -> None:
    [file] = read_folder(MemoryFolder({}, ["a.csv"]), read)
    [problem] = file.problems
    assert (problem.code, problem.severity.value) == ("file-unreadable", "error")
    assert "Permission denied" in problem.message


def test_a_line_used_as_nothing_is_an_error() -> None:
    [problem] = unaccounted([read("b.csv", b"x\nlost\n"), read("a.csv", b"x\ny\n")])
    assert problem.code == "lines-unaccounted"
    assert "2 lines, of which 1" in problem.message


def test_the_same_content_is_not_stored_again_and_the_same_name_gets_a_suffix() -> None:
    folder = MemoryFolder({"a.csv": b"old", "b.csv": b"b"})
    done = store_files(
        folder, [("A.csv", b"new"), ("c.csv", b"b"), ("a.csv", b"newer"), ("d.csv", b"new")], False
    )
    assert [(one.name, one.stored_as, one.outcome) for one in done] == [
        ("A.csv", "A-2.csv", "stored"),
        ("c.csv", "b.csv", "same"),
        ("a.csv", "a-3.csv", "stored"),
        ("d.csv", "A-2.csv", "same"),
    ]
    assert folder.files == {"a.csv": b"old", "b.csv": b"b", "A-2.csv": b"new", "a-3.csv": b"newer"}


def test_a_dry_run_stores_nothing_and_says_what_it_would() -> None:
    folder = MemoryFolder({})
    [one] = store_files(folder, [("a.csv", b"x")], True)
    assert one.outcome == "would-store"
    assert folder.files == {}


def test_free_names_keep_their_ending() -> None:
    assert free_name("a.b.csv", {"a.b.csv", "a.b-2.csv"}) == "a.b-3.csv"


def test_an_error_in_any_file_keeps_all_new_ones_out() -> None:
    folder = MemoryFolder({})
    bad = read("b.csv", b"bad\n")
    loaded = LoadResult(None, None, bad.problems, in_file_order([bad, read("a.csv", b"x\n")]))
    result = add_files(folder, [("b.csv", b"bad\n"), ("a.csv", b"x\n")], loaded, False)
    assert result.is_refused
    assert folder.files == {}


def test_what_the_household_still_lacks_keeps_nothing_out() -> None:
    folder = MemoryFolder({"old.csv": b"x\n"})
    lacking = error("account-no-data", "no data", "export it")
    loaded = LoadResult(None, None, (lacking,), in_file_order([read("a.csv", b"y\n")]))
    result = add_files(folder, [("a.csv", b"y\n"), ("again.csv", b"x\n")], loaded, False)
    assert not result.is_refused
    assert set(folder.files) == {"old.csv", "a.csv"}
    assert [p.code for p in result.problems] == ["account-no-data", "file-same"]
    unknown = error("account-unknown", "…9999", "add it")
    assert add_files(folder, [("z.csv", b"z\n")], LoadResult(None, None, (unknown,)), False).is_refused


def test_a_full_disk_is_a_named_error() -> None:
    result = add_files(MemoryFolder({}, full=True), [("a.csv", b"x")], LoadResult(None, None, ()), False)
    assert result.is_refused
    assert [p.code for p in result.problems] == ["store-failed"]
    assert "No space left" in result.problems[0].message
