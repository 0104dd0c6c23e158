"""Random histories of a household, and both ways of keeping its books on the same one.

All amounts are multiples of a large power of two cents for each of the slow books' share objects, so that halving
and quartering leave whole cents, and both ways must agree to the cent, not only nearly.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from random import Random

from tests.ledger.books.slow_books import Slow, held, realised
from trimtab.core.accounts import AccountKind
from trimtab.core.events import (
    Buy,
    Event,
    GiftGiven,
    GiftReceived,
    LotChoice,
    LotMethod,
    Merger,
    Opening,
    Reinvestment,
    ReturnOfCapital,
    Sell,
    SpinOff,
    Split,
    SymbolChange,
    Transfer,
)
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.books.washed import washed

FIRST_DAY = date(2023, 1, 3)
METHODS = (
    LotMethod.FIFO,
    LotMethod.FIFO,
    LotMethod.LIFO,
    LotMethod.HIFO,
    LotMethod.LOWEST_COST,
    LotMethod.LOWEST_TAX,
)
AN_OBJECT = Decimal("0.64")


def random_history(seed: int) -> History:
    """The same for the same seed."""
    for attempt in count():
        history = History(1000 * seed + attempt).make()
        if history.sound:
            return history
    raise AssertionError


class History:
    """A household being made up: the slow books run along, so that every event is one that can be booked."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        kinds = [AccountKind.TAXABLE]
        kinds += [
            self.rng.choice((AccountKind.TAXABLE, AccountKind.ROTH_IRA, AccountKind.TRADITIONAL_IRA))
            for _ in range(self.rng.randint(0, 2))
        ]
        self.rules = BookRules(
            tuple(BookAccount(f"m{n}", kind, "Ann", self.rng.choice(METHODS)) for n, kind in enumerate(kinds))
        )
        self.day = FIRST_DAY
        self.symbols = ["A", "A", "A", "M"]
        self.events: list[Event] = []
        self.sound = True  # False: a split that no account has, of which events cannot tell
        self.plan = self._plan()
        self.slow = Slow(
            {a.account_id: a.kind.is_taxable for a in self.rules.accounts},
            {a.account_id: a.method for a in self.rules.accounts},
            self._ratios(),
            {"A": "B"} if any(what == "rename" for _, what in self.plan.values()) else {},
        )

    def _plan(self) -> dict[int, tuple[date, str]]:
        """Which steps change shares as such, each on a day of its own; none after a change of symbol or a merger."""
        length = self.rng.randint(8, 40)
        self.length = length
        actions = ["split 2 1", "split 4 1", "split 1 2", "spin", "capital"]
        chosen = self.rng.sample(actions, self.rng.choice((0, 0, 1, 2)))
        chosen = [what for what in chosen if what != "split 4 1" or "split 2 1" not in chosen]
        if self.rng.random() < 0.4:
            chosen.append(
                self.rng.choice(["rename", "merge 1 1", "merge 2 1", "merge 1 2", "cash 1 1", "cash 2 1"])
            )
        steps = sorted(self.rng.sample(range(2, length), min(len(chosen), length - 2)))
        self.gap = self.rng.choice((1, 4, 9, 25))
        self.days = []
        day = FIRST_DAY
        for step in range(length):
            alone = step in steps or step - 1 in steps
            day += timedelta(days=self.rng.randint(1 if alone else 0, self.gap))
            self.days.append(day)
        return {step: (self.days[step], what) for step, what in zip(steps, chosen, strict=False)}

    def _ratios(self) -> dict[str, list[tuple[date, Fraction, str]]]:
        found: defaultdict[str, list[tuple[date, Fraction, str]]] = defaultdict(list)
        for day, what in self.plan.values():
            kind, *ratio = what.split()
            if kind == "split":
                found["A"].append((day, Fraction(int(ratio[0]), int(ratio[1])), ""))
            elif kind in {"merge", "cash"}:
                found["A"].append((day, Fraction(int(ratio[0]), int(ratio[1])), "M"))
            elif kind == "rename":
                found["A"].append((day, Fraction(1), "B"))
        return found

    def make(self) -> History:
        for step, day in enumerate(self.days):
            if self.events and day != self.day:
                self.slow.end_day(self.day)
            self.day = day
            if step in self.plan:
                self._act(self.plan[step][1])
            else:
                self._trade()
        self.slow.end_day(self.day)
        return self

    def _put(self, kind: type[Event], account: str, **facts: object) -> None:
        number = len(self.events)
        if kind is Opening:
            facts["lot_id"] = f"e{number}"
        event = kind(event_id=f"e{number}", account_id=account, trade_date=self.day, sequence=number, **facts)
        self.events.append(event)
        self.slow.book(event)

    def _money(self, objects: int, most: int = 20) -> Decimal:
        return AN_OBJECT * objects * self.rng.randint(0, most)

    def _trade(self) -> None:
        account = self.rng.choice(self.rules.accounts).account_id
        owned = sorted({s.symbol for s in self.slow.shares if s.gone is None and s.account == account})
        if not owned or self.rng.random() < 0.5:
            self._acquire(account, self.rng.choice(self.symbols))
        else:
            self._dispose(account, self.rng.choice(owned))

    def _acquire(self, account: str, symbol: str) -> None:
        quantity = self.rng.randint(1, 4)
        objects = quantity * self.slow.per_share(symbol, self.day)
        facts = {"symbol": symbol, "quantity": Decimal(quantity)}
        way = self.rng.random()
        if way < 0.8:
            kind = Buy if way < 0.7 else Reinvestment
            self._put(kind, account, cost_usd=self._money(objects), **facts)
        elif way < 0.9:
            donor = self.day - timedelta(days=self.rng.randint(0, 500))
            value, basis = self._money(objects), self._money(objects)
            self._put(
                GiftReceived, account, value_usd=value, donor_basis_usd=basis, donor_acquired=donor, **facts
            )
        else:
            # with a date: so early that it replaces nothing sold before it came onto the books
            acquired = self.rng.choice((None, FIRST_DAY - timedelta(days=self.rng.randint(31, 400))))
            basis = self.rng.choice((None, self._money(objects)))
            self._put(Opening, account, basis_usd=basis, acquired=acquired, **facts)

    def _dispose(self, account: str, symbol: str) -> None:
        shares = self.slow.held(account, symbol)
        count = self.rng.choice((self.rng.randint(1, len(shares)), len(shares)))
        size = shares[0].size
        facts: dict[str, object] = {"symbol": symbol, "quantity": decimal(count * size)}
        way = self.rng.random()
        if way < 0.15:
            facts["lots"] = self._lots(shares, count, size)
        elif way < 0.3:
            facts["method"] = self.rng.choice(METHODS)
        others = [a for a in self.rules.accounts if a.account_id != account and self._may_move(account, a)]
        way = self.rng.random()
        if way < 0.75 or not others:
            self._put(Sell, account, proceeds_usd=self._money(count, 15), **facts)
        elif way < 0.83:
            self._put(GiftGiven, account, **facts)
        else:
            to = self.rng.choice(others).account_id
            self._put(Transfer, account, to_account_id=to, value_usd=self._money(count), **facts)

    def _lots(self, shares: list, count: int, size: Fraction) -> tuple[LotChoice, ...]:
        names = sorted({share.lot for share in shares})
        self.rng.shuffle(names)
        chosen, left = [], count
        for name in names:
            taken = min(left, sum(share.lot == name for share in shares))
            left -= taken
            if taken:
                chosen.append(LotChoice(lot_id=name, quantity=decimal(taken * size)))
        return tuple(chosen)

    def _may_move(self, account: str, to: BookAccount) -> bool:
        return to.kind.is_taxable or not self.slow.taxable[account]

    def _act(self, what: str) -> None:
        kind, *ratio = what.split()
        self.sound = self.sound and any(self.slow.held(a.account_id, "A") for a in self.rules.accounts)
        for account in self.rules.accounts:
            shares = self.slow.held(account.account_id, "A")
            if shares:
                self._act_in(account.account_id, kind, ratio, len(shares))
        if kind in {"rename", "merge", "cash"}:
            self.symbols = ["B", "B", "M"] if kind == "rename" else ["M"]

    def _act_in(self, account: str, kind: str, ratio: list[str], objects: int) -> None:
        if kind == "split":
            self._put(Split, account, symbol="A", new=Decimal(ratio[0]), old=Decimal(ratio[1]))
        elif kind == "spin":
            share = self.rng.choice((Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal(1)))
            self._put(
                SpinOff,
                account,
                symbol="A",
                new_symbol="N",
                new=Decimal(1),
                old=Decimal(2),
                basis_share=share,
            )
        elif kind == "capital":
            self._put(ReturnOfCapital, account, symbol="A", amount_usd=self._money(objects, 12))
        elif kind == "rename":
            self._put(SymbolChange, account, symbol="A", new_symbol="B")
        else:
            cash = (
                {}
                if kind == "merge"
                else {"cash_usd": self._money(objects), "value_usd": self._money(objects)}
            )
            self._put(
                Merger,
                account,
                symbol="A",
                new_symbol="M",
                new=Decimal(ratio[0]),
                old=Decimal(ratio[1]),
                **cash,
            )


