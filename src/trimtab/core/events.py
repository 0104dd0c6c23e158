"""What happened to a household's holdings, as facts in order: the books are a fold of these into lots.

Quantities are shares, always positive; the kind of event says which way they go. Amounts are USD. An event stands at
its trade date; `sequence` orders the events of one day over the whole household.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import ZERO
from trimtab.core.problems import Source


class LotMethod(StrEnum):
    """Which shares a sale uses. Source: 26 CFR 1.1012-1(c) (identification), (e) (average basis)."""

    FIFO = "fifo"
    LIFO = "lifo"
    HIFO = "hifo"  # highest basis a share first
    LOWEST_COST = "lowest_cost"
    AVERAGE = "average"  # funds and reinvestment plans only; single category
    SPECIFIC = "specific"  # the lots named by the sale
    LOWEST_TAX = "lowest_tax"


class DividendKind(StrEnum):
    """How the law taxes a distribution. Source: Form 1099-DIV, boxes 1a, 1b, 2a, 12."""

    ORDINARY = "ordinary"
    QUALIFIED = "qualified"
    CAPITAL_GAIN_LONG = "capital_gain_long"
    CAPITAL_GAIN_SHORT = "capital_gain_short"  # paid and taxed as an ordinary dividend
    EXEMPT_INTEREST = "exempt_interest"
    UNKNOWN = "unknown"  # the custodian's line does not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has. `event_id` is unique over the household and stable across imports.

    `wherever_held`: one telling for every account (`source` names it), which passes by those that hold nothing then.
    """

    event_id: str
    account_id: str
    trade_date: date
    sequence: int = 0
    source: Source | None = None
    wherever_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LotChoice:
    """Shares of one lot that a sale, gift or transfer names."""

    lot_id: str
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Event):
    """Shares held when the known history begins. `basis_usd` of all of them; None is unknown, as is `acquired`."""

    symbol: str
    quantity: Decimal
    basis_usd: Decimal | None
    acquired: date | None
    lot_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buy(Event):
    """A purchase; `cost_usd` with commission and fees. Its lot is named by the event unless `lot_id` says otherwise."""

    symbol: str
    quantity: Decimal
    cost_usd: Decimal
    lot_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinvestment(Buy):
    """A purchase with a distribution; the distribution is an event of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal(Event):
    """Shares that go out. `method` None: as the account's default says; `lots` only with SPECIFIC."""

    symbol: str
    quantity: Decimal
    method: LotMethod | None = None
    lots: tuple[LotChoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sell(Disposal):
    """A sale; `proceeds_usd` after commission and fees."""

    proceeds_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Disposal):
    """Shares moved in kind to another account of the household: lots keep basis and date.

    `value_usd` is needed where shares leave a deferred or free account for a taxable one: a distribution in kind,
    after which the basis is that value and the holding period begins anew (26 USC 408(d); Pub. 590-B).
    """

    to_account_id: str
    value_usd: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferIn(Event):
    """Shares that arrive from outside. One event per lot; basis and date None where nobody stated them."""

    symbol: str
    quantity: Decimal
    basis_usd: Decimal | None = None
    acquired: date | None = None
    lot_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOut(Disposal):
    """Shares that leave for an account that is not of the household: no gain, no loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftGiven(Disposal):
    """Shares given away; `to_charity` when the donee is one. No gain, no loss (26 USC 1015 for the donee)."""

    to_charity: bool = False
    value_usd: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReceived(Event):
    """Shares received as a gift: the donor's basis and date, and the value on the day of the gift.

    Where the value was below the donor's basis there are two bases, one for gain and one for loss
    (26 USC 1015(a); 26 CFR 1.1015-1). `gift_tax_usd` is the tax paid on the appreciation (1015(d)(6)).
    """

    symbol: str
    quantity: Decimal
    donor_basis_usd: Decimal
    donor_acquired: date | None
    value_usd: Decimal
    gift_tax_usd: Decimal = ZERO
    lot_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance(Event):
    """Shares inherited: basis is the value at death (or the alternate date), always long-term.

    Source: 26 USC 1014, 1223(9).
    """

    symbol: str
    quantity: Decimal
    value_usd: Decimal
    died: date
    lot_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dividend(Event):
    """A distribution in cash; reinvested or not. `symbol` empty where the line names none."""

    symbol: str
    amount_usd: Decimal
    kind: DividendKind = DividendKind.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest(Event):
    """Interest on cash or bonds."""

    amount_usd: Decimal
    symbol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOfCapital(Event):
    """A distribution that is not a dividend: lowers basis share by share; beyond it, a gain (26 USC 301(c)(2), (3))."""

    symbol: str
    amount_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Event):
    """`new` shares for `old` (2 for 1; a reverse split 1 for 10). A fraction of a share not given is paid in cash:
    `cash_in_lieu_usd` (Rev. Rul. 66-365: as if received and sold)."""

    symbol: str
    new: Decimal
    old: Decimal
    cash_in_lieu_usd: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger(Event):
    """All shares of `symbol` turn into `new` of `new_symbol` for every `old`, and `cash_usd` in all.

    `new` 0: for cash only, a sale. `is_taxable`: gain and loss count in full, and `value_usd` is what the new shares
    are worth; otherwise a reorganisation: gain counts up to the cash, a loss not at all (26 USC 354, 356, 358).
    """

    symbol: str
    new_symbol: str = ""
    new: Decimal = ZERO
    old: Decimal = Decimal(1)
    cash_usd: Decimal = ZERO
    cash_in_lieu_usd: Decimal = ZERO
    is_taxable: bool = False
    value_usd: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinOff(Event):
    """`new` shares of `new_symbol` for every `old` of `symbol` held; `basis_share` of each lot's basis goes with them
    (26 USC 355, 358(b); Form 8937 of the issuer). The holding period is the parent's."""

    symbol: str
    new_symbol: str
    new: Decimal
    old: Decimal
    basis_share: Decimal
    cash_in_lieu_usd: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolChange(Event):
    """The same security under another symbol."""

    symbol: str
    new_symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Worthless(Event):
    """A security that became worthless in the year of the trade date: sold for nothing on its last day.

    Source: 26 USC 165(g)(1).
    """

    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisCorrection(Event):
    """A lot's whole basis (and, if given, date) as it should be, with the reason."""

    lot_id: str
    basis_usd: Decimal
    reason: str
    acquired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Event):
    """Cash put in; `for_year` the year it counts for, where it is a retirement account's."""

    amount_usd: Decimal
    for_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Event):
    """Cash taken out."""

    amount_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee(Event):
    """A fee that is not part of a trade: it changes no basis."""

    amount_usd: Decimal
    symbol: str = ""
