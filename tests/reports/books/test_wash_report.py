"""Wash sales, open windows, and what is not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.reports.books.made import AS_OF, SOLD, D, records
from tests.reports.books.test_gains_report import column, summed, table, total
from trimtab.ledger.books.rules import BookAccount
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.books.wash_report import wash_document
from trimtab.reports.figures import TimelineFigure
from trimtab.reports.tables import Cell, Tone


def seen(first: date | None, last: date | None) -> TaxRecords:
    made = records(sold=SOLD[:1], windows=())
    account = replace(made.rules.accounts[0], known_from=first, known_to=last)
    return replace(made, rules=replace(made.rules, accounts=(account,)))


def test_the_headline_says_what_is_lost_and_what_is_not_seen() -> None:
    assert wash_document(records()).headline == (
        "1 wash sale disallows $410.40, $160.00 of it for good. 3 windows are open. "
        "1 of 2 accounts is not seen in full."
    )
    put_off = records(sold=SOLD[:3], windows=())
    assert wash_document(put_off).headline.startswith(
        "1 wash sale disallows $250.40, put off into what was bought. 0 windows are open."
    )


def test_with_nothing_found_it_says_no_more_than_was_seen() -> None:
    whole = wash_document(seen(date(2024, 1, 1), AS_OF))
    assert whole.headline == "No wash sale is seen. 0 windows are open."
    assert whole.tone is Tone.PLAIN
    assert "count as well" in whole.section("seen").words[0]
    assert whole.section("sales").table is None
    assert whole.section("windows").table is None


def test_each_wash_sale_names_sale_replacement_and_source() -> None:
    sales = table(wash_document(records()), "sales")
    assert column(sales, "sold", Tone.CARE, Tone.BAD) == [date(2026, 10, 30)] * 2
    assert column(sales, "replaced_by", Tone.CARE) == ["VTI of Nov 10, 2026 in Joint brokerage …4821"]
    assert column(sales, "replaced_by", Tone.BAD) == ["VTSAX of Nov 2, 2026 in Bob's IRA …7283"]
    assert column(sales, "authority", Tone.CARE, Tone.BAD) == ["26 USC 1091(d)", "Rev. Rul. 2008-5"]
    assert column(sales, "quantity", Tone.CARE, Tone.BAD) == [D(3), D(2)]
    assert total(sales, "loss_usd") == D("410.40")
    assert total(sales, "lost_usd") == D(160)
    assert summed(sales, "loss_usd") == D("250.40")  # the row lost for good stands apart by its tone


def test_windows_tell_what_may_not_be_done_and_until_when() -> None:
    windows = table(wash_document(records()), "windows")
    rows = list(zip(*(column(windows, key, *Tone) for key in ("rule", "symbols", "until")), strict=True))
    assert rows == [
        ("do not buy", "ORCL", date(2026, 12, 1)),
        ("do not sell at a loss", "VTI, VTSAX", date(2026, 12, 2)),
        ("do not sell at a loss", "VTI, VTSAX", date(2026, 12, 10)),
    ]
    assert column(windows, "loss_usd", *Tone) == [D("200.25"), None, None]
    assert (
        column(windows, "why", *Tone)[1]
        == "bought Nov 2, 2026 in Bob's IRA …7283; a loss would be gone for good"
    )
    assert column(windows, "effect", *Tone)[1] == "the loss is gone for good"


def test_the_timeline_has_a_bar_for_each_window() -> None:
    figure = wash_document(records()).section("windows").figure
    assert isinstance(figure, TimelineFigure)
    assert [(row.start, row.end, row.slot) for row in figure.rows] == [
        (date(2026, 11, 1), date(2026, 12, 1), 0),
        (date(2026, 11, 2), date(2026, 12, 2), 1),
        (date(2026, 11, 10), date(2026, 12, 10), 1),
    ]
    assert (figure.start, figure.end) == (date(2026, 10, 21), date(2026, 12, 20))


def test_losses_that_an_unseen_purchase_could_undo_are_listed() -> None:
    unseen = table(wash_document(records()), "unseen")
    assert column(unseen, "loss_usd", Tone.CARE) == [D("200.25")]
    assert column(unseen, "hidden_in", Tone.CARE) == ["Bob's IRA …7283"]
    assert "unseen" not in {section.key for section in wash_document(records(unseen=())).sections}


MONTH_AGO = AS_OF - timedelta(days=30)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (MONTH_AGO, AS_OF, "seen in full"),
        (MONTH_AGO + timedelta(days=1), AS_OF, "seen from 2026-10-22 to 2026-11-20 only"),
        (MONTH_AGO, AS_OF - timedelta(days=1), "seen from 2026-10-21 to 2026-11-19 only"),
        (date(2024, 1, 1), MONTH_AGO - timedelta(days=1), "not seen since 2026-10-20"),
        (date(2024, 1, 1), MONTH_AGO, "seen from 2026-10-21 to 2026-10-21 only"),
        (None, AS_OF, "not seen"),
        (MONTH_AGO, None, "not seen"),
    ],
)
def test_what_is_seen_of_the_last_thirty_days(first: date | None, last: date | None, words: str) -> None:
    def told(row: Tone) -> list[Cell]:
        return column(table(wash_document(seen(first, last)), "seen"), "last_30_days", row)

    assert told(Tone.PLAIN if words == "seen in full" else Tone.CARE) == [words]


def test_an_account_the_files_say_nothing_of_is_counted_as_unseen() -> None:
    made = records()
    strange = BookAccount("other-1", made.rules.accounts[0].kind)
    more = replace(made, rules=replace(made.rules, accounts=(*made.rules.accounts, strange)))
    assert "2 of 3 accounts are not seen in full." in wash_document(more).headline
