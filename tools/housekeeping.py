"""Keeps house: sizes, floats, local paths, the feature list, links in the docs. Run by `make test`.

Prints one line per finding as `file:line: words` and ends with 1 if any is an error; a full room is only a warning.
"""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
ROOM_MODULES_MAX = 12
EXACT_ROOMS = ("core/", "ledger/", "tax/", "rebalance/", "simulate/backtest/")
HARMLESS_CALLS = ("isinstance", "get_close_matches")
FLOAT_ROOM = "rebalance/optimize/"
FEATURE_COUNT = 38
FEATURES_SHA256 = "b8501747749f302c61ef9e4b0eaa3e95147e9c194046ffe5b3776c6ab8ed1f0c"
FEATURE_STATES = ("works", "partly", "not yet")
FEATURE_LINE = re.compile(r"^\| (\d+) \| (.+?) \| ([^|]+?) \| ([^|]*?) \|$")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")

# Written in two halves, so that this file does not find itself.
FORBIDDEN = tuple(
    re.compile(first + second)
    for first, second in (
        (r"(?<![\w.])/wo", r"rk/"),
        (r"(?<![\w.{}])/t", r"mp/"),
        (r"(?<![\w.])/ro", r"ot/"),
        (r"/opt/", r"(pypi|wheels)"),
        (r"pypi\.", r"org"),
        (r"python", r"hosted\.org"),
        (r"--(extra-)?index", r"-url"),
        (r"--find", r"-links"),
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing out of place. `warning` findings are shown and do not fail the run."""

    file: str
    line: int
    words: str
    warning: bool = False

    def __str__(self) -> str:
        label = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}: {label}{self.words}"


def sizes(name: str, text: str) -> Iterator[Finding]:
    """Files of more than 600 lines and functions of more than 70."""
    lines = text.count("\n")
    if lines > FILE_LINES_MAX:
        yield Finding(name, 1, f"{lines} lines; {FILE_LINES_MAX} is the most a file may have")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                words = (
                    f"{node.name} has {length} lines; {FUNCTION_LINES_MAX} is the most a function may have"
                )
                yield Finding(name, node.lineno, words)


def sizes_of_c(name: str, text: str) -> Iterator[Finding]:
    """The same of files in C, where a function begins and ends with a brace alone on a line."""
    lines = text.splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield Finding(name, 1, f"{len(lines)} lines; {FILE_LINES_MAX} is the most a file may have")
    begun = 0
    for number, line in enumerate(lines, 1):
        if line == "{":
            begun = number - 1
        if line == "}" and begun:
            if number - begun + 1 > FUNCTION_LINES_MAX:
                words = (
                    f"a function of {number - begun + 1} lines; {FUNCTION_LINES_MAX} is the most one may have"
                )
                yield Finding(name, begun, words)
            begun = 0


def floats(name: str, text: str) -> Iterator[Finding]:
    """Float literals and the name `float` in rooms of exact numbers, except to refuse one or to compare words."""
    tree = ast.parse(text)
    harmless = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HARMLESS_CALLS
        for argument in node.args
        for part in ast.walk(argument)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in harmless:
            yield Finding(name, node.lineno, f"float {node.value!r} in a room of exact numbers")
        if isinstance(node, ast.Name) and node.id == "float" and id(node) not in harmless:
            yield Finding(name, node.lineno, "`float` in a room of exact numbers")


def forbidden(name: str, text: str) -> Iterator[Finding]:
    """Paths of one machine and addresses of package indexes."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern in FORBIDDEN:
            if found := pattern.search(line):
                yield Finding(
                    name, number, f"`{found[0]}` belongs to one machine or one index, not in the repository"
                )


def rooms(names: list[str]) -> Iterator[Finding]:
    """Rooms of more than twelve modules: ask whether it is two rooms."""
    modules = [Path(name) for name in names if name.startswith("src/") and name.endswith(".py")]
    counts = Counter(path.parent.as_posix() for path in modules if path.name != "__init__.py")
    for room, count in sorted(counts.items()):
        if count > ROOM_MODULES_MAX:
            yield Finding(room, 1, f"{count} modules in one room: is it two?", warning=True)


def features(name: str, text: str) -> Iterator[Finding]:
    """Every line of the mission stands in the list, unchanged, with a state; `works` names its command."""
    rows = [
        (number, found)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := FEATURE_LINE.match(line))
    ]
    if [int(found[1]) for _, found in rows] != list(range(1, FEATURE_COUNT + 1)):
        yield Finding(name, 1, f"the list must hold the features 1 to {FEATURE_COUNT}, each once, in order")
        return
    digest = hashlib.sha256("\n".join(found[2] for _, found in rows).encode()).hexdigest()
    if digest != FEATURES_SHA256:
        yield Finding(name, 1, f"the words of a feature changed (now {digest}); only states may change")
    for number, found in rows:
        if found[3] not in FEATURE_STATES:
            yield Finding(name, number, f"state `{found[3]}` is none of {', '.join(FEATURE_STATES)}")
        if found[3] == "works" and "`" not in found[4]:
            yield Finding(name, number, "a feature that works names the command that shows it")


def links(name: str, text: str, root: Path) -> Iterator[Finding]:
    """Links to files that are not there."""
    for number, line in enumerate(text.splitlines(), 1):
        for target in LINK.findall(line):
            if not (root / name).parent.joinpath(target).exists():
                yield Finding(name, number, f"link to `{target}`, which is not there")


def tracked(root: Path) -> list[str]:
    """Names of all files under version control, and new ones that are not ignored."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listing = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return sorted({name for name in listing.split("\0") if name and (root / name).is_file()})


def findings_in(name: str, text: str, root: Path) -> Iterator[Finding]:
    """Everything out of place in one file."""
    yield from forbidden(name, text)
    if name.startswith("src/") and name.endswith(".py"):
        yield from sizes(name, text)
        room = name.removeprefix("src/trimtab/")
        if room.startswith(EXACT_ROOMS) and not room.startswith(FLOAT_ROOM):
            yield from floats(name, text)
    if name.startswith("src/") and name.endswith((".c", ".h")):
        yield from sizes_of_c(name, text)
    if name.endswith(".md"):
        yield from links(name, text, root)
    if name == "docs/features.md":
        yield from features(name, text)


def inspect(root: Path) -> list[Finding]:
    """All findings of the repository at `root`, in order of file and line."""
    names = tracked(root)
    found = list(rooms(names))
    if "docs/features.md" not in names:
        found.append(Finding("docs/features.md", 1, "missing"))
    for name in names:
        try:
            text = (root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found.extend(findings_in(name, text, root))
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.words))


def main() -> int:
    """Print what was found; 1 if anything must change."""
    root = Path(__file__).resolve().parents[1]
    found = inspect(root)
    for finding in found:
        print(finding)
    wrong = [finding for finding in found if not finding.warning]
    print(f"housekeeping: {len(wrong)} to mend, {len(found) - len(wrong)} to think about")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
