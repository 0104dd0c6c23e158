"""Everything about a household's retirement accounts in one year, before it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.problems import Problem, in_order
from trimtab.ledger.retirement.deferred import distributions
from trimtab.ledger.retirement.room import RoomLine, contribution_rooms
from trimtab.ledger.retirement.unlisted import UnlistedAccount, unlisted_accounts
from trimtab.tax.account_law import LifeTables, RetirementLaw
from trimtab.tax.retirement.groups import Group


@dataclass(frozen=True, slots=True)
class RetirementAnswer:
    """What must come out and what may go in. `magi_usd` is the income the limits were read with, None if unknown."""

    household: Household
    law: RetirementLaw
    tables: LifeTables
    groups: tuple[Group, ...]
    rooms: tuple[RoomLine, ...]
    unlisted: tuple[UnlistedAccount, ...]
    magi_usd: Decimal | None
    problems: tuple[Problem, ...]


def retirement(
    household: Household, law: RetirementLaw, tables: LifeTables, magi_usd: Decimal | None
) -> RetirementAnswer:
    """Required distributions and contribution room. Raises BadInputError as `distributions` does."""
    found = distributions(household, law, tables)
    rooms = contribution_rooms(household, law, magi_usd)
    problems = in_order([*found.problems, *rooms.problems])
    unlisted = unlisted_accounts(household, law)
    return RetirementAnswer(household, law, tables, found.groups, rooms.lines, unlisted, magi_usd, problems)
