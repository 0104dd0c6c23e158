"""The cache keeps what was fetched with where and when; sources are asked by name only, and nothing half is kept."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError

import pytest

from tests.services.market.files import codes
from trimtab.adapters.market.sources import web
from trimtab.adapters.market.sources.cache import ChangedError, DiskCache, default_folder
from trimtab.adapters.market.sources.web import fetch_web
from trimtab.adapters.market.sources.yahoo import fetch_yahoo, raw_lines
from trimtab.bootstrap import fetch_prices, kept_prices, load_market
from trimtab.core.market import Distribution, Split
from trimtab.core.market_file import Fetched, FetchError
from trimtab.services.market.load import Wanted

D = Decimal
TODAY = date(2026, 11, 21)
RATES = b"observation_date,DGS10\n2024-01-02,4.00\n2024-01-03,4.10\n"


class Frame(dict[str, list[float]]):
    """As much of a pandas frame as is asked of one; importing the real one takes seconds."""

    index: list[datetime]

    def __len__(self) -> int:
        return len(self.index)


def test_what_is_kept_comes_back_with_its_origin_and_day(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    kept = cache.keep(Fetched("fred:DGS10", RATES, "https://example", TODAY, ("Nothing.",)))
    assert cache.get("fred:DGS10") == Fetched("fred:DGS10", RATES, "https://example", TODAY, ("Nothing.",))
    assert list(cache.notes()) == [kept]
    cache.keep(Fetched("fred:DGS10", RATES + b"2024-01-04,4.20\n", "https://example", TODAY))
    assert len(cache.notes()) == 1
    assert (tmp_path / "data" / kept.sha256).read_bytes() == RATES


def test_a_cached_series_is_loaded_by_its_name_with_its_provenance(tmp_path: Path) -> None:
    DiskCache(tmp_path).keep(Fetched("fred:DGS10", RATES, "https://example", TODAY))
    market = load_market(["old=fred:DGS10"], cache=tmp_path).checked()
    told = market.series["old:DGS10"].provenance
    assert told is not None
    assert (told.origin, told.retrieved) == ("https://example", TODAY)


def test_what_was_never_fetched_or_has_changed_is_told_and_never_fetched_by_the_way(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path)
    kept = cache.keep(Fetched("fred:DGS10", RATES, "https://example", TODAY))
    (tmp_path / "data" / kept.sha256).write_bytes(RATES + b"2024-01-05,9\n")
    loaded = load_market(["fred:DGS10", "yahoo:VTI"], cache=tmp_path)
    assert codes(loaded) == ["cache-changed", "cache-missing"]
    assert [problem.remedy for problem in loaded.problems] == [
        "trimtab data fetch fred:DGS10",
        "trimtab data fetch yahoo:VTI",
    ]
    next((tmp_path / "names").glob("*.json")).write_text("{}")
    with pytest.raises(ChangedError):
        cache.notes()


def test_the_folder_is_the_users_own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRIMTAB_DATA", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("TRIMTAB_DATA")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert default_folder() == tmp_path / "xdg" / "trimtab" / "market"
    assert kept_prices() == (default_folder(), [])


def test_fetching_keeps_what_can_be_read_and_tells_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sent = {
        "DGS10": RATES,
        "NOPE": b"<html>not found</html>",
        "EMPTY": b"observation_date,EMPTY\n2024-01-02,.\n",
    }
    monkeypatch.setattr(
        web, "urlopen", lambda request, timeout: BytesIO(sent[request.full_url.partition("id=")[2]])
    )
    names = ["fred:DGS10", "fred:NOPE", "fred:EMPTY", "bloomberg:X", "fred:../x"]
    result = fetch_prices(names, TODAY, tmp_path)
    assert [one.name for one in result.kept] == ["fred:DGS10"]
    assert sorted(problem.code for problem in result.problems) == [
        "fetch-empty",
        "fetch-failed",
        "fetch-failed",
        "fetch-source",
    ]
    assert [one.name for one in kept_prices(tmp_path)[1]] == ["fred:DGS10"]


def test_no_network_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(request: object, timeout: int) -> BytesIO:
        raise URLError("no route")

    monkeypatch.setattr(web, "urlopen", fails)
    with pytest.raises(FetchError, match=r"F-F_Research_Data_Factors_CSV\.zip cannot be read"):
        fetch_web("french", "F-F_Research_Data_Factors", TODAY)


def test_yahoos_division_by_splits_is_undone() -> None:
    rows = [
        (date(2024, 1, 2), [D("50.0"), D(0), D(0), D(0)]),
        (date(2024, 1, 3), [D("51.0"), D("0.5"), D(0), D(0)]),
        (date(2024, 1, 4), [D("52.0"), D("0.25"), D(2), D("0.1")]),
    ]
    assert raw_lines("AAA", rows[::-1]) == [
        "2024-01-02,AAA,100,0,1,0",
        "2024-01-03,AAA,102,1,1,0",
        "2024-01-04,AAA,52,0.25,2,0.1",
    ]


def test_yahoo_is_kept_as_raw_closes_with_payments_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    frame = Frame(
        {
            "Close": [50.0, 51.5, float("nan")],
            "Adj Close": [49.0, 51.5, float("nan")],
            "Dividends": [0.0, 0.25, 0.0],
            "Stock Splits": [0.0, 2.0, 0.0],
            "Capital Gains": [0.0, 0.75, 0.0],
        }
    )
    frame.index = [datetime(2024, 1, day, tzinfo=UTC) for day in (3, 4, 5)]
    asked: dict[str, object] = {}

    def history(**options: object) -> object:
        asked.update(options)
        return frame

    fake = SimpleNamespace(Ticker=lambda symbol: SimpleNamespace(history=history))
    monkeypatch.setitem(sys.modules, "yfinance", fake)
    assert fetch_prices(["yahoo:AAA"], TODAY, tmp_path).problems == ()
    assert asked["auto_adjust"] is False
    series = load_market(["yahoo:AAA"], Wanted(frozenset({"AAA"})), tmp_path).checked().series["AAA"]
    assert series.closes_usd == (D(100), D("51.5"))
    assert series.splits == (Split(date(2024, 1, 4), D(2)),)
    assert series.distributions == (Distribution(date(2024, 1, 4), D(1), gain_share=D("0.75")),)
    assert series.provenance is not None
    assert series.provenance.retrieved == TODAY
    frame.clear()
    frame.index = []
    with pytest.raises(FetchError, match="no days"):
        fetch_yahoo("AAA", TODAY)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "yfinance", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(FetchError, match=r"pip install 'trimtab\[yahoo\]'"):
        fetch_yahoo("AAA", TODAY)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 ...")
    loaded = load_market([tmp_path / "a.parquet"])
    assert codes(loaded) == ["extra-missing"]
    assert loaded.problems[0].remedy == "pip install 'trimtab[lab]'"


def test_parquet_reads_like_the_table_it_is(tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    days = [date(2024, 1, 2), date(2024, 1, 3)]
    path = tmp_path / "wide.parquet"
    polars.DataFrame({"date": days, "AAA": [10.1, 11.2], "BBB": [20.5, 21.25]}).write_parquet(path)
    assert load_market([path]).checked().series["AAA"].closes_usd == (D("10.1"), D("11.2"))
    single = polars.DataFrame({"date": days, "ticker": ["A", "A"], "close": [10.1, None]})
    single.with_columns(polars.col("close").cast(polars.Float32)).write_parquet(path)
    assert load_market([path]).checked().series["A"].closes_usd == (D("10.1"),)
    path.write_bytes(b"PAR1 broken")
    assert codes(load_market([path])) == ["market-parquet"]
