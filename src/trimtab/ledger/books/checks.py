"""What can be said to be wrong with events before they are booked: each fault with its value and what to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.events import (
    BasisCorrection,
    Disposal,
    Event,
    GiftReceived,
    Inheritance,
    LotMethod,
    Merger,
    Opening,
    SpinOff,
    Split,
    Transfer,
    TransferIn,
)
from trimtab.core.money import plain
from trimtab.core.problems import Problem, error
from trimtab.ledger.books.rules import BookRules

_AMOUNTS = (
    "cost_usd",
    "proceeds_usd",
    "basis_usd",
    "value_usd",
    "amount_usd",
    "cash_usd",
    "cash_in_lieu_usd",
    "donor_basis_usd",
    "gift_tax_usd",
)
_ABOVE_ZERO = ("quantity", "old")


def faults(events: Sequence[Event], rules: BookRules) -> list[tuple[Event, Problem]]:
    """Every event that cannot be booked whatever the lots are, with the reason; an event may have several."""
    accounts = {account.account_id for account in rules.accounts}
    found = [
        (event, error(code, f"{event.event_id} on {event.trade_date}: {words}", remedy, event.source))
        for event in events
        for code, words, remedy in _faults_of(event, accounts)
    ]
    for event, code, words, remedy in (*_repeated(events), *_contradictions(events)):
        found.append((event, error(code, words, remedy, event.source)))
    return found


Fault = tuple[str, str, str]


def _faults_of(event: Event, accounts: set[str]) -> Iterator[Fault]:
    yield from _accounts(event, accounts)
    yield from _amounts(event)
    check = _OF_KIND.get(type(event))
    if check is not None:
        yield from check(event)
    if isinstance(event, Disposal):
        yield from _lots(event)


def _accounts(event: Event, accounts: set[str]) -> Iterator[Fault]:
    named = [event.account_id, *([event.to_account_id] if isinstance(event, Transfer) else [])]
    for account_id in named:
        if account_id not in accounts:
            yield "books-account", f"account {account_id} is not described", "describe the account"


def _amounts(event: Event) -> Iterator[Fault]:
    for name in _names_of(type(event), _ABOVE_ZERO):
        value = getattr(event, name)
        if not value.is_finite() or value <= 0:
            yield "books-quantity", f"{name} {value}", "write a number above 0"
    for name in _names_of(type(event), _AMOUNTS):
        value = getattr(event, name)
        if value is not None and (not value.is_finite() or value < 0):
            yield (
                "books-amount",
                f"{name} {value}",
                "write an amount of 0 or more; the kind of event says the way",
            )


def _names_of(kind: type[Event], names: tuple[str, ...]) -> tuple[str, ...]:
    known = _NAMES.get((kind, names))
    if known is None:
        known = _NAMES[kind, names] = tuple(name for name in names if name in _fields(kind))
    return known


_NAMES: dict[tuple[type[Event], tuple[str, ...]], tuple[str, ...]] = {}


def _fields(kind: type[Event]) -> set[str]:
    return set(kind.__dataclass_fields__)


def _split(event: Split) -> Iterator[Fault]:
    if not event.new.is_finite() or event.new <= 0:
        yield "books-ratio", f"{event.new} new shares for {event.old}", "write both numbers above 0"


def _merger(event: Merger) -> Iterator[Fault]:
    if not event.new.is_finite() or event.new < 0:
        yield "books-ratio", f"{event.new} new shares for {event.old}", "write 0 or more new shares"
    elif event.new and not event.new_symbol:
        yield "books-new-symbol", f"{event.symbol} turns into shares without a symbol", "name the new symbol"
    elif not event.new and not event.cash_usd:
        yield "books-merger-empty", f"{event.symbol} brings neither shares nor cash", "state what it brought"


def _spin_off(event: SpinOff) -> Iterator[Fault]:
    if not event.new.is_finite() or event.new <= 0:
        yield "books-ratio", f"{event.new} new shares for {event.old}", "write both numbers above 0"
    if not event.basis_share.is_finite() or not 0 <= event.basis_share <= 1:
        remedy = "write a part of one from 0 to 1 (Form 8937 of the issuer, line 15)"
        yield "books-basis-share", f"basis share {event.basis_share}", remedy
    if event.new_symbol == event.symbol:
        yield "books-new-symbol", f"{event.symbol} is spun off itself", "name the symbol of the new company"


def _gift(event: GiftReceived) -> Iterator[Fault]:
    yield from _before(event, "the donor acquired", event.donor_acquired)
    if event.gift_tax_usd > max(event.value_usd - event.donor_basis_usd, Decimal(0)):
        yield (
            "books-gift-tax",
            f"gift tax {plain(event.gift_tax_usd)} on a gift of {plain(event.value_usd)} with a basis of "
            f"{plain(event.donor_basis_usd)}",
            "state only the tax on what the gift had gained in value (26 USC 1015(d)(6))",
        )


def _inheritance(event: Inheritance) -> Iterator[Fault]:
    yield from _before(event, "the death was", event.died)


def _dated(event: Opening | TransferIn | BasisCorrection) -> Iterator[Fault]:
    yield from _before(event, "acquired", event.acquired)


def _before(event: Event, words: str, day: date | None) -> Iterator[Fault]:
    if day is not None and day > event.trade_date:
        yield "books-date", f"{words} on {day}, after the event", "correct one of the dates"


def _transfer(event: Transfer) -> Iterator[Fault]:
    if event.to_account_id == event.account_id:
        yield "books-transfer-self", f"from {event.account_id} to itself", "name the account it went to"


def _lots(event: Disposal) -> Iterator[Fault]:
    if event.lots and event.method not in {None, LotMethod.SPECIFIC}:
        yield (
            "books-lots-method",
            f"lots are named, the method is {event.method}",
            "choose `specific` or no lots",
        )
    if event.method is LotMethod.SPECIFIC and not event.lots:
        yield (
            "books-lots-missing",
            "the method is specific, no lot is named",
            "name the lots, or another method",
        )
    for lot_id, count in sorted(Counter(choice.lot_id for choice in event.lots).items()):
        if count > 1:
            yield "books-lots-twice", f"lot {lot_id} is named {count} times", "name each lot once"
    for choice in event.lots:
        if not choice.quantity.is_finite() or choice.quantity <= 0:
            words = f"{choice.quantity} shares of lot {choice.lot_id}"
            yield "books-quantity", words, "write a number above 0"


_OF_KIND: dict[type[Event], Callable[..., Iterator[Fault]]] = {
    Split: _split,
    Merger: _merger,
    SpinOff: _spin_off,
    GiftReceived: _gift,
    Inheritance: _inheritance,
    Opening: _dated,
    TransferIn: _dated,
    BasisCorrection: _dated,
    Transfer: _transfer,
}

Found = tuple[Event, str, str, str]


def _repeated(events: Sequence[Event]) -> Iterator[Found]:
    """Two events of one name, two lots of one name: none of them is booked."""
    ids = Counter(event.event_id for event in events)
    lots = Counter(lot_id for event in events if (lot_id := _lot_of(event)))
    for event in events:
        if ids[event.event_id] > 1:
            words = f"event {event.event_id} is there {ids[event.event_id]} times"
            yield event, "books-event-repeated", words, "remove the copies, or give each its own name"
        elif (lot_id := _lot_of(event)) and lots[lot_id] > 1:
            words = f"lot {lot_id} comes in {lots[lot_id]} times"
            yield event, "books-lot-repeated", words, "give each lot its own name"


def _lot_of(event: Event) -> str:
    """The name of the lot that an event brings in; empty where it brings none, or a correction only points at one."""
    if isinstance(event, BasisCorrection) or not hasattr(event, "lot_id"):
        return ""
    return str(event.lot_id) or event.event_id


def _contradictions(events: Sequence[Event]) -> Iterator[Found]:
    """One security cannot be split, or merged, in two ways on one day, nor twice in one account."""
    actions: defaultdict[tuple[str, date, type[Event]], list[Split | Merger]] = defaultdict(list)
    for event in events:
        if isinstance(event, Split | Merger) and event.old.is_finite() and event.new.is_finite():
            actions[event.symbol, event.trade_date, type(event)].append(event)
    for (symbol, day, _), found in actions.items():
        ways = sorted({_way(event) for event in found})
        accounts = Counter(event.account_id for event in found)
        for event in found:
            if len(ways) > 1:
                words = f"{symbol} on {day}: {' and '.join(ways)} contradict each other"
                yield event, "books-contradiction", words, "keep the one the issuer announced"
            elif accounts[event.account_id] > 1:
                words = f"{symbol} on {day}: {ways[0]} stands {accounts[event.account_id]} times for {event.account_id}"
                yield event, "books-contradiction", words, "keep one of them"


def _way(event: Split | Merger) -> str:
    if isinstance(event, Split):
        return f"split {plain(event.new)} for {plain(event.old)}"
    if not event.new:
        return "merger for cash"
    return f"merger into {plain(event.new)} {event.new_symbol} for {plain(event.old)}"
