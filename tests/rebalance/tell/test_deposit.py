"""The deposit hint is exact: with that deposit and those buys every class is inside, with a dollar less it is not."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from tests.households import random_household
from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.household import Household
from trimtab.core.plan import DepositHint
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.measure import class_shares, free_cash_usd, measure
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.tell.deposit import deposit_hints

D = Decimal
SMALL_USD = D(1)  # under a dollar nothing is bought

PRICES = "price VTI 300\nprice VXUS 60\nprice BND 70\n"
BUYS = "buy stocks.us: VTI\nbuy stocks.intl: VXUS\nbuy bonds: BND\n"
ONE_ACCOUNT = f"""
target stocks.us 50, stocks.intl 20, bonds 30
{BUYS}{PRICES}
account joint: taxable of Ann, cash 0
lot VTI 200 bought 2015-01-02 for 20000
lot VXUS 200 bought 2015-01-02 for 9000
lot BND 400 bought 2015-01-02 for 30000
"""


def hints(household: Household, policy: Policy) -> dict[str, DepositHint]:
    """By goal, as a plan shows them."""
    found = deposit_hints(Rules(household, policy), measure(household, policy, COVARIANCE))
    return {hint.goal: hint for hint in found}


def after(household: Household, policy: Policy, hint: DepositHint) -> dict[str, Decimal]:
    """Class dollars once the deposit is in and the buys are made."""
    drift = measure(household, policy, COVARIANCE)
    held = {row.class_id: row.actual_usd for row in drift.classes}
    held[CASH_CLASS] += hint.amount_usd
    for symbol, usd in hint.buys:
        held[CASH_CLASS] -= usd
        for class_id, share in class_shares(household, policy, symbol).items():
            held[class_id] += usd * share
    return held


def edges(row: ClassDrift, goal: str) -> tuple[Decimal, Decimal]:
    """What the goal asks of a class; cash may end anywhere from none to the upper edge of its band."""
    if row.class_id == CASH_CLASS:
        return D(0), row.band_high
    return (row.band_low, row.band_high) if goal == "band" else (row.target, row.target)


def assert_fits(household: Household, policy: Policy, hint: DepositHint) -> None:
    drift = measure(household, policy, COVARIANCE)
    total = drift.total_usd + hint.amount_usd
    held = after(household, policy, hint)
    own = free_cash_usd(household, household.account(hint.account_id))
    for row in drift.classes:
        low, high = edges(row, hint.goal)
        slack = SMALL_USD + (idle_usd(drift, hint, own) if hint.goal == "target" else D(0))
        assert low * total - slack <= held[row.class_id] <= high * total + SMALL_USD, row.class_id
    account = household.account(hint.account_id)
    spent = sum((usd for _, usd in hint.buys), D(0))
    assert spent <= hint.amount_usd + free_cash_usd(household, account)
    assert all(usd >= SMALL_USD for _, usd in hint.buys)
    assert hint.amount_usd == hint.amount_usd.to_integral_value()


def idle_usd(drift: Drift, hint: DepositHint, own_usd: Decimal) -> Decimal:
    """Cash over its target that lies in other accounts, where the deposit cannot place it."""
    cash = next(row for row in drift.classes if row.class_id == CASH_CLASS)
    total = drift.total_usd + hint.amount_usd
    return max(D(0), cash.actual_usd - own_usd - cash.target * total)


def could_fit(drift: Drift, goal: str, deposit: Decimal, own_cash: Decimal) -> bool:
    """Whether any buys with this deposit and the account's own cash bring every class inside."""
    total = drift.total_usd + deposit
    rows = [(row, *edges(row, goal)) for row in drift.classes if row.class_id != CASH_CLASS]
    cash = next((row for row in drift.classes if row.class_id == CASH_CLASS), None)
    assert cash is not None
    least = sum((max(D(0), low * total - row.actual_usd) for row, low, _ in rows), D(0))
    most = sum((high * total - row.actual_usd for row, _, high in rows), D(0))
    must = cash.actual_usd + deposit - cash.band_high * total
    return (
        all(row.actual_usd <= high * total for row, _, high in rows)
        and least <= deposit + own_cash
        and must <= min(most, deposit + own_cash)
    )


