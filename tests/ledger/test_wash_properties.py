"""What must hold for wash sales whatever the trades: units of money, of shares and of time mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.ledger.wash_histories import random_history
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import AcquiredLot, LotSale, WashHistory
from trimtab.ledger.wash_sales.result import WashResult

SEEDS = range(5000, 5200)
LATER = timedelta(days=4 * 365 + 1)
Change = Callable[[AcquiredLot], AcquiredLot]


def changed(history: WashHistory, lot: Change, sale: Callable[[LotSale], LotSale]) -> WashResult:
    return wash_sales(
        replace(history, lots=tuple(map(lot, history.lots)), sales=tuple(map(sale, history.sales)))
    )


def sold(result: WashResult, money: int = 1, shares: int = 1, days: timedelta = timedelta()) -> list[object]:
    """What came of each sale, in other units."""
    return [
        (
            one.sale.sale_id,
            one.lot.lot_id,
            [
                (
                    piece.quantity / shares,
                    piece.proceeds_usd / money,
                    piece.basis_usd / money,
                    piece.held_from - days,
                    piece.replaced_by,
                )
                for piece in one.pieces
            ],
        )
        for one in result.sales
    ]


@pytest.mark.parametrize("money", [3, 7])
def test_amounts_in_another_unit_of_money_give_results_in_that_unit(money: int) -> None:
    for seed in SEEDS:
        history = random_history(seed)
        scaled = changed(
            history,
            lambda lot: replace(lot, basis_usd=lot.basis_usd * money),
            lambda sale: replace(sale, proceeds_usd=sale.proceeds_usd * money),
        )
        assert sold(scaled, money=money) == sold(wash_sales(history)), seed


@pytest.mark.parametrize("shares", [2, 10])
def test_a_split_before_everything_changes_no_dollar(shares: int) -> None:
    for seed in SEEDS:
        history = random_history(seed)
        split = changed(
            history,
            lambda lot: replace(lot, quantity=lot.quantity * shares),
            lambda sale: replace(sale, quantity=sale.quantity * shares),
        )
        assert sold(split, shares=shares) == sold(wash_sales(history)), seed


def test_the_same_trades_four_years_later_give_the_same_results() -> None:
    for seed in SEEDS:
        history = random_history(seed)
        later = changed(
            history,
            lambda lot: replace(lot, trade_date=lot.trade_date + LATER),
            lambda sale: replace(sale, trade_date=sale.trade_date + LATER),
        )
        assert sold(later, days=LATER) == sold(wash_sales(history)), seed


def test_every_dollar_of_proceeds_counts_exactly_once() -> None:
    """As a gain now, as a smaller loss, or as a lower basis of what took the loss over."""
    for seed in SEEDS:
        history = random_history(seed)
        dearer = changed(
            history, lambda lot: lot, lambda sale: replace(sale, proceeds_usd=sale.proceeds_usd + Decimal(1))
        )
        taxable = {account.account_id for account in history.accounts if account.kind.is_taxable}
        count = sum(1 for sale in history.sales if sale.account_id in taxable)
        kept = _kept_usd(wash_sales(history), taxable)
        assert _kept_usd(dearer, taxable) == kept + count, seed


def _kept_usd(result: WashResult, taxable: set[str]) -> Fraction:
    """Money counted or still to count: gains recognised, less losses gone for good, less the basis still held."""
    counted = sum((sale.recognized_usd for sale in result.sales if sale.taxable), Fraction(0))
    held = sum(
        (
            piece.basis_usd
            for lot in result.lots
            for piece in lot.pieces
            if piece.sold_in is None and lot.lot.account_id in taxable
        ),
        Fraction(0),
    )
    return counted - result.lost_for_good_usd - held
