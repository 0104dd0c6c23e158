"""The folder of exports on disk: what to read in it, and writing that leaves nothing half done."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

READ_AT_MOST_BYTES = 200_000_000  # ten times the importers' limit: enough to say how large a file is
OWN_FILES = ("*.toml", "*.schema.json", "trimtab-*", "plan.json", "plan.txt", "*.html")
OWN_BEGINNING = b"batch_id,order_id,household,"  # the trade list of `plan --csv`


class DiskFolder:
    """A folder of exports. Subfolders, hidden files and what trimtab itself writes are not exports."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> Sequence[str]:
        """Names of all that may be exports, in order of name, links that lead nowhere among them.

        Raises OSError where there is no folder.
        """
        return sorted(
            entry.name
            for entry in self._path.iterdir()
            if not entry.is_dir() and not _is_own(entry.name) and not _is_own_answer(entry)
        )

    def subfolders(self) -> Sequence[str]:
        """Names of folders inside, which are not read."""
        return sorted(entry.name for entry in self._path.iterdir() if entry.is_dir() and entry.name[0] != ".")

    def read(self, name: str) -> bytes:
        """The content of a file. Raises OSError, also for a link that leads nowhere or out of the folder."""
        path = self._path / name
        if not path.is_file():
            raise OSError(0, "it is no file, but a link that leads nowhere, or a device")
        if not path.resolve().is_relative_to(self._path.resolve()):
            raise OSError(0, "it is a link that leads out of the folder")
        return read_bytes(path)

    def add(self, name: str, data: bytes) -> None:
        """Store a new file, wholly or not at all. Raises FileExistsError rather than replace one."""
        write_whole(self._path / name, data, replace=False)


def _is_own(name: str) -> bool:
    return name.startswith((".", "~$")) or any(fnmatchcase(name.casefold(), pattern) for pattern in OWN_FILES)


def _is_own_answer(path: Path) -> bool:
    """Whether it is a trade list that trimtab wrote; what cannot be opened is told when it is read."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(len(OWN_BEGINNING)) == OWN_BEGINNING
    except OSError:
        return False


def read_bytes(path: Path) -> bytes:
    """A file's content, as far as it is of any use to look at it. Raises OSError."""
    with path.open("rb") as stream:
        return stream.read(READ_AT_MOST_BYTES)


def write_whole(path: Path, data: bytes, replace: bool) -> None:
    """Write a file so that after a crash it is there wholly or not at all.

    Writes beside it, syncs, then moves it into place and syncs the folder. Raises FileExistsError where it may
    not replace, and OSError.
    """
    handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(0o600)
        if replace:
            Path(beside).replace(path)
        else:
            _place_new(Path(beside), path)
    finally:
        Path(beside).unlink(missing_ok=True)
    _sync_folder(path.parent)


def _place_new(beside: Path, path: Path) -> None:
    """Move into place only where nothing is; a plain rename where the disk knows no hard links."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path.name) from None
        beside.replace(path)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
