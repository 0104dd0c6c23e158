"""The household at one moment: accounts, instruments, prices, flows, recent activity and tax position."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import Account, Position, Role
from trimtab.core.canonical import LATER
from trimtab.core.changed import changed
from trimtab.core.instruments import Instrument, Price
from trimtab.core.kept import kept
from trimtab.core.money import ZERO
from trimtab.core.problems import Source
from trimtab.core.quick import quickly_made

Holding = tuple[Account, Position, Decimal]  # where it stands, and its market value to the cent

_OF_HOLDINGS = (
    "holdings",
    "held_of",
    "_by_id",
    "_flows_usd",
)  # worked out of accounts, prices and flows alone
_JOINS = re.compile(r"[&+/,]|\band\b", re.IGNORECASE)


class FilingStatus(StrEnum):
    """Filing status of the household's return."""

    SINGLE = "single"
    MARRIED_JOINT = "married_joint"
    MARRIED_SEPARATE = "married_separate"
    HEAD_OF_HOUSEHOLD = "head_of_household"
    SURVIVING_SPOUSE = "surviving_spouse"


@dataclass(frozen=True, slots=True)
class TaxProfile:
    """The household's own marginal rates, in percent, and its year so far, in USD (losses negative).

    `rate_ordinary_pct` and `rate_long_term_pct` are federal; state and NIIT are added to both.
    `carryforward_*` are losses brought into the year, given as positive amounts. `state` is the two letters of the
    state of residence, empty where not said; `local_rate_pct` is a local tax on the state's taxable income, by hand.
    """

    filing_status: FilingStatus
    year: int
    rate_ordinary_pct: Decimal
    rate_long_term_pct: Decimal
    rate_state_pct: Decimal = ZERO
    rate_niit_pct: Decimal = ZERO
    realized_short_usd: Decimal = ZERO
    realized_long_usd: Decimal = ZERO
    carryforward_short_usd: Decimal = ZERO
    carryforward_long_usd: Decimal = ZERO
    state: str = field(default="", metadata=LATER)
    local_rate_pct: Decimal = field(default=ZERO, metadata=LATER)
    source: Source | None = field(default=None, metadata=LATER)

    @property
    def short_rate(self) -> Decimal:
        """What one more dollar of short-term gain costs, as a share of one."""
        return (self.rate_ordinary_pct + self.rate_state_pct + self.rate_niit_pct) / 100

    @property
    def long_rate(self) -> Decimal:
        """What one more dollar of long-term gain costs, as a share of one."""
        return (self.rate_long_term_pct + self.rate_state_pct + self.rate_niit_pct) / 100

    @property
    def so_far_short_usd(self) -> Decimal:
        """The year's short-term result, losses carried in included."""
        return self.realized_short_usd - self.carryforward_short_usd

    @property
    def so_far_long_usd(self) -> Decimal:
        """The year's long-term result, losses carried in included."""
        return self.realized_long_usd - self.carryforward_long_usd

    @property
    def ordinary_rate(self) -> Decimal:
        """What one more dollar of ordinary income costs, as a share of one: losses up to the yearly limit save it."""
        return (self.rate_ordinary_pct + self.rate_state_pct) / 100

    @property
    def loss_limit_usd(self) -> Decimal:
        """Net capital loss that offsets ordinary income in one year. Source: 26 USC 1211(b)."""
        return Decimal(1500) if self.filing_status is FilingStatus.MARRIED_SEPARATE else Decimal(3000)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the household. `covered_by_workplace_plan` None: not said.

    `on_return` False: does not sign the household's return (a child, a spouse who files separately).
    """

    name: str
    born: date
    is_blind: bool = False
    covered_by_workplace_plan: bool | None = None
    on_return: bool = True
    source: Source | None = None

    def age_on(self, day: date) -> int:
        """Whole years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    def age_for_return(self, year: int) -> int:
        """The age at the end of a year as a return counts it: on the day before a birthday one is a year older.

        Source: IRS Publication 501, "65 or older" (born on 1 January counts on 31 December).
        """
        return year - self.born.year + ((self.born.month, self.born.day) == (1, 1))


@dataclass(frozen=True, slots=True)
class YearIncome:
    """What the tax year brings beside the accounts' gains: whole-year amounts in USD, as expected.

    `interest_usd`, `dividends_*` and `gain_distributions_usd` (Form 1099-DIV, box 2a) None: what the accounts received
    stands in for them; ordinary dividends include qualified ones (boxes 1a and 1b). `gain_*_elsewhere_usd` are gains
    and losses of no account here (a house, a partnership); the long ones include `unrecaptured_1250_usd`.
    Itemised amounts and adjustments as in `tax.unit.FilingUnit`.
    """

    wages_usd: Decimal
    interest_usd: Decimal | None = None
    dividends_ordinary_usd: Decimal | None = None
    dividends_qualified_usd: Decimal | None = None
    gain_distributions_usd: Decimal | None = None
    gain_short_elsewhere_usd: Decimal = ZERO
    gain_long_elsewhere_usd: Decimal = ZERO
    unrecaptured_1250_usd: Decimal = ZERO
    ira_distribution_usd: Decimal = ZERO
    other_income_usd: Decimal = ZERO
    adjustments_usd: Decimal = ZERO
    itemised_usd: Decimal = ZERO
    itemised_taxes_usd: Decimal = ZERO
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class LastYear:
    """The return of the year before: its own status, carryforwards and realised results, and its income.

    The flat rates in `tax` are those of the plan's year; no bill uses them.
    """

    tax: TaxProfile
    income: YearIncome


