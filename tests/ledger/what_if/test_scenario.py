"""The bill before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import told
from tests.ledger.what_if.builders import (
    LAW,
    RETIREMENT,
    billed,
    events_of,
    holding,
    kept,
    lot,
    owner_of,
    rules_of,
)
from trimtab.adapters.law import state_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.events import LotChoice, LotMethod, Sell
from trimtab.core.problems import BadInputError
from trimtab.ledger.books.washed import washed
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.gains import year_gains
from trimtab.ledger.what_if.scenario import Scenario, scenario
from trimtab.tax.total import total_bill
from trimtab.tax.unit import FilingUnit

D = Decimal
HELD = owner_of(
    ira=(holding("VTI", lot("i", "10", None)), holding("LOST", lot("l", "10", None))),
    joint=(
        holding("VTI", lot("old", "10", "400"), lot("new", "10", "700", date(2026, 3, 2))),
        holding("GLD", lot("g", "1", "40"), lot("g2", "1", "40", date(2026, 3, 2))),
    ),
)
HELD = replace(HELD, prices={symbol: price for symbol, price in HELD.prices.items() if symbol != "LOST"})


def scenario_of(before: TaxAnswer, lines: Sequence[str]) -> Scenario:
    household = before.household
    return scenario(before, events_of(household), rules_of(household), kept(household), lines, RETIREMENT)


def tried(*lines: str) -> Scenario:
    return scenario_of(billed(HELD), lines)


def changed(made: Scenario) -> dict[str, Decimal]:
    """Amounts of the return that are no longer what they were."""
    before, after = made.before.bill.unit, made.after.unit
    names = [name for name in FilingUnit.__slots__ if name.endswith("_usd")]
    return {
        n: getattr(after, n) - getattr(before, n) for n in names if getattr(after, n) != getattr(before, n)
    }


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (("sell joint VTI lot old",), {"gain_long_usd": 600}),
        (("sell joint VTI lot new",), {"gain_short_usd": 300}),
        (("sell joint GLD lot g",), {"gain_long_usd": 60, "collectibles_usd": 60}),
        (("sell joint GLD lot g2",), {"gain_short_usd": 60}),
        (("sell ira VTI 1",), {}),
        (("convert ira 500", "convert ira 1000"), {"ira_distribution_usd": 1500}),
        (("gain_long 10", "gain_long 5", "dividends_qualified 7"),
         {"gain_long_usd": 15, "dividends_ordinary_usd": 7, "dividends_qualified_usd": 7}),
        (("loss_short 10", "income -4"), {"gain_short_usd": -10, "other_income_usd": -4}),
        (("convert ira 100", "ira_distribution 50"), {"ira_distribution_usd": 150}),
        (("sell joint VTI 20", "wages 1"), {"gain_long_usd": 600, "gain_short_usd": 300, "wages_usd": 1}),
    ],
)  # fmt: skip
def test_what_is_tried_changes_the_return(lines: tuple[str, ...], amounts: dict[str, int]) -> None:
    made = tried(*lines)
    assert changed(made) == amounts
    assert made.after == total_bill(made.after.unit, LAW)
    assert [wish.words for wish in made.wishes] == list(lines)


def test_the_state_and_city_are_worked_out_again() -> None:
    before = billed(HELD)
    with_state = answer(
        replace(HELD, tax=replace(HELD.tax, local_rate_pct=D(1))),
        before.filed,
        LAW,
        state_law_for("us-pa", 2026),
    )
    made = scenario_of(with_state, ["wages 1000"])
    assert made.after.state_usd - made.before.bill.state_usd == D("40.70")


def test_a_conversion_is_taken_as_taxable_in_full_and_says_so() -> None:
    problems = tried("convert ira 500", "convert ira 1").problems
    assert told(problems) == [
        (
            "conversion-basis",
            "the conversion from ira is taken as taxable in full",
            "after-tax contributions in any IRA make a part of it free (Form 8606): name the taxable part alone",
        )
    ]


@pytest.mark.parametrize(
    ("line", "why", "remedy"),
    [
        ("convert joint 1", "joint is of kind taxable, which does not convert to Roth",
         "name a traditional IRA or workplace plan of your own"),
        ("convert roth 1", "roth is of kind roth_ira, which does not convert to Roth",
         "name a traditional IRA or workplace plan of your own"),
        ("convert nowhere 1", "there is no account nowhere", "use one of ben, ira, joint, roth"),
        ("convert ira 1500.01", "ira holds $1,500.00, less than the $1,500.01 to convert", "convert that much or less"),
    ],
)  # fmt: skip
def test_what_does_not_convert_is_told(line: str, why: str, remedy: str) -> None:
    with pytest.raises(BadInputError) as fault:
        tried(line)
    assert told(fault.value.problems) == [("what-if", f'what-if "{line}": {why}', remedy)]


def test_an_inherited_ira_does_not_convert() -> None:
    ben, ira, joint, roth = HELD.accounts
    inherited = replace(HELD, accounts=(ben, replace(ira, kind=AccountKind.INHERITED_IRA), joint, roth))
    with pytest.raises(BadInputError, match="of kind inherited_ira"):
        scenario_of(billed(inherited), ["convert ira 1"])


def test_conversions_of_one_account_add_up_to_what_it_holds() -> None:
    assert tried("convert ira 1500").after.unit.ira_distribution_usd == 1500
    with pytest.raises(BadInputError, match=r"less than the \$1,500.50"):
        tried("convert ira 1500", "convert ira 0.50")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(BadInputError) as fault:
        tried("sell joint VTI 99", "convert roth 1", "sell joint X 1")
    assert len(fault.value.problems) == 3


def test_a_lot_without_cost_stops_everything() -> None:
    household = owner_of(joint=(holding("VTI", lot("?", "1", None)),))
    with pytest.raises(BadInputError, match="the cost of VTI lot"):
        scenario_of(billed(household), ["sell joint VTI 1"])


def test_an_amount_that_cannot_stand_on_a_return_is_refused() -> None:
    with pytest.raises(BadInputError, match="wages_usd is -1, below zero"):
        tried("wages -100001")


def test_what_is_done_now_cannot_change_the_year_before() -> None:
    later = replace(HELD, as_of=HELD.as_of.replace(year=2027))
    with pytest.raises(BadInputError) as fault:
        scenario_of(billed(later), ["wages 1"])
    assert told(fault.value.problems) == [
        (
            "what-if-year",
            "what is done now is of 2027, and cannot change the bill of 2026",
            "leave --year out",
        )
    ]


def test_sales_of_the_year_so_far_stay_what_they_are_unless_the_new_ones_change_them() -> None:
    """40 shares sold at a loss on 1 November were replaced by 40 of 5 November; selling those now changes nothing."""
    household = owner_of(
        joint=(holding("VTI", lot("old", "10", "1500"), lot("new", "4", "440", date(2026, 11, 5))),)
    )
    earlier = Sell(event_id="s", account_id="joint", trade_date=date(2026, 11, 1), symbol="VTI", quantity=D(4),
                   proceeds_usd=D(400))  # fmt: skip
    events = [*events_of(household), earlier]
    books = washed(events, rules_of(household))
    assert year_gains(books, household, 2026).long_usd == 0
    before = billed(household)
    made = scenario(before, events, rules_of(household), books, ["sell joint VTI lot new"], RETIREMENT)
    [sold] = made.sold
    assert (sold.lot_id, sold.gain_usd, sold.is_long) == ("joint/VTI/new", -240, True)
    assert made.after.unit.gain_long_usd - before.bill.unit.gain_long_usd == -240


def test_a_fault_of_the_books_stops_a_sale() -> None:
    with pytest.raises(BadInputError) as fault:
        tried("sell joint VTI 15", "sell joint VTI lot old 5")
    assert len(fault.value.problems) == 1
    assert "joint/VTI/old" in fault.value.problems[0].message


def test_what_was_sold_before_is_counted_once() -> None:
    lots = (lot("a", "10", "400"), lot("b", "10", "400", date(2026, 3, 2)))
    household = owner_of(joint=(holding("VTI", *lots), holding("GLD", *lots)))
    events = events_of(household)
    for number, name in enumerate(("VTI/a", "VTI/b", "GLD/a"), start=1):
        lots_named = (LotChoice(lot_id=f"joint/{name}", quantity=D(1)),)
        events.append(
            Sell(event_id=f"s{number}", account_id="joint", trade_date=date(2026, 6, 1), sequence=number,
                 symbol=name[:3], quantity=D(1), method=LotMethod.SPECIFIC, lots=lots_named, proceeds_usd=D(100))
        )  # fmt: skip
    books = washed(events, rules_of(household))
    before = billed(household)
    lines = ["sell joint VTI lot a 2", "sell joint VTI lot b 3", "sell joint GLD lot a 4"]
    unit = scenario(before, events, rules_of(household), books, lines, RETIREMENT).after.unit
    assert (unit.gain_short_usd, unit.gain_long_usd, unit.collectibles_usd) == (180, 120 + 240, 240)


def test_money_on_its_way_is_held_too() -> None:
    ben, ira, joint, roth = HELD.accounts
    household = replace(HELD, accounts=(ben, replace(ira, cash_unsettled_usd=D(100)), joint, roth))
    assert scenario_of(billed(household), ["convert ira 1600"]).after.unit.ira_distribution_usd == 1600
