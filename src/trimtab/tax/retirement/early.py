"""The additional tax on money taken out before its time, and the reasons for which there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO, cents, usd
from trimtab.core.problems import Problem, error
from trimtab.tax.account_law import EarlyException, EarlyLaw
from trimtab.tax.ages import age_in, reaches

PLANS = frozenset({AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B})
UNTAXED = frozenset({AccountKind.TAXABLE, AccountKind.TRUST, AccountKind.E529})
HSA_REASONS = frozenset({"death", "disability"})
SEPARATION, SEPARATION_AGE = "separation_at_55", 55


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Money taken out of one account on a day. `taxable_usd` is the part that is income; an HSA's is what did not
    pay for medical care. `reasons` names exceptions and how much falls under each, in USD.

    `simple_since` is the day on which the owner first took part in a SIMPLE plan.
    """

    kind: AccountKind
    born: date
    paid: date
    taxable_usd: Decimal
    reasons: Mapping[str, Decimal] = field(default_factory=dict)
    simple_since: date | None = None


@dataclass(frozen=True, slots=True)
class EarlyTax:
    """The additional tax: `base_usd` at `rate`. `excepted` are the reasons that counted, with their amounts.

    `problems` names reasons that this year's law does not have, or not for this kind of account.
    """

    base_usd: Decimal
    rate: Decimal
    tax_usd: Decimal
    excepted: tuple[tuple[EarlyException, Decimal], ...]
    problems: tuple[Problem, ...]


def early_tax(withdrawal: Withdrawal, law: EarlyLaw) -> EarlyTax:
    """The additional tax on a withdrawal, beside the income tax. Raises nothing.

    A Roth IRA's `taxable_usd` is what `roth.withdraw` calls `penalised_usd`. Source: 26 USC 72(t), 223(f)(4).
    """
    if _is_in_time(withdrawal, law):
        return EarlyTax(ZERO, ZERO, ZERO, (), ())
    excepted, problems = [], []
    for name, claimed in sorted(withdrawal.reasons.items()):
        found = law.exception(name)
        if found is None or not _fits(found, withdrawal.kind):
            problems.append(_not_here(name, withdrawal.kind, law))
        else:
            limit = claimed if found.limit_usd is None else min(claimed, found.limit_usd)
            problems.extend(_over(found, claimed))
            excepted.append((found, limit))
    free = sum((amount for _, amount in excepted), ZERO)
    base, rate = max(ZERO, withdrawal.taxable_usd - free), _rate(withdrawal, law)
    return EarlyTax(base, rate, cents(base * rate), tuple(excepted), tuple(problems))


def in_time_from(kind: AccountKind, born: date, law: EarlyLaw) -> date | None:
    """The day from which money of this kind of account bears no additional tax; None: it never bears one.

    Source: 26 USC 72(t)(2)(A)(i), (ii), 223(f)(4)(C).
    """
    if kind in UNTAXED | {AccountKind.INHERITED_IRA, AccountKind.INHERITED_ROTH_IRA}:
        return None
    return reaches(born, law.hsa_age * 12 if kind is AccountKind.HSA else law.age_months)


def open_exceptions(kind: AccountKind, born: date, paid: date, law: EarlyLaw) -> tuple[EarlyException, ...]:
    """The exceptions that this kind of account has, and the owner's age in the year of payment allows.

    Source: 26 USC 72(t)(2), 72(t)(3)(A), 223(f)(4)(B).
    """
    too_young = age_in(born, paid.year) < SEPARATION_AGE
    return tuple(
        one for one in law.exceptions if _fits(one, kind) and not (too_young and one.name == SEPARATION)
    )


def _is_in_time(withdrawal: Withdrawal, law: EarlyLaw) -> bool:
    since = in_time_from(withdrawal.kind, withdrawal.born, law)
    return since is None or withdrawal.paid >= since


def _rate(withdrawal: Withdrawal, law: EarlyLaw) -> Decimal:
    if withdrawal.kind is AccountKind.HSA:
        return law.hsa_rate
    since = withdrawal.simple_since
    if withdrawal.kind is AccountKind.SIMPLE_IRA and since is not None:
        return law.simple_rate if withdrawal.paid < reaches(since, law.simple_years * 12) else law.rate
    return law.rate


def _fits(exception: EarlyException, kind: AccountKind) -> bool:
    if kind is AccountKind.HSA:
        return exception.name in HSA_REASONS
    return exception.from_plan if kind in PLANS else exception.from_ira


def _not_here(name: str, kind: AccountKind, law: EarlyLaw) -> Problem:
    known = ", ".join(one.name for one in law.exceptions if _fits(one, kind))
    message = f"{name} is no reason for which a withdrawal from a {kind} goes untaxed"
    return error("early-reason", message, f"use one of: {known}")


def _over(exception: EarlyException, claimed_usd: Decimal) -> Iterator[Problem]:
    if exception.limit_usd is not None and claimed_usd > exception.limit_usd:
        message = f"{exception.name} covers {usd(exception.limit_usd)} at most, not {usd(claimed_usd)}"
        yield error("early-limit", message, f"claim what {exception.source} allows")
