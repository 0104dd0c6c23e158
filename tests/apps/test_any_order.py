"""The order of a household file's tables and keys changes nothing: not a trade, not a figure, not the plan's id."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.shuffled_toml import shuffled
from trimtab.adapters.catalogue import ready_target
from trimtab.adapters.household.read import read_household
from trimtab.apps import cli

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def answer(path: Path, *command: str) -> Any:
    """What the command says as JSON, but for the lines of the file that its problems name."""
    name, *options = command
    result = CliRunner().invoke(cli.app, [name, str(path), *options, "--json"])
    assert result.exit_code == 0, result.stderr or result.exception
    told = json.loads(result.stdout)
    told.pop("problems", None)
    return told


@pytest.mark.parametrize(
    ("example", "command"),
    [
        ("rivera", ("plan",)),
        ("rivera", ("plan", "--mode", "location")),
        ("rivera", ("drift",)),
        ("rivera", ("gains",)),
        ("harper", ("plan",)),
        ("harper", ("rmd",)),
        ("legacy", ("plan",)),
    ],
)
def test_any_order_gives_the_same_answer(tmp_path: Path, example: str, command: tuple[str, ...]) -> None:
    shutil.copytree(EXAMPLES / example, tmp_path / example)
    path = tmp_path / example / "household.toml"
    text = path.read_text()
    first = answer(path, *command)
    for seed in (1, 2):
        path.write_text(shuffled(text, seed))
        assert answer(path, *command) == first


@pytest.mark.parametrize("seed", range(40))
def test_the_fingerprint_is_of_what_the_file_says(seed: int) -> None:
    text = (EXAMPLES / "rivera" / "household.toml").read_text()
    other = shuffled(text, seed)
    assert other != text
    assert fingerprint(other) == fingerprint(text)
    assert len(tomllib.loads(other)["accounts"]) == len(tomllib.loads(text)["accounts"])


def test_what_comes_first_to_buy_is_part_of_what_it_says() -> None:
    text = (EXAMPLES / "rivera" / "household.toml").read_text()
    for other in (
        text.replace('["VTI", "ITOT",', '["ITOT", "VTI",'),
        text.replace('"bonds" = 26', '"bonds" = 26.5').replace('"cash" = 2', '"cash" = 1.5'),
    ):
        assert other != text
        assert fingerprint(other) != fingerprint(text)
    assert fingerprint(text.replace('"bonds" = 26', '"bonds" = 26.0 # still')) == fingerprint(text)


def fingerprint(text: str) -> str:
    spec = read_household("household.toml", text.encode(), ready_target).spec
    assert spec is not None
    return spec.policy.fingerprint
