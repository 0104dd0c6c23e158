"""What each class brought to the return: daily contributions, linked by Carino's method so that they sum to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trimtab.simulate.backtest.result import DayValue
from trimtab.simulate.measures.returns import linked
from trimtab.simulate.measures.track import Basis, Floats, track_of_values

REST = ""  # cash, cents, and what belongs to no class


def carino(returns: Floats) -> Floats:
    """What a contribution of each day counts in the whole: Carino's factor of the day over that of the whole.

    Contributions that sum to each day's return, times these, sum to the linked return (Carino, "Combining Attribution
    Effects Over Time", Journal of Performance Measurement 3(4), 1999). A day that loses everything has no logarithm:
    raises ValueError.
    """
    if (returns <= -1).any():
        raise ValueError("a day on which everything is lost cannot be linked")
    counts: Floats = _factor(returns) / _factor(np.array([linked(returns)]))[0]
    return counts


def _factor(returns: Floats) -> Floats:
    return np.divide(np.log1p(returns), returns, out=1.0 - returns / 2.0, where=np.abs(returns) > 1e-9)


def contributions(values: Sequence[DayValue]) -> Mapping[str, float]:
    """What each class brought to the time-weighted return before tax, a share of one, by class id, sorted.

    They sum to that return: what no class brought stands under "". Empty where days do not tell what classes earned.
    """
    if not any(value.gains_usd for value in values):
        return {}
    track = track_of_values(values)
    returns = track.returns(Basis.BEFORE_TAX)
    weight = np.divide(
        carino(returns), track.wealth[:-1], out=np.zeros_like(returns), where=track.wealth[:-1] > 0
    )
    classes = sorted({name for value in values[1:] for name in value.gains_usd} - {REST})
    brought = {
        name: float(np.dot([float(value.gains_usd.get(name, 0)) for value in values[1:]], weight))
        for name in classes
    }
    return {**brought, REST: linked(returns) - sum(brought.values())}
