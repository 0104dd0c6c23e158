"""One household's question as a mixed-integer program under construction, and where each trade stands in it.

Money is in thousands of USD, trades in shares. The `*_rows` modules beside this one each write one part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from trimtab.core.accounts import Account, TaxTreatment
from trimtab.core.drift import Drift
from trimtab.core.year_tax import YearTax
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
Terms = list[tuple[int, float]]  # column, coefficient
Alike = dict[
    str, float
]  # by symbol, what a dollar of it costs over the horizon in accounts that are taxed alike


def k(amount_usd: Decimal) -> float:
    """Thousands of dollars, for the solver."""
    return float(amount_usd) / THOUSAND


@dataclass(frozen=True, slots=True)
class PieceColumns:
    """A convex piece of the year's tax, and the yes-or-no column that says that the result lies in it."""

    chosen: int
    piece: TaxPiece


@dataclass(frozen=True, slots=True)
class Security:
    """One security as the program sees it: price in thousands of USD, spread, the classes of a dollar, wash group."""

    symbol: str
    price: float
    half_spread: float
    shares: tuple[tuple[str, float], ...]
    group: str
    has_fee: bool


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


WRITTEN = (
    "class_terms",
    "short_terms",
    "long_terms",
    "loss_lots",
    "group_buys",
    "substitutes",
    "cost_terms",
    "cash_terms",
    "_securities",
)
Part = tuple[dict[str, Any], dict[str, Any], dict[str, Any]]  # of the model, of the result, of the program


def _copied(of: object, names: Iterable[str]) -> dict[str, Any]:
    """Lists and dictionaries of an object under construction, and the lists in them, as they stand."""
    return {name: _copy(getattr(of, name)) for name in names}


def _copy(found: Any) -> Any:
    if isinstance(found, dict):
        return {key: list(one) if isinstance(one, list) else one for key, one in found.items()}
    return list(found) if isinstance(found, list) else found


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
        self.loss_lots: dict[
            str, list[tuple[LotKey, int, float, bool]]
        ] = {}  # by wash group: column, loss a share, long
        self.group_buys: dict[str, list[int]] = {}  # by wash group
        self.substitutes: list[
            tuple[int, str]
        ] = []  # a buy, and the group that must go at a loss to allow it
        self.cost_terms: Terms = []  # by how much each trade lowers the value that counts
        self.cash_terms: dict[str, Terms] = {}  # free cash that each account ends with
        self.counts = counting(self.household, self.policy)
        self.later = float(later_factor(self.policy) * self.household.tax.long_rate)
        self.turnover = float(self.policy.prices.turnover_bps / BPS)
        self.preference = float(
            self.policy.substitute_penalty_bps / BPS
        )  # for each better choice passed over
        self.line = k(self.policy.prices.per_trade_usd)
        self.min_trade = k(self.policy.min_trade_usd)
        self.embedded_rate = float(self.counts.gain_rate)
        self.horizon = self.policy.prices.horizon_years
        self.pieces: dict[
            tuple[object, ...], list[tuple[float, float]]
        ] = {}  # price and width, by class and side
        self._securities: dict[str, Security] = {}
        self._yearly: dict[tuple[bool, TaxTreatment], Alike] = {}  # of accounts that are taxed alike
        self.carried = float(carried_factor(self.policy) * self.household.tax.long_rate)

    def part(self) -> Part:
        """All that is written so far, to be taken by another program that would write the same first."""
        model = _copied(self.model, (field.name for field in fields(Model)))
        result = _copied(self.result, (field.name for field in fields(Encoding) if field.name != "model"))
        return model, result, _copied(self, WRITTEN)

    def take(self, part: Part) -> None:
        """Write nothing, and go on from what another program has written first."""
        for of, found in zip((self.model, self.result, self), part, strict=True):
            for name, value in found.items():
                setattr(of, name, _copy(value))

    def security(self, symbol: str) -> Security:
        """What the program needs of a security, worked out once."""
        found = self._securities.get(symbol)
        if found is None:
            found = self._securities[symbol] = Security(
                symbol,
                k(self.household.price_usd(symbol)),
                float(self.household.instruments[symbol].half_spread_bps / BPS),
                tuple(
                    (class_id, float(share)) for class_id, share in self.rules.class_shares(symbol).items()
                ),
                self.rules.group(symbol),
                has_fee(self.household, symbol),
            )
        return found

    def expose(self, column: int, security: Security, per_share: float) -> None:
        """A unit of the column moves so much (thousands of USD) into the security's classes."""
        for class_id, share in security.shares:
            self.class_terms[class_id].append((column, per_share * share))

    def release(self, column: int, security: Security, embedded: float) -> None:
        """The tax that stands on a lot no longer takes from what its sale leaves: the holding was worth less by it."""
        self.expose(column, security, embedded)
        self.cost_terms.append((column, -embedded))

    def alike(self, account: Account) -> Alike:
        """What is kept for accounts in which a dollar of any symbol costs the same."""
        key = account.account_id in self.rules.places.moves_in, account.kind.treatment
        return self._yearly.setdefault(key, {})

    def yearly(self, alike: Alike, account: Account, symbol: str) -> float:
        """What a dollar of the symbol costs in this account over the horizon, beyond the best place for its class."""
        found = alike.get(symbol)
        if found is None:
            found = alike[symbol] = float(self.rules.excess(account)[symbol] * self.horizon)
        return found
