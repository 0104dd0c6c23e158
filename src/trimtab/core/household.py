"""The household at one moment: accounts, instruments, prices, flows, recent activity and tax position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import Account
from trimtab.core.instruments import Instrument, Price
from trimtab.core.money import ZERO
from trimtab.core.problems import Source


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
    `carryforward_*` are losses brought into the year, given as positive amounts.
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

    @property
    def short_rate(self) -> Decimal:
        """What one more dollar of short-term gain costs, as a share of one."""
        return (self.rate_ordinary_pct + self.rate_state_pct + self.rate_niit_pct) / 100

    @property
    def long_rate(self) -> Decimal:
        """What one more dollar of long-term gain costs, as a share of one."""
        return (self.rate_long_term_pct + self.rate_state_pct + self.rate_niit_pct) / 100

    @property
    def ordinary_rate(self) -> Decimal:
        """What one more dollar of ordinary income costs, as a share of one: losses up to the yearly limit save it."""
        return (self.rate_ordinary_pct + self.rate_state_pct) / 100

    @property
    def loss_limit_usd(self) -> Decimal:
        """Net capital loss that offsets ordinary income in one year. Source: 26 USC 1211(b)."""
        return Decimal(1500) if self.filing_status is FilingStatus.MARRIED_SEPARATE else Decimal(3000)


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


@dataclass(frozen=True, slots=True)
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

    def account(self, account_id: str) -> Account:
        """The account with this id. Raises KeyError for a programmer's mistake."""
        for account in self.accounts:
            if account.account_id == account_id:
                return account
        raise KeyError(account_id)

    def price_usd(self, symbol: str) -> Decimal:
        """The price of one share. Raises KeyError where there is none: checked before any plan."""
        return self.prices[symbol].usd

    def flow_usd(self, account_id: str) -> Decimal:
        """Net stated cash in (+) or out (-) of the account."""
        return sum((flow.amount_usd for flow in self.flows if flow.account_id == account_id), ZERO)
