"""The wash-sale soak: random histories through two engines that share no code, as many as asked.

    python -m tests.wash_soak --histories 1000000 --workers 2

Ends with exit code 1 and the seeds of the first differences where there are any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Sequence

from tests.ledger.wash_histories import differences, random_history

CHUNK = 500
SHOWN = 10


def try_seeds(seeds: range) -> list[tuple[int, str]]:
    """Every difference as (seed, words); an exception is one as well."""
    found = []
    for seed in seeds:
        try:
            found += [(seed, words) for words in differences(random_history(seed))]
        except Exception as error:  # whatever it is, the seed must be told
            found.append((seed, f"{type(error).__name__}: {error}"))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns the exit code: 0 for no difference, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--histories", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args(arguments)
    end = asked.first + asked.histories
    chunks = [range(start, min(start + CHUNK, end)) for start in range(asked.first, end, CHUNK)]
    began, done = time.monotonic(), 0
    found: list[tuple[int, str]] = []
    with multiprocessing.Pool(asked.workers) as pool:
        for number, chunk in enumerate(pool.imap(try_seeds, chunks)):
            found += chunk
            done += len(chunks[number])
            if number % 100 == 99:
                print(f"{done} histories, {len(found)} differences", flush=True)
    seconds = time.monotonic() - began
    print(
        f"{done} histories, {len(found)} differences, {seconds:.0f} s, {done / max(seconds, 1e-9):.0f} a second"
    )
    for seed, words in found[:SHOWN]:
        print(f"seed {seed}: {words}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
