"""The decision for what is asked: which accounts, symbols and lots are open, where classes end, what is promised.

`docs/modes.md` tells the modes in plain words; `verify/modes.py` checks the promise of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.core.drift import ClassDrift, Drift, Trigger
from trimtab.core.household import Household
from trimtab.core.money import ONE, ZERO, usd
from trimtab.core.policy import CASH_CLASS, HowFar, Policy
from trimtab.rebalance.decide import Decision, decide, goal, parent_goals, short_accounts
from trimtab.rebalance.limits import DollarLimit
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.modes.called import called
from trimtab.rebalance.modes.symbols import dearest_step_usd, main_class, only_class, tradable_symbols
from trimtab.rebalance.scope import Scope

ROUNDING = Decimal("1.01")  # a trade just over the smallest one is still the smallest one
ANYWHERE = (ZERO, ONE)
NOTHING: frozenset[str] = frozenset()


def decision_for(
    household: Household,
    policy: Policy,
    drift: Drift,
    ask: Ask = AS_POLICY_SAYS,
    limits: Iterable[DollarLimit] | None = None,
) -> Decision:
    """What to do about what is asked; with nothing asked, what the policy's own triggers say. Raises nothing.

    `limits` are the policy's in dollars, where these are known. The ask names a class of the target and an account of
    the household: `modes.checks` sees to that.
    """
    usual = decide(household, policy, drift, limits)
    if ask.mode is Mode.POLICY:
        return usual if ask.call is None else called(household, usual, ask.call)
    question = _Question(household, policy, drift, ask, usual)
    decision = replace(_BY_MODE[ask.mode](question), ask=ask)
    return replace(decision, refusal=decision.refusal or question.cash_first(decision))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of which household, and what the policy would do by itself."""

    household: Household
    policy: Policy
    drift: Drift
    ask: Ask
    usual: Decision

    @property
    def everywhere(self) -> frozenset[str]:
        return frozenset(account.account_id for account in self.household.accounts)

    @property
    def short(self) -> tuple[Account, ...]:
        """The accounts that lack cash and can do something about it."""
        ids = short_accounts(self.household)
        return tuple(a for a in self.household.accounts if a.account_id in ids and not a.locked)

    def triggers(self, words: str, *rules: str) -> tuple[Trigger, ...]:
        """What is asked, and which of the policy's triggers belong to it."""
        asked = Trigger("asked", self.ask.class_id, words)
        return (asked, *(t for t in self.usual.triggers if t.rule in rules))

    def goals(self, how_far: HowFar | None = None) -> dict[str, tuple[Decimal, Decimal]]:
        """The policy's goals, or those of another `how_far` for every class."""
        policy = self.policy
        if how_far is not None:
            policy = replace(policy, how_far=how_far, only_out_of_band=False)
        return {**{row.class_id: goal(policy, row) for row in self.drift.classes}, **parent_goals(self.drift)}

    def rows(self, *wanted: str) -> list[ClassDrift]:
        """The classes under or over their band, or inside it, cash apart."""
        return [row for row in self.drift.classes if row.class_id != CASH_CLASS and _side(row) in wanted]

    def symbols_of(self, classes: frozenset[str]) -> frozenset[str]:
        """Symbols of which these classes are the largest part."""
        return frozenset(
            symbol
            for symbol in tradable_symbols(self.household, self.policy)
            if main_class(self.household, self.policy, symbol) in classes
        )

    def step_usd(self, class_id: str) -> Decimal:
        """By how much whole shares may miss a class's dollars: the dearest step of its symbols."""
        return dearest_step_usd(self.household, self.policy, class_id)

    def kept_limits(self) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        """Every class but cash within a step of where it is."""
        return {
            row.class_id: (
                row.actual_usd - self.step_usd(row.class_id),
                row.actual_usd + self.step_usd(row.class_id),
            )
            for row in self.drift.classes
            if row.class_id != CASH_CLASS
        }

    def cash_first(self, decision: Decision) -> str:
        """Why nothing else is done today: an account that lacks cash and that this mode does not let sell for it."""
        if self.ask.mode in _RAISING:
            return ""
        for account in self.short:
            if account.account_id not in decision.empties:
                lacking = -free_cash_usd(self.household, account)
                return (
                    f"{account.name} is {usd(lacking)} short of its reserve and what is to be paid out: "
                    "raise that first (--mode raise-cash)"
                )
        return ""


def _side(row: ClassDrift) -> str:
    if not row.is_out:
        return "inside"
    return "over" if row.gap > 0 else "under"


def _full(q: _Question) -> Decision:
    words = "a full rebalance to the target is asked for"
    triggers = _all_triggers(q, words)
    return Decision(triggers, q.everywhere, q.everywhere, q.goals(HowFar.TARGET))


