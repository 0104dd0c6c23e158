"""Events told by hand joined with what the files tell: they win over a line that leaves its meaning open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.core.events import (
    BasisCorrection,
    Buy,
    Disposal,
    Event,
    GiftReceived,
    Inheritance,
    Merger,
    Opening,
    SpinOff,
    Split,
    SymbolChange,
    Transfer,
    TransferIn,
    Worthless,
)
from trimtab.core.household import ActivityKind, Household
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, error, note
from trimtab.core.statement import Detail
from trimtab.ledger.events.corporate import Received, is_corporate
from trimtab.ledger.events.planned import Effect, Key, Place, Planned
from trimtab.ledger.events.shares import MOVES, Carried
from trimtab.ledger.events.sizes import Balances, When
from trimtab.ledger.events.told import TRADES, Told, takes_back
from trimtab.ledger.events.typed import TypedEvent, check_form, event_of, first_alike, repeated
from trimtab.ledger.spec import EventSpec, HouseholdSpec, TypedKind
from trimtab.ledger.symbols import Symbols

Bringing = Buy | TransferIn | GiftReceived | Inheritance | Opening
COMING = frozenset({TypedKind.TRANSFER_IN, TypedKind.GIFT_RECEIVED, TypedKind.INHERITANCE, TypedKind.BUY})
SAME_KIND: Mapping[TypedKind, ActivityKind] = {
    TypedKind.BUY: ActivityKind.BUY,
    TypedKind.SELL: ActivityKind.SELL,
    TypedKind.REINVESTMENT: ActivityKind.REINVEST,
    TypedKind.DIVIDEND: ActivityKind.DIVIDEND,
    TypedKind.INTEREST: ActivityKind.INTEREST,
    TypedKind.CONTRIBUTION: ActivityKind.CONTRIBUTION,
    TypedKind.WITHDRAWAL: ActivityKind.WITHDRAWAL,
    TypedKind.FEE: ActivityKind.FEE,
}


@dataclass(slots=True)
class ByHand:
    """What was told by hand, and the rows that are left. `explained` are shares that came with lots of their own.

    `unsized` are actions of which neither entry nor line says how many shares they moved.
    """

    rows: list[Told]
    planned: list[Planned] = field(default_factory=list)
    carried: list[Carried] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    corrections: list[EventSpec] = field(default_factory=list)
    explained: list[Effect] = field(default_factory=list)
    unsized: list[TypedEvent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def told_by_hand(spec: HouseholdSpec, household: Household, symbols: Symbols, rows: Sequence[Told]) -> ByHand:
    """The events of the household file, each checked; lines whose meaning they give are taken out of the rows."""
    hand = ByHand(list(rows))
    seen = _seen(household, rows, spec, symbols)
    events: list[TypedEvent] = []
    entries = [
        replace(
            entry,
            symbol=symbols.canonical(entry.symbol) if entry.symbol else "",
            new_symbol=symbols.canonical(entry.new_symbol) if entry.new_symbol else "",
        )
        for entry in spec.events
    ]
    for named, earlier in zip(entries, first_alike(entries), strict=True):
        found = [
            *check_form(named),
            *_checks(named, household, symbols, seen),
            *repeated(named, earlier),
        ]
        hand.problems += found
        if not found:
            events += [event_of(named, account_id) for account_id in _accounts_of(named, named.symbol, seen)]
    used = _consume(events, hand)
    for index, typed in enumerate(events):
        _book(typed, used.get(index, []), hand)
    return hand


def _seen(
    household: Household, rows: Sequence[Told], spec: HouseholdSpec, symbols: Symbols
) -> dict[str, set[str]]:
    """By symbol, the accounts that hold it, have a line of it, or are told by hand to have got it."""
    seen: dict[str, set[str]] = defaultdict(set)
    for account in household.accounts:
        for position in account.positions:
            seen[position.symbol].add(account.account_id)
    for told in rows:
        if told.row.symbol:
            seen[told.row.symbol].add(told.account_id)
    for entry in sorted(spec.events, key=lambda entry: entry.day):
        symbol = symbols.canonical(entry.symbol) if entry.symbol else ""
        if symbol and _brings(entry):
            seen[symbol].add(entry.account_id)
        if symbol and entry.to_account_id:
            seen[symbol].add(entry.to_account_id)
        if entry.new_symbol:
            seen[symbols.canonical(entry.new_symbol)] |= {*_accounts_of(entry, symbol, seen)}
    return seen


def _checks(
    spec: EventSpec, household: Household, symbols: Symbols, seen: Mapping[str, set[str]]
) -> Iterator[Problem]:
    accounts = sorted(account.account_id for account in household.accounts)
    for key, account_id in (("account", spec.account_id), ("to_account", spec.to_account_id)):
        if key in spec.given and account_id not in accounts:
            words = f'"{account_id}" is no account of this file'
            yield error("event-account-unknown", words, f"use one of: {', '.join(accounts)}", spec.source)
    if spec.day > household.as_of:
        words = f"the event is on {spec.day}, after the household's as_of = {household.as_of}"
        yield error("event-ahead", words, "correct the day, or export the positions again", spec.source)
    if spec.symbol and not spec.account_id and not _accounts_of(spec, spec.symbol, seen):
        words = f"no account holds or held {spec.symbol}"
        yield error("event-symbol-unknown", words, "correct the symbol, or add account = …", spec.source)
    elif spec.symbol and not {spec.symbol, spec.new_symbol} & {*symbols.known, *seen} and not _brings(spec):
        words = f'"{spec.symbol}" is neither known nor held'
        remedy = f"{symbols.hint(spec.symbol)}Correct it, or describe it in [[instruments]]"
        yield error("event-symbol-unknown", words, remedy, spec.source)


def _brings(spec: EventSpec) -> bool:
    return spec.kind in COMING or spec.kind in {TypedKind.OPENING, TypedKind.REINVESTMENT}


def _accounts_of(spec: EventSpec, symbol: str, seen: Mapping[str, set[str]]) -> list[str]:
    return [spec.account_id] if spec.account_id else sorted(seen.get(symbol, ()))


def _consume(events: Sequence[TypedEvent], hand: ByHand) -> dict[int, list[Told]]:
    """Take out the lines that events give a meaning to, and refuse events that a clear line tells already."""
    used: dict[int, list[Told]] = {}
    taken: dict[int, int] = {}
    for index, typed in enumerate(events):
        twice = next((told for told in hand.rows if _says_same(typed, told)), None)
        if twice is not None:
            words = f"{twice.words()}: this {typed.spec.kind} is told by {twice.row.source} already"
            remedy = "remove the entry, or correct its day or amount if it is another one"
            hand.problems.append(error("event-twice", words, remedy, typed.spec.source))
        for told in hand.rows:
            if is_unclear(told) and _means(typed, told, hand.rows):
                used.setdefault(taken.setdefault(id(told), index), [])
                if taken[id(told)] == index:
                    used[index].append(told)
                    words = f"{told.words()}: taken as the {typed.spec.kind} of {typed.spec.source}"
                    hand.problems.append(note("event-by-hand", words, "", told.row.source))
    hand.problems += _quantities_differ(events, taken, hand.rows)
    hand.rows = [told for told in hand.rows if id(told) not in taken]
    return used


def is_unclear(told: Told) -> bool:
    """Whether a line leaves open what it means for basis and tax."""
    row = told.row
    is_free = row.kind in TRADES and bool(row.quantity) and not row.amount_usd and not row.price_usd
    return (
        is_corporate(told)
        or (row.kind in MOVES and bool(row.quantity))
        or row.detail in {Detail.WRITTEN, Detail.CANCELLED}
        or takes_back(told)
        or is_free
    )


def _says_same(typed: TypedEvent, told: Told) -> bool:
    spec, row = typed.spec, told.row
    if SAME_KIND.get(spec.kind) is not row.kind or is_unclear(told):
        return False
    same = (told.account_id, told.day, row.symbol) == (typed.account_id, spec.day, spec.symbol)
    amount = spec.cost_usd or spec.proceeds_usd or spec.amount_usd or ZERO
    return same and (abs(row.quantity) == spec.quantity or abs(row.amount_usd) == amount)


def _means(typed: TypedEvent, told: Told, rows: Sequence[Told]) -> bool:
    """Whether a line of the event's account and day is of it: by its symbols, or beside a line that is."""
    spec, row = typed.spec, told.row
    accounts = {typed.account_id, spec.to_account_id}
    if told.account_id not in accounts or told.day != spec.day:
        return False
    symbols = {symbol for symbol in (spec.symbol, spec.new_symbol) if symbol}
    if spec.kind is TypedKind.NOTHING and not symbols:
        return True
    if row.symbol in symbols:
        return _way_fits(spec, told)
    beside = {
        other.row.symbol
        for other in rows
        if (other.account_id, other.day, other.row.detail) == (told.account_id, told.day, row.detail)
    }
    return is_corporate(told) and bool(symbols & beside) and spec.kind in _TWO_LINES


