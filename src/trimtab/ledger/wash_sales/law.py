"""What section 1091 says about days and accounts."""

from __future__ import annotations

from datetime import date, timedelta

from trimtab.core.accounts import AccountKind

WINDOW_DAYS = 30
RULING = "Rev. Rul. 2008-5"
BY_ANALOGY = "Rev. Rul. 2008-5, by analogy"
SECTION_1091_D = "26 USC 1091(d)"

_IN_THE_RULING = frozenset(
    {AccountKind.TRADITIONAL_IRA, AccountKind.ROTH_IRA, AccountKind.SEP_IRA, AccountKind.SIMPLE_IRA}
)


def in_window(acquired: date, sold: date) -> bool:
    """Whether a day lies in the 61 days around a sale: 30 before, the day itself, 30 after (26 USC 1091(a))."""
    return abs((acquired - sold).days) <= WINDOW_DAYS


def last_window_day(day: date) -> date:
    """The last day of the window that a sale or a purchase of that day opens."""
    return day + timedelta(days=WINDOW_DAYS)


def authority(kind: AccountKind) -> str:
    """What decides over a loss replaced in such an account.

    In a taxable account the loss moves into the basis of the replacement. In an IRA or Roth IRA it is gone for
    good: the ruling covers accounts under section 408 and 408A held by the taxpayer. Inherited IRAs, 401(k),
    403(b), HSA and 529 accounts are not named by any ruling; they are treated the same, the careful way.
    """
    if kind.is_taxable:
        return SECTION_1091_D
    return RULING if kind in _IN_THE_RULING else BY_ANALOGY


def tacked_start(acquired: date, sold: date, old_start: date) -> date:
    """The day from which replacement shares count as held: their own, earlier by the days the sold were held.

    Source: 26 USC 1223(3). The days counted are those from the day after `old_start` to the day of sale.
    """
    return acquired - (sold - old_start)
