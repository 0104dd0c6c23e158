"""FRED and Ken French's library over the network, asked for by name and by nothing but an explicit command."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from trimtab.core.market_file import Fetched, FetchError

FRED = "https://fred.stlouisfed.org/graph/fredgraph.csv?id={}"
FRENCH = "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/{}_CSV.zip"
ADDRESSES = {"fred": FRED, "french": FRENCH}
SECONDS = 60
LIMIT_BYTES = 50_000_000
_SYMBOL = re.compile(r"[\w.^=-]{1,60}", re.ASCII)

Get = Callable[[str], bytes]


def get(address: str) -> bytes:
    """The bytes at an address. Raises FetchError."""
    request = Request(address, headers={"User-Agent": "trimtab"})  # noqa: S310 - ADDRESSES are https
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            data = answer.read(LIMIT_BYTES + 1)
    except (URLError, TimeoutError, OSError) as fault:
        raise FetchError(f"{address} cannot be read: {fault}") from None
    if len(data) > LIMIT_BYTES:
        raise FetchError(f"{address} sends more than {LIMIT_BYTES:,} bytes")
    return bytes(data)


def fetch_web(source: str, symbol: str, today: date, read: Get = get) -> Fetched:
    """One series of FRED (`DGS10`) or one file of the library (`F-F_Research_Data_Factors`). Raises FetchError."""
    if not _SYMBOL.fullmatch(symbol):
        raise FetchError(f'"{symbol}" is no name of a series')
    address = ADDRESSES[source].format(quote(symbol))
    data = read(address)
    if data.lstrip()[:1] == b"<":
        raise FetchError(f"{address} sent a page, not data: is {symbol} the name of a series there?")
    return Fetched(f"{source}:{symbol}", data, address, today)
