"""What the household file says, checked for form only: plain values from which the ledger assembles a household."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import AccountKind, Role
from trimtab.core.elections import Contribution
from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.history import History
from trimtab.core.household import FilingStatus, Person, YearIncome
from trimtab.core.instruments import Instrument
from trimtab.core.limits import HoldingLimit
from trimtab.core.money import ONE, ZERO
from trimtab.core.periods import Period
from trimtab.core.policy import Policy, Replacement
from trimtab.core.problems import Source
from trimtab.core.retirement import RetirementFacts


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is known of securities without the user: instruments, the tree of classes, defaults to buy.

    `default_buys` gives, for a class id, the symbols to buy for it, best first. `closest` gives known symbols
    whose spelling is near.
    """

    instruments: Mapping[str, Instrument]
    classes: frozenset[str]
    default_buys: Callable[[str], tuple[str, ...]] = lambda _class_id: ()
    closest: Callable[[str], tuple[str, ...]] = lambda _symbol: ()


@dataclass(frozen=True, slots=True)
class HoldingSpec:
    """A holding typed by hand. Exactly one of `price_usd` (per unit) and `value_usd` (all of it) is given."""

    symbol: str
    quantity: Decimal
    source: Source
    price_usd: Decimal | None = None
    value_usd: Decimal | None = None
    as_of: date | None = None
    cost_usd: Decimal | None = None
    acquired: date | None = None
    role: Role | None = None
    reason: str = ""

    @property
    def unit_usd(self) -> Decimal:
        """The price of one unit."""
        if self.price_usd is not None:
            return self.price_usd
        return (self.value_usd or ZERO) / self.quantity


@dataclass(frozen=True, slots=True)
class ReserveSpec:
    """Cash that stays in an account on these days, beside its standing reserve."""

    amount_usd: Decimal
    period: Period
    label: str = ""


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """One account as the household file describes it; `number` is an ending of the exports' account number."""

    account_id: str
    kind: AccountKind
    source: Source
    number: str = ""
    files: tuple[str, ...] = ()  # patterns of file names, for files that name no account
    name: str = ""
    owner: str = ""
    custodian: str = ""
    cash_reserve_usd: Decimal = ZERO
    cash_reserve_tolerance_usd: Decimal = ZERO
    reserves: tuple[ReserveSpec, ...] = ()
    trading_windows: tuple[Period, ...] = ()
    blackouts: tuple[Period, ...] = ()
    contribution: Contribution | None = None
    quantity_step: Decimal = ONE
    fund_quantity_step: Decimal = Decimal("0.001")
    locked: bool = False
    locked_reason: str = ""
    menu: tuple[str, ...] | None = None
    settles_next_day: bool = False
    do_not_buy: tuple[str, ...] = ()
    do_not_sell: tuple[str, ...] = ()
    purchases_coming: tuple[str, ...] = ()
    reinvest: bool | None = None
    no_trades_since: date | None = None  # stated by the user: its history counts as known from then on
    cash_usd: Decimal | None = None
    as_of: date | None = None
    holdings: tuple[HoldingSpec, ...] = ()
    lot_method: LotMethod | None = None
    lot_methods: Mapping[str, LotMethod] = field(default_factory=dict)  # by symbol, instead
    retirement: RetirementFacts | None = None


@dataclass(frozen=True, slots=True)
class InstrumentSpec:
    """The user's own description of a security, and what may be done with it in the whole household."""

    instrument: Instrument
    source: Source
    role: Role | None = None
    role_reason: str = ""


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """Cash that will come (+) or go (-) in one account."""

    account_id: str
    amount_usd: Decimal
    due: date
    label: str
    source: Source


@dataclass(frozen=True, slots=True)
class LimitSpec:
    """A range for what is held, with the symbol as typed."""

    limit: HoldingLimit
    source: Source


@dataclass(frozen=True, slots=True)
class ReplacementSpec:
    """What is bought in place of a loss, with symbols as typed."""

    replacement: Replacement
    source: Source


@dataclass(frozen=True, slots=True)
class PriceSpec:
    """A price typed by hand."""

    symbol: str
    usd: Decimal
    as_of: date
    source: Source


