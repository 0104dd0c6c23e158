"""The comparison itself: positions, then lots by day, then each day's results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Position
from trimtab.core.events import Event
from trimtab.core.household import Household
from trimtab.core.money import CENT, ZERO
from trimtab.core.problems import Problem, Source
from trimtab.core.statement import StatedGain, StatedLot
from trimtab.ledger.assemble import Joined
from trimtab.ledger.books.realised import HeldLot, Realised, Washed
from trimtab.ledger.lots import UNKNOWN_DATE
from trimtab.ledger.reconcile.causes import (
    causes_of_basis,
    causes_of_disallowed,
    causes_of_gain,
    causes_of_shares,
)
from trimtab.ledger.reconcile.evidence import Evidence, Key, gather
from trimtab.ledger.reconcile.result import Cause, Compared, Difference, Likely, Matter, Reconciled


def reconcile(
    joined: Joined,
    household: Household,
    events: Sequence[Event],
    answer: Washed,
    problems: Sequence[Problem] = (),
) -> Reconciled:
    """Every figure the custodians state against the books: shares of positions, shares and basis of lots, results.

    Lots and results are compared in taxable accounts only, for elsewhere they have no consequence. `problems` are
    those of the events and the books: what they keep out may explain a difference. Raises nothing.
    """
    evidence = gather(joined, household, events, answer, problems)
    differences: list[Difference] = []
    compared: list[Compared] = []
    for account in household.accounts:
        found = [*_positions(evidence, account)]
        lots = gains = 0
        if account.kind.is_taxable:
            for position in account.positions:
                count, more = _lots(evidence, account.account_id, position)
                lots += count
                found += more
            for key in sorted(key for key in evidence.stated_gains if key[0] == account.account_id):
                gains += len(evidence.stated_gains[key])
                found += _gains(evidence, key)
        differences += found
        compared.append(Compared(account.account_id, len(account.positions), lots, gains, len(found)))
    return Reconciled(tuple(sorted(differences, key=_order)), tuple(compared))


def _order(one: Difference) -> tuple[str, str, int]:
    """By account, symbol and matter; those of one matter were found by day."""
    return (one.account_id, one.symbol, list(Matter).index(one.matter))


def _positions(evidence: Evidence, account: Account) -> Iterator[Difference]:
    """Shares held by the books and by the statement, of everything either of them has."""
    stated = {position.symbol: position for position in account.positions}
    symbols = {*stated, *(symbol for owner, symbol in evidence.held if owner == account.account_id)}
    for symbol in sorted(symbols):
        key = (account.account_id, symbol)
        ours = _shares(evidence.held.get(key, ()))
        theirs = stated[symbol].quantity if symbol in stated else ZERO
        if ours != theirs:
            source = stated[symbol].lots[0].source if symbol in stated else None
            causes = causes_of_shares(evidence, key, ours, theirs)
            yield Difference(*key, Matter.SHARES, None, ours, theirs, causes, source)


def _shares(lots: Sequence[HeldLot]) -> Decimal:
    return sum((lot.quantity for lot in lots), ZERO)


def _basis(lots: Sequence[HeldLot]) -> Decimal | None:
    known = [lot.basis_usd for lot in lots if lot.basis_usd is not None]
    return sum(known, ZERO) if len(known) == len(lots) else None


def _lots(evidence: Evidence, account_id: str, position: Position) -> tuple[int, list[Difference]]:
    """Lots by the day they were bought, where the custodian states them; else the total cost."""
    key = (account_id, position.symbol)
    stated = evidence.stated_lots.get(key)
    ours = evidence.held.get(key, ())
    if stated is None or UNKNOWN_DATE in {lot.lot_id for lot in position.lots}:
        return 0, [*_total_basis(evidence, key, position, ours)]
    by_day: dict[date | None, list[StatedLot]] = defaultdict(list)
    for lot in stated.lots:
        by_day[lot.acquired].append(lot)
    mine: dict[date | None, list[HeldLot]] = defaultdict(list)
    for held in ours:
        mine[held.bought].append(held)
    found: list[Difference] = []
    for day in sorted({*by_day, *mine}, key=lambda day: day or date.min):
        found += _lot_day(evidence, key, day, mine.get(day, []), by_day.get(day, []))
    return len(stated.lots), _choices(found)


def _total_basis(
    evidence: Evidence, key: Key, position: Position, ours: Sequence[HeldLot]
) -> Iterator[Difference]:
    theirs = position.lots[0].basis_usd
    if theirs is None or _shares(ours) != position.quantity:
        return
    basis = _basis(ours)
    if basis != theirs:
        causes = causes_of_basis(evidence, key, ours, (), basis, theirs)
        yield Difference(*key, Matter.BASIS, None, basis, theirs, causes, position.lots[0].source)


def _lot_day(
    evidence: Evidence, key: Key, day: date | None, ours: Sequence[HeldLot], theirs: Sequence[StatedLot]
) -> Iterator[Difference]:
    held, stated = _shares(ours), sum((lot.quantity for lot in theirs), ZERO)
    source = theirs[0].source if theirs else (ours[0].source if ours else None)
    if held != stated:
        causes = causes_of_shares(evidence, key, held, stated)
        yield Difference(*key, Matter.LOT_SHARES, day, held, stated, causes, source)
        return
    costs = [lot.cost_usd for lot in theirs if lot.cost_usd is not None]
    if len(costs) < len(theirs):
        return
    basis, cost = _basis(ours), sum(costs, ZERO)
    if basis != cost:
        causes = causes_of_basis(evidence, key, ours, theirs, basis, cost)
        yield Difference(*key, Matter.LOT_BASIS, day, basis, cost, causes, source)


def _choices(found: list[Difference]) -> list[Difference]:
    """Lots that differ by day and agree in all: other lots were sold than the custodian took."""
    days = [one for one in found if one.matter is Matter.LOT_SHARES]
    if sum((one.apart or ZERO for one in days), ZERO):
        return found
    words = "the shares agree in all: the custodian took other lots for a sale"
    likely = (Likely(Cause.LOT_CHOICE, words),)
    return [
        Difference(one.account_id, one.symbol, one.matter, one.day, one.ours, one.theirs, likely, one.source)
        if one in days
        else one
        for one in found
    ]


def _gains(evidence: Evidence, key: Key) -> Iterator[Difference]:
    """Each day's results of a symbol: proceeds, short, long and disallowed."""
    theirs: dict[date, list[StatedGain]] = defaultdict(list)
    for gain in evidence.stated_gains[key]:
        theirs[gain.closed].append(gain)
    ours: dict[date, list[Realised]] = defaultdict(list)
    for one in evidence.realised.get(key, ()):
        ours[one.closed].append(one)
    for day in sorted(theirs):
        yield from _day(evidence, key, day, ours.get(day, []), theirs[day])


