"""The books of a household as the commands ask for them: whole, or with every problem."""

from __future__ import annotations

import pytest

from tests.ledger.events.tell import books, row, sold
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.problems import BadInputError
from trimtab.core.statement import Detail
from trimtab.services.books import books_of
from trimtab.services.household import LoadResult


def test_whole_books_are_given_as_they_are() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        gains=[sold("VTI", "10", "01-05", "03-02", "900", "1000")],
    )
    assert made.is_whole
    assert made.checked() is made
    assert made.coverage.account_ids == ("joint", "other", "roth")
    assert [loss.account_ids for loss in made.coverage.losses] == [("other", "roth")]


def test_books_with_an_event_left_out_are_refused_with_every_problem() -> None:
    made = books(row(Kind.SPLIT, "03-02", "VTI", "21", "0", Detail.SPLIT), held=[("VTI", "1021", "")])
    assert not made.is_whole
    with pytest.raises(BadInputError) as refused:
        made.checked()
    assert "split-ratio" in str(refused.value)


def test_a_household_that_is_none_has_no_books() -> None:
    with pytest.raises(BadInputError):
        books_of(LoadResult(None, None, ()))