_TWO_LINES = frozenset(
    {TypedKind.MERGER, TypedKind.SYMBOL_CHANGE, TypedKind.SPLIT, TypedKind.SPIN_OFF, TypedKind.NOTHING}
)
_WAYS: Mapping[TypedKind, int] = {
    TypedKind.TRANSFER_IN: 1,
    TypedKind.GIFT_RECEIVED: 1,
    TypedKind.INHERITANCE: 1,
    TypedKind.BUY: 1,
    TypedKind.REINVESTMENT: 1,
    TypedKind.SELL: -1,
    TypedKind.TRANSFER_OUT: -1,
    TypedKind.GIFT_GIVEN: -1,
}


def _way_fits(spec: EventSpec, told: Told) -> bool:
    way = _WAYS.get(spec.kind)
    return way is None or told.row.quantity * way > 0


def _quantities_differ(
    events: Sequence[TypedEvent],
    taken: Mapping[int, int],
    rows: Sequence[Told],
) -> Iterator[Problem]:
    """Shares told by hand in place of lines must be those of the lines: several lots may share one line."""
    groups: dict[tuple[str, date, str, int], Decimal] = defaultdict(lambda: ZERO)
    first: dict[tuple[str, date, str, int], EventSpec] = {}
    for typed in events:
        way = _WAYS.get(typed.spec.kind)
        if way is not None:
            key = (typed.account_id, typed.spec.day, typed.spec.symbol, way)
            groups[key] += typed.spec.quantity or ZERO
            first.setdefault(key, typed.spec)
    for key, quantity in groups.items():
        lines = [
            told
            for told in rows
            if id(told) in taken
            and (told.account_id, told.day, told.row.symbol) == key[:3]
            and told.row.quantity * key[3] > 0
        ]
        stated = sum((abs(told.row.quantity) for told in lines), ZERO)
        if lines and stated != quantity:
            words = f"{plain(quantity)} {key[2]} on {key[1]} told by hand, {plain(stated)} by {lines[0].row.source}"
            remedy = "correct the quantity; several lots of one line are several entries"
            yield error("event-quantity-differs", words, remedy, first[key].source)


