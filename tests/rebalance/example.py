"""A household small enough to follow by hand, and plans for it from quantities that a test writes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.universe import UNIVERSE
from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.household import FilingStatus, Household, TaxProfile
from trimtab.core.instruments import Price
from trimtab.core.plan import CostBreakdown, Method, Plan
from trimtab.core.policy import Policy
from trimtab.core.problems import Source
from trimtab.rebalance.fills import apply_fills
from trimtab.rebalance.limits import limit_states
from trimtab.rebalance.measure import measure
from trimtab.rebalance.orders import BuyKey, LotKey, Quantities, build_trades
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.tell.reasons import with_reasons
from trimtab.rebalance.waterfall.moves import waterfall
from trimtab.tax.netting import year_result

D = Decimal
AS_OF = date(2026, 11, 20)
SOURCE = Source("example")
PRICES = {
    "VTI": "300",
    "VXUS": "60",
    "BND": "70",
    "FXAIX": "200",
    "VBTLX": "10",
    "HOUSE": "20000",
    "VTSAX": "150",
}

SELLS: dict[LotKey, Decimal] = {
    ("a-tax", "VTI", "2018-03-01-0"): D(10),
    ("a-tax", "VTI", "2026-05-01-0"): D(50),  # at a loss of 1,000
    ("b-ira", "VTI", "2019-01-02-0"): D(20),
    ("c-401k", "FXAIX", "2020-06-01-0"): D("5.5"),
}
BUYS: dict[BuyKey, Decimal] = {
    ("a-tax", "VXUS"): D(190),
    ("a-tax", "BND"): D(90),
    ("b-ira", "BND"): D(80),
    ("c-401k", "VBTLX"): D(110),
}


def lot(acquired: str, quantity: str, basis_usd: str | None) -> Lot:
    """A lot whose id is its date."""
    basis = None if basis_usd is None else D(basis_usd)
    return Lot(f"{acquired}-0", D(quantity), basis, date.fromisoformat(acquired), SOURCE)


def household() -> Household:
    """146,200 that counts: 67% US stocks, 8% abroad, 11% bonds, 14% a house."""
    known = {"history_from": date(2026, 1, 1), "history_to": AS_OF}
    vti = Position(
        "VTI",
        (
            lot("2018-03-01", "100", "10000"),
            lot("2025-12-01", "10", "2500"),
            lot("2026-05-01", "50", "16000"),
        ),
        reinvest=True,
    )
    house = Position("HOUSE", (lot("2010-01-04", "1", None),), Role.FROZEN, "let to tenants")
    taxable = Account(
        "a-tax", "Joint", AccountKind.TAXABLE, "Ann", "Schwab", "1111", D(1000),
        (Position("BND", (lot("2020-02-03", "100", "7500"),)), house, vti,
         Position("VXUS", (lot("2021-02-03", "100", "5000"),))),
        cash_reserve_usd=D(500), **known,
    )  # fmt: skip
    ira = Account(
        "b-ira", "Ann's IRA", AccountKind.TRADITIONAL_IRA, "Ann", "Schwab", "2222", D(200),
        (Position("BND", (lot("2019-01-02", "50", "3500"),)), Position("VTI", (lot("2019-01-02", "100", "12000"),))),
        settles_next_day=True, **known,
    )  # fmt: skip
    k401 = Account(
        "c-401k", "Ben's 401(k)", AccountKind.K401, "Ben", "Fidelity", "3333", D(0),
        (Position("FXAIX", (lot("2020-06-01", "100", None),)), Position("VBTLX", (lot("2020-06-01", "500", None),))),
        menu=frozenset({"FXAIX", "VBTLX"}), **known,
    )  # fmt: skip
    locked = Account(
        "d-old", "Probate", AccountKind.TRUST, "Ben", "Vanguard", "4444", D(0),
        (Position("VXUS", (lot("2015-06-01", "100", "4000"),)),), locked=True, **known,
    )  # fmt: skip
    return Household(
        name="Example",
        as_of=AS_OF,
        accounts=(taxable, ira, k401, locked),
        instruments={symbol: UNIVERSE[symbol] for symbol in sorted(UNIVERSE)},
        prices={s: Price(s, D(PRICES[s]), AS_OF, SOURCE) for s in sorted(PRICES)},
        tax=TaxProfile(FilingStatus.MARRIED_JOINT, 2026, D(24), D(15), D(5)),
    )


def policy() -> Policy:
    """Half in US stocks, the rest spread; everything may be bought."""
    return Policy(
        target={
            "bonds": D("0.2"),
            "cash": D(0),
            "real_estate": D("0.14"),
            "stocks.intl": D("0.16"),
            "stocks.us": D("0.5"),
        },
        buys={"bonds": ("BND", "VBTLX"), "stocks.intl": ("VXUS",), "stocks.us": ("VTI", "FXAIX", "VTSAX")},
    )


def planned(
    household: Household,
    policy: Policy,
    sells: Mapping[LotKey, Decimal] | None = None,
    buys: Mapping[BuyKey, Decimal] | None = None,
) -> Plan:
    """The whole plan that these quantities make, as the journey puts it together, not verified."""
    rules, before = Rules(household, policy), measure(household, policy)
    before = replace(before, limits=limit_states(rules.limits, household))
    quantities = Quantities(SELLS if sells is None else sells, BUYS if buys is None else buys)
    trades = with_reasons(rules, before, build_trades(household, quantities))
    filled = apply_fills(household, trades)
    short = sum((trade.gain_short_usd for trade in trades), D(0))
    long = sum((trade.gain_long_usd for trade in trades), D(0))
    return Plan(
        plan_id="example",
        household=household.name,
        as_of=household.as_of,
        method=Method.RULES if trades else Method.NONE,
        reason="written down by hand",
        trades=trades,
        before=before,
        after=replace(measure(filled, policy), limits=limit_states(rules.limits, filled)),
        cost_before=costs(year_result(household.tax, D(0), D(0)).tax_usd, D(0)),
        cost_after=costs(
            year_result(household.tax, short, long).tax_usd, sum((trade.cost_usd for trade in trades), D(0))
        ),
        gap_usd=D(0),
    )


def costs(tax_usd: Decimal, trading_usd: Decimal) -> CostBreakdown:
    """Only what trades themselves cause: tax of the year and trading cost."""
    return CostBreakdown(D(0), tax_usd, D(0), trading_usd, D(0), D(0))


def planned_by_rules(household: Household, policy: Policy) -> Plan:
    """The waterfall's plan, not verified."""
    return planned(household, policy, *waterfall(household, policy))


def with_account(household: Household, account_id: str, **changes: object) -> Household:
    """The household with one account changed."""
    accounts = tuple(
        replace(account, **changes) if account.account_id == account_id else account
        for account in household.accounts
    )
    return replace(household, accounts=accounts)


def with_position(household: Household, account_id: str, symbol: str, **changes: object) -> Household:
    """The household with one position changed."""
    positions = tuple(
        replace(position, **changes) if position.symbol == symbol else position
        for position in household.account(account_id).positions
    )
    return with_account(household, account_id, positions=positions)


def with_lot(household: Household, account_id: str, symbol: str, new: Lot) -> Household:
    """The household with one lot more."""
    held = next((p for p in household.account(account_id).positions if p.symbol == symbol), None)
    if held is None:
        positions = (*household.account(account_id).positions, Position(symbol, (new,)))
        return with_account(household, account_id, positions=tuple(sorted(positions, key=lambda p: p.symbol)))
    lots = tuple(sorted((*held.lots, new), key=lambda item: item.lot_id))
    return with_position(household, account_id, symbol, lots=lots)
