"""Which lines an event told by hand speaks of, and the shares that it moves: by its lines, its entry, or its terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction as F

import pytest

from tests.ledger.events.tell import row, typed
from trimtab.core.events import Merger, SpinOff, Split, SymbolChange, Transfer, Worthless
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.statement import Detail
from trimtab.ledger.events import by_hand
from trimtab.ledger.events.by_hand import ByHand
from trimtab.ledger.events.planned import Effect, Place
from trimtab.ledger.events.sizes import Balances, When
from trimtab.ledger.events.told import Told
from trimtab.ledger.events.typed import TypedEvent
from trimtab.ledger.spec import TypedKind as Typed

D = Decimal
MARCH = date(2026, 3, 2)
OLD, NEW = ("joint", "OLD"), ("joint", "NEW")
TOLD = {"event_id": "", "account_id": "joint", "trade_date": MARCH, "symbol": "OLD"}
WHEN = When(MARCH, Place.CORPORATE)


def line(symbol: str, shares: str, kind: Kind = Kind.CORPORATE_ACTION, detail: Detail = Detail.NONE, *,
         amount: str = "0", price: str | None = None, account_id: str = "joint", when: str = "03-02",
         at: int = 4) -> Told:  # fmt: skip
    return Told(account_id, row(kind, when, symbol, shares, amount, detail, price=price, line=at))


def merger(new: str = "3", old: str = "2", *, symbol: str = "NEW", taxable: bool = False) -> Merger:
    return Merger(**TOLD, new_symbol=symbol, new=D(new), old=D(old), is_taxable=taxable)


def told(kind: Typed, event: object, account_id: str = "joint", **values: object) -> TypedEvent:
    spec = typed(kind, "03-02", account=account_id, symbol="OLD", **values)
    return TypedEvent(spec, account_id, event, Place.CORPORATE)  # type: ignore[arg-type]


LINES = [
    line("OLD", "-10"),
    line("OLD", "4"),
    line("CUSIP", "-6"),
    line("NEW", "9"),
    line("NEW", "-1"),
    line("NEW", "0"),
]


def test_shares_that_came_and_went_are_those_of_the_symbol() -> None:
    assert by_hand._came("NEW", LINES) == 9
    assert by_hand._came("OLD", LINES) == 4
    assert by_hand._came("NONE", LINES) == 0
    assert by_hand._went("OLD", LINES) == 10
    assert by_hand._went("NEW", LINES) == 1
    assert by_hand._went("NONE", LINES) == 0
    assert by_hand._went_by_any(merger(), LINES) == 16
    half = [line("OLD", "-0.5"), line("NEW", "0.5")]
    assert (by_hand._went("OLD", half), by_hand._came("NEW", half)) == (D("0.5"), D("0.5"))
    assert by_hand._went_by_any(merger(), half) == D("0.5")


def turned(event: Merger | SymbolChange, lines: list[Told], **values: object) -> list[tuple[F, F]]:
    hand = ByHand([])
    by_hand._turned(event, told(Typed.MERGER, event, **values), lines, hand)
    return [(move.went, move.came) for move in hand.carried]


@pytest.mark.parametrize(
    ("lines", "quantity", "moved"),
    [
        ([line("OLD", "-10"), line("NEW", "15")], None, ("10", "15")),
        ([line("OLD", "-10"), line("NEW", "14")], "20", ("10", "14")),  # the lines say how many
        ([line("OLD", "-10")], None, ("10", "15")),
        ([line("NEW", "15")], None, ("10", "15")),
        ([line("NEW", "15")], "8", ("8", "15")),
        ([], "8", ("8", "12")),
    ],
)
def test_shares_that_turned_are_those_of_the_lines_else_of_the_entry_else_of_the_terms(
    lines: list[Told], quantity: str | None, moved: tuple[str, str]
) -> None:
    given = {"quantity": quantity} if quantity else {}
    assert turned(merger(), lines, **given) == [(F(moved[0]), F(moved[1]))]


def test_a_change_of_symbol_turns_share_for_share() -> None:
    change = SymbolChange(**TOLD, new_symbol="NEW")
    assert turned(change, [line("OLD", "-10")]) == [(10, 10)]
    assert turned(change, [line("NEW", "7")]) == [(7, 7)]
    assert turned(change, [], quantity="8") == [(8, 8)]


def test_a_merger_for_cash_alone_only_takes_away() -> None:
    hand, event = ByHand([]), merger("0", "1", symbol="")
    by_hand._turned(event, told(Typed.MERGER, event), [line("OLD", "-10")], hand)
    [planned] = hand.planned
    assert planned.effects == (Effect(OLD, MARCH, Place.CORPORATE, F(-10)),)
    assert (hand.carried, hand.explained) == ([], [])


def test_a_taxable_merger_brings_lots_of_its_own() -> None:
    hand, event = ByHand([]), merger(taxable=True)
    by_hand._turned(event, told(Typed.MERGER, event), [line("OLD", "-10")], hand)
    into = Effect(NEW, MARCH, Place.CORPORATE, F(15))
    assert (hand.explained, hand.carried) == ([into], [])
    assert hand.planned[0].effects == (Effect(OLD, MARCH, Place.CORPORATE, F(-10)), into)


@pytest.mark.parametrize("value", [None, "900"])
def test_a_move_at_a_value_brings_a_lot_of_its_own_and_another_carries_its_lots(value: str | None) -> None:
    event = Transfer(**TOLD, quantity=D(10), to_account_id="roth", value_usd=value and D(value))
    hand = ByHand([])
    by_hand._transferred(event, told(Typed.TRANSFER, event), hand)
    out, into = (
        Effect(OLD, MARCH, Place.CORPORATE, F(-10)),
        Effect(("roth", "OLD"), MARCH, Place.RECEIVED, F(10)),
    )
    if value:
        assert (hand.explained, hand.carried, [p.effects for p in hand.planned]) == (
            [into],
            [],
            [(out, into)],
        )
    else:
        [move] = hand.carried
        assert (move.origin, move.to, move.went, move.came, move.effects) == (
            OLD,
            into.key,
            10,
            10,
            (out, into),
        )
        assert (hand.explained, hand.planned) == ([], [])


def test_a_split_with_lines_is_what_they_brought() -> None:
    event = Split(**TOLD, new=D(2), old=D(1), cash_in_lieu_usd=D(7))
    hand = ByHand([])
    by_hand._split(event, told(Typed.SPLIT, event), [line("OLD", "-10", at=8), line("OLD", "20", at=9)], hand)
    [found] = hand.received
    assert (found.key, found.day, found.shares, found.ratio, found.cash_in_lieu_usd) == (OLD, MARCH, 10, 2, 7)
    assert found.words == "joint on 2026-03-02: -10 OLD"
    by_hand._split(event, told(Typed.SPLIT, event), [], hand)
    assert hand.planned[0].effects == (Effect(OLD, MARCH, Place.CORPORATE, F(0), F(2)),)


def test_a_spin_off_and_a_worthless_share_are_as_many_as_the_lines_say_else_the_entry() -> None:
    spin = SpinOff(**TOLD, new_symbol="NEW", new=D(1), old=D(4), basis_share=D("0.2"))
    gone = Worthless(**TOLD)
    for lines, quantity, came, went in (([line("NEW", "3"), line("OLD", "-6")], "5", 3, 6), ([], "5", 5, 5)):
        hand = ByHand([])
        by_hand._book(told(Typed.SPIN_OFF, spin, quantity=quantity), lines, hand)
        by_hand._book(told(Typed.WORTHLESS, gone, quantity=quantity), lines, hand)
        effect = Effect(NEW, MARCH, Place.CORPORATE, F(came))
        assert hand.explained == [effect]
        assert [p.effects for p in hand.planned] == [
            (effect,),
            (Effect(OLD, MARCH, Place.CORPORATE, F(-went)),),
        ]


def balances(now_old: str, now_new: str, *steps: Effect) -> Balances:
    return Balances({OLD: F(now_old), NEW: F(now_new)}, {"joint": date(2026, 11, 20)}, list(steps))


def there(key: tuple[str, str], shares: str) -> Effect:
    return Effect(key, date(2026, 1, 5), Place.BOUGHT, F(shares))


@pytest.mark.parametrize(
    ("held", "now", "fraction"),
    [
        ("15", "22", "-1/2"),
        ("10", "15", "0"),
        ("10", "14", "0"),
        ("10", "13", "0"),
        ("10", "16", "0"),
        ("11", "15.6", "-9/10"),
    ],
)
def test_a_fraction_paid_in_cash_is_less_than_a_share(held: str, now: str, fraction: str) -> None:
    event = Split(**TOLD, new=D(3), old=D(2), cash_in_lieu_usd=D(7))
    found = by_hand._with_fraction_paid(event, OLD, WHEN, balances(now, "0", there(OLD, held)))
    assert (found.add, found.ratio, found.key) == (F(fraction), F(3, 2), OLD)


@pytest.mark.parametrize(
    ("now_new", "went", "came"),
    [
        ("15", "10", "15"),  # all of it
        ("14.5", "10", "14.5"),  # but a fraction that was paid
        ("14", "28/3", "14"),  # a whole share less: not all were known to be there
        ("18", "12", "18"),  # more than known were there
        ("0", "10", "15"),  # nothing is held since: by its terms
    ],
)
def test_a_merger_takes_what_the_new_shares_stand_for(now_new: str, went: str, came: str) -> None:
    found = by_hand._exchanged(merger(), WHEN, balances("0", now_new, there(OLD, "10")))
    assert [effect.add for effect in found] == [-F(went), F(came)]


def test_what_is_exchanged_share_for_share_or_for_nothing() -> None:
    change = SymbolChange(**TOLD, new_symbol="NEW")
    known = balances("0", "0", there(OLD, "10"))
    assert [effect.add for effect in by_hand._exchanged(change, WHEN, known)] == [-10, 10]
    for old in ("0", "1"):
        cash = merger("0", old, symbol="")
        assert [effect.add for effect in by_hand._exchanged(cash, WHEN, known)] == [-10]
    bare = merger("2", "0")
    assert [effect.add for effect in by_hand._exchanged(bare, WHEN, known)] == [-10, 20]


def test_actions_without_a_number_are_booked_with_what_was_held() -> None:
    """Latest first; a spin-off brings lots of its own, a worthless share none."""
    spin = SpinOff(**TOLD, new_symbol="NEW", new=D(1), old=D(4), basis_share=D("0.2"))
    hand = ByHand([], unsized=[told(Typed.WORTHLESS, Worthless(**TOLD)), told(Typed.SPIN_OFF, spin)])
    made = balances("0", "3", there(OLD, "10"))
    by_hand.book_unsized(hand, made)
    came = Effect(NEW, MARCH, Place.CORPORATE, F(3))
    went = Effect(OLD, MARCH, Place.CORPORATE, F(-10))
    assert hand.explained == [came]
    assert [planned.effects for planned in hand.planned] == [(went,), (came,)]
    assert made.steps == [there(OLD, "10"), went, came]


@pytest.mark.parametrize(
    ("found", "unclear"),
    [
        (line("OLD", "4", Kind.BUY), True),  # for nothing
        (line("OLD", "4", Kind.BUY, amount="-9"), False),
        (line("OLD", "4", Kind.BUY, price="2"), False),
        (line("OLD", "0", Kind.BUY), False),
        (line("OLD", "4", Kind.DIVIDEND), False),
        (line("OLD", "4", Kind.TRANSFER_IN), True),
        (line("OLD", "0", Kind.TRANSFER_IN), False),
        (line("OLD", "-4", Kind.SELL, Detail.WRITTEN, amount="9"), True),
    ],
)
def test_lines_that_leave_open_what_they_mean(found: Told, unclear: bool) -> None:
    assert by_hand.is_unclear(found) is unclear


@pytest.mark.parametrize(
    ("kind", "shares", "fits"),
    [(Typed.BUY, "1", True), (Typed.BUY, "0.5", True), (Typed.BUY, "0", False), (Typed.BUY, "-1", False),
     (Typed.SELL, "-1", True), (Typed.SELL, "-0.5", True), (Typed.SELL, "0", False), (Typed.SELL, "1", False),
     (Typed.MERGER, "-1", True), (Typed.MERGER, "1", True)],
)  # fmt: skip
def test_a_line_goes_the_way_of_its_event(kind: Typed, shares: str, fits: bool) -> None:
    assert by_hand._way_fits(typed(kind, "03-02", symbol="OLD"), line("OLD", shares)) is fits


@pytest.mark.parametrize(
    ("found", "means"),
    [
        (line("OLD", "-10"), True),
        (line("CUSIP", "-10"), True),  # beside the line of NEW
        (line("CUSIP", "-10", Kind.BUY), False),
        (line("CUSIP", "-10", detail=Detail.SPIN_OFF), False),
        (line("OLD", "-10", account_id="roth"), False),
        (line("OLD", "-10", when="03-03"), False),
    ],
)
def test_lines_of_an_event_have_its_symbols_or_stand_beside_one_that_has(found: Told, means: bool) -> None:
    others = [
        line("NEW", "15"),
        line("CUSIP", "-10", detail=Detail.SPIN_OFF),
        line("ELSE", "1", when="03-03"),
    ]
    event = told(Typed.MERGER, merger(), new_symbol="NEW")
    assert by_hand._means(event, found, [*others, found]) is means


def test_a_line_beside_no_line_of_the_event_is_none_of_it() -> None:
    found = line("CUSIP", "-10")
    event = told(Typed.MERGER, merger(), new_symbol="NEW")
    assert by_hand._means(event, found, [found, line("NEW", "15", when="03-03")]) is False


def differing(quantities: list[str], lines: list[Told], kind: Typed = Typed.SELL) -> list[object]:
    events = [told(kind, None, quantity=quantity) for quantity in quantities]
    taken = {id(one): 0 for one in lines}
    return [*by_hand._quantities_differ(events, taken, lines)]


def test_shares_told_by_hand_are_those_of_their_lines() -> None:
    lines = [line("OLD", "-4", at=8), line("OLD", "-6", at=9), line("OLD", "3", at=3), line("OLD", "0", at=2)]
    assert differing(["7", "3"], lines) == []
    assert differing(["5"], [line("OLD", "0")]) == []
    assert differing(["0.5"], [line("OLD", "-0.5")]) == []
    [found] = differing(["7", "2"], lines)
    assert (found.code, found.message) == (  # type: ignore[attr-defined]
        "event-quantity-differs",
        "9 OLD on 2026-03-02 told by hand, 10 by transactions.csv:8",
    )
    assert found.remedy == "correct the quantity; several lots of one line are several entries"  # type: ignore[attr-defined]
    assert len(differing(["2"], [line("OLD", "0.5")], Typed.BUY)) == 1
