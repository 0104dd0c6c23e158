"""One household's question as a mixed-integer program under construction, and where each trade stands in it.

Money is in thousands of USD, trades in shares. The `*_rows` modules beside this one each write one part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.core.drift import Drift
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.counted import carried_factor, counting, later_factor
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.margins import NOTHING_KEPT, Margins
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.optimize.solver import Model
from trimtab.rebalance.optimize.tax_pieces import TaxPiece
from trimtab.rebalance.orders import BPS, BuyKey, LotKey
from trimtab.rebalance.rules import Rules

THOUSAND = 1000.0
Terms = list[tuple[int, float]]  # column, coefficient


def k(amount_usd: Decimal) -> float:
    """Thousands of dollars, for the solver."""
    return float(amount_usd) / THOUSAND


@dataclass(frozen=True, slots=True)
class PieceColumns:
    """A convex piece of the year's tax, and the yes-or-no column that says that the result lies in it."""

    chosen: int
    piece: TaxPiece


@dataclass(slots=True)
class Encoding:
    """The program and where each trade stands in it."""

    model: Model
    sells: dict[LotKey, int] = field(default_factory=dict)
    sold: dict[BuyKey, int] = field(default_factory=dict)  # all lots of one position together
    sells_all: dict[BuyKey, int] = field(default_factory=dict)
    buys: dict[BuyKey, int] = field(default_factory=dict)
    shortfalls: dict[str, int] = field(default_factory=dict)  # by account id
    undone: list[int] = field(default_factory=list)  # dollars of sales, or of loss, asked for and not done
    results: tuple[int, int] = (0, 0)  # the plan's short- and long-term result, in thousands of USD
    tax_pieces: list[PieceColumns] = field(default_factory=list)  # none where the tax is convex


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
        self.class_terms: dict[str, Terms] = {class_id: [] for class_id in self.policy.target}
        self.short_terms: Terms = []  # gain per share of each lot column
        self.long_terms: Terms = []
        self.loss_columns: dict[str, Terms] = {}  # by wash group
        self.loss_lots: dict[
            str, list[tuple[LotKey, int, float, bool]]
        ] = {}  # by group: column, loss a share, long
        self.group_buys: dict[str, Terms] = {}  # by wash group: a buy and the most of it
        self.sides: dict[BuyKey, int] = {}
        self.substitutes: list[
            tuple[int, str]
        ] = []  # a buy, and the group that must go at a loss to allow it
        self.cost_terms: Terms = []  # by how much each trade lowers the value that counts
        self.cash_terms: dict[str, Terms] = {}  # free cash that each account ends with
        self.counts = counting(self.household, self.policy)
        self.later = float(later_factor(self.policy) * self.household.tax.long_rate)
        self.turnover = float(self.policy.prices.turnover_bps / BPS)
        self.carried = float(carried_factor(self.policy) * self.household.tax.long_rate)
