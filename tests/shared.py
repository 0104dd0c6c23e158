"""Where the shared samples lie, for tests that read them. They are never copied into the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TRIMTAB_SHARED") or Path(__file__).resolve().parents[2] / "shared")

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason=f"SHARED SAMPLES MISSING: no folder {SHARED}; set TRIMTAB_SHARED to run this test",
)
