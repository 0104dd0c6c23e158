"""What the ready strategies have in common: settings with their words, a name from them, and what is done between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, cast

from trimtab.core.ask import Moves
from trimtab.core.money import HUNDRED, plain
from trimtab.core.policy import CASH_CLASS, Bands
from trimtab.strategies.looks import Looks
from trimtab.strategies.strategy import Act, Answer, Hold, Snapshot

INVEST, WAIT = "invest", "wait"


def setting(default: Any, words: str, **rules: Any) -> Any:
    """A field that can be set in words: what it means with its unit, and `least`, `most` or `among` as its rules.

    `word` is what it is called in words where that is not the field's own name. Default MISSING: it must be given.
    """
    return field(default=default, metadata={"words": words, **rules})


def look(default: str) -> Any:
    """The setting of when to look."""
    return setting(Looks(default), "when to look", word="look")


def cash() -> Any:
    """The setting of what happens to cash where nothing else asks."""
    words = "cash that waits is invested, and losses taken, as the household says; or nothing is traded"
    return setting(INVEST, words, among=(INVEST, WAIT))


class Ready:
    """A ready strategy: a frozen dataclass of settings. `word` calls it, `does` says what it does, `source` whence."""

    word: ClassVar[str]
    does: ClassVar[str]
    source: ClassVar[str]

    @property
    def name(self) -> str:
        """The words that make it: `absolute:points=3,look=daily`; settings at their defaults are left out."""
        told = [
            f"{word_of(one)}={shown(value)}"
            for one in settings_of(type(self))
            if self._is_told(one, value := getattr(self, one.name))
        ]
        return f"{self.word}:{','.join(told)}" if told else self.word

    def _is_told(self, one: Field[Any], value: object) -> bool:
        return one.default is MISSING or bool(value != one.default)


def settings_of(kind: type) -> tuple[Field[Any], ...]:
    """The settings of a ready strategy, in order."""
    return fields(cast(Any, kind))


def word_of(one: Field[Any]) -> str:
    """What a setting is called in words."""
    return str(one.metadata.get("word", one.name))


def shown(value: object) -> str:
    """A setting's value as one writes it."""
    if isinstance(value, Looks):
        return value.words
    if isinstance(value, tuple):
        return "+".join(str(one) for one in value)
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)


def rest(
    how: str,
    reason: str,
    target: Mapping[str, Decimal] | None = None,
    bands: Bands | None = None,
    memory: Mapping[str, Any] | None = None,
) -> Answer:
    """What is done where the strategy itself asks for nothing: the household's cash rules go on, or nothing does."""
    if how == INVEST:
        return Act(reason, moves=Moves.CASH, target=target, bands=bands, memory=memory)
    return Hold(reason, target=target, bands=bands, memory=memory)


def to_target(target: Mapping[str, Decimal]) -> dict[str, tuple[Decimal, Decimal]]:
    """Goals that end every class at its target, whatever the household's `how_far`."""
    return {class_id: (share, share) for class_id, share in target.items()}


def towards(
    seen: Snapshot,
    target: Mapping[str, Decimal],
    within_points: Decimal,
    how: str,
    reason: str,
    memory: Mapping[str, Any] | None = None,
) -> Answer:
    """Trade to a target of the day where a class (cash apart) is further from it than so many points; else rest."""
    gaps = {row.class_id: row.actual - target.get(row.class_id, Decimal(0)) for row in seen.drift.classes}
    far = max((abs(gap) for class_id, gap in gaps.items() if class_id != CASH_CLASS), default=Decimal(0))
    if far * HUNDRED <= within_points:
        words = f"{reason}; no class is more than {plain(within_points)} points from that"
        return rest(how, words, target, memory=memory)
    return Act(reason, target=target, goals=to_target(target), memory=memory)


def percent(share: Decimal) -> str:
    """A share of one in words: `63.5%`."""
    return f"{share * HUNDRED:.1f}%"


def years_between(first: date, last: date) -> Decimal:
    """Years of 365.25 days."""
    return Decimal((last - first).days) / Decimal("365.25")
