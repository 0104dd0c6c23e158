"""`[target]`, `[bands]`, `[policy]` and `[[replacements]]`: what is to be held, and when and how to get there."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from trimtab.adapters.household.table import (
    Days,
    Growth,
    NotNegative,
    Percent,
    Positive,
    Rate,
    Table,
    Text,
    from_text,
)
from trimtab.core.policy import BandRule, Calendar, HowFar, Policy, Weights

_Rule = Annotated[BandRule, from_text(BandRule)]
_HowFar = Annotated[HowFar, from_text(HowFar)]
_Weights = Annotated[Weights, from_text(Weights)]
_Calendar = Annotated[Calendar, from_text(Calendar)]

_POLICY = Policy(target={}, buys={})
_BANDS, _PRICES = _POLICY.bands, _POLICY.prices  # the defaults stand in core/policy.py, once


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
