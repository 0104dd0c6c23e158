"""Money taken out of retirement accounts and health savings accounts: income, age, exceptions, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.returns.builders import AS_OF, account, told
from tests.ledger.what_if.builders import RETIREMENT, billed, events_of, kept, owner_of, rules_of
from trimtab.core.accounts import AccountKind
from trimtab.core.household import Household, Person
from trimtab.core.problems import BadInputError
from trimtab.ledger.what_if.scenario import Scenario, scenario

D = Decimal
FREE_AT = date(2026, 11, 20)  # the household's day
YOUNG = Person("Ana", date(1979, 4, 12))
KINDS = {
    "401k": (AccountKind.K401, "Ana"),
    "529": (AccountKind.E529, "Ana"),
    "both": (AccountKind.TRADITIONAL_IRA, "Ana & Ben"),
    "bens": (AccountKind.TRADITIONAL_IRA, "Ben"),
    "heir": (AccountKind.INHERITED_IRA, "Ana"),
    "hsa": (AccountKind.HSA, "Ana"),
    "ira": (AccountKind.TRADITIONAL_IRA, "Ana"),
    "joint": (AccountKind.TAXABLE, "Ana & Ben"),
    "nobody": (AccountKind.TRADITIONAL_IRA, "Carl"),
    "r401k": (AccountKind.ROTH_401K, "Ana"),
    "rheir": (AccountKind.INHERITED_ROTH_IRA, "Ana"),
    "roth": (AccountKind.ROTH_IRA, "Ana"),
    "simple": (AccountKind.SIMPLE_IRA, "Ana"),
    "trust": (AccountKind.TRUST, "Ana"),
}


def savers(born: date = YOUNG.born) -> Household:
    """Ana, who is born then, and Ben, with 50,000 of cash in an account of each kind."""
    made = owner_of()
    accounts = tuple(
        replace(account(account_id, kind, owner), cash_usd=D(50_000))
        for account_id, (kind, owner) in sorted(KINDS.items())
    )
    _, ben = made.people
    return replace(made, accounts=accounts, people=(replace(YOUNG, born=born), ben))


def tried(*lines: str, household: Household | None = None) -> Scenario:
    made = household or savers()
    return scenario(billed(made), events_of(made), rules_of(made), kept(made), lines, RETIREMENT)


def refused(*lines: str, household: Household | None = None) -> list[tuple[str, str, str]]:
    with pytest.raises(BadInputError) as fault:
        tried(*lines, household=household)
    return told(fault.value.problems)


@pytest.mark.parametrize(
    ("line", "base", "rate", "additional"),
    [
        ("withdraw ira 20000", "20000", "0.1", "2000"),
        ("withdraw ira 33.33", "33.33", "0.1", "3.33"),
        ("withdraw 401k 1000", "1000", "0.1", "100"),
        ("withdraw hsa 1000", "1000", "0.2", "200"),
        ("withdraw hsa 1000 for disability", "0", "0.2", "0"),
        ("withdraw ira 1000 for education", "0", "0.1", "0"),
        ("withdraw ira 10000 for first_home", "0", "0.1", "0"),
        ("withdraw ira 10000.10 for first_home", "0.10", "0.1", "0.01"),
        ("withdraw simple 1000", "1000", "0.1", "100"),
        ("withdraw simple 1000 since 2024-11-20", "1000", "0.1", "100"),
        ("withdraw simple 1000 since 2024-11-21", "1000", "0.25", "250"),
        ("withdraw simple 1000 since 2026-11-20", "1000", "0.25", "250"),
        ("withdraw heir 1000", "0", "0", "0"),
    ],
)
def test_early_money_bears_an_additional_tax(line: str, base: str, rate: str, additional: str) -> None:
    """At 47 years: 10% (26 USC 72(t)(1)), 25% in a SIMPLE plan's first two years (72(t)(6)), 20% (223(f)(4)(A))."""
    made = tried(line)
    [one] = made.withdrawn
    assert (one.early.base_usd, one.early.rate, one.early.tax_usd) == (D(base), D(rate), D(additional))
    assert made.additional_usd == D(additional)
    assert made.total_usd == made.after.total_usd + D(additional)
    assert (one.owner.name, one.paid) == ("Ana", AS_OF)