def _all_triggers(q: _Question, words: str) -> tuple[Trigger, ...]:
    """What is asked, and every trigger of the policy."""
    return q.triggers(words, *(t.rule for t in q.usual.triggers))


def _band(q: _Question) -> Decision:
    """What is over goes down to its edge and what is under up to it; the rest of the money comes from, or goes to,
    classes inside their bands."""
    goals = q.goals(HowFar.BAND_EDGE)
    total = q.drift.total_usd
    over, under = q.rows("over"), q.rows("under")
    surplus = {row.class_id: row.actual_usd - goals[row.class_id][1] * total for row in over}
    lacking = {row.class_id: goals[row.class_id][0] * total - row.actual_usd for row in under}
    inside = frozenset(row.class_id for row in q.rows("inside"))
    cash = next(row for row in q.drift.classes if row.class_id == CASH_CLASS)
    too_much, too_little = _below_parents(q, goals, inside, surplus, lacking)
    over_usd, under_usd = sum(surplus.values(), ZERO), sum(lacking.values(), ZERO)
    sells = frozenset(row.class_id for row in over) | too_much
    buys = frozenset(row.class_id for row in under) | too_little
    if under_usd > over_usd or _side(cash) == "under":
        sells |= inside - too_little
    if over_usd > under_usd or _side(cash) == "over":
        buys |= inside - too_much
    limits: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for row in (*over, *under):
        slack = q.policy.min_trade_usd * ROUNDING + q.step_usd(row.class_id)
        low, high = goals[row.class_id]
        is_over = row.gap > 0
        limits[row.class_id] = (high * total - slack, None) if is_over else (None, low * total + slack)
    limits |= _parent_limits(q, goals, over_by=surplus, under_by=lacking)
    words = "only what is outside its band is asked for, to the edge"
    scope = Scope("only what is outside its band is moved", q.symbols_of(sells), q.symbols_of(buys))
    is_any = bool(over or under or cash.is_out or too_much or too_little)
    return Decision(
        q.triggers(words, "band", "cash_high"),
        q.everywhere,
        q.everywhere,
        goals,
        scope=scope,
        class_limits_usd=limits,
        refusal="" if is_any else "every class is inside its band",
    )


def _below_parents(
    q: _Question,
    goals: Mapping[str, tuple[Decimal, Decimal]],
    inside: frozenset[str],
    surplus: dict[str, Decimal],
    lacking: dict[str, Decimal],
) -> tuple[frozenset[str], frozenset[str]]:
    """The classes inside their bands below a parent that is over its own, and below one that is under: they may be sold
    for it, or bought. What the parent is out by beyond the classes below it that are out is added to the surplus or to
    what is lacking."""
    too_much, too_little = NOTHING, NOTHING
    for row in q.drift.parents:
        if not row.is_out:
            continue
        below = frozenset(name for name in inside if name.startswith(f"{row.class_id}."))
        low, high = goals[row.class_id]
        if row.gap > 0:
            out, usd_out, too_much = surplus, row.actual_usd - high * q.drift.total_usd, too_much | below
        else:
            out, usd_out, too_little = lacking, low * q.drift.total_usd - row.actual_usd, too_little | below
        told = sum((out[name] for name in out if name.startswith(f"{row.class_id}.")), ZERO)
        out[row.class_id] = max(usd_out - told, ZERO)
    return too_much - too_little, too_little - too_much


