"""The same plan to the byte from any process: hash seed, time zone and threads of the machine change nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests import plan_bytes

FIRST, LAST = 8100, 8115
PLACES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "OMP_NUM_THREADS": "8", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "random", "TZ": "America/New_York", "OMP_NUM_THREADS": "2", "PYTHONUTF8": "1"},
)


def test_random_households_plans_are_the_same_bytes_everywhere() -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.plan_bytes", str(FIRST), str(LAST)]
    printed = [
        subprocess.run(command, env=os.environ | place, cwd=root, capture_output=True, check=True).stdout
        for place in PLACES
    ]
    here = plan_bytes.lines(range(FIRST, LAST))
    backwards = plan_bytes.lines(reversed(range(FIRST, LAST)))[::-1]
    assert here == backwards, "what was planned before changes nothing"
    assert all(text.decode().splitlines() == here for text in printed)
    assert sum(line.endswith(" optimum") for line in here) > len(here) / 2
