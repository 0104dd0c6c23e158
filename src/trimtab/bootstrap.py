"""The one place that names concrete classes: adapters are wired to services here.

Adapters are imported inside the functions: `trimtab --help` must not wait for parsers and schemas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.core.problems import Problem, Source, error, note

if TYPE_CHECKING:
    from datetime import date

    from trimtab.adapters.household.read import HouseholdRead
    from trimtab.adapters.imports.column_map import ColumnMap
    from trimtab.core.history import Gaps
    from trimtab.core.market_file import Fetched, Kept, ReadMarketFile
    from trimtab.core.statement import ParsedFile
    from trimtab.ledger.spec import Catalogue
    from trimtab.services.adding import ImportResult
    from trimtab.services.household import LoadResult
    from trimtab.services.init import InitResult
    from trimtab.services.market.fetch import FetchResult
    from trimtab.services.market.household import HouseholdMarket
    from trimtab.services.market.load import MarketLoad, Wanted
    from trimtab.services.planning import Case
    from trimtab.services.ports import Allocator, ExportReader
    from trimtab.services.retirement import AccountLaws
    from trimtab.simulate.design.observed import Observed
    from trimtab.simulate.sweep.prices import Levels
    from trimtab.simulate.sweep.study import Study
    from trimtab.strategies import Strategy
    from trimtab.tax.account_law import LifeTables, RetirementLaw
    from trimtab.tax.law import FederalLaw
    from trimtab.tax.return_year import ReturnYear
    from trimtab.tax.states.law import StateLaw

HOUSEHOLD_NAME = "household.toml"
SOURCES = ("yahoo", "fred", "french")
"""Where prices may be fetched from: the word before the colon of a name."""


def load_household(path: Path, changes: Mapping[str, object] | None = None) -> LoadResult:
    """Read a household file and the exports beside it; `changes` stand in for what the household file says.

    Never raises for what the files hold: every problem of every file is in the result, in one run.
    """
    from trimtab.services.household import load

    read, problems = _household_file(path, changes)
    parsed, found = _exports(path, read)
    return load(read.spec, [*problems, *read.problems, *found], parsed, catalogue())


def policy_changes(words: str) -> Mapping[str, object]:
    """Another policy in words: `KEY=VALUE,...`, or the name of a .toml file with `[policy]` in it.

    Raises BadInputError where it is neither, OSError where the file cannot be read.
    """
    from trimtab.adapters.household import policy_words
    from trimtab.adapters.household.folder import read_bytes

    if words.endswith(".toml"):
        return policy_words.policy_file(words, read_bytes(Path(words)))
    return policy_words.policy_changes(words)


def import_files(path: Path, files: Sequence[Path], dry_run: bool = False) -> ImportResult:
    """Read all exports of the household and `files`; where every file is good, copy `files` into the folder.

    Nothing is stored with an error in any file, in an account's match, or in the household file's form. What the
    household still lacks otherwise (an account without data) is in `problems`, and keeps nothing out.
    """
    from trimtab.adapters.household.folder import DiskFolder
    from trimtab.services.adding import add_files
    from trimtab.services.household import load

    read, problems = _household_file(path)
    parsed, found = _exports(path, read)
    new, unreadable = _new_files(files)
    reader = _reader(read)
    fresh = [reader(name, data) for name, data in new]
    result = load(read.spec, [*problems, *read.problems, *found, *unreadable], [*parsed, *fresh], catalogue())
    folder = DiskFolder(path.parent / read.exports) if read.exports else None
    return add_files(folder, new, result, dry_run)


def init_folder(folder: Path, force: bool = False) -> InitResult:
    """Write household.toml and its schema into a folder of exports. An existing file is kept unless forced.

    Raises OSError where the folder cannot be read or written.
    """
    from trimtab.adapters.household.folder import DiskFolder, write_whole
    from trimtab.adapters.household.writer import SCHEMA_NAME, household_toml, schema_json
    from trimtab.services.imports import read_folder
    from trimtab.services.init import draft_household, init_result

    if not folder.is_dir():
        problem = error("folder-missing", "there is no such folder", "name a folder", Source(folder.name))
        return init_result((), draft_household((), catalogue(), "."), (), [problem])
    disk = DiskFolder(folder)
    parsed = read_folder(disk, _read_with(()))
    draft = draft_household(parsed, catalogue(), ".")
    target = folder / HOUSEHOLD_NAME
    problems = [*_subfolder_notes(disk.subfolders())]
    if target.exists() and not force:
        words = f"{HOUSEHOLD_NAME} exists already and is kept"
        problems.append(
            error("household-exists", words, "add --force to write it anew", Source(HOUSEHOLD_NAME))
        )
        return init_result(parsed, draft, (), problems)
    write_whole(target, household_toml(draft).encode(), replace=True)
    write_whole(folder / SCHEMA_NAME, schema_json().encode(), replace=True)
    return init_result(parsed, draft, (HOUSEHOLD_NAME, SCHEMA_NAME), problems)


def input_files(path: Path) -> list[Path]:
    """The household file and the exports it is read with, as far as they are there; no answer may replace them."""
    from trimtab.adapters.household.folder import DiskFolder

    read, _ = _household_file(path)
    folder = path.parent / read.exports
    if not read.exports or not folder.is_dir():
        return [path]
    return [path, *(folder / name for name in DiskFolder(folder).names())]


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with trimtab, as the ledger takes it."""
    from trimtab.adapters.catalogue import class_names, closest_symbol, default_buys, load_catalogue
    from trimtab.ledger.spec import Catalogue

    return Catalogue(load_catalogue(), frozenset(class_names()), default_buys, closest_symbol)


