"""Same input, same bytes: whatever the hash seed, time zone and locale, the names of files, and the order of rows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RIVERA = Path(__file__).resolve().parents[2] / "examples" / "rivera"
PLACES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "OMP_NUM_THREADS": "1"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "OMP_NUM_THREADS": "8"},
    {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"},
)
Outputs = tuple[bytes, bytes, bytes]


def started(household: Path, out: Path, place: dict[str, str]) -> subprocess.Popen[bytes]:
    """A plan on its way, in a process of its own."""
    out.mkdir()
    command = [sys.executable, "-m", "trimtab", "plan", str(household), "--json"]
    files = ["--html", str(out / "plan.html"), "--csv", str(out / "trades.csv")]
    return subprocess.Popen(
        [*command, *files], env=os.environ | place, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finished(process: subprocess.Popen[bytes], out: Path) -> Outputs:
    """What it said: JSON, page and CSV."""
    printed, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint.decode()
    return printed, (out / "plan.html").read_bytes(), (out / "trades.csv").read_bytes()


def copied(tmp_path: Path, name: str) -> Path:
    shutil.copytree(RIVERA, tmp_path / name)
    return tmp_path / name / "household.toml"


def test_any_machine_gives_the_same_bytes(tmp_path: Path) -> None:
    household = copied(tmp_path, "rivera")
    results = []
    for start in range(0, len(PLACES), 2):
        pair = PLACES[start : start + 2]
        outs = [tmp_path / f"out-{start}-{number}" for number in range(len(pair))]
        running = [started(household, out, place) for out, place in zip(outs, pair, strict=True)]
        results += [finished(process, out) for process, out in zip(running, outs, strict=True)]
    assert all(result == results[0] for result in results[1:])
    assert all(len(part) > 1000 for part in results[0])


def renamed(household: Path) -> None:
    """Other names, so that files come in another order; those whose names say the account keep that part."""
    exports = household.parent / "exports"
    for old, new in {
        "Portfolio_Positions_Nov-20-2026.csv": "zz Portfolio_Positions_Nov-20-2026.csv",
        "Accounts_History.csv": "zz.csv",
        "OfxDownload-Brightwater-401k.qfx": "a.qfx",
    }.items():
        (exports / old).rename(exports / new)


def reordered(household: Path) -> None:
    """Rows of tables turned round, between the header and what follows the table."""
    exports = household.parent / "exports"
    for name, header in {
        "Portfolio_Positions_Nov-20-2026.csv": "Account Number",
        "Accounts_History.csv": "Run Date",
    }.items():
        lines = (exports / name).read_bytes().split(b"\r\n")
        first = next(n for n, line in enumerate(lines) if header.encode() in line) + 1
        last = next((n for n in range(first, len(lines)) if not lines[n]), len(lines))
        assert last - first > 3
        lines[first:last] = lines[first:last][::-1]
        (exports / name).write_bytes(b"\r\n".join(lines))


@pytest.mark.parametrize("change", [renamed, reordered])
def test_names_of_files_and_order_of_rows_change_no_trade(tmp_path: Path, change: Any) -> None:
    plain, other = copied(tmp_path, "plain"), copied(tmp_path, "other")
    change(other)
    ran = [started(path, path.parent / "out", PLACES[0]) for path in (plain, other)]
    first, second = (
        finished(process, p.parent / "out") for process, p in zip(ran, (plain, other), strict=True)
    )
    assert first[2] == second[2]
    told = [json.loads(outputs[0]) for outputs in (first, second)]
    for plan in told:  # problems name the file and line they come from
        del plan["problems"]
    assert told[0] == told[1]
