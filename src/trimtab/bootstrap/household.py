"""The household file, the exports beside it, and what is written into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.bootstrap.instruments import catalogue
from trimtab.core.problems import Problem, Source, error, note

if TYPE_CHECKING:
    from trimtab.adapters.household.read import HouseholdRead
    from trimtab.adapters.imports.column_map import ColumnMap
    from trimtab.core.statement import ParsedFile
    from trimtab.services.adding import ImportResult
    from trimtab.services.household import LoadResult
    from trimtab.services.init import InitResult
    from trimtab.services.ports import ExportReader

HOUSEHOLD_NAME = "household.toml"


def load_household(path: Path, changes: Mapping[str, object] | None = None) -> LoadResult:
    """Read a household file and the exports beside it; `changes` stand in for what the household file says.

    Never raises for what the files hold: every problem of every file is in the result, in one run.
    """
    from trimtab.services.household import load

    read, problems = _household_file(path, changes)
    parsed, found = _exports(path, read)
    return load(read.spec, [*problems, *read.problems, *found], parsed, catalogue())


def policy_changes(words: str) -> Mapping[str, object]:
    """Another policy in words: `KEY=VALUE,...`, or the name of a .toml file with `[policy]` in it.

    Raises BadInputError where it is neither, OSError where the file cannot be read.
    """
    from trimtab.adapters.household import policy_words
    from trimtab.adapters.household.folder import read_bytes

    if words.endswith(".toml"):
        return policy_words.policy_file(words, read_bytes(Path(words)))
    return policy_words.policy_changes(words)


def import_files(path: Path, files: Sequence[Path], dry_run: bool = False) -> ImportResult:
    """Read all exports of the household and `files`; where every file is good, copy `files` into the folder.

    Nothing is stored with an error in any file, in an account's match, or in the household file's form. What the
    household still lacks otherwise (an account without data) is in `problems`, and keeps nothing out.
    """
    from trimtab.adapters.household.folder import DiskFolder
    from trimtab.services.adding import add_files
    from trimtab.services.household import load

    read, problems = _household_file(path)
    parsed, found = _exports(path, read)
    new, unreadable = _new_files(files)
    reader = _reader(read)
    fresh = [reader(name, data) for name, data in new]
    result = load(read.spec, [*problems, *read.problems, *found, *unreadable], [*parsed, *fresh], catalogue())
    folder = DiskFolder(path.parent / read.exports) if read.exports else None
    return add_files(folder, new, result, dry_run)


def init_folder(folder: Path, force: bool = False) -> InitResult:
    """Write household.toml and its schema into a folder of exports. An existing file is kept unless forced.

    Raises OSError where the folder cannot be read or written.
    """
    from trimtab.adapters.household.folder import DiskFolder, write_whole
    from trimtab.adapters.household.writer import SCHEMA_NAME, household_toml, schema_json
    from trimtab.services.imports import read_folder
    from trimtab.services.init import draft_household, init_result

    if not folder.is_dir():
        problem = error("folder-missing", "there is no such folder", "name a folder", Source(folder.name))
        return init_result((), draft_household((), catalogue(), "."), (), [problem])
    disk = DiskFolder(folder)
    parsed = read_folder(disk, _read_with(()))
    draft = draft_household(parsed, catalogue(), ".")
    target = folder / HOUSEHOLD_NAME
    problems = [*_subfolder_notes(disk.subfolders())]
    if target.exists() and not force:
        words = f"{HOUSEHOLD_NAME} exists already and is kept"
        problems.append(
            error("household-exists", words, "add --force to write it anew", Source(HOUSEHOLD_NAME))
        )
        return init_result(parsed, draft, (), problems)
    write_whole(target, household_toml(draft).encode(), replace=True)
    write_whole(folder / SCHEMA_NAME, schema_json().encode(), replace=True)
    return init_result(parsed, draft, (HOUSEHOLD_NAME, SCHEMA_NAME), problems)


def input_files(path: Path) -> list[Path]:
    """The household file and the exports it is read with, as far as they are there; no answer may replace them."""
    from trimtab.adapters.household.folder import DiskFolder

    read, _ = _household_file(path)
    folder = path.parent / read.exports
    if not read.exports or not folder.is_dir():
        return [path]
    return [path, *(folder / name for name in DiskFolder(folder).names())]


def household_with_target(path: Path, target: Mapping[str, Decimal], comment: str) -> str:
    """The text of the household file with another target, after a check that it loads as well as it did.

    Raises BadInputError with every problem otherwise, and OSError.
    """
    from trimtab.adapters.catalogue import ready_target
    from trimtab.adapters.household.read import read_household
    from trimtab.adapters.household.target_writer import with_target
    from trimtab.core.problems import BadInputError
    from trimtab.services.household import load

    text = path.read_bytes().decode("utf-8-sig")
    made = with_target(path.name, text, target, comment)
    read = read_household(path.name, made.encode(), ready_target)
    parsed, found = _exports(path, read)
    loaded = load(read.spec, [*read.problems, *found], parsed, catalogue())
    if loaded.policy is None or loaded.household is None:
        raise BadInputError(loaded.problems)
    return made


def _household_file(
    path: Path, changes: Mapping[str, object] | None = None
) -> tuple[HouseholdRead, list[Problem]]:
    from trimtab.adapters.catalogue import ready_target
    from trimtab.adapters.household.folder import read_bytes
    from trimtab.adapters.household.read import HouseholdRead, read_household

    try:
        data = read_bytes(path)
    except OSError as fault:
        words = f"the household file cannot be opened: {fault.strerror or fault}"
        remedy = "make one from a folder of exports: trimtab init FOLDER"
        problem = error("household-missing", words, remedy, Source(path.name))
        return HouseholdRead(None, "", (), ()), [problem]
    return read_household(path.name, data, ready_target, changes), []


def _exports(path: Path, read: HouseholdRead) -> tuple[tuple[ParsedFile, ...], list[Problem]]:
    from trimtab.adapters.household.folder import DiskFolder
    from trimtab.services.imports import read_folder

    if not read.exports:
        return (), []
    disk = DiskFolder(path.parent / read.exports)
    try:
        return read_folder(disk, _reader(read)), _subfolder_notes(disk.subfolders())
    except OSError as fault:
        if read.spec is not None and not any(account.number for account in read.spec.accounts):
            return (), []
        words = f'the exports folder "{read.exports}" cannot be read: {fault.strerror or fault}'
        remedy = f'put the downloads into a folder "{read.exports}" beside {path.name}, or change exports = …'
        return (), [error("exports-missing", words, remedy, Source(path.name))]


def _subfolder_notes(names: Sequence[str]) -> list[Problem]:
    if not names:
        return []
    words = f"folders inside the exports folder are not read: {', '.join(names)}"
    return [note("subfolder-skipped", words, "move their files up if they belong to the household")]


def _reader(read: HouseholdRead) -> ExportReader:
    return _read_with(read.column_maps)


def _read_with(column_maps: Sequence[ColumnMap]) -> ExportReader:
    """Reads by the user's column maps and known layouts; file names are masked like account numbers."""
    from trimtab.adapters.imports.cells import masked
    from trimtab.adapters.imports.registry import read_export

    def read(name: str, data: bytes) -> ParsedFile:
        return replace(read_export(name, data, column_maps), name=masked(name))

    return read


def _new_files(files: Sequence[Path]) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    from trimtab.adapters.household.folder import read_bytes

    new: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            new.append((file.name, read_bytes(file)))
        except OSError as fault:
            words = f"the file cannot be opened: {fault.strerror or fault}"
            problems.append(
                error("file-unreadable", words, "check its name and permissions", Source(file.name))
            )
    return new, problems
