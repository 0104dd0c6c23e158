"""Does what was read make sense together? Rates in their order, one year, and nothing from after the plan's day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trimtab.core.accounts import Account
from trimtab.core.instruments import Price
from trimtab.core.money import HUNDRED, plain
from trimtab.core.problems import Problem, error
from trimtab.ledger.sources import Statement
from trimtab.ledger.spec import HouseholdSpec


def check_rates(spec: HouseholdSpec) -> list[Problem]:
    """The long-term rate is at most the ordinary one (26 USC 1(h)), and no dollar is taxed twice over."""
    tax = spec.tax
    problems = []
    if tax.rate_long_term_pct > tax.rate_ordinary_pct:
        words = (
            f"rate_long_term_pct = {plain(tax.rate_long_term_pct)} is above "
            f"rate_ordinary_pct = {plain(tax.rate_ordinary_pct)}"
        )
        remedy = "long-term gains are taxed at the ordinary rate or less: correct one of the two"
        problems.append(error("rates-order", words, remedy, spec.at("tax", "rate_long_term_pct")))
    total = tax.rate_ordinary_pct + tax.rate_state_pct + tax.rate_niit_pct
    if total > HUNDRED:
        words = f"federal, state and net investment income rates sum to {plain(total)}%"
        problems.append(error("rates-over-100", words, "write each in percent", spec.at("tax")))
    return problems


def check_year(spec: HouseholdSpec, as_of: date) -> list[Problem]:
    """The tax year is that of the plan's day, and the last rebalance is not after it."""
    problems = []
    if spec.tax.year != as_of.year:
        words = f"the tax year is {spec.tax.year}, the plan's day is {as_of}"
        remedy = f"write year = {as_of.year} and that year's rates and results, or correct as_of"
        problems.append(error("tax-year", words, remedy, spec.at("tax", "year")))
    last = spec.policy.last_rebalanced
    if last is not None and last > as_of:
        words = f"last_rebalanced = {last} is after the plan's day, {as_of}"
        problems.append(
            error("rebalanced-ahead", words, "correct the date", spec.at("policy", "last_rebalanced"))
        )
    return problems


def check_future(
    accounts: Sequence[Account],
    prices: Mapping[str, Price],
    statements: Iterable[Statement],
    as_of: date,
) -> list[Problem]:
    """No lot was bought and no price stated after the plan's day; a statement of a later day is told elsewhere."""
    if any(statement.as_of > as_of for statement in statements):
        return []
    problems = [
        error(
            "lot-ahead",
            f"{position.symbol} in {account.account_id}: {plain(lot.quantity)} shares bought on {lot.acquired}, "
            f"after {as_of}",
            "compare the lot's date with the custodian's page and download the lots again",
            lot.source,
        )
        for account in accounts
        for position in account.positions
        for lot in position.lots
        if lot.acquired is not None and lot.acquired > as_of
    ]
    for symbol, price in sorted(prices.items()):
        if price.as_of > as_of:
            words = f"the price of {symbol} is of {price.as_of}, after {as_of}"
            problems.append(
                error("price-ahead", words, "correct its date, or that of the plan", price.source)
            )
    return problems
