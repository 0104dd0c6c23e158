"""A pytest plugin that imports one file with a mutant in it; the environment names it: `TRIMTAB_MUTANT=file:number`."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tools.mutation.mutants import mutated_tree

_FILE, _, _NUMBER = os.environ["TRIMTAB_MUTANT"].rpartition(":")
_PATH = Path(_FILE).resolve()


class _Mutated(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        return compile(mutated_tree(_PATH, int(_NUMBER)), str(_PATH), "exec", dont_inherit=True)


class _Finder:
    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and Path(spec.origin).resolve() == _PATH:
            spec.loader = _Mutated(name, spec.origin)
        return spec


sys.meta_path.insert(0, _Finder)
