"""Explain: a reason for each trade, the rule behind each class that stays off, and why a ticker was (not) traded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position, Role, TaxTreatment
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.household import Household
from trimtab.core.money import ZERO, cents, plain, usd, usd_whole
from trimtab.core.plan import HarvestedLot, LotSale, Side, Term, TickerExplanation, Trade, Unmet
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.fees import fee_terms
from trimtab.rebalance.harvest_words import harvest_words, trade_harvest_words, waiting_words
from trimtab.rebalance.limit_words import RULE, limits_unmet, mended_words, purchase_barred, sale_barred
from trimtab.rebalance.measure import free_cash_usd, value_usd
from trimtab.rebalance.rules import Block, Rules
from trimtab.rebalance.step_up import step_up_words
from trimtab.tax.wash import WINDOW


def _sold_at_loss(rules: Rules, symbol: str, trades: tuple[Trade, ...]) -> str:
    """The symbol of this one's wash-sale group that the plan sells at a loss in a taxable account, or nothing."""
    sold = (
        trade.symbol
        for trade in trades
        if rules.group(trade.symbol) == rules.group(symbol)
        and rules.household.account(trade.account_id).kind.is_taxable
        and any((sale.gain_usd or ZERO) < 0 for sale in trade.lots)
    )
    return next(sold, "")


def with_reasons(
    rules: Rules,
    before: Drift,
    trades: tuple[Trade, ...],
    harvests: tuple[HarvestedLot, ...] = (),
    decision: Decision | None = None,
) -> tuple[Trade, ...]:
    """The trades, each with its reason in words and dollars and the wash-sale note it needs.

    Where the `decision` is not about classes (an account to be emptied, holdings to be moved), that is the reason.
    """
    loss_groups = rules.sold_at_loss(trades)
    rows = {row.class_id: row for row in before.classes}
    return tuple(
        replace(
            trade,
            reason="; ".join(
                part
                for part in (
                    _asked_words(rules, trade, trades, decision) or _reason(rules, rows, trade, trades),
                    trade_harvest_words(trade, harvests),
                )
                if part
            ),
            wash_note=_wash_note(rules, trade, loss_groups),
        )
        for trade in trades
    )


def _asked_words(rules: Rules, trade: Trade, trades: tuple[Trade, ...], decision: Decision | None) -> str:
    """The reason of a trade that no class asks for; empty for every other."""
    account = rules.household.account(trade.account_id)
    if decision is None:
        return ""
    if trade.account_id in decision.empties:
        return f"{account.name} is emptied; {_tax_words(rules, account, trade)}"
    if not decision.moves:
        return ""
    class_id, is_sale = _main_class(rules, trade.symbol), trade.side is Side.SELL
    elsewhere = _others(rules, class_id, Side.BUY if is_sale else Side.SELL, trade, trades)
    if not elsewhere:
        return ""
    if is_sale:
        return f"{class_id} moved to {elsewhere}, where it costs less in all; {_tax_words(rules, account, trade)}"
    return f"{class_id} moved here from {elsewhere}; {_place_words(account)}"


def _reason(rules: Rules, rows: Mapping[str, ClassDrift], trade: Trade, trades: tuple[Trade, ...]) -> str:
    account = rules.household.account(trade.account_id)
    row = rows[_main_class(rules, trade.symbol)]
    if back_and_forth := step_up_words(rules, trade, trades):
        return back_and_forth
    if trade.side is Side.SELL:
        parts = [
            mended_words(rules, trade),
            _sell_words(rules, row, trade, trades),
            _tax_words(rules, account, trade),
            _fee_words(rules, account, trade),
        ]
        if free_cash_usd(rules.household, account) < 0:
            parts.insert(0, f"raises cash that {account.name} must pay out or keep in reserve")
        return "; ".join(part for part in parts if part)
    parts = [
        mended_words(rules, trade),
        _buy_words(rules, row, trade, trades),
        _place_words(account),
        _second_words(rules, account, trade),
    ]
    return "; ".join(part for part in parts if part)


