"""Another target in a household file."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from trimtab.adapters.household.target_writer import target_toml, with_target
from trimtab.core.problems import BadInputError

TARGET = {"stocks.us": D("0.605"), "bonds": D("0.395")}
NEW = '# designed\n[target.weights]\n"stocks.us" = 60.5\n"bonds" = 39.5\n'
FILE = """name = "Us"  # kept

[tax]
year = 2026
# why this target
{target}
# the bands
[bands]
rule = "5/25"
"""


def test_the_printed_table_sums_as_written() -> None:
    assert target_toml(TARGET, "designed") == NEW


@pytest.mark.parametrize(
    "old",
    [
        "[target.weights]\nstocks = 60 # most\nbonds = 40\n",
        '[target]\npreset = "three-fund"\nstock_pct = 60\n',
        "[ target . tree ]\nstocks = 60\nbonds = 40\n",
    ],
)
def test_only_the_target_changes(old: str) -> None:
    made = with_target("household.toml", FILE.format(target=old), TARGET, "designed")
    assert made == FILE.format(target=NEW)


def test_a_file_without_a_target_gets_one_before_its_tables() -> None:
    made = with_target("household.toml", 'name = "Us"\n[tax]\nyear = 2026\n', TARGET, "designed")
    assert made == f'name = "Us"\n{NEW}\n[tax]\nyear = 2026\n'


@pytest.mark.parametrize(
    "text", ['target = { preset = "three-fund" }\n', "target.preset = 1\n[tax]\nyear = 1\n", "[tax"]
)
def test_a_target_in_another_form_is_left_to_the_user(text: str) -> None:
    with pytest.raises(BadInputError):
        with_target("household.toml", text, TARGET, "designed")
