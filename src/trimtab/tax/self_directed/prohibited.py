"""Dealings that the law forbids between an account and people close to its owner, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.accounts import AccountKind
from trimtab.core.money import ZERO, cents
from trimtab.tax.account_law import RetirementLaw
from trimtab.tax.ages import reaches


class Party(StrEnum):
    """Who deals with the account, seen from its owner."""

    OWNER = "owner"
    FIDUCIARY = "fiduciary"  # who manages it, advises it for a fee, or keeps it
    SPOUSE = "spouse"
    ANCESTOR = "ancestor"
    DESCENDANT = "descendant"
    SPOUSE_OF_DESCENDANT = "spouse of a descendant"
    ENTITY_HALF_OWNED = "entity of which these own half or more"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other relative"
    STRANGER = "stranger"


DISQUALIFIED = {
    Party.OWNER: "26 USC 4975(e)(2)(A), (E), (H)",
    Party.FIDUCIARY: "26 USC 4975(e)(2)(A), (B), 4975(e)(3)",
    Party.SPOUSE: "26 USC 4975(e)(2)(F), 4975(e)(6)",
    Party.ANCESTOR: "26 USC 4975(e)(2)(F), 4975(e)(6)",
    Party.DESCENDANT: "26 USC 4975(e)(2)(F), 4975(e)(6)",
    Party.SPOUSE_OF_DESCENDANT: "26 USC 4975(e)(2)(F), 4975(e)(6)",
    Party.ENTITY_HALF_OWNED: "26 USC 4975(e)(2)(G)",
}


class Dealing(StrEnum):
    """What is done."""

    SALE_OR_LEASE = "sale, exchange or lease of property"  # either way
    LOAN = "loan or credit"  # either way, a personal guarantee included
    GOODS_OR_SERVICES = "goods, services or facilities"  # own repairs of the account's house included
    USE_OF_ASSETS = "use of the account's assets"  # living in its house
    SELF_DEALING = "dealing with its assets in one's own interest"
    KICKBACK = "payment from others for dealing with it"
    UNREASONABLE_PAY = "more than reasonable pay for managing it"
    PLEDGE = "use as security for a loan"
    COLLECTIBLE = "purchase of a collectible"
    LIFE_INSURANCE = "purchase of life insurance"
    INVESTMENT = "ordinary purchase or sale on a market"


FORBIDDEN = {
    Dealing.SALE_OR_LEASE: "26 USC 4975(c)(1)(A)",
    Dealing.LOAN: "26 USC 4975(c)(1)(B), 408(e)(3)",
    Dealing.GOODS_OR_SERVICES: "26 USC 4975(c)(1)(C)",
    Dealing.USE_OF_ASSETS: "26 USC 4975(c)(1)(D)",
    Dealing.SELF_DEALING: "26 USC 4975(c)(1)(E)",
    Dealing.KICKBACK: "26 USC 4975(c)(1)(F)",
    Dealing.UNREASONABLE_PAY: "26 USC 4975(c)(1)(D), 4975(d)(10)",
}
WHOEVER = {
    Dealing.PLEDGE: "26 USC 408(e)(4)",
    Dealing.COLLECTIBLE: "26 USC 408(m), but for the coins and bullion of 408(m)(3)",
    Dealing.LIFE_INSURANCE: "26 USC 408(a)(3)",
}


@dataclass(frozen=True, slots=True)
class ForbiddenDealing:
    """A dealing that is forbidden: what, with whom, and by which words of the law."""

    dealing: Dealing
    party: Party
    source: str

    def __str__(self) -> str:
        return f"{self.dealing} with the {self.party}: {self.source}"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What it costs, in USD. `distributed_usd` counts as taken out on `on`; the taxes are beside income tax.

    `ends_account`: from that day it is no IRA any more.
    """

    ends_account: bool
    distributed_usd: Decimal
    on: date | None
    early_tax_usd: Decimal
    excise_usd: Decimal
    source: str


def check_dealing(dealing: Dealing, party: Party) -> ForbiddenDealing | None:
    """The forbidden dealing that a described one is, or None.

    A brother or sister is not disqualified. A dealing with a stranger is still forbidden where the account is
    pledged, or buys a collectible or life insurance. Exemptions (26 USC 4975(d), and those of the Department of
    Labor) are not looked at, but reasonable pay for necessary services, which is no dealing named here.
    """
    if dealing in WHOEVER:
        return ForbiddenDealing(dealing, party, WHOEVER[dealing])
    if dealing in FORBIDDEN and party in DISQUALIFIED:
        return ForbiddenDealing(dealing, party, f"{FORBIDDEN[dealing]}; {DISQUALIFIED[party]}")
    return None


def consequence(
    found: ForbiddenDealing,
    kind: AccountKind,
    born: date,
    law: RetirementLaw,
    value_on_1_january_usd: Decimal,
    amount_usd: Decimal,
) -> Consequence:
    """What a forbidden dealing of the law's year costs the account's owner. Raises nothing.

    An IRA whose owner or heir takes part ends on 1 January; a pledge or a collectible only counts the amount as
    taken out; a plan stays, and the other side owes an excise for each year. An heir owes no additional tax (26 USC
    72(t)(2)(A)(ii)). A Roth IRA's own ordering rules, a SIMPLE IRA's own rate and other exceptions to that tax are
    left out. Source: 26 USC 408(e)(2), (4), 408(m)(1), 4975(a) to (c)(3).
    """
    if kind in {AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B}:
        excise = cents(amount_usd * law.prohibited.excise_rate)
        return Consequence(False, ZERO, None, ZERO, excise, "26 USC 4975(a)")
    if found.dealing in {Dealing.PLEDGE, Dealing.COLLECTIBLE}:
        return _taken_out(False, amount_usd, None, kind, born, law, WHOEVER[found.dealing])
    new_year = date(law.year, 1, 1)
    return _taken_out(True, value_on_1_january_usd, new_year, kind, born, law, "26 USC 408(e)(2)")


_HEIRS = frozenset({AccountKind.INHERITED_IRA, AccountKind.INHERITED_ROTH_IRA})


def _taken_out(
    ends: bool,
    amount_usd: Decimal,
    on: date | None,
    kind: AccountKind,
    born: date,
    law: RetirementLaw,
    source: str,
) -> Consequence:
    old_enough = reaches(born, law.early.age_months)
    is_early = on < old_enough if on else law.year < old_enough.year
    early = cents(amount_usd * law.early.rate) if is_early and kind not in _HEIRS else ZERO
    return Consequence(ends, amount_usd, on, early, ZERO, source)
