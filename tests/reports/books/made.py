"""Books made by hand: a couple with a joint account and an IRA, and one of everything odd in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.events import DividendKind, LotMethod
from trimtab.core.household import FilingStatus, Household, TaxProfile
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.core.problems import Source
from trimtab.ledger.books.realised import HeldLot, Realised, Washed
from trimtab.ledger.books.result import Books, Closing, How, IncomeLine
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.wash_sales.coverage import Coverage, Unseen
from trimtab.ledger.wash_sales.history import WashHistory
from trimtab.ledger.wash_sales.result import Replacement, WashResult
from trimtab.ledger.wash_sales.windows import OpenWindow, WindowKind
from trimtab.reports.books.records import Days, TaxRecords

D = Decimal
AS_OF = date(2026, 11, 20)
HERE = Source("made.csv", 2)
ACCOUNTS = (
    Account("joint", "Joint brokerage", AccountKind.TAXABLE, "Ann & Bob", "Schwab", "4821", D(0), ()),
    Account("ira", "Bob's IRA", AccountKind.TRADITIONAL_IRA, "Bob", "Fidelity", "7283", D(0), ()),
)


def instrument(symbol: str, kind: InstrumentKind = InstrumentKind.ETF, group: str = "") -> Instrument:
    return Instrument(symbol, symbol, kind, (), identical_group=group)


INSTRUMENTS = {
    one.symbol: one
    for one in (
        instrument("VTI", group="vanguard-total"),
        instrument("VTSAX", InstrumentKind.MUTUAL_FUND, "vanguard-total"),
        instrument("ORCL", InstrumentKind.STOCK),
        instrument("BND"),
        instrument("HOUSE", InstrumentKind.PROPERTY),
    )
}
GROUPS = {symbol: one.wash_group for symbol, one in INSTRUMENTS.items()}
PRICES = {
    symbol: Price(symbol, D(usd), AS_OF, HERE)
    for symbol, usd in (("VTI", "300"), ("VTSAX", "150"), ("ORCL", "250"), ("BND", "72.50"))
}


def household(year: int = 2026, **profile: object) -> Household:
    tax = TaxProfile(FilingStatus.MARRIED_JOINT, year, D(24), D(15))
    return Household("Made", AS_OF, ACCOUNTS, INSTRUMENTS, PRICES, replace(tax, **profile))  # type: ignore[arg-type]


def sold(
    symbol: str = "VTI", proceeds: str = "1000", basis: str | None = "600", **changes: object
) -> Realised:
    """Ten shares bought 2024-01-02 and sold 2026-06-01 in the joint account: long-term."""
    made = Realised(
        "sale-1", "joint", symbol, "lot-1", D(10), date(2024, 1, 2), date(2024, 1, 2), date(2026, 6, 1), D(proceeds),
        None if basis is None else D(basis), D(0), D(0), True, True, None, Closing.SALE, How.PURCHASE, LotMethod.FIFO,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def held(symbol: str = "VTI", basis: str | None = "2000", **changes: object) -> HeldLot:
    """Ten shares bought 2024-01-02 in the joint account."""
    made = HeldLot(
        "lot-9", "joint", symbol, D(10), None if basis is None else D(basis), date(2024, 1, 2), date(2024, 1, 2),
        How.PURCHASE, True,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


REPLACED_HERE = Replacement("lot-12", "joint", "Ann & Bob", False, "26 USC 1091(d)")
REPLACED_IN_IRA = Replacement("lot-20", "ira", "Bob", True, "Rev. Rul. 2008-5")
SOLD = (
    sold(),
    sold("ORCL", "500.10", "700.35", event_id="sale-2", lot_id="lot-2", quantity=D(2), held_from=date(2026, 3, 2),
         bought=date(2026, 3, 2), closed=date(2026, 9, 30), is_long=False),
    sold("VTI", "900", "1150.40", event_id="sale-3", lot_id="lot-3", quantity=D(3), closed=date(2026, 10, 30),
         disallowed_usd=D("250.40"), replaced_by=REPLACED_HERE),
    sold("VTI", "600", "760", event_id="sale-3", lot_id="lot-3", quantity=D(2), closed=date(2026, 10, 30),
         disallowed_usd=D(160), lost_for_good_usd=D(160), replaced_by=REPLACED_IN_IRA),
    sold("BND", "720", None, event_id="sale-4", lot_id="lot-4", bought=None, held_from=None, is_long=None,
         closed=date(2026, 2, 3)),
    sold("BND", "1400", "1500", event_id="sale-5", lot_id="lot-5", account_id="ira", taxable=False),
    sold("ORCL", "400", "100", event_id="sale-6", lot_id="lot-6", closed=date(2025, 12, 31), bought=date(2009, 5, 4),
         held_from=date(2009, 5, 4)),
)  # fmt: skip
HELD = (
    held(),
    held("VTI", "3250.40", lot_id="lot-12", bought=date(2026, 11, 10), held_from=date(2024, 1, 15),
         wash_added_usd=D("250.40"), took_over="sale-3"),
    held("ORCL", "2400", lot_id="lot-13", bought=date(2025, 12, 1), held_from=date(2025, 12, 1)),
    held("BND", None, lot_id="lot-14", bought=None, held_from=None, how=How.OPENING),
    held("ORCL", "2600", lot_id="lot-15", how=How.GIFT, basis_for_loss_usd=D(2450)),
    held("VTSAX", "1400", lot_id="lot-20", account_id="ira", taxable=False, bought=date(2026, 11, 2),
         held_from=date(2026, 11, 2)),
)  # fmt: skip
WINDOWS = (
    OpenWindow(WindowKind.BUYING, "ORCL", "joint", "sale-2", "lot-2", date(2026, 11, 1), date(2026, 12, 1),
               Fraction(2), Fraction(20025, 100)),
    OpenWindow(WindowKind.SELLING, "vanguard-total", "ira", "lot-20", "lot-20", date(2026, 11, 2), date(2026, 12, 2),
               Fraction(10), Fraction(0), True),
    OpenWindow(WindowKind.SELLING, "vanguard-total", "joint", "lot-12", "lot-12", date(2026, 11, 10),
               date(2026, 12, 10), Fraction(7), Fraction(0)),
)  # fmt: skip
INCOME = (
    IncomeLine("dist-1", "joint", "VTSAX", date(2026, 12, 15), D("31.25"), DividendKind.CAPITAL_GAIN_LONG),
    IncomeLine("dist-2", "ira", "VTSAX", date(2026, 12, 15), D("99"), DividendKind.CAPITAL_GAIN_LONG),
    IncomeLine("dist-3", "joint", "VTSAX", date(2025, 12, 15), D("77"), DividendKind.CAPITAL_GAIN_LONG),
    IncomeLine("dist-4", "joint", "VTI", date(2026, 9, 15), D("55"), DividendKind.QUALIFIED),
)


def records(
    sold: Sequence[Realised] = SOLD,
    held: Sequence[HeldLot] = HELD,
    windows: Sequence[OpenWindow] = WINDOWS,
    income: Sequence[IncomeLine] = INCOME,
    home: Household | None = None,
    sales_known: tuple[Days, ...] = ((date(2020, 1, 1), AS_OF),),
    unseen: Sequence[Unseen] = (Unseen("sale-2", "lot-2", date(2026, 9, 30), ("ira",)),),
) -> TaxRecords:
    coverage = Coverage(("ira", "joint"), tuple(unseen))
    books = Books((), (), (), tuple(income))
    washed = Washed(
        books, tuple(sold), tuple(held), coverage, WashHistory((), (), ()), WashResult((), ()), {}
    )
    keepers = (
        BookAccount("joint", AccountKind.TAXABLE, "Ann & Bob", LotMethod.HIFO, LotMethod.AVERAGE,
                    date(2024, 1, 1), AS_OF),
        BookAccount("ira", AccountKind.TRADITIONAL_IRA, "Bob", known_from=date(2026, 11, 1), known_to=AS_OF),
    )  # fmt: skip
    return TaxRecords(
        home or household(), washed, BookRules(keepers, groups=GROUPS), tuple(windows), {"joint": sales_known}
    )
