"""What was there when the books begin: lots that are held still, lots sold since, and shares nobody can tell of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.events import Buy, GiftReceived, Inheritance, Opening, Sell, Split, Transfer, TransferIn
from trimtab.core.money import ZERO, plain
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.core.statement import StatedGain
from trimtab.ledger.books.lot_names import Named
from trimtab.ledger.events.corporate import Received
from trimtab.ledger.events.planned import Effect, Key, Place, Planned, decimal_of
from trimtab.ledger.events.pool import LotRef, Shares, lots_of, take
from trimtab.ledger.events.shares import Carried, base_of
from trimtab.ledger.events.told import Told
from trimtab.ledger.events.trails import Bought, Trail
from trimtab.ledger.lots import UNKNOWN_DATE

Known = Callable[[str, date], bool]
"""Whether the transactions of an account are known for a day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on its way, and the lot it brings in, if it does. `choose` are the shares that it moves or sells."""

    planned: Planned
    ref: LotRef | None = None
    choose: tuple[Shares, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """Shares of a position's lots that are not among those held now, in shares of the first day of its trail.

    `is_told`: the lots held now are stated, so that these must have left.
    """

    trail: Trail
    is_told: bool
    lots: tuple[tuple[LotRef, Fraction], ...]


@dataclass(slots=True)
class Opened:
    """All events with the lots they bring in. `of_gain` gives the shares that a realised-gain row sold, `of_lot` those
    of each lot held, by account, symbol and its name there."""

    entries: list[Entry] = field(default_factory=list)
    of_gain: dict[int, Shares] = field(default_factory=dict)  # by place among the gains
    of_lot: dict[Named, Shares] = field(default_factory=dict)
    gone: dict[Key, Gone] = field(default_factory=dict)
    alone: list[LotRef] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def stated(self) -> dict[Named, tuple[str, ...]]:
        """The books' lots that each lot held turned out to be, once they have their names."""
        return {
            lot: tuple(dict.fromkeys(ref.lot_id for ref, _ in shares.all_claims()))
            for lot, shares in self.of_lot.items()
        }


@dataclass(frozen=True, slots=True)
class Material:
    """What the trails are made of."""

    accounts: Mapping[str, Account]
    starts: Mapping[str, date]
    days: Mapping[str, date]
    planned: Sequence[Planned]
    carried: Sequence[Carried]
    received: Sequence[Received]
    arrived: Sequence[Told]
    gains: Sequence[tuple[str, StatedGain]]
    is_known: Known
    explained: Sequence[Effect] = ()
    disallowed: Mapping[Source, Decimal] = field(default_factory=dict)  # what lots' costs hold of wash sales
    household_file: str = ""


def open_books(material: Material) -> Opened:
    """Opening lots for what no transaction explains, and the lots that every purchase and closed lot stands for."""
    opened = Opened()
    trails = _trails(material, opened)
    _fill(trails, material, opened)
    for key in sorted(trails):
        trails[key].match_purchases()
    _typed_arrivals(trails, material.explained)
    moved = _carry(trails, material.carried)
    came = _arrivals(trails, material, opened)
    for key in sorted(trails):
        _begin(trails[key], material, opened)
    opened.problems += _lots_alone(opened.alone)
    for key in sorted(trails):
        _splits(trails[key], opened)
    for index, carried in enumerate(material.carried):
        place = Place.MOVED if isinstance(carried.event, Transfer) else Place.RENAMED
        opened.entries.append(Entry(Planned(carried.event, place), None, tuple(moved[index])))
    opened.entries += came
    return opened


