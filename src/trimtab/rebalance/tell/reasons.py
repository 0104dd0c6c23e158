"""Reasons: why each trade is made, in words and dollars, and the wash-sale note it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Position, TaxTreatment
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.kept import kept
from trimtab.core.money import ZERO, cents, usd, usd_whole
from trimtab.core.plan import BUY, SELL, HarvestedLot, Side, Trade
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.fees import fee_terms
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.step_up import step_up_words
from trimtab.rebalance.tell.harvest_words import BESIDE, beside_losses, trade_harvest_words
from trimtab.rebalance.tell.limit_words import mended_words
from trimtab.tax.wash import WINDOW


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
    told = _Told(rules, trades)
    losses: dict[tuple[str, str], list[HarvestedLot]] = defaultdict(list)
    beside = beside_losses(rules, decision, trades) if decision else {}
    for lot in harvests:
        losses[lot.account_id, lot.symbol].append(lot)
    found = []
    for trade in trades:
        why = _asked_words(told, trade, decision) or _reason(told, rows, trade)
        if beside and trade.lots and all((*_place(trade), sale.lot_id) in beside for sale in trade.lots):
            why = f"{BESIDE}; {why}"
        more = trade_harvest_words(trade, losses.get(_place(trade), ()))
        words = f"{why}; {more}" if why and more else why or more
        found.append(trade.told(words, _wash_note(told, trade, loss_groups)))
    return tuple(found)


def _place(trade: Trade) -> tuple[str, str]:
    return trade.account_id, trade.symbol


class _Told:
    """The plan's trades as their reasons ask for them: by account and symbol, and by side, class and account."""

    def __init__(self, rules: Rules, trades: tuple[Trade, ...]) -> None:
        self.rules = rules
        self.by_place: dict[tuple[str, str], list[Trade]] = defaultdict(list)
        self.symbols: dict[tuple[Side, str], dict[str, list[str]]] = defaultdict(dict)
        self.amounts_usd: dict[tuple[Side, str], Decimal] = defaultdict(lambda: ZERO)
        self.bought_in: dict[str, set[str]] = defaultdict(set)
        self._main: dict[str, str] = {}
        self._class_words: dict[str, str] = {}
        for trade in trades:
            own, key = trade.account_id, (trade.side, self.main_class(trade.symbol))
            self.by_place[own, trade.symbol].append(trade)
            self.symbols[key].setdefault(own, []).append(trade.symbol)
            self.amounts_usd[key] += trade.amount_usd
            if trade.side is BUY:
                self.bought_in[own].add(key[1])

    @kept
    def reinvested(self) -> dict[str, list[tuple[Account, Position]]]:
        """What reinvests its dividends, by wash-sale group."""
        found: dict[str, list[tuple[Account, Position]]] = defaultdict(list)
        for account in self.rules.household.accounts:
            for position in account.positions:
                if position.reinvest:
                    found[self.rules.group(position.symbol)].append((account, position))
        return found

    def main_class(self, symbol: str) -> str:
        """The class of which most of a dollar in the symbol is."""
        found = self._main.get(symbol)
        if found is None:
            shares = self.rules.class_shares(symbol)
            found = self._main[symbol] = max(shares, key=lambda class_id: (shares[class_id], class_id))
        return found

    def class_words(self, row: ClassDrift) -> str:
        """Where a class stands."""
        found = self._class_words.get(row.class_id)
        if found is None:
            side = "over" if row.gap > 0 else "under"
            state = "outside its band" if row.is_out else "inside its band"
            found = f"{row.class_id}: {abs(row.gap) * 100:.1f} points {side} target, {state}"
            self._class_words[row.class_id] = found
        return found


def _asked_words(told: _Told, trade: Trade, decision: Decision | None) -> str:
    """The reason of a trade that no class asks for; empty for every other."""
    if decision is None or not (decision.empties or decision.moves):
        return ""
    rules, account = told.rules, told.rules.household.account(trade.account_id)
    if trade.account_id in decision.empties:
        return f"{account.name} is emptied; {_tax_words(rules, account, trade)}"
    if not decision.moves:
        return ""
    class_id, is_sale = told.main_class(trade.symbol), trade.side is SELL
    elsewhere = _others(told, class_id, BUY if is_sale else SELL, trade)
    if not elsewhere:
        return ""
    if is_sale:
        return f"{class_id} moved to {elsewhere}, where it costs less in all; {_tax_words(rules, account, trade)}"
    return f"{class_id} moved here from {elsewhere}; {_place_words(account)}"


def _reason(told: _Told, rows: Mapping[str, ClassDrift], trade: Trade) -> str:
    rules, account = told.rules, told.rules.household.account(trade.account_id)
    row = rows[told.main_class(trade.symbol)]
    here = told.by_place[trade.account_id, trade.symbol]
    if len(here) > 1 and (back_and_forth := step_up_words(rules, trade, here)):
        return back_and_forth
    if trade.side is SELL:
        parts = [
            mended_words(rules, trade),
            _sell_words(told, row, trade),
            _tax_words(rules, account, trade),
            _fee_words(rules, account, trade),
        ]
        if rules.is_short(account):
            parts.insert(0, f"raises cash that {account.name} must pay out or keep in reserve")
        return "; ".join(part for part in parts if part)
    parts = [
        mended_words(rules, trade),
        _buy_words(told, row, trade),
        _place_words(account),
        _second_words(rules, account, trade),
    ]
    return "; ".join(part for part in parts if part)


