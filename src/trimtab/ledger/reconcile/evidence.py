"""What the data say that may explain a difference, looked up by account and symbol."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeGuard, TypeVar

from trimtab.core.events import BasisCorrection, Buy, Event, Opening, TransferIn
from trimtab.core.household import Household
from trimtab.core.problems import Problem, errors_in
from trimtab.core.statement import StatedGain
from trimtab.ledger.activity import distinct_gains, known_runs
from trimtab.ledger.assemble import Joined
from trimtab.ledger.books.realised import HeldLot, Realised, Washed
from trimtab.ledger.lots import LotSet, lot_sets

Key = tuple[str, str]
Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Both sides and what happened, by account and symbol."""

    household: Household
    held: Mapping[Key, Sequence[HeldLot]]
    realised: Mapping[Key, Sequence[Realised]]
    events: Mapping[Key, Sequence[Event]]
    stated_lots: Mapping[Key, LotSet]
    stated_gains: Mapping[Key, Sequence[StatedGain]]
    runs: Mapping[str, Sequence[tuple[date, date]]]
    days: Mapping[str, date]
    corrected: frozenset[str]
    problems: Sequence[Problem]
    file: str
    bought: Mapping[Key, Sequence[Buy]]  # as transactions tell
    stated_in: frozenset[str]  # files of positions and lots


def gather(
    joined: Joined,
    household: Household,
    events: Sequence[Event],
    answer: Washed,
    problems: Sequence[Problem],
) -> Evidence:
    """Sort everything by account and symbol."""
    traded = frozenset(file.name for file in joined.files if file.transactions)
    sets, _ = lot_sets(joined.files, joined.matches, joined.symbols)
    gains: dict[Key, list[StatedGain]] = defaultdict(list)
    for account_id, gain in distinct_gains(joined.files, joined.matches, joined.symbols):
        if gain.closed <= household.as_of:
            gains[(account_id, gain.symbol)].append(gain)
    return Evidence(
        household,
        _by_key(((lot.account_id, lot.symbol), lot) for lot in answer.held),
        _by_key(((one.account_id, one.symbol), one) for one in answer.realised),
        _by_key(((event.account_id, str(getattr(event, "symbol", ""))), event) for event in events),
        sets,
        gains,
        known_runs(joined.files, joined.matches),
        joined.days,
        frozenset(event.lot_id for event in events if isinstance(event, BasisCorrection)),
        problems,
        joined.spec.file,
        _by_key(((e.account_id, e.symbol), e) for e in events if _is_of(e, traded)),
        frozenset(file.name for file in joined.files if file.positions or file.lots),
    )


def _is_of(event: Event, files: frozenset[str]) -> TypeGuard[Buy]:
    return isinstance(event, Buy) and event.source is not None and event.source.file in files


def other_names(evidence: Evidence, key: Key, shares: Decimal) -> list[str]:
    """Other symbols of the account of which as many shares are there by position or lot alone."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (account_id, symbol), events in evidence.events.items():
        for event in events if account_id == key[0] and symbol != key[1] else ():
            if not isinstance(event, Opening | Buy | TransferIn) or event.source is None:
                continue
            if event.source.file in evidence.stated_in:
                found[symbol] += event.quantity
    return sorted(symbol for symbol, quantity in found.items() if quantity == shares)


def _by_key(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, Sequence[Value]]:
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def events_of(evidence: Evidence, key: Key, kind: type[Kind]) -> list[Kind]:
    """The events of one kind."""
    return [event for event in evidence.events.get(key, ()) if isinstance(event, kind)]


def not_booked(evidence: Evidence, key: Key) -> Problem | None:
    """The first error that keeps something of this account and symbol out of the books."""
    words = {key[0], key[1]}
    for problem in errors_in(evidence.problems):
        said = set(re.split(r"[^\w.\-]+", problem.message))
        if words <= said or f"{key[0]}/{key[1]}/" in problem.message:
            return problem
    return None


def gaps(evidence: Evidence, key: Key) -> str:
    """In words, the days up to the statement on which the account's transactions are not known; empty where none."""
    runs = evidence.runs.get(key[0], ())
    day = evidence.days.get(key[0], evidence.household.as_of)
    if not runs:
        return f"no file tells the transactions of {key[0]}"
    between = [f"{one[1]} and {other[0]}" for one, other in pairwise(runs)]
    if runs[-1][1] < day:
        between.append(f"{runs[-1][1]} and {day}")
    return f"the transactions between {', and between '.join(between)} are not known" if between else ""
