"""A second way to keep books, slow and obvious: every share is an object, every day ends with a look at every pair.

It shares no code with `trimtab.ledger`; it only reads the same events, and asks `tax.holding` what is long. Share
objects are so small (`SMALLEST` of a share after the last split) that every trade moves whole objects. Losses are
matched day by day, as they arise and as replacements come in, where the other way keeps the books again and again
until nothing changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from trimtab.tax.holding import is_long_term

SMALLEST = Fraction(1, 4)
MONTH = timedelta(days=30)


@dataclass(eq=False)
class Share:
    """A small part of a share and everything that ever happened to it."""

    lot: str
    number: int
    account: str
    symbol: str
    size: Fraction
    cost: Fraction | None
    low: Fraction | None
    held_from: date | None
    bought: date | None
    in_line: tuple[object, ...]
    first: tuple[date, int]
    first_symbol: str
    can_replace: bool
    gone: tuple[date, int] | None = None
    sold_in: str = ""
    price: Fraction = Fraction(0)
    disallowed: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    replaced_by: str = ""
    took_over: str = ""

    @property
    def counted(self) -> tuple[Fraction | None, date | None]:
        """The basis and the date that count for its sale."""
        if self.low is None or self.price >= self.cost:
            return self.cost, self.held_from
        if self.price < self.low:
            return self.low, self.bought
        return self.price, self.held_from


@dataclass
class Slow:
    """The books of one household."""

    taxable: dict[str, bool]
    methods: dict[str, str]
    small: dict[str, list[tuple[date, Fraction, str]]]  # symbol -> (day, ratio, next symbol)
    same_as: dict[str, str] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    pending: list[Share] = field(default_factory=list)
    gains: Counter = field(default_factory=Counter)  # (event, lot, held_from) -> gain on shares that are kept
    arrivals: int = 0

    def per_share(self, symbol: str, day: date) -> int:
        """How many objects a share is cut into."""
        factor = Fraction(1)
        for when, ratio, then in sorted(self.small.get(symbol, [])):
            if when > day:
                factor *= ratio
                if then:
                    return int(factor * self.per_share(then, when))
        return int(factor / SMALLEST)

    def arrive(
        self, event, lot, cost, bought, held_from, *, account="", low=None, can_replace=False, size=None
    ) -> None:
        self.arrivals += 1
        size = size or Fraction(1, self.per_share(event.symbol, event.trade_date))
        count = int(Fraction(event.quantity) / size)
        first_day = bought or event.trade_date
        for number in range(count):
            self.shares.append(
                Share(
                    lot,
                    number,
                    account or event.account_id,
                    event.symbol,
                    size,
                    None if cost is None else Fraction(cost) / count,
                    None if low is None else Fraction(low) / count,
                    held_from,
                    bought,
                    (first_day, self.arrivals),
                    (first_day, event.sequence if first_day == event.trade_date else 0),
                    event.symbol,
                    can_replace,
                )
            )

    def held(self, account: str, symbol: str) -> list[Share]:
        found = [s for s in self.shares if s.gone is None and (s.account, s.symbol) == (account, symbol)]
        return sorted(found, key=lambda s: (s.in_line, s.number))

    def choose(self, event, value) -> list[Share]:
        """The shares of a disposal, by its method."""
        shares = self.held(event.account_id, event.symbol)
        count = int(Fraction(event.quantity) / shares[0].size)
        if event.lots:
            picked = []
            for choice in event.lots:
                of_lot = [s for s in shares if s.lot == choice.lot_id]
                picked += of_lot[: int(Fraction(choice.quantity) / shares[0].size)]
            return picked
        method = (event.method or self.methods[event.account_id]).value
        price = Fraction(value) / Fraction(event.quantity)
        known = [s for s in shares if s.cost is not None]
        unknown = [s for s in shares if s.cost is None]
        if method == "lifo":
            return sorted(shares, key=lambda s: s.in_line, reverse=True)[:count]
        if method == "hifo":
            return (sorted(known, key=lambda s: -s.cost / s.size) + unknown)[:count]
        if method == "lowest_cost":
            return (sorted(known, key=lambda s: s.cost / s.size) + unknown)[:count]
        if method == "lowest_tax":

            def tax(share: Share) -> tuple[int, Fraction]:
                basis, since = replace(share, price=price * share.size).counted
                gain = price - basis / share.size
                is_long = since is not None and is_long_term(since, event.trade_date)
                if gain < 0:
                    return (1 if is_long else 0, gain)
                return (2 if is_long else 3, gain)

            return (sorted(known, key=tax) + unknown)[:count]
        return shares[:count]

    def leave(self, event, shares, price=None) -> None:
        for share in shares:
            share.gone = (event.trade_date, event.sequence)
            if price is not None:
                share.sold_in, share.price = event.event_id, Fraction(price) * share.size
                if self.taxable[share.account] and share.cost is not None:
                    self.pending.append(share)

    def book(self, event) -> None:
        kind = type(event).__name__
        day, account = event.trade_date, event.account_id
        if kind in {"Buy", "Reinvestment"}:
            self.arrive(event, event.event_id, event.cost_usd, day, day, can_replace=True)
        elif kind == "Opening":
            known = event.acquired is not None
            self.arrive(
                event, event.lot_id, event.basis_usd, event.acquired, event.acquired, can_replace=known
            )
        elif kind == "GiftReceived":
            low = event.value_usd if event.value_usd < event.donor_basis_usd else None
            self.arrive(event, event.event_id, event.donor_basis_usd, day, event.donor_acquired, low=low)
        elif kind == "Sell":
            self.leave(event, self.choose(event, event.proceeds_usd), event.proceeds_usd / event.quantity)
        elif kind == "GiftGiven":
            self.leave(event, self.choose(event, 0))
        elif kind == "Transfer":
            shares = self.choose(event, event.value_usd or 0)
            if self.taxable[event.to_account_id] and not self.taxable[account]:
                self.leave(event, shares)
                to, size = event.to_account_id, shares[0].size
                self.arrive(event, event.event_id, event.value_usd, day, day, account=to, size=size)
            else:
                for share in shares:
                    share.account = event.to_account_id
        elif kind == "Split":
            for share in self.held(account, event.symbol):
                share.size *= Fraction(event.new) / Fraction(event.old)
        elif kind == "SymbolChange":
            for share in self.held(account, event.symbol):
                share.symbol = event.new_symbol
        elif kind == "Merger":
            shares = self.held(account, event.symbol)
            total = sum(s.size for s in shares)
            for share in shares:
                cash = Fraction(event.cash_usd) * share.size / total
                worth = Fraction(event.value_usd or 0) * share.size / total
                if cash and share.cost is not None:
                    gain = max(Fraction(0), min(cash, worth + cash - share.cost))
                    self.gains[event.event_id, share.lot, share.held_from] += gain
                    share.cost += gain - cash
                    share.low = None if share.low is None else max(Fraction(0), share.low + gain - cash)
                share.size *= Fraction(event.new) / Fraction(event.old)
                share.symbol = event.new_symbol
        elif kind == "SpinOff":
            self.spin_off(event)
        elif kind == "ReturnOfCapital":
            shares = self.held(account, event.symbol)
            total = sum(s.size for s in shares)
            for share in shares:
                if share.cost is not None:
                    amount = Fraction(event.amount_usd) * share.size / total
                    self.gains[event.event_id, share.lot, share.held_from] += max(
                        Fraction(0), amount - share.cost
                    )
                    share.cost = max(Fraction(0), share.cost - amount)
                    share.low = None if share.low is None else max(Fraction(0), share.low - amount)
        else:
            raise AssertionError(kind)

    def spin_off(self, event) -> None:
        """Every object of the parent gets one of the new company, of a size that makes the ratio right."""
        part = Fraction(event.basis_share)
        self.arrivals += 1
        for share in self.held(event.account_id, event.symbol):
            child = replace(
                share,
                lot=f"{share.lot}@{event.event_id}",
                symbol=event.new_symbol,
                size=share.size * Fraction(event.new) / Fraction(event.old),
                cost=None if share.cost is None else share.cost * part,
                low=None if share.low is None else share.low * part,
                bought=event.trade_date,
                first=(event.trade_date, event.sequence),
                first_symbol=event.new_symbol,
                in_line=(event.trade_date, self.arrivals, *share.in_line),
                can_replace=False,
                took_over="",
            )
            if share.cost is not None:
                share.cost -= child.cost
            if share.low is not None:
                share.low -= child.low
            self.shares.append(child)

    def end_day(self, day: date) -> None:
        """Every loss that still stands looks for its replacement, in the order of sale."""
        self.pending = [s for s in self.pending if day - s.gone[0] <= MONTH and not s.replaced_by]
        near = [s for s in self.shares if s.can_replace and abs(s.first[0] - day) <= 2 * MONTH]
        near.sort(key=lambda s: (s.first, s.lot, s.number))
        for sold in sorted(self.pending, key=lambda s: (s.gone, s.first, s.lot, s.number)):
            basis, since = sold.counted
            if sold.price >= basis:
                continue
            for other in near:
                if self.can_replace(other, sold):
                    loss = basis - sold.price
                    sold.disallowed, sold.replaced_by, other.took_over = loss, other.lot, sold.sold_in
                    if not self.taxable[other.account]:
                        sold.lost = loss
                    else:
                        if other.cost is not None:
                            other.cost += loss
                        other.held_from = since and other.first[0] - (sold.gone[0] - since)
                    break

    def can_replace(self, other: Share, sold: Share) -> bool:
        if not other.can_replace or other.took_over or other.lot == sold.lot:
            return False
        if (
            self.name(other.first_symbol) != self.name(sold.symbol)
            or abs(other.first[0] - sold.gone[0]) > MONTH
        ):
            return False
        return other.first > sold.gone or other.gone is None or other.gone[0] > sold.gone[0]

    def name(self, symbol: str) -> str:
        return self.same_as.get(symbol, symbol)

    def keep(self, events) -> None:
        by_day = defaultdict(list)
        for event in events:
            by_day[event.trade_date].append(event)
        for day in sorted(by_day):
            for event in sorted(by_day[day], key=lambda e: e.sequence):
                self.book(event)
            self.end_day(day)


def realised(books: Slow) -> Counter:
    """(sale, lot, held from, replaced by) -> shares, proceeds, basis, disallowed, lost."""
    found: defaultdict = defaultdict(lambda: [Fraction(0)] * 5)
    for share in books.shares:
        if share.sold_in:
            basis, since = share.counted if share.cost is not None else (Fraction(0), share.held_from)
            size = share.size
            row = found[share.sold_in, share.lot, since, share.replaced_by]
            for n, amount in enumerate((size, share.price, basis, share.disallowed, share.lost)):
                row[n] += amount
    return {key: tuple(row) for key, row in found.items()}


def held(books: Slow) -> dict:
    """(account, symbol, lot, held from, took over) -> shares and basis."""
    found: defaultdict = defaultdict(lambda: [Fraction(0)] * 2)
    for share in books.shares:
        if share.gone is None:
            row = found[share.account, share.symbol, share.lot, share.held_from, share.took_over]
            row[0] += share.size
            row[1] += share.cost or 0
    return {key: tuple(row) for key, row in found.items()}
