"""The year's gains as a return counts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.ledger.returns.builders import ANA, AS_OF, BEN, booked, closed, couple, told
from trimtab.core.problems import Severity, Source
from trimtab.ledger.returns.gains import with_typed, year_gains
from trimtab.ledger.wash_sales.coverage import Unseen

D = Decimal


def test_books_are_summed_by_term_with_metal_apart() -> None:
    parts = [
        closed("VTI", "300"),
        closed("GLD", "40"),
        closed("VTI", "-7", is_long=False),
        closed("GLD", "5", is_long=False),
        closed("NEW", "-100", disallowed_usd=D(60)),
    ]
    gains = year_gains(booked(*parts), couple(), 2026)
    assert (gains.short_usd, gains.long_usd, gains.collectibles_usd) == (-2, 300, 40)
    assert gains.short_origin == gains.long_origin == "sales of 2026 in your accounts, after wash sales"
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
    assert year_gains(booked(*parts), couple(), 2026).long_usd == 2 + 4 + 32
    without_ben = couple(people=(ANA, replace(BEN, on_return=False)))
    assert year_gains(booked(*parts), without_ben, 2026).long_usd == 2 + 4


def test_a_sale_without_basis_is_left_out_and_one_without_a_date_is_short_term() -> None:
    parts = [closed("VTI", None), closed("VTI", "9", is_long=None), closed("GLD", "3", is_long=None)]
    gains = year_gains(booked(*parts), couple(), 2026)
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


def test_what_the_household_file_states_takes_the_place_of_the_books() -> None:
    gains = year_gains(booked(closed("VTI", "300"), closed("GLD", "40")), couple(), 2026)
    short = with_typed(gains, D(-5), None)
    assert (short.short_usd, short.short_origin) == (-5, "household file")
    assert (short.long_usd, short.long_origin) == (340, gains.long_origin)
    long = with_typed(gains, None, D(0))
    assert (long.long_usd, long.long_origin, long.short_origin) == (0, "household file", gains.short_origin)
    assert with_typed(gains, None, None) == gains


def test_losses_that_accounts_not_seen_may_undo_are_told_once() -> None:
    loss = closed("VTI", "-100", event_id="s1", lot_id="a")
    other = closed("GLD", "-100", event_id="s2", lot_id="b")
    unseen = (
        Unseen("s1", "a", date(2026, 3, 4), ("joint", "ana-ira")),
        Unseen("s2", "b", date(2026, 3, 4), ("joint",)),
        Unseen("earlier", "c", date(2025, 3, 4), ("ben-own",)),
    )
    gains = year_gains(booked(loss, other, unseen=unseen), couple(), 2026)
    assert told(gains.problems) == [
        (
            "loss-unseen",
            "losses counted in full though not every account is known for all of the 61 days around them: "
            "GLD (2026-03-04), VTI (2026-03-04); not known: ana-ira, joint",
            "if nothing like it was bought there, all is well: trimtab wash says more",
        )
    ]
    assert gains.problems[0].severity is Severity.WARNING
    assert year_gains(booked(loss, unseen=unseen[2:]), couple(), 2026).problems == ()
