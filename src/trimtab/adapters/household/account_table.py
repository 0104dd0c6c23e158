"""`[[accounts]]` and `[[flows]]`: each account, what is typed into it by hand, and money due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from trimtab.adapters.household.period_table import PeriodTable, ReserveTable
from trimtab.adapters.household.table import (
    NotNegative,
    Number,
    Positive,
    Step,
    Table,
    Text,
    from_text,
)
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.elections import Every
from trimtab.core.events import LotMethod
from trimtab.core.instruments import InstrumentKind
from trimtab.core.retirement import Heir


def _not_specific(method: LotMethod) -> LotMethod:
    if method is LotMethod.SPECIFIC:
        raise ValueError(
            '"specific" names lots, so it is no method to go by: write lot = … under the [[events]] entry'
        )
    return method


_Kind = Annotated[AccountKind, from_text(AccountKind)]
RoleWord = Annotated[Role, from_text(Role)]
Shape = Annotated[InstrumentKind, from_text(InstrumentKind)]
Method = Annotated[
    LotMethod,
    from_text(LotMethod),
    AfterValidator(_not_specific),
    WithJsonSchema({"enum": [method.value for method in LotMethod if method is not LotMethod.SPECIFIC]}),
]
_Heir = Annotated[Heir, from_text(Heir)]
_Every = Annotated[Every, from_text(Every)]


class Holding(Table):
    """A holding typed by hand, because no export states it."""

    symbol: Text
    quantity: Positive
    price_usd: NotNegative | None = None
    value_usd: NotNegative | None = None
    """All of it; instead of price_usd."""
    as_of: date | None = None
    """The day of the price or appraisal."""
    cost_usd: NotNegative | None = None
    acquired: date | None = None
    class_: Annotated[str | None, Field(alias="class", min_length=1)] = None
    """Its asset class, where it is no known security."""
    kind: Shape | None = None
    name: str = ""
    role: RoleWord | None = None
    """tradable, frozen (counted, never traded) or excluded (not counted)."""
    reason: str = ""

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if (self.price_usd is None) == (self.value_usd is None):
            raise ValueError("give exactly one of price_usd and value_usd")
        return self


class InheritedTable(Table):
    """Whose account an inherited one was, and who the heir is to them."""

    decedent: Text
    """Who left it: accounts left by one person add up."""
    born: date
    """Their day of birth."""
    died: date
    """The day of their death."""
    heir: _Heir
    """Who the account's owner is to them."""
    spouse_elected: bool = False
    """A surviving spouse who elected to be treated as the owner (26 USC 401(a)(9)(B)(iv))."""


class AccountTable(Table):
    """One account, and what its export cannot tell."""

    id: Text
    """Your own short name for it."""
    number: str = ""
    """The ending of its number as the files show it (at least three characters)."""
    files: list[Text] = []
    """Patterns of the names of files that say nothing of an account, as in History*.csv: they are of this one."""
    name: str = ""
    kind: _Kind
    owner: str = ""
    custodian: str = ""
    cash_reserve_usd: NotNegative = Decimal(0)
    """Cash that stays and does not count towards the target."""
    cash_reserve_tolerance_usd: NotNegative = Decimal(0)
    """So much may be missing of the reserve before anything is sold for it."""
    reserves: list[ReserveTable] = []
    """Cash that stays on some days only, beside the standing reserve."""
    trading_windows: list[PeriodTable] = []
    """The only days on which the account may be traded."""
    blackouts: list[PeriodTable] = []
    """Days on which it is not traded."""
    contribution_usd: Positive | None = None
    """New money each time, that payroll or a standing order pays in by itself."""
    contribution_every: _Every | None = None
    """How often."""
    fractional: bool = False
    """Whether parts of a share can be traded (steps of 0.001)."""
    quantity_step: Step | None = None
    """The smallest part of a share that can be traded, instead of `fractional`."""
    locked: bool = False
    """Counted, never traded."""
    locked_reason: str = ""
    menu: list[Text] | None = None
    """The only symbols that may be bought, as in a 401(k)."""
    settles_next_day: bool = False
    """A cash account: a buy may only use settled cash."""
    do_not_buy: list[Text] = []
    do_not_sell: list[Text] = []
    reinvest: bool | None = None
    """Whether dividends are reinvested, where the export does not say."""
    purchases_coming: list[Text] = []
    """Symbols that payroll or a standing order will buy within 30 days."""
    no_trades_since: date | None = None
    """You say that nothing was bought in it since this day: its history counts as known, without an export."""
    cash_usd: Number | None = None
    """Cash of an account without an export of it."""
    as_of: date | None = None
    """The day of files that state none, and of typed cash."""
    value_last_year_end_usd: NotNegative | None = None
    """Its value on 31 December of the year before, for required distributions."""
    distributed_usd: NotNegative | None = None
    """What was paid out of it this year, gifts included; left out: summed from its transactions."""
    donated_usd: NotNegative = Decimal(0)
    """Of that, what went from the IRA straight to charities."""
    contributed_usd: NotNegative | None = None
    """What was paid into it for this year; left out: summed from its transactions."""
    still_working: bool = False
    """You work for the employer whose plan this is, and own no more than 5% of it."""
    spouse_sole_beneficiary: str = ""
    """Your spouse's name, as in [[people]], where your spouse alone would inherit the account."""
    hsa_family: bool | None = None
    """Whether the health plan beside an HSA covers the family."""
    inherited: InheritedTable | None = None
    """Whose it was, for inherited accounts."""
    holdings: list[Holding] = []
    lot_method: Method | None = None
    """Which shares a sale uses where nothing states it; left out: first in, first out."""
    lot_methods: dict[Text, Method] = {}
    """The same for single symbols."""

    @model_validator(mode="after")
    def _whole_contribution(self) -> Self:
        if (self.contribution_usd is None) != (self.contribution_every is None):
            raise ValueError("give both of contribution_usd and contribution_every, or neither")
        return self

    @model_validator(mode="after")
    def _one_step(self) -> Self:
        if self.fractional and self.quantity_step is not None:
            raise ValueError(
                "give one of fractional and quantity_step: each says in which parts a share is traded"
            )
        return self


class FlowTable(Table):
    """Cash that will come (+) or go (-)."""

    account: Text
    amount_usd: Number
    due: date
    label: str = ""
