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
    AfterValidator,
    Field,
    WithJsonSchema,
    model_validator,
)

from trimtab.adapters.household.limit_table import LimitTable
from trimtab.adapters.household.period_table import PendingTable, PeriodTable, ReserveTable
from trimtab.adapters.household.table import (
    Days,
    Growth,
    NotNegative,
    Number,
    Percent,
    Positive,
    Rate,
    Step,
    Table,
    Text,
    from_text,
)
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.elections import Every
from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.household import ActivityKind, FilingStatus
from trimtab.core.instruments import InstrumentKind
from trimtab.core.places import STATES
from trimtab.core.policy import BandRule, Calendar, HowFar, Policy, Weights
from trimtab.core.retirement import Heir
from trimtab.ledger.spec import TypedKind


def _state(value: str) -> str:
    if value and value not in STATES:
        near = [
            code for code, name in STATES.items() if value.casefold() in {name.casefold(), code.casefold()}
        ]
        hint = f'"{near[0]}"' if near else 'its two letters, as in "CO", or leave it out abroad'
        raise ValueError(f'"{value}" is no state: write {hint}')
    return value


def _not_specific(method: LotMethod) -> LotMethod:
    if method is LotMethod.SPECIFIC:
        raise ValueError(
            '"specific" names lots, so it is no method to go by: write lot = … under the [[events]] entry'
        )
    return method


_State = Annotated[str, AfterValidator(_state), WithJsonSchema({"enum": ["", *STATES]})]
_Status = Annotated[FilingStatus, from_text(FilingStatus)]
_Kind = Annotated[AccountKind, from_text(AccountKind)]
_Role = Annotated[Role, from_text(Role)]
_Shape = Annotated[InstrumentKind, from_text(InstrumentKind)]
_Rule = Annotated[BandRule, from_text(BandRule)]
_HowFar = Annotated[HowFar, from_text(HowFar)]
_Weights = Annotated[Weights, from_text(Weights)]
_Calendar = Annotated[Calendar, from_text(Calendar)]
_Activity = Annotated[ActivityKind, from_text(ActivityKind)]
_Typed = Annotated[TypedKind, from_text(TypedKind)]
_Dividend = Annotated[DividendKind, from_text(DividendKind)]
_Method = Annotated[
    LotMethod,
    from_text(LotMethod),
    AfterValidator(_not_specific),
    WithJsonSchema({"enum": [method.value for method in LotMethod if method is not LotMethod.SPECIFIC]}),
]
_Heir = Annotated[Heir, from_text(Heir)]
_Every = Annotated[Every, from_text(Every)]


_POLICY = Policy(target={}, buys={})
_BANDS, _PRICES = _POLICY.bands, _POLICY.prices  # the defaults stand in core/policy.py, once


class IncomeTable(Table):
    """What the tax year brings beside the accounts' gains: the whole year as expected, in USD."""

    wages_usd: NotNegative
    """Wages and salaries of all who sign the return."""
    interest_usd: NotNegative | None = None
    """Taxable interest; left out: what the taxable accounts' transactions show so far."""
    dividends_ordinary_usd: NotNegative | None = None
    """Ordinary dividends (1099-DIV, box 1a), the qualified ones included; left out: as for interest."""
    dividends_qualified_usd: NotNegative | None = None
    """Qualified dividends (box 1b)."""
    gain_distributions_usd: NotNegative | None = None
    """Capital gain distributions of funds (box 2a); left out: as for interest."""
    gain_short_elsewhere_usd: Number = Decimal(0)
    """Short-term result of what no account here holds, a loss negative."""
    gain_long_elsewhere_usd: Number = Decimal(0)
    """Long-term result of what no account here holds (a house, a partnership), a loss negative."""
    unrecaptured_1250_usd: NotNegative = Decimal(0)
    """The part of the long-term gain that is unrecaptured section 1250 gain."""
    ira_distribution_usd: NotNegative = Decimal(0)
    """Taxable distributions of IRAs, pensions and workplace plans, conversions to Roth included."""
    other_income_usd: Number = Decimal(0)
    """Everything else that is taxed as ordinary income: a business, rent, the taxable part of social security."""
    adjustments_usd: NotNegative = Decimal(0)
    """Adjustments to income (Schedule 1, Part II)."""
    itemised_usd: NotNegative = Decimal(0)
    """The total of Schedule A; used only where it saves more than the standard deduction."""
    itemised_taxes_usd: NotNegative = Decimal(0)
    """The taxes in it (Schedule A, line 7)."""

    @model_validator(mode="after")
    def _parts(self) -> Self:
        if (self.dividends_ordinary_usd is None) != (self.dividends_qualified_usd is None):
            raise ValueError("give dividends_ordinary_usd and dividends_qualified_usd both, or neither")
        for part, whole in (
            ("dividends_qualified_usd", "dividends_ordinary_usd"),
            ("itemised_taxes_usd", "itemised_usd"),
        ):
            inner, outer = getattr(self, part) or Decimal(0), getattr(self, whole) or Decimal(0)
            if inner > outer:
                raise ValueError(f"{part} is {inner}, more than {whole} of {outer}, which includes it")
        return self


