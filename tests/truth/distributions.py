"""The desk of required distributions: an owner's own accounts, inherited ones, and what a missed one costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.adapters.retirement_law import life_tables_for, retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.retirement import Heir, Inheritance
from trimtab.tax.retirement.accounts import Deferred
from trimtab.tax.retirement.groups import Group, groups_of
from trimtab.tax.retirement.required import missed_tax_usd

KINDS = {kind.value.replace("_", " "): kind for kind in AccountKind}


class Desk:
    """Accounts of people, and the groups that a year makes of them."""

    def __init__(self) -> None:
        self.accounts: list[Deferred] = []
        self.groups: tuple[Group, ...] = ()
        self.year = 0

    def account(self, name: str, kind: str, usd: str, owner: str, born: str) -> None:
        self.accounts.append(
            Deferred(
                name, KINDS[kind], owner, date.fromisoformat(born), Decimal(usd), liquid_usd=Decimal(usd)
            )
        )

    def change(self, **facts: object) -> None:
        self.accounts[-1] = replace(self.accounts[-1], **facts)

    def spouse(self, born: str) -> None:
        self.change(spouse_born=date.fromisoformat(born))

    def working(self) -> None:
        self.change(still_working=True)

    def taken(self, usd: str) -> None:
        self.change(taken_usd=Decimal(usd))

    def donated(self, usd: str) -> None:
        self.change(taken_usd=Decimal(usd), donated_usd=Decimal(usd))

    def liquid(self, usd: str) -> None:
        self.change(liquid_usd=Decimal(usd))

    def inherited(self, decedent: str, born: str, died: str, heir: str) -> None:
        left = Inheritance(
            decedent, date.fromisoformat(born), date.fromisoformat(died), Heir(heir.replace(" ", "_"))
        )
        self.change(inheritance=left)

    def elected(self) -> None:
        left = self.accounts[-1].inheritance
        assert left is not None
        self.change(inheritance=replace(left, spouse_elected=True))

    def work(self, year: str) -> None:
        self.year = int(year)
        self.groups = groups_of(self.accounts, retirement_law_for(self.year), life_tables_for(self.year))

    def _group(self, name: str) -> Group:
        return next(group for group in self.groups if name in {one.account_id for one in group.accounts})

    def divisor(self, divisor: str, name: str) -> None:
        needs = [need for group in self.groups for need in group.requirements if need.account_id == name]
        assert [need.divisor for need in needs] == [Decimal(divisor)]

    def table(self, words: str, name: str) -> None:
        needs = [need for group in self.groups for need in group.requirements if need.account_id == name]
        assert [need.table for need in needs] == [words]

    def distribution(self, usd: str, names: str) -> None:
        group = self._group(names.split(" and ")[0])
        assert [one.account_id for one in group.accounts] == sorted(names.split(" and "))
        assert group.required_usd == Decimal(usd)

    def left(self, usd: str, name: str) -> None:
        assert self._group(name).left_usd == Decimal(usd)

    def deadline(self, day: str, name: str) -> None:
        assert self._group(name).deadline == date.fromisoformat(day)

    def short(self, usd: str, name: str) -> None:
        assert self._group(name).short_usd == Decimal(usd)

    def nothing(self, name: str, words: str) -> None:
        group = self._group(name)
        assert group.required_usd == 0
        assert [words in need.reason for need in group.requirements] == [True]

    def everything(self, name: str) -> None:
        assert [need.is_everything for need in self._group(name).requirements] == [True]

    def missed(self, usd: str, missed: str, corrected: str | None) -> None:
        law = retirement_law_for(self.year).distributions
        assert missed_tax_usd(Decimal(missed), law, is_corrected=corrected is not None) == Decimal(usd)


USD = r"(\d+(?:\.\d+)?)"
DAY = r"(\d{4}-\d\d-\d\d)"
SENTENCES = [
    (rf"account (\w+): (.+) of {USD} on 31 December, owned by (\w+), born {DAY}", Desk.account),
    (rf"a spouse born {DAY} alone inherits it", Desk.spouse),
    (r"the owner still works for this employer", Desk.working),
    (rf"{USD} has been taken from it", Desk.taken),
    (rf"{USD} of it went straight to a charity", Desk.donated),
    (rf"only {USD} of it can be sold", Desk.liquid),
    (rf"left by (\w+), born {DAY}, died {DAY}, to a (.+)", Desk.inherited),
    (r"the spouse elected to be treated as the owner", Desk.elected),
    (r"work out the distributions of (\d{4})", Desk.work),
    (rf"divisor {USD} for (\w+)", Desk.divisor),
    (r"the (.+) Table for (\w+)", Desk.table),
    (rf"distribution {USD} from ([\w ]+)", Desk.distribution),
    (rf"{USD} is left to take from (\w+)", Desk.left),
    (rf"due by {DAY} for (\w+)", Desk.deadline),
    (rf"{USD} of what is left in (\w+) cannot be paid", lambda desk, usd, name: desk.short(usd, name)),
    (r"nothing from (\w+): (.+)", Desk.nothing),
    (r"all of (\w+)", Desk.everything),
    (rf"tax {USD} on {USD} that is missed( and made good in time)?", Desk.missed),
]
