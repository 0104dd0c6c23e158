"""Adding new exports to the household's folder: all of them or, with an error in any file, none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from trimtab.core.problems import Problem, Source, error, errors_in, in_order, note
from trimtab.core.statement import ParsedFile
from trimtab.services.household import LoadResult
from trimtab.services.ports import ExportsFolder

JOIN_CODES = frozenset(
    {"account-unknown", "account-ambiguous", "account-number-twice", "positions-conflict", "lots-conflict"}
)
"""Errors of joining files that keep new files out, beside the errors inside files."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What was done with one new file: `stored` under `stored_as`, or `same` as a file already there."""

    name: str
    stored_as: str
    outcome: str  # stored, same, would-store


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The report of an import. `is_refused`: errors in the files kept all new ones out."""

    parsed: tuple[ParsedFile, ...]
    stored: tuple[StoredFile, ...]
    problems: tuple[Problem, ...]
    is_refused: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing stops the household from being loaded."""
        return not errors_in(self.problems)


def add_files(
    folder: ExportsFolder | None, new: Sequence[tuple[str, bytes]], loaded: LoadResult, dry_run: bool
) -> ImportResult:
    """Store the new files where every file of the household is good; `loaded` was read with them.

    What the household lacks beyond its files (an account without data, a price) stays in `problems` and keeps
    nothing out. A disk that fails is an error too; files stored before it stay whole.
    """
    problems = list(loaded.problems)
    if folder is None or any(_keeps_out(problem, loaded.parsed) for problem in errors_in(problems)):
        return ImportResult(loaded.parsed, (), in_order(problems), bool(new))
    try:
        stored = store_files(folder, new, dry_run)
    except OSError as fault:
        words = f"the new files cannot be stored: {fault.strerror or fault}"
        problems.append(error("store-failed", words, "check the exports folder and the disk's free space"))
        return ImportResult(loaded.parsed, (), in_order(problems), True)
    return ImportResult(loaded.parsed, stored, in_order([*problems, *same_content_notes(stored)]), False)


def _keeps_out(problem: Problem, files: Sequence[ParsedFile]) -> bool:
    if problem.code in JOIN_CODES or problem.code.startswith(("household-", "file-", "exports-", "lines-")):
        return True
    return any(problem in file.problems for file in files)


def store_files(
    folder: ExportsFolder, new: Sequence[tuple[str, bytes]], dry_run: bool
) -> tuple[StoredFile, ...]:
    """Add new files to the folder: the same content is not stored again, another under the same name gets a suffix.

    Raises OSError; files stored before it stay whole.
    """
    names = {name: hashlib.sha256(folder.read(name)).hexdigest() for name in sorted(folder.names())}
    by_hash = {sha256: name for name, sha256 in sorted(names.items(), reverse=True)}
    taken = {name.casefold() for name in names}
    done: list[StoredFile] = []
    for name, data in new:
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in by_hash:
            done.append(StoredFile(name, by_hash[sha256], "same"))
            continue
        target = free_name(name, taken)
        if not dry_run:
            folder.add(target, data)
        taken.add(target.casefold())
        by_hash[sha256] = target
        done.append(StoredFile(name, target, "would-store" if dry_run else "stored"))
    return tuple(done)


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the name with `-2`, `-3` before its ending where it is taken (case does not tell apart)."""
    path, number, found = PurePath(name), 2, name
    while found.casefold() in taken:
        found = f"{path.stem}-{number}{path.suffix}"
        number += 1
    return found


def same_content_notes(stored: Sequence[StoredFile]) -> list[Problem]:
    """Say of each file that was there already that nothing was done."""
    return [
        note("file-same", f"{one.name} is in the folder already, as {one.stored_as}", "", Source(one.name))
        for one in stored
        if one.outcome == "same"
    ]
