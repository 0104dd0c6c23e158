"""Trades, closed lots, cash movements, corporate actions and transfers of one Flex statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.details import FLEX_ACTIONS, flex_cash_detail, flex_split
from trimtab.adapters.imports.flex.names import (
    CASH_TYPES,
    LEVELS_BY_TAG,
    ROW_LEVELS_FINEST_FIRST,
    SIDES,
    TRADE_LEVELS_FINEST_FIRST,
)
from trimtab.adapters.imports.flex.values import (
    TEACH,
    TICK,
    Reading,
    account_of,
    in_dollars,
    level,
    symbol_of,
    word,
)
from trimtab.adapters.imports.safe_xml import XmlElement
from trimtab.core.household import ActivityKind
from trimtab.core.money import CENT, HUNDRED, ONE, ZERO, plain, usd
from trimtab.core.statement import Detail, LineKind, StatedGain, StatedTransaction
from trimtab.tax.holding import is_long_term

_NOT_DOLLARS = "trimtab keeps books in dollars only: check the basis of what was bought with this money"


@dataclass(slots=True)
class Activity:
    """What one statement says happened."""

    transactions: list[StatedTransaction] = field(default_factory=list)
    gains: list[StatedGain] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What a row moved: shares and dollars into the account are positive."""

    kind: ActivityKind
    day: date | None
    symbol: str
    quantity: Decimal
    amount: Decimal
    price: Decimal | None = None
    settle_date: date | None = None
    fees: Decimal = ZERO
    detail: Detail = Detail.NONE


def read_trades(section: XmlElement, statement: XmlElement, reading: Reading, activity: Activity) -> None:
    """Trades at the finest level the query gives; the same trades at other levels are totals."""
    levels = {id(row): level(row) or LEVELS_BY_TAG.get(row.name, "") for row in section.children}
    present = set(levels.values())
    finest = next((each for each in TRADE_LEVELS_FINEST_FIRST if each in present), "")
    for row in section.children:
        at = levels[id(row)]
        if finest and at == finest:
            reading.used[row.line] = LineKind.TRANSACTION
            _keep(row, statement, _trade(row, reading), reading, activity)
        elif at == "CLOSED_LOT":
            _closed_lot(row, statement, reading, activity)
        elif at == "WASH_SALE":
            reading.used[row.line] = LineKind.TOTAL
            message = (
                f"the custodian reports a wash sale of {symbol_of(row)}; its disallowed loss is not read"
            )
            reading.warning("wash-sale-stated", message, "compare with the realized gains report", row)
        elif at in {*TRADE_LEVELS_FINEST_FIRST, "ASSET_SUMMARY"}:
            reading.used[row.line] = LineKind.TOTAL
        else:
            message = (
                f'<{row.name}> with levelOfDetail "{at[:40]}" is a trade that trimtab has not seen before'
            )
            reading.error("level-unknown", message, TEACH, row, "levelOfDetail")
            reading.used[row.line] = LineKind.ERROR


def _trade(row: XmlElement, reading: Reading) -> _Moved:
    side = word(row, "buySell").upper()
    quantity = reading.needed_amount(row, "quantity")
    if side not in SIDES:
        message = f'buySell "{side[:40]}" is neither BUY nor SELL'
        reading.error("transaction-kind-unknown", message, TEACH if side else TICK, row, "buySell")
    kind = SIDES.get(side, ActivityKind.OTHER)
    detail = Detail.CANCELLED if side.endswith("(CA.)") else Detail.NONE
    day = reading.needed_day(row, "tradeDate", "dateTime", "reportDate")
    if word(row, "assetCategory").upper() == "CASH":
        return _Moved(ActivityKind.OTHER, day, "", ZERO, _exchanged(row, quantity, reading))
    symbol = symbol_of(row)
    if kind is not ActivityKind.OTHER:
        quantity = abs(quantity) if kind is ActivityKind.BUY else -abs(quantity)
        if "R" in word(row, "notes").split(";"):
            kind = ActivityKind.REINVEST if quantity > 0 else kind
    settle = reading.day(row, "settleDateTarget")
    if not in_dollars(row):
        _say_foreign(row, f"the trade of {plain(quantity)} {symbol}", reading, is_error=True)
        return _Moved(kind, day, symbol, quantity, ZERO, None, settle)
    return _Moved(
        kind,
        day,
        symbol,
        quantity,
        _net_cash(row, symbol, reading),
        _price(row, reading),
        settle,
        _fees(row, reading),
        detail,
    )


