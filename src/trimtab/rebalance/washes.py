"""Wash sales that cannot be avoided: which losses of a plan do not count, where they go, and what is lost for good.

Asked only where cash must be raised and every other way to raise it is used up. Each share lost is matched with a
share bought, as the books do it (docs/wash-sales.md). 26 USC 1091(a), (d); 26 CFR 1.1091-1(c), (d); Rev. Rul. 2008-5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.money import ZERO, cents, plain, usd
from trimtab.core.plan import LotSale, Side, Trade, WashSale
from trimtab.core.problems import Problem, note, warning
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.harvest import days_to_long, net_worth_usd
from trimtab.rebalance.rules import Rules
from trimtab.tax.wash import WINDOW, RecentPurchase


@dataclass(slots=True)
class _Bought:
    """Shares bought lately that can still take over a loss."""

    recent: RecentPurchase
    left: Decimal


def washed(rules: Rules, trades: tuple[Trade, ...]) -> tuple[WashSale, ...]:
    """The losses of these trades that shares bought lately, or to be bought by themselves, take over.

    Earliest sale and earliest purchase first; what remains of a lot replaces nothing of it. How much a standing order
    will buy is not known, so what it could take over counts as taken over in full.
    """
    if not rules.lift_wash:
        return ()
    sales = [
        (trade, sale)
        for trade in trades
        if trade.side is Side.SELL and rules.household.account(trade.account_id).kind.is_taxable
        for sale in trade.lots
        if (sale.gain_usd or ZERO) < 0
    ]
    sales.sort(key=lambda one: (one[1].acquired or date.max, one[0].account_id, one[0].symbol, one[1].lot_id))
    sold = {(t.account_id, t.symbol, sale.lot_id): sale.quantity for t in trades for sale in t.lots}
    pools: dict[str, list[_Bought]] = {}
    found: list[WashSale] = []
    for trade, sale in sales:
        group = rules.group(trade.symbol)
        pool = pools.setdefault(group, _pool(rules, group, sold))
        found += _taken_over(rules, trade, sale, pool, rules.coming(group))
    return tuple(found)


def _pool(rules: Rules, group: str, sold: dict[tuple[str, str, str], Decimal]) -> list[_Bought]:
    """What was bought lately and stays. Shares sold today are gone, but not a retirement account's: whether that undoes
    a purchase there, nobody has ruled."""
    pool = []
    for recent in rules.recent.get(group, ()):
        left = recent.quantity
        if recent.lot is not None and recent.account.kind.is_taxable:
            gone = sold.get((recent.account.account_id, recent.symbol, recent.lot.lot_id), ZERO)
            left *= (recent.lot.quantity - gone) / recent.lot.quantity
        pool.append(_Bought(recent, left))
    return sorted(pool, key=lambda one: (one.recent.bought, one.recent.account.account_id, one.recent.symbol))


def _taken_over(
    rules: Rules, trade: Trade, sale: LotSale, pool: list[_Bought], coming: str | None
) -> list[WashSale]:
    loss, left = -(sale.gain_usd or ZERO), sale.quantity
    found = []
    for bought in pool:
        recent = bought.recent
        own = recent.lot is not None and (recent.account.account_id, recent.symbol, recent.lot.lot_id) == (
            trade.account_id,
            trade.symbol,
            sale.lot_id,
        )
        part = min(left, bought.left)
        if own or part <= 0:
            continue
        bought.left -= part
        left -= part
        words = f"{recent.account.name} bought {plain(recent.quantity)} {recent.symbol} on {recent.bought}"
        lot_id = recent.lot.lot_id if recent.lot is not None else ""
        found.append(
            _wash_sale(rules, trade, sale, part, recent.account.account_id, (recent.symbol, lot_id), words)
        )
    if coming is not None and left > 0:
        words = f"{rules.household.account(coming).name} buys it or its like by itself within 30 days"
        found.append(_wash_sale(rules, trade, sale, left, coming, ("", ""), words))
    total = sum((wash.disallowed_usd for wash in found), ZERO)
    assert total <= loss + len(found), "no more than the loss is taken over, but for rounding"
    return found


def _wash_sale(
    rules: Rules,
    trade: Trade,
    sale: LotSale,
    part: Decimal,
    account_id: str,
    replacement: tuple[str, str],
    words: str,
) -> WashSale:
    disallowed = cents(-(sale.gain_usd or ZERO) * part / sale.quantity)
    is_lost = not rules.household.account(account_id).kind.is_taxable
    end = "lost for good" if is_lost else "added to the basis there and taken when that is sold"
    return WashSale(
        account_id=trade.account_id,
        symbol=trade.symbol,
        lot_id=sale.lot_id,
        quantity=part,
        term=sale.term,
        disallowed_usd=disallowed,
        lost_usd=disallowed if is_lost else ZERO,
        replaced_in=account_id,
        replaced_symbol=replacement[0],
        replaced_lot_id=replacement[1],
        words=f"{words}: the loss of {usd(disallowed)} on {plain(part)} {trade.symbol} does not count now; it is {end}",
    )


def wash_problems(washes: tuple[WashSale, ...]) -> tuple[Problem, ...]:
    """A warning for each loss that a plan cannot keep."""
    return tuple(
        warning(
            "wash-sale", f"a wash sale that cannot be avoided: {wash.words}", "raise the cash in another way"
        )
        for wash in washes
    )


def standing_orders(rules: Rules, year_tax: YearTax) -> tuple[Problem, ...]:
    """For each standing order that bars losses: what could be taken without it, and what that is worth."""
    if not any(account.purchases_coming for account in rules.household.accounts):
        return ()
    taxable = [account for account in rules.household.accounts if account.kind.is_taxable]
    at_loss = {rules.group(p.symbol) for account in taxable for p in account.positions if rules.at_loss(p)}
    coming = {group: account_id for group in at_loss if (account_id := rules.coming(group)) is not None}
    if not coming:
        return ()
    found = []
    free = rules.without_coming()
    for group, account_id in sorted(coming.items()):
        barred = [one for one in free.losses if rules.group(one[1].symbol) == group]
        short = long = ZERO
        for _, position, lot in barred:
            loss = -rules.gain_usd(position.symbol, lot)
            is_short = days_to_long(lot, rules.household.as_of) > 0
            short, long = (short + loss, long) if is_short else (short, long + loss)
        worth = cents(net_worth_usd(rules, year_tax, short, long)) if barred else ZERO
        if worth <= 0:
            continue
        symbols = ", ".join(sorted({position.symbol for _, position, _ in barred}))
        name = rules.household.account(account_id).name
        until = rules.household.as_of + WINDOW + timedelta(days=1)
        found.append(
            note(
                "standing-order",
                f"{name} buys {symbols} or its like by itself within 30 days, which bars a loss of "
                f"{usd(short + long)}, worth about {usd(worth)} today",
                f"to take that loss, stop the order until {until} and take it out of purchases_coming",
            )
        )
    return tuple(found)
