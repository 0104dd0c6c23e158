"""The tax of each year of a backtest: what came in, the bill with it and without, and what is carried."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearOutcome
from trimtab.simulate.backtest.result import TaxYear
from trimtab.simulate.backtest.terms import LawForYear, YearLaw
from trimtab.tax.flat_year import FlatYear
from trimtab.tax.return_year import KnownReturn, ReturnYear
from trimtab.tax.unit import FilingUnit


@dataclass(frozen=True, slots=True)
class Received:
    """What the accounts brought in a year that is on the return, in USD.

    `ordinary_usd` are all dividends that are not gain distributions, `qualified_usd` the part of them that is
    qualified; `gain_usd` are long-term gain distributions. `withdrawn_usd` came out of deferred accounts.
    `collectibles_usd` is the part of the long-term results that is metal's, `disallowed_usd` losses put off or gone.
    """

    interest_usd: Decimal = ZERO
    ordinary_usd: Decimal = ZERO
    qualified_usd: Decimal = ZERO
    gain_usd: Decimal = ZERO
    exempt_usd: Decimal = ZERO
    withdrawn_usd: Decimal = ZERO
    collectibles_usd: Decimal = ZERO
    disallowed_usd: Decimal = ZERO

    def with_more(self, **more_usd: Decimal) -> Received:
        """The same with these amounts added."""
        return replace(self, **{name: getattr(self, name) + usd for name, usd in more_usd.items()})


NOTHING = Received()


@dataclass(frozen=True, slots=True)
class Settled:
    """A year's bills, and the losses they carry on; `year` is as shown, but for the day on which it is paid."""

    year: TaxYear
    carried_short_usd: Decimal
    carried_long_usd: Decimal


@dataclass
class TaxRooms:
    """The returns of a household's years. `law_for` is the law that each goes by."""

    household: Household
    law_for: LawForYear
    _known: dict[tuple[object, ...], KnownReturn] = field(default_factory=dict)

    def law(self, year: int) -> YearLaw:
        """The law that the year goes by."""
        return self.law_for(year)

    def year_of(self, household: Household, expected: Received) -> ReturnYear | None:
        """The year as a plan counts it: the income that is expected of it, and the results so far behind it.

        None where income is not told: the plan then goes by the household's flat rates.
        """
        known = self._return(household, expected, ZERO, ZERO)
        if known is None:
            return None
        tax = household.tax
        return ReturnYear(known, tax.realized_short_usd, tax.realized_long_usd)

    def settled(self, household: Household, received: Received) -> Settled:
        """The bill of the household's tax year with all that came, and without any of it."""
        tax = household.tax
        bill, without = self._outcome(household, received), self._without(household)
        year = TaxYear(
            year=tax.year,
            bill_usd=bill.tax_usd,
            bill_without_usd=without,
            realized_short_usd=tax.realized_short_usd,
            realized_long_usd=tax.realized_long_usd,
            dividends_ordinary_usd=received.ordinary_usd,
            dividends_qualified_usd=received.qualified_usd,
            withdrawals_taxed_usd=received.withdrawn_usd,
            disallowed_usd=received.disallowed_usd,
            carried_short_usd=bill.carried_short_usd,
            carried_long_usd=bill.carried_long_usd,
            paid_on=None,
            paid_from="",
            law=self.words(tax.year),
        )
        return Settled(year, bill.carried_short_usd, bill.carried_long_usd)

    def words(self, year: int) -> str:
        """The law of a year in words."""
        is_flat = self.household.income is None or self.law(year).federal is None
        return "your own flat rates under [tax]" if is_flat else self.law(year).words

    def sold_out_usd(
        self, household: Household, received: Received, short_usd: Decimal, long_usd: Decimal
    ) -> Decimal:
        """What the year's bill rises by with these results too, and what it causes already: all that is still owed."""
        sold = replace(
            household,
            tax=replace(
                household.tax,
                realized_short_usd=household.tax.realized_short_usd + short_usd,
                realized_long_usd=household.tax.realized_long_usd + long_usd,
            ),
        )
        return self._outcome(sold, received).tax_usd - self._without(household)

    def _outcome(self, household: Household, received: Received) -> YearOutcome:
        tax = household.tax
        known = self._return(household, received, tax.realized_short_usd, tax.realized_long_usd)
        if known is not None:
            return known.outcome(ZERO, ZERO)
        flat = FlatYear(replace(tax, realized_long_usd=tax.realized_long_usd + received.gain_usd))
        outcome, rates = flat.outcome(ZERO, ZERO), flat.rates
        on_income = cents(
            (received.interest_usd + received.ordinary_usd - received.qualified_usd) * rates.interest
            + received.qualified_usd * rates.qualified
            + received.exempt_usd * rates.exempt
            + received.withdrawn_usd * tax.ordinary_rate
        )
        return replace(outcome, tax_usd=outcome.tax_usd + on_income)

    def _without(self, household: Household) -> Decimal:
        """The bill of the household's other income alone."""
        bare = replace(household.tax, carryforward_short_usd=ZERO, carryforward_long_usd=ZERO)
        known = self._return(replace(household, tax=bare), NOTHING, ZERO, ZERO)
        return ZERO if known is None else known.outcome(ZERO, ZERO).tax_usd

    def _return(
        self, household: Household, received: Received, short_usd: Decimal, long_usd: Decimal
    ) -> KnownReturn | None:
        law, tax = self.law(household.tax.year), household.tax
        if law.federal is None or household.income is None:
            return None
        unit = _unit(household, received, short_usd, long_usd)
        key = (tax.year, unit)
        if key not in self._known:
            if len(self._known) > 8:
                self._known.clear()
            self._known[key] = KnownReturn(
                unit, law.federal, law.state, tax.local_rate_pct, tax.rate_state_pct
            )
        return self._known[key]


