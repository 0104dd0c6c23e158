"""Every lot held: account by account, with what is odd about it."""

from __future__ import annotations

from datetime import date

from tests.reports.books.made import D, held, records
from tests.reports.books.test_gains_report import column, summed, table, total
from trimtab.ledger.books.result import How
from trimtab.reports.books.lots_report import lots_document
from trimtab.reports.tables import Tone


def test_taxable_accounts_come_first_with_their_way_to_sell() -> None:
    lots = table(lots_document(records()), "lots")
    assert column(lots, "symbol", Tone.SECTION) == [
        "Joint brokerage …4821 · taxable · sells highest cost first, funds average cost",
        "Bob's IRA …7283 · traditional IRA",
    ]


def test_every_lot_is_there_once_and_totals_tie() -> None:
    lots = table(lots_document(records()), "lots")
    assert sorted(map(str, column(lots, "lot", Tone.PLAIN, Tone.CARE))) == [
        "lot-12", "lot-13", "lot-14", "lot-15", "lot-20", "lot-9",
    ]  # fmt: skip
    for key in ("value_usd", "gain_usd", "basis_usd", "deferred_usd"):
        assert total(lots, key) == summed(lots, key), key
        parts = column(lots, key, Tone.TOTAL)
        assert parts[-1] == sum(parts[:-1])  # type: ignore[arg-type]


def test_no_total_is_made_of_what_nobody_knows() -> None:
    lots = table(lots_document(records(held=(held(basis=None),))), "lots")
    assert column(lots, "basis_usd", Tone.TOTAL) == [None, None]
    assert column(lots, "gain_usd", Tone.TOTAL) == [None, None]
    assert column(lots, "value_usd", Tone.TOTAL) == column(lots, "value_usd", Tone.CARE) * 2


def test_terms_and_days_left() -> None:
    lots = table(lots_document(records()), "lots")
    rows = dict(
        zip(
            column(lots, "lot", Tone.PLAIN, Tone.CARE),
            column(lots, "term", Tone.PLAIN, Tone.CARE),
            strict=True,
        )
    )
    assert rows == {
        "lot-14": "not known",
        "lot-15": "long",
        "lot-13": "short",
        "lot-9": "long",
        "lot-12": "long",
        "lot-20": "sheltered",
    }
    days = dict(zip(rows, column(lots, "days_until_long", Tone.PLAIN, Tone.CARE), strict=True))
    assert days["lot-13"] == D(12)
    assert days["lot-9"] is None
    assert days["lot-20"] is None


def test_lots_can_be_named_in_an_event() -> None:
    document = lots_document(records())
    names = document.section("names")
    assert names.is_detail
    assert column(table(document, "names"), "lot", *Tone) == [
        "lot-20",
        "lot-14",
        "lot-15",
        "lot-13",
        "lot-9",
        "lot-12",
    ]
    assert [section.key for section in lots_document(records(held=())).sections] == ["lots"]


def test_what_is_odd_about_a_lot_is_said() -> None:
    lots = table(lots_document(records()), "lots")
    flags = dict(
        zip(
            column(lots, "lot", Tone.PLAIN, Tone.CARE),
            column(lots, "flags", Tone.PLAIN, Tone.CARE),
            strict=True,
        )
    )
    assert flags["lot-12"] == "$250.40 of a disallowed loss in its basis; held from Jan 15, 2024"
    assert flags["lot-14"] == "basis not known"
    assert flags["lot-15"] == "gift; basis for a loss $2,450.00"
    assert flags["lot-9"] == ""


def test_the_headline_counts_and_warns() -> None:
    document = lots_document(records())
    assert document.headline == "6 lots in 2 accounts. 1 taxable lot without a known day or basis."
    assert document.tone is Tone.CARE
    clean = lots_document(records(held=(held(),)))
    assert (clean.headline, clean.tone) == ("1 lot in 1 account.", Tone.PLAIN)
    assert lots_document(records(held=())).headline == "No lot is held."
    unknown_inside_an_ira = held(basis=None, account_id="ira", taxable=False)
    assert lots_document(records(held=(unknown_inside_an_ira,))).tone is Tone.PLAIN


def test_facts_count_taxable_lots_only() -> None:
    facts = {fact.label: fact.value for fact in lots_document(records()).facts}
    assert facts == {
        "Taxable lots": "$11,725",
        "Gains today": "+$850",
        "Short-term": "+$100",
        "Long-term": "+$750",
        "Deferred": "$250.40",
    }
    assert "Deferred" not in {fact.label for fact in lots_document(records(held=(held(),))).facts}


def test_notes_name_what_is_in_no_total() -> None:
    notes = (
        lots_document(records(held=(held("HOUSE"), held(basis=None), held(basis_for_loss_usd=D(1)))))
        .section("lots")
        .notes
    )
    assert notes[1:] == (
        "Lots without a known basis are in the value, and in no total of basis or gain.",
        "A gift worth less than the donor paid has two bases, and no gain or loss between them.",
        "Without a price, and in no total: HOUSE.",
    )


def test_inherited_shares_have_no_invented_day() -> None:
    inherited = held(how=How.INHERITANCE, bought=date(2026, 1, 15), held_from=date(2025, 1, 13))
    document = lots_document(records(held=(inherited,)))
    lots = table(document, "lots")
    assert column(lots, "held_from", Tone.PLAIN) == ["inherited"]
    assert column(lots, "bought", Tone.PLAIN) == [date(2026, 1, 15)]
    assert column(lots, "term", Tone.PLAIN) == ["long"]
    assert column(lots, "flags", Tone.PLAIN) == ["inherited"]
    assert document.facts[0].note == "1 lot"
