"""All benchmarks, one after the other: `make bench`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import ledger, plan, speed, startup, throughput

if __name__ == "__main__":
    startup.main([])
    plan.main([])
    speed.main([])
    throughput.main([])
    ledger.main([])
