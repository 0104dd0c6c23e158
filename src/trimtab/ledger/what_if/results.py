"""What the wished sales bring: gain or loss by term, and what section 1091 takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from trimtab.core.accounts import Account, Lot, Position
from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain, usd
from trimtab.core.problems import Problem, note, warning
from trimtab.ledger.returns.owners import taxed_accounts
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.law import last_window_day
from trimtab.ledger.wash_sales.result import SaleResult, in_cents
from trimtab.ledger.what_if.sales import WishedSale
from trimtab.ledger.what_if.wishes import not_understood
from trimtab.tax.holding import is_long_term
from trimtab.tax.wash import recent_purchases, unseen_history, wash_group

LONG_AGO = date(1900, 1, 1)  # stands for a day that is not known: in no window, and before every other lot


@dataclass(frozen=True, slots=True)
class LotOutcome:
    """One lot's part of the wished sales, amounts in USD to the cent.

    `is_long` None: the day of purchase is not known; it counts as short-term. `counts` False: nothing of it is on the
    bill (a sheltered account, or one of somebody else's return). `disallowed_usd` is positive; `replaced_in` names
    the account whose shares take the loss over.
    """

    account_id: str
    symbol: str
    lot_id: str
    acquired: date | None
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


def outcomes(
    household: Household, sales: Sequence[WishedSale]
) -> tuple[tuple[LotOutcome, ...], list[Problem]]:
    """Every sale with its result, were it made today; warnings where a loss may not count.

    Purchases of the last 30 days are seen as far as they are still held as dated lots; purchases of the next 30 days
    cannot be. A lot without a known cost keeps a sale in a taxable account from being worked out: an error.
    """
    counted = {account.account_id for account in taxed_accounts(household)}
    faults = [
        not_understood(
            sale.words, f"the cost of {sale.symbol} lot {sale.lot.lot_id} is not known", "name another lot"
        )
        for sale in sales
        if sale.lot.basis_usd is None and sale.account.kind.is_taxable
    ]
    if faults:
        return (), faults
    found = {result.sale.sale_id: result for result in wash_sales(_history(household, sales)).sales}
    results = tuple(
        _outcome(household, sale, found[str(number)], sale.account.account_id in counted)
        for number, sale in enumerate(sales)
    )
    return results, list(_warnings(household, results))


def _history(household: Household, sales: Sequence[WishedSale]) -> WashHistory:
    """All lots of the groups that are sold, and the sales of today."""
    groups = {wash_group(household, sale.symbol) for sale in sales}
    held = [
        (account, position)
        for account in household.accounts
        for position in account.positions
        if wash_group(household, position.symbol) in groups
    ]
    lots = [_acquired(household, *where, lot) for where in held for lot in where[1].lots]
    lots += [lot for group in sorted(groups) for lot in _without_date(household, group)]
    made = [
        LotSale(str(number), sale.account.account_id, _name(sale.account, sale.symbol, sale.lot), household.as_of, 1,
                sale.quantity, sale.proceeds_usd)
        for number, sale in enumerate(sales)
    ]  # fmt: skip
    accounts = tuple(WashAccount(a.account_id, a.owner, a.kind) for a in household.accounts)
    return WashHistory(accounts, tuple(lots), tuple(made))


def _name(account: Account, symbol: str, lot: Lot) -> str:
    return f"{account.account_id}\x1f{symbol}\x1f{lot.lot_id}"


def _acquired(household: Household, account: Account, position: Position, lot: Lot) -> AcquiredLot:
    return AcquiredLot(
        lot_id=_name(account, position.symbol, lot),
        account_id=account.account_id,
        symbol=position.symbol,
        group=wash_group(household, position.symbol),
        trade_date=lot.acquired or LONG_AGO,
        sequence=0,
        quantity=lot.quantity,
        basis_usd=lot.basis_usd or ZERO,
        source=lot.source,
    )


def _without_date(household: Household, group: str) -> Iterator[AcquiredLot]:
    """Purchases of the last 30 days that are among a position's lots without dates: their shares can replace too."""
    for bought in recent_purchases(household).get(group, ()):
        held = next((p for p in bought.account.positions if p.symbol == bought.symbol), None)
        undated = sum((lot.quantity for lot in held.lots if lot.acquired is None), ZERO) if held else ZERO
        if bought.lot is None and undated:
            account_id = bought.account.account_id
            yield AcquiredLot(
                lot_id=f"{account_id}\x1f{bought.symbol}\x1f",
                account_id=account_id,
                symbol=bought.symbol,
                group=group,
                trade_date=bought.bought,
                sequence=0,
                quantity=min(bought.quantity, undated),
                basis_usd=ZERO,
            )


def _outcome(household: Household, sale: WishedSale, result: SaleResult, counts: bool) -> LotOutcome:
    acquired, instrument = sale.lot.acquired, household.instruments.get(sale.symbol)
    replaced = (piece.replaced_by.account_id for piece in result.pieces if piece.replaced_by)
    return LotOutcome(
        account_id=sale.account.account_id,
        symbol=sale.symbol,
        lot_id=sale.lot.lot_id,
        acquired=acquired,
        quantity=sale.quantity,
        proceeds_usd=in_cents(Fraction(sale.proceeds_usd)),
        gain_usd=in_cents(result.gain_usd),
        disallowed_usd=in_cents(result.disallowed_usd),
        lost_for_good_usd=in_cents(result.lost_for_good_usd),
        replaced_in=tuple(dict.fromkeys(replaced)),
        is_long=None if acquired is None else is_long_term(acquired, household.as_of),
        is_collectible=instrument is not None and instrument.is_collectible,
        counts=counts,
    )


def _warnings(household: Household, results: Sequence[LotOutcome]) -> Iterator[Problem]:
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
        yield from _window(household, symbol, unseen.get(wash_group(household, symbol), ()))


def _wash_sale(what: str, result: LotOutcome) -> Problem:
    lost = f", {usd(result.lost_for_good_usd)} of it for good" if result.lost_for_good_usd else ""
    words = (
        f"{what}: {usd(result.disallowed_usd)} of the loss does not count{lost}, for shares bought within 30 days "
        f"in {', '.join(result.replaced_in)} take it over (26 USC 1091)"
    )
    return warning("wash-sale", words, "sell those shares too where the account is taxable, or wait")


def _window(household: Household, symbol: str, unseen: Sequence[str]) -> Iterator[Problem]:
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
    yield severity(
        "wash-window",
        f"{words}{f' ({risks})' if risks else ''}",
        "switch off reinvestment; wait with purchases",
    )
