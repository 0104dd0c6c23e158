"""The books after section 1091: what each sale brought and what of it counts, and what the lots held now stand for.

Amounts are dollars and cents; the parts of one sale sum to its proceeds, the parts of the household to its basis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.core.events import LotMethod
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, Source
from trimtab.ledger.books.result import Books, Closing, How
from trimtab.ledger.wash_sales.coverage import Coverage
from trimtab.ledger.wash_sales.history import WashHistory
from trimtab.ledger.wash_sales.result import Replacement, WashResult


@dataclass(frozen=True, slots=True)
class Realised:
    """Shares of one lot disposed of together that are alike: one basis, one holding period, one fate.

    `basis_usd` and `held_from` contain what earlier wash sales added; `basis_usd` None is unknown, so is the result.
    `is_long` None: the holding period is not known. `taxable` False: in a retirement account or the like, nothing
    counts. `disallowed_usd` is positive (Form 8949 column (g), code W); `replaced_by` names the lot that took it over.
    `quantity` is in shares of the day of closing; RETURN_OF_CAPITAL, and MERGER with cash in a reorganisation, close
    no shares (`shares_go` False).
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
    disallowed_usd: Decimal
    lost_for_good_usd: Decimal
    is_long: bool | None
    taxable: bool
    replaced_by: Replacement | None
    why: Closing
    how: How
    method: LotMethod
    shares_go: bool = True
    source: Source | None = None

    @property
    def gain_usd(self) -> Decimal | None:
        """Proceeds less basis before section 1091; None where the basis is not known."""
        return None if self.basis_usd is None else self.proceeds_usd - self.basis_usd

    @property
    def recognized_usd(self) -> Decimal | None:
        """What counts in the year of closing (Form 8949 column (h)): nothing in a sheltered account."""
        if not self.taxable:
            return ZERO
        gain = self.gain_usd
        return None if gain is None else gain + self.disallowed_usd


@dataclass(frozen=True, slots=True)
class HeldLot:
    """Shares held that are alike. `basis_usd` contains `wash_added_usd`; `took_over` is the sale whose loss it was.

    `held_from` contains the days that section 1223(3) adds. None is unknown, as in `OpenLot`.
    """

    lot_id: str
    account_id: str
    symbol: str
    quantity: Decimal
    basis_usd: Decimal | None
    bought: date | None
    held_from: date | None
    how: How
    taxable: bool
    basis_for_loss_usd: Decimal | None = None
    wash_added_usd: Decimal = ZERO
    took_over: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Washed:
    """Everything the books say once wash sales are counted.

    `books` are those of the last pass, `history` and `result` what the wash-sale engine saw and answered (its lots
    are parts of the books' lots; `parts` tells of which, and how many of its units make a share). `problems` are those
    of the books.
    """

    books: Books
    realised: tuple[Realised, ...]
    held: tuple[HeldLot, ...]
    coverage: Coverage
    history: WashHistory
    result: WashResult
    parts: Mapping[str, tuple[str, Fraction]]
    passes: int = 1

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every fault of the events, in a fixed order; an event with an error is not booked."""
        return self.books.problems
