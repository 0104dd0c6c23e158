"""What only its owner knows of a retirement account: last year's end, what was taken out, who inherits, who died."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import ZERO


class Heir(StrEnum):
    """Who the beneficiary of an inherited account is to the one who died. Source: 26 USC 401(a)(9)(E)(ii)."""

    SPOUSE = "spouse"
    MINOR_CHILD = "minor_child"  # of the one who died; not a grandchild
    DISABLED = "disabled"
    CHRONICALLY_ILL = "chronically_ill"
    OTHER = "other"  # any other person; one who is at most ten years younger is told by the birthdays
    NOT_A_PERSON = "not_a_person"  # an estate or a charity


@dataclass(frozen=True, slots=True)
class Inheritance:
    """Whose account it was. `spouse_elected`: the surviving spouse elected under 26 USC 401(a)(9)(B)(iv) to be
    treated as the owner, and so to use the Uniform Lifetime Table."""

    decedent: str
    decedent_born: date
    died: date
    heir: Heir
    spouse_elected: bool = False


@dataclass(frozen=True, slots=True)
class RetirementFacts:
    """Facts of one account that no export of positions states. Amounts in USD of the household's year.

    `value_last_year_end_usd` is its value on 31 December of the year before; None is unknown, never zero.
    `distributed_usd` is everything paid out this year, `donated_usd` included: what went to charities directly.
    None: look at the transactions. `contributed_usd` likewise is what was paid in for this year.
    `still_working`: for the employer whose plan this is, and not owning more than 5% of it.
    `spouse_sole_beneficiary` is the spouse's name, where the spouse alone would inherit the account. `hsa_family`:
    a health savings account beside family coverage; None is not said.
    """

    value_last_year_end_usd: Decimal | None = None
    distributed_usd: Decimal | None = None
    donated_usd: Decimal = ZERO
    contributed_usd: Decimal | None = None
    still_working: bool = False
    spouse_sole_beneficiary: str = ""
    hsa_family: bool | None = None
    inheritance: Inheritance | None = None
