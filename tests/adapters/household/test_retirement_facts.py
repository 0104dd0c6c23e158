"""What the household file says of retirement accounts: read exactly, refused with line and remedy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.household.test_read import GOOD, only, read
from trimtab.core.retirement import Heir, Inheritance, RetirementFacts

D = Decimal
FACTS = """\
value_last_year_end_usd = 60000.50
distributed_usd = 5000
donated_usd = 100
contributed_usd = 0
still_working = true
spouse_sole_beneficiary = "Ben"
hsa_family = false
[accounts.inherited]
decedent = "Carl"
born = 1947-10-11
died = 2023-05-30
heir = "disabled"
spouse_elected = true
"""
HEAD = '[[accounts]]\nid = "left"\nkind = "inherited_ira"\nowner = "Ana"\ncash_usd = 5\nas_of = 2026-11-20\n'
FULL = GOOD + HEAD + FACTS


def test_facts_are_taken_over_exactly() -> None:
    made = read(FULL)
    assert made.problems == ()
    assert made.spec is not None
    assert made.spec.accounts[-1].retirement == RetirementFacts(
        D("60000.50"),
        D(5000),
        D(100),
        D(0),
        True,
        "Ben",
        False,
        Inheritance("Carl", date(1947, 10, 11), date(2023, 5, 30), Heir.DISABLED, True),
    )


def test_an_account_without_facts_has_none() -> None:
    made = read(GOOD).spec
    assert made is not None
    assert {account.retirement for account in made.accounts} == {None}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('heir = "disabled"', 'heir = "cousin"', "heir"),
        ("died = 2023-05-30\n", "", "died"),
        ("donated_usd = 100", "donated_usd = -1", "donated_usd"),
        ("hsa_family = false", 'hsa_family = "no"', "hsa_family"),
        ("still_working = true", "still_workin = true", "still_working"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, words: str) -> None:
    problem = only(FULL.replace(old, new, 1))
    assert words in f"{problem.message} {problem.remedy}"
    assert problem.source is not None
    assert problem.source.line is not None
