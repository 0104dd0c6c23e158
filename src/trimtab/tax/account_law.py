"""The law of retirement accounts and of giving, one year as values: read from `years/us/retirement/` by an adapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.household import FilingStatus


@dataclass(frozen=True, slots=True)
class ContributionLaw:
    """What may be paid in, in USD a year. Sources stand beside the values in the law file.

    `high_*` is the catch-up of the ages from `high_catch_up_ages[0]` to `[1]`. `roth_catch_up_wages_usd`: whoever
    earned more in the year before from the same employer makes catch-ups as Roth only; None where no such rule is
    in force. `sep_rate` is a share of one of compensation.
    """

    ira_usd: Decimal
    ira_catch_up_usd: Decimal
    ira_catch_up_age: int
    deferral_usd: Decimal
    catch_up_usd: Decimal
    catch_up_age: int
    high_catch_up_usd: Decimal
    high_catch_up_ages: tuple[int, int]
    additions_usd: Decimal
    compensation_usd: Decimal
    roth_catch_up_wages_usd: Decimal | None
    simple_usd: Decimal
    simple_catch_up_usd: Decimal
    simple_high_catch_up_usd: Decimal
    simple_small_usd: Decimal
    simple_small_catch_up_usd: Decimal
    sep_rate: Decimal
    hsa_self_only_usd: Decimal
    hsa_family_usd: Decimal
    hsa_catch_up_usd: Decimal
    hsa_catch_up_age: int


@dataclass(frozen=True, slots=True)
class PhaseOut:
    """Modified adjusted gross income, in USD, from which a limit falls, and at which it is gone."""

    from_usd: Decimal
    to_usd: Decimal


@dataclass(frozen=True, slots=True)
class PhaseOutLaw:
    """Limits that fall with income. A status that is not in `spouse_covered` has no such phase-out.

    `covered`: the owner takes part in a plan at work; `spouse_covered`: only the spouse does. A reduced limit is
    rounded up to `step_usd` and is at least `least_usd` until it is gone.
    Source: 26 USC 219(g), 408A(c)(3).
    """

    roth: Mapping[FilingStatus, PhaseOut]
    covered: Mapping[FilingStatus, PhaseOut]
    spouse_covered: Mapping[FilingStatus, PhaseOut]
    step_usd: Decimal
    least_usd: Decimal


@dataclass(frozen=True, slots=True)
class StartAge:
    """Who is born on the day or later must begin at this age, in months. Source: 26 USC 401(a)(9)(C)(v)."""

    born_from: date
    age_months: int


@dataclass(frozen=True, slots=True)
class DistributionLaw:
    """What must come out. `start` is in order of birth.

    `annual_within_ten_years`: whether payments of each year within the ten-year rule are asked for (waived until
    2024). Rates are shares of one of the amount missed.
    """

    start: tuple[StartAge, ...]
    spouse_younger_years: int
    beneficiary_years: int
    no_beneficiary_years: int
    majority_age: int
    annual_within_ten_years: bool
    missed_rate: Decimal
    corrected_rate: Decimal


@dataclass(frozen=True, slots=True)
class EarlyException:
    """A reason for which an early withdrawal bears no additional tax; from IRAs, plans or both.

    `limit_usd` None: no limit of its own.
    """

    name: str
    from_ira: bool
    from_plan: bool
    words: str
    source: str
    limit_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EarlyLaw:
    """The additional tax on early withdrawals; rates are shares of one. Source: 26 USC 72(t), 223(f)(4)."""

    age_months: int
    rate: Decimal
    simple_rate: Decimal
    simple_years: int
    hsa_rate: Decimal
    hsa_age: int
    roth_years: int
    exceptions: tuple[EarlyException, ...]

    def exception(self, name: str) -> EarlyException | None:
        """The exception of that name, or None where the year has none."""
        return next((one for one in self.exceptions if one.name == name), None)


@dataclass(frozen=True, slots=True)
class GiftLaw:
    """Limits as shares of one of adjusted gross income. Source: 26 USC 170(b)(1), 170(d)(1).

    `floor_rate` (from 2026) is the part of income that gifts must exceed; zero before.
    `cash_beside_other_rate`: so much of the cash given to public charities leaves room for other gifts.
    `without_itemising_usd` is empty in years in which only itemisers deduct.
    """

    cash_rate: Decimal
    public_rate: Decimal
    other_rate: Decimal
    gain_property_rate: Decimal
    gain_property_other_rate: Decimal
    carryforward_years: int
    floor_rate: Decimal
    cash_beside_other_rate: Decimal
    without_itemising_usd: Mapping[FilingStatus, Decimal]


@dataclass(frozen=True, slots=True)
class DirectGiftLaw:
    """Gifts straight from an IRA (qualified charitable distributions). Source: 26 USC 408(d)(8)."""

    limit_usd: Decimal
    split_interest_usd: Decimal
    age_months: int


@dataclass(frozen=True, slots=True)
class UnrelatedIncomeLaw:
    """Tax on an account's unrelated business income, at the rates of trusts. Source: 26 USC 511(b), 512(b)(12).

    A return (Form 990-T) is due from `return_from_gross_usd` of gross income. Rates are shares of one, lowest
    first; `*_upper_usd` have one top fewer than there are rates.
    """

    return_from_gross_usd: Decimal
    specific_deduction_usd: Decimal
    rates: tuple[Decimal, ...]
    upper_usd: tuple[Decimal, ...]
    gain_rates: tuple[Decimal, ...]
    gain_upper_usd: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class ProhibitedLaw:
    """Excise on a prohibited transaction of a plan, as shares of one of its amount. Source: 26 USC 4975(a), (b)."""

    excise_rate: Decimal
    uncorrected_rate: Decimal


@dataclass(frozen=True, slots=True)
class RetirementLaw:
    """The law of one year. `sources` names the source of each section of the file; `sha256` is its hash."""

    place: str
    year: int
    rounding: str
    not_modelled: tuple[str, ...]
    sources: Mapping[str, str]
    sha256: str
    contributions: ContributionLaw
    phase_outs: PhaseOutLaw
    distributions: DistributionLaw
    early: EarlyLaw
    direct_gifts: DirectGiftLaw
    gifts: GiftLaw
    unrelated_income: UnrelatedIncomeLaw
    prohibited: ProhibitedLaw


@dataclass(frozen=True, slots=True)
class LifeTables:
    """Life expectancies and divisors in years, by age; the highest age stands for all older.

    `joint` is by the owner's age, then by the spouse's. Source: 26 CFR 1.401(a)(9)-9(b), (c), (d).
    """

    place: str
    from_year: int
    sources: Mapping[str, str]
    sha256: str
    single: Mapping[int, Decimal]
    uniform: Mapping[int, Decimal]
    joint: Mapping[int, Mapping[int, Decimal]]