def design_allocator(observed: Observed) -> Allocator:
    """The library that finds weights for these returns. Raises BadInputError where its extra is not installed."""
    from importlib.util import find_spec

    from trimtab.core.problems import BadInputError

    if find_spec("skfolio") is None:
        words = "designing a target needs skfolio, which is not installed"
        raise BadInputError([error("extra-missing", words, "pip install 'trimtab[design]'")])
    from trimtab.adapters.skfolio.allocator import SkfolioAllocator

    return SkfolioAllocator(observed)


def classes_of(symbols: Iterable[str]) -> Mapping[str, str]:
    """Class id -> symbol, for the symbols that the catalogue knows as wholly of one class; the first for each."""
    known = catalogue().instruments
    found: dict[str, str] = {}
    for symbol in sorted(symbols):
        mix = known[symbol].class_weights if symbol in known else ()
        if len(mix) == 1:
            found.setdefault(mix[0][0], symbol)
    return found


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
    files = [_beside(path.parent, words) for words in history.files]
    return files, {name: symbol for name, symbol in series.items() if symbol != FLAT}


def household_with_target(path: Path, target: Mapping[str, Decimal], comment: str) -> str:
    """The text of the household file with another target, after a check that it loads as well as it did.

    Raises BadInputError with every problem otherwise, and OSError.
    """
    from trimtab.adapters.catalogue import ready_target
    from trimtab.adapters.household.read import read_household
    from trimtab.adapters.household.target_writer import with_target
    from trimtab.core.problems import BadInputError
    from trimtab.services.household import load

    text = path.read_bytes().decode("utf-8-sig")
    made = with_target(path.name, text, target, comment)
    read = read_household(path.name, made.encode(), ready_target)
    parsed, found = _exports(path, read)
    loaded = load(read.spec, [*read.problems, *found], parsed, catalogue())
    if loaded.policy is None or loaded.household is None:
        raise BadInputError(loaded.problems)
    return made


def _household_file(
    path: Path, changes: Mapping[str, object] | None = None
) -> tuple[HouseholdRead, list[Problem]]:
    from trimtab.adapters.catalogue import ready_target
    from trimtab.adapters.household.folder import read_bytes
    from trimtab.adapters.household.read import HouseholdRead, read_household

    try:
        data = read_bytes(path)
    except OSError as fault:
        words = f"the household file cannot be opened: {fault.strerror or fault}"
        remedy = "make one from a folder of exports: trimtab init FOLDER"
        problem = error("household-missing", words, remedy, Source(path.name))
        return HouseholdRead(None, "", (), ()), [problem]
    return read_household(path.name, data, ready_target, changes), []


def _exports(path: Path, read: HouseholdRead) -> tuple[tuple[ParsedFile, ...], list[Problem]]:
    from trimtab.adapters.household.folder import DiskFolder
    from trimtab.services.imports import read_folder

    if not read.exports:
        return (), []
    disk = DiskFolder(path.parent / read.exports)
    try:
        return read_folder(disk, _reader(read)), _subfolder_notes(disk.subfolders())
    except OSError as fault:
        if read.spec is not None and not any(account.number for account in read.spec.accounts):
            return (), []
        words = f'the exports folder "{read.exports}" cannot be read: {fault.strerror or fault}'
        remedy = f'put the downloads into a folder "{read.exports}" beside {path.name}, or change exports = …'
        return (), [error("exports-missing", words, remedy, Source(path.name))]


def _subfolder_notes(names: Sequence[str]) -> list[Problem]:
    if not names:
        return []
    words = f"folders inside the exports folder are not read: {', '.join(names)}"
    return [note("subfolder-skipped", words, "move their files up if they belong to the household")]


def _reader(read: HouseholdRead) -> ExportReader:
    return _read_with(read.column_maps)


def _read_with(column_maps: Sequence[ColumnMap]) -> ExportReader:
    """Reads by the user's column maps and known layouts; file names are masked like account numbers."""
    from trimtab.adapters.imports.cells import masked
    from trimtab.adapters.imports.registry import read_export

    def read(name: str, data: bytes) -> ParsedFile:
        return replace(read_export(name, data, column_maps), name=masked(name))

    return read


def _new_files(files: Sequence[Path]) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    from trimtab.adapters.household.folder import read_bytes

    new: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            new.append((file.name, read_bytes(file)))
        except OSError as fault:
            words = f"the file cannot be opened: {fault.strerror or fault}"
            problems.append(
                error("file-unreadable", words, "check its name and permissions", Source(file.name))
            )
    return new, problems


