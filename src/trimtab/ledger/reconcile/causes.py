"""Why two figures may differ: each cause is tried against the data, and named only where the figures bear it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from trimtab.core.events import (
    Dividend,
    GiftReceived,
    Inheritance,
    Opening,
    Reinvestment,
    ReturnOfCapital,
    TransferIn,
)
from trimtab.core.money import CENT, ZERO, plain, usd
from trimtab.core.statement import StatedGain, StatedLot
from trimtab.ledger.books.realised import HeldLot, Realised
from trimtab.ledger.events.splits import simple_ratio
from trimtab.ledger.reconcile.evidence import Evidence, Key, events_of, gaps, not_booked, other_names
from trimtab.ledger.reconcile.result import Cause, Likely

SHARES_SHOWN = Decimal("0.001")
REINVESTED_AT_MOST = Decimal("0.10")  # of the position: more is no run of dividends


def causes_of_shares(evidence: Evidence, key: Key, ours: Decimal, theirs: Decimal) -> tuple[Likely, ...]:
    """Why the shares of a position, or of the lots of one day, differ."""
    return _or_unexplained([*_of_shares(evidence, key, ours, theirs)])


def _of_shares(evidence: Evidence, key: Key, ours: Decimal, theirs: Decimal) -> Iterator[Likely]:
    if abs(theirs - ours) <= SHARES_SHOWN:
        yield Likely(Cause.ROUNDING, "files show parts of a share to three or four decimals")
        return
    problem = not_booked(evidence, key)
    if problem is not None:
        yield Likely(Cause.NOT_BOOKED, f"something of it is not booked: {problem.message}")
    ratio = simple_ratio(Fraction(ours), Fraction(theirs))
    if ratio is not None and _is_likely(ratio):
        words = f"theirs are ours times {ratio.numerator} for {ratio.denominator}: a split that no file tells"
        yield Likely(Cause.MISSING_SPLIT, words)
    for symbol in other_names(evidence, key, ours - theirs):
        words = (
            f"as many shares of {symbol} are held that no transaction brought: one security under two names, which "
            f'[aliases] "{key[1]}" = "{symbol}" joins'
        )
        yield Likely(Cause.OTHER_SYMBOL, words)
    if missing := gaps(evidence, key):
        yield Likely(Cause.MISSING_HISTORY, missing)


def _is_likely(ratio: Fraction) -> bool:
    """Ratios that are announced often: n for 1, 3 for 2, 5 for 4, 1 for n. Others may be chance."""
    return min(ratio.numerator, ratio.denominator) == 1 or (ratio.numerator, ratio.denominator) in {
        (3, 2),
        (4, 3),
        (5, 4),
    }


def causes_of_basis(
    evidence: Evidence,
    key: Key,
    lots: Sequence[HeldLot],
    stated: Sequence[StatedLot],
    ours: Decimal | None,
    theirs: Decimal,
) -> tuple[Likely, ...]:
    """Why the basis of lots differs: `lots` are ours, `stated` theirs, of one day or of the whole position."""
    if ours is None:
        return _unknown(evidence, key)
    found = [*_of_basis(evidence, key, lots, stated, ours - theirs)]
    return _or_unexplained(found)


def _unknown(evidence: Evidence, key: Key) -> tuple[Likely, ...]:
    came = [event for event in events_of(evidence, key, TransferIn) if event.basis_usd is None]
    if came:
        words = f"{plain(came[0].quantity)} shares came from outside on {came[0].trade_date} without a basis"
        return (Likely(Cause.TRANSFER_BASIS, words),)
    first = [event for event in events_of(evidence, key, Opening) if event.basis_usd is None]
    shares = sum((event.quantity for event in first), ZERO)
    held = sum((lot.quantity for lot in evidence.held.get(key, ())), ZERO)
    if events_of(evidence, key, Reinvestment) and ZERO < shares <= REINVESTED_AT_MOST * held and shares % 1:
        words = f"dividends buy more of it, and no transaction tells of {plain(shares)} shares: reinvestments"
        return (Likely(Cause.REINVESTMENTS, words),)
    when = f"; the books know them since {first[0].trade_date}" if first else ""
    return (Likely(Cause.UNKNOWN_BASIS, f"no file tells what {plain(shares)} of the shares cost{when}"),)


def _of_basis(
    evidence: Evidence, key: Key, lots: Sequence[HeldLot], stated: Sequence[StatedLot], apart: Decimal
) -> Iterator[Likely]:
    if abs(apart) <= CENT * (len(lots) + len(stated)):
        yield Likely(Cause.ROUNDING, "cents of rounding, lot by lot")
        return
    if any(lot.lot_id in evidence.corrected for lot in lots):
        yield Likely(Cause.BY_HAND, "the household file corrects this basis")
    yield from _typed(evidence, key, lots)
    yield from _split_since(evidence, key, lots, stated)
    added = sum((lot.wash_added_usd for lot in lots), ZERO)
    if added and _same(apart, added, lots):
        yield Likely(Cause.WASH_SALE, f"a wash sale added {usd(added)} that the custodian does not add")
    theirs = sum((lot.disallowed_usd for lot in stated), ZERO)
    if theirs and _same(-apart, theirs, lots):
        yield Likely(
            Cause.WASH_SALE, f"the custodian added {usd(theirs)} for a wash sale that the books do not have"
        )
    yield from _disallowed(evidence, key, apart, lots)
    yield from _capital(evidence, key, apart, lots)
    costs = ((lot.cost_usd, lot.quantity) for lot in stated)
    if _is_average(costs) and not _is_average((lot.basis_usd, lot.quantity) for lot in lots):
        yield Likely(Cause.AVERAGE_COST, "the custodian states the same cost for each share: it averages")


def _split_since(
    evidence: Evidence, key: Key, lots: Sequence[HeldLot], stated: Sequence[StatedLot]
) -> Iterator[Likely]:
    """Transactions that bought for the same cost a simple part of the shares that the custodian's lots have."""
    days = {lot.bought for lot in lots}
    bought = [event for event in evidence.bought.get(key, ()) if event.trade_date in days]
    shares = sum((event.quantity for event in bought), ZERO)
    theirs = sum((lot.quantity for lot in stated), ZERO)
    paid = sum((event.cost_usd for event in bought), ZERO)
    cost = sum((lot.cost_usd or ZERO for lot in stated), ZERO)
    ratio = simple_ratio(Fraction(shares), Fraction(theirs))
    if ratio is not None and _is_likely(ratio) and _same(paid, cost, lots):
        words = (
            f"{plain(shares)} shares were bought for what the custodian's {plain(theirs)} cost: a split of "
            f"{ratio.numerator} for {ratio.denominator} that no file tells"
        )
        yield Likely(Cause.MISSING_SPLIT, words)


