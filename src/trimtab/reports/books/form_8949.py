"""Form 8949 row by row, and the totals that go to Schedule D. Whole cents; the forms also allow whole dollars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.events import LotMethod
from trimtab.core.household import Household
from trimtab.core.instruments import InstrumentKind
from trimtab.core.money import ZERO, usd
from trimtab.core.plan import Term
from trimtab.ledger.books.realised import Realised
from trimtab.ledger.books.result import Closing, How
from trimtab.ledger.returns.gains import is_metal
from trimtab.reports import words
from trimtab.reports.books.sales import of_year, term_of

VARIOUS, INHERITED = "VARIOUS", "INHERITED"
_COVERED_FROM: Mapping[InstrumentKind, date] = {
    InstrumentKind.STOCK: date(2011, 1, 1),
    InstrumentKind.ETF: date(2012, 1, 1),
    InstrumentKind.MUTUAL_FUND: date(2012, 1, 1),
    InstrumentKind.BOND: date(2014, 1, 1),
    InstrumentKind.OTHER: date(2014, 1, 1),
}
_NO_1099_B = frozenset({Closing.RETURN_OF_CAPITAL, Closing.WORTHLESS})
_ENDINGS: Mapping[Closing, str] = {
    Closing.CASH_IN_LIEU: ", cash in lieu of a fraction",
    Closing.MERGER: ", merger",
    Closing.WORTHLESS: ", worthless",
}


_PASSED_ON: Mapping[How, str] = {
    How.GIFT: "a gift: the box goes by the donor's day of purchase",
    How.INHERITANCE: "inherited: the decedent's day of purchase, which decides the box, is not known",
}


class Box(StrEnum):
    """What the custodian told the IRS of a sale: the box at the top of a page of Form 8949."""

    A = "A"  # short-term, basis reported
    B = "B"  # short-term, basis not reported
    C = "C"  # short-term, no Form 1099-B
    D = "D"  # long-term, basis reported
    E = "E"  # long-term, basis not reported
    F = "F"  # long-term, no Form 1099-B

    @property
    def part(self) -> str:
        """I for short-term, II for long-term."""
        return "I" if self in {Box.A, Box.B, Box.C} else "II"

    @property
    def schedule_d_line(self) -> str:
        """The line of Schedule D that takes the totals."""
        return _SCHEDULE_D_LINES[self]


_ON_1099_B = frozenset({Box.A, Box.B, Box.D, Box.E})
_SCHEDULE_D_LINES = {Box.A: "1b", Box.B: "2", Box.C: "3", Box.D: "8b", Box.E: "9", Box.F: "10"}
BOX_WORDS: Mapping[Box, str] = {
    Box.A: "short-term, basis reported to the IRS",
    Box.B: "short-term, basis not reported to the IRS",
    Box.C: "short-term, no Form 1099-B",
    Box.D: "long-term, basis reported to the IRS",
    Box.E: "long-term, basis not reported to the IRS",
    Box.F: "long-term, no Form 1099-B",
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row. `acquired` is a day, VARIOUS, INHERITED or empty where nobody knows; `basis_usd` None likewise.

    `gain_usd` is column (h): (d) less (e), and (g) added. `adjustment_usd` is zero without a code.
    """

    box: Box
    account_id: str
    description: str
    acquired: date | str
    sold: date
    proceeds_usd: Decimal
    basis_usd: Decimal | None
    code: str
    adjustment_usd: Decimal
    note: str

    @property
    def gain_usd(self) -> Decimal | None:
        """Column (h)."""
        return None if self.basis_usd is None else self.proceeds_usd - self.basis_usd + self.adjustment_usd


@dataclass(frozen=True, slots=True)
class BoxTotal:
    """Line 2 of a page: columns (d), (e), (g) and (h) of the rows whose basis is known."""

    box: Box
    proceeds_usd: Decimal
    basis_usd: Decimal
    adjustment_usd: Decimal
    gain_usd: Decimal
    count: int


def form_rows(household: Household, sold: Iterable[Realised], year: int) -> tuple[FormRow, ...]:
    """The rows of a year, accounts on the return only, by box, then day of sale and symbol.

    One row for each lot of a sale; the lots of an average-cost sale share one. The box follows from what
    custodians must report (26 CFR 1.6045-1(a)(15)): stock bought from 2011 on, funds from 2012, bonds and the
    rest from 2014; gifts go by the donor's purchase, and inherited shares count as not reported. Raises nothing.
    Source: Form 8949 and its instructions.
    """
    groups: dict[tuple[object, ...], list[Realised]] = {}
    for piece in of_year(household, sold, year):
        lot = "" if piece.method is LotMethod.AVERAGE else piece.lot_id
        key = (piece.event_id, piece.account_id, piece.symbol, piece.why, _box(household, piece), lot)
        groups.setdefault(key, []).append(piece)
    rows = [_row(household, pieces) for pieces in groups.values()]
    return tuple(sorted(rows, key=lambda row: (row.box, row.sold)))


