"""Rates of return: time-weighted and money-weighted, before and after tax. Sources stand in docs/performance.md."""

from __future__ import annotations

import numpy as np
from pyxirr import xirr

from trimtab.simulate.measures.track import Basis, Floats, Track

_STEPS = 3  # of Newton
_RESIDUE = 1e-9  # of the money that moved: a rate that leaves more is no root


def linked(returns: Floats) -> float:
    """Returns linked into one, a share of one: the product of one plus each, less one."""
    return float(np.prod(1.0 + returns)) - 1.0


def time_weighted(track: Track, basis: Basis) -> float:
    """The return from the first day to the last with every flow taken out on its day (GIPS: true time-weighted)."""
    return linked(track.returns(basis))


def yearly(total: float, years: float) -> float | None:
    """A return over so many years as one a year; None below a year, where GIPS forbids it."""
    if years < 1 or total <= -1:
        return None if years < 1 else -1.0
    return float((1.0 + total) ** (1.0 / years)) - 1.0


def money_weighted(track: Track, basis: Basis) -> float | None:
    """The yearly rate at which what was put in grows to what was there at the end: XIRR, days over 365.

    Where flows change sign more than once there may be several such rates: the one nearest to the time-weighted return
    is sought. Below a year it is the return over the time itself, not a rate a year. None where there is no rate.
    """
    amounts = -track.outside_flows(basis)
    amounts[0] = -track.wealth[0]
    amounts[-1] += track.end_usd(basis)
    moved = np.nonzero(amounts)[0]
    if not (amounts < 0).any() or not (amounts > 0).any():
        return None
    days = [track.days[number] for number in moved]
    years = np.array([(day - track.days[0]).days / 365 for day in days])
    paid = amounts[moved] / np.abs(amounts).max()
    guess = yearly(time_weighted(track, basis), max(track.years, 1.0))
    rate = xirr(days, paid.tolist(), guess=guess, silent=True)
    if rate is None:
        return None
    force = _refined(float(np.log1p(rate)), paid, years)
    worth = paid * np.exp(-force * years)
    if abs(worth.sum()) > _RESIDUE * np.abs(worth).sum():
        return None
    return float(np.expm1(force * min(1.0, track.years)))


def _refined(force: float, paid: Floats, years: Floats) -> float:
    """The root near this logarithm of a rate, to the last digits: pyxirr stops a few billionths before it."""
    for _ in range(_STEPS):
        worth = paid * np.exp(-force * years)
        slope = float(worth @ years)
        if slope == 0:
            break
        force += float(worth.sum()) / slope
    return force
