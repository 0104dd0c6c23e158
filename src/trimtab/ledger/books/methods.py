"""Which shares a sale uses: each lot method as an order of the lots held."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from trimtab.core.events import LotMethod
from trimtab.core.money import ZERO
from trimtab.ledger.books.part import Part, in_shares
from trimtab.ledger.books.rules import BookRules
from trimtab.tax.holding import is_long_term

BY_BASIS = frozenset({LotMethod.HIFO, LotMethod.LOWEST_COST, LotMethod.LOWEST_TAX, LotMethod.AVERAGE})


def in_order_of(
    method: LotMethod, parts: Sequence[Part], price_usd: Decimal, day: date, rules: BookRules
) -> list[Part]:
    """The lots in the order in which a sale on `day` at `price_usd` a share uses them; `parts` earliest first.

    FIFO and AVERAGE: earliest first. LIFO: latest lot first, each lot from its front. HIFO, LOWEST_COST and LOWEST_TAX
    go by the basis of a share with what wash sales of earlier days added; lots whose basis is not known come last, and
    where two are equal the earlier comes first. LOWEST_TAX: least tax a share at the rates of `rules`; without rates
    short-term losses, the largest first, then long-term losses, then long-term gains, the smallest first, then
    short-term gains. A lot whose date is not known counts as short-term. Raises nothing.
    Source: 26 CFR 1.1012-1(c), (e)(7)(ii).
    """
    if method is LotMethod.LIFO:
        return sorted(parts, key=lambda part: part.order, reverse=True)
    if method is LotMethod.HIFO:
        return _known_first(parts, lambda part, basis: (-basis / part.quantity,))
    if method is LotMethod.LOWEST_COST:
        return _known_first(parts, lambda part, basis: (basis / part.quantity,))
    if method is LotMethod.LOWEST_TAX:
        return _known_first(parts, lambda part, basis: _tax_order(part, basis, price_usd, day, rules))
    return list(parts)


def _known_first(parts: Sequence[Part], order: Callable[[Part, Decimal], tuple[Decimal, ...]]) -> list[Part]:
    known = [(order(part, basis), part) for part in parts if (basis := part.basis_usd) is not None]
    known.sort(key=lambda found: found[0])
    return [part for _, part in known] + [part for part in parts if part.base_usd is None]


def _tax_order(
    part: Part, basis_usd: Decimal, price_usd: Decimal, day: date, rules: BookRules
) -> tuple[Decimal, ...]:
    proceeds = price_usd * part.quantity
    counted, held_from = basis_for(part, basis_usd, proceeds)
    gain = (proceeds - counted) / part.quantity
    is_long = held_from is not None and is_long_term(held_from, day)
    if rules.short_rate_pct is not None and rules.long_rate_pct is not None:
        return (gain * (rules.long_rate_pct if is_long else rules.short_rate_pct),)
    kind = (1 if is_long else 0) if gain < 0 else (2 if is_long else 3)
    return (Decimal(kind), gain)


def basis_for(part: Part, basis_usd: Decimal, proceeds_usd: Decimal) -> tuple[Decimal, date | None]:
    """The basis and the holding period that a sale of the whole part for these proceeds counts with.

    A gift worth less than the donor's basis: for a gain the donor's basis and date, for a loss the value and the day
    of the gift, between the two neither gain nor loss. Source: 26 USC 1015(a), 1223(2); 26 CFR 1.1015-1(a)(2).
    """
    if part.low_usd is None or proceeds_usd >= basis_usd:
        return basis_usd, part.held_from
    if proceeds_usd < part.low_usd:
        return part.low_usd, part.bought
    return proceeds_usd, part.held_from


def pool(parts: Sequence[Part]) -> None:
    """Give every share the average basis of all of them, in cents that conserve it (26 CFR 1.1012-1(e)(7)(i)).

    Shares of unknown basis, and gifts with two bases, stay outside (26 CFR 1.1012-1(e)(8)).
    """
    inside = [part for part in parts if part.base_usd is not None and part.low_usd is None]
    quantities = [part.quantity for part in inside]
    base = sum((part.base_usd or ZERO for part in inside), ZERO)
    wash = sum((part.wash_usd for part in inside), ZERO)
    for part, base_usd, wash_usd in zip(
        inside, in_shares(base, quantities), in_shares(wash, quantities), strict=True
    ):
        part.base_usd, part.wash_usd = base_usd, wash_usd
