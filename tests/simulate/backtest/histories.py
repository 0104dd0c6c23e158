"""A small household and a market made by hand, for backtests that can be followed on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.universe import UNIVERSE
from trimtab.adapters.catalogue import covariance
from trimtab.bootstrap import law_files
from trimtab.core.accounts import Account, AccountKind, Lot, Position
from trimtab.core.backtest import LawOf
from trimtab.core.household import FilingStatus, Household, Person, TaxProfile, YearIncome
from trimtab.core.instruments import Price
from trimtab.core.market import Distribution, Market, PriceSeries
from trimtab.core.policy import BandRule, Bands, Calendar, Policy
from trimtab.core.problems import Source
from trimtab.services.backtest import law_for_years
from trimtab.simulate.backtest.run import Question
from trimtab.simulate.backtest.terms import Terms

SOURCE = Source("small")
TODAY = date(2026, 11, 20)
FIRST, LAST = date(2020, 1, 2), date(2021, 12, 31)
SYMBOLS = ("BND", "VTI", "VXUS")
QUARTERS = (3, 6, 9, 12)

Closes = Callable[[int], Decimal]


def weekdays(first: date = FIRST, last: date = LAST) -> tuple[date, ...]:
    """Every day from Monday to Friday."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < 5)


def waves(start: str, swing: str, length: int, trend: str) -> Closes:
    """Closes that swing like a saw around a trend: exact to the cent."""

    def close(n: int) -> Decimal:
        at = n % length
        saw = Decimal(at if at < length // 2 else length - at) / length - Decimal("0.25")
        value = Decimal(start) * (1 + Decimal(swing) * saw) * (1 + Decimal(trend) * n / 250)
        return value.quantize(Decimal("0.01"))

    return close


CLOSES = {
    "VTI": waves("100", "1.2", 160, "0.10"),
    "VXUS": waves("50", "1.6", 110, "0.04"),
    "BND": waves("80", "0.1", 90, "0.01"),
}
PAID = {"VTI": "0.40", "VXUS": "0.30", "BND": "0.50"}


def series(
    symbol: str, days: tuple[date, ...], closes: Closes | None = None, pays: bool = True
) -> PriceSeries:
    """One fund's closes and a distribution on the tenth market day or so of each quarter's last month."""
    made = closes or CLOSES[symbol]
    paid = tuple(
        Distribution(day, Decimal(PAID[symbol]), Decimal("0.9") if symbol != "BND" else Decimal(0))
        for day in _tenths(days)
    )
    return PriceSeries(symbol, days, tuple(made(n) for n in range(len(days))), paid if pays else ())


def _tenths(days: Iterable[date]) -> list[date]:
    found: dict[tuple[int, int], date] = {}
    for day in days:
        if day.month in QUARTERS and day.day >= 10:
            found.setdefault((day.year, day.month), day)
    return sorted(found.values())


def market(first: date = FIRST, last: date = LAST, pays: bool = True) -> Market:
    """Three funds over the same weekdays."""
    days = weekdays(first, last)
    return Market({symbol: series(symbol, days, pays=pays) for symbol in SYMBOLS})


def household(has_income: bool = True) -> Household:
    """A taxable account and a traditional IRA, each with something of everything, and a couple that owns them."""
    prices = {"VTI": "300", "VXUS": "80", "BND": "75"}
    return Household(
        name="Small",
        as_of=TODAY,
        accounts=(
            _account("ira", AccountKind.TRADITIONAL_IRA, "Ann", {"BND": 900, "VTI": 200}, "3000"),
            _account("taxable", AccountKind.TAXABLE, "Ann & Bob", {"VTI": 500, "VXUS": 700}, "20000"),
        ),
        instruments={symbol: UNIVERSE[symbol] for symbol in SYMBOLS},
        prices={s: Price(s, Decimal(usd), TODAY, SOURCE) for s, usd in sorted(prices.items())},
        tax=TaxProfile(
            FilingStatus.MARRIED_JOINT, 2026, Decimal(22), Decimal(15), Decimal("4.4"), state="CO"
        ),
        people=(Person("Ann", date(1970, 5, 5)), Person("Bob", date(1972, 6, 6))),
        income=YearIncome(Decimal(150000)) if has_income else None,
    )


def _account(name: str, kind: AccountKind, owner: str, held: dict[str, int], cash: str) -> Account:
    return Account(
        account_id=name,
        name=name.upper(),
        kind=kind,
        owner=owner,
        custodian="Schwab",
        mask="0000",
        cash_usd=Decimal(cash),
        positions=tuple(
            Position(s, (Lot("old", Decimal(n), Decimal(n) * 50, date(2015, 1, 5), SOURCE),))
            for s, n in sorted(held.items())
        ),
        history_from=TODAY - timedelta(days=90),
        history_to=TODAY,
    )


def policy(**changes: object) -> Policy:
    """Half US stocks, a fifth international, the rest bonds and a little cash; five points either side."""
    own = Policy(
        target={k: Decimal(v) for k, v in TARGET.items()},
        buys={"bonds": ("BND",), "stocks.intl": ("VXUS",), "stocks.us": ("VTI",), "cash": ()},
        bands=Bands(rule=BandRule.ABSOLUTE),
        calendar=Calendar.QUARTERLY,
    )
    return replace(own, **changes)  # type: ignore[arg-type]


TARGET = {"bonds": "0.28", "cash": "0.02", "stocks.intl": "0.2", "stocks.us": "0.5"}


def question(
    own: Household | None = None, made: Market | None = None, rules: Policy | None = None, **terms: object
) -> Question:
    """A backtest of the small household over the whole of its market."""
    owned = own or household()
    asked = replace(Terms(FIRST, LAST), **terms)  # type: ignore[arg-type]
    law = law_for_years(owned, law_files(), LawOf.FROZEN)
    return Question(owned, rules or policy(), covariance(), made or market(), asked, law)
