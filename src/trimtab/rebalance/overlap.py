"""Overlap: who holds the same thing twice, as one security, as its twin, or through a fund."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter

from trimtab.core.drift import Overlap
from trimtab.core.household import Household
from trimtab.core.money import ZERO, cents

Holder = tuple[str, str, Decimal]  # account id, symbol through which, USD
PLACE, USD = itemgetter(0, 1), itemgetter(2)  # of a holder
Held = Mapping[str, list[Holder]]  # by symbol
HIDDEN_SHARE = Decimal("0.05")  # a part held through funds alone is named from this share of the household


def overlaps(household: Household, total_usd: Decimal) -> tuple[Overlap, ...]:
    """Every overlap, largest first: the same security in several accounts, share classes of one portfolio,
    funds on one index, and single securities held directly and through funds (as far as parts are known)."""
    held: dict[str, list[Holder]] = {}
    for account, position, usd in household.holdings:
        held.setdefault(position.symbol, []).append((account.account_id, position.symbol, usd))
    instruments = household.instruments
    found = [
        *[
            _overlap("security", symbol, holders)
            for symbol, holders in held.items()
            if _is_in_several(holders)
        ],
        *_alike(held, "identical", {symbol: instruments[symbol].identical_group for symbol in held}),
        *_alike(held, "index", {symbol: instruments[symbol].index_group for symbol in held}),
        *_through_funds(held, household, total_usd),
    ]
    return tuple(sorted(found, key=lambda overlap: (-overlap.total_usd, overlap.kind, overlap.name)))


def _is_in_several(holders: list[Holder]) -> bool:
    return len(holders) > 1 and len({account_id for account_id, _, _ in holders}) > 1


def _alike(held: Held, kind: str, groups: Mapping[str, str]) -> list[Overlap]:
    """Several securities of one group."""
    members: dict[str, list[str]] = {}
    for symbol, group in groups.items():
        if group:
            members.setdefault(group, []).append(symbol)
    return [
        _overlap(kind, group, [holder for symbol in symbols for holder in held[symbol]])
        for group, symbols in members.items()
        if len(symbols) > 1
    ]


def _through_funds(held: Held, household: Household, total_usd: Decimal) -> list[Overlap]:
    parts: dict[str, list[Holder]] = {}
    for fund, holders in held.items():
        for symbol, share in household.instruments[fund].contains:
            through = [(account_id, fund, cents(usd * share)) for account_id, _, usd in holders]
            parts.setdefault(symbol, []).extend(through)
    found = []
    for symbol, through in parts.items():
        direct = held.get(symbol, [])
        overlap = _overlap("look-through", symbol, [*direct, *through])
        if direct or (len(through) > 1 and overlap.total_usd > HIDDEN_SHARE * total_usd):
            found.append(overlap)
    return found


def _overlap(kind: str, name: str, holders: list[Holder]) -> Overlap:
    by_place = sorted(holders, key=PLACE)
    ordered = tuple(sorted(by_place, key=USD, reverse=True))  # which leaves those alike as they stand
    return Overlap(kind, name, ordered, sum([usd for _, _, usd in ordered], ZERO))
