"""The federal income tax of one year, as values: read from `years/us/<year>.toml` by `adapters/law.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import FilingStatus


@dataclass(frozen=True, slots=True)
class StatusLaw:
    """What depends on the filing status. Amounts in USD; `*_upper_usd` are the tops of brackets of taxable income.

    `ordinary_upper_usd` has one top fewer than there are rates. `senior_phase_out_start_usd` is None where the
    status has no senior deduction. Sources stand beside the values in the law file.
    """

    ordinary_upper_usd: tuple[Decimal, ...]
    gain_0_upper_usd: Decimal
    gain_15_upper_usd: Decimal
    below_25_upper_usd: Decimal
    loss_limit_usd: Decimal
    standard_deduction_usd: Decimal
    aged_or_blind_usd: Decimal
    senior_phase_out_start_usd: Decimal | None
    niit_threshold_usd: Decimal
    amt_exemption_usd: Decimal
    amt_phase_out_start_usd: Decimal
    amt_26_upper_usd: Decimal


@dataclass(frozen=True, slots=True)
class SeniorDeduction:
    """The deduction for filers of an age. Source: 26 USC 151(d)(5)(C); Schedule 1-A, Part V."""

    amount_usd: Decimal
    phase_out_rate: Decimal
    age: int


@dataclass(frozen=True, slots=True)
class ItemisedLimit:
    """By which part itemised deductions in the top bracket fall (2 of 37). Source: 26 USC 68."""

    reduction_numerator: Decimal
    reduction_denominator: Decimal


@dataclass(frozen=True, slots=True)
class FederalLaw:
    """The law of one year. Rates are shares of one, lowest first.

    `senior` and `itemised_limit` are None in years that have no such rule. `sources` names the source of each
    section of the file; `sha256` is the hash of its bytes: a record that carries it says exactly which law was
    applied. `not_modelled` is shown with every bill.
    """

    place: str
    year: int
    rounding: str
    not_modelled: tuple[str, ...]
    sources: Mapping[str, str]
    sha256: str
    ordinary_rates: tuple[Decimal, ...]
    gain_rates: tuple[Decimal, ...]
    collectibles_rate: Decimal
    unrecaptured_1250_rate: Decimal
    senior: SeniorDeduction | None
    itemised_limit: ItemisedLimit | None
    niit_rate: Decimal
    amt_rates: tuple[Decimal, ...]
    amt_phase_out_rate: Decimal
    amt_separate_addition_rate: Decimal
    statuses: Mapping[FilingStatus, StatusLaw]
