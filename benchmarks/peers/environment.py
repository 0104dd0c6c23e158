"""A peer's own Python: made with pip where it is missing, and never trimtab's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.catalogue import Peer

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class NoPlanError(Exception):
    """Why a peer gave no plan, in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer proposes: processor seconds, and orders as (security, dollars; sold negative)."""

    seconds: float
    orders: tuple[tuple[str, float], ...]


def python_of(peer: Peer, folder: Path, *, install: bool) -> Path:
    """The Python that has the peer; raises NoPlanError where there is none and none is to be, or can be, made."""
    home = folder / peer.package
    python = home / "bin" / "python"
    if peer.needs and not (home / "source").is_dir():
        raise NoPlanError(f"it is in no registry, and its own files are not in {home / 'source'}")
    if all(_has(python, requirement) for requirement in peer.requirements):
        return python
    if not install:
        raise NoPlanError(f"{', '.join(peer.requirements)} not in {home}; --install puts it there")
    _try([sys.executable, "-m", "venv", str(home)])
    _try([str(python), "-m", "pip", "install", "--quiet", *peer.requirements])
    return python


def ask(peer: Peer, python: Path, household: Path, limit_seconds: float) -> Answer:
    """Have the peer plan the household in a process of its own, on one thread; raises NoPlanError where it does not."""
    command = [str(python), str(peer.adapter), str(household), *peer.words]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit_seconds, env=os.environ | ONE_THREAD
        )
    except subprocess.TimeoutExpired:
        raise NoPlanError(f"no plan after {limit_seconds:.0f} s") from None
    if done.returncode:
        raise NoPlanError(_last_line(done.stderr))
    told = json.loads(done.stdout.splitlines()[-1])
    return Answer(told["seconds"], tuple((symbol, usd) for symbol, usd in told["orders"]))


def _has(python: Path, requirement: str) -> bool:
    if not python.exists():
        return False
    name, _, version = requirement.partition("==")
    asked = f"from importlib.metadata import version; print(version({name!r}))"
    done = subprocess.run([str(python), "-c", asked], capture_output=True, text=True)
    return done.stdout.strip() == version


def _try(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NoPlanError(f"does not install: {_last_line(done.stderr)}")


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "ended without a word"
