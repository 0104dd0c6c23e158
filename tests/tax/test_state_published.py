"""Figures that the states print beside their brackets: the tax at a bracket's foot, and worked examples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trimtab.adapters.law import state_law_for
from trimtab.core.household import FilingStatus
from trimtab.tax.states.brackets import bracket_tax_usd

SINGLE, JOINT = FilingStatus.SINGLE, FilingStatus.MARRIED_JOINT
HEAD, SEPARATE = FilingStatus.HEAD_OF_HOUSEHOLD, FilingStatus.MARRIED_SEPARATE


@pytest.mark.parametrize(
    ("place", "status", "taxable", "printed", "within"),
    [
        # Form CT-1040 TCS of 2025, Table B: worked examples, in whole dollars
        ("us-ct", SINGLE, 13_000, "335", "0"),
        ("us-ct", JOINT, 22_500, "513", "0.50"),
        ("us-ct", HEAD, 20_000, "500", "0"),
        # Delaware income tax schedule of 2025
        ("us-de", SINGLE, 60_000, "2943.50", "0"),
        # Comptroller of Maryland, 2025 rates and brackets
        ("us-md", SINGLE, 3000, "90.00", "0"),
        ("us-md", SINGLE, 100_000, "4697.50", "0"),
        ("us-md", JOINT, 150_000, "7072.50", "0"),
        # Hawaii, Act 46 of 2024: the foot of a bracket in whole dollars, each rounded on its own
        ("us-hi", SINGLE, 24_000, "859", "0.50"),
        ("us-hi", SINGLE, 125_000, "8391", "0.50"),
        ("us-hi", JOINT, 96_000, "5078", "0.50"),
        ("us-hi", JOINT, 650_000, "51932", "1"),
        ("us-hi", HEAD, 187_500, "12587", "0.50"),
        # Kansas K-40 booklet of 2025, computation worksheet: 5.58% less 87, joint 175
        ("us-ks", SINGLE, 100_000, "5493", "0.50"),
        ("us-ks", JOINT, 100_000, "5405", "0.50"),
        # Arkansas Indexed Tax Brackets of 2025: rate less adjustment
        ("us-ar", SINGLE, 11_000, "108.02", "0.01"),
        ("us-ar", SINGLE, 15_000, "226.03", "0.01"),
        ("us-ar", SINGLE, 20_000, "392.03", "0.01"),
        ("us-ar", SINGLE, 90_000, "3090.04", "0.01"),
        # Alabama Form 40 booklet of 2025: 2%, 4% and 5%
        ("us-al", SEPARATE, 3000, "110", "0"),
        ("us-al", JOINT, 6000, "220", "0"),
    ],
)
def test_the_brackets_give_the_printed_tax(place, status, taxable, printed, within):
    brackets = state_law_for(place, 2025).brackets

    found = bracket_tax_usd(brackets, status, Decimal(taxable))

    assert abs(found - Decimal(printed)) <= Decimal(within)