def _book(typed: TypedEvent, lines: Sequence[Told], hand: ByHand) -> None:
    event, place, account_id = typed.event, typed.place, typed.account_id
    if event is None:
        return
    if not lines and not typed.spec.quantity and _is_unsized(event):
        hand.unsized.append(typed)
    elif isinstance(event, BasisCorrection):
        hand.corrections.append(typed.spec)
    elif isinstance(event, Split):
        _split(event, typed, lines, hand)
    elif isinstance(event, Merger | SymbolChange):
        _turned(event, typed, lines, hand)
    elif isinstance(event, SpinOff):
        came = _came(event.new_symbol, lines) or typed.spec.quantity or ZERO
        effect = Effect((account_id, event.new_symbol), typed.spec.day, place, Fraction(came))
        hand.explained.append(effect)
        hand.planned.append(Planned(event, place, (effect,)))
    elif isinstance(event, Transfer):
        _transferred(event, typed, hand)
    else:
        went = _went(getattr(event, "symbol", ""), lines) or typed.spec.quantity or ZERO
        hand.planned.append(Planned(event, place, _effects(event, place, went)))


def _effects(event: Event, place: Place, went: Decimal) -> tuple[Effect, ...]:
    if isinstance(event, Bringing):
        add = event.quantity
    elif isinstance(event, Disposal):
        add = -event.quantity
    elif isinstance(event, Worthless):
        add = -went
    else:
        return ()
    return (Effect((event.account_id, event.symbol), event.trade_date, place, Fraction(add)),)


