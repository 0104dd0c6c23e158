"""Distributions and room in one answer, problems in order."""

from __future__ import annotations

from decimal import Decimal

from tests.ledger.retirement.builders import account, household
from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.ledger.retirement.answer import retirement


def test_an_answer_has_both_parts():
    law, tables = retirement_law_for(2026), life_tables_for(2026)
    home = household(account("ira", AccountKind.TRADITIONAL_IRA))
    found = retirement(home, law, tables, Decimal(5))
    assert (found.household, found.law, found.tables, found.magi_usd) == (home, law, tables, 5)
    assert [group.owner for group in found.groups] == ["Ann"]
    assert len(found.rooms) == 6
    assert [problem.code for problem in found.problems] == [
        "distributed-unseen",
        "rmd-no-balance",
        "contributed-unseen",
    ]
