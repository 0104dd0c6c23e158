"""A first household file holds all that exports say, and asks for the rest."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.ledger.builders import CATALOGUE, cash, export, position
from trimtab.adapters.household.complaints import fill_ins
from trimtab.adapters.household.writer import household_toml, toml_text
from trimtab.core.accounts import AccountKind
from trimtab.core.statement import FileKind, StatedAccount
from trimtab.services.init import draft_household

POSITIONS = export(
    position("VTI", "10", cost="1"),
    position("QQQX", "1", cost="1", line=3, description='Odd "Fund"\nInc'),
    cash("500"),
    account_name="Ben's Roth IRA",
)


def test_what_the_files_say_is_taken_and_the_rest_is_asked_for() -> None:
    draft = draft_household([POSITIONS], CATALOGUE, ".")
    [one] = draft.accounts
    assert (one.account_id, one.number, one.custodian) == ("schwab-4821", "4821", "Schwab")
    assert (one.kind, one.likely) == (None, AccountKind.ROTH_IRA)
    assert draft.mix_pct == (("stocks.us", Decimal("66.7")), ("cash", Decimal("33.3")))
    [unknown] = draft.unknown
    assert unknown.symbol == "QQQX"


def test_the_text_is_toml_and_marks_exactly_what_is_needed() -> None:
    tree = tomllib.loads(household_toml(draft_household([POSITIONS], CATALOGUE, ".")))
    assert list(fill_ins(tree)) == [
        ("tax", "filing_status"),
        ("accounts", 0, "kind"),
        ("instruments", 0, "kind"),
        ("instruments", 0, "classes", "FILL-IN"),
    ]
    assert tree["instruments"][0]["name"] == 'Odd "Fund"\nInc'
    assert tree["target"]["preset"] == "three-fund"


def test_a_certain_kind_is_not_asked_for_and_a_plan_gets_its_menu() -> None:
    plan = export(
        position("PLAN500", "1", cost="1"), position("VMFXX", "5", "1"), cash("1"), kind_hint="401k"
    )
    draft = draft_household([plan], CATALOGUE, ".")
    assert draft.accounts[0].kind is AccountKind.K401
    assert draft.menus == (("schwab-4821", ("PLAN500",)),)
    tree = tomllib.loads(household_toml(draft))
    assert (tree["accounts"][0]["kind"], tree["accounts"][0]["menu"]) == ("401k", ["PLAN500"])


def test_an_account_whose_files_state_no_day_is_asked_for_it() -> None:
    draft = draft_household([replace(POSITIONS, as_of=None)], CATALOGUE, ".")
    assert draft.accounts[0].needs_day
    tree = tomllib.loads(household_toml(draft))
    assert tree["accounts"][0]["as_of"] == "FILL-IN"


def test_one_account_of_several_files_is_one() -> None:
    files = [
        export(name="a.csv", numbers=("12344821",)),
        export(name="b.csv", numbers=("XXXX-4821",), kind=FileKind.LOTS),
        export(name="c.csv", numbers=("...821",), kind=FileKind.TRANSACTIONS),
    ]
    [one] = draft_household(files, CATALOGUE, ".").accounts
    assert one.files == ("a.csv", "b.csv", "c.csv")
    assert one.number == "4821"


def test_files_that_name_no_account_are_listed_under_one() -> None:
    draft = draft_household([export(name="h.csv", numbers=("",))], CATALOGUE, ".")
    assert tomllib.loads(household_toml(draft))["accounts"][0]["files"] == ["h.csv"]


def test_two_accounts_of_one_ending_are_told_apart() -> None:
    files = [export(name="a.csv", numbers=("55554821",)), export(name="b.csv", numbers=("66664821",))]
    draft = draft_household(files, CATALOGUE, ".")
    assert [a.number for a in draft.accounts] == ["54821", "64821"]
    assert [a.account_id for a in draft.accounts] == ["schwab-4821", "schwab-4821-2"]


def test_the_order_of_files_changes_nothing() -> None:
    files = [
        export(name="a.csv", numbers=("55554821",)),
        export(name="b.csv", numbers=("66664821",)),
        POSITIONS,
    ]
    first = household_toml(draft_household(files, CATALOGUE, "."))
    assert household_toml(draft_household(files[::-1], CATALOGUE, ".")) == first


def test_names_of_files_and_accounts_cannot_leave_their_place() -> None:
    hostile = 'x"\n[tax]\nyear = 1 #\x1b[2J\u2028'
    file = replace(
        export(name=hostile),
        accounts=(StatedAccount("4821", "4821", hostile, "Schwab"),),
        as_of=date(2026, 1, 2),
    )
    tree = tomllib.loads(household_toml(draft_household([file], CATALOGUE, ".")))
    assert tree["accounts"][0]["name"] == hostile
    assert tree["tax"]["year"] == 2026
    assert tomllib.loads(f"a = {toml_text(hostile)}") == {"a": hostile}
