"""The form of `[[limits]]`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from trimtab.adapters.household.table import NotNegative, Percent, Table
from trimtab.core.limits import Bound, Unit


class LimitTable(Table):
    """A range for what is held of a security or class, that no plan leaves."""

    symbol: str = ""
    class_: Annotated[str, Field(alias="class")] = ""
    """Instead of symbol: a class, with all below it."""
    account: str = ""
    """The account's id; left out: over the whole household."""
    through_funds: bool = False
    """What funds hold of the symbol, and other shares of its issuer, count too."""
    at_least_shares: NotNegative | None = None
    at_least_usd: NotNegative | None = None
    at_least_pct: Percent | None = None
    at_most_shares: NotNegative | None = None
    at_most_usd: NotNegative | None = None
    at_most_pct: Percent | None = None
    pct_of: Literal["account", "household"] | None = None
    """What the percent is of; left out: the account where one is named, else the household."""

    @model_validator(mode="after")
    def _one_range(self) -> Self:
        if bool(self.symbol) == bool(self.class_):
            raise ValueError("a limit is on exactly one of symbol and class")
        for end in ("at_least", "at_most"):
            given = [unit for unit in ("shares", "usd", "pct") if getattr(self, f"{end}_{unit}") is not None]
            if len(given) > 1:
                raise ValueError(f"give {end} in one unit, not in {' and '.join(given)}")
        if self.at_least is None and self.at_most is None:
            raise ValueError("a limit needs at_least_… or at_most_…, in shares, usd or pct")
        if self.class_ and (self.at_least_shares is not None or self.at_most_shares is not None):
            raise ValueError("a class has no shares: write at_least_usd or at_least_pct")
        if self.through_funds and not self.symbol:
            raise ValueError("through_funds is for a symbol")
        if self.pct_of == "account" and not self.account:
            raise ValueError('pct_of = "account" needs an account')
        return self

    @property
    def at_least(self) -> Bound | None:
        """The least, in its unit."""
        return self._bound(self.at_least_shares, self.at_least_usd, self.at_least_pct)

    @property
    def at_most(self) -> Bound | None:
        """The most, in its unit."""
        return self._bound(self.at_most_shares, self.at_most_usd, self.at_most_pct)

    def _bound(self, shares: Decimal | None, usd: Decimal | None, pct: Decimal | None) -> Bound | None:
        of_account = (self.pct_of or ("account" if self.account else "household")) == "account"
        percent = Unit.PCT_OF_ACCOUNT if of_account else Unit.PCT_OF_HOUSEHOLD
        ends = ((shares, Unit.SHARES), (usd, Unit.USD), (pct, percent))
        return next((Bound(amount, unit) for amount, unit in ends if amount is not None), None)