def _second_words(rules: Rules, account: Account, trade: Trade) -> str:
    rank = rules.rank(account, trade.symbol)
    if rank == 0:
        return ""
    if rules.before(account, trade.symbol) and not rules.better(account, trade.symbol):
        mixed = "it holds" if rules.only_class(trade.symbol) is None else "those before it hold"
        return f"choice no. {rank + 1} of its class: {mixed} other classes too"
    return f"substitute no. {rank}: the first choice cannot be bought here now"


def _main_class(rules: Rules, symbol: str) -> str:
    shares = rules.class_shares(symbol)
    return max(shares, key=lambda class_id: (shares[class_id], class_id))


def _sell_words(rules: Rules, row: ClassDrift, trade: Trade, trades: tuple[Trade, ...]) -> str:
    """Swapped for its like; else over target: that is the reason. Under it, it moves elsewhere or makes room here."""
    twins = _traded_here(rules, row.class_id, Side.BUY, trade, trades)
    if twins:
        return f"swapped for {twins}"
    if row.gap > 0:
        return _class_words(row)
    elsewhere = _others(rules, row.class_id, Side.BUY, trade, trades)
    if elsewhere and _is_moved(rules, row.class_id, trades):
        return f"{row.class_id} moved to {elsewhere}, where that costs less in all"
    here = sorted(
        {
            _main_class(rules, other.symbol)
            for other in trades
            if other.account_id == trade.account_id and other.side is Side.BUY
        }
    )
    return f"makes room here for {', '.join(here)}" if here else _class_words(row)


def _is_moved(rules: Rules, class_id: str, trades: tuple[Trade, ...]) -> bool:
    """Whether at least half of what is sold of this class is bought again."""
    amounts = {
        side: sum(
            (t.amount_usd for t in trades if t.side is side and _main_class(rules, t.symbol) == class_id),
            ZERO,
        )
        for side in Side
    }
    return 2 * amounts[Side.BUY] >= amounts[Side.SELL]


def _buy_words(rules: Rules, row: ClassDrift, trade: Trade, trades: tuple[Trade, ...]) -> str:
    """In place of its like sold here; under target: that is the reason; else in place of what is sold elsewhere."""
    twins = _traded_here(rules, row.class_id, Side.SELL, trade, trades)
    if twins:
        return f"takes the place of the {twins} sold here"
    if row.gap < 0:
        return _class_words(row)
    elsewhere = _others(rules, row.class_id, Side.SELL, trade, trades)
    if elsewhere:
        return f"takes the place of part of the {row.class_id} sold in {elsewhere}"
    return _class_words(row)


def _traded_here(rules: Rules, class_id: str, side: Side, trade: Trade, trades: tuple[Trade, ...]) -> str:
    """What else of this class the plan trades on this side in the same account, by symbol."""
    return ", ".join(
        other.symbol
        for other in trades
        if other.side is side
        and other.account_id == trade.account_id
        and _main_class(rules, other.symbol) == class_id
    )


def _others(rules: Rules, class_id: str, side: Side, trade: Trade, trades: tuple[Trade, ...]) -> str:
    """The other accounts in which the plan trades this class on this side, by name."""
    ids = sorted(
        {
            other.account_id
            for other in trades
            if other.side is side
            and other.account_id != trade.account_id
            and _main_class(rules, other.symbol) == class_id
        }
    )
    names = [rules.household.account(account_id).name for account_id in ids]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _class_words(row: ClassDrift) -> str:
    side = "over" if row.gap > 0 else "under"
    state = "outside its band" if row.is_out else "inside its band"
    return f"{row.class_id}: {abs(row.gap) * 100:.1f} points {side} target, {state}"


def _tax_words(rules: Rules, account: Account, trade: Trade) -> str:
    if not account.kind.is_taxable:
        return "no tax on sales in this account"
    gain = trade.gain_short_usd + trade.gain_long_usd
    estimate = (
        ", an estimate: date or cost is not known" if any(sale.is_estimate for sale in trade.lots) else ""
    )
    if gain < 0:
        return f"takes a loss of {usd_whole(-gain)}{estimate}"
    rates = rules.year_tax.rates
    tax = trade.gain_short_usd * rates.short + trade.gain_long_usd * rates.long
    return f"lots with the least tax: gain {usd_whole(gain)}, about {usd_whole(max(tax, ZERO))} at your rates{estimate}"


