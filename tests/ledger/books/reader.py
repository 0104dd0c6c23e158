"""Book cases as text: what was there, what happened, what the books must say, and the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from trimtab.core.accounts import AccountKind
from trimtab.core.events import (
    BasisCorrection,
    Buy,
    Event,
    GiftGiven,
    GiftReceived,
    Inheritance,
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
    TransferIn,
    TransferOut,
    Worthless,
)
from trimtab.ledger.books.rules import BookAccount, BookRules, OptionOn

N = r"(-?[\d.]+)"
MAYBE = r"(-?[\d.]+|\?)"
DAY = r"(\d{4}-\d\d-\d\d)"
MAYBE_DAY = rf"({DAY[1:-1]}|\?)"


def number(text: str | None) -> Decimal | None:
    return None if text in (None, "?") else Decimal(text)


def day(text: str | None) -> date | None:
    return None if text in (None, "?") else date.fromisoformat(text)


@dataclass
class Case:
    """A case as written. The expected lines are compared with lines made of the answer."""

    accounts: list[BookAccount] = field(default_factory=list)
    funds: set[str] = field(default_factory=set)
    groups: dict[str, str] = field(default_factory=dict)
    options: list[OptionOn] = field(default_factory=list)
    rates: tuple[Decimal | None, Decimal | None] = (None, None)
    events: list[Event] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    @property
    def rules(self) -> BookRules:
        return BookRules(
            tuple(self.accounts), frozenset(self.funds), self.groups, tuple(self.options), *self.rates
        )

    def account(self, name: str, kind: str, owner: str, method: str | None, funds: str | None) -> None:
        self.accounts.append(
            BookAccount(
                name,
                AccountKind(kind),
                owner,
                LotMethod(method or "fifo"),
                LotMethod(funds) if funds else None,
            )
        )

    def add(
        self, when: tuple[str, str, str | None], name: str | None, kind: type[Event], **facts: object
    ) -> None:
        account, on, place = when
        if kind is Opening:
            facts["lot_id"] = name
        self.events.append(
            kind(
                event_id=name or f"e{len(self.events) + 1}",
                account_id=account,
                trade_date=date.fromisoformat(on),
                sequence=int(place) if place else len(self.events),
                **facts,
            )
        )


def choices(text: str | None) -> tuple[LotChoice, ...]:
    if not text:
        return ()
    return tuple(
        LotChoice(lot_id=lot, quantity=Decimal(quantity))
        for quantity, lot in (re.fullmatch(r"(\S+) of (\S+)", part).groups() for part in text.split(" and "))
    )


def way(by: str | None, lots: str | None) -> dict[str, object]:
    return {"method": LotMethod(by) if by else None, "lots": choices(lots)}


OUT = r"(?: by (\w+))?(?: using (.+?))?"
ACTS: list[tuple[str, Callable[..., tuple[type[Event], dict[str, object]]]]] = [
    (
        rf"(buy|reinvest) {N} (\S+) for {N}",
        lambda kind, q, s, cost: (
            Reinvestment if kind == "reinvest" else Buy,
            {"symbol": s, "quantity": Decimal(q), "cost_usd": Decimal(cost)},
        ),
    ),
    (
        rf"(open|receive) {N} (\S+) for {MAYBE} from {MAYBE_DAY}",
        lambda kind, q, s, cost, on: (
            Opening if kind == "open" else TransferIn,
            {"symbol": s, "quantity": Decimal(q), "basis_usd": number(cost), "acquired": day(on)},
        ),
    ),
    (
        rf"sell {N} (\S+) for {N}{OUT}",
        lambda q, s, money, by, lots: (
            Sell,
            {"symbol": s, "quantity": Decimal(q), "proceeds_usd": Decimal(money), **way(by, lots)},
        ),
    ),
    (
        rf"transfer {N} (\S+) to (\S+?)(?: worth {N})?{OUT}",
        lambda q, s, to, worth, by, lots: (
            Transfer,
            {"symbol": s, "quantity": Decimal(q), "to_account_id": to, "value_usd": number(worth)}
            | way(by, lots),
        ),
    ),
    (
        rf"send {N} (\S+) away{OUT}",
        lambda q, s, by, lots: (TransferOut, {"symbol": s, "quantity": Decimal(q), **way(by, lots)}),
    ),
    (
        rf"(give|donate) {N} (\S+)(?: worth {N})?{OUT}",
        lambda kind, q, s, worth, by, lots: (
            GiftGiven,
            {"symbol": s, "quantity": Decimal(q), "to_charity": kind == "donate", "value_usd": number(worth)}
            | way(by, lots),
        ),
    ),
    (
        rf"gift of {N} (\S+) worth {N}, donor paid {N} on {MAYBE_DAY}(?:, gift tax {N})?",
        lambda q, s, worth, paid, on, tax: (
            GiftReceived,
            {
                "symbol": s,
                "quantity": Decimal(q),
                "value_usd": Decimal(worth),
                "donor_basis_usd": Decimal(paid),
                "donor_acquired": day(on),
                "gift_tax_usd": Decimal(tax or 0),
            },
        ),
    ),
    (
        rf"inherit {N} (\S+) worth {N}, death on {DAY}",
        lambda q, s, worth, on: (
            Inheritance,
            {"symbol": s, "quantity": Decimal(q), "value_usd": Decimal(worth), "died": day(on)},
        ),
    ),
    (
        rf"split (\S+) {N} for {N}(?:, cash {N})?",
        lambda s, new, old, cash: (
            Split,
            {
                "symbol": s,
                "new": Decimal(new),
                "old": Decimal(old),
                "cash_in_lieu_usd": Decimal(cash or 0),
            },
        ),
    ),
    (
        rf"(merger|taxable merger) (\S+) into {N} (\S+) for {N}"
        rf"(?:, (?:cash {N}))?(?:, worth {N})?(?:, fraction {N})?",
        lambda kind, s, new, into, old, cash, worth, lieu: (
            Merger,
            {
                "symbol": s,
                "new_symbol": into,
                "new": Decimal(new),
                "old": Decimal(old),
                "cash_usd": Decimal(cash or 0),
                "cash_in_lieu_usd": Decimal(lieu or 0),
                "is_taxable": kind != "merger",
                "value_usd": number(worth),
            },
        ),
    ),
    (
        rf"merger (\S+) for cash {N}",
        lambda s, cash: (Merger, {"symbol": s, "cash_usd": Decimal(cash)}),
    ),
    (
        rf"spin-off (\S+) {N} (\S+) for {N}, basis share {N}(?:, cash {N})?",
        lambda s, new, into, old, share, cash: (
            SpinOff,
            {
                "symbol": s,
                "new_symbol": into,
                "new": Decimal(new),
                "old": Decimal(old),
                "basis_share": Decimal(share),
                "cash_in_lieu_usd": Decimal(cash or 0),
            },
        ),
    ),
    (
        rf"return of capital {N} on (\S+)",
        lambda amount, s: (ReturnOfCapital, {"symbol": s, "amount_usd": Decimal(amount)}),
    ),
    (r"rename (\S+) to (\S+)", lambda s, new: (SymbolChange, {"symbol": s, "new_symbol": new})),
    (r"worthless (\S+)", lambda s: (Worthless, {"symbol": s})),
    (
        rf"correct (\S+) to {N}(?: from {DAY})?",
        lambda lot, basis, on: (
            BasisCorrection,
            {"lot_id": lot, "basis_usd": Decimal(basis), "reason": "statement", "acquired": day(on)},
        ),
    ),
]
BEFORE: list[tuple[str, Callable[..., None]]] = [
    (r"account (\S+): (\S+) of (\w+)(?:, (\w+))?(?:, funds (\w+))?", Case.account),
    (r"fund (\S+)", lambda case, symbol: case.funds.add(symbol)),
    (r"identical (\S+) (\S+)", lambda case, a, b: case.groups.update({a: a, b: a})),
    (
        r"option (\S+) on (\S+) x(\d+)",
        lambda case, s, on, n: case.options.append(OptionOn(s, on, Decimal(n))),
    ),
    (
        rf"rates {N} {N}",
        lambda case, short, long: setattr(case, "rates", (Decimal(short), Decimal(long))),
    ),
]


def read_case(text: str) -> Case:
    """A case; a line that no sentence fits is an error."""
    case, section = Case(), "title"
    for line in text.splitlines():
        if line in {"BEFORE", "ACT", "EXPECTED"}:
            section = line
        elif not line or line.startswith("#") or section == "title":
            continue
        elif section == "BEFORE":
            found = next((m, act) for words, act in BEFORE if (m := re.fullmatch(words, line)))
            found[1](case, *found[0].groups())
        elif section == "ACT":
            _act(case, line)
        else:
            case.expected.append(line)
    return case


def _act(case: Case, line: str) -> None:
    head = re.fullmatch(rf"(\S+) {DAY}(?:\[(\d+)\])? (.+?)(?: as (\S+))?", line)
    assert head, line
    account, on, place, words, name = head.groups()
    for pattern, make in ACTS:
        if found := re.fullmatch(pattern, words):
            kind, facts = make(*found.groups())
            case.add((account, on, place), name, kind, **facts)
            return
    raise AssertionError(f"no sentence fits: {line}")


def case_files(folder: str) -> list[Path]:
    return sorted((Path(__file__).parent / folder).glob("*.txt"))
