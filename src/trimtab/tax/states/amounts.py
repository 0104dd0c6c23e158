"""The amounts of a return that state rules are about."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.tax.bill import Bill
from trimtab.tax.states.law import Base, Start, StateLaw
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.deductions import standard_deduction_usd
from trimtab.tax.worksheets.schedule_d import net_capital_gain_usd, result_usd, schedule_d_by, with_limit
from trimtab.tax.worksheets.sheet import Sheet, above_zero, smaller


class Amounts(dict[Base, Decimal]):
    """Every amount that a state's rules ask for, each worked out when it is first asked for.

    The state's own income and taxable income are put in once they are known. Raises KeyError before that.
    """

    def __init__(self, unit: FilingUnit, federal: Bill, schedule: Sheet) -> None:
        super().__init__()
        self.unit = unit
        self.federal = federal
        self.schedule = schedule

    def __missing__(self, base: Base) -> Decimal:
        amount = self[base] = _WORKED_OUT[base](self)
        return amount


def netting(unit: FilingUnit, federal: Bill, law: StateLaw) -> Sheet:
    """Schedule D by the state's own rules: with its loss limit, and without carryforwards where it has none."""
    own = federal.sheet("Schedule D")
    schedule = netted(unit, own, law)
    if law.losses is None or law.losses.against is None:
        return schedule
    most = Amounts(unit, federal, own)[law.losses.against]
    return with_limit(schedule, smaller(law.losses.limit_usd[unit.status], most))


def netted(unit: FilingUnit, own: Sheet, law: StateLaw) -> Sheet:
    """The same before what a loss may be set against bounds it; `own` is the federal Schedule D."""
    if law.losses is None:
        return own
    limit = law.losses.limit_usd[unit.status]
    if law.losses.has_carryforward or not (unit.carryforward_short_usd or unit.carryforward_long_usd):
        return with_limit(own, limit)
    return schedule_d_by(unit, limit, has_carryforward=False)


def start_usd(federal: Bill, law: StateLaw, schedule: Sheet) -> Decimal:
    """The first line of the state's return, with the capital result as the state nets it."""
    own = federal.sheet("Schedule D")
    difference = ZERO if schedule is own else result_usd(schedule) - result_usd(own)
    if law.start is Start.FEDERAL_AGI:
        return federal.agi_usd + difference
    if law.start is Start.FEDERAL_TAXABLE_INCOME:
        return federal.taxable_usd + difference
    if law.start is Start.GROSS_INCOME:
        return federal.sheet("Form 1040")["9"] + difference
    return ZERO


def _standard_usd(known: Amounts) -> Decimal:
    unit, federal = known.unit, known.federal
    return standard_deduction_usd(unit, federal.law.statuses[unit.status])


def _investment_and_ira_usd(known: Amounts) -> Decimal:
    unit = known.unit
    investment = known[Base.INTEREST_AND_DIVIDENDS] + result_usd(known.schedule)
    return above_zero(investment + unit.ira_distribution_usd)


_WORKED_OUT: dict[Base, Callable[[Amounts], Decimal]] = {
    Base.WAGES: lambda known: known.unit.wages_usd,
    Base.INTEREST: lambda known: known.unit.interest_usd,
    Base.DIVIDENDS: lambda known: known.unit.dividends_ordinary_usd,
    Base.DIVIDENDS_QUALIFIED: lambda known: known.unit.dividends_qualified_usd,
    Base.INTEREST_AND_DIVIDENDS: lambda known: known.unit.interest_usd + known.unit.dividends_ordinary_usd,
    Base.GAIN_NET: lambda known: above_zero(known.schedule["16"]),
    Base.GAIN_SHORT: lambda known: known[Base.GAIN_NET] - known[Base.GAIN_LONG],
    Base.GAIN_LONG: lambda known: net_capital_gain_usd(known.schedule),
    Base.GAIN_LONG_OWN: lambda known: above_zero(known.schedule["15"]),
    Base.GAIN_COLLECTIBLES: lambda known: smaller(known[Base.GAIN_LONG], known.schedule["18"]),
    Base.GAIN_COMMON: lambda known: known[Base.GAIN_LONG] - known[Base.GAIN_COLLECTIBLES],
    Base.IRA_DISTRIBUTION: lambda known: known.unit.ira_distribution_usd,
    Base.INVESTMENT_AND_IRA: _investment_and_ira_usd,
    Base.FEDERAL_AGI: lambda known: known.federal.agi_usd,
    Base.FEDERAL_TAXABLE_INCOME: lambda known: known.federal.taxable_usd,
    Base.FEDERAL_STANDARD: _standard_usd,
    Base.FEDERAL_BASIC_STANDARD: lambda known: (
        known.federal.law.statuses[known.unit.status].standard_deduction_usd
    ),
    Base.FEDERAL_DEDUCTION: lambda known: known.federal.sheet("Form 1040")["12"],
    Base.FEDERAL_SENIOR_DEDUCTION: lambda known: known.federal.sheet("Form 1040")["13b"],
    Base.FEDERAL_TAX: lambda known: known.federal.income_tax_usd + known.federal.amt_usd,
    Base.FEDERAL_TAX_WITH_NIIT: lambda known: known.federal.total_usd,
    Base.NET_INVESTMENT_INCOME: lambda known: known.federal.sheet("Form 8960")["12"],
}
