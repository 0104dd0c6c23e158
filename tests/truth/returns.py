"""The desk where returns are worked: federal bills, netting, carried losses."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus, TaxProfile
from trimtab.core.money import ZERO
from trimtab.tax.bill import Bill, bill_of
from trimtab.tax.netting import year_result
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.schedule_d import net_capital_gain_usd

ORDINARY_PCT, PREFERENTIAL_PCT = Decimal(37), Decimal(20)
INCOME = {
    "wages": ("wages_usd",),
    "interest": ("interest_usd",),
    "ordinary dividends": ("dividends_ordinary_usd",),
    "qualified dividends": ("dividends_ordinary_usd", "dividends_qualified_usd"),
    "short-term gain": ("gain_short_usd",),
    "long-term gain": ("gain_long_usd",),
    "gain on collectibles": ("gain_long_usd", "collectibles_usd"),
    "unrecaptured section 1250 gain": ("gain_long_usd", "unrecaptured_1250_usd"),
    "IRA distribution": ("ira_distribution_usd",),
    "itemised deductions": ("itemised_usd",),
    "short-term loss carried in": ("carryforward_short_usd",),
    "long-term loss carried in": ("carryforward_long_usd",),
}


class Desk:
    """A return, and what came out of it."""

    year: int
    status: FilingStatus
    ages: tuple[int, ...]
    bill: Bill

    def __init__(self) -> None:
        self.usd: dict[str, Decimal] = defaultdict(Decimal)

    def person(self, year: str, status: str, ages: str) -> None:
        self.year, self.status = int(year), FilingStatus(status)
        self.ages = tuple(int(age) for age in ages.split(" and "))

    def amount(self, what: str, usd: str) -> None:
        for name in INCOME[what]:
            self.usd[name] += Decimal(usd)

    def loss(self, term: str, usd: str) -> None:
        self.usd[f"gain_{term}_usd"] -= Decimal(usd)

    def work(self) -> None:
        self.bill = bill_of(FilingUnit(self.status, self.ages, **self.usd), law_for(self.year))

    def line(self, form: str, line: str, usd: str) -> None:
        assert self.bill.sheet(form)[line] == Decimal(usd)

    def agi(self, usd: str) -> None:
        assert self.bill.agi_usd == Decimal(usd)

    def taxable(self, usd: str) -> None:
        assert self.bill.taxable_usd == Decimal(usd)

    def tax(self, usd: str) -> None:
        assert self.bill.income_tax_usd == Decimal(usd)

    def minimum_tax(self, usd: str) -> None:
        assert self.bill.amt_usd == Decimal(usd)

    def investment_tax(self, usd: str) -> None:
        assert self.bill.niit_usd == Decimal(usd)

    def deducted(self, usd: str) -> None:
        assert -self.bill.sheet("Schedule D")["21"] == Decimal(usd)

    def carried(self, term: str, usd: str) -> None:
        assert getattr(self.bill.carryforward, f"{term}_usd") == Decimal(usd)

    def taxed_as_ordinary(self, usd: str) -> None:
        schedule = self.bill.sheet("Schedule D")
        assert max(ZERO, schedule["16"]) - net_capital_gain_usd(schedule) == Decimal(usd)
        self._planner_agrees()

    def preferential(self, usd: str) -> None:
        assert net_capital_gain_usd(self.bill.sheet("Schedule D")) == Decimal(usd)

    def _planner_agrees(self) -> None:
        """The planner's netting at flat rates taxes the same amounts."""
        schedule = self.bill.sheet("Schedule D")
        profile = TaxProfile(self.status, self.year, ORDINARY_PCT, PREFERENTIAL_PCT)
        preferential = net_capital_gain_usd(schedule)
        ordinary = schedule["16"] - preferential
        found = year_result(profile, self.usd["gain_short_usd"], self.usd["gain_long_usd"])
        assert found.tax_usd == (ordinary * ORDINARY_PCT + preferential * PREFERENTIAL_PCT) / 100


NUMBER = r"(-?\d+(?:\.\d+)?)"
SENTENCES = [
    (r"a return of (\d{4}), (\w+), aged (\d+(?: and \d+)?)", Desk.person),
    (rf"({'|'.join(INCOME)}) {NUMBER}", Desk.amount),
    (rf"(short|long)-term loss {NUMBER}", Desk.loss),
    (r"work out the return", Desk.work),
    (rf"(.+), line (\w+): {NUMBER}", Desk.line),
    (rf"adjusted gross income {NUMBER}", Desk.agi),
    (rf"taxable income {NUMBER}", Desk.taxable),
    (rf"tax {NUMBER}", Desk.tax),
    (rf"alternative minimum tax {NUMBER}", Desk.minimum_tax),
    (rf"net investment income tax {NUMBER}", Desk.investment_tax),
    (rf"loss deducted {NUMBER}", Desk.deducted),
    (rf"(short|long)-term loss carried on {NUMBER}", Desk.carried),
    (rf"taxed as ordinary income {NUMBER}", Desk.taxed_as_ordinary),
    (rf"taxed at the rates for long-term gain {NUMBER}", Desk.preferential),
]