class LastYearTable(IncomeTable):
    """The return of the year before [tax] year, for tax time; the same keys as [tax.income], and these."""

    filing_status: _Status | None = None
    """Left out: as in [tax]."""
    state: _State | None = None
    """Left out: as in [tax]."""
    local_rate_pct: Percent | None = None
    """Left out: as in [tax]."""
    realized_short_usd: Number | None = None
    """Short-term result of that year, losses negative; left out: summed from realized-gains exports."""
    realized_long_usd: Number | None = None
    """Long-term result of that year, losses negative; left out: summed from realized-gains exports."""
    carryforward_short_usd: NotNegative = Decimal(0)
    """Short-term loss brought into that year, as a positive amount."""
    carryforward_long_usd: NotNegative = Decimal(0)
    """Long-term loss brought into that year, as a positive amount."""


class PersonTable(Table):
    """Someone of the household."""

    name: Text
    """As in the accounts' `owner`; a joint account names both, as in "Ana & Ben"."""
    born: date
    blind: bool = False
    """Legally blind at the end of the year: a larger standard deduction."""
    covered_by_workplace_plan: bool | None = None
    """Whether a 401(k) or the like at work covers this person, which limits deductible IRA contributions."""
    on_return: bool = True
    """Whether this person signs the household's tax return; not a child, nor a spouse who files separately."""


class Tax(Table):
    """The household's own marginal rates, in percent, and its year so far, in USD."""

    filing_status: _Status
    year: Annotated[int, Field(ge=2000, le=2100)]
    rate_ordinary_pct: Percent
    """Federal marginal rate on ordinary income and short-term gains."""
    rate_long_term_pct: Percent
    """Federal rate on long-term gains: 0, 15 or 20."""
    rate_state_pct: Percent = Decimal(0)
    """State marginal rate; added to both."""
    rate_niit_pct: Percent = Decimal(0)
    """Net investment income tax: 0 or 3.8."""
    realized_short_usd: Number | None = None
    """Short-term result realised this year, losses negative; left out: summed from realized-gains exports."""
    realized_long_usd: Number | None = None
    """Long-term result realised this year, losses negative; left out: summed from realized-gains exports."""
    carryforward_short_usd: NotNegative = Decimal(0)
    """Short-term loss brought into the year, as a positive amount."""
    carryforward_long_usd: NotNegative = Decimal(0)
    """Long-term loss brought into the year, as a positive amount."""
    state: _State = ""
    """The two letters of the state you live in, for its income tax."""
    local_rate_pct: Percent = Decimal(0)
    """A city's or county's income tax, in percent of the state's taxable income."""
    income: IncomeTable | None = None
    """What the year brings beside the accounts' gains; needed for a bill."""
    last_year: LastYearTable | None = None
    """The year before, for its bill at tax time."""


class Target(Table):
    """What the whole household should hold: weights by class, or a ready-made mix."""

    weights: dict[Text, Percent] | None = None
    """Percent of the household by asset class; they sum to exactly 100."""
    tree: dict[Text, Percent] | None = None
    """Instead of weights: percent of the class above, level by level; each level sums to exactly 100."""
    preset: Text | None = None
    """The name of a ready-made target, such as three-fund or 60/40."""
    age: Annotated[int, Field(ge=0, le=120)] | None = None
    """For age-based presets."""
    stock_pct: Percent | None = None
    """Percent in stocks, for presets that leave it open."""
    intl_pct: Percent | None = None
    """Percent of the stocks held abroad, for presets that leave it open."""