def _trails(material: Material, opened: Opened) -> dict[Key, Trail]:
    """A trail for whatever is held, was moved, or was sold."""
    positions = {
        (account.account_id, position.symbol): position
        for account in material.accounts.values()
        for position in account.positions
    }
    effects = [effect for planned in material.planned for effect in planned.effects]
    effects += [effect for carried in material.carried for effect in carried.effects]
    effects += [
        Effect((t.account_id, t.row.symbol), t.day, Place.RECEIVED, Fraction(t.row.quantity))
        for t in material.arrived
    ]
    keys = {*positions, *(effect.key for effect in effects), *(split.key for split in material.received)}
    keys |= {(account_id, gain.symbol) for account_id, gain in material.gains}
    trails = {
        key: Trail(
            key,
            material.starts[key[0]],
            Fraction(positions[key].quantity) if key in positions else Fraction(0),
            material.days[key[0]],
        )
        for key in sorted(keys)
    }
    for effect in effects:
        trails[effect.key].effects.append(effect)
    for split in material.received:
        trails[split.key].received.append(split)
    _unwind(trails)
    for key, position in positions.items():
        held = _held(trails[key], position, material)
        trails[key].pool += held
        opened.of_lot |= {(*key, lot.lot_id): one for lot, one in zip(position.lots, held, strict=False)}
        trails[key].is_told = any(lot.acquired is not None for lot in position.lots)
    return trails


def _unwind(trails: Mapping[Key, Trail]) -> None:
    """Twice: a split whose ratio one account cannot tell may be told by another."""
    known: list[tuple[str, date, Fraction]] = []
    for _ in range(2):
        for key in sorted(trails):
            trails[key].unwind(known)
        known = [
            (key[1], split.day, ratio)
            for key in sorted(trails)
            for split, ratio in trails[key].resolved
            if ratio is not None
        ]


def _held(trail: Trail, position: Position, material: Material) -> list[Shares]:
    scale = trail.scale(trail.day)
    lots = position.lots
    if len(lots) == 1 and lots[0].lot_id == UNKNOWN_DATE:
        return _lump(trail, position)
    return [
        Shares(
            Fraction(lot.quantity) / scale, _own_cost(trail, lot, material), lot.acquired, lot.source, True
        )
        for lot in lots
    ]


def _own_cost(trail: Trail, lot: Lot, material: Material) -> Decimal | None:
    """A lot's cost without what wash sales of the books' own days added to it: the books will add that again."""
    added = material.disallowed.get(lot.source, ZERO)
    if lot.basis_usd is None or lot.acquired is None or not trail.sold_near(lot.acquired):
        return lot.basis_usd
    return lot.basis_usd - added


def _lump(trail: Trail, position: Position) -> list[Shares]:
    """A position without lots: what came since is known by itself, so the rest, and its cost, is what was there."""
    lot = position.lots[0]
    came = [effect for effect in trail.effects if effect.add > 0 and effect.day <= trail.day]
    later = sum((effect.add / trail.scale(effect.day) for effect in came), Fraction(0))
    quantity = min(Fraction(lot.quantity) / trail.scale(trail.day) - later, trail.need)
    if quantity <= trail.slack:
        return []
    return [Shares(quantity, lot.basis_usd, None, lot.source, True, is_lump=bool(came))]


def _fill(trails: Mapping[Key, Trail], material: Material, opened: Opened) -> None:
    """Purchases and closed lots to their trails; a lump is left with the cost that purchases do not explain."""
    spent: dict[Key, Decimal] = {}
    for planned in material.planned:
        event = planned.event
        if not isinstance(event, Buy | TransferIn | GiftReceived | Inheritance | Opening):
            opened.entries.append(Entry(planned))
        else:
            key = (event.account_id, event.symbol)
            ref = LotRef(
                *key, Fraction(event.quantity), _cost(event), _acquired(event), event.source, event.lot_id
            )
            opened.entries.append(Entry(planned, ref))
            left = ref.quantity / trails[key].scale(event.trade_date)
            if isinstance(event, Buy):
                trails[key].bought.append(Bought(ref, event.trade_date, left))
                spent[key] = spent.get(key, ZERO) + event.cost_usd
            else:
                trails[key].given.append(Bought(ref, _acquired(event) or event.trade_date, left))
    for trail in trails.values():
        for one in trail.pool:
            if one.is_lump:
                _without(one, trail, spent.get(trail.key, ZERO))
    for place, (account_id, gain) in enumerate(material.gains):
        trail = trails[(account_id, gain.symbol)]
        cost = gain.cost_usd
        is_own = gain.opened is not None and (
            gain.opened >= trail.start or trail.sold_near(gain.opened, besides=gain.closed)
        )
        if is_own and gain.unadjusted_usd is not None:
            cost = gain.unadjusted_usd
        quantity = Fraction(abs(gain.quantity)) / trail.scale(gain.closed)
        shares = Shares(quantity, cost, gain.opened, gain.source, False)
        opened.of_gain[place] = shares
        trail.pool.append(shares)
    for key in trails:
        trails[key].bought.sort(key=lambda bought: (bought.day, bought.left, bought.lot.cost_usd or ZERO))


