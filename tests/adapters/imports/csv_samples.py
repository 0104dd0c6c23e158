"""The shared CSV samples that must go through, with what a person reads in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tests.shared import SHARED
from trimtab.adapters.imports.registry import read_export
from trimtab.core.statement import FileKind, ParsedFile

SAMPLES = SHARED / "samples"


@dataclass(frozen=True)
class Expected:
    """Counts and sums read off a sample by eye."""

    path: str
    kind: FileKind
    layout: str
    as_of: str | None
    accounts: tuple[str, ...]  # the masks
    positions: int = 0
    positions_usd: str = "0"
    cash_usd: str = "0"
    lots: int = 0
    lots_cost_usd: str = "0"
    transactions: int = 0
    transactions_usd: str = "0"
    codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return (SAMPLES / self.path).read_bytes()

    def read(self) -> ParsedFile:
        """The file as trimtab reads it."""
        return read_export(self.name, self.data)


POSITIONS, LOTS = FileKind.POSITIONS, FileKind.LOTS
TRANSACTIONS, STATEMENT = FileKind.TRANSACTIONS, FileKind.STATEMENT
MISMATCH, NO_TOTAL, NO_NAME = "total-does-not-add-up", "no-total-row", "account-not-named"

EXPECTED = (
    Expected(
        "schwab/All-Accounts-Positions-2020-11-15.CSV",
        POSITIONS,
        "schwab positions 2020",
        "2020-11-15",
        ("1234", "4321"),
        positions=3,
        positions_usd="12980.00",
        cash_usd="2000.00",
        codes=(MISMATCH, NO_TOTAL),
    ),
    Expected(
        "schwab/lots/Intelligent-Positions-2020-08-25.CSV",
        POSITIONS,
        "schwab positions 2020",
        "2020-08-25",
        ("4321",),
        positions=2,
        positions_usd="747.79",
        cash_usd="10.00",
        codes=(MISMATCH,),
    ),
    Expected(
        "schwab/lots/Intelligent-Positions-2020-10-25.CSV",
        POSITIONS,
        "schwab positions 2020",
        "2020-10-25",
        ("4321",),
        positions=1,
        positions_usd="740.25",
        cash_usd="10.00",
        codes=(MISMATCH,),
    ),
    Expected(
        "constructed/schwab_all_accounts_2026.csv",
        POSITIONS,
        "schwab positions 2024",
        "2026-11-20",
        ("123", "456"),
        positions=4,
        positions_usd="682256.05",
        cash_usd="5210.37",
        codes=(NO_TOTAL,),
    ),
    Expected(
        "schwab/lots/2020-08-25_FNDA.csv",
        LOTS,
        "schwab lot details",
        "2020-08-25",
        ("4321",),
        lots=1,
        lots_cost_usd="34.89",
    ),
    Expected(
        "schwab/lots/2020-08-25_SCHA.csv",
        LOTS,
        "schwab lot details",
        "2020-08-25",
        ("4321",),
        lots=1,
        lots_cost_usd="713.50",
    ),
    Expected(
        "schwab/lots/2020-10-25_HYLB.csv",
        LOTS,
        "schwab lot details, wide",
        "2020-10-25",
        ("4321",),
        lots=2,
        lots_cost_usd="280.00",
        codes=(MISMATCH,),
    ),
    Expected(
        "schwab/lots/2020-10-25_IAU.csv",
        LOTS,
        "schwab lot details",
        "2020-10-25",
        ("4321",),
        lots=1,
        lots_cost_usd="100.00",
    ),
    Expected(
        "schwab/lots/2020-10-25_SCHA.csv",
        LOTS,
        "schwab lot details",
        "2020-10-25",
        ("4321",),
        lots=1,
        lots_cost_usd="761.88",
        codes=(MISMATCH,),
    ),
    Expected(
        "constructed/schwab_lot_details_VXUS_2026.csv",
        LOTS,
        "schwab lot details",
        "2026-11-20",
        ("123",),
        lots=2,
        lots_cost_usd="81250.00",
    ),
    Expected(
        "schwab/Brokerage_Transactions_20201115-180021.CSV",
        TRANSACTIONS,
        "schwab transactions 2020",
        "2020-11-15",
        ("1234",),
        transactions=21,
        transactions_usd="26865.96",
        codes=(MISMATCH,),
    ),
    Expected(
        "schwab/Brokerage_Transactions_20201130-180000_EMPTY.CSV",
        TRANSACTIONS,
        "schwab transactions 2020",
        "2020-11-30",
        ("1234",),
    ),
    Expected(
        "schwab/lots/Intelligent_Transactions.CSV",
        TRANSACTIONS,
        "schwab transactions 2020",
        "2020-11-15",
        ("4321",),
        transactions=11,
        transactions_usd="-1097.10",
        codes=(MISMATCH,),
    ),
    Expected(
        "schwab/schwab-export-2023.csv",
        TRANSACTIONS,
        "schwab transactions 2023",
        None,
        ("",),
        transactions=119,
        transactions_usd="400074.19",
        codes=(MISMATCH, NO_NAME),
    ),
    Expected(
        "constructed/fidelity_Portfolio_Positions_Nov-20-2026.csv",
        POSITIONS,
        "fidelity positions 2023",
        "2026-11-20",
        ("5678", "8765", "4321"),
        positions=5,
        positions_usd="142261.81",
        cash_usd="3442.98",
    ),
    Expected(
        "fidelity/Accounts_History_20251204.csv",
        TRANSACTIONS,
        "fidelity history, 18 columns",
        "2025-12-03",
        ("1111", "2222", "3333", "4444", "5555"),
        transactions=21,
        transactions_usd="-5407.45",  # the 30,246.04 of a merger are the worth of shares, no cash
    ),
    Expected(
        "fidelity/History_for_Account_2023.csv",
        TRANSACTIONS,
        "fidelity history, 12 columns",
        "2023-01-24",
        ("",),
        transactions=11,
        transactions_usd="-7671.75",
        codes=(NO_NAME,),
    ),
    Expected(
        "constructed/vanguard_OfxDownload.csv",
        STATEMENT,
        "vanguard download",
        None,
        ("1111", "2222", "6545"),
        positions=4,
        positions_usd="259441.22",
        cash_usd="1624.88",
        transactions=4,
        transactions_usd="0",
        codes=(NO_TOTAL,),
    ),
    Expected(
        "constructed/vanguard_cost_basis_lots.csv",
        LOTS,
        "vanguard cost basis lots",
        "2026-11-20",
        ("1111",),
        lots=2,
        lots_cost_usd="42750.00",
        codes=(NO_TOTAL,),
    ),
    Expected(
        "constructed/hostile_formula_names.csv",
        STATEMENT,
        "vanguard download",
        None,
        ("1111",),
        positions=4,
        positions_usd="545.57",
        codes=(NO_TOTAL,),
    ),
)


def content(parsed: ParsedFile) -> ParsedFile:
    """What a file says, without its bytes, its lines and its problems."""
    return replace(parsed, sha256="", layout="", line_count=0, lines={}, problems=())


def total(amounts: list[Decimal | None]) -> Decimal:
    """The sum of the amounts that are known."""
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
