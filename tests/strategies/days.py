"""Days to ask a strategy on: a household of given weights, and a market made from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.universe import UNIVERSE
from trimtab.adapters.catalogue import covariance
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.household import FilingStatus, Household, Person, TaxProfile
from trimtab.core.instruments import Price
from trimtab.core.market import Distribution, Market, PriceSeries
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.core.problems import Source
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import measure
from trimtab.strategies import Answer, Asked, Snapshot, Strategy, ask_strategy, plan_asked

D = Decimal
TODAY = date(2024, 7, 1)
SOURCE = Source("days")
COVARIANCE = covariance()
FUNDS = {"stocks.us": "VTI", "stocks.intl": "VXUS", "bonds": "BND"}
SIXTY_FORTY = {"bonds": D("0.4"), "cash": D(0), "stocks.us": D("0.6")}
WEALTH_USD = D(1_000_000)


def household(held: Mapping[str, str], today: date = TODAY, wealth_usd: Decimal = WEALTH_USD) -> Household:
    """One IRA with these shares of the wealth by class, in fractional shares at 100 each; what is left is cash."""
    amounts = {class_id: D(share) * wealth_usd for class_id, share in held.items()}
    positions = tuple(
        Position(FUNDS[c], (Lot(f"{c}-0", usd / 100, usd / 2, date(2015, 1, 2), SOURCE),))
        for c, usd in sorted(amounts.items(), key=lambda one: FUNDS[one[0]])
    )
    ira = Account(
        "ira", "IRA", AccountKind.TRADITIONAL_IRA, "Ann", "Schwab", "1111", wealth_usd - sum(amounts.values(), D(0)),
        positions, quantity_step=D("0.001"), fund_quantity_step=D("0.001"),
        history_from=date(2015, 1, 1), history_to=today,
    )  # fmt: skip
    return Household(
        name="Days",
        as_of=today,
        accounts=(ira,),
        instruments=UNIVERSE,
        prices={symbol: Price(symbol, D(100), today, SOURCE) for symbol in FUNDS.values()},
        tax=TaxProfile(FilingStatus.SINGLE, today.year, D(24), D(15)),
        people=(Person("Ann", date(1974, 7, 1)),),
    )


def policy(target: Mapping[str, Decimal] = SIXTY_FORTY) -> Policy:
    return Policy(target=dict(target), buys={c: (FUNDS[c],) for c in target if c in FUNDS}, harvest=False)


def seen(
    held: Mapping[str, str],
    target: Mapping[str, Decimal] = SIXTY_FORTY,
    today: date = TODAY,
    market: Market | None = None,
    last_acted: date | None = None,
    memory: Mapping[str, Any] | None = None,
    wealth_usd: Decimal = WEALTH_USD,
) -> Snapshot:
    owned, wants = household(held, today, wealth_usd), policy(target)
    drift = measure(owned, wants, COVARIANCE)
    known = market.known_on(today) if market else None
    return Snapshot(owned, wants, drift, known, last_acted, memory or {})


def answer(strategy: Strategy, *words: Any, **more: Any) -> Answer:
    return strategy.decide(seen(*words, **more))


def asked(
    strategy: Strategy,
    held: Mapping[str, str],
    today: date = TODAY,
    market: Market | None = None,
    **more: Any,
) -> Asked:
    known = market.known_on(today) if market else None
    return ask_strategy(strategy, household(held, today), policy(), COVARIANCE, known, **more)


def planned(strategy: Strategy, held: Mapping[str, str], target: Mapping[str, Decimal] = SIXTY_FORTY) -> Plan:
    owned, wants = household(held), policy(target)
    plan = plan_asked(owned, COVARIANCE, Given(), ask_strategy(strategy, owned, wants, COVARIANCE))
    assert plan is not None
    assert all(check.holds for check in plan.checks)
    return plan


def ends(plan: Plan) -> dict[str, Decimal]:
    """Weights after the plan, in percent to a hundredth."""
    return {row.class_id: (row.actual * 100).quantize(D("0.01")) for row in plan.after.classes}


def market(seed: int = 1, first: date = date(2022, 1, 3), days: int = 900) -> Market:
    """Three funds on weekdays, each with a walk of its own and a quarterly dividend."""
    chance = random.Random(seed)
    dates = tuple(d for d in (first + timedelta(days=n) for n in range(days)) if d.weekday() < 5)
    series = {}
    for symbol, swing in (("BND", 3), ("VTI", 10), ("VXUS", 12)):
        price, closes = D(100), []
        for _ in dates:
            price = (price * (1 + D(chance.randint(-swing * 10, swing * 10 + 4)) / 10_000)).quantize(
                D("0.01")
            )
            closes.append(price)
        paid = tuple(Distribution(day, D("0.5")) for day in dates[60::63])
        series[symbol] = PriceSeries(symbol, dates, tuple(closes), paid)
    return Market(series)


def shaken(calm: Market, after: date) -> Market:
    """The same market, with every close after that day another."""
    return Market(
        {
            symbol: replace(
                one,
                closes_usd=tuple(
                    close if day <= after else close * (3 if number % 2 else D("0.2"))
                    for number, (day, close) in enumerate(zip(one.days, one.closes_usd, strict=True))
                ),
                distributions=tuple(d for d in one.distributions if d.ex_date <= after),
            )
            for symbol, one in calm.series.items()
        }
    )
