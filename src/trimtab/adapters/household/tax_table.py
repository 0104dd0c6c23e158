"""`[tax]` and `[[people]]`: rates, the year so far, its income, and who signs the return."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from trimtab.adapters.household.table import NotNegative, Number, Percent, Table, Text, from_text
from trimtab.core.household import FilingStatus
from trimtab.core.places import STATES


def _state(value: str) -> str:
    if value and value not in STATES:
        near = [
            code for code, name in STATES.items() if value.casefold() in {name.casefold(), code.casefold()}
        ]
        hint = f'"{near[0]}"' if near else 'its two letters, as in "CO", or leave it out abroad'
        raise ValueError(f'"{value}" is no state: write {hint}')
    return value


_State = Annotated[str, AfterValidator(_state), WithJsonSchema({"enum": ["", *STATES]})]
_Status = Annotated[FilingStatus, from_text(FilingStatus)]


class IncomeTable(Table):
    """What the tax year brings beside the accounts' gains: the whole year as expected, in USD."""

    wages_usd: NotNegative
    """Wages and salaries of all who sign the return."""
    interest_usd: NotNegative | None = None
    """Taxable interest; left out: what the taxable accounts' transactions show so far."""
    dividends_ordinary_usd: NotNegative | None = None
    """Ordinary dividends (1099-DIV, box 1a), the qualified ones included; left out: as for interest."""
    dividends_qualified_usd: NotNegative | None = None
    """Qualified dividends (box 1b)."""
    gain_distributions_usd: NotNegative | None = None
    """Capital gain distributions of funds (box 2a); left out: as for interest."""
    gain_short_elsewhere_usd: Number = Decimal(0)
    """Short-term result of what no account here holds, a loss negative."""
    gain_long_elsewhere_usd: Number = Decimal(0)
    """Long-term result of what no account here holds (a house, a partnership), a loss negative."""
    unrecaptured_1250_usd: NotNegative = Decimal(0)
    """The part of the long-term gain that is unrecaptured section 1250 gain."""
    ira_distribution_usd: NotNegative = Decimal(0)
    """Taxable distributions of IRAs, pensions and workplace plans, conversions to Roth included."""
    other_income_usd: Number = Decimal(0)
    """Everything else that is taxed as ordinary income: a business, rent, the taxable part of social security."""
    adjustments_usd: NotNegative = Decimal(0)
    """Adjustments to income (Schedule 1, Part II)."""
    itemised_usd: NotNegative = Decimal(0)
    """The total of Schedule A; used only where it saves more than the standard deduction."""
    itemised_taxes_usd: NotNegative = Decimal(0)
    """The taxes in it (Schedule A, line 7)."""

    @model_validator(mode="after")
    def _parts(self) -> Self:
        if (self.dividends_ordinary_usd is None) != (self.dividends_qualified_usd is None):
            raise ValueError("give dividends_ordinary_usd and dividends_qualified_usd both, or neither")
        for part, whole in (
            ("dividends_qualified_usd", "dividends_ordinary_usd"),
            ("itemised_taxes_usd", "itemised_usd"),
        ):
            inner, outer = getattr(self, part) or Decimal(0), getattr(self, whole) or Decimal(0)
            if inner > outer:
                raise ValueError(f"{part} is {inner}, more than {whole} of {outer}, which includes it")
        return self


class LastYearTable(IncomeTable):
    """The return of the year before [tax] year, for tax time; the same keys as [tax.income], and these."""

    filing_status: _Status | None = None
    """Left out: as in [tax]."""
    state: _State | None = None
    """Left out: as in [tax]."""
    local_rate_pct: Percent | None = None
    """Left out: as in [tax]."""
    realized_short_usd: Number | None = None
    """Short-term result of that year, losses negative; left out: summed from realized-gains exports."""
    realized_long_usd: Number | None = None
    """Long-term result of that year, losses negative; left out: summed from realized-gains exports."""
    carryforward_short_usd: NotNegative = Decimal(0)
    """Short-term loss brought into that year, as a positive amount."""
    carryforward_long_usd: NotNegative = Decimal(0)
    """Long-term loss brought into that year, as a positive amount."""


class PersonTable(Table):
    """Someone of the household."""

    name: Text
    """As in the accounts' `owner`; a joint account names both, as in "Ana & Ben"."""
    born: date
    blind: bool = False
    """Legally blind at the end of the year: a larger standard deduction."""
    covered_by_workplace_plan: bool | None = None
    """Whether a 401(k) or the like at work covers this person, which limits deductible IRA contributions."""
    on_return: bool = True
    """Whether this person signs the household's tax return; not a child, nor a spouse who files separately."""


class Tax(Table):
    """The household's own marginal rates, in percent, and its year so far, in USD."""

    filing_status: _Status
    year: Annotated[int, Field(ge=2000, le=2100)]
    rate_ordinary_pct: Percent
    """Federal marginal rate on ordinary income and short-term gains."""
    rate_long_term_pct: Percent
    """Federal rate on long-term gains: 0, 15 or 20."""
    rate_state_pct: Percent = Decimal(0)
    """State marginal rate; added to both."""
    rate_niit_pct: Percent = Decimal(0)
    """Net investment income tax: 0 or 3.8."""
    realized_short_usd: Number | None = None
    """Short-term result realised this year, losses negative; left out: summed from realized-gains exports."""
    realized_long_usd: Number | None = None
    """Long-term result realised this year, losses negative; left out: summed from realized-gains exports."""
    carryforward_short_usd: NotNegative = Decimal(0)
    """Short-term loss brought into the year, as a positive amount."""
    carryforward_long_usd: NotNegative = Decimal(0)
    """Long-term loss brought into the year, as a positive amount."""
    state: _State = ""
    """The two letters of the state you live in, for its income tax."""
    local_rate_pct: Percent = Decimal(0)
    """A city's or county's income tax, in percent of the state's taxable income."""
    income: IncomeTable | None = None
    """What the year brings beside the accounts' gains; needed for a bill."""
    last_year: LastYearTable | None = None
    """The year before, for its bill at tax time."""
