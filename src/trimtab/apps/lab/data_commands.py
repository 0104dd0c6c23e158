"""The commands for prices of the past: check files, look at one series, fetch, and list what was fetched."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.apps.common import AsJson, GapsAsked, Html, Width, console, refuse, show
from trimtab.apps.exit_codes import ExitCode
from trimtab.core.history import Gaps

if TYPE_CHECKING:
    from trimtab.reports.document import Document
    from trimtab.services.market.household import HouseholdMarket
    from trimtab.services.market.load import MarketLoad

commands = typer.Typer(no_args_is_help=True)

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILES...",
        help="Files of prices, or names of what was fetched (yahoo:VTI); [PREFIX=][total-return:]NAME.",
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache", metavar="FOLDER", help="Where fetched series are kept; default: your data folder."
    ),
]


@commands.command(
    short_help="What files of prices hold, and all that is wrong with them.",
    epilog="Example: trimtab data check prices.csv.gz --from 2004-01-01 --symbols SPY,AGG",
)
def check(
    files: Files,
    symbols: Annotated[
        str | None, typer.Option("--symbols", metavar="A,B", help="Only these, all of which must be there.")
    ] = None,
    start: Annotated[
        datetime | None,
        typer.Option("--from", metavar="DAY", formats=["%Y-%m-%d"], help="Tell which begin after this day."),
    ] = None,
    gaps: GapsAsked = Gaps.ERROR,
    cache: Cache = None,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Read files of prices and show each series: days, payments, splits, missing days; and every problem at once.

    Ends with exit code 3 where something must be mended before the prices can be used.
    """
    from trimtab.apps.outputs import check_outputs
    from trimtab.reports.market_document import market_document
    from trimtab.services.market.seen import series_seen

    check_outputs((html,), [Path(name) for name in files if Path(name).exists()])
    loaded = _load(files, symbols, start.date() if start else None, gaps, cache)
    names = [file.name for file in loaded.files]
    show(market_document(series_seen(loaded), names, loaded.problems), width, as_json=as_json, html=html)
    if loaded.market is None:
        raise typer.Exit(ExitCode.INPUT_REFUSED)


@commands.command(
    "show",
    short_help="One series: where it is from, what was done to it, each year.",
    epilog="Example: trimtab data show prices.csv.gz --symbol SPY",
)
def show_series(
    files: Files,
    symbol: Annotated[str, typer.Option("--symbol", metavar="SYMBOL", help="Which one.")],
    gaps: GapsAsked = Gaps.CARRY,
    cache: Cache = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Show one series with its provenance, and for each year its days, last close, payments and splits."""
    from trimtab.reports.market_document import series_document
    from trimtab.services.market.seen import series_seen

    loaded = _load(files, symbol, None, gaps, cache)
    seen = [one for one in series_seen(loaded) if one.series.symbol == symbol]
    if not seen:
        refuse(loaded.problems, as_json)
    show(series_document(seen[0], loaded.problems), width, as_json=as_json)


@commands.command(
    short_help="Which series stands for which security of a household.",
    epilog="Example: trimtab data household household.toml prices.csv.gz",
)
def household(
    path: Annotated[Path, typer.Argument(metavar="HOUSEHOLD", help="The household.toml file.")],
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILES]...", help="Files beside those of its [history].")
    ] = None,
    gaps: Annotated[
        Gaps | None, typer.Option("--gaps", help="Instead of what [history] says of missing days.")
    ] = None,
    cache: Cache = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Show what stands for each security that is held or may be bought, and what must be told beside every result."""
    from trimtab.apps.common import load
    from trimtab.bootstrap import market_for

    loaded = load(path, as_json)
    owned, _ = loaded.checked()
    found = market_for(path, loaded, files or (), gaps, cache)
    show(_stands(owned.name, owned.as_of, found), width, as_json=as_json)
    if found.market is None:
        raise typer.Exit(ExitCode.INPUT_REFUSED)


@commands.command(
    short_help="Fetch series over the network and keep them.",
    epilog="Example: trimtab data fetch yahoo:VTI fred:DGS10 french:F-F_Research_Data_Factors",
)
def fetch(
    names: Annotated[
        list[str], typer.Argument(metavar="NAMES...", help="yahoo:SYMBOL, fred:SERIES or french:FILE.")
    ],
    cache: Cache = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Fetch each name and keep it with its origin, day and hash. No other command of trimtab uses the network.

    Ends with exit code 3 where any could not be fetched or read; what was kept of it before stays.
    """
    from trimtab.adapters.render.terminal import print_problems
    from trimtab.bootstrap import fetch_prices
    from trimtab.reports.market_document import cache_document

    today = datetime.now().astimezone().date()
    result = fetch_prices(names, today, cache)
    show(cache_document(str(_folder(cache)), result.kept, today), width, as_json=as_json)
    if result.problems:
        print_problems(result.problems, console(None, err=True))
        raise typer.Exit(ExitCode.INPUT_REFUSED)


@commands.command(
    "list", short_help="What was fetched, when and from where.", epilog="Example: trimtab data list"
)
def list_kept(cache: Cache = None, as_json: AsJson = False, width: Width = None) -> None:
    """List what the cache holds; nothing is fetched."""
    from trimtab.bootstrap import kept_prices
    from trimtab.reports.market_document import cache_document

    folder, kept = kept_prices(cache)
    if not kept and not as_json:
        typer.echo(f"Nothing was fetched yet; it would be kept in {folder}")
        return
    newest = max((one.retrieved for one in kept), default=date.min)
    show(cache_document(str(folder), kept, newest), width, as_json=as_json)


def _load(
    files: list[str], symbols: str | None, start: date | None, gaps: Gaps, cache: Path | None
) -> MarketLoad:
    from trimtab.bootstrap import load_market
    from trimtab.services.market.load import Wanted

    wanted = frozenset(name.strip() for name in symbols.split(",") if name.strip()) if symbols else None
    return load_market(files, Wanted(wanted, start, gaps), cache)


def _folder(cache: Path | None) -> Path:
    from trimtab.bootstrap import kept_prices

    return kept_prices(cache)[0]


def _stands(name: str, day: date, found: HouseholdMarket) -> Document:
    from trimtab.reports.market_document import stands_document

    by_symbol = found.market.series if found.market else {}
    series = [(one, found.stands.get(symbol, "")) for symbol, one in sorted(by_symbol.items())]
    span = (found.first_day, found.last_day)
    return stands_document(name, day, series, found.told, span, found.problems)
