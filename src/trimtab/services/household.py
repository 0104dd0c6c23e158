"""Loading a household: its file and its folder of exports become one household, or every problem at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.core.household import Household
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, Problem, errors_in, in_order
from trimtab.core.statement import ParsedFile
from trimtab.ledger.assemble import assemble
from trimtab.ledger.spec import Catalogue, HouseholdSpec
from trimtab.services.imports import in_file_order, unaccounted


@dataclass(frozen=True, slots=True)
class LoadResult:
    """A household and its policy, or None of both with the errors among `problems`; `parsed` are the files read."""

    household: Household | None
    policy: Policy | None
    problems: tuple[Problem, ...]
    parsed: tuple[ParsedFile, ...] = ()

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
    household, policy, more = assemble(parsed, spec, catalogue)
    if errors_in(problems):
        return LoadResult(None, None, in_order([*problems, *errors_in(more)]), files)
    return LoadResult(household, policy, in_order([*problems, *more]), files)
