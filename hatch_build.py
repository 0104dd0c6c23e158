"""Compiles the kernel of the optimiser (src/trimtab/rebalance/optimize/kernel) when trimtab is installed or built.

`$CC`, cc, gcc or clang, whichever is there first; else zig's C compiler, if the package ziglang is installed.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNEL = Path("src/trimtab/rebalance/optimize/kernel")
BUILT = KERNEL / "kernel.so"  # on every system; git ignores it
# No fused, no reordered arithmetic: the same bits from every compiler.
FLAGS = ("-std=c11", "-O2", "-ffp-contract=off", "-fPIC", "-shared")
REMEDY = """trimtab has a part in C and found no compiler. Install one (Debian, Ubuntu: apt install gcc; macOS:
xcode-select --install), or, without rights on the machine, zig's: pip install -r requirements-compiler.lock"""


def compiler() -> list[str]:
    """The command of a C compiler. Raises RuntimeError where there is none."""
    if wanted := os.environ.get("CC"):
        return shlex.split(wanted)
    for name in ("cc", "gcc", "clang"):
        if found := shutil.which(name):
            return [found]
    if importlib.util.find_spec("ziglang"):
        return [sys.executable, "-m", "ziglang", "cc"]
    raise RuntimeError(REMEDY)


def compile_kernel(root: Path) -> None:
    """Put the shared object beside its sources. Raises RuntimeError with what the compiler said."""
    sources = sorted(str(path) for path in (root / KERNEL).glob("*.c"))
    built = root / BUILT
    unfinished = built.with_name(f"{built.name}.{os.getpid()}")
    command = [*compiler(), *FLAGS, "-o", str(unfinished), *sources, "-lm"]
    try:
        with tempfile.TemporaryDirectory() as cache:
            places = {"ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache}
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, env=os.environ | places
            )
        if done.returncode:
            raise RuntimeError(f"{shlex.join(command)} failed:\n{done.stdout}{done.stderr}")
        unfinished.replace(built)
    except OSError as error:
        raise RuntimeError(f"{shlex.join(command[:1])} cannot be run: {error}\n{REMEDY}") from error
    finally:
        unfinished.unlink(missing_ok=True)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling for wheels, and for `pip install -e .`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile; the wheel is then for this system, and for every Python 3."""
        compile_kernel(Path(self.root))
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
        build_data["artifacts"].append(BUILT.as_posix())
