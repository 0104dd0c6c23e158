"""Location: what holding an instrument costs in which kind of account, and which choice is first there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.accounts import Account, Role, TaxTreatment
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument
from trimtab.core.money import HUNDRED, ZERO
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.core.year_tax import Rates
from trimtab.rebalance.counted import Counting, counting, later_factor, withdrawal_share
from trimtab.rebalance.measure import class_shares, free_cash_usd, value_usd
from trimtab.rebalance.room import room_prices

STEP = Decimal("1e-10")  # percent: rates are short, so that sums over dollars and cents are exact
TRADABLE, EXCLUDED = Role.TRADABLE, Role.EXCLUDED
EXEMPT_GIVE_UP = Decimal("0.2")  # share of the exempt yield that taxable bonds of like quality pay on top


def holding_cost_rate(
    household: Household, policy: Policy, account: Account, instrument: Instrument, rates: Rates
) -> Decimal:
    """Yearly cost of one dollar of this instrument in this account: tax on its income and growth, and its expenses.

    In a taxable account income is taxed as it comes, growth later; in a sheltered one the foreign tax credit is lost
    (26 USC 901). Tax-exempt income (26 USC 103) is paid for everywhere by a lower yield, and the state taxes it.
    Where the policy counts growth and every dollar at its market value, a tax-deferred account's withdrawals share in
    all that it earns; counted after tax, that share is the government's own money, and costs nothing.
    `rates` are those of the year's tax: of the true return where it is known.
    """
    growth = policy.growth_of(instrument.class_weights)
    cost = instrument.expense_pct + instrument.yield_exempt_pct * EXEMPT_GIVE_UP
    if account.kind.is_taxable:
        cost += instrument.yield_ordinary_pct * rates.interest
        cost += (instrument.yield_qualified_pct + instrument.yield_gain_pct) * rates.qualified
        cost += instrument.yield_exempt_pct * rates.exempt
        cost += (growth * household.tax.long_rate * later_factor(policy)).quantize(STEP) if growth else ZERO
        return cost / HUNDRED
    cost += instrument.foreign_tax_pct
    if policy.growth_pct and account.kind.treatment is TaxTreatment.DEFERRED:
        earned = (
            instrument.yield_ordinary_pct
            + instrument.yield_qualified_pct
            + instrument.yield_exempt_pct
            + instrument.yield_gain_pct
            + growth
        )
        cost += earned * withdrawal_share(household, policy)
    return cost / HUNDRED


def in_order_here(
    household: Household, policy: Policy, account: Account, ranked: tuple[str, ...], rates: Rates
) -> tuple[str, ...]:
    """The choices of one class in the order that suits the account: the policy's, but for tax-exempt funds.

    These stand last in a sheltered account, and first in a taxable one where the first of them leaves more after
    tax than the first taxed choice.
    """
    instruments = household.instruments
    exempt = [s for s in ranked if s in instruments and instruments[s].yield_exempt_pct > 0]
    taxed = [s for s in ranked if s not in exempt] if exempt else []
    if not taxed or taxed[0] not in instruments:
        return ranked
    if not account.kind.is_taxable:
        return (*taxed, *exempt)
    cost = {
        s: holding_cost_rate(household, policy, account, instruments[s], rates) for s in (exempt[0], taxed[0])
    }
    return (*exempt, *taxed) if cost[exempt[0]] < cost[taxed[0]] else ranked


class HoldingCosts(dict[str, Decimal]):
    """By symbol, the yearly cost of a dollar of it, as `holding_cost_rate` tells it, in accounts that are taxed as this
    one is: each worked out when it is first asked for."""

    def __init__(self, household: Household, policy: Policy, account: Account, rates: Rates) -> None:
        super().__init__()
        self._asked = household, policy, account, rates

    def __missing__(self, symbol: str) -> Decimal:
        household, policy, account, rates = self._asked
        instrument = household.instruments[symbol]
        found = self[symbol] = holding_cost_rate(household, policy, account, instrument, rates)
        return found


@dataclass(frozen=True, slots=True)
class BestPlaces:
    """The household with every class at its target and standing where it costs least.

    `by_class` is what one dollar of a class costs a year there, `room` what one more dollar of room in a sheltered
    account would save a year, by how it is taxed. Together they are the prices of classes and places, so that
    rate + room (where sheltered) - by_class is never negative, and nought where the dollar stands well.
    Only accounts in `moves_in` count: what stands where nothing can be traded is no choice of place. Dollars are those
    that count: where the policy's weights are after tax, a dollar in a deferred account is `counts` of one.
    """

    by_class: Mapping[str, Decimal]
    room: Mapping[TaxTreatment, Decimal]
    moves_in: frozenset[str]
    counts: Counting
    rates: Rates
    costs: Mapping[TaxTreatment, HoldingCosts] = field(compare=False)
    _least: dict[str, Decimal] = field(default_factory=dict, compare=False, repr=False)  # by symbol

    def excess(self, household: Household, policy: Policy, account: Account, symbol: str) -> Decimal:
        """Yearly cost of a dollar of this symbol here beyond what its classes cost where they stand best.

        The target is chosen knowing what a class costs in tax: that cost is no reason to hold less of it.
        """
        if account.account_id not in self.moves_in:
            return ZERO
        least = self._least.get(symbol)
        if least is None:
            shares = class_shares(household, policy, symbol)
            least = sum([share * self.by_class.get(c, ZERO) for c, share in shares.items()], ZERO)
            self._least[symbol] = least
        treatment = account.kind.treatment
        return (self.costs[treatment][symbol] + self.room[treatment] - least) * self.counts.share(account)

    def cash_excess(self, account: Account) -> Decimal:
        """Yearly cost of a dollar of free cash here: the sheltered room it takes up."""
        if account.account_id not in self.moves_in:
            return ZERO
        least = min(self.room.values())
        return (self.room[account.kind.treatment] - least) * self.counts.share(account)


def best_places(
    household: Household, policy: Policy, rates: Rates, moves_in: frozenset[str] | None = None
) -> BestPlaces:
    """Fill the sheltered room with the classes that gain most by it, each at its target.

    `moves_in` are the accounts that can trade now, None for all; locked ones never can. Where all of them are taxed
    alike there is one place, and no class is dearer in it than another. Deferred and free accounts are two places only
    where growth is counted: otherwise a class costs the same in both.
    """
    asked = {a.account_id for a in household.accounts} if moves_in is None else moves_in
    moves = frozenset(a.account_id for a in household.accounts if a.account_id in asked and not a.locked)
    choices = {c: found for c in sorted(policy.target) if (found := _choices(household, policy, c))}
    counts = counting(household, policy)
    costs = {
        treatment: HoldingCosts(household, policy, account, rates)
        for treatment, account in _of_each_kind(household, moves).items()
    }
    least = {
        t: {c: min([cost[s] for s in found]) for c, found in choices.items()} for t, cost in costs.items()
    }
    room = room_prices(least, *_room_and_needs(household, policy, moves, counts))
    by_class = {c: min([least[t][c] + room[t] for t in least]) for c in choices}
    return BestPlaces(by_class, room, moves, counts, rates, costs)


def _of_each_kind(household: Household, moves: frozenset[str]) -> dict[TaxTreatment, Account]:
    """An account of each treatment among those that can trade now, or among all where none can."""
    inside = [a for a in household.accounts if a.account_id in moves] or list(household.accounts)
    first = {a.kind.treatment: a for a in sorted(inside, key=lambda a: a.account_id, reverse=True)}
    return {treatment: first[treatment] for treatment in TaxTreatment if treatment in first}


def _choices(household: Household, policy: Policy, class_id: str) -> list[str]:
    """What may be bought for the class, else what is held of it alone. Nothing for cash."""
    if class_id == CASH_CLASS:
        return []
    symbols = [s for s in policy.buys.get(class_id, ()) if s in household.instruments]
    if not symbols:
        held = {
            position.symbol
            for account in household.accounts
            for position in account.positions
            if position.role is not EXCLUDED
        }
        symbols = [s for s in sorted(held) if set(class_shares(household, policy, s)) == {class_id}]
    return symbols


def _room_and_needs(
    household: Household, policy: Policy, moves: frozenset[str], counts: Counting
) -> tuple[dict[TaxTreatment, Decimal], dict[str, Decimal]]:
    """The sheltered room that can be filled, by treatment, and what each class needs at its target, in dollars that
    count."""
    room: dict[TaxTreatment, Decimal] = {}
    for account in household.accounts:
        if account.account_id in moves and not account.kind.is_taxable:
            usd = _tradable_usd(household, account) * counts.share(account)
            room[account.kind.treatment] = room.get(account.kind.treatment, ZERO) + usd
    total = _counted_usd(household, counts)
    return room, {c: weight * total for c, weight in policy.target.items() if weight}


def _counted_usd(household: Household, counts: Counting) -> Decimal:
    """All that counts, as it counts."""
    cash = sum(
        [counts.share(account) * free_cash_usd(household, account) for account in household.accounts], ZERO
    )
    if counts.is_market:
        return sum([value for _, _, value in household.holdings], cash)
    held = [
        counts.share(account) * value - counts.embedded_usd(household, account, position)
        for account, position, value in household.holdings
    ]
    return sum(held, cash)


def _tradable_usd(household: Household, account: Account) -> Decimal:
    values = [value_usd(household, p) for p in account.positions if p.role is TRADABLE]
    return sum(values, max(ZERO, free_cash_usd(household, account)))
