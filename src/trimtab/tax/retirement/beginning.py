"""When money must begin to come out of a retirement account."""

from __future__ import annotations

from datetime import date

from trimtab.tax.account_law import DistributionLaw
from trimtab.tax.ages import reaches


def first_distribution_year(born: date, law: DistributionLaw) -> int:
    """The first year for which money must come out. Source: 26 USC 401(a)(9)(C)(v)."""
    months = [start.age_months for start in law.start if start.born_from <= born][-1]
    return reaches(born, months).year


def required_beginning(born: date, law: DistributionLaw) -> date:
    """The required beginning date: 1 April after the first distribution year. Source: 26 USC 401(a)(9)(C)(i)."""
    return date(first_distribution_year(born, law) + 1, 4, 1)
