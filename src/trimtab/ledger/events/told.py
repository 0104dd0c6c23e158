"""The transactions of the household, each once; trades that were taken back are left out with what took them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.household import ActivityKind
from trimtab.core.money import plain, usd
from trimtab.core.problems import Problem, error, note
from trimtab.core.statement import Detail, StatedTransaction

TAKEN_BACK_WITHIN = timedelta(days=30)
TRADES = frozenset({ActivityKind.BUY, ActivityKind.SELL, ActivityKind.REINVEST})


@dataclass(frozen=True, slots=True)
class Told:
    """A transaction row of an account of the household; its symbol is the household's."""

    account_id: str
    row: StatedTransaction

    @property
    def day(self) -> date:
        """The trade date."""
        return self.row.trade_date

    @property
    def sort_key(self) -> tuple[date, str, str, str, Decimal, Decimal, str, int]:
        """By what it says, so that the order of files means nothing."""
        row = self.row
        where = row.source
        return (
            row.trade_date,
            self.account_id,
            row.symbol,
            row.kind.value,
            row.quantity,
            row.amount_usd,
            where.file,
            where.line or 0,
        )

    def words(self) -> str:
        """What the row says, for a problem."""
        row = self.row
        shares = f"{plain(row.quantity)} {row.symbol}" if row.symbol else row.kind.value
        amount = f" for {usd(row.amount_usd)}" if row.amount_usd else ""
        said = f' ("{row.description[:60]}")' if row.description else ""
        return f"{self.account_id} on {row.trade_date}: {shares}{amount}{said}"


def without_taken_back(rows: Sequence[Told]) -> tuple[list[Told], list[Problem]]:
    """Cancelled trades go together with the trade they take back; one that takes back nothing is an ERROR."""
    left = sorted(rows, key=lambda told: told.sort_key)
    problems: list[Problem] = []
    for told in [told for told in left if takes_back(told)]:
        left.remove(told)
        first = next(_taken_back(told, left), None)
        if first is None:
            problems.append(
                error(
                    "cancel-of-nothing",
                    f"{told.words()}: this takes back a trade that no file tells",
                    "export a longer history, or say what happened in an [[events]] entry of this account, symbol and "
                    "day",
                    told.row.source,
                )
            )
        else:
            left.remove(first)
            words = f"{told.words()} takes back {first.row.source}; neither is booked"
            problems.append(note("trade-taken-back", words, "", told.row.source))
    return left, problems


def takes_back(told: Told) -> bool:
    """Whether a row undoes a trade: called so, or a purchase that takes shares away, or a sale that brings them."""
    row = told.row
    if row.detail is Detail.CANCELLED:
        return bool(row.quantity)
    bought = row.kind in {ActivityKind.BUY, ActivityKind.REINVEST}
    return bool(row.symbol) and (
        (bought and row.quantity < 0) or (row.kind is ActivityKind.SELL and row.quantity > 0)
    )


def _taken_back(told: Told, rows: Sequence[Told]) -> Iterator[Told]:
    """The trades of the same shares for the same money, the last one before it first."""
    row = told.row
    for other in reversed(rows):
        same = (other.account_id, other.row.symbol) == (told.account_id, row.symbol)
        size = (abs(other.row.quantity), abs(other.row.amount_usd)) == (
            abs(row.quantity),
            abs(row.amount_usd),
        )
        near = other.day <= told.day <= other.day + TAKEN_BACK_WITHIN
        if same and size and near and other.row.kind in TRADES and not takes_back(other):
            yield other
