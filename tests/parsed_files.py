"""Parsed files as an importer gives them: good, with a warning, and refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedAccount, StatedLot, StatedPosition

_JOINT = StatedAccount("a", "1234564821", "Joint brokerage", "schwab")
_ROTH = StatedAccount("b", "Z98761096", "Roth IRA Z98761096", "fidelity", "roth_ira")


def sample_files() -> tuple[tuple[ParsedFile, ...], tuple[Problem, ...], tuple[str, ...]]:
    """Three files out of order, the household's problems, and what is left to ask."""
    good = ParsedFile(
        "Joint-Positions-2026-11-20-163105.csv", "a" * 64, "schwab", FileKind.POSITIONS, "schwab positions 2026",
        date(2026, 11, 20), 9,
        {LineKind.POSITION: 4, LineKind.CASH: 1, LineKind.BANNER: 1, LineKind.HEADER: 1, LineKind.TOTAL: 1,
         LineKind.BLANK: 1},
        accounts=(_JOINT,), positions=(_position("VTI"), _position("VXUS"), _position("BND"), _position("SCHD")),
    )  # fmt: skip
    care = ParsedFile(
        "Portfolio_Positions_Nov-20-2026.csv", "b" * 64, "fidelity", FileKind.LOTS, "fidelity lots 2023",
        date(2026, 11, 20), 4, {LineKind.HEADER: 1, LineKind.LOT: 1, LineKind.FOOTER: 2}, accounts=(_ROTH,),
        lots=(StatedLot("b", "FSKAX", "1", Decimal(3), None, None, Source("x", 2)),),
        problems=(warning("lot-date-missing", "the lot of FSKAX has no date", "look it up", Source("x.csv", 2)),),
    )  # fmt: skip
    bad = ParsedFile(
        "broken.csv", "c" * 64, "", FileKind.UNKNOWN, "", None, 3, {LineKind.ERROR: 3},
        problems=(
            error("file-cut", "the file ends within a row", "download it again", Source("broken.csv", 3, "Quantity")),
        ),
    )  # fmt: skip
    household = (note("same-file-twice", "two files are the same bytes", "", Source("copy.csv")),)
    return (bad, care, good), household, ("the tax rates of the household",)


def _position(symbol: str) -> StatedPosition:
    return StatedPosition("a", symbol, symbol, Decimal(1), None, None, None, Source("x", 3))
