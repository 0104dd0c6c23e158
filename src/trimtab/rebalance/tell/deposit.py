"""How much must I deposit instead of selling? The least deposit that mends the drift by buying alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from trimtab.core.accounts import Account
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.kept import kept
from trimtab.core.money import CENT, ONE, ZERO
from trimtab.core.plan import DepositHint
from trimtab.core.policy import CASH_CLASS
from trimtab.core.quick import quickly_made
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.rules import Rules

GOALS = ("band", "target")
MOST_TIMES = 1000  # a deposit of more than so many times the household is no answer


def deposit_hints(
    rules: Rules, drift: Drift, limits_usd: Mapping[str, Decimal] | None = None
) -> tuple[DepositHint, ...]:
    """The least deposit to bring every class inside its band, and the least to reach the target, nothing sold.

    In whole dollars, into one account that can buy all that is needed (taxable first: nothing limits what may
    be paid in; a sheltered one only within `limits_usd`, what the law leaves of its limit by account id), with that
    account's own cash; cash in other accounts stays where it is. Costs of trading and whole shares are left out,
    and what needs less than a dollar. No hint where no account can, none is needed, or money is about to be paid
    out.
    """
    if any(flow.amount_usd < 0 for flow in rules.household.flows):
        return ()
    found = [_hint(rules, drift, goal, limits_usd or {}) for goal in GOALS]
    return tuple([hint for hint in found if hint is not None])


def _hint(rules: Rules, drift: Drift, goal: str, limits_usd: Mapping[str, Decimal]) -> DepositHint | None:
    accounts = sorted(rules.household.accounts, key=lambda a: (not a.kind.is_taxable, a.account_id))
    edges = _edges(drift, goal)
    for account in accounts:
        question = _Question(drift, goal, edges, free_cash_usd(rules.household, account))
        deposit = question.least_deposit(_most_usd(account, limits_usd))
        symbols = _symbols(rules, account) if deposit is not None else {}
        if deposit is None or not question.is_buyable(deposit, symbols):
            continue
        if deposit == 0:
            return None
        spent = question.buys(deposit, symbols)
        buys = tuple((symbols[c], usd) for c, usd in sorted(spent.items()) if usd >= ONE)
        return DepositHint(goal, deposit, account.account_id, buys)
    return None


def _most_usd(account: Account, limits_usd: Mapping[str, Decimal]) -> Decimal:
    """The most that may be paid into the account at once."""
    return Decimal("Infinity") if account.kind.is_taxable else limits_usd.get(account.account_id, ZERO)


def _symbols(rules: Rules, account: Account) -> dict[str, str]:
    """By class, the first choice that this account may buy for it and that holds nothing else."""
    symbols: dict[str, str] = {}
    for symbol in rules.candidates(account):
        class_id = rules.only_class(symbol)
        if class_id is not None:
            symbols.setdefault(class_id, symbol)
    return symbols


@quickly_made
@dataclass(frozen=True, slots=True)
class _Edges:
    """A class, the least and the most it should end with and its target, as shares of one, and what it holds."""

    class_id: str
    low: Decimal
    high: Decimal
    target: Decimal
    actual_usd: Decimal


def _edges(drift: Drift, goal: str) -> list[_Edges]:
    """Every class but cash, between its band's edges or at its target."""
    rows = [row for row in drift.classes if row.class_id != CASH_CLASS]
    if goal == "band":
        return [_Edges(r.class_id, r.band_low, r.band_high, r.target, r.actual_usd) for r in rows]
    return [_Edges(r.class_id, r.target, r.target, r.target, r.actual_usd) for r in rows]


