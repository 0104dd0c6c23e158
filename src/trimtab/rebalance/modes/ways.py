"""Ways to pay an amount out: in which order to draw on accounts, and how much from each until enough is in hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise, permutations

from trimtab.core.accounts import Account, TaxTreatment
from trimtab.core.money import ONE, ZERO
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.modes.paying import Found, Search, Step

PLAIN = (TaxTreatment.TAXABLE, TaxTreatment.DEFERRED, TaxTreatment.FREE)
STEPS = 8  # plans for one source, at most; the tax is nearly linear, so that two or three do
CLOSE_USD = Decimal(2)  # so much more in hand than was asked is near enough
LEAST_RATE = Decimal("0.05")  # of a dollar that stays in hand: no tax takes more than the rest
QUARTERS = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))
MOST_KINKS = 4
PROBES = 24


def ways_of(search: Search) -> Iterator[tuple[Step, ...]]:
    """The plain order; every other order of the three kinds; and deferred money up to each kink of the bill first."""
    by_kind = {kind: _steps(search, kind) for kind in PLAIN}
    yield sum((by_kind[kind] for kind in PLAIN), ())
    for order in permutations(PLAIN):
        if order != PLAIN:
            yield sum((by_kind[kind] for kind in order), ())
    deferred = by_kind[TaxTreatment.DEFERRED]
    for amount in _amounts(search):
        part = _up_to(deferred, amount)
        for order in permutations((TaxTreatment.TAXABLE, TaxTreatment.FREE)):
            yield (*part, *sum((by_kind[kind] for kind in order), ()), *deferred)


def _steps(search: Search, kind: TaxTreatment) -> tuple[Step, ...]:
    """Cash of all accounts of the kind, then accounts whole: those without additional tax and with least gain first."""
    accounts = [
        a for a in search.household.accounts if a.kind.treatment is kind and search.caps[a.account_id] > 0
    ]
    cash = [(a.account_id, max(ZERO, free_cash_usd(search.household, a)) // 1) for a in accounts]
    rank = sorted(
        accounts,
        key=lambda a: (search.draws[a.account_id].early_rate, _gain_share(search, a), a.account_id),
    )
    return (
        *((a, amount) for a, amount in cash if amount > 0),
        *((a.account_id, search.caps[a.account_id]) for a in rank),
    )


def _gain_share(search: Search, account: Account) -> Decimal:
    """Unrealised gain as a share of value, where gains are taxed."""
    if not account.kind.is_taxable:
        return ZERO
    gain = value = ZERO
    for position in account.positions:
        if position.symbol not in search.household.prices:
            continue
        for lot in position.lots:
            gain += search.rules.gain_usd(position.symbol, lot)
            value += lot.quantity * search.household.price_usd(position.symbol)
    return gain / value if value > 0 else ZERO


def _up_to(steps: tuple[Step, ...], amount: Decimal) -> tuple[Step, ...]:
    """These steps as far as they come to so much in all."""
    taken: dict[str, Decimal] = {}
    for account_id, up_to in steps:
        left = amount - sum(taken.values(), ZERO)
        if left > 0:
            taken[account_id] = min(up_to, taken.get(account_id, ZERO) + left)
    return tuple(taken.items())


def _amounts(search: Search) -> list[Decimal]:
    """How much deferred money to try: quarters of what is asked, and where the bill's rate on income changes."""
    amounts = {whole(search.asked_usd * part) for part in QUARTERS}
    told = search.given.year_with_income
    if told is not None:
        most = search.asked_usd * 2
        taxes = [told(most * n / PROBES).outcome(ZERO, ZERO).tax_usd for n in range(PROBES + 1)]
        rates = [after - before for before, after in pairwise(taxes)]
        turns = sorted(range(1, PROBES), key=lambda n: (-abs(rates[n] - rates[n - 1]), n))[:MOST_KINKS]
        amounts |= {whole(most * n / PROBES) for n in turns if rates[n] != rates[n - 1]}
    return sorted(amount for amount in amounts if amount > 0)


def filled(search: Search, steps: tuple[Step, ...]) -> Found | None:
    """Draw on one source after the other, each up to its amount, until enough is in hand; what must come out first."""
    gross = {a: min(draw.least_usd, search.caps[a]) for a, draw in search.draws.items() if draw.least_usd > 0}
    best = search.attempt(gross)
    for account_id, up_to in steps:
        if best is not None and best.in_hand_usd >= search.asked_usd:
            return best
        start = gross.get(account_id, ZERO)
        if min(up_to, search.caps[account_id]) <= start:
            continue
        reached = _drawn(search, gross, account_id, min(up_to, search.caps[account_id]), best)
        if reached is not None:
            best, gross = reached, dict(reached.gross_usd)
    return best


def _drawn(
    search: Search, gross: Mapping[str, Decimal], account_id: str, most: Decimal, before: Found | None
) -> Found | None:
    """The least from this source that leaves enough in hand, or all of it; None where nothing of it can be raised."""
    start = gross.get(account_id, ZERO)
    hand = before.in_hand_usd if before else ZERO
    low, best = (start, hand), None
    amount = min(most, start + whole(search.asked_usd - hand))
    for _ in range(STEPS):
        found = search.attempt({**gross, account_id: amount})
        if found is None:
            most, amount = amount - 1, whole((low[0] + amount) / 2)
            if amount <= low[0] or amount > most:
                return best
            continue
        if (
            best is None
            or found.in_hand_usd < search.asked_usd
            or best.in_hand_usd < search.asked_usd
            or (found.in_hand_usd <= best.in_hand_usd)
        ):
            best = found
        over = found.in_hand_usd - search.asked_usd
        if ZERO <= over <= CLOSE_USD or (over < 0 and amount >= most):
            return found
        kept = (found.in_hand_usd - low[1]) / (amount - low[0]) if amount > low[0] else ONE
        if over < 0:
            low = (amount, found.in_hand_usd)
        step = whole(-over / max(kept, LEAST_RATE)) if over < 0 else -(over / max(kept, LEAST_RATE)) // 1
        amount = max(low[0] + 1, min(most, amount + step))
    enough = [
        f
        for f in search.tried.values()
        if f is not None
        and f.in_hand_usd >= search.asked_usd
        and all(f.gross_usd.get(a, ZERO) == v for a, v in gross.items() if a != account_id)
        and set(f.gross_usd) <= {*gross, account_id}
    ]
    return min(enough, key=lambda f: f.gross_usd.get(account_id, ZERO), default=best)


def whole(amount: Decimal) -> Decimal:
    return amount.to_integral_value(ROUND_CEILING)
