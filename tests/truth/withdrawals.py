"""The desk of withdrawals: the additional tax on early ones, and what comes out of a Roth IRA first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.tax.account_law import EarlyLaw
from trimtab.tax.retirement.early import EarlyTax, Withdrawal, early_tax
from trimtab.tax.retirement.roth import Conversion, RothBooks, RothWithdrawal, withdraw

KINDS = {kind.value.replace("_", " "): kind for kind in AccountKind}
LAW: EarlyLaw = retirement_law_for(2026).early


class Desk:
    """One person, one withdrawal."""

    def __init__(self) -> None:
        self.reasons: dict[str, Decimal] = {}
        self.since: date | None = None
        self.born: date
        self.books = RothBooks(0, Decimal(0))
        self.tax: EarlyTax
        self.roth: RothWithdrawal

    def person(self, born: str) -> None:
        self.born = date.fromisoformat(born)

    def simple(self, day: str) -> None:
        self.since = date.fromisoformat(day)

    def reason(self, usd: str, name: str) -> None:
        self.reasons[name.replace(" ", "_")] = Decimal(usd)

    def opened(self, year: str, contributions: str) -> None:
        self.books = RothBooks(int(year), Decimal(contributions))

    def converted(self, usd: str, year: str, untaxed: str | None) -> None:
        rest = Decimal(untaxed or 0)
        one = Conversion(int(year), Decimal(usd) - rest, rest)
        self.books = replace(self.books, conversions=(*self.books.conversions, one))

    def take(self, usd: str, kind: str, day: str) -> None:
        paid = date.fromisoformat(day)
        self.tax = early_tax(
            Withdrawal(KINDS[kind], self.born, paid, Decimal(usd), self.reasons, self.since), LAW
        )

    def take_roth(self, usd: str, day: str) -> None:
        paid, reason = date.fromisoformat(day), next(iter(self.reasons), "")
        self.roth = withdraw(self.books, Decimal(usd), paid, self.born, LAW, reason)
        self.tax = early_tax(Withdrawal(AccountKind.ROTH_IRA, self.born, paid, self.roth.penalised_usd), LAW)

    def additional(self, usd: str, pct: str | None) -> None:
        assert self.tax.tax_usd == Decimal(usd)
        assert pct is None or self.tax.rate * 100 == Decimal(pct)

    def problem(self, words: str) -> None:
        assert [words in str(problem) for problem in self.tax.problems] == [True]

    def parts(self, contributions: str, conversions: str, earnings: str) -> None:
        roth = self.roth
        assert roth.contributions_usd == Decimal(contributions)
        assert roth.conversions_usd == Decimal(conversions)
        assert roth.earnings_usd == Decimal(earnings)

    def income(self, usd: str) -> None:
        assert self.roth.taxable_usd == Decimal(usd)

    def qualified(self, word: str | None) -> None:
        assert self.roth.is_qualified is (word is None)

    def remain(self, contributions: str, conversions: str) -> None:
        books = self.roth.books
        assert books.contributions_usd == Decimal(contributions)
        left = [one.taxable_usd + one.nontaxable_usd for one in books.conversions]
        assert sum(left, Decimal(0)) == Decimal(conversions)


USD = r"(\d+(?:\.\d+)?)"
DAY = r"(\d{4}-\d\d-\d\d)"
SENTENCES = [
    (rf"born {DAY}", Desk.person),
    (rf"in the SIMPLE plan since {DAY}", Desk.simple),
    (rf"{USD} for (.+)", Desk.reason),
    (rf"Roth IRA since (\d{{4}}), contributions {USD}", Desk.opened),
    (rf"converted {USD} in (\d{{4}})(?:, {USD} of it after tax)?", Desk.converted),
    (rf"take {USD} from a (.+) on {DAY}", Desk.take),
    (rf"take {USD} from the Roth on {DAY}", Desk.take_roth),
    (rf"additional tax {USD}(?: at {USD}%)?", Desk.additional),
    (r"refused: (.+)", Desk.problem),
    (rf"contributions {USD}, conversions {USD}, earnings {USD}", Desk.parts),
    (rf"income {USD}", Desk.income),
    (r"(not )?qualified", Desk.qualified),
    (rf"contributions left {USD}, conversions left {USD}", Desk.remain),
]
