"""The verifier: a second opinion on every plan, in exact arithmetic of its own.

It imports nothing but the values of core, so that a mistake of the planner cannot hide in shared code.
`docs/invariants.md` says in plain words what each check looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from trimtab.core.household import Household
from trimtab.core.plan import Check, Plan
from trimtab.core.policy import Policy
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.verify import cash, figures, form, limits, lots, outcome, wash
from trimtab.rebalance.verify.book import Book

Finding = Callable[[Book], Iterable[str]]
SHOWN = 6

_CHECKS: tuple[tuple[str, Finding, Callable[[Book], str]], ...] = (
    ("I1", cash.conserved, cash.conserved_words),
    ("I2", cash.above_floor, cash.floor_words),
    ("I3", lots.held, lots.held_words),
    ("I4", cash.within_registrations, cash.registrations_words),
    ("I5", wash.no_wash_sale, wash.words),
    ("I6", limits.restrictions, limits.words),
    ("I7", outcome.drift_not_worse, outcome.drift_words),
    ("I8", figures.tie, figures.words),
    ("I9", lots.kept_true, lots.kept_words),
    ("I10", outcome.acts_for_a_reason, outcome.reason_words),
    ("I11", form.canonical, form.canonical_words),
)


def verify(
    household: Household,
    policy: Policy,
    plan: Plan,
    replan_is_empty: bool | None = None,
    year_tax: YearTax | None = None,
    year_without: YearTax | None = None,
) -> tuple[Check, ...]:
    """Check invariants I1 to I12 of docs/invariants.md on a plan; one `Check` each, in order.

    What the plan pays out counts as stated flows of the household. `replan_is_empty` is what planning again
    after perfect fills gave: True, False, or None where it was not tried. `year_tax` is the year's bill, to be asked
    with results summed here; None: the household's flat rates, by arithmetic of its own. Where the plan
    pays out income, that is in `year_tax`, and `year_without` is the year without it. A check that does not hold
    says what is wrong, with figures in USD and shares. Never raises for a plan of wrong figures: a plan with floats or
    numbers that are not finite fails every check.
    """
    unclean = list(form.exact(plan))
    last = _check("I12", unclean, form.exact_words(plan))
    if unclean:
        why = "not checked: the plan holds numbers that are not exact"
        return (*(Check(name, False, why) for name, _, _ in _CHECKS), last)
    book = Book(plan.paid_from(household), policy, plan, replan_is_empty, year_tax, year_without)
    return (*(_check(name, list(find(book)), words(book)) for name, find, words in _CHECKS), last)


def _check(invariant: str, failures: list[str], words: str) -> Check:
    if not failures:
        return Check(invariant, True, words)
    more = f"; and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
    return Check(invariant, False, "; ".join(failures[:SHOWN]) + more)
