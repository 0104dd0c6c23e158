"""The state income tax bill of one return, with every line that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import HUNDRED, ZERO, cents, plain
from trimtab.core.problems import BadInputError, error
from trimtab.core.quick import quickly_made
from trimtab.tax.bill import Bill
from trimtab.tax.states.allowances import adjustment_usd, allowance_usd, tier
from trimtab.tax.states.amounts import Amounts, netting, start_usd
from trimtab.tax.states.brackets import bracket_tax_usd
from trimtab.tax.states.law import Base, Start, StateLaw
from trimtab.tax.states.rates import (
    class_amounts,
    class_tax_usd,
    extra_tax_usd,
    maximum_tax_usd,
    most_usd,
    recapture_usd,
    surtax_usd,
)
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.sheet import Line, Sheet, above_zero, smaller

STARTS = {
    Start.FEDERAL_AGI: "Federal adjusted gross income",
    Start.FEDERAL_TAXABLE_INCOME: "Federal taxable income",
    Start.GROSS_INCOME: "Gross income",
    Start.NONE: "No tax on income as such",
}


@quickly_made
@dataclass(frozen=True, slots=True)
class StateBill:
    """A return's state income tax in USD, rounded once to the cent.

    `income_usd` is the state's income before deductions, `taxable_usd` after them, `unrounded_usd` the exact tax.
    `law` says what was applied, with its hash, what it assumes and what it leaves out.
    """

    law: StateLaw
    sheet: Sheet
    income_usd: Decimal
    taxable_usd: Decimal
    tax_usd: Decimal
    unrounded_usd: Decimal

    def lines(self) -> tuple[Line, ...]:
        """Every line of the worksheet, in order, with its words."""
        return self.sheet.lines()


class _Page:
    """A sheet being filled in: each line gets its number, words and amount."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.usd: dict[str, Decimal] = {}

    def line(self, number: str, label: str, usd: Decimal) -> Decimal:
        self.labels[number], self.usd[number] = label, usd
        return usd

    def lines(self, number: str, parts: Mapping[str, Decimal]) -> Decimal:
        """Lines 2.1, 2.2 ... of what belongs together; returns their total."""
        total = ZERO
        for place, (label, usd) in enumerate(parts.items(), 1):
            total += self.line(f"{number}.{place}", label, usd)
        return total


def state_bill(unit: FilingUnit, federal: Bill, law: StateLaw) -> StateBill:
    """Work out the state income tax of a return from its federal bill.

    Amounts are exact, without tax tables or whole-dollar rounding; `law.not_modelled` lists what is left out and
    `law.assumes` what is taken for granted. Raises ValueError where the federal bill is of another year or return.
    Source: the sections named in `law.sources`.
    """
    if federal.law.year != law.year:
        raise ValueError(f"a federal bill of {federal.law.year} with the law of {law.place} of {law.year}")
    if federal.unit is not unit and federal.unit != unit:
        raise ValueError("the federal bill is of another return")
    page = _Page()
    known = _income(unit, federal, law, page)
    tax = _tax(unit, law, page, known)
    tax = page.line("15", f"{law.name} income tax", tax)
    return StateBill(
        law=law,
        sheet=Sheet(f"{law.name} {law.year}", page.labels, page.usd),
        income_usd=known[Base.STATE_INCOME],
        taxable_usd=known[Base.TAXABLE],
        tax_usd=cents(tax),
        unrounded_usd=tax,
    )


def local_tax(bill: StateBill, rate_pct: Decimal) -> Decimal:
    """A city's or county's tax at a rate given by hand, on the state's taxable income (line 6), to the cent.

    Raises BadInputError for a rate outside 0 to 100 percent, and where the state has no taxable income to apply it to.
    """
    if not ZERO <= rate_pct <= HUNDRED:
        message = f"local_rate_pct is {plain(rate_pct)}"
        raise BadInputError([error("local-rate", message, "give percent, such as 3.876 for 3.876%")])
    if rate_pct and bill.law.start is Start.NONE:
        message = (
            f"{bill.law.name} has no income tax, so there is no base for a local rate of {plain(rate_pct)}%"
        )
        raise BadInputError([error("local-rate", message, "leave local_rate_pct out")])
    return cents(bill.taxable_usd * rate_pct / HUNDRED)


def _income(unit: FilingUnit, federal: Bill, law: StateLaw, page: _Page) -> Amounts:
    """Lines 1 to 6: from the starting point to taxable income."""
    schedule = netting(unit, federal, law)
    known = Amounts(unit, federal, schedule)
    start = page.line("1", STARTS[law.start], start_usd(federal, law, schedule))
    added = page.lines("2", {one.name: adjustment_usd(one, unit, known) for one in law.additions})
    known[Base.STATE_INCOME] = start + added
    taken = page.lines("3", {one.name: adjustment_usd(one, unit, known) for one in law.subtractions})
    income = known[Base.STATE_INCOME] = page.line("4", "State income", start + added - taken)
    deducted = page.lines("5", {one.name: allowance_usd(one, unit, known) for one in law.deductions})
    known[Base.TAXABLE] = page.line("6", "Taxable income", above_zero(income - deducted))
    return known


def _tax(unit: FilingUnit, law: StateLaw, page: _Page, known: Amounts) -> Decimal:
    """Lines 7 to 14: from taxable income to tax."""
    status = unit.status
    tax = _rates_usd(unit, law, page, known)
    tax += page.lines("9", {one.name: extra_tax_usd(one, status, known) for one in law.extras})
    tax -= page.lines("10", {name: tax * tier(tiers, status, known) for name, tiers in law.tax_shares})
    if law.minimum and known[law.minimum.of] > law.minimum.over_usd[status]:
        tax = max(tax, page.line("11", "Minimum tax", law.minimum.rate * known[law.minimum.of]))
    tax = above_zero(
        tax - page.lines("12", {one.name: allowance_usd(one, unit, known) for one in law.credits})
    )
    if (most := most_usd(law.maximum_tax, unit, known)) is not None:
        tax = min(tax, page.line("12m", "The most that is due", most))
    if law.no_tax and known[law.no_tax.of] <= law.no_tax.not_over_usd[status]:
        tax = page.line("13", "No tax is due from incomes this low", ZERO)
    return tax + page.lines("14", {one.name: surtax_usd(one, status, known) for one in law.surtaxes})


def _rates_usd(unit: FilingUnit, law: StateLaw, page: _Page, known: Amounts) -> Decimal:
    """Lines 7 and 8: brackets, classes of income and the recapture of lower brackets."""
    if law.brackets is None:
        return ZERO
    status, taxable = unit.status, known[Base.TAXABLE]
    found = class_amounts(law.classes, taxable, known)
    below = taxable - sum(found.values(), ZERO)
    ordinary = bracket_tax_usd(law.brackets, status, below)
    if law.maximum:
        ordinary = smaller(ordinary, maximum_tax_usd(law.maximum, law.brackets, status, taxable, known))
    page.line("7", "Tax at the brackets", ordinary)
    own = {one.name: class_tax_usd(one, status, found[one.name], below) for one in law.classes}
    tax = ordinary + page.lines("8", own)
    if law.recapture:
        top = law.brackets.rates[-1]
        recaptured = recapture_usd(law.recapture, status, taxable, tax, top, known)
        tax += page.line("8r", "Recapture of lower brackets", recaptured)
    return tax
