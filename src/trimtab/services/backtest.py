"""Ask for a backtest: a household under a strategy through history, its twins beside it, and what it did on one day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from trimtab.core.backtest import LawOf, StartWith
from trimtab.core.elections import Every
from trimtab.core.household import Household
from trimtab.core.market import Market
from trimtab.core.money import ZERO
from trimtab.core.plan import Plan
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, error
from trimtab.core.progress import Progress, silent
from trimtab.services.market.household import HouseholdMarket
from trimtab.services.planning import Case
from trimtab.services.retirement import AccountLaws
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.backtest.run import Question, Run
from trimtab.simulate.backtest.terms import LawForYear, Regular, Terms, YearLaw
from trimtab.simulate.backtest.trading import ByStrategy, Trader
from trimtab.simulate.backtest.twins import Alone, BuyAndHold, ProRata
from trimtab.strategies.looks import looks, looks_of
from trimtab.strategies.strategy import Strategy

Law = TypeVar("Law")
FARTHEST_YEARS = 40  # from the household's tax year to a year whose law is looked for


FLOW = re.compile(r"(?P<account>[^=]+)=(?P<usd>[+-]?[0-9][0-9,]*(\.[0-9]{1,2})?)/(?P<every>[a-z0-9 ]+)")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asks of a backtest, in words where words are typed; None and empty are the defaults.

    `first` and `last`: every day on which all that is held has a price. `look`: the strategy's own schedule. `flows`
    are `account=USD/every`, as in `joint=-3000/month`.
    """

    first: date | None = None
    last: date | None = None
    look: str | None = None
    law: LawOf = LawOf.FROZEN
    start_with: StartWith = StartWith.HOLDINGS
    pay_tax_from: str = ""
    flows: tuple[str, ...] = ()
    cash_rate_pct: Decimal = ZERO


def terms_of(wishes: Wishes, prices: HouseholdMarket, strategy: Strategy) -> Terms:
    """The terms that the wishes come to in this market. Raises BadInputError with everything that cannot be."""
    prices.checked()
    first, last = wishes.first or prices.first_day, wishes.last or prices.last_day
    assert first is not None and last is not None, "a market that was checked has days"  # noqa: PT018
    return Terms(
        first,
        last,
        looks_of(strategy) if wishes.look is None else looks(wishes.look),
        wishes.start_with,
        wishes.pay_tax_from,
        wishes.cash_rate_pct,
        tuple(regular(words) for words in wishes.flows),
        wishes.law,
        prices.cash,
        prices.told,
    )


def regular(words: str) -> Regular:
    """Money that comes or goes, from its words. Raises BadInputError where they are none."""
    found = FLOW.fullmatch(words.strip())
    every = next((one for one in Every if found and one.value == found["every"].strip()), None)
    if found is None or every is None:
        known = ", ".join(one.value for one in Every)
        remedy = f"write ACCOUNT=USD/EVERY, as in joint=-3000/month; every {known}"
        raise BadInputError([error("backtest-flow", f"{words!r} is no flow", remedy)])
    return Regular(found["account"].strip(), Decimal(found["usd"].replace(",", "")), every)


@dataclass(frozen=True, slots=True)
class Tested:
    """A backtest, and beside it the same household, flows and taxes under buy and hold, naive pro rata, and each
    account alone."""

    backtest: Backtest
    twins: tuple[Backtest, ...]


def question_of(case: Case, market: Market, terms: Terms, laws: AccountLaws) -> Question:
    """What a backtest of this household is made from."""
    law = law_for_years(case.household, laws, terms.law)
    return Question(case.household, case.policy, case.covariance, market, terms, law)


def backtest(question: Question, strategy: Strategy, tell: Progress = silent) -> Backtest:
    """The household under one strategy. Raises BadInputError with everything that keeps it from beginning.

    What stops it on the way is in `problems`, and then it is not whole.
    """
    return Run(question, question.history(), ByStrategy(strategy, question.covariance), tell).to_the_end()


