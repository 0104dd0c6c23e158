"""Drift: where the household stands against its target, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.quick import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class ClassDrift:
    """One target class. Weights are shares of one of `Drift.total_usd`; `gap` = actual - target."""

    class_id: str
    target: Decimal
    band_low: Decimal
    band_high: Decimal
    actual: Decimal
    actual_usd: Decimal

    @property
    def gap(self) -> Decimal:
        """Signed: positive is over target."""
        return self.actual - self.target

    @property
    def is_out(self) -> bool:
        """Outside its band; on the edge is inside."""
        return self.actual < self.band_low or self.actual > self.band_high


@quickly_made
@dataclass(frozen=True, slots=True)
class AccountMix:
    """What one account holds by target class, in USD; an account's own cash is under `cash`."""

    account_id: str
    total_usd: Decimal
    by_class_usd: Mapping[str, Decimal]


@quickly_made
@dataclass(frozen=True, slots=True)
class Trigger:
    """One rule that asks for action, with its reason in words."""

    rule: str  # asked, strategy, strategy_says, calendar, band, cash_high, cash_low, contribution, withdrawal
    class_id: str
    reason: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Overlap:
    """The same thing held more than once: by what (`security`, `identical`, `index`, `look-through`), and where."""

    kind: str
    name: str
    holders: tuple[tuple[str, str, Decimal], ...]  # account id, symbol through which, USD
    total_usd: Decimal


@dataclass(frozen=True, slots=True)
class LimitState:
    """A limit on what is held and where the holding stands, in USD of today; None is no end on that side."""

    limit_id: str
    words: str
    held_usd: Decimal
    low_usd: Decimal | None
    high_usd: Decimal | None

    @property
    def outside_usd(self) -> Decimal:
        """Signed distance to the range: positive over it, negative under it."""
        if self.high_usd is not None and self.held_usd > self.high_usd:
            return self.held_usd - self.high_usd
        if self.low_usd is not None and self.held_usd < self.low_usd:
            return self.held_usd - self.low_usd
        return Decimal(0)


@quickly_made
@dataclass(frozen=True, slots=True)
class Drift:
    """The household against its target. `half_sum` = half the sum of absolute gaps, a share of one.

    `parents` are the classes above, where they have bands: what stands below them, summed.
    `total_usd` is what the target is applied to: positions that count, plus cash and stated flows, less
    reserves. `tracking_error` is yearly, a share of one; None without a covariance.
    """

    total_usd: Decimal
    classes: tuple[ClassDrift, ...]
    accounts: tuple[AccountMix, ...]
    half_sum: Decimal
    reserve_usd: Decimal
    excluded_usd: Decimal
    triggers: tuple[Trigger, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    tracking_error: Decimal | None = None
    parents: tuple[ClassDrift, ...] = ()
    limits: tuple[LimitState, ...] = ()
