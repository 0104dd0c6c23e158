"""Small files of prices for tests, written and read in one step."""

from __future__ import annotations

from pathlib import Path

from trimtab.bootstrap import load_market
from trimtab.services.market.load import MarketLoad, Wanted


def load_text(folder: Path, text: str, wanted: Wanted | None = None, words: str = "") -> MarketLoad:
    """The market of one file with this text; `words` stand before its name (`total-return:`)."""
    path = folder / "prices.csv"
    path.write_text(text, encoding="utf-8")
    return load_market([f"{words}{path}"], wanted)


def codes(loaded: MarketLoad) -> list[str]:
    """Codes of the problems, in their order."""
    return [problem.code for problem in loaded.problems]
