"""What one exported file says, in the importer's words, before it is joined with the rest of the household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.household import ActivityKind
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, Source


class FileKind(StrEnum):
    """What kind of export a file is."""

    POSITIONS = "positions"
    LOTS = "lots"
    TRANSACTIONS = "transactions"
    REALIZED_GAINS = "realized_gains"
    STATEMENT = "statement"  # several of the above in one file (OFX, Flex, Vanguard's download)
    PRICES = "prices"
    UNKNOWN = "unknown"


class LineKind(StrEnum):
    """What a line of a file was used as. Every line is one of these; the counts sum to the file's lines."""

    POSITION = "position"
    LOT = "lot"
    CASH = "cash"
    TRANSACTION = "transaction"
    GAIN = "gain"
    PRICE = "price"
    ACCOUNT = "account"
    TOTAL = "total"
    HEADER = "header"
    BANNER = "banner"
    FOOTER = "footer"
    BLANK = "blank"
    MARKUP = "markup"  # OFX and XML lines that carry structure only
    ERROR = "error"


class Detail(StrEnum):
    """What a transaction's words tell beyond its kind: how it is taxed, or which corporate action it is."""

    NONE = ""
    QUALIFIED = "qualified"
    ORDINARY = "ordinary"
    CAPITAL_GAIN_LONG = "capital_gain_long"
    CAPITAL_GAIN_SHORT = "capital_gain_short"
    EXEMPT = "exempt"
    RETURN_OF_CAPITAL = "return_of_capital"
    SPLIT = "split"
    REVERSE_SPLIT = "reverse_split"
    STOCK_DIVIDEND = "stock_dividend"
    CASH_IN_LIEU = "cash_in_lieu"
    NAME_CHANGE = "name_change"
    MERGER = "merger"
    CASH_MERGER = "cash_merger"
    SPIN_OFF = "spin_off"
    REDEMPTION = "redemption"  # a bond paid back, a company wound up: shares for cash
    EXPIRED = "expired"
    ASSIGNED = "assigned"
    EXERCISED = "exercised"
    WRITTEN = "written"  # an option sold to open or bought to close, a short sale or its cover
    CANCELLED = "cancelled"  # takes an earlier trade back
    PRIOR_YEAR = "prior_year"  # a contribution that counts for the year before


@dataclass(frozen=True, slots=True)
class StatedAccount:
    """An account as a file names it. `ref` joins the rows of one file; `number` may be partial or empty."""

    ref: str
    number: str
    name: str
    custodian: str
    kind_hint: str = ""  # an AccountKind value where the file makes it certain, else empty
    source: Source | None = None

    @property
    def mask(self) -> str:
        """The last four characters of the number: all that is ever shown."""
        digits = "".join(ch for ch in self.number if ch.isalnum())
        return digits[-4:]


@dataclass(frozen=True, slots=True)
class StatedPosition:
    """A position row. `cost_usd` None: the file does not state it (`--`, `n/a`, `Incomplete`, no column)."""

    account_ref: str
    symbol: str
    description: str
    quantity: Decimal
    price_usd: Decimal | None
    value_usd: Decimal | None
    cost_usd: Decimal | None
    source: Source
    cusip: str = ""
    price_as_of: date | None = None
    reinvest: bool | None = None
    asset_type: str = ""


@dataclass(frozen=True, slots=True)
class StatedLot:
    """A tax lot row. `lot_id` is stable across downloads: date, cost and an occurrence number."""

    account_ref: str
    symbol: str
    lot_id: str
    quantity: Decimal
    acquired: date | None
    cost_usd: Decimal | None
    source: Source
    disallowed_usd: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class StatedCash:
    """Cash in an account; `settled` False for pending activity."""

    account_ref: str
    amount_usd: Decimal
    settled: bool
    label: str
    source: Source


@dataclass(frozen=True, slots=True)
class StatedTransaction:
    """A transaction row; quantity and amount are signed: shares and cash into the account are positive."""

    account_ref: str
    kind: ActivityKind
    trade_date: date
    symbol: str
    quantity: Decimal
    price_usd: Decimal | None
    amount_usd: Decimal
    description: str
    fingerprint: str  # hash of the normalised row plus its occurrence number within the file
    source: Source
    settle_date: date | None = None
    fees_usd: Decimal = ZERO
    detail: Detail = Detail.NONE
    units_new: Decimal | None = None  # of a split, where the file states its ratio: so many for `units_old`
    units_old: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedGain:
    """A realised gain row of a closed lot.

    `cost_usd` may hold what earlier wash sales added to it; `unadjusted_usd` is the cost without, where stated.
    """

    account_ref: str
    symbol: str
    quantity: Decimal
    opened: date | None
    closed: date
    proceeds_usd: Decimal
    cost_usd: Decimal | None
    gain_short_usd: Decimal
    gain_long_usd: Decimal
    source: Source
    disallowed_usd: Decimal = ZERO
    unadjusted_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedPrice:
    """A price row."""

    symbol: str
    usd: Decimal
    as_of: date
    source: Source


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One file, fully accounted for: `lines` counts what each line was used as and sums to `line_count`.

    `layout` names the layout recognised (`schwab positions 2024`). A file with an ERROR problem contributes
    nothing to a household.
    """

    name: str
    sha256: str
    custodian: str
    kind: FileKind
    layout: str
    as_of: date | None
    line_count: int
    lines: Mapping[LineKind, int]
    accounts: tuple[StatedAccount, ...] = ()
    positions: tuple[StatedPosition, ...] = ()
    lots: tuple[StatedLot, ...] = ()
    cash: tuple[StatedCash, ...] = ()
    transactions: tuple[StatedTransaction, ...] = ()
    gains: tuple[StatedGain, ...] = ()
    prices: tuple[StatedPrice, ...] = ()
    history_from: date | None = None  # the period a transaction file covers, where it says so
    history_to: date | None = None
    problems: tuple[Problem, ...] = field(default_factory=tuple)
