"""Instruments: what a symbol is, what it is made of, what it yields and what trading it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.canonical import LATER
from trimtab.core.money import HUNDRED, ONE, ZERO
from trimtab.core.problems import Source

GOLD_CLASS = "commodities.gold"
METALS = frozenset({"gold", "silver", "platinum", "palladium"})


class InstrumentKind(StrEnum):
    """The legal shape of a holding; decides fractions, settlement and lot method at the custodian."""

    ETF = "etf"
    MUTUAL_FUND = "mutual_fund"
    STOCK = "stock"
    BOND = "bond"
    CASH = "cash"  # a sweep or money-market fund: counted as the account's cash, never traded
    PROPERTY = "property"
    PRIVATE = "private"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One security or other asset.

    `class_weights` are (class id, share of one) pairs, sorted, summing to exactly 1; a class id is a dotted
    path such as `stocks.us`. Yields and expense are percent a year of value. `half_spread_bps` is the cost of
    one trade, one way, in basis points of its amount. `yield_gain_pct` are long-term capital gains that a fund pays
    out because it trades, percent a year. `identical_group` names securities that are
    substantially identical for 26 USC 1091 (share classes of one portfolio, and what the user declares);
    `index_group` those that follow the same or a near-identical index (overlap, never wash sales);
    `contains` are (symbol, share of one) look-through parts for overlap, not necessarily complete. `option_on` is the
    symbol of the stock that an option buys, `shares_per_contract` how many shares one contract controls; `issuer` the
    company whose several shares count as one for a concentration cap. `min_first_usd` and `min_more_usd` are the least
    that may be bought of a fund where an account holds none yet, and of one it holds. `redemption_fee_pct` is what the
    fund keeps of shares sold less than `redemption_fee_days` after they were bought.
    """

    symbol: str
    name: str
    kind: InstrumentKind
    class_weights: tuple[tuple[str, Decimal], ...]
    identical_group: str = ""
    index_group: str = ""
    contains: tuple[tuple[str, Decimal], ...] = ()
    yield_ordinary_pct: Decimal = ZERO
    yield_qualified_pct: Decimal = ZERO
    yield_exempt_pct: Decimal = ZERO
    foreign_tax_pct: Decimal = ZERO
    expense_pct: Decimal = ZERO
    half_spread_bps: Decimal = ZERO
    source: str = ""
    yield_gain_pct: Decimal = field(default=ZERO, metadata=LATER)
    option_on: str = field(default="", metadata=LATER)
    shares_per_contract: Decimal = field(default=HUNDRED, metadata=LATER)
    issuer: str = field(default="", metadata=LATER)
    min_first_usd: Decimal = field(default=ZERO, metadata=LATER)
    min_more_usd: Decimal = field(default=ZERO, metadata=LATER)
    redemption_fee_pct: Decimal = field(default=ZERO, metadata=LATER)
    redemption_fee_days: int = field(default=0, metadata=LATER)

    @property
    def wash_group(self) -> str:
        """The key under which wash sales are matched: the identical group, or the symbol alone."""
        return self.identical_group or self.symbol

    @property
    def is_collectible(self) -> bool:
        """Whether it is metal, or a trust's share of metal: long-term gains are taxed as collectibles'.

        Source: 26 USC 408(m)(2), 1(h)(5). Told by the class `commodities.gold` or by an index group in `METALS`.
        """
        return self.class_weights == ((GOLD_CLASS, ONE),) or self.index_group in METALS


@dataclass(frozen=True, slots=True)
class Price:
    """The value of one share (or one unit) in USD, and the day it is from."""

    symbol: str
    usd: Decimal
    as_of: date
    source: Source
