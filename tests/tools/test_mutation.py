"""The mutation runner: which changes it makes, and that it tells those a test notices from those none does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tools.mutation.mutants import mutants_of, mutated_tree

CODE = '''"""Doc."""

LIMIT = 30


def fee(days: int, names: tuple[str, ...] = (), most: int = 9) -> int:
    """Doc."""
    total = 0
    for name in names:
        if name:
            continue
        total += 1
    if days < LIMIT and not total:
        return max(days - 1, 2)
    raise ValueError("late")
'''
CHANGES = [
    ("", "30", "31"),
    ("", "30", "29"),
    ("", "9", "10"),
    ("", "9", "8"),
    ("fee", "0", "1"),
    ("fee", "0", "-1"),
    ("fee", "total = 0", "total = None"),
    ("fee", "continue", "break"),
    ("fee", "if name:", "if not name:"),
    ("fee", "1", "2"),
    ("fee", "1", "0"),
    ("fee", "total += 1", "pass"),
    ("fee", "days < LIMIT", "days <= LIMIT"),
    ("fee", "days < LIMIT", "days >= LIMIT"),
    ("fee", "not total", "total"),
    ("fee", "days < LIMIT and (not total)", "days < LIMIT or not total"),
    ("fee", "1", "2"),
    ("fee", "1", "0"),
    ("fee", "days - 1", "days + 1"),
    ("fee", "2", "3"),
    ("fee", "2", "1"),
    ("fee", "max(days - 1, 2)", "min(days - 1, 2)"),
    ("fee", "return max(days - 1, 2)", "return None"),
    ("fee", "raise ValueError('late')", "pass"),
]


@pytest.fixture
def module(tmp_path: Path) -> Path:
    file = tmp_path / "fees.py"
    file.write_text(CODE)
    return file


def test_every_place_is_changed_in_its_ways(module: Path) -> None:
    assert [(one.scope, one.before, one.after) for one in mutants_of(module)] == CHANGES


def test_each_mutant_is_the_module_with_one_change(module: Path) -> None:
    texts = {compile(mutated_tree(module, number), "m", "exec").co_code for number in range(len(CHANGES))}
    assert texts
    changed = mutants_of(module)[11]
    assert changed.line == 12
    assert changed.words == f"`{module.as_posix()} fee`: `total += 1` => `pass`"
    with pytest.raises(AssertionError, match="has no mutant 24"):
        mutated_tree(module, len(CHANGES))


TESTS = """from fees import LIMIT, fee


def test_limit():
    assert LIMIT == 30


def test_fee():
    assert fee(20) == 19
    assert fee(29, ["a"]) == 28
"""


def test_a_run_tells_what_no_test_notices(module: Path) -> None:
    """Neither the edge at 30 nor the floor of 2 nor empty names are tested."""
    (module.parent / "test_fees.py").write_text(TESTS)
    root = Path(__file__).resolve().parents[2]
    command = [
        sys.executable,
        "-m",
        "tools.mutation",
        str(module),
        "--tests",
        str(module.parent),
        "--workers",
        "1",
    ]
    done = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{root}:{module.parent}"},
    )
    alive = [line.split("`: ")[1] for line in done.stdout.splitlines() if line.startswith("- ")]
    assert done.returncode == 1, done.stderr
    assert "`days < LIMIT` => `days <= LIMIT` (line 13, NOT NAMED in mutation.md)" in alive
    assert "`2` => `3` (line 14, NOT NAMED in mutation.md)" in alive
    assert not any("30" in one for one in alive)
    assert not any("days - 1" in one for one in alive)
    assert any("no test reaches it" in one and "total += 1" in one for one in alive)