def test_one_account_by_hand() -> None:
    """100,000: 60/12/28 against 50/20/30. US stocks ask for 60,000 / 55% = 109,091 in all to be inside their band."""
    household, policy = example(ONE_ACCOUNT)
    found = hints(household, policy)
    assert found["band"].amount_usd == 9091
    assert found["target"].amount_usd == 20000
    assert dict(found["target"].buys) == {"VXUS": D(12000), "BND": D(8000)}
    for hint in found.values():
        assert hint.account_id == "joint"
        assert_fits(household, policy, hint)
        drift = measure(household, policy, COVARIANCE)
        assert not could_fit(drift, hint.goal, hint.amount_usd - 1, D(0))


def test_a_large_deposit_is_not_left_in_cash() -> None:
    """Buying only up to the lower edges would leave the rest in cash, over the edge of its band."""
    household, policy = example(ONE_ACCOUNT.replace("VTI 200", "VTI 700"))
    hint = hints(household, policy)["band"]
    assert_fits(household, policy, hint)
    assert sum(usd for _, usd in hint.buys) > hint.amount_usd * D("0.98")


def test_cash_of_another_account_pays_for_nothing() -> None:
    """The IRA's 9,000 cannot be spent in the taxable account."""
    household, policy = example(
        ONE_ACCOUNT.replace("VTI 200", "VTI 170") + "account ira: traditional_ira of Ann, cash 9000\n"
    )
    for hint in hints(household, policy).values():
        assert hint.account_id == "joint"
        assert_fits(household, policy, hint)


def test_cash_of_the_account_itself_is_used() -> None:
    household, policy = example(ONE_ACCOUNT.replace("cash 0", "cash 5000"))
    with_cash = hints(household, policy)["target"]
    assert with_cash.amount_usd == 15000
    assert sum(usd for _, usd in with_cash.buys) == 20000


def test_nothing_out_no_hint_for_the_band() -> None:
    household, policy = example(ONE_ACCOUNT.replace("VXUS 200", "VXUS 360").replace("VTI 200", "VTI 180"))
    assert "band" not in hints(household, policy)


def test_at_target_no_hint_at_all() -> None:
    text = (
        ONE_ACCOUNT.replace("VTI 200", "VTI 140")
        .replace("VXUS 200", "VXUS 280")
        .replace("BND 400", "BND 360")
    )
    assert hints(*example(text)) == {}


def test_a_class_that_should_not_be_held_cannot_be_bought_away() -> None:
    text = ONE_ACCOUNT.replace("stocks.intl 20", "stocks.intl 20, real_estate 0").replace(
        PRICES, PRICES + "price VNQ 90\n"
    )
    assert hints(*example(text + "lot VNQ 10 bought 2015-01-02 for 800\n")) == {}


def test_no_hint_where_no_account_can_buy_what_is_under() -> None:
    household, policy = example(ONE_ACCOUNT.replace("cash 0", "cash 0, menu VTI BND"))
    assert hints(household, policy) == {}


def test_taxable_accounts_first() -> None:
    text = ONE_ACCOUNT + "account a-ira: traditional_ira of Ann, cash 100\n"
    assert {hint.account_id for hint in hints(*example(text)).values()} == {"joint"}


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_hints_of_random_households_are_exact_and_least(first: int) -> None:
    seen = 0
    for seed in range(first, first + 50):
        household, policy = random_household(seed)
        drift = measure(household, policy, COVARIANCE)
        if drift.total_usd <= 0:
            continue
        for hint in deposit_hints(Rules(household, policy), drift):
            seen += 1
            assert_fits(household, policy, hint)
            own = free_cash_usd(household, household.account(hint.account_id))
            assert not could_fit(drift, hint.goal, hint.amount_usd - 1, own), (seed, hint)
    assert seen > 5


def test_more_drift_asks_for_more() -> None:
    found = []
    for shares in range(160, 400, 40):
        household, policy = example(ONE_ACCOUNT.replace("VTI 200", f"VTI {shares}"))
        found.append(hints(household, policy)["target"].amount_usd)
    assert all(less < more for less, more in pairwise(found))
