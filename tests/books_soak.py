"""Random histories through both ways of keeping books: `python -m tests.books_soak --histories 10000 --workers 2`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.ledger.books.histories import differences, random_history

BLOCK = 50


def block(first: int) -> list[str]:
    """What a block of histories disagrees about."""
    return [f"history {seed}: {words}" for seed in range(first, first + BLOCK) for words in _of(seed)]


def _of(seed: int) -> list[str]:
    return differences(random_history(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every difference; 1 if there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    firsts = range(given.first, given.first + given.histories, BLOCK)
    with ProcessPoolExecutor(given.workers) as pool:
        found = [words for part in pool.map(block, firsts) for words in part]
    print(*found, f"{len(firsts) * BLOCK} histories, {len(found)} differences", sep="\n")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
