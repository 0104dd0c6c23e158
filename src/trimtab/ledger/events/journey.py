"""From files and household file to the events of the books, in order, with every doubt on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from trimtab.core.events import Disposal, Event, Sell, Transfer
from trimtab.core.household import Household
from trimtab.core.problems import Problem, in_order, note
from trimtab.core.statement import StatedGain
from trimtab.ledger.activity import distinct_gains, distinct_rows, known_runs
from trimtab.ledger.assemble import Joined
from trimtab.ledger.books.lot_names import Named
from trimtab.ledger.events.by_hand import Bringing, ByHand, book_unsized, corrected, told_by_hand
from trimtab.ledger.events.corporate import Actions, corporate_events
from trimtab.ledger.events.money import money_events
from trimtab.ledger.events.naming import name_lots, named_events, with_lot
from trimtab.ledger.events.opening import Entry, Material, Opened, open_books
from trimtab.ledger.events.planned import Effect, Key, Place
from trimtab.ledger.events.sales import choose_lots, with_gains
from trimtab.ledger.events.shares import share_events
from trimtab.ledger.events.sizes import Balances, steps_of
from trimtab.ledger.events.splits import with_cash_in_lieu
from trimtab.ledger.events.told import Told, without_taken_back


@dataclass(frozen=True, slots=True)
class EventsRead:
    """The events of a household up to its day, in order, and what is wrong, doubtful or assumed about them.

    `stated` are the books' lots that each lot held turned out to be, by account, symbol and its name there.
    """

    events: tuple[Event, ...]
    problems: tuple[Problem, ...]
    stated: Mapping[Named, tuple[str, ...]]


def household_events(joined: Joined, household: Household) -> EventsRead:
    """What the files and the household file tell, as events.

    Rows -> those taken back left out -> money and shares -> realised gains -> opening lots by going back from what is
    held -> lots of sales -> names. What cannot be told is a problem with its line and remedy, never an event of zero.
    """
    as_of = household.as_of
    rows = [
        Told(account_id, row)
        for account_id, row in distinct_rows(joined.files, joined.matches, joined.symbols)
        if row.trade_date <= as_of
    ]
    gains = [
        (account_id, gain)
        for account_id, gain in distinct_gains(joined.files, joined.matches, joined.symbols)
        if gain.closed <= as_of and not joined.symbols.is_cash(gain.symbol)
    ]
    gains.sort(key=_gain_order)
    hand = told_by_hand(joined.spec, household, joined.symbols, sorted(rows, key=lambda told: told.sort_key))
    kept, problems = without_taken_back(hand.rows)
    money, found = money_events(kept, joined.symbols)
    problems += [*hand.problems, *found]
    moved = share_events(kept, joined.symbols)
    accounts = {account.account_id: account for account in household.accounts}
    actions = corporate_events(
        [told for told in kept if not joined.symbols.is_cash(told.row.symbol)],
        lambda account_id: accounts[account_id].kind.is_taxable,
    )
    problems += [*moved.problems, *actions.problems]
    runs = known_runs(joined.files, joined.matches)
    planned = with_gains([*hand.planned, *money, *moved.planned, *actions.planned], gains)
    received = [*hand.received, *actions.received]
    days = {key: joined.days.get(key, as_of) for key in accounts}
    late = ByHand([], unsized=hand.unsized)
    effects = [effect for one in planned for effect in one.effects]
    effects += [
        effect for move in (*hand.carried, *moved.carried, *actions.carried) for effect in move.effects
    ]
    steps = steps_of([*effects, *_came_in(moved.arrived)], received)
    book_unsized(late, Balances(_held(household), days, steps))
    planned += late.planned
    carried = [*hand.carried, *late.carried, *moved.carried, *actions.carried]
    events = [*(one.event for one in planned), *(one.event for one in carried)]
    opened = open_books(
        Material(
            accounts,
            _starts(events, gains, runs, household),
            days,
            planned,
            carried,
            received,
            moved.arrived,
            gains,
            lambda account_id, day: any(first <= day <= last for first, last in runs.get(account_id, ())),
            [*hand.explained, *late.explained],
            {
                lot.source: lot.disallowed_usd
                for file in joined.files
                for lot in file.lots
                if lot.disallowed_usd
            },
            joined.spec.file,
        )
    )
    entries, found = _with_lots(opened, gains, hand, actions, joined)
    problems += [*opened.problems, *found, *_assumed(entries, household)]
    return EventsRead(named_events(entries), in_order(problems), opened.stated())


def _held(household: Household) -> dict[Key, Fraction]:
    return {
        (account.account_id, position.symbol): Fraction(position.quantity)
        for account in household.accounts
        for position in account.positions
    }


def _came_in(arrived: Sequence[Told]) -> list[Effect]:
    return [
        Effect((told.account_id, told.row.symbol), told.day, Place.RECEIVED, Fraction(told.row.quantity))
        for told in arrived
    ]


def _with_lots(
    opened: Opened,
    gains: Sequence[tuple[str, StatedGain]],
    hand: ByHand,
    actions: Actions,
    joined: Joined,
) -> tuple[list[Entry], list[Problem]]:
    """Names for all lots, then what refers to them: lots of sales, corrections of basis; last, cash for fractions."""
    name_lots(opened.entries)
    entries = [_by_symbol(entry, joined) for entry in choose_lots(opened, gains)]
    bringing = [event for event in map(with_lot, entries) if isinstance(event, Bringing)]
    corrections, problems = corrected(hand.corrections, bringing)
    entries += [Entry(planned) for planned in corrections]
    paid, found = with_cash_in_lieu([entry.planned for entry in entries], actions.in_lieu)
    ready = [replace(entry, planned=planned) for planned, entry in zip(paid, entries, strict=True)]
    return ready, [*problems, *found]


def _by_symbol(entry: Entry, joined: Joined) -> Entry:
    """A disposal without lots, of a symbol that has a method of its own in its account."""
    event = entry.planned.event
    if not isinstance(event, Disposal) or event.method is not None or event.lots:
        return entry
    account = next(one for one in joined.spec.accounts if one.account_id == event.account_id)
    methods = {joined.symbols.canonical(symbol): method for symbol, method in account.lot_methods.items()}
    method = methods.get(event.symbol)
    if method is None:
        return entry
    return replace(entry, planned=replace(entry.planned, event=replace(event, method=method)))


def _gain_order(told: tuple[str, StatedGain]) -> tuple[object, ...]:
    account_id, gain = told
    where = gain.source
    return (
        gain.closed,
        account_id,
        gain.symbol,
        gain.opened or date.max,
        gain.quantity,
        where.file,
        where.line or 0,
    )


def _starts(
    events: Sequence[Event],
    gains: Sequence[tuple[str, StatedGain]],
    runs: Mapping[str, Sequence[tuple[date, date]]],
    household: Household,
) -> dict[str, date]:
    """The first day of each account's books: of its known transactions, its realised gains, its first event."""
    starts = {account.account_id: household.as_of for account in household.accounts}
    days = [(account_id, run[0]) for account_id, found in runs.items() for run in found]
    days += [(account_id, gain.closed) for account_id, gain in gains]
    days += [(event.account_id, event.trade_date) for event in events]
    days += [(event.to_account_id, event.trade_date) for event in events if isinstance(event, Transfer)]
    for account_id, day in days:
        starts[account_id] = min(starts[account_id], day)
    return starts


def _assumed(entries: Sequence[Entry], household: Household) -> list[Problem]:
    """Say which accounts' sales go by the account's method, because no file states their lots."""
    count: dict[str, int] = {}
    for entry in entries:
        event = entry.planned.event
        if isinstance(event, Sell) and event.method is None:
            count[event.account_id] = count.get(event.account_id, 0) + 1
    return [
        note(
            "lots-assumed",
            f"{account.account_id}: no file states which lots {count[account.account_id]} of its sales used; they are "
            "taken by the account's lot method, first in, first out where none is written",
            "export the realized gains with their lots, or write lot_method under the account",
        )
        for account in household.accounts
        if account.kind.is_taxable and account.account_id in count
    ]
