"""Next best moves: the way from today's arrangement to the best one, in rings of swaps that change no total.

A ring is mostly a pair: sell A and buy B in one account, sell B and buy A in another. In taxable accounts each lot is a
part of its own, so that what moves without tax is told apart from what does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import ZERO, cents
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.counted import carried_factor, later_factor
from trimtab.rebalance.optimize.arrange import Arrangement, Opening, Standing
from trimtab.rebalance.orders import BPS, trading_cost_usd
from trimtab.rebalance.rules import Rules
from trimtab.tax.holding import is_long_term


class Verdict(StrEnum):
    """What to do about a move today."""

    WORTH_IT = "worth_it"
    TOO_DEAR = "too_dear"
    NOT_NOW = "not_now"  # a rule keeps its lots from being sold today


@dataclass(frozen=True, slots=True)
class Swap:
    """Sell one symbol and buy another for as much, in one account. `gain_*_usd` is what the sale realises."""

    account_id: str
    sells: str
    buys: str
    usd: Decimal
    gain_short_usd: Decimal
    gain_long_usd: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """Swaps to be done together, and what they bring, in USD.

    `tax_now_usd` is what this year's tax rises by when it is done after the moves before it that are worth it;
    `tax_later_usd` what tax of the future changes by, in today's dollars. `effort_usd` is the policy's price for
    lines to type in and for money moved. `net_usd` counts the yearly gain over the policy's horizon.
    """

    swaps: tuple[Swap, ...]
    yearly_usd: Decimal
    horizon_usd: Decimal
    tax_now_usd: Decimal
    tax_later_usd: Decimal
    trading_usd: Decimal
    effort_usd: Decimal
    verdict: Verdict
    words: str

    @property
    def usd(self) -> Decimal:
        """Dollars that change their place in each account."""
        return self.swaps[0].usd

    @property
    def net_usd(self) -> Decimal:
        """What it is worth over the horizon after tax and trading, effort not counted."""
        return self.horizon_usd - self.tax_now_usd - self.tax_later_usd - self.trading_usd


@dataclass(slots=True)
class _Part:
    """Dollars of one symbol that leave (`is_sale`) or come, in one account; for a taxable sale those of one lot."""

    account_id: str
    symbol: str
    class_id: str
    rate: Decimal
    usd: Decimal
    short_share: Decimal = ZERO  # gain per dollar sold
    long_share: Decimal = ZERO
    tax_share: Decimal = (
        ZERO  # what that gain costs at the household's own rates, less the later tax it saves
    )
    block: str = ""

    @property
    def order(self) -> tuple[str, str, str, Decimal]:
        return self.account_id, self.symbol, self.block, self.tax_share


@dataclass(frozen=True, slots=True)
class _Ring:
    swaps: tuple[tuple[_Part, _Part], ...]
    usd: Decimal

    @property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((out.account_id, out.symbol, into.symbol) for out, into in self.swaps)

    @property
    def blocks(self) -> tuple[str, ...]:
        return tuple(sorted({out.block for out, _ in self.swaps if out.block}))


def next_moves(
    rules: Rules,
    year_tax: YearTax,
    standing: Sequence[Standing],
    openings: Sequence[Opening],
    best: Arrangement,
) -> tuple[Move, ...]:
    """Every move on the way to `best`: worth doing first, by what they bring; then too dear; then not now."""
    horizon = rules.policy.prices.horizon_years
    washed = washed_groups(rules, best)
    sales = [part for s in standing for part in _sales(rules, s, best, washed)]
    buys = [
        _Part(o.account_id, o.symbol, o.class_id, o.rate, best.comes[o.account_id, o.symbol])
        for o in openings
        if (o.account_id, o.symbol) in best.comes
    ]
    found = [*_rings(sales, buys, horizon)]
    together = _Together(rules, year_tax)
    moves = [together.move(rings) for rings in _alike(found, horizon)]
    ranks = {verdict: n for n, verdict in enumerate(Verdict)}
    return tuple(sorted(moves, key=lambda m: (ranks[m.verdict], -m.net_usd, _names(m))))


def washed_groups(rules: Rules, found: Arrangement) -> frozenset[str]:
    """The wash groups of which an arrangement sells a lot at a loss in a taxable account and buys elsewhere."""
    comes = {rules.group(symbol) for _, symbol in found.comes}
    return frozenset(
        rules.group(symbol)
        for account_id, symbol in found.leaves
        if (account := rules.household.account(account_id)).kind.is_taxable and rules.group(symbol) in comes
        for position in account.positions
        if position.symbol == symbol and any(rules.is_loss(symbol, lot) for lot in position.lots)
    )


def _names(move: Move) -> list[tuple[str, str, str]]:
    return [(swap.account_id, swap.sells, swap.buys) for swap in move.swaps]


def _sales(rules: Rules, s: Standing, best: Arrangement, washed: frozenset[str]) -> Iterator[_Part]:
    """What leaves, in a taxable account lot by lot, least taxed first and what may not be sold today last."""
    left = best.leaves.get((s.account_id, s.symbol), ZERO)
    if not left:
        return
    account = rules.household.account(s.account_id)
    if not account.kind.is_taxable:
        yield _Part(s.account_id, s.symbol, s.class_id, s.rate, left)
        return
    position = next(p for p in account.positions if p.symbol == s.symbol)
    lots = sorted(
        (_lot_part(rules, account, position, lot, s, washed) for lot in position.lots),
        key=lambda part: (part.block != "", part.tax_share, part.block, part.usd),
    )
    for number, part in enumerate(lots, 1):
        usd = left if number == len(lots) else min(left, part.usd)  # cents of rounding go to the last
        left -= usd
        part.usd = usd
        if usd > 0:
            yield part


def _lot_part(
    rules: Rules, account: Account, position: Position, lot: Lot, s: Standing, washed: frozenset[str]
) -> _Part:
    household = rules.household
    usd = cents(lot.quantity * household.price_usd(position.symbol))
    block = rules.sell_block(account, position, lot)
    words = block.words if block else ""
    if not words and rules.is_loss(s.symbol, lot) and rules.group(s.symbol) in washed:
        words = (
            f"{s.symbol} would be sold at a loss here and bought in another account: a wash sale, unless that account "
            "buys another fund of the class"
        )
    gain = rules.gain_usd(position.symbol, lot) / usd if usd else ZERO
    is_long = lot.acquired is not None and is_long_term(lot.acquired, household.as_of)
    tax = household.tax
    later = later_factor(rules.policy) * tax.long_rate
    return _Part(
        s.account_id, s.symbol, s.class_id, s.rate, usd,
        short_share=ZERO if is_long else gain,
        long_share=gain if is_long else ZERO,
        tax_share=gain * ((tax.long_rate if is_long else tax.short_rate) - later),
        block=words,
    )  # fmt: skip


def _rings(sales: list[_Part], buys: list[_Part], horizon: Decimal) -> Iterator[_Ring]:
    """Take rings until nothing is left: within an account, then pairs, the best dollar first, then longer ones."""
    singles = [((s, b),) for s, b in _swaps(sales, buys) if s.class_id == b.class_id]
    yield from _taken(singles, horizon)
    yield from _taken(_pairs([(s, b) for s, b in _swaps(sales, buys) if s.usd and b.usd]), horizon)
    while ring := _longer(sales, buys):
        yield from _taken([ring], horizon)


def _swaps(sales: Iterable[_Part], buys: Sequence[_Part]) -> Iterator[tuple[_Part, _Part]]:
    return ((s, b) for s in sales for b in buys if s.account_id == b.account_id)


def _pairs(swaps: Sequence[tuple[_Part, _Part]]) -> list[tuple[tuple[_Part, _Part], ...]]:
    """Two swaps in two accounts of which each undoes in classes what the other does."""
    by_classes: dict[tuple[str, str], list[tuple[_Part, _Part]]] = {}
    for swap in swaps:
        by_classes.setdefault((swap[0].class_id, swap[1].class_id), []).append(swap)
    return [
        (one, other)
        for (sold, bought), ones in sorted(by_classes.items())
        for one in ones
        for other in by_classes.get((bought, sold), [])
        if one[0].account_id < other[0].account_id
    ]


def _worth(swaps: Iterable[tuple[_Part, _Part]], horizon: Decimal) -> Decimal:
    """What a dollar through these swaps brings over the horizon at the household's own rates."""
    return sum((horizon * (out.rate - into.rate) - out.tax_share for out, into in swaps), ZERO)


