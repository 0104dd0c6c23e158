"""A tax bill asked for: the law by place and year, gains from the books, and what is said where something lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import CATALOGUE, DAY, account, cash, export, gain, position, spec
from tests.ledger.events.tell import typed
from trimtab.bootstrap import law_files
from trimtab.core.accounts import AccountKind
from trimtab.core.household import Person, YearIncome
from trimtab.core.problems import BadInputError, Problem, error, note, warning
from trimtab.core.retirement import RetirementFacts
from trimtab.core.statement import FileKind, ParsedFile
from trimtab.ledger.assemble import join
from trimtab.ledger.returns.answer import TaxAnswer
from trimtab.ledger.spec import HouseholdSpec, LastYearSpec, TypedKind
from trimtab.services.books import HouseholdBooks, books_of
from trimtab.services.household import LoadResult
from trimtab.services.returns import tax_answer, what_if
from trimtab.tax.law import FederalLaw
from trimtab.tax.states.law import StateLaw

D = Decimal
RETIREMENT = law_files().retirement(2026)
POSITIONS = export(position("VTI", "10", cost="1000"), cash("5"))
PEOPLE = (Person("Ana", date(1979, 4, 12)), Person("Ben", date(1977, 8, 30)))
INCOME = YearIncome(D(100_000), D(0), D(0), D(0), D(0))
GAINS = export(gain("VTI", "1", DAY, "0", "50"), name="gains.csv", kind=FileKind.REALIZED_GAINS)


def household(**tax: object) -> HouseholdSpec:
    made = spec(account(owner="Ana & Ben"), people=PEOPLE, income=INCOME)
    rates = {"rate_ordinary_pct": D(12), "rate_long_term_pct": D(0)}
    return replace(made, tax=replace(made.tax, **{**rates, **tax}))  # type: ignore[arg-type]


def books(made: HouseholdSpec, *files: ParsedFile) -> HouseholdBooks:
    joined = join([POSITIONS, *files], made, CATALOGUE)
    return books_of(LoadResult(joined.household, joined.policy, joined.problems, (), joined))


def asked(made: HouseholdSpec, *files: ParsedFile, year: int | None = None) -> TaxAnswer:
    return tax_answer(books(made, *files), year, law_files())


def told(answer: TaxAnswer, code: str) -> Problem:
    [problem] = [problem for problem in answer.problems if problem.code == code]
    return problem


def test_a_known_state_is_in_the_bill() -> None:
    found = asked(household(state="PA", local_rate_pct=D(1), rate_state_pct=D("4.07")))
    assert found.bill.state is not None
    assert (found.bill.state.law.place, found.bill.state_usd) == ("us-pa", 3070 + 1000)
    assert not [problem for problem in found.problems if problem.code.startswith(("state", "rates"))]


def test_a_state_that_was_not_said_is_told() -> None:
    problem = told(asked(household()), "state-not-said")
    assert (
        problem.message
        == "the household file does not say in which state you live: no state tax is in the bill"
    )
    assert problem.remedy == 'add state = "…", its two letters, under [tax]'
    assert problem.severity == "warning"


class _NoState:
    """Laws that know no state."""

    def federal(self, year: int) -> FederalLaw:
        return law_files().federal(year)

    def state(self, code: str, year: int) -> StateLaw:
        raise BadInputError([error("law-state-year", f"there is no law file for {code} in {year}")])


def test_a_state_without_a_law_is_never_taken_for_nothing() -> None:
    answer = tax_answer(books(household(state="CA")), None, _NoState())
    problem = told(answer, "state-unknown")
    assert (
        problem.message == "the income tax of California for 2026 is not known: no state tax is in the bill"
    )
    assert problem.remedy == "work it out by hand, or add the law's file as docs/states.md shows"
    assert problem.severity == "warning"
    assert answer.bill.state is None


def test_a_year_without_a_law_names_the_years_there_are() -> None:
    with pytest.raises(BadInputError) as fault:
        asked(household(), year=2031)
    [problem] = fault.value.problems
    assert (problem.code, problem.source) == ("law-year", spec().at("tax"))
    assert problem.message == "there is no federal law file for the year 2031"
    assert problem.remedy == "use one of 2024, 2025, 2026, or add the file as docs/law.md shows"


def test_what_is_missing_is_refused() -> None:
    with pytest.raises(BadInputError) as fault:
        asked(replace(household(), income=None))
    assert [problem.code for problem in fault.value.problems] == ["income-missing"]


def test_gains_come_from_the_books_unless_the_household_file_states_them() -> None:
    unit = asked(household(), GAINS).filed.unit
    assert (unit.gain_short_usd, unit.gain_long_usd) == (0, 50)
    typed = asked(household(realized_short_usd=D(1), realized_long_usd=D(2)), GAINS)
    assert (typed.filed.unit.gain_short_usd, typed.filed.unit.gain_long_usd) == (1, 2)


def test_books_with_faults_give_no_gains_unless_the_file_states_both() -> None:
    fault = error("book-fault", "something is wrong")
    whole = books(household())
    broken = replace(whole, problems=(*whole.problems, fault))
    with pytest.raises(BadInputError, match="something is wrong"):
        tax_answer(broken, None, law_files())
    half = replace(broken, joined=replace(broken.joined, spec=household(realized_short_usd=D(1))))
    with pytest.raises(BadInputError, match="something is wrong"):
        tax_answer(half, None, law_files())
    both = household(realized_short_usd=D(1), realized_long_usd=D(2))
    stated = replace(broken, joined=replace(broken.joined, spec=both))
    assert tax_answer(stated, None, law_files()).filed.unit.gain_long_usd == 2
    with pytest.raises(BadInputError, match="something is wrong"):
        what_if(stated, tax_answer(stated, None, law_files()), ["wages 1"], RETIREMENT)


def test_last_year_goes_by_its_own_results() -> None:
    last = replace(household().tax, year=2025, realized_short_usd=D(-9), realized_long_usd=None)
    sold = export(gain("VTI", "1", date(2025, 3, 4), "0", "70"), name="g.csv", kind=FileKind.REALIZED_GAINS)
    made = replace(household(realized_short_usd=D(1), realized_long_usd=D(2)),
                   last_year=LastYearSpec(last, INCOME, spec().at("tax")))  # fmt: skip
    then = asked(made, sold, year=2025)
    assert (then.filed.year, then.filed.unit.gain_short_usd, then.filed.unit.gain_long_usd) == (2025, -9, 70)
    assert asked(made, sold).filed.unit.gain_short_usd == 1


def test_losses_brought_in_that_last_year_does_not_carry_out_are_told() -> None:
    last = replace(household().tax, year=2025, realized_short_usd=D(-5000), realized_long_usd=D(0))
    before = LastYearSpec(last, INCOME, spec().at("tax"))
    made = replace(household(carryforward_long_usd=D(7)), last_year=before)
    found = [
        (p.severity, p.message, p.remedy) for p in asked(made).problems if p.code == "carryforward-differs"
    ]
    assert found == [
        (
            "warning",
            f"the bill of 2025 carries {ours} of {term}-term loss into 2026; the household file says "
            f"{theirs}, which is in this bill",
            f"compare with last year's Schedule D, and write carryforward_{term}_usd under [tax]",
        )
        for term, ours, theirs in (("long", "$0.00", "$7.00"), ("short", "$2,000.00", "$0.00"))
    ]
    right = replace(household(carryforward_short_usd=D(2001)), last_year=before)
    for answer in (asked(right), asked(made, year=2025)):
        assert "carryforward-differs" not in {p.code for p in answer.problems}


def test_what_came_out_of_an_ira_and_is_not_in_the_income_is_told() -> None:
    ira = account("ira", "7283", line=30, kind=AccountKind.TRADITIONAL_IRA, owner="Ana")
    apart = account("old", "9911", line=40, kind=AccountKind.TRADITIONAL_IRA, owner="Cy")
    made = household()
    moved = {"account": "ira", "symbol": "VTI", "quantity": "3"}
    paid = (("ira", "2026-03-03"), ("ira", "2025-03-03"), ("old", "2026-03-03"), ("joint", "2026-03-03"))
    events = (
        typed(TypedKind.OPENING, "2025-01-05", **moved),
        typed(TypedKind.TRANSFER, "2026-02-03", **moved, to_account="joint", value_usd="600"),
        *(typed(TypedKind.WITHDRAWAL, day, account=of, amount_usd="400") for of, day in paid),
    )
    people = (*PEOPLE, Person("Cy", date(1960, 1, 1), on_return=False))
    made = replace(made, accounts=(*made.accounts, ira, apart), people=people, events=events)
    positions = export(
        cash("5", ref="7283"), cash("5", ref="9911"), name="iras.csv", numbers=("7283", "9911")
    )
    problem = told(asked(made, positions), "distribution-untold")
    assert problem.severity == "warning"
    assert problem.message == (
        "$1,000.00 came out of ira in 2026, and the bill has $0.00 of IRA and pension distributions"
    )
    assert problem.remedy == (
        "write ira_distribution_usd under [tax.income] with all that is taxable of it; a rollover is not"
    )
    whole = replace(made, income=replace(INCOME, ira_distribution_usd=D(1000)))
    given = replace(ira, retirement=RetirementFacts(distributed_usd=D(1000), donated_usd=D(1000)))
    direct = replace(made, accounts=(*household().accounts, given, apart))
    for right in (whole, direct):
        assert "distribution-untold" not in {p.code for p in asked(right, positions).problems}


class _NoLastYear:
    """Laws that begin with 2026."""

    def federal(self, year: int) -> FederalLaw:
        if year < 2026:
            raise BadInputError([error("law-year", f"there is no law for {year}")])
        return law_files().federal(year)

    def state(self, code: str, year: int) -> StateLaw:
        return law_files().state(code, year)


def test_last_year_without_a_law_says_nothing_of_losses_brought_in() -> None:
    last = replace(household().tax, year=2025, realized_short_usd=D(-5000), realized_long_usd=D(0))
    made = replace(household(), last_year=LastYearSpec(last, INCOME, spec().at("tax")))
    answer = tax_answer(books(made), None, _NoLastYear())
    assert "carryforward-differs" not in {p.code for p in answer.problems}


def test_doubts_of_the_books_come_along_and_their_notes_do_not() -> None:
    made = books(household())
    odd = replace(made, problems=(warning("odd", "odd"), note("by-the-way", "by the way")))
    codes = [problem.code for problem in tax_answer(odd, None, law_files()).problems]
    assert "odd" in codes
    assert "by-the-way" not in codes


def test_what_if_sells_from_the_books() -> None:
    made = books(household())
    answer = tax_answer(made, None, law_files())
    tried = what_if(made, answer, ["sell joint VTI 4"], RETIREMENT)
    assert [(sold.symbol, sold.quantity) for sold in tried.sold] == [("VTI", 4)]
