"""The household's books after wash sales: what every tax command shows comes out of these."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.core.events import Event
from trimtab.core.household import Household
from trimtab.core.problems import BadInputError, Problem, errors_in, in_order
from trimtab.ledger.activity import known_runs
from trimtab.ledger.assemble import Joined
from trimtab.ledger.books.lot_names import LotNames, lot_names
from trimtab.ledger.books.realised import Washed
from trimtab.ledger.books.rules import BookRules
from trimtab.ledger.books.washed import washed, windows
from trimtab.ledger.events.journey import household_events
from trimtab.ledger.events.rules import book_rules
from trimtab.ledger.reconcile.compare import reconcile
from trimtab.ledger.reconcile.result import Reconciled
from trimtab.ledger.wash_sales.coverage import Coverage
from trimtab.reports.books.records import TaxRecords
from trimtab.services.household import LoadResult


@dataclass(frozen=True, slots=True)
class HouseholdBooks:
    """A household with its events folded into lots.

    `problems` are those of loading, of turning files into events, and of the books. With an ERROR among them the
    books are not whole: an event with an error is not booked. `joined` is what the household was made of, `names`
    what plans call the books' lots.
    """

    household: Household
    joined: Joined
    events: tuple[Event, ...]
    rules: BookRules
    washed: Washed
    names: LotNames
    problems: tuple[Problem, ...]

    @property
    def coverage(self) -> Coverage:
        """The accounts looked at for wash sales, and the losses that an account not seen in full leaves open."""
        return self.washed.coverage

    @property
    def is_whole(self) -> bool:
        """Whether every event is booked."""
        return not errors_in(self.problems)

    def checked(self) -> HouseholdBooks:
        """These books, where they are whole. Raises BadInputError with every problem where they are not."""
        if not self.is_whole:
            raise BadInputError(self.problems)
        return self


def reconciled(books: HouseholdBooks) -> Reconciled:
    """The books against everything the custodians state; with the books' errors, which may explain a difference."""
    return reconcile(books.joined, books.household, books.events, books.washed, books.problems)


def books_of(loaded: LoadResult) -> HouseholdBooks:
    """Events from files and household file, folded into lots, with section 1091 over the whole household.

    Raises BadInputError with every problem where the household itself could not be loaded; faults of events are
    in `problems`, so that `reconcile` can still show what differs.
    """
    household, _ = loaded.checked()
    joined = loaded.joined
    assert joined is not None, "a household that was loaded was joined from something"
    read = household_events(joined, household)
    rules = book_rules(household, joined.spec, joined.symbols)
    answer = washed(read.events, rules)
    problems = in_order([*loaded.problems, *read.problems, *answer.problems])
    names = lot_names(household, read.stated, answer.held)
    return HouseholdBooks(household, joined, read.events, rules, answer, names, problems)


def records_of(books: HouseholdBooks) -> TaxRecords:
    """What the tax reports are made of, with the windows open on the household's day."""
    household = books.household
    open_windows = windows(books.washed, household.as_of)
    sales_known = known_runs(books.joined.files, books.joined.matches, of_sales=True)
    return TaxRecords(
        household, books.washed, books.rules, open_windows, sales_known, books.names, books.problems
    )
