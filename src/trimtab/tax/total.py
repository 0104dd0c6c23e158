"""Everything a return owes for its income: federal, state and local together, and what one more dollar costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import HUNDRED, ZERO
from trimtab.core.quick import quickly_made
from trimtab.tax.bill import Bill, IncomeKind, bill_with, ways_to_deduct, with_dollar
from trimtab.tax.law import FederalLaw
from trimtab.tax.states.bill import StateBill, local_tax, state_bill
from trimtab.tax.states.law import StateLaw
from trimtab.tax.unit import FilingUnit


@quickly_made
@dataclass(frozen=True, slots=True)
class TotalBill:
    """A return's taxes in USD. `state` None: the state's law is not known, or none was said; it is in no sum then.

    `local_usd` None: there is a local rate, and no state bill to apply it to.
    """

    federal: Bill
    state: StateBill | None
    local_rate_pct: Decimal
    local_usd: Decimal | None

    @property
    def unit(self) -> FilingUnit:
        """The return."""
        return self.federal.unit

    @property
    def state_usd(self) -> Decimal:
        """State and local tax as far as known."""
        return (self.state.tax_usd if self.state else ZERO) + (self.local_usd or ZERO)

    @property
    def total_usd(self) -> Decimal:
        """All of it as far as known."""
        return self.federal.total_usd + self.state_usd

    @property
    def unrounded_usd(self) -> Decimal:
        """The exact total as far as known."""
        if self.state is None:
            return self.federal.unrounded_usd
        local = self.state.taxable_usd * self.local_rate_pct / HUNDRED
        return self.federal.unrounded_usd + self.state.unrounded_usd + local


@dataclass(frozen=True, slots=True)
class DollarCost:
    """What one more dollar adds to each tax, in exact USD; None where that tax is not known."""

    federal_usd: Decimal
    state_usd: Decimal | None
    local_usd: Decimal | None

    @property
    def total_usd(self) -> Decimal:
        """All of it as far as known."""
        return self.federal_usd + (self.state_usd or ZERO) + (self.local_usd or ZERO)


def total_bill(
    unit: FilingUnit, law: FederalLaw, state_law: StateLaw | None = None, local_rate_pct: Decimal = ZERO
) -> TotalBill:
    """Work out every tax of a return. Laws must be of one year.

    Itemises where all of it together costs less: a state that begins with federal taxable income can make the
    deduction that is best for the federal bill alone the dearer one.
    Raises BadInputError as `bill_of` and `local_tax` do, and ValueError for laws of two years.
    """
    ways = ways_to_deduct(unit)
    return best_bill(total_bill_with(unit, law, state_law, local_rate_pct, itemise=way) for way in ways)


def best_bill(bills: Iterable[TotalBill]) -> TotalBill:
    """The one that costs least; where that makes no difference, the one that deducts more. Raises nothing."""
    return min(bills, key=lambda bill: (bill.unrounded_usd, -bill.federal.deducted_usd))


def total_bill_with(
    unit: FilingUnit, law: FederalLaw, state_law: StateLaw | None, local_rate_pct: Decimal, *, itemise: bool
) -> TotalBill:
    """Every tax with one way to deduct, of a return that `ways_to_deduct` has looked at. Raises as `local_tax` does."""
    federal = bill_with(unit, law, itemise=itemise)
    if state_law is None:
        return TotalBill(federal, None, local_rate_pct, None if local_rate_pct else ZERO)
    state = state_bill(unit, federal, state_law)
    return TotalBill(federal, state, local_rate_pct, local_tax(state, local_rate_pct))


def dollar_costs(bill: TotalBill) -> dict[IncomeKind, DollarCost]:
    """What one more dollar of each kind adds; negative where a loss saves tax.

    Every bill is worked out again for each kind, so phase-outs, stacking, NIIT and AMT are all in it. Raises nothing.
    """
    return {kind: dollar_cost(bill, kind) for kind in IncomeKind}


def dollar_cost(bill: TotalBill, kind: IncomeKind) -> DollarCost:
    """What one more dollar of one kind adds. Raises nothing."""
    state_law = bill.state.law if bill.state else None
    return added_cost(
        bill, total_bill(with_dollar(bill.unit, kind), bill.federal.law, state_law, bill.local_rate_pct)
    )


def added_cost(bill: TotalBill, then: TotalBill) -> DollarCost:
    """What another bill by the same laws costs more. Raises nothing."""
    federal = then.federal.unrounded_usd - bill.federal.unrounded_usd
    if bill.state is None or then.state is None:
        return DollarCost(federal, None, bill.local_usd)
    local = (then.state.taxable_usd - bill.state.taxable_usd) * bill.local_rate_pct / HUNDRED
    return DollarCost(federal, then.state.unrounded_usd - bill.state.unrounded_usd, local)
