"""Limits on what is held, as linear ranges in dollars: one form for planner, fallback, price and explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.accounts import EXCLUDED, Account
from trimtab.core.drift import LimitState
from trimtab.core.household import Household
from trimtab.core.instruments import InstrumentKind
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.money import CENT, ONE, ZERO, usd_whole
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.measure import free_cash_usd, value_usd

COST_SHARE = Decimal(
    "0.0002"
)  # of a bound in percent, kept back: trading costs make what it is a percent of less
LAYERS = 3  # a fund of funds of funds is looked through, no deeper
NOTICED_SHARE = Decimal("0.0001")  # of what a bound is a percent of: less than this outside asks for no trade


@dataclass(frozen=True, slots=True)
class DollarLimit:
    """One limit in dollars of today, for one household.

    `parts` is what share of a dollar in a symbol counts, `accounts` where; `counts_cash`: their free cash counts too.
    `low_usd` and `high_usd` are the range, fixed by today's value; `held_usd` what is held today.
    """

    limit: HoldingLimit
    parts: Mapping[str, Decimal]
    accounts: frozenset[str]
    counts_cash: bool
    held_usd: Decimal
    low_usd: Decimal | None
    high_usd: Decimal | None
    slack_usd: Decimal  # outside by no more than this asks for nothing

    @property
    def floor_usd(self) -> Decimal | None:
        """The least a plan may leave: the range's end, or today's holding where that is below it already."""
        return None if self.low_usd is None else min(self.low_usd, self.held_usd)

    @property
    def ceiling_usd(self) -> Decimal | None:
        """The most a plan may leave: the range's end, or today's holding where that is above it already."""
        if self.high_usd is None:
            return None
        is_percent = self.limit.most is not None and self.limit.most.is_percent
        return max(self.high_usd - (self.high_usd * COST_SHARE if is_percent else ZERO), self.held_usd)

    @property
    def has_percent(self) -> bool:
        """Whether an end of the range is a percent, which trading costs make less of."""
        ends = (self.limit.least, self.limit.most)
        return any(bound is not None and bound.is_percent for bound in ends)

    def outside_usd(self, held_usd: Decimal) -> Decimal:
        """Signed distance to the range: positive over it, negative under it."""
        if self.high_usd is not None and held_usd > self.high_usd:
            return held_usd - self.high_usd
        if self.low_usd is not None and held_usd < self.low_usd:
            return held_usd - self.low_usd
        return ZERO

    @property
    def is_broken(self) -> bool:
        """Whether today's holding is outside by enough to ask for a trade."""
        return abs(self.outside_usd(self.held_usd)) > self.slack_usd

    def held_in(self, household: Household) -> Decimal:
        """What this household holds of it, in dollars, not rounded."""
        return held_usd(household, self.parts, self.accounts, self.counts_cash)

    def bought(self, account_id: str, symbol: str) -> Decimal:
        """What a dollar of buying the symbol there adds: its part, less the cash that pays for it."""
        if account_id not in self.accounts:
            return ZERO
        return self.parts.get(symbol, ZERO) - (1 if self.counts_cash else 0)


def dollar_limits(household: Household, policy: Policy) -> tuple[DollarLimit, ...]:
    """Every limit of the policy for this household today, in the order of the limits' ids."""
    limits = every_limit(household, policy)
    if not limits:
        return ()
    totals = {account.account_id: account_total_usd(household, account) for account in household.accounts}
    parts = parts_of(household, limits)
    return tuple([_in_dollars(household, totals, limit, parts[limit.limit_id]) for limit in limits])


def every_limit(household: Household, policy: Policy) -> tuple[HoldingLimit, ...]:
    """The limits of the policy, and those that its concentration caps make, in the order of their ids.

    A cap makes one for each company of which a share is held or on a list to buy, unless the policy has one of its own
    through funds for a share of that company there. Funds are no company.
    """
    named = {limit.limit_id: limit for limit in policy.limits}
    places: list[tuple[str, Decimal | None, Unit]] = [
        ("", policy.concentration_cap_pct, Unit.PCT_OF_HOUSEHOLD),
        *(
            (account.account_id, policy.account_concentration_cap_pct, Unit.PCT_OF_ACCOUNT)
            for account in household.accounts
        ),
    ]
    for place, cap_pct, unit in places:
        for symbols in companies(household, policy) if cap_pct is not None else ():
            own = [HoldingLimit(symbol, account_id=place, through_funds=True) for symbol in symbols]
            if cap_pct is not None and not any(limit.limit_id in named for limit in own):
                capped = replace(own[0], most=Bound(cap_pct, unit))
                named[capped.limit_id] = capped
    return tuple(named[name] for name in sorted(named))


def companies(household: Household, policy: Policy) -> list[list[str]]:
    """The stocks held or on a list to buy, those of one issuer together, in order."""
    named = {position.symbol for account in household.accounts for position in account.positions}
    named |= {symbol for ranked in policy.buys.values() for symbol in ranked}
    found: dict[str, list[str]] = {}
    for symbol in sorted(named):
        instrument = household.instruments.get(symbol)
        if instrument is not None and instrument.kind is InstrumentKind.STOCK:
            found.setdefault(issuer_of(household, symbol), []).append(symbol)
    return [found[issuer] for issuer in sorted(found)]