class ActivityKind(StrEnum):
    """What a transaction line says happened."""

    BUY = "buy"
    SELL = "sell"
    REINVEST = "reinvest"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    CONTRIBUTION = "contribution"
    WITHDRAWAL = "withdrawal"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    SPLIT = "split"
    CORPORATE_ACTION = "corporate_action"
    FEE = "fee"
    SWEEP = "sweep"  # to and from the sweep fund: no change of cash
    OTHER = "other"


@quickly_made
@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened in one account; quantity is positive for shares in, negative for shares out.

    `gain_usd` is the realised result where the custodian states it (None: unknown). `has_loss`: some of a sale's
    lots went at a loss, whatever the sum: gains of the others do not undo a wash sale (26 CFR 1.1091-1).
    """

    account_id: str
    kind: ActivityKind
    trade_date: date
    symbol: str
    quantity: Decimal
    amount_usd: Decimal
    source: Source
    gain_usd: Decimal | None = None
    has_loss: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """Cash that will come (+) or go (-) in one account: sized into the plan, due on a day."""

    account_id: str
    amount_usd: Decimal
    due: date
    label: str


def owner_names(owner: str) -> tuple[str, ...]:
    """The names in an account's `owner`, which joins several with `&`, `+`, `/`, a comma or the word and."""
    return tuple(name for part in _JOINS.split(owner) if (name := part.strip()))


@dataclass(frozen=True)
class Household:
    """Everything the plan may see. Accounts are sorted by id; nothing in it depends on the order of files."""

    name: str
    as_of: date
    accounts: tuple[Account, ...]
    instruments: Mapping[str, Instrument]
    prices: Mapping[str, Price]
    tax: TaxProfile
    flows: tuple[Flow, ...] = ()
    activity: tuple[Activity, ...] = ()
    people: tuple[Person, ...] = field(default=(), metadata=LATER)
    income: YearIncome | None = field(default=None, metadata=LATER)
    last_year: LastYear | None = field(default=None, metadata=LATER)

    def in_year(self, year: int) -> Household:
        """The same household with the tax profile and income of that year, where it is last year's."""
        last = self.last_year
        if last is None or last.tax.year != year:
            return self
        return replace(self, tax=last.tax, income=last.income)

    def with_events(self, activity: tuple[Activity, ...], tax: TaxProfile) -> Household:
        """The same holdings after other events and in another tax profile: what was worked out of them stays."""
        found = changed(self, activity=activity, tax=tax)
        found.__dict__.update({name: self.__dict__[name] for name in _OF_HOLDINGS if name in self.__dict__})
        return found

    def owners(self, account: Account) -> tuple[Person, ...]:
        """The people an account's `owner` names, in the household's order: `Ana & Ben`, `Ana, Ben`, `Ana and Ben`."""
        names = {name.casefold() for name in owner_names(account.owner)}
        return tuple(person for person in self.people if person.name.casefold() in names)

    @kept
    def holdings(self) -> tuple[Holding, ...]:
        """Every position that is not excluded, by account: shares times price. Raises KeyError where there is no price:
        checked before any plan."""
        return tuple(self.holdings_in(self.accounts))

    def holdings_in(self, accounts: Iterable[Account]) -> list[Holding]:
        """The same of some accounts."""
        prices, excluded = self.prices, Role.EXCLUDED
        return [
            (account, position, position.value_usd(prices[position.symbol].usd))
            for account in accounts
            for position in account.positions
            if position.role is not excluded
        ]

    @kept
    def held_of(self) -> Mapping[str, tuple[int, ...]]:
        """Where among `holdings` each symbol stands."""
        found: dict[str, list[int]] = {}
        for number, (_, position, _) in enumerate(self.holdings):
            found.setdefault(position.symbol, []).append(number)
        return {symbol: tuple(numbers) for symbol, numbers in found.items()}

    @kept
    def _by_id(self) -> Mapping[str, Account]:
        return {account.account_id: account for account in reversed(self.accounts)}

    def account(self, account_id: str) -> Account:
        """The account with this id. Raises KeyError for a programmer's mistake."""
        return self._by_id[account_id]

    def price_usd(self, symbol: str) -> Decimal:
        """The price of one share. Raises KeyError where there is none: checked before any plan."""
        return self.prices[symbol].usd

    @kept
    def _flows_usd(self) -> Mapping[str, Decimal]:
        found: dict[str, Decimal] = {}
        for flow in self.flows:
            found[flow.account_id] = found.get(flow.account_id, ZERO) + flow.amount_usd
        return found

    def flow_usd(self, account_id: str) -> Decimal:
        """Net stated cash in (+) or out (-) of the account."""
        return self._flows_usd.get(account_id, ZERO)