def _typed(evidence: Evidence, key: Key, lots: Sequence[HeldLot]) -> Iterator[Likely]:
    ids = {lot.lot_id for lot in lots}
    for event in evidence.events.get(key, ()):
        is_basis = (
            isinstance(event, GiftReceived | Inheritance | TransferIn | Opening) and event.lot_id in ids
        )
        if is_basis and event.source and event.source.file == evidence.file:
            yield Likely(Cause.BY_HAND, f"the household file tells its basis ({event.source})")


def _disallowed(evidence: Evidence, key: Key, apart: Decimal, lots: Sequence[HeldLot]) -> Iterator[Likely]:
    for gain in evidence.stated_gains.get(key, ()):
        if gain.disallowed_usd and _same(abs(apart), gain.disallowed_usd, lots):
            words = f"as much as the loss of {gain.closed} that the custodian disallowed ({usd(gain.disallowed_usd)})"
            yield Likely(Cause.WASH_SALE, words)
            return


def _capital(evidence: Evidence, key: Key, apart: Decimal, lots: Sequence[HeldLot]) -> Iterator[Likely]:
    returned = sum((event.amount_usd for event in events_of(evidence, key, ReturnOfCapital)), ZERO)
    if returned and _same(-apart, returned, lots):
        words = (
            f"{usd(returned)} of capital came back in the transactions; the custodian's cost does not show it"
        )
        yield Likely(Cause.RETURN_OF_CAPITAL, words)
    by_year: dict[int, Decimal] = {}
    for event in events_of(evidence, key, Dividend):
        by_year[event.trade_date.year] = by_year.get(event.trade_date.year, ZERO) + event.amount_usd
        if apart > 0 and _same(apart, event.amount_usd, lots):
            words = f"as much as the distribution of {event.trade_date}: the issuer may have called it capital since"
            yield Likely(Cause.RETURN_OF_CAPITAL, words)
            return
    for year, amount in sorted(by_year.items()):
        if apart > 0 and _same(apart, amount, lots):
            words = f"as much as the distributions of {year}: the issuer may have called them capital since"
            yield Likely(Cause.RETURN_OF_CAPITAL, words)
            return


def _same(one: Decimal, other: Decimal, lots: Sequence[HeldLot]) -> bool:
    return abs(one - other) <= CENT * (len(lots) + 1)


