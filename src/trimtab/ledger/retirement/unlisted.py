"""IRAs with what no exchange trades: a house, a private fund, a note. Dealings around them can end the account."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind, Position, Role
from trimtab.core.household import FilingStatus, Household, Person
from trimtab.core.instruments import InstrumentKind
from trimtab.core.money import ZERO, cents
from trimtab.ledger.retirement.facts import INHERITED, MARRIED
from trimtab.ledger.retirement.moved import facts_of
from trimtab.tax.account_law import RetirementLaw
from trimtab.tax.self_directed.prohibited import (
    FORBIDDEN,
    Consequence,
    Dealing,
    ForbiddenDealing,
    Party,
    consequence,
)

IRAS = INHERITED | {
    AccountKind.TRADITIONAL_IRA,
    AccountKind.SEP_IRA,
    AccountKind.SIMPLE_IRA,
    AccountKind.ROTH_IRA,
}
OWN_TAX_ON_EARLY_MONEY = frozenset({AccountKind.ROTH_IRA, AccountKind.SIMPLE_IRA})
_NO_EXCHANGE = frozenset({InstrumentKind.PROPERTY, InstrumentKind.PRIVATE})


@dataclass(frozen=True, slots=True)
class UnlistedAccount:
    """One such IRA, and who stands near it as far as the household file tells.

    `value_usd` is what its `symbols` that no exchange trades are worth, None without a price. `spouse` is None where
    there is none or it is not told who; `others` are people whose relation is not told. `if_ended` is what the end
    of the account would cost, None where last year-end's value or the owner's birth is not known; its
    `early_tax_usd` means nothing for the kinds in `OWN_TAX_ON_EARLY_MONEY`.
    """

    account: Account
    owner: Person | None
    spouse: Person | None
    others: tuple[Person, ...]
    symbols: tuple[str, ...]
    value_usd: Decimal | None
    if_ended: Consequence | None


def unlisted_accounts(household: Household, law: RetirementLaw) -> tuple[UnlistedAccount, ...]:
    """Every IRA, own, inherited or Roth, that holds something no exchange trades. Raises nothing.

    Property and private holdings are such by their kind, others where they are frozen. Not in an employer's plan,
    whose own funds are private too, and not in an HSA.
    """
    found = []
    for account in household.accounts:
        positions = [one for one in account.positions if has_no_exchange(household, one)]
        if account.kind in IRAS and positions:
            found.append(_unlisted(household, account, positions, law))
    return tuple(found)


def has_no_exchange(household: Household, position: Position) -> bool:
    """Whether no exchange trades what this position holds."""
    instrument = household.instruments.get(position.symbol)
    if instrument is None:
        return False
    is_frozen_other = instrument.kind is InstrumentKind.OTHER and position.role is not Role.TRADABLE
    return instrument.kind in _NO_EXCHANGE or is_frozen_other


def _unlisted(
    household: Household, account: Account, positions: list[Position], law: RetirementLaw
) -> UnlistedAccount:
    owners = household.owners(account)
    owner = owners[0] if len(owners) == 1 else None
    spouse = _spouse(household, account, owner) if owner else None
    known = {person.name for person in (owner, spouse) if person}
    priced = all(one.symbol in household.prices for one in positions)
    return UnlistedAccount(
        account=account,
        owner=owner,
        spouse=spouse,
        others=tuple(person for person in household.people if person.name not in known),
        symbols=tuple(one.symbol for one in positions),
        value_usd=_value_usd(household, positions) if priced else None,
        if_ended=_if_ended(account, owner, law) if owner else None,
    )


def _value_usd(household: Household, positions: list[Position]) -> Decimal:
    return cents(sum((one.quantity * household.price_usd(one.symbol) for one in positions), ZERO))


def _spouse(household: Household, account: Account, owner: Person) -> Person | None:
    """Who alone inherits the account as the spouse, or the other of the two who sign a joint return."""
    named = facts_of(account).spouse_sole_beneficiary.casefold()
    told = [one for one in household.people if one.name.casefold() == named]
    if told and household.tax.filing_status in MARRIED:
        return told[0]
    signers = [one for one in household.people if one.on_return]
    is_joint = household.tax.filing_status is FilingStatus.MARRIED_JOINT
    if is_joint and len(signers) == 2 and owner in signers:
        return signers[1] if signers[0] == owner else signers[0]
    return None


def _if_ended(account: Account, owner: Person, law: RetirementLaw) -> Consequence | None:
    """What a forbidden dealing of the owner costs, by the balance of last year-end as the value on 1 January."""
    value_usd = facts_of(account).value_last_year_end_usd
    if value_usd is None:
        return None
    return consequence(_OWN_DEALING, account.kind, owner.born, law, value_usd, ZERO)


_OWN_DEALING = ForbiddenDealing(Dealing.SALE_OR_LEASE, Party.OWNER, FORBIDDEN[Dealing.SALE_OR_LEASE])
