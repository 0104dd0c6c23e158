"""The figures of the law files against those of the shared truth, which two independent programs agree on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.shared import needs_shared
from tests.truth.shared_truth import truth
from tests.truth.yaml_subset import Node
from trimtab.adapters.law import law_for
from trimtab.core.household import FilingStatus

SINGLE, JOINT, SEPARATE = FilingStatus.SINGLE, FilingStatus.MARRIED_JOINT, FilingStatus.MARRIED_SEPARATE
YEARS = (2024, 2025, 2026)


def section(*path: str) -> Node:
    """What stands at a place of the truth."""
    node = truth()
    for key in path:
        assert isinstance(node, dict)
        node = node[key]
    return node


def number(*path: str) -> Decimal:
    """The number at a place of the truth."""
    node = section(*path)
    assert isinstance(node, str)
    return Decimal(node)


def numbers(*path: str) -> tuple[Decimal, ...]:
    """The list of numbers at a place of the truth."""
    return tuple(Decimal(str(text)) for text in section(*path))


@needs_shared
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("status", FilingStatus)
def test_brackets_and_standard_deductions(year: int, status: FilingStatus) -> None:
    law, where = law_for(year).statuses[status], ("federal_rates", "years", str(year), str(status))
    assert law.ordinary_upper_usd == numbers(*where, "ordinary_bracket_upper")
    assert law.gain_0_upper_usd == number(*where, "ltcg_0pct_upper")
    assert law.gain_15_upper_usd == number(*where, "ltcg_15pct_upper")
    assert law.standard_deduction_usd == number(*where, "standard_deduction")
    assert law.aged_or_blind_usd == number(*where, "extra_std_age65_or_blind_each")


@needs_shared
@pytest.mark.parametrize("year", YEARS)
def test_rates(year: int) -> None:
    law = law_for(year)
    assert law.ordinary_rates == numbers("federal_rates", "ordinary_rates")
    assert law.gain_rates == numbers("federal_rates", "ltcg_and_qualified_dividend_rates")
    special = ("federal_rates", "special_rates")
    assert law.collectibles_rate == number(*special, "collectibles_28pct", "value")
    assert law.unrecaptured_1250_rate == number(*special, "unrecaptured_sec1250", "value")
    assert law.niit_rate == number("niit", "rate")
    assert law.amt_phase_out_rate == number("amt", "years", str(year), "phase_out_rate")


@needs_shared
@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("status", FilingStatus)
def test_thresholds(year: int, status: FilingStatus) -> None:
    law = law_for(year).statuses[status]
    limits = section("capital_losses", "annual_limit_against_other_income")
    assert isinstance(limits, dict)
    assert law.loss_limit_usd == Decimal(str(limits.get(str(status), limits["all"])))
    assert law.niit_threshold_usd == number("niit", "threshold", str(status))
    if status in (SINGLE, JOINT):
        assert law.amt_exemption_usd == number("amt", "years", str(year), "exemption", str(status))
        assert law.amt_phase_out_start_usd == number(
            "amt", "years", str(year), "phase_out_start", str(status)
        )
    if status is not SEPARATE:
        assert law.amt_26_upper_usd == number("amt", "years", str(year), "rate28_above")


@needs_shared
@pytest.mark.parametrize("year", YEARS)
def test_senior_deduction(year: int) -> None:
    law = law_for(year)
    if year < 2025:
        assert law.senior is None
        return
    assert law.senior is not None
    assert law.senior.amount_usd == number("senior_deduction", "amount_per_person_65_plus")
    assert law.senior.phase_out_rate == number("senior_deduction", "phase_out_rate")
    for status in (SINGLE, JOINT):
        start = number("senior_deduction", "phase_out_start", str(status))
        assert law.statuses[status].senior_phase_out_start_usd == start
