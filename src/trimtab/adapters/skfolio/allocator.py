"""Weights by skfolio: the question as its parameters, its answer as exact numbers, its refusals in words."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from cvxpy.error import SolverError
from skfolio.optimization import MeanRisk, ObjectiveFunction, RiskBudgeting
from skfolio.prior import ReturnDistribution

from trimtab.adapters.skfolio.moments import Array, names, prior
from trimtab.core.design import Method
from trimtab.core.money import ONE, ZERO
from trimtab.core.problems import error
from trimtab.reports import words
from trimtab.services.ports import CannotDesignError
from trimtab.simulate.design.ask import Ask, Limit
from trimtab.simulate.design.observed import Observed
from trimtab.simulate.design.result import Fit, variance

WEIGHT_STEP = Decimal("0.000001")
_DIGITS = 12
_SINGULAR = 1e-9  # the least eigenvalue of correlations: below, one class is a mix of others


class SkfolioAllocator:
    """See services/ports.Allocator; returns become floats once."""

    def __init__(self, observed: Observed) -> None:
        self._observed = observed
        self._returns: Array = np.array([[float(cell) for cell in row] for row in observed.rows])

    def fit(self, ask: Ask, periods: Sequence[int] | None = None) -> Fit:
        """Weights in millionths. Raises CannotDesignError: singular covariance, no mix within all bounds."""
        returns = self._returns if periods is None else self._returns[list(periods)]
        self._must_vary(returns)
        try:
            model = self._fitted(ask, returns)
        except (SolverError, ValueError):
            raise CannotDesignError(self._why(ask, returns)) from None
        held = model.weights_
        return self._answer(held, model.prior_estimator_)

    def _fitted(self, ask: Ask, returns: Array) -> Any:
        """The fitted model; skfolio's warnings are about what is checked here anyway."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self._model(ask).fit(returns)

    def _model(self, ask: Ask) -> Any:
        classes, a_year = self._observed.classes, self._observed.every.a_year
        shared = {
            "prior_estimator": prior(ask, classes, a_year),
            "groups": [list(names(classes))],
            "linear_constraints": [row for one in ask.limits for row in self._rows(one)] or None,
        }
        if ask.method.splits_risk:
            budgets = [float(ask.risk_budgets.get(name, 1)) for name in classes]
            return RiskBudgeting(risk_budget=budgets, **shared)
        if ask.method is Method.EQUAL_WEIGHT:
            return MeanRisk(min_weights=1 / len(classes), max_weights=1 / len(classes), **shared)
        return MeanRisk(
            objective_function=_objective(ask),
            risk_aversion=float(ask.risk_aversion) / 2,
            max_variance=None if ask.max_volatility is None else float(ask.max_volatility**2) / a_year,
            min_return=None if ask.min_return is None else float(ask.min_return) / a_year,
            **shared,
        )

    def _rows(self, limit: Limit) -> list[str]:
        short = dict(zip(self._observed.classes, names(self._observed.classes), strict=True))
        left = " + ".join(short[name] for name in limit.classes)
        rows = [f"{left} >= {limit.least:.12f}"] if limit.least > 0 else []
        return [*rows, f"{left} <= {limit.most:.12f}"] if limit.most < 1 else rows

    def _must_vary(self, returns: Array) -> None:
        classes = self._observed.classes
        spread = returns.std(axis=0)
        if spread.min() < 1e-12:
            still = classes[int(spread.argmin())]
            told = f"the series of {still} does not move: its risk cannot be measured"
            raise CannotDesignError(
                error("design-still", told, f"keep it out at a weight of its own: --keep {still}=5%")
            )
        shared = np.atleast_2d(np.corrcoef(returns, rowvar=False))
        if len(classes) > 1 and np.linalg.eigvalsh(shared)[0] < _SINGULAR:
            np.fill_diagonal(shared, 0)
            first, second = np.unravel_index(int(np.abs(shared).argmax()), shared.shape)
            told = (
                f"the covariance is singular: one class is a mix of the others "
                f"({classes[min(first, second)]} and {classes[max(first, second)]} move most alike)"
            )
            raise CannotDesignError(
                error("design-singular", told, "leave one of them out, or take another series")
            )

    def _answer(self, held: Array, fitted: Any) -> Fit:
        told: ReturnDistribution = fitted.return_distribution_
        before = getattr(fitted, "prior_estimator_", fitted).return_distribution_
        a_year = self._observed.every.a_year
        return Fit(
            _whole(held),
            _decimals(told.mu * a_year),
            _decimals(before.mu * a_year),
            tuple(_decimals(row) for row in told.covariance * a_year),
        )

    def _why(self, ask: Ask, returns: Array) -> Any:
        """What it is that no mix can keep."""
        bounded = replace(ask, method=Method.MIN_VARIANCE, max_volatility=None, min_return=None, views=())
        limits = "; ".join(one.words for one in ask.limits)
        try:
            calm = self._fitted(bounded, returns)
        except (SolverError, ValueError):
            told = f"no mix keeps all of these limits at once: {limits}"
            return error("design-limits", told, "widen one of them")
        asked = [f"a volatility of at most {words.percent(ask.max_volatility)}"] if ask.max_volatility else []
        asked += [f"a return of at least {words.percent(ask.min_return)}"] if ask.min_return else []
        if not asked:
            told = f"the solver found no mix for {ask.method.value}{' under ' + limits if limits else ''}"
            return error("design-solver", told, "widen the limits, or take another method")
        least = self._answer(calm.weights_, calm.prior_estimator_)
        volatility = variance(least.weights, least.covariance).sqrt()
        best = max(self._answer(calm.weights_, self._prior(ask, returns)).means)
        told = (
            f"no mix{' within the limits' if limits else ''} has {words.listed(asked)}: the calmest has a "
            f"volatility of {words.percent(volatility)}, and the class "
            f"with the highest expected return has {words.percent(best)}"
        )
        return error("design-bounds", told, "ask for less")

    def _prior(self, ask: Ask, returns: Array) -> Any:
        return prior(ask, self._observed.classes, self._observed.every.a_year).fit(returns)


def _objective(ask: Ask) -> ObjectiveFunction:
    """The highest return under a volatility, the least volatility for a return, or the best of both by aversion."""
    if ask.method is Method.MIN_VARIANCE:
        return ObjectiveFunction.MINIMIZE_RISK
    if ask.max_volatility is not None and ask.min_return is None:
        return ObjectiveFunction.MAXIMIZE_RETURN
    if ask.min_return is not None and ask.max_volatility is None:
        return ObjectiveFunction.MINIMIZE_RISK
    return ObjectiveFunction.MAXIMIZE_UTILITY


def _whole(held: Array) -> tuple[Decimal, ...]:
    """In millionths, not below nought, summing to exactly one; what rounding leaves goes to the largest."""
    found = [max(ZERO, Decimal(repr(float(part))).quantize(WEIGHT_STEP)) for part in held]
    found[max(range(len(found)), key=lambda n: (found[n], -n))] += ONE - sum(found, ZERO)
    return tuple(found)


def _decimals(values: Array) -> tuple[Decimal, ...]:
    return tuple(Decimal(repr(round(float(value), _DIGITS))) for value in values)
