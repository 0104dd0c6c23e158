"""Ages and owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.plans import sample_plan
from trimtab.core.accounts import Role
from trimtab.core.canonical import canonical, digest
from trimtab.core.household import LastYear, Person, YearIncome, owner_names
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.problems import Source

ANA, BEN = Person("Ana", date(1979, 4, 12)), Person("Ben", date(1962, 1, 1))


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 4, 11), 46), (date(2026, 4, 12), 47), (date(2026, 12, 31), 47)]
)
def test_age_on_a_day(day: date, age: int) -> None:
    assert ANA.age_on(day) == age


@pytest.mark.parametrize(
    ("born", "age"), [(date(1961, 12, 31), 65), (date(1962, 1, 1), 65), (date(1962, 1, 2), 64), (date(1962, 2, 1), 64)]
)  # fmt: skip
def test_who_is_born_on_1_january_is_a_year_older_on_the_return(born: date, age: int) -> None:
    assert Person("Ben", born).age_for_return(2026) == age


@pytest.mark.parametrize("owner", ["Ana & Ben", "Ben, Ana", "ana AND ben", "Ana/Ben", "Ana + Ben"])
def test_a_joint_account_names_both(owner: str) -> None:
    household = replace(sample_plan()[0], people=(ANA, BEN))
    assert household.owners(replace(household.accounts[0], owner=owner)) == (ANA, BEN)


def test_a_name_is_only_taken_whole() -> None:
    household = replace(sample_plan()[0], people=(ANA, BEN))
    assert household.owners(replace(household.accounts[0], owner="Anand & Ben")) == (BEN,)
    assert household.owners(replace(household.accounts[0], owner="")) == ()
    assert owner_names("Anand & Ben Brand") == ("Anand", "Ben Brand")


def test_a_household_without_people_and_income_hashes_as_before() -> None:
    household = sample_plan()[0]
    assert not {"people", "income"} & set(canonical(household))
    assert not {"state", "local_rate_pct", "source"} & set(canonical(household.tax))
    moved = replace(household, tax=replace(household.tax, source=Source("a", 3)))
    assert digest(moved) == digest(household)
    told = (
        replace(household, people=(ANA,)),
        replace(household, income=YearIncome(Decimal(0))),
        replace(household, tax=replace(household.tax, state="CO")),
        replace(household, tax=replace(household.tax, local_rate_pct=Decimal(1))),
    )
    assert len({digest(one) for one in (household, *told)}) == 5


def _fund(classes: tuple[tuple[str, str], ...], group: str = "") -> Instrument:
    weights = tuple((class_id, Decimal(share)) for class_id, share in classes)
    return Instrument("X", "X", InstrumentKind.ETF, weights, index_group=group)


def test_metal_is_a_collectible_and_a_mix_is_not() -> None:
    assert _fund((("commodities.gold", "1"),)).is_collectible
    assert _fund((("commodities.broad", "1"),), "silver").is_collectible
    assert not _fund((("commodities.broad", "1"),)).is_collectible
    assert not _fund((("commodities.gold", "0.5"), ("stocks.us", "0.5"))).is_collectible


def test_last_year_is_the_same_household_with_its_own_return() -> None:
    household = replace(sample_plan()[0], people=(ANA,), income=YearIncome(Decimal(1)))
    year = household.tax.year
    assert household.in_year(year - 1) is household
    last = LastYear(replace(household.tax, year=year - 1), YearIncome(Decimal(2)))
    both = replace(household, last_year=last)
    assert both.in_year(year) is both
    assert both.in_year(year - 2) is both
    assert both.in_year(year - 1) == replace(both, tax=last.tax, income=last.income)
    assert digest(both) != digest(household)
    assert "last_year" not in canonical(household)


def test_holdings_are_what_counts_to_the_cent_and_found_by_symbol() -> None:
    household = sample_plan()[0]
    account = household.accounts[0]
    home = replace(account.positions[0], role=Role.EXCLUDED)
    owned = replace(household, accounts=(replace(account, positions=(home, *account.positions[1:])),))
    symbols = [position.symbol for position in account.positions[1:]]
    assert [position.symbol for _, position, _ in owned.holdings] == symbols
    for _, position, usd in owned.holdings:
        shares = sum((lot.quantity for lot in position.lots), Decimal(0))
        assert abs(usd - shares * owned.prices[position.symbol].usd) <= Decimal("0.005")
        assert usd == round(usd, 2)
    assert owned.held_of == {symbol: (number,) for number, symbol in enumerate(symbols)}


def test_a_position_is_worth_what_it_is_asked_at() -> None:
    position = sample_plan()[0].accounts[0].positions[0]
    shares = sum((lot.quantity for lot in position.lots), Decimal(0))
    for price in (Decimal("3.333"), Decimal(7), Decimal("3.333"), Decimal("3.333")):
        assert position.value_usd(price) == round(shares * price, 2)


def test_other_events_leave_what_is_held_as_it_was_worked_out() -> None:
    household = sample_plan()[0]
    tax = replace(household.tax, realized_long_usd=Decimal(5))
    assert household.holdings
    after = household.with_events(household.activity[:1], tax)
    assert after == replace(household, activity=household.activity[:1], tax=tax)
    assert after.holdings is household.holdings
    assert digest(after) != digest(household)
