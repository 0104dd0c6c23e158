"""Which series stands for which security of a household; what is held and has none is told all at once."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.shared import SHARED, needs_shared
from trimtab.bootstrap import load_household, market_for
from trimtab.core.history import Gaps
from trimtab.core.problems import BadInputError
from trimtab.services.market.household import HouseholdMarket

D = Decimal
RIVERA = Path(__file__).resolve().parents[3] / "examples" / "rivera"
ETFS = SHARED / "data" / "etf21_daily_close_adj_2025.csv.gz"
HISTORY = """
[history]
files = ["prices.csv"]
cash = "BIL"
[history.symbols]
"BRW-STABLE" = "flat"
"VNQ" = ["VNQ", "old"]
[history.classes]
"stocks.us" = "SPY"
"stocks.intl" = "EFA"
"stocks.intl.emerging" = "EEM"
"bonds" = "AGG"
[history.qualified_pct]
"VNQ" = 10
"""
SYMBOLS = ("SPY", "VTI", "EFA", "EEM", "AGG", "BIL", "VNQ", "old", "UNUSED")


def household(folder: Path, history: str) -> Path:
    shutil.copytree(RIVERA, folder, dirs_exist_ok=True)
    path = folder / "household.toml"
    text = path.read_text(encoding="utf-8").partition("\n[history]")[0]
    path.write_text(f"{text}\n{history}", encoding="utf-8")
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(50)]
    late = {"VNQ": 20}
    rows = [
        ",".join([str(day), *("" if n < late.get(symbol, 0) else str(100 + n) for symbol in SYMBOLS)])
        for n, day in enumerate(days)
    ]
    (folder / "prices.csv").write_text("date," + ",".join(SYMBOLS) + "\n" + "\n".join(rows) + "\n")
    return path


def asked(path: Path, gaps: Gaps | None = None) -> HouseholdMarket:
    return market_for(path, load_household(path), gaps=gaps)


def test_every_security_finds_its_series(tmp_path: Path) -> None:
    found = asked(household(tmp_path, HISTORY))
    market = found.checked()
    assert found.absent == frozenset({"SCHH"})
    assert (found.first_day, found.last_day) == (date(2024, 1, 1), date(2024, 2, 19))
    assert found.cash is not None
    assert market.series["VNQ"].days[0] == date(2024, 1, 1)
    assert {market.series[symbol].symbol for symbol in market.series} == set(market.series)
    assert "For FXAIX, VINIX: SPY, of the same index." in found.told
    assert "For VTIAX, VXUS, VEU: 73% EFA, 27% EEM, by class." in found.told
    assert "For RENTAL-ELM-ST: its value of 2026-11-20, it has no series." in found.told
    assert "For VNQ: VNQ, before it old, as [history] says." in found.told
    assert "UNUSED" not in " ".join(found.told)
    assert found.told[-1].startswith("Prices of AGG, BIL, EEM, EFA, SPY, VNQ, VTI, old: prices.csv (sha256 ")
    stable = market.series["BRW-STABLE"]
    assert set(stable.closes_usd) == {D("24.37")}
    assert stable.distributions[0].per_share_usd == D("0.0568633333")


def test_what_was_carried_is_told_beside_the_results(tmp_path: Path) -> None:
    path = household(tmp_path, HISTORY)
    prices = tmp_path / "prices.csv"
    prices.write_text(prices.read_text().replace("2024-01-10,109,109,109,", "2024-01-10,,109,109,"))
    assert asked(path).market is None
    found = asked(path, Gaps.CARRY)
    assert "SPY: Carried the last close over 1 missing days: 2024-01-10." in found.told
    assert found.market is not None


def test_all_that_is_held_without_a_series_is_told_at_once_with_what_to_write(tmp_path: Path) -> None:
    found = asked(household(tmp_path, '[history]\nfiles = ["prices.csv"]\ncash = "NONE"\n'))
    assert found.market is None
    errors = [str(problem) for problem in found.problems if problem.severity == "error"]
    told = " ".join(errors)
    for symbol in ("ORCL", "SCHD", "VTEB", "VTIAX", "VXUS"):
        assert f"no series stands for {symbol}, which is held" in told
    assert '[history] names "NONE" for cash, and no file has it' in told
    assert len(errors) == 6
    assert 'write under [history.symbols] "ORCL" = "SPY" or "flat"' in told
    assert '"VXUS" = "EFA" or "flat", or under [history.classes] "stocks.intl" = "EFA"' in told
    with pytest.raises(BadInputError):
        found.checked()


STARTER = """
format = 1
name = "Starter"
[tax]
filing_status = "single"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
[target.weights]
"stocks.us" = 60
"stocks.intl" = 20
"bonds" = 20
[[accounts]]
id = "taxable"
kind = "taxable"
cash_usd = 5000
as_of = 2026-11-20
holdings = [
  { symbol = "FXAIX", quantity = 10, price_usd = 230, as_of = 2026-11-20, cost_usd = 1000, acquired = 2020-01-02 },
  { symbol = "VXUS", quantity = 10, price_usd = 80, as_of = 2026-11-20, cost_usd = 500, acquired = 2020-01-02 },
]
[history.symbols]
VXUS = "EFA"
"""


@needs_shared
def test_a_starter_household_on_the_shared_funds_needs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "household.toml"
    path.write_text(STARTER)
    found = market_for(path, load_household(path), [ETFS])
    market = found.checked()
    assert (found.first_day, found.last_day) == (date(2001, 8, 27), date(2025, 9, 26))
    assert market.series["FXAIX"].distributions[-1].per_share_usd == D("1.831")
    path.write_text(STARTER.partition("[history")[0])
    lacking = market_for(path, load_household(path), [ETFS])
    assert [problem.code for problem in lacking.problems if problem.severity == "error"] == [
        "history-missing"
    ]


def test_the_history_changes_no_plan(tmp_path: Path) -> None:
    plain = load_household(household(tmp_path / "a", "")).checked()[1]
    told = load_household(household(tmp_path / "b", HISTORY)).checked()[1]
    assert plain == told


def test_a_wrong_key_is_told_with_its_line(tmp_path: Path) -> None:
    path = household(tmp_path, "\n[history]\ngaps = 'guess'\nfile = []\n")
    problems = [str(problem) for problem in load_household(path).problems if problem.severity == "error"]
    assert any("history.gaps" in text and "error, carry" in text for text in problems)
    assert any('did you mean "files"' in text for text in problems)


@needs_shared
def test_the_rivera_household_on_the_shared_funds(tmp_path: Path) -> None:
    history = HISTORY.replace('"prices.csv"', f'"{ETFS}"').replace('["VNQ", "old"]', '"VNQ"')
    found = asked(household(tmp_path, history))
    market = found.checked()
    assert found.first_day == date(2007, 5, 30)
    assert found.last_day == date(2025, 9, 26)
    vnq = market.series["VNQ"].distributions[-1]
    assert vnq.qualified_share == D("0.1")
    assert market.series["VTEB"].distributions[-1].exempt_share == 1
