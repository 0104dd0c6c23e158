"""What the engine could not see: accounts whose trades are not known for the whole of a window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trimtab.ledger.wash_sales.history import WashAccount, WashHistory
from trimtab.ledger.wash_sales.law import WINDOW_DAYS
from trimtab.ledger.wash_sales.result import WashResult

NEVER_SEEN = (
    "Only the accounts listed here were looked at. Purchases in any other account of yours or of your "
    "spouse's count as well: an IRA or 401(k) elsewhere, a robo-adviser, a company you control."
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """A loss that stands, and the accounts that may hide a purchase which would disallow it."""

    sale_id: str
    lot_id: str
    trade_date: date
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at, what was not, and which losses that leaves open."""

    account_ids: tuple[str, ...]
    losses: tuple[Unseen, ...]
    never_seen: str = NEVER_SEEN


def coverage(history: WashHistory, result: WashResult) -> Coverage:
    """The accounts looked at, and every allowed loss whose 61 days are not known in full in each of them.

    A loss sold less than 30 days before an account's last known day is among them: it may still be disallowed.
    """
    accounts = sorted(history.accounts, key=lambda account: account.account_id)
    losses = []
    for sold in result.sales:
        if not sold.allowed_loss_usd:
            continue
        hidden = tuple(a.account_id for a in accounts if not _covers(a, sold.sale.trade_date))
        if hidden:
            losses.append(Unseen(sold.sale.sale_id, sold.sale.lot_id, sold.sale.trade_date, hidden))
    return Coverage(tuple(account.account_id for account in accounts), tuple(losses))


def _covers(account: WashAccount, sold: date) -> bool:
    """Whether the account's trades are known for the whole 61 days around a sale."""
    first, last = account.known_from, account.known_to
    if first is None or last is None:
        return False
    return (sold - first).days >= WINDOW_DAYS and (last - sold).days >= WINDOW_DAYS
