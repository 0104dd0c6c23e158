"""The folder on disk: what counts as an export, and that nothing is half written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from trimtab.adapters.household.folder import DiskFolder, write_whole


def test_hidden_files_folders_and_own_files_are_not_exports(tmp_path: Path) -> None:
    for name in (
        "b.csv",
        "a.OFX",
        ".hidden.csv",
        "household.toml",
        "household.schema.json",
        "trimtab-plan.csv",
    ):
        (tmp_path / name).write_text("x")
    (tmp_path / "old").mkdir()
    assert DiskFolder(tmp_path).names() == ["a.OFX", "b.csv"]
    assert DiskFolder(tmp_path).subfolders() == ["old"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    inside = tmp_path / "exports"
    inside.mkdir()
    (inside / "a.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="out of the folder"):
        DiskFolder(inside).read("a.csv")


def test_adding_never_replaces(tmp_path: Path) -> None:
    folder = DiskFolder(tmp_path)
    folder.add("a.csv", b"one")
    with pytest.raises(FileExistsError):
        folder.add("a.csv", b"two")
    assert folder.read("a.csv") == b"one"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_adding_works_on_disks_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", refuse)
    folder = DiskFolder(tmp_path)
    folder.add("a.csv", b"one")
    with pytest.raises(FileExistsError):
        folder.add("a.csv", b"two")
    assert folder.read("a.csv") == b"one"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_at_any_step_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if step == "replace" else os, step, fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(target, b"new", replace=True)
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_link_that_leads_nowhere_and_a_pipe_are_told_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    folder = DiskFolder(tmp_path)
    assert folder.names() == ["gone.csv", "loop.csv", "pipe.csv"]
    for name in folder.names():
        with pytest.raises(OSError, match="leads nowhere"):
            folder.read(name)


def test_a_trade_list_of_our_own_is_known_by_how_it_begins_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes(b"batch_id,order_id,household,account\r\n")
    (tmp_path / "plan.csv").write_bytes(b"Symbol,Quantity\r\n")
    (tmp_path / "plan.json").write_bytes(b"{}")
    assert DiskFolder(tmp_path).names() == ["plan.csv"]
