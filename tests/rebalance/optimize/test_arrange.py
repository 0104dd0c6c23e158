"""The arrangement costs least (or most): compared with every arrangement of small households."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from trimtab.rebalance.optimize.arrange import Opening, Standing, arrange

D = Decimal
ACCOUNTS = {"a": True, "b": False, "c": False}
UNIT = 10  # dollars: what stands, stands in such pieces, and a vertex of the program is in such pieces too


def random_case(seed: int) -> tuple[list[Standing], list[Opening]]:
    rng = random.Random(seed)
    accounts = list(ACCOUNTS)[: rng.randint(2, 3)]
    classes = ["x", "y", "z"][: rng.randint(2, 3)]

    def rate() -> Decimal:
        return D(rng.randrange(0, 200)) / 10_000

    standing = [
        Standing(a, f"{c}{n}", c, c, rate(), D(UNIT * rng.randint(1, 2)), ACCOUNTS[a])
        for a in accounts
        for c in classes
        for n in range(rng.randint(0, 2 if a == "a" else 1))
    ]
    openings = [Opening(a, f"{c}0", c, c, rate()) for a in accounts for c in classes if rng.random() < 0.8]
    own = {(s.account_id, s.symbol): s.rate for s in standing}
    openings = [
        Opening(o.account_id, o.symbol, o.class_id, o.group, own.get((o.account_id, o.symbol), o.rate))
        for o in openings
    ]
    return standing, openings


def every_change(standing: list[Standing], openings: list[Opening]) -> Iterator[Decimal]:
    """What every arrangement in pieces of UNIT adds to today's cost."""
    sold = [range(0, int(s.usd) + 1, UNIT) for s in standing]
    for leaves in product(*sold):
        for comes in _fillings(standing, openings, leaves):
            pairs = [(s.account_id, s.group) for s, usd in zip(standing, leaves, strict=True) if usd]
            if any((o.account_id, o.group) in pairs for o, usd in zip(openings, comes, strict=True) if usd):
                continue
            cost = sum((usd * o.rate for o, usd in zip(openings, comes, strict=True)), D(0))
            yield cost - sum((usd * s.rate for s, usd in zip(standing, leaves, strict=True)), D(0))


def _fillings(
    standing: list[Standing], openings: list[Opening], leaves: tuple[int, ...]
) -> Iterator[list[int]]:
    left: dict[tuple[str, str], int] = {}
    for s, usd in zip(standing, leaves, strict=True):
        for row in (("account", s.account_id), ("class", s.class_id)):
            left[row] = left.get(row, 0) + usd

    def fill(number: int) -> Iterator[list[int]]:
        if number == len(openings):
            if not any(left.values()):
                yield []
            return
        o = openings[number]
        rows = (("account", o.account_id), ("class", o.class_id))
        for usd in range(0, min(left.get(row, 0) for row in rows) + 1, UNIT):
            for row in rows:
                left[row] = left.get(row, 0) - usd
            for rest in fill(number + 1):
                yield [usd, *rest]
            for row in rows:
                left[row] += usd

    yield from fill(0)


@pytest.mark.parametrize("seed", range(30))
def test_none_is_better_and_none_is_worse(seed: int) -> None:
    standing, openings = random_case(seed)
    changes = list(every_change(standing, openings))
    rates = {(s.account_id, s.symbol): s.rate for s in standing} | {
        (o.account_id, o.symbol): o.rate for o in openings
    }
    for is_worst, extreme in ((False, min(changes)), (True, max(changes))):
        found = arrange(standing, openings, dearest=is_worst)
        assert found is not None
        change = sum((usd * rates[p] for p, usd in found.comes.items()), D(0))
        change -= sum((usd * rates[p] for p, usd in found.leaves.items()), D(0))
        assert abs(change - extreme) <= D("0.0005")


def test_of_equal_arrangements_the_nearest_to_today() -> None:
    standing = [
        Standing("a", "x0", "x", "x", D("0.01"), D(100), True),
        Standing("b", "y0", "y", "y", D("0.01"), D(100), False),
    ]
    openings = [Opening("a", "y0", "y", "y", D("0.01")), Opening("b", "x0", "x", "x", D("0.01"))]
    found = arrange(standing, openings)
    assert found is not None
    assert not found.leaves
    assert not found.comes


def test_a_class_is_not_sold_and_bought_in_one_account() -> None:
    """The dearer fund of a class is no question of place; a tax-exempt one beside a taxed one is."""
    dear = Standing("a", "dear", "x", "x", D("0.02"), D(100), True)
    cheap = Opening("a", "cheap", "x", "x", D("0.01"))
    found = arrange([dear], [cheap])
    assert found is not None
    assert not found.comes
    exempt = Opening("a", "cheap", "x", "x tax-exempt", D("0.01"))
    found = arrange([dear], [exempt])
    assert found is not None
    assert found.comes == {("a", "cheap"): D(100)}
