"""Distributions from an inherited account: over the heir's life, within ten years, or both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ONE, cents
from trimtab.core.problems import BadInputError, error
from trimtab.core.retirement import Heir, Inheritance
from trimtab.tax.account_law import DistributionLaw, LifeTables, RetirementLaw
from trimtab.tax.ages import age_in, at_age, reaches
from trimtab.tax.retirement.accounts import Deferred, LifeTable, Requirement, nothing
from trimtab.tax.retirement.beginning import first_distribution_year, required_beginning

SECURE_ACT = date(2020, 1, 1)
NOT_COUNTED = 2020
ELIGIBLE = frozenset({Heir.SPOUSE, Heir.MINOR_CHILD, Heir.DISABLED, Heir.CHRONICALLY_ILL})
ROTHS = frozenset({AccountKind.INHERITED_ROTH_IRA})


@dataclass(frozen=True, slots=True)
class InheritedRule:
    """How an account left at a death must be emptied. Source: 26 USC 401(a)(9)(B), (E), (H); 26 CFR 1.401(a)(9)-3, -5.

    `has_begun`: the one who died had reached the required beginning date. `is_for_life`: payments every year over
    a life expectancy are enough. `first_year` is the first in which a payment is due, None where nothing is due
    before `last_year`, in which the whole account must go.
    """

    heir: Heir
    has_begun: bool
    is_for_life: bool
    first_year: int | None
    last_year: int | None


def inherited_rule(kind: AccountKind, born: date, left: Inheritance, law: DistributionLaw) -> InheritedRule:
    """The rule for an heir born on a day. A Roth IRA counts as left before the required beginning date.

    Who is at most ten years younger than the one who died, to the day, may take payments for life; a child is a
    minor until the age of majority of the regulation. Deaths before 2020 follow the law of their day.
    """
    has_begun = kind not in ROTHS and left.died >= required_beginning(left.decedent_born, law)
    heir, after = _heir(born, left, law), left.died.year + 1
    if heir is Heir.NOT_A_PERSON:
        last = None if has_begun else _five_years_after(left.died.year, law)
        return InheritedRule(heir, has_begun, has_begun, after if has_begun else None, last)
    if heir is Heir.SPOUSE and not has_begun:
        return InheritedRule(
            heir, False, True, max(after, first_distribution_year(left.decedent_born, law)), None
        )
    if heir is Heir.MINOR_CHILD:
        last = born.year + law.majority_age + law.beneficiary_years
        return InheritedRule(heir, has_begun, False, after, last)
    if heir in ELIGIBLE or left.died < SECURE_ACT or born <= reaches(left.decedent_born, 120):
        return InheritedRule(heir, has_begun, True, after, None)
    return InheritedRule(
        heir, has_begun, False, after if has_begun else None, left.died.year + law.beneficiary_years
    )


def _five_years_after(died: int, law: DistributionLaw) -> int:
    """The last year without a beneficiary; 2020 does not count among the years (CARES Act section 2203)."""
    last = died + law.no_beneficiary_years
    return last + 1 if died < NOT_COUNTED <= last else last


def _heir(born: date, left: Inheritance, law: DistributionLaw) -> Heir:
    """A child who was of age at the death, or a death before 2020, makes the child an heir like others."""
    is_of_age = reaches(born, law.majority_age * 12) <= left.died
    if left.heir is Heir.MINOR_CHILD and (is_of_age or left.died < SECURE_ACT):
        return Heir.OTHER
    return left.heir


def inherited_requirement(
    account: Deferred, left: Inheritance, law: RetirementLaw, tables: LifeTables
) -> Requirement:
    """What an heir must take out for the law's year. Raises BadInputError where no table has the heir's age."""
    rule, year = inherited_rule(account.kind, account.born, left, law.distributions), law.year
    if rule.last_year is not None and rule.last_year <= year:
        return _everything(account, year, f"all of it by the end of {rule.last_year}")
    if year <= left.died.year:
        return nothing(
            account, f"begins after the year of death; {left.decedent}'s own for {year} is still due"
        )
    if rule.first_year is None or year < rule.first_year:
        return nothing(account, f"nothing before {_end(rule)}: 26 CFR 1.401(a)(9)-3(c)")
    if (
        rule.last_year is not None
        and rule.heir is Heir.OTHER
        and not law.distributions.annual_within_ten_years
    ):
        return nothing(
            account, f"waived for {year}; all of it by the end of {rule.last_year}: Notice 2024-35"
        )
    table, divisor, age = _divisor(account, left, rule, year, tables)
    if divisor <= ONE or _own_is_used_up(account, left, rule, year, tables):
        return _everything(account, year, "the life expectancy is used up: 26 CFR 1.401(a)(9)-5(e)")
    rest = f"; all of it by the end of {rule.last_year}" if rule.last_year else ""
    return Requirement(
        account.account_id,
        None if account.balance_usd is None else cents(account.balance_usd / divisor),
        f"{table} Table, 26 CFR 1.401(a)(9)-5(d){rest}",
        divisor,
        table,
        (age,),
        date(year, 12, 31),
    )


def _end(rule: InheritedRule) -> str:
    if rule.first_year is not None:
        return str(rule.first_year)
    return f"the end of {rule.last_year}, when all of it must be out"


def _everything(account: Deferred, year: int, reason: str) -> Requirement:
    return Requirement(
        account.account_id, account.balance_usd, reason, deadline=date(year, 12, 31), is_everything=True
    )


def _divisor(
    account: Deferred, left: Inheritance, rule: InheritedRule, year: int, tables: LifeTables
) -> tuple[LifeTable, Decimal, int]:
    """The heir's life expectancy; where the one who died had begun, theirs if it is longer. With the age read."""
    if rule.heir is Heir.SPOUSE and left.spouse_elected:
        age = age_in(account.born, year)
        if age < min(tables.uniform):
            message = f"the Uniform Lifetime Table begins at {min(tables.uniform)}; the spouse is {age}"
            raise BadInputError([error("rmd-spouse-young", message, "ask the custodian for the divisor")])
        return LifeTable.UNIFORM, at_age(tables.uniform, age), age
    theirs = age_in(left.decedent_born, left.died.year)
    remaining = at_age(tables.single, theirs) - (year - left.died.year)
    if rule.heir is Heir.NOT_A_PERSON:
        return LifeTable.SINGLE, remaining, theirs
    own, age = _own(account, left, rule, year, tables)
    if rule.has_begun and remaining > own:
        return LifeTable.SINGLE, remaining, theirs
    return LifeTable.SINGLE, own, age


def _own(
    account: Deferred, left: Inheritance, rule: InheritedRule, year: int, tables: LifeTables
) -> tuple[Decimal, int]:
    """A spouse reads the table anew each year; others read it for the year after the death and count down."""
    if rule.heir is Heir.SPOUSE:
        age = age_in(account.born, year)
        return at_age(tables.single, age), age
    age = age_in(account.born, left.died.year + 1)
    return at_age(tables.single, age) - (year - left.died.year - 1), age


def _own_is_used_up(
    account: Deferred, left: Inheritance, rule: InheritedRule, year: int, tables: LifeTables
) -> bool:
    """An heir who counts down the other's longer expectancy must still end with their own (since 2020)."""
    counts_down = rule.heir not in {Heir.NOT_A_PERSON, Heir.SPOUSE} and left.died >= SECURE_ACT
    return counts_down and _own(account, left, rule, year, tables)[0] <= ONE
