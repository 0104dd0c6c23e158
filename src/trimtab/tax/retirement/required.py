"""Required minimum distributions of an owner's own accounts, and the tax on one that is missed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.core.money import cents
from trimtab.core.problems import BadInputError, error
from trimtab.tax.account_law import DistributionLaw, LifeTables, RetirementLaw
from trimtab.tax.ages import age_in, at_age
from trimtab.tax.retirement.accounts import OWN_IRAS, PLANS, Deferred, LifeTable, Requirement, nothing
from trimtab.tax.retirement.beginning import first_distribution_year
from trimtab.tax.retirement.inherited import inherited_requirement


def required(account: Deferred, law: RetirementLaw, tables: LifeTables) -> Requirement:
    """What an account must pay out for the law's year.

    The balance of 31 December before, divided by the divisor of the age reached in the year, to the cent.
    Raises BadInputError for a spouse younger than the joint table's first age.
    Source: 26 USC 401(a)(9)(A), 408(a)(6), 408A(c)(4); 26 CFR 1.401(a)(9)-5, 1.408-8.
    """
    if account.inheritance is not None:
        return inherited_requirement(account, account.inheritance, law, tables)
    if account.kind not in OWN_IRAS | PLANS:
        return nothing(account, f"no required distributions from a {account.kind} while its owner lives")
    first = first_distribution_year(account.born, law.distributions)
    if law.year < first:
        return nothing(account, f"begins for {first}, the year of age {age_in(account.born, first)}")
    if account.kind in PLANS and account.still_working:
        return nothing(account, "still working for this employer: 26 USC 401(a)(9)(C)(i)(II)")
    table, divisor, ages = _divisor(account, law, tables)
    return Requirement(
        account.account_id,
        None if account.balance_usd is None else cents(account.balance_usd / divisor),
        f"{table} Table, 26 CFR 1.401(a)(9)-9{'(d)' if table is LifeTable.JOINT else '(c)'}",
        divisor,
        table,
        ages,
        date(law.year + 1, 4, 1) if law.year == first else date(law.year, 12, 31),
        is_first=law.year == first,
    )


def _divisor(
    account: Deferred, law: RetirementLaw, tables: LifeTables
) -> tuple[LifeTable, Decimal, tuple[int, ...]]:
    """The joint table where the spouse alone inherits and is more than ten years younger, else the uniform one.

    Source: 26 CFR 1.401(a)(9)-5(c)(2). Ages are counted by the year of birth.
    """
    age = age_in(account.born, law.year)
    if account.spouse_born is not None:
        spouse = age_in(account.spouse_born, law.year)
        if age - spouse > law.distributions.spouse_younger_years:
            return LifeTable.JOINT, _joint(tables, age, spouse), (age, spouse)
    return LifeTable.UNIFORM, at_age(tables.uniform, age), (age,)


def _joint(tables: LifeTables, age: int, spouse: int) -> Decimal:
    row = tables.joint[min(age, max(tables.joint))]
    if spouse < min(row):
        message = f"the joint table begins with a spouse of {min(row)}, and this one is {spouse}"
        raise BadInputError([error("rmd-spouse-young", message, "ask the custodian for the divisor")])
    return row[min(spouse, max(row))]


def missed_tax_usd(missed_usd: Decimal, law: DistributionLaw, *, is_corrected: bool) -> Decimal:
    """The excise on what was not taken in time, less where it was made good within two years (26 USC 4974)."""
    return cents(missed_usd * (law.corrected_rate if is_corrected else law.missed_rate))