def _without(lump: Shares, trail: Trail, spent_usd: Decimal) -> None:
    """The lump's cost without the purchases since, where these are all that came; else it is not known."""
    came = sum((effect.add for effect in trail.effects if effect.add > 0), Fraction(0))
    bought = sum((bought.lot.quantity for bought in trail.bought), Fraction(0))
    left = None if lump.cost_usd is None else lump.cost_usd - spent_usd
    lump.cost_usd = left if left is not None and left >= 0 and came == bought else None


def _cost(event: Buy | TransferIn | GiftReceived | Inheritance | Opening) -> Decimal | None:
    if isinstance(event, Buy):
        return event.cost_usd
    if isinstance(event, GiftReceived):
        return event.donor_basis_usd + event.gift_tax_usd
    return event.value_usd if isinstance(event, Inheritance) else event.basis_usd


def _acquired(event: Buy | TransferIn | GiftReceived | Inheritance | Opening) -> date | None:
    if isinstance(event, TransferIn | Opening):
        return event.acquired
    return event.died if isinstance(event, Inheritance) else event.trade_date


def _typed_arrivals(trails: Mapping[Key, Trail], explained: Sequence[Effect]) -> None:
    """What was told by hand to have come in explains lots of the custodian: they are not there twice."""
    for key in sorted(trails):
        trail = trails[key]
        for given in trail.given:
            quantity = min(given.left, trail.surplus)
            days = frozenset({given.day, given.lot.acquired, None})
            for one in take(trail.pool, quantity, trail.slack, days):
                one.claims.append((given.lot, one.quantity))
    for effect in explained:
        trail = trails[effect.key]
        quantity = min(effect.add / trail.scale(effect.day), trail.surplus)
        take(trail.pool, quantity, trail.slack, frozenset({effect.day, None}))


def _carry(trails: Mapping[Key, Trail], carried: Sequence[Carried]) -> dict[int, list[Shares]]:
    """Lots that moved within the household belong to where they came from; latest moves first."""
    moved: dict[int, list[Shares]] = {}
    order = sorted(range(len(carried)), key=lambda i: (carried[i].day, carried[i].origin), reverse=True)
    for index in order:
        move = carried[index]
        origin, to = trails[move.origin], trails[move.to]
        rate = move.went / move.came * to.scale(move.day) / origin.scale(move.day)
        quantity = min(to.surplus, move.came / to.scale(move.day))
        moved[index] = []
        for one in take(to.pool, quantity, to.slack, frozenset()):
            piece = Shares(one.quantity * rate, one.cost_usd, one.acquired, one.source, one.is_held)
            one.pieces.append(piece)
            origin.pool.append(piece)
            moved[index].append(piece)
        origin.match_purchases()
    return moved


def _arrivals(trails: Mapping[Key, Trail], material: Material, opened: Opened) -> list[Entry]:
    """Transfers from outside bring the lots that nothing else explains; without any, shares of unknown basis."""
    entries: list[Entry] = []
    for told in sorted(material.arrived, key=lambda told: told.sort_key):
        trail = trails[(told.account_id, told.row.symbol)]
        scale = trail.scale(told.day)
        wanted = Fraction(told.row.quantity) / scale
        found = take(trail.pool, min(wanted, trail.surplus), trail.slack, frozenset())
        left = Fraction(told.row.quantity)
        for ref in lots_of(trail.key, found):
            ref.quantity *= scale
            left -= ref.quantity
            entries.append(_came(told, ref))
        if left > trail.slack:
            ref = LotRef(*trail.key, left, None, None, told.row.source)
            entries.append(_came(told, ref))
            if material.accounts[told.account_id].kind.is_taxable:
                opened.problems.append(_without_basis(told, left))
    return entries


