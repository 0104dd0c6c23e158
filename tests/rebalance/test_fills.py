"""Fills: what no trade touches stays the same object, and what has happened is told only of the plan that is taken."""

from __future__ import annotations

from decimal import Decimal

from tests.rebalance import example as by_hand
from tests.universe import COVARIANCE
from trimtab.core.plan import Method, Side
from trimtab.rebalance.fills import apply_fills, counted_gains, holdings_after, with_events
from trimtab.rebalance.measure import measure
from trimtab.rebalance.orders import Quantities, build_trades
from trimtab.rebalance.propose.proposal import Proposal, weighed
from trimtab.rebalance.propose.situation import look

D = Decimal


def test_what_no_trade_touches_is_the_same_object() -> None:
    home = by_hand.household()
    account = next(a for a in home.accounts if a.positions and not home.flow_usd(a.account_id))
    position = account.positions[0]
    key = (account.account_id, position.symbol, position.lots[0].lot_id)
    made = build_trades(home, Quantities({key: D(1)}, {}))
    after = apply_fills(home, made)
    for old, new in zip(home.accounts, after.accounts, strict=True):
        if old.account_id == account.account_id:
            assert [p for p, q in zip(old.positions, new.positions, strict=True) if p is not q] == [position]
        elif not home.flow_usd(old.account_id):
            assert old is new
    assert after.activity[-1].symbol == position.symbol
    assert after == with_events(home, holdings_after(home, made), made)


def test_a_proposal_is_weighed_by_what_is_held_and_then_tells_what_happened() -> None:
    home, policy = by_hand.household(), by_hand.policy()
    now = look(home, policy, COVARIANCE)
    account = next(a for a in home.accounts if a.kind.is_taxable and a.positions)
    position = account.positions[0]
    key = (account.account_id, position.symbol, position.lots[0].lot_id)
    made = build_trades(home, Quantities({key: D(1)}, {}))
    found = weighed(Proposal(now, Method.RULES, made))
    assert found.held.activity == home.activity
    assert found.filled == apply_fills(home, made)
    assert found.after.total_usd == measure(found.filled, policy).total_usd


def test_results_are_counted_by_their_term() -> None:
    home = by_hand.household()
    sells = {
        (account.account_id, position.symbol, lot.lot_id): lot.quantity
        for account in home.accounts
        for position in account.positions
        for lot in position.lots
    }
    made = build_trades(home, Quantities(sells, {}))
    assert {trade.side for trade in made} == {Side.SELL}
    sums = sum((t.gain_short_usd for t in made), D(0)), sum((t.gain_long_usd for t in made), D(0))
    assert counted_gains(made) == sums
