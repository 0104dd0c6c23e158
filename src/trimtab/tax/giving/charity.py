"""What gifts to charity deduct in a year, limit by limit, and what is carried into later years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO
from trimtab.tax.account_law import GiftLaw


class GiftKind(StrEnum):
    """What is given."""

    CASH = "cash"
    ORDINARY_PROPERTY = "ordinary property"  # held a year or less, or its sale would be ordinary income
    GAIN_PROPERTY = "long-term gain property"
    UNRELATED_PROPERTY = "tangible property of no use to the charity"  # a painting that it sells


class Donee(StrEnum):
    """Who receives it. A donor-advised fund's sponsor is a public charity."""

    PUBLIC = "public charity"
    PRIVATE = "private foundation"


class Limit(StrEnum):
    """The limits of section 170(b)(1), in the order in which they are used up."""

    CASH_60 = "cash to public charities"  # (G)
    PUBLIC_50 = "other gifts to public charities"  # (A)
    OTHER_30 = "gifts to private foundations"  # (B)
    GAIN_30 = "gain property to public charities"  # (C)
    GAIN_20 = "gain property to private foundations"  # (D)


FLOOR_ORDER = (Limit.GAIN_20, Limit.GAIN_30, Limit.OTHER_30, Limit.PUBLIC_50, Limit.CASH_60)


@dataclass(frozen=True, slots=True)
class Gift:
    """One gift. `value_usd` is what it is worth, `basis_usd` what it cost (cash: leave it out).

    `at_basis`: gain property for which the donor elects to deduct only the basis (it holds for all gain property
    to public charities in the year). `is_traded_stock`: stock with a quoted price, which a private foundation
    may take at its value.
    """

    kind: GiftKind
    donee: Donee
    value_usd: Decimal
    basis_usd: Decimal | None = None
    at_basis: bool = False
    is_traded_stock: bool = False


@dataclass(frozen=True, slots=True)
class CarriedGift:
    """What an earlier year left over under one limit, in USD."""

    limit: Limit
    year: int
    amount_usd: Decimal


@dataclass(frozen=True, slots=True)
class LimitLine:
    """One limit: what came under it (with what was carried here), what it allows, what the floor takes of that."""

    limit: Limit
    given_usd: Decimal
    allowed_usd: Decimal
    floor_usd: Decimal

    @property
    def deducted_usd(self) -> Decimal:
        """What is deducted under this limit."""
        return self.allowed_usd - self.floor_usd


@dataclass(frozen=True, slots=True)
class GiftDeduction:
    """The year's deduction for gifts of a filer who itemises, in USD, and what is carried on.

    `lost_usd` is what the floor took for good, `expired_usd` what was carried for too long.
    """

    lines: tuple[LimitLine, ...]
    carried: tuple[CarriedGift, ...]
    lost_usd: Decimal
    expired_usd: Decimal

    @property
    def deducted_usd(self) -> Decimal:
        """The deduction on Schedule A."""
        return sum((line.deducted_usd for line in self.lines), ZERO)


def limit_of(gift: Gift) -> Limit:
    """Under which limit a gift falls. Source: 26 USC 170(b)(1)(A) to (D), (G)."""
    if gift.donee is Donee.PUBLIC:
        if gift.kind is GiftKind.CASH:
            return Limit.CASH_60
        return Limit.GAIN_30 if gift.kind is GiftKind.GAIN_PROPERTY and not gift.at_basis else Limit.PUBLIC_50
    is_gain = gift.kind in {GiftKind.GAIN_PROPERTY, GiftKind.UNRELATED_PROPERTY}
    return Limit.GAIN_20 if is_gain else Limit.OTHER_30


def deductible_usd(gift: Gift) -> Decimal:
    """What of a gift counts before any limit: its value, or its basis where the law or the donor says so.

    Property whose basis is not known counts with nothing where basis is what counts. Source: 26 USC 170(e)(1),
    170(e)(5) (quoted stock to private foundations), 170(b)(1)(C)(iii) (the election).
    """
    if gift.kind is GiftKind.CASH:
        return gift.value_usd
    at_value = gift.kind is GiftKind.GAIN_PROPERTY and (
        not gift.at_basis if gift.donee is Donee.PUBLIC else gift.is_traded_stock
    )
    return gift.value_usd if at_value else min(gift.value_usd, gift.basis_usd or ZERO)


