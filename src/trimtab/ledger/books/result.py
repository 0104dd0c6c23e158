"""What the books say after every event: lots held, lots closed, income received, shares given away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.problems import Problem, Source


class How(StrEnum):
    """How a lot came in."""

    OPENING = "opening"
    PURCHASE = "purchase"
    REINVESTMENT = "reinvestment"
    TRANSFER_IN = "transfer_in"
    DISTRIBUTION = "distribution"  # in kind, out of a retirement account
    GIFT = "gift"
    INHERITANCE = "inheritance"
    SPIN_OFF = "spin_off"
    MERGER = "merger"  # a reorganisation: the old basis goes on
    EXCHANGE = "exchange"  # a taxable exchange: the basis is the value


class Closing(StrEnum):
    """What closed a lot, or a part of it, with a result."""

    SALE = "sale"
    CASH_IN_LIEU = "cash_in_lieu"
    MERGER = "merger"  # cash or a taxable exchange
    WORTHLESS = "worthless"
    RETURN_OF_CAPITAL = "return_of_capital"  # the part beyond the basis: no shares go


@dataclass(frozen=True, slots=True)
class OpenLot:
    """Shares held. `bought` is the day they came in, `held_from` the start of the holding period (a gift's, a
    spin-off's is older); None is unknown. `basis_for_loss_usd` where it differs: a gift below the donor's basis."""

    lot_id: str
    account_id: str
    symbol: str
    quantity: Decimal
    basis_usd: Decimal | None
    bought: date | None
    held_from: date | None
    how: How
    basis_for_loss_usd: Decimal | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class ClosedLot:
    """One lot's part of one disposal, before section 1091. `basis_usd` None: unknown, so is the result.

    `quantity` is in shares of the day it was closed. `method` is what chose the lot.
    """

    event_id: str
    account_id: str
    symbol: str
    lot_id: str
    quantity: Decimal
    bought: date | None
    held_from: date | None
    closed: date
    proceeds_usd: Decimal
    basis_usd: Decimal | None
    why: Closing
    how: How
    method: LotMethod
    source: Source | None = None
    shares_go: bool = (
        True  # False for a gain on shares that are kept: return of capital, cash in a reorganisation
    )

    @property
    def gain_usd(self) -> Decimal | None:
        """Proceeds less basis; None where the basis is not known."""
        return None if self.basis_usd is None else self.proceeds_usd - self.basis_usd


@dataclass(frozen=True, slots=True)
class GivenLot:
    """One lot's part of a gift or of a transfer out of the household: no result."""

    event_id: str
    account_id: str
    symbol: str
    lot_id: str
    quantity: Decimal
    bought: date | None
    held_from: date | None
    given: date
    basis_usd: Decimal | None
    value_usd: Decimal | None
    to_charity: bool


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """A distribution or interest as received. `kind` None: interest."""

    event_id: str
    account_id: str
    symbol: str
    paid: date
    amount_usd: Decimal
    kind: DividendKind | None


class FlowKind(StrEnum):
    """What a flow of cash or value was."""

    CONTRIBUTION = "contribution"
    WITHDRAWAL = "withdrawal"
    DISTRIBUTION = "distribution"  # shares in kind out of a retirement account, at their value
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class FlowLine:
    """Money, or shares at their value, that went in or out without a trade. Amounts are positive."""

    event_id: str
    account_id: str
    symbol: str
    day: date
    amount_usd: Decimal
    kind: FlowKind
    for_year: int | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """The state after all events, each tuple in a fixed order: nothing depends on how events were listed.

    `problems` are the faults of the events. An event with an error is not booked, none of it; the others are.
    """

    open: tuple[OpenLot, ...]
    closed: tuple[ClosedLot, ...]
    given: tuple[GivenLot, ...]
    income: tuple[IncomeLine, ...]
    flows: tuple[FlowLine, ...] = ()
    problems: tuple[Problem, ...] = ()