@pytest.mark.parametrize(
    ("account_id", "born", "is_early"),
    [
        ("ira", date(1967, 5, 20), False),
        ("ira", date(1967, 5, 21), True),
        ("hsa", date(1961, 11, 20), False),
        ("hsa", date(1961, 11, 21), True),
        ("heir", date(1990, 1, 1), False),
    ],
)
def test_age_counts_to_the_day(account_id: str, born: date, is_early: bool) -> None:
    """59 and a half on 20 November 2026, or the day after; 65 for a health savings account."""
    made = tried(f"withdraw {account_id} 100", household=savers(born))
    assert made.withdrawn[0].is_early is is_early
    assert bool(made.additional_usd) is is_early
    assert made.withdrawn[0].in_time_from == {"heir": None}.get(
        account_id, FREE_AT.replace(day=20 + is_early)
    )


@pytest.mark.parametrize(
    ("account_id", "name"),
    [("ira", "ira_distribution_usd"), ("401k", "ira_distribution_usd"), ("hsa", "other_income_usd"),
     ("heir", "ira_distribution_usd")],
)  # fmt: skip
def test_all_of_it_is_income(account_id: str, name: str) -> None:
    made = tried(f"withdraw {account_id} 300", f"withdraw {account_id} 200", "convert ira 50", "income 7")
    before, after = made.before.bill.unit, made.after.unit
    more = {"ira_distribution_usd": D(50), "other_income_usd": D(7)}
    more[name] += 500
    for amount, usd in more.items():
        assert getattr(after, amount) - getattr(before, amount) == usd


def test_a_limit_holds_for_all_wishes_of_one_owner() -> None:
    lines = ["withdraw ira 4000 for birth_or_adoption", "withdraw 401k 4000 for birth_or_adoption",
             "withdraw ira 100 for birth_or_adoption", "withdraw ira 6000 for first_home"]  # fmt: skip
    made = tried(*lines)
    assert [one.early.base_usd for one in made.withdrawn] == [0, 3000, 100, 0]
    assert made.additional_usd == 310
    rest = "the rest bears the additional tax"
    limits = [problem for problem in told(made.problems) if problem[0] == "early-limit"]
    assert limits == [
        ("early-limit", "401k: birth_or_adoption covers $1,000.00 of the $4,000.00", rest),
        ("early-limit", "ira: birth_or_adoption covers $0.00 of the $100.00", rest),
    ]  # fmt: skip


def test_a_limit_is_each_persons_own() -> None:
    household = savers()
    ana, ben = household.people
    both = replace(household, people=(ana, replace(ben, born=ana.born)))
    made = tried(
        "withdraw ira 5000 for birth_or_adoption", "withdraw bens 5000 for birth_or_adoption", household=both
    )
    assert made.additional_usd == 0


def test_what_is_taken_for_granted_is_told() -> None:
    assert told(tried("withdraw ira 1000 for levy").problems) == [
        (
            "withdrawal-basis",
            "the withdrawal from ira is taken as taxable in full",
            "after-tax contributions make a part of it free (Form 8606, or the plan's statement)",
        ),
        (
            "early-exception",
            "ira: levy is taken as told: a levy of the IRS on the account (26 USC 72(t)(2)(A)(vii))",
            "keep what proves it; Form 5329 names it by a number",
        ),
    ]
    assert told(tried("withdraw hsa 1000").problems) == []


def test_a_simple_plan_is_asked_for_its_first_day() -> None:
    simple = (
        "simple-since",
        "simple: the additional tax is 25% in the first 2 years of taking part (26 USC 72(t)(6)); "
        "the rate of later years is taken",
        "say since when: withdraw simple 1 since YYYY-MM-DD",
    )
    assert told(tried("withdraw simple 1").problems)[0] == simple
    since = tried("withdraw simple 1 since 2020-01-01").problems
    old = tried("withdraw simple 1", household=savers(date(1960, 1, 1))).problems
    assert [problem.code for problem in (*since, *old)] == ["withdrawal-basis"] * 2


