"""I6, what is held: every limit's range kept, or where it is broken today not broken further."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, Role
from trimtab.core.instruments import InstrumentKind
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.verify.book import Book
from trimtab.rebalance.verify.exact import NONE, PENNY, money, total

NOTICED = Decimal("0.0001")  # of what a percent is taken of: less outside asks for no trade


@dataclass(frozen=True)
class Kept:
    """One limit as the plan finds and leaves it, in USD; `grain` is what costs and cents may shift."""

    limit: HoldingLimit
    before: Decimal
    after: Decimal
    low: Decimal | None
    high: Decimal | None
    grain: Decimal
    noticed: Decimal

    def outside(self, held: Decimal) -> Decimal:
        """Dollars outside the range."""
        under = self.low - held if self.low is not None else NONE
        over = held - self.high if self.high is not None else NONE
        return max(NONE, under, over)

    @property
    def is_broken(self) -> bool:
        """Whether it asks for a trade before the plan."""
        return self.outside(self.before) > self.noticed


def limits(book: Book) -> tuple[Kept, ...]:
    """Every limit of the policy, before and after the plan."""
    if "limits" not in book.memory:
        book.memory["limits"] = tuple(_kept(book, limit) for limit in (*book.policy.limits, *_caps(book)))
    found: tuple[Kept, ...] = book.memory["limits"]
    return found


def _caps(book: Book) -> Iterator[HoldingLimit]:
    """A limit for each company of which a share is held or may be bought, and each place a cap speaks of."""
    household, policy = book.household, book.policy
    caps = [("", policy.concentration_cap_pct, Unit.PCT_OF_HOUSEHOLD)]
    caps += [(a, policy.account_concentration_cap_pct, Unit.PCT_OF_ACCOUNT) for a in book.accounts]
    stocks = {key[1] for key in book.positions} | {s for ranked in policy.buys.values() for s in ranked}
    for place, pct, unit in caps:
        if pct is None:
            continue
        here = (one for one in policy.limits if one.through_funds and one.account_id == place)
        own = {_company(book, one.symbol) for one in here}
        for symbol in sorted(stocks):
            instrument = household.instruments.get(symbol)
            is_stock = instrument is not None and instrument.kind is InstrumentKind.STOCK
            if is_stock and _company(book, symbol) not in own:
                own.add(_company(book, symbol))
                yield HoldingLimit(symbol, "", place, None, Bound(pct, unit), True)


def _company(book: Book, symbol: str) -> str:
    instrument = book.household.instruments.get(symbol)
    return instrument.issuer if instrument and instrument.issuer else symbol


def outside_usd(book: Book, after: bool) -> Decimal:
    """Dollars outside the limits, summed."""
    return total(kept.outside(kept.after if after else kept.before) for kept in limits(book))


def ranges_hold(book: Book) -> Iterator[str]:
    """Each limit ends in its range, or no further from it than it was."""
    for kept in limits(book):
        high, low = kept.high, kept.low
        if high is not None and kept.after > max(high, kept.before) + kept.grain:
            yield f"{kept.limit.words}: {money(kept.before)} before, {money(kept.after)} after, {money(high)} allowed"
        if low is not None and kept.after < min(low, kept.before) - kept.grain:
            yield f"{kept.limit.words}: {money(kept.before)} before, {money(kept.after)} after, {money(low)} asked for"


def keeps(book: Book, account: Account, symbol: str) -> bool:
    """Whether a limit keeps this holding from being sold any further after the plan: on itself, or on cash."""
    price = book.household.prices[symbol].usd
    step = max(account.quantity_step, account.fund_quantity_step) * price
    least = max(step, book.policy.min_trade_usd)
    for kept in limits(book):
        if kept.limit.account_id not in {"", account.account_id}:
            continue
        part = _part(book, kept.limit, symbol)
        if part and kept.low is not None and kept.after - least * part < kept.low:
            return True
        is_of_cash = bool(kept.limit.class_id) and _below(CASH_CLASS, kept.limit.class_id)
        most = NONE if kept.high is None else max(kept.high, kept.before) + kept.grain
        if is_of_cash and kept.high is not None and kept.after + least * (1 - part) > most:
            return True
    return False


def _kept(book: Book, limit: HoldingLimit) -> Kept:
    percents = [
        b for b in (limit.least, limit.most) if b and b.unit in (Unit.PCT_OF_ACCOUNT, Unit.PCT_OF_HOUSEHOLD)
    ]
    noticed = max([_base(book, limit, bound) * NOTICED for bound in percents], default=PENNY)
    return Kept(
        limit,
        _held(book, limit, after=False),
        _held(book, limit, after=True),
        _usd(book, limit, limit.least),
        _usd(book, limit, limit.most),
        (book.costs_usd if percents else NONE)
        + (PENNY * len(book.plan.trades) if limit.class_id else NONE)
        + (_parts_usd(book, limit) if limit.class_id == CASH_CLASS else NONE),
        max(noticed, PENNY),
    )


def _parts_usd(book: Book, limit: HoldingLimit) -> Decimal:
    """What trades in parts of a share may leave in cash: a part of each, less than any of them could spend."""
    grain = NONE
    for trade in book.plan.trades:
        account = book.accounts.get(trade.account_id)
        if account is None or limit.account_id not in {"", trade.account_id}:
            continue
        step = book.step(account, trade.symbol)
        grain += step * book.household.prices[trade.symbol].usd if step < 1 else NONE
    return grain


def _usd(book: Book, limit: HoldingLimit, bound: Bound | None) -> Decimal | None:
    if bound is None:
        return None
    if bound.unit is Unit.USD:
        return bound.amount
    if bound.unit is Unit.SHARES:
        price = book.household.prices.get(limit.symbol)
        return None if price is None else price.usd * bound.amount
    return max(NONE, _base(book, limit, bound)) * bound.amount / 100


def _base(book: Book, limit: HoldingLimit, bound: Bound) -> Decimal:
    """The value before trading of what a percent is taken of."""
    wanted = [limit.account_id] if bound.unit is Unit.PCT_OF_ACCOUNT else list(book.accounts)
    return total(book.market_usd(book.accounts[account_id], after=False) for account_id in wanted)


def _held(book: Book, limit: HoldingLimit, after: bool) -> Decimal:
    held = NONE
    for account in book.household.accounts:
        own = account.account_id
        if limit.account_id not in {"", own}:
            continue
        excluded = {p.symbol for p in account.positions if p.role is Role.EXCLUDED}
        symbols = {p.symbol for p in account.positions} | {t.symbol for t in book.trades_of(own)}
        for symbol in sorted(symbols - excluded):
            quantity = book.quantity_after((own, symbol)) if after else book.quantity_before((own, symbol))
            part = _part(book, limit, symbol)
            held += quantity * book.household.prices[symbol].usd * part if part else NONE
        if limit.class_id and _below(CASH_CLASS, limit.class_id):
            held += (book.end_usd(account) if after else book.start_usd(account)) - account.cash_reserve_usd
    return held


def _part(book: Book, limit: HoldingLimit, symbol: str) -> Decimal:
    """What part of a dollar of this symbol the limit counts."""
    if limit.through_funds:
        return _look_through(book, symbol, _company(book, limit.symbol))
    if limit.symbol:
        return Decimal(1 if symbol == limit.symbol else 0)
    instrument = book.household.instruments.get(symbol)
    weights = instrument.class_weights if instrument else ()
    return total(weight for class_id, weight in weights if _below(class_id, limit.class_id))


def _look_through(book: Book, symbol: str, company: str) -> Decimal:
    """What part of a dollar is in the company's shares: directly, in a fund, in a fund's fund and once more."""
    layer, found = {symbol: Decimal(1)}, NONE
    for _ in range(4):
        deeper: dict[str, Decimal] = {}
        for name, part in layer.items():
            if _company(book, name) == company:
                found += part
                continue
            instrument = book.household.instruments.get(name)
            for inner, share in instrument.contains if instrument else ():
                deeper[inner] = deeper.get(inner, NONE) + part * share
        layer = deeper
    return found


def _below(class_id: str, above: str) -> bool:
    return f"{class_id}.".startswith(f"{above}.")


def words(book: Book) -> str:
    """The figures: how many limits, and how many stay broken."""
    kept = limits(book)
    still = sum(1 for one in kept if one.outside(one.after) > one.grain)
    return f"; {len(kept)} limits on what is held, {still} still outside" if kept else ""
