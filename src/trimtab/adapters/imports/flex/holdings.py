"""Positions, lots, cash and prices of one Flex statement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.adapters.imports.flex.names import ASSET_TYPES
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
from trimtab.adapters.imports.rounding import rounding_usd
from trimtab.adapters.imports.safe_xml import XmlElement
from trimtab.core.money import HUNDRED, ONE, ZERO, plain, usd
from trimtab.core.statement import LineKind, StatedCash, StatedLot, StatedPosition, StatedPrice

_DOLLARS_ONLY = "trimtab plans dollars only: leave this account out, or move the holding into dollars"
_COMPARE = "compare with the custodian's page before you trade"
_Key = tuple[str, str]


@dataclass(slots=True)
class Holdings:
    """What one statement says is owned."""

    positions: list[StatedPosition] = field(default_factory=list)
    lots: list[StatedLot] = field(default_factory=list)
    cash: list[StatedCash] = field(default_factory=list)
    prices: list[StatedPrice] = field(default_factory=list)


def read_positions(section: XmlElement, statement: XmlElement, reading: Reading, holdings: Holdings) -> None:
    """Positions from SUMMARY rows, lots from LOT rows; where only LOT rows came, each position is their sum."""
    summaries: dict[_Key, list[XmlElement]] = {}
    lots: dict[_Key, list[XmlElement]] = {}
    for row in section.children:
        key = (account_of(row, statement), symbol_of(row))
        if not key[1]:
            reading.error(
                "security-missing", "a position does not say which security it is", TICK, row, "symbol"
            )
        (lots if _is_lot(row, reading) else summaries).setdefault(key, []).append(row)
    for key, rows in summaries.items():
        holdings.positions.append(_position(key, rows[0], _once_per_model(key, rows, reading), reading))
    for key, rows in lots.items():
        _read_lots(key, rows, reading, holdings)
        if key not in summaries:
            holdings.positions.append(_position(key, rows[0], rows, reading))


def _is_lot(row: XmlElement, reading: Reading) -> bool:
    stated = level(row)
    if stated not in {"LOT", "SUMMARY", ""}:
        message = f'levelOfDetail "{stated[:40]}" of a position is neither SUMMARY nor LOT'
        reading.error("level-unknown", message, TEACH, row, "levelOfDetail")
    is_lot = stated == "LOT" or (not stated and bool(word(row, "openDateTime")))
    reading.used[row.line] = LineKind.LOT if is_lot else LineKind.POSITION
    return is_lot


def _once_per_model(key: _Key, rows: list[XmlElement], reading: Reading) -> list[XmlElement]:
    """The rows that make up a position: one per model portfolio of the account. Another may be a lot: an ERROR."""
    kept: dict[str, XmlElement] = {}
    for row in rows:
        if word(row, "model") in kept:
            message = f"{key[1]} is listed again, and nothing tells whether it is a lot or the whole position"
            remedy = "tick Level of Detail and Open Date/Time in the Flex query and run it again"
            reading.error("position-twice", message, remedy, row)
        kept.setdefault(word(row, "model"), row)
    return list(kept.values())


def _position(key: _Key, first: XmlElement, rows: list[XmlElement], reading: Reading) -> StatedPosition:
    account, symbol = key
    category = word(first, "assetCategory").upper()
    if category not in ASSET_TYPES:
        message = f'{symbol} is of a kind "{category[:40]}" that trimtab has not seen before'
        reading.error("asset-kind-unknown", message, TEACH, first, "assetCategory")
    quantity = sum((reading.needed_amount(row, "position", "quantity") for row in rows), ZERO)
    if quantity < 0 or word(first, "side").casefold() == "short":
        message = f"{symbol} is held short ({plain(quantity)}); trimtab plans long holdings only"
        reading.error("short-position", message, "close it, or leave this account out", first, "position")
    dollars = in_dollars(first)
    if not dollars:
        currency = word(first, "currency").upper()[:8]
        message = f"the holding {symbol} is stated in {currency}, not in US dollars"
        reading.error("currency-not-usd", message, _DOLLARS_ONLY, first, "currency")
    value = _sum(reading, rows, "positionValue") if dollars else None
    return StatedPosition(
        account_ref=account,
        symbol=symbol,
        description=word(first, "description"),
        quantity=quantity,
        price_usd=_unit_price(first, symbol, quantity, value, reading) if dollars else None,
        value_usd=value,
        cost_usd=_sum(reading, rows, "costBasisMoney") if dollars else None,
        source=reading.source(first),
        cusip=word(first, "cusip"),
        price_as_of=reading.day(first, "reportDate"),
        asset_type=ASSET_TYPES.get(category, ""),
    )


def _sum(reading: Reading, rows: list[XmlElement], column: str) -> Decimal | None:
    stated = [reading.amount(row, column) for row in rows]
    known = [amount for amount in stated if amount is not None]
    return sum(known, ZERO) if len(known) == len(stated) else None


def _unit_price(
    row: XmlElement, symbol: str, quantity: Decimal, value: Decimal | None, reading: Reading
) -> Decimal | None:
    """Dollars for one unit held: the mark times the contract's multiplier; bonds are marked per 100 of face value."""
    mark = reading.amount(row, "markPrice")
    if mark is None:
        return None
    multiplier = reading.amount(row, "multiplier") or ONE
    is_debt = ASSET_TYPES.get(word(row, "assetCategory").upper()) == "debt"
    per_unit = multiplier / HUNDRED if is_debt else multiplier
    unit = mark * per_unit
    if value is None:
        return unit
    if is_debt and abs(quantity * mark * multiplier - value) <= rounding_usd(quantity, mark, multiplier):
        return mark * multiplier
    allowed = rounding_usd(quantity, mark, per_unit)
    off = value - quantity * unit
    if abs(off) > allowed:
        message = (
            f"{symbol}: {plain(quantity)} at {plain(unit)} is {usd(quantity * unit)}, "
            f"the file says {usd(value)}: a difference of {usd(off)}"
        )
        reading.warning("value-does-not-add-up", message, _COMPARE, row, "positionValue")
    return unit


