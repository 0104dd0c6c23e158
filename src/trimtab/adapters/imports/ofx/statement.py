"""One OFX/QFX file as a ParsedFile: every statement in it, every line of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trimtab.adapters.imports.cells import masked
from trimtab.adapters.imports.ofx.lines import count_lines
from trimtab.adapters.imports.ofx.names import BANK_STATEMENTS, CUSTODIANS, SOURCES_BEFORE_TAX
from trimtab.adapters.imports.ofx.positions import read_holdings
from trimtab.adapters.imports.ofx.securities import read_securities
from trimtab.adapters.imports.ofx.transactions import TransactionReader
from trimtab.adapters.imports.ofx.tree import START, Document, Element, parse
from trimtab.adapters.imports.ofx.values import DOWNLOAD_AGAIN, Reading
from trimtab.adapters.imports.reading import line_count
from trimtab.core.accounts import AccountKind
from trimtab.core.problems import Source, error, in_order, note, warning
from trimtab.core.statement import (
    FileKind,
    LineKind,
    ParsedFile,
    StatedAccount,
    StatedCash,
    StatedPosition,
    StatedTransaction,
)

_HEAD_CHARACTERS = 100_000
_FORM_REMEDIES: Mapping[str, str] = {
    "file-cut-short": DOWNLOAD_AGAIN,
    "xml-entities": "do not use this file: no custodian writes one like it",
    "nesting-too-deep": "do not use this file: no custodian writes one like it",
}


def recognise(name: str, text: str) -> bool:  # noqa: ARG001 - readers are asked by name and text
    """Whether a text is OFX or QFX, of either version, whatever its file is called."""
    bare = text.lstrip()
    if bare.startswith("<"):
        return START.search(bare) is not None
    return bare[:10].upper() == "OFXHEADER:" or START.search(bare[:_HEAD_CHARACTERS]) is not None


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """Read an OFX 1.x or 2.x file.

    Prices are dollars per unit held (bonds: per dollar of face value; options: per contract). Positions carry no
    cost: OFX has none. A file with a fault in its form gives problems only. Raises nothing.
    """
    document = parse(text)
    reading = Reading(name)
    found = _Found()
    if document.faults:
        _note_faults(document, reading)
        lines = {LineKind.ERROR: line_count(text)}
    else:
        _read_body(document.body, reading, found)
        lines = dict(count_lines(text, document, reading.error_lines))
    return ParsedFile(
        name=name,
        sha256=sha256,
        custodian=found.custodian,
        kind=found.kind,
        layout="OFX 2" if "<?OFX" in text[:_HEAD_CHARACTERS].upper() else "OFX 1",
        as_of=min(found.days, default=None),
        line_count=line_count(text),
        lines=lines,
        accounts=tuple(found.accounts),
        positions=tuple(found.positions),
        cash=tuple(found.cash),
        transactions=tuple(found.transactions),
        history_from=min(found.history_from, default=None),
        history_to=max(found.history_to, default=None),
        problems=in_order(reading.problems),
    )


@dataclass(slots=True)
class _Found:
    custodian: str = ""
    kind: FileKind = FileKind.UNKNOWN
    days: list[date] = field(default_factory=list)
    accounts: list[StatedAccount] = field(default_factory=list)
    positions: list[StatedPosition] = field(default_factory=list)
    cash: list[StatedCash] = field(default_factory=list)
    transactions: list[StatedTransaction] = field(default_factory=list)
    history_from: list[date] = field(default_factory=list)
    history_to: list[date] = field(default_factory=list)


def _note_faults(document: Document, reading: Reading) -> None:
    for fault in document.faults:
        remedy = _FORM_REMEDIES.get(fault.code, DOWNLOAD_AGAIN)
        source = Source(masked(reading.file), fault.line)
        reading.problems.append(error(fault.code, fault.message, remedy, source))


def _read_body(body: Element, reading: Reading, found: _Found) -> None:
    reading.securities = read_securities(body, reading)
    statements = list(body.every("INVSTMTRS"))
    _check_status(body, reading)
    _check_bank(body, reading, alone=not statements)
    transactions = TransactionReader(reading)
    for statement in statements:
        _read_statement(statement, body, transactions, found)
    if statements:
        listed = any(statement.child("INVPOSLIST") for statement in statements)
        found.kind = FileKind.STATEMENT if listed else FileKind.TRANSACTIONS
        _check_days(found, reading, statements[0])
    elif not reading.problems:
        message = "the file holds no investment statement"
        reading.error("statement-missing", message, "download it for a brokerage or retirement account", body)


def _check_status(body: Element, reading: Reading) -> None:
    """A server that refused to answer says so in STATUS; its own words are shown."""
    for holder in body.every("SONRS", "INVSTMTTRNRS", "STMTTRNRS", "CCSTMTTRNRS"):
        status = holder.child("STATUS")
        if status is None or status.text("SEVERITY").upper() != "ERROR":
            continue
        words = status.text("MESSAGE") or "no reason given"
        message = (
            f'the custodian answered with error {status.text("CODE") or "without a code"}: "{words[:200]}"'
        )
        code = "signon-failed" if holder.name == "SONRS" else "statement-failed"
        reading.error(code, message, "sign in at the custodian and download the file again", status)


def _check_bank(body: Element, reading: Reading, *, alone: bool) -> None:
    """Bank and card statements hold nothing to plan with; their dates are checked so that all faults are named."""
    for statement in body.every(*BANK_STATEMENTS):
        for transaction in statement.every("STMTTRN"):
            reading.needed_day(transaction, "DTPOSTED")
        number = statement.text("BANKACCTFROM", "ACCTID") or statement.text("CCACCTFROM", "ACCTID")
        what = f"account ...{number[-4:]} is a bank or card account"
        if alone:
            remedy = "download the investment account instead, or state the balance as cash in household.toml"
            reading.error("bank-statement", f"{what}: it holds no investments", remedy, statement)
        else:
            remedy = "state its balance as cash in household.toml if it belongs to the plan"
            reading.warning("bank-statement", f"{what}; it is left out", remedy, statement)


def _read_statement(statement: Element, body: Element, reader: TransactionReader, found: _Found) -> None:
    reading = reader.reading
    day = reading.needed_day(statement, "DTASOF")
    found.days.extend([day] if day else [])
    _check_currency(statement, reading)
    account = _account(statement, body, reading, found)
    found.accounts.append(account)
    holdings = read_holdings(statement, account.ref, reading)
    found.positions.extend(holdings.positions)
    found.cash.extend(holdings.cash)
    found.transactions.extend(reader.read(statement, account.ref))
    for name, days in (("DTSTART", found.history_from), ("DTEND", found.history_to)):
        bound = reading.day(statement, "INVTRANLIST", name)
        days.extend([bound] if bound else [])
    _check_parts(statement, account, reading)


def _check_currency(statement: Element, reading: Reading) -> None:
    """Some employer plans leave CURDEF out: what is then taken for dollars is said."""
    currency = statement.child("CURDEF")
    if currency is None:
        message = "the statement does not name its currency; its amounts are taken for US dollars"
        reading.warning("currency-missing", message, "compare with the custodian's web page", statement)
    elif currency.value.upper() != "USD":
        reading.currency(currency.value or "no currency", "the whole account", currency)


def _account(statement: Element, body: Element, reading: Reading, found: _Found) -> StatedAccount:
    origin = statement.child("INVACCTFROM")
    broker, number = statement.text("INVACCTFROM", "BROKERID"), statement.text("INVACCTFROM", "ACCTID")
    if not number:
        message = "the statement does not say which account it is of: ACCTID is missing"
        reading.error("account-missing", message, DOWNLOAD_AGAIN, origin or statement, "ACCTID")
    ref = f"{broker}/{number}"
    if any(account.ref == ref for account in found.accounts):
        message = f"account ...{number[-4:]} has two statements in this file"
        reading.error("account-twice", message, "download one statement per account", origin or statement)
    organisation = next((each.text("ORG") for each in body.every("FI")), "")
    custodian = _custodian(broker, organisation)
    found.custodian = found.custodian or custodian
    is_plan = any(statement.every("INV401K", "INV401KBAL", "INV401KSOURCE"))
    return StatedAccount(
        ref=ref,
        number=number,
        name=masked(statement.text("INV401K", "EMPLOYERNAME")),
        custodian=custodian,
        kind_hint=AccountKind.K401.value if is_plan else "",
        source=reading.source(origin or statement),
    )


def _custodian(broker: str, organisation: str) -> str:
    for stated in (broker, organisation):
        low = "".join(stated.casefold().split())
        for part, name in CUSTODIANS.items():
            if part in low:
                return name
    return organisation or broker


def _check_parts(statement: Element, account: StatedAccount, reading: Reading) -> None:
    """What a person must know about a statement before planning with it."""
    if statement.child("INVPOSLIST") is None:
        message = f"account ...{account.mask} comes without a list of positions: transactions only"
        remedy = "export the positions too, or list them in household.toml"
        reading.warning("positions-missing", message, remedy, statement)
    elif not statement.text("INVBAL", "AVAILCASH") and not statement.text("INV401KBAL", "CASHBAL"):
        message = f"account ...{account.mask} comes without a cash balance"
        remedy = "state its cash in household.toml if there is any"
        reading.warning("cash-missing", message, remedy, statement)
    _check_orders(statement, reading)
    _check_sources(statement, account, reading)


def _check_orders(statement: Element, reading: Reading) -> None:
    for order in statement.every("OO"):
        symbol, units = reading.security(order).symbol, order.text("UNITS")
        message = f"an open order for {units or 'some'} of {symbol} is waiting; it is not part of the plan"
        reading.warning("order-open", message, "cancel it, or plan when it is filled", order)


def _check_sources(statement: Element, account: StatedAccount, reading: Reading) -> None:
    """One 401(k) may hold money of different tax kinds; the file does not say which shares are whose."""
    sources = sorted({leaf.value.upper() for leaf in statement.every("INV401KSOURCE") if leaf.value})
    apart = [source for source in sources if source not in SOURCES_BEFORE_TAX]
    if apart:
        message = f"account ...{account.mask} holds money from {', '.join(apart)} beside before-tax money"
        remedy = "split it into two accounts in household.toml if part of it is Roth or after-tax money"
        reading.problems.append(warning("401k-sources-mixed", message, remedy, account.source))


def _check_days(found: _Found, reading: Reading, first: Element) -> None:
    days = Counter(found.days)
    if len(days) > 1:
        shown = ", ".join(day.isoformat() for day in sorted(days))
        message = f"the statements in this file are of different days: {shown}; the oldest counts"
        reading.problems.append(note("as-of-differs", message, source=reading.source(first)))