def _day(
    evidence: Evidence, key: Key, day: date, ours: Sequence[Realised], theirs: Sequence[StatedGain]
) -> Iterator[Difference]:
    source = min((gain.source for gain in theirs), key=lambda s: s.place)
    brought = sum((one.proceeds_usd for one in ours), ZERO)
    stated = sum((gain.proceeds_usd for gain in theirs), ZERO)
    if brought != stated:
        causes = causes_of_gain(evidence, key, ours, theirs, brought - stated, False)
        yield Difference(*key, Matter.PROCEEDS, day, brought, stated, causes, source)
    mine = sum((one.disallowed_usd for one in ours), ZERO)
    disallowed = sum((gain.disallowed_usd for gain in theirs), ZERO)
    if mine != disallowed:
        causes = causes_of_disallowed(evidence, key, ours, theirs)
        yield Difference(*key, Matter.DISALLOWED, day, mine, disallowed, causes, source)
    yield from _terms(evidence, key, day, ours, theirs, source)


def _terms(
    evidence: Evidence,
    key: Key,
    day: date,
    ours: Sequence[Realised],
    theirs: Sequence[StatedGain],
    source: Source,
) -> Iterator[Difference]:
    """Short and long results; custodians state a disallowed loss as a loss or as nothing, and both are accepted."""
    stated = (
        sum((gain.gain_short_usd for gain in theirs), ZERO),
        sum((gain.gain_long_usd for gain in theirs), ZERO),
    )
    counted, raw = _by_term(ours, True), _by_term(ours, False)
    if stated in (counted, raw):
        return
    best = min((counted, raw), key=lambda pair: _distance(pair, stated))
    known = [part for part in best if part is not None]
    is_same = len(known) == 2 and abs(sum(known, ZERO) - sum(stated, ZERO)) <= CENT * len(ours)
    for matter, mine, his in zip((Matter.GAIN_SHORT, Matter.GAIN_LONG), best, stated, strict=True):
        if mine != his and (mine is not None or his or not any(stated)):
            apart = None if mine is None else mine - his
            causes = causes_of_gain(evidence, key, ours, theirs, apart, is_same)
            yield Difference(*key, matter, day, mine, his, causes, source)


Terms = tuple[Decimal | None, Decimal | None]


def _by_term(ours: Sequence[Realised], counted: bool) -> Terms:
    """Short and long; None of both where a result is not known. An unknown holding period counts as short."""
    sums = {True: ZERO, False: ZERO}
    for one in ours:
        amount = one.recognized_usd if counted else one.gain_usd
        if amount is None:
            return (None, None)
        sums[bool(one.is_long)] += amount
    return (sums[False], sums[True])


def _distance(pair: Terms, stated: tuple[Decimal, Decimal]) -> Decimal:
    parts = [abs(mine - his) for mine, his in zip(pair, stated, strict=True) if mine is not None]
    return sum(parts, ZERO)