def _came(told: Told, ref: LotRef) -> Entry:
    acquired = ref.acquired if ref.acquired is not None and ref.acquired <= told.day else None
    event = TransferIn(
        **base_of(told),
        symbol=ref.symbol,
        quantity=decimal_of(ref.quantity),
        basis_usd=ref.cost_usd,
        acquired=acquired,
    )
    return Entry(Planned(event, Place.RECEIVED), ref)


def _without_basis(told: Told, left: Fraction) -> Problem:
    words = f"{told.words()}: {plain(decimal_of(left))} shares came from outside, and no lot tells their cost and date"
    remedy = (
        f'say it in household.toml: [[events]] kind = "transfer_in", day = {told.day}, account = "{told.account_id}", '
        f'symbol = "{told.row.symbol}", quantity = {plain(decimal_of(left))}, basis_usd = …, acquired = …'
    )
    return warning("transfer-without-basis", words, remedy, told.row.source)


def _begin(trail: Trail, material: Material, opened: Opened) -> None:
    """The lots that were there when the books begin, and those bought since of which only the custodian's lots tell."""
    is_taxable = material.accounts[trail.key[0]].kind.is_taxable
    trail.match_redated()
    if trail.surplus > trail.slack:
        opened.problems.append(_contradiction(trail, is_taxable))
        trail.pool = take(trail.pool, max(trail.need, Fraction(0)), trail.slack, frozenset())
    trail.fit()
    old = [one for one in trail.pool if one.acquired is None or one.acquired < trail.start]
    for ref in lots_of(trail.key, old):
        opened.entries.append(_opening(trail, ref))
    for ref in lots_of(trail.key, [one for one in trail.pool if one not in old]):
        entry = _bought(trail, ref)
        opened.entries.append(entry)
        if is_taxable and material.is_known(trail.key[0], entry.planned.event.trade_date):
            opened.problems.append(_lot_alone(ref))
        else:
            opened.alone.append(ref)
    missing = -trail.surplus
    slack = trail.slack
    gone = [(bought.lot, bought.left) for bought in trail.bought if bought.left > slack]
    if missing > slack:
        ref = LotRef(*trail.key, missing, None, None, None)
        opened.entries.append(_opening(trail, ref, Place.UNKNOWN))
        gone.insert(0, (ref, missing))
        if is_taxable:
            opened.problems.append(_oversold(trail, missing, material) or _unknown(trail, missing))
    opened.gone[trail.key] = Gone(trail, trail.is_told, tuple(gone))


def _opening(trail: Trail, ref: LotRef, place: Place = Place.OPENING) -> Entry:
    account_id, symbol = trail.key
    event = Opening(
        event_id="",
        account_id=account_id,
        trade_date=trail.start,
        source=ref.source,
        symbol=symbol,
        quantity=decimal_of(ref.quantity),
        basis_usd=ref.cost_usd,
        acquired=ref.acquired,
        lot_id="",
    )
    return Entry(Planned(event, place), ref)


def _bought(trail: Trail, ref: LotRef) -> Entry:
    account_id, symbol = trail.key
    assert ref.acquired is not None, "bought since the books begin"
    quantity = decimal_of(ref.quantity * trail.scale(ref.acquired))
    if ref.cost_usd is None:
        event: Buy | TransferIn = TransferIn(
            event_id="",
            account_id=account_id,
            trade_date=ref.acquired,
            source=ref.source,
            symbol=symbol,
            quantity=quantity,
            acquired=ref.acquired,
        )
        return Entry(Planned(event, Place.RECEIVED), ref)
    event = Buy(
        event_id="",
        account_id=account_id,
        trade_date=ref.acquired,
        source=ref.source,
        symbol=symbol,
        quantity=quantity,
        cost_usd=ref.cost_usd,
    )
    return Entry(Planned(event, Place.BOUGHT), ref)


def _lot_alone(ref: LotRef) -> Problem:
    shares = f"{plain(decimal_of(ref.quantity))} {ref.symbol} in {ref.account_id}"
    words = f"{shares}: bought on {ref.acquired}, as its lot says, and the transactions of that day do not tell it"
    remedy = (
        "compare with the custodian's page, and say what it was in an [[events]] entry if it was no purchase"
    )
    return warning("lot-without-transaction", words, remedy, ref.source)


