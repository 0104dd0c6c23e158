"""Which file speaks for an account: each file once, the newest statement of positions, its day."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, Source, error, errors_in, note
from trimtab.core.statement import FileKind, ParsedFile
from trimtab.ledger.matching import Matches, candidates
from trimtab.ledger.spec import AccountSpec
from trimtab.ledger.symbols import Symbols


def usable_files(
    parsed: Sequence[ParsedFile], accounts: Sequence[AccountSpec] = ()
) -> tuple[list[ParsedFile], list[Problem]]:
    """Files without errors, each content once for each account it is of, ordered by names and contents only.

    Whose a file is may stand in its name or its column map only: then the same bytes are the files of two accounts,
    and each has a hash of its own.
    """
    problems = [problem for file in parsed for problem in file.problems]
    kept: dict[tuple[str, frozenset[str]], ParsedFile] = {}
    first: dict[str, ParsedFile] = {}
    for file in sorted(parsed, key=lambda file: (file.name, file.sha256)):
        key = (file.sha256, _whose(file, accounts))
        twice = kept.get(key) or (first.get(file.sha256) if not key[1] else None)
        if twice is not None:
            problems.append(
                note(
                    "file-twice",
                    f"the same content as {twice.name}; counted once",
                    "one of the two may be deleted",
                    Source(file.name),
                )
            )
            continue
        kept[key] = file if first.setdefault(file.sha256, file) is file else _of_its_own(file)
    return [file for file in kept.values() if not errors_in(file.problems)], problems


def _whose(file: ParsedFile, accounts: Sequence[AccountSpec]) -> frozenset[str]:
    """The accounts that a file may be of, as far as the household file tells them; else as the file calls them."""
    told = [(stated, candidates(stated, accounts, file.name)) for stated in file.accounts]
    return frozenset(
        name
        for stated, found in told
        for name in ([a.account_id for a in found] or [stated.ref, stated.number])
        if name
    )


def _of_its_own(file: ParsedFile) -> ParsedFile:
    return replace(file, sha256=hashlib.sha256(f"{file.sha256} {file.name}".encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's positions in one file, and the day they are of."""

    file: ParsedFile
    refs: frozenset[str]
    as_of: date


def file_day(file: ParsedFile, account: AccountSpec | None) -> date | None:
    """The day a file is of: its own, that of its rows' prices, or the day typed for the account."""
    if file.as_of is not None:
        return file.as_of
    days = [row.price_as_of for row in file.positions if row.price_as_of is not None]
    if days:
        return max(days)
    return account.as_of if account is not None else None


def _states_positions(file: ParsedFile, refs: frozenset[str]) -> bool:
    stated = {row.account_ref for row in file.positions} | {row.account_ref for row in file.cash}
    return bool(stated & refs) or file.kind is FileKind.POSITIONS


def statements_of(
    account: AccountSpec, files: Sequence[ParsedFile], matches: Matches
) -> tuple[list[Statement], list[Problem]]:
    """Every statement of the account's positions, newest first; one without a day is an error."""
    found: list[Statement] = []
    problems: list[Problem] = []
    for file in files:
        refs = frozenset(
            ref
            for (sha, ref), owner in matches.ids.items()
            if sha == file.sha256 and owner == account.account_id
        )
        if not refs or not _states_positions(file, refs):
            continue
        day = file_day(file, account)
        if day is None:
            problems.append(
                error(
                    "date-missing",
                    f'the file does not say which day its positions of "{account.account_id}" are of',
                    f'write as_of = YYYY-MM-DD under the account "{account.account_id}" in the household file',
                    Source(file.name),
                )
            )
        else:
            found.append(Statement(file, refs, day))
    found.sort(key=lambda s: (s.as_of, _detail(s), s.file.name), reverse=True)
    return found, problems


def _detail(statement: Statement) -> int:
    """How much a statement tells beyond quantities: among equals the one with costs and lots is used."""
    rows = [row for row in statement.file.positions if row.account_ref in statement.refs]
    lots = sum(1 for lot in statement.file.lots if lot.account_ref in statement.refs)
    return lots + sum(1 for row in rows if row.cost_usd is not None)


def _quantities(statement: Statement, symbols: Symbols) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in statement.file.positions:
        if row.account_ref in statement.refs:
            symbol = symbols.canonical(row.symbol, row.cusip, row.description)
            totals[symbol] += row.quantity
    return {symbol: total for symbol, total in totals.items() if not symbols.is_cash(symbol)}


def choose_statement(
    account: AccountSpec, statements: Sequence[Statement], symbols: Symbols
) -> tuple[Statement | None, list[Problem]]:
    """The newest statement. Older ones are named as superseded; two of one day must agree."""
    if not statements:
        return None, []
    best = statements[0]
    problems: list[Problem] = []
    for other in statements[1:]:
        where = Source(other.file.name)
        if other.as_of == best.as_of and _quantities(other, symbols) != _quantities(best, symbols):
            words = _difference(_quantities(best, symbols), _quantities(other, symbols))
            problems.append(
                error(
                    "positions-conflict",
                    f'{other.file.name} and {best.file.name} state account "{account.account_id}" differently for '
                    f"{best.as_of}: {words}",
                    "keep only the later download",
                    where,
                )
            )
        else:
            problems.append(
                note(
                    "file-superseded",
                    f'positions of "{account.account_id}" of {other.as_of}; those of {best.as_of} in '
                    f"{best.file.name} are used",
                    "",
                    where,
                )
            )
    return best, problems


def _difference(one: dict[str, Decimal], other: dict[str, Decimal]) -> str:
    differing = [s for s in sorted({*one, *other}) if one.get(s, ZERO) != other.get(s, ZERO)]
    return ", ".join(f"{s} {one.get(s, ZERO)} and {other.get(s, ZERO)}" for s in differing[:5])
