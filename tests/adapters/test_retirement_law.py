"""The law of retirement accounts: complete, sourced, and refused with a reason where it is not."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from trimtab.adapters.retirement_law import (
    life_tables_for,
    parse_life_tables,
    parse_retirement_law,
    retirement_law_for,
)
from trimtab.core.money import usd_whole
from trimtab.core.problems import BadInputError

US = files("trimtab.tax").joinpath("years", "us")
FILE = US.joinpath("retirement", "2026.toml").read_text()
TABLES = US.joinpath("life_tables", "2022.toml").read_text()


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_law_carries_its_sources_its_hash_and_what_it_leaves_out(year):
    content = US.joinpath("retirement", f"{year}.toml").read_bytes()
    law = retirement_law_for(year)
    assert (law.place, law.year) == ("us", year)
    assert law.sha256 == hashlib.sha256(content).hexdigest()
    assert all(law.sources.values())
    assert {"ira", "plan", "hsa", "gifts", "required_distributions", "unrelated_income"} <= set(law.sources)
    assert len(law.not_modelled) > 8
    assert "cent" in law.rounding
    assert all(one.source.startswith("26 USC") and one.words for one in law.early.exceptions)
    assert ("roth_catch_up" in law.sources) == (year >= 2026)
    assert law.distributions.annual_within_ten_years == (year >= 2025)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_what_is_not_modelled_stands_in_the_docs(year):
    text = (Path(__file__).parents[2] / "docs" / "retirement.md").read_text()
    assert [line for line in retirement_law_for(year).not_modelled if f"- {line}" not in text] == []


def test_every_exception_stands_in_the_docs():
    text = (Path(__file__).parents[2] / "docs" / "retirement.md").read_text()
    where = {(True, True): "IRA, plan", (True, False): "IRA", (False, True): "plan"}
    for one in retirement_law_for(2026).early.exceptions:
        limit = f"; {usd_whole(one.limit_usd)} at most" if one.limit_usd else ""
        row = f"| `{one.name}` | {where[one.from_ira, one.from_plan]} | {one.words}{limit} | {one.source} |"
        assert row in text


def test_values_that_no_other_list_has():
    law = retirement_law_for(2026)
    limits = law.contributions
    assert (limits.hsa_self_only_usd, limits.hsa_family_usd) == (4400, 8750)
    assert (limits.simple_usd, limits.simple_catch_up_usd, limits.simple_small_usd) == (17000, 4000, 18100)
    assert limits.compensation_usd == 360000
    assert law.distributions.start[-1].born_from == date(1960, 1, 1)
    assert [one.age_months for one in law.distributions.start] == [846, 864, 876, 900]
    assert law.unrelated_income.upper_usd == (3300, 11700, 16000)
    assert law.unrelated_income.gain_upper_usd == (3300, 16250)
    abuse = [retirement_law_for(year).early.exception("domestic_abuse") for year in (2024, 2025, 2026)]
    assert [one.limit_usd for one in abuse if one] == [10000, 10300, 10500]
    assert law.early.exception("new_car") is None


def test_a_year_without_a_law_names_those_there_are():
    with pytest.raises(BadInputError, match="no law of retirement accounts for the year 2019") as refused:
        retirement_law_for(2019)
    assert "use one of 2024, 2025, 2026, or add the file as docs/retirement.md shows" in str(refused.value)
    with pytest.raises(BadInputError, match=r"no life tables for the year 2021 .*use one of 2022"):
        life_tables_for(2021)


def test_the_tables_of_2022_stand_for_later_years():
    assert life_tables_for(2030) == life_tables_for(2022)
    assert life_tables_for(2024).from_year == 2022


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("limit_usd = 7500", "", r"2026\.toml \[ira\]: limit_usd is missing"),
        ("high_catch_up_ages = [60, 63]", "", r"\[plan\]: high_catch_up_ages is missing"),
        ("married_joint = 252_000", "married_joint = 242_000", "the phase-out ends where it begins"),
        ("born_from = 1951-01-01", "born_from = 1949-07-01", "later than that of the entry before"),
        ("born_from = 1951-01-01", "born_from = 1951", "born_from is a date"),
        ("upper_usd = [3300, 11_700, 16_000]", "upper_usd = [3300, 11_700]", "one fewer than rates"),
        ("upper_usd = [3300, 11_700, 16_000]", "upper_usd = [3300, 16_000, 11_700]", "must rise"),
        ("gain_upper_usd = [3300, 16_250]", "gain_upper_usd = [16_250]", "one fewer than gain_rates"),
        ('source = "26 USC 4975(a), (b), 408(e)(2)"', "", r"\[prohibited_transaction\]: source is missing"),
    ],
)
def test_what_is_wrong_in_a_law_is_named(old, new, words):
    assert old in FILE
    with pytest.raises(BadInputError, match=words):
        parse_retirement_law("2026.toml", FILE.replace(old, new).encode())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("first_age = 0", "first_age = 1", r"\[single\]: the years end at age 121, not 120"),
        ("\n72 = [", "\n71 = [", "other ages of owners than the uniform table"),
        ("\n  28.8, 28.1,\n", "\n  28.8,\n", "the row of 72 ends at a spouse of 60, not 61"),
    ],
)
def test_what_is_wrong_in_the_tables_is_named(old, new, words):
    assert old in TABLES
    with pytest.raises(BadInputError, match=words):
        parse_life_tables("2022.toml", TABLES.replace(old, new, 1).encode())


def test_values_are_exact():
    assert retirement_law_for(2026).gifts.floor_rate == Decimal("0.005")
    assert not re.search(r"\d\.\d{4,}", FILE)
