"""A household's bill: the return, every tax on it, what the next dollar costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, plain
from trimtab.core.problems import Problem, in_order, note
from trimtab.ledger.returns.filing import Return
from trimtab.tax.bill import IncomeKind
from trimtab.tax.law import FederalLaw
from trimtab.tax.states.law import StateLaw
from trimtab.tax.total import DollarCost, TotalBill, dollar_costs, total_bill

_NOTICED = Decimal("0.0005")  # rates that differ by less than a twentieth of a point are one rate


@dataclass(frozen=True, slots=True)
class TaxAnswer:
    """The bill of one year. `problems` are warnings and notes."""

    household: Household
    filed: Return
    bill: TotalBill
    costs: Mapping[IncomeKind, DollarCost]
    problems: tuple[Problem, ...]


def answer(household: Household, filed: Return, law: FederalLaw, state_law: StateLaw | None) -> TaxAnswer:
    """Work out the bill of a return, and say where the household file's flat rates are not what the next dollar costs.

    Raises BadInputError as `total_bill` does.
    """
    bill = total_bill(filed.unit, law, state_law, household.tax.local_rate_pct)
    costs = dollar_costs(bill)
    problems = in_order([*filed.problems, *_rates_differ(household, costs)])
    return TaxAnswer(household, filed, bill, costs, problems)


def _rates_differ(household: Household, costs: Mapping[IncomeKind, DollarCost]) -> list[Problem]:
    """Where the flat rates, by which the plan counts later years, are not what the next dollar of this one costs."""
    if household.tax.year != household.as_of.year:
        return []
    tax, short, long = household.tax, costs[IncomeKind.GAIN_SHORT], costs[IncomeKind.GAIN_LONG]
    pairs = [
        ("federal rate of a short-term gain", tax.rate_ordinary_pct + tax.rate_niit_pct, short.federal_usd),
        ("federal rate of a long-term gain", tax.rate_long_term_pct + tax.rate_niit_pct, long.federal_usd),
    ]
    if short.state_usd is not None and short.local_usd is not None:
        pairs.append(("state rate of a gain", tax.rate_state_pct, short.state_usd + short.local_usd))
    return [
        note(
            "rates-differ",
            f"[tax] states a {name} of {plain(said)}%, which trimtab plan takes for later years; by this year's bill "
            f"the next dollar costs {plain(cost * HUNDRED)}%",
            "look at the rates under [tax]: they should be those of a usual year of yours",
            tax.source,
        )
        for name, said, cost in pairs
        if abs(said / HUNDRED - cost) > _NOTICED
    ]
