"""One account as it stands: positions with lots, settled and unsettled cash, from its statement and what is typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Lot, Position, Role
from trimtab.core.money import CENT, ZERO, plain, usd
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.core.statement import StatedPosition
from trimtab.ledger.lots import UNKNOWN_DATE, Held, LotSet, join_lots, lot_gaps
from trimtab.ledger.prices import stated_price_usd
from trimtab.ledger.sources import Statement
from trimtab.ledger.spec import AccountSpec, HoldingSpec
from trimtab.ledger.symbols import Symbols


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one account holds, sorted by symbol; `as_of` is None where only typed values without a day exist."""

    positions: tuple[Position, ...]
    cash_usd: Decimal
    cash_unsettled_usd: Decimal
    as_of: date | None
    problems: tuple[Problem, ...]


def read_holdings(
    account: AccountSpec,
    statement: Statement | None,
    lots: Mapping[tuple[str, str], LotSet],
    symbols: Symbols,
) -> Holdings:
    """Join the account's statement, its lots and what is typed for it."""
    problems: list[Problem] = []
    if statement is None and account.cash_usd is None and not account.holdings:
        problems.append(_no_data(account))
    rows = _rows(statement, symbols)
    positions: dict[str, Position] = {}
    for symbol in sorted(rows):
        if not symbols.is_cash(symbol):
            position, found = _position(account, symbol, rows[symbol], lots, symbols)
            problems += found
            if position is not None:
                positions[symbol] = position
    for holding in account.holdings:
        symbol = symbols.canonical(holding.symbol)
        if symbol in positions:
            problems.append(_twice(account, holding))
        elif not symbols.is_cash(symbol):
            positions[symbol], found = _typed(account, holding, symbol, symbols)
            problems += found
    settled, unsettled, found = _cash(account, statement, rows, symbols)
    problems += found
    as_of = statement.as_of if statement is not None else account.as_of
    ordered = tuple(positions[symbol] for symbol in sorted(positions))
    return Holdings(ordered, settled, unsettled, as_of, tuple(problems))


def _rows(statement: Statement | None, symbols: Symbols) -> dict[str, list[StatedPosition]]:
    rows: dict[str, list[StatedPosition]] = defaultdict(list)
    if statement is not None:
        for row in statement.file.positions:
            if row.account_ref in statement.refs:
                rows[symbols.canonical(row.symbol, row.cusip, row.description)].append(row)
    return rows


def _position(
    account: AccountSpec,
    symbol: str,
    rows: Sequence[StatedPosition],
    lots: Mapping[tuple[str, str], LotSet],
    symbols: Symbols,
) -> tuple[Position | None, list[Problem]]:
    quantity = sum((row.quantity for row in rows), ZERO)
    source = min((row.source for row in rows), key=lambda s: s.place)
    role, reason = symbols.role(symbol)
    if quantity == 0:
        words = f"{symbol} in {account.account_id} has a quantity of 0; left out"
        return None, [note("position-zero", words, "", source)]
    if quantity < 0 and role is not Role.EXCLUDED:
        return None, [_short(account, symbol, quantity, source)]
    costs = [row.cost_usd for row in rows if row.cost_usd is not None]
    cost = sum(costs, ZERO) if len(costs) == len(rows) else None
    flags = {row.reinvest for row in rows if row.reinvest is not None}
    reinvest = any(flags) if flags else account.reinvest
    held = Held(account.account_id, symbol, quantity, cost, source, reinvest)
    joined, problems = join_lots(held, lots.get((account.account_id, symbol)), _is_taxed(account, role))
    return Position(symbol, joined, role, reason, reinvest=reinvest), problems


def _typed(
    account: AccountSpec, holding: HoldingSpec, symbol: str, symbols: Symbols
) -> tuple[Position, list[Problem]]:
    role, reason = symbols.role(symbol)
    if holding.role is not None:
        role, reason = holding.role, holding.reason
    lot_id = holding.acquired.isoformat() if holding.acquired is not None else UNKNOWN_DATE
    lot = Lot(lot_id, holding.quantity, holding.cost_usd, holding.acquired, holding.source)
    held = Held(account.account_id, symbol, holding.quantity, holding.cost_usd, holding.source)
    problems = lot_gaps(held, (lot,), _is_taxed(account, role))
    return Position(symbol, (lot,), role, reason, reinvest=account.reinvest), problems


