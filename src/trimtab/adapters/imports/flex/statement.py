"""One Flex query result as a ParsedFile: every statement in it, every line of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from trimtab.adapters.imports.cells import masked
from trimtab.adapters.imports.flex.activity import (
    Activity,
    read_cash_movements,
    read_corporate_actions,
    read_trades,
    read_transfers,
)
from trimtab.adapters.imports.flex.holdings import Holdings, read_cash, read_positions, read_prices
from trimtab.adapters.imports.flex.names import (
    IRA_KINDS,
    READ_SECTIONS,
    REPEATED_SECTIONS,
    UNREAD_SECTIONS,
)
from trimtab.adapters.imports.flex.values import (
    RUN_AGAIN,
    TEACH,
    TICK,
    DateStyle,
    Reading,
    account_of,
    word,
)
from trimtab.adapters.imports.kinds import kind_hint
from trimtab.adapters.imports.reading import line_count
from trimtab.adapters.imports.safe_xml import XmlElement, read_xml
from trimtab.core.problems import Problem, in_order
from trimtab.core.statement import FileKind, LineKind, ParsedFile, StatedAccount

_CUSTODIAN, _LAYOUT = "Interactive Brokers", "Interactive Brokers Flex XML"
_ROOTS = ("<FlexQueryResponse", "<FlexStatementResponse")
_WITH_CURRENCY = frozenset({"OpenPositions", "Trades", "CashTransactions", "CorporateActions", "Transfers"})
_ActivityReader = Callable[[XmlElement, XmlElement, Reading, Activity], None]
_ACTIVITY_READERS: Mapping[str, _ActivityReader] = {
    "Trades": read_trades,
    "CashTransactions": read_cash_movements,
    "CorporateActions": read_corporate_actions,
    "Transfers": read_transfers,
}


def recognise(name: str, text: str) -> bool:  # noqa: ARG001 - readers are asked by name and text
    """Whether a text is a Flex query result in XML, or the server's answer that there is none."""
    return text.lstrip().startswith("<") and any(root in text for root in _ROOTS)


@dataclass(slots=True)
class _Found:
    holdings: Holdings = field(default_factory=Holdings)
    activity: Activity = field(default_factory=Activity)
    accounts: dict[str, StatedAccount] = field(default_factory=dict)
    days_from: list[date] = field(default_factory=list)
    days_to: list[date] = field(default_factory=list)


def read(name: str, text: str, sha256: str) -> ParsedFile:
    """Read a Flex query result.

    Prices are dollars per unit held (bonds: per dollar of face value; options: per contract). A row in another
    currency is kept without dollars and named as a problem. Raises nothing.
    """
    root = read_xml(name, text)
    if isinstance(root, Problem):
        return _closed(name, text, sha256, {LineKind.ERROR: line_count(text)}, (root,))
    reading = Reading(name, DateStyle.of(root.every()))
    found = _Found()
    _read_response(root, reading, found)
    parsed = _closed(name, text, sha256, _count_lines(text, reading), in_order(reading.problems))
    return _filled(parsed, found)


def _closed(
    name: str, text: str, sha256: str, lines: Mapping[LineKind, int], problems: tuple[Problem, ...]
) -> ParsedFile:
    return ParsedFile(
        name=name,
        sha256=sha256,
        custodian=_CUSTODIAN,
        kind=FileKind.UNKNOWN,
        layout=_LAYOUT,
        as_of=None,
        line_count=line_count(text),
        lines=lines,
        problems=problems,
    )


def _filled(parsed: ParsedFile, found: _Found) -> ParsedFile:
    holdings, activity = found.holdings, found.activity
    priced = [position.price_as_of for position in holdings.positions if position.price_as_of]
    return replace(
        parsed,
        kind=FileKind.STATEMENT if found.accounts else FileKind.UNKNOWN,
        as_of=min(priced or found.days_to, default=None),
        accounts=tuple(found.accounts.values()),
        positions=tuple(holdings.positions),
        lots=tuple(holdings.lots),
        cash=tuple(holdings.cash),
        prices=tuple(holdings.prices),
        transactions=tuple(activity.transactions),
        gains=tuple(activity.gains),
        history_from=min(found.days_from, default=None),
        history_to=max(found.days_to, default=None),
    )


def _read_response(root: XmlElement, reading: Reading, found: _Found) -> None:
    statements = list(root.every("FlexStatement"))
    for element in (root, *root.every()):
        if element.text.strip():
            shown = element.text.strip()[:40]
            reading.error("text-stray", f'the file has text between the tags: "{shown}"', RUN_AGAIN, element)
    if not statements:
        _say_refused(root, reading)
    for holder in root.every("FlexStatements"):
        promised = word(holder, "count")
        if promised and promised != str(len(holder.children)):
            message = f"the file promises {promised[:9]} statements and holds {len(holder.children)}"
            reading.error("statements-missing", message, RUN_AGAIN, holder, "count")
    for statement in statements:
        _read_statement(statement, reading, found)


