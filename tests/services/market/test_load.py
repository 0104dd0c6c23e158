"""Files of prices become one market; what is wrong with them is told, all at once, with line and remedy."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.services.market.files import codes, load_text
from tests.shared import SHARED, needs_shared
from trimtab.bootstrap import load_market
from trimtab.core.history import Gaps
from trimtab.core.market import Distribution, Split
from trimtab.core.problems import BadInputError
from trimtab.services.market.load import Wanted

D = Decimal
ETFS = SHARED / "data" / "etf21_daily_close_adj_2025.csv.gz"
WIDE = (
    "date,AAA,BBB,CCC\n2024-01-02,10,20,30\n2024-01-03,11,21,31\n2024-01-04,12,22,32\n2024-01-05,13,23,33\n"
)


def test_a_wide_table_gives_closes_with_where_they_came_from(tmp_path: Path) -> None:
    series = load_text(tmp_path, WIDE).checked().series["BBB"]
    assert series.days == tuple(date(2024, 1, day) for day in (2, 3, 4, 5))
    assert series.closes_usd == (D(20), D(21), D(22), D(23))
    assert not series.is_total_return
    assert series.provenance is not None
    assert series.provenance.origin == "prices.csv"
    assert len(series.provenance.sha256) == 64


def test_adjusted_closes_give_back_the_distribution(tmp_path: Path) -> None:
    text = (
        "date,ticker,close,adj_close\n"
        "2024-03-13,AAA,100.00,98.00000\n2024-03-14,AAA,100.00,98.00000\n2024-03-15,AAA,99.00,99.00000\n"
    )
    series = load_text(tmp_path, text).checked().series["AAA"]
    assert series.distributions == (Distribution(date(2024, 3, 15), D("2.000")),)


def test_payments_in_the_same_rows_win_over_adjusted_closes_and_splits_are_rounded_openly(
    tmp_path: Path,
) -> None:
    text = (
        "timestamp,symbol,close,adjusted_close,dividend_amount,split_coefficient\n"
        "2024-06-07,AAA,70,9,0,1\n2024-06-10,AAA,10,9.5,0.11,7.000007\n"
    )
    series = load_text(tmp_path, text).checked().series["AAA"]
    assert series.distributions == (Distribution(date(2024, 6, 10), D("0.11")),)
    assert series.splits == (Split(date(2024, 6, 10), D(7)),)
    assert series.provenance is not None
    assert "rounded from 7.000007 to 7" in " ".join(series.provenance.adjustments)


def test_a_gap_refuses_the_series_or_is_carried_where_the_user_says_so(tmp_path: Path) -> None:
    text = WIDE.replace("2024-01-04,12,22,32", "2024-01-04,12,,32")
    refused = load_text(tmp_path, text)
    assert refused.market is None
    assert codes(refused) == ["price-gap"]
    assert str(refused.problems[0].source) == "prices.csv:4"
    with pytest.raises(BadInputError, match="2024-01-04"):
        refused.checked()
    loaded = load_text(tmp_path, text, Wanted(gaps=Gaps.CARRY))
    assert codes(loaded) == ["price-gap-carried"]
    series = loaded.checked().series["BBB"]
    assert series.closes_usd == (D(20), D(21), D(21), D(23))
    assert series.provenance is not None
    assert "Carried the last close over 1 missing days: 2024-01-04" in series.provenance.adjustments[-1]


def test_the_gap_of_one_among_many_is_seen_where_the_file_has_no_row_for_it(tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(8)]
    rows = [f"{day},{symbol},{10 + n}" for n, day in enumerate(days) for symbol in ("A", "B", "C")]
    text = "date,ticker,close\n" + "\n".join(row for row in rows if row[:12] != "2024-01-04,B") + "\n"
    loaded = load_text(tmp_path, text)
    assert [str(problem) for problem in loaded.problems] == [
        "prices.csv: B has no close on 1 trading day: 2024-01-04 (price-gap) -> fill the file, "
        "leave the symbol out, or say --gaps carry to carry the last close"
    ]


def test_a_hole_in_all_series_is_a_gap_where_no_market_was_ever_closed_so_long(tmp_path: Path) -> None:
    days = [date(2001, 9, day) for day in (6, 7, 10, 17, 18)]
    text = "date,A,B\n" + "".join(f"{day},1,2\n" for day in days)
    assert codes(load_text(tmp_path, text)) == []
    longer = load_text(tmp_path, text.replace("2001-09-10,1,2\n", ""))
    assert codes(longer) == ["price-gap"] * 2
    assert "5 trading days: 2001-09-10 to 2001-09-14" in longer.problems[0].message


def test_a_late_listing_is_no_gap_and_is_told_with_its_day(tmp_path: Path) -> None:
    text = WIDE.replace("02,10,20,30", "02,10,,30").replace("03,11,21,31", "03,11,,31")
    assert codes(load_text(tmp_path, text)) == []
    loaded = load_text(tmp_path, text, Wanted(start=date(2024, 1, 2)))
    assert codes(loaded) == ["price-late"]
    assert "BBB begins on 2024-01-04, 2 days after 2024-01-02" in str(loaded.problems[0])


def test_all_that_is_wrong_is_told_in_one_run_with_its_line(tmp_path: Path) -> None:
    text = (
        "date,ticker,close\n2024-01-02,A,10\n2024-01-03,A,ten\n2024-01-03,A,11\n2024-01-03,A,11\n"
        "2024-01-05,A,-3\n2024-01-04,A,12\n2024-13-04,A,12\n2024-01-08\n"
    )
    told = {problem.code: problem for problem in load_text(tmp_path, text).problems}
    lines = {code: problem.source.line for code, problem in told.items() if problem.source}
    assert lines == {
        "market-number": 3,
        "day-twice": 5,
        "close-not-positive": 6,
        "days-out-of-order": 7,
        "market-day": 8,
        "market-row": 9,
    }
    assert all(problem.remedy for problem in told.values())


def test_a_cell_that_is_no_number_is_told_once_and_not_as_a_gap_too(tmp_path: Path) -> None:
    assert codes(load_text(tmp_path, WIDE.replace("12,22,32", "12,2z,32"))) == ["market-number"]


def test_newest_first_is_turned_and_told(tmp_path: Path) -> None:
    series = load_text(tmp_path, "date,AAA\n2024-01-03,11\n2024-01-02,10\n").checked().series["AAA"]
    assert series.closes_usd == (D(10), D(11))
    assert series.provenance is not None
    assert series.provenance.adjustments == ("Rows stood newest first.",)


def test_a_step_like_a_split_is_told_and_one_that_is_told_is_not(tmp_path: Path) -> None:
    text = "date,A,B,C\n2024-01-02,10,20,30\n2024-01-03,5.1,20,30\n2024-01-04,5,20,301\n"
    loaded = load_text(tmp_path, text)
    assert codes(loaded) == ["split-like-jump"] * 2
    assert "2:1 on 2024-01-03" in loaded.problems[0].message
    assert "1:10 on 2024-01-04" in loaded.problems[1].message
    with_splits = tmp_path / "splits.csv"
    with_splits.write_text("date,ticker,split\n2024-01-03,A,2\n2024-01-03,B,2\n2024-01-04,C,0.1\n")
    both = load_market([tmp_path / "prices.csv", with_splits])
    assert [problem.message for problem in both.problems] == [
        "B: told splits do not show in the closes: 2 for 1 on 2024-01-03"
    ]


def test_a_series_that_ended_is_told(tmp_path: Path) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(30)]
    rows = [f"{day},10,{'' if n > 9 else 20}" for n, day in enumerate(days)]
    loaded = load_text(tmp_path, "date,A,B\n" + "\n".join(rows) + "\n")
    assert codes(loaded) == ["price-stale"]
    assert "B ends on 2024-01-10, 20 days before" in loaded.problems[0].message


def test_the_first_of_a_month_stands_for_its_end_so_that_nothing_is_known_early(tmp_path: Path) -> None:
    loaded = load_text(tmp_path, "Date,X,Y\n2024-03-01,10,1\n2024-04-01,11,2\n2024-05-01,12,3\n")
    assert loaded.checked().series["X"].days == (date(2024, 3, 29), date(2024, 4, 30), date(2024, 5, 31))


def test_one_symbol_in_two_files_needs_a_prefix(tmp_path: Path) -> None:
    load_text(tmp_path, WIDE)
    other = tmp_path / "other.csv"
    other.write_text("date,AAA,DDD\n2024-01-02,1,2\n2024-01-03,1,2\n")
    files = [tmp_path / "prices.csv", other]
    assert codes(load_market(files)) == ["series-twice"]
    assert codes(load_market([other, other.parent / "." / other.name])) == ["file-twice"]
    named = load_market([files[0], f"old=total-return:{other}"]).checked()
    assert sorted(named.series) == ["AAA", "BBB", "CCC", "old:AAA", "old:DDD"]
    assert named.series["old:AAA"].is_total_return


def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "a.csv.gz"
    broken.write_bytes(b"\x1f\x8b not gzip")
    sheet = tmp_path / "ie_data.xls"
    sheet.write_bytes(b"\xd0\xcf\x11\xe0 workbook")
    other = tmp_path / "b.csv"
    other.write_text("name,age\nAna,47\n")
    loaded = load_market([broken, sheet, other, tmp_path / "none.csv"])
    assert sorted(codes(loaded)) == ["file-unreadable", "market-archive", "market-layout", "market-workbook"]
    assert loaded.market is None


def test_a_symbol_that_no_file_has_is_missing(tmp_path: Path) -> None:
    loaded = load_text(tmp_path, WIDE, Wanted(frozenset({"AAA", "ZZZ"})))
    assert codes(loaded) == ["series-missing"]
    assert sorted(loaded.series) == ["AAA"]


@needs_shared
def test_shared_funds_have_their_known_distributions() -> None:
    market = load_market([ETFS], Wanted(frozenset({"SPY", "GLD"}))).checked()
    paid = [one.per_share_usd for one in market.series["SPY"].distributions if one.ex_date.year == 2023]
    assert paid == [D("1.506"), D("1.638"), D("1.583"), D("1.906")]
    assert market.series["GLD"].distributions == ()


@needs_shared
def test_shared_stocks_have_raw_closes_with_their_splits_beside_them() -> None:
    data = SHARED / "data"
    files = ["sp500_members_close_raw_1999_2021.csv.gz", "sp500_members_dividends_splits.csv.gz"]
    wanted = Wanted(frozenset({"AAPL", "MSFT", "ABBV"}), start=date(1999, 11, 1))
    loaded = load_market([data / file for file in files], wanted)
    apple = loaded.checked().series["AAPL"]
    assert apple.split_between(date(2014, 1, 2), date(2020, 12, 31)) == 28
    assert "Split of 2014-06-09 rounded" in " ".join(apple.provenance.adjustments if apple.provenance else ())
    assert "price-late" in codes(loaded)


def test_a_close_ten_times_off_its_neighbours_is_no_price(tmp_path: Path) -> None:
    rows = "".join(
        f"2024-01-0{day},{close},{total}\n"
        for day, close, total in ((2, 10, 50), (3, 1000, 50), (4, 11, 2), (5, 11, 51))
    )
    loaded = load_text(tmp_path, f"date,A,B\n{rows}")
    assert loaded.market is None
    told = [problem.message for problem in loaded.problems if problem.code == "price-spike"]
    assert told == [
        "A has closes ten times off those before and after them: 1000 on 2024-01-03, between 10 and 11",
        "B has closes ten times off those before and after them: 2 on 2024-01-04, between 50 and 51",
    ]
