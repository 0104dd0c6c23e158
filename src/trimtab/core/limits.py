"""Limits on what is held: the least and the most of a security or class, in one account or over the household."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trimtab.core.money import HUNDRED, ZERO, plain, usd_whole


class Unit(StrEnum):
    """What a bound is counted in. Percent is of what counts towards the target: reserves are left out."""

    SHARES = "shares"
    USD = "usd"
    PCT_OF_ACCOUNT = "pct_of_account"
    PCT_OF_HOUSEHOLD = "pct_of_household"


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range: so many shares, dollars or percent."""

    amount: Decimal
    unit: Unit

    @property
    def is_percent(self) -> bool:
        """Whether it moves with the value of what it is a percent of."""
        return self.unit in {Unit.PCT_OF_ACCOUNT, Unit.PCT_OF_HOUSEHOLD}

    def in_usd(self, price_usd: Decimal | None, whole_usd: Decimal) -> Decimal | None:
        """The bound in dollars; `whole_usd` is what it is a percent of. None for shares without a price."""
        if self.unit is Unit.USD:
            return self.amount
        if self.unit is Unit.SHARES:
            return None if price_usd is None else self.amount * price_usd
        return max(ZERO, whole_usd) * self.amount / HUNDRED

    @property
    def words(self) -> str:
        """The bound as people say it: `100 shares`, `$5,000`, `10% of the household`."""
        if self.unit is Unit.USD:
            return usd_whole(self.amount)
        if self.unit is Unit.SHARES:
            return f"{plain(self.amount)} shares"
        whole = "the account" if self.unit is Unit.PCT_OF_ACCOUNT else "the household"
        return f"{plain(self.amount)}% of {whole}"


@dataclass(frozen=True, slots=True)
class HoldingLimit:
    """A hard range for what is held of `symbol`, or of `class_id` and the classes below it, whichever is given.

    `account_id` empty: over all accounts. `through_funds`: other shares of the same issuer count too, and what funds
    hold of them. No plan leaves the range; where today's holding is outside, none goes further away. Excluded holdings
    do not count.
    """

    symbol: str = ""
    class_id: str = ""
    account_id: str = ""
    least: Bound | None = None
    most: Bound | None = None
    through_funds: bool = False

    @property
    def what(self) -> str:
        """The symbol or class it is about."""
        return self.symbol or self.class_id

    @property
    def limit_id(self) -> str:
        """Its stable name: what, and where: `AAPL`, `bonds@ira`, `AAPL+funds`."""
        through = "+funds" if self.through_funds else ""
        return self.what + through + (f"@{self.account_id}" if self.account_id else "")

    @property
    def words(self) -> str:
        """The limit in plain words: `AAPL in joint: at least 100 shares, at most 10% of the household`."""
        through = ", also through funds" if self.through_funds else ""
        where = f" in {self.account_id}" if self.account_id else ""
        ends = [f"at least {self.least.words}"] if self.least else []
        ends += [f"at most {self.most.words}"] if self.most else []
        return f"{self.what}{through}{where}: {', '.join(ends)}"
