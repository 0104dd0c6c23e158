"""How much may be paid in this year, by person and kind of account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from trimtab.core.household import FilingStatus
from trimtab.core.money import ONE, ZERO
from trimtab.tax.account_law import PhaseOut, PhaseOutLaw, RetirementLaw
from trimtab.tax.ages import age_in

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Saver:
    """What the limits of one person depend on. Amounts in USD; None is unknown, and then does not limit.

    `compensation_usd` is earned income: the couple's on a joint return, less what the other one paid into IRAs.
    `magi_usd` is the return's modified adjusted gross income. `is_covered`: takes part in a plan at work;
    `is_spouse_covered`: the spouse does. `lived_apart`: a separate filer who lived apart from the spouse all
    year counts as single.
    """

    born: date
    status: FilingStatus
    compensation_usd: Decimal | None = None
    magi_usd: Decimal | None = None
    is_covered: bool = False
    is_spouse_covered: bool = False
    lived_apart: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A limit for the year, how much of it is the catch-up of age, what has been paid in, and what is left."""

    limit_usd: Decimal
    catch_up_usd: Decimal
    paid_usd: Decimal

    @property
    def left_usd(self) -> Decimal:
        """What may still be paid in."""
        return max(ZERO, self.limit_usd - self.paid_usd)

    @property
    def excess_usd(self) -> Decimal:
        """What was paid in beyond the limit."""
        return max(ZERO, self.paid_usd - self.limit_usd)


@dataclass(frozen=True, slots=True)
class IraRoom:
    """Traditional and Roth IRAs of one person share one limit (`both`); the Roth part and the part that may be
    deducted can be less, by income."""

    both: Room
    roth: Room
    deductible_usd: Decimal


def ira_room(saver: Saver, law: RetirementLaw, traditional_usd: Decimal, roth_usd: Decimal) -> IraRoom:
    """What may still be paid into IRAs. Source: 26 USC 219(b), (c), (g), 408A(c); Publication 590-A. Raises nothing."""
    contributions, phase_outs = law.contributions, law.phase_outs
    is_old = age_in(saver.born, law.year) >= contributions.ira_catch_up_age
    catch_up = contributions.ira_catch_up_usd if is_old else ZERO
    most = contributions.ira_usd + catch_up
    if saver.compensation_usd is not None:
        most = min(most, max(ZERO, saver.compensation_usd))
    roth = min(
        reduced_usd(most, saver.magi_usd, phase_outs.roth[_status(saver)], phase_outs),
        max(ZERO, most - traditional_usd),
    )
    return IraRoom(
        both=Room(most, min(catch_up, most), traditional_usd + roth_usd),
        roth=Room(roth, min(catch_up, roth), roth_usd),
        deductible_usd=min(_deductible_usd(saver, most, phase_outs), max(ZERO, most - roth_usd)),
    )


def _status(saver: Saver) -> FilingStatus:
    is_alone = saver.status is FilingStatus.MARRIED_SEPARATE and saver.lived_apart
    return FilingStatus.SINGLE if is_alone else saver.status


def _deductible_usd(saver: Saver, most_usd: Decimal, law: PhaseOutLaw) -> Decimal:
    status = _status(saver)
    if saver.is_covered:
        return reduced_usd(most_usd, saver.magi_usd, law.covered[status], law)
    if saver.is_spouse_covered and status in law.spouse_covered:
        return reduced_usd(most_usd, saver.magi_usd, law.spouse_covered[status], law)
    return most_usd


def reduced_usd(
    limit_usd: Decimal, magi_usd: Decimal | None, phase_out: PhaseOut, law: PhaseOutLaw
) -> Decimal:
    """A limit within its phase-out: its share of the way left, rounded up to 10 dollars, not below 200.

    An income that is not known does not reduce. Source: 26 USC 219(g)(2), 408A(c)(3)(A); Publication 590-A,
    Worksheets 1-2 and 2-2.
    """
    if magi_usd is None or magi_usd <= phase_out.from_usd:
        return limit_usd
    if magi_usd >= phase_out.to_usd:
        return ZERO
    share = limit_usd * (phase_out.to_usd - magi_usd) / (phase_out.to_usd - phase_out.from_usd)
    stepped = (share / law.step_usd).quantize(ONE, rounding=ROUND_UP) * law.step_usd
    return min(limit_usd, max(law.least_usd, stepped))


