"""The soak: random households through the whole journey, every plan checked by the verifier, as many as asked.

    python -m tests.soak --households 1000000 --workers 2 --refill 10

Every plan goes to the verifier; one in `--refill` (all, unless told) is also filled to the share and planned again,
which must then trade nothing. Prints progress, counts, and the plans whose gap is the largest share of what counts;
ends with exit code 1 and the seeds of the first violations where there are any. `--first-seed` goes on where an earlier
run stopped.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from heapq import nlargest

from tests.asks import random_ask
from tests.households import after_fills, random_household
from tests.random_business import with_business
from tests.universe import COVARIANCE
from tests.years import random_budgets, random_given
from trimtab.core.ask import AS_POLICY_SAYS
from trimtab.core.household import Household
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify

CHUNK = 25
SHOWN = 10
WORTH_A_LOOK_USD = 10_000  # of a household: less than that, and a share of a dollar is a wide gap
REFUSED = "refused by the verifier"


@dataclass
class Tally:
    """What a run of seeds gave: outcomes counted, violations as (seed, words), the widest gaps of plans that trade as
    (basis points of what counts, USD, seed)."""

    outcomes: Counter[str] = field(default_factory=Counter)
    violations: list[tuple[int, str]] = field(default_factory=list)
    gaps: list[tuple[Decimal, Decimal, int]] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.outcomes += other.outcomes
        self.violations += other.violations
        self.gaps = nlargest(SHOWN, [*self.gaps, *other.gaps])


def asked(seed: int, asks: bool = True) -> tuple[Household, Policy, Given]:
    """The household, its policy, and what is given; for one in three a mode."""
    household, policy = random_household(seed)
    policy, given = random_budgets(seed, policy), random_given(seed, household)
    household = with_business(seed, household)
    return (
        household,
        policy,
        replace(given, ask=random_ask(seed, household, policy) if asks else AS_POLICY_SAYS),
    )


def soaked_plan(seed: int) -> Plan:
    """The plan of one household of the soak."""
    household, policy, given = asked(seed)
    return make_plan(household, policy, COVARIANCE, given)


def try_seed(seed: int, replan: bool = True, asks: bool = True) -> Tally:
    """One household, and for one in three a mode: plan it, verify the plan, fill it, and plan again."""
    tally = Tally()
    try:
        household, policy, given = asked(seed, asks)
        plan = make_plan(household, policy, COVARIANCE, given)
        again = None
        if replan and plan.trades:
            owned = plan.paid_from(household)
            filled, later = after_fills(owned, policy, plan)
            once = replace(given.ask, amount_usd=None)
            again = make_plan(filled, later, COVARIANCE, replace(given.after(owned, filled), ask=once))
        checks = verify(household, policy, plan, None if again is None else not again.trades, given.year_tax)
    except Exception as error:  # whatever it is, the seed must be told
        tally.outcomes["raised"] += 1
        tally.violations.append((seed, f"{type(error).__name__}: {error}"))
        return tally
    tally.outcomes[outcome(plan)] += 1
    if plan.trades and plan.before.total_usd > WORTH_A_LOOK_USD:
        tally.gaps.append((plan.gap_usd / plan.before.total_usd * 10_000, plan.gap_usd, seed))
    tally.violations += [(seed, f"{check.invariant}: {check.words}") for check in checks if not check.holds]
    return tally


def outcome(plan: Plan) -> str:
    """How the journey ended, in a word."""
    if plan.trades:
        return plan.method.value
    if "passed every check" in plan.reason:
        return REFUSED
    return "short of cash" if "cannot be raised" in plan.reason else "no trade"


def run(seeds: Iterable[int], refill: int = 1) -> Tally:
    """Several seeds, one after the other; one in `refill` is filled and planned again."""
    tally = Tally()
    for seed in seeds:
        tally.add(try_seed(seed, replan=seed % refill == 0))
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns the exit code: 0 for no violation, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--refill", type=int, default=1, help="fill and plan again one household in so many")
    options = parser.parse_args(arguments)
    last = options.first_seed + options.households
    chunks = [range(start, min(start + CHUNK, last)) for start in range(options.first_seed, last, CHUNK)]
    total, started, done = Tally(), time.monotonic(), 0
    with multiprocessing.Pool(options.workers) as pool:
        for tally in pool.imap_unordered(partial(run, refill=options.refill), chunks):
            total.add(tally)
            done = sum(total.outcomes.values())
            rate = done / max(time.monotonic() - started, 0.001)
            print(
                f"\r{done:,} of {options.households:,}, {rate:.1f} a second",
                end="",
                file=sys.stderr,
                flush=True,
            )
    print(file=sys.stderr)
    print(f"{done:,} households: " + ", ".join(f"{n:,} {name}" for name, n in sorted(total.outcomes.items())))
    print(
        "widest gaps: " + "; ".join(f"{bp:.1f} bp, {usd:,.2f}, seed {seed}" for bp, usd, seed in total.gaps)
    )
    print(f"{len(total.violations):,} violations")
    for seed, words in sorted(total.violations)[:SHOWN]:
        print(f"  seed {seed}: {words}")
    return 1 if total.violations else 0


if __name__ == "__main__":
    sys.exit(main())
