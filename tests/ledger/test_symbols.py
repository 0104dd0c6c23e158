"""What a file's words for a security mean in the household."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ledger.builders import CATALOGUE, fund, spec
from trimtab.core.accounts import Role
from trimtab.core.problems import Source
from trimtab.ledger.spec import InstrumentSpec
from trimtab.ledger.symbols import Symbols, build_symbols, identical_merged

OWN = InstrumentSpec(fund("HOUSE", "real_estate"), Source("household.toml", 40), Role.FROZEN, "let")


def symbols() -> Symbols:
    made = spec(instruments=(OWN,), aliases={"922908769": "VTI", "Total  Market": "VTI"})
    return build_symbols(made, CATALOGUE)


@pytest.mark.parametrize(
    ("symbol", "cusip", "description", "meant"),
    [
        ("VTI", "", "", "VTI"),
        (" VTI ", "", "", "VTI"),
        ("", "922908769", "", "VTI"),
        ("", "", "total market", "VTI"),
        ("", "", "House Fund", "HOUSE"),
        ("", "123", "A bond", "123"),  # unknown ones stay as written: the CUSIP before the words
        ("", "", "A bond", "A bond"),
    ],
)
def test_a_security_is_known_by_symbol_cusip_or_name(
    symbol: str, cusip: str, description: str, meant: str
) -> None:
    assert symbols().canonical(symbol, cusip, description) == meant


def test_a_role_is_the_users_own() -> None:
    assert symbols().role("HOUSE") == (Role.FROZEN, "let")
    assert symbols().role("VTI") == (Role.TRADABLE, "")


def test_only_money_funds_are_cash() -> None:
    assert symbols().is_cash("VMFXX")
    assert not symbols().is_cash("VTI")
    assert not symbols().is_cash("UNHEARD")


def test_spelling_is_asked_for_as_a_question() -> None:
    assert symbols().hint("VTY") == "did you mean VTI? "
    assert symbols().hint("VTI") == ""
    many = replace(CATALOGUE, closest=lambda symbol: (symbol, "A", "B", "C", "D"))
    assert build_symbols(spec(), many).hint("Q") == "did you mean A or B or C? "


def test_identical_is_transitive_and_begins_with_the_first_name() -> None:
    groups = {
        symbol: found.identical_group
        for symbol, found in identical_merged(
            {s: fund(s, "stocks.us") for s in ("A", "B", "C", "D", "E", "F")},
            [("C", "B"), ("D", "C"), ("F", "E")],
        ).items()
    }
    assert groups == {"A": "", "B": "B", "C": "B", "D": "B", "E": "E", "F": "E"}
