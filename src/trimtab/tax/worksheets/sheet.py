"""A filled-in form: amounts by line, in the order in which they were worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from trimtab.core.money import ONE, ZERO
from trimtab.core.quick import quickly_made
from trimtab.tax.surface.patchwork import Unsettled, patchwork_of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form: its number, what it says, and the amount in USD (or a rate-free count of dollars)."""

    form: str
    line: str
    label: str
    usd: Decimal


@quickly_made
@dataclass(frozen=True, slots=True)
class Sheet:
    """A form by its name, with exact amounts by line number. `labels` has the words of every line."""

    form: str
    labels: Mapping[str, str]
    amounts: Mapping[str, Decimal]

    def __getitem__(self, line: str) -> Decimal:
        """The amount on a line. Raises KeyError for a line that the form does not have."""
        return self.amounts[line]

    def lines(self) -> tuple[Line, ...]:
        """The lines with their words, in order."""
        return tuple(Line(self.form, line, self.labels[line], usd) for line, usd in self.amounts.items())


def is_settled(amount: Decimal) -> bool:
    """Whether it is one amount, and not a number of results that are not known yet."""
    return type(amount) is Decimal


def reach_usd(amount: Decimal) -> tuple[Decimal, Decimal]:
    """The least and the most that it can come to: a settled amount comes to itself."""
    return (amount, amount) if type(amount) is Decimal else cast("Unsettled", amount).ends()


def above_zero(amount: Decimal) -> Decimal:
    """ "If zero or less, enter -0-": the most frequent words on any form."""
    if type(amount) is Decimal:
        return amount if amount > 0 else ZERO
    return patchwork_of(amount).above_zero(cast("Unsettled", amount))


def smaller(one: Decimal, other: Decimal) -> Decimal:
    """ "Enter the smaller of": min, for results that are not known yet as well."""
    if type(one) is Decimal and type(other) is Decimal:
        return one if one <= other else other
    return patchwork_of(one, other).smaller(one, other)


def larger(one: Decimal, other: Decimal) -> Decimal:
    """ "Enter the larger of": max, for results that are not known yet as well."""
    if type(one) is Decimal and type(other) is Decimal:
        return one if one >= other else other
    return patchwork_of(one, other).larger(one, other)


def where_above(amount: Decimal, bound: Decimal, then: Decimal, otherwise: Decimal) -> Decimal:
    """The one where an amount is above a bound, the other where it is not: for rules that begin or end at a step."""
    if type(amount) is Decimal and type(bound) is Decimal:
        return then if amount > bound else otherwise
    return patchwork_of(amount, bound).picked(amount - bound, then, otherwise)


def rising_tax_usd(income: Decimal, rates: tuple[Decimal, ...], upper_usd: tuple[Decimal, ...]) -> Decimal:
    """The tax by brackets, exact; `upper_usd` are their tops, one fewer than there are rates."""
    if type(income) is not Decimal:
        return patchwork_of(income).by_brackets(income, rates, upper_usd)
    tax, bottom, rate = ZERO, ZERO, rates[-1]
    for below, top in zip(rates, upper_usd, strict=False):
        if income <= top:
            rate = below
            break
        tax += below * (top - bottom)
        bottom = top
    return tax + rate * (income - bottom) if income > bottom else tax


def tier_amount(income: Decimal, upper_usd: tuple[Decimal, ...], amounts: tuple[Decimal, ...]) -> Decimal:
    """The amount of the tier that an income falls in; a top belongs to its tier, the last one has none."""
    if type(income) is not Decimal:
        return patchwork_of(income).by_tiers(income, upper_usd, amounts)
    return amounts[sum(1 for top in upper_usd if top < income)]


def worked_if_more(work: Callable[[], Decimal], than: Decimal) -> Decimal:
    """What the work comes to; of results that are not known yet, `than` itself where it is nowhere more than that.

    So a tax that stands only where it is the larger one parts no results where it never does.
    """
    return work() if type(than) is Decimal else patchwork_of(than).unless_idle(work, than, ONE)


def worked_if_less(work: Callable[[], Decimal], than: Decimal) -> Decimal:
    """The same for what stands only where it is less."""
    return work() if type(than) is Decimal else patchwork_of(than).unless_idle(work, than, -ONE)
