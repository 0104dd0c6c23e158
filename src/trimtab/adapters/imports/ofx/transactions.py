"""Transactions of one OFX investment statement, each with the sign of what came into the account."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.adapters.imports.cells import custodian_hash
from trimtab.adapters.imports.details import OFX_INCOME, OFX_OPTIONS
from trimtab.adapters.imports.ofx.names import (
    BUYS,
    CASH_TYPES,
    DEBT_TRADES,
    INCOME_TYPES,
    OTHER_TRANSACTIONS,
    SELLS,
    SWEEP_TICKERS,
    TRANSACTIONS,
)
from trimtab.adapters.imports.ofx.tree import Element
from trimtab.adapters.imports.ofx.values import TEACH, Reading
from trimtab.core.household import ActivityKind
from trimtab.core.money import HUNDRED, ONE, ZERO, plain
from trimtab.core.statement import Detail, StatedTransaction

_LISTED = frozenset({"DTSTART", "DTEND"})
_WITHOUT_SECURITY = frozenset({"JRNLFUND", "MARGININTEREST"})
_SWEEPS = frozenset({ActivityKind.BUY, ActivityKind.SELL})


@dataclass(slots=True)
class TransactionReader:
    """Reads the transactions of one file; identical rows get different fingerprints by their occurrence."""

    reading: Reading
    seen: Counter[str] = field(default_factory=Counter)

    def read(self, statement: Element, account_ref: str) -> list[StatedTransaction]:
        """All transactions of a statement, in the order of the file."""
        found: list[StatedTransaction] = []
        for listing in statement.every("INVTRANLIST"):
            for entry in listing.children:
                if entry.name in _LISTED:
                    continue
                transaction = self._one(entry, account_ref)
                if transaction:
                    found.append(transaction)
        return found

    def _one(self, entry: Element, account_ref: str) -> StatedTransaction | None:
        if entry.name not in TRANSACTIONS:
            message = f"<{entry.name}> is a kind of transaction that trimtab has not seen before"
            self.reading.error("transaction-kind-unknown", message, TEACH, entry)
            return None
        self.reading.in_dollars(entry, f"the {entry.name} transaction")
        if entry.name == "INVBANKTRAN":
            return self._cash_movement(entry, account_ref)
        return self._investment(entry, account_ref)

    def _cash_movement(self, entry: Element, account_ref: str) -> StatedTransaction | None:
        inner = entry.child("STMTTRN") or entry
        amount = self.reading.needed_amount(inner, "TRNAMT")
        word = inner.text("TRNTYPE").upper()
        kinds = CASH_TYPES.get(word)
        if kinds is None:
            message = f'TRNTYPE "{word[:40]}" is a kind of cash movement that trimtab has not seen before'
            self.reading.error("transaction-kind-unknown", message, TEACH, inner.child("TRNTYPE") or inner)
            kinds = CASH_TYPES["OTHER"]
        return self._stated(
            _Row(entry, inner, inner, kinds[0] if amount >= 0 else kinds[1], ZERO, amount), account_ref
        )

    def _investment(self, entry: Element, account_ref: str) -> StatedTransaction | None:
        inner = entry.child("INVBUY") or entry.child("INVSELL") or entry
        details = inner.child("INVTRAN") or inner
        kind = self._kind(entry)
        quantity = self._quantity(entry, inner)
        amount = (
            ZERO if entry.name in {"TRANSFER", "SPLIT", "JRNLFUND", "JRNLSEC"} else self._total(entry, inner)
        )
        if entry.name == "TRANSFER":
            kind = ActivityKind.TRANSFER_IN if quantity >= 0 else ActivityKind.TRANSFER_OUT
        return self._stated(_Row(entry, inner, details, kind, quantity, amount), account_ref)

    def _kind(self, entry: Element) -> ActivityKind:
        if entry.name in BUYS:
            return ActivityKind.BUY
        if entry.name in SELLS:
            return ActivityKind.SELL
        if entry.name == "INCOME":
            word = entry.text("INCOMETYPE").upper()
            if word not in INCOME_TYPES:
                message = f'INCOMETYPE "{word[:40]}" is a kind of income that trimtab has not seen before'
                leaf = entry.child("INCOMETYPE") or entry
                self.reading.error("transaction-kind-unknown", message, TEACH, leaf)
            return INCOME_TYPES.get(word, ActivityKind.OTHER)
        return OTHER_TRANSACTIONS.get(entry.name, ActivityKind.OTHER)

    def _quantity(self, entry: Element, inner: Element) -> Decimal:
        """Shares into the account; the sign follows the kind of transaction, whatever sign the custodian writes."""
        if entry.name in BUYS or entry.name == "REINVEST":
            return abs(self.reading.needed_amount(inner, "UNITS"))
        if entry.name in SELLS:
            return -abs(self.reading.needed_amount(inner, "UNITS"))
        if entry.name == "TRANSFER":
            return self._transferred(entry)
        if entry.name == "SPLIT":
            new, old = (self.reading.needed_amount(entry, name) for name in ("NEWUNITS", "OLDUNITS"))
            return new - old
        if entry.name == "CLOSUREOPT":
            return self.reading.needed_amount(entry, "UNITS")
        return ZERO

    def _transferred(self, entry: Element) -> Decimal:
        units = self.reading.needed_amount(entry, "UNITS")
        action = entry.text("TFERACTION").upper()
        if action not in {"IN", "OUT", ""}:
            message = f'TFERACTION "{action[:40]}" is neither IN nor OUT'
            leaf = entry.child("TFERACTION") or entry
            self.reading.error("transaction-kind-unknown", message, TEACH, leaf)
        return {"IN": abs(units), "OUT": -abs(units)}.get(action, units)

    def _total(self, entry: Element, inner: Element) -> Decimal:
        """Cash into the account: negative for what is bought or paid, positive for what is sold or received."""
        if entry.name == "CLOSUREOPT":
            return self.reading.amount(inner, "TOTAL") or ZERO
        total = self.reading.needed_amount(inner, "TOTAL")
        if entry.name in BUYS or entry.name in {"REINVEST", "INVEXPENSE", "MARGININTEREST"}:
            return -abs(total)
        return total

    def _stated(self, row: _Row, account_ref: str) -> StatedTransaction | None:
        reading = self.reading
        trade_date = reading.needed_day(row.details, "DTPOSTED" if row.is_cash else "DTTRADE")
        bare = row.is_cash or row.entry.name in _WITHOUT_SECURITY
        security = None if bare else reading.security(row.inner)
        symbol = security.symbol if security else ""
        price = reading.amount(row.inner, "UNITPRICE") if security else None
        if price is not None and security:
            is_debt = row.entry.name in DEBT_TRADES and not security.known
            price *= ONE / HUNDRED if is_debt else security.per_unit
        kind, quantity, amount = _swept(row.kind, symbol, row.quantity, row.amount)
        settle_date = reading.day(row.details, "DTSETTLE")
        units_new, units_old = _ratio(row.entry, reading)
        if trade_date is None:
            return None
        return StatedTransaction(
            account_ref=account_ref,
            kind=kind,
            trade_date=trade_date,
            symbol=symbol,
            quantity=quantity,
            price_usd=price,
            amount_usd=amount,
            description=_description(row, security.name if security else ""),
            fingerprint=self._fingerprint(row, account_ref, trade_date.isoformat(), symbol),
            source=reading.source(row.entry),
            settle_date=settle_date,
            fees_usd=self._fees(row.inner),
            detail=_detail(row.entry),
            units_new=units_new,
            units_old=units_old,
        )

    def _fees(self, inner: Element) -> Decimal:
        names = ("COMMISSION", "FEES", "LOAD", "TAXES", "PENALTY")
        return sum((self.reading.amount(inner, name) or ZERO for name in names), ZERO)

    def _fingerprint(self, row: _Row, account_ref: str, day: str, symbol: str) -> str:
        """Of what happened, not of FITID: some custodians number anew in each download."""
        bare = custodian_hash(
            account_ref,
            row.entry.name,
            day,
            symbol,
            plain(row.quantity),
            plain(row.amount),
        )
        self.seen[bare] += 1
        return f"{bare}-{self.seen[bare]}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One transaction with the elements that hold its parts."""

    entry: Element
    inner: Element
    details: Element
    kind: ActivityKind
    quantity: Decimal
    amount: Decimal

    @property
    def is_cash(self) -> bool:
        return self.entry.name == "INVBANKTRAN"


