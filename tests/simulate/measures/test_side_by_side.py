"""Policies over one history: which questions are asked of whom, and what they answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.simulate.measures.tracks import grown
from trimtab.core.market import Distribution, Market, PriceSeries
from trimtab.simulate.measures.benchmark import Yardstick
from trimtab.simulate.measures.returns import time_weighted
from trimtab.simulate.measures.side_by_side import (
    Chance,
    Contender,
    Question,
    Role,
    Verdict,
    side_by_side,
)
from trimtab.simulate.measures.track import Basis, track_of

CHANCE = Chance(399, 3)
MONTHS = 96
DICE = np.random.Generator(np.random.PCG64(12))
OWN = DICE.normal(0.006, 0.03, MONTHS)
LUCK = DICE.normal(0.0, 0.004, MONTHS)
LUCK -= LUCK.mean()
STARTS = (grown(OWN[:24]), grown(OWN[24:48]))


def four() -> list[Contender]:
    """The own policy; one that is surely better by half a percent a year; buying and holding; pro rata, taxed more."""
    better = OWN + 0.005 / 12 + LUCK / 100
    return [
        Contender("own", Role.OWN, grown(OWN, tax=0.002), STARTS),
        Contender("better", Role.OTHER, grown(better, tax=0.002), (grown(better[:24]), grown(better[24:48]))),
        Contender("hold", Role.HOLD, grown(OWN + LUCK, end=0.9), (grown(OWN[:24], end=0.9), STARTS[1])),
        Contender("naive", Role.NAIVE, grown(OWN, tax=0.01), STARTS),
    ]


def test_each_question_is_asked_of_its_pairs() -> None:
    found = side_by_side(four(), CHANCE)
    assert [(pair.name, pair.against) for pair in found.asked(Question.AFTER_TAX)] == [("better", "own")]
    assert [(pair.name, pair.against) for pair in found.asked(Question.TWINS)] == [
        ("own", "hold"),
        ("better", "hold"),
        ("own", "naive"),
        ("better", "naive"),
    ]
    assert [(pair.name, pair.against) for pair in found.asked(Question.REBALANCING)] == [
        ("own", "hold"),
        ("better", "hold"),
    ]
    assert [(pair.name, pair.against) for pair in found.asked(Question.TAX_ALPHA)] == [
        ("own", "hold"),
        ("better", "hold"),
        ("own", "naive"),
        ("better", "naive"),
    ]
    assert (found.months, found.resamples, found.block_months, found.seed) == (96, 399, Decimal(12), 3)
    assert [window[0].year for window in found.windows] == [2019, 2019]


def test_what_is_sure_is_told_from_what_is_luck() -> None:
    found = side_by_side(four(), CHANCE)
    (better,) = found.asked(Question.AFTER_TAX)
    hold = found.asked(Question.TWINS)[0]
    assert better.interval is not None
    assert not better.interval.is_noise
    assert better.verdict is Verdict.REAL
    assert found.asked(Question.REBALANCING)[0].verdict is Verdict.NOISE
    assert float(better.point) == pytest.approx(0.005, abs=2e-4)
    assert better.interval.low < better.point < better.interval.high
    assert better.end_usd > 0
    effect = found.asked(Question.REBALANCING)[0]
    assert effect.interval is not None
    assert (effect.interval.is_noise, effect.interval.is_noise_alone) == (True, True)
    assert hold.starts is not None
    assert (hold.starts.count, hold.starts.ahead) == (2, 1)
    assert found.reality_p is not None
    assert found.reality_p < Decimal("0.05")


def test_tax_alpha_is_what_tax_took_less_than_from_the_twin() -> None:
    own, _, _, naive = four()
    found = side_by_side([own, naive], CHANCE)
    alpha = found.asked(Question.TAX_ALPHA)[0]
    here, there = track_of(own.run), track_of(naive.run)
    ratios = [
        ((1 + time_weighted(here, basis)) / (1 + time_weighted(there, basis))) ** (1 / here.years)
        for basis in (Basis.LIQUIDATED, Basis.BEFORE_TAX)
    ]
    assert float(alpha.point) == pytest.approx(ratios[0] / ratios[1] - 1, abs=1e-11)
    assert float(alpha.point) == pytest.approx(0.008, abs=5e-4)
    assert found.asked(Question.REBALANCING) == ()
    assert found.reality_p is None


def test_tax_at_the_end_moves_the_range_and_not_the_rebalancing_effect() -> None:
    own, _, hold, _ = four()
    whole = Contender("hold", Role.HOLD, grown(OWN + LUCK))
    taxed = side_by_side(
        [Contender("own", Role.OWN, own.run), Contender("hold", Role.HOLD, hold.run)], CHANCE
    )
    free = side_by_side([Contender("own", Role.OWN, own.run), whole], CHANCE)
    (here,), (there,) = taxed.asked(Question.REBALANCING), free.asked(Question.REBALANCING)
    assert here == replace(there, end_usd=here.end_usd)
    with_tax, without = taxed.asked(Question.TWINS)[0], free.asked(Question.TWINS)[0]
    assert with_tax.interval is not None
    assert without.interval is not None
    factor = 0.9 ** (12 / MONTHS)
    assert float(1 + with_tax.interval.high) == pytest.approx(
        float(1 + without.interval.high) / factor, abs=1e-9
    )


def test_the_same_policy_twice_is_the_same_and_a_short_history_has_no_range() -> None:
    own = Contender("own", Role.OWN, grown(OWN))
    same = side_by_side([own, Contender("again", Role.OTHER, grown(OWN))], CHANCE)
    assert same.pairs[0].verdict is Verdict.SAME
    assert same.reality_p is None
    short = side_by_side(
        [
            Contender("own", Role.OWN, grown(OWN[:20])),
            Contender("other", Role.OTHER, grown(OWN[:20] + 0.001)),
        ],
        CHANCE,
    )
    assert (short.pairs[0].interval, short.pairs[0].is_same, short.resamples, short.block_months) == (
        None,
        False,
        0,
        None,
    )
    assert short.pairs[0].point > 0
    assert short.pairs[0].verdict is Verdict.TOO_SHORT


def test_tracking_error_is_against_the_own_policy_or_the_target_mix() -> None:
    own, better, *_ = four()
    against_own = side_by_side([own, better], CHANCE)
    assert [one.performance.tracking_error is None for one in against_own.policies] == [True, False]
    days = tuple(value.day for value in own.run.values)
    closes = np.cumprod(np.concatenate(([100.0], 1 + OWN)))
    fund = PriceSeries("FUND", days, tuple(Decimal(str(round(close, 9))) for close in closes))
    found = side_by_side([own, better], CHANCE, Yardstick(Market({"FUND": fund}), {"FUND": Decimal(1)}))
    assert all(one.performance.tracking_error is not None for one in found.policies)
    bill = PriceSeries(
        "[cash]", days, tuple(Decimal(100) for _ in days), (Distribution(days[5], Decimal(1)),)
    )
    with_cash = side_by_side([own], CHANCE, Yardstick(Market({"[cash]": bill}), {"NONE": Decimal(1)}))
    assert (with_cash.has_cash, with_cash.policies[0].performance.tracking_error) == (True, None)
    plain, over = found.policies[0].performance.sharpe, with_cash.policies[0].performance.sharpe
    assert plain is not None
    assert over is not None
    assert over < plain


def test_pictures_are_drawn_from_lines_and_rolling_differences() -> None:
    found = side_by_side(four(), CHANCE)
    line = found.policies[3].line
    assert len(line.days) == len(line.wealth_usd) == len(line.grown) == len(line.underwater) == MONTHS + 1
    assert line.grown[-1] == found.policies[3].performance.rates[Basis.AFTER_TAX].total + 1
    fall = found.policies[3].performance.fall
    assert fall is not None
    assert min(line.underwater) == fall.depth
    assert found.rolling_months == 48
    better = found.pairs[0]
    assert len(better.rolling) == MONTHS - 48 + 1
    assert [float(value) for value in better.rolling] == pytest.approx([0.005] * 49, abs=5e-4)


def test_the_same_bytes_for_a_seed_and_others_for_another() -> None:
    assert side_by_side(four(), CHANCE) == side_by_side(four(), CHANCE)
    assert side_by_side(four(), CHANCE).pairs != side_by_side(four(), Chance(399, 4)).pairs


def test_what_cannot_be_compared_is_refused() -> None:
    own = Contender("own", Role.OWN, grown(OWN))
    for wrong in ([], [Contender("own", Role.OTHER, grown(OWN))]):
        with pytest.raises(ValueError, match="compared first"):
            side_by_side(wrong, CHANCE)
    with pytest.raises(ValueError, match="same days"):
        side_by_side([own, Contender("short", Role.OTHER, grown(OWN[:50]))], CHANCE)
    with pytest.raises(ValueError, match="by its own name"):
        side_by_side([own, own], CHANCE)
