"""The generic trade list as CSV: one row per lot sold, one per purchase. RFC 4180, CRLF, UTF-8."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.money import plain
from trimtab.core.plan import LotSale, Plan, Term, Trade
from trimtab.reports.labels import Masks, account_labels
from trimtab.reports.words import clean, last_four, masked

COLUMNS = (
    "batch_id", "order_id", "household", "account", "account_mask", "custodian", "side", "symbol", "cusip",
    "quantity", "quantity_kind", "order_type", "limit_price", "time_in_force", "lot_method", "lot_date",
    "lot_quantity", "lot_unit_cost", "est_price", "est_amount", "est_gain_short", "est_gain_long",
    "wash_sale_note", "depends_on", "reason",
)  # fmt: skip
_FORMULA_STARTS = frozenset("=+-@\t\r\n\x00＝＋－＠﹢﹣")
_UNIT_COST_STEP = Decimal("0.000001")


def text_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading quote mark, control characters made visible."""
    starts = text[:1] in _FORMULA_STARTS or text.lstrip()[:1] in _FORMULA_STARTS
    return f"'{clean(text)}" if text and starts else clean(text)


def trades_csv(household: Household, plan: Plan) -> str:
    """The plan's trades in the order to type in, header first; only the header if there are none.

    Quantities are shares, amounts USD; numbers are plain decimals. `quantity_kind` is `all` where one row sells
    a whole position, else `shares`. `order_id` is a hash of the plan and the row, so that a second upload is
    recognisable; `depends_on` names the order ids that must be filled first.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows = {trade.trade_id: list(_trade_rows(household, plan, trade)) for trade in plan.trades}
    ids = {trade_id: tuple(row["order_id"] for row in found) for trade_id, found in rows.items()}
    for trade in plan.trades:
        needed = " ".join(order_id for first in trade.depends_on for order_id in ids.get(first, ()))
        for row in rows[trade.trade_id]:
            row["depends_on"] = needed
            writer.writerow([row[column] for column in COLUMNS])
    return out.getvalue()


def _trade_rows(household: Household, plan: Plan, trade: Trade) -> Iterator[dict[str, str]]:
    account = household.account(trade.account_id)
    base = _trade_cells(household, plan, trade, account)
    lots: tuple[LotSale | None, ...] = trade.lots or (None,)
    for number, lot in enumerate(lots, start=1):
        row = base | _lot_cells(account, lot)
        if trade.sells_all and len(lots) == 1:
            row["quantity_kind"] = "all"
        row["order_id"] = _order_id(plan, trade, number, row)
        yield row


def _trade_cells(household: Household, plan: Plan, trade: Trade, account: Account) -> dict[str, str]:
    label, masks = account_labels(household)[account.account_id], Masks(household)
    waits = "when the money due has come; " if trade.step == 3 else ""
    return {
        "batch_id": text_cell(plan.plan_id),
        "household": text_cell(masked(plan.household)),
        "account": text_cell(label.account_id),
        "account_mask": text_cell(last_four(account.mask).lstrip("…")),
        "custodian": text_cell(label.custodian),
        "side": trade.side.value,
        "symbol": text_cell(trade.symbol),
        "cusip": "",
        "quantity": plain(trade.quantity),
        "quantity_kind": "shares",
        "order_type": "market",
        "limit_price": "",
        "time_in_force": "day",
        "est_price": plain(trade.price_usd),
        "est_amount": plain(trade.amount_usd),
        "wash_sale_note": text_cell(masks(trade.wash_note)),
        "reason": text_cell(waits + masks(trade.reason)),
    }


def _lot_cells(account: Account, lot: LotSale | None) -> dict[str, str]:
    if lot is None:
        return dict.fromkeys(
            ("lot_method", "lot_date", "lot_quantity", "lot_unit_cost", "est_gain_short", "est_gain_long"), ""
        )
    is_named = account.kind.is_taxable and lot.acquired is not None
    gain = "" if lot.gain_usd is None else plain(lot.gain_usd)
    return {
        "quantity": plain(lot.quantity),
        "lot_method": "specific" if is_named else "",
        "lot_date": lot.acquired.isoformat() if lot.acquired else "",
        "lot_quantity": plain(lot.quantity),
        "lot_unit_cost": _unit_cost(lot),
        "est_amount": plain(lot.proceeds_usd),
        "est_gain_short": gain if lot.term in {Term.SHORT, Term.UNKNOWN} else "",
        "est_gain_long": gain if lot.term is Term.LONG else "",
    }


def _unit_cost(lot: LotSale) -> str:
    if lot.basis_usd is None or lot.quantity == 0:
        return ""
    return plain((lot.basis_usd / lot.quantity).quantize(_UNIT_COST_STEP, rounding=ROUND_HALF_UP))


def _order_id(plan: Plan, trade: Trade, number: int, row: dict[str, str]) -> str:
    content = [plan.plan_id, trade.trade_id, str(number)]
    content += [f"{column}={row[column]}" for column in COLUMNS if column in row and column != "batch_id"]
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:16]
