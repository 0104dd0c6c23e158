"""What the docs show is what happens: every ```console block is run and compared with what it prints.

A line that starts with `$ ` is a command, the lines below it are its output; a line `...` stands for any lines,
`...` within a line for any text. Blocks of one document run in order, in one copy of the examples, at 100 columns
and without colours.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A command as a document shows it, with the line it stands on and the output it promises."""

    line: int
    command: str
    output: tuple[str, ...]


def shown_in(text: str) -> list[Shown]:
    found = []
    for block in BLOCK.finditer(text):
        first = text[: block.start(1)].count("\n") + 1
        lines = block[1].splitlines()
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
        assert starts[:1] == [0], f"line {first}: a console block starts with a command"
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            output = tuple(line.rstrip() for line in lines[start + 1 : end])
            found.append(Shown(first + start, lines[start][2:], output))
    return found


def matches(expected: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether the printed lines are the expected ones, `...` standing for any lines or any text."""
    pattern = "".join("(?:.*\n)*?" if line.strip() == "..." else _line_pattern(line) for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def _line_pattern(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.split("...")) + "\n"


def environment(home: Path) -> dict[str, str]:
    scripts = Path(sys.executable).parent
    kept = {key: os.environ[key] for key in ("LANG", "SYSTEMROOT") if key in os.environ}
    return kept | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHONUTF8": "1",
    }


def documents_with_commands() -> list[Path]:
    return [path for path in DOCUMENTS if path.exists() and shown_in(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "path", documents_with_commands(), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_the_commands_print_what_is_shown(path: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for shown in shown_in(path.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["bash", "-c", shown.command], cwd=tmp_path, env=environment(tmp_path),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        printed = tuple(line.rstrip() for line in done.stdout.splitlines())
        where = f"{path.relative_to(ROOT)}:{shown.line}: $ {shown.command}"
        assert done.returncode == 0, f"{where}\nended with {done.returncode}:\n{done.stdout}"
        if not matches(shown.output, printed):
            difference = "\n".join(
                difflib.unified_diff(shown.output, printed, "shown", "printed", lineterm="")
            )
            pytest.fail(f"{where}\n{difference}", pytrace=False)


def test_the_readme_is_run() -> None:
    assert ROOT / "README.md" in documents_with_commands()


def test_a_wrong_line_would_be_seen() -> None:
    printed = ("one", "two", "three")
    assert matches(("one", "...", "three"), printed)
    assert matches(("...",), printed)
    assert matches(("one", "two", "...", "three", "..."), printed)
    assert matches(("o...", "t...o", "three"), printed)
    assert not matches(("o...", "three"), printed)
    assert not matches(("one", "three"), printed)
    assert not matches(("one", "two"), printed)
    assert not matches(("one", "two", "3.00"), printed)


def test_commands_are_found_with_their_output() -> None:
    text = "a\n```console\n$ echo 1\n1\n$ true\n```\n```sh\n$ not run\n```\n"
    assert shown_in(text) == [Shown(3, "echo 1", ("1",)), Shown(5, "true", ())]
