"""The ratio of a split from the shares before and after it, and cash paid in lieu of a fraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import floor

from trimtab.core.events import Merger, SpinOff, Split
from trimtab.core.money import usd
from trimtab.core.problems import Problem, error
from trimtab.ledger.events.corporate import IN_LIEU_WITHIN
from trimtab.ledger.events.planned import Planned
from trimtab.ledger.events.told import Told

LARGEST_UNIT = 20  # 21 for 20 is a stock dividend of 5%
LARGEST_UNIT_REVERSE = 4
LARGEST_RATIO = 1000
SHOWN = Fraction(1, 500)  # quantities before and after are shown to three decimals


def simple_ratio(before: Fraction, after: Fraction, is_paid: bool = False) -> Fraction | None:
    """Shares after for shares before, as the simplest ratio that an issuer would announce; None where there is none.

    Forward at most for 20 old ones, reverse at most 4 new ones. It must give the shares after, within what files
    round; or, where a fraction is paid in cash (`is_paid`) or none does, all of them but a fraction of one. Two
    ratios of 1 for n that do so are none: which it was cannot be told.
    """
    if before <= 0 or after <= 0 or before == after:
        return None
    is_whole = before.denominator == after.denominator == 1
    near = _near(before, after)
    for ratio in near:
        slack = Fraction(0) if is_whole else SHOWN * max(ratio, Fraction(1))
        if abs(before * ratio - after) <= slack and not is_paid:
            return ratio
    rest = [ratio for ratio in near if after < before * ratio < after + 1 and after.denominator == 1]
    plain = [ratio for ratio in rest if 1 in {ratio.numerator, ratio.denominator}]
    if len(plain) > 1:
        return None
    return next(iter(plain or rest), None)


def _near(before: Fraction, after: Fraction) -> list[Fraction]:
    """Ratios near after/before with a small number on one side, simplest first; never 1, which is no split."""
    found: set[Fraction] = set()
    for unit in range(1, LARGEST_UNIT + 1):
        about = floor(after * unit / before)
        found |= {Fraction(about + more, unit) for more in (0, 1)}
    for unit in range(1, LARGEST_UNIT_REVERSE + 1):
        found |= {
            Fraction(unit, floor(before * unit / after) + more) for more in (0, 1) if before * unit >= after
        }
    usable = [
        ratio
        for ratio in found
        if ratio not in {0, 1}
        and max(ratio.numerator, ratio.denominator) <= LARGEST_RATIO
        and (ratio > 1 or ratio.numerator <= LARGEST_UNIT_REVERSE)
    ]
    return sorted(usable, key=lambda ratio: (ratio.numerator + ratio.denominator, ratio))


def with_cash_in_lieu(
    planned: Sequence[Planned], rows: Sequence[Told]
) -> tuple[list[Planned], list[Problem]]:
    """Give each row of cash in lieu of a fraction to the action it came from; one that came from none is an ERROR."""
    left = list(planned)
    problems = []
    for told in sorted(rows, key=lambda told: told.sort_key):
        at = next((i for i, one in enumerate(left) if _is_paid_by(one, told)), None)
        if at is None:
            problems.append(
                error(
                    "action-unclear",
                    f"{told.words()}: {usd(told.row.amount_usd)} in lieu of a fraction of a share, and no split, "
                    "merger or spin-off that it came from",
                    "export a longer history, or say what happened in an [[events]] entry with cash_in_lieu_usd = "
                    f"{told.row.amount_usd}",
                    told.row.source,
                )
            )
            continue
        event = left[at].event
        assert isinstance(event, Split | Merger | SpinOff)
        left[at] = replace(left[at], event=replace(event, cash_in_lieu_usd=told.row.amount_usd))
    return left, problems


def _is_paid_by(planned: Planned, told: Told) -> bool:
    event = planned.event
    if not isinstance(event, Split | Merger | SpinOff) or event.account_id != told.account_id:
        return False
    symbols = {event.symbol} | ({event.new_symbol} if not isinstance(event, Split) else set())
    return (
        told.row.symbol in symbols
        and event.cash_in_lieu_usd in {0, told.row.amount_usd}
        and timedelta(0) <= told.day - event.trade_date <= IN_LIEU_WITHIN
    )
