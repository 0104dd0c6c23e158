"""Replacement pairs: named things exist, and a pair is a replacement at all."""

from __future__ import annotations

import pytest

from tests.ledger.builders import account, cash, export, loaded, position, refused, spec
from trimtab.core.policy import Replacement
from trimtab.core.problems import Source
from trimtab.ledger.spec import HouseholdSpec, ReplacementSpec

FILES = [export(position("VTI", "50"), position("BND", "20"), cash("1000"))]


def paired(*pairs: Replacement) -> HouseholdSpec:
    entries = tuple(ReplacementSpec(pair, Source("household.toml", 60 + n)) for n, pair in enumerate(pairs))
    return spec(account(), replacements=entries)


def test_pairs_reach_the_policy_and_what_they_buy_is_known() -> None:
    household, policy, _ = loaded(
        FILES, paired(Replacement("VTI", "ITOT"), Replacement("BND", "VXUS", "joint"))
    )
    assert [(pair.sell, pair.buy) for pair in policy.replacements] == [("BND", "VXUS"), ("VTI", "ITOT")]
    assert {"ITOT", "VXUS"} <= set(household.instruments)


@pytest.mark.parametrize(
    ("pair", "code", "words"),
    [
        (Replacement("VTI", "ITOT", "nowhere"), "replacement-account-unknown", "nowhere"),
        (Replacement("VTI", "NOPE"), "symbol-unknown", "NOPE"),
        (Replacement("NOPE", "VTI"), "symbol-unknown", "NOPE"),
        (Replacement("VTI", "VTSAX"), "replacement-identical", "wash sale"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(pair: Replacement, code: str, words: str) -> None:
    told = refused(FILES, paired(pair), code)
    assert words in told.message
    assert told.remedy


def test_a_replacement_without_a_price_is_warned_of() -> None:
    _, _, problems = loaded(FILES, paired(Replacement("VTI", "ITOT")))
    assert [p.message for p in problems if p.code == "replacement-price"] == [
        "ITOT has no price, so it cannot replace VTI"
    ]
