"""What sales of today bring, wash sales over the household included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import ANA, BEN, told
from tests.ledger.what_if.builders import ago, events_of, holding, kept, lot, owner_of, rules_of
from trimtab.core.events import LotMethod, Sell
from trimtab.core.household import Household
from trimtab.core.problems import Problem, Severity
from trimtab.ledger.books.washed import washed
from trimtab.ledger.what_if.results import LotOutcome, doubts, outcomes, sales_as_events, without_basis
from trimtab.ledger.what_if.sales import wished_sales
from trimtab.ledger.what_if.wishes import read_wishes

D = Decimal
LOSS = lot("loss", "10", "1500", date(2020, 1, 2))  # worth 1,000
WINDOW = "counts only if nobody of the household buys it, or its like, until 2026-12-20"
WAIT = "switch off reinvestment; wait with purchases"


def tried(household: Household, *lines: str) -> tuple[tuple[LotOutcome, ...], list[Problem]]:
    books = kept(household)
    sales, problems = wished_sales(household, books.held, read_wishes(lines))
    assert problems == []
    events = events_of(household)
    then = washed([*events, *sales_as_events(household, events, sales)], rules_of(household))
    assert then.problems == ()
    results = outcomes(household, then)
    return results, [*without_basis(then, sales), *doubts(household, results)]


def results(household: Household, *lines: str) -> tuple[LotOutcome, ...]:
    return tried(household, *lines)[0]


def test_gain_and_term_of_each_lot() -> None:
    household = owner_of(
        joint=(
            holding(
                "VTI", lot("a", "10", "400", date(2025, 11, 20)), lot("b", "10", "400", date(2025, 11, 19))
            ),
            holding("GLD", lot("g", "3", "200", date(2020, 1, 2))),
        )
    )
    a, b, g = results(household, "sell joint VTI lot a", "sell joint VTI lot b 2.5", "sell joint GLD all")
    assert (a.is_long, a.gain_usd, a.proceeds_usd, a.recognized_usd) == (False, 600, 1000, 600)
    assert (b.is_long, b.gain_usd, b.proceeds_usd, b.quantity) == (True, 150, 250, D("2.5"))
    assert (g.is_collectible, g.gain_usd, a.is_collectible) == (True, D("100.00"), False)
    assert (a.account_id, a.symbol, a.lot_id, a.bought, a.counts) == (
        "joint",
        "VTI",
        "joint/VTI/a",
        date(2025, 11, 20),
        True,
    )


def test_a_loss_stands_where_nobody_bought() -> None:
    [result], problems = tried(owner_of(joint=(holding("VTI", LOSS),)), "sell joint VTI all")
    assert (result.gain_usd, result.disallowed_usd, result.recognized_usd) == (-500, 0, -500)
    assert result.replaced_in == ()
    assert told(tuple(problems)) == [("wash-window", f"the loss in VTI {WINDOW}", WAIT)]
    assert problems[0].severity is Severity.NOTE


@pytest.mark.parametrize(("days", "lost"), [(30, "200"), (31, "0")])
def test_a_purchase_of_the_last_thirty_days_takes_the_loss_over_share_for_share(days: int, lost: str) -> None:
    household = owner_of(
        ben=(holding("VTI", lot("new", "4", "300", ago(days))),), joint=(holding("VTI", LOSS),)
    )
    [result], problems = tried(household, "sell joint VTI all")
    assert (result.disallowed_usd, result.lost_for_good_usd) == (D(lost), 0)
    assert result.recognized_usd == -500 + D(lost)
    if D(lost):
        assert result.replaced_in == ("ben",)
        assert told(tuple(problems))[0] == (
            "wash-sale",
            "10 VTI of lot joint/VTI/loss in joint: $200.00 of the loss does not count, for shares bought within 30 "
            "days in ben take it over (26 USC 1091)",
            "sell those shares too where the account is taxable, or wait",
        )
        assert problems[0].severity is Severity.WARNING


def test_in_an_ira_the_loss_is_lost_for_good() -> None:
    household = owner_of(ira=(holding("VTI", lot("new", "4", "300", ago(3))),), joint=(holding("VTI", LOSS),))
    [result], problems = tried(household, "sell joint VTI all")
    assert (result.disallowed_usd, result.lost_for_good_usd, result.replaced_in) == (200, 200, ("ira",))
    assert "$200.00 of the loss does not count, $200.00 of it for good, for shares" in problems[0].message


def test_selling_the_new_shares_too_keeps_the_loss() -> None:
    new = lot("new", "4", "500", ago(3))
    household = owner_of(joint=(holding("VTI", LOSS, new),))
    assert sum(result.disallowed_usd for result in results(household, "sell joint VTI all")) == 0
    assert sum(result.disallowed_usd for result in results(household, "sell joint VTI lot loss")) == 200


def test_shares_of_another_symbol_of_the_group_replace_too() -> None:
    household = owner_of(
        ben=(holding("VTSAX", lot("new", "4", "300", ago(3))),), joint=(holding("VTI", LOSS),)
    )
    same = {
        s: replace(i, identical_group="us") for s, i in household.instruments.items() if s in {"VTI", "VTSAX"}
    }
    grouped = replace(household, instruments={**household.instruments, **same})
    assert results(household, "sell joint VTI all")[0].disallowed_usd == 0
    assert results(grouped, "sell joint VTI all")[0].disallowed_usd == 200


def test_a_lot_without_a_date_counts_as_short_term_and_says_so() -> None:
    household = owner_of(joint=(holding("VTI", lot("?", "10", "400", None)),))
    [result], problems = tried(household, "sell joint VTI 2")
    assert (result.is_long, result.gain_usd) == (None, 120)
    assert told(tuple(problems)) == [
        (
            "term-unknown",
            "2 VTI of lot joint/VTI/? in joint: it is not known when they were bought: counted as short-term",
            "",
        )
    ]
    assert problems[0].severity is Severity.WARNING


def test_a_lot_without_a_cost_is_refused_in_a_taxable_account_alone() -> None:
    household = owner_of(
        ira=(holding("VTI", lot("i", "10", None)),), joint=(holding("VTI", lot("?", "10", None)),)
    )
    _, problems = tried(household, "sell joint VTI 2", "sell ira VTI 1")
    assert told(tuple(problems))[0] == (
        "what-if", 'what-if "sell joint VTI 2": the cost of VTI lot joint/VTI/? is not known', "name another lot"
    )  # fmt: skip
    assert [problem.code for problem in problems] == ["what-if", "not-on-bill"]


def test_a_sale_in_an_ira_or_on_another_return_is_not_on_the_bill() -> None:
    household = owner_of(ben=(holding("VTI", LOSS),), ira=(holding("VTI", lot("i", "1", "500")),))
    [inside], problems = tried(household, "sell ira VTI 1")
    assert (inside.counts, inside.recognized_usd, inside.gain_usd) == (False, 0, -400)
    assert told(tuple(problems)) == [
        (
            "not-on-bill",
            "1 VTI of lot ira/VTI/i in ira: a sale there is not on this bill",
            "nothing is taxed until money leaves a sheltered account",
        )
    ]
    assert problems[0].severity is Severity.NOTE
    alone = replace(household, people=(ANA, replace(BEN, on_return=False)))
    assert [result.counts for result in results(alone, "sell ben VTI 1")] == [False]


def test_what_may_still_undo_a_loss_is_told() -> None:
    household = owner_of(
        ben=(holding("VTI", lot("b", "1", "1")),),
        ira=(holding("VTI", lot("i", "1", "1"), reinvest=None),),
        joint=(holding("VTI", LOSS), holding("GLD", lot("g", "1", "1"), reinvest=True)),
        roth=(holding("VTI", lot("r", "1", "1"), reinvest=True),),
    )
    [note] = tried(household, "sell joint VTI all")[1]
    assert note.severity is Severity.NOTE
    risks = "ira may reinvest dividends of VTI; roth may reinvest dividends of VTI"
    assert note.message == f"the loss in VTI {WINDOW} ({risks})"
    ben, ira, joint, roth = household.accounts
    ben = replace(ben, purchases_coming=frozenset({"VTI", "GLD"}))
    [warned] = tried(replace(household, accounts=(ben, ira, joint, roth)), "sell joint VTI all")[1]
    assert warned.severity is Severity.WARNING
    assert warned.message == f"the loss in VTI {WINDOW} (ben will buy VTI; {risks})"


def test_an_account_whose_days_are_not_known_is_told() -> None:
    household = owner_of(joint=(holding("VTI", LOSS),), roth=(holding("VTI", lot("?", "1", None, None)),))
    ben, ira, joint, roth = household.accounts
    blind = replace(household, accounts=(ben, ira, joint, replace(roth, history_to=None)))
    [warned] = tried(blind, "sell joint VTI all")[1]
    assert warned.severity is Severity.WARNING
    assert warned.message == f"the loss in VTI {WINDOW} (the last 30 days of roth are not known)"


def test_each_security_sold_at_a_loss_is_told_once_and_a_gain_not_at_all() -> None:
    household = owner_of(
        joint=(
            holding("VTI", LOSS, lot("more", "1", "150", ago(400))),
            holding("GLD", lot("g", "1", "101")),
            holding("NEW", lot("n", "1", "1")),
        )
    )
    problems = tried(household, "harvest all", "sell joint NEW all")[1]
    assert [problem.message for problem in problems] == [
        f"the loss in GLD {WINDOW}",
        f"the loss in VTI {WINDOW}",
    ]


def test_the_method_of_the_account_picks_the_lots() -> None:
    household = owner_of(
        joint=(
            holding("VTI", lot("a", "10", "400", date(2019, 1, 2)), lot("b", "10", "900", date(2020, 1, 2))),
        )
    )
    [first] = results(household, "sell joint VTI 3")
    assert (first.lot_id, first.gain_usd) == ("joint/VTI/a", 180)
    events = events_of(household)
    sales = wished_sales(household, kept(household).held, read_wishes(["sell joint VTI 3"]))[0]
    made = sales_as_events(household, events, sales)
    [highest] = outcomes(household, washed([*events, *made], rules_of(household, joint=LotMethod.HIFO)))
    assert (highest.lot_id, highest.gain_usd) == ("joint/VTI/b", 30)


def test_sales_come_after_everything_else_of_the_day_in_the_order_of_the_wishes() -> None:
    household = owner_of(joint=(holding("VTI", lot("a", "10", "400", ago(0))),))
    [event] = events_of(household)
    events = [replace(event, sequence=7), replace(event, event_id="first", sequence=2)]
    sales = wished_sales(
        household, kept(household).held, read_wishes(["sell joint VTI 3", "sell joint VTI lot a 2"])
    )[0]
    first, second = sales_as_events(household, events, sales)
    assert (first.event_id, first.sequence, first.trade_date) == ("what-if/0001", 8, household.as_of)
    assert (second.event_id, second.sequence) == ("what-if/0002", 9)
    assert isinstance(second, Sell)
    assert (second.method, second.lots[0].lot_id, second.proceeds_usd) == (
        LotMethod.SPECIFIC,
        "joint/VTI/a",
        200,
    )
    assert sales_as_events(household, [], sales)[0].sequence == 1


def test_one_lot_in_pieces_is_one_line() -> None:
    """Four of ten shares are replaced: the sale falls into two parts of one fate each."""
    household = owner_of(ben=(holding("VTI", lot("new", "4", "300", ago(3))),), joint=(holding("VTI", LOSS),))
    [result] = results(household, "sell joint VTI all")
    assert (result.quantity, result.gain_usd, result.disallowed_usd) == (10, -500, 200)
