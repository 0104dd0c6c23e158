"""The form of household.toml: every key, its type and its limits. Editors get it as a JSON Schema.

Unknown keys, texts where a number belongs and numbers out of range are refused; what values mean together is
checked later, by the ledger.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    model_validator,
)

from trimtab.adapters.household.account_table import AccountTable, FlowTable, Method, RoleWord, Shape
from trimtab.adapters.household.history_table import HistoryTable
from trimtab.adapters.household.limit_table import LimitTable
from trimtab.adapters.household.period_table import PendingTable
from trimtab.adapters.household.policy_table import BandSettings, PolicySettings, ReplacementTable, Target
from trimtab.adapters.household.table import (
    Days,
    NotNegative,
    Percent,
    Positive,
    Table,
    Text,
    from_text,
)
from trimtab.adapters.household.tax_table import PersonTable, Tax
from trimtab.core.events import DividendKind
from trimtab.core.household import ActivityKind
from trimtab.core.instruments import InstrumentKind
from trimtab.ledger.spec import TypedKind

_Activity = Annotated[ActivityKind, from_text(ActivityKind)]
_Typed = Annotated[TypedKind, from_text(TypedKind)]
_Dividend = Annotated[DividendKind, from_text(DividendKind)]


class InstrumentTable(Table):
    """Your own description of a security; it wins over the catalogue's."""

    symbol: Text
    name: str = ""
    kind: Shape = InstrumentKind.OTHER
    classes: dict[Text, Percent]
    """Percent by asset class; sums to exactly 100."""
    identical_group: str = ""
    index_group: str = ""
    yield_ordinary_pct: NotNegative = Decimal(0)
    yield_qualified_pct: NotNegative = Decimal(0)
    yield_exempt_pct: NotNegative = Decimal(0)
    yield_gain_pct: NotNegative = Decimal(0)
    """Long-term capital gains that the fund pays out because it trades, percent a year."""
    foreign_tax_pct: NotNegative = Decimal(0)
    expense_pct: NotNegative = Decimal(0)
    half_spread_bps: NotNegative = Decimal(0)
    role: RoleWord | None = None
    role_reason: str = ""
    option_on: str = ""
    """The stock that it is an option to buy: its purchases count for the stock's wash sales."""
    shares_per_contract: Positive = Decimal(100)
    min_first_usd: NotNegative = Decimal(0)
    """The least that a fund lets one buy in an account that holds none of it."""
    min_more_usd: NotNegative = Decimal(0)
    """The least it lets one add."""
    redemption_fee_pct: Percent = Decimal(0)
    """What the fund keeps of shares held less than redemption_fee_days."""
    redemption_fee_days: Days = 0
    issuer: str = ""
    """The company; its several shares count as one for a concentration cap."""
    holds: dict[Text, Percent] = {}
    """Percent of the fund in single securities or other funds, as far as known."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.classes.values(), Decimal(0))
        if total != 100:
            raise ValueError(f"classes of {self.symbol} sum to {total}%, not 100%")
        parts = sum(self.holds.values(), Decimal(0))
        if parts > 100:
            raise ValueError(f"what {self.symbol} holds sums to {parts}%, more than 100%")
        return self


class EventTable(Table):
    """What happened and no custodian tells, or tells wrongly; docs/events.md says what each kind needs."""

    kind: _Typed
    day: date
    account: str = ""
    """The account's id; splits, mergers and the like may leave it out: they happen wherever the symbol is held."""
    symbol: str = ""
    quantity: Positive | None = None
    """Shares, always positive."""
    cost_usd: NotNegative | None = None
    """With commission."""
    proceeds_usd: NotNegative | None = None
    """After commission."""
    amount_usd: NotNegative | None = None
    value_usd: NotNegative | None = None
    """What the shares were worth that day."""
    basis_usd: NotNegative | None = None
    acquired: date | None = None
    donor_basis_usd: NotNegative | None = None
    donor_acquired: date | None = None
    gift_tax_usd: NotNegative | None = None
    died: date | None = None
    new_symbol: str = ""
    new: Positive | None = None
    """So many new shares ..."""
    old: Positive | None = None
    """... for so many old ones."""
    cash_usd: NotNegative | None = None
    cash_in_lieu_usd: NotNegative | None = None
    basis_pct: Percent | None = None
    """Percent of the parent's basis that goes to the new shares (the issuer's Form 8937)."""
    taxable: bool = False
    to_account: str = ""
    to_charity: bool = False
    dividend: _Dividend | None = None
    for_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    lot: str = ""
    """A lot as `trimtab lots` names it."""
    method: Method | None = None
    reason: str = ""


class PriceTable(Table):
    """A price typed by hand."""

    symbol: Text
    usd: Positive
    as_of: date


class CsvTable(Table):
    """How to read a CSV layout trimtab does not know: which column holds what."""

    file: Text
    """A pattern over file names, such as brokerx-*.csv."""
    kind: Literal["positions", "lots", "transactions", "prices"]
    columns: dict[Text, Text]
    """Field to column name, as in symbol = "Ticker"."""
    account: str = ""
    """The id of the account, for files that name none."""
    custodian: str = ""
    date_format: Text = "%Y-%m-%d"
    as_of: date | None = None
    actions: dict[Text, _Activity] = {}
    """The file's own words for what happened, as in "KAUF" = "buy"."""


class HouseholdFile(Table):
    """household.toml: what no export can know about a household."""

    format: Literal[1]
    name: Text
    as_of: date | None = None
    """The day of the plan; left out: the newest day the exports state."""
    exports: Text = "exports"
    """The folder of exports, beside this file."""
    tax: Tax
    people: list[PersonTable] = []
    """Who the household is: ages decide deductions, limits and required distributions."""
    target: Target
    buys: dict[Text, list[Text]] = {}
    """What may be bought for each class, best first; the later ones are substitutes."""
    bands: BandSettings = BandSettings()
    policy: PolicySettings = PolicySettings()
    accounts: Annotated[list[AccountTable], Field(min_length=1)]
    flows: list[FlowTable] = []
    pending: list[PendingTable] = []
    """Orders and transfers that are still open."""
    replacements: list[ReplacementTable] = []
    """What is bought where something is sold at a loss."""
    limits: list[LimitTable] = []
    """What must be held at least and may be held at most; hard limits."""
    instruments: list[InstrumentTable] = []
    aliases: dict[Text, Text] = {}
    """A name or CUSIP used in exports to its symbol."""
    prices: list[PriceTable] = []
    csv: list[CsvTable] = []
    events: list[EventTable] = []
    """What happened and no custodian tells."""
    history: HistoryTable | None = None
    """Prices of the past, for backtests."""


def household_schema() -> dict[str, Any]:
    """The JSON Schema of household.toml, for editors (draft 2020-12)."""
    schema = HouseholdFile.model_json_schema(by_alias=True)
    _tidy(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "trimtab household file",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _tidy(node: Any) -> None:
    """Defaults as TOML writes them: numbers as numbers, and none where leaving the key out says it best."""
    if isinstance(node, list):
        for part in node:
            _tidy(part)
    if not isinstance(node, dict):
        return
    default = node.get("default", 0)
    if default is None or isinstance(default, dict | list):
        del node["default"]
    elif isinstance(default, str) and node.get("type") == "number":
        node["default"] = json.loads(default)
    for part in node.values():
        _tidy(part)
