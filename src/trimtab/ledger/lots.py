"""Joining lots with positions: they must sum to the share; where there are none, one lot of unknown date stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Lot
from trimtab.core.money import ZERO, plain, usd
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.core.statement import ParsedFile, StatedLot
from trimtab.ledger.matching import Matches
from trimtab.ledger.symbols import Symbols

UNKNOWN_DATE = "unknown-date"
ROUNDING = Decimal("0.0005")  # fractional shares are shown to three decimals
COST_TOLERANCE = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class LotSet:
    """The lots of one security in one account as one file states them."""

    file: str
    as_of: date | None
    lots: tuple[StatedLot, ...]

    @property
    def quantity(self) -> Decimal:
        """Shares over all lots."""
        return sum((lot.quantity for lot in self.lots), ZERO)

    @property
    def source(self) -> Source:
        """The first of its lines."""
        return min((lot.source for lot in self.lots), key=lambda s: s.place)


def lot_sets(
    files: Sequence[ParsedFile], matches: Matches, symbols: Symbols
) -> tuple[dict[tuple[str, str], LotSet], list[Problem]]:
    """The newest lots of each (account id, symbol); two files of one day must state the same."""
    found: dict[tuple[str, str], list[LotSet]] = defaultdict(list)
    for file in files:
        grouped: dict[tuple[str, str], list[StatedLot]] = defaultdict(list)
        for lot in file.lots:
            account_id = matches.account_of(file, lot.account_ref)
            symbol = symbols.canonical(lot.symbol)
            if account_id is not None and not symbols.is_cash(symbol):
                grouped[(account_id, symbol)].append(lot)
        for key, lots in grouped.items():
            found[key].append(LotSet(file.name, file.as_of, tuple(sorted(lots, key=_stated_order))))
    chosen: dict[tuple[str, str], LotSet] = {}
    problems: list[Problem] = []
    for key, sets in sorted(found.items()):
        sets.sort(key=lambda s: (s.as_of or date.min, s.file), reverse=True)
        chosen[key] = sets[0]
        problems += _superseded(key, sets)
    return chosen, problems


def _stated_order(lot: StatedLot) -> tuple[date, str]:
    return (lot.acquired or date.max, lot.lot_id)


def _superseded(key: tuple[str, str], sets: Sequence[LotSet]) -> list[Problem]:
    best = sets[0]
    problems = []
    for other in sets[1:]:
        same = [(x.lot_id, x.quantity) for x in best.lots] == [(x.lot_id, x.quantity) for x in other.lots]
        if other.as_of == best.as_of and not same:
            words = f"{other.file} and {best.file} state different lots of {key[1]} in {key[0]} for one day"
            problems.append(error("lots-conflict", words, "keep only the later download", other.source))
        else:
            words = f"older lots of {key[1]} in {key[0]}; those in {best.file} are used"
            problems.append(note("file-superseded", words, "", Source(other.file)))
    return problems


@dataclass(frozen=True, slots=True)
class Held:
    """What a statement says of one security in one account, over all its rows there."""

    account_id: str
    symbol: str
    quantity: Decimal
    cost_usd: Decimal | None
    source: Source
    reinvest: bool | None = None


def join_lots(held: Held, stated: LotSet | None, taxable: bool) -> tuple[tuple[Lot, ...], list[Problem]]:
    """The position's lots, and what is wrong or missing about them.

    In a sheltered account missing lots or costs do not matter: no sale in it is taxed.
    """
    if stated is None:
        return _one_lot(held), lot_gaps(held, _one_lot(held), taxable)
    difference = stated.quantity - held.quantity
    if abs(difference) > _rounding(held, stated):
        return _one_lot(held), [_sum_differs(held, stated, difference)]
    lots = _fitted(stated, difference)
    return lots, [*_rounded(held, difference), *_cost_differs(held, stated), *lot_gaps(held, lots, taxable)]


def _rounding(held: Held, stated: LotSet) -> Decimal:
    """How far sums may be apart because fractional shares are shown rounded; whole shares not at all."""
    parts = [held.quantity, *(lot.quantity for lot in stated.lots)]
    if all(part == part.to_integral_value() for part in parts):
        return ZERO
    return ROUNDING * (len(parts))


def _fitted(stated: LotSet, difference: Decimal) -> tuple[Lot, ...]:
    """The lots, the largest of them corrected by the rounding, so that they sum to the position exactly."""
    lots = [Lot(x.lot_id, x.quantity, x.cost_usd, x.acquired, x.source) for x in stated.lots]
    if difference:
        largest = max(range(len(lots)), key=lambda i: (lots[i].quantity, lots[i].lot_id))
        lots[largest] = replace(lots[largest], quantity=lots[largest].quantity - difference)
    return tuple(sorted(lots, key=lot_order))


def lot_order(lot: Lot) -> tuple[date, str]:
    """Oldest first, unknown dates last, then by id."""
    return (lot.acquired or date.max, lot.lot_id)


def _one_lot(held: Held) -> tuple[Lot, ...]:
    return (Lot(UNKNOWN_DATE, held.quantity, held.cost_usd, None, held.source),)


def lot_gaps(held: Held, lots: Sequence[Lot], taxable: bool) -> list[Problem]:
    """What is not known of the lots' costs and dates; nothing where no sale is taxed."""
    if not taxable:
        return []
    where = f"{held.symbol} in {held.account_id}"
    problems = []
    unpriced = [lot for lot in lots if lot.basis_usd is None]
    if unpriced:
        shares = plain(sum((lot.quantity for lot in unpriced), ZERO))
        problems.append(
            warning(
                "basis-missing",
                f"{where}: the cost of {shares} shares is not known, so neither is the tax of selling them",
                "export the position's tax lots, or leave it: shares without a known cost are not sold",
                unpriced[0].source,
            )
        )
    undated = [lot for lot in lots if lot.basis_usd is not None and lot.acquired is None]
    if undated:
        shares = plain(sum((lot.quantity for lot in undated), ZERO))
        problems.append(
            warning(
                "lots-missing",
                f"{where}: only a total cost is known of {shares} shares, not when they were bought; "
                "any tax figure for them is an estimate",
                "export the position's tax lots (cost basis, lot details)",
                undated[0].source,
            )
        )
    return problems


