"""The bill as it would be, beside the bill as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.accounts import AccountKind, TaxTreatment
from trimtab.core.events import Event
from trimtab.core.household import Household
from trimtab.core.money import ZERO
from trimtab.core.problems import BadInputError, Problem, error, errors_in, in_order, warning
from trimtab.ledger.books.lot_names import NO_NAMES, LotNames
from trimtab.ledger.books.realised import Washed
from trimtab.ledger.books.rules import BookRules
from trimtab.ledger.books.washed import washed
from trimtab.ledger.returns.answer import TaxAnswer
from trimtab.ledger.returns.gains import year_gains
from trimtab.ledger.what_if.purse import Purse
from trimtab.ledger.what_if.results import LotOutcome, doubts, outcomes, sales_as_events, without_basis
from trimtab.ledger.what_if.sales import account_named, no_account, wished_sales
from trimtab.ledger.what_if.wishes import MORE, ConvertToRoth, MoreIncome, Wish, not_understood, read_wishes
from trimtab.ledger.what_if.withdrawals import Withdrawn, withdrawal_notes, withdrawals
from trimtab.tax.account_law import RetirementLaw
from trimtab.tax.total import TotalBill, total_bill
from trimtab.tax.unit import FilingUnit


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was wished, the lots it sells, the money it takes out, and the bill before and after.

    `after` is without the additional tax of `withdrawn`. `problems` are warnings and notes.
    """

    wishes: tuple[Wish, ...]
    sold: tuple[LotOutcome, ...]
    before: TaxAnswer
    after: TotalBill
    problems: tuple[Problem, ...]
    withdrawn: tuple[Withdrawn, ...]
    retirement_law: RetirementLaw

    @property
    def additional_usd(self) -> Decimal:
        """The additional tax on what is taken out early. Source: Form 5329, line 4; Form 8889, line 17b."""
        return sum((one.early.tax_usd for one in self.withdrawn), ZERO)

    @property
    def total_usd(self) -> Decimal:
        """Everything owed after."""
        return self.after.total_usd + self.additional_usd


def scenario(
    before: TaxAnswer,
    events: Sequence[Event],
    rules: BookRules,
    kept: Washed,
    lines: Sequence[str],
    retirement_law: RetirementLaw,
    names: LotNames = NO_NAMES,
) -> Scenario:
    """Try every line together: sales are booked after `events`, of which `kept` are the books, and plans' `names` hold.

    Raises BadInputError naming everything that cannot be done.
    """
    household = before.household
    if before.filed.year != household.as_of.year:
        words = f"what is done now is of {household.as_of.year}, and cannot change the bill of {before.filed.year}"
        raise BadInputError([error("what-if-year", words, "leave --year out")])
    wishes = read_wishes(lines)
    sales, faults = wished_sales(household, kept.held, wishes, names)
    purse = Purse(household)
    faults += _convertible(household, wishes, purse)
    withdrawn, refused = withdrawals(household, wishes, purse, retirement_law.early)
    if faults := [*faults, *refused]:
        raise BadInputError(faults)
    then = washed([*events, *sales_as_events(household, events, sales)], rules) if sales else kept
    faults = [problem for problem in errors_in(then.problems) if problem not in kept.problems]
    if faults := [*faults, *without_basis(then, sales)]:
        raise BadInputError(faults)
    sold = outcomes(household, then)
    bill = before.bill
    unit = _with_more(_with_sales(bill.unit, household, kept, then), wishes, withdrawn)
    state_law = bill.state.law if bill.state else None
    after = total_bill(unit, bill.federal.law, state_law, bill.local_rate_pct)
    told = [*doubts(household, sold), *_converted(wishes), *withdrawal_notes(withdrawn, retirement_law.early)]
    return Scenario(wishes, sold, before, after, in_order(told), withdrawn, retirement_law)


def _with_sales(unit: FilingUnit, household: Household, kept: Washed, then: Washed) -> FilingUnit:
    """The return with what the sales change in the year's results, those of earlier sales included."""
    year = household.as_of.year
    was, now = year_gains(kept, household, year), year_gains(then, household, year)
    return replace(
        unit,
        gain_short_usd=unit.gain_short_usd + now.short_usd - was.short_usd,
        gain_long_usd=unit.gain_long_usd + now.long_usd - was.long_usd,
        collectibles_usd=unit.collectibles_usd + now.collectibles_usd - was.collectibles_usd,
    )


def _with_more(unit: FilingUnit, wishes: Sequence[Wish], withdrawn: Sequence[Withdrawn]) -> FilingUnit:
    more: dict[str, Decimal] = {}
    for wish in wishes:
        if isinstance(wish, MoreIncome):
            for name, dollar in MORE[wish.kind].items():
                more[name] = more.get(name, ZERO) + dollar * wish.usd
        elif isinstance(wish, ConvertToRoth):
            more["ira_distribution_usd"] = more.get("ira_distribution_usd", ZERO) + wish.usd
    for one in withdrawn:
        more[one.income_name] = more.get(one.income_name, ZERO) + one.wish.usd
    return replace(unit, **{name: getattr(unit, name) + amount for name, amount in more.items()})


def _convertible(household: Household, wishes: Sequence[Wish], purse: Purse) -> list[Problem]:
    """Only deferred money of one's own converts (26 USC 408A(d)(3)), and no more than there is."""
    faults = []
    for wish in wishes:
        if not isinstance(wish, ConvertToRoth):
            continue
        account = account_named(household, wish.account_id)
        if account is None:
            faults.append(no_account(household, wish.words, wish.account_id))
        elif account.kind.treatment is not TaxTreatment.DEFERRED or account.kind is AccountKind.INHERITED_IRA:
            why = f"{wish.account_id} is of kind {account.kind.value}, which does not convert to Roth"
            faults.append(
                not_understood(wish.words, why, "name a traditional IRA or workplace plan of your own")
            )
        else:
            faults += purse.take(wish, account, "convert")
    return faults


def _converted(wishes: Sequence[Wish]) -> list[Problem]:
    """A conversion is taken as taxable in full: what was contributed after tax is not known."""
    accounts = {wish.account_id for wish in wishes if isinstance(wish, ConvertToRoth)}
    return [
        warning(
            "conversion-basis",
            f"the conversion from {account_id} is taken as taxable in full",
            "after-tax contributions in any IRA make a part of it free (Form 8606): name the taxable part alone",
        )
        for account_id in sorted(accounts)
    ]
