"""The document of `trimtab rmd`: what is said first, what each row holds, and what is never claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.ledger.retirement.builders import ANN, AS_OF, DAD, account, household
from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.retirement import Heir, Inheritance
from trimtab.ledger.retirement.answer import retirement
from trimtab.reports.document import Document
from trimtab.reports.tables import Tone
from trimtab.reports.tax.retirement_document import retirement_document

D = Decimal
IRA = AccountKind.TRADITIONAL_IRA
FULL = {"value_last_year_end_usd": D(246_000), "cash_usd": D(50_000)}


def shown(*accounts, magi=None, **changes) -> Document:
    law, tables = retirement_law_for(2026), life_tables_for(2026)
    return retirement_document(retirement(household(*accounts, **changes), law, tables, magi))


def rows(document: Document, key: str) -> list[tuple[object, ...]]:
    table = document.section(key).table
    assert table is not None
    return [row.cells for row in table.rows]


def test_one_account_is_one_row_with_everything():
    document = shown(account("ira", IRA, distributed_usd=D(4000), **FULL))
    assert document.headline == "$6,000.00 must still come out for 2026, by Dec 31, 2026."
    assert (document.kind, document.tone, document.as_of) == ("rmd", Tone.CARE, AS_OF)
    assert rows(document, "required") == [
        ("Ann", "ira", 246_000, "24.6 (Uniform, 75)", 10_000, 4_000, 6_000, date(2026, 12, 31))
    ]
    section = document.section("required")
    assert section.words == (
        "IRAs of one owner add up: the sum may be taken from any of them.",
        "Ann may still give up to $111,000.00 straight from IRAs to public charities: it counts, and is no income.",
    )
    assert section.notes == ("Ira: $246,000.00 / 24.6; Uniform Lifetime Table, 26 CFR 1.401(a)(9)-9(c).",)
    assert [(fact.label, fact.value, fact.note) for fact in document.facts] == [
        ("Required", "$10,000", "for 2026"),
        ("Taken", "$4,000", ""),
        ("Left", "$6,000", ""),
        ("If missed", "$1,500", "25.0% excise"),
    ]


def test_accounts_that_add_up_have_a_row_for_the_sum():
    document = shown(
        account("a", IRA, distributed_usd=D(4000), donated_usd=D(1000), **FULL),
        account("b", IRA, distributed_usd=D(500), spouse_sole_beneficiary="Bob", **FULL),
    )
    required = D(10_000) + D("9425.29")
    assert rows(document, "required") == [
        ("Ann", "a", 246_000, "24.6 (Uniform, 75)", 10_000, 4_000, None, None),
        ("Ann", "b", 246_000, "26.1 (Joint, 75 and 63)", D("9425.29"), 500, None, None),
        ("Ann", "IRAs, from any of them", None, "", required, 4_500, required - 4_500, date(2026, 12, 31)),
    ]
    assert document.facts[1].note == "$1,000 straight to charities"


def test_gifts_straight_from_an_ira_by_age_and_what_was_given():
    gift = account("ira", IRA, distributed_usd=D(4000), donated_usd=D(4000), **FULL)
    left = account(
        "left",
        AccountKind.INHERITED_IRA,
        inheritance=DAD,
        distributed_usd=D(200_000),
        donated_usd=D(1000),
        **FULL,
    )
    words = shown(gift, left).section("required").words
    assert words[1].startswith("Ann may still give up to $106,000.00 straight")
    young = replace(ANN, born=date(1956, 5, 21))
    assert len(shown(left, people=(young,)).section("required").words) == 1
    old = replace(ANN, born=date(1956, 5, 20))
    assert len(shown(left, people=(old,)).section("required").words) == 2
    over = replace(left, retirement=replace(left.retirement, donated_usd=D(150_000)))
    assert shown(over).section("required").words[1].startswith("Ann may still give up to $0.00")


def test_each_group_has_its_own_deadline_and_rule():
    young = replace(ANN, born=date(1953, 3, 1))
    document = shown(
        account("ira", IRA, distributed_usd=D(0), **FULL),
        account("left", AccountKind.INHERITED_IRA, distributed_usd=D(0), inheritance=DAD, **FULL),
        account("plan", AccountKind.K401, distributed_usd=D(0), **FULL),
        people=(young, household().people[1]),
    )
    assert document.headline.endswith("must still come out for 2026, the first of it by Dec 31, 2026.")
    assert [row[-1] for row in rows(document, "required")] == [
        date(2027, 4, 1),
        date(2027, 4, 1),
        date(2026, 12, 31),
    ]
    assert document.section("required").words == (
        "IRAs of one owner add up: the sum may be taken from any of them; each 401(k) stands alone; "
        "IRAs inherited from one person add up, apart from one's own.",
        "Ann may still give up to $111,000.00 straight from IRAs to public charities: it counts, and is no income.",
    )
    assert rows(document, "required")[2][3] == "15.8 (Single)"  # 18.8 at 70 in 2023 less 3 years


def test_all_taken():
    document = shown(account("ira", IRA, distributed_usd=D(10_000), **FULL))
    assert document.headline == "All that has to come out for 2026 has been taken."
    assert document.tone is Tone.GOOD
    assert [fact.label for fact in document.facts] == ["Required", "Taken", "Left"]
    table = document.section("required").table
    assert table is not None
    assert [row.tone for row in table.rows] == [Tone.GOOD]


def test_a_missing_balance_leaves_the_amounts_open():
    document = shown(account("ira", IRA, distributed_usd=D(0)))
    assert document.headline == "Money has to come out for 2026; how much is not known for want of a balance."
    assert [(fact.label, fact.value) for fact in document.facts] == [
        ("Required", "not known"),
        ("Taken", "$0.00"),
        ("Left", "not known"),
    ]
    assert rows(document, "required") == [
        ("Ann", "ira", None, "24.6 (Uniform, 75)", None, 0, None, date(2026, 12, 31))
    ]
    assert document.tone is Tone.CARE
    assert document.section("required").notes == ("Ira: Uniform Lifetime Table, 26 CFR 1.401(a)(9)-9(c).",)
    assert "rmd-no-balance" in [problem.code for problem in document.problems]


def test_a_whole_account():
    late = Inheritance("Joe", date(1970, 1, 1), date(2020, 5, 5), Heir.NOT_A_PERSON)
    document = shown(
        account("left", AccountKind.INHERITED_IRA, inheritance=late, distributed_usd=D(0), **FULL)
    )
    assert rows(document, "required")[0][3:5] == ("all of it", 246_000)
    assert document.section("required").notes == ("Left: all of it by the end of 2025.",)


def test_an_elected_spouse_shows_the_table_and_age():
    left = Inheritance("Tim", date(1950, 2, 1), date(2024, 8, 15), Heir.SPOUSE, spouse_elected=True)
    document = shown(
        account("left", AccountKind.INHERITED_IRA, inheritance=left, distributed_usd=D(0), **FULL)
    )
    assert rows(document, "required")[0][3] == "24.6 (Uniform, 75)"


def test_nothing_has_to_come_out():
    document = shown(
        account("bobs", IRA, "Bob"),
        account("roth", AccountKind.ROTH_IRA),
        account("rothplan", AccountKind.ROTH_401K),
        account("hsa", AccountKind.HSA),
    )
    assert document.headline == "Nothing has to come out of a retirement account in 2026."
    assert (document.facts, document.tone) == ((), Tone.GOOD)
    assert [section.key for section in document.sections] == ["waiting", "room"]
    assert rows(document, "waiting") == [
        ("Bob", "bobs", "begins for 2038, the year of age 75"),
        ("Ann", "roth", "never while its owner lives"),
        ("Ann", "rothplan", "never while its owner lives"),
    ]


def test_a_household_without_such_accounts_and_people():
    document = shown(account("tax", AccountKind.TAXABLE, ""), people=())
    assert document.sections == ()


def test_room_shows_what_is_left_only_where_it_is_known():
    document = shown(
        account("roth", AccountKind.ROTH_IRA, contributed_usd=D(9000)),
        account("ira", IRA, "Bob"),
        magi=D("81700.50"),
    )
    found = {(row[0], row[1]): row[2:6] for row in rows(document, "room")}
    assert found["Ann", "IRAs, traditional and Roth"] == (8600, 1100, 9000, 0)
    assert found["Bob", "IRAs, traditional and Roth"] == (8600, 1100, 0, None)
    table = document.section("room").table
    assert table is not None
    assert [row.tone for row in table.rows] == [Tone.BAD, Tone.BAD, *[Tone.PLAIN] * 4]
    assert document.section("room").title == "What may still go in for 2026"
    assert document.section("room").words == (
        "Limits that depend on income are read with $81,700.50, the income of trimtab tax.",
    )
    assert shown().section("room").words == (
        "Limits that depend on income are shown before they fall: [tax.income] does not tell enough.",
    )


def test_the_law_is_named():
    document = shown()
    law, tables = retirement_law_for(2026), life_tables_for(2026)
    assert [(one.place, one.year, one.sha256) for one in document.laws] == [
        ("us retirement accounts", 2026, law.sha256),
        ("us life tables", 2022, tables.sha256),
    ]
    assert document.not_modelled == law.not_modelled


def test_no_account_number_is_shown():
    document = shown(account("Z12345678", IRA, distributed_usd=D(0)))
    assert "12345678" not in str(document)
