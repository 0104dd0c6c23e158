"""Gains of a year: what counts, what is put off, what is not known, and totals that tie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.reports.books.made import D, held, household, records, sold
from trimtab.adapters.law import law_for
from trimtab.core.household import LastYear, YearIncome
from trimtab.ledger.books.result import How
from trimtab.reports.books.gains_report import gains_document
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.document import Document
from trimtab.reports.figures import DeltaFigure, TimelineFigure
from trimtab.reports.tables import Cell, Table, Tone

LAW = law_for(2026)


def gains(of: TaxRecords | None = None, year: int = 2026) -> Document:
    return gains_document(of or records(), year, LAW if year == 2026 else None)


def table(document: Document, key: str) -> Table:
    found = document.section(key).table
    assert found is not None
    return found


def column(of: Table, key: str, *tones: Tone) -> list[Cell]:
    number = [one.key for one in of.columns].index(key)
    return [row.cells[number] for row in of.rows if row.tone in tones]


def total(of: Table, key: str) -> Cell:
    return column(of, key, Tone.TOTAL)[-1]


def summed(of: Table, key: str) -> Decimal:
    cells = column(of, key, Tone.PLAIN, Tone.CARE)
    return sum((cell for cell in cells if isinstance(cell, Decimal)), D(0))


def test_the_headline_says_what_counts_and_what_is_left_out() -> None:
    assert gains().headline == (
        "2026 so far: a net gain of $199.75. Sales of $720.00 without a known basis are not in it."
    )
    assert gains().tone is Tone.CARE


def test_a_year_that_is_over_and_a_loss() -> None:
    lost = records(sold=(sold(proceeds="100", basis="600.50", closed=date(2025, 3, 3)),))
    assert gains(lost, 2025).headline == "2025: a net loss of $500.50."
    assert gains(lost, 2025).tone is Tone.PLAIN
    assert gains(records(sold=()), 2024).headline == "2024: nothing was sold in a taxable account."


def test_losses_disallowed_and_lost_for_good_stand_apart() -> None:
    facts = {fact.label: (fact.value, fact.note) for fact in gains().facts}
    assert facts["Disallowed"] == ("$410.40", "$160.00 of it for good")
    assert facts["Short-term"] == ("−$200.25", "counts in 2026")
    assert facts["Long-term"] == ("+$400.00", "counts in 2026")
    assert facts["Not sold"] == ("+$850", "+$100 short, +$750 long")


def test_totals_of_every_table_are_the_sums_of_its_rows() -> None:
    document = gains()
    realised = table(document, "realized")
    for key in ("proceeds_usd", "basis_usd", "gain_usd", "disallowed_usd", "counted_usd", "lost_usd"):
        assert total(realised, key) == summed(realised, key), key
    places = table(document, "by_account")
    for key in ("short_usd", "long_usd", "counted_usd", "disallowed_usd", "lost_usd"):
        assert total(places, key) == summed(places, key), key
    today = table(document, "unrealized")
    for key in ("value_usd", "short_usd", "long_usd", "unknown_usd"):
        assert total(today, key) == summed(today, key), key
    assert total(realised, "counted_usd") == total(places, "counted_usd") == D("199.75")


def test_each_row_adds_up_and_the_terms_have_their_totals() -> None:
    realised = table(gains(), "realized")
    keys = [one.key for one in realised.columns]
    for row in realised.rows:
        if row.tone is not Tone.SECTION:
            cells = dict(zip(keys, row.cells, strict=True))
            assert cells["gain_usd"] == cells["proceeds_usd"] - cells["basis_usd"]  # type: ignore[operator]
            assert cells["counted_usd"] == cells["gain_usd"] + cells["disallowed_usd"]  # type: ignore[operator]
    assert column(realised, "symbol", Tone.TOTAL) == ["Short-term", "Long-term", "Total"]
    assert column(realised, "counted_usd", Tone.TOTAL) == [D("-200.25"), D(400), D("199.75")]
    assert column(realised, "symbol", Tone.SECTION) == [
        "Short-term · Joint brokerage …4821",
        "Long-term · Joint brokerage …4821",
    ]


def test_programs_are_told_lot_method_and_term() -> None:
    realised = table(gains(), "realized")
    assert column(realised, "lot", Tone.PLAIN) == ["lot-2", "lot-1"]
    assert column(realised, "term", Tone.PLAIN) == ["short", "long"]
    assert set(column(realised, "method", Tone.PLAIN)) == {"fifo"}
    assert "lot" not in [one.key for one in realised.shown().columns]


def test_an_unknown_basis_is_in_no_total_and_listed_apart() -> None:
    document = gains()
    apart = table(document, "unknown_basis")
    assert column(apart, "proceeds_usd", Tone.CARE) == [D(720)]
    assert total(apart, "proceeds_usd") == D(720)
    assert total(table(document, "realized"), "proceeds_usd") == D("3000.10")
    assert "unknown_basis" not in {s.key for s in gains(records(sold=(sold(),))).sections}


def test_an_unknown_day_counts_as_short_term_and_is_said() -> None:
    document = gains(records(sold=(sold(held_from=None, bought=None, is_long=None),)))
    assert document.facts[0].value == "+$400.00"
    realised = document.section("realized")
    assert "Where the day of purchase is not known, the result counts as short-term." in realised.notes
    assert column(table(document, "realized"), "symbol", Tone.SECTION) == [
        "Term not known · Joint brokerage …4821"
    ]


def test_sales_in_a_retirement_account_are_told_and_do_not_count() -> None:
    notes = gains().section("realized").notes
    assert "1 lot sold in retirement accounts and the like: no gain or loss counts there." in notes
    assert "Which lots went: first in, first out." in notes
    only_ira = gains(records(sold=(sold(account_id="ira", taxable=False),)))
    assert only_ira.headline == "2026 so far: nothing was sold in a taxable account."
    assert only_ira.section("realized").words == (
        "Nothing with a known result was sold in a taxable account in 2026.",
    )


def test_short_lots_tell_the_first_long_term_day() -> None:
    turning = table(gains(), "turning_long")
    assert column(turning, "long_from", Tone.CARE) == [date(2026, 12, 2)]
    assert column(turning, "days", Tone.CARE) == [D(12)]
    late = gains(records(held=(held("ORCL", "2400", bought=date(2026, 1, 1), held_from=date(2026, 1, 1)),)))
    assert column(table(late, "turning_long"), "days", Tone.PLAIN) == [D(43)]
    assert "turning_long" not in {s.key for s in gains(records(held=(held(),))).sections}


def test_the_edge_of_soon_is_thirty_days() -> None:
    def tone(bought: date, basis: str = "2400") -> Tone:
        lot = held("ORCL", basis, bought=bought, held_from=bought)
        return table(gains(records(held=(lot,))), "turning_long").rows[0].tone

    assert tone(date(2025, 12, 19)) is Tone.CARE  # long-term on 2026-12-20, in 30 days
    assert tone(date(2025, 12, 20)) is Tone.PLAIN
    assert tone(date(2025, 12, 19), "2500") is Tone.PLAIN  # no gain to wait for


def test_a_gift_between_its_two_bases_has_neither_gain_nor_loss() -> None:
    def gain(basis: str, for_loss: str) -> Cell:
        lot = held("ORCL", basis, basis_for_loss_usd=D(for_loss))
        return total(table(gains(records(held=(lot,))), "unrealized"), "long_usd")

    assert gain("2600", "2450") == D(0)
    assert gain("2600", "2510") == D(-10)
    assert gain("2500", "2450") == D(0)
    assert gain("2499", "2450") == D(1)


def test_a_lot_without_a_price_is_named() -> None:
    document = gains(records(held=(held(), held("HOUSE", "9"))))
    assert "Without a price, and in no total: HOUSE." in document.section("unrealized").notes
    assert total(table(document, "unrealized"), "value_usd") == D(3000)
    assert gains(records(held=())).section("unrealized").words == ("Nothing is held in a taxable account.",)


def test_results_are_netted_in_the_legal_order_with_what_was_brought_in() -> None:
    home = household(carryforward_short_usd=D(1000), carryforward_long_usd=D(5000))
    section = gains(records(home=home)).section("netting")
    assert section.table is not None
    lines = dict(
        zip(column(section.table, "line", *Tone), column(section.table, "gain_usd", *Tone), strict=True)
    )
    assert lines["6"] == D(-1000)
    assert lines["7"] == D("-1200.25")
    assert lines["13"] == D("31.25")
    assert lines["14"] == D(-5000)
    assert lines["15"] == D("-4568.75")
    assert lines["16"] == D("-5769.00")
    assert lines["21"] == D(-3000)
    assert section.notes[0].startswith("Carried into 2027: $0.00 short-term and $2,769.00 long-term")


def test_another_year_knows_no_carryover_and_a_year_without_a_law_is_not_netted() -> None:
    notes = gains(records(home=household(year=2025, carryforward_long_usd=D(500)))).section("netting").notes
    assert notes == (
        "The household file is for 2025: losses brought into 2026 are not known, and lines 6 and 14 are left at zero.",
    )
    none = gains(year=2025).section("netting")
    assert none.words[0].startswith("There is no law file for 2025")
    assert none.table is None
    assert gains(year=2025).laws == ()
    assert gains().laws[0].sha256 == LAW.sha256


def test_last_year_brings_its_own_losses_where_the_household_file_describes_it() -> None:
    now = household(year=2027)
    last = replace(now.tax, year=2026, carryforward_long_usd=D(500))
    section = gains(records(home=replace(now, last_year=LastYear(last, YearIncome(D(0)))))).section("netting")
    assert section.table is not None
    lines = dict(
        zip(column(section.table, "line", *Tone), column(section.table, "gain_usd", *Tone), strict=True)
    )
    assert lines["14"] == D(-500)
    assert not [note for note in section.notes if "are not known" in note]


def test_a_difference_to_what_the_plan_uses_is_said() -> None:
    same = household(realized_short_usd=D("-200.25"), realized_long_usd=D(400))
    assert gains(records(home=same)).section("netting").notes == ()
    other = replace(same, tax=replace(same.tax, realized_long_usd=D(401)))
    assert "+$401.00 long-term for the year so far" in gains(records(home=other)).section("netting").notes[0]


def test_pictures_show_the_largest_first_and_the_days_left() -> None:
    document = gains()
    figure = document.section("by_account").figure
    assert isinstance(figure, DeltaFigure)
    assert [(row.label, row.usd) for row in figure.rows] == [("VTI", D(400)), ("ORCL", D("-200.25"))]
    assert figure.is_gain
    turning = document.section("turning_long").figure
    assert isinstance(turning, TimelineFigure)
    assert (turning.rows[0].end, turning.rows[0].value) == (date(2026, 12, 1), "Dec 2, 2026")
    assert turning.legend == (("gain today", 0),)


def test_a_picture_of_many_holdings_shows_twelve() -> None:
    many = tuple(sold(symbol=f"S{n:02}", basis=str(600 + n), lot_id=f"l{n}") for n in range(13))
    figure = gains(records(sold=many)).section("by_account").figure
    assert isinstance(figure, DeltaFigure)
    assert len(figure.rows) == 12
    assert figure.words.endswith("The 12 largest of 13.")


def test_what_was_inherited_says_so_in_place_of_a_day() -> None:
    inherited = sold(how=How.INHERITANCE, bought=date(2026, 1, 15), held_from=date(2025, 1, 13))
    shown = table(gains(records(sold=(inherited,))), "realized")
    assert column(shown, "held_from", Tone.PLAIN) == ["inherited"]
    assert column(shown, "term", Tone.PLAIN) == ["long"]
