"""One loss, replaced in part by the spouse's IRA and in part by a reinvested dividend."""

from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.ledger.wash_sales.coverage import coverage
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.result import in_cents
from trimtab.ledger.wash_sales.windows import windows_open

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 20)
history = WashHistory(
    accounts=(
        WashAccount("brokerage", "Ann", AccountKind.TAXABLE, FIRST, LAST),
        WashAccount("ira", "Bob", AccountKind.TRADITIONAL_IRA, FIRST, LAST),
    ),
    lots=(
        AcquiredLot("old", "brokerage", "VTI", "VTI", date(2025, 1, 6), 0, Decimal(100), Decimal(30000)),
        AcquiredLot("bob", "ira", "VTI", "VTI", date(2025, 5, 20), 0, Decimal(20), Decimal(5600)),
        AcquiredLot(
            "drip",
            "brokerage",
            "VTI",
            "VTI",
            date(2025, 6, 16),
            0,
            Decimal("0.5"),
            Decimal(140),
            Acquired.REINVESTMENT,
        ),
    ),
    sales=(LotSale("sale-1", "brokerage", "old", date(2025, 6, 2), 0, Decimal(100), Decimal(27000)),),
)

result = wash_sales(history)
for sold in result.sales:
    print(f"{sold.sale.trade_date} {sold.lot.symbol}: result {in_cents(sold.gain_usd)}")
    for piece in sold.pieces:
        by = piece.replaced_by
        fate = (
            "stands"
            if by is None
            else f"replaced by {by.lot_id} in {by.owner}'s {by.account_id}, {by.authority}"
        )
        print(f"  {float(piece.quantity):g} shares, {in_cents(piece.gain_usd)}: {fate}")
    print(
        f"  allowed {in_cents(sold.allowed_loss_usd)}, disallowed {in_cents(sold.disallowed_usd)}, "
        f"of which lost for good {in_cents(sold.lost_for_good_usd)}"
    )
for lot in result.lots[1:]:
    for piece in lot.pieces:
        print(f"lot {lot.lot.lot_id}: basis {in_cents(piece.basis_usd)}, held from {piece.held_from}")
for window in windows_open(history, LAST):
    print(f"open: {window.kind} {window.group} until {window.until}, {float(window.quantity):g} shares")
for loss in coverage(history, result).losses:
    print(f"not seen in full for {loss.sale_id}: {', '.join(loss.account_ids)}")
