"""Shiller's sheet, French's library, FRED and the Goyal-Welch predictors, as they are published."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.services.market.files import codes, load_text
from tests.shared import SHARED, needs_shared
from trimtab.bootstrap import load_market
from trimtab.services.market.load import Wanted

D = Decimal
FRENCH = """This file was created using the 202509 CRSP database.
The 1-month TBill rate data until 202405 are from Ibbotson Associates.

,Mkt-RF,SMB,HML,RF
192607,    2.00,   -2.55,   -2.39,    1.00
192608,   10.00,   -1.14,  -99.99,    0.00
192609,   -1.00,    1.00,   -0.29,    0.00

 Annual Factors: January-December
,Mkt-RF,SMB,HML,RF
  1927,   29.47,   -2.04,   -4.54,    3.12

Copyright 2025 Eugene F. Fama and Kenneth R. French
"""


def test_frenchs_zip_gives_its_first_section_in_shares_of_one(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("F-F_Research_Data_Factors.csv", FRENCH)
    path = tmp_path / "F-F_Research_Data_Factors_CSV.zip"
    path.write_bytes(packed.getvalue())
    loaded = load_market([path], Wanted(frozenset({"Mkt", "RF"})))
    market = loaded.checked().series["Mkt"]
    assert market.is_total_return
    assert market.days == (date(1926, 6, 30), date(1926, 7, 30), date(1926, 8, 31), date(1926, 9, 30))
    assert market.closes_usd == (D(100), D(103), D("113.3"), D("112.167"))
    assert codes(loaded) == ["sections-left-out"]
    assert "Annual Factors" in loaded.problems[0].message


def test_a_missing_return_of_the_library_is_a_gap_and_never_joined_over(tmp_path: Path) -> None:
    loaded = load_text(tmp_path, FRENCH)
    assert loaded.market is None
    told = loaded.series["SMB"].provenance
    assert told is not None
    assert "nobody can hold it" in " ".join(told.adjustments)
    assert "HML has no close on 1 trading day: 1926-08-31" in str(loaded.problems[0])


def test_a_month_that_a_monthly_file_skips_is_a_gap(tmp_path: Path) -> None:
    text = "date,mkt_rf_pct,smb_pct,hml_pct,rf_pct\n202401,1,1,1,1\n202402,1,1,1,1\n202404,1,1,1,1\n"
    loaded = load_text(tmp_path, text, Wanted(frozenset({"RF"})))
    assert codes(loaded) == ["price-gap"]
    assert "2024-03-29" in loaded.problems[0].message


def test_fred_leaves_holidays_out_and_makes_an_index_of_yields(tmp_path: Path) -> None:
    text = "observation_date,DGS10\n2024-01-02,4.00\n2024-01-03,.\n2024-01-04,4.00\n2024-01-05,5.00\n"
    series = load_text(tmp_path, text).checked().series["DGS10"]
    assert series.is_total_return
    assert series.days == (date(2024, 1, 2), date(2024, 1, 4), date(2024, 1, 5))
    still, fallen = series.closes_usd[1] / series.closes_usd[0], series.closes_usd[2] / series.closes_usd[1]
    assert abs(still - (1 + D("0.04") * 2 / 365)) < D("1e-12")
    assert D("0.92") < fallen < D("0.93")


def test_a_yield_without_a_name_is_told_by_the_user_and_a_bill_earns_by_the_day(tmp_path: Path) -> None:
    text = "Date,Rate\n2024-01-01,3.65\n2024-02-01,3.65\n2024-03-01,0\n"
    loaded = load_text(tmp_path, text, words="bills=month-average:yield-3m:")
    assert codes(loaded) == ["month-average"]
    series = loaded.checked().series["bills:prices"]
    assert series.days[:2] == (date(2024, 1, 31), date(2024, 2, 29))
    assert series.closes_usd[:2] == (D(100), D("100.29"))
    assert series.is_month_average


def test_shillers_sheet_as_saved_from_the_workbook(tmp_path: Path) -> None:
    text = (
        "Stock Market Data Used in Irrational Exuberance,,,,,,,\n,,,,,,Long,Monthly\n"
        ",S&P,,,Consumer,,Interest,Total Bond\nDate,P,D,E,CPI,Fraction,Rate GS10,Returns\n"
        "1871.09,4.84,0.26,0.4,12.1,1871.7,5.3,1.01\n1871.1,4.59,0.26,0.4,12.3,1871.8,5.3,1.02\n"
        "1871.11,4.64,,,12.3,1871.8,5.3,\n"
    )
    loaded = load_text(tmp_path, text)
    market = loaded.checked()
    stocks, bonds = market.series["SP500"], market.series["US10Y"]
    assert stocks.days == (date(1871, 9, 29), date(1871, 10, 31), date(1871, 11, 30))
    assert [paid.per_share_usd for paid in stocks.distributions] == [D("0.0217"), D("0.0217")]
    assert stocks.is_month_average
    assert bonds.days == (date(1871, 9, 29), date(1871, 10, 31), date(1871, 11, 30))
    assert bonds.closes_usd == (D(100), D(101), D("103.02"))
    assert codes(loaded) == ["month-average"]


@needs_shared
def test_the_shared_libraries_join_to_their_known_ends() -> None:
    data = SHARED / "data"
    files = ["goyal_welch_monthly_1926_2022.csv", "fama_french_monthly_192607_2025.csv"]
    market = load_market([data / name for name in files]).checked()
    stocks = market.series["CRSP_SPvw"]
    assert (stocks.days[0], stocks.days[1]) == (date(1925, 12, 31), date(1926, 1, 29))
    assert stocks.closes_usd[1] == D("99.8217")
    assert abs(stocks.closes_usd[-1] - D("1009693.379910742563")) < D("1e-6")
    assert market.series["Mkt"].days[-1] == date(2025, 12, 31)


@needs_shared
def test_the_shared_sheet_of_shiller() -> None:
    loaded = load_market([SHARED / "data" / "shiller_monthly_1871_2023.csv"])
    stocks = loaded.checked().series["SP500"]
    assert (stocks.days[0], stocks.closes_usd[0]) == (date(1871, 1, 31), D("4.44"))
    assert stocks.distributions[-1].ex_date == date(2023, 6, 30)
    assert loaded.checked().series["US10Y"].closes_usd[1] == D("100.417693570978")
