"""Sums of what was sold, by term: what is not known stands apart, so that totals foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO
from trimtab.core.plan import Term
from trimtab.ledger.books.realised import HeldLot, Realised
from trimtab.ledger.books.result import How
from trimtab.ledger.returns.gains import parts_of

TERM_WORDS: Mapping[Term, str] = {
    Term.SHORT: "Short-term",
    Term.UNKNOWN: "Term not known",
    Term.LONG: "Long-term",
}


INHERITED = "inherited"


def start_of(shares: Realised | HeldLot) -> date | str | None:
    """The first day of the holding period, None where unknown; inherited shares have none (26 USC 1223(9))."""
    return INHERITED if shares.how is How.INHERITANCE else shares.held_from


def term_of(sold: Realised) -> Term:
    """Short, long or unknown. Source: 26 USC 1222, 1223."""
    if sold.is_long is None:
        return Term.UNKNOWN
    return Term.LONG if sold.is_long else Term.SHORT


@dataclass(frozen=True, slots=True)
class Sums:
    """Totals of sold shares whose basis is known, in USD; `unknown_usd` are the proceeds of the others.

    `counted_usd` is the result after section 1091; losses are negative, `disallowed_usd` and `lost_usd` positive.
    """

    proceeds_usd: Decimal
    basis_usd: Decimal
    gain_usd: Decimal
    disallowed_usd: Decimal
    lost_usd: Decimal
    counted_usd: Decimal
    unknown_usd: Decimal


def sums(sold: Iterable[Realised]) -> Sums:
    """The totals; what is not known is told apart and in none of them."""
    rows = list(sold)
    known = [row for row in rows if row.basis_usd is not None]
    proceeds = sum((row.proceeds_usd for row in known), ZERO)
    basis = sum((row.basis_usd or ZERO for row in known), ZERO)
    return Sums(
        proceeds,
        basis,
        proceeds - basis,
        sum((row.disallowed_usd for row in known), ZERO),
        sum((row.lost_for_good_usd for row in known), ZERO),
        sum((row.recognized_usd or ZERO for row in known), ZERO),
        sum((row.proceeds_usd for row in rows if row.basis_usd is None), ZERO),
    )


def short_of(sold: Iterable[Realised]) -> list[Realised]:
    """Short-term, and of unknown term: a long-term rate is never claimed without a date."""
    return [row for row in sold if term_of(row) is not Term.LONG]


def long_of(sold: Iterable[Realised]) -> list[Realised]:
    """Long-term."""
    return [row for row in sold if term_of(row) is Term.LONG]


def of_year(household: Household, sold: Iterable[Realised], year: int) -> tuple[Realised, ...]:
    """What was sold in a year in the accounts on the household's return, by day, symbol and lot."""
    return tuple(
        sorted(
            parts_of(sold, household, year),
            key=lambda row: (row.closed, row.symbol, row.account_id, row.held_from or date.min, row.lot_id),
        )
    )
