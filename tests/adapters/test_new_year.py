"""A new year of law is one file for each place, and no line of code."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import pytest

from trimtab.adapters import law, retirement_law
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError
from trimtab.tax.total import total_bill
from trimtab.tax.unit import FilingUnit

NEW = 2031
CACHED = (law.law_for, law.state_law_for, law.state_years, retirement_law.retirement_law_for)
RETURN = FilingUnit(FilingStatus.SINGLE, ages=(45,), wages_usd=Decimal(90_000), gain_long_usd=Decimal(20_000))


@pytest.fixture
def years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The law files in a folder of their own, to which a year can be added."""
    with as_file(files("trimtab.tax").joinpath("years")) as folder:
        copytree(folder, tmp_path / "years")
    monkeypatch.setattr(law, "YEARS", tmp_path / "years")
    monkeypatch.setattr(law, "FEDERAL", tmp_path / "years" / "us")
    monkeypatch.setattr(retirement_law, "US", tmp_path / "years" / "us")
    for one in CACHED:
        one.cache_clear()
    yield tmp_path / "years"
    for one in CACHED:
        one.cache_clear()


def add(folder: Path) -> None:
    text = (folder / "2026.toml").read_text()
    (folder / f"{NEW}.toml").write_text(text.replace("year = 2026", f"year = {NEW}", 1))


def test_a_file_for_each_place_makes_the_year(years: Path) -> None:
    for place in ("us", "us-co", "us/retirement"):
        add(years / place)

    new = total_bill(RETURN, law.law_for(NEW), law.state_law_for("us-co", NEW))
    old = total_bill(RETURN, law.law_for(2026), law.state_law_for("us-co", 2026))

    assert new.total_usd == old.total_usd > 0
    assert new.federal.law.year == NEW
    assert retirement_law.retirement_law_for(NEW).year == NEW
    assert retirement_law.life_tables_for(NEW) == retirement_law.life_tables_for(2026)


def test_each_place_may_wait_for_its_amounts(years: Path) -> None:
    add(years / "us")

    assert law.law_for(NEW).year == NEW
    with pytest.raises(BadInputError, match="no law file for us-co in 2031"):
        law.state_law_for("us-co", NEW)
    with pytest.raises(BadInputError, match="no law of retirement accounts for the year 2031"):
        retirement_law.retirement_law_for(NEW)
