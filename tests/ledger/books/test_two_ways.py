"""Two ways of keeping books that share no code agree to the cent, on random histories with everything in them."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tests.ledger.books import slow_books
from tests.ledger.books.histories import differences, random_history
from trimtab.core.events import (
    Buy,
    Disposal,
    Event,
    GiftGiven,
    GiftReceived,
    Merger,
    Opening,
    ReturnOfCapital,
    Sell,
)
from trimtab.core.money import ZERO
from trimtab.ledger.books.fold import keep_books
from trimtab.ledger.books.result import Books, Closing, FlowKind, How
from trimtab.ledger.books.washed import washed

AMOUNTS = ("cost_usd", "proceeds_usd", "basis_usd", "value_usd", "amount_usd", "cash_usd", "donor_basis_usd")


@pytest.mark.households
@pytest.mark.parametrize("block", range(8))
def test_both_ways_agree(block: int) -> None:
    """160 histories (more with `python -m tests.books_soak`): results, lots held, gains on shares that are kept."""
    for seed in range(20 * block, 20 * (block + 1)):
        assert differences(random_history(seed)) == [], seed


@pytest.mark.parametrize("seed", range(2000, 2025))
def test_basis_is_conserved_through_every_event(seed: int) -> None:
    """Amounts that no share divides: what came in is held, sold, given away, or came back as cash."""
    rng = Random(seed)
    history = random_history(seed)
    events = [_odd(_one_basis(event), rng) for event in history.events]
    books = keep_books(events, history.rules)
    assert books.problems == ()
    assert all(lot.quantity > 0 for lot in books.open)
    assert all((lot.basis_usd or ZERO) >= 0 for lot in books.open)
    assert _came_in(events, books) == _went_out(events, books)


@pytest.mark.parametrize("seed", range(2100, 2125))
def test_losses_are_conserved(seed: int) -> None:
    """What was paid in taxable accounts is held, came back, or is lost for good; each disallowed loss to the cent."""
    rng = Random(seed)
    history = random_history(seed)
    events = [_odd(_sold_not_given(_one_basis(event)), rng) for event in history.events]
    if any(
        isinstance(event, ReturnOfCapital) or (isinstance(event, Merger) and event.cash_usd)
        for event in events
    ):
        events = [event for event in events if isinstance(event, Buy | Sell)]
    answer = washed(events, history.rules)
    taxable = {a.account_id for a in history.rules.accounts if a.kind.is_taxable}
    bought = [event for event in events if event.account_id in taxable]
    paid = _came_in(bought, answer.books)
    held = sum((lot.basis_usd for lot in answer.held if lot.taxable), ZERO)
    back = sum((line.proceeds_usd - line.recognized_usd for line in answer.realised if line.taxable), ZERO)
    lost = sum((line.lost_for_good_usd for line in answer.realised), ZERO)
    given = sum((line.basis_usd for line in answer.books.given if line.account_id in taxable), ZERO)
    assert paid == held + back + lost + given
    for line in answer.realised:
        assert line.recognized_usd >= 0 or line.replaced_by is None
        assert line.taxable or line.disallowed_usd == 0


@pytest.mark.parametrize("seed", range(3000, 3010))
def test_listing_means_nothing(seed: int) -> None:
    history = random_history(seed)
    expected = washed(history.events, history.rules)
    shuffled = list(history.events)
    Random(seed).shuffle(shuffled)
    answer = washed(shuffled, replace(history.rules, accounts=history.rules.accounts[::-1]))
    assert (answer.books, answer.realised, answer.held) == (expected.books, expected.realised, expected.held)


@pytest.mark.parametrize("seed", range(3100, 3110))
def test_names_of_accounts_mean_nothing(seed: int) -> None:
    history = random_history(seed)
    other = {account.account_id: f"z{9 - n}" for n, account in enumerate(history.rules.accounts)}
    rules = replace(
        history.rules,
        accounts=tuple(replace(a, account_id=other[a.account_id]) for a in history.rules.accounts),
    )
    renamed = washed([_in_account(event, other) for event in history.events], rules)
    expected = washed(history.events, history.rules)
    assert [(r.event_id, r.lot_id, r.gain_usd, r.disallowed_usd, r.held_from) for r in renamed.realised] == [
        (r.event_id, r.lot_id, r.gain_usd, r.disallowed_usd, r.held_from) for r in expected.realised
    ]
    assert Counter((h.lot_id, h.quantity, h.basis_usd, h.held_from) for h in renamed.held) == Counter(
        (h.lot_id, h.quantity, h.basis_usd, h.held_from) for h in expected.held
    )


@pytest.mark.parametrize("seed", range(4000, 4010))
def test_ten_times_the_money_is_ten_times_the_result(seed: int) -> None:
    history = random_history(seed)
    expected = washed(history.events, history.rules)
    tenfold = washed([_amounts(event, lambda usd: 10 * usd) for event in history.events], history.rules)
    assert [(r.lot_id, r.quantity, _ten(r.gain_usd), 10 * r.disallowed_usd) for r in expected.realised] == [
        (r.lot_id, r.quantity, r.gain_usd, r.disallowed_usd) for r in tenfold.realised
    ]
    assert [_ten(lot.basis_usd) for lot in expected.held] == [lot.basis_usd for lot in tenfold.held]


def test_same_seed_same_history() -> None:
    assert [random_history(n).events for n in range(5)] == [random_history(n).events for n in range(5)]


def test_histories_are_varied() -> None:
    """Every kind of event, method and fate comes up often enough to be seen."""
    seen: Counter[str] = Counter()
    for seed in range(80):
        history = random_history(seed)
        answer = washed(history.events, history.rules)
        seen.update({type(event).__name__ for event in history.events})
        seen.update({str(line.method) for line in answer.realised})
        seen["disallowed"] += any(line.disallowed_usd for line in answer.realised)
        seen["lost for good"] += any(line.lost_for_good_usd for line in answer.realised)
        seen["several passes"] += answer.passes > 2
        seen["unknown"] += any(line.basis_usd is None for line in answer.realised)
        seen["came along"] += any(lot.wash_added_usd and not lot.took_over for lot in answer.held)
        seen["gain on shares kept"] += any(not line.shares_go and line.gain_usd for line in answer.realised)
        seen["gift"] += any(line.how is How.GIFT for line in answer.realised)
        seen["distribution"] += any(lot.how is How.DISTRIBUTION for lot in answer.held)
        seen["merger gain"] += any(line.why is Closing.MERGER for line in answer.realised)
    assert min(seen.values()) >= 2, seen
    assert len(seen) >= 27, seen


def test_the_slow_way_shares_no_code() -> None:
    tree = ast.parse(Path(slow_books.__file__).read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in modules if name and name.startswith(("trimtab", "tests"))} == {
        "trimtab.tax.holding"
    }


def _ten(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else 10 * amount


def _amounts(event: Event, change) -> Event:
    found = {name: getattr(event, name, None) for name in AMOUNTS}
    return replace(event, **{name: change(usd) for name, usd in found.items() if usd is not None})


def _odd(event: Event, rng: Random) -> Event:
    """A few cents more; a merger without cash stays one."""
    return _amounts(event, lambda usd: usd + Decimal(rng.randint(0, 99)) / 100 if usd else usd)


def _one_basis(event: Event) -> Event:
    """No second basis, none unknown; no lots named, for other amounts choose other lots before them."""
    if isinstance(event, GiftReceived):
        return replace(event, value_usd=event.donor_basis_usd + 1000)
    if isinstance(event, Opening):
        return replace(event, basis_usd=Decimal("33.33"))
    return replace(event, lots=()) if isinstance(event, Disposal) else event


def _sold_not_given(event: Event) -> Event:
    if not isinstance(event, GiftGiven):
        return event
    facts = {name: getattr(event, name) for name in Event.__dataclass_fields__}
    disposal = {name: getattr(event, name) for name in ("symbol", "quantity", "method", "lots")}
    return Sell(**facts, **disposal, proceeds_usd=Decimal(11) * event.quantity)


def _in_account(event: Event, other: dict[str, str]) -> Event:
    event = replace(event, account_id=other[event.account_id])
    to = getattr(event, "to_account_id", None)
    return event if to is None else replace(event, to_account_id=other[to])


def _came_in(events: list[Event], books: Books) -> Decimal:
    """The basis of everything acquired, shares out of a retirement account at their value among them."""
    total = sum((flow.amount_usd for flow in books.flows if flow.kind is FlowKind.DISTRIBUTION), ZERO)
    for event in events:
        for name in ("cost_usd", "donor_basis_usd", "basis_usd"):
            total += getattr(event, name, None) or ZERO
    return total


def _went_out(events: list[Event], books: Books) -> Decimal:
    """Basis held, sold and given, and what was paid out without being gain."""
    total = sum((lot.basis_usd or ZERO for lot in (*books.open, *books.given)), ZERO)
    total += sum((line.basis_usd or ZERO for line in books.closed if line.shares_go), ZERO)
    for event in events:
        if isinstance(event, ReturnOfCapital):
            total += event.amount_usd
        if isinstance(event, Merger):
            total += event.cash_usd
    return total - sum((line.gain_usd or ZERO for line in books.closed if not line.shares_go), ZERO)
