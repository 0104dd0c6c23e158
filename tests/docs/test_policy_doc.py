"""docs/policy.md names every key of the household file, with the default the program has."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from trimtab.adapters.household import account_table, model, policy_table, tax_table
from trimtab.adapters.household.history_table import HistoryTable
from trimtab.adapters.household.limit_table import LimitTable
from trimtab.adapters.household.period_table import PeriodTable, ReserveTable
from trimtab.core.policy import DollarPrices

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
SECTIONS = {
    "## The file itself": (
        model.HouseholdFile,
        {"tax", "people", "target", "buys", "bands", "policy", "accounts", "flows"},
    ),
    "## `[tax]`": (tax_table.Tax, {"income", "last_year"}),
    "### `[tax.income]`": (tax_table.IncomeTable, set()),
    "### `[tax.last_year]`": (tax_table.LastYearTable, set(tax_table.IncomeTable.model_fields)),
    "## `[[people]]`": (tax_table.PersonTable, set()),
    "## `[target]`": (policy_table.Target, set()),
    "## `[bands]`": (policy_table.BandSettings, set()),
    "## `[policy]`": (policy_table.PolicySettings, {"prices"}),
    "## `[policy.prices]`": (policy_table.Prices, set()),
    "## `[[accounts]]`": (account_table.AccountTable, set()),
    "### `[[accounts.reserves]]`": (ReserveTable, set()),
    "### `[[accounts.trading_windows]]`": (PeriodTable, set()),
    "### `[accounts.inherited]`": (account_table.InheritedTable, set()),
    "### `[[accounts.holdings]]`": (account_table.Holding, set()),
    "## `[[flows]]`": (account_table.FlowTable, set()),
    "## `[[replacements]]`": (policy_table.ReplacementTable, set()),
    "## `[[limits]]`": (LimitTable, set()),
    "## `[[instruments]]`": (model.InstrumentTable, set()),
    "## `[[events]]`": (model.EventTable, set()),
    "| `[[prices]]` key": (model.PriceTable, set()),
    "| `[[csv]]` key": (model.CsvTable, set()),
    "## `[history]`": (HistoryTable, set()),
}
IN_OTHER_SECTIONS = {
    "pending",
    "replacements",
    "limits",
    "instruments",
    "aliases",
    "prices",
    "csv",
    "events",
    "history",
}


def section(heading: str) -> dict[str, str]:
    """Default by key, from the first table after the heading."""
    after = TEXT[TEXT.index(heading) :]
    table = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)
    assert table is not None
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", table[0], re.MULTILINE))


def written(info: FieldInfo) -> str | None:
    """The default as the table writes it; None where words may stand for it."""
    if info.is_required():
        return "required"
    value = info.default
    if isinstance(value, Enum):
        return f'`"{value.value}"`'
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, Decimal)):
        return f"`{value}`"
    if isinstance(value, str) and value:
        return f'`"{value}"`'
    return None


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_is_listed_with_its_default(heading: str) -> None:
    table, elsewhere = SECTIONS[heading]
    if table is model.HouseholdFile:
        elsewhere = elsewhere | IN_OTHER_SECTIONS
    fields = {info.alias or name: info for name, info in table.model_fields.items()}
    listed = section(heading)
    assert set(listed) == set(fields) - elsewhere
    for key, default in listed.items():
        expected = written(fields[key])
        if expected is not None:
            assert default == expected, key
        else:
            assert default != "required", key


def test_the_file_and_the_core_agree_on_the_dollar_prices() -> None:
    core = {name: getattr(DollarPrices(), name) for name in DollarPrices.__slots__}
    assert core == {name: info.default for name, info in policy_table.Prices.model_fields.items()}
