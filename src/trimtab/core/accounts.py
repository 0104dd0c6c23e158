"""Accounts, positions and lots: what a household owns, and what each account allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from trimtab.core.canonical import LATER
from trimtab.core.elections import Contribution
from trimtab.core.kept import kept
from trimtab.core.money import ONE, ZERO, cents
from trimtab.core.problems import Source
from trimtab.core.quick import quickly_made
from trimtab.core.retirement import RetirementFacts


class TaxTreatment(StrEnum):
    """How the law taxes what happens inside an account."""

    TAXABLE = "taxable"
    DEFERRED = "deferred"
    FREE = "free"


class AccountKind(StrEnum):
    """The registration of an account."""

    TAXABLE = "taxable"
    TRUST = "trust"
    TRADITIONAL_IRA = "traditional_ira"
    SEP_IRA = "sep_ira"
    SIMPLE_IRA = "simple_ira"
    INHERITED_IRA = "inherited_ira"
    ROTH_IRA = "roth_ira"
    INHERITED_ROTH_IRA = "inherited_roth_ira"
    K401 = "401k"
    ROTH_401K = "roth_401k"
    K403B = "403b"
    HSA = "hsa"
    E529 = "529"

    @cached_property
    def treatment(self) -> TaxTreatment:
        """Taxable, deferred or free. An HSA and a 529 count as free: their qualified use is untaxed."""
        if self in _TAXABLE_KINDS:
            return TaxTreatment.TAXABLE
        return TaxTreatment.FREE if self in _FREE_KINDS else TaxTreatment.DEFERRED

    @cached_property
    def is_taxable(self) -> bool:
        """Whether a sale in it is a taxable event."""
        return self in _TAXABLE_KINDS


_TAXABLE_KINDS = frozenset({AccountKind.TAXABLE, AccountKind.TRUST})
_FREE_KINDS = frozenset(
    {
        AccountKind.ROTH_IRA,
        AccountKind.INHERITED_ROTH_IRA,
        AccountKind.ROTH_401K,
        AccountKind.HSA,
        AccountKind.E529,
    }
)


class Role(StrEnum):
    """What the plan may do with a holding."""

    TRADABLE = "tradable"
    FROZEN = "frozen"  # counts in every weight, is never traded: a rental house, employer stock
    EXCLUDED = "excluded"  # not counted at all: the home


TRADABLE, EXCLUDED = Role.TRADABLE, Role.EXCLUDED  # by themselves, for loops over holdings


@quickly_made
@dataclass(frozen=True, slots=True)
class Lot:
    """Shares bought together. `basis_usd` is the whole lot's adjusted basis; None is unknown.

    `acquired` None is an unknown date: such a lot may be used for allocation, its tax is an estimate, and it
    never claims a long-term rate (26 USC 1222 needs a date).
    """

    lot_id: str
    quantity: Decimal
    basis_usd: Decimal | None
    acquired: date | None
    source: Source

    @property
    def is_estimate(self) -> bool:
        """Whether any tax figure from this lot can only be an estimate."""
        return self.basis_usd is None or self.acquired is None


@quickly_made
@dataclass(frozen=True)
class Position:
    """All of one security in one account: its lots, sorted by lot_id, sum to its quantity.

    `pending_quantity` shares are promised to open orders or unsettled and may not be sold.
    `reinvest` True means dividends buy more of it by themselves (None: unknown).
    """

    symbol: str
    lots: tuple[Lot, ...]
    role: Role = Role.TRADABLE
    role_reason: str = ""
    pending_quantity: Decimal = ZERO
    reinvest: bool | None = None

    @kept
    def quantity(self) -> Decimal:
        """Shares held, over all lots."""
        if len(self.lots) == 1:
            return self.lots[0].quantity
        return sum([lot.quantity for lot in self.lots], ZERO)

    def value_usd(self, price_usd: Decimal) -> Decimal:
        """Market value at this price of a share, to the cent. The last one is kept: most positions stay."""
        kept_at: tuple[Decimal, Decimal] | None = self.__dict__.get("_value_usd")
        if kept_at is None or kept_at[0] is not price_usd:
            kept_at = self.__dict__["_value_usd"] = price_usd, cents(self.quantity * price_usd)
        return kept_at[1]

    def with_lots(self, lots: tuple[Lot, ...]) -> Position:
        """The same position with these lots."""
        return Position(self.symbol, lots, self.role, self.role_reason, self.pending_quantity, self.reinvest)

    @kept
    def with_basis(self) -> tuple[Decimal, Decimal]:
        """Shares in lots of known basis, and what that comes to in USD."""
        known = [(lot.quantity, lot.basis_usd) for lot in self.lots if lot.basis_usd is not None]
        return sum((shares for shares, _ in known), ZERO), sum((basis for _, basis in known), ZERO)


@quickly_made
@dataclass(frozen=True)
class Account:
    """One account as it stands, with the rules that hold in it.

    `cash_usd` is settled cash (sweep funds included), `cash_unsettled_usd` proceeds still on their way.
    `menu` is the only list of symbols that may be bought (a 401(k)), None is no limit. `locked` accounts are
    counted and never traded. `quantity_step` is the smallest part of a share that may be traded: 1 for whole
    shares; mutual funds use `fund_quantity_step`. `settles_next_day`: a cash account, in which a buy may only
    use settled cash (T+1). `purchases_coming`: symbols that payroll or a standing order will buy within 30 days.
    """

    account_id: str
    name: str
    kind: AccountKind
    owner: str
    custodian: str
    mask: str  # the last four of its number, never more
    cash_usd: Decimal
    positions: tuple[Position, ...]
    cash_unsettled_usd: Decimal = ZERO
    menu: frozenset[str] | None = None
    locked: bool = False
    locked_reason: str = ""
    cash_reserve_usd: Decimal = ZERO
    quantity_step: Decimal = ONE
    fund_quantity_step: Decimal = Decimal("0.001")
    settles_next_day: bool = False
    do_not_buy: frozenset[str] = frozenset()
    do_not_sell: frozenset[str] = frozenset()
    purchases_coming: frozenset[str] = frozenset()
    history_from: date | None = None  # transactions are known from this day ...
    history_to: date | None = None  # ... to this day; None is unknown
    retirement: RetirementFacts | None = field(default=None, metadata=LATER)
    contribution: Contribution | None = field(default=None, metadata=LATER)  # new money that comes by itself

    @kept
    def cash_over_reserve_usd(self) -> Decimal:
        """Settled and unsettled cash, less the reserve."""
        return self.cash_usd + self.cash_unsettled_usd - self.cash_reserve_usd

    @kept
    def by_symbol(self) -> Mapping[str, Position]:
        """The positions by what they hold."""
        return {position.symbol: position for position in reversed(self.positions)}
