"""The year's capital gains and losses as a return counts them: the books', unless the household file says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, in_order, warning
from trimtab.ledger.books.realised import Realised, Washed
from trimtab.ledger.returns.owners import taxed_accounts

TYPED = "household file"


@dataclass(frozen=True, slots=True)
class YearGains:
    """Results of one year before carryforwards, in USD, losses negative; what section 1091 disallows is not in them.

    `long_usd` includes `collectibles_usd`. The origins say in words where the figures come from.
    """

    short_usd: Decimal
    long_usd: Decimal
    collectibles_usd: Decimal
    short_origin: str
    long_origin: str
    problems: tuple[Problem, ...] = ()


def year_gains(washed: Washed, household: Household, year: int) -> YearGains:
    """The year's results of the books after wash sales, for the accounts on the household's return.

    A part without a known basis is left out and told; one without a known holding period counts as short-term,
    which never claims a lower rate (26 USC 1222 needs a date). So is a loss that an account not seen in full may undo.
    """
    parts = parts_of(washed.realised, household, year)
    problems: list[Problem] = [_no_basis(part) for part in parts if part.recognized_usd is None]
    problems += [_no_date(part) for part in parts if part.recognized_usd is not None and part.is_long is None]
    problems += _unseen(washed, parts)
    long = [part for part in parts if part.is_long]
    metal = [part for part in long if is_metal(household, part.symbol)]
    origin = f"sales of {year} in your accounts, after wash sales"
    return YearGains(
        _sum(part for part in parts if not part.is_long),
        _sum(long),
        _sum(metal),
        origin,
        origin,
        in_order(problems),
    )


def with_typed(gains: YearGains, short_usd: Decimal | None, long_usd: Decimal | None) -> YearGains:
    """The results with those that the household file states in their place; None is not stated."""
    if short_usd is not None:
        gains = replace(gains, short_usd=short_usd, short_origin=TYPED)
    if long_usd is not None:
        gains = replace(gains, long_usd=long_usd, long_origin=TYPED)
    return gains


def parts_of(realised: Iterable[Realised], household: Household, year: int) -> tuple[Realised, ...]:
    """What was closed in a year in the accounts on the household's return."""
    taxed = {account.account_id for account in taxed_accounts(household)}
    return tuple(part for part in realised if part.closed.year == year and part.account_id in taxed)


def is_metal(household: Household, symbol: str) -> bool:
    """Whether a long-term gain on it is a collectibles gain."""
    found = household.instruments.get(symbol)
    return found is not None and found.is_collectible


def _sum(parts: Iterable[Realised]) -> Decimal:
    return sum((part.recognized_usd or ZERO for part in parts), ZERO)


def _unseen(washed: Washed, parts: Iterable[Realised]) -> list[Problem]:
    """The year's losses that purchases in accounts not seen for the whole window would disallow."""
    losses = {(part.event_id, part.lot_id): part for part in parts}
    open_losses = [loss for loss in washed.coverage.losses if (loss.sale_id, loss.lot_id) in losses]
    if not open_losses:
        return []
    sold = sorted(
        {f"{losses[(loss.sale_id, loss.lot_id)].symbol} ({loss.trade_date})" for loss in open_losses}
    )
    hidden = sorted({account_id for loss in open_losses for account_id in loss.account_ids})
    words = (
        "losses counted in full though not every account is known for all of the 61 days around them: "
        f"{', '.join(sold)}; not known: {', '.join(hidden)}"
    )
    remedy = "if nothing like it was bought there, all is well: trimtab wash says more"
    return [warning("loss-unseen", words, remedy)]


def _sale(part: Realised) -> str:
    return f"{plain(part.quantity)} {part.symbol} sold on {part.closed} in {part.account_id}"


def _no_basis(part: Realised) -> Problem:
    remedy = "find what they cost and add it, for their result is not in the bill"
    return warning("gain-unknown", f"the cost of {_sale(part)} is not known", remedy, part.source)


def _no_date(part: Realised) -> Problem:
    words = f"it is not known when {_sale(part)} were bought: counted as short-term"
    return warning("term-unknown", words, "add the day of purchase", part.source)