def _exchanged(row: XmlElement, quantity: Decimal, reading: Reading) -> Decimal:
    """Dollars that a currency conversion brought in; `USD.CHF` is quoted in francs and counted in dollars."""
    base, _, quote = symbol_of(row).upper().partition(".")
    if quote == "USD":
        return reading.needed_amount(row, "netCash", "proceeds") or reading.needed_amount(row, "proceeds")
    return quantity if base == "USD" else ZERO


def _net_cash(row: XmlElement, symbol: str, reading: Reading) -> Decimal:
    """Dollars into the account: netCash, checked against proceeds, commission and taxes."""
    proceeds = _proceeds(row, reading)
    costs = sum((reading.amount(row, column) or ZERO for column in ("ibCommission", "taxes")), ZERO)
    summed = None if proceeds is None else proceeds + costs
    if not word(row, "netCash"):
        return reading.needed_amount(row, "netCash") if summed is None else summed
    net = reading.needed_amount(row, "netCash")
    if summed is not None and abs(net - summed) > CENT:
        message = (
            f"{symbol}: proceeds, commission and taxes sum to {usd(summed)}, netCash says {usd(net)}: "
            f"a difference of {usd(net - summed)}; netCash is used"
        )
        reading.warning(
            "amount-does-not-add-up", message, "compare with the custodian's page", row, "netCash"
        )
    return net


def _proceeds(row: XmlElement, reading: Reading) -> Decimal | None:
    """Dollars before costs; `tradeMoney` states the same with the sign of the shares."""
    if word(row, "proceeds") or not word(row, "tradeMoney"):
        return reading.amount(row, "proceeds")
    money = reading.amount(row, "tradeMoney")
    return None if money is None else -money


def _price(row: XmlElement, reading: Reading) -> Decimal | None:
    price = reading.amount(row, "tradePrice")
    if price is None:
        return None
    multiplier = reading.amount(row, "multiplier") or ONE
    is_debt = word(row, "assetCategory").upper() in {"BOND", "BILL"}
    return price * multiplier / HUNDRED if is_debt else price * multiplier


def _fees(row: XmlElement, reading: Reading) -> Decimal:
    if word(row, "ibCommissionCurrency").upper() not in {"", "USD"}:
        _say_foreign(row, f"the commission on {symbol_of(row)}", reading, is_error=False)
        return ZERO
    return -(reading.amount(row, "ibCommission") or ZERO) - (reading.amount(row, "taxes") or ZERO)


def _say_foreign(row: XmlElement, what: str, reading: Reading, *, is_error: bool) -> None:
    currency = word(row, "currency").upper()
    if currency == "USD":
        currency = word(row, "ibCommissionCurrency").upper()
    message = f"{what} was settled in {currency[:8]}: it moved no US dollars"
    say = reading.error if is_error else reading.warning
    say("currency-not-usd", message, _NOT_DOLLARS, row, "currency")


def _closed_lot(row: XmlElement, statement: XmlElement, reading: Reading, activity: Activity) -> None:
    """A realised result; long-term if held for more than a year. Source: 26 USC 1222."""
    reading.used[row.line] = LineKind.GAIN
    closed = reading.needed_day(row, "tradeDate", "dateTime")
    opened = reading.day(row, "holdingPeriodDateTime", "openDateTime")
    gain = reading.needed_amount(row, "fifoPnlRealized")
    cost = reading.needed_amount(row, "cost")
    if not in_dollars(row):
        _say_foreign(row, f"the sale of {symbol_of(row)}", reading, is_error=True)
    if opened is None:
        message = f"the sold lot of {symbol_of(row)} has no opening day: its gain counts as short-term"
        reading.warning("date-missing", message, "tick Open Date/Time in the Flex query", row, "openDateTime")
    if closed is None:
        return
    is_long = opened is not None and is_long_term(opened, closed)
    activity.gains.append(
        StatedGain(
            account_ref=account_of(row, statement),
            symbol=symbol_of(row),
            quantity=abs(reading.needed_amount(row, "quantity")),
            opened=opened,
            closed=closed,
            proceeds_usd=abs(cost) + gain,
            cost_usd=abs(cost),
            gain_short_usd=ZERO if is_long else gain,
            gain_long_usd=gain if is_long else ZERO,
            source=reading.source(row),
        )
    )


def _finest(section: XmlElement, reading: Reading, kind: LineKind) -> list[XmlElement]:
    present = {level(row) for row in section.children}
    finest = next((each for each in ROW_LEVELS_FINEST_FIRST if each in present), "")
    for row in section.children:
        known = level(row) in ROW_LEVELS_FINEST_FIRST
        reading.used[row.line] = kind if level(row) == finest else LineKind.TOTAL if known else LineKind.ERROR
        if not known:
            message = f'levelOfDetail "{level(row)[:40]}" of <{row.name}> is neither DETAIL nor SUMMARY'
            reading.error("level-unknown", message, TEACH, row, "levelOfDetail")
    return [row for row in section.children if level(row) == finest]


