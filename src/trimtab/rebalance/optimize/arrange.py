"""Arrange: the same holdings over the same accounts, standing where they cost least a year, or most.

One mixed-integer program: what leaves an account is replaced by as much that comes in, and what leaves a class in one
account comes into it in another, so account sizes and class totals stay as they are. In one account a class is sold or
bought, never both: which fund of a class is held is no question of place. Rows and bounds are whole cents and the rows
are those of a transportation problem, so a vertex is whole cents too; that is checked, not trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import ZERO, cents
from trimtab.rebalance.optimize.model import Model
from trimtab.rebalance.optimize.program import k
from trimtab.rebalance.optimize.solver import Answer, solve

Place = tuple[str, str]  # account id, symbol
BPS = 10000.0  # costs in basis points of a dollar, so that the solver's tolerance is far under a cent a year
TOUCH = 0.001  # basis points a dollar moved: of equal arrangements the one nearest to today
GAP = 1e-4  # thousand basis points of a dollar: a cent a year in a thousand
MAX_NODES = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """Dollars of a symbol that stand in an account and may leave it; `rate` is what one costs there a year.

    `group` is the class and whether its income is tax-exempt: within one account a group is sold or bought.
    """

    account_id: str
    symbol: str
    class_id: str
    group: str
    rate: Decimal
    usd: Decimal
    is_taxable: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A symbol that an account may take in, for a class, and what a dollar of it costs there a year."""

    account_id: str
    symbol: str
    class_id: str
    group: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What leaves and what comes, in USD to the cent, by account and symbol; all positive."""

    leaves: Mapping[Place, Decimal]
    comes: Mapping[Place, Decimal]


def arrange(
    standing: Sequence[Standing], openings: Sequence[Opening], *, dearest: bool = False
) -> Arrangement | None:
    """The arrangement of least yearly cost (of most, if `dearest`); None where no answer ties to the cent."""
    if not standing or not openings:
        return Arrangement({}, {})
    model, columns = _program(standing, openings, -1.0 if dearest else 1.0)
    answer = solve(model, gap=GAP, max_nodes=MAX_NODES)
    if answer is not None and model.integral:
        answer = _settled(model, answer)
    if answer is None:
        return None
    amounts = [cents(Decimal(repr(float(answer.values[c]))) * 1000) for c in range(columns)]
    leaves = {(s.account_id, s.symbol): amounts[n] for n, s in enumerate(standing)}
    comes = {(o.account_id, o.symbol): amounts[len(standing) + n] for n, o in enumerate(openings)}
    found = Arrangement(_positive(leaves, comes), _positive(comes, leaves))
    return found if _ties(found, standing, openings) else None


def _program(standing: Sequence[Standing], openings: Sequence[Opening], sign: float) -> tuple[Model, int]:
    """The program, and how many of its first columns are amounts: what leaves, then what comes."""
    model = Model()
    sizes: dict[str, Decimal] = {}
    rows: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for s in standing:
        sizes[s.account_id] = sizes.get(s.account_id, ZERO) + s.usd
        touch = 2 * TOUCH if s.is_taxable else TOUCH
        column = model.column(-sign * float(s.rate) * BPS + touch, 0.0, k(s.usd))
        for row in (("account", s.account_id), ("class", s.class_id)):
            rows.setdefault(row, []).append((column, 1.0))
    for o in openings:
        most = k(sizes.get(o.account_id, ZERO))
        column = model.column(sign * float(o.rate) * BPS + TOUCH, 0.0, most)
        for row in (("account", o.account_id), ("class", o.class_id)):
            rows.setdefault(row, []).append((column, -1.0))
    for _, terms in sorted(rows.items()):
        model.row(terms, 0.0, 0.0)
    columns = len(model.cost)
    _one_way(model, standing, openings)
    return model, columns


def _one_way(model: Model, standing: Sequence[Standing], openings: Sequence[Opening]) -> None:
    """A yes-or-no column wherever an account holds one fund of a group and could take in another."""
    for n, o in enumerate(openings):
        mine = (o.account_id, o.group)
        held = [i for i, s in enumerate(standing) if (s.account_id, s.group) == mine]
        if all(standing[i].symbol == o.symbol for i in held):
            continue
        comes, column = model.binary(), len(standing) + n
        model.row([(column, 1.0), (comes, -model.upper[column])], upper=0.0)
        for i in held:
            model.row([(i, 1.0), (comes, model.upper[i])], upper=model.upper[i])


def _settled(model: Model, answer: Answer) -> Answer | None:
    """Solve again with every yes and no fixed, so that no part of a yes is left in the amounts."""
    for column in model.integral:
        model.lower[column] = model.upper[column] = float(round(answer.values[column]))
    del model.integral[:]
    return solve(model, gap=GAP, max_nodes=MAX_NODES)


def _positive(amounts: Mapping[Place, Decimal], others: Mapping[Place, Decimal]) -> dict[Place, Decimal]:
    net = {place: usd - others.get(place, ZERO) for place, usd in sorted(amounts.items())}
    return {place: usd for place, usd in net.items() if usd > 0}


def _ties(found: Arrangement, standing: Sequence[Standing], openings: Sequence[Opening]) -> bool:
    """Whether every account and every class ends with what it had, to the cent, and no more leaves than stands."""
    classes = {(s.account_id, s.symbol): s.class_id for s in standing}
    classes |= {(o.account_id, o.symbol): o.class_id for o in openings}
    most = {(s.account_id, s.symbol): s.usd for s in standing}
    left: dict[tuple[str, str], Decimal] = {}
    for sign, amounts in ((1, found.leaves), (-1, found.comes)):
        for place, usd in amounts.items():
            for row in (("account", place[0]), ("class", classes[place])):
                left[row] = left.get(row, ZERO) + sign * usd
    return not any(left.values()) and all(usd <= most[place] for place, usd in found.leaves.items())
