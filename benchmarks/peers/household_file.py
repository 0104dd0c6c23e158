"""A household as plain numbers for programs that know less: holdings, lots, prices, weights and a covariance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trimtab.adapters.catalogue import covariance
from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.policy import Policy

CASH = "cash"
STAND_IN = "stocks.us"
OWN_VARIANCE = 0.10**2


def as_numbers(household: Household, policy: Policy) -> dict:
    """What the adapters read, all floats.

    A class's weight goes to its securities as they are held. Covariance is the catalogue's by class, US stocks' for
    classes that it does not have, and a yearly deviation of 10% more of each security's own.
    """
    prices = {symbol: float(price.usd) for symbol, price in sorted(household.prices.items())}
    class_of = {symbol: household.instruments[symbol].class_weights[0][0] for symbol in prices}
    targets = {name: float(weight) for name, weight in policy.target.items()}
    return {
        "accounts": [_account(household, account) for account in household.accounts],
        "prices": prices,
        "class_of": class_of,
        "class_targets": targets,
        "security_targets": _by_security(held_usd(household), class_of, targets),
        "covariance": _covariance(class_of),
        "half_spread_bps": 2.0,
        "minimum_trade_usd": float(policy.min_trade_usd),
        "as_of": household.as_of.isoformat(),
        "rates": [
            float(household.tax.rate_ordinary_pct) / 100,
            float(household.tax.rate_long_term_pct) / 100,
        ],
    }


def held_usd(household: Household) -> dict[str, float]:
    """Dollars by security, and of cash."""
    held: dict[str, Decimal] = {CASH: Decimal(0)}
    for account in household.accounts:
        held[CASH] += account.cash_usd
        for position in account.positions:
            worth = sum(lot.quantity for lot in position.lots) * household.prices[position.symbol].usd
            held[position.symbol] = held.get(position.symbol, Decimal(0)) + worth
    return {symbol: float(usd) for symbol, usd in held.items()}


def off_target(household: Household, policy: Policy, bought: Mapping[str, float]) -> float:
    """Share of the value in the wrong class after such purchases (sales negative), trading costs left out."""
    held = held_usd(household)
    total = sum(held.values())
    for symbol, usd in bought.items():
        held[symbol] = held.get(symbol, 0.0) + usd
        held[CASH] -= usd
    by_class = dict.fromkeys(policy.target, 0.0)
    for symbol, usd in held.items():
        name = CASH if symbol == CASH else household.instruments[symbol].class_weights[0][0]
        by_class[name] += usd / total
    return sum(abs(by_class[name] - float(weight)) for name, weight in policy.target.items()) / 2


def _account(household: Household, account: Account) -> dict:
    lots = [
        [
            position.symbol,
            lot.lot_id,
            float(lot.quantity),
            float(lot.basis_usd / lot.quantity),
            (household.as_of - lot.acquired).days,
        ]
        for position in account.positions
        for lot in position.lots
    ]
    shares: dict[str, float] = {}
    for symbol, _, count, _, _ in lots:
        shares[symbol] = shares.get(symbol, 0.0) + count
    return {"id": account.account_id, "cash": float(account.cash_usd), "shares": shares, "lots": lots}


def _by_security(
    held: Mapping[str, float], class_of: Mapping[str, str], targets: Mapping[str, float]
) -> dict[str, float]:
    whole: dict[str, float] = {}
    for symbol, name in class_of.items():
        whole[name] = whole.get(name, 0.0) + held.get(symbol, 0.0)
    return {symbol: targets[name] * held.get(symbol, 0.0) / whole[name] for symbol, name in class_of.items()}


def _covariance(class_of: Mapping[str, str]) -> list[list[float]]:
    known = {pair: float(value) for pair, value in covariance().items()}
    alike = {symbol: name if (name, name) in known else STAND_IN for symbol, name in class_of.items()}
    return [
        [
            known[alike[first], alike[second]] + (OWN_VARIANCE if first == second else 0.0)
            for second in class_of
        ]
        for first in class_of
    ]
