"""Weights by skfolio against closed forms and a published table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import numpy as np
import pytest

from trimtab.core.design import Every, Method, Shrink
from trimtab.services.ports import CannotDesignError
from trimtab.simulate.design.ask import Ask, Limit, View
from trimtab.simulate.design.observed import Observed
from trimtab.simulate.design.result import risk_shares

pytest.importorskip("skfolio")


from trimtab.adapters.skfolio.allocator import SkfolioAllocator

N = 120


def _exactly(names: str, means: list[float], covariance: np.ndarray) -> Observed:
    """Months whose sample means and covariance are these, a year."""
    noise = np.random.Generator(np.random.PCG64(0)).normal(size=(N, len(means)))
    shape, _ = np.linalg.qr(noise - noise.mean(axis=0))
    returns = shape @ np.linalg.cholesky(covariance / 12).T * np.sqrt(N - 1) + np.array(means) / 12
    rows = tuple(tuple(D(repr(float(cell))) for cell in row) for row in returns)
    day = date(2000, 1, 31)
    return Observed(tuple(names.split()), (day,) * N, day, rows, Every.MONTH)


def _ask(method: Method, **asked: object) -> Ask:
    return Ask(method, shrink=Shrink.NONE, shrinks_means=False, **asked)  # type: ignore[arg-type]


def _near(weights: tuple[D, ...], expected: np.ndarray, within: float = 2e-4) -> bool:
    return bool(np.abs(np.array([float(one) for one in weights]) - expected).max() < within)


SPREAD = np.array([0.2, 0.05, 0.1])
APART = _exactly("a b c", [0.08, 0.03, 0.05], np.diag(SPREAD**2))


def test_minimum_variance_of_two_assets_is_the_textbook_formula() -> None:
    """Markowitz: w1 = (s2^2 - r s1 s2) / (s1^2 + s2^2 - 2 r s1 s2)."""
    one, two, r = 0.15, 0.1, 0.3
    shared = np.array([[one**2, r * one * two], [r * one * two, two**2]])
    fit = SkfolioAllocator(_exactly("a b", [0.05, 0.05], shared)).fit(_ask(Method.MIN_VARIANCE))
    first = (two**2 - r * one * two) / (one**2 + two**2 - 2 * r * one * two)
    assert _near(fit.weights, np.array([first, 1 - first]))
    assert sum(fit.weights) == 1


def test_equal_risk_of_uncorrelated_assets_is_by_inverse_volatility() -> None:
    """Maillard, Roncalli & Teiletche (2010)."""
    fit = SkfolioAllocator(APART).fit(_ask(Method.EQUAL_RISK))
    assert _near(fit.weights, (1 / SPREAD) / (1 / SPREAD).sum())
    assert _near(tuple(risk_shares(fit.weights, fit.covariance)), np.full(3, 1 / 3))


def test_risk_parity_gives_each_class_its_part_of_the_risk() -> None:
    budgets = {"a": D("0.6"), "b": D("0.3"), "c": D("0.1")}
    fit = SkfolioAllocator(APART).fit(_ask(Method.RISK_PARITY, risk_budgets=budgets))
    assert _near(tuple(risk_shares(fit.weights, fit.covariance)), np.array([0.6, 0.3, 0.1]), 1e-3)


def test_mean_variance_is_inverse_covariance_times_means_where_it_is_fully_invested_anyway() -> None:
    """Unbounded utility: w = C^-1 mu / lambda; lambda is chosen so that it sums to one."""
    means = np.array([0.08, 0.03, 0.05])
    pull = means / SPREAD**2
    fit = SkfolioAllocator(APART).fit(_ask(Method.MEAN_VARIANCE, risk_aversion=D(repr(float(pull.sum())))))
    assert _near(fit.weights, pull / pull.sum())


def test_bounds_of_volatility_return_and_groups_are_kept() -> None:
    allocator = SkfolioAllocator(APART)
    calm = allocator.fit(_ask(Method.MEAN_VARIANCE, max_volatility=D("0.06")))
    told = sum(float(w) ** 2 * s**2 for w, s in zip(calm.weights, SPREAD, strict=True)) ** 0.5
    assert told == pytest.approx(0.06, abs=1e-4)
    bold = allocator.fit(_ask(Method.MEAN_VARIANCE, min_return=D("0.06")))
    assert float(sum(w * m for w, m in zip(bold.weights, bold.means, strict=True))) == pytest.approx(
        0.06, abs=1e-5
    )
    bound = (Limit(("a", "b"), D("0.7"), D("0.8"), "a+b"), Limit(("c",), D("0"), D("0.25"), "c"))
    held = allocator.fit(_ask(Method.MIN_VARIANCE, limits=bound)).weights
    assert D("0.699") < held[0] + held[1] < D("0.801")
    assert held[2] < D("0.251")


COUNTRIES = "AUL CAN FRA GER JAP UKG USA"
MARKET = [0.016, 0.022, 0.052, 0.055, 0.116, 0.124, 0.615]
LIKE = """1 .488 .478 .515 .439 .512 .491  .488 1 .664 .655 .310 .608 .779  .478 .664 1 .861 .355 .783 .668
.515 .655 .861 1 .354 .777 .653  .439 .310 .355 .354 1 .405 .306  .512 .608 .783 .777 .405 1 .652
.491 .779 .668 .653 .306 .652 1"""


def test_black_litterman_gives_the_tables_of_he_and_litterman() -> None:
    """The Intuition Behind Black-Litterman Model Portfolios (1999), tables 1 to 4: delta 2.5, tau 0.05, Germany 5% over
    the rest of Europe; implied and posterior returns, and unbounded weights, in percent as printed."""
    spread = np.array([0.160, 0.203, 0.248, 0.271, 0.210, 0.200, 0.187])
    shared = np.array([float(one) for one in LIKE.split()]).reshape(7, 7) * np.outer(spread, spread)
    weights = dict(zip(COUNTRIES.split(), (D(repr(one)) for one in MARKET), strict=True))
    view = View(("GER",), ("FRA", "UKG"), D("0.05"), D("0.5"), "")
    ask = _ask(Method.BLACK_LITTERMAN, prior=weights, risk_aversion=D("2.5"), views=(view,))
    fit = SkfolioAllocator(_exactly(COUNTRIES, [0.0] * 7, shared)).fit(ask)
    assert [round(100 * one, 1) for one in fit.prior_means] == [
        D(t) for t in ["3.9", "6.9", "8.4", "9.0", "4.3", "6.8", "7.6"]
    ]
    assert [round(100 * one, 1) for one in fit.means] == [
        D(t) for t in ["4.3", "7.6", "9.3", "11.0", "4.5", "7.0", "8.1"]
    ]
    told = np.array([[float(cell) for cell in row] for row in fit.covariance])
    free = np.linalg.solve(2.5 * told, [float(one) for one in fit.means])
    assert np.round(100 * free, 1).tolist() == [1.5, 2.1, -4.0, 35.4, 11.0, -9.5, 58.6]


def test_no_views_leave_the_prior_as_it_is() -> None:
    prior = {"a": D("0.2"), "b": D("0.5"), "c": D("0.3")}
    fit = SkfolioAllocator(APART).fit(_ask(Method.BLACK_LITTERMAN, prior=prior))
    assert _near(fit.weights, np.array([0.2, 0.5, 0.3]))


def test_shrunk_correlations_leave_volatilities_as_observed() -> None:
    shared = np.array([[0.04, 0.006], [0.006, 0.0025]])
    data = _exactly("a b", [0.05, 0.05], shared)
    fit = SkfolioAllocator(data).fit(Ask(Method.MIN_VARIANCE))
    assert [float(fit.covariance[n][n]) for n in (0, 1)] == pytest.approx([0.04, 0.0025], rel=1e-9)
    assert 0 < fit.covariance[0][1] < D("0.006")
    pulled = SkfolioAllocator(data).fit(Ask(Method.MIN_VARIANCE, shrink=Shrink.COVARIANCE))
    assert pulled.covariance[1][1] > D("0.0025"), "the whole covariance is pulled to one variance"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"max_volatility": D("0.01")}, "the calmest has a volatility of 4.4%"),
        ({"min_return": D("0.2")}, "the highest expected return has 8.0%"),
        (
            {"limits": tuple(Limit((one,), D("0.6"), D(1), f"{one} >= 60%") for one in "ab")},
            "limits at once: a >= 60%; b >= 60%",
        ),
    ],
)
def test_what_no_mix_can_keep_is_told(asked: dict[str, object], told: str) -> None:
    with pytest.raises(CannotDesignError) as fault:
        SkfolioAllocator(APART).fit(_ask(Method.MEAN_VARIANCE, **asked))
    assert told in fault.value.problem.message


def test_a_singular_covariance_names_the_classes_and_a_still_series_is_refused() -> None:
    rows = tuple((row[0], row[1], row[0] / 2) for row in APART.rows)
    twice = Observed(("a", "b", "c"), APART.days, APART.start, rows, Every.MONTH)
    with pytest.raises(CannotDesignError, match=r"singular.*a and c move most alike"):
        SkfolioAllocator(twice).fit(_ask(Method.MIN_VARIANCE))
    still = Observed(
        ("a", "cash"), APART.days, APART.start, tuple((r[0], D(0)) for r in APART.rows), Every.MONTH
    )
    with pytest.raises(CannotDesignError, match="cash does not move"):
        SkfolioAllocator(still).fit(_ask(Method.EQUAL_RISK))


def test_shrunk_means_lie_between_their_own_and_the_common_one() -> None:
    """Also for classes that move alike, of which James-Stein would push the means apart."""
    alike = np.full((3, 3), 0.95 * 0.04) + np.eye(3) * 0.05 * 0.04
    raw = [0.09, 0.06, 0.03]
    fit = SkfolioAllocator(_exactly("a b c", raw, alike)).fit(Ask(Method.MEAN_VARIANCE))
    told = [float(one) for one in fit.means]
    assert 0.06 < told[0] < 0.09
    assert told[1] == pytest.approx(0.06)
    assert 0.03 < told[2] < 0.06
