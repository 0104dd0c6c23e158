"""The year's gains as a return counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.ledger.returns.builders import ANA, AS_OF, BEN, closed, couple, paid, taxed, told
from trimtab.core.household import ActivityKind
from trimtab.core.problems import Severity, Source
from trimtab.ledger.returns.gains import gains_of_books, gains_stated

D = Decimal


def test_stated_results_are_taken_as_they_are() -> None:
    household = taxed(couple(), realized_short_usd=D(-5), realized_long_usd=D(70))
    gains = gains_stated(household)
    assert (gains.short_usd, gains.long_usd, gains.collectibles_usd) == (-5, 70, 0)
    assert gains.origin == "realized gains as your custodians or the household file state them"
    assert gains.problems == ()


def test_stated_results_cannot_tell_metal_apart_and_say_so() -> None:
    sold = paid(ActivityKind.SELL, "GLD", "500")
    household = couple(activity=(sold, sold, paid(ActivityKind.BUY, "GLD", "-500")))
    assert told(gains_stated(household).problems) == [
        (
            "collectibles-untold",
            "GLD was sold in 2026: as metal its long-term gain is taxed at up to 28%, and the year's results do not "
            "tell it apart, so it is counted at 0, 15 or 20%",
            "set the transactions of its whole history beside the other exports",
        )
    ]
    last_year = replace(sold, trade_date=date(2025, 12, 31))
    strange = replace(sold, symbol="UNKNOWN")
    assert gains_stated(couple(activity=(last_year, strange))).problems == ()


def test_books_are_summed_by_term_with_metal_apart() -> None:
    parts = [
        closed("VTI", "300"),
        closed("GLD", "40"),
        closed("VTI", "-7", is_long=False),
        closed("GLD", "5", is_long=False),
        closed("NEW", "-100", disallowed_usd=D(60)),
    ]
    gains = gains_of_books(parts, couple(), 2026)
    assert (gains.short_usd, gains.long_usd, gains.collectibles_usd) == (-2, 300, 40)
    assert gains.origin == "sales of 2026 in your accounts, after wash sales"
    assert gains.problems == ()


def test_only_the_year_and_the_accounts_of_the_return_count() -> None:
    parts = [
        closed("VTI", "1", closed=date(2025, 12, 31)),
        closed("VTI", "2", closed=date(2026, 1, 1)),
        closed("VTI", "4", closed=AS_OF.replace(month=12, day=31)),
        closed("VTI", "8", closed=date(2027, 1, 1)),
        closed("VTI", "16", account_id="ana-ira"),
        closed("VTI", "32", account_id="ben-own"),
    ]
    assert gains_of_books(parts, couple(), 2026).long_usd == 2 + 4 + 32
    without_ben = couple(people=(ANA, replace(BEN, on_return=False)))
    assert gains_of_books(parts, without_ben, 2026).long_usd == 2 + 4


def test_a_sale_without_basis_is_left_out_and_one_without_a_date_is_short_term() -> None:
    parts = [closed("VTI", None), closed("VTI", "9", is_long=None), closed("GLD", "3", is_long=None)]
    gains = gains_of_books(parts, couple(), 2026)
    assert (gains.short_usd, gains.long_usd, gains.collectibles_usd) == (12, 0, 0)
    when = "sold on 2026-03-04 in joint"
    assert told(gains.problems) == [
        ("gain-unknown", f"the cost of 10 VTI {when} is not known",
         "find what they cost and add it, for their result is not in the bill"),
        ("term-unknown", f"it is not known when 10 GLD {when} were bought: counted as short-term",
         "add the day of purchase"),
        ("term-unknown", f"it is not known when 10 VTI {when} were bought: counted as short-term",
         "add the day of purchase"),
    ]  # fmt: skip
    assert {problem.severity for problem in gains.problems} == {Severity.WARNING}
    assert {problem.source for problem in gains.problems} == {Source("h.csv", 5)}
