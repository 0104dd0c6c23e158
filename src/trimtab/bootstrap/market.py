"""Files of prices, the cache of what was fetched, and a household's own history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.bootstrap.instruments import catalogue
from trimtab.core.problems import Problem, Source, error

if TYPE_CHECKING:
    from datetime import date

    from trimtab.core.history import Gaps
    from trimtab.core.market_file import Fetched, Kept, ReadMarketFile
    from trimtab.services.household import LoadResult
    from trimtab.services.market.fetch import FetchResult
    from trimtab.services.market.household import HouseholdMarket
    from trimtab.services.market.load import MarketLoad, Wanted
    from trimtab.simulate.sweep.prices import Levels

SOURCES = ("yahoo", "fred", "french")
"""Where prices may be fetched from: the word before the colon of a name."""


def load_market(
    files: Sequence[str | Path], wanted: Wanted | None = None, cache: Path | None = None
) -> MarketLoad:
    """Read files of prices into one market. Never raises for what they hold: see `MarketLoad.checked`.

    Each is a path, or words as in docs/data.md: `old=total-return:index.csv.gz`, `yield-10y:rates.csv`, or the name of
    what was fetched, `yahoo:VTI`, which is looked up in the cache (None: the user's own) and never fetched here.
    """
    from trimtab.adapters.household.folder import read_bytes
    from trimtab.adapters.market.asked import asked
    from trimtab.adapters.market.registry import read_market_file
    from trimtab.services.market.load import Wanted, market_of

    wanted = wanted or Wanted()
    read = []
    seen = set()
    problems: list[Problem] = []
    for words in files:
        one = asked(str(words), wanted.among or wanted.symbols)
        place = replace(one, name=str(Path(one.name).resolve()))
        if place in seen:
            problems.append(_named_twice(one.name))
            continue
        seen.add(place)
        try:
            fetched = _fetched(one.name, cache)
            name = fetched.name if fetched else Path(one.name).name
            file = read_market_file(name, fetched.data if fetched else read_bytes(Path(one.name)), one)
        except OSError as fault:
            problems.append(_unreadable(one.name, fault))
            continue
        if fetched:
            file = replace(file, origin=fetched.origin, retrieved=fetched.retrieved, told=fetched.adjustments)
        read.append(file)
    return market_of(read, wanted, problems)


def fetch_prices(names: Sequence[str], today: date, cache: Path | None = None) -> FetchResult:
    """Fetch each of `yahoo:VTI`, `fred:DGS10`, `french:F-F_Research_Data_Factors` and keep what can be read.

    The only thing in trimtab that uses the network. What a name brought before stays until the new is whole.
    """
    from trimtab.adapters.market.asked import asked
    from trimtab.adapters.market.registry import read_market_file
    from trimtab.adapters.market.sources.cache import DiskCache, default_folder
    from trimtab.adapters.market.sources.web import fetch_web
    from trimtab.adapters.market.sources.yahoo import fetch_yahoo
    from trimtab.services.market.fetch import fetch_all

    def fetch(source: str, symbol: str) -> Fetched:
        return fetch_yahoo(symbol, today) if source == "yahoo" else fetch_web(source, symbol, today)

    def read(fetched: Fetched) -> ReadMarketFile:
        return read_market_file(fetched.name, fetched.data, asked(fetched.name))

    return fetch_all(names, SOURCES, fetch, read, DiskCache(cache or default_folder()).keep)


def kept_prices(cache: Path | None = None) -> tuple[Path, Sequence[Kept]]:
    """The folder of the cache and what it holds. Raises OSError for a note that cannot be read."""
    from trimtab.adapters.market.sources.cache import DiskCache, default_folder

    folder = cache or default_folder()
    return folder, DiskCache(folder).notes()


def market_for(
    path: Path,
    loaded: LoadResult,
    files: Sequence[str | Path] = (),
    gaps: Gaps | None = None,
    cache: Path | None = None,
) -> HouseholdMarket:
    """The market of the household in the file `path`: `files` beside those of its `[history]`, by its own symbols.

    Raises BadInputError where the household could not be loaded; what its history lacks is in the result's problems.
    """
    from trimtab.core.history import History
    from trimtab.services.market.household import household_market, series_needed
    from trimtab.services.market.load import Wanted

    household, policy = loaded.checked()
    history = loaded.joined.spec.history if loaded.joined is not None else History()
    known = {**catalogue().instruments, **household.instruments}
    named = [beside(path.parent, words) for words in history.files]
    wanted = Wanted(gaps=gaps or history.gaps, among=series_needed(household, policy, history, known))
    return household_market(household, policy, history, load_market([*named, *files], wanted, cache), known)


def market_levels(
    files: Sequence[str], symbols: Sequence[str], cash: str = "", gaps: Gaps | None = None
) -> tuple[Levels, tuple[Problem, ...]]:
    """Total returns of these symbols (and of `cash`) from files of prices, and what is worth knowing about them.

    Late starts and early ends stay in as NaN, to be told by what uses them; gaps are refused, or carried where `gaps`
    says so. Raises BadInputError where a file cannot be read or has a fault, or a symbol is in none.
    """
    from trimtab.core.history import Gaps
    from trimtab.core.problems import BadInputError, errors_in
    from trimtab.services.market.load import Wanted
    from trimtab.simulate.sweep.prices import levels_of

    wanted = frozenset((*symbols, *([cash] if cash else ())))
    loaded = load_market(files, Wanted(wanted, gaps=gaps or Gaps.ERROR))
    if errors_in(loaded.problems):
        raise BadInputError(errors_in(loaded.problems))
    market = loaded.checked()
    series = {symbol: market.series[symbol] for symbol in wanted}
    name = Path(files[0].rpartition(":")[2]).name if len(files) == 1 else ""
    return levels_of(series, cash, name), loaded.problems


def history_of_classes(path: Path, loaded: LoadResult) -> tuple[list[str], dict[str, str]]:
    """The price files of the household's `[history]`, and the series of each class of its target, the best first.

    Raises BadInputError where the household could not be loaded.
    """
    from trimtab.core.history import FLAT, History
    from trimtab.core.policy import CASH_CLASS

    _, policy = loaded.checked()
    history = loaded.joined.spec.history if loaded.joined is not None else History()
    series = {name: history.classes[name][0] for name in policy.target if name in history.classes}
    if CASH_CLASS in policy.target and history.cash:
        series.setdefault(CASH_CLASS, history.cash)
    files = [beside(path.parent, words) for words in history.files]
    return files, {name: symbol for name, symbol in series.items() if symbol != FLAT}


def beside(folder: Path, words: str) -> str:
    """Words for a file with its name taken from a folder, unless it names a place of its own."""
    from trimtab.adapters.market.asked import asked

    name = asked(words).name
    if name.partition(":")[0] in SOURCES:
        return words
    return words[: len(words) - len(name)] + str(folder / name)


def _fetched(name: str, cache: Path | None) -> Fetched | None:
    """What the cache holds under a name such as `yahoo:VTI`; None for the name of a file. Raises OSError."""
    from trimtab.adapters.market.sources.cache import DiskCache, default_folder

    source = name.partition(":")[0]
    if source not in SOURCES or Path(name).exists():
        return None
    return DiskCache(cache or default_folder()).get(name)


def _named_twice(name: str) -> Problem:
    shown = name if name.partition(":")[0] in SOURCES else Path(name).name
    remedy = "name it once; those of [history] are read by themselves"
    return error("file-twice", f"{shown} is named twice", remedy, Source(shown))


def _unreadable(name: str, fault: OSError) -> Problem:
    if name.partition(":")[0] in SOURCES:
        if isinstance(fault, FileNotFoundError):
            words, remedy = f"{name} was never fetched", f"trimtab data fetch {name}"
            return error("cache-missing", words, remedy, Source(name))
        return error(
            "cache-changed", f"{fault.strerror or fault}", f"trimtab data fetch {name}", Source(name)
        )
    words = f"the file cannot be opened: {fault.strerror or fault}"
    return error("file-unreadable", words, "check its name and permissions", Source(Path(name).name))
