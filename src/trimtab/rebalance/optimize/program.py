"""One household's question as a mixed-integer program under construction, and where each trade stands in it.

Money is in thousands of USD, trades in shares. The modules in `rows` each write one part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.drift import Drift
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.blocks.block import has_fund_step
from trimtab.rebalance.counted import carried_factor, counting, later_factor
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.fees import has_fee
from trimtab.rebalance.margins import NOTHING_KEPT, Margins
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.optimize.model import Model
from trimtab.rebalance.optimize.tax_pieces import TaxPiece
from trimtab.rebalance.orders import BPS, BuyKey, LotKey
from trimtab.rebalance.rules import Rules

THOUSAND = 1000.0
HALF_A_CENT = 0.000005  # thousands of USD: less of an amount is none of it, to the cent
Terms = list[tuple[int, float]]  # column, coefficient
LossLot = tuple[LotKey, int, float, bool]  # of a wash group: its column, loss a share, long


@dataclass(slots=True)
class Sum:
    """A sum over columns, as it is put in rows: their numbers and coefficients."""

    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, column: int, value: float) -> None:
        """One more column."""
        self.columns.append(column)
        self.values.append(value)

    def copy(self) -> Sum:
        """The same so far, to be added to."""
        return Sum(self.columns[:], self.values[:])

    @property
    def terms(self) -> Terms:
        """Column by column."""
        return list(zip(self.columns, self.values, strict=True))


def k(amount_usd: Decimal) -> float:
    """Thousands of dollars, for the solver."""
    return float(amount_usd) / THOUSAND


class Floats(dict[Decimal, float]):
    """Numbers as floats, for those of which many are alike: each is converted once."""

    def __missing__(self, number: Decimal) -> float:
        found = self[number] = float(number)
        return found


@dataclass(frozen=True, slots=True)
class PieceColumns:
    """A convex piece of the year's tax, and the yes-or-no column that says that the result lies in it."""

    chosen: int
    piece: TaxPiece


class Security(NamedTuple):
    """One security as the program sees it: price in thousands of USD, half its spread, and what part of a dollar
    goes to which class's exposure."""

    symbol: str
    price: float
    half_spread: float
    exposures: tuple[tuple[Sum, float], ...]
    group: str
    groups_bought: tuple[str, ...]
    has_fee: bool
    has_minimum: bool
    is_fund: bool


class Securities(dict[str, Security]):
    """By symbol, what the program needs of a security: worked out when it is first asked for."""

    def __init__(self, rules: Rules, exposures: Mapping[str, Sum]) -> None:
        super().__init__()
        self._rules = rules
        self._exposures = exposures
        self._floats = Floats()

    def __missing__(self, symbol: str) -> Security:
        rules, instrument = self._rules, self._rules.household.instruments[symbol]
        found = self[symbol] = Security(
            symbol,
            k(rules.household.prices[symbol].usd),
            self._floats[instrument.half_spread_bps / BPS],
            tuple(
                [(self._exposures[c], self._floats[part]) for c, part in rules.class_shares(symbol).items()]
            ),
            rules.group(symbol),
            rules.groups_bought(symbol),
            has_fee(rules.household, symbol),
            rules.may_have_minimum(symbol),
            has_fund_step(instrument),
        )
        return found


class Yearly(dict[str, float]):
    """By symbol, what a dollar of it costs over the horizon beyond the best place for its class, in accounts that are
    taxed alike."""

    def __init__(self, excess: Mapping[str, Decimal], horizon: Decimal) -> None:
        super().__init__()
        self._asked = excess, horizon

    def __missing__(self, symbol: str) -> float:
        excess, horizon = self._asked
        found = self[symbol] = float(excess[symbol] * horizon)
        return found


