"""The trail of one security in one account: from what the statement says is held, back to the day its books begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from trimtab.ledger.events.corporate import Received
from trimtab.ledger.events.planned import ROUNDING, Effect, Key, Place
from trimtab.ledger.events.pool import LotRef, Shares, total
from trimtab.ledger.events.splits import simple_ratio
from trimtab.ledger.wash_sales.law import in_window
from trimtab.ledger.wash_sales.result import in_cents

POSTED_WITHIN = timedelta(days=7)


@dataclass(slots=True)
class Bought:
    """A purchase that transactions tell; `left` are its shares, as of the first day, that no lot is matched with."""

    lot: LotRef
    day: date
    left: Fraction


@dataclass(slots=True)
class Trail:
    """One security in one account.

    `now` are the shares held on `day`, `start` is the first day of the account's books. `pool` are the shares that
    lots and closed lots tell of and no purchase explains yet; `need` are the shares that were there in the beginning,
    by arithmetic. `given` is what was told by hand to have come in. Quantities of pool, purchases and need are in
    shares of the first day. `is_told`: the lots held now are stated with their days.
    """

    key: Key
    start: date
    now: Fraction
    day: date
    effects: list[Effect] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)
    given: list[Bought] = field(default_factory=list)
    pool: list[Shares] = field(default_factory=list)
    need: Fraction = Fraction(0)
    is_told: bool = False
    ratios: list[tuple[date, Fraction]] = field(default_factory=list)
    resolved: list[tuple[Received, Fraction | None]] = field(default_factory=list)

    def unwind(self, known: Sequence[tuple[str, date, Fraction]] = ()) -> None:
        """Go back from what is held to what was held first, and find the ratio of each split on the way.

        `known` are ratios of the same splits in other accounts (symbol, day, ratio).
        """
        self.ratios, self.resolved = [], []
        steps: list[tuple[date, int, Effect | Received]] = [
            *((effect.day, effect.place, effect) for effect in self.effects),
            *((split.day, Place.CORPORATE, split) for split in self.received),
        ]
        held = self.now
        for day, _, step in sorted(steps, key=lambda found: found[:2], reverse=True):
            if day > self.day:
                if isinstance(step, Received):
                    self.resolved.append((step, _ratio(step, Fraction(0), Fraction(0), [])))
            elif isinstance(step, Effect):
                held = (held - step.add) / step.ratio
                if step.ratio != 1:
                    self.ratios.append((day, step.ratio))
            else:
                before = held - step.shares if step.shares or step.ratio is None else held / step.ratio
                ratio = _ratio(step, before, held, [r for s, d, r in known if (s, d) == (self.key[1], day)])
                self.resolved.append((step, ratio))
                if ratio is not None:
                    self.ratios.append((day, ratio))
                held = before
        self.need = held

    def scale(self, day: date) -> Fraction:
        """How many shares of that day one share of the first day has become."""
        scale = Fraction(1)
        for split, ratio in self.ratios:
            if split <= day:
                scale *= ratio
        return scale

    def sold_near(self, day: date, besides: date | None = None) -> bool:
        """Whether the books have a sale of it that shares bought on that day may replace (26 USC 1091(a))."""
        return any(
            effect.place is Place.SOLD and effect.day != besides and in_window(day, effect.day)
            for effect in self.effects
        )

    @property
    def slack(self) -> Fraction:
        """How far sums may be apart because fractional shares are shown rounded; whole shares not at all."""
        parts = [self.now, *(effect.add for effect in self.effects), *(one.quantity for one in self.pool)]
        if all(part.denominator == 1 for part in parts):
            return Fraction(0)
        return ROUNDING * (len(parts) + 1)

    @property
    def surplus(self) -> Fraction:
        """Shares that lots tell of beyond those that were there in the beginning."""
        return total(self.pool) - self.need

    def match_purchases(self) -> None:
        """Take out of the pool what transactions tell too: first by day, then by quantity within a few days."""
        slack = self.slack
        by_day: dict[date, list[Bought]] = {}
        for bought in self.bought:
            by_day.setdefault(bought.day, []).append(bought)
        for one in sorted(self.pool, key=lambda one: one.sort_key):
            for bought in by_day.get(one.acquired or date.max, ()):
                if bought.left and one.quantity:
                    _claim(one, bought, min(one.quantity, bought.left), slack)
        self.pool = [one for one in self.pool if one.quantity]
        for one in sorted(self.pool, key=lambda one: one.sort_key):
            for bought in self.bought:
                near = one.acquired is not None and abs(bought.day - one.acquired) <= POSTED_WITHIN
                if near and one.quantity and abs(bought.left - one.quantity) <= slack:
                    _claim(one, bought, one.quantity, slack)
        self.pool = [one for one in self.pool if one.quantity]

    def match_redated(self) -> None:
        """Lots with an older day than the books: a wash sale may have moved the day of a purchase back."""
        slack = self.slack
        for one in sorted(self.pool, key=lambda one: one.sort_key):
            for bought in self.bought:
                if self.surplus > slack and bought.left and one.quantity == bought.left:
                    _claim(one, bought, one.quantity, slack)
                    self.pool = [left for left in self.pool if left.quantity]

    def fit(self) -> None:
        """Let the largest lot bear what is only rounding, so that the books end with what is held."""
        if self.pool and 0 < abs(self.surplus) <= self.slack:
            largest = max(self.pool, key=lambda one: (one.is_held, one.quantity, one.sort_key))
            largest.quantity -= self.surplus


def _claim(one: Shares, bought: Bought, quantity: Fraction, slack: Fraction) -> None:
    one.claims.append((bought.lot, quantity))
    bought.left = max(bought.left - quantity, Fraction(0))
    left = one.quantity - quantity
    if left > slack and one.cost_usd is not None:
        one.cost_usd = in_cents(Fraction(one.cost_usd) * left / one.quantity)
    one.quantity = left if left > slack else Fraction(0)


def _ratio(
    split: Received, before: Fraction, after: Fraction, elsewhere: Sequence[Fraction]
) -> Fraction | None:
    """As stated, else as another account of the household has it, else by what was held before and after."""
    if split.ratio is not None:
        return split.ratio
    if split.stated is not None:
        return simple_ratio(*split.stated, split.is_paid)
    for ratio in elsewhere:
        if abs(before * ratio - after) < 1:
            return ratio
    return simple_ratio(before, after, split.is_paid)
