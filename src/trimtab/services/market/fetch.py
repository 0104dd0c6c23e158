"""Fetching: each name asked for is fetched, read, and kept only where it can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trimtab.core.market_file import Fetched, FetchError, Kept, ReadMarketFile
from trimtab.core.problems import Problem, Source, error, errors_in, in_order


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What was kept, in the order asked for, and what was not, with why."""

    kept: tuple[Kept, ...]
    problems: tuple[Problem, ...]


def fetch_all(
    names: Sequence[str],
    sources: Sequence[str],
    fetch: Callable[[str, str], Fetched],
    read: Callable[[Fetched], ReadMarketFile],
    keep: Callable[[Fetched], Kept],
) -> FetchResult:
    """Fetch each `SOURCE:SYMBOL`; one that fails keeps none of the others out. `keep` may raise OSError."""
    kept: list[Kept] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        source, _, symbol = name.partition(":")
        if source not in sources or not symbol:
            words = f'"{name}" names no source'
            remedy = f"write one of {', '.join(f'{one}:SYMBOL' for one in sources)}"
            problems.append(error("fetch-source", words, remedy))
            continue
        try:
            fetched = fetch(source, symbol)
        except FetchError as fault:
            problems.append(error("fetch-failed", str(fault), "nothing was kept; try again", Source(name)))
            continue
        found = read(fetched)
        if errors_in(found.problems) or not found.series:
            problems.extend(
                found.problems or [error("fetch-empty", "there are no prices in it", "", Source(name))]
            )
            continue
        kept.append(keep(fetched))
    return FetchResult(tuple(kept), in_order(problems))