def _detail(entry: Element) -> Detail:
    """How income is taxed, and what ends an option, as far as OFX says; its DIV may be qualified or not."""
    if entry.name == "RETOFCAP":
        return Detail.RETURN_OF_CAPITAL
    if entry.name == "CLOSUREOPT":
        return OFX_OPTIONS.get(entry.text("OPTACTION").upper(), Detail.NONE)
    if entry.text("TAXEXEMPT").upper() == "Y":
        return Detail.EXEMPT
    return OFX_INCOME.get(entry.text("INCOMETYPE").upper(), Detail.NONE)


def _ratio(entry: Element, reading: Reading) -> tuple[Decimal | None, Decimal | None]:
    """So many shares for so many of a split: its fraction, else the shares after and before."""
    if entry.name != "SPLIT":
        return None, None
    stated = reading.amount(entry, "NUMERATOR"), reading.amount(entry, "DENOMINATOR")
    return stated if all(stated) else (reading.amount(entry, "NEWUNITS"), reading.amount(entry, "OLDUNITS"))


def _swept(
    kind: ActivityKind, symbol: str, quantity: Decimal, amount: Decimal
) -> tuple[ActivityKind, Decimal, Decimal]:
    """Trades of the sweep fund move no cash; its reinvested dividend is cash that came in."""
    if symbol not in SWEEP_TICKERS:
        return kind, quantity, amount
    if kind in _SWEEPS:
        return ActivityKind.SWEEP, quantity, amount
    if kind is ActivityKind.REINVEST:
        return ActivityKind.DIVIDEND, ZERO, abs(amount)
    return kind, quantity, amount


def _description(row: _Row, security_name: str) -> str:
    words = [row.details.text("NAME"), row.details.text("MEMO"), security_name]
    source = row.inner.text("INV401KSOURCE")
    if row.entry.name in {"JRNLFUND", "JRNLSEC"}:
        words.append(f"{row.entry.text('SUBACCTFROM')} to {row.entry.text('SUBACCTTO')}")
    if source:
        words.append(f"401(k) source {source}")
    return "; ".join(dict.fromkeys(word for word in words if word))
