"""Files that a command writes beside its answer: looked at before any work, written wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from os.path import realpath
from pathlib import Path

import typer

from trimtab.apps.exit_codes import ExitCode


def check_outputs(outputs: Iterable[Path | None], inputs: Iterable[Path]) -> None:
    """Leave with WRONG_USAGE where a file cannot be made there, or would replace what the household is read from."""
    wanted = [path for path in outputs if path is not None]
    read = {realpath(path) for path in inputs}
    faults = [fault for path in wanted if (fault := _fault(path, read))]
    if len({realpath(path) for path in wanted}) < len(wanted):
        faults.append("two outputs go into one file: name two")
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(ExitCode.WRONG_USAGE)


def _fault(path: Path, read: set[str]) -> str:
    if path.is_dir():
        return f"{path} cannot be written: it is a folder; name a file in it"
    if not path.parent.is_dir():
        return f"{path}: there is no folder {path.parent}"
    if realpath(path) in read:
        return f"{path} is read by this household, and is kept: choose another name"
    return ""


def write_output(path: Path, text: str) -> None:
    """Write the file; a device or pipe (`/dev/stdout`) is written to, never replaced.

    Leaves with OUTPUT_FAILED where the disk refuses; nothing is half written.
    """
    from trimtab.adapters.household.folder import write_whole

    try:
        if path.exists() and not path.is_file():
            path.write_bytes(text.encode())
        else:
            write_whole(Path(realpath(path)), text.encode(), replace=True)
    except OSError as fault:
        typer.echo(f"{path} cannot be written: {fault.strerror or fault}", err=True)
        raise typer.Exit(ExitCode.OUTPUT_FAILED) from None
