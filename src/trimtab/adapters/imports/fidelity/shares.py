"""Percent of account: Fidelity's files have no total, but each row tells its part of one."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from trimtab.adapters.imports.tables.draft import DOWNLOAD_AGAIN
from trimtab.adapters.imports.tables.row import Row
from trimtab.core.money import HUNDRED, ZERO, plain

ROUNDING_PCT = Decimal("0.02")  # a percent is shown to two decimals, of values shown to the cent


class Shares:
    """Values and stated percents of each account's rows; `check` compares them when all are read."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Row, Decimal | None, Decimal | None]]] = defaultdict(list)
        self._pending_usd: dict[str, Decimal] = defaultdict(lambda: ZERO)

    def add(self, row: Row, ref: str, value_usd: Decimal | None) -> None:
        """A row with its value; its percent is read from the row."""
        self._rows[ref].append((row, value_usd, row.number("percent")))

    def add_pending(self, ref: str, amount_usd: Decimal) -> None:
        """Money on its way, which the percents may or may not count."""
        self._pending_usd[ref] += amount_usd

    def check(self) -> None:
        """A WARNING at the first row of each account whose percents do not fit its values: rows may be missing."""
        for ref, rows in self._rows.items():
            if not any(self._fits(rows, extra) for extra in {ZERO, self._pending_usd[ref]}):
                self._doubt(rows)

    def _fits(self, rows: list[tuple[Row, Decimal | None, Decimal | None]], extra_usd: Decimal) -> bool:
        told = [(value, percent) for _, value, percent in rows if value is not None and percent is not None]
        total_usd = sum((value for value, _ in told), extra_usd)
        if len(told) < len(rows) or total_usd <= 0:
            return True
        return all(abs(value / total_usd * HUNDRED - percent) <= ROUNDING_PCT for value, percent in told)

    def _doubt(self, rows: list[tuple[Row, Decimal | None, Decimal | None]]) -> None:
        first = rows[0][0]
        stated = sum((percent for _, _, percent in rows if percent is not None), ZERO)
        first.draft.doubt(
            "percents-do-not-fit",
            f"the {len(rows)} rows of {first.text('name') or 'this account'} state {plain(stated)}% of it in all, or a "
            "row states another part than its value is: a row may be missing, doubled or changed",
            DOWNLOAD_AGAIN,
            first.record,
        )
