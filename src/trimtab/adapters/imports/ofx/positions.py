"""Positions and cash of one OFX investment statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.adapters.imports.ofx.names import POSITIONS, SWEEP_TICKERS
from trimtab.adapters.imports.ofx.tree import Element
from trimtab.adapters.imports.ofx.values import DOWNLOAD_AGAIN, TEACH, Reading, Security
from trimtab.adapters.imports.rounding import rounding_usd
from trimtab.core.money import CENT, HUNDRED, ONE, ZERO, plain, usd
from trimtab.core.problems import note
from trimtab.core.statement import StatedCash, StatedPosition

_TOTAL_NAMES = frozenset({"totalaccountvalue", "accountvalue"})


@dataclass(slots=True)
class Holdings:
    """What one statement says is owned. `sweeps` are positions that are cash by another name."""

    positions: list[StatedPosition] = field(default_factory=list)
    sweeps: list[StatedPosition] = field(default_factory=list)
    cash: list[StatedCash] = field(default_factory=list)

    @property
    def worth_usd(self) -> Decimal:
        """Value of all positions and cash, as far as stated."""
        held = sum((position.value_usd or ZERO for position in self.positions), ZERO)
        return held + sum((cash.amount_usd for cash in self.cash), ZERO)


def read_holdings(statement: Element, account_ref: str, reading: Reading) -> Holdings:
    """Positions, with sweep funds taken as cash, and the cash itself once."""
    holdings = Holdings()
    for listing in statement.every("INVPOSLIST"):
        for entry in listing.children:
            if entry.name not in POSITIONS:
                _unknown_position(entry, reading)
                continue
            position = _position(entry, account_ref, reading)
            if position:
                (holdings.sweeps if _is_sweep(position) else holdings.positions).append(position)
    _read_cash(statement, account_ref, holdings, reading)
    _check_margin(statement, reading)
    _check_totals(statement, holdings, reading)
    return holdings


def _unknown_position(entry: Element, reading: Reading) -> None:
    message = f"<{entry.name}> is a kind of position that trimtab has not seen before"
    reading.error("position-kind-unknown", message, TEACH, entry)


def _position(entry: Element, account_ref: str, reading: Reading) -> StatedPosition | None:
    inner = entry.child("INVPOS")
    if inner is None:
        reading.error("position-empty", f"<{entry.name}> holds no position", DOWNLOAD_AGAIN, entry)
        return None
    security = reading.security(inner)
    quantity = reading.needed_amount(inner, "UNITS")
    _check_side(inner, security, quantity, reading)
    dollars = reading.in_dollars(inner, f"the holding {security.symbol}")
    quoted, per_unit = reading.needed_amount(inner, "UNITPRICE"), _per_unit(entry, security)
    value = reading.amount(inner, "MKTVAL") if dollars else None
    if not security.known:
        message = f"{security.symbol} is held, but the file gives no name and no ticker for it"
        reading.warning("security-not-listed", message, "say in household.toml what it is", inner)
    position = StatedPosition(
        account_ref=account_ref,
        symbol=security.symbol,
        description=security.name,
        quantity=quantity,
        price_usd=quoted * per_unit if dollars else None,
        value_usd=value,
        cost_usd=None,
        source=reading.source(inner.child("UNITS") or inner),
        cusip=security.cusip,
        price_as_of=reading.day(inner, "DTPRICEASOF"),
        reinvest={"Y": True, "N": False}.get(entry.text("REINVDIV").upper()),
        asset_type=POSITIONS[entry.name],
    )
    _check_value(inner, position, rounding_usd(quantity, quoted, per_unit), reading)
    return position


def _per_unit(entry: Element, security: Security) -> Decimal:
    if security.known:
        return security.per_unit
    return {"POSDEBT": ONE / HUNDRED, "POSOPT": HUNDRED}.get(entry.name, ONE)


def _check_side(inner: Element, security: Security, quantity: Decimal, reading: Reading) -> None:
    side = inner.child("POSTYPE")
    if (side and side.value.upper() == "SHORT") or quantity < 0:
        message = f"{security.symbol} is held short ({plain(quantity)}); trimtab plans long holdings only"
        reading.error("short-position", message, "close it, or leave this account out", side or inner)
    elif side and side.value.upper() not in {"LONG", ""}:
        message = f'POSTYPE "{side.value[:40]}" of {security.symbol} is not LONG or SHORT'
        reading.error("position-kind-unknown", message, TEACH, side)


def _check_value(inner: Element, position: StatedPosition, allowed: Decimal, reading: Reading) -> None:
    """Quantity times price against the stated value."""
    if position.price_usd is None or position.value_usd is None:
        return
    product = position.quantity * position.price_usd
    off = position.value_usd - product
    if abs(off) > allowed:
        message = (
            f"{position.symbol}: {plain(position.quantity)} at {plain(position.price_usd)} is {usd(product)}, "
            f"the file says {usd(position.value_usd)}: a difference of {usd(off)}"
        )
        remedy = "compare with the custodian's page before you trade"
        reading.warning("value-does-not-add-up", message, remedy, inner.child("MKTVAL") or inner)


def _is_sweep(position: StatedPosition) -> bool:
    known = position.symbol in SWEEP_TICKERS or position.symbol.endswith("**")
    return known and position.price_usd in {None, ONE}


def _read_cash(statement: Element, account_ref: str, holdings: Holdings, reading: Reading) -> None:
    """One cash figure: AVAILCASH includes sweep funds by the specification, so a sweep is not added to it."""
    swept = sum((sweep.quantity for sweep in holdings.sweeps), ZERO)
    found = _stated_cash(statement, reading)
    if found is None:
        for sweep in holdings.sweeps:
            holdings.cash.append(
                StatedCash(account_ref, sweep.quantity, settled=True, label=sweep.symbol, source=sweep.source)
            )
        return
    leaf, amount = found
    source = reading.source(leaf)
    names = ", ".join(sorted(sweep.symbol for sweep in holdings.sweeps))
    if swept > amount:
        message = (
            f"the file states {usd(amount)} cash and {usd(swept)} in {names}; "
            f"both are counted as cash, {usd(amount + swept)} together"
        )
        reading.warning("sweep-added-to-cash", message, "compare with the custodian's web page", leaf)
        amount += swept
    elif names:
        message = f"{names} ({usd(swept)}) is part of the {usd(amount)} cash: counted once"
        reading.problems.append(note("sweep-counted-once", message, source=source))
    holdings.cash.append(StatedCash(account_ref, amount, settled=True, label=leaf.name, source=source))


def _stated_cash(statement: Element, reading: Reading) -> tuple[Element, Decimal] | None:
    for path in (("INVBAL", "AVAILCASH"), ("INV401KBAL", "CASHBAL")):
        leaf = statement.child(*path)
        amount = reading.amount(statement, *path)
        if leaf and amount is not None:
            return leaf, amount
    return None


def _check_margin(statement: Element, reading: Reading) -> None:
    for name, what in (("MARGINBALANCE", "margin"), ("SHORTBALANCE", "short")):
        leaf, amount = statement.child("INVBAL", name), reading.amount(statement, "INVBAL", name)
        if leaf and amount:
            message = f"the account has a {what} balance of {usd(amount)}; it is not counted in any total"
            reading.warning("margin-balance", message, "pay it off, or plan with care", leaf)


def _check_totals(statement: Element, holdings: Holdings, reading: Reading) -> None:
    """The account's own total, where the custodian states one that is known, against the sum of the rows."""
    stated = [balance.child("VALUE") for balance in statement.every("BAL") if _is_total(balance)]
    stated.append(statement.child("INV401KBAL", "TOTAL"))
    for leaf in stated:
        if leaf is None or not leaf.value:
            continue
        total = reading.needed_amount(Element("BAL", leaf.line, children=[leaf]), leaf.name)
        off = total - holdings.worth_usd
        if abs(off) > CENT * (len(holdings.positions) + 1):
            message = (
                f"the file states a total of {usd(total)}, its positions and cash sum to "
                f"{usd(holdings.worth_usd)}: {usd(abs(off))} apart"
            )
            reading.warning("total-does-not-add-up", message, "compare with the custodian's web page", leaf)


def _is_total(balance: Element) -> bool:
    name = "".join(balance.text("NAME").casefold().split())
    return name in _TOTAL_NAMES and balance.text("BALTYPE").upper() == "DOLLAR"
