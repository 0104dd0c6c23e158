"""Wash sales, open windows, and what is not seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.reports.books.made import AS_OF, SOLD, WINDOWS, D, held, records
from tests.reports.books.test_gains_report import column, summed, table, total
from trimtab.ledger.books.realised import HeldLot
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
        "1 wash sale: $410.40 disallowed, $160.00 of it for good. 3 windows are open. "
        "1 sale without a known basis may have been at a loss. 1 of 2 accounts is not seen in full."
    )
    put_off = records(sold=SOLD[:3], windows=())
    assert wash_document(put_off).headline.startswith("1 wash sale puts off $250.40. No window is open.")


def test_with_nothing_found_it_says_no_more_than_was_seen() -> None:
    whole = wash_document(seen(date(2024, 1, 1), AS_OF))
    assert whole.headline == "No wash sale is seen. No window is open."
    assert whole.tone is Tone.PLAIN
    assert "count as well" in whole.section("seen").words[0]
    assert whole.section("sales").table is None
    assert whole.section("windows").table is None


def test_a_sale_without_a_known_basis_may_hide_a_wash_sale_and_is_listed() -> None:
    whole = seen(date(2024, 1, 1), AS_OF)
    hidden = records(sold=(SOLD[4], replace(SOLD[4], account_id="ira")), windows=()).washed
    document = wash_document(replace(whole, washed=hidden))
    assert document.headline == (
        "No wash sale is seen. No window is open. 1 sale without a known basis may have been at a loss."
    )
    assert document.tone is Tone.CARE
    [row] = table(document, "unknown_basis").rows
    assert row.cells == (date(2026, 2, 3), "BND", "Joint brokerage …4821", D(10), D(720))
    assert (
        "purchases within 30 days of them were not looked for" in document.section("unknown_basis").words[0]
    )
    assert "unknown_basis" not in {section.key for section in wash_document(whole).sections}


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


def test_several_lots_of_a_day_open_one_window() -> None:
    first = WINDOWS[2]
    twice = records(
        windows=(first, replace(first, lot_id="lot-13", trade_id="lot-13", quantity=Fraction(1, 2)))
    )
    windows = table(wash_document(twice), "windows")
    assert column(windows, "quantity", *Tone) == [D("7.5")]
    assert "1 window is open." in wash_document(twice).headline
    other_day = records(windows=(first, replace(first, opened=date(2026, 11, 9), until=date(2026, 12, 9))))
    assert len(table(wash_document(other_day), "windows").rows) == 2


def test_the_loss_at_stake_is_that_of_as_many_shares_as_were_bought() -> None:
    def stakes(*lots: HeldLot) -> list[Cell]:
        return column(table(wash_document(records(held=lots)), "windows"), "loss_usd", *Tone)

    taken = D("200.25")  # by the sale that opened the first window
    assert stakes(held(basis="3250.40")) == [taken, D("250.40"), D("175.28")]  # 10 and 7 of 10 shares
    assert stakes(held(basis="3100", quantity=D(10)), held(basis="950", quantity=D(3))) == [
        taken,
        D(120),
        D(90),
    ]
    assert stakes(held(basis="3010", quantity=D(10)), held(basis="1030", quantity=D(3))) == [
        taken,
        D(137),
        D(134),
    ]
    assert stakes(held(basis="3000")) == [taken, None, None]
    assert stakes(held(basis=None)) == [taken, None, None]
    assert stakes(held(basis="9000", account_id="ira", taxable=False)) == [taken, None, None]
    assert stakes(held("ORCL", "9000")) == [taken, None, None]


def test_what_could_lose_something_comes_first_and_stands_out() -> None:
    rows = table(wash_document(records()), "windows").rows
    assert [row.tone for row in rows] == [Tone.CARE] * 3
    held_elsewhere = records(held=(held("ORCL", "9000"),), windows=(
        WINDOWS[2],
        replace(WINDOWS[2], group="ORCL", until=date(2026, 12, 19), opened=date(2026, 11, 19)),
    ))  # fmt: skip
    windows = table(wash_document(held_elsewhere), "windows")
    assert column(windows, "symbols", *Tone) == ["ORCL", "VTI, VTSAX"]
    assert [row.tone for row in windows.rows] == [Tone.CARE, Tone.PLAIN]


def test_symbols_held_are_named_before_others_of_their_group() -> None:
    made = records(windows=(replace(WINDOWS[2], group="g"),))
    groups = {"AAA": "g", "BBB": "g", "CCC": "g", "VTI": "g"}
    named = replace(made, rules=replace(made.rules, groups=groups))
    assert column(table(wash_document(named), "windows"), "symbols", *Tone) == ["VTI, AAA, BBB and 1 more"]
    alone = replace(made, rules=replace(made.rules, groups={}))
    assert column(table(wash_document(alone), "windows"), "symbols", *Tone) == ["g"]
