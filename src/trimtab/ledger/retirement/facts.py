"""What the household file says of retirement accounts, checked before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus, Person
from trimtab.core.money import usd
from trimtab.core.problems import Problem, error, warning
from trimtab.core.retirement import RetirementFacts
from trimtab.ledger.spec import AccountSpec, HouseholdSpec

INHERITED = frozenset({AccountKind.INHERITED_IRA, AccountKind.INHERITED_ROTH_IRA})
PLANS = frozenset({AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B})
MARRIED = frozenset({FilingStatus.MARRIED_JOINT, FilingStatus.MARRIED_SEPARATE})


def check_retirement(spec: HouseholdSpec) -> list[Problem]:
    """Facts that contradict each other or the kind of account. Nothing where no facts are given."""
    people = {person.name.casefold(): person for person in spec.people}
    problems: list[Problem] = []
    for account in spec.accounts:
        if account.retirement is not None:
            problems += _of_account(account, account.retirement, people, spec)
    return problems


def _of_account(
    account: AccountSpec, facts: RetirementFacts, people: Mapping[str, Person], spec: HouseholdSpec
) -> Iterator[Problem]:
    name, where = account.account_id, account.source
    if account.kind.is_taxable or account.kind is AccountKind.E529:
        words = f"{name} is a {account.kind} account, and what is said of retirement accounts has no meaning there"
        yield warning("retirement-kind", words, "leave it out, or correct the account's kind", where)
    if facts.distributed_usd is not None and facts.donated_usd > facts.distributed_usd:
        given, out = usd(facts.donated_usd), usd(facts.distributed_usd)
        words = f"{name}: donated_usd is {given}, more than distributed_usd of {out}"
        yield error("retirement-donated", words, "distributed_usd includes donated_usd: correct one", where)
    if facts.still_working and account.kind not in PLANS:
        words = f"{name}: still_working puts nothing off for a {account.kind}"
        yield warning("retirement-working", words, "write it with the plan of the employer", where)
    yield from _inheritance(account, facts)
    if facts.spouse_sole_beneficiary:
        yield from _spouse(account, facts.spouse_sole_beneficiary, people, spec)


def _inheritance(account: AccountSpec, facts: RetirementFacts) -> Iterator[Problem]:
    left, name = facts.inheritance, account.account_id
    if left is None:
        return
    if account.kind not in INHERITED:
        words = f"{name} is a {account.kind}, and says that it was inherited"
        remedy = 'write kind = "inherited_ira" or "inherited_roth_ira"; a spouse\'s rollover is one\'s own'
        yield error("inherited-kind", words, remedy, account.source)
    if left.died < left.decedent_born:
        words = f"{name}: {left.decedent} died on {left.died}, before the birth on {left.decedent_born}"
        yield error(
            "inherited-days", words, "correct born or died under [accounts.inherited]", account.source
        )


def _spouse(
    account: AccountSpec, named: str, people: Mapping[str, Person], spec: HouseholdSpec
) -> Iterator[Problem]:
    if named.casefold() not in people:
        known = ", ".join(person.name for person in spec.people) or "nobody"
        words = f'{account.account_id}: "{named}" is none of the people: {known}'
        remedy = "write the name as in [[people]], with the day of birth"
        yield error("spouse-unknown", words, remedy, account.source)
    elif named.casefold() == account.owner.casefold():
        words = f"{account.account_id}: {named} owns it, and cannot inherit it"
        yield error("spouse-owner", words, "name the spouse, or leave it out", account.source)
    elif spec.tax.filing_status not in MARRIED:
        words = f"{account.account_id}: {named} is said to be the spouse of a filer of status {spec.tax.filing_status}"
        remedy = "leave spouse_sole_beneficiary out for anybody but a spouse"
        yield warning("spouse-status", words, remedy, account.source)
