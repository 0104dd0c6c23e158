"""The year by the household's own return: federal, state and local law, with a plan's results in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.bounded import Bounded
from trimtab.core.canonical import digest
from trimtab.core.changed import changed
from trimtab.core.kept import kept
from trimtab.core.money import HUNDRED, ONE, ZERO, cents, plain
from trimtab.core.year_tax import Cell, GainRates, Rates, Results, YearOutcome
from trimtab.tax.bill import carryforward_of, ways_to_deduct
from trimtab.tax.law import FederalLaw
from trimtab.tax.states.amounts import netted
from trimtab.tax.states.law import StateLaw
from trimtab.tax.surface.explore import clipped, explore
from trimtab.tax.total import DollarCost, TotalBill, added_cost, best_bill, total_bill_with
from trimtab.tax.unit import FilingUnit
from trimtab.tax.worksheets.schedule_d import as_taxed, result_usd, schedule_d
from trimtab.tax.worksheets.sheet import Sheet, smaller, where_above, worked_if_less

INCOME_STEP_USD = Decimal(1000)  # over which the rate of income is a mean
MILLIONTH = Decimal("0.000001")
MOST_OUTCOMES = 4096  # bills of one return that are kept
MOST_RANGES = 16  # surfaces of one return, and returns with more income, that are kept

_AsTaxed = tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]]  # by federal and by state netting


class _Taxed(NamedTuple):
    """What results come to that are taxed alike, in USD: the year's tax, and income before the floor of zero."""

    tax_usd: Decimal
    below_floor_usd: Decimal


