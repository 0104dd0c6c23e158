"""Explain: why each symbol was or was not traded, account by account, in words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.money import ZERO, plain, usd, usd_whole
from trimtab.core.plan import BUY, SELL, SHELTERED, HarvestedLot, LotSale, TickerExplanation, Trade
from trimtab.rebalance.fees import fee_terms, has_fee
from trimtab.rebalance.harvest import has_substitute
from trimtab.rebalance.orders import LotKey
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.tell.harvest_words import BESIDE, harvest_words, waiting_words


def explain_tickers(
    rules: Rules,
    trades: tuple[Trade, ...],
    acts: bool,
    harvests: tuple[HarvestedLot, ...] = (),
    beside: Iterable[LotKey] = (),
) -> tuple[TickerExplanation, ...]:
    """For every symbol held or that might be bought: why it was or was not traded, account by account. Lots `beside`
    losses go so that these stand."""
    household = rules.household
    symbols = {position.symbol for account in household.accounts for position in account.positions}
    symbols |= {symbol for ranked in rules.policy.buys.values() for symbol in ranked}
    symbols |= {symbol for account in household.accounts for symbol in account.menu or ()}
    told = _Told(rules, trades, acts, harvests, beside)
    places = [_Place(told, account) for account in household.accounts]
    return tuple([TickerExplanation(symbol, tuple(_lines(places, symbol))) for symbol in sorted(symbols)])


class _Told:
    """The plan as the lines ask for it: trades by account and symbol, shares sold by lot, where losses wait, losses
    taken in words by lot, and by wash-sale group the first symbol sold at a loss and the first bought."""

    def __init__(
        self,
        rules: Rules,
        trades: tuple[Trade, ...],
        acts: bool,
        harvests: tuple[HarvestedLot, ...],
        beside: Iterable[LotKey],
    ) -> None:
        self.rules, self.acts = rules, acts
        self.trades: dict[str, dict[str, list[Trade]]] = {}
        self.sold: dict[LotKey, Decimal] = {}
        self.sold_at_loss: dict[str, str] = {}
        self.bought: dict[str, str] = {}
        self.taken = {(lot.account_id, lot.symbol, lot.lot_id): f"; {harvest_words(lot)}" for lot in harvests}
        self.taken.update(dict.fromkeys(beside, f"; {BESIDE}"))
        self.waits: dict[str, set[str]] = {}
        for (account_id, symbol, _), found in rules.waiting.items():
            if not found.is_over:
                self.waits.setdefault(account_id, set()).add(symbol)
        for trade in trades:
            self.trades.setdefault(trade.account_id, {}).setdefault(trade.symbol, []).append(trade)
            if trade.side is BUY:
                for group in rules.groups_bought(trade.symbol):
                    self.bought.setdefault(group, trade.symbol)
                continue
            for sale in trade.lots:
                self.sold[trade.account_id, trade.symbol, sale.lot_id] = sale.quantity
            is_taxable = rules.household.account(trade.account_id).kind.is_taxable
            if is_taxable and any((sale.gain_usd or ZERO) < 0 for sale in trade.lots):
                self.sold_at_loss.setdefault(rules.group(trade.symbol), trade.symbol)

    def stays(self, account: Account, symbol: str, lot: Lot) -> bool:
        """Whether the plan leaves anything of this lot."""
        return self.sold.get((account.account_id, symbol, lot.lot_id), ZERO) < lot.quantity


class _Place:
    """One account as the lines of each symbol ask for it."""

    def __init__(self, told: _Told, account: Account) -> None:
        self.told, self.rules, self.account, self.start = told, told.rules, account, f"{account.account_id}: "
        self.prices, self.trades = told.rules.household.prices, told.trades.get(account.account_id, {})
        self.waits = told.waits.get(account.account_id, frozenset[str]())
        self.candidates = frozenset(told.rules.candidates(account))
        self.has_lot_rules = account.kind.is_taxable or told.rules.scope.only_losses


def _lines(places: Iterable[_Place], symbol: str) -> list[str]:
    lines: list[str] = []
    for place in places:
        traded, held = place.trades.get(symbol), place.account.by_symbol.get(symbol)
        if traded:
            lines += _traded(place, traded, held)
        elif held:
            lines += _kept(place, held)
        else:
            lines.append(f"{place.start}not bought: {_not_bought(place, symbol)}")
    return lines


def _traded(place: _Place, trades: list[Trade], held: Position | None) -> list[str]:
    start, lines = place.start, []
    for trade in trades:
        lines.append(f"{start}{trade.side} {plain(trade.quantity)}: {trade.reason}")
        for sale in trade.lots:
            more = place.told.taken.get((trade.account_id, trade.symbol, sale.lot_id), "")
            lines.append(f"{start}lot {sale.words}: {_sale_words(sale)}{more}")
    is_sale = place.has_lot_rules and trades[0].side is SELL
    if held and is_sale and not place.rules.position_block(place.account, held):
        lines += _lot_blocks(place, held)
    return lines


def _kept(place: _Place, held: Position) -> list[str]:
    start, block = place.start, place.rules.position_block(place.account, held)
    worth = usd_whole(held.value_usd(place.prices[held.symbol].usd))
    why = block.words if block else _keep_words(place, held)
    lines = [f"{start}keep {plain(held.quantity)} ({worth}): {why}"]
    if not block and place.has_lot_rules:
        lines += _lot_blocks(place, held)
    if held.symbol in place.waits:
        lines += [f"{start}{words}" for words in waiting_words(place.rules, place.account, held)]
    return lines


def _sale_words(sale: LotSale) -> str:
    if sale.term is SHELTERED:
        return "no tax"
    if sale.gain_usd is None:
        return "result not known"
    kind = "gain" if sale.gain_usd >= 0 else "loss"
    return f"{sale.term}-term {kind} {usd(abs(sale.gain_usd))}"


def _keep_words(place: _Place, position: Position) -> str:
    """Why a position is kept that might be sold."""
    if not place.told.acts:
        return "nothing asks for a trade today"
    household, fee = place.rules.household, ""
    if has_fee(household, position.symbol):
        terms = {fee_terms(household, place.account, position.symbol, lot) for lot in position.lots} - {""}
        fee = f" (redemption fee of {'; '.join(sorted(terms))})" if terms else ""
    return f"selling it would not lower the total cost{fee}"


def _lot_blocks(place: _Place, position: Position) -> list[str]:
    """The rules that stop single lots of a position of which something may be sold."""
    found = {block.words for block in place.rules.lot_blocks(place.account, position.symbol) if block}
    return [f"{place.start}{words}" for words in [*sorted(found), *_washes(place, position)]]


def _washes(place: _Place, position: Position) -> list[str]:
    """What would make wash sales of losses that stay, where no rule alone bars them: a purchase of the plan, or one of
    the last 30 days that stays too."""
    told, rules, symbol = place.told, place.rules, position.symbol
    group = rules.group(symbol)
    recent, bought = () if rules.lift_wash else rules.recent.get(group, ()), told.bought.get(group)
    if (
        not (recent or bought or rules.scope.only_losses)
        or not place.account.kind.is_taxable
        or rules.loss_block(symbol)
    ):
        return []
    left = [lot for lot in rules.at_loss(position) if told.stays(place.account, symbol, lot)]
    if not left:
        return []
    kept = [
        one
        for one in recent
        if one.lot is not None and left != [one.lot] and told.stays(one.account, one.symbol, one.lot)
    ]
    words = []
    if kept:
        last = max(kept, key=lambda one: (one.bought, one.account.account_id, one.symbol))
        more = f" ({len(kept) - 1} more before it)" if len(kept) > 1 else ""
        words.append(f"{rules.would_wash(last, symbol)}{more}")
    if bought:
        words.append(f"{bought} is bought in this plan: beside it a loss of {symbol} would be a wash sale")
    if rules.scope.only_losses and not has_substitute(rules, place.account, symbol):
        words.append(f"nothing may replace {symbol} here: name a substitute under [buys]")
    return words


def _not_bought(place: _Place, symbol: str) -> str:
    told, rules, account = place.told, place.rules, place.account
    block = rules.buy_block(account, symbol)
    if block:
        return block.words
    if not told.acts:
        return "nothing asks for a trade today"
    twin = told.sold_at_loss.get(rules.group(symbol)) if told.sold_at_loss else None
    if twin:
        return f"{twin} is sold at a loss in this plan: buying {symbol} within 30 days would make that a wash sale"
    if rules.only_class(symbol) is None:
        return "it holds several of the target's classes at once, and the plan buys one class at a time"
    if symbol not in place.candidates:
        return "it is not the first choice for its class in this account"
    words = "other places to buy its class, or none, cost less in all"
    if rules.has_minimum(account, symbol):
        return f"{words}; a purchase here is at least {usd(rules.least_buy_usd(account, symbol))}"
    return words