@dataclass(frozen=True)
class _Question:
    """What one account would have to take in and buy. Amounts in USD after a deposit of so many dollars."""

    drift: Drift
    goal: str
    _classes: list[_Edges]
    own_usd: Decimal

    @kept
    def _cash(self) -> ClassDrift:
        return next(row for row in self.drift.classes if row.class_id == CASH_CLASS)

    def _total(self, deposit: Decimal) -> Decimal:
        return self.drift.total_usd + deposit

    def _least_of(self, deposit: Decimal) -> Decimal:
        """What the lower edges are shares of: a target gives way to cash that lies idle in other accounts."""
        total = self._total(deposit)
        if self.goal == "band":
            return total
        idle = max(ZERO, self._cash.actual_usd - self.own_usd - self._cash.target * total)
        return total - idle / (ONE - self._cash.target)

    def _needs(self, deposit: Decimal) -> dict[str, Decimal]:
        """What each class lacks to its lower edge, a dollar or more."""
        whole = self._least_of(deposit)
        return {c.class_id: usd for c in self._classes if (usd := c.low * whole - c.actual_usd) >= ONE}

    def _must_leave_cash(self, deposit: Decimal) -> Decimal:
        """What must be bought in all so that cash ends inside its band."""
        return self._cash.actual_usd + deposit - self._cash.band_high * self._total(deposit)

    def _fits(self, deposit: Decimal) -> bool:
        """Whether the money suffices, nothing ends over its edge, and no other account is short of cash.

        Once true, true for any larger deposit.
        """
        own = deposit + self.own_usd
        if self._cash.actual_usd < self.own_usd or self._must_leave_cash(deposit) > own + CENT:
            return False
        total, room = self._total(deposit), ZERO
        for held in self._classes:
            left = held.high * total - held.actual_usd
            if left < 0:
                return False
            room += left
        if self._must_leave_cash(deposit) > room + CENT:
            return False
        return sum(self._needs(deposit).values(), ZERO) <= own + CENT

    def least_deposit(self, most_usd: Decimal) -> Decimal | None:
        """The least whole dollars that fit, by halving; None where no sensible deposit of at most so much does."""
        if self._fits(ZERO):
            return ZERO
        if most_usd < ONE or (most_usd.is_finite() and not self._fits(most_usd // 1)):
            return None
        low, step = self._too_little(), ONE
        while low + step <= MOST_TIMES * self.drift.total_usd and not self._fits(low + step):
            low, step = low + step, 2 * step
        if low + step > MOST_TIMES * self.drift.total_usd:
            return None
        high = low + step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._fits(middle) else (middle, high)
        return high

    def _too_little(self) -> Decimal:
        """Whole dollars at which a class is still over its edge; nothing where none is over it now."""
        rows = [(held.actual_usd, held.high * self.drift.total_usd) for held in self._classes]
        if any(actual > 0 >= high for actual, high in rows):
            return MOST_TIMES * self.drift.total_usd
        ratios = [actual / high for actual, high in rows if high > 0]
        needed = (max(ratios, default=ONE) - ONE) * self.drift.total_usd
        return max(ZERO, needed.to_integral_value(rounding=ROUND_CEILING) - 2)  # a dollar for the division

    def is_buyable(self, deposit: Decimal, symbols: Mapping[str, str]) -> bool:
        """Whether the account offers all that is needed, and room enough in it for cash to end inside its band."""
        if not self._needs(deposit).keys() <= symbols.keys():
            return False
        total, must = self._total(deposit), self._must_leave_cash(deposit)
        held = [c for c in self._classes if c.class_id in symbols] if must > CENT else []
        return must <= sum([max(ZERO, c.high * total - c.actual_usd) for c in held], ZERO) + CENT

    def buys(self, deposit: Decimal, symbols: Mapping[str, str]) -> dict[str, Decimal]:
        """By class: what is needed, then what is left towards the targets, then up to the edges as cash must."""
        needs, total = self._needs(deposit), self._total(deposit)
        spent = {class_id: needs.get(class_id, ZERO) for class_id in sorted(symbols)}
        held = [c for c in self._classes if c.class_id in spent]
        above_target = self._cash.actual_usd + deposit - self._cash.target * total
        towards = [(c, min(c.target, c.high) * total) for c in held]
        _spread(spent, towards, min(above_target, deposit + self.own_usd))
        _spread(spent, [(c, c.high * total) for c in held], self._must_leave_cash(deposit))
        return {class_id: usd.quantize(CENT, rounding=ROUND_DOWN) for class_id, usd in spent.items()}


def _spread(spent: dict[str, Decimal], up_to: Iterable[tuple[_Edges, Decimal]], in_all_usd: Decimal) -> None:
    """Raise what is spent to `in_all_usd`, each class by its share of the room that is left to it below what it may be
    worth."""
    left = in_all_usd - sum(spent.values(), ZERO)
    if left <= 0:
        return
    room = {c.class_id: max(ZERO, usd - c.actual_usd - spent[c.class_id]) for c, usd in up_to}
    whole = sum(room.values(), ZERO)
    if whole > 0:
        share = min(ONE, left / whole)
        for class_id, usd in room.items():
            spent[class_id] += usd * share