def _box(household: Household, sold: Realised) -> Box:
    is_long = term_of(sold) is Term.LONG
    instrument = household.instruments.get(sold.symbol)
    covered = _COVERED_FROM.get(instrument.kind if instrument else InstrumentKind.OTHER)
    if sold.why in _NO_1099_B or covered is None:
        return Box.F if is_long else Box.C
    first = _first_bought(sold)
    if sold.basis_usd is None or first is None or first < covered:
        return Box.E if is_long else Box.B
    return Box.D if is_long else Box.A


def _first_bought(sold: Realised) -> date | None:
    """The purchase that decides whether basis is reported: the donor's for a gift; a decedent's is not known.

    A security stays what it was for them (26 CFR 1.6045A-1(b)). A gift sold at a loss off its value has only its own
    day, and the donor's is not known.
    """
    if sold.how is How.INHERITANCE or (sold.how is How.GIFT and sold.held_from == sold.bought):
        return None
    return sold.held_from if sold.how is How.GIFT else sold.bought


def _row(household: Household, pieces: list[Realised]) -> FormRow:
    first = pieces[0]
    is_known = all(piece.basis_usd is not None for piece in pieces)
    disallowed = sum((piece.disallowed_usd for piece in pieces), ZERO)
    return FormRow(
        box=_box(household, first),
        account_id=first.account_id,
        description=_description(first, sum((piece.quantity for piece in pieces), ZERO)),
        acquired=_acquired(pieces),
        sold=first.closed,
        proceeds_usd=sum((piece.proceeds_usd for piece in pieces), ZERO),
        basis_usd=sum((piece.basis_usd or ZERO for piece in pieces), ZERO) if is_known else None,
        code=_code(household, first, disallowed),
        adjustment_usd=disallowed,
        note=_note(pieces, _box(household, first), is_known),
    )


def _code(household: Household, sold: Realised, disallowed_usd: Decimal) -> str:
    """C for collectibles, W for a wash sale, in the order of the alphabet."""
    return ("C" if is_metal(household, sold.symbol) else "") + ("W" if disallowed_usd else "")


def _description(sold: Realised, quantity: Decimal) -> str:
    if sold.why is Closing.RETURN_OF_CAPITAL:
        return f"{sold.symbol}, return of capital beyond basis"
    if not sold.shares_go:
        return f"{sold.symbol}, cash in a merger"
    return f"{words.shares(quantity)} sh. {sold.symbol}{_ENDINGS.get(sold.why, '')}"


def _acquired(pieces: list[Realised]) -> date | str:
    if all(piece.how is How.INHERITANCE for piece in pieces):
        return INHERITED
    days = {piece.held_from for piece in pieces}
    if len(days) > 1:
        return VARIOUS
    return days.pop() or ""


def _note(pieces: list[Realised], box: Box, is_known: bool) -> str:
    told = []
    if not is_known:
        told.append("basis not known: fill in (e) and (h)")
    if any(term_of(piece) is Term.UNKNOWN for piece in pieces):
        told.append("day of purchase not known: shown as short-term")
    lost = sum((piece.lost_for_good_usd for piece in pieces), ZERO)
    if lost:
        told.append(f"{usd(lost)} of the loss is gone for good")
    if any(piece.held_from != piece.bought for piece in pieces if piece.how is not How.INHERITANCE):
        told.append("(b) is where the holding period starts")
    if box in _ON_1099_B:
        told += [
            f"{_PASSED_ON[how]}; Form 1099-B decides"
            for how in sorted({piece.how for piece in pieces} & _PASSED_ON.keys())
        ]
    return "; ".join(told)


def box_totals(rows: Iterable[FormRow]) -> tuple[BoxTotal, ...]:
    """The totals of each box that has rows. A row whose basis is not known is counted, and is in no total."""
    found: dict[Box, list[FormRow]] = {}
    for row in rows:
        found.setdefault(row.box, []).append(row)
    return tuple(_total(box, found[box]) for box in sorted(found))


def _total(box: Box, rows: list[FormRow]) -> BoxTotal:
    known = [row for row in rows if row.basis_usd is not None]
    proceeds = sum((row.proceeds_usd for row in known), ZERO)
    basis = sum((row.basis_usd or ZERO for row in known), ZERO)
    adjustment = sum((row.adjustment_usd for row in known), ZERO)
    return BoxTotal(box, proceeds, basis, adjustment, proceeds - basis + adjustment, len(rows))
