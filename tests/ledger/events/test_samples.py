"""Real downloads run through: what can be booked is, what a line leaves open is an error that names it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.shared import SHARED, needs_shared
from trimtab.bootstrap import load_household
from trimtab.core.problems import errors_in
from trimtab.services.books import HouseholdBooks, books_of, reconciled

HEAD = """
format = 1
name = "Sample"
as_of = {as_of}
[tax]
filing_status = "single"
year = {year}
rate_ordinary_pct = 24
rate_long_term_pct = 15
[target]
preset = "three-fund"
[policy]
max_price_age_days = 400
"""


def sample(tmp_path: Path, as_of: str, account: str, *files: str) -> HouseholdBooks:
    """The books of one account whose statement is typed by hand: cash only, so that every file is history."""
    exports = tmp_path / "exports"
    exports.mkdir()
    for name in files:
        path = SHARED / "samples" / name
        (exports / path.name).write_bytes(path.read_bytes())
    prices = "".join(
        f'[[prices]]\nsymbol = "{symbol}"\nusd = 50\nas_of = {as_of}\n' for symbol in ("VTI", "VXUS", "BND")
    )
    head = HEAD.format(as_of=as_of, year=as_of[:4])
    (tmp_path / "household.toml").write_text(f"{head}{account}{prices}", encoding="utf-8")
    loaded = load_household(tmp_path / "household.toml")
    assert loaded.household is not None, "\n".join(map(str, errors_in(loaded.problems)))
    return books_of(loaded)


TYPED = '[[accounts]]\nid = "it"\nnumber = "{number}"\nkind = "{kind}"\ncash_usd = 1\nas_of = {as_of}\n'


@needs_shared
def test_schwabs_account_with_a_split_a_reverse_split_and_sales(tmp_path: Path) -> None:
    """The sample's positions lack two funds that its lots have: they are typed in, as the lots state them."""
    exports = tmp_path / "exports"
    exports.mkdir()
    lots = SHARED / "samples" / "schwab" / "lots"
    for name in (
        "2020-10-25_HYLB.csv",
        "2020-10-25_IAU.csv",
        "2020-10-25_SCHA.csv",
        "Intelligent_Transactions.CSV",
    ):
        (exports / name).write_bytes((lots / name).read_bytes())
    text = (lots / "Intelligent-Positions-2020-10-25.CSV").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith('"SCHA"'))
    more = ""
    for symbol, shares, price, value, cost in (
        ("HYLB", "40", "$1.00", "$40.00", "$280.00"),
        ("IAU", "5", "$20.00", "$100.00", "$100.00"),
    ):
        made = row.replace('"SCHA"', f'"{symbol}"').replace('"10.5"', f'"{shares}"')
        made = made.replace('"$70.50"', f'"{price}"', 1).replace('"$740.25"', f'"{value}"')
        more += made.replace('"$759.68"', f'"{cost}"') + "\n"
    at = text.index('"Cash & Cash')
    (exports / "Positions.CSV").write_text(text[:at] + more + text[at:], encoding="utf-8")
    household = (
        HEAD.format(as_of="2020-10-25", year=2020).replace(
            'preset = "three-fund"', 'weights = { stocks = 60, bonds = 30, "commodities.gold" = 10 }'
        )
        + '[buys]\nbonds = ["HYLB"]\n[[accounts]]\nid = "int"\nnumber = "4321"\nkind = "taxable"\n'
        + '[[instruments]]\nsymbol = "HYLB"\nclasses = { bonds = 100 }\n'
    )
    (tmp_path / "household.toml").write_text(household, encoding="utf-8")
    books = books_of(load_household(tmp_path / "household.toml"))
    assert books.is_whole
    splits = [event for event in books.events if type(event).__name__ == "Split"]
    assert [(s.symbol, s.new, s.old) for s in splits] == [("HYLB", 2, 1), ("IAU", 1, 2)]  # type: ignore[attr-defined]
    assert {(lot.symbol, lot.quantity, lot.basis_usd) for lot in books.washed.held} >= {
        ("HYLB", 24, 120),
        ("IAU", 5, 100),
    }
    sold = [(one.symbol, one.quantity, str(one.gain_usd)) for one in books.washed.realised]
    assert [one[0] for one in sold] == ["FNDA", "SCHA", "SCHA"]
    assert [one for one in reconciled(books).differences if not one.is_explained] == []


@needs_shared
def test_schwabs_corporate_actions_are_errors_with_an_entry_to_write(tmp_path: Path) -> None:
    account = TYPED.format(number="", kind="taxable", as_of="2025-02-01") + 'files = ["schwab-export*"]\n'
    books = sample(tmp_path, "2025-02-01", account, "schwab/schwab-export-2023.csv")
    found = Counter(problem.code for problem in errors_in(books.problems))
    unclear = [problem for problem in books.problems if problem.code == "action-unclear"]
    assert found["action-unclear"] >= 5
    for problem in unclear:
        assert problem.source is not None
        assert problem.source.line is not None
        assert re.search(r"\[\[events\]\]", problem.remedy)
    assert any(' kind = "merger"' in problem.remedy and "LCID" in problem.message for problem in unclear)
    assert any("spin_off" in problem.remedy and "APE" in problem.message for problem in unclear)
    assert all(event.trade_date.year >= 2021 for event in books.events)


@needs_shared
@pytest.mark.parametrize(
    ("name", "number", "kind", "as_of"),
    [
        ("ofx/investment_401k.ofx", "", "401k", "2026-11-20"),
        ("ofx/vanguard_roth_ira.ofx", "", "roth_ira", "2026-11-20"),
    ],
)
def test_statements_of_retirement_accounts(
    tmp_path: Path, name: str, number: str, kind: str, as_of: str
) -> None:
    from trimtab.adapters.imports.registry import read_export

    data = (SHARED / "samples" / name).read_bytes()
    parsed = read_export(Path(name).name, data, ())
    account = (
        f'[[accounts]]\nid = "it"\nnumber = "{parsed.accounts[0].number}"\nkind = "{kind}"\nlocked = true\n'
    )
    symbols = sorted({position.symbol for position in parsed.positions})
    held = "".join(
        f'[[instruments]]\nsymbol = "{symbol}"\nclasses = {{ "stocks.us" = 100 }}\n' for symbol in symbols
    )
    books = sample(tmp_path, as_of, account + held, name)
    assert books.is_whole, "\n".join(map(str, errors_in(books.problems)))
    stated = {position.symbol: position.quantity for position in books.household.accounts[0].positions}
    held_now: Counter[str] = Counter()
    for lot in books.washed.held:
        held_now[lot.symbol] += lot.quantity  # type: ignore[assignment]
    assert dict(held_now) == stated
    assert reconciled(books).differences == ()
