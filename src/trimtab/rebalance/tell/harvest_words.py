"""The losses a plan takes, told one by one: what each saves, costs later, and gives up by not waiting."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import HUNDRED, ZERO, cents, usd, usd_whole
from trimtab.core.plan import BUY, LONG, SHELTERED, HarvestedLot, LotSale, Trade
from trimtab.core.problems import Problem, warning
from trimtab.core.year_tax import YearOutcome, YearTax
from trimtab.rebalance.counted import later_factor
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.waiting import Waiting

HARVEST_SHORT = "harvest-short"
BESIDE = "bought in the last 30 days: left in place it would make the loss sold with it a wash sale"
TENTH = Decimal("0.1")
SOME = 3  # symbols named where less loss can be taken than asked for


def harvested(
    rules: Rules, decision: Decision, trades: tuple[Trade, ...], year_tax: YearTax
) -> tuple[HarvestedLot, ...]:
    """Every lot the trades sell at a loss in a taxable account, in the order of the trades. What they save is less what
    the gains of those bear that go with them."""
    found = [
        (trade, sale, known)
        for trade in trades
        for sale in trade.lots
        if sale.gain_usd is not None
        and sale.gain_usd < 0
        and (known := rules.waiting.get((trade.account_id, trade.symbol, sale.lot_id))) is not None
    ]
    if not found:
        return ()
    short = sum([trade.gain_short_usd for trade in trades], ZERO)
    long = sum([trade.gain_long_usd for trade in trades], ZERO)
    taken_short = -sum([s.gain_usd or ZERO for _, s, _ in found if s.term is not LONG], ZERO)
    taken_long = -sum([s.gain_usd or ZERO for _, s, _ in found if s.term is LONG], ZERO)
    year = year_tax.outcome(short, long)
    beside = sum(beside_losses(rules, decision, trades).values(), ZERO)  # bought within 30 days: short-term
    without = year_tax.outcome(short + taken_short - beside, long + taken_long)
    total = taken_short + taken_long
    dollar = _Dollar(
        (without.tax_usd - year.tax_usd) / total,
        (_carried_usd(year) - _carried_usd(without)) / total,
        rules.household.tax.long_rate,
        later_factor(rules.policy),
    )
    return tuple([_told(dollar, trade, sale, known) for trade, sale, known in found])


def _carried_usd(year: YearOutcome) -> Decimal:
    return year.carried_short_usd + year.carried_long_usd


class _Dollar(NamedTuple):
    """What a dollar of the plan's losses saves this year and carries into the next; at what rate the lower basis is
    taxed later, and what a dollar of that tax counts today."""

    saved: Decimal
    carried: Decimal
    later_rate: Decimal
    later: Decimal


def _told(dollar: _Dollar, trade: Trade, sale: LotSale, known: Waiting) -> HarvestedLot:
    loss = -(sale.gain_usd or ZERO)
    return HarvestedLot(
        account_id=trade.account_id,
        symbol=trade.symbol,
        lot_id=sale.lot_id,
        quantity=sale.quantity,
        loss_usd=loss,
        saved_now_usd=cents(dollar.saved * loss),
        carried_usd=cents(dollar.carried * loss),
        later_usd=cents(loss * dollar.later_rate * dollar.later),
        waiting_usd=cents(known.worth_usd * sale.quantity / known.quantity),
        hurdle_pct=(known.hurdle * HUNDRED).quantize(TENTH),
        price_pct=(known.ratio * HUNDRED).quantize(TENTH),
    )


def short_of_asked(rules: Rules, decision: Decision, trades: tuple[Trade, ...]) -> tuple[Problem, ...]:
    """A warning where less loss can be taken than was asked for: how much it is, and in what the rest stands."""
    asked = decision.least_loss_usd
    if asked is None:
        return ()
    sold = _losses_taken(trades)
    taken = sum(sold.values(), ZERO) - sum(beside_losses(rules, decision, trades).values(), ZERO)
    if taken >= asked:
        return ()
    words = f"losses of {usd(taken)} can be taken, {usd(asked - taken)} less than asked for"
    held = _losses_held(rules)
    left = {symbol: cents(loss - sold.get(symbol, ZERO)) for symbol, loss in held.items()}
    left = {symbol: loss for symbol, loss in left.items() if loss > 0}
    if not left:
        return (warning(HARVEST_SHORT, words, "no other lot of a taxable account stands at a loss today"),)
    named = [f"{usd(left[symbol])} in {symbol}" for symbol in sorted(left, key=lambda s: (-left[s], s))]
    more = f" and {len(named) - SOME} more" if len(named) > SOME else ""
    remedy = (
        "--explain SYMBOL tells what bars it: wait until that ends, or name more substitutes under [buys]"
    )
    return (warning(HARVEST_SHORT, f"{words}; not taken: {', '.join(named[:SOME])}{more}", remedy),)


def beside_losses(
    rules: Rules, decision: Decision, trades: tuple[Trade, ...]
) -> dict[tuple[str, str, str], Decimal]:
    """The gain of each lot bought lately that goes because only so do losses of its group stand, by account, symbol and
    lot: where only losses may go. All are short-term."""
    keys = rules.lately_beside_losses if decision.scope.only_losses or decision.losses_in else ()
    return {
        key: sale.gain_usd
        for trade in (trades if keys else ())
        for sale in trade.lots
        if (key := (trade.account_id, trade.symbol, sale.lot_id)) in keys
        and decision.only_losses_in(trade.account_id)
        and sale.gain_usd is not None
        and sale.gain_usd >= 0
    }


def _losses_taken(trades: tuple[Trade, ...]) -> dict[str, Decimal]:
    """By symbol, the losses that the trades take in taxable accounts."""
    found: dict[str, Decimal] = {}
    for trade in trades:
        for sale in trade.lots:
            if sale.gain_usd is not None and sale.gain_usd < 0 and sale.term is not SHELTERED:
                found[trade.symbol] = found.get(trade.symbol, ZERO) - sale.gain_usd
    return found


def _losses_held(rules: Rules) -> dict[str, Decimal]:
    """By symbol, the losses of all lots that stand below their cost in taxable accounts."""
    found: dict[str, Decimal] = {}
    for account in rules.household.accounts:
        for position in account.positions if account.kind.is_taxable else ():
            for lot in rules.at_loss(position):
                loss = -rules.gain_usd(position.symbol, lot)
                found[position.symbol] = found.get(position.symbol, ZERO) + loss
    return found


def harvest_words(lot: HarvestedLot) -> str:
    """One lot in words: "saves $870 now and carries $6,000; its lower basis costs $1,100 later; ..."."""
    parts = [f"saves {usd_whole(lot.saved_now_usd)} this year"]
    if lot.carried_usd > 0:
        parts.append(f"{usd_whole(lot.carried_usd)} of loss is carried forward")
    parts.append(f"the lower basis costs {usd_whole(lot.later_usd)} later, in today's dollars")
    worth = f"worth taking up to {lot.hurdle_pct!s}% of its basis, today {lot.price_pct!s}%"
    if lot.price_pct > lot.hurdle_pct:
        worth = (
            f"sold for the money: its loss alone would wait for {lot.hurdle_pct!s}% of its basis, "
            f"today {lot.price_pct!s}%"
        )
    return "; ".join([*parts, worth])


def trade_harvest_words(trade: Trade, lots: Sequence[HarvestedLot]) -> str:
    """What a sale's losses, these `lots`, save in a few words: all of them where it is one, else how they stand."""
    if trade.side is BUY or not lots:
        return ""
    if len(lots) == 1:
        return harvest_words(lots[0])
    least = min(lots, key=lambda lot: (lot.hurdle_pct - lot.price_pct, lot.lot_id))
    at = f"the one nearest its hurdle of {least.hurdle_pct!s}% of basis at {least.price_pct!s}%"
    return f"{len(lots)} lots at a loss, {at}"


def waiting_words(rules: Rules, account: Account, position: Position) -> list[str]:
    """Why losses that are held are left alone: each lot above its hurdle, with the figures."""
    return [
        _waits(rules, position, lot, known)
        for lot in position.lots
        if (known := rules.waiting.get((account.account_id, position.symbol, lot.lot_id)))
        and not known.is_over
    ]


def _waits(rules: Rules, position: Position, lot: Lot, known: Waiting) -> str:
    loss = -rules.gain_usd(position.symbol, lot)
    return (
        f"the loss of {usd_whole(loss)} in {lot.lot_id} waits: worth taking up to {known.hurdle * HUNDRED:.1f}% of its "
        f"basis, today {known.ratio * HUNDRED:.1f}%"
    )
