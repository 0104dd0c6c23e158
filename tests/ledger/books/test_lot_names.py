"""Which lots of the books a plan's lot is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.ledger.what_if.builders import holding, kept, lot, owner_of
from trimtab.ledger.books.lot_names import lot_names

OLD, NEW = lot("2019-01-02", "10", "500", date(2019, 1, 2)), lot("2024-01-02", "10", "1500", date(2024, 1, 2))
TWO = owner_of(joint=(holding("VTI", NEW, OLD),))


def test_a_lot_is_what_the_books_began_with() -> None:
    stated = {("joint", "VTI", "2019-01-02"): ("joint/VTI/2024-01-02",)}
    names = lot_names(TWO, stated, kept(TWO).held)
    assert names.of_plan("joint", "VTI", "2019-01-02") == ("joint/VTI/2024-01-02",)


def test_where_the_beginning_does_not_tell_the_day_does() -> None:
    held = kept(TWO).held
    names = lot_names(TWO, {}, held)
    assert names.of_plan("joint", "VTI", "2019-01-02") == ("joint/VTI/2019-01-02",)
    assert names.of_plan("joint", "VTI", "2020-01-02") == ()
    assert {name: one.lot_id for one in held for name in names.in_plans(one)} == {
        "2019-01-02": "joint/VTI/2019-01-02",
        "2024-01-02": "joint/VTI/2024-01-02",
    }
    moved = [replace(one, bought=date(2025, 1, 2)) for one in held]
    assert lot_names(TWO, {}, moved).of_plan("joint", "VTI", "2019-01-02") == ("joint/VTI/2019-01-02",)


def test_the_only_lot_of_a_position_is_all_that_is_held() -> None:
    one = owner_of(joint=(holding("VTI", lot("unknown-date", "20", "2000", None)),))
    names = lot_names(one, {}, kept(TWO).held)
    assert names.of_plan("joint", "VTI", "unknown-date") == ("joint/VTI/2019-01-02", "joint/VTI/2024-01-02")
    assert names.of_plan("ira", "VTI", "unknown-date") == ()
