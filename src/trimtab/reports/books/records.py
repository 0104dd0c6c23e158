"""What the tax reports are made of: a household with its books after section 1091."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO, cents
from trimtab.core.plan import Term
from trimtab.core.problems import Problem, Severity
from trimtab.ledger.books.lot_names import NO_NAMES, LotNames
from trimtab.ledger.books.realised import HeldLot, Realised, Washed
from trimtab.ledger.books.result import How
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.returns.owners import taxed_accounts
from trimtab.ledger.wash_sales.windows import OpenWindow
from trimtab.reports.books.sales import of_year
from trimtab.reports.labels import AccountLabel, Masks, account_labels, label_of
from trimtab.reports.notes import ProblemLine, gathered_lines
from trimtab.tax.holding import first_long_day, is_long_term

Days = tuple[date, date]  # from, to, both included
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Valued:
    """A lot at a day's price; `value_usd` None without one. A gain is negative for a loss, None where not known.

    `long_from` is the first long-term day of a lot that is short-term now.
    """

    lot: HeldLot
    value_usd: Decimal | None
    gain_usd: Decimal | None
    term: Term
    long_from: date | None


@dataclass(frozen=True, slots=True)
class TaxRecords:
    """A household, its books, the rules they were kept by, and the wash-sale windows open on its day.

    `sales_known` are the stretches of days, earliest first, on which files tell every sale of an account, `names` what
    plans call the lots.
    """

    household: Household
    washed: Washed
    rules: BookRules
    windows: tuple[OpenWindow, ...]
    sales_known: Mapping[str, tuple[Days, ...]]
    names: LotNames = NO_NAMES
    problems: tuple[Problem, ...] = ()
    labels: Mapping[str, AccountLabel] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", account_labels(self.household))

    @property
    def sold(self) -> tuple[Realised, ...]:
        """Everything sold, in every account."""
        return self.washed.realised

    def label(self, account_id: str) -> AccountLabel:
        """The account as shown."""
        return label_of(self.labels, account_id)

    def keeper(self, account_id: str) -> BookAccount | None:
        """How the books keep the account; None for one they do not know."""
        return next((one for one in self.rules.accounts if one.account_id == account_id), None)

    def shown_problems(self) -> tuple[ProblemLine, ...]:
        """Errors and warnings; notes are counted, for `reconcile` tells them."""
        lines = gathered_lines(self.problems, Masks(self.household))
        notes = [line for line in lines if line.severity is Severity.NOTE]
        if len(notes) < 2:
            return lines
        words = f"{len(notes)} notes on the files and lots are not repeated here"
        told = ProblemLine(Severity.NOTE, "", words, "trimtab reconcile shows them", "notes-elsewhere")
        return (*(line for line in lines if line.severity is not Severity.NOTE), told)

    def of_year(self, year: int) -> tuple[Realised, ...]:
        """What was sold in a year in the accounts on the household's return."""
        return of_year(self.household, self.sold, year)

    def sales_unknown(self, year: int) -> tuple[tuple[str, Days], ...]:
        """The stretches of a year, up to the household's day, of which no file tells the sales, by account id."""
        whole = (date(year, 1, 1), min(date(year, 12, 31), self.household.as_of))
        return tuple(
            (account.account_id, gap)
            for account in taxed_accounts(self.household)
            for gap in gaps(whole, self.sales_known.get(account.account_id, ()))
        )

    def valued(self, *, on_return: bool = False) -> tuple[Valued, ...]:
        """The lots held at today's prices, by account, symbol and day; all, or those whose gains are on the return."""
        taxed = {account.account_id for account in taxed_accounts(self.household)}
        lots = (lot for lot in self.washed.held if lot.account_id in taxed or not on_return)
        return tuple(_valued(self.household, lot) for lot in sorted(lots, key=_order))


def gaps(whole: Days, known: Iterable[Days]) -> Iterator[Days]:
    """What of a stretch of days is in none of the stretches known, which come earliest first."""
    at, last = whole
    for start, end in known:
        if start > last:
            break
        if at < start:
            yield (at, start - ONE_DAY)
        at = max(at, end + ONE_DAY)
    if at <= last:
        yield (at, last)


def _order(lot: HeldLot) -> tuple[str, str, date, str]:
    return (lot.account_id, lot.symbol, lot.held_from or date.min, lot.lot_id)


def _valued(household: Household, lot: HeldLot) -> Valued:
    price = household.prices.get(lot.symbol)
    value = cents(lot.quantity * price.usd) if price else None
    term = _term(lot, household.as_of)
    long_from = first_long_day(lot.held_from) if term is Term.SHORT and lot.held_from else None
    return Valued(lot, value, _gain(lot, value), term, long_from)


def _term(lot: HeldLot, day: date) -> Term:
    """The term of a sale on a day; inherited shares are long-term whatever the days (26 USC 1223(9))."""
    if lot.how is How.INHERITANCE:
        return Term.LONG
    if lot.held_from is None:
        return Term.UNKNOWN
    return Term.LONG if is_long_term(lot.held_from, day) else Term.SHORT


def _gain(lot: HeldLot, value_usd: Decimal | None) -> Decimal | None:
    """What a sale today would bring; between the two bases of a gift neither gain nor loss (26 CFR 1.1015-1(a)(2))."""
    if value_usd is None or lot.basis_usd is None:
        return None
    if lot.basis_for_loss_usd is None or value_usd >= lot.basis_usd:
        return value_usd - lot.basis_usd
    return min(value_usd - lot.basis_for_loss_usd, ZERO)


@dataclass(frozen=True, slots=True)
class Unrealised:
    """Totals of lots by term, in USD. `unknown_usd` is the value of lots whose basis nobody knows."""

    value_usd: Decimal
    short_usd: Decimal
    long_usd: Decimal
    unknown_usd: Decimal

    @property
    def gain_usd(self) -> Decimal:
        """Both terms together."""
        return self.short_usd + self.long_usd


def unrealised(lots: Iterable[Valued]) -> Unrealised:
    """The totals; a lot without a known gain is in none but `unknown_usd`, and one of unknown term counts as short."""
    rows = [row for row in lots if row.value_usd is not None]
    gain = sum((row.gain_usd or ZERO for row in rows), ZERO)
    long = sum((row.gain_usd or ZERO for row in rows if row.term is Term.LONG), ZERO)
    unknown = sum((row.value_usd or ZERO for row in rows if row.gain_usd is None), ZERO)
    return Unrealised(
        sum((row.value_usd or ZERO for row in rows), ZERO) - unknown, gain - long, long, unknown
    )
