"""What the books must know besides the events: accounts with their lot methods, identical securities, options."""

from __future__ import annotations

from trimtab.core.events import LotMethod
from trimtab.core.household import Household
from trimtab.core.instruments import InstrumentKind
from trimtab.ledger.books.rules import BookAccount, BookRules, OptionOn
from trimtab.ledger.spec import HouseholdSpec
from trimtab.ledger.symbols import Symbols


def book_rules(household: Household, spec: HouseholdSpec, symbols: Symbols) -> BookRules:
    """Accounts by id with the method written for each, FIFO where none is; rates as the household file has them."""
    methods = {account.account_id: account.lot_method for account in spec.accounts}
    known = symbols.known
    return BookRules(
        accounts=tuple(
            BookAccount(
                account_id=account.account_id,
                kind=account.kind,
                owner=account.owner,
                method=_for_shares(methods.get(account.account_id)),
                fund_method=methods.get(account.account_id),
                known_from=account.history_from,
                known_to=account.history_to,
            )
            for account in household.accounts
        ),
        funds=frozenset(s for s, found in known.items() if found.kind is InstrumentKind.MUTUAL_FUND),
        groups={symbol: found.wash_group for symbol, found in sorted(known.items())},
        options=tuple(
            OptionOn(symbol, found.option_on, found.shares_per_contract)
            for symbol, found in sorted(known.items())
            if found.option_on
        ),
        short_rate_pct=household.tax.short_rate * 100,
        long_rate_pct=household.tax.long_rate * 100,
    )


def _for_shares(method: LotMethod | None) -> LotMethod:
    """Average cost is for funds only (26 CFR 1.1012-1(e)(1)): an account that uses it sells other shares first in,
    first out."""
    return LotMethod.FIFO if method is None or method is LotMethod.AVERAGE else method