class BandSettings(Table):
    """How far a class may drift before it counts as out."""

    rule: _Rule = _BANDS.rule
    absolute_points: NotNegative = _BANDS.absolute_points
    relative_pct: NotNegative = _BANDS.relative_pct
    own_points: dict[Text, NotNegative] = {}
    """Half-widths in points for single classes, instead of the rule; a class above several may stand here too."""
    parents: bool = _BANDS.parents
    """Whether classes above those of the target have bands too, on the sum of what is below them."""


class Prices(Table):
    """What the plan weighs, in dollars; docs/policy.md explains each."""

    outside_band: NotNegative = _PRICES.outside_band
    off_goal_pct: NotNegative = _PRICES.off_goal_pct
    idle_cash_pct: NotNegative = _PRICES.idle_cash_pct
    risk_aversion: NotNegative = _PRICES.risk_aversion
    horizon_years: Positive = _PRICES.horizon_years
    deferral_years: NotNegative = _PRICES.deferral_years
    discount_pct: NotNegative = _PRICES.discount_pct
    step_up_chance_pct: Percent = _PRICES.step_up_chance_pct
    per_trade_usd: NotNegative = _PRICES.per_trade_usd
    turnover_bps: NotNegative = _PRICES.turnover_bps
    wash_window_usd: NotNegative = _PRICES.wash_window_usd
    min_benefit_usd: NotNegative = _PRICES.min_benefit_usd
    min_benefit_bps: NotNegative = _PRICES.min_benefit_bps


class PolicySettings(Table):
    """When and how to rebalance."""

    how_far: _HowFar = _POLICY.how_far
    only_out_of_band: bool = _POLICY.only_out_of_band
    calendar: _Calendar = _POLICY.calendar
    last_rebalanced: date | None = None
    min_trade_usd: NotNegative = _POLICY.min_trade_usd
    wait_long_term_days: Days = _POLICY.wait_long_term_days
    max_price_age_days: Days = _POLICY.max_price_age_days
    gain_budget_usd: NotNegative | None = None
    gain_budget_short_usd: NotNegative | None = None
    gain_budget_long_usd: NotNegative | None = None
    tax_budget_usd: NotNegative | None = None
    """What a plan may add to the year's tax."""
    budget_prorated: bool = _POLICY.budget_prorated
    concentration_cap_pct: Percent | None = None
    """The most of the household in one company, counted through funds too."""
    account_concentration_cap_pct: Percent | None = None
    """The same in each account, of the account."""
    do_not_buy: list[Text] = []
    do_not_sell: list[Text] = []
    allow_unseen_history: bool = _POLICY.allow_unseen_history
    """Sell at a loss though some account's last 30 days are not known."""
    harvest: bool = _POLICY.harvest
    """Whether losses worth taking ask for a plan although nothing else does."""
    weights: _Weights = _POLICY.weights
    """What a dollar counts towards the target: its market value, or what is left after the tax on it."""
    withdrawal_rate_pct: Rate | None = None
    """Tax on what tax-deferred accounts will pay out; left out, your ordinary rate."""
    embedded_rate_pct: Rate | None = None
    """Tax on unrealised gains in weights after tax; left out, the plan's price of tax later."""
    growth_pct: dict[Text, Growth] = {}
    """How prices are expected to grow, percent a year by class, for location."""
    cash_band_points: NotNegative = _POLICY.cash_band_points
    substitute_penalty_bps: NotNegative = _POLICY.substitute_penalty_bps
    identical: list[list[Text]] = []
    """Groups of symbols you treat as substantially identical for wash sales."""
    prices: Prices = Prices()


class ReplacementTable(Table):
    """What takes the place of a security that is sold at a loss."""

    sell: Text
    buy: Text
    account: str = ""
    """The account's id; left out: in every account."""


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
    kind: _Shape | None = None
    name: str = ""
    role: _Role | None = None
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
    lot_method: _Method | None = None
    """Which shares a sale uses where nothing states it; left out: first in, first out."""
    lot_methods: dict[Text, _Method] = {}
    """The same for single symbols."""

    @model_validator(mode="after")
    def _whole_contribution(self) -> Self:
        if (self.contribution_usd is None) != (self.contribution_every is None):
            raise ValueError("give both of contribution_usd and contribution_every, or neither")
        return self


class FlowTable(Table):
    """Cash that will come (+) or go (-)."""

    account: Text
    amount_usd: Number
    due: date
    label: str = ""


class InstrumentTable(Table):
    """Your own description of a security; it wins over the catalogue's."""

    symbol: Text
    name: str = ""
    kind: _Shape = InstrumentKind.OTHER
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
    role: _Role | None = None
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
    method: _Method | None = None
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
