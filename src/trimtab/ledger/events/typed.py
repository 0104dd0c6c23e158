"""Events told by hand: each kind with the fields it needs and takes, checked, and turned into an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from trimtab.core.events import (
    BasisCorrection,
    Buy,
    Contribution,
    Dividend,
    DividendKind,
    Event,
    Fee,
    GiftGiven,
    GiftReceived,
    Inheritance,
    Interest,
    LotChoice,
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
    Withdrawal,
    Worthless,
)
from trimtab.core.money import HUNDRED, ONE, ZERO
from trimtab.core.problems import Problem, Source, error
from trimtab.ledger.events.planned import Place
from trimtab.ledger.spec import EventSpec, TypedKind

Fields = tuple[tuple[str, ...], tuple[str, ...]]
"""Keys that a kind needs, and keys that it takes besides; `kind` and `day` are always there."""

_ALWAYS = frozenset({"kind", "day", "reason"})
_SHARES = ("account", "symbol", "quantity")
_CHOICE = ("lot", "method")
FIELDS: Mapping[TypedKind, Fields] = {
    TypedKind.OPENING: (_SHARES, ("basis_usd", "acquired")),
    TypedKind.BUY: ((*_SHARES, "cost_usd"), ()),
    TypedKind.REINVESTMENT: ((*_SHARES, "cost_usd"), ()),
    TypedKind.SELL: ((*_SHARES, "proceeds_usd"), _CHOICE),
    TypedKind.TRANSFER: ((*_SHARES, "to_account"), ("value_usd", *_CHOICE)),
    TypedKind.TRANSFER_IN: (_SHARES, ("basis_usd", "acquired")),
    TypedKind.TRANSFER_OUT: (_SHARES, _CHOICE),
    TypedKind.GIFT_GIVEN: (_SHARES, ("value_usd", "to_charity", *_CHOICE)),
    TypedKind.GIFT_RECEIVED: ((*_SHARES, "donor_basis_usd", "value_usd"), ("donor_acquired", "gift_tax_usd")),
    TypedKind.INHERITANCE: ((*_SHARES, "value_usd", "died"), ()),
    TypedKind.DIVIDEND: (("account", "amount_usd"), ("symbol", "dividend")),
    TypedKind.INTEREST: (("account", "amount_usd"), ("symbol",)),
    TypedKind.RETURN_OF_CAPITAL: (("account", "symbol", "amount_usd"), ()),
    TypedKind.SPLIT: (("symbol", "new", "old"), ("account", "cash_in_lieu_usd")),
    TypedKind.MERGER: (
        ("symbol",),
        (
            "account",
            "quantity",
            "new_symbol",
            "new",
            "old",
            "cash_usd",
            "cash_in_lieu_usd",
            "taxable",
            "value_usd",
        ),
    ),
    TypedKind.SPIN_OFF: (
        ("symbol", "new_symbol", "new", "old", "basis_pct"),
        ("account", "quantity", "cash_in_lieu_usd"),
    ),
    TypedKind.SYMBOL_CHANGE: (("symbol", "new_symbol"), ("account", "quantity")),
    TypedKind.WORTHLESS: (("symbol",), ("account", "quantity")),
    TypedKind.BASIS_CORRECTION: (("account", "symbol", "basis_usd", "reason"), ("lot", "acquired")),
    TypedKind.CONTRIBUTION: (("account", "amount_usd"), ("for_year",)),
    TypedKind.WITHDRAWAL: (("account", "amount_usd"), ()),
    TypedKind.FEE: (("account", "amount_usd"), ("symbol",)),
    TypedKind.NOTHING: (("account", "reason"), ("symbol",)),
}
PER_ACCOUNT = frozenset({"cash_in_lieu_usd", "cash_usd", "quantity", "value_usd"})
"""Amounts of one account: an event with one of them says which."""


@dataclass(frozen=True, slots=True)
class TypedEvent:
    """An event told by hand, for one account; `event` None where it says that a line meant nothing."""

    spec: EventSpec
    account_id: str
    event: Event | None
    place: Place


def check_form(spec: EventSpec) -> Iterator[Problem]:
    """Fields that its kind lacks or does not take."""
    needed, taken = FIELDS[spec.kind]
    known = {*_ALWAYS, *needed, *taken}
    if spec.new_symbol and spec.new_symbol == spec.symbol:
        words = f"{spec.symbol} would turn into itself"
        yield error("event-field-unknown", words, "name the new shares by their own symbol", spec.source)
    terms = {"new", "old"} if spec.kind is TypedKind.MERGER and spec.new_symbol else set()
    for key in sorted({*needed, *terms} - spec.given):
        words = f'an event of kind "{spec.kind}" needs {key}'
        yield error("event-field-missing", words, f"add {key} = …", spec.source)
    for key in sorted(spec.given - known):
        words = f'an event of kind "{spec.kind}" takes no {key}'
        remedy = f"remove it; it takes {', '.join([*needed, *taken, 'reason'])}"
        yield error("event-field-unknown", words, remedy, spec.source)
    if "account" not in spec.given and (of_one := sorted(PER_ACCOUNT & spec.given)):
        words = f'an event of kind "{spec.kind}" with {of_one[0]} is of one account'
        yield error("event-account-missing", words, "add account = …", spec.source)


NOWHERE = Source("")


def first_alike(specs: Sequence[EventSpec]) -> Iterator[EventSpec | None]:
    """For each entry the earlier one that says exactly the same, if there is one."""
    first: dict[EventSpec, EventSpec] = {}
    for spec in specs:
        said = replace(spec, source=NOWHERE, given=frozenset())
        yield first.get(said)
        first.setdefault(said, spec)


def repeated(spec: EventSpec, earlier: EventSpec | None) -> Iterator[Problem]:
    """The same entry again: pasted twice, or two that are alike; which of the two cannot be told."""
    if earlier is not None:
        words = f"this {spec.kind} says the same as {earlier.source}, so it would count twice"
        remedy = "remove one; if it happened twice, give each a reason = … of its own"
        yield error("event-repeated", words, remedy, spec.source)


def event_of(spec: EventSpec, account_id: str) -> TypedEvent:
    """The event for one account. Its form has been checked."""
    made = _MAKERS.get(spec.kind)
    if made is None:
        return TypedEvent(spec, account_id, None, Place.CASH)
    make, place = made
    base = {
        "event_id": "",
        "account_id": account_id,
        "trade_date": spec.day,
        "source": spec.source,
        "wherever_held": not spec.account_id,
    }
    return TypedEvent(spec, account_id, make(spec, base), place)


Base = dict[str, Any]


def _shares(spec: EventSpec) -> Base:
    return {"symbol": spec.symbol, "quantity": spec.quantity}


def _chosen(spec: EventSpec) -> Base:
    lots = (LotChoice(lot_id=spec.lot, quantity=spec.quantity or ZERO),) if spec.lot else ()
    return {**_shares(spec), "method": spec.method, "lots": lots}


def _dated(spec: EventSpec) -> Base:
    return {**_shares(spec), "basis_usd": spec.basis_usd, "acquired": spec.acquired}


def _bought(spec: EventSpec) -> Base:
    return {**_shares(spec), "cost_usd": spec.cost_usd}


def _gift(spec: EventSpec, base: Base) -> Event:
    return GiftReceived(
        **base,
        **_shares(spec),
        donor_basis_usd=spec.donor_basis_usd or ZERO,
        donor_acquired=spec.donor_acquired,
        value_usd=spec.value_usd or ZERO,
        gift_tax_usd=spec.gift_tax_usd or ZERO,
    )


def _inherited(spec: EventSpec, base: Base) -> Event:
    return Inheritance(**base, **_shares(spec), value_usd=spec.value_usd or ZERO, died=spec.died or spec.day)


def _merged(spec: EventSpec, base: Base) -> Event:
    return Merger(
        **base,
        symbol=spec.symbol,
        new_symbol=spec.new_symbol,
        new=spec.new or ZERO,
        old=spec.old or ONE,
        cash_usd=spec.cash_usd or ZERO,
        cash_in_lieu_usd=spec.cash_in_lieu_usd or ZERO,
        is_taxable=spec.taxable,
        value_usd=spec.value_usd,
    )


def _spun(spec: EventSpec, base: Base) -> Event:
    return SpinOff(
        **base,
        symbol=spec.symbol,
        new_symbol=spec.new_symbol,
        new=spec.new or ZERO,
        old=spec.old or ONE,
        basis_share=(spec.basis_pct or ZERO) / HUNDRED,
        cash_in_lieu_usd=spec.cash_in_lieu_usd or ZERO,
    )


def _split(spec: EventSpec, base: Base) -> Event:
    return Split(
        **base,
        symbol=spec.symbol,
        new=spec.new or ZERO,
        old=spec.old or ONE,
        cash_in_lieu_usd=spec.cash_in_lieu_usd or ZERO,
    )


def _amount(spec: EventSpec) -> Decimal:
    return spec.amount_usd or ZERO


Maker = Callable[[EventSpec, Base], Event]
_MAKERS: Mapping[TypedKind, tuple[Maker, Place]] = {
    TypedKind.OPENING: (lambda s, b: Opening(**b, **_dated(s), lot_id=""), Place.OPENING),
    TypedKind.BUY: (lambda s, b: Buy(**b, **_bought(s)), Place.BOUGHT),
    TypedKind.REINVESTMENT: (lambda s, b: Reinvestment(**b, **_bought(s)), Place.BOUGHT),
    TypedKind.SELL: (lambda s, b: Sell(**b, **_chosen(s), proceeds_usd=s.proceeds_usd or ZERO), Place.SOLD),
    TypedKind.TRANSFER: (
        lambda s, b: Transfer(**b, **_chosen(s), to_account_id=s.to_account_id, value_usd=s.value_usd),
        Place.MOVED,
    ),
    TypedKind.TRANSFER_IN: (lambda s, b: TransferIn(**b, **_dated(s)), Place.RECEIVED),
    TypedKind.TRANSFER_OUT: (lambda s, b: TransferOut(**b, **_chosen(s)), Place.GONE),
    TypedKind.GIFT_GIVEN: (
        lambda s, b: GiftGiven(**b, **_chosen(s), to_charity=s.to_charity, value_usd=s.value_usd),
        Place.GONE,
    ),
    TypedKind.GIFT_RECEIVED: (_gift, Place.RECEIVED),
    TypedKind.INHERITANCE: (_inherited, Place.RECEIVED),
    TypedKind.DIVIDEND: (
        lambda s, b: Dividend(
            **b, symbol=s.symbol, amount_usd=_amount(s), kind=s.dividend or DividendKind.UNKNOWN
        ),
        Place.INCOME,
    ),
    TypedKind.INTEREST: (lambda s, b: Interest(**b, amount_usd=_amount(s), symbol=s.symbol), Place.INCOME),
    TypedKind.RETURN_OF_CAPITAL: (
        lambda s, b: ReturnOfCapital(**b, symbol=s.symbol, amount_usd=_amount(s)),
        Place.INCOME,
    ),
    TypedKind.SPLIT: (_split, Place.CORPORATE),
    TypedKind.MERGER: (_merged, Place.CORPORATE),
    TypedKind.SPIN_OFF: (_spun, Place.CORPORATE),
    TypedKind.SYMBOL_CHANGE: (
        lambda s, b: SymbolChange(**b, symbol=s.symbol, new_symbol=s.new_symbol),
        Place.RENAMED,
    ),
    TypedKind.WORTHLESS: (lambda s, b: Worthless(**b, symbol=s.symbol), Place.GONE),
    TypedKind.BASIS_CORRECTION: (
        lambda s, b: BasisCorrection(
            **b, lot_id=s.lot, basis_usd=s.basis_usd or ZERO, reason=s.reason, acquired=None
        ),
        Place.CORRECTED,
    ),
    TypedKind.CONTRIBUTION: (
        lambda s, b: Contribution(**b, amount_usd=_amount(s), for_year=s.for_year),
        Place.CASH,
    ),
    TypedKind.WITHDRAWAL: (lambda s, b: Withdrawal(**b, amount_usd=_amount(s)), Place.CASH),
    TypedKind.FEE: (lambda s, b: Fee(**b, amount_usd=_amount(s), symbol=s.symbol), Place.CASH),
}