@dataclass(slots=True)
class Encoding:
    """The program and where each trade stands in it."""

    model: Model
    sells: dict[LotKey, int] = field(default_factory=dict)
    sold: dict[BuyKey, int] = field(
        default_factory=dict
    )  # all lots of one position: of one lot, its own column
    buys: dict[BuyKey, int] = field(default_factory=dict)
    shortfalls: dict[str, int] = field(default_factory=dict)  # by account id
    undone: list[tuple[int, float]] = field(
        default_factory=list
    )  # what was to be done: column, price of any at all
    results: tuple[int, int] = (0, 0)  # the plan's short- and long-term result, in thousands of USD
    tax_pieces: list[PieceColumns] = field(default_factory=list)  # none where the tax is convex
    has_gains: bool = False  # whether gains taken on purpose have columns

    def copy(self) -> Encoding:
        """The same trades in a model of their own, to be written on."""
        model = self.model.copy()
        return Encoding(model, self.sells, self.sold, self.buys, self.shortfalls, self.undone[:])


# What the trades leave for the parts after them, which only read it
READ_ONLY = (
    "class_terms",
    "cost_terms",
    "cash_terms",
    "loss_lots",
    "group_buys",
    "substitutes",
    "replacing",
)


@dataclass(frozen=True, slots=True)
class Part:
    """The trades of a program as they were written, for other programs that would write the same."""

    result: Encoding
    short_terms: Sum
    long_terms: Sum
    read_only: Mapping[str, object]


class Program:
    """What the parts of the program share: the question, the model, and the sums that later parts put in rows."""

    def __init__(
        self,
        rules: Rules,
        decision: Decision,
        drift: Drift,
        covariance: Covariance,
        year_tax: YearTax,
        margins: Margins = NOTHING_KEPT,
    ) -> None:
        self.rules = rules
        self.margins = margins
        self.household = rules.household
        self.policy = rules.policy
        self.decision = decision
        self.drift = drift
        self.covariance = covariance
        self.year_tax = year_tax
        self.model = Model()
        self.result = Encoding(self.model)
        self.class_terms = {class_id: Sum() for class_id in self.policy.target}
        self.short_terms = Sum()  # gain per share of each lot column
        self.long_terms = Sum()
        self.loss_lots: dict[str, list[LossLot]] = {}  # by wash group
        self.group_buys: dict[str, list[int]] = {}  # by wash group
        self.substitutes: list[
            tuple[int, tuple[str, ...]]
        ] = []  # a buy, and the symbols of whose groups losses must go to allow it
        self.replacing: list[
            tuple[int, tuple[str, ...]]
        ] = []  # a buy, and the symbols of which one must itself go at a loss, by the user's own pairs
        self.cost_terms = Sum()  # by how much each trade lowers the value that counts
        self.cash_terms: dict[str, Terms] = {}  # free cash that each account ends with
        self.securities = Securities(rules, self.class_terms)
        self.counts = counting(self.household, self.policy)
        self.later = float(later_factor(self.policy) * self.household.tax.long_rate)
        self.carried = float(carried_factor(self.policy) * self.household.tax.long_rate)

    def part(self) -> Part:
        """The trades that are written, to be taken by another program that would write the same."""
        read_only = {name: getattr(self, name) for name in READ_ONLY}
        return Part(self.result.copy(), self.short_terms.copy(), self.long_terms.copy(), read_only)

    def take(self, part: Part) -> None:
        """Write no trades, and go on from those that another program has written."""
        self.result = part.result.copy()
        self.model = self.result.model
        self.short_terms, self.long_terms = part.short_terms.copy(), part.long_terms.copy()
        for name, written in part.read_only.items():
            setattr(self, name, written)

    def expose(self, column: int, security: Security, per_share: float) -> None:
        """A unit of the column moves so much (thousands of USD) into the security's classes."""
        for exposure, part in security.exposures:
            exposure.add(column, per_share * part)

    def release(self, column: int, security: Security, embedded: float) -> None:
        """The tax that stands on a lot no longer takes from what its sale leaves: the holding was worth less by it."""
        self.expose(column, security, embedded)
        self.cost_terms.add(column, -embedded)
