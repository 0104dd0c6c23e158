"""Overlap: who holds the same thing twice, as one security, as its twin, or through a fund."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.accounts import Role
from trimtab.core.drift import Overlap
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument
from trimtab.core.money import ZERO, cents
from trimtab.rebalance.measure import value_usd

Holder = tuple[str, str, Decimal]  # account id, symbol through which, USD
HIDDEN_SHARE = Decimal("0.05")  # a part held through funds alone is named from this share of the household


def overlaps(household: Household, total_usd: Decimal) -> tuple[Overlap, ...]:
    """Every overlap, largest first: the same security in several accounts, share classes of one portfolio,
    funds on one index, and single securities held directly and through funds (as far as parts are known)."""
    held = list(_held(household))
    found = [
        *_grouped(held, "security", lambda instrument: instrument.symbol, by_symbol=False),
        *_grouped(held, "identical", lambda instrument: instrument.identical_group, by_symbol=True),
        *_grouped(held, "index", lambda instrument: instrument.index_group, by_symbol=True),
        *_through_funds(held, total_usd),
    ]
    return tuple(sorted(found, key=lambda overlap: (-overlap.total_usd, overlap.kind, overlap.name)))


def _held(household: Household) -> Iterator[tuple[str, Instrument, Decimal]]:
    for account in household.accounts:
        for position in account.positions:
            if position.role is not Role.EXCLUDED:
                yield (
                    account.account_id,
                    household.instruments[position.symbol],
                    value_usd(household, position),
                )


def _grouped(
    held: list[tuple[str, Instrument, Decimal]], kind: str, key: object, by_symbol: bool
) -> list[Overlap]:
    assert callable(key)
    groups: dict[str, list[Holder]] = {}
    for account_id, instrument, usd in held:
        name = key(instrument)
        if name:
            groups.setdefault(name, []).append((account_id, instrument.symbol, usd))
    return [
        _overlap(kind, name, holders)
        for name, holders in sorted(groups.items())
        if len({symbol if by_symbol else account for account, symbol, _ in holders}) > 1
    ]


def _through_funds(held: list[tuple[str, Instrument, Decimal]], total_usd: Decimal) -> list[Overlap]:
    parts: dict[str, list[Holder]] = {}
    for account_id, instrument, usd in held:
        for symbol, share in instrument.contains:
            parts.setdefault(symbol, []).append((account_id, instrument.symbol, cents(usd * share)))
    found = []
    for symbol, through in sorted(parts.items()):
        direct = [(account_id, i.symbol, usd) for account_id, i, usd in held if i.symbol == symbol]
        overlap = _overlap("look-through", symbol, [*direct, *through])
        if direct or (len(through) > 1 and overlap.total_usd > HIDDEN_SHARE * total_usd):
            found.append(overlap)
    return found


def _overlap(kind: str, name: str, holders: list[Holder]) -> Overlap:
    ordered = tuple(sorted(holders, key=lambda holder: (-holder[2], holder[0], holder[1])))
    return Overlap(kind, name, ordered, sum((usd for _, _, usd in ordered), ZERO))