def _sum_differs(held: Held, stated: LotSet, difference: Decimal) -> Problem:
    return error(
        "lot-sum",
        f"{held.symbol} in {held.account_id}: lots sum to {plain(stated.quantity)} shares ({stated.source}), "
        f"the position is {plain(held.quantity)} ({held.source}): a difference of {plain(difference)}",
        "download the lots and the positions again on one day",
        stated.source,
    )


def _rounded(held: Held, difference: Decimal) -> list[Problem]:
    if not difference:
        return []
    words = f"{held.symbol} in {held.account_id}: lots and position differ by {plain(difference)} shares of rounding"
    return [note("lot-rounding", words, "", held.source)]


def _cost_differs(held: Held, stated: LotSet) -> list[Problem]:
    costs = [lot.cost_usd for lot in stated.lots if lot.cost_usd is not None]
    if held.cost_usd is None or len(costs) < len(stated.lots):
        return []
    total = sum(costs, ZERO)
    if abs(total - held.cost_usd) <= max(Decimal(1), COST_TOLERANCE * held.cost_usd):
        return []
    return [
        warning(
            "lot-cost-differs",
            f"{held.symbol} in {held.account_id}: lots cost {usd(total)} ({stated.source}), the position states "
            f"{usd(held.cost_usd)}; the lots are used",
            "download the lots and the positions again on one day",
            held.source,
        )
    ]


def unused_lots(
    sets: Mapping[tuple[str, str], LotSet], held: frozenset[tuple[str, str]], days: Mapping[str, date]
) -> list[Problem]:
    """Lots of what is not held: sold since where they are older, an error where they are of the same day.

    `days` are those of the statements used; an account without one has its own error already.
    """
    problems = []
    for (account_id, symbol), stated in sorted(sets.items()):
        day = days.get(account_id)
        if (account_id, symbol) in held or day is None:
            continue
        words = f"{plain(stated.quantity)} shares of {symbol} in {account_id} have lots, but no position"
        if stated.as_of is not None and stated.as_of < day:
            problems.append(note("lots-unused", f"{words} on {day}", "", stated.source))
        else:
            remedy = "download the account's positions again, or remove the lot file"
            problems.append(error("lot-sum", words, remedy, stated.source))
    return problems
