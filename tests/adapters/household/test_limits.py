"""[[limits]]: read exactly, refused with line and remedy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.adapters.household.test_read import GOOD, only, read
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.problems import Source

D = Decimal
LINE = GOOD.count("\n") + 1


def limit(lines: str) -> str:
    return f"{GOOD}[[limits]]\n{lines}\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('symbol = "VTI"\nat_least_shares = 10.5\nat_most_usd = 5000',
         HoldingLimit("VTI", least=Bound(D("10.5"), Unit.SHARES), most=Bound(D(5000), Unit.USD))),
        ('symbol = "VTI"\naccount = "joint"\nat_most_pct = 10',
         HoldingLimit("VTI", account_id="joint", most=Bound(D(10), Unit.PCT_OF_ACCOUNT))),
        ('symbol = "VTI"\naccount = "joint"\nat_most_pct = 10\npct_of = "household"',
         HoldingLimit("VTI", account_id="joint", most=Bound(D(10), Unit.PCT_OF_HOUSEHOLD))),
        ('class = "bonds"\nat_least_pct = 0\nat_most_pct = 40',
         HoldingLimit(class_id="bonds", least=Bound(D(0), Unit.PCT_OF_HOUSEHOLD),
                      most=Bound(D(40), Unit.PCT_OF_HOUSEHOLD))),
    ],
)  # fmt: skip
def test_a_limit_is_taken_over_exactly(lines: str, expected: HoldingLimit) -> None:
    made = read(limit(lines))
    assert made.problems == ()
    assert made.spec is not None
    assert [entry.limit for entry in made.spec.limits] == [expected]
    assert made.spec.limits[0].source == Source("household.toml", LINE, "limits[1]")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("at_most_usd = 1", "a limit is on exactly one of symbol and class"),
        ('symbol = "VTI"\nclass = "bonds"\nat_most_usd = 1', "a limit is on exactly one of symbol and class"),
        ('symbol = "VTI"', "a limit needs at_least_… or at_most_…, in shares, usd or pct"),
        ('symbol = "VTI"\nat_most_usd = 1\nat_most_pct = 1', "give at_most in one unit, not in usd and pct"),
        ('class = "bonds"\nat_least_shares = 1', "a class has no shares: write at_least_usd or at_least_pct"),
        ('symbol = "VTI"\nat_most_pct = 1\npct_of = "account"', 'pct_of = "account" needs an account'),
    ],
)
def test_a_limit_that_says_nothing_clear_is_refused(lines: str, words: str) -> None:
    problem = only(limit(lines))
    assert problem.message == f"limits[1]: {words}"
    assert problem.source == Source("household.toml", LINE, "limits[1]")


@pytest.mark.parametrize("lines", ["at_most_pct = 101", "at_least_usd = -1", 'at_least_usd = "much"'])
def test_numbers_out_of_range_are_refused(lines: str) -> None:
    problems = read(limit(f'symbol = "VTI"\n{lines}')).problems
    assert LINE + 2 in {problem.source.line for problem in problems if problem.source}