def read_cash_movements(
    section: XmlElement, statement: XmlElement, reading: Reading, activity: Activity
) -> None:
    """Dividends, interest, fees, deposits and withdrawals. One in another currency moved no dollars: a WARNING."""
    for row in _finest(section, reading, LineKind.TRANSACTION):
        amount = reading.needed_amount(row, "amount")
        named = word(row, "type")
        kinds = CASH_TYPES.get(named.casefold())
        if kinds is None:
            message = f'type "{named[:40]}" is a cash movement that trimtab has not seen before'
            reading.error("transaction-kind-unknown", message, TEACH if named else TICK, row, "type")
            kinds = (ActivityKind.OTHER, ActivityKind.OTHER)
        kind = kinds[0] if amount >= 0 else kinds[1]
        if not in_dollars(row):
            currency = word(row, "currency").upper()[:8]
            _say_foreign(row, f"{named[:40]} of {plain(amount)} {currency}", reading, is_error=False)
            amount = ZERO
        day = reading.needed_day(row, "dateTime", "reportDate", "settleDate")
        settle = reading.day(row, "settleDate")
        detail = flex_cash_detail(named, word(row, "description"))
        moved = _Moved(kind, day, symbol_of(row), ZERO, amount, settle_date=settle, detail=detail)
        _keep(row, statement, moved, reading, activity)


def read_corporate_actions(
    section: XmlElement, statement: XmlElement, reading: Reading, activity: Activity
) -> None:
    """Splits, mergers, spin-offs, changes of name: each row with the shares and dollars it moved."""
    for row in _finest(section, reading, LineKind.TRANSACTION):
        quantity = reading.needed_amount(row, "quantity")
        proceeds = reading.amount(row, "proceeds") or ZERO
        if proceeds and not in_dollars(row):
            _say_foreign(row, f"the corporate action of {symbol_of(row)}", reading, is_error=True)
            proceeds = ZERO
        day = reading.needed_day(row, "dateTime", "reportDate")
        detail = FLEX_ACTIONS.get(word(row, "type").upper(), Detail.NONE)
        kind = ActivityKind.CORPORATE_ACTION
        moved = _Moved(kind, day, symbol_of(row), quantity, proceeds, detail=detail)
        _keep(row, statement, moved, reading, activity)


def read_transfers(section: XmlElement, statement: XmlElement, reading: Reading, activity: Activity) -> None:
    """Shares and cash moved from or to another account."""
    for row in _finest(section, reading, LineKind.TRANSACTION):
        quantity = reading.amount(row, "quantity") or ZERO
        cash = reading.amount(row, "cashTransfer") or ZERO
        direction = word(row, "direction").upper()
        if direction not in {"IN", "OUT"}:
            message = f'direction "{direction[:40]}" of a transfer is neither IN nor OUT'
            reading.error("transaction-kind-unknown", message, TEACH if direction else TICK, row, "direction")
        sign = -1 if direction == "OUT" else 1
        if cash and not in_dollars(row):
            _say_foreign(row, f"a transfer of {plain(cash)}", reading, is_error=False)
            cash = ZERO
        kind = ActivityKind.TRANSFER_OUT if direction == "OUT" else ActivityKind.TRANSFER_IN
        day = reading.needed_day(row, "date", "dateTime", "reportDate")
        moved = _Moved(kind, day, symbol_of(row), sign * abs(quantity), sign * abs(cash))
        _keep(row, statement, moved, reading, activity)


def _keep(
    row: XmlElement, statement: XmlElement, moved: _Moved, reading: Reading, activity: Activity
) -> None:
    account = account_of(row, statement)
    if moved.day is None:
        return
    said = f"{word(row, 'actionDescription')} {word(row, 'description')}" if moved.detail else ""
    units_new, units_old = flex_split(said)
    shown = (plain(moved.quantity), plain(moved.amount), word(row, "dateTime"), word(row, "type"))
    activity.transactions.append(
        StatedTransaction(
            account_ref=account,
            kind=moved.kind,
            trade_date=moved.day,
            symbol=moved.symbol,
            quantity=moved.quantity,
            price_usd=moved.price,
            amount_usd=moved.amount,
            description="; ".join(each for each in (word(row, "type"), word(row, "description")) if each),
            fingerprint=reading.fingerprint(account, row.name, moved.day.isoformat(), symbol_of(row), *shown),
            source=reading.source(row),
            settle_date=moved.settle_date,
            fees_usd=moved.fees,
            detail=moved.detail,
            units_new=units_new,
            units_old=units_old,
        )
    )
