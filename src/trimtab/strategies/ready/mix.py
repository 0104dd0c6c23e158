"""A target split in two: what is risky and what is safe, each in the proportions of the household's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trimtab.core.money import ONE, ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.strategies.ready.base import setting
from trimtab.strategies.strategy import NoAnswerError, Snapshot

SAFE = ("bonds", CASH_CLASS)
STEP = Decimal("0.0001")


def risky() -> tuple[str, ...]:
    """The setting of what is risky."""
    words = "what is risky: classes of the target or above it, joined by +; nothing: all but bonds and cash"
    found: tuple[str, ...] = setting((), words)
    return found


def risky_classes(seen: Snapshot, told: tuple[str, ...]) -> tuple[str, ...]:
    """The classes of the target that are risky. Raises NoAnswerError where that is none, or all there is."""
    target = seen.policy.target
    for name in told:
        if not any(_is_under(class_id, name) for class_id in target):
            raise NoAnswerError(
                f"no class of the target is {name} or below it", f"it has {', '.join(sorted(target))}"
            )
    found = tuple(
        class_id
        for class_id in sorted(target)
        if any(_is_under(class_id, name) for name in (told or SAFE)) == bool(told)
    )
    if not any(target[class_id] for class_id in found):
        raise NoAnswerError("the target has nothing risky in it", "name what is risky: risky=stocks")
    return found


def scaled(seen: Snapshot, risky_ids: Iterable[str], exposure: Decimal) -> dict[str, Decimal]:
    """The household's target with so much (a share of one) in what is risky, and the rest in what is safe.

    Where its own target has nothing safe, the rest goes to cash. Weights are in steps of a basis point and sum to
    exactly 1.
    """
    target, chosen = seen.policy.target, set(risky_ids)
    safe = {class_id: share for class_id, share in target.items() if class_id not in chosen}
    if not sum(safe.values(), ZERO):
        safe = {CASH_CLASS: ONE}
    bold = {class_id: target[class_id] for class_id in chosen}
    return _shared_out(
        {**dict.fromkeys(target, ZERO), **_parts(bold, exposure), **_parts(safe, ONE - exposure)}
    )


def moved(seen: Snapshot, tilts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The household's target with these shares added; they sum to nought, and none takes a class below nought."""
    target = seen.policy.target
    return _shared_out({class_id: share + tilts.get(class_id, ZERO) for class_id, share in target.items()})


def _parts(shares: Mapping[str, Decimal], whole: Decimal) -> dict[str, Decimal]:
    total = sum(shares.values(), ZERO)
    return {class_id: whole * share / total for class_id, share in shares.items()}


def _shared_out(shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """In steps, the largest taking what rounding leaves."""
    rounded = {class_id: share.quantize(STEP) for class_id, share in shares.items()}
    largest = max(sorted(rounded), key=rounded.__getitem__)
    rounded[largest] += ONE - sum(rounded.values(), ZERO)
    return rounded


def _is_under(class_id: str, name: str) -> bool:
    return class_id == name or class_id.startswith(f"{name}.")