def _say_refused(root: XmlElement, reading: Reading) -> None:
    words = " ".join(each.text.strip() for each in root.every("ErrorMessage")) or "no reason given"
    for element in root.every():
        reading.problems = [each for each in reading.problems if each.code != "text-stray"]
        reading.used[element.line] = LineKind.BANNER
    message = f'the file holds no statement: "{words[:200]}"'
    reading.error("statement-missing", message, RUN_AGAIN, root)


def _read_statement(statement: XmlElement, reading: Reading, found: _Found) -> None:
    reading.used[statement.line] = LineKind.BANNER
    number = _number_of(statement)
    if not number:
        message = "the statement does not say which account it is of"
        reading.error("account-not-named", message, RUN_AGAIN, statement, "accountId")
    if number in found.accounts:
        message = f"account ...{number[-4:]} has two statements in this file"
        reading.error("account-twice", message, "run the query once per account", statement, "accountId")
    found.accounts[number] = _account(number, statement, reading)
    for column, days in (("fromDate", found.days_from), ("toDate", found.days_to)):
        day = reading.needed_day(statement, column)
        days.extend([day] if day else [])
    for section in statement.children:
        _read_section(section, statement, reading, found)
    _check_sections(statement, number, reading)


def _number_of(statement: XmlElement) -> str:
    return account_of(statement, statement)


def _account(number: str, statement: XmlElement, reading: Reading) -> StatedAccount:
    row = next(statement.every("AccountInformation"), statement)
    customer = word(row, "customerType") or word(row, "accountType")
    name = word(row, "acctAlias") or word(statement, "acctAlias")
    return StatedAccount(
        number, number, masked(name), _CUSTODIAN, _kind_hint(customer), reading.source(statement)
    )


def _kind_hint(customer: str) -> str:
    words = customer.casefold().split()
    if "ira" not in words:
        return kind_hint(customer)
    inherited = any(each in {"inherited", "beneficiary"} for each in words)
    return next((IRA_KINDS[each][inherited] for each in words if each in IRA_KINDS), "")


def _read_section(section: XmlElement, statement: XmlElement, reading: Reading, found: _Found) -> None:
    _mark_section(section, reading)
    _check_currency(section, reading)
    for row in section.children:
        stranger = account_of(row, statement)
        if section.name in READ_SECTIONS and stranger != _number_of(statement):
            message = f"a row of account ...{stranger[-4:]} stands in the statement of another"
            reading.error("account-differs", message, "run the query once per account", row, "accountId")
    if section.name == "OpenPositions":
        read_positions(section, statement, reading, found.holdings)
    elif section.name == "CashReport":
        read_cash(section, statement, reading, found.holdings)
    elif section.name == "PriorPeriodPositions":
        read_prices(section, reading, found.holdings)
    elif section.name in _ACTIVITY_READERS:
        _ACTIVITY_READERS[section.name](section, statement, reading, found.activity)


def _check_currency(section: XmlElement, reading: Reading) -> None:
    """A query may leave the currency out; what is then taken for dollars is said."""
    rows = [row for row in section.children if "currency" not in row.attributes]
    if section.name in _WITH_CURRENCY and rows:
        message = (
            f"{section.name} does not state the currency of {len(rows)} rows; they are taken for US dollars"
        )
        reading.warning("currency-missing", message, TICK, rows[0], "currency")


def _mark_section(section: XmlElement, reading: Reading) -> None:
    """Count the rows of a section; one that is not read is named, one never seen before is an ERROR."""
    rows = list(section.every()) or ([section] if section.attributes else [])
    kind = READ_SECTIONS.get(
        section.name, LineKind.TOTAL if section.name in REPEATED_SECTIONS else LineKind.ERROR
    )
    if section.name in UNREAD_SECTIONS:
        kind = LineKind.BANNER
    for row in rows:
        reading.used[row.line] = kind
    if not rows or kind not in {LineKind.BANNER, LineKind.ERROR}:
        return
    count = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
    if kind is LineKind.BANNER:
        message = f"the section {section.name} ({count}) is not read"
        reading.warning("section-not-read", message, "check that nothing in it changes what you own", section)
    else:
        message = f"the section {section.name[:40]} ({count}) is one that trimtab has not seen before"
        reading.error("section-unknown", message, TEACH, section)


def _check_sections(statement: XmlElement, number: str, reading: Reading) -> None:
    names = {section.name for section in statement.children}
    for section, code, what in (
        ("OpenPositions", "positions-missing", "positions"),
        ("CashReport", "cash-missing", "a cash balance"),
    ):
        if section not in names:
            message = f"account ...{number[-4:]} comes without {what}"
            remedy = f"tick the section {section} in the Flex query and run it again"
            reading.warning(code, message, remedy, statement)


def _count_lines(text: str, reading: Reading) -> Mapping[LineKind, int]:
    """Each line once; a line that goes on with a tag or comment begun above counts as that does."""
    counts: Counter[LineKind] = Counter()
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    last = LineKind.HEADER
    for number, line in enumerate(lines, start=1):
        bare = line.lstrip()
        if not bare:
            counts[LineKind.BLANK] += 1
            continue
        if number in reading.used:
            last = reading.used[number]
        elif bare.startswith("<"):
            last = LineKind.HEADER if bare.startswith("<?xml") else LineKind.MARKUP
        counts[last] += 1
    return {kind: counts[kind] for kind in LineKind if counts[kind]}
