"""Transactions and realised gains of overlapping downloads are told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, export, gain, spec, trade
from trimtab.core.household import Activity, ActivityKind
from trimtab.core.problems import Source, note, warning
from trimtab.core.statement import FileKind, ParsedFile
from trimtab.ledger.activity import History, known_runs, read_history
from trimtab.ledger.matching import match_accounts
from trimtab.ledger.symbols import build_symbols

MARCH = date(2026, 3, 2)


def history(*files: ParsedFile) -> History:
    made = spec(account())
    return read_history(files, match_accounts(files, made.accounts), build_symbols(made, CATALOGUE))


def transactions(*rows: object, name: str = "t.csv", **more: object) -> ParsedFile:
    return export(*rows, name=name, kind=FileKind.TRANSACTIONS, **more)  # type: ignore[arg-type]


def buy(fingerprint: str, day: date = MARCH) -> object:
    return trade(ActivityKind.BUY, day, "VTI", "5", "-500", fingerprint=fingerprint)


def test_overlapping_downloads_tell_a_transaction_once() -> None:
    told = history(
        transactions(buy("a"), buy("b"), name="one.csv"), transactions(buy("b"), buy("c"), name="two.csv")
    )
    assert len(told.activity) == 3


def test_two_equal_purchases_of_one_day_are_two() -> None:
    assert len(history(transactions(buy("same#1"), buy("same#2"))).activity) == 2


def test_a_csv_and_an_ofx_of_the_same_days_do_not_double() -> None:
    told = history(
        transactions(buy("csv#1"), buy("csv#2"), name="one.csv", layout="csv"),
        transactions(buy("ofx#1"), name="two.ofx", layout="ofx"),
    )
    assert len(told.activity) == 2


def test_a_realised_gain_goes_to_its_sale() -> None:
    sale = trade(ActivityKind.SELL, MARCH, "VTI", "-10", "1100")
    told = history(
        transactions(sale),
        export(gain("VTI", "4", MARCH, "-10", "0"), gain("VTI", "6", MARCH, "0", "60"), name="g"),
    )
    [item] = told.activity
    assert (item.kind, item.gain_usd, item.quantity) == (ActivityKind.SELL, Decimal(50), Decimal(-10))
    assert item.has_loss, "a gain of another lot does not undo the wash sale of this one"
    assert told.problems == ()


def test_a_realised_gain_without_a_sale_is_a_sale() -> None:
    told = history(export(gain("VTI", "4", MARCH, "-10", "0"), gain("VTI", "6", MARCH, "0", "60"), name="g"))
    assert told.activity == (
        Activity(
            "joint",
            ActivityKind.SELL,
            MARCH,
            "VTI",
            Decimal(-10),
            Decimal(2050),
            Source("gains.csv", 5),
            Decimal(50),
            has_loss=True,
        ),
    )


def test_one_days_result_is_shared_over_its_sales_to_the_cent() -> None:
    sales = [
        trade(ActivityKind.SELL, MARCH, "VTI", quantity, "100", fingerprint=quantity)
        for quantity in ("-1", "-1.0", "-1.00")
    ]
    told = history(transactions(*sales), export(gain("VTI", "3", MARCH, "0", "100"), name="g"))
    assert sorted(item.gain_usd or 0 for item in told.activity) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]
    assert [p.code for p in told.problems] == ["gain-shared"]


def test_gains_of_other_shares_than_were_sold_are_warned_of() -> None:
    sale = trade(ActivityKind.SELL, MARCH, "VTI", "-10", "1100")
    told = history(transactions(sale), export(gain("VTI", "4", MARCH, "0", "40"), name="g"))
    assert [(p.code, p.severity.value) for p in told.problems] == [("gain-sale-differs", "warning")]


def test_realised_results_of_overlapping_files_count_once() -> None:
    row = gain("VTI", "4", MARCH, "-10", "0")
    told = history(export(row, row, name="g1"), export(row, name="g2"))
    assert told.realized_usd == {("joint", 2026): (Decimal(-20), Decimal(0))}


def test_a_sale_told_by_its_lots_and_in_one_line_counts_by_its_lots() -> None:
    lots = [gain("VTI", "4", MARCH, "-10", "0"), gain("VTI", "6", MARCH, "0", "60")]
    line = replace(gain("VTI", "10", MARCH, "0", "50"), opened=None)
    by_lot, in_one = export(*lots, name="lots", layout="z lots"), export(line, name="line", layout="a line")
    for files in ((by_lot, in_one), (in_one, by_lot)):
        told = history(*files)
        assert told.realized_usd == {("joint", 2026): (Decimal(-10), Decimal(60))}
        assert [item.quantity for item in told.activity] == [Decimal(-10)]


def test_rows_of_an_unknown_account_are_told_as_that_and_not_counted() -> None:
    stray = gain("VTI", "4", MARCH, "-10", "0", ref="9999")
    told = history(export(stray, name="g", numbers=("9999",)))
    assert (told.activity, told.realized_usd) == ((), {})


def test_rows_of_a_stranger_do_not_hide_those_that_follow() -> None:
    both = ("4821", "9999")
    strange = trade(ActivityKind.BUY, MARCH, "VTI", "5", "-500", fingerprint="x", ref="9999")
    rows = [gain("VTI", "4", MARCH, "-10", "0", ref="9999"), gain("VTI", "6", MARCH, "0", "60")]
    told = history(transactions(strange, buy("a"), numbers=both), export(*rows, name="g", numbers=both))
    assert [item.kind for item in told.activity] == [ActivityKind.BUY, ActivityKind.SELL]
    assert told.realized_usd == {("joint", 2026): (Decimal(0), Decimal(60))}
    assert told.known == {"joint": (MARCH, DAY)}


def test_two_layouts_tell_different_transactions() -> None:
    told = history(
        transactions(buy("a"), buy("b", date(2026, 3, 3)), name="one.csv", layout="csv"),
        transactions(buy("c", date(2026, 3, 4)), name="two.ofx", layout="ofx"),
    )
    assert [item.trade_date.day for item in told.activity] == [2, 3, 4]


@pytest.mark.parametrize(
    ("short", "long", "disallowed", "is_loss"),
    [("0", "5", "0", False), ("0", "0", "0", False), ("-0.5", "5", "0", True), ("5", "-0.5", "0", True),
     ("0", "0", "7", True)],
)  # fmt: skip
def test_a_sale_has_a_loss_where_a_lot_has_one(short: str, long: str, disallowed: str, is_loss: bool) -> None:
    row = replace(gain("VTI", "4", MARCH, short, long), disallowed_usd=Decimal(disallowed))
    [item] = history(export(row, name="g")).activity
    assert item.has_loss is is_loss


def test_a_sale_of_several_rows_is_told_at_the_first_line() -> None:
    rows = [replace(gain("VTI", "4", MARCH, "0", str(n)), source=Source("gains.csv", n)) for n in (7, 5, 6)]
    [item] = history(export(*rows, name="g")).activity
    assert item.source == Source("gains.csv", 5)
    sale = trade(ActivityKind.SELL, MARCH, "VTI", "-10", "1100")
    [told] = history(transactions(sale), export(*rows, name="g")).problems
    assert told == warning(
        "gain-sale-differs",
        "VTI in joint on 2026-03-02: 10 sold in the transactions, 12 in the realised gains",
        "export both again over the same period",
        Source("gains.csv", 5),
    )


def test_a_result_is_shared_by_the_shares_sold() -> None:
    sales = [
        trade(ActivityKind.SELL, MARCH, "VTI", quantity, "100", fingerprint=quantity)
        for quantity in ("-3", "-1")
    ]
    told = history(transactions(*sales), export(gain("VTI", "4", MARCH, "0", "100"), name="g"))
    assert [(item.quantity, item.gain_usd) for item in told.activity] == [(-3, 75), (-1, 25)]
    words = "VTI in joint: the result of 2026-03-02 is shared over 2 sales by shares"
    assert told.problems == (note("gain-shared", words, "", Source("gains.csv", 5)),)
    nothing = [replace(sale, quantity=Decimal(0)) for sale in sales]  # type: ignore[type-var]
    told = history(transactions(*nothing), export(gain("VTI", "0", MARCH, "0", "100"), name="g"))
    assert sorted(item.gain_usd or 0 for item in told.activity) == [0, 100]


def test_known_days_are_the_last_run_without_a_gap() -> None:
    one = transactions(name="a.csv", history=(date(2026, 1, 1), date(2026, 3, 31)))
    two = transactions(name="b.csv", history=(date(2026, 4, 1), date(2026, 6, 30)))
    late = transactions(name="c.csv", history=(date(2026, 10, 1), date(2026, 11, 20)))
    assert history(one, two).known == {"joint": (date(2026, 1, 1), date(2026, 6, 30))}
    assert history(late, two, one).known == {"joint": (date(2026, 10, 1), date(2026, 11, 20))}


def test_known_days_reach_from_the_first_row_to_the_day_of_the_file() -> None:
    assert history(transactions(buy("a"))).known == {"joint": (MARCH, DAY)}
    assert history(transactions(buy("a"), as_of=None)).known == {"joint": (MARCH, MARCH)}


def test_a_period_of_realised_gains_says_nothing_of_purchases() -> None:
    row = gain("VTI", "5", date(2026, 3, 2), "0", "10")
    period = (date(2026, 1, 1), DAY)
    told = export(row, name="gains.csv", kind=FileKind.REALIZED_GAINS, history=period)
    assert history(told).known == {}


def test_a_sale_that_the_realised_gains_of_its_period_do_not_tell_is_warned_of() -> None:
    def problems(sold: date, last: date) -> list[str]:
        sale = trade(ActivityKind.SELL, sold, "VTI", "-5", "500")
        told = export(name="gains.csv", kind=FileKind.REALIZED_GAINS, history=(date(2026, 1, 1), last))
        return [problem.code for problem in history(transactions(sale), told).problems]

    assert problems(date(2026, 3, 2), DAY) == ["gain-missing"]
    assert problems(date(2026, 1, 1), date(2026, 1, 1)) == ["gain-missing"]
    assert problems(date(2026, 3, 3), date(2026, 3, 2)) == []


def test_a_missing_gain_in_its_words_whichever_period_tells_it() -> None:
    sale = trade(ActivityKind.SELL, MARCH, "VTI", "-5.50", "500")
    periods = [(date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 7, 1), DAY)]
    files = [
        export(name=f"g{n}.csv", kind=FileKind.REALIZED_GAINS, history=period)
        for n, period in enumerate(periods)
    ]
    assert history(transactions(sale), *files).problems == (
        warning(
            "gain-missing",
            "VTI in joint: the sale of 5.5 on 2026-03-02 is not among the realized gains of its period, so the "
            "year's results are not whole",
            "export the realized gains again, with every closed lot",
            Source("transactions.csv", 4),
        ),
    )


@pytest.mark.parametrize("period", [(None, DAY), (date(2026, 1, 1), None)])
def test_a_file_of_gains_without_a_whole_period_claims_nothing(
    period: tuple[date | None, date | None],
) -> None:
    sale = trade(ActivityKind.SELL, MARCH, "VTI", "-5", "500")
    gains = export(name="g.csv", kind=FileKind.REALIZED_GAINS)
    half = replace(gains, history_from=period[0], history_to=period[1])
    stranger = export(
        name="s.csv", kind=FileKind.REALIZED_GAINS, history=(date(2026, 1, 1), DAY), numbers=("9999",)
    )
    assert history(transactions(sale), half, stranger).problems == ()


def test_a_file_of_transactions_without_rows_or_period_tells_no_days() -> None:
    assert history(transactions(as_of=None)).known == {}
    assert history(transactions()).known == {}
    half = replace(transactions(), history_from=date(2026, 1, 1))
    assert history(half).known == {}
    assert history(replace(transactions(buy("a")), history_from=date(2026, 1, 1))).known == {
        "joint": (date(2026, 1, 1), DAY)
    }
    rows = [buy("a"), buy("b", date(2026, 5, 5)), buy("c", date(2026, 2, 2))]
    assert history(transactions(*rows, as_of=None)).known == {"joint": (date(2026, 2, 2), date(2026, 5, 5))}


def test_runs_of_days_are_joined_where_no_day_is_missing() -> None:
    def known(*days: tuple[str, str]) -> tuple[date, date]:
        files = [
            transactions(name=f"{n}.csv", history=(date.fromisoformat(a), date.fromisoformat(b)))
            for n, (a, b) in enumerate(days)
        ]
        return history(*files).known["joint"]

    quarters = [("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30")]
    assert known(*quarters) == (date(2026, 1, 1), date(2026, 9, 30))
    assert known(*quarters[::-1]) == (date(2026, 1, 1), date(2026, 9, 30))
    gap = ("2026-01-01", "2026-03-30")
    assert known(gap, *quarters[1:]) == (date(2026, 4, 1), date(2026, 9, 30))
    overlapping = [("2026-01-01", "2026-05-31"), ("2025-06-01", "2026-05-01"), ("2026-04-01", "2026-06-30")]
    assert known(*overlapping) == (date(2025, 6, 1), date(2026, 6, 30))
    three = [gap, *quarters[1:]]
    files = [
        transactions(name=f"{n}.csv", history=(date.fromisoformat(a), date.fromisoformat(b)))
        for n, (a, b) in enumerate(three)
    ]
    assert known_runs(files, match_accounts(files, (account(),))) == {
        "joint": ((date(2026, 1, 1), date(2026, 3, 30)), (date(2026, 4, 1), date(2026, 9, 30)))
    }
    inside = [("2025-01-01", "2025-02-01"), ("2026-01-01", "2026-06-30"), ("2026-03-01", "2026-04-30")]
    assert known(*inside) == (date(2026, 1, 1), date(2026, 6, 30))


def test_realized_gains_tell_every_sale_of_their_period_and_no_purchase() -> None:
    gains = export(name="g.csv", kind=FileKind.REALIZED_GAINS, history=(date(2026, 1, 1), DAY))
    lately = transactions(history=(date(2026, 3, 1), DAY))
    matches = match_accounts((gains, lately), (account(),))
    assert known_runs((gains, lately), matches) == {"joint": ((date(2026, 3, 1), DAY),)}
    assert known_runs((gains, lately), matches, of_sales=True) == {"joint": ((date(2026, 1, 1), DAY),)}
    half = replace(gains, history_to=None)
    assert known_runs((half,), matches, of_sales=True) == {}


def test_the_order_of_a_history_is_day_account_symbol_kind_and_place() -> None:
    rows = [
        trade(ActivityKind.BUY, MARCH, "VTI", "2", "-1", fingerprint="a"),
        trade(ActivityKind.BUY, MARCH, "VTI", "1", "-1", fingerprint="b"),
        trade(ActivityKind.BUY, MARCH, "BND", "9", "-1", fingerprint="c"),
        trade(ActivityKind.BUY, date(2026, 3, 1), "VXUS", "9", "-1", fingerprint="d"),
    ]
    told = history(transactions(*rows)).activity
    assert [(item.symbol, item.quantity) for item in told] == [
        ("VXUS", 9),
        ("BND", 9),
        ("VTI", 1),
        ("VTI", 2),
    ]


def at(row: object, file: str, line: int) -> object:
    return replace(row, source=Source(file, line))  # type: ignore[type-var]


def test_one_trade_in_two_files_of_a_layout_in_other_words_is_doubted() -> None:
    one = transactions(at(buy("my broker"), "one.csv", 7), name="one.csv")
    two = transactions(at(buy("the broker"), "two.csv", 9), name="two.csv")
    words = (
        "joint, 2026-03-02: buy of 5 VTI for $500.00 is told by one.csv:7 and, in other words, by two.csv:9: both are "
        "counted"
    )
    remedy = (
        "if they are one transaction, remove it from one of the files; if they are two, nothing is to be done"
    )
    for files in ((one, two), (two, one)):
        told = history(*files)
        assert len(told.activity) == 2
        assert told.problems == (warning("told-twice", words, remedy, Source("one.csv", 7)),)
    three = transactions(at(buy("a third"), "three.csv", 9), name="three.csv")
    assert [p.code for p in history(one, two, three).problems] == ["told-twice"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (trade(ActivityKind.DIVIDEND, MARCH, "VTI", "0", "12.50"), "dividend of VTI for $12.50"),
        (trade(ActivityKind.WITHDRAWAL, MARCH, "", "0", "-40"), "withdrawal of cash for $40.00"),
        (trade(ActivityKind.SELL, MARCH, "VTI", "-5", "510"), "sell of 5 VTI for $510.00"),
    ],
)
def test_money_told_in_other_words_is_doubted_too(row: object, words: str) -> None:
    files = (transactions(replace(row, fingerprint=name), name=name) for name in ("one.csv", "two.csv"))  # type: ignore[type-var]
    assert words in next(p.message for p in history(*files).problems if p.code == "told-twice")


def test_what_tells_nothing_twice_is_not_doubted() -> None:
    both = transactions(buy("a"), buy("b"), name="one.csv")
    assert history(both, transactions(buy("b"), name="two.csv")).problems == ()
    assert history(transactions(buy("a"), buy("b"))).problems == ()
    other_day = transactions(buy("c", date(2026, 3, 3)), name="two.csv")
    assert history(transactions(buy("a"), name="one.csv"), other_day).problems == ()
    elsewhere = transactions(buy("c"), name="two.ofx", layout="ofx")
    assert history(transactions(buy("a"), name="one.csv"), elsewhere).problems == ()
    unknown = transactions(replace(buy("c"), account_ref="0000"), name="two.csv", numbers=("0000",))  # type: ignore[type-var]
    assert history(transactions(buy("a"), name="one.csv"), unknown).problems == ()
