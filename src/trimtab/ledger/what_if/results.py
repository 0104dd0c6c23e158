"""What the wished sales bring: they are booked like any other, so every rule of the books holds for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.events import Event, LotChoice, LotMethod, Sell
from trimtab.core.household import Household
from trimtab.core.money import ZERO, cents, plain, usd
from trimtab.core.problems import Problem, note, warning
from trimtab.ledger.books.realised import Realised, Washed
from trimtab.ledger.returns.gains import is_metal, parts_of
from trimtab.ledger.wash_sales.law import last_window_day
from trimtab.ledger.what_if.sales import WishedSale
from trimtab.ledger.what_if.wishes import not_understood
from trimtab.tax.wash import unseen_history, wash_group

EVENT = "what-if/"


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """One lot's part of the wished sales, amounts in USD to the cent.

    `is_long` None: the holding period is not known; it counts as short-term. `counts` False: nothing of it is on the
    bill (a sheltered account, or one of somebody else's return). `disallowed_usd` is positive; `replaced_in` names
    the accounts whose shares take the loss over.
    """

    account_id: str
    symbol: str
    lot_id: str
    bought: date | None
    quantity: Decimal
    proceeds_usd: Decimal
    gain_usd: Decimal
    disallowed_usd: Decimal
    lost_for_good_usd: Decimal
    replaced_in: tuple[str, ...]
    is_long: bool | None
    is_collectible: bool
    counts: bool

    @property
    def recognized_usd(self) -> Decimal:
        """What goes on the bill."""
        return self.gain_usd + self.disallowed_usd if self.counts else ZERO


def sales_as_events(
    household: Household, events: Sequence[Event], sales: Sequence[WishedSale]
) -> list[Event]:
    """The wished sales as sales of today, after everything else; in order of the wishes."""
    last = max((event.sequence for event in events if event.trade_date == household.as_of), default=0)
    return [
        Sell(
            event_id=f"{EVENT}{number:04}",
            account_id=sale.account_id,
            trade_date=household.as_of,
            sequence=last + number,
            symbol=sale.symbol,
            quantity=sale.quantity,
            method=LotMethod.SPECIFIC if sale.lot_id else None,
            lots=(LotChoice(lot_id=sale.lot_id, quantity=sale.quantity),) if sale.lot_id else (),
            proceeds_usd=cents(sale.quantity * sale.price_usd),
        )
        for number, sale in enumerate(sales, start=1)
    ]


def outcomes(household: Household, washed: Washed) -> tuple[LotOutcome, ...]:
    """The results of the wished sales by sale, lot and term."""
    counted = {id(part) for part in parts_of(washed.realised, household, household.as_of.year)}
    alike: dict[tuple[str, str, bool | None], list[Realised]] = {}
    for part in washed.realised:
        if part.event_id.startswith(EVENT):
            alike.setdefault((part.event_id, part.lot_id, part.is_long), []).append(part)
    return tuple(_outcome(household, parts, id(parts[0]) in counted) for parts in alike.values())


def without_basis(washed: Washed, sales: Sequence[WishedSale]) -> list[Problem]:
    """Lots in taxable accounts whose cost nobody knows: their sale cannot be worked out."""
    words = {f"{EVENT}{number:04}": sale.words for number, sale in enumerate(sales, start=1)}
    lots = dict.fromkeys(
        (words[part.event_id], part.symbol, part.lot_id)
        for part in washed.realised
        if part.event_id in words and part.recognized_usd is None
    )
    return [
        not_understood(line, f"the cost of {symbol} lot {lot_id} is not known", "name another lot")
        for line, symbol, lot_id in lots
    ]


def _outcome(household: Household, parts: Sequence[Realised], counts: bool) -> LotOutcome:
    first = parts[0]
    replaced = (part.replaced_by.account_id for part in parts if part.replaced_by)
    return LotOutcome(
        account_id=first.account_id,
        symbol=first.symbol,
        lot_id=first.lot_id,
        bought=first.bought,
        quantity=_sum(part.quantity for part in parts),
        proceeds_usd=_sum(part.proceeds_usd for part in parts),
        gain_usd=_sum(part.gain_usd or ZERO for part in parts),
        disallowed_usd=_sum(part.disallowed_usd for part in parts),
        lost_for_good_usd=_sum(part.lost_for_good_usd for part in parts),
        replaced_in=tuple(dict.fromkeys(replaced)),
        is_long=first.is_long,
        is_collectible=is_metal(household, first.symbol),
        counts=counts,
    )


def _sum(amounts: Iterator[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def doubts(household: Household, results: Sequence[LotOutcome]) -> Iterator[Problem]:
    """Losses that do not count, or may not until their window closes; sales that are not on the bill."""
    for result in results:
        what = f"{plain(result.quantity)} {result.symbol} of lot {result.lot_id} in {result.account_id}"
        if not result.counts:
            words = f"{what}: a sale there is not on this bill"
            yield note("not-on-bill", words, "nothing is taxed until money leaves a sheltered account")
        elif result.disallowed_usd:
            yield _wash_sale(what, result)
        if result.counts and result.is_long is None:
            yield warning(
                "term-unknown", f"{what}: it is not known when they were bought: counted as short-term"
            )
    losses = sorted({r.symbol for r in results if r.counts and r.gain_usd < 0})
    unseen = unseen_history(household)
    for symbol in losses:
        yield _window(household, symbol, unseen.get(wash_group(household, symbol), ()))


def _wash_sale(what: str, result: LotOutcome) -> Problem:
    lost = f", {usd(result.lost_for_good_usd)} of it for good" if result.lost_for_good_usd else ""
    words = (
        f"{what}: {usd(result.disallowed_usd)} of the loss does not count{lost}, for shares bought within 30 days "
        f"in {', '.join(result.replaced_in)} take it over (26 USC 1091)"
    )
    return warning("wash-sale", words, "sell those shares too where the account is taxable, or wait")


def _window(household: Household, symbol: str, unseen: Sequence[str]) -> Problem:
    """What would still make a loss of today a wash sale."""
    group, until = wash_group(household, symbol), last_window_day(household.as_of)
    coming = [
        f"{account.account_id} will buy {bought}"
        for account in household.accounts
        for bought in sorted(account.purchases_coming)
        if wash_group(household, bought) == group
    ]
    reinvesting = [
        f"{account.account_id} may reinvest dividends of {position.symbol}"
        for account in household.accounts
        for position in account.positions
        if wash_group(household, position.symbol) == group and position.reinvest is not False
    ]
    blind = [f"the last 30 days of {account_id} are not known" for account_id in unseen]
    risks = "; ".join([*coming, *reinvesting, *blind])
    words = f"the loss in {symbol} counts only if nobody of the household buys it, or its like, until {until}"
    severity = warning if coming or blind else note
    remedy = "switch off reinvestment; wait with purchases"
    return severity("wash-window", f"{words}{f' ({risks})' if risks else ''}", remedy)
