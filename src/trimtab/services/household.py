"""Loading a household: its file and its folder of exports become one household, or every problem at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.core.household import Household
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, Problem, errors_in, in_order
from trimtab.core.statement import ParsedFile
from trimtab.ledger.assemble import Joined, join
from trimtab.ledger.spec import Catalogue, HouseholdSpec
from trimtab.services.imports import in_file_order, unaccounted

OF_THE_TARGET = frozenset({"target-sum", "class-no-target"})
DAY_OF_ACCOUNT = re.compile(r"accounts\[\d+\]\.as_of")


@dataclass(frozen=True, slots=True)
class LoadResult:
    """A household and its policy, or None of both with the errors among `problems`; `parsed` are the files read.

    `joined` is what they were made of; None where the household file could not be read.
    """

    household: Household | None
    policy: Policy | None
    problems: tuple[Problem, ...]
    parsed: tuple[ParsedFile, ...] = ()
    joined: Joined | None = None

    def checked(self) -> tuple[Household, Policy]:
        """The household and its policy. Raises BadInputError with every problem where there is none."""
        if self.household is None or self.policy is None:
            raise BadInputError(self.problems)
        return self.household, self.policy


def load(
    spec: HouseholdSpec | None,
    found: Sequence[Problem],
    parsed: Sequence[ParsedFile],
    catalogue: Catalogue,
) -> LoadResult:
    """Join the household file and the parsed exports.

    `found` are the problems of the household file itself. Where there are errors among them, `spec` is what
    remains of the file, and the ledger is only asked for further errors.
    """
    problems = [*found, *unaccounted(parsed)]
    files = in_file_order(parsed)
    if spec is None:
        problems += [problem for file in parsed for problem in file.problems]
        return LoadResult(None, None, in_order(problems), files)
    joined = join(parsed, spec, catalogue)
    if errors_in(problems):
        further = _not_following(errors_in(joined.problems), errors_in(found), spec)
        return LoadResult(None, None, in_order([*problems, *further]), files)
    return LoadResult(joined.household, joined.policy, in_order([*problems, *joined.problems]), files, joined)


def _not_following(more: list[Problem], found: list[Problem], spec: HouseholdSpec) -> list[Problem]:
    """The ledger's errors without those that only follow from a value already refused in the household file.

    A target that cannot be read misses every class; an account whose day cannot be read has none.
    """
    keys = [(problem.source.column or "", problem.source.line or 0) for problem in found if problem.source]
    undated = {_account_at(spec, line) for key, line in keys if DAY_OF_ACCOUNT.fullmatch(key)}
    has_target = not any(key.split(".")[0] == "target" for key, _ in keys)
    return [
        problem
        for problem in more
        if (has_target or problem.code not in OF_THE_TARGET)
        and not (
            problem.code == "date-missing" and any(f'"{name}"' in problem.message for name in undated if name)
        )
    ]


def _account_at(spec: HouseholdSpec, line: int) -> str:
    """The id of the account whose table the line of the household file is in; empty where there is none."""
    before = [account for account in spec.accounts if (account.source.line or 0) <= line]
    return max(before, key=lambda account: account.source.line or 0).account_id if before else ""