def _split(event: Split, typed: TypedEvent, lines: Sequence[Told], hand: ByHand) -> None:
    key, ratio = (typed.account_id, event.symbol), Fraction(event.new) / Fraction(event.old)
    if lines:
        shares = sum((Fraction(told.row.quantity) for told in lines), Fraction(0))
        hand.received.append(
            Received(
                key,
                event.trade_date,
                shares,
                None,
                event.source,
                lines[0].words(),
                event.cash_in_lieu_usd,
                ratio=ratio,
            )
        )
        return
    effect = Effect(key, event.trade_date, Place.CORPORATE, ratio=ratio)
    hand.planned.append(Planned(event, Place.CORPORATE, (effect,)))


def _is_unsized(event: Event) -> bool:
    return isinstance(event, SpinOff | Merger | SymbolChange | Worthless) or (
        isinstance(event, Split) and bool(event.cash_in_lieu_usd)
    )


def book_unsized(hand: ByHand, balances: Balances) -> None:
    """Actions that say no number of shares: what was held before and after tells it.

    Latest first, for what came is what is held or gone since; what nothing is found for follows from those before it.
    """
    latest_first = sorted(hand.unsized, key=lambda one: (one.spec.day, one.place), reverse=True)
    later = []
    for typed in latest_first:
        effects = _sized(typed, balances)
        if any(effect.add for effect in effects):
            _book_sized(typed, effects, balances, hand)
        else:
            later.append(typed)
    for typed in reversed(later):
        _book_sized(typed, _sized(typed, balances), balances, hand)


def _sized(typed: TypedEvent, balances: Balances) -> tuple[Effect, ...]:
    event, when = typed.event, When(typed.spec.day, typed.place)
    assert isinstance(event, SpinOff | Merger | SymbolChange | Worthless | Split), "what _is_unsized says"
    old = (event.account_id, event.symbol)
    if isinstance(event, Split):
        return (_with_fraction_paid(event, old, when, balances),)
    if isinstance(event, SpinOff):
        new = (event.account_id, event.new_symbol)
        return (Effect(new, when.day, when.place, balances.more(new, when)),)
    if isinstance(event, Worthless):
        return (Effect(old, when.day, when.place, -balances.less(old, when)),)
    return _exchanged(event, when, balances)


def _with_fraction_paid(event: Split, key: Key, when: When, balances: Balances) -> Effect:
    """A split of what was held before, and of it the fraction paid in cash, if that explains what was held after."""
    ratio = Fraction(event.new) / Fraction(event.old)
    fraction = balances.before(key, when) * ratio - balances.after(key, when)
    return Effect(key, when.day, when.place, -fraction if 0 < fraction < 1 else Fraction(0), ratio)


def _exchanged(event: Merger | SymbolChange, when: When, balances: Balances) -> tuple[Effect, ...]:
    """All old shares for new ones: those that came, else for those that were known to be there."""
    old, to = (event.account_id, event.symbol), (event.account_id, event.new_symbol)
    ratio = Fraction(event.new) / Fraction(event.old or 1) if isinstance(event, Merger) else Fraction(1)
    held = went = balances.less(old, when)
    came = balances.more(to, when) if event.new_symbol else Fraction(0)
    if came and not came <= held * ratio < came + 1:
        went = came / ratio
    came = came or (held * ratio if event.new_symbol else Fraction(0))
    return _out_and_in(event, when, went, came)


def _book_sized(typed: TypedEvent, effects: tuple[Effect, ...], balances: Balances, hand: ByHand) -> None:
    event = typed.event
    if isinstance(event, Merger | SymbolChange):
        _turn(event, effects, hand)
    else:
        assert event is not None, "only events go unsized"
        hand.explained += effects if isinstance(event, SpinOff) else ()
        hand.planned.append(Planned(event, typed.place, effects))
    balances.steps += effects


def _turned(event: Merger | SymbolChange, typed: TypedEvent, lines: Sequence[Told], hand: ByHand) -> None:
    """Shares that became others: as many as the lines or the entry say."""
    new, old = (event.new, event.old) if isinstance(event, Merger) else (Decimal(1), Decimal(1))
    went, came = _went_by_any(event, lines), _came(event.new_symbol, lines)
    if not went and typed.spec.quantity:
        went = typed.spec.quantity
    if not came and new:
        came = went * new / old
    if not went and new:
        went = came * old / new
    when = When(typed.spec.day, typed.place)
    _turn(event, _out_and_in(event, when, Fraction(went), Fraction(came)), hand)