class TypedKind(StrEnum):
    """What an event told by hand is."""

    OPENING = "opening"
    BUY = "buy"
    REINVESTMENT = "reinvestment"
    SELL = "sell"
    TRANSFER = "transfer"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    GIFT_GIVEN = "gift_given"
    GIFT_RECEIVED = "gift_received"
    INHERITANCE = "inheritance"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    RETURN_OF_CAPITAL = "return_of_capital"
    SPLIT = "split"
    MERGER = "merger"
    SPIN_OFF = "spin_off"
    SYMBOL_CHANGE = "symbol_change"
    WORTHLESS = "worthless"
    BASIS_CORRECTION = "basis_correction"
    CONTRIBUTION = "contribution"
    WITHDRAWAL = "withdrawal"
    FEE = "fee"
    NOTHING = "nothing"  # a line of an export that moved nothing that counts


@dataclass(frozen=True, slots=True)
class EventSpec:
    """An event told by hand. Which fields its kind needs and takes is checked by `ledger/events/typed.py`.

    `given` are the keys that were written. Amounts in USD, `basis_pct` in percent of the parent's basis.
    """

    kind: TypedKind
    day: date
    source: Source
    account_id: str = ""
    symbol: str = ""
    quantity: Decimal | None = None
    cost_usd: Decimal | None = None
    proceeds_usd: Decimal | None = None
    amount_usd: Decimal | None = None
    value_usd: Decimal | None = None
    basis_usd: Decimal | None = None
    acquired: date | None = None
    donor_basis_usd: Decimal | None = None
    donor_acquired: date | None = None
    gift_tax_usd: Decimal | None = None
    died: date | None = None
    new_symbol: str = ""
    new: Decimal | None = None
    old: Decimal | None = None
    cash_usd: Decimal | None = None
    cash_in_lieu_usd: Decimal | None = None
    basis_pct: Decimal | None = None
    taxable: bool = False
    to_account_id: str = ""
    to_charity: bool = False
    dividend: DividendKind | None = None
    for_year: int | None = None
    lot: str = ""
    method: LotMethod | None = None
    reason: str = ""
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TaxSpec:
    """The tax profile as typed; a realised result of None is summed from the realized-gains files."""

    filing_status: FilingStatus
    year: int
    rate_ordinary_pct: Decimal
    rate_long_term_pct: Decimal
    rate_state_pct: Decimal = ZERO
    rate_niit_pct: Decimal = ZERO
    realized_short_usd: Decimal | None = None
    realized_long_usd: Decimal | None = None
    carryforward_short_usd: Decimal = ZERO
    carryforward_long_usd: Decimal = ZERO
    state: str = ""
    local_rate_pct: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LastYearSpec:
    """The return of the year before as typed; `tax` holds its year, status, carryforwards and results."""

    tax: TaxSpec
    income: YearIncome
    source: Source


class Pending(StrEnum):
    """What is under way."""

    SELL = "sell"  # shares promised: not sold twice
    BUY = "buy"  # cash promised: it stays; the purchase counts as coming
    TRANSFER = "transfer"  # in or out: the account is not traded until it is through


@dataclass(frozen=True, slots=True)
class PendingSpec:
    """One open order or transfer. `quantity` in shares for a sale, `amount_usd` with all costs for a purchase."""

    account_id: str
    kind: Pending
    symbol: str
    quantity: Decimal | None
    amount_usd: Decimal | None
    source: Source


@dataclass(frozen=True, slots=True)
class HouseholdSpec:
    """The whole household file. `target_pct` is in percent of the household; `buys` is as typed.

    `policy` carries every other setting and the file's hash; its own target and buys are still empty. `lines`
    gives the line of a dotted path of the file (`accounts.0.number`).
    """

    name: str
    file: str
    tax: TaxSpec
    target_pct: Mapping[str, Decimal]
    policy: Policy
    as_of: date | None = None
    buys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accounts: tuple[AccountSpec, ...] = ()
    flows: tuple[FlowSpec, ...] = ()
    pending: tuple[PendingSpec, ...] = ()
    limits: tuple[LimitSpec, ...] = ()
    replacements: tuple[ReplacementSpec, ...] = ()
    instruments: tuple[InstrumentSpec, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    prices: tuple[PriceSpec, ...] = ()
    identical: tuple[tuple[str, ...], ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    income: YearIncome | None = None
    events: tuple[EventSpec, ...] = ()
    last_year: LastYearSpec | None = None
    history: History = field(default_factory=History)

    def at(self, *path: str) -> Source:
        """Where a key stands in the household file: its own line, or that of the nearest table around it."""
        name = "".join(f"[{int(part) + 1}]" if part.isdecimal() else f".{part}" for part in path).lstrip(".")
        for end in range(len(path), 0, -1):
            line = self.lines.get("\x1f".join(path[:end]))
            if line is not None:
                return Source(self.file, line, name)
        return Source(self.file, None, name)
