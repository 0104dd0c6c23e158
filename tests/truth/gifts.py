"""The desk of giving: what gifts deduct in a year, what is carried on, and gifts straight from an IRA."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus
from trimtab.tax.giving.charity import (
    CarriedGift,
    Donee,
    Gift,
    GiftDeduction,
    GiftKind,
    Limit,
    deduction_without_itemising_usd,
    gift_deduction,
)
from trimtab.tax.giving.direct import DirectGift, DirectGiftResult, Recipient, direct_gift

KINDS = {kind.value.replace("_", " "): kind for kind in AccountKind}


class Desk:
    """A return's gifts, or one gift from an IRA."""

    def __init__(self) -> None:
        self.agi = Decimal(0)
        self.gifts: list[Gift] = []
        self.carried: list[CarriedGift] = []
        self.result: GiftDeduction
        self.year = 0
        self.direct: DirectGift
        self.sent: DirectGiftResult

    def income(self, usd: str) -> None:
        self.agi = Decimal(usd)

    def cash(self, usd: str, donee: str) -> None:
        self.gifts.append(Gift(GiftKind.CASH, Donee(donee), Decimal(usd)))

    def property(self, kind: str, usd: str, basis: str, donee: str) -> None:
        self.gifts.append(Gift(GiftKind(kind), Donee(donee), Decimal(usd), Decimal(basis)))

    def stock(self) -> None:
        self.gifts[-1] = replace(self.gifts[-1], is_traded_stock=True)

    def elect(self) -> None:
        self.gifts = [replace(gift, at_basis=gift.kind is GiftKind.GAIN_PROPERTY) for gift in self.gifts]

    def brought(self, usd: str, year: str, limit: str) -> None:
        self.carried.append(CarriedGift(Limit(limit), int(year), Decimal(usd)))

    def work(self, year: str) -> None:
        self.year = int(year)
        law = retirement_law_for(min(self.year, 2026)).gifts
        self.result = gift_deduction(self.gifts, self.carried, self.year, self.agi, law)

    def deducted(self, usd: str) -> None:
        assert self.result.deducted_usd == Decimal(usd)

    def under(self, usd: str, limit: str) -> None:
        assert [line.deducted_usd for line in self.result.lines if line.limit == limit] == [Decimal(usd)]

    def carries(self, usd: str) -> None:
        assert sum((one.amount_usd for one in self.result.carried), Decimal(0)) == Decimal(usd)

    def carries_from(self, usd: str, year: str, limit: str) -> None:
        assert CarriedGift(Limit(limit), int(year), Decimal(usd)) in self.result.carried

    def lost(self, usd: str) -> None:
        assert self.result.lost_usd == Decimal(usd)

    def expired(self, usd: str) -> None:
        assert self.result.expired_usd == Decimal(usd)

    def unitemised(self, usd: str, status: str) -> None:
        cash = sum((gift.value_usd for gift in self.gifts), Decimal(0))
        law = retirement_law_for(self.year).gifts
        found = deduction_without_itemising_usd(cash, FilingStatus(status.replace(" ", "_")), law)
        assert found == Decimal(usd)

    def ira(self, kind: str, born: str) -> None:
        self.direct = DirectGift(KINDS[kind], date.fromisoformat(born), date.min, Decimal(0))

    def before(self, usd: str) -> None:
        self.direct = replace(self.direct, given_before_usd=Decimal(usd))

    def contributed(self, usd: str) -> None:
        self.direct = replace(self.direct, deducted_usd=Decimal(usd))

    def ongoing(self) -> None:
        self.direct = replace(self.direct, is_ongoing=True)

    def send(self, usd: str, recipient: str, day: str) -> None:
        paid = date.fromisoformat(day)
        gift = replace(self.direct, amount_usd=Decimal(usd), recipient=Recipient(recipient), paid=paid)
        self.sent = direct_gift(gift, retirement_law_for(paid.year).direct_gifts)

    def excluded(self, excluded: str, taxable: str, counts: str) -> None:
        found = (self.sent.excluded_usd, self.sent.taxable_usd, self.sent.counts_usd)
        assert found == (Decimal(excluded), Decimal(taxable), Decimal(counts))

    def problem(self, words: str) -> None:
        assert words in [str(problem) for problem in self.sent.problems]


USD = r"(\d+(?:\.\d+)?)"
DAY = r"(\d{4}-\d\d-\d\d)"
LIMIT = "(" + "|".join(Limit) + ")"
SENTENCES = [
    (rf"adjusted gross income {USD}", Desk.income),
    (rf"{USD} in cash to a (.+)", Desk.cash),
    (rf"(.+) worth {USD}, basis {USD}, to a (.+)", Desk.property),
    (r"it is stock with a quoted price", Desk.stock),
    (r"the donor elects to deduct the basis", Desk.elect),
    (rf"{USD} carried from (\d{{4}}): {LIMIT}", Desk.brought),
    (r"work out the gifts of (\d{4})", Desk.work),
    (rf"deducted {USD}", Desk.deducted),
    (rf"deducted {USD} as {LIMIT}", Desk.under),
    (rf"carried on {USD}", Desk.carries),
    (rf"carried on {USD} from (\d{{4}}): {LIMIT}", Desk.carries_from),
    (rf"lost to the floor {USD}", Desk.lost),
    (rf"expired {USD}", Desk.expired),
    (rf"without itemising {USD}, (.+)", Desk.unitemised),
    (rf"a (.+) of an owner born {DAY}", Desk.ira),
    (rf"{USD} given straight from IRAs before in the year", Desk.before),
    (rf"{USD} of IRA contributions deducted since 70 and a half", Desk.contributed),
    (r"the employer pays into it this year", Desk.ongoing),
    (rf"send {USD} to a (.+) on {DAY}", Desk.send),
    (rf"excluded {USD}, taxable {USD}, counts {USD}", Desk.excluded),
    (r"refused: (.+)", Desk.problem),
]