def _fee_words(rules: Rules, account: Account, trade: Trade) -> str:
    """The redemption fee that this sale pays, and by what."""
    fee = sum((sale.fee_usd for sale in trade.lots), ZERO)
    if not fee:
        return ""
    sold = {sale.lot_id for sale in trade.lots if sale.fee_usd}
    position = next(p for p in account.positions if p.symbol == trade.symbol)
    terms = {
        fee_terms(rules.household, account, trade.symbol, lot) for lot in position.lots if lot.lot_id in sold
    }
    return f"pays a redemption fee of {usd(fee)} ({'; '.join(sorted(terms))})"


def _place_words(account: Account) -> str:
    if account.kind.treatment is TaxTreatment.TAXABLE:
        return "bought where its income costs least tax for the room there is"
    return "bought where its income is not taxed each year"


def _wash_note(rules: Rules, trade: Trade, loss_groups: frozenset[str]) -> str:
    """What to switch off or to know so that a loss stays good. Empty for every other trade."""
    group = rules.group(trade.symbol)
    if trade.side is Side.BUY or group not in loss_groups:
        return ""
    household = rules.household
    if not household.account(trade.account_id).kind.is_taxable:
        return ""
    until = household.as_of + WINDOW
    notes = [f"do not buy {trade.symbol} or its like in any account before {until + timedelta(days=1)}"]
    notes += [
        f"switch off dividend reinvestment of {position.symbol} in {account.account_id} until then"
        + _reinvested_words(rules, account, position, trade)
        for account in household.accounts
        for position in account.positions
        if position.reinvest and rules.group(position.symbol) == group
    ]
    unseen = rules.unseen.get(group, ())
    if unseen:
        notes.append(
            f"the last 30 days of {', '.join(unseen)} are not known: check that nothing was bought there"
        )
    return "; ".join(notes)


def _reinvested_words(rules: Rules, account: Account, position: Position, trade: Trade) -> str:
    """What a quarter's dividend would buy back, in dollars of the loss; nothing where no yield is known."""
    instrument = rules.household.instruments[position.symbol]
    yearly = instrument.yield_ordinary_pct + instrument.yield_qualified_pct + instrument.yield_exempt_pct
    lost = [sale for sale in trade.lots if (sale.gain_usd or ZERO) < 0]
    shares = sum((sale.quantity for sale in lost), ZERO)
    bought = position.quantity * yearly / 400
    loss = -sum((sale.gain_usd or ZERO for sale in lost), ZERO)
    about = cents(loss * min(bought, shares) / shares) if shares else ZERO
    if not about:
        return ""
    end = "moves into what it buys" if account.kind.is_taxable else "is lost for good"
    return f", or about {usd(about)} of the loss {end} with the next quarter's dividend"


def unmet(
    rules: Rules,
    decision: Decision,
    after: Drift,
    filled: Household,
    total_usd: Decimal,
) -> tuple[Unmet, ...]:
    """Classes that do not end between their goals, each with the rule that stopped it. Dust under the minimum
    trade is not named."""
    found = [*limits_unmet(rules, filled)]
    for row in after.parents:
        if row.is_out and row.class_id in decision.goals:
            edge = row.band_high if row.gap > 0 else row.band_low
            words = "its classes together stay outside their band: each is held back by a rule, or not worth its cost"
            found.append(Unmet(row.class_id, cents(row.actual_usd - edge * total_usd), "not-worth", words))
    for row in after.classes:
        low, high = decision.goals[row.class_id]
        gap = max(row.actual_usd - high * total_usd, ZERO) - max(low * total_usd - row.actual_usd, ZERO)
        if abs(gap) < rules.policy.min_trade_usd:
            continue
        if decision.is_cash_only and row.class_id != CASH_CLASS:
            rule, words = "cash-only", "nothing but cash asks for a trade today, so only cash is moved"
        elif gap > 0:
            rule, words = _stopped_over(rules, row, filled)
        else:
            rule, words = _stopped_under(rules, row, after, filled, decision.goals, total_usd)
        found.append(Unmet(row.class_id, cents(gap), rule, words))
    return tuple(found)