def _read_lots(key: _Key, rows: list[XmlElement], reading: Reading, holdings: Holdings) -> None:
    """Lots with ids made of date, cost per share and an occurrence number that ignores the order of rows."""
    stated = [_lot(key, row, reading) for row in rows]
    seen: Counter[str] = Counter()
    ids: dict[int, str] = {}
    for at in sorted(
        range(len(stated)), key=lambda at: (stated[at].quantity, stated[at].cost_usd or ZERO, at)
    ):
        stem = stated[at].lot_id
        seen[stem] += 1
        ids[at] = f"{stem}#{seen[stem]}"
    for at, lot in enumerate(stated):
        holdings.lots.append(
            StatedLot(
                lot.account_ref, lot.symbol, ids[at], lot.quantity, lot.acquired, lot.cost_usd, lot.source
            )
        )


def _lot(key: _Key, row: XmlElement, reading: Reading) -> StatedLot:
    acquired = reading.day(row, "holdingPeriodDateTime", "openDateTime")
    per_share = reading.amount(row, "costBasisPrice")
    dollars = in_dollars(row)
    day = acquired.isoformat() if acquired else "unknown"
    stem = f"{day}@{plain(per_share) if dollars and per_share is not None else 'unknown'}"
    return StatedLot(
        account_ref=key[0],
        symbol=key[1],
        lot_id=stem,
        quantity=reading.needed_amount(row, "position", "quantity"),
        acquired=acquired,
        cost_usd=reading.amount(row, "costBasisMoney") if dollars else None,
        source=reading.source(row),
    )


def read_cash(section: XmlElement, statement: XmlElement, reading: Reading, holdings: Holdings) -> None:
    """Cash in dollars, settled and unsettled apart; the base-currency summary repeats it and is not added."""
    for row in section.children:
        currency = word(row, "currency").upper()
        if currency == "BASE_SUMMARY" or level(row) == "BASECURRENCY":
            reading.used[row.line] = LineKind.TOTAL
            continue
        reading.used[row.line] = LineKind.CASH
        ending = reading.needed_amount(row, "endingCash", "endingSettledCash")
        if currency != "USD":
            _foreign_cash(row, currency, ending, reading)
            continue
        settled = reading.amount(row, "endingSettledCash")
        settled = ending if settled is None else settled
        account, source = account_of(row, statement), reading.source(row, "endingCash")
        holdings.cash.append(StatedCash(account, settled, settled=True, label="USD", source=source))
        if ending != settled:
            waiting = ending - settled
            holdings.cash.append(StatedCash(account, waiting, settled=False, label="USD", source=source))


def _foreign_cash(row: XmlElement, currency: str, ending: Decimal, reading: Reading) -> None:
    if ending:
        message = (
            f"the account holds {plain(ending)} {currency[:8] or 'of an unnamed currency'}, not US dollars"
        )
        reading.error("currency-not-usd", message, _DOLLARS_ONLY, row, "currency")
        reading.used[row.line] = LineKind.ERROR


def read_prices(section: XmlElement, reading: Reading, holdings: Holdings) -> None:
    """Closing prices of earlier days, where they are in dollars."""
    for row in section.children:
        reading.used[row.line] = LineKind.PRICE
        if not in_dollars(row):
            continue
        price, day = reading.needed_amount(row, "price"), reading.needed_day(row, "date")
        if day:
            holdings.prices.append(StatedPrice(symbol_of(row), price, day, reading.source(row)))