def _is_taxed(account: AccountSpec, role: Role) -> bool:
    """Whether a sale of it could come up, and would be taxed."""
    return account.kind.is_taxable and not account.locked and role is Role.TRADABLE


def _cash(
    account: AccountSpec,
    statement: Statement | None,
    rows: Mapping[str, Sequence[StatedPosition]],
    symbols: Symbols,
) -> tuple[Decimal, Decimal, list[Problem]]:
    """Settled cash, unsettled cash, problems. Money already promised (negative unsettled) is not settled cash."""
    typed = sum(
        (h.unit_usd * h.quantity for h in account.holdings if symbols.is_cash(symbols.canonical(h.symbol))),
        ZERO,
    )
    if statement is None:
        return _checked(account, (account.cash_usd or ZERO) + typed, ZERO, account.source)
    stated = [row for row in statement.file.cash if row.account_ref in statement.refs]
    settled = sum((row.amount_usd for row in stated if row.settled), ZERO)
    pending = sum((row.amount_usd for row in stated if not row.settled), ZERO)
    sweep = [row for symbol in sorted(rows) if symbols.is_cash(symbol) for row in rows[symbol]]
    swept = sum((_worth(row) for row in sweep), ZERO)
    source = stated[0].source if stated else sweep[0].source if sweep else Source(statement.file.name)
    problems: list[Problem] = []
    if swept and abs(swept - settled) < CENT:
        words = (
            f"{usd(settled)} in {account.account_id} is told both as cash and as a sweep fund; counted once"
        )
        problems.append(note("cash-counted-once", words, "", sweep[0].source))
    else:
        settled += swept
    if account.cash_usd is not None:
        if stated or sweep:
            problems.append(_cash_twice(account, statement, settled))
        settled = account.cash_usd
    elif not stated and not sweep:
        words = f'the file states no cash for "{account.account_id}"; taken as $0.00'
        problems.append(note("cash-not-stated", words, "if there is some, write cash_usd = …", source))
    free, unsettled, found = _checked(account, settled + typed, pending, source)
    return free, unsettled, [*problems, *found]


def _worth(row: StatedPosition) -> Decimal:
    if row.value_usd is not None:
        return row.value_usd
    price = stated_price_usd(row)
    return row.quantity if price is None else row.quantity * price


def _checked(
    account: AccountSpec, settled: Decimal, pending: Decimal, source: Source
) -> tuple[Decimal, Decimal, list[Problem]]:
    free = settled + min(pending, ZERO)
    unsettled = max(pending, ZERO)
    if free >= 0:
        return free, unsettled, []
    words = f"cash in {account.account_id} is {usd(free)}"
    if account.locked:
        remedy = "it is counted as it is, because the account is locked"
        return free, unsettled, [warning("cash-negative", words, remedy, source)]
    remedy = "margin is not supported: deposit the amount, correct the file, or write locked = true for the account"
    return free, unsettled, [error("cash-negative", words, remedy, source)]


def _no_data(account: AccountSpec) -> Problem:
    words = f'no file states the positions of account "{account.account_id}"'
    if account.number:
        words += f" (number ending {account.number})"
    remedy = "export its positions into the exports folder, or type cash_usd and [[accounts.holdings]]"
    return error("account-no-data", words, remedy, account.source)


def _twice(account: AccountSpec, holding: HoldingSpec) -> Problem:
    words = (
        f"{holding.symbol} in {account.account_id} is typed by hand and stated by its export (or typed twice)"
    )
    return error("holding-twice", words, "remove one of the two", holding.source)


def _short(account: AccountSpec, symbol: str, quantity: Decimal, source: Source) -> Problem:
    words = f"{symbol} in {account.account_id}: {plain(quantity)} is a short position"
    remedy = 'short positions are not supported: close it, or describe it in [[instruments]] with role = "excluded"'
    return error("position-short", words, remedy, source)


def _cash_twice(account: AccountSpec, statement: Statement, settled: Decimal) -> Problem:
    words = f"{account.account_id}: cash_usd is typed, and {statement.file.name} states {usd(settled)}"
    return error("cash-twice", words, "remove cash_usd from the household file", account.source)
