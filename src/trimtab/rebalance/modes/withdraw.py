"""An amount in hand after tax: from which accounts, and how much gross, at least total cost.

Every way is planned in full, sales by lot included, and weighed in the dollars of any plan but for drift, which
the next rebalance mends where it is cheapest; and with two more: the tax on what is ordinary income now, and
what a dollar in a sheltered account would have been worth if it had stayed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise, permutations

from trimtab.core.accounts import Account, TaxTreatment
from trimtab.core.ask import Ask, Mode
from trimtab.core.draws import Draw, Payout, Withdrawal
from trimtab.core.household import Household
from trimtab.core.money import CENT, ONE, ZERO, cents, usd
from trimtab.core.plan import Plan, paid_out
from trimtab.core.policy import Policy
from trimtab.core.problems import note
from trimtab.rebalance.given import Given
from trimtab.rebalance.measure import Covariance, free_cash_usd
from trimtab.rebalance.rules import Rules

Planner = Callable[[Household, Policy, Covariance, Given], Plan]
PLAIN = (TaxTreatment.TAXABLE, TaxTreatment.DEFERRED, TaxTreatment.FREE)
STEPS = 8  # plans for one source, at most; the tax is nearly linear, so that two or three do
CLOSE_USD = Decimal(2)  # so much more in hand than was asked is near enough
LEAST_RATE = Decimal("0.05")  # of a dollar that stays in hand: no tax takes more than the rest
QUARTERS = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"))
MOST_KINKS = 4
PROBES = 24
BPS = Decimal(10000)


@dataclass(frozen=True, slots=True)
class _Found:
    """One way to pay out: the plan for it, the year's tax it causes, and its whole cost."""

    plan: Plan
    gross_usd: Mapping[str, Decimal]
    tax_usd: Decimal
    cost_usd: Decimal

    @property
    def in_hand_usd(self) -> Decimal:
        return sum(self.gross_usd.values(), ZERO) - self.tax_usd


Step = tuple[str, Decimal]  # account id, and up to which gross amount it is drawn


