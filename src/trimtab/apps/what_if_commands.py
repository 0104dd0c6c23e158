"""The command for many what-ifs on one household: lines in, lines out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from trimtab.apps.common import HouseholdPath, load, refuse, write
from trimtab.apps.exit_codes import ExitCode

commands = typer.Typer()


@commands.command(
    "what-if",
    short_help="Answer many nudges of the policy, one JSON line each.",
    epilog='Example: echo "target bonds=0.35 stocks.us=0.45" | trimtab what-if household.toml',
)
def what_if(
    household: HouseholdPath,
    lines: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A file with one question a line; default: standard input."),
    ] = None,
) -> None:
    """Open the household once and say, for each line, what a policy nudged like that would trade and cost.

    A line names tables of the household file and their keys: target bonds=0.35 stocks.us=0.45 policy how_far=band_edge.
    Each line is answered at once, faults too; the next is answered whatever was wrong with the one before.
    """
    from trimtab.adapters.render.what_if_json import what_if_line
    from trimtab.bootstrap import case_of
    from trimtab.core.problems import errors_in
    from trimtab.reports.labels import Masks
    from trimtab.services.what_if import answers

    case, problems = case_of(load(household, as_json=True))
    if errors_in(problems):
        refuse(problems, as_json=True)
    masks = Masks(case.household)
    with _read(lines) as asked:
        for answered in answers(case, asked):
            write(what_if_line(answered, masks))


@contextmanager
def _read(path: Path | None) -> Iterator[TextIO]:
    """The lines of the file, or of standard input; or leave, where the file cannot be read."""
    if path is None:
        yield typer.get_text_stream("stdin")
        return
    try:
        stream = path.open(encoding="utf-8-sig")
    except OSError as fault:
        typer.echo(f"{path} cannot be read: {fault.strerror or fault}", err=True)
        raise typer.Exit(ExitCode.WRONG_USAGE) from None
    with stream:
        yield stream