def deferral_room(born: date, law: RetirementLaw, deferred_usd: Decimal) -> Room:
    """Elective deferrals into all 401(k) and 403(b) plans of one person together, Roth ones included.

    Source: 26 USC 402(g)(1), 402(g)(3), 414(v). Raises nothing.
    """
    limits = law.contributions
    first, last = limits.high_catch_up_ages
    age = age_in(born, law.year)
    catch_up = limits.catch_up_usd if age >= limits.catch_up_age else ZERO
    if first <= age <= last:
        catch_up = limits.high_catch_up_usd
    return Room(limits.deferral_usd + catch_up, catch_up, deferred_usd)


def must_catch_up_as_roth(wages_last_year_usd: Decimal, law: RetirementLaw) -> bool:
    """Whether catch-ups must be Roth, by last year's wages from this employer (26 USC 414(v)(7))."""
    above = law.contributions.roth_catch_up_wages_usd
    return above is not None and wages_last_year_usd > above


def additions_room(law: RetirementLaw, compensation_usd: Decimal, added_usd: Decimal) -> Room:
    """Everything paid into one employer's plans, catch-ups aside (26 USC 415(c)(1))."""
    return Room(min(law.contributions.additions_usd, max(ZERO, compensation_usd)), ZERO, added_usd)


def simple_room(born: date, law: RetirementLaw, deferred_usd: Decimal, *, is_small: bool = False) -> Room:
    """Deferrals into a SIMPLE IRA; `is_small` for an employer with the higher limits of the SECURE 2.0 Act.

    Source: 26 USC 408(p)(2)(E), 414(v)(2)(B)(ii), 414(v)(2)(E)(ii). Raises nothing.
    """
    limits = law.contributions
    first, last = limits.high_catch_up_ages
    age = age_in(born, law.year)
    usual = limits.simple_small_catch_up_usd if is_small else limits.simple_catch_up_usd
    catch_up = usual if age >= limits.catch_up_age else ZERO
    if first <= age <= last:
        catch_up = max(usual, limits.simple_high_catch_up_usd)
    limit = limits.simple_small_usd if is_small else limits.simple_usd
    return Room(limit + catch_up, catch_up, deferred_usd)


def sep_room(law: RetirementLaw, compensation_usd: Decimal, paid_usd: Decimal) -> Room:
    """What an employer may pay into a SEP IRA: a quarter of compensation, up to the limit on additions.

    For the self-employed, compensation is net earnings after this contribution and half the self-employment
    tax. Source: 26 USC 402(h)(2), 408(j). Raises nothing.
    """
    limits = law.contributions
    counted = min(max(ZERO, compensation_usd), limits.compensation_usd)
    return Room(min(limits.sep_rate * counted, limits.additions_usd), ZERO, paid_usd)


def hsa_room(
    born: date, law: RetirementLaw, paid_usd: Decimal, *, is_family: bool, months: int = MONTHS
) -> Room:
    """What may be paid into a health savings account for `months` of a high-deductible plan and no Medicare.

    A couple with family coverage shares its limit; each one's catch-up goes into their own account.
    Source: 26 USC 223(b)(1) to (3), (5), (7). Raises nothing.
    """
    limits = law.contributions
    base = limits.hsa_family_usd if is_family else limits.hsa_self_only_usd
    catch_up = limits.hsa_catch_up_usd if age_in(born, law.year) >= limits.hsa_catch_up_age else ZERO
    return Room((base + catch_up) * months / MONTHS, catch_up * months / MONTHS, paid_usd)
