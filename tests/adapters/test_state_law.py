# ruff: noqa: E501
"""A state's law file: complete, sourced, and refused with a reason where it is not."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.tax.state_returns import HEAD, TEN_PERCENT
from trimtab.adapters.law import state_law_for, state_years
from trimtab.adapters.state_law import parse_state_law
from trimtab.core.household import FilingStatus
from trimtab.core.problems import BadInputError
from trimtab.tax.states.law import Base, Start

GOOD = HEAD + TEN_PERCENT
TIERS = '{ of = "taxable", upper_usd = [5], amounts = [1, 2] }'
RECAPTURE = (
    '[recapture]\nsource = "s"\nof = "taxable"\nwidth_usd = 1\ntaxable_upper_usd = [5]\nfrom_usd = [1, 2]\n'
    "base_usd = [1, 2]\nbenefit_usd = [1, 2]\nflat_rates = [0, 0]\nflat_over_usd = 9\n"
)


def _entry(kind: str, body: str) -> str:
    return f'[[{kind}]]\nname = "This"\nsource = "section 3"\n{body}\n'


def test_a_law_carries_its_head_its_sources_and_its_hash():
    content = (GOOD + _entry("credits", "amount_usd = 5")).encode()

    law = parse_state_law("us-zz/2025.toml", content)

    assert (law.place, law.name, law.year, law.rounding) == ("us-zz", "Zenith", 2025, "to the cent")
    assert law.sha256 == hashlib.sha256(content).hexdigest()
    assert dict(law.sources) == {"income": "section 1", "brackets": "section 2", "credits.This": "section 3"}
    assert (law.not_modelled, law.assumes, law.start) == (("credits",), (), Start.FEDERAL_AGI)
    assert law.losses is None


def test_what_a_law_takes_for_granted_comes_with_it():
    assert parse_state_law("z", ('assumes = ["bought after 2011"]\n' + GOOD).encode()).assumes == (
        "bought after 2011",
    )


def test_one_amount_is_for_all_statuses_and_a_table_for_each():
    each = ", ".join(f"{status} = {number}" for number, status in enumerate(FilingStatus))
    law = parse_state_law(
        "z", (GOOD + _entry("credits", f"amount_usd = {{ {each} }}\naged_usd = 5")).encode()
    )

    assert list(law.credits[0].amount_usd.values()) == [0, 1, 2, 3, 4]
    assert set(law.credits[0].aged_usd.values()) == {Decimal(5)}
    assert law.credits[0].aged_from == 65


def test_numbers_are_exact():
    law = parse_state_law("z", (GOOD + _entry("surtaxes", 'of = "taxable"\nrate = 0.0475')).encode())

    assert law.surtaxes[0].brackets.rates == (Decimal("0.0475"),)
    assert law.surtaxes[0].of is Base.TAXABLE


def _without(line: str) -> str:
    return GOOD.replace(line, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place = ", "this is no TOML"),
        (_without('source = "section 1"'), "source is missing"),
        (_without('source = "section 2"'), "source is missing"),
        (_without('name = "Zenith"'), "name is missing"),
        (_without('not_modelled = ["credits"]'), "not_modelled is missing"),
        (HEAD, "brackets is missing"),
        (GOOD.replace("federal_agi", "AGI"), "start is 'AGI', none of federal_agi, federal_taxable_income"),
        (GOOD.replace("rates = [0.1]", "rates = [0.1, 0.2]"), "single has 0 tops; they must rise, and be one fewer than the rates"),
        (GOOD.replace("rates = [0.1]\nupper_usd = []", "rates = [0.1, 0.2, 0.3]\nupper_usd = [5, 4]"), "single has 2 tops"),
        (GOOD.replace("rates = [0.1]", 'rates = ["0.1"]'), "rates is ['0.1'], not a list of numbers"),
        (GOOD.replace("upper_usd = []", "upper_usd = { single = [] }"), "married_joint is missing"),
        (GOOD.replace("rates = [0.1]", "rates = [0.1]\nrate = 1"), "unknown: rate; known here are source, rates, upper_usd"),
        ("colour = 1\n" + GOOD, "unknown: colour; known here are place, name, year"),
        (GOOD + "[credits]\nx = 1\n", "credits is not a list of tables: begin each with [[credits]]"),
        ("losses = 3\n" + GOOD, "losses is not a table"),
        (GOOD + _entry("credits", "amount_usd = true"), "amount_usd is True, not a number"),
        (GOOD + _entry("credits", "amount_usd = { single = 1 }"), "married_joint is missing"),
        (GOOD + _entry("credits", "") + _entry("credits", ""), "there are two entries of this name"),
        (GOOD + _entry("credits", "").replace('source = "section 3"', ""), "source is missing"),
        (GOOD + _entry("credits", "").replace('name = "This"', ""), "name is missing"),
        (GOOD + _entry("credits", "amuont_usd = 1"), "unknown: amuont_usd"),
        (GOOD + _entry("credits", 'of = "cheese"'), "of is 'cheese', none of wages"),
        (GOOD + _entry("credits", 'itemised = "maybe"'), "itemised is 'maybe', none of no, with_taxes, without_taxes"),
        (GOOD + _entry("credits", 'phase_outs = [{ of = "taxable", start_usd = 1 }]'), "give one of rate, width_usd and step_usd"),
        (GOOD + _entry("credits", 'phase_outs = [{ of = "taxable", start_usd = 1, rate = 1, step_usd = 1 }]'), "give one of rate"),
        (GOOD + _entry("credits", "phase_outs = [{ cheese = 1 }]"), "unknown: cheese"),
        (GOOD + _entry("credits", "by_eldest = { from = [60], amounts = [] }"), "ages must rise, and be as many as the amounts"),
        (GOOD + _entry("credits", "by_eldest = { from = [60, 50], amounts = [1, 2] }"), "ages must rise"),
        (GOOD + _entry("credits", "by_eldest = { ages = [60] }"), "unknown: ages"),
        (GOOD + _entry("credits", "itemised_wages = { rate = 1 }"), "unknown: rate"),
        (GOOD + _entry("additions", ""), "of is missing"),
        (GOOD + _entry("additions", 'of = "taxable"\ncap = 1'), "unknown: cap;"),
        (GOOD + _entry("additions", f'of = "wages"\nshare_by = {TIERS.replace("[5]", "[]")}'), "single has 0 tops; they must rise, and be one fewer than the amounts"),
        (GOOD + _entry("additions", f'of = "wages"\nshare_by = {TIERS.replace("amounts", "amonts")}'), "unknown: amonts"),
        (GOOD + _entry("additions", 'of = "wages"\nby_age = { from = [60], amounts = [] }'), "ages must rise, and be as many as the amounts"),
        (GOOD + _entry("additions", 'of = "wages"\nby_age = { from = [60, 50], amounts = [1, 2] }'), "ages must rise"),
        (GOOD + _entry("additions", 'of = "wages"\nby_age = { form = [60], amounts = [1] }'), "unknown: form"),
        (GOOD + _entry("classes", 'of = "wages"\nrate = 1'), "unknown: rate"),
        (GOOD + _entry("extra_taxes", "of = 1"), "unknown: of"),
        (GOOD + _entry("tax_shares", ""), "by is missing"),
        (GOOD + _entry("tax_shares", "share = 1"), "unknown: share"),
        (GOOD + _entry("surtaxes", 'of = "wages"'), "rates is missing"),
        (GOOD + _entry("surtaxes", 'of = "wages"\nover = 1'), "unknown: over;"),
        (GOOD + RECAPTURE.replace("base_usd = [1, 2]", "base_usd = [1]"), "single has lists of different length"),
        (GOOD + RECAPTURE.replace("[5]", "[]"), "single has 0 tops; they must rise, and be one fewer than the tiers"),
        (GOOD + '[losses]\nsource = "s"\nlimit = 1\n', "unknown: limit"),
        (GOOD + '[income.more]\nx = 1\n', "unknown: more"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_right_is_refused_with_the_reason(text, said):
    with pytest.raises(BadInputError) as caught:
        parse_state_law("us-zz/2025.toml", text.encode())

    assert said in str(caught.value)
    assert "us-zz/2025.toml" in str(caught.value)
    assert str(caught.value).endswith("complete the file as docs/states.md shows")


def test_the_place_of_what_is_wrong_is_named():
    with pytest.raises(BadInputError) as caught:
        parse_state_law("us-zz/2025.toml", (GOOD + _entry("credits", "amount_usd = true")).encode())

    assert caught.value.problems[0].source is not None
    assert caught.value.problems[0].source.column == "credits.This"


def test_a_state_without_a_file_is_refused_and_never_taken_to_have_no_tax():
    with pytest.raises(BadInputError) as caught:
        state_law_for("us-zz", 2025)

    known = ", ".join(state_years())
    assert str(caught.value) == (
        "there is no law file for the state 'us-zz' (law-state)"
        f" -> use one of {known}, or add the file as docs/states.md shows"
    )


def test_a_year_without_a_file_is_refused_with_the_years_there_are():
    with pytest.raises(BadInputError) as caught:
        state_law_for("us-ak", 2019)

    assert str(caught.value) == (
        "there is no law file for us-ak in 2019 (law-state-year)"
        " -> use 2025, 2026, or add the file as docs/states.md shows"
    )


def test_states_and_years_are_in_order():
    found = state_years()

    assert list(found) == sorted(found)
    assert found["us-ak"] == (2025, 2026)


def test_the_docs_name_every_part_and_every_amount():
    text = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")

    assert [base for base in Base if f"`{base}`" not in text] == []
    assert [start for start in Start if f"`{start}`" not in text] == []


def test_the_docs_list_the_states_and_years_there_are():
    text = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(us-..)` \| ([^|]+) \| ([^|]+) \|", text, re.MULTILINE)

    assert [(place, years) for place, _, years in rows] == [
        (place, ", ".join(map(str, years))) for place, years in state_years().items()
    ]
    assert [name for place, name, _ in rows if name != state_law_for(place, 2025).name] == []


def test_the_example_of_the_docs_prints_what_it_says(capsys):
    text = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]

    exec(compile(code, "states.md", "exec"), {})

    assert capsys.readouterr().out.splitlines() == re.findall(r"^print.*  # (.+)$", code, re.MULTILINE)