class _LawFiles:
    """The law files that come with trimtab."""

    def federal(self, year: int) -> FederalLaw:
        from trimtab.adapters.law import law_for

        return law_for(year)

    def state(self, code: str, year: int) -> StateLaw:
        from trimtab.adapters.law import state_law_for

        return state_law_for(f"us-{code.lower()}", year)

    def retirement(self, year: int) -> RetirementLaw:
        from trimtab.adapters.retirement_law import retirement_law_for

        return retirement_law_for(year)

    def life_tables(self, year: int) -> LifeTables:
        from trimtab.adapters.retirement_law import life_tables_for

        return life_tables_for(year)


def account_law(year: int) -> RetirementLaw | None:
    """The law of retirement accounts of a year, None where trimtab has none for it."""
    from trimtab.core.problems import BadInputError

    try:
        return law_files().retirement(year)
    except BadInputError:
        return None


def life_tables(year: int) -> LifeTables | None:
    """The life tables in force in a year, None where trimtab has none for it."""
    from trimtab.core.problems import BadInputError

    try:
        return law_files().life_tables(year)
    except BadInputError:
        return None


def bill_of_year(loaded: LoadResult) -> tuple[ReturnYear | None, tuple[Problem, ...]]:
    """The year's bill that a plan goes by, None where income is not told; and what to say of it.

    Raises BadInputError where the household could not be loaded.
    """
    from trimtab.services.returns import plan_year

    return plan_year(loaded, law_files())


def case_of(loaded: LoadResult) -> tuple[Case, tuple[Problem, ...]]:
    """What plans of the loaded household are asked with; and what loading and its return have to say.

    Raises BadInputError where the household could not be loaded.
    """
    from trimtab.adapters.catalogue import covariance
    from trimtab.services.planning import Case

    household, policy = loaded.checked()
    bill, told = bill_of_year(loaded)
    case = Case(household, policy, covariance(), account_law(household.tax.year), bill)
    return case, (*loaded.problems, *told)


def strategy_of(words: str) -> tuple[Strategy, tuple[Problem, ...]]:
    """The strategy that the words mean, and what to say of it: a ready one, or `FILE.py:NAME`, whose code is run.

    Raises BadInputError where they mean none, or the file's code fails.
    """
    from trimtab.adapters.strategies.code import is_file, strategy_from
    from trimtab.core.problems import BadInputError
    from trimtab.strategies import ready_strategy

    if not is_file(words):
        return ready_strategy(words), ()
    file = Path(words.partition(".py:")[0]).name.removesuffix(".py") + ".py"
    try:
        found = strategy_from(words)
    except OSError as fault:
        what = f"the strategy's file cannot be opened: {fault.strerror or fault}"
        raise BadInputError([error("strategy-file", what, "name it as FILE.py:NAME", Source(file))]) from None
    told = f"the code of {file} was run (sha256 {found.sha256[:12]})"
    return found, (note("strategy-code", told, "run only files that you have read", Source(file)),)


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
    named = [_beside(path.parent, words) for words in history.files]
    wanted = Wanted(gaps=gaps or history.gaps, among=series_needed(household, policy, history, known))
    return household_market(household, policy, history, load_market([*named, *files], wanted, cache), known)


def _beside(folder: Path, words: str) -> str:
    """Words for a file with its name taken from a folder, unless it names a place of its own."""
    from trimtab.adapters.market.asked import asked

    name = asked(words).name
    if name.partition(":")[0] in SOURCES:
        return words
    return words[: len(words) - len(name)] + str(folder / name)


def load_study(words: str, data: Path | None = None) -> Study:
    """A study that comes with trimtab by name, or a sweep file (.toml) by its path; its tables lie in `data` (None:
    beside the file, or here). Raises BadInputError with every problem."""
    from trimtab.adapters.studies.read import ready_study, study_of
    from trimtab.core.problems import BadInputError

    if not words.endswith(".toml"):
        return ready_study(words, data or Path())
    path = Path(words)
    try:
        content = path.read_bytes()
    except OSError as fault:
        what = f"the sweep file cannot be opened: {fault.strerror or fault}"
        raise BadInputError(
            [error("file-unreadable", what, "check its name and permissions", Source(path.name))]
        ) from None
    return study_of(path.name, content, data or path.parent)


def study_levels(
    study: Study, words: str, data: Path | None = None, gaps: Gaps | None = None
) -> tuple[Levels, tuple[Problem, ...]]:
    """The levels of a study: its own, or those of the price files that it names. Raises BadInputError."""
    if study.levels is not None:
        return study.levels, ()
    folder = data or Path(words).parent
    return market_levels([_beside(folder, one) for one in study.prices], tuple(study.target), gaps=gaps)


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


def law_files() -> AccountLaws:
    """The law by year and place, from the files that come with trimtab."""
    return _LawFiles()
