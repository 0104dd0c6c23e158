"""docs/targets.md lists every class of the tree and every ready-made target."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "trimtab" / "adapters" / "catalogue" / "data"
TEXT = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    part = TEXT[TEXT.index(heading) :].split("\n## ", 2)[0]
    found = re.findall(r"^\| `([^`]+)` \| (.*) \|$", part, re.MULTILINE)
    return {name: cells.split(" | ") for name, cells in found}


def test_the_tree_of_classes() -> None:
    classes = tomllib.loads((DATA / "classes.toml").read_text(encoding="utf-8"))
    listed = rows("## The tree of classes")
    assert {name: cells[:2] for name, cells in listed.items()} == {
        name: [entry["name"], str(entry["risk_level"])] for name, entry in classes.items()
    }
    assert {name: cells[2] for name, cells in listed.items()} == {
        name: ", ".join(entry.get("buys", [])) or "-" for name, entry in classes.items()
    }


def test_the_ready_made_targets() -> None:
    targets = tomllib.loads((DATA / "targets.toml").read_text(encoding="utf-8"))
    listed = rows("## Ready-made targets")
    assert {name: cells[0] for name, cells in listed.items()} == {
        name: entry["title"] for name, entry in targets.items()
    }
    for name, entry in targets.items():
        assert listed[name][1] == ("yes" if "age_rule" in entry else "no")
        assert listed[name][2] == entry["source"]
