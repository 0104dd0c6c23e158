"""What the engine is told: accounts, the lots they acquired, and the sales that used them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO
from trimtab.core.problems import Source


class Acquired(StrEnum):
    """How a lot came in. All but RECEIVED can replace shares sold at a loss (26 CFR 1.1091-1(a) and (f))."""

    PURCHASE = "purchase"
    REINVESTMENT = "reinvestment"
    EXCHANGE = "exchange"  # an exchange on which the entire gain or loss was recognised
    OPTION = "option"  # a contract or option to acquire the stock named by `option_on`
    RECEIVED = "received"  # gift, inheritance, transfer in kind, tax-free exchange


@dataclass(frozen=True, slots=True)
class WashAccount:
    """An account of the filer or the spouse. Its trades are known from `known_from` to `known_to`, both ends
    included; None is unknown."""

    account_id: str
    owner: str
    kind: AccountKind
    known_from: date | None = None
    known_to: date | None = None


@dataclass(frozen=True, slots=True)
class AcquiredLot:
    """Shares acquired together, on their trade date.

    `sequence` is the place among all trades of the household on that day (equal where it is not known).
    `group` is the same for all substantially identical securities. For an option, `quantity` is the number
    of shares it controls, `group` that of the option itself and `option_on` the group of the stock.
    `basis_usd` is the whole lot's basis before any wash sale of this history. Lots of one `purchase` are parts
    of one lot whose bases have come apart (a return of capital between two sales): they never replace each
    other. Empty: the lot is a purchase of its own. `held_from` is the start of the holding period where that is
    another day (a gift, a spin-off). `sold_as` is the group of what the shares have become when they are sold, where
    that is another (a merger). `changed_usd` is what happened later to a basis that a wash sale had raised (a spin-off
    took a part of it along): added to the basis, and may be negative.
    """

    lot_id: str
    account_id: str
    symbol: str
    group: str
    trade_date: date
    sequence: int
    quantity: Decimal
    basis_usd: Decimal
    how: Acquired = Acquired.PURCHASE
    option_on: str = ""
    purchase: str = ""
    source: Source | None = None
    held_from: date | None = None
    sold_as: str = ""
    changed_usd: Decimal = ZERO

    @property
    def bought_as(self) -> str:
        """What tells purchases apart: the purchase named, or the lot itself."""
        return self.purchase or self.lot_id


@dataclass(frozen=True, slots=True)
class LotSale:
    """Shares of one lot sold; a sale that used several lots is several of these with one `sale_id`.

    `proceeds_usd` is what these shares brought, after the costs of selling. None: they went without a result that
    could be a loss (given away, or their basis is not known).
    """

    sale_id: str
    account_id: str
    lot_id: str
    trade_date: date
    sequence: int
    quantity: Decimal
    proceeds_usd: Decimal | None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class WashHistory:
    """Everything known about a household's trades. The order of each tuple means nothing."""

    accounts: tuple[WashAccount, ...]
    lots: tuple[AcquiredLot, ...]
    sales: tuple[LotSale, ...]