def _stopped_over(rules: Rules, row: ClassDrift, filled: Household) -> tuple[str, str]:
    """Why no more of an overweight class was sold: the rule that binds the most dollars still held."""
    if row.class_id == CASH_CLASS:
        return "cash", "cash is left that no allowed buy of at least the minimum trade would place better"
    blocked: dict[str, tuple[Decimal, str]] = {}
    free = ZERO
    for account in filled.accounts:
        for position in account.positions:
            share = (
                rules.class_shares(position.symbol).get(row.class_id, ZERO)
                if position.role is not Role.EXCLUDED
                else ZERO
            )
            for lot in position.lots if share else ():
                usd_held = lot.quantity * filled.price_usd(position.symbol) * share
                block = (
                    rules.sell_block(account, position, lot)
                    or _budget_block(rules, filled, account, lot, position)
                    or sale_barred(rules, filled, account, position.symbol)
                )
                if block is None:
                    free += usd_held
                else:
                    amount, words = blocked.get(block.code, (ZERO, block.words))
                    blocked[block.code] = (amount + usd_held, words)
    if blocked and free < rules.policy.min_trade_usd:
        code = max(blocked, key=lambda c: (blocked[c][0], c))
        return code, blocked[code][1]
    named = f" ({max(blocked.values())[1]})" if blocked else ""
    return "not-worth", f"selling more would cost more in tax, trading or other drift than it mends{named}"


def _budget_block(
    rules: Rules, filled: Household, account: Account, lot: Lot, position: Position
) -> Block | None:
    """The gain budget, where what the plan leaves of it does not allow the smallest sale of this lot."""
    budget, price = rules.policy.gain_budget_usd, filled.price_usd(position.symbol)
    gain = rules.gain_usd(position.symbol, lot) / lot.quantity
    if budget is None or not account.kind.is_taxable or gain <= 0:
        return None
    tax = filled.tax
    carried = tax.carryforward_short_usd + tax.carryforward_long_usd
    room = budget - (tax.realized_short_usd + tax.realized_long_usd - carried)
    least = max(rules.policy.min_trade_usd / price, rules.step(account, position.symbol))
    if room > min(least, lot.quantity) * gain:
        return None
    return Block(
        "gain-budget", f"the gain budget of {usd(budget)} for this year leaves no room for more gains"
    )


def _stopped_under(
    rules: Rules,
    row: ClassDrift,
    after: Drift,
    filled: Household,
    goals: Mapping[str, tuple[Decimal, Decimal]],
    total_usd: Decimal,
) -> tuple[str, str]:
    """Why no more of an underweight class was bought: nothing offers it, or nothing can be sold to pay for it."""
    offers = [
        (account.account_id, symbol)
        for account in rules.household.accounts
        for symbol in rules.candidates(account)
        if rules.class_shares(symbol).get(row.class_id)
    ]
    if not offers and row.class_id == CASH_CLASS:
        return "not-worth", "holding more in cash would cost more than it mends"
    if not offers:
        reasons = [
            block.words
            for account in rules.household.accounts
            for symbol in rules.policy.buys.get(row.class_id, ())
            if (block := rules.buy_block(account, symbol))
        ]
        return "no-candidate", reasons[0] if reasons else f"no security is named to buy for {row.class_id}"
    barred = [
        purchase_barred(rules, filled, rules.household.account(account_id), symbol)
        for account_id, symbol in offers
    ]
    if offers and all(barred):
        return RULE, next(block.words for block in barred if block)
    least = rules.policy.min_trade_usd
    stuck = [
        r.class_id
        for r in after.classes
        if r.class_id != CASH_CLASS and r.actual_usd - goals[r.class_id][1] * total_usd >= least
    ]
    if stuck:
        return "no-funds", f"what could pay for it is not sold further: {', '.join(stuck)}"
    return "not-worth", "buying more would cost more than it mends"


