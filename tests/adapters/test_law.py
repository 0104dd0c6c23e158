"""The law files: complete, sourced, and refused with a reason where they are not."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from tests.shared import SHARED, needs_shared
from trimtab.adapters.law import law_for, law_years, parse_law
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError

FILE = files("trimtab.tax").joinpath("years", "us", "2025.toml").read_bytes()


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_each_law_carries_its_sources_its_hash_and_what_it_leaves_out(year):
    content = files("trimtab.tax").joinpath("years", "us", f"{year}.toml").read_bytes()

    law = law_for(year)

    assert (law.place, law.year) == ("us", year)
    assert law.sha256 == hashlib.sha256(content).hexdigest()
    assert set(law.statuses) == set(FilingStatus)
    assert all(law.sources.values())
    assert {"ordinary", "gains", "losses", "standard_deduction", "minimum_tax"} <= set(law.sources)
    assert len(law.not_modelled) > 10
    assert "cent" in law.rounding
    assert (law.senior is not None) == (year >= 2025)
    assert (law.itemised_limit is not None) == (year >= 2026)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_what_is_not_modelled_stands_in_the_docs(year):
    text = (Path(__file__).parents[2] / "docs" / "law.md").read_text()

    assert [line for line in law_for(year).not_modelled if f"- {line}" not in text] == []


def test_rates_are_exact():
    law = law_for(2025)

    assert law.ordinary_rates[0] == Decimal("0.10")
    assert law.niit_rate == Decimal("0.038")
    assert law.collectibles_rate == Decimal("0.28")
    assert law.unrecaptured_1250_rate == Decimal("0.25")


@needs_shared
@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_values_are_those_of_the_two_encodings(year):
    """tax_ground_truth.yaml, federal_rates: read in two independent encodings that agree."""
    truth = _truth_lines(year)
    for status, values in law_for(year).statuses.items():
        expected = [
            *values.ordinary_upper_usd,
            values.gain_0_upper_usd,
            values.gain_15_upper_usd,
            values.standard_deduction_usd,
            values.aged_or_blind_usd,
        ]
        assert truth[status] == expected


def _truth_lines(year: int) -> dict[str, list[Decimal]]:
    """The numbers under each status of a year, in the order of the file (it is simple enough to read by lines)."""
    text = (SHARED / "truth" / "tax_ground_truth.yaml").read_text().split("federal_rates:")[1]
    block = text.split(f"    {year}:\n")[1]
    found: dict[str, list[Decimal]] = {}
    for line in block.splitlines():
        if not line.startswith("      "):
            break
        words = line.strip()
        if words.rstrip(":") in set(FilingStatus):
            numbers = found.setdefault(words.rstrip(":"), [])
        elif digits := words.lstrip("- ").split(": ")[-1]:
            numbers += [Decimal(digits)] if digits.isdigit() else []
    return found


def test_a_year_without_a_file_is_refused_with_the_years_there_are():
    with pytest.raises(BadInputError) as caught:
        law_for(2019)

    said = str(caught.value)
    assert "there is no federal law file for the year 2019 (law-year)" in said
    assert "use one of 2024, 2025, 2026" in said
    assert law_years() == (2024, 2025, 2026)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'place = "us"', b"", "2025.toml: place is missing"),
        (b"rate = 0.038", b'rate = "low"', "[net_investment_income]: rate is 'low', not a number"),
        (b"rates = [0.26, 0.28]", b"rates = 0.26", "[minimum_tax]: rates is Decimal('0.26'), not a list"),
        (b"rates = [0.10, 0.12, ", b"rates = [", "[ordinary.upper_usd]: single has 6 bracket tops"),
        (b"[losses.limit_usd]", b"[losses.other]", "[losses]: limit_usd is missing"),
        (b"[senior_deduction.phase", b"[senior.phase", "[senior]: source is missing"),
        (b"[losses.limit_usd]", b"limit_usd = 3\n[losses.other]", "[losses]: limit_usd is not a table"),
        (b"year = 2025", b"year = ", "2025.toml: this is no TOML"),
    ],
)
def test_an_incomplete_file_is_refused_with_its_section(old, new, said):
    assert FILE.count(old) == 1 or old in (b"rate = 0.038",)

    with pytest.raises(BadInputError) as caught:
        parse_law("2025.toml", FILE.replace(old, new))

    assert said in str(caught.value)


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(BadInputError, match="this is no TOML"):
        parse_law("2025.toml", b"\xff\xfe")


def test_the_hash_changes_with_the_file():
    assert parse_law("2025.toml", FILE + b"# a word\n").sha256 != law_for(2025).sha256
