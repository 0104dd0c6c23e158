"""The fast way and the full journey, where both can do the same: one Roth IRA, nothing paid out, free trades."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.simulate.backtest.histories import FIRST, household, market, policy, question
from trimtab.core.accounts import AccountKind
from trimtab.core.backtest import StartWith
from trimtab.core.instruments import InstrumentKind
from trimtab.core.policy import BandRule, Bands, Calendar, DollarPrices
from trimtab.services.backtest import backtest
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.sweep.engine import sweep
from trimtab.simulate.sweep.policy import Band, SweepPolicy
from trimtab.simulate.sweep.prices import checked, levels_of
from trimtab.strategies import Own
from trimtab.strategies.looks import Looks

LAST = date(2020, 7, 15)
START_USD = 1_000_000
ROUNDING = 1e-6  # shares to the thousandth, fills to the cent and the cash that both leave, on a few trades
SYMBOLS = {"stocks.us": "VTI", "stocks.intl": "VXUS", "bonds": "BND"}
TARGET = {"stocks.us": Decimal("0.5"), "stocks.intl": Decimal("0.2"), "bonds": Decimal("0.3")}
MARKET = market(FIRST, LAST, pays=False)


def journey(bands: Bands, look: str) -> Backtest:
    """A million dollars in one account, bought at the target on the first day, in funds that sell parts of shares."""
    whole = household(has_income=False)
    roth = replace(whole.accounts[0], kind=AccountKind.ROTH_IRA, positions=(), cash_usd=Decimal(START_USD))
    funds = {
        symbol: replace(one, kind=InstrumentKind.MUTUAL_FUND, half_spread_bps=Decimal(0))
        for symbol, one in whole.instruments.items()
    }
    rules = replace(
        policy(),
        target={**TARGET, "cash": Decimal(0)},
        bands=bands,
        calendar=Calendar.NEVER,
        min_trade_usd=Decimal(0),
        prices=DollarPrices(per_trade_usd=Decimal(0)),
    )
    asked = question(
        replace(whole, accounts=(roth,), instruments=funds),
        MARKET,
        rules,
        last=LAST,
        looks=Looks(look),
        start_with=StartWith.TARGET,
    )
    return backtest(asked, Own())


@pytest.mark.parametrize(
    ("bands", "band", "looks"),
    [
        (Bands(rule=BandRule.ABSOLUTE, absolute_points=Decimal(3)), Band(points=3), ("month_end", "month")),
        (Bands(rule=BandRule.RELATIVE, relative_pct=Decimal(15)), Band(relative_pct=15), ("20d", "20d")),
    ],
)
def test_the_same_days_are_traded_and_the_same_weights_held(
    bands: Bands, band: Band, looks: tuple[str, str]
) -> None:
    found = journey(bands, looks[0])
    assert found.is_whole, found.problems
    traded = [look.day for look in found.looks[1:] if look.plan and look.plan.trades]
    worths = {value.day: value.wealth_usd for value in found.values}
    assert len(traded) > 3
    for look in found.looks[1:]:
        events, weights, worth = swept(SweepPolicy(looks[1], band), look.day)
        assert events == sum(day <= look.day for day in traded)
        assert {name: float(look.weights[name]) for name in TARGET} == pytest.approx(weights, abs=ROUNDING)
        assert float(worths[look.day]) == pytest.approx(worth, rel=ROUNDING)


def swept(policy: SweepPolicy, day: date) -> tuple[int, dict[str, float], float]:
    """Events so far, the weights of the day before any trade, and what it is worth."""
    target = {SYMBOLS[name]: float(weight) for name, weight in TARGET.items()}
    levels = checked(levels_of(MARKET.series), target).between(None, day)
    figures, means = sweep([levels], 1, target, [policy], START_USD)
    rows = len(levels.days) - 1
    _, earlier = sweep([levels.between(None, levels.days[-2])], 1, target, [policy], START_USD)
    weights = means[0, 0] * rows - earlier[0, 0] * (rows - 1)
    return (
        int(figures.events[0, 0]),
        dict(zip(TARGET, weights.tolist(), strict=True)),
        figures.final_usd[0, 0],
    )
