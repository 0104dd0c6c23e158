"""The price of room against every way to place the classes; growth and the kinds of sheltered accounts."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from tests.scenarios.reader import example
from tests.tax.returns import unit_of
from trimtab.adapters.law import law_for
from trimtab.core.accounts import Account, TaxTreatment
from trimtab.core.household import FilingStatus, Household
from trimtab.core.instruments import Instrument
from trimtab.core.policy import Policy, Weights
from trimtab.core.year_tax import Rates
from trimtab.rebalance.location import best_places, holding_cost_rate
from trimtab.rebalance.room import room_prices
from trimtab.rebalance.rules import Rules
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.return_year import KnownReturn, ReturnYear

D = Decimal
TAXABLE, DEFERRED, FREE = TaxTreatment


def yearly(household: Household, policy: Policy, account: Account, instrument: Instrument) -> Decimal:
    """What a dollar of it costs there a year, at the household's flat rates."""
    return holding_cost_rate(household, policy, account, instrument, FlatYear(household.tax).rates)


def least_cost(
    rates: dict[TaxTreatment, dict[str, Decimal]], room: dict[TaxTreatment, int], needs: dict[str, int]
) -> Decimal:
    """Every way to place unit dollars of each class so that the sheltered room is just full."""
    classes = sorted(needs)

    @cache
    def from_class(number: int, deferred: int, free: int) -> Decimal | None:
        if number == len(classes):
            return D(0) if deferred == free == 0 else None
        class_id, best = classes[number], None
        for d in range(min(deferred, needs[class_id]) + 1):
            for f in range(min(free, needs[class_id] - d) + 1):
                rest = from_class(number + 1, deferred - d, free - f)
                if rest is None:
                    continue
                cost = d * rates[DEFERRED][class_id] + f * rates[FREE][class_id]
                cost += (needs[class_id] - d - f) * rates[TAXABLE][class_id] + rest
                best = cost if best is None else min(best, cost)
        return best

    found = from_class(0, room[DEFERRED], room[FREE])
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(40))
def test_prices_are_the_dual_of_the_best_placing(seed: int) -> None:
    rng = random.Random(seed)
    classes = ["x", "y", "z", "w"][: rng.randint(2, 4)]
    rates = {t: {c: D(rng.randrange(0, 300)) / 10_000 for c in classes} for t in TaxTreatment}
    needs = {c: rng.randint(1, 5) for c in classes}
    whole = sum(needs.values())
    deferred = rng.randint(0, whole)
    room = {DEFERRED: deferred, FREE: rng.randint(0, whole - deferred)}
    prices = room_prices(rates, {t: D(n) for t, n in room.items()}, {c: D(n) for c, n in needs.items()})
    dual = sum((needs[c] * min(rates[t][c] + prices[t] for t in rates) for c in classes), D(0))
    dual -= sum((room[t] * prices[t] for t in room), D(0))
    assert dual == least_cost(rates, room, needs)


TEXT = """
title Three kinds of account
BEFORE 2026-11-20
tax married_joint: ordinary 24%, long 15%, state 4%
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: BND
price VTI 300
price BND 75
account ira: traditional_ira of Ann, cash 0
lot VTI 100 bought 2020-01-02 for 20000
account joint: taxable of Ann, cash 0
lot VTI 100 bought 2010-01-04 for 10000
account roth: roth_ira of Ann, cash 0
lot BND 533 bought 2020-01-02 for 39975
"""


def test_growth_makes_a_roth_account_another_place_than_an_ira_before_tax() -> None:
    household, policy = example(TEXT)
    ira, roth = household.account("ira"), household.account("roth")
    vti = household.instruments["VTI"]
    assert yearly(household, policy, ira, vti) == yearly(household, policy, roth, vti)
    grows = replace(policy, growth_pct=(("stocks", D(5)),))
    # VTI yields 0.1% and 1.2%, grows by 5%; 28% of it goes at withdrawal
    more = yearly(household, grows, ira, vti) - yearly(household, grows, roth, vti)
    assert more == D("0.063") * D("0.28")
    best = best_places(household, grows, FlatYear(household.tax).rates)
    assert best.excess(household, grows, ira, "VTI") > best.excess(household, grows, ira, "BND") == 0
    assert best.excess(household, grows, roth, "VTI") == 0


def test_after_tax_the_government_keeps_its_own_growth() -> None:
    household, policy = example(TEXT)
    after = replace(policy, growth_pct=(("stocks", D(5)),), weights=Weights.AFTER_TAX)
    ira, roth = household.account("ira"), household.account("roth")
    for symbol in ("VTI", "BND"):
        instrument = household.instruments[symbol]
        assert yearly(household, after, ira, instrument) == yearly(household, after, roth, instrument)
    best = best_places(household, after, FlatYear(household.tax).rates)
    for symbol in ("VTI", "BND"):
        excess = best.excess(household, after, roth, symbol)
        assert best.excess(household, after, ira, symbol) == excess * D("0.72")


def test_growth_and_gain_distributions_are_taxed_outside() -> None:
    household, policy = example(TEXT)
    joint, vti = household.account("joint"), household.instruments["VTI"]
    plain = yearly(household, policy, joint, vti)
    turned = yearly(household, policy, joint, replace(vti, yield_gain_pct=D(2)))
    assert turned - plain == D("0.02") * D("0.19")
    grows = replace(policy, growth_pct=(("stocks.us", D(5)), ("stocks", D(9))))
    later = D("0.9") * D("1.05") ** -10
    assert abs(yearly(household, grows, joint, vti) - plain - D("0.05") * D("0.19") * later) < D("1e-12")


def test_income_is_taxed_at_the_rates_of_the_year_and_growth_at_the_flat_rate_of_later() -> None:
    household, policy = example(TEXT)
    joint, vti = household.account("joint"), household.instruments["VTI"]
    rates = Rates(D("0.4"), D("0.1"), D("0.03"))
    mixed = replace(
        vti, yield_ordinary_pct=D(1), yield_qualified_pct=D(2), yield_gain_pct=D(3), yield_exempt_pct=D(4)
    )
    bare = replace(
        vti, yield_ordinary_pct=D(0), yield_qualified_pct=D(0), yield_gain_pct=D(0), yield_exempt_pct=D(4)
    )
    taxed = holding_cost_rate(household, policy, joint, mixed, rates)
    assert taxed - holding_cost_rate(household, policy, joint, bare, rates) == D("0.004") + D("0.005")
    untaxed = replace(rates, exempt=D(0))
    exempt = holding_cost_rate(household, policy, joint, bare, rates)
    assert exempt - holding_cost_rate(household, policy, joint, bare, untaxed) == D("0.04") * D("0.03")
    grows = replace(policy, growth_pct=(("stocks", D(5)),))
    costs = [holding_cost_rate(household, asked, joint, vti, rates) for asked in (policy, grows)]
    flat = [yearly(household, asked, joint, vti) for asked in (policy, grows)]
    assert abs(costs[1] - costs[0] - (flat[1] - flat[0])) < D("1e-12")


def test_the_plan_weighs_places_by_the_true_return() -> None:
    household, policy = example(TEXT)
    joint, wages = (
        household.account("joint"),
        KnownReturn(unit_of(FilingStatus.SINGLE, wages=20_000), law_for(2026)),
    )
    true, flat = Rules(household, policy, year_tax=ReturnYear(wages)), Rules(household, policy)
    assert true.places.rates.qualified == 0
    assert true.excess(joint)["BND"] < flat.excess(joint)["BND"]
