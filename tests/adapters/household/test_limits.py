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
        ('class = "bonds"\nat_most_usd = 1\nthrough_funds = true', "through_funds is for a symbol"),
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


def test_caps_and_what_a_fund_holds_are_taken_over() -> None:
    text = GOOD.replace('how_far = "halfway"', 'how_far = "halfway"\nconcentration_cap_pct = 7.5')
    table = 'symbol = "F"\nclasses = { "bonds" = 100 }\nissuer = "Ford"\nholds = { "VTI" = 40, "AAPL" = 6.5, "X" = 0 }'
    text += f"[[instruments]]\n{table}\n"
    made = read(text)
    assert made.problems == ()
    assert made.spec is not None
    assert made.spec.policy.concentration_cap_pct == D("7.5")
    assert made.spec.policy.account_concentration_cap_pct is None
    [fund] = [entry.instrument for entry in made.spec.instruments if entry.instrument.symbol == "F"]
    assert (fund.issuer, fund.contains) == ("Ford", (("AAPL", D("0.065")), ("VTI", D("0.4"))))


def test_a_fund_that_holds_more_than_all_of_itself_is_refused() -> None:
    problem = only(
        f'{GOOD}[[instruments]]\nsymbol = "F"\nclasses = {{ "bonds" = 100 }}\nholds = {{ "A" = 60, "B" = 41 }}\n'
    )
    assert "what F holds sums to 101%, more than 100%" in problem.message
