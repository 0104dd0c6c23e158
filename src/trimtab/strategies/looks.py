"""When a strategy looks: the days of a market on which it is asked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from dateutil.rrule import rruleset, rrulestr

from trimtab.core.problems import BadInputError, error

_ANY = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "WKST"})
PARTS = {  # of a rule, by its frequency: what any day can be asked of, so that a rule never searches for ever
    "DAILY": _ANY,
    "WEEKLY": _ANY,
    "MONTHLY": _ANY | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": _ANY | {"BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"},
}
MONTHS = r"(0?[1-9]|1[0-2])(,(0?[1-9]|1[0-2]))*"
TRIED = date(2000, 1, 3), date(2030, 1, 3)  # days among which a rule must name one

Period = Callable[[date], object]

PERIODS: dict[str, Period] = {
    "weekly": lambda day: day.isocalendar()[:2],
    "monthly": lambda day: (day.year, day.month),
    "quarterly": lambda day: (day.year, (day.month - 1) // 3),
    "semiannual": lambda day: (day.year, (day.month - 1) // 6),
    "annual": lambda day: day.year,
}
ENDS: dict[str, Period] = {
    "month_end": PERIODS["monthly"],
    "quarter_end": PERIODS["quarterly"],
    "year_end": PERIODS["annual"],
}
WORDS = ", ".join(
    ["daily", *PERIODS, *ENDS, "10d (every ten market days)", "or a rule such as FREQ=MONTHLY;BYMONTHDAY=15"]
)


@dataclass(frozen=True, slots=True)
class Looks:
    """A schedule in words: `daily`; `weekly` to `annual`, on the first market day of each; `month_end`, `quarter_end`,
    `year_end`, on the last; `10d`, every ten market days; or a recurrence rule of RFC 5545 (`FREQ=...`), each time on
    the market day that follows or is meant.

    Make one with `looks`, which checks the words.
    """

    words: str

    def days(self, market_days: Sequence[date]) -> tuple[date, ...]:
        """The days of these (rising) on which to look; the first is always one.

        A period's last day is one only where a later market day shows that it has ended.
        """
        if not market_days:
            return ()
        found = set(self._days(market_days))
        return tuple(day for day in market_days if day in found or day == market_days[0])

    def _days(self, days: Sequence[date]) -> Sequence[date]:
        if self.words == "daily":
            return days
        if self.words in PERIODS:
            period = PERIODS[self.words]
            return [after for before, after in pairwise(days) if period(before) != period(after)]
        if self.words in ENDS:
            period = ENDS[self.words]
            return [before for before, after in pairwise(days) if period(before) != period(after)]
        if self.words.startswith("FREQ="):
            return _by_rule(self.words, days)
        return days[:: int(self.words[:-1])]


def looks(words: str) -> Looks:
    """The schedule that the words mean. Raises BadInputError where they mean none."""
    is_known = words == "daily" or words in PERIODS or words in ENDS
    is_count = re.fullmatch(r"[1-9][0-9]{0,3}d", words) is not None
    if is_known or is_count or (words.startswith("FREQ=") and _is_rule(words)):
        return Looks(words)
    raise BadInputError([error("strategy-look", f"{words!r} is no schedule to look by", f"one of {WORDS}")])


MONTHLY = Looks("monthly")


def looks_of(strategy: object) -> Looks:
    """When a strategy wants to look: its own `looks`, a Looks or words for one; monthly where it has none.

    Raises BadInputError where what it has is no schedule.
    """
    told = getattr(strategy, "looks", MONTHLY)
    return told if isinstance(told, Looks) else looks(str(told))


def is_new_period(every: str, last: date, today: date) -> bool:
    """Whether a new `weekly` to `annual` period has begun since that day."""
    return PERIODS[every](last) != PERIODS[every](today)


def _is_rule(words: str) -> bool:
    """Whether it is a rule of days that names any, and has no end of its own, which is the history's."""
    parts = dict(part.partition("=")[::2] for part in words.split(";"))
    allowed = PARTS.get(parts["FREQ"], frozenset())
    months, interval = parts.get("BYMONTH", "1"), parts.get("INTERVAL", "1")
    is_bounded = re.fullmatch(MONTHS, months) and re.fullmatch(r"[1-9][0-9]{0,2}", interval)
    if not parts.keys() <= allowed or not is_bounded:
        return False
    try:
        return any(True for _ in _rule(words, *TRIED))
    except (ValueError, TypeError, AttributeError, IndexError):
        return False


def _rule(words: str, first: date, last: date) -> rruleset:
    start = datetime.combine(first, time.min)
    return rrulestr(f"{words};UNTIL={last:%Y%m%d}", dtstart=start, forceset=True)


def _by_rule(words: str, days: Sequence[date]) -> list[date]:
    """The market days on or after each day that the rule names, from the first market day on."""
    return [days[bisect_left(days, moment.date())] for moment in _rule(words, days[0], days[-1])]