def _out_and_in(
    event: Merger | SymbolChange, when: When, went: Fraction, came: Fraction
) -> tuple[Effect, ...]:
    out = Effect((event.account_id, event.symbol), when.day, when.place, -went)
    into = Effect((event.account_id, event.new_symbol), when.day, when.place, came)
    return (out, into) if came else (out,)


def _turn(event: Merger | SymbolChange, effects: tuple[Effect, ...], hand: ByHand) -> None:
    out, into = effects[0], effects[-1]
    if into is out:
        hand.planned.append(Planned(event, out.place, effects))
    elif isinstance(event, Merger) and event.is_taxable:
        hand.explained.append(into)
        hand.planned.append(Planned(event, out.place, effects))
    else:
        hand.carried.append(Carried(out.key, into.key, -out.add, into.add, out.day, effects, event))


def _transferred(event: Transfer, typed: TypedEvent, hand: ByHand) -> None:
    origin: Key = (event.account_id, event.symbol)
    to: Key = (event.to_account_id, event.symbol)
    size, day = Fraction(event.quantity), event.trade_date
    effects = (Effect(origin, day, typed.place, -size), Effect(to, day, Place.RECEIVED, size))
    if event.value_usd is not None:
        hand.explained.append(effects[1])
        hand.planned.append(Planned(event, typed.place, effects))
    else:
        hand.carried.append(Carried(origin, to, size, size, day, effects, event))


def _came(symbol: str, lines: Sequence[Told]) -> Decimal:
    return sum(
        (told.row.quantity for told in lines if told.row.symbol == symbol and told.row.quantity > 0), ZERO
    )


def _went(symbol: str, lines: Sequence[Told]) -> Decimal:
    return -sum(
        (told.row.quantity for told in lines if told.row.symbol == symbol and told.row.quantity < 0), ZERO
    )


def _went_by_any(event: Merger | SymbolChange, lines: Sequence[Told]) -> Decimal:
    """Shares that went under the old symbol, or under a CUSIP that stands for it in the lines."""
    out = [
        told.row.quantity for told in lines if told.row.quantity < 0 and told.row.symbol != event.new_symbol
    ]
    return -sum(out, ZERO)


def corrected(specs: Sequence[EventSpec], events: Sequence[Bringing]) -> tuple[list[Planned], list[Problem]]:
    """Basis corrections with the lots they name, by id or by the day they were acquired; `events` bring their lots.

    One that comes before its lot counts from the day the lot came in.
    """
    planned, problems = [], []
    for spec in specs:
        lots = [event for event in events if _is_lot_of(event, spec)]
        if len(lots) != 1:
            problems.append(_no_one_lot(spec, lots))
            continue
        lot = lots[0]
        event = BasisCorrection(
            event_id="",
            account_id=spec.account_id,
            trade_date=max(spec.day, lot.trade_date),
            source=spec.source,
            lot_id=lot.lot_id,
            basis_usd=spec.basis_usd or ZERO,
            reason=spec.reason,
            acquired=spec.acquired if spec.lot else None,
        )
        planned.append(Planned(event, Place.CORRECTED))
    return planned, problems


def _is_lot_of(event: Bringing, spec: EventSpec) -> bool:
    if (event.account_id, event.symbol) != (spec.account_id, spec.symbol):
        return False
    if spec.lot:
        return event.lot_id == spec.lot
    day = event.acquired if isinstance(event, TransferIn | Opening) else event.trade_date
    return spec.acquired is None or day == spec.acquired


def _no_one_lot(spec: EventSpec, lots: Sequence[Bringing]) -> Problem:
    which = (
        f" acquired on {spec.acquired}"
        if spec.acquired and not spec.lot
        else f' "{spec.lot}"'
        if spec.lot
        else ""
    )
    if not lots:
        words = f"{spec.account_id} has no lot{which} of {spec.symbol} to correct"
        remedy = "name a lot as `trimtab lots` lists it: lot = …"
    else:
        words = (
            f"{spec.account_id} has {len(lots)} lots{which} of {spec.symbol}: which is meant cannot be told"
        )
        remedy = f"add lot = …, one of {', '.join(sorted(lot.lot_id for lot in lots))}"
    return error("event-lot-unknown", words, remedy, spec.source)
