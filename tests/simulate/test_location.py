"""The location score and its moves: dollars that add up, corners that say so, and no wash sale on the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from trimtab.rebalance.given import Given
from trimtab.simulate.location import LocationAnswer, location
from trimtab.simulate.location_moves import Verdict

D = Decimal
HEAD = """
title Bonds taxed, stocks sheltered
BEFORE 2026-11-20
tax married_joint: ordinary 37%, long 20%, state 9%
target stocks.us 50, bonds 50
buy stocks.us: VTSAX
buy bonds: VBTLX
price VTSAX 100
price VBTLX 10
"""
TAXABLE = "account joint: taxable of Ann, cash 500\n"
ROTH = "account roth: roth_ira of Ann, cash 500\n"
WRONG_WAY = HEAD + TAXABLE + "lot VBTLX 1000 bought 2020-01-02 for 9000\n" + ROTH
WRONG_WAY += "lot VTSAX 100 bought 2020-01-02 for 5000\n"
RIGHT_WAY = HEAD + TAXABLE + "lot VTSAX 100 bought 2020-01-02 for 5000\n" + ROTH
RIGHT_WAY += "lot VBTLX 1000 bought 2020-01-02 for 9000\n"


def answered(text: str) -> LocationAnswer:
    household, policy = example(text)
    return location(household, policy, Given())


def test_bonds_in_the_taxable_account_alone_score_nought_and_one_pair_of_swaps_mends_it() -> None:
    answer = answered(WRONG_WAY)
    assert answer.score == 0
    assert answer.today_usd == answer.worst_usd
    (move,) = answer.moves
    assert [(s.account_id, s.sells, s.buys, s.usd) for s in move.swaps] == [
        ("joint", "VBTLX", "VTSAX", D(10_000)),
        ("roth", "VTSAX", "VBTLX", D(10_000)),
    ]
    # VBTLX yields 4.1% taxed at 46%; VTSAX 0.1% at 46% and 1.2% at 29%: in the taxable account, by hand
    bonds, stocks = D("0.041") * D("0.46"), D("0.001") * D("0.46") + D("0.012") * D("0.29")
    assert move.yearly_usd == 10_000 * (bonds - stocks)
    assert move.tax_now_usd == 1000 * D("0.29")
    assert move.verdict is Verdict.WORTH_IT
    assert move.net_usd == move.horizon_usd - move.tax_now_usd - move.tax_later_usd - move.trading_usd


def test_where_nothing_would_stand_better_the_score_is_100() -> None:
    answer = answered(RIGHT_WAY)
    assert answer.score == 100
    assert not answer.moves
    assert answer.best_usd == answer.today_usd < answer.worst_usd


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WRONG_WAY.replace("roth_ira", "taxable"), "in taxable accounts"),
        (WRONG_WAY.replace("cash 500", "cash 500, locked"), "nothing that is held may be sold"),
        (WRONG_WAY.replace("VBTLX", "VTSAX").replace("price VTSAX 10\n", ""), "costs the same"),
    ],
)
def test_a_score_there_is_no_ground_for_is_not_given(text: str, words: str) -> None:
    answer = answered(text)
    assert answer.score is None
    assert words in answer.why_none
    assert answer.best_usd == answer.worst_usd == answer.today_usd


def test_what_costs_more_tax_than_it_saves_is_named_and_not_recommended() -> None:
    (move,) = answered(WRONG_WAY.replace("for 9000", "for 100")).moves
    assert move.verdict is Verdict.TOO_DEAR
    assert move.net_usd < 0


def test_lots_are_moved_as_far_as_their_tax_allows() -> None:
    lots = "lot VBTLX 500 bought 2020-01-02 for 5000\nlot VBTLX 500 bought 2021-01-02 for 100\n"
    worth, dear = answered(WRONG_WAY.replace("lot VBTLX 1000 bought 2020-01-02 for 9000\n", lots)).moves
    assert (worth.verdict, worth.usd, worth.tax_now_usd) == (Verdict.WORTH_IT, D(5000), 0)
    assert (dear.verdict, dear.usd) == (Verdict.TOO_DEAR, D(5000))


def test_a_loss_is_not_taken_where_the_same_is_bought_in_another_account() -> None:
    """26 USC 1091: bought in the Roth account, the loss would be gone for good (Rev. Rul. 2008-5)."""
    at_loss = WRONG_WAY.replace("for 9000", "for 11000")
    (move,) = answered(at_loss).moves
    assert move.verdict is Verdict.NOT_NOW
    assert "a wash sale" in move.words
    (other,) = answered(at_loss.replace("buy bonds: VBTLX", "buy bonds: VBTLX AGG\nprice AGG 50")).moves
    assert (other.swaps[1].buys, other.verdict) == ("AGG", Verdict.WORTH_IT)
    assert other.tax_now_usd < 0


def test_a_poor_substitute_is_no_reason_to_give_up_the_best_arrangement() -> None:
    """A tax-exempt fund in the Roth account would avoid the wash sale and lose most of what the move is for."""
    at_loss = WRONG_WAY.replace("for 9000", "for 11000").replace(
        "buy bonds: VBTLX", "buy bonds: VBTLX VTEB\nprice VTEB 50"
    )
    (move,) = answered(at_loss).moves
    assert (move.swaps[1].buys, move.verdict) == ("VBTLX", Verdict.NOT_NOW)


def test_a_lot_that_waits_to_turn_long_term_is_not_now() -> None:
    (move,) = answered(WRONG_WAY.replace("2020-01-02 for 9000", "2025-11-25 for 9000")).moves
    assert move.verdict is Verdict.NOT_NOW
    assert "turn long-term" in move.words


def test_tax_is_that_of_the_moves_before_it_too() -> None:
    """1,500 of losses carried in would save 46% of income; the gain of 2,000 uses them up and bears 29% on the rest."""
    whole = 1500 * D("0.46") + 500 * D("0.29")
    years = "policy prices.horizon_years = 10\n"
    text = WRONG_WAY.replace("BEFORE", years + "year carried long 1500\nBEFORE").replace(
        "for 9000", "for 8000"
    )
    (move,) = answered(text).moves
    assert move.tax_now_usd == whole
    ira = "account ira: traditional_ira of Ann, cash 0\nlot VTSAX 50 bought 2020-01-02 for 4000\n"
    both = answered(text.replace("lot VTSAX 100", "lot VTSAX 60") + ira).moves
    assert len(both) == 2
    assert sum((m.tax_now_usd for m in both), D(0)) == whole


@pytest.mark.parametrize("seed", range(120))
def test_dollars_add_up_and_no_total_changes(seed: int) -> None:
    household, policy = random_household(seed)
    answer = location(household, policy, Given())
    assert answer.best_usd <= answer.today_usd <= answer.worst_usd
    assert sum((m.yearly_usd for m in answer.moves), D(0)) == answer.today_usd - answer.best_usd
    assert answer.score is None or 0 <= answer.score <= 100
    assert (answer.score == 100) <= (
        answer.today_usd - answer.best_usd < (answer.worst_usd - answer.best_usd) / 100
    )
    before: dict[str, Decimal] = {}
    after: dict[str, Decimal] = {}
    for place in answer.places:
        for sums, usd in ((before, place.today_usd), (after, place.best_usd)):
            for name in (f"account {place.account_id}", f"class {place.class_id}"):
                sums[name] = sums.get(name, D(0)) + usd
        assert place.best_usd >= 0
        assert not place.stays or place.today_usd == place.best_usd
    assert before == after
    for move in answer.moves:
        assert len({s.usd for s in move.swaps}) == 1
        for swap in move.swaps:
            menu = household.account(swap.account_id).menu
            assert menu is None or swap.buys in menu


def test_the_order_of_accounts_changes_nothing() -> None:
    for seed in range(8):
        household, policy = random_household(seed)
        turned = replace(household, accounts=household.accounts[::-1])
        one, other = location(household, policy, Given()), location(turned, policy, Given())
        assert (one.score, one.best_usd, one.worst_usd) == (other.score, other.best_usd, other.worst_usd)
