"""The desk of self-directed accounts: income taxed inside them, and dealings that are forbidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.tax.self_directed.prohibited import (
    Consequence,
    Dealing,
    ForbiddenDealing,
    Party,
    check_dealing,
    consequence,
)
from trimtab.tax.self_directed.unrelated import (
    AccountIncome,
    IncomeItem,
    UnrelatedIncome,
    debt_share_of,
    unrelated_income,
)

KINDS = {kind.value.replace("_", " "): kind for kind in AccountKind}


class Desk:
    """One account and its year."""

    def __init__(self) -> None:
        self.items: list[IncomeItem] = []
        self.owed: UnrelatedIncome
        self.kind = AccountKind.TRADITIONAL_IRA
        self.value = Decimal(0)
        self.amount = Decimal(0)
        self.born = date.min
        self.found: ForbiddenDealing | None = None
        self.cost: Consequence

    def income(self, kind: str, gross: str, costs: str | None) -> None:
        is_long = kind == "long-term gain"
        item = IncomeItem(
            AccountIncome("gain" if is_long else kind),
            Decimal(gross),
            Decimal(costs or 0),
            is_long_term=is_long,
        )
        self.items.append(item)

    def debt(self, debt: str, basis: str) -> None:
        share = debt_share_of(Decimal(debt), Decimal(basis))
        self.items[-1] = replace(self.items[-1], debt_share=share)

    def work(self, year: str) -> None:
        self.owed = unrelated_income(self.items, retirement_law_for(int(year)).unrelated_income)

    def owes(self, usd: str) -> None:
        assert self.owed.tax_usd == Decimal(usd)

    def taxable(self, usd: str) -> None:
        assert self.owed.taxable_usd == Decimal(usd)

    def filing(self, no: str | None, gross: str) -> None:
        assert self.owed.is_return_due is (no is None)
        assert self.owed.gross_usd == Decimal(gross)

    def account(self, kind: str, value: str, born: str) -> None:
        self.kind, self.value, self.born = KINDS[kind], Decimal(value), date.fromisoformat(born)

    def worth(self, usd: str) -> None:
        self.amount = Decimal(usd)

    def deal(self, dealing: str, party: str, year: str) -> None:
        self.found = check_dealing(Dealing(dealing), Party(party))
        if self.found is not None:
            law = retirement_law_for(int(year))
            self.cost = consequence(self.found, self.kind, self.born, law, self.value, self.amount)

    def forbidden(self, source: str) -> None:
        assert self.found is not None
        assert source in self.found.source

    def allowed(self) -> None:
        assert self.found is None

    def ends(self, day: str) -> None:
        assert self.cost.ends_account
        assert self.cost.on == date.fromisoformat(day)

    def stays(self) -> None:
        assert not self.cost.ends_account

    def out(self, usd: str, tax: str, excise: str) -> None:
        found = (self.cost.distributed_usd, self.cost.early_tax_usd, self.cost.excise_usd)
        assert found == (Decimal(usd), Decimal(tax), Decimal(excise))


USD = r"(\d+(?:\.\d+)?)"
SENTENCES = [
    (
        rf"(business|interest|dividends|royalties|rent|gain|long-term gain) {USD}(?:, costs {USD})?",
        Desk.income,
    ),
    (rf"average debt {USD} on an average basis of {USD}", Desk.debt),
    (r"work out the account's own tax of (\d{4})", Desk.work),
    (rf"tax {USD}", Desk.owes),
    (rf"taxable {USD}", Desk.taxable),
    (rf"(no )?return is due, gross income {USD}", Desk.filing),
    (rf"a (.+) worth {USD} on 1 January, of an owner born (\d{{4}}-\d\d-\d\d)", Desk.account),
    (rf"the deal is about {USD}", Desk.worth),
    (r"(.+) with the (.+) in (\d{4})", Desk.deal),
    (r"forbidden by (.+)", Desk.forbidden),
    (r"allowed", Desk.allowed),
    (r"it is no IRA from (\d{4}-\d\d-\d\d)", Desk.ends),
    (r"it stays what it is", Desk.stays),
    (rf"taken out {USD}, additional tax {USD}, excise {USD}", Desk.out),
]