def _second_words(rules: Rules, account: Account, trade: Trade) -> str:
    rank = rules.rank(account, trade.symbol)
    if rank == 0:
        return ""
    before = rules.before(account, trade.symbol)
    if before and not rules.better(account, trade.symbol):
        return f"choice no. {rank + 1} of its class: {_no_equal_words(rules, account, trade.symbol, before)}"
    return f"substitute no. {rank}: the first choice cannot be bought here now"


def _no_equal_words(rules: Rules, account: Account, symbol: str, before: tuple[str, ...]) -> str:
    """Why none of those before a symbol is its equal: the first reason that holds, the symbol's own first."""
    if rules.only_class(symbol) is None:
        return "it holds other classes too"
    if rules.is_asked_for(account, symbol):
        return "a limit asks for it"
    if any(rules.asks_for_more(account, one) for one in before):
        return "of those before it one must buy more at once"
    if any(rules.room_usd(account, one) is not None for one in before):
        return "limits leave too little room for those before it"
    return "those before it hold other classes too"


def _sell_words(told: _Told, row: ClassDrift, trade: Trade) -> str:
    """Swapped for its like; else over target: that is the reason. Under it, it moves elsewhere or makes room here."""
    twins = _traded_here(told, row.class_id, BUY, trade)
    if twins:
        return f"swapped for {twins}"
    if row.gap > 0:
        return told.class_words(row)
    elsewhere = _others(told, row.class_id, BUY, trade)
    if elsewhere and _is_moved(told, row.class_id):
        return f"{row.class_id} moved to {elsewhere}, where that costs less in all"
    here = sorted(told.bought_in[trade.account_id])
    return f"makes room here for {', '.join(here)}" if here else told.class_words(row)


def _is_moved(told: _Told, class_id: str) -> bool:
    """Whether at least half of what is sold of this class is bought again."""
    return 2 * told.amounts_usd[BUY, class_id] >= told.amounts_usd[SELL, class_id]


def _buy_words(told: _Told, row: ClassDrift, trade: Trade) -> str:
    """In place of its like sold here; under target: that is the reason; else in place of what is sold elsewhere."""
    twins = _traded_here(told, row.class_id, SELL, trade)
    if twins:
        return f"takes the place of the {twins} sold here"
    if row.gap < 0:
        return told.class_words(row)
    elsewhere = _others(told, row.class_id, SELL, trade)
    if elsewhere:
        return f"takes the place of part of the {row.class_id} sold in {elsewhere}"
    return told.class_words(row)


def _traded_here(told: _Told, class_id: str, side: Side, trade: Trade) -> str:
    """What else of this class the plan trades on this side in the same account, by symbol."""
    return ", ".join(told.symbols[side, class_id].get(trade.account_id, ()))


def _others(told: _Told, class_id: str, side: Side, trade: Trade) -> str:
    """The other accounts in which the plan trades this class on this side, by name."""
    ids = sorted(told.symbols[side, class_id].keys() - {trade.account_id})
    names = [told.rules.household.account(account_id).name for account_id in ids]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _tax_words(rules: Rules, account: Account, trade: Trade) -> str:
    if not account.kind.is_taxable:
        return "no tax on sales in this account"
    short, long = trade.gain_short_usd, trade.gain_long_usd
    gain, estimate = short + long, ""
    if True in [sale.is_estimate for sale in trade.lots]:
        estimate = ", an estimate: date or cost is not known"
    if gain < 0:
        return f"takes a loss of {usd_whole(-gain)}{estimate}"
    year = rules.year_tax
    tax = max(year.outcome(short, long).tax_usd - year.outcome(ZERO, ZERO).tax_usd, ZERO)
    by = "of tax for itself" if year.is_bill else "at your rates"
    return f"lots with the least tax: gain {usd_whole(gain)}, about {usd_whole(tax)} {by}{estimate}"


def _fee_words(rules: Rules, account: Account, trade: Trade) -> str:
    """The redemption fee that this sale pays, and by what."""
    fee = sum([sale.fee_usd for sale in trade.lots], ZERO)
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


def _wash_note(told: _Told, trade: Trade, loss_groups: frozenset[str]) -> str:
    """What to switch off or to know so that a loss stays good. Empty for every other trade."""
    rules = told.rules
    if trade.side is BUY or (group := rules.group(trade.symbol)) not in loss_groups:
        return ""
    household = rules.household
    if not household.account(trade.account_id).kind.is_taxable:
        return ""
    until = household.as_of + WINDOW
    notes = [f"do not buy {trade.symbol} or its like in any account before {until + timedelta(days=1)}"]
    notes += [
        f"switch off dividend reinvestment of {position.symbol} in {account.account_id} until then"
        + _reinvested_words(rules, account, position, trade)
        for account, position in told.reinvested.get(group, ())
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