def decimal(quantity: Fraction) -> Decimal:
    return Decimal(quantity.numerator) / Decimal(quantity.denominator)


def summed(
    rows: list[tuple[tuple[object, ...], tuple[Decimal | None, ...]]],
) -> dict[object, tuple[Fraction, ...]]:
    found: defaultdict[object, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 5)
    for key, amounts in rows:
        for n, amount in enumerate(amounts):
            found[key][n] += Fraction(amount or 0)
    return {key: tuple(row[: len(rows[0][1])]) for key, row in found.items()}


def differences(history: History) -> list[str]:
    """What the two ways of keeping the books disagree about: nothing, if right."""
    answer = washed(history.events, history.rules)
    if answer.problems:
        return [str(problem) for problem in answer.problems]
    fast = summed(
        [
            (
                (r.event_id, r.lot_id, r.held_from, r.replaced_by.lot_id if r.replaced_by else ""),
                (r.quantity, r.proceeds_usd, r.basis_usd, r.disallowed_usd, r.lost_for_good_usd),
            )
            for r in answer.realised
            if r.shares_go
        ]
    )
    owned = summed(
        [
            ((h.account_id, h.symbol, h.lot_id, h.held_from, h.took_over), (h.quantity, h.basis_usd))
            for h in answer.held
        ]
    )
    gains = summed(
        [
            ((r.event_id, r.lot_id, r.held_from), (r.gain_usd,))
            for r in answer.realised
            if not r.shares_go and r.gain_usd
        ]
    )
    slow = history.slow
    found = unlike(fast, realised(slow)) + unlike(owned, held(slow))
    return found + unlike(gains, {key: (gain,) for key, gain in slow.gains.items() if gain})


def unlike(fast: dict, slow: dict) -> list[str]:
    return [
        f"{key}: {[str(n) for n in fast.get(key, ())]}, slowly {[str(n) for n in slow.get(key, ())]}"
        for key in sorted({*fast, *slow}, key=str)
        if fast.get(key) != slow.get(key)
    ]
