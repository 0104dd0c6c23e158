"""The sections of `trimtab rmd` on IRAs with what no exchange trades: figures, names and every sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.retirement.builders import ANN, BOB, account
from tests.ledger.retirement.test_unlisted import FROZEN_HOUSE, MIA, at_home
from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import Account, AccountKind
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.ledger.retirement.answer import retirement
from trimtab.reports.document import Document
from trimtab.reports.tax.retirement_document import retirement_document

D = Decimal
IRA = AccountKind.TRADITIONAL_IRA
KEYS = ["unlisted", "disqualified", "forbidden", "business_income"]
HOUSE = account("house", IRA, positions=FROZEN_HOUSE, value_last_year_end_usd=D(290_000))


def shown(*accounts: Account, year: int = 2026, **changes: object) -> Document:
    law, tables = retirement_law_for(year), life_tables_for(year)
    return retirement_document(retirement(at_home(*accounts, **changes), law, tables, None))


def rows(document: Document, key: str) -> list[tuple[object, ...]]:
    table = document.section(key).table
    assert table is not None
    return [row.cells for row in table.rows]


def test_only_where_such_an_account_exists():
    assert [section.key for section in shown(HOUSE).sections][-4:] == KEYS
    plain = shown(account("ira", IRA, value_last_year_end_usd=D(1)))
    assert not {section.key for section in plain.sections} & set(KEYS)


def test_the_account_and_what_its_end_would_cost():
    section = shown(HOUSE, people=(replace(ANN, born=date(1980, 1, 1)), BOB)).section("unlisted")
    assert section.title == "IRAs with what no exchange trades"
    assert section.words == (
        "A forbidden dealing in which the owner or an heir takes part ends the account: all of it counts as taken out "
        "on Jan 1, 2026 (26 USC 408(e)(2)).",
        "A pledge or a collectible ends nothing: only that amount counts as taken out (26 USC 408(e)(4), 408(m)(1)).",
        "Anybody else disqualified who takes part owes 15% of the amount for each year, and 100% of it where it is not "
        "undone, but for a fiduciary acting only as such (26 USC 4975(a), (b)).",
    )
    assert section.notes == ()
    young = shown(HOUSE, people=(replace(ANN, born=date(1980, 1, 1)), BOB))
    assert rows(young, "unlisted") == [("house", "House", 300_000, 290_000, 29_000)]


def test_what_is_not_known_is_left_open_and_said():
    document = shown(account("house", IRA, positions=FROZEN_HOUSE))
    assert rows(document, "unlisted") == [("house", "House", 300_000, None, None)]
    assert document.section("unlisted").notes == (
        "What an end would cost needs the owner among the people and value_last_year_end_usd, the value on "
        "December 31, 2025.",
    )


@pytest.mark.parametrize("kind", [AccountKind.ROTH_IRA, AccountKind.SIMPLE_IRA])
def test_the_additional_tax_is_not_claimed_where_it_depends_on_more(kind: AccountKind):
    young = replace(ANN, born=date(1980, 1, 1))
    document = shown(replace(HOUSE, kind=kind), people=(young, BOB))
    assert rows(document, "unlisted") == [("house", "House", 300_000, 290_000, None)]
    assert document.section("unlisted").notes == (
        "The additional tax on a Roth or SIMPLE IRA depends on what was paid in, and when: it is not shown.",
    )


def test_who_is_disqualified_names_only_who_is_known():
    document = shown(HOUSE)
    assert rows(document, "disqualified") == [
        ("owner", "Ann", "26 USC 4975(e)(2)(A), (E), (H)"),
        ("who manages, advises for a fee or keeps it", "Bank", "26 USC 4975(e)(2)(A), (B), 4975(e)(3)"),
        ("spouse", "Bob, of Ann", "26 USC 4975(e)(2)(F), 4975(e)(6)"),
        ("parents, grandparents", "", "26 USC 4975(e)(2)(F), 4975(e)(6)"),
        ("children, grandchildren", "", "26 USC 4975(e)(2)(F), 4975(e)(6)"),
        ("their husbands and wives", "", "26 USC 4975(e)(2)(F), 4975(e)(6)"),
        ("a firm, trust or estate of which these own half or more", "", "26 USC 4975(e)(2)(G)"),
    ]
    section = document.section("disqualified")
    assert section.title == "Who may not deal with them"
    assert section.words == (
        "They are disqualified persons. Brothers and sisters are not among them, nor are strangers.",
    )
    assert section.notes == ()


def test_two_owners_and_their_child():
    roth = account("roth", AccountKind.ROTH_IRA, "Bob", positions=FROZEN_HOUSE)
    document = shown(HOUSE, replace(HOUSE, account_id="second"), roth, people=(ANN, BOB, MIA))
    assert [row[1] for row in rows(document, "disqualified")[:3]] == [
        "Ann and Bob",
        "Bank",
        "Bob, of Ann; Ann, of Bob",
    ]
    assert document.section("disqualified").notes == (
        "How Mia and Ann are related is not told: parents, children and their spouses are disqualified.",
        "How Mia and Bob are related is not told: parents, children and their spouses are disqualified.",
    )


def test_an_owner_and_custodian_that_are_not_told():
    roth = account("roth", AccountKind.ROTH_IRA, "", positions=FROZEN_HOUSE)
    document = shown(replace(roth, custodian=""), people=())
    assert [row[1] for row in rows(document, "disqualified")] == [""] * 7
    assert document.section("disqualified").notes == ()


def test_every_forbidden_dealing_with_an_example_and_its_law():
    document = shown(HOUSE)
    assert rows(document, "forbidden") == [
        (
            "sale, exchange or lease of property",
            "selling it a house, letting its house to a child",
            "disqualified",
            "26 USC 4975(c)(1)(A)",
        ),
        (
            "loan or credit",
            "borrowing from it, guaranteeing its mortgage",
            "disqualified",
            "26 USC 4975(c)(1)(B), 408(e)(3)",
        ),
        (
            "goods, services or facilities",
            "repairing its house oneself",
            "disqualified",
            "26 USC 4975(c)(1)(C)",
        ),
        (
            "use of the account's assets",
            "living in its house, if only for a week",
            "disqualified",
            "26 USC 4975(c)(1)(D)",
        ),
        (
            "dealing with its assets in one's own interest",
            "letting it invest where one gains by it",
            "disqualified",
            "26 USC 4975(c)(1)(E)",
        ),
        (
            "payment from others for dealing with it",
            "a commission from who sells to it",
            "disqualified",
            "26 USC 4975(c)(1)(F)",
        ),
        (
            "more than reasonable pay for managing it",
            "a high fee to a son who manages it",
            "disqualified",
            "26 USC 4975(c)(1)(D), 4975(d)(10)",
        ),
        (
            "use as security for a loan",
            "a bank loan to oneself, secured by it",
            "anybody",
            "26 USC 408(e)(4)",
        ),
        (
            "purchase of a collectible",
            "art, wine, stamps, most coins",
            "anybody",
            "26 USC 408(m), but for the coins and bullion of 408(m)(3)",
        ),
        ("purchase of life insurance", "a policy on anybody's life", "anybody", "26 USC 408(a)(3)"),
    ]
    assert document.section("forbidden").title == "What is forbidden"
    assert document.section("forbidden").words == (
        "Either way, and through others too. Exemptions (26 USC 4975(d), and those of the Department of Labor) are not "
        "looked at: ask before dealing.",
    )


def test_what_is_taxed_inside_follows_the_law_of_the_year():
    document = shown(HOUSE)
    debt = "taxed by the share of debt"
    assert rows(document, "business_income") == [
        (
            "a business, also through a partnership or LLC",
            "taxed",
            "taxed",
            "26 USC 512(a)(1), 512(c)(1), 513",
        ),
        ("interest", "not taxed", debt, "26 USC 512(b)(1)"),
        ("dividends", "not taxed", debt, "26 USC 512(b)(1)"),
        ("royalties", "not taxed", debt, "26 USC 512(b)(2)"),
        ("rent of real property, not by profit share", "not taxed", debt, "26 USC 512(b)(3)"),
        ("gain on what is no stock in trade", "not taxed", debt, "26 USC 512(b)(5)"),
    ]
    section = document.section("business_income")
    assert section.title == "Income taxed inside the account"
    assert section.words == (
        "From $1,000 of gross unrelated business income in a year Form 990-T is due; the custodian files it, and the "
        "account pays.",
        "After costs and $1,000 more the rates of trusts hold: 10% to 37%, the highest above $16,000 (26 USC 511(b), "
        "512(b)(12)).",
    )
    assert section.notes == (
        "The share of debt is the year's average debt for buying or improving the property over its average adjusted "
        "basis; for a gain, the highest debt of the twelve months before the sale (26 USC 514(a)(1), 514(c)(7)).",
    )
    before = shown(HOUSE, year=2025)
    assert "the highest above $15,650 (26 USC" in before.section("business_income").words[1]


def test_the_amount_that_asks_for_a_return_and_the_deduction_are_two() -> None:
    law, tables = retirement_law_for(2026), life_tables_for(2026)
    other = replace(law.unrelated_income, specific_deduction_usd=D(1500))
    made = retirement(at_home(HOUSE), replace(law, unrelated_income=other), tables, None)
    first, second = retirement_document(made).section("business_income").words
    assert first.startswith("From $1,000 of gross")
    assert second.startswith("After costs and $1,500 more")


def test_no_account_number_is_shown() -> None:
    named = replace(HOUSE, account_id="Z12345678", name="Z12345678", custodian="Trust Z12345678")
    note = Instrument("HOUSE", "Note of Z12345678", InstrumentKind.PRIVATE, (("bonds", D(1)),))
    people = (ANN, BOB, replace(MIA, name="Mia Z12345678"))
    document = shown(named, instruments={"HOUSE": note}, people=people)
    sections = [document.section(key) for key in KEYS]
    assert "12345678" not in str(sections)
    assert str(sections).count("…5678") == 4
