"""A folder of exports in memory, and a reader for it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from tests.ledger.builders import export
from trimtab.core.problems import Source, error
from trimtab.core.statement import LineKind, ParsedFile


class MemoryFolder:
    """Files by name; `unreadable` names cannot be opened, `full` refuses to store."""

    def __init__(
        self, files: Mapping[str, bytes], unreadable: Sequence[str] = (), full: bool = False
    ) -> None:
        self.files = dict(files)
        self.unreadable = unreadable
        self.full = full

    def names(self) -> Sequence[str]:
        return list(reversed([*self.files, *self.unreadable]))

    def read(self, name: str) -> bytes:
        if name in self.unreadable:
            raise OSError(13, "Permission denied")
        return self.files[name]

    def add(self, name: str, data: bytes) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        if name in self.files:
            raise FileExistsError(name)
        self.files[name] = data


def read(name: str, data: bytes) -> ParsedFile:
    """A file whose lines are all headers; `bad` in it is an error, `lost` a line unaccounted for."""
    count = data.count(b"\n")
    problems = (error("bad", "bad", "fix", Source(name, 1)),) if b"bad" in data else ()
    made = export(name=name, sha=hashlib.sha256(data).hexdigest(), problems=problems, numbers=("12344821",))
    lines = {LineKind.HEADER: count - data.count(b"lost")}
    object.__setattr__(made, "line_count", count)
    object.__setattr__(made, "lines", lines)
    return made
