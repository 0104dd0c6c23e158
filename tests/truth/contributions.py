"""The desk of contributions: what may still be paid in this year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.household import FilingStatus
from trimtab.tax.account_law import RetirementLaw
from trimtab.tax.retirement.contributions import (
    IraRoom,
    Room,
    Saver,
    additions_room,
    deferral_room,
    hsa_room,
    ira_room,
    must_catch_up_as_roth,
    sep_room,
    simple_room,
)

ZERO = Decimal(0)


class Desk:
    """One person's year."""

    def __init__(self) -> None:
        self.paid: dict[str, Decimal] = {}
        self.wages = ZERO
        self.saver: Saver
        self.law: RetirementLaw
        self.ira: IraRoom
        self.room: Room

    def person(self, born: str, status: str) -> None:
        self.saver = Saver(date.fromisoformat(born), FilingStatus(status.replace(" ", "_")))

    def income(self, usd: str) -> None:
        self.saver = replace(self.saver, magi_usd=Decimal(usd))

    def compensation(self, usd: str) -> None:
        self.saver = replace(self.saver, compensation_usd=Decimal(usd))

    def covered(self) -> None:
        self.saver = replace(self.saver, is_covered=True)

    def spouse_covered(self) -> None:
        self.saver = replace(self.saver, is_spouse_covered=True)

    def apart(self) -> None:
        self.saver = replace(self.saver, lived_apart=True)

    def pays(self, usd: str, kind: str) -> None:
        self.paid[kind] = Decimal(usd)

    def earned(self, usd: str) -> None:
        self.wages = Decimal(usd)

    def work(self, year: str) -> None:
        self.law = retirement_law_for(int(year))
        self.ira = ira_room(self.saver, self.law, self._paid("traditional IRA"), self._paid("Roth IRA"))

    def _paid(self, kind: str) -> Decimal:
        return self.paid.get(kind, ZERO)

    def limit(self, kind: str, usd: str) -> None:
        assert self._room(kind).limit_usd == Decimal(usd)

    def left(self, usd: str, kind: str) -> None:
        assert self._room(kind).left_usd == Decimal(usd)

    def excess(self, usd: str, kind: str) -> None:
        assert self._room(kind).excess_usd == Decimal(usd)

    def catch_up(self, usd: str, kind: str) -> None:
        assert self._room(kind).catch_up_usd == Decimal(usd)

    def deductible(self, usd: str) -> None:
        assert self.ira.deductible_usd == Decimal(usd)

    def roth_catch_up(self, word: str) -> None:
        assert must_catch_up_as_roth(self.wages, self.law) is (word == "must")

    def _room(self, kind: str) -> Room:
        born, law, paid = self.saver.born, self.law, self._paid(kind)
        pay = self.saver.compensation_usd or ZERO
        return {
            "IRAs": lambda: self.ira.both,
            "Roth IRA": lambda: self.ira.roth,
            "401(k) deferrals": lambda: deferral_room(born, law, paid),
            "additions to a plan": lambda: additions_room(law, pay, paid),
            "SIMPLE IRA": lambda: simple_room(born, law, paid),
            "SIMPLE IRA of a small employer": lambda: simple_room(born, law, paid, is_small=True),
            "SEP IRA": lambda: sep_room(law, pay, paid),
            "HSA, single": lambda: hsa_room(born, law, paid, is_family=False),
            "HSA, family": lambda: hsa_room(born, law, paid, is_family=True),
            "HSA, family, half the year": lambda: hsa_room(born, law, paid, is_family=True, months=6),
        }[kind]()


USD = r"(\d+(?:\.\d+)?)"
SENTENCES = [
    (r"born (\d{4}-\d\d-\d\d), ([a-z ]+)", Desk.person),
    (rf"modified adjusted gross income {USD}", Desk.income),
    (rf"compensation {USD}", Desk.compensation),
    (r"takes part in a plan at work", Desk.covered),
    (r"the spouse takes part in a plan at work", Desk.spouse_covered),
    (r"lived apart from the spouse all year", Desk.apart),
    (rf"{USD} paid into the (.+)", Desk.pays),
    (rf"wages {USD} last year from the same employer", Desk.earned),
    (r"look at the limits of (\d{4})", Desk.work),
    (rf"limit of (.+): {USD}", Desk.limit),
    (rf"{USD} left for (.+)", Desk.left),
    (rf"{USD} too much in (.+)", Desk.excess),
    (rf"catch-up {USD} of (.+)", Desk.catch_up),
    (rf"deductible {USD}", Desk.deductible),
    (r"catch-ups (must|need not) be Roth", Desk.roth_catch_up),
]
