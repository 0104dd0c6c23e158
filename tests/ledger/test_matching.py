"""A file's account is matched by the visible ending of its number, and never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ledger.builders import DAY, account, cash, export, gain, lot, position, trade
from trimtab.core.accounts import AccountKind
from trimtab.core.household import ActivityKind
from trimtab.core.problems import Source, error, warning
from trimtab.core.statement import StatedAccount, StatedPosition
from trimtab.ledger.matching import candidates, ending, mask, match_accounts
from trimtab.ledger.spec import AccountSpec


def stated(number: str, name: str = "", custodian: str = "Schwab") -> StatedAccount:
    return StatedAccount(number or "ref", number, name, custodian)


@pytest.mark.parametrize(
    ("number", "visible"),
    [
        ("XXXX-4821", "4821"),
        ("...821", "821"),
        ("x12345678", "12345678"),
        ("Z12-345", "Z12345"),
        ("XXX", "XXX"),
    ],
)
def test_masking_is_not_part_of_a_number(number: str, visible: str) -> None:
    assert ending(number) == visible


@pytest.mark.parametrize(
    ("typed", "shown", "fits"),
    [
        ("4821", "XXXX-4821", True),
        ("4821", "...821", True),
        ("821", "12344821", True),
        ("4821", "14822", False),
        ("4821", "21", False),
        ("21", "12344821", False),
    ],
)
def test_an_ending_of_three_or_more_decides(typed: str, shown: str, fits: bool) -> None:
    assert bool(candidates(stated(shown), [account(number=typed)])) is fits


def test_the_custodian_decides_between_two_of_one_ending() -> None:
    both = [account("a", "4821"), account("b", "4821", custodian="Fidelity Investments")]
    assert [a.account_id for a in candidates(stated("4821", custodian="fidelity"), both)] == ["b"]
    assert match_accounts([], both).problems == ()


def test_an_account_without_a_number_is_known_by_its_exact_name() -> None:
    both = [account("a", "4821", name="Joint  Tenant"), account("b", "77123", name="Roth")]
    assert [a.account_id for a in candidates(stated("", "joint tenant"), both)] == ["a"]
    assert candidates(stated("", "tenant"), both) == []


def test_a_file_that_names_no_account_is_of_the_one_that_lists_it() -> None:
    both = [account("a", "4821", name="Joint"), account("b", "77123", files=("History*.csv",))]
    assert [a.account_id for a in candidates(stated("", "joint"), both, "History_2026.csv")] == ["b"]
    assert [a.account_id for a in candidates(stated("4821"), both, "History_2026.csv")] == ["a"]
    nameless = export(name="z.csv", numbers=("",))
    [told] = match_accounts([nameless], both).problems
    assert 'files = ["z.csv"]' in told.remedy


def test_a_column_maps_account_is_named_by_its_id() -> None:
    both = [account("joint", "4821"), account("b", "77123")]
    assert [a.account_id for a in candidates(stated("joint"), both)] == ["joint"]


def codes(numbers: tuple[str, ...], *accounts: AccountSpec) -> list[str]:
    return [p.code for p in match_accounts([export(numbers=numbers)], accounts).problems]


def test_what_fits_two_accounts_is_an_error() -> None:
    assert codes(("821",), account("a", "4821"), account("b", "9821")) == ["account-ambiguous"]


def test_two_accounts_with_one_number_or_one_id_are_an_error() -> None:
    assert "account-number-twice" in codes(("4821",), account("a", "4821"), account("b", "821"))
    assert "account-id-twice" in codes(("4821",), account("a", "4821"), account("a", "77123"))


def test_a_kind_that_the_export_contradicts_is_warned_of() -> None:
    file = export(kind_hint="roth_ira")
    [told] = match_accounts([file], [account(kind=AccountKind.TAXABLE)]).problems
    assert (told.code, told.severity.value) == ("account-kind-differs", "warning")
    assert match_accounts([file], [account(kind=AccountKind.ROTH_IRA)]).problems == ()


def test_rows_of_an_account_the_file_does_not_list_are_not_lost() -> None:
    file = export(position("VTI", "1", ref="9999"))
    assert [p.code for p in match_accounts([file], [account()]).problems] == ["account-unknown"]


def test_no_more_than_the_last_four_of_a_number_is_shown() -> None:
    assert mask("XXXX-12345678") == "5678"
    assert mask("821") == "821"


@pytest.mark.parametrize(
    ("name", "shown"), [("", "account …9999"), ("Roth of Ann", "account …9999 (Roth of Ann)")]
)
def test_an_account_nobody_knows_is_told_with_its_ending_and_name(name: str, shown: str) -> None:
    file = export(numbers=("11119999",), account_name=name)
    assert match_accounts([file], [account()]).problems == (
        error(
            "account-unknown",
            f"{shown} is not in the household file",
            'add [[accounts]] with number = "9999", or take the file out of the exports folder',
            Source("positions.csv", 1),
        ),
    )


def test_what_fits_two_names_both_and_the_first_line_that_says_it() -> None:
    both = [account("a", "4821"), account("b", "9821")]
    remedy = "write more digits of the numbers in the household file"
    words = 'account …821 could be "a" and "b"'
    listed = match_accounts([export(numbers=("821",))], both).problems
    assert listed == (error("account-ambiguous", words, remedy, Source("positions.csv", 1)),)
    unlisted = match_accounts([export(position("VTI", "1", ref="821"), numbers=())], both).problems
    assert unlisted == (error("account-ambiguous", words, remedy, Source("positions.csv")),)


def test_a_kind_that_differs_is_told_where_the_file_says_it() -> None:
    stated_at = export(kind_hint="roth_ira")
    nowhere = replace(stated_at, accounts=(replace(stated_at.accounts[0], source=None),))
    for file, source in ((stated_at, Source("positions.csv", 1)), (nowhere, Source("positions.csv"))):
        assert match_accounts([file], [account()]).problems == (
            warning(
                "account-kind-differs",
                'account "joint" is taxable in the household file, the export says roth_ira',
                'check kind = "taxable" in the household file',
                source,
            ),
        )


@pytest.mark.parametrize(
    "row",
    [
        position("VTI", "1", ref="9999"),
        lot("VTI", "1", DAY, "1", ref="9999"),
        cash("1", ref="9999"),
        trade(ActivityKind.BUY, DAY, "VTI", "1", "-1", ref="9999"),
        gain("VTI", "1", DAY, "0", "1", ref="9999"),
    ],
    ids=lambda row: type(row).__name__,
)
def test_a_row_of_any_kind_brings_its_account(row: StatedPosition) -> None:
    file = export(row, numbers=())
    assert match_accounts([file], [account("other", "9999")]).account_of(file, "9999") == "other"