def _taken(rings: Sequence[tuple[tuple[_Part, _Part], ...]], horizon: Decimal) -> Iterator[_Ring]:
    """Do these rings as far as they go, those that may be done today first, the best dollar first."""
    for swaps in sorted(
        rings,
        key=lambda r: (
            any(out.block for out, _ in r),
            -_worth(r, horizon),
            [(out.order, into.order) for out, into in r],
        ),
    ):
        usd = min(part.usd for swap in swaps for part in swap)
        if usd > 0:
            for out, into in swaps:
                out.usd -= usd
                into.usd -= usd
            yield _Ring(swaps, usd)


def _longer(sales: Sequence[_Part], buys: Sequence[_Part]) -> tuple[tuple[_Part, _Part], ...]:
    """A ring through three accounts or more: follow what is bought to where it is sold, until it closes."""
    path: list[tuple[_Part, _Part]] = []
    sale = next((s for s in sales if s.usd > 0), None)
    while sale is not None:
        bought = next(b for b in buys if b.usd > 0 and b.account_id == sale.account_id)
        path.append((sale, bought))
        for number, (out, _) in enumerate(path):
            if out.class_id == bought.class_id:
                return tuple(path[number:])
        sale = next(s for s in sales if s.usd > 0 and s.class_id == bought.class_id)
    return ()


