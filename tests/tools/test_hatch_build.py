"""The build: which compiler, what it makes, and what is said where it cannot."""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from trimtab.rebalance.optimize.kernel import VERSION

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("CC", raising=False)
    return module


def only(monkeypatch: pytest.MonkeyPatch, build: ModuleType, *, on_path: str = "", zig: bool = False) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: f"/bin/{name}" if name == on_path else None)
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda name: zig or None)


def test_the_first_compiler_there_is(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, build, on_path="clang", zig=True)
    assert build.compiler() == ["/bin/clang"]
    only(monkeypatch, build, zig=True)
    assert build.compiler() == [sys.executable, "-m", "ziglang", "cc"]
    monkeypatch.setenv("CC", "ccache 'my cc'")
    assert build.compiler() == ["ccache", "my cc"]


def test_no_compiler_names_the_remedies(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, build)
    with pytest.raises(RuntimeError, match=r"apt install gcc.*\n.*requirements-compiler\.lock"):
        build.compiler()


def copied(tmp_path: Path, build: ModuleType) -> Path:
    shutil.copytree(ROOT / build.KERNEL, tmp_path / build.KERNEL, ignore=shutil.ignore_patterns("*.so*"))
    return tmp_path / build.KERNEL


def test_what_is_compiled_can_be_loaded(build: ModuleType, tmp_path: Path) -> None:
    room = copied(tmp_path, build)
    build.compile_kernel(tmp_path)
    assert ctypes.CDLL(str(room / "kernel.so")).kernel_version() == VERSION
    assert not list(room.glob("kernel.so.*"))


def test_what_the_compiler_says_is_told(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = copied(tmp_path, build)
    (room / "region.c").write_text("this is not C\n")
    with pytest.raises(RuntimeError, match=r"region\.c"):
        build.compile_kernel(tmp_path)
    assert not list(room.glob("kernel.so*"))
    monkeypatch.setenv("CC", str(tmp_path / "nowhere"))
    with pytest.raises(RuntimeError, match="cannot be run"):
        build.compile_kernel(tmp_path)
