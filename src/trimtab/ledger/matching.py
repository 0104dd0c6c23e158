"""Which account of the household a file's account is: by the ending of its number, never by a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import combinations

from trimtab.core.problems import Problem, Source, error, warning
from trimtab.core.statement import ParsedFile, StatedAccount
from trimtab.ledger.spec import AccountSpec

MIN_ENDING = 3  # Schwab shows three digits of a number since 2024


def ending(number: str) -> str:
    """The visible end of an account number: letters and digits in capitals, masking characters dropped."""
    kept = "".join(ch for ch in number.upper() if ch.isalnum())
    visible = kept.lstrip("X")
    return visible or kept


def mask(number: str) -> str:
    """The last four of a number: all that is ever shown."""
    return ending(number)[-4:]


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _same_house(one: str, other: str) -> bool:
    """Whether two custodian names may mean the same house; an empty name may mean any."""
    a, b = _words(one), _words(other)
    return not a or not b or a in b or b in a


def _ends_alike(one: str, other: str) -> bool:
    a, b = ending(one), ending(other)
    return min(len(a), len(b)) >= MIN_ENDING and (a.endswith(b) or b.endswith(a))


def candidates(
    stated: StatedAccount, accounts: Iterable[AccountSpec], file_name: str = ""
) -> list[AccountSpec]:
    """Accounts of the household that the stated one may be, the surest kind of match only.

    An id written as the account of a column map is surest, then the number's ending, then (only where the
    file states no number) a pattern of the file's name, then the exact name.
    """
    listed = list(accounts)
    named = [a for a in listed if a.account_id in {stated.number, stated.ref}]
    if named:
        return named
    if ending(stated.number):
        alike = [a for a in listed if a.number and _ends_alike(a.number, stated.number)]
        at_house = [a for a in alike if _same_house(a.custodian, stated.custodian)]
        return at_house if at_house else alike
    by_file = [a for a in listed if any(fnmatchcase(file_name, pattern) for pattern in a.files)]
    if by_file:
        return by_file
    return [
        a for a in listed if stated.name and _words(stated.name) in {_words(a.name), _words(a.account_id)}
    ]


def same_numbers(accounts: Sequence[AccountSpec]) -> list[Problem]:
    """Two accounts of the household that one number would fit, and ids used twice."""
    problems = []
    for one, other in combinations(accounts, 2):
        if one.account_id == other.account_id:
            problems.append(
                error(
                    "account-id-twice",
                    f'two accounts have the id "{one.account_id}" (the first is at {one.source})',
                    "give each account its own id",
                    other.source,
                )
            )
        if (
            one.number
            and other.number
            and _ends_alike(one.number, other.number)
            and _same_house(one.custodian, other.custodian)
        ):
            problems.append(
                error(
                    "account-number-twice",
                    f'accounts "{one.account_id}" and "{other.account_id}" have one number ending '
                    f"(…{mask(one.number)})",
                    "write more digits of each number, or remove one of the two accounts",
                    other.source,
                )
            )
    return problems


@dataclass(frozen=True, slots=True)
class Matches:
    """For each file and account ref: the id of the household's account."""

    ids: dict[tuple[str, str], str]
    problems: tuple[Problem, ...]

    def account_of(self, file: ParsedFile, ref: str) -> str | None:
        """The household's account, or None where the file's account could not be matched (already a problem)."""
        return self.ids.get((file.sha256, ref))


def _label(stated: StatedAccount) -> str:
    number = f"…{stated.mask}" if stated.mask else "without a number"
    return f"{number} ({stated.name})" if stated.name else number


def _unmatched(stated: StatedAccount, file: ParsedFile) -> Problem:
    if stated.mask:
        remedy = f'add [[accounts]] with number = "{stated.mask}", or take the file out of the exports folder'
    else:
        remedy = f'the file names no account number: write files = ["{file.name}"] under the account it is of'
    return error(
        "account-unknown",
        f"account {_label(stated)} is not in the household file",
        remedy,
        stated.source or Source(file.name),
    )


def _ambiguous(stated: StatedAccount, found: Sequence[AccountSpec], file: ParsedFile) -> Problem:
    names = " and ".join(f'"{a.account_id}"' for a in found)
    return error(
        "account-ambiguous",
        f"account {_label(stated)} could be {names}",
        "write more digits of the numbers in the household file",
        stated.source or Source(file.name),
    )


def _kind_differs(stated: StatedAccount, spec: AccountSpec, file: ParsedFile) -> list[Problem]:
    if not stated.kind_hint or stated.kind_hint == spec.kind.value:
        return []
    return [
        warning(
            "account-kind-differs",
            f'account "{spec.account_id}" is {spec.kind.value} in the household file, '
            f"the export says {stated.kind_hint}",
            f'check kind = "{spec.kind.value}" in the household file',
            stated.source or Source(file.name),
        )
    ]


def _accounts_of(file: ParsedFile) -> list[StatedAccount]:
    """The accounts a file names, and any its rows use without naming."""
    named = {stated.ref for stated in file.accounts}
    used = {row.account_ref for row in file.positions} | {row.account_ref for row in file.lots}
    used |= {row.account_ref for row in file.cash} | {row.account_ref for row in file.transactions}
    used |= {row.account_ref for row in file.gains}
    unnamed = sorted(used - named)
    return [*file.accounts, *(StatedAccount(ref, ref, "", file.custodian) for ref in unnamed)]


def match_accounts(files: Sequence[ParsedFile], accounts: Sequence[AccountSpec]) -> Matches:
    """Match each account of each file; what fits none or more than one is an error that names file and mask."""
    ids: dict[tuple[str, str], str] = {}
    problems = same_numbers(accounts)
    for file in files:
        for stated in _accounts_of(file):
            found = candidates(stated, accounts, file.name)
            if not found:
                problems.append(_unmatched(stated, file))
            elif len(found) > 1:
                problems.append(_ambiguous(stated, found, file))
            else:
                ids[(file.sha256, stated.ref)] = found[0].account_id
                problems += _kind_differs(stated, found[0], file)
    return Matches(ids, tuple(problems))