def explain_tickers(
    rules: Rules, trades: tuple[Trade, ...], acts: bool, harvests: tuple[HarvestedLot, ...] = ()
) -> tuple[TickerExplanation, ...]:
    """For every symbol held or that might be bought: why it was or was not traded, account by account."""
    household = rules.household
    symbols = {position.symbol for account in household.accounts for position in account.positions}
    symbols |= {symbol for ranked in rules.policy.buys.values() for symbol in ranked}
    symbols |= {symbol for account in household.accounts for symbol in account.menu or ()}
    return tuple(
        TickerExplanation(symbol, tuple(_lines(rules, symbol, trades, acts, harvests)))
        for symbol in sorted(symbols)
    )


def _lines(
    rules: Rules, symbol: str, trades: tuple[Trade, ...], acts: bool, harvests: tuple[HarvestedLot, ...]
) -> list[str]:
    taken = {(lot.account_id, lot.symbol, lot.lot_id): f"; {harvest_words(lot)}" for lot in harvests}
    lines = []
    for account in rules.household.accounts:
        traded = [t for t in trades if t.account_id == account.account_id and t.symbol == symbol]
        held = next((p for p in account.positions if p.symbol == symbol), None)
        if traded:
            for trade in traded:
                lines.append(
                    f"{account.account_id}: {trade.side.value} {plain(trade.quantity)}: {trade.reason}"
                )
                lines += [
                    f"{account.account_id}: lot {sale.words}: {_sale_words(sale)}"
                    + taken.get((account.account_id, symbol, sale.lot_id), "")
                    for sale in trade.lots
                ]
            if held and traded[0].side is Side.SELL:
                lines += [f"{account.account_id}: {words}" for words in _lot_blocks(rules, account, held)]
        elif held:
            lines.append(
                f"{account.account_id}: keep {plain(held.quantity)} {_keep_words(rules, account, held, acts)}"
            )
            lines += [f"{account.account_id}: {words}" for words in _lot_blocks(rules, account, held)]
            lines += [f"{account.account_id}: {words}" for words in waiting_words(rules, account, held)]
        else:
            block = rules.buy_block(account, symbol)
            lines.append(
                f"{account.account_id}: not bought: {_not_bought(rules, account, symbol, block, acts, trades)}"
            )
    return lines


def _sale_words(sale: LotSale) -> str:
    if sale.term is Term.SHELTERED:
        return "no tax"
    if sale.gain_usd is None:
        return "result not known"
    kind = "gain" if sale.gain_usd >= 0 else "loss"
    return f"{sale.term.value}-term {kind} {usd(abs(sale.gain_usd))}"


def _keep_words(rules: Rules, account: Account, position: Position, acts: bool) -> str:
    worth = f"({usd_whole(value_usd(rules.household, position))})"
    block = rules.position_block(account, position)
    if block:
        return f"{worth}: {block.words}"
    if not acts:
        return f"{worth}: nothing asks for a trade today"
    terms = {fee_terms(rules.household, account, position.symbol, lot) for lot in position.lots} - {""}
    fee = f" (redemption fee of {'; '.join(sorted(terms))})" if terms else ""
    return f"{worth}: selling it would not lower the total cost{fee}"


def _lot_blocks(rules: Rules, account: Account, position: Position) -> list[str]:
    if rules.position_block(account, position):
        return []
    blocks = (rules.sell_block(account, position, lot) for lot in position.lots)
    return sorted({block.words for block in blocks if block})


def _not_bought(
    rules: Rules, account: Account, symbol: str, block: Block | None, acts: bool, trades: tuple[Trade, ...]
) -> str:
    if block:
        return block.words
    if not acts:
        return "nothing asks for a trade today"
    twin = _sold_at_loss(rules, symbol, trades)
    if twin:
        return f"{twin} is sold at a loss in this plan: buying {symbol} within 30 days would make that a wash sale"
    if rules.only_class(symbol) is None:
        return "it holds several of the target's classes at once, and the plan buys one class at a time"
    if symbol not in rules.candidates(account):
        return "it is not the first choice for its class in this account"
    least = rules.least_buy_usd(account, symbol)
    more = f"; a purchase here is at least {usd(least)}" if rules.has_minimum(account, symbol) else ""
    return f"other places to buy its class, or none, cost less in all{more}"
