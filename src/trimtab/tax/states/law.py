"""The income tax of one state and year, as values: read from `years/us-xx/<year>.toml` by `adapters/state_law.py`.

No state has code of its own: each is a file made of the parts below. Amounts are USD, rates and shares are parts
of one, tops of brackets and tiers belong to the part below them ("not over").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trimtab.core.household import FilingStatus

ByStatus = Mapping[FilingStatus, Decimal]
ListByStatus = Mapping[FilingStatus, tuple[Decimal, ...]]


class Start(StrEnum):
    """Where a state's return begins."""

    FEDERAL_AGI = "federal_agi"
    FEDERAL_TAXABLE_INCOME = "federal_taxable_income"
    GROSS_INCOME = "gross_income"  # wages, interest, dividends, the state's own capital result, IRA, other
    NONE = "none"  # no tax on income as such


class Base(StrEnum):
    """Amounts of a return that a rule can be about. Gains are after the state's own netting, never below zero."""

    WAGES = "wages"
    INTEREST = "interest"
    DIVIDENDS = "dividends"  # box 1a
    DIVIDENDS_QUALIFIED = "dividends_qualified"
    INTEREST_AND_DIVIDENDS = "interest_and_dividends"
    GAIN_NET = "gain_net"  # short and long together
    GAIN_SHORT = "gain_short"  # what is left of it after long-term losses
    GAIN_LONG = "gain_long"  # net capital gain: what is left of it after short-term losses
    GAIN_LONG_OWN = "gain_long_own"  # net long-term gain before short-term losses (26 USC 1222(7))
    GAIN_COLLECTIBLES = "gain_collectibles"
    GAIN_COMMON = "gain_common"  # GAIN_LONG less GAIN_COLLECTIBLES
    IRA_DISTRIBUTION = "ira_distribution"
    INVESTMENT_AND_IRA = "investment_and_ira"  # interest, dividends, gain or deducted loss, IRA distributions
    FEDERAL_AGI = "federal_agi"
    FEDERAL_TAXABLE_INCOME = "federal_taxable_income"
    FEDERAL_STANDARD = "federal_standard"  # with the additions for age and blindness
    FEDERAL_BASIC_STANDARD = "federal_basic_standard"  # without them
    FEDERAL_DEDUCTION = "federal_deduction"  # standard or itemised, as on the federal return
    FEDERAL_SENIOR_DEDUCTION = "federal_senior_deduction"
    FEDERAL_TAX = "federal_tax"  # income tax and alternative minimum tax
    FEDERAL_TAX_WITH_NIIT = "federal_tax_with_niit"
    NET_INVESTMENT_INCOME = "net_investment_income"  # Form 8960, line 12
    STATE_INCOME = "state_income"  # line 4 of the state sheet
    TAXABLE = "taxable"  # line 6 of the state sheet


class Itemised(StrEnum):
    """Whether a deduction gives way to the itemised ones where these are larger, and which of them count."""

    NO = "no"
    WITH_TAXES = "with_taxes"
    WITHOUT_TAXES = "without_taxes"


@dataclass(frozen=True, slots=True)
class Tiers:
    """One amount per tier of `of`: `amounts` has one more than `upper_usd` has tops."""

    of: Base
    upper_usd: ListByStatus
    amounts: ListByStatus


@dataclass(frozen=True, slots=True)
class ByEldest:
    """One amount per age of the eldest filer: `amounts[n]` from age `ages[n]` on, ages rising; nothing below."""

    ages: tuple[int, ...]
    amounts: ListByStatus