def issuer_of(household: Household, symbol: str) -> str:
    """The company behind a symbol: the instrument's issuer, else the symbol itself."""
    instrument = household.instruments.get(symbol)
    return (instrument.issuer or symbol) if instrument else symbol


def account_total_usd(household: Household, account: Account) -> Decimal:
    """What counts of an account: its holdings but for excluded ones, and its free cash."""
    held = (value_usd(household, p) for p in account.positions if p.role is not EXCLUDED)
    return sum(held, free_cash_usd(household, account))


def held_usd(
    household: Household, parts: Mapping[str, Decimal], accounts: frozenset[str], counts_cash: bool
) -> Decimal:
    """Dollars held of these parts in these accounts, not rounded."""
    total = ZERO
    for number in sorted([n for symbol in parts for n in household.held_of.get(symbol, ())]):
        account, position, _ = household.holdings[number]
        if account.account_id in accounts:
            symbol = position.symbol
            total += position.quantity * household.prices[symbol].usd * parts[symbol]
    if counts_cash:
        total += sum(
            [free_cash_usd(household, a) for a in household.accounts if a.account_id in accounts], ZERO
        )
    return total


def _in_dollars(
    household: Household, totals: Mapping[str, Decimal], limit: HoldingLimit, parts: Mapping[str, Decimal]
) -> DollarLimit:
    accounts = frozenset({limit.account_id} if limit.account_id else totals)
    counts_cash = bool(limit.class_id) and is_under(CASH_CLASS, limit.class_id)

    def usd(bound: Bound | None) -> Decimal | None:
        if bound is None:
            return None
        price = household.prices.get(limit.symbol)
        return bound.in_usd(price.usd if price else None, _whole_usd(totals, limit, bound))

    percents = [bound for bound in (limit.least, limit.most) if bound is not None and bound.is_percent]
    slack = max((_whole_usd(totals, limit, bound) * NOTICED_SHARE for bound in percents), default=CENT)
    return DollarLimit(
        limit,
        parts,
        accounts,
        counts_cash,
        held_usd(household, parts, accounts, counts_cash),
        usd(limit.least),
        usd(limit.most),
        max(slack, CENT),
    )


def _whole_usd(totals: Mapping[str, Decimal], limit: HoldingLimit, bound: Bound) -> Decimal:
    """What a bound is a percent of."""
    if bound.unit is Unit.PCT_OF_ACCOUNT:
        return totals[limit.account_id]
    return sum(totals.values(), ZERO)


def is_under(class_id: str, above: str) -> bool:
    """Whether a class is that class or stands below it in the tree."""
    return class_id == above or class_id.startswith(f"{above}.")


def parts_of(household: Household, limits: Iterable[HoldingLimit]) -> dict[str, dict[str, Decimal]]:
    """By the id of each limit, what share of a dollar in each symbol counts for it."""
    asked = tuple(limits)
    through = _by_issuer(household) if any(limit.through_funds for limit in asked) else {}
    return {limit.limit_id: _parts(household, limit, through) for limit in asked}


def _parts(
    household: Household, limit: HoldingLimit, through: Mapping[str, dict[str, Decimal]]
) -> dict[str, Decimal]:
    if limit.class_id:
        weights = {
            symbol: sum((w for c, w in instrument.class_weights if is_under(c, limit.class_id)), ZERO)
            for symbol, instrument in household.instruments.items()
        }
        return {symbol: weight for symbol, weight in weights.items() if weight}
    if not limit.through_funds:
        return {limit.symbol: ONE}
    return through.get(issuer_of(household, limit.symbol), {})


def _by_issuer(household: Household) -> dict[str, dict[str, Decimal]]:
    """By company, what part of a dollar in each symbol is in it, funds of funds looked through."""
    found: dict[str, dict[str, Decimal]] = {}
    for symbol in household.instruments:
        for issuer, part in _through(household, symbol, LAYERS).items():
            if part:
                found.setdefault(issuer, {})[symbol] = part
    return found


def _through(household: Household, symbol: str, layers: int) -> dict[str, Decimal]:
    """What part of a dollar in the symbol is in which company: all in its own, and in those of what it contains."""
    own, instrument = issuer_of(household, symbol), household.instruments.get(symbol)
    found: dict[str, Decimal] = {}
    for part, share in instrument.contains if instrument and layers else ():
        for issuer, inner in _through(household, part, layers - 1).items():
            found[issuer] = found.get(issuer, ZERO) + share * inner
    return {**found, own: ONE}


def limit_states(limits: Iterable[DollarLimit], household: Household) -> tuple[LimitState, ...]:
    """Where a household stands against the limits, in the order of their ids; ranges are those of before the plan."""
    return tuple(
        LimitState(
            limit.limit.limit_id, limit.limit.words, limit.held_in(household), limit.low_usd, limit.high_usd
        )
        for limit in limits
    )


def state_words(limit: DollarLimit, held: Decimal) -> str:
    """The limit, and where the holding stands: `AAPL: at most 10% of the household; it stands at $12,000, …`."""
    outside = limit.outside_usd(held)
    side = f", {usd_whole(abs(outside))} {'over' if outside > 0 else 'under'}" if outside else ""
    return f"{limit.limit.words}; it stands at {usd_whole(held)}{side}"
