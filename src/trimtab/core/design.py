"""How a design is asked for: what a person chooses among."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How weights are chosen."""

    MIN_VARIANCE = "min-variance"
    MEAN_VARIANCE = "mean-variance"
    RISK_PARITY = "risk-parity"
    EQUAL_RISK = "equal-risk"
    BLACK_LITTERMAN = "black-litterman"
    EQUAL_WEIGHT = "equal-weight"

    @property
    def uses_means(self) -> bool:
        """Whether expected returns move the weights."""
        return self in {Method.MEAN_VARIANCE, Method.BLACK_LITTERMAN}

    @property
    def splits_risk(self) -> bool:
        """Whether each class has to carry a stated part of the risk."""
        return self in {Method.RISK_PARITY, Method.EQUAL_RISK}


class Shrink(StrEnum):
    """What of the sample covariance is pulled towards something steadier (Ledoit & Wolf 2004)."""

    CORRELATION = "correlation"
    COVARIANCE = "covariance"
    NONE = "none"


class Every(StrEnum):
    """How long one observation is."""

    MONTH = "month"
    WEEK = "week"

    @property
    def a_year(self) -> int:
        """Observations in a year."""
        return 12 if self is Every.MONTH else 52
