"""docs/cli.md lists every command with its options, and every exit code."""

from __future__ import annotations

import re
from pathlib import Path

from typer.main import get_command

from trimtab.apps.cli import app
from trimtab.apps.exit_codes import ExitCode

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
ON_EVERY_TABLE = {"--width", "--help"}


def options(command: object) -> set[str]:
    found = {name for parameter in getattr(command, "params", []) for name in parameter.opts}
    return {name for name in found if name.startswith("--")}


def every_command() -> dict[str, object]:
    """Commands by name; those of a group by both names."""
    found: dict[str, object] = {}
    for name, command in getattr(get_command(app), "commands", {}).items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {one}": part for one, part in inner.items()} if inner else {name: command}
    return found


def test_every_command_and_option_is_listed() -> None:
    listed = {
        name: set(re.findall(r"--[\w-]+", rest))
        for name, rest in re.findall(r"^\| `trimtab (data \w+|\w[\w-]*)([^`]*)` \|", TEXT, re.MULTILINE)
    }
    commands = every_command()
    assert listed == {name: options(command) - ON_EVERY_TABLE for name, command in commands.items()}


def test_width_is_where_the_text_says() -> None:
    commands = every_command()
    assert {name for name, command in commands.items() if "--width" not in options(command)} == {
        "report",
        "schema",
        "what-if",
    }


def test_every_exit_code_is_listed() -> None:
    assert {int(code) for code in re.findall(r"^\| (\d) \|", TEXT, re.MULTILINE)} == {
        int(code) for code in ExitCode
    }