ROTH = (
    "contributions come out first, untaxed, and the household file does not say what was contributed, nor in which "
    "year first (26 USC 408A(d))"
)
FORM_8606 = (
    "Form 8606, Part III, tells the taxable part: try it as income USD; any additional tax comes on top"
)
SELL = "try what must be sold for it: sell ACCOUNT SYMBOL SHARES"
OWNER = "write owner = as in [[people]], or add the person there"
SINCE = "since is the day, not after 2026-11-20, on which the owner of a SIMPLE IRA first took part"


@pytest.mark.parametrize(
    ("line", "why", "remedy"),
    [
        ("withdraw nowhere 1", "there is no account nowhere", f"use one of {', '.join(sorted(KINDS))}"),
        ("withdraw joint 1", "joint is of kind taxable: money taken out of it is no income", SELL),
        ("withdraw trust 1", "trust is of kind trust: money taken out of it is no income", SELL),
        ("withdraw roth 1", f"roth is of kind roth_ira: {ROTH}", FORM_8606),
        ("withdraw rheir 1", f"rheir is of kind inherited_roth_ira: {ROTH}", FORM_8606),
        (
            "withdraw r401k 1",
            "r401k is of kind roth_401k: its first contribution and the part that is earnings are not in the household "
            "file (26 USC 402A(d))",
            "the plan tells the taxable part: try it as income USD; any additional tax comes on top",
        ),
        (
            "withdraw 529 1",
            "529 is of kind 529: the part that is earnings, and what was paid for study, are not in the household "
            "file (26 USC 529(c))",
            "Form 1099-Q tells the earnings: try them as income USD; any additional tax comes on top",
        ),
        (
            "withdraw nobody 1",
            "nobody needs one owner among [[people]], whose age counts; found: none",
            OWNER,
        ),
        (
            "withdraw both 1",
            "both needs one owner among [[people]], whose age counts; found: Ana and Ben",
            OWNER,
        ),
        (
            "withdraw ira 50000.01",
            "ira holds $50,000.00, less than the $50,000.01 to take out",
            "take out that much or less",
        ),
        ("withdraw ira 1 since 2025-01-01", SINCE, "correct it, or leave it out"),
        ("withdraw simple 1 since 2026-11-21", SINCE, "correct it, or leave it out"),
        (
            "withdraw hsa 1 for medical",
            "what an HSA pays for medical care is no income, and changes no bill (26 USC 223(f)(1))",
            "name only what is taken out for something else",
        ),
        (
            "withdraw hsa 1 for levy",
            "levy is no exception that Ana has for an account of kind hsa",
            "use one of: death, disability",
        ),
        (
            "withdraw 401k 1 for separation_at_55",
            "separation_at_55 is no exception that Ana has for an account of kind 401k",
            "use one of: death, disability, equal_payments, public_safety_at_50, esop_dividends, levy, medical, "
            "divorce_order, reservist, birth_or_adoption, emergency, domestic_abuse, terminal_illness, disaster",
        ),
    ],
)
def test_what_cannot_be_taken_out_is_told(line: str, why: str, remedy: str) -> None:
    assert refused(line) == [("what-if", f'what-if "{line}": {why}', remedy)]


def test_money_of_somebody_who_does_not_sign_is_refused() -> None:
    household = savers()
    ana, ben = household.people
    child = replace(ana, name="Cleo", on_return=False)
    own = replace(household.account("ira"), account_id="cleos", owner="Cleo")
    made = replace(household, people=(ana, ben, child), accounts=(own, *household.accounts))
    [(_, message, remedy)] = refused("withdraw cleos 1", household=made)
    assert message == 'what-if "withdraw cleos 1": cleos belongs to Cleo, who is not on this return'
    assert remedy == "ask with that person's own household file"


def test_conversions_and_withdrawals_of_one_account_add_up_to_what_it_holds() -> None:
    assert tried("convert ira 30000", "withdraw ira 20000").after.unit.ira_distribution_usd == 50_000
    [(_, message, _)] = refused("withdraw ira 20000", "convert ira 30000.01")
    assert message.endswith("ira holds $50,000.00, less than the $50,000.01 to take out")


def test_every_fault_is_told_at_once() -> None:
    assert len(refused("withdraw roth 1", "withdraw nowhere 1", "withdraw ira 60000", "convert roth 1")) == 4
