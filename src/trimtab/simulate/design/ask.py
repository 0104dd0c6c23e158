"""What a design is asked for: a method, what bounds it, and what is believed beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.design import Method, Shrink


@dataclass(frozen=True, slots=True)
class Limit:
    """The sum of these classes' weights lies between `least` and `most` (shares of one); `words` as it was typed."""

    classes: tuple[str, ...]
    least: Decimal
    most: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class View:
    """A belief: the classes of `above` return `by` a year more than those of `below`, or `by` where there are none.

    `confidence` is a share of one: 1 takes the view as it is, 0 leaves what the prior implies (Idzorek 2005).
    """

    above: tuple[str, ...]
    below: tuple[str, ...]
    by: Decimal
    confidence: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One design. Weights, budgets, `max_volatility` and `min_return` are shares of one; the last two a year.

    `risk_aversion` is the lambda of mean - lambda / 2 * variance. `prior` are the weights that the market, or the
    household, is believed to hold for good reasons; `risk_budgets` each class's part of the risk. Both sum to 1.
    """

    method: Method
    limits: tuple[Limit, ...] = ()
    views: tuple[View, ...] = ()
    prior: Mapping[str, Decimal] = field(default_factory=dict)
    risk_budgets: Mapping[str, Decimal] = field(default_factory=dict)
    risk_aversion: Decimal = Decimal(3)
    max_volatility: Decimal | None = None
    min_return: Decimal | None = None
    shrink: Shrink = Shrink.CORRELATION
    shrinks_means: bool = True
    tau: Decimal = Decimal("0.05")
    """How unsure the prior is, against the covariance of returns (He & Litterman 1999)."""