def _unit(household: Household, received: Received, short_usd: Decimal, long_usd: Decimal) -> FilingUnit:
    """The return of the household's tax year with these amounts of its accounts and what is told of other income."""
    income, tax = household.income, household.tax
    assert income is not None, "asked only where income is told"
    signers = [person for person in household.people if person.on_return]
    return FilingUnit(
        status=tax.filing_status,
        ages=tuple(person.age_for_return(tax.year) for person in signers),
        blind_count=sum(person.is_blind for person in signers),
        wages_usd=income.wages_usd,
        interest_usd=received.interest_usd,
        dividends_ordinary_usd=received.ordinary_usd,
        dividends_qualified_usd=received.qualified_usd,
        gain_short_usd=income.gain_short_elsewhere_usd + short_usd,
        gain_long_usd=income.gain_long_elsewhere_usd + long_usd + received.gain_usd,
        collectibles_usd=received.collectibles_usd,
        unrecaptured_1250_usd=income.unrecaptured_1250_usd,
        ira_distribution_usd=received.withdrawn_usd,
        other_income_usd=income.other_income_usd,
        adjustments_usd=income.adjustments_usd,
        itemised_usd=income.itemised_usd,
        itemised_taxes_usd=income.itemised_taxes_usd,
        carryforward_short_usd=tax.carryforward_short_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
    )


def expected_at_first(household: Household) -> Received:
    """What a year's income is expected to be by the typical yields of what the taxable accounts hold."""
    expected = NOTHING
    for account, position, value in household.holdings:
        if not account.kind.is_taxable:
            continue
        of = household.instruments[position.symbol]
        expected = expected.with_more(
            ordinary_usd=cents(value * (of.yield_ordinary_pct + of.yield_qualified_pct) / HUNDRED),
            qualified_usd=cents(value * of.yield_qualified_pct / HUNDRED),
            gain_usd=cents(value * of.yield_gain_pct / HUNDRED),
            exempt_usd=cents(value * of.yield_exempt_pct / HUNDRED),
        )
    return expected


def deferred_rate(household: Household, policy: Policy) -> Decimal:
    """The share of a deferred account that its payout would cost, at the rate the household says or its flat one."""
    told = policy.withdrawal_rate_pct
    return household.tax.ordinary_rate if told is None else min(ONE, told / HUNDRED)


def april(year: int) -> date:
    """When the bill of a year is due. Source: 26 USC 6072(a)."""
    return date(year + 1, 4, 15)
