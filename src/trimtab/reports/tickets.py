"""Trade tickets: per account, in the order to type in, each sale with its lots in the custodian's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.household import Household
from trimtab.core.plan import LotSale, Plan, Side, Term, Trade
from trimtab.reports import words
from trimtab.reports.labels import AccountLabel, Masks, account_labels, label_of

TERM_WORDS: Mapping[Term, str] = {
    Term.SHORT: "short-term",
    Term.LONG: "long-term",
    Term.UNKNOWN: "date unknown, taxed as short-term",
    Term.SHELTERED: "not taxed",
}


@dataclass(frozen=True, slots=True)
class LotLine:
    """One lot to tick. `gain_usd` None where it is not taxed or not known; `note` says which."""

    words: str
    gain_usd: Decimal | None
    note: str
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One order to type. `number` counts over the whole plan; `quantity_words` is what goes into the field."""

    number: int
    trade_id: str
    side: Side
    symbol: str
    name: str
    quantity: Decimal
    quantity_words: str
    price_usd: Decimal
    amount_usd: Decimal
    cost_usd: Decimal
    sells_all: bool
    lots: tuple[LotLine, ...]
    reason: str
    wash_note: str
    after: str  # "after 3 and 4", empty if nothing must come first


@dataclass(frozen=True, slots=True)
class TicketStep:
    """Lines that can be typed in one go."""

    number: int
    words: str
    lines: tuple[TicketLine, ...]


@dataclass(frozen=True, slots=True)
class Ticket:
    """All orders of one account, with its cash through them (USD)."""

    account: AccountLabel
    steps: tuple[TicketStep, ...]
    cash_before_usd: Decimal
    flows_usd: Decimal
    sells_usd: Decimal
    buys_usd: Decimal
    cost_usd: Decimal

    @property
    def cash_after_usd(self) -> Decimal:
        """Cash when everything is filled at the stated prices."""
        return self.cash_before_usd + self.flows_usd + self.sells_usd - self.buys_usd - self.cost_usd

    @property
    def lines(self) -> tuple[TicketLine, ...]:
        """All lines in order."""
        return tuple(line for step in self.steps for line in step.lines)


def tickets(household: Household, plan: Plan, masks: Masks) -> tuple[Ticket, ...]:
    """One ticket per account that trades, in the order in which the plan names them."""
    labels = account_labels(household)
    numbers = {trade.trade_id: number for number, trade in enumerate(plan.trades, start=1)}
    by_account: dict[str, list[Trade]] = {}
    for trade in plan.trades:
        by_account.setdefault(trade.account_id, []).append(trade)
    result = []
    for account_id, trades in by_account.items():
        account = household.account(account_id)
        lines = [(t.step, ticket_line(household, t, numbers, masks)) for t in trades]
        result.append(_ticket(household, account, label_of(labels, account_id), trades, lines))
    return tuple(result)


def _ticket(
    household: Household,
    account: Account,
    label: AccountLabel,
    trades: list[Trade],
    lines: list[tuple[int, TicketLine]],
) -> Ticket:
    steps = sorted({step for step, _ in lines})
    return Ticket(
        label,
        tuple(
            TicketStep(
                number,
                _step_words(account, number, len(steps)),
                tuple(line for step, line in lines if step == number),
            )
            for number in steps
        ),
        account.cash_usd + account.cash_unsettled_usd,
        household.flow_usd(account.account_id),
        words.total(t.amount_usd for t in trades if t.side is Side.SELL),
        words.total(t.amount_usd for t in trades if t.side is Side.BUY),
        words.total(t.cost_usd for t in trades),
    )


def _step_words(account: Account, number: int, count: int) -> str:
    if number == 1:
        return "Type these first" if count > 1 else ""
    if number == 3:
        return "When the money due has come"
    if account.settles_next_day:
        return "The next business day, when the cash of the step before has settled"
    return "When the step before is filled"


def ticket_line(household: Household, trade: Trade, numbers: Mapping[str, int], masks: Masks) -> TicketLine:
    """One trade as a line to type."""
    instrument = household.instruments.get(trade.symbol)
    return TicketLine(
        numbers[trade.trade_id],
        trade.trade_id,
        trade.side,
        trade.symbol,
        instrument.name if instrument else "",
        trade.quantity,
        words.shares(trade.quantity),
        trade.price_usd,
        trade.amount_usd,
        trade.cost_usd,
        trade.sells_all,
        tuple(lot_line(lot, masks) for lot in trade.lots),
        words.sentence(masks(trade.reason)),
        words.sentence(words.dated(masks(trade.wash_note))),
        _after_words(trade, numbers),
    )


def lot_line(lot: LotSale, masks: Masks) -> LotLine:
    """One lot in the custodian's words with its result."""
    if lot.term is Term.SHELTERED:
        return LotLine(masks(lot.words), None, TERM_WORDS[lot.term], lot.is_estimate)
    note = TERM_WORDS[lot.term] if lot.gain_usd is not None else "basis unknown"
    return LotLine(masks(lot.words), lot.gain_usd, note, lot.is_estimate)


def _after_words(trade: Trade, numbers: Mapping[str, int]) -> str:
    first = sorted(numbers[trade_id] for trade_id in trade.depends_on if trade_id in numbers)
    return f"after {words.listed(str(number) for number in first)}" if first else ""
