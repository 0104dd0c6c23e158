"""The ratio of a split from shares before and after, at the edges of what files round and of what issuers announce."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from trimtab.ledger.events.splits import _near, simple_ratio


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [
        ("10", "20", "2"),
        ("10", "15", "3/2"),
        ("20", "21", "21/20"),
        ("27", "679", "151/6"),  # all but a half; 503 for 20 is a twentieth off, which is no whole share
        ("100", "25", "1/4"),
        ("40", "30", "3/4"),
        ("400", "100", "1/4"),
        ("50", "40", "4/5"),
        ("60", "50", None),  # a reverse split of 5 for 6
        ("1", "1000", "1000"),
        ("1", "1001", None),
        ("1000", "1", "1/1000"),
        ("10", "10", None),
        ("0", "10", None),
        ("10", "0", None),
        ("-10", "-20", None),
    ],
)
def test_whole_shares_have_an_exact_ratio(before: str, after: str, ratio: str | None) -> None:
    assert simple_ratio(F(before), F(after)) == (ratio and F(ratio))


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [
        ("10.5", "21.004", "2"),  # two thousandths for each old share, times two
        ("10.5", "20.996", "2"),
        ("10.5", "21.0041", None),
        ("10.5", "20.9959", None),
        ("10.5", "5.252", "1/2"),  # a reverse split: two thousandths, not one
        ("10.5", "5.248", "1/2"),
        ("10.5", "5.2521", None),
        ("10.5", "21", "2"),
        ("10", "20.002", "2"),
        ("10.001", "20", "2"),
        ("9.999", "20", "2"),
    ],
)
def test_parts_of_a_share_have_a_ratio_within_what_files_round(
    before: str, after: str, ratio: str | None
) -> None:
    assert simple_ratio(F(before), F(after)) == (ratio and F(ratio))


@pytest.mark.parametrize(
    ("before", "after", "paid", "ratio"),
    [
        ("15", "22", False, "22/15"),
        ("15", "22", True, "3/2"),  # 22.5, and the half paid in cash
        ("105", "10", True, "1/10"),
        ("15", "22.25", True, None),  # a fraction was left: it was not paid
        ("10", "20", True, None),  # nothing is left over to pay for
    ],
)
def test_a_fraction_that_was_paid_leaves_whole_shares(
    before: str, after: str, paid: bool, ratio: str | None
) -> None:
    found = simple_ratio(F(before), F(after), paid)
    if ratio is None:
        assert found not in {F(2), F(3, 2)}
    else:
        assert found == F(ratio)


def test_of_two_ratios_of_one_for_n_none_is_told() -> None:
    """29 shares became 2: 1 for 10 leaves 2.9, and 1 for 11, 12, 13 and 14 leave 2 and a part as well."""
    assert simple_ratio(F(29), F(2), True) is None


@pytest.mark.parametrize(
    ("before", "after", "near"),
    [
        ("21", "10", "1/2 1/3 1/4 2/3 2/5 3/5 3/7 3/8 4/7 4/9"),
        ("3", "2", "1/2 2/3 3/4 3/5 4/5 4/7"),
        ("10", "5", "1/2 1/3 2/3 2/5 3/4 3/5 3/7 4/7 4/9"),
    ],
)
def test_ratios_near_start_with_the_simplest(before: str, after: str, near: str) -> None:
    assert [str(ratio) for ratio in _near(F(before), F(after))] == near.split()


def test_no_ratio_is_one_or_of_more_than_twenty_old_shares() -> None:
    assert F(21, 20) in _near(F(20), F(21))
    assert F(22, 21) not in _near(F(21), F(22))
    assert {F(0), F(1)} & {*_near(F(20), F(21)), *_near(F(1000), F(1))} == set()
    assert (F(2), F(3)) == tuple(_near(F(10), F(20))[:2])
