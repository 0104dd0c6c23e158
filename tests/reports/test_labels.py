"""Names as shown: ids in a plan's free text become names, numbers are masked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.plans import CLASS_NAMES, hostile_plan, sample_household
from trimtab.core.household import Household
from trimtab.reports.labels import Masks, Wording, account_label, account_labels, class_label, label_of


def _household() -> Household:
    """The sample with one account whose id is a plain word."""
    household = sample_household()
    accounts = tuple(
        replace(a, account_id="joint") if a.account_id == "joint-taxable" else a for a in household.accounts
    )
    return replace(household, accounts=accounts)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("stocks.us is over", "US stocks is over"),
        ("out of real_estate, cash", "out of Real estate, cash"),
        ("stocks.us.small is another class", "stocks.us.small is another class"),
        ("switch it off in ira-alex until then", "switch it off in Traditional IRA …7730 until then"),
        ("the nearest is roth-sam.", "the nearest is Roth IRA …1096."),
        ("reinvested in joint until then", "reinvested in Joint brokerage …4821 until then"),
        ("joint: keep 300", "Joint brokerage …4821: keep 300"),
        ("a joint venture", "a joint venture"),
        ("in joint-stock companies", "in joint-stock companies"),
        ("40 of 2024-03-15 @ 257.10", "40 of 2024-03-15 @ 257.10"),
    ],
)
def test_ids_become_names_and_other_words_stay(raw: str, shown: str) -> None:
    assert Wording(_household(), CLASS_NAMES)(raw) == shown


def test_without_accounts_and_classes_the_text_stays() -> None:
    nobody = replace(sample_household(), accounts=(), flows=())
    assert Wording(nobody, {})("stocks.us is over") == "stocks.us is over"


def test_masks_hide_numbers_wherever_a_name_or_id_occurs() -> None:
    household, _, _ = hostile_plan()
    assert Masks(household)("in acct-Z98765432: done") == "in acct-…5432: done"


def test_an_account_of_no_household_is_shown_by_its_masked_id() -> None:
    label = label_of(account_labels(sample_household()), "old-12345678")
    assert label.title == "old-…5678"
    assert label.detail == ""


def test_a_title_does_not_repeat_the_last_four() -> None:
    account = sample_household().accounts[0]
    assert account_label(replace(account, name="HSA …3348")).title == "HSA …3348"
    assert account_label(replace(account, mask="")).title == account.name


def test_a_class_without_a_name_is_written_out() -> None:
    assert class_label({}, "bonds.high_yield").name == "High yield"
    assert class_label({}, "").name == "Unnamed"


def test_a_name_that_ends_with_the_number_is_not_given_it_twice() -> None:
    account = sample_household().accounts[0]
    named = replace(account, name=f"vanguard-{account.mask[-4:]}")
    assert account_label(named).title == named.name
    assert account_label(account).title == f"{account.name} …{account.mask[-4:]}"