def _alike(rings: list[_Ring], horizon: Decimal) -> list[list[_Ring]]:
    """Rings of the same swaps, apart by whether they may be done today and by whether they seem worth it; those that
    bring most for their tax first."""

    def key(ring: _Ring) -> tuple[object, ...]:
        return ring.names, ring.blocks, _worth(ring.swaps, horizon) > 0

    groups = [list(alike) for _, alike in groupby(sorted(rings, key=lambda r: (*key(r),)), key=key)]
    return sorted(
        groups, key=lambda g: (-max(_worth(ring.swaps, horizon) for ring in g), g[0].names, g[0].blocks)
    )


@dataclass
class _Together:
    """Prices moves one after the other: the tax of each on top of those before it that are worth doing."""

    rules: Rules
    year_tax: YearTax
    short_usd: Decimal = field(default=ZERO)
    long_usd: Decimal = field(default=ZERO)

    def move(self, rings: Sequence[_Ring]) -> Move:
        rules, prices = self.rules, self.rules.policy.prices
        swaps = tuple(_swap(rings, n) for n in range(len(rings[0].swaps)))
        yearly = sum((r.usd * (out.rate - into.rate) for r in rings for out, into in r.swaps), ZERO)
        short = sum((swap.gain_short_usd for swap in swaps), ZERO)
        long = sum((swap.gain_long_usd for swap in swaps), ZERO)
        now, later = self._tax(short, long)
        trading = sum(
            (
                trading_cost_usd(rules.household, s, swap.usd)
                for swap in swaps
                for s in (swap.sells, swap.buys)
            ),
            ZERO,
        )
        moved = sum((2 * swap.usd for swap in swaps), ZERO) * prices.turnover_bps / BPS
        move = Move(
            swaps, yearly, yearly * prices.horizon_years, now, later, trading,
            cents(2 * len(swaps) * prices.per_trade_usd + moved), Verdict.WORTH_IT, "",
        )  # fmt: skip
        return self._judged(move, rings, short, long)

    def _judged(self, move: Move, rings: Sequence[_Ring], short: Decimal, long: Decimal) -> Move:
        if rings[0].blocks:
            return replace(move, verdict=Verdict.NOT_NOW, words="; ".join(rings[0].blocks))
        if move.net_usd <= move.effort_usd:
            return replace(move, verdict=Verdict.TOO_DEAR)
        self.short_usd += short
        self.long_usd += long
        return move

    def _tax(self, short: Decimal, long: Decimal) -> tuple[Decimal, Decimal]:
        policy, rate = self.rules.policy, self.rules.household.tax.long_rate
        before = self.year_tax.outcome(self.short_usd, self.long_usd)
        after = self.year_tax.outcome(self.short_usd + short, self.long_usd + long)
        carried = (
            after.carried_short_usd
            + after.carried_long_usd
            - before.carried_short_usd
            - before.carried_long_usd
        )
        later = -(short + long) * later_factor(policy) - carried * carried_factor(policy)
        return after.tax_usd - before.tax_usd, cents(later * rate)


def _swap(rings: Sequence[_Ring], number: int) -> Swap:
    out, into = rings[0].swaps[number]
    parts = [(ring.usd, ring.swaps[number][0]) for ring in rings]
    return Swap(
        account_id=out.account_id,
        sells=out.symbol,
        buys=into.symbol,
        usd=sum((usd for usd, _ in parts), ZERO),
        gain_short_usd=cents(sum((usd * part.short_share for usd, part in parts), ZERO)),
        gain_long_usd=cents(sum((usd * part.long_share for usd, part in parts), ZERO)),
    )