@dataclass
class _Search:
    """The question, and every way tried so far."""

    household: Household
    policy: Policy
    covariance: Covariance
    given: Given
    plan: Planner
    tried: dict[tuple[Step, ...], _Found | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = Rules(self.household, self.policy, year_tax=self.given.tax_of(self.household))
        self.draws = {a.account_id: self._draw(a) for a in self.household.accounts}
        self.caps = {a.account_id: self._cap_usd(a) for a in self.household.accounts}
        self.base_usd = self.given.tax_of(self.household).outcome(ZERO, ZERO).tax_usd

    @property
    def asked_usd(self) -> Decimal:
        return self.given.ask.amount_usd or ZERO

    def _draw(self, account: Account) -> Draw:
        told = None if self.given.draws is None else self.given.draws.get(account.account_id)
        if told is not None:
            return told
        if account.kind.is_taxable and not account.locked:
            return Draw()
        return Draw(closed=f"{account.name}: what money taken out of it means is not known")

    def _cap_usd(self, account: Account) -> Decimal:
        """What its cash and everything that may be sold bring, in whole dollars."""
        only = self.given.ask.account_id
        is_hsa = account.kind.value == "hsa"
        if self.draws[account.account_id].closed or (only and only != account.account_id):
            return ZERO
        if is_hsa and only != account.account_id:
            return ZERO
        total = free_cash_usd(self.household, account)
        for position in account.positions:
            lots = [lot for lot in position.lots if not self.rules.sell_block(account, position, lot)]
            most = min(self.rules.sellable(position), sum((lot.quantity for lot in lots), ZERO))
            if most > 0:
                half_spread = self.household.instruments[position.symbol].half_spread_bps / BPS
                total += most * self.household.price_usd(position.symbol) * (ONE - half_spread)
        return max(ZERO, (total - CENT * 5 * len(account.positions)).to_integral_value("ROUND_FLOOR"))

    def income_usd(self, gross: Mapping[str, Decimal]) -> Decimal:
        """Ordinary income in these amounts."""
        return sum((amount * self.draws[a].income_share for a, amount in gross.items()), ZERO)

    def early_usd(self, gross: Mapping[str, Decimal]) -> Decimal:
        """The additional tax in these amounts."""
        parts = ((amount, self.draws[a]) for a, amount in gross.items())
        return sum((cents(amount * d.income_share * d.early_rate) for amount, d in parts), ZERO)

    def attempt(self, gross: Mapping[str, Decimal]) -> _Found | None:
        """The plan that pays these amounts out; None where the cash cannot be raised."""
        key = tuple(sorted((a, amount) for a, amount in gross.items() if amount > 0))
        if key not in self.tried:
            self.tried[key] = self._attempt(dict(key))
        return self.tried[key]

    def _attempt(self, gross: dict[str, Decimal]) -> _Found | None:
        income, told = self.income_usd(gross), self.given.year_with_income
        year_tax = self.given.year_tax if told is None else told(income)
        given = replace(self.given, ask=Ask(Mode.RAISE_CASH), year_tax=year_tax)
        plan = self.plan(paid_out(self.household, gross), self.policy, self.covariance, given)
        if plan.is_refused:
            return None
        at_rate = cents(income * self.household.tax.ordinary_rate) if told is None else ZERO
        apart = at_rate + self.early_usd(gross)
        tax = plan.cost_after.tax_now_usd - self.base_usd + apart
        before = plan.cost_before.location_usd  # what counts as a place differs with who may trade
        money = plan.cost_after.total_usd - plan.cost_after.drift_usd - before
        return _Found(plan, gross, tax, money + apart + self._given_up_usd(gross))

    def _given_up_usd(self, gross: Mapping[str, Decimal]) -> Decimal:
        """What these dollars would have been worth where they are, beyond a dollar in a taxable account.

        A tax-free dollar is never taxed again; a deferred one still owes the tax of its owner. Both keep what sheltered
        room saves a year, for as long as gains are deferred.
        """
        total = ZERO
        for account_id, amount in gross.items():
            kind = self.household.account(account_id).kind.treatment
            if kind is TaxTreatment.TAXABLE:
                continue
            owed = self.household.tax.ordinary_rate * self.draws[account_id].income_share
            sheltered = self.rules.places.room.get(kind, ZERO) * self.policy.prices.deferral_years
            total += amount * ((ONE - owed) * (ONE + sheltered) - ONE)
        return cents(total)


def withdrawal_plan(
    household: Household, policy: Policy, covariance: Covariance, given: Given, plan: Planner
) -> Plan | str:
    """The plan that leaves the amount in hand at least cost, made by `plan`; or why there is none. Pure."""
    search = _Search(household, policy, covariance, given, plan)
    ways = list(_ways(search))
    found = [way for way in (_filled(search, steps) for steps in ways) if way is not None]
    good = [way for way in found if way.in_hand_usd >= search.asked_usd]
    if not good:
        most = max((way.in_hand_usd for way in found), default=ZERO)
        closed = "; ".join(sorted({draw.closed for draw in search.draws.values() if draw.closed}))
        because = f" ({closed})" if closed else ""
        return f"only about {usd(most)} of {usd(search.asked_usd)} can be had in hand{because}"
    best = min(good, key=lambda way: (way.cost_usd, sorted(way.gross_usd.items())))
    return _told(search, best, _filled(search, ways[0]))


def _told(search: _Search, best: _Found, plain: _Found | None) -> Plan:
    payouts = tuple(_payout(search, a, amount) for a, amount in sorted(best.gross_usd.items()) if amount > 0)
    more = plain.cost_usd - best.cost_usd if plain and plain.in_hand_usd >= search.asked_usd else None
    told = Withdrawal(
        search.asked_usd,
        payouts,
        best.tax_usd,
        _tax_words(search),
        search.given.year_with_income is None,
        more,
    )
    asked = (
        f"{usd(told.in_hand_usd)} in hand of {usd(told.gross_usd)} paid out, {usd(told.tax_usd)} kept for tax"
    )
    notes = [
        note(
            "withdraw",
            f"{search.household.account(p.account_id).name} pays out {usd(p.gross_usd)}: {p.words}",
        )
        for p in payouts
    ]
    notes.append(note("withdraw-tax", f"{asked}; tax by {told.tax_words}"))
    notes += [note("withdraw-closed", draw.closed) for draw in search.draws.values() if draw.closed]
    problems = (*best.plan.problems, *notes)
    return replace(best.plan, ask=search.given.ask, withdrawal=told, problems=problems, reason=asked)


def _payout(search: _Search, account_id: str, amount: Decimal) -> Payout:
    one = {account_id: amount}
    draw = search.draws[account_id]
    words = draw.words or "its sales are taxed, the money is not"
    if draw.least_usd > 0:
        words += f"; {usd(draw.least_usd)} of it must come out this year"
    return Payout(account_id, amount, search.income_usd(one), search.early_usd(one), words)


def _tax_words(search: _Search) -> str:
    flat = "your own flat rates under [tax]"
    return search.given.tax_of(search.household).words if search.given.year_with_income else flat


def _filled(search: _Search, steps: tuple[Step, ...]) -> _Found | None:
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
    search: _Search, gross: Mapping[str, Decimal], account_id: str, most: Decimal, before: _Found | None
) -> _Found | None:
    """The least from this source that leaves enough in hand, or all of it; None where nothing of it can be raised."""
    start = gross.get(account_id, ZERO)
    hand = before.in_hand_usd if before else ZERO
    low, best = (start, hand), None
    amount = min(most, start + _whole(search.asked_usd - hand))
    for _ in range(STEPS):
        found = search.attempt({**gross, account_id: amount})
        if found is None:
            most, amount = amount - 1, _whole((low[0] + amount) / 2)
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
        step = _whole(-over / max(kept, LEAST_RATE)) if over < 0 else -(over / max(kept, LEAST_RATE)) // 1
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


def _whole(amount: Decimal) -> Decimal:
    return amount.to_integral_value(ROUND_CEILING)


def _ways(search: _Search) -> Iterator[tuple[Step, ...]]:
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


def _steps(search: _Search, kind: TaxTreatment) -> tuple[Step, ...]:
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


def _gain_share(search: _Search, account: Account) -> Decimal:
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


def _amounts(search: _Search) -> list[Decimal]:
    """How much deferred money to try: quarters of what is asked, and where the bill's rate on income changes."""
    amounts = {_whole(search.asked_usd * part) for part in QUARTERS}
    told = search.given.year_with_income
    if told is not None:
        most = search.asked_usd * 2
        taxes = [told(most * n / PROBES).outcome(ZERO, ZERO).tax_usd for n in range(PROBES + 1)]
        rates = [after - before for before, after in pairwise(taxes)]
        turns = sorted(range(1, PROBES), key=lambda n: (-abs(rates[n] - rates[n - 1]), n))[:MOST_KINKS]
        amounts |= {_whole(most * n / PROBES) for n in turns if rates[n] != rates[n - 1]}
    return sorted(amount for amount in amounts if amount > 0)
