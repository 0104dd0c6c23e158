"""Edges of required distributions that no worked example has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.problems import BadInputError
from trimtab.core.retirement import Heir, Inheritance
from trimtab.tax.ages import age_in, reaches
from trimtab.tax.retirement.accounts import Deferred
from trimtab.tax.retirement.beginning import first_distribution_year, required_beginning
from trimtab.tax.retirement.groups import GroupKind, groups_of
from trimtab.tax.retirement.inherited import inherited_rule
from trimtab.tax.retirement.required import required

LAW, TABLES = retirement_law_for(2026), life_tables_for(2026)
ANN = Deferred("ira", AccountKind.TRADITIONAL_IRA, "Ann", date(1951, 3, 1), Decimal(246_000))
LEFT = Inheritance("Dad", date(1945, 2, 1), date(2022, 8, 15), Heir.OTHER)
HEIR = replace(ANN, kind=AccountKind.INHERITED_IRA, born=date(1975, 6, 1), inheritance=LEFT)


def needed(account: Deferred):
    return required(account, LAW, TABLES)


@pytest.mark.parametrize(
    ("born", "first"),
    [
        (date(1949, 6, 30), 2019),  # 70 and a half on 30 December 2019
        (date(1949, 7, 1), 2021),
        (date(1950, 12, 31), 2022),
        (date(1951, 1, 1), 2024),
        (date(1959, 12, 31), 2032),
        (date(1960, 1, 1), 2035),
        (date(1940, 7, 1), 2011),
        (date(1940, 6, 30), 2010),
    ],
)
def test_the_first_year_by_birth(born, first):
    assert first_distribution_year(born, LAW.distributions) == first
    assert required_beginning(born, LAW.distributions) == date(first + 1, 4, 1)


def test_half_years_end_on_the_same_day_or_the_last_of_the_month():
    assert reaches(date(1967, 5, 20), 714) == date(2026, 11, 20)
    assert reaches(date(1966, 8, 31), 714) == date(2026, 2, 28)
    assert reaches(date(1964, 2, 29), 12) == date(1965, 2, 28)
    assert reaches(date(1960, 6, 15), 6) == date(1960, 12, 15)
    assert reaches(date(1960, 7, 15), 6) == date(1961, 1, 15)
    assert age_in(date(1951, 12, 31), 2026) == 75


def test_a_balance_that_is_not_known_makes_no_amount():
    need = needed(replace(ANN, balance_usd=None))
    assert (need.due_usd, need.divisor, need.ages) == (None, Decimal("24.6"), (75,))
    heir = needed(replace(HEIR, balance_usd=None))
    assert (heir.due_usd, heir.divisor) == (None, Decimal("35.1"))
    [group] = groups_of([replace(ANN, balance_usd=None), replace(ANN, account_id="other")], LAW, TABLES)
    assert (group.required_usd, group.left_usd, group.short_usd) == (None, None, 0)


def test_the_oldest_stay_at_the_end_of_the_tables():
    assert needed(replace(ANN, born=date(1900, 1, 1))).divisor == 2
    old = replace(ANN, born=date(1900, 1, 1), spouse_born=date(1910, 12, 31))
    assert needed(old).divisor == 2  # 126 and 116: exactly ten
    assert needed(replace(old, spouse_born=date(1911, 1, 1))).divisor == TABLES.joint[120][109]
    assert needed(replace(old, spouse_born=date(1946, 1, 1))).divisor == TABLES.joint[120][80]


def test_a_spouse_below_the_joint_table_is_refused():
    assert needed(replace(ANN, spouse_born=date(2006, 12, 31))).divisor == Decimal("65.1")
    with pytest.raises(BadInputError, match="the joint table begins with a spouse of 20, and this one is 19"):
        needed(replace(ANN, spouse_born=date(2007, 1, 1)))


def test_reasons_name_their_source():
    assert needed(ANN).reason == "Uniform Lifetime Table, 26 CFR 1.401(a)(9)-9(c)"
    joint = needed(replace(ANN, spouse_born=date(1962, 1, 1)))
    assert joint.reason == "Joint and Last Survivor Table, 26 CFR 1.401(a)(9)-9(d)"
    assert joint.ages == (75, 64)
    assert needed(HEIR).reason == ("Single Life Table, 26 CFR 1.401(a)(9)-5(d); all of it by the end of 2032")
    assert needed(replace(HEIR, inheritance=replace(LEFT, heir=Heir.DISABLED))).reason == (
        "Single Life Table, 26 CFR 1.401(a)(9)-5(d)"
    )
    assert needed(replace(ANN, kind=AccountKind.ROTH_IRA)).reason == (
        "no required distributions from a roth_ira while its owner lives"
    )
    assert needed(replace(ANN, kind=AccountKind.K401, still_working=True)).reason == (
        "still working for this employer: 26 USC 401(a)(9)(C)(i)(II)"
    )


def test_first_year_and_deadline():
    first = needed(replace(ANN, born=date(1953, 3, 1)))
    assert (first.is_first, first.deadline) == (True, date(2027, 4, 1))
    assert (needed(ANN).is_first, needed(ANN).deadline) == (False, date(2026, 12, 31))
    assert needed(replace(ANN, born=date(1954, 1, 1))).deadline is None


def test_the_groups_in_order_with_what_is_liquid():
    accounts = [
        replace(HEIR, account_id="z-dad", owner="Ann"),
        replace(HEIR, account_id="y-roth", owner="Ann", kind=AccountKind.INHERITED_ROTH_IRA),
        replace(ANN, account_id="b", liquid_usd=Decimal(50), taken_usd=Decimal(11_000)),
        replace(ANN, account_id="a", liquid_usd=Decimal(25)),
        replace(ANN, account_id="roth", kind=AccountKind.ROTH_IRA),
        replace(ANN, account_id="old", kind=AccountKind.K401),
        replace(ANN, account_id="school", kind=AccountKind.K403B),
        replace(ANN, account_id="bobs", owner="Bob"),
    ]
    groups = groups_of(accounts, LAW, TABLES)
    told = [(group.owner, group.kind, [one.account_id for one in group.accounts]) for group in groups]
    assert told == [
        ("Ann", GroupKind.OWN_IRAS, ["a", "b"]),
        ("Ann", GroupKind.PLAN, ["old"]),
        ("Ann", GroupKind.PLANS_403B, ["school"]),
        ("Ann", GroupKind.INHERITED_IRAS, ["z-dad"]),
        ("Ann", GroupKind.INHERITED_ROTHS, ["y-roth"]),
        ("Ann", GroupKind.NONE, ["roth"]),
        ("Bob", GroupKind.OWN_IRAS, ["bobs"]),
    ]
    iras = groups[0]
    assert (iras.required_usd, iras.taken_usd, iras.left_usd) == (20_000, 11_000, 9_000)
    assert (iras.liquid_usd, iras.short_usd, iras.decedent) == (75, 8_925, "")
    assert (groups[3].decedent, groups[4].decedent, groups[1].decedent) == ("Dad", "Dad", "")
    assert iras.deadline == date(2026, 12, 31)
    assert groups[5].deadline is None
    assert not iras.is_first
    assert groups_of([replace(ANN, born=date(1953, 1, 1))], LAW, TABLES)[0].is_first
    assert groups == groups_of(reversed(accounts), LAW, TABLES)


def test_the_day_of_the_beginning_is_on_or_after_it():
    born = date(1950, 3, 1)  # 72 in 2022: 1 April 2023
    before = replace(LEFT, decedent_born=born, died=date(2023, 3, 31))
    law = LAW.distributions
    rule = inherited_rule(AccountKind.INHERITED_IRA, HEIR.born, before, law)
    assert (rule.has_begun, rule.first_year, rule.last_year) == (False, None, 2033)
    rule = inherited_rule(AccountKind.INHERITED_IRA, HEIR.born, replace(before, died=date(2023, 4, 1)), law)
    assert (rule.has_begun, rule.first_year, rule.last_year) == (True, 2024, 2033)


def test_a_child_of_age_is_an_heir_like_others():
    law = LAW.distributions
    child = replace(LEFT, heir=Heir.MINOR_CHILD, died=date(2022, 8, 15))

    def rule(born):
        return inherited_rule(AccountKind.INHERITED_IRA, born, child, law)

    assert (rule(date(2001, 8, 15)).heir, rule(date(2001, 8, 15)).last_year) == (Heir.OTHER, 2032)
    assert (rule(date(2001, 8, 16)).heir, rule(date(2001, 8, 16)).last_year) == (Heir.MINOR_CHILD, 2032)
    assert rule(date(2010, 1, 1)).last_year == 2041
    before = inherited_rule(
        AccountKind.INHERITED_IRA, date(2010, 1, 1), replace(child, died=date(2019, 12, 31)), law
    )
    assert (before.heir, before.is_for_life, before.last_year) == (Heir.OTHER, True, None)


def test_the_law_changed_with_2020():
    law = LAW.distributions
    for died, is_for_life in ((date(2019, 12, 31), True), (date(2020, 1, 1), False)):
        rule = inherited_rule(AccountKind.INHERITED_IRA, HEIR.born, replace(LEFT, died=died), law)
        assert rule.is_for_life == is_for_life


def test_after_the_last_year_all_of_it_is_still_due():
    late = replace(LEFT, decedent_born=date(1970, 1, 1), died=date(2020, 5, 5), heir=Heir.NOT_A_PERSON)
    need = needed(replace(HEIR, inheritance=late))
    assert (need.is_everything, need.due_usd, need.deadline) == (True, 246_000, date(2026, 12, 31))
    assert need.reason == "all of it by the end of 2025"


def test_a_divisor_of_one_or_less_is_everything():
    old = replace(LEFT, decedent_born=date(1928, 2, 1), died=date(2022, 8, 15), heir=Heir.NOT_A_PERSON)
    need = needed(replace(HEIR, inheritance=old))  # 4.3 at 94, less 4
    assert (need.is_everything, need.reason) == (
        True,
        "the life expectancy is used up: 26 CFR 1.401(a)(9)-5(e)",
    )
    older = replace(LEFT, decedent_born=date(1943, 2, 1), died=date(2014, 8, 15), heir=Heir.OTHER)
    need = needed(
        replace(HEIR, born=date(1924, 1, 1), inheritance=older)
    )  # 18.0 at 71 less 12, as before 2020
    assert (need.divisor, need.is_everything) == (Decimal("6.0"), False)


def test_a_spouse_who_elected_needs_an_age_of_the_table():
    left = Inheritance("Tim", date(1950, 2, 1), date(2024, 8, 15), Heir.SPOUSE, spouse_elected=True)
    at_72 = replace(HEIR, born=date(1954, 12, 31), inheritance=left)
    assert needed(at_72).divisor == Decimal("27.4")
    with pytest.raises(BadInputError, match="the Uniform Lifetime Table begins at 72; the spouse is 71"):
        needed(replace(at_72, born=date(1955, 1, 1)))


def test_a_spouse_of_one_who_had_begun_uses_the_longer_years():
    left = Inheritance("Tim", date(1950, 2, 1), date(2024, 8, 15), Heir.SPOUSE)
    younger = needed(replace(HEIR, born=date(1960, 1, 1), inheritance=left))
    assert (younger.divisor, younger.ages) == (Decimal("22.0"), (66,))
    older = needed(replace(HEIR, born=date(1940, 1, 1), inheritance=left))  # 15.6 at 74 in 2024 less 2
    assert (older.divisor, older.ages) == (Decimal("13.6"), (74,))


def test_the_year_of_the_death_and_waits():
    died = replace(HEIR, inheritance=replace(LEFT, died=date(2026, 1, 5)))
    assert needed(died).reason == "begins after the year of death; Dad's own for 2026 is still due"
    wait = Inheritance("Tim", date(1956, 2, 1), date(2022, 8, 15), Heir.SPOUSE)
    need = needed(replace(HEIR, born=date(1958, 6, 1), inheritance=wait))
    assert need.reason == "nothing before 2029: 26 CFR 1.401(a)(9)-3(c)"
    roth = replace(HEIR, kind=AccountKind.INHERITED_ROTH_IRA)
    assert needed(roth).reason == (
        "nothing before the end of 2032, when all of it must be out: 26 CFR 1.401(a)(9)-3(c)"
    )
    law_2024 = retirement_law_for(2024)
    waived = required(HEIR, law_2024, TABLES)
    assert waived.reason == "waived for 2024; all of it by the end of 2032: Notice 2024-35"
    child = replace(HEIR, born=date(2010, 1, 1), inheritance=replace(LEFT, heir=Heir.MINOR_CHILD))
    assert required(child, law_2024, TABLES).divisor == Decimal("70.9")  # the waiver is not for a minor


def test_ordinary_requirements_are_not_everything():
    assert not needed(ANN).is_everything
    assert not needed(HEIR).is_everything
    assert not needed(replace(ANN, kind=AccountKind.ROTH_IRA)).is_everything


def test_a_group_is_in_its_first_year_though_one_employer_still_pays():
    born = date(1953, 3, 1)
    school = replace(ANN, account_id="a", kind=AccountKind.K403B, born=born, still_working=True)
    old = replace(school, account_id="b", still_working=False)
    [group] = groups_of([school, old], LAW, TABLES)
    assert (group.is_first, group.deadline, group.required_usd) == (
        True,
        date(2027, 4, 1),
        Decimal("9283.02"),
    )


def test_decedents_in_order_of_name():
    zoe = replace(HEIR, account_id="a", inheritance=replace(LEFT, decedent="Zoe"))
    groups = groups_of([zoe, replace(HEIR, account_id="b")], LAW, TABLES)
    assert [group.decedent for group in groups] == ["Dad", "Zoe"]


def test_rules_say_whether_they_are_for_life():
    law = LAW.distributions

    def rule(**changes):
        left = replace(LEFT, **changes)
        return inherited_rule(AccountKind.INHERITED_IRA, HEIR.born, left, law)

    young = date(1960, 1, 1)
    spouse = rule(heir=Heir.SPOUSE, decedent_born=young)
    assert (spouse.has_begun, spouse.is_for_life, spouse.first_year) == (False, True, 2035)
    child = inherited_rule(
        AccountKind.INHERITED_IRA, date(2010, 1, 1), replace(LEFT, heir=Heir.MINOR_CHILD), law
    )
    assert (child.has_begun, child.is_for_life, child.first_year) == (True, False, 2023)
    assert rule(heir=Heir.DISABLED).is_for_life
    assert not rule().is_for_life
    assert (rule(heir=Heir.NOT_A_PERSON).is_for_life, rule(heir=Heir.NOT_A_PERSON).last_year) == (True, None)
    estate = rule(heir=Heir.NOT_A_PERSON, decedent_born=young)
    assert (estate.is_for_life, estate.first_year, estate.last_year) == (False, None, 2027)


def test_new_year_2020_belongs_to_the_new_law():
    law, first = LAW.distributions, date(2020, 1, 1)
    child = replace(LEFT, heir=Heir.MINOR_CHILD, died=first)
    assert inherited_rule(AccountKind.INHERITED_IRA, date(2010, 1, 1), child, law).heir is Heir.MINOR_CHILD
    old = replace(HEIR, born=date(1931, 1, 1), inheritance=replace(LEFT, died=first))
    assert needed(old).is_everything  # 90 in 2021: 5.7 less 5; the decedent's own 14.8 less 6 would go on
    before = replace(old, inheritance=replace(LEFT, died=date(2019, 12, 31)))
    assert needed(before).divisor == Decimal("8.6")


def test_the_last_year_itself_and_the_first_itself():
    last = replace(LEFT, decedent_born=date(1970, 1, 1), died=date(2021, 5, 5), heir=Heir.NOT_A_PERSON)
    assert needed(replace(HEIR, inheritance=last)).reason == "all of it by the end of 2026"
    first = Inheritance("Tim", date(1953, 2, 1), date(2022, 8, 15), Heir.SPOUSE)
    assert needed(replace(HEIR, born=date(1958, 6, 1), inheritance=first)).divisor == Decimal("20.4")


def test_exactly_one_year_left_is_everything():
    estate = replace(LEFT, decedent_born=date(1928, 1, 1), died=date(2023, 5, 5), heir=Heir.NOT_A_PERSON)
    assert needed(replace(HEIR, inheritance=estate)).is_everything  # 4.0 at 95 less 3
    younger = replace(estate, decedent_born=date(1929, 1, 1))
    assert needed(replace(HEIR, inheritance=younger)).divisor == Decimal("1.3")
    older = replace(LEFT, decedent_born=date(1949, 1, 1))
    assert needed(replace(HEIR, born=date(1928, 1, 1), inheritance=older)).is_everything  # own: 4.0 less 3
    assert needed(replace(HEIR, born=date(1929, 1, 1), inheritance=older)).divisor == Decimal("12.4")


def test_of_two_equal_expectancies_the_heirs_is_named():
    left = replace(
        LEFT, decedent_born=date(1937, 1, 1)
    )  # 8.1 at 85 in 2022 less 4; the heir's 7.1 at 87 less 3
    need = needed(replace(HEIR, born=date(1936, 1, 1), inheritance=left))
    assert (need.divisor, need.ages) == (Decimal("4.1"), (87,))


def test_refusals_have_their_code():
    with pytest.raises(BadInputError) as young:
        needed(replace(ANN, spouse_born=date(2007, 1, 1)))
    left = Inheritance("Tim", date(1950, 2, 1), date(2024, 8, 15), Heir.SPOUSE, spouse_elected=True)
    with pytest.raises(BadInputError) as elected:
        needed(replace(HEIR, born=date(1955, 1, 1), inheritance=left))
    for fault in (young, elected):
        assert [(one.code, one.remedy) for one in fault.value.problems] == [
            ("rmd-spouse-young", "ask the custodian for the divisor")
        ]


@pytest.mark.parametrize(
    ("died", "last"), [(2014, 2019), (2015, 2021), (2019, 2025), (2020, 2025), (2021, 2026)]
)
def test_2020_is_no_year_of_the_five(died, last):
    left = Inheritance("Ann", date(1960, 2, 1), date(died, 6, 1), Heir.NOT_A_PERSON)
    rule = inherited_rule(AccountKind.INHERITED_IRA, HEIR.born, left, LAW.distributions)
    assert rule.last_year == last
