"""Answers of the rules that outlast a policy: one household asked under many policies is not looked at anew each time.

What a policy may change is never kept. A part of the policy that is not named here counts as one that may change
everything.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from trimtab.core.policy import Policy
from trimtab.rebalance.once import handed_over
from trimtab.rebalance.rules import Rules

KEPT = 16  # policies whose answers are kept
# What neither stops a trade nor prices one: where classes should end, what asks for a plan, and budgets
ON_GOALS = frozenset(
    {
        "bands",
        "how_far",
        "only_out_of_band",
        "calendar",
        "last_rebalanced",
        "cash_band_points",
        "gain_budget_usd",
        "gain_budget_short_usd",
        "gain_budget_long_usd",
        "tax_budget_usd",
        "budget_prorated",
        "harvest",
        "fingerprint",
    }
)
APART = frozenset({"target", "prices"})  # looked at part by part
PRICES_ON_GOALS = frozenset(
    {"outside_band", "off_goal_pct", "idle_cash_pct", "risk_aversion", "min_benefit_usd", "min_benefit_bps"}
)
PRICES_OF_TRADES = frozenset({"horizon_years", "per_trade_usd", "turnover_bps", "wash_window_usd"})
# By the weights of the target and all prices: where each class stands best, and what trades cost by that
OF_PLACES = frozenset({"cash_excess", "excess", "_excess", "trades"})
FACTS = (
    "rates",
    "recent",
    "unseen",
    "_loss_sales",
    "_coming",
    "limits",
    "today",
    "losses",
    "loss_groups",
    "lately_beside_losses",
    "_saved_by_long",
    "_on_menus",
    "bought_for_limits",
)
# By instruments, prices, menus and the target alone: what neither fills nor the calendar change
OF_SYMBOLS = frozenset(
    {
        "group",
        "groups_bought",
        "class_shares",
        "only_class",
        "may_have_minimum",
        "_no_market",
        "step",
        "_on_menu",
    }
)


class KeptAnswers:
    """What the rules of one household, in one year and with one covariance, have answered under some policies."""

    def __init__(self) -> None:
        self._asked: dict[int, tuple[Rules, list[Any], list[Any]]] = {}
        self._count = 0

    def lend(self, rules: Rules) -> None:
        """Hand over what holds under this policy too.

        What trades cost is handed over only where each class stands best where it did.
        """
        stops, prices = _stops(rules), _prices(rules.policy)
        alike = [(old, told) for old, asked, told in self._asked.values() if asked == stops]
        same = next((old for old, told in alike if told == prices), None)
        if same is None:
            if alike:
                _hand_over(alike[0][0], rules, OF_PLACES)
            return
        _hand_over(same, rules, OF_PLACES)
        if "waiting" in vars(same):
            rules.waiting = same.waiting
        placed = (old for old, told in alike if told == prices and old.places == rules.places)
        if (old := next(placed, None)) is not None:
            _hand_over(old, rules, frozenset())

    def keep(self, rules: Rules) -> None:
        """Keep what these rules answer, also what they are yet to be asked; the oldest are given up."""
        if len(self._asked) >= KEPT:
            del self._asked[min(self._asked)]
        self._asked[self._count] = (rules, _stops(rules), _prices(rules.policy))
        self._count += 1


class AfterFills(KeptAnswers):
    """What the rules of one household have answered of single symbols, for those of the household that fills of today
    make of it."""

    def __init__(self, before: Rules) -> None:
        super().__init__()
        self._before = before

    def lend(self, rules: Rules) -> None:
        """Hand over what is the same whatever is held."""
        known = self._before.known.items()
        rules.known.update(handed_over({key: told for key, told in known if key[0] in OF_SYMBOLS}))

    def keep(self, rules: Rules) -> None:
        """Nothing: these rules are asked once."""


def moving_in(rules: Rules, accounts: frozenset[str]) -> Rules:
    """The same rules, the decision leaving something to trade in these accounts: what is a matter of places is asked
    anew."""
    found = Rules(
        rules.household, rules.policy, rules.lift_wait, accounts, rules.scope, rules.lift_wash, rules.year_tax
    )
    _hand_over(rules, found, OF_PLACES)
    found.waiting = rules.waiting
    return found


def _stops(rules: Rules) -> list[Any]:
    """All by which the rules may answer otherwise what stops a trade, and in which order symbols are bought."""
    policy = rules.policy
    named = [field.name for field in fields(policy) if field.name not in ON_GOALS | APART]
    prices = [
        getattr(policy.prices, field.name)
        for field in fields(policy.prices)
        if field.name not in PRICES_ON_GOALS | PRICES_OF_TRADES
    ]
    return [rules.scope, frozenset(policy.target), *prices, *(getattr(policy, name) for name in named)]


def _prices(policy: Policy) -> list[Any]:
    """What trades are weighed by."""
    return [getattr(policy.prices, name) for name in sorted(PRICES_OF_TRADES)]


def _hand_over(old: Rules, rules: Rules, but: frozenset[str]) -> None:
    rules.known.update(handed_over({key: told for key, told in old.known.items() if key[0] not in but}))
    rules.__dict__.update({name: old.__dict__[name] for name in FACTS if name in old.__dict__})