class KnownReturn:
    """A return with its laws, and every bill of it that was asked for: worked out once, kept for the next question.

    `state_law` None: not known, or no state said; then `state_rate_pct` of the capital result (or of the loss that is
    deducted) stands for the state's tax on it, and nothing for its tax on the rest. Raises as `total_bill` does.
    """

    def __init__(
        self,
        unit: FilingUnit,
        law: FederalLaw,
        state_law: StateLaw | None = None,
        local_rate_pct: Decimal = ZERO,
        state_rate_pct: Decimal = ZERO,
    ) -> None:
        self.unit = unit
        self.law = law
        self.state_law = state_law
        self.local_rate_pct = local_rate_pct
        self.flat_rate = ZERO if state_law else state_rate_pct / HUNDRED
        self._outcomes: Bounded[tuple[Decimal, Decimal], YearOutcome] = Bounded(MOST_OUTCOMES)
        self._taxed: Bounded[_AsTaxed, _Taxed] = Bounded(MOST_OUTCOMES)
        self._cells: Bounded[Results, tuple[Cell, ...]] = Bounded(MOST_RANGES)
        self._explored: Bounded[Results, tuple[Cell, ...]] = Bounded(MOST_RANGES)
        self._others: Bounded[Decimal, KnownReturn] = Bounded(MOST_RANGES)

    def bill(self, short_usd: Decimal, long_usd: Decimal) -> TotalBill:
        """The whole bill with these results beside what the return has; the flat state rate is not in it."""
        return self._best(self._unit(short_usd, long_usd)) if short_usd or long_usd else self._as_it_stands

    def _best(self, unit: FilingUnit) -> TotalBill:
        return best_bill(self._bill_with(unit, way) for way in self._ways)

    def _bill_with(self, unit: FilingUnit, itemise: bool) -> TotalBill:
        return total_bill_with(unit, self.law, self.state_law, self.local_rate_pct, itemise=itemise)

    def _unit(self, short_usd: Decimal, long_usd: Decimal) -> FilingUnit:
        short, long = self.unit.gain_short_usd + short_usd, self.unit.gain_long_usd + long_usd
        return self.unit.with_gains(short, long)

    @kept
    def _ways(self) -> tuple[bool, ...]:
        """Whether to itemise: the way that costs less as things stand comes first."""
        ways = ways_to_deduct(self.unit)
        if len(ways) == 1:
            return ways
        bills = {way: self._bill_with(self.unit, way) for way in ways}
        best = best_bill(bills.values())
        return tuple(sorted(ways, key=lambda way: bills[way] is not best))

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """The year to the cent."""
        return self._outcomes.get((short_usd, long_usd), lambda: self._outcome(short_usd, long_usd))

    def _outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        unit = self._unit(short_usd, long_usd)
        schedule = self._schedule_d(unit)
        as_taxed = self._as_taxed(unit, schedule)
        tax, below_floor = self._taxed.get(as_taxed, lambda: self._tax(self.bill(short_usd, long_usd)))
        carried = carryforward_of(schedule, below_floor)
        return YearOutcome(tax, carried.short_usd, carried.long_usd)

    def _tax(self, bill: TotalBill) -> _Taxed:
        return _Taxed(bill.total_usd + cents(self._flat_usd(bill)), bill.federal.taxable_before_floor_usd)

    def _schedule_d(self, unit: FilingUnit) -> Sheet:
        return schedule_d(unit, self.law.statuses[unit.status])

    def _as_taxed(self, unit: FilingUnit, schedule: Sheet) -> _AsTaxed:
        """All that the bill knows of a return's results, by federal and by state netting."""
        own = as_taxed(schedule)
        if self.state_law is None or self.state_law.losses is None:
            return own, own
        return own, as_taxed(netted(unit, schedule, self.state_law))

    def cells(self, results: Results) -> tuple[Cell, ...]:
        """The surface over a range: cut out of one explored before where one holds it, else explored now."""
        return self._cells.get(results, lambda: self._cut_out(results.with_width))

    def _cut_out(self, results: Results) -> tuple[Cell, ...]:
        before = self._explored.found
        held = [cells for explored, cells in before.items() if explored.holds(results)]
        if held:
            return clipped(min(held, key=len), results)
        whole = results
        for explored in before:
            whole = whole.with_all(explored)
        cells = self._explored.get(whole, lambda: explore(self._unrounded, whole))
        return cells if whole == results else clipped(cells, results)

    @kept
    def fingerprint(self) -> str:
        """A hash of the return and of its laws."""
        state = self.state_law.sha256 if self.state_law else ""
        return digest(self.unit, self.law.sha256, state, self.local_rate_pct, self.flat_rate)

    @kept
    def rates(self) -> Rates:
        """What the next dollar of income costs: every bill worked out again with it. The flat state rate counts for
        each."""
        flat, interest = self.flat_rate, self._more(interest_usd=INCOME_STEP_USD)
        return Rates(
            interest=_rate(interest.total_usd) + flat,
            qualified=_rate(self._more(qualified_usd=INCOME_STEP_USD).total_usd) + flat,
            exempt=_rate((interest.state_usd or ZERO) + (interest.local_usd or ZERO)) + flat,
        )

    @kept
    def gain_rates(self) -> GainRates:
        """The same of gain: two bills that most plans need not ask for."""
        short, long = self._gain_cost(ONE, ZERO), self._gain_cost(ZERO, ONE)
        return GainRates(short.total_usd + self.flat_rate, long.total_usd + self.flat_rate)

    def _more(self, interest_usd: Decimal = ZERO, qualified_usd: Decimal = ZERO) -> DollarCost:
        """What so much more interest costs, or so much more of qualified dividends."""
        unit = changed(
            self.unit,
            interest_usd=self.unit.interest_usd + interest_usd,
            dividends_ordinary_usd=self.unit.dividends_ordinary_usd + qualified_usd,
            dividends_qualified_usd=self.unit.dividends_qualified_usd + qualified_usd,
        )
        return added_cost(self._as_it_stands, self._best(unit))

    def _gain_cost(self, short_usd: Decimal, long_usd: Decimal) -> DollarCost:
        unit, stands = self._unit(short_usd, long_usd), self._as_it_stands
        is_alike = self._as_taxed(unit, self._schedule_d(unit)) == self._taxed_as_it_stands
        return added_cost(stands, stands if is_alike else self._best(unit))

    @kept
    def _as_it_stands(self) -> TotalBill:
        return self._best(self.unit)

    @kept
    def _taxed_as_it_stands(self) -> _AsTaxed:
        return self._as_taxed(self.unit, self._as_it_stands.federal.sheet("Schedule D"))

    def _unrounded(self, short_usd: Decimal, long_usd: Decimal) -> tuple[Decimal, Decimal]:
        """Tax and losses carried, exact, of the way to deduct that costs less."""
        first, *others = self._ways
        unit = self._unit(short_usd, long_usd)
        tax, carried = self._exact(unit, first)
        for way in others:
            found: list[Decimal] = []

            def other_tax(way: bool = way, found: list[Decimal] = found) -> Decimal:
                found[:] = self._exact(unit, way)
                return found[0]

            other = worked_if_less(other_tax, tax)
            carried = where_above(tax, other, found[1], carried)
            tax = smaller(tax, other)
        return tax, carried

    def _exact(self, unit: FilingUnit, itemise: bool) -> tuple[Decimal, Decimal]:
        bill = self._bill_with(unit, itemise)
        return bill.unrounded_usd + self._flat_usd(bill), bill.federal.carried_usd

    def _flat_usd(self, bill: TotalBill) -> Decimal:
        return self.flat_rate * result_usd(bill.federal.sheet("Schedule D")) if self.flat_rate else ZERO

    def with_income(self, income_usd: Decimal) -> KnownReturn:
        """The same return with so much more taken out of retirement accounts, taxed as ordinary income."""
        if not income_usd:
            return self
        return self._others.get(income_usd, lambda: self._with_income(income_usd))

    def _with_income(self, income_usd: Decimal) -> KnownReturn:
        unit = replace(self.unit, ira_distribution_usd=self.unit.ira_distribution_usd + income_usd)
        rate = self.flat_rate * HUNDRED
        return KnownReturn(unit, self.law, self.state_law, self.local_rate_pct, rate)