@dataclass(frozen=True, slots=True)
class Within:
    """Whether a rule holds: only where `of` is above `over_usd` and not above `not_over_usd`."""

    of: Base
    over_usd: ByStatus | None
    not_over_usd: ByStatus | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is added to income, or taken off it: `share` of the part of `of` above `over_usd`, up to `cap_usd`.

    `share_by` and `cap_by` give share and cap by tiers of income instead; `cap_share` of `cap_of` is a second cap. Only
    above `agi_over_usd` of federal adjusted gross income, where that is given. With `by_age`, each filer has an equal
    part of `of` and a cap by age: pairs of an age and the cap in USD from that age on, rising. `when` is one more
    condition. For subtractions, STATE_INCOME is the income before them.
    """

    name: str
    of: Base
    share: Decimal
    share_by: Tiers | None
    over_usd: ByStatus | None
    cap_usd: ByStatus | None
    cap_by: Tiers | None
    cap_of: Base | None
    cap_share: Decimal
    agi_over_usd: ByStatus | None
    by_age: tuple[tuple[int, Decimal], ...]
    earned_usd: Decimal
    when: Within | None


@dataclass(frozen=True, slots=True)
class PhaseOut:
    """A reduction that grows with income: `per_step_usd`, or `per_step_share` of the full amount, for each `step_usd`
    of `of` above `start_usd`; each begun step counts whole where `whole_steps`. `per_step_box_usd` more for each box
    of age or blindness. Rounded down to `round_down_usd`. At most `most_usd`.
    """

    of: Base
    start_usd: ByStatus
    step_usd: ByStatus
    per_step_usd: ByStatus | None
    per_step_box_usd: Decimal
    per_step_share: Decimal
    whole_steps: bool
    round_down_usd: Decimal
    most_usd: ByStatus | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """A deduction, exemption or credit for the filers themselves.

    Its full amount is `amount_usd` of the return, plus `share` (or `share_by` tiers of income) of `of` (up to
    `cap_usd`), plus `by` tiers of income, plus `by_eldest`,
    plus `aged_usd` for each filer of at least `aged_from`, plus `blind_usd` for each blind one. After the phase-outs
    at least `least_usd` and `least_share` of the full amount are left. Itemised deductions that are more stand instead;
    `itemised_wages` of wages count among them.
    """

    name: str
    amount_usd: ByStatus
    of: Base | None
    share: Decimal
    share_by: Tiers | None
    cap_usd: ByStatus | None
    by: Tiers | None
    by_eldest: ByEldest | None
    aged_usd: ByStatus
    aged_from: int
    blind_usd: ByStatus
    itemised: Itemised
    itemised_wages: Brackets | None
    phase_outs: tuple[PhaseOut, ...]
    least_usd: ByStatus
    least_share: Decimal


@dataclass(frozen=True, slots=True)
class Brackets:
    """Rates, lowest first, with one top fewer than there are rates."""

    rates: tuple[Decimal, ...]
    upper_usd: ListByStatus


@dataclass(frozen=True, slots=True)
class IncomeClass:
    """`share` of a kind of income, taken out of taxable income and taxed at rates of its own.

    `stacked`: its brackets begin where the other income ends. Deductions use up other income first, then the classes
    with the highest `used_up`, among them the one with the lowest rate.
    """

    name: str
    of: Base
    share: Decimal
    brackets: Brackets
    stacked: bool
    used_up: int


@dataclass(frozen=True, slots=True)
class MaximumRate:
    """The most that `of` can cost: the brackets apply to the rest of taxable income, or to `floor_usd` where that is
    more, and `rate` to what is above. Where the ordinary brackets cost less, they stand."""

    of: Base
    rate: Decimal
    floor_usd: ByStatus


@dataclass(frozen=True, slots=True)
class ExtraTax:
    """Tax by steps or tiers of income: `per_step_usd` for each `step_usd` begun above `start_usd`, at most `most_usd`;
    or `by` tiers."""

    name: str
    steps: PhaseOut | None
    by: Tiers | None


@dataclass(frozen=True, slots=True)
class Recapture:
    """The benefit of lower brackets, taken back from high incomes (New York's supplemental tax).

    By tiers of taxable income: `base_usd` plus `benefit_usd` (in a tier with a `flat_rates` above zero: what that
    rate on all taxable income exceeds the brackets by) phased in over `width_usd` of `of` above `from_usd`.
    Above `flat_over_usd` of `of`, the top rate of the brackets applies to all taxable income.
    """

    of: Base
    width_usd: Decimal
    taxable_upper_usd: ListByStatus
    from_usd: ListByStatus
    base_usd: ListByStatus
    benefit_usd: ListByStatus
    flat_rates: ListByStatus
    flat_over_usd: ByStatus


@dataclass(frozen=True, slots=True)
class Surtax:
    """A further tax on what `of` exceeds `over_usd` by; only above `agi_over_usd` of federal adjusted gross income,
    where that is given. Credits do not reduce it."""

    name: str
    of: Base
    over_usd: ByStatus
    brackets: Brackets
    agi_over_usd: ByStatus | None


@dataclass(frozen=True, slots=True)
class MinimumTax:
    """Tax is at least `rate` of `of` for those with more than `over_usd` of it."""

    of: Base
    rate: Decimal
    over_usd: ByStatus


@dataclass(frozen=True, slots=True)
class MaximumTax:
    """Tax after credits is at most `rate` of what `of` is above `over_usd` (`over_aged_usd` where a filer is 65 or
    more), for those with at most `up_to_usd` of it."""

    of: Base
    rate: ByStatus
    over_usd: ByStatus
    over_aged_usd: ByStatus
    up_to_usd: ByStatus | None


@dataclass(frozen=True, slots=True)
class NoTax:
    """Nothing is due from those with at most `not_over_usd` of `of`."""

    of: Base
    not_over_usd: ByStatus


@dataclass(frozen=True, slots=True)
class LossRule:
    """Where capital losses count otherwise than on the federal return: at most `limit_usd` of other income is set off,
    and at most what there is of `against`; without `has_carryforward`, last year's losses do not count."""

    limit_usd: ByStatus
    against: Base | None
    has_carryforward: bool


@dataclass(frozen=True, slots=True)
class StateLaw:
    """The income tax of one state and year.

    `start` NONE says that there is no tax on income as such, `losses` None that capital losses count as on the federal
    return. `tax_shares` are credits as a share of the tax by tiers; `maximum_tax` comes after all credits.
    `sources` names the source of each part by `<section>` or `<section>.<name>`; `sha256` is the hash of the file.
    """

    place: str
    name: str
    year: int
    rounding: str
    not_modelled: tuple[str, ...]
    assumes: tuple[str, ...]
    sources: Mapping[str, str]
    sha256: str
    start: Start
    losses: LossRule | None
    additions: tuple[Adjustment, ...]
    subtractions: tuple[Adjustment, ...]
    deductions: tuple[Allowance, ...]
    brackets: Brackets | None
    classes: tuple[IncomeClass, ...]
    maximum: MaximumRate | None
    extras: tuple[ExtraTax, ...]
    recapture: Recapture | None
    tax_shares: tuple[tuple[str, Tiers], ...]
    minimum: MinimumTax | None
    credits: tuple[Allowance, ...]
    maximum_tax: MaximumTax | None
    no_tax: NoTax | None
    surtaxes: tuple[Surtax, ...]
