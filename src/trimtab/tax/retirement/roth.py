"""What comes out of Roth IRAs, in the order of the law: contributions, conversions, earnings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.tax.account_law import EarlyLaw
from trimtab.tax.ages import reaches

FIRST_HOME = "first_home"
QUALIFYING = frozenset({"death", "disability", FIRST_HOME})


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is left of the money moved into Roth IRAs in one year: the part that was income then, and the rest."""

    year: int
    taxable_usd: Decimal
    nontaxable_usd: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class RothBooks:
    """All Roth IRAs of one person as one. Amounts in USD, of what has not come out yet.

    `first_year` is the first tax year for which anything was paid into any Roth IRA.
    """

    first_year: int
    contributions_usd: Decimal
    conversions: tuple[Conversion, ...] = ()


@dataclass(frozen=True, slots=True)
class RothWithdrawal:
    """A withdrawal in its parts, in USD, and the books after it.

    `taxable_usd` is income. `penalised_usd` is what the additional tax of section 72(t) falls on, unless an
    exception applies: earnings that are income, and conversions that were income less than five years ago.
    """

    contributions_usd: Decimal
    conversions_usd: Decimal
    earnings_usd: Decimal
    taxable_usd: Decimal
    penalised_usd: Decimal
    is_qualified: bool
    books: RothBooks


def withdraw(
    books: RothBooks, amount_usd: Decimal, paid: date, born: date, law: EarlyLaw, reason: str = ""
) -> RothWithdrawal:
    """Take money out of Roth IRAs. `reason` may be death, disability or first_home. Raises nothing.

    Conversions come out oldest first, of each the part that was income first. A five-year clock of a conversion
    begins on 1 January of its year. For a first home earnings are free up to the exception's limit.
    Source: 26 USC 408A(d)(2) to (4); 26 CFR 1.408A-6, Q&A 5 and 8.
    """
    left = amount_usd
    from_contributions = min(left, books.contributions_usd)
    left -= from_contributions
    is_old = paid >= reaches(born, law.age_months)
    kept, from_conversions, penalised = [], ZERO, ZERO
    for conversion in sorted(books.conversions, key=lambda one: one.year):
        taxed = min(left, conversion.taxable_usd)
        rest = min(left - taxed, conversion.nontaxable_usd)
        left -= taxed + rest
        from_conversions += taxed + rest
        if paid.year < conversion.year + law.roth_years and not is_old:
            penalised += taxed
        after = replace(
            conversion,
            taxable_usd=conversion.taxable_usd - taxed,
            nontaxable_usd=conversion.nontaxable_usd - rest,
        )
        if after.taxable_usd or after.nontaxable_usd:
            kept.append(after)
    free = _free_earnings(books, left, paid, is_old, law, reason)
    return RothWithdrawal(
        contributions_usd=from_contributions,
        conversions_usd=from_conversions,
        earnings_usd=left,
        taxable_usd=left - free,
        penalised_usd=penalised + (ZERO if is_old else left - free),
        is_qualified=free == left and paid.year >= books.first_year + law.roth_years,
        books=RothBooks(books.first_year, books.contributions_usd - from_contributions, tuple(kept)),
    )


def _free_earnings(
    books: RothBooks, earnings_usd: Decimal, paid: date, is_old: bool, law: EarlyLaw, reason: str
) -> Decimal:
    """Earnings of a qualified distribution: five years after the first, and old enough or for a reason."""
    if paid.year < books.first_year + law.roth_years:
        return ZERO
    if is_old or reason in QUALIFYING - {FIRST_HOME}:
        return earnings_usd
    home = law.exception(FIRST_HOME)
    if reason == FIRST_HOME and home is not None and home.limit_usd is not None:
        return min(earnings_usd, home.limit_usd)
    return ZERO
