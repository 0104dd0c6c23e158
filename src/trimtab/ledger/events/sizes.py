"""How many shares an action told by hand moved, where neither its entry nor a line says so.

What was held after it follows by going back from what is held today, what was held before it by adding up what came
and went until then; shares of unknown origin are counted as there after it only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from trimtab.ledger.events.corporate import Received
from trimtab.ledger.events.planned import Effect, Key, Place


@dataclass(frozen=True, slots=True)
class When:
    """A moment in the books: a day and the place in it."""

    day: date
    place: Place


@dataclass(slots=True)
class Balances:
    """Shares by account and symbol. `now` are those held on the day `days` has for the account."""

    now: Mapping[Key, Fraction]
    days: Mapping[str, date]
    steps: list[Effect]

    def after(self, key: Key, when: When) -> Fraction:
        """Held right after, by going back from what is held now."""
        held = self.now.get(key, Fraction(0))
        for step in reversed(self._steps(key)):
            if (step.day, step.place) > (when.day, when.place) and step.day <= self.days[key[0]]:
                held = (held - step.add) / step.ratio
        return held

    def before(self, key: Key, when: When) -> Fraction:
        """Held right before, of what is known to have come in."""
        held = Fraction(0)
        for step in self._steps(key):
            if (step.day, step.place) < (when.day, when.place):
                held = held * step.ratio + step.add
        return max(held, Fraction(0))

    def more(self, key: Key, when: When) -> Fraction:
        """How many more were held after than before, by what is known."""
        return max(self.after(key, when) - self.before(key, when), Fraction(0))

    def less(self, key: Key, when: When) -> Fraction:
        """How many fewer were held after than before, by what is known."""
        return max(self.before(key, when) - self.after(key, when), Fraction(0))

    def _steps(self, key: Key) -> list[Effect]:
        return sorted(
            (one for one in self.steps if one.key == key), key=lambda one: (one.day, one.place, one.add)
        )


def steps_of(effects: Iterable[Effect], received: Iterable[Received]) -> list[Effect]:
    """All that changes a number of shares; the lines of a split add what they state, or multiply."""
    steps = list(effects)
    for split in received:
        is_bare = not split.shares and split.ratio is not None
        ratio = split.ratio if is_bare and split.ratio is not None else Fraction(1)
        steps.append(Effect(split.key, split.day, Place.CORPORATE, split.shares, ratio))
    return steps