def backtest_with_twins(question: Question, strategy: Strategy, tell: Progress = silent) -> Tested:
    """The same with its twins. Raises as `backtest` does."""
    history = question.history()
    traders: list[Trader] = [
        ByStrategy(strategy, question.covariance),
        BuyAndHold(),
        ProRata(),
        Alone(question.covariance),
    ]
    days = len(history.days)
    found = []
    for number, trader in enumerate(traders):
        told = _part(tell, number * days, len(traders) * days)
        found.append(Run(question, history, trader, told).to_the_end())
    return Tested(found[0], tuple(found[1:]))


def _part(tell: Progress, before: int, whole: int) -> Progress:
    return lambda done, _: tell(before + done, whole)


@dataclass(frozen=True, slots=True)
class Explained:
    """A look of a backtest as a plan of that day: the household and the policy that it was made for, and the plan."""

    household: Household
    policy: Policy
    plan: Plan


def explained(question: Question, strategy: Strategy, day: date) -> Explained:
    """The last plan of a day, with everything it was made from: the run is gone through again, up to that day.

    Raises BadInputError where nothing was planned on it, or the run stops before.
    """
    history = question.history()
    if day not in set(history.days):
        words = f"{day} is no market day of this backtest, {history.days[0]} to {history.days[-1]}"
        raise BadInputError([error("backtest-day", words, "name a day of it")])
    run = Run(question, history, ByStrategy(strategy, question.covariance))
    planned = [made for made in run.until(day) if made.plan.trades or made.plan.is_refused]
    if planned:
        last = planned[-1]
        return Explained(last.household, last.policy, last.plan)
    acted = [look.day for look in run.looks if look.plan is not None]
    is_look = bool(run.looks) and run.looks[-1].day == day
    words = f"nothing was planned on {day}: {run.looks[-1].reason if is_look else 'it was no day to look'}"
    remedy = f"the plan before it is of {acted[-1]}" if acted else "there is no plan before it either"
    raise BadInputError([error("backtest-day", words, remedy)])


def law_for_years(household: Household, laws: AccountLaws, law: LawOf) -> LawForYear:
    """The law of each year: of the household's own tax year in all, or each year's own where it is on file, and else
    that of the nearest year that is."""
    known: dict[int, YearLaw] = {}

    def of(year: int) -> YearLaw:
        wanted = household.tax.year if law is LawOf.FROZEN else year
        if wanted not in known:
            known[wanted] = _year_law(household, laws, wanted)
        return _in_year(known[wanted], year)

    return of


def _in_year(found: YearLaw, year: int) -> YearLaw:
    """A law as it stands for another year: ages and required distributions are counted in that one."""
    if found.retirement is None or found.retirement.year == year:
        return found
    return replace(found, retirement=replace(found.retirement, year=year))


def _year_law(household: Household, laws: AccountLaws, year: int) -> YearLaw:
    federal = _nearest(laws.federal, year)
    code = household.tax.state
    state = _nearest(lambda one: laws.state(code, one), year) if code else None
    names = [f"federal law of {federal.year}"] if federal else ["no federal law"]
    if state is not None:
        names.append(f"{state.name} law of {state.year}")
    elif household.tax.rate_state_pct:
        names.append(f"your own {household.tax.rate_state_pct}% of the gain for the state")
    if federal is not None and state is not None:
        state = replace(state, year=federal.year)  # taken for the federal year; the words name its own
    return YearLaw(
        federal, state, _nearest(laws.retirement, year), _nearest(laws.life_tables, year), " and ".join(names)
    )


def _nearest(law: Callable[[int], Law], year: int) -> Law | None:
    """The law of the year, or of the nearest with a file; of two as near, the later one."""
    for away in range(FARTHEST_YEARS):
        for one in (year + away, year - away):
            try:
                return law(one)
            except BadInputError:
                continue
    return None
