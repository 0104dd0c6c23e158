"""Random households by their seeds: which are asked for, and the work on them shared out to processes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from multiprocessing import Pool
from typing import TypeVar

Found = TypeVar("Found")


def seeds_parser(words: str | None) -> argparse.ArgumentParser:
    """The options that say which households, and by how many processes; `words` say what is done with them."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--workers", type=int, default=1)
    return parser


def done_in_chunks(
    options: argparse.Namespace, work: Callable[[range], Found], at_a_time: int
) -> Iterator[Found]:
    """What the work finds of each chunk of the seeds, in their order."""
    last = options.first + options.households
    chunks = [range(first, min(first + at_a_time, last)) for first in range(options.first, last, at_a_time)]
    with Pool(options.workers) as pool:
        yield from pool.imap(work, chunks)
