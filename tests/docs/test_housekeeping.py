"""The tool that keeps house finds what it is for."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def keeper() -> ModuleType:
    spec = importlib.util.spec_from_file_location("housekeeping", ROOT / "tools" / "housekeeping.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["housekeeping"] = module
    spec.loader.exec_module(module)
    return module


def test_long_files_and_functions(keeper: ModuleType) -> None:
    lines = "x = 1\n" * 601
    assert [f.line for f in keeper.sizes("src/a.py", lines)] == [1]
    assert not list(keeper.sizes("src/a.py", lines[:-6]))
    long = "\n\ndef long():\n" + "    x = 1\n" * 70
    assert [f.line for f in keeper.sizes("src/a.py", long)] == [3]
    assert not list(keeper.sizes("src/a.py", "def fits():\n" + "    x = 1\n" * 69))


def test_long_files_and_functions_in_c(keeper: ModuleType) -> None:
    lines = "int x;\n" * 601
    assert [f.line for f in keeper.findings_in("src/a.h", lines, ROOT)] == [1]
    long = "\nint long(void)\n{\n" + "    x();\n" * 68 + "}\n"
    assert [f.line for f in keeper.findings_in("src/a.c", long, ROOT)] == [2]
    assert not list(keeper.findings_in("src/a.c", long.replace("    x();\n", "", 1) * 2, ROOT))


def test_floats_in_exact_rooms_only(keeper: ModuleType) -> None:
    text = "a = 0.5\nb = float('1')\nc: float = 1\nd = 5\n"
    for room in ("core/a.py", "tax/a.py", "ledger/a.py", "rebalance/a.py"):
        found = keeper.findings_in(f"src/trimtab/{room}", text, ROOT)
        assert sorted(f.line for f in found) == [1, 2, 3]
    for room in ("rebalance/optimize/a.py", "adapters/a.py"):
        assert not list(keeper.findings_in(f"src/trimtab/{room}", text, ROOT))
    assert not list(keeper.floats("a.py", "near = get_close_matches(word, words, 3, 0.5)\n"))
    assert not list(keeper.floats("a.py", "assert not isinstance(amount, (int, float))\n"))


@pytest.mark.parametrize(
    "parts",
    [
        ("see /wo", "rk/main"),
        ("in /t", "mp/x"),
        ("/ro", "ot/.config"),
        ("https://pypi.", "org/simple"),
        ("--index", "-url x"),
    ],
)
def test_paths_of_one_machine_and_index_addresses(keeper: ModuleType, parts: tuple[str, str]) -> None:
    assert [f.line for f in keeper.forbidden("a.md", "fine\n" + "".join(parts))] == [2]


def test_own_paths_are_fine(keeper: ModuleType) -> None:
    assert not list(keeper.forbidden("a.md", "src/framework/a.py, docs/root/x and $(TMPDIR)/trimtab"))


def test_a_full_room_is_a_warning(keeper: ModuleType) -> None:
    names = [f"src/trimtab/core/m{i}.py" for i in range(12)] + ["src/trimtab/core/__init__.py"]
    assert not list(keeper.rooms(names))
    (found,) = keeper.rooms([*names, "src/trimtab/core/one_more.py"])
    assert found.warning


def test_the_feature_list_keeps_every_line(keeper: ModuleType) -> None:
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    assert not list(keeper.features("features.md", text))
    lost = "\n".join(line for line in text.splitlines() if not line.startswith("| 22 |"))
    assert list(keeper.features("features.md", lost))
    assert list(keeper.features("features.md", text.replace("Glide path", "Glidepath")))
    assert list(keeper.features("features.md", text.replace("| not yet |", "| soon |", 1)))
    assert list(
        keeper.features("features.md", text.replace("| works | `trimtab drift` |", "| works | yes |"))
    )


def test_dead_links(keeper: ModuleType) -> None:
    text = "[a](docs/features.md) [b](docs/gone.md) [c](https://example.org/x) [d](#here) [e](README.md#x)"
    assert [f.words for f in keeper.links("README.md", text, ROOT)] == [
        "link to `docs/gone.md`, which is not there"
    ]


def test_a_repository_without_its_feature_list_fails(keeper: ModuleType, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert [f.file for f in keeper.inspect(tmp_path)] == ["docs/features.md"]
