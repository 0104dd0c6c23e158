"""The year's capital gains and losses as a return counts them, from what custodians state or from the books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, in_order, warning
from trimtab.ledger.books.realised import Realised
from trimtab.ledger.returns.owners import taxed_accounts


@dataclass(frozen=True, slots=True)
class YearGains:
    """Results of one year before carryforwards, in USD, losses negative; what section 1091 disallows is not in them.

    `long_usd` includes `collectibles_usd`. `origin` says in words where the figures come from.
    """

    short_usd: Decimal
    long_usd: Decimal
    collectibles_usd: Decimal
    origin: str
    problems: tuple[Problem, ...] = ()


def gains_stated(household: Household) -> YearGains:
    """The tax year's results as the household file gives them, or as custodians' realized-gains files sum up.

    These do not tell collectibles apart: a sale of metal is told as a problem.
    """
    tax = household.tax
    metal = sorted(
        {
            item.symbol
            for item in household.activity
            if item.kind is ActivityKind.SELL and item.trade_date.year == tax.year
            if _is_collectible(household, item.symbol)
        }
    )
    problems = [
        warning(
            "collectibles-untold",
            f"{symbol} was sold in {tax.year}: as metal its long-term gain is taxed at up to 28%, "
            "and the year's results do not tell it apart, so it is counted at 0, 15 or 20%",
            "set the transactions of its whole history beside the other exports",
        )
        for symbol in metal
    ]
    origin = "realized gains as your custodians or the household file state them"
    return YearGains(tax.realized_short_usd, tax.realized_long_usd, ZERO, origin, tuple(problems))


def gains_of_books(realised: Iterable[Realised], household: Household, year: int) -> YearGains:
    """The year's results of the books, for the accounts on the household's return.

    A part without a known basis is left out and told; one without a known holding period counts as short-term,
    which never claims a lower rate (26 USC 1222 needs a date).
    """
    taxed = {account.account_id for account in taxed_accounts(household)}
    short = long = metal = ZERO
    problems: list[Problem] = []
    for part in realised:
        if part.closed.year != year or part.account_id not in taxed:
            continue
        result = part.recognized_usd
        if result is None:
            problems.append(_no_basis(part))
        elif part.is_long:
            long += result
            metal += result if _is_collectible(household, part.symbol) else ZERO
        else:
            short += result
            problems += [_no_date(part)] if part.is_long is None else []
    origin = f"sales of {year} in your accounts, after wash sales"
    return YearGains(short, long, metal, origin, in_order(problems))


def _is_collectible(household: Household, symbol: str) -> bool:
    found = household.instruments.get(symbol)
    return found is not None and found.is_collectible


def _sale(part: Realised) -> str:
    return f"{plain(part.quantity)} {part.symbol} sold on {part.closed} in {part.account_id}"


def _no_basis(part: Realised) -> Problem:
    remedy = "find what they cost and add it, for their result is not in the bill"
    return warning("gain-unknown", f"the cost of {_sale(part)} is not known", remedy, part.source)


def _no_date(part: Realised) -> Problem:
    words = f"it is not known when {_sale(part)} were bought: counted as short-term"
    return warning("term-unknown", words, "add the day of purchase", part.source)
