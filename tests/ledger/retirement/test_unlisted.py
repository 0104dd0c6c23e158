"""Which IRAs hold what no exchange trades, who stands near them, and what their end would cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.retirement.builders import ANN, AS_OF, BOB, DAD, HERE, account, holding, household
from trimtab.adapters.retirement_law import retirement_law_for
from trimtab.core.accounts import Account, AccountKind, Role
from trimtab.core.household import FilingStatus, Household, Person, TaxProfile
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.ledger.retirement.unlisted import UnlistedAccount, unlisted_accounts

D = Decimal
LAW = retirement_law_for(2026)
IRA = AccountKind.TRADITIONAL_IRA
MIA = Person("Mia", date(2001, 5, 5), on_return=False)
FROZEN_HOUSE = (holding("HOUSE", 1, Role.FROZEN),)


def instrument(symbol: str, kind: InstrumentKind) -> Instrument:
    return Instrument(symbol, symbol.title(), kind, (("real_estate.direct", D(1)),))


def at_home(*accounts: Account, **changes: object) -> Household:
    kinds = {"HOUSE": InstrumentKind.PROPERTY, "FUND": InstrumentKind.PRIVATE, "GOLD": InstrumentKind.OTHER}
    changes.setdefault("instruments", {symbol: instrument(symbol, kind) for symbol, kind in kinds.items()})
    return household(*accounts, **changes)


def one(*accounts: Account, **changes: object) -> UnlistedAccount:
    [found] = unlisted_accounts(at_home(*accounts, **changes), LAW)
    return found


def joint(status: FilingStatus) -> TaxProfile:
    return TaxProfile(status, 2026, D(22), D(15))


def test_a_house_in_an_ira_with_everything_known():
    ira = account("ira", IRA, positions=FROZEN_HOUSE, value_last_year_end_usd=D(290_000))
    found = one(ira, account("other", IRA))
    assert (found.account, found.owner, found.spouse, found.others) == (ira, ANN, BOB, ())
    assert (found.symbols, found.value_usd) == (("HOUSE",), 300_000)
    assert found.if_ended is not None
    assert (found.if_ended.ends_account, found.if_ended.on) == (True, date(2026, 1, 1))
    assert (found.if_ended.distributed_usd, found.if_ended.early_tax_usd) == (290_000, 0)
    assert found.if_ended.source == "26 USC 408(e)(2)"


@pytest.mark.parametrize(
    ("symbol", "role", "is_unlisted"),
    [
        ("HOUSE", Role.TRADABLE, True),
        ("FUND", Role.TRADABLE, True),
        ("GOLD", Role.FROZEN, True),
        ("GOLD", Role.EXCLUDED, True),
        ("GOLD", Role.TRADABLE, False),
        ("VTI", Role.FROZEN, False),
    ],
)
def test_what_no_exchange_trades(symbol: str, role: Role, is_unlisted: bool):
    home = at_home(account("ira", IRA, positions=(holding(symbol, 1, role),)))
    assert bool(unlisted_accounts(home, LAW)) is is_unlisted


@pytest.mark.parametrize("kind", list(AccountKind))
def test_only_iras_are_looked_at(kind: AccountKind):
    found = unlisted_accounts(at_home(account("a", kind, positions=FROZEN_HOUSE)), LAW)
    assert bool(found) is ("ira" in kind.value)


def test_only_the_unlisted_part_is_counted_and_only_where_priced():
    positions = (holding("FUND", 3), holding("HOUSE", 2, Role.FROZEN), holding("VTI", 50))
    prices = {"HOUSE": Price("HOUSE", D("100.333"), AS_OF, HERE), "VTI": Price("VTI", D(7), AS_OF, HERE)}
    ira = account("ira", IRA, positions=positions)
    found = one(ira, prices={**prices, "FUND": Price("FUND", D(10), AS_OF, HERE)})
    assert (found.symbols, found.value_usd) == (("FUND", "HOUSE"), D("230.67"))
    assert one(ira, prices=prices).value_usd is None


def test_a_young_owner_pays_the_additional_tax_and_an_heir_does_not():
    facts = {"value_last_year_end_usd": D(1000), "positions": FROZEN_HOUSE}
    young = replace(ANN, born=date(1980, 1, 1))
    own = one(account("ira", IRA, **facts), people=(young,))
    left = one(account("ira", AccountKind.INHERITED_IRA, inheritance=DAD, **facts), people=(young,))
    assert own.if_ended is not None
    assert left.if_ended is not None
    assert (own.if_ended.early_tax_usd, left.if_ended.early_tax_usd) == (100, 0)


def test_without_a_value_or_an_owner_no_cost_is_told():
    assert one(account("ira", IRA, positions=FROZEN_HOUSE)).if_ended is None
    nobodys = account("ira", IRA, "Zoe", positions=FROZEN_HOUSE, value_last_year_end_usd=D(1))
    found = one(nobodys)
    assert (found.owner, found.spouse, found.others, found.if_ended) == (None, None, (ANN, BOB), None)
    assert one(replace(nobodys, owner="Ann & Bob")).owner is None


def test_the_spouse_is_the_other_signer_of_a_joint_return():
    def spouse(
        owner: str, *people: Person, status: FilingStatus = FilingStatus.MARRIED_JOINT
    ) -> Person | None:
        return one(
            account("ira", IRA, owner, positions=FROZEN_HOUSE), people=people, tax=joint(status)
        ).spouse

    assert spouse("Ann", ANN, BOB) == BOB
    assert spouse("Bob", ANN, BOB) == ANN
    assert spouse("Ann", ANN, BOB, MIA) == BOB
    assert spouse("Mia", ANN, BOB, MIA) is None
    assert spouse("Ann", ANN) is None
    assert spouse("Ann", ANN, BOB, replace(MIA, on_return=True)) is None
    assert spouse("Ann", ANN, BOB, status=FilingStatus.MARRIED_SEPARATE) is None


def test_a_spouse_who_alone_inherits_is_known_in_any_marriage_and_in_no_other_status():
    ira = account("ira", IRA, positions=FROZEN_HOUSE, spouse_sole_beneficiary="bob")
    away = replace(BOB, on_return=False)

    def spouse(status: FilingStatus) -> Person | None:
        return one(ira, people=(ANN, away), tax=joint(status)).spouse

    assert spouse(FilingStatus.MARRIED_SEPARATE) == away
    assert spouse(FilingStatus.MARRIED_JOINT) == away
    assert spouse(FilingStatus.SINGLE) is None


def test_whose_relation_is_not_told_stays_apart():
    assert one(account("ira", IRA, positions=FROZEN_HOUSE), people=(ANN, BOB, MIA)).others == (MIA,)
