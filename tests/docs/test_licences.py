"""No copyleft in what is installed with trimtab, and the notices name everything that is."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = {
    "MIT": "MIT",
    "BSD": "BSD",
    "Apache": "Apache",
    "PSF": "PSF",
    "Python Software Foundation": "PSF",
    "ISC": "ISC",
    "0BSD": "BSD",
    "Zlib": "Zlib",
    "CC0-1.0": "CC0",
    "Unlicense": "Unlicense",
}
COPYLEFT = re.compile(r"GPL|MPL|EPL|CDDL|EUPL|Mozilla|SSPL|OSL|CC-BY-SA", re.IGNORECASE)


def locked(lock: str) -> dict[str, set[str]]:
    """Versions by package; one package may have two, for different Pythons."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if pinned := re.match(r"([a-z0-9-]+)==([^\s;]+)", line):
            found.setdefault(pinned[1], set()).add(pinned[2])
    return found


def noticed() -> dict[str, list[str]]:
    text = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]
    return {row[0]: row[1:] for row in rows[1:] if not row[0].startswith("---")}


def stated(package: str) -> str:
    """What a package says of its own licence, in whichever of the three fields it says it."""
    data = importlib.metadata.metadata(package)
    fields = [(data.get_all(field) or [""])[0] for field in ("License-Expression", "License")]
    classifiers = [
        c.removeprefix("License :: ") for c in data.get_all("Classifier") or [] if c.startswith("License")
    ]
    # Some packages paste the whole text into `License`: its first line is its name.
    return " ".join([*(text.split("\n")[0] for text in fields), *classifiers]).strip()


def test_the_notices_name_every_locked_package_and_its_version() -> None:
    rows = noticed()
    assert {name: set(row[0].split(", ")) for name, row in rows.items()} == locked("requirements.lock")
    assert all(row[2] for row in rows.values())


@pytest.mark.parametrize("package", sorted(locked("requirements.lock")))
def test_no_copyleft_in_the_runtime(package: str) -> None:
    notice = noticed()[package][1]
    assert not COPYLEFT.search(notice)
    if package == "colorama":  # installed on Windows only
        return
    own = stated(package)
    assert own, f"{package} does not state a licence"
    assert not COPYLEFT.search(own)
    families = {family for word, family in NAMED.items() if re.search(rf"\b{word}\b", own)}
    assert any(notice.startswith(family) for family in families), (
        f"{package}: {notice} in the notices, {own} of itself"
    )


def needed(packages: list[str]) -> set[str]:
    """The packages and all that they need here, except what is of development alone."""
    found: set[str] = set()
    while packages:
        package = re.sub(r"[-_.]+", "-", packages.pop()).lower()
        if package in found or package not in locked("requirements-dev.lock"):
            continue
        found.add(package)
        asks = importlib.metadata.requires(package) or [] if package != "colorama" else []
        packages += [re.split(r"[^A-Za-z0-9._-]", ask)[0] for ask in asks if "extra ==" not in ask]
    return found


def test_extras_bring_no_copyleft_but_a_list_of_certificates() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = [re.split(r"[^a-z0-9-]", ask)[0] for asks in extras.values() for ask in asks]
    packages = needed(asked)
    assert {"llvmlite", "cvxpy-base", "certifi"} < packages
    assert {one for one in packages if one != "colorama" and COPYLEFT.search(stated(one))} == {"certifi"}
    text = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    named = text[text.index("## Only with an extra") : text.index("## Only for development")]
    missing = {one for one in packages - set(noticed()) if not re.search(rf"\b{one}\b", named)}
    assert missing <= {"polars-runtime-32"}


def test_copyleft_would_be_seen() -> None:
    assert COPYLEFT.search("GPL-3.0-only")
    assert COPYLEFT.search("OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)")
    assert COPYLEFT.search(stated("hypothesis"))
    assert "hypothesis" not in locked("requirements.lock")
    assert "hypothesis" in locked("requirements-dev.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"])
def test_locks_have_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash", "hash"), re.MULTILINE)
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_agree() -> None:
    everything = locked("requirements-dev.lock")
    for lock in ("requirements.lock", "requirements-build.lock"):
        for name, versions in locked(lock).items():
            assert everything[name] == versions