def _lots_alone(refs: Sequence[LotRef]) -> list[Problem]:
    """One note for each account: lots of days without known transactions count as purchases of these days."""
    problems = []
    for account_id in sorted({ref.account_id for ref in refs}):
        lots = [ref for ref in refs if ref.account_id == account_id]
        days = sorted(ref.acquired for ref in lots if ref.acquired is not None)
        words = (
            f"{account_id}: {len(lots)} lots bought from {days[0]} to {days[-1]} "
            f"({', '.join(sorted({ref.symbol for ref in lots}))}) count as purchases of their days, for no file "
            "tells the transactions of these days"
        )
        problems.append(note("lot-without-transaction", words, "", lots[0].source))
    return problems


def _contradiction(trail: Trail, is_taxable: bool) -> Problem:
    account_id, symbol = trail.key
    left = trail.now + trail.surplus * trail.scale(trail.day)
    words = (
        f"{symbol} in {account_id}: {plain(decimal_of(trail.now))} shares are held on {trail.day}, and the "
        f"transactions since {trail.start} leave {plain(decimal_of(left))}"
    )
    remedy = (
        "a sale, a transfer, a split or another symbol of the same security is missing: export the whole period again, "
        "or say what happened in an [[events]] entry (or [aliases], where a file calls it by its CUSIP)"
    )
    make = warning if is_taxable else note
    return make("history-contradicts", words, remedy, None)


def _unknown(trail: Trail, missing: Fraction) -> Problem:
    account_id, symbol = trail.key
    words = (
        f"{symbol} in {account_id}: {plain(decimal_of(missing))} shares were there when the known transactions "
        f"begin on {trail.start}; no lot tells their cost and date"
    )
    remedy = (
        "export the realized gains of the sales since and the lots of what is held, or say it in an [[events]] entry: "
        f'kind = "opening", day = {trail.start}, account = "{account_id}", symbol = "{symbol}", '
        f"quantity = {plain(decimal_of(missing))}, basis_usd = …, acquired = …"
    )
    return warning("opening-unknown", words, remedy, None)


def _oversold(trail: Trail, missing: Fraction, material: Material) -> Problem | None:
    """A sale by hand needs shares that something tells of: a slip of the pen is no opening lot."""
    mine = [
        (event, event.source)
        for event in (one.event for one in material.planned)
        if isinstance(event, Sell) and (event.account_id, event.symbol) == trail.key
        if event.source is not None and event.source.file == material.household_file
    ]
    if not mine:
        return None
    last, source = max(mine, key=lambda found: (found[0].trade_date, found[1].line or 0))
    account_id, symbol = trail.key
    return error(
        "event-more-than-held",
        f"{plain(last.quantity)} {symbol} sold on {last.trade_date}: {plain(decimal_of(missing))} more than lots and "
        f"purchases in {account_id} tell of",
        f'correct the quantity, or say what was held in an [[events]] entry: kind = "opening", day = {trail.start}, '
        f"quantity = {plain(decimal_of(missing))}, with basis_usd and acquired if you know them",
        source,
    )


def _splits(trail: Trail, opened: Opened) -> None:
    for split, ratio in trail.resolved:
        if ratio is None:
            words = f"{split.words}: how many shares were split into how many cannot be told"
            remedy = (
                f'say it in household.toml: [[events]] kind = "split", day = {split.day}, '
                f'account = "{trail.key[0]}", symbol = "{trail.key[1]}", new = …, old = …'
            )
            opened.problems.append(error("split-ratio", words, remedy, split.source))
            continue
        event = Split(
            event_id="",
            account_id=trail.key[0],
            trade_date=split.day,
            source=split.source,
            symbol=trail.key[1],
            new=Decimal(ratio.numerator),
            old=Decimal(ratio.denominator),
            cash_in_lieu_usd=split.cash_in_lieu_usd,
        )
        opened.entries.append(Entry(Planned(event, Place.CORPORATE)))
