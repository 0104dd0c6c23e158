"""What the books must know besides the events: the accounts, their lot methods, and what counts as identical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.events import LotMethod


@dataclass(frozen=True, slots=True)
class BookAccount:
    """An account of the household and the lot method it uses where a sale names none.

    `fund_method` is for the symbols in `BookRules.funds`; None: the same as for the rest. Its trades are known from
    `known_from` to `known_to`, both ends included; None is unknown.
    """

    account_id: str
    kind: AccountKind
    owner: str = ""
    method: LotMethod = LotMethod.FIFO
    fund_method: LotMethod | None = None
    known_from: date | None = None
    known_to: date | None = None


@dataclass(frozen=True, slots=True)
class OptionOn:
    """An option symbol, the stock symbol it buys, and the shares one contract controls (26 USC 1091(a))."""

    symbol: str
    on: str
    shares: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class BookRules:
    """Accounts and conventions.

    `funds` are the symbols whose basis may be averaged: mutual funds and reinvestment-plan shares
    (26 CFR 1.1012-1(e)). `groups` maps a symbol to its group of substantially identical securities; a symbol that
    is not in it stands for itself. The rates (percent) decide what LOWEST_TAX means; both or none.
    Raises ValueError for two accounts of one name.
    """

    accounts: tuple[BookAccount, ...]
    funds: frozenset[str] = frozenset()
    groups: Mapping[str, str] = field(default_factory=dict)
    options: tuple[OptionOn, ...] = ()
    short_rate_pct: Decimal | None = None
    long_rate_pct: Decimal | None = None

    def __post_init__(self) -> None:
        names = [account.account_id for account in self.accounts]
        if len(set(names)) < len(names):
            raise ValueError(f"an account is described twice: {sorted(names)}")