def _rate(cost_usd: Decimal) -> Decimal:
    return (cost_usd / INCOME_STEP_USD).quantize(MILLIONTH)


class ReturnYear:
    """A `YearTax` by the true bill. `short_usd` and `long_usd` are results that came after the return was filled in."""

    def __init__(self, known: KnownReturn, short_usd: Decimal = ZERO, long_usd: Decimal = ZERO) -> None:
        self.known = known
        self.short_usd = short_usd
        self.long_usd = long_usd

    @property
    def is_bill(self) -> bool:
        """It is the bill."""
        return True

    @property
    def words(self) -> str:
        """The laws it goes by; where the state's is not known, the rate that stands for it."""
        known = self.known
        if known.state_law is not None:
            return f"federal and {known.state_law.name} law of {known.law.year}"
        words = f"federal law of {known.law.year}"
        if known.flat_rate:
            words += f", and your own {plain(known.flat_rate * HUNDRED)}% of the gain for the state"
        return words

    @property
    def fingerprint(self) -> str:
        """The return, the results behind it and the hashes of its laws."""
        return digest(self.known.fingerprint, self.short_usd, self.long_usd)

    @property
    def rates(self) -> Rates:
        """What the next dollar costs on the return as it was filled in: what a plan realises once changes no place."""
        return self.known.rates

    @property
    def gain_rates(self) -> GainRates:
        """The same of gain."""
        return self.known.gain_rates

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        """The bill to the cent, and what is carried on, with these results of the plan."""
        return self.known.outcome(self.short_usd + short_usd, self.long_usd + long_usd)

    def cells(self, results: Results) -> tuple[Cell, ...]:
        """The bill over a range of results, in pieces on each of which it is a plane."""
        cells = self.known.cells(results.moved(self.short_usd, self.long_usd))
        if not self.short_usd and not self.long_usd:
            return cells
        return tuple(cell.moved(self.short_usd, self.long_usd) for cell in cells)

    def after(self, short_usd: Decimal, long_usd: Decimal) -> ReturnYear:
        """The same return with these results behind it."""
        return ReturnYear(self.known, self.short_usd + short_usd, self.long_usd + long_usd)

    def with_income(self, income_usd: Decimal) -> ReturnYear:
        """The same year with so much more ordinary income out of retirement accounts."""
        return ReturnYear(self.known.with_income(income_usd), self.short_usd, self.long_usd)
