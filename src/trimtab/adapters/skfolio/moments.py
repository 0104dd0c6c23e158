"""Means and covariances of a period, as skfolio's estimators, one for each way to shrink."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skfolio.moments import EmpiricalCovariance, EmpiricalMu, EquilibriumMu, LedoitWolf, ShrunkMu
from skfolio.moments.covariance import BaseCovariance
from skfolio.moments.expected_returns import ShrunkMuMethods
from skfolio.prior import BasePrior, BlackLitterman, EmpiricalPrior

from trimtab.core.design import Method, Shrink
from trimtab.simulate.design.ask import Ask
from trimtab.simulate.design.beliefs import view_portfolio

Array = NDArray[np.float64]


class CorrelationLedoitWolf(BaseCovariance):  # type: ignore[misc]
    """Volatilities as observed; correlations pulled towards none by Ledoit & Wolf (2004) on standardised returns.

    Pulling the covariance itself would lend bonds some of the volatility of stocks, which moves every risk budget.
    """

    def fit(self, X: Array, _y: Any = None, **_params: Any) -> CorrelationLedoitWolf:  # noqa: N803
        """skfolio's protocol. `X`: periods by classes."""
        spread = X.std(axis=0, ddof=1)
        told = LedoitWolf().fit((X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)).covariance_
        own = np.sqrt(np.where(np.diag(told) > 0, np.diag(told), 1.0))
        self._set_covariance(told / np.outer(own, own) * np.outer(spread, spread))
        return self


def prior(ask: Ask, classes: tuple[str, ...], a_year: int) -> BasePrior:
    """The estimator of means and covariance that the method asks for."""
    covariance = _covariance(ask.shrink)
    if ask.method is not Method.BLACK_LITTERMAN:
        means = _shrunk_means(covariance) if ask.shrinks_means else EmpiricalMu()
        return EmpiricalPrior(mu_estimator=means, covariance_estimator=covariance)
    held = [float(ask.prior.get(name, 0)) for name in classes]
    equilibrium = EquilibriumMu(
        risk_aversion=float(ask.risk_aversion), weights=held, covariance_estimator=covariance
    )
    implied = EmpiricalPrior(mu_estimator=equilibrium, covariance_estimator=covariance)
    if not ask.views:
        return implied
    return BlackLitterman(
        views=[_equation(view_portfolio(view, ask.prior), classes, view.by / a_year) for view in ask.views],
        groups=[list(names(classes))],
        prior_estimator=implied,
        tau=float(ask.tau),
        view_confidences=[float(view.confidence) for view in ask.views],
    )


def names(classes: tuple[str, ...]) -> tuple[str, ...]:
    """Names without dots or signs, as skfolio's equations need them."""
    return tuple(f"A{number}" for number in range(len(classes)))


def _shrunk_means(covariance: BaseCovariance) -> ShrunkMu:
    """Bayes-Stein (Jorion 1986): always between the means and their common one, which James-Stein is not for classes
    that move alike."""
    return ShrunkMu(covariance_estimator=covariance, method=ShrunkMuMethods.BAYES_STEIN)


def _covariance(shrink: Shrink) -> BaseCovariance:
    if shrink is Shrink.CORRELATION:
        return CorrelationLedoitWolf()
    return LedoitWolf() if shrink is Shrink.COVARIANCE else EmpiricalCovariance()


def _equation(held: dict[str, Decimal], classes: tuple[str, ...], by: Decimal) -> str:
    short = dict(zip(classes, names(classes), strict=True))
    parts = " ".join(
        f"{'-' if part < 0 else '+'} {abs(part):.15f} * {short[name]}" for name, part in held.items()
    )
    return f"{parts.removeprefix('+ ')} == {by:.15f}"