def _parent_limits(
    q: _Question,
    goals: Mapping[str, tuple[Decimal, Decimal]],
    over_by: Mapping[str, Decimal],
    under_by: Mapping[str, Decimal],
) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Where each parent that is out stops: at its edge, or beyond it by what the classes below it are out by."""
    found: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for row in q.drift.parents:
        below = [c.class_id for c in q.drift.classes if c.class_id.startswith(f"{row.class_id}.")]
        told = sum(((over_by if row.gap > 0 else under_by).get(class_id, ZERO) for class_id in below), ZERO)
        slack = q.policy.min_trade_usd * ROUNDING + max((q.step_usd(c) for c in below), default=ZERO)
        low, high = (edge * q.drift.total_usd for edge in goals[row.class_id])
        if row.is_out and row.gap > 0:
            found[row.class_id] = min(high, row.actual_usd - told) - slack, None
        elif row.is_out:
            found[row.class_id] = None, max(low, row.actual_usd + told) + slack
    return found


def _invest_cash(q: _Question) -> Decision:
    words = "investing cash is asked for, without a sale"
    scope = Scope("only cash is invested: nothing is sold", sells=NOTHING)
    cash = next(row for row in q.drift.classes if row.class_id == CASH_CLASS)
    return Decision(
        q.triggers(words, "cash_high", "contribution"),
        NOTHING,
        q.everywhere,
        q.goals(),
        scope=scope,
        refusal="" if cash.gap > 0 else "cash is not over its target",
    )


def _raise_cash(q: _Question) -> Decision:
    """Each account that lacks cash sells for it, and no more than a share of one holding too much; where that cannot
    pay, because no sale is under the smallest trade, no more than that too much."""
    short = {a.account_id: -free_cash_usd(q.household, a) for a in q.short}
    smallest = q.policy.min_trade_usd * ROUNDING
    words = "raising cash is asked for, without a purchase"
    return Decision(
        q.triggers(words, "cash_low", "withdrawal"),
        frozenset(short),
        NOTHING,
        q.goals(),
        scope=Scope("only cash is raised: nothing is bought", buys=NOTHING),
        most_raised_usd=short,
        else_raised_usd={account_id: usd + smallest for account_id, usd in short.items()},
        refusal="" if short else "no account is short of its reserve and what is to be paid out",
    )


def _location(q: _Question) -> Decision:
    words = "better places for what is held are asked for, the household's classes as they are"
    return Decision(
        q.triggers(words),
        q.everywhere,
        q.everywhere,
        _as_they_are(q),
        scope=Scope("holdings only move between accounts"),
        class_limits_usd=q.kept_limits(),
        moves=True,
    )


def _harvest(q: _Question) -> Decision:
    taxable = frozenset(a.account_id for a in q.household.accounts if a.kind.is_taxable)
    words = "taking losses is asked for, each replaced in its class"
    return Decision(
        q.triggers(words),
        taxable,
        taxable,
        _as_they_are(q),
        scope=Scope("only losses are taken and replaced", only_losses=True),
        class_limits_usd=q.kept_limits(),
        replaces=True,
    )


def _as_they_are(q: _Question) -> dict[str, tuple[Decimal, Decimal]]:
    return {row.class_id: (row.actual, row.actual) for row in q.drift.classes}


def _harvest_and_rebalance(q: _Question) -> Decision:
    triggers = _all_triggers(q, "taking losses and rebalancing is asked for")
    return Decision(triggers, q.everywhere, q.everywhere, q.goals())


def _class(q: _Question) -> Decision:
    """One class to its goal, through holdings of that class alone, against cash: a class that is over leaves its money
    in cash, one that is under takes it from there, and what cash is over its own target pushes nothing farther."""
    class_id = q.ask.class_id
    row = next(row for row in q.drift.classes if row.class_id == class_id)
    own = frozenset(
        symbol
        for symbol in tradable_symbols(q.household, q.policy)
        if only_class(q.household, q.policy, symbol) == class_id
    )
    goals = _as_they_are(q) | {class_id: goal(q.policy, row)}
    cash = next(r for r in q.drift.classes if r.class_id == CASH_CLASS)
    goals[CASH_CLASS] = (cash.target, ONE)
    return Decision(
        q.triggers(f"{class_id} alone is asked for, against cash"),
        q.everywhere,
        q.everywhere,
        goals,
        scope=Scope(f"only {class_id} is traded, against cash", own, own),
        class_limits_usd={class_id: _on_the_way(q, row)},
    )


def _on_the_way(q: _Question, row: ClassDrift) -> tuple[Decimal, Decimal]:
    """Between where the class is and its target, or a step of a share beyond that; not a step back, which asked again
    would be one more."""
    actual, target, step = row.actual_usd, row.target * q.drift.total_usd, q.step_usd(row.class_id)
    return (actual, target + step) if actual <= target else (target - step, actual)


def _liquidate(q: _Question) -> Decision:
    account = q.household.account(q.ask.account_id)
    only = frozenset({account.account_id})
    return Decision(
        q.triggers(f"selling everything in {account.name} is asked for"),
        only,
        NOTHING,
        {row.class_id: ANYWHERE for row in q.drift.classes},
        scope=Scope("an account is emptied: nothing is bought", buys=NOTHING),
        empties=only,
        refusal=f"{account.name} is locked" if account.locked else "",
    )


_BY_MODE: Mapping[Mode, Callable[[_Question], Decision]] = {
    Mode.FULL: _full,
    Mode.BAND: _band,
    Mode.INVEST_CASH: _invest_cash,
    Mode.RAISE_CASH: _raise_cash,
    Mode.HARVEST: _harvest,
    Mode.HARVEST_AND_REBALANCE: _harvest_and_rebalance,
    Mode.LOCATION: _location,
    Mode.CLASS: _class,
    Mode.LIQUIDATE: _liquidate,
    Mode.WITHDRAW: _raise_cash,
}
_RAISING = frozenset({Mode.FULL, Mode.RAISE_CASH, Mode.WITHDRAW, Mode.HARVEST_AND_REBALANCE})