def gift_deduction(
    gifts: Iterable[Gift], carried: Iterable[CarriedGift], year: int, agi_usd: Decimal, law: GiftLaw
) -> GiftDeduction:
    """The deduction of a filer who itemises: limit by limit, this year's gifts before what was carried here.

    `agi_usd` is the contribution base (adjusted gross income without net operating loss carrybacks). From 2026 the
    floor takes from the limits in the order of the law; what it takes is carried on only where its own limit
    leaves something to carry. Source: 26 USC 170(b)(1), 170(d)(1), 170(b)(1)(I), 170(d)(1)(C); Publication 526,
    Worksheet 2. The cap of the top bracket is section 68, in the bill. Raises nothing.
    """
    new = dict.fromkeys(Limit, ZERO)
    for gift in gifts:
        new[limit_of(gift)] += deductible_usd(gift)
    brought = list(carried)
    alive = [one for one in brought if year <= one.year + law.carryforward_years]
    given = {limit: new[limit] + _sum(alive, limit) for limit in Limit}
    allowed = _allowed(given, max(ZERO, agi_usd), law)
    floors = _floors(allowed, max(ZERO, agi_usd) * law.floor_rate)
    left: list[CarriedGift] = []
    lost = ZERO
    for limit in Limit:
        rest = _left_over(limit, new[limit], alive, allowed[limit], year)
        if rest and floors[limit]:
            rest = [*rest, CarriedGift(limit, year, floors[limit])]
        elif floors[limit]:
            lost += floors[limit]
        left += rest
    lines = tuple(LimitLine(limit, given[limit], allowed[limit], floors[limit]) for limit in Limit)
    total = sum((one.amount_usd for one in brought), ZERO)
    last = [one for one in left if one.year + law.carryforward_years > year]
    expired = total - sum((one.amount_usd for one in alive), ZERO)
    expired += sum((one.amount_usd for one in left if one not in last), ZERO)
    return GiftDeduction(lines, _joined(last), lost, expired)


def _sum(carried: Iterable[CarriedGift], limit: Limit) -> Decimal:
    return sum((one.amount_usd for one in carried if one.limit is limit), ZERO)


def _allowed(given: Mapping[Limit, Decimal], agi: Decimal, law: GiftLaw) -> dict[Limit, Decimal]:
    """Publication 526, Worksheet 2: each limit, and the room that those before it leave of half the income."""
    half = law.public_rate * agi
    cash = min(given[Limit.CASH_60], law.cash_rate * agi)
    room = max(ZERO, half - cash)
    public = min(given[Limit.PUBLIC_50], room)
    beside = cash - min(cash, law.cash_beside_other_rate * agi)
    to_public = min(given[Limit.GAIN_30] + given[Limit.PUBLIC_50], room)
    other = min(given[Limit.OTHER_30], law.other_rate * agi, max(ZERO, half - to_public - beside))
    gain = min(
        given[Limit.GAIN_30],
        law.gain_property_rate * agi,
        max(ZERO, half - given[Limit.PUBLIC_50] - given[Limit.CASH_60]),
    )
    gain_other = min(
        given[Limit.GAIN_20],
        law.gain_property_other_rate * agi,
        max(ZERO, half - beside - public - other - gain),
        max(ZERO, law.other_rate * agi - other),
        max(ZERO, law.other_rate * agi - gain),
    )
    return {
        Limit.CASH_60: cash,
        Limit.PUBLIC_50: public,
        Limit.OTHER_30: other,
        Limit.GAIN_30: gain,
        Limit.GAIN_20: gain_other,
    }


def _floors(allowed: Mapping[Limit, Decimal], floor_usd: Decimal) -> dict[Limit, Decimal]:
    """How much the floor takes from each limit, gain property to private foundations first."""
    taken = dict.fromkeys(Limit, ZERO)
    for limit in FLOOR_ORDER:
        taken[limit] = min(allowed[limit], floor_usd)
        floor_usd -= taken[limit]
    return taken


def _left_over(
    limit: Limit, new_usd: Decimal, carried: list[CarriedGift], allowed_usd: Decimal, year: int
) -> list[CarriedGift]:
    """What a limit did not allow: this year's gifts are used first, then those of earlier years, oldest first."""
    allowed_usd -= (used := min(new_usd, allowed_usd))
    rest = [CarriedGift(limit, year, new_usd - used)]
    for one in sorted((c for c in carried if c.limit is limit), key=lambda c: c.year):
        allowed_usd -= (used := min(one.amount_usd, allowed_usd))
        rest.append(replace(one, amount_usd=one.amount_usd - used))
    return [one for one in rest if one.amount_usd]


def _joined(carried: Iterable[CarriedGift]) -> tuple[CarriedGift, ...]:
    """One amount for each limit and year, oldest first."""
    sums: dict[tuple[Limit, int], Decimal] = {}
    for one in carried:
        sums[one.limit, one.year] = sums.get((one.limit, one.year), ZERO) + one.amount_usd
    order = sorted(sums, key=lambda key: (list(Limit).index(key[0]), key[1]))
    return tuple(CarriedGift(limit, year, sums[limit, year]) for limit, year in order)


def deduction_without_itemising_usd(cash_usd: Decimal, status: FilingStatus, law: GiftLaw) -> Decimal:
    """What a filer who does not itemise deducts for cash to public charities; donor-advised funds do not count.

    Source: 26 USC 170(p) as of 2026; before, nothing.
    """
    return min(cash_usd, law.without_itemising_usd.get(status, ZERO))