def _is_average(lots: Iterable[tuple[Decimal | None, Decimal]]) -> bool:
    """Whether lots (cost in USD, shares) all cost the same a share, to the cent."""
    costs = [Fraction(cost_usd) / Fraction(quantity) for cost_usd, quantity in lots if cost_usd is not None]
    return len(costs) > 1 and max(costs) - min(costs) <= Fraction(CENT)


def causes_of_gain(
    evidence: Evidence,
    key: Key,
    ours: Sequence[Realised],
    theirs: Sequence[StatedGain],
    apart: Decimal | None,
    is_same_in_all: bool,
) -> tuple[Likely, ...]:
    """Why a day's result differs; `apart` is ours less theirs, `is_same_in_all` whether both terms together agree."""
    return _or_unexplained([*_of_gain(evidence, key, ours, theirs, apart, is_same_in_all)])


def _of_gain(
    evidence: Evidence,
    key: Key,
    ours: Sequence[Realised],
    theirs: Sequence[StatedGain],
    apart: Decimal | None,
    is_same_in_all: bool,
) -> Iterator[Likely]:
    if apart is None:
        yield from _unknown(evidence, key)
        return
    if abs(apart) <= CENT * (len(ours) + len(theirs)):
        yield Likely(Cause.ROUNDING, "cents of rounding, lot by lot")
        return
    if any(one.lot_id in evidence.corrected for one in ours):
        yield Likely(Cause.BY_HAND, "the household file corrects the basis of what was sold")
    if is_same_in_all:
        yield Likely(Cause.HOLDING_PERIOD, "short and long together agree: the holding period differs")
    mine, stated = _disallowed_of(ours), sum((gain.disallowed_usd for gain in theirs), ZERO)
    if mine != stated and _near(abs(apart), abs(mine - stated), ours):
        words = f"the books disallow {usd(mine)} of it as a wash sale, the custodian {usd(stated)}"
        yield Likely(Cause.WASH_SALE, words)
    carried = sum((_adjusted(gain) for gain in theirs), ZERO)
    if carried and _near(abs(apart), carried, ours):
        words = (
            f"the custodian's cost holds {usd(carried)} of an earlier wash sale that the books do not have"
        )
        yield Likely(Cause.WASH_SALE, words)
    days, their_days = sorted(str(one.bought) for one in ours), sorted(str(gain.opened) for gain in theirs)
    if set(days) != set(their_days) and None not in [gain.opened for gain in theirs]:
        words = f"the books sold lots of {', '.join(dict.fromkeys(days))}, the custodian those of "
        yield Likely(Cause.LOT_CHOICE, words + ", ".join(dict.fromkeys(their_days)))


def _disallowed_of(ours: Sequence[Realised]) -> Decimal:
    return sum((one.disallowed_usd for one in ours), ZERO)


def _adjusted(gain: StatedGain) -> Decimal:
    if gain.cost_usd is None or gain.unadjusted_usd is None:
        return ZERO
    return gain.cost_usd - gain.unadjusted_usd


def _near(one: Decimal, other: Decimal, ours: Sequence[Realised]) -> bool:
    return abs(one - other) <= CENT * (len(ours) + 1)


def causes_of_disallowed(
    evidence: Evidence, key: Key, ours: Sequence[Realised], theirs: Sequence[StatedGain]
) -> tuple[Likely, ...]:
    """Why a disallowed loss differs: a custodian sees its own account and the same security only."""
    found = []
    for one in ours:
        by = one.replaced_by
        if by is not None and by.account_id != key[0]:
            words = f"replaced in {by.account_id} (lot {by.lot_id}), which the custodian of {key[0]} does not watch"
            found.append(Likely(Cause.WASH_SALE, words))
        elif by is not None and f"/{key[1]}/" not in by.lot_id:
            words = f"replaced by a substantially identical security (lot {by.lot_id}); custodians watch one CUSIP"
            found.append(Likely(Cause.WASH_SALE, words))
    if not found and _disallowed_of(ours) < sum((gain.disallowed_usd for gain in theirs), ZERO):
        missing = gaps(evidence, key)
        if missing:
            words = f"the custodian sees a purchase within 30 days that the books do not have: {missing}"
            found.append(Likely(Cause.MISSING_HISTORY, words))
    return _or_unexplained(list(dict.fromkeys(found)))


def _or_unexplained(found: Sequence[Likely]) -> tuple[Likely, ...]:
    nothing = "nothing in the files explains it: compare with the custodian's page"
    return tuple(found) or (Likely(Cause.UNEXPLAINED, nothing),)
