"""The example households add up: every total in their files is added again here, without trimtab."""

from __future__ import annotations

import csv
import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RIVERA = EXAMPLES / "rivera" / "exports"
STARTER = EXAMPLES / "starter"
CENT = Decimal("0.01")
Row = dict[str, str]


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[$,+]", "", text))


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def table(path: Path, first_column: str) -> list[Row]:
    """The rows below the header that starts with `first_column`, up to the next blank line."""
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    start = next(i for i, row in enumerate(rows) if row and row[0] == first_column)
    found: list[Row] = []
    for row in rows[start + 1 :]:
        if not row:
            break
        found.append(dict(zip(rows[start], row, strict=False)))
    return found


def schwab_positions() -> tuple[list[Row], Row]:
    rows = table(next(RIVERA.glob("Joint_Tenant-Positions-*.csv")), "Symbol")
    return rows[:-1], rows[-1]


def test_schwab_positions_add_up_to_their_total() -> None:
    rows, total = schwab_positions()
    assert total["Symbol"] == "Positions Total"
    value, cost = "Mkt Val (Market Value)", "Cost Basis"
    assert sum(number(row[value]) for row in rows) == number(total[value])
    securities = [row for row in rows if row["Asset Type"] != "Cash and Money Market"]
    assert sum(number(row[cost]) for row in securities) == number(total[cost])
    for row in securities:
        assert cents(number(row["Qty (Quantity)"]) * number(row["Price"])) == number(row[value])
        assert number(row[value]) - number(row[cost]) == number(row["Gain $ (Gain/Loss $)"])


def test_schwab_lots_add_up_to_their_positions() -> None:
    for position in schwab_positions()[0][:-1]:
        rows = table(RIVERA / f"Lot-Details-{position['Symbol']}-2026-11-20.csv", "Open Date")
        lots, total = rows[:-1], rows[-1]
        assert total["Open Date"] == "Total"
        for lot_column, column in (
            ("Quantity", "Qty (Quantity)"),
            ("Market Value", "Mkt Val (Market Value)"),
            ("Cost Basis", "Cost Basis"),
        ):
            added = sum(number(lot[lot_column]) for lot in lots)
            assert added == number(total[lot_column]) == number(position[column])
        for lot in lots:
            assert cents(number(lot["Quantity"]) * number(lot["Price"])) == number(lot["Market Value"])
            assert number(lot["Market Value"]) - number(lot["Cost Basis"]) == number(lot["Gain/Loss $"])


def test_schwab_transactions_multiply() -> None:
    rows = table(next(RIVERA.glob("Joint_Tenant_XXX821_Transactions_*.csv")), "Date")
    traded = [row for row in rows if row["Quantity"]]
    assert {row["Action"] for row in traded} == {"Buy", "Sell", "Reinvest Shares"}
    for row in traded:
        gross = cents(number(row["Quantity"]) * number(row["Price"]))
        fee = number(row["Fees & Comm"]) if row["Fees & Comm"] else Decimal(0)
        assert number(row["Amount"]) == (gross - fee if row["Action"] == "Sell" else -gross - fee)


def test_schwab_realized_gains_add_up() -> None:
    rows = table(next(RIVERA.glob("Joint_Tenant_GainLoss_Realized_*.csv")), "Symbol")
    assert len(rows) == 4
    for row in rows:
        gain = number(row["Proceeds"]) - number(row["Cost Basis (CB)"])
        assert gain == number(row["Gain/Loss ($)"])
        assert gain == number(row["Long Term Gain/Loss"] or row["Short Term Gain/Loss"])
        assert cents(number(row["Quantity"]) * number(row["Cost Per Share"])) == number(
            row["Cost Basis (CB)"]
        )


@pytest.mark.parametrize(("folder", "accounts"), [(RIVERA, 3), (STARTER, 1)])
def test_fidelity_positions_multiply_and_fill_their_accounts(folder: Path, accounts: int) -> None:
    rows = table(folder / "Portfolio_Positions_Nov-20-2026.csv", "Account Number")
    assert len({row["Account Number"] for row in rows}) == accounts
    for row in rows:
        value = number(row["Current Value"])
        account = sum(
            number(r["Current Value"]) for r in rows if r["Account Number"] == row["Account Number"]
        )
        assert f"{cents(value / account * 100)}%" == row["Percent Of Account"]
        if row["Quantity"]:
            assert cents(number(row["Quantity"]) * number(row["Last Price"])) == value
            assert value - number(row["Cost Basis Total"]) == number(row["Total Gain/Loss Dollar"])


def test_fidelity_trades_multiply() -> None:
    rows = table(RIVERA / "Accounts_History.csv", "Run Date")
    traded = [row for row in rows if Decimal(row["Quantity"]) != 0]
    assert len(traded) == 4
    for row in traded:
        assert -cents(number(row["Quantity"]) * number(row["Price"])) == number(row["Amount"])


def test_401k_positions_multiply_and_add_up_to_the_plan_balance() -> None:
    text = next(RIVERA.glob("*.qfx")).read_text(encoding="ascii")
    values = [Decimal(value) for value in re.findall(r"<MKTVAL>([\d.]+)</MKTVAL>", text)]
    pairs = re.findall(r"<UNITS>([\d.]+)</UNITS>\s*<UNITPRICE>([\d.]+)</UNITPRICE>\s*<MKTVAL>", text)
    assert [cents(Decimal(units) * Decimal(price)) for units, price in pairs] == values
    total = re.search(r"<INV401KBAL>.*<TOTAL>([\d.]+)</TOTAL>", text, re.DOTALL)
    assert total is not None
    assert sum(values) == Decimal(total[1])
    buys = re.findall(r"<UNITS>([\d.]+)</UNITS>\s*<UNITPRICE>([\d.]+)</UNITPRICE>\s*<TOTAL>-([\d.]+)<", text)
    assert len(buys) == 10
    for units, price, amount in buys:
        assert cents(Decimal(units) * Decimal(price)) == Decimal(amount)


def test_vanguard_starter_lots_add_up_to_the_holdings() -> None:
    holdings = [
        row for row in table(STARTER / "OfxDownload.csv", "Account Number") if row["Symbol"] != "VMFXX"
    ]
    lots = table(STARTER / "cost-basis-unrealized.csv", "Account")
    for held in holdings:
        own = [lot for lot in lots if lot["Symbol/CUSIP"] == held["Symbol"]]
        assert sum(number(lot["Quantity"]) for lot in own) == number(held["Shares"])
        assert cents(number(held["Shares"]) * number(held["Share Price"])) == number(held["Total Value"])
        value = next(name for name in own[0] if name.startswith("Market value"))
        assert sum(number(lot[value]) for lot in own) == number(held["Total Value"])
        for lot in own:
            assert cents(number(lot["Quantity"]) * number(lot["Cost per share"])) == number(lot["Total cost"])


def test_the_rivera_target_is_whole_and_every_price_is_of_one_day() -> None:
    household = tomllib.loads((EXAMPLES / "rivera" / "household.toml").read_text(encoding="utf-8"))
    assert sum(household["target"]["weights"].values()) == 100
    assert {price["as_of"] for price in household["prices"]} == {household["as_of"]}
    held_or_priced = {price["symbol"] for price in household["prices"]} | {
        "VTI", "SCHD", "ORCL", "VXUS", "VTEB", "VNQ", "FXAIX", "BND", "VINIX", "VTIAX", "VBTLX"
    }  # fmt: skip
    assert {symbol for ranked in household["buys"].values() for symbol in ranked} <= held_or_priced
