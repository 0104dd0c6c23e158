"""Ask for the tax bill of a household's year, as it is and as it would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from trimtab.core.household import Household
from trimtab.core.money import ONE, plain, usd
from trimtab.core.places import STATES
from trimtab.core.problems import BadInputError, Problem, Severity, in_order, note, warning
from trimtab.ledger.reconcile.result import Cause, Matter
from trimtab.ledger.returns.answer import TaxAnswer, answer
from trimtab.ledger.returns.filing import Return, household_return
from trimtab.ledger.returns.gains import YearGains, with_typed, year_gains
from trimtab.ledger.returns.receipts import distributions_untold, receipts_of
from trimtab.ledger.what_if.scenario import Scenario, scenario
from trimtab.services.books import HouseholdBooks, books_of, reconciled
from trimtab.services.household import LoadResult
from trimtab.tax.account_law import RetirementLaw
from trimtab.tax.law import FederalLaw
from trimtab.tax.return_year import KnownReturn, ReturnYear
from trimtab.tax.states.law import StateLaw


class Laws(Protocol):
    """The law by year and place; each raises BadInputError where there is no file."""

    def federal(self, year: int) -> FederalLaw:
        """The federal income tax of a year."""
        ...

    def state(self, code: str, year: int) -> StateLaw:
        """The income tax of a state by its two letters."""
        ...


def tax_answer(books: HouseholdBooks, year: int | None, laws: Laws) -> TaxAnswer:
    """The bill of a year; None is the household file's.

    A state whose law is not known is in no sum, and told. Raises BadInputError with everything that keeps the bill
    from being worked out: the law, the return, the books.
    """
    wanted = books.household.tax.year if year is None else year
    household = books.household.in_year(wanted)
    filing = _filing(books, household, wanted, laws)
    doubts = [problem for problem in books.problems if problem.severity is Severity.WARNING]
    carried = _carried_in(books, household, wanted, laws)
    paid = distributions_untold(books.washed.books.flows, household, wanted)
    problems = (*filing.filed.problems, *filing.told, *carried, *paid, *doubts)
    return answer(household, replace(filing.filed, problems=problems), filing.law, filing.state_law)


@dataclass(frozen=True, slots=True)
class _Filing:
    """A return and the laws that apply to it; `told` says which are not known."""

    filed: Return
    law: FederalLaw
    state_law: StateLaw | None
    told: list[Problem]


def _filing(books: HouseholdBooks, household: Household, year: int, laws: Laws) -> _Filing:
    law = _federal(household, year, laws)
    received = receipts_of(books.washed.books.income, household, year)
    filed = household_return(household, _gains(books, household, year), received, year)
    state_law, told = _state(household, year, laws)
    return _Filing(filed, law, state_law, told)


class PlanYear(NamedTuple):
    """The year as the plan is to count it: the household with its results so far, its bill, and what has to be said.

    `bill` None: there is no return yet, and the plan goes by the flat rates of the household file.
    """

    household: Household
    bill: ReturnYear | None
    problems: tuple[Problem, ...]


def plan_year(loaded: LoadResult, laws: Laws) -> PlanYear:
    """The year's results so far, which budgets and flat rates count from, and its bill, which has the same in it.

    Where income is not told, or the books do not allow a return, the plan goes by the flat rates of the household
    file, and a note says what is missing. Raises BadInputError where the household itself could not be loaded.
    """
    household, _ = loaded.checked()
    tax, books = household.tax, books_of(loaded)
    so_far, lots = _with_results(books, household), tuple(_washed_lots(books))
    if household.income is None:
        remedy = "add [tax.income] with wages_usd = … and [[people]]: the plan then counts the exact bill"
        return PlanYear(so_far, None, (note("plan-flat", _FLAT, remedy, tax.source), *lots))
    try:
        filing = _filing(books, household, tax.year, laws)
    except BadInputError as fault:
        first = fault.problems[0]
        words = f"{_FLAT}, because the year's return cannot be worked out: {first.message}"
        told = note("plan-flat", words, first.remedy, first.source or tax.source)
        return PlanYear(so_far, None, (told, *lots))
    flat = [_flat_state(household, problem) for problem in filing.told]
    doubts = [problem for problem in filing.filed.problems if problem.severity is Severity.WARNING]
    known = KnownReturn(
        filing.filed.unit, filing.law, filing.state_law, tax.local_rate_pct, tax.rate_state_pct
    )
    return PlanYear(so_far, ReturnYear(known), tuple(in_order([*flat, *lots, *doubts])))


def _with_results(books: HouseholdBooks, household: Household) -> Household:
    """The household with the year's results that the bill counts: the books', or those its file states. As it is where
    the books are not whole."""
    try:
        gains = _gains(books, household, household.tax.year)
    except BadInputError:
        return household
    tax = replace(household.tax, realized_short_usd=gains.short_usd, realized_long_usd=gains.long_usd)
    return replace(household, tax=tax)


_FLAT = "the plan goes by your own flat rates under [tax], which know no brackets"


def _flat_state(household: Household, problem: Problem) -> Problem:
    """What the plan says of a state whose law is not known: its rate stands for it."""
    rate = household.tax.rate_state_pct
    what = problem.message.partition(":")[0]
    words = f"{what}: the plan counts your rate_state_pct of {plain(rate)}% on capital results"
    return note(problem.code, words, problem.remedy, problem.source)


def _washed_lots(books: HouseholdBooks) -> Iterator[Problem]:
    """Lots into whose basis a loss moved that their custodian does not see: plans go by what the custodian states."""
    for found in reconciled(books).differences:
        apart, likely = found.apart, found.causes[0]
        if found.matter is Matter.LOT_BASIS and likely.cause is Cause.WASH_SALE and apart:
            more = "more" if apart > 0 else "less"
            words = (
                f"{found.account_id}: {found.symbol} of {found.day} has {usd(abs(apart))} {more} basis by your books "
                f"({likely.words}); the plan sells it by the custodian's lots"
            )
            remedy = (
                'see trimtab reconcile; the bill with a sale by your books: trimtab tax --what-if "sell …"'
            )
            yield note("lot-basis-differs", words, remedy, found.source)


def what_if(
    books: HouseholdBooks, before: TaxAnswer, lines: Sequence[str], retirement_law: RetirementLaw
) -> Scenario:
    """The bill with every line tried together. Raises BadInputError naming everything that cannot be done."""
    events = books.checked().events
    return scenario(before, events, books.rules, books.washed, lines, retirement_law, books.names)


def _gains(books: HouseholdBooks, household: Household, year: int) -> YearGains:
    """The books' results, or the household file's where it states them; books with faults only where it states both."""
    spec = books.joined.spec
    typed = spec.last_year.tax if spec.last_year and spec.last_year.tax.year == year else spec.tax
    if typed.realized_short_usd is None or typed.realized_long_usd is None:
        books.checked()
    return with_typed(
        year_gains(books.washed, household, year), typed.realized_short_usd, typed.realized_long_usd
    )


def _carried_in(books: HouseholdBooks, household: Household, year: int, laws: Laws) -> list[Problem]:
    """Losses brought into the year that are not what last year's bill carries out, where that year is described."""
    last, tax = books.joined.spec.last_year, household.tax
    if last is None or year != last.tax.year + 1:
        return []
    try:
        carried = tax_answer(books, last.tax.year, laws).bill.federal.carryforward
    except BadInputError:
        return []
    pairs = (
        ("short", carried.short_usd, tax.carryforward_short_usd),
        ("long", carried.long_usd, tax.carryforward_long_usd),
    )
    return [
        warning(
            "carryforward-differs",
            f"the bill of {last.tax.year} carries {usd(ours)} of {term}-term loss into {year}; the household file says "
            f"{usd(theirs)}, which is in this bill",
            f"compare with last year's Schedule D, and write carryforward_{term}_usd under [tax]",
            tax.source,
        )
        for term, ours, theirs in pairs
        if abs(ours - theirs) > ONE  # the forms allow whole dollars
    ]


def _federal(household: Household, year: int, laws: Laws) -> FederalLaw:
    try:
        return laws.federal(year)
    except BadInputError as fault:
        source = household.tax.source
        raise BadInputError([replace(problem, source=source) for problem in fault.problems]) from None


def _state(household: Household, year: int, laws: Laws) -> tuple[StateLaw | None, list[Problem]]:
    tax = household.tax
    if not tax.state:
        words = "the household file does not say in which state you live: no state tax is in the bill"
        remedy = 'add state = "…", its two letters, under [tax]'
        return None, [warning("state-not-said", words, remedy, tax.source)]
    try:
        return laws.state(tax.state, year), []
    except BadInputError:
        words = f"the income tax of {STATES[tax.state]} for {year} is not known: no state tax is in the bill"
        remedy = "work it out by hand, or add the law's file as docs/states.md shows"
        return None, [warning("state-unknown", words, remedy, tax.source)]
