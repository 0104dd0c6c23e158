"""The cache: what was fetched, kept by its hash, with a note of its name, origin and day beside it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from trimtab.adapters.household.folder import read_bytes, write_whole
from trimtab.core.market_file import Fetched, Kept

DATA, NAMES = "data", "names"


class ChangedError(OSError):
    """What the cache holds is not what was fetched: its bytes have another hash, or its note cannot be read."""


def default_folder() -> Path:
    """`TRIMTAB_DATA`, else the place where the system keeps a user's data."""
    if named := os.environ.get("TRIMTAB_DATA"):
        return Path(named)
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "trimtab" / "market"
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "trimtab" / "market"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "trimtab" / "market"


class DiskCache:
    """A folder: bytes in `data` under their SHA-256, never changed; notes in `names`, each replaced as a whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, fetched: Fetched) -> Kept:
        """Keep the bytes, then the note that names them. Raises OSError; the old note stays until the new is whole."""
        sha256 = hashlib.sha256(fetched.data).hexdigest()
        place, note = self.folder / DATA / sha256, self._note(fetched.name)
        for path in (place, note):
            path.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            write_whole(place, fetched.data, replace=True)
        kept = Kept(
            fetched.name, sha256, fetched.origin, fetched.retrieved, len(fetched.data), fetched.adjustments
        )
        told = {
            "name": kept.name,
            "sha256": sha256,
            "origin": kept.origin,
            "retrieved": kept.retrieved.isoformat(),
            "byte_count": kept.byte_count,
            "adjustments": list(kept.adjustments),
        }
        write_whole(note, (json.dumps(told, indent=2) + "\n").encode(), replace=True)
        return kept

    def get(self, name: str) -> Fetched:
        """What is kept under a name. Raises FileNotFoundError for nothing, ChangedError for other bytes, OSError."""
        kept = _read_note(self._note(name))
        data = read_bytes(self.folder / DATA / kept.sha256)
        if hashlib.sha256(data).hexdigest() != kept.sha256:
            raise ChangedError(0, f"what is kept for {name} has changed since it was fetched")
        return Fetched(name, data, kept.origin, kept.retrieved, kept.adjustments)

    def notes(self) -> Sequence[Kept]:
        """All that is kept, by name. Raises ChangedError for a note that cannot be read."""
        folder = self.folder / NAMES
        return [_read_note(path) for path in sorted(folder.glob("*.json"))] if folder.is_dir() else []

    def _note(self, name: str) -> Path:
        return self.folder / NAMES / f"{quote(name, safe='')}.json"


def _read_note(path: Path) -> Kept:
    data = read_bytes(path)
    try:
        told = json.loads(data)
        return Kept(
            str(told["name"]),
            str(told["sha256"]),
            str(told["origin"]),
            date.fromisoformat(told["retrieved"]),
            int(told["byte_count"]),
            tuple(str(words) for words in told["adjustments"]),
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise ChangedError(0, f"the note {path.name} cannot be read ({fault})") from None
