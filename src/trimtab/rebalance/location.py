"""Location: what holding an instrument costs in which kind of account, and which choice is first there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, Role, TaxTreatment
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument
from trimtab.core.money import HUNDRED, ZERO
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.measure import account_mix, class_shares, free_cash_usd, value_usd

EXEMPT_GIVE_UP = Decimal("0.2")  # share of the exempt yield that taxable bonds of like quality pay on top


def holding_cost_rate(household: Household, account: Account, instrument: Instrument) -> Decimal:
    """Yearly cost of one dollar of this instrument in this account: tax on its income, and its expenses.

    In a taxable account income is taxed as it comes; in a sheltered one the foreign tax credit is lost
    (26 USC 901). Tax-exempt income (26 USC 103) is paid for everywhere by a lower yield, and the state taxes it.
    """
    tax = household.tax
    cost = instrument.expense_pct + instrument.yield_exempt_pct * EXEMPT_GIVE_UP
    if account.kind.treatment is TaxTreatment.TAXABLE:
        cost += instrument.yield_ordinary_pct * (tax.ordinary_rate + tax.rate_niit_pct / HUNDRED)
        cost += instrument.yield_qualified_pct * tax.long_rate
        cost += instrument.yield_exempt_pct * tax.rate_state_pct / HUNDRED
    else:
        cost += instrument.foreign_tax_pct
    return cost / HUNDRED


def in_order_here(household: Household, account: Account, ranked: tuple[str, ...]) -> tuple[str, ...]:
    """The choices of one class in the order that suits the account: the policy's, but for tax-exempt funds.

    These stand last in a sheltered account, and first in a taxable one where the first of them leaves more after
    tax than the first taxed choice.
    """
    instruments = household.instruments
    exempt = tuple(s for s in ranked if s in instruments and instruments[s].yield_exempt_pct > 0)
    taxed = tuple(s for s in ranked if s not in exempt)
    if not exempt or not taxed or taxed[0] not in instruments:
        return ranked
    if not account.kind.is_taxable:
        return (*taxed, *exempt)
    cost = {s: holding_cost_rate(household, account, instruments[s]) for s in (exempt[0], taxed[0])}
    return (*exempt, *taxed) if cost[exempt[0]] < cost[taxed[0]] else ranked


@dataclass(frozen=True, slots=True)
class BestPlaces:
    """The household with every class at its target and standing where it costs least.

    `by_class` is what one dollar of a class costs a year there, `room` what one more dollar of sheltered room
    would save a year. Together they are the prices of the classes and of the places, so that
    rate + room (where sheltered) - by_class is never negative, and nought where the dollar stands well.
    Only accounts in `moves_in` count: what stands where nothing can be traded is no choice of place.
    """

    by_class: Mapping[str, Decimal]
    room: Decimal
    moves_in: frozenset[str]

    def excess(self, household: Household, policy: Policy, account: Account, symbol: str) -> Decimal:
        """Yearly cost of a dollar of this symbol here beyond what its classes cost where they stand best.

        The target is chosen knowing what a class costs in tax: that cost is no reason to hold less of it.
        """
        if account.account_id not in self.moves_in:
            return ZERO
        rate = holding_cost_rate(household, account, household.instruments[symbol])
        if not account.kind.is_taxable:
            rate += self.room
        shares = class_shares(household, policy, symbol)
        return rate - sum((share * self.by_class.get(c, ZERO) for c, share in shares.items()), ZERO)

    def cash_excess(self, account: Account) -> Decimal:
        """Yearly cost of a dollar of free cash here: the sheltered room it takes up."""
        is_here = not account.kind.is_taxable and account.account_id in self.moves_in
        return self.room if is_here else ZERO


def best_places(household: Household, policy: Policy, moves_in: frozenset[str] | None = None) -> BestPlaces:
    """Fill the sheltered room with the classes that gain most by it, each at its target.

    Two places, taxable and sheltered, so the fill in order of gain is the least cost, and its margin the price
    of room. `moves_in` are the accounts that can trade now, None for all; locked ones never can. Where all of
    them are taxable, or all sheltered, there is one place and no class is dearer in it than another.
    """
    asked = {a.account_id for a in household.accounts} if moves_in is None else moves_in
    moves = frozenset(a.account_id for a in household.accounts if a.account_id in asked and not a.locked)
    by_account = [(a.account_id not in moves, a.kind.is_taxable, a.account_id, a) for a in household.accounts]
    taxable_first = [entry[-1] for entry in sorted(by_account, key=lambda e: (e[0], not e[1], e[2]))]
    sheltered_first = [entry[-1] for entry in sorted(by_account, key=lambda e: e[:3])]
    rates = {
        class_id: (
            _least(household, taxable_first[0], choices),
            _least(household, sheltered_first[0], choices),
        )
        for class_id in sorted(policy.target)
        if (choices := _choices(household, policy, class_id))
    }
    room = _room_price(household, policy, rates, moves)
    return BestPlaces({c: min(out, inside + room) for c, (out, inside) in rates.items()}, room, moves)


def _choices(household: Household, policy: Policy, class_id: str) -> tuple[Instrument, ...]:
    """What may be bought for the class, else what is held of it alone. Nothing for cash."""
    if class_id == CASH_CLASS:
        return ()
    symbols = [s for s in policy.buys.get(class_id, ()) if s in household.instruments]
    if not symbols:
        held = {
            position.symbol
            for account in household.accounts
            for position in account.positions
            if position.role is not Role.EXCLUDED
        }
        symbols = [s for s in sorted(held) if set(class_shares(household, policy, s)) == {class_id}]
    return tuple(household.instruments[symbol] for symbol in symbols)


def _least(household: Household, account: Account, choices: tuple[Instrument, ...]) -> Decimal:
    return min(holding_cost_rate(household, account, instrument) for instrument in choices)


def _room_price(
    household: Household,
    policy: Policy,
    rates: Mapping[str, tuple[Decimal, Decimal]],
    moves: frozenset[str],
) -> Decimal:
    total = sum((account_mix(household, policy, account).total_usd for account in household.accounts), ZERO)
    sheltered = [a for a in household.accounts if not a.kind.is_taxable and a.account_id in moves]
    left = sum((_tradable_usd(household, account) for account in sheltered), ZERO)
    gains = sorted(
        ((out - inside, c) for c, (out, inside) in rates.items() if policy.target[c]), reverse=True
    )
    price = ZERO
    for gain, class_id in gains:
        price = max(gain, ZERO)
        left -= policy.target[class_id] * total
        if left < 0 or price == 0:
            return price
    return price


def _tradable_usd(household: Household, account: Account) -> Decimal:
    values = (value_usd(household, p) for p in account.positions if p.role is Role.TRADABLE)
    return sum(values, max(ZERO, free_cash_usd(household, account)))
