"""Explain: why each symbol was or was not traded, account by account, in words."""

from __future__ import annotations

from trimtab.core.accounts import Account, Position
from trimtab.core.money import ZERO, plain, usd, usd_whole
from trimtab.core.plan import HarvestedLot, LotSale, Side, Term, TickerExplanation, Trade
from trimtab.rebalance.fees import fee_terms, has_fee
from trimtab.rebalance.measure import value_usd
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.tell.harvest_words import harvest_words, waiting_words


def explain_tickers(
    rules: Rules, trades: tuple[Trade, ...], acts: bool, harvests: tuple[HarvestedLot, ...] = ()
) -> tuple[TickerExplanation, ...]:
    """For every symbol held or that might be bought: why it was or was not traded, account by account."""
    household = rules.household
    symbols = {position.symbol for account in household.accounts for position in account.positions}
    symbols |= {symbol for ranked in rules.policy.buys.values() for symbol in ranked}
    symbols |= {symbol for account in household.accounts for symbol in account.menu or ()}
    told = _Told(rules, trades, acts, harvests)
    return tuple(TickerExplanation(symbol, tuple(_lines(told, symbol))) for symbol in sorted(symbols))


class _Told:
    """The plan as the lines ask for it: trades and holdings by account and symbol, where losses wait, losses taken in
    words by lot, and by wash-sale group the first symbol that is sold at a loss."""

    def __init__(
        self, rules: Rules, trades: tuple[Trade, ...], acts: bool, harvests: tuple[HarvestedLot, ...]
    ) -> None:
        self.rules, self.acts = rules, acts
        self.trades: dict[tuple[str, str], list[Trade]] = {}
        self.sold_at_loss: dict[str, str] = {}
        self.taken = {(lot.account_id, lot.symbol, lot.lot_id): f"; {harvest_words(lot)}" for lot in harvests}
        self.waits = {key[:2] for key, found in rules.waiting.items() if not found.is_over}
        self.held = {
            (account.account_id, position.symbol): position
            for account in rules.household.accounts
            for position in account.positions
        }
        for trade in trades:
            self.trades.setdefault((trade.account_id, trade.symbol), []).append(trade)
            is_taxable = rules.household.account(trade.account_id).kind.is_taxable
            if is_taxable and any((sale.gain_usd or ZERO) < 0 for sale in trade.lots):
                self.sold_at_loss.setdefault(rules.group(trade.symbol), trade.symbol)


def _lines(told: _Told, symbol: str) -> list[str]:
    rules, lines = told.rules, []
    for account in rules.household.accounts:
        own = account.account_id
        traded, held = told.trades.get((own, symbol)), told.held.get((own, symbol))
        if traded:
            for trade in traded:
                lines.append(f"{own}: {trade.side.value} {plain(trade.quantity)}: {trade.reason}")
                lines += [
                    f"{own}: lot {sale.words}: {_sale_words(sale)}"
                    + told.taken.get((own, symbol, sale.lot_id), "")
                    for sale in trade.lots
                ]
            if held and traded[0].side is Side.SELL:
                lines += [f"{own}: {words}" for words in _lot_blocks(rules, account, held)]
        elif held:
            lines.append(f"{own}: keep {plain(held.quantity)} {_keep_words(rules, account, held, told.acts)}")
            lines += [f"{own}: {words}" for words in _lot_blocks(rules, account, held)]
            if (own, symbol) in told.waits:
                lines += [f"{own}: {words}" for words in waiting_words(rules, account, held)]
        else:
            lines.append(f"{own}: not bought: {_not_bought(told, account, symbol)}")
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
    fee = ""
    if has_fee(rules.household, position.symbol):
        terms = {fee_terms(rules.household, account, position.symbol, lot) for lot in position.lots} - {""}
        fee = f" (redemption fee of {'; '.join(sorted(terms))})" if terms else ""
    return f"{worth}: selling it would not lower the total cost{fee}"


def _lot_blocks(rules: Rules, account: Account, position: Position) -> list[str]:
    is_free = not account.kind.is_taxable and not rules.scope.only_losses  # no rule looks at its lots
    if is_free or rules.position_block(account, position):
        return []
    return sorted({block.words for block in rules.lot_blocks(account, position) if block})


def _not_bought(told: _Told, account: Account, symbol: str) -> str:
    rules = told.rules
    block = rules.buy_block(account, symbol)
    if block:
        return block.words
    if not told.acts:
        return "nothing asks for a trade today"
    twin = told.sold_at_loss.get(rules.group(symbol))
    if twin:
        return f"{twin} is sold at a loss in this plan: buying {symbol} within 30 days would make that a wash sale"
    if rules.only_class(symbol) is None:
        return "it holds several of the target's classes at once, and the plan buys one class at a time"
    if symbol not in rules.candidates(account):
        return "it is not the first choice for its class in this account"
    least = rules.least_buy_usd(account, symbol)
    more = f"; a purchase here is at least {usd(least)}" if rules.has_minimum(account, symbol) else ""
    return f"other places to buy its class, or none, cost less in all{more}"
