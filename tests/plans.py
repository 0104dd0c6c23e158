"""A hand-made household with its plan: a couple, six accounts, every kind of thing a report must show.

The trades are written down; drift before and after is computed from them, so that the figures tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.classes import ClassInfo
from trimtab.core.drift import AccountMix, ClassDrift, Drift, Overlap, Trigger
from trimtab.core.household import FilingStatus, Flow, Household, TaxProfile
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.core.money import ZERO, cents
from trimtab.core.plan import (
    Check,
    CostBreakdown,
    DepositHint,
    LotSale,
    Method,
    Plan,
    Side,
    Term,
    TickerExplanation,
    Trade,
    Unmet,
)
from trimtab.core.policy import CASH_CLASS, Calendar, Policy
from trimtab.core.problems import Source, note, warning

AS_OF = date(2026, 11, 20)
D = Decimal


def _class(class_id: str, name: str, short_name: str, colour_slot: int) -> ClassInfo:
    return ClassInfo(class_id, name, short_name, 3, colour_slot, D("0.1"), ((class_id, D(1)),))


CLASS_NAMES: Mapping[str, ClassInfo] = {
    info.class_id: info
    for info in (
        _class("stocks.us", "US stocks", "US stocks", 1),
        _class("stocks.intl", "International stocks", "Intl stocks", 2),
        _class("bonds", "Bonds", "Bonds", 3),
        _class("real_estate", "Real estate", "Real estate", 4),
        _class("cash", "Cash", "Cash", 8),
    )
}

_INSTRUMENTS = (
    ("VTI", "Vanguard Total Stock Market ETF", InstrumentKind.ETF, "stocks.us", "331.20"),
    ("SCHD", "Schwab US Dividend Equity ETF", InstrumentKind.ETF, "stocks.us", "28.00"),
    ("VXUS", "Vanguard Total International Stock ETF", InstrumentKind.ETF, "stocks.intl", "78.40"),
    ("BND", "Vanguard Total Bond Market ETF", InstrumentKind.ETF, "bonds", "74.10"),
    ("FSKAX", "Fidelity Total Market Index Fund", InstrumentKind.MUTUAL_FUND, "stocks.us", "182.40"),
    ("FTIHX", "Fidelity Total International Index Fund", InstrumentKind.MUTUAL_FUND, "stocks.intl", "17.20"),
    ("VIIIX", "Vanguard Institutional Index Fund Plus", InstrumentKind.MUTUAL_FUND, "stocks.us", "545.20"),
    (
        "VTSNX",
        "Vanguard Total International Stock Inst.",
        InstrumentKind.MUTUAL_FUND,
        "stocks.intl",
        "158.30",
    ),
    ("VBTIX", "Vanguard Total Bond Market Index Inst.", InstrumentKind.MUTUAL_FUND, "bonds", "9.85"),
    ("RENTAL", "Rental house, 14 Alder Street", InstrumentKind.PROPERTY, "real_estate", "285000"),
)


def _src(line: int) -> Source:
    return Source("positions.csv", line)


def _lot(symbol: str, day: str | None, quantity: str, unit_cost: str) -> Lot:
    acquired = date.fromisoformat(day) if day else None
    return Lot(
        f"{symbol}-{day or 'unknown'}", D(quantity), cents(D(quantity) * D(unit_cost)), acquired, _src(5)
    )


def _accounts() -> tuple[Account, ...]:
    joint = Account(
        "joint-taxable", "Joint brokerage", AccountKind.TAXABLE, "Alex & Sam", "Schwab", "4821", D("4215.77"),
        (
            Position("BND", (_lot("BND", "2021-08-02", "500", "80.30"),)),
            Position("SCHD", (_lot("SCHD", None, "120", "24.1667"),)),
            Position(
                "VTI",
                (
                    _lot("VTI", "2016-05-11", "300", "105.22"),
                    _lot("VTI", "2024-03-15", "40", "257.10"),
                    _lot("VTI", "2025-12-22", "55", "338.20"),
                    _lot("VTI", "2026-02-10", "60", "312.00"),
                ),
            ),
            Position("VXUS", (_lot("VXUS", "2019-09-03", "900", "51.00"),), pending_quantity=D(25)),
        ),
        cash_unsettled_usd=D("350.00"), settles_next_day=True,
    )  # fmt: skip
    ira = Account(
        "ira-alex", "Traditional IRA", AccountKind.TRADITIONAL_IRA, "Alex", "Schwab", "7730", D("812.45"),
        (
            Position("BND", (_lot("BND", "2018-02-01", "1500", "79.00"),)),
            Position("VTI", (_lot("VTI", "2017-02-01", "400", "120.00"),), reinvest=True),
        ),
    )  # fmt: skip
    roth = Account(
        "roth-sam", "Roth IRA", AccountKind.ROTH_IRA, "Sam", "Fidelity", "1096", D("96.12"),
        (
            Position("FSKAX", (_lot("FSKAX", "2019-01-03", "620.551", "80.00"),)),
            Position("FTIHX", (_lot("FTIHX", "2019-01-03", "1800", "12.00"),)),
        ),
    )  # fmt: skip
    k401 = Account(
        "k401-alex", "Acme 401(k)", AccountKind.K401, "Alex", "Vanguard", "5512", ZERO,
        (
            Position("VBTIX", (_lot("VBTIX", None, "6200", "10.40"),)),
            Position("VIIIX", (_lot("VIIIX", None, "480", "260.00"),)),
        ),
        menu=frozenset({"VBTIX", "VIIIX", "VTSNX"}), purchases_coming=frozenset({"VIIIX"}),
    )  # fmt: skip
    hsa = Account(
        "hsa-sam", "Health savings", AccountKind.HSA, "Sam", "Fidelity", "3348", D("1500.00"),
        (Position("FSKAX", (_lot("FSKAX", "2020-05-04", "88.200", "90.00"),)),), cash_reserve_usd=D("1000"),
    )  # fmt: skip
    sdira = Account(
        "sdira-alex", "Self-directed IRA", AccountKind.TRADITIONAL_IRA, "Alex", "Equity Trust", "0907", D("9300.00"),
        (
            Position("RENTAL", (_lot("RENTAL", "2014-07-01", "1", "160000"),), Role.FROZEN, "cannot be sold in parts"),
        ),
        cash_reserve_usd=D("6000"),
    )  # fmt: skip
    return tuple(sorted((joint, ira, roth, k401, hsa, sdira), key=lambda account: account.account_id))


def sample_household() -> Household:
    """The couple as they stand, before any trade."""
    instruments = {
        symbol: Instrument(symbol, name, kind, ((class_id, D(1)),))
        for symbol, name, kind, class_id, _ in _INSTRUMENTS
    }
    prices = {
        symbol: Price(symbol, D(usd), date(2026, 6, 30) if symbol == "RENTAL" else AS_OF, _src(2))
        for symbol, _, _, _, usd in _INSTRUMENTS
    }
    tax = TaxProfile(
        FilingStatus.MARRIED_JOINT, 2026, D(24), D(15), D(5), ZERO, D("-1200"), ZERO, ZERO, D("2500")
    )  # fmt: skip
    flows = (Flow("joint-taxable", D("3000"), date(2026, 11, 30), "monthly saving"),)
    return Household("The Rivera household", AS_OF, _accounts(), instruments, prices, tax, flows)


def sample_policy() -> Policy:
    """Five classes under the 5/25 rule."""
    return Policy(
        target={
            "stocks.us": D("0.45"), "stocks.intl": D("0.15"), "bonds": D("0.20"),
            "real_estate": D("0.20"), CASH_CLASS: ZERO,
        },
        buys={
            "stocks.us": ("VTI", "FSKAX", "VIIIX"), "stocks.intl": ("VXUS", "FTIHX", "VTSNX"),
            "bonds": ("BND", "VBTIX"),
        },
        calendar=Calendar.ANNUAL, last_rebalanced=date(2025, 11, 14), fingerprint="9f2c61d0aa",
    )  # fmt: skip


def _sale(lot: Lot, quantity: str, price: Decimal, term: Term, words: str) -> LotSale:
    shares = D(quantity)
    basis = None if lot.basis_usd is None else cents(lot.basis_usd * shares / lot.quantity)
    proceeds = cents(shares * price)
    gain = None if basis is None else proceeds - basis
    return LotSale(lot.lot_id, lot.acquired, shares, proceeds, basis, gain, term, words, lot.is_estimate)


def _trade(household: Household, number: int, account_id: str, side: Side, symbol: str, quantity: str,
           lots: tuple[tuple[str, str, Term, str], ...] = (), **more: object) -> Trade:  # fmt: skip
    price = household.price_usd(symbol)
    held = {p.symbol: p for p in household.account(account_id).positions}
    by_id = {lot.lot_id: lot for lot in held[symbol].lots} if lots else {}
    sales = tuple(_sale(by_id[lot_id], shares, price, term, words) for lot_id, shares, term, words in lots)
    amount = cents(D(quantity) * price)
    is_fund = household.instruments[symbol].kind is InstrumentKind.MUTUAL_FUND
    cost = ZERO if is_fund else cents(amount * D("0.5") / D(10000))
    return replace(
        Trade(f"T{number:02}", account_id, side, symbol, D(quantity), price, amount, cost, sales),
        **more,  # type: ignore[arg-type]
    )


def _trades(household: Household) -> tuple[Trade, ...]:
    over = "US stocks are 7.7 points over target; "
    sheltered = Term.SHELTERED
    reinvested = "Dividends of VTI are reinvested in Traditional IRA …7730: switch that off until 2026-12-21, " \
        "or up to $385.00 of the loss is lost for good."  # fmt: skip
    make = _trade
    return (
        make(household, 1, "ira-alex", Side.SELL, "VTI", "90",
             (("VTI-2017-02-01", "90", sheltered, "90 of 2017-02-01 @ 120.00"),),
             reason=over + "selling inside an IRA costs no tax."),
        make(household, 2, "ira-alex", Side.BUY, "BND", "402", step=2, depends_on=("T01",),
             reason="Bonds are 3.7 points under target; their interest is sheltered here."),
        make(household, 3, "joint-taxable", Side.SELL, "SCHD", "120",
             (("SCHD-unknown", "120", Term.UNKNOWN, "all 120 shares; the export names no date"),), sells_all=True,
             reason="Not among the funds you keep for US stocks; selling it costs an estimated $133 in tax."),
        make(household, 4, "joint-taxable", Side.SELL, "VTI", "95",
             (("VTI-2025-12-22", "55", Term.SHORT, "55 of 2025-12-22 @ 338.20"),
              ("VTI-2024-03-15", "40", Term.LONG, "40 of 2024-03-15 @ 257.10")),
             reason=over + "these two lots have the least tax: one is at a loss, one long-term.",
             wash_note=reinvested),
        make(household, 5, "joint-taxable", Side.BUY, "VXUS", "480", step=2, depends_on=("T03", "T04"),
             reason="International stocks are 7.1 points under target; the foreign tax credit counts only here."),
        make(household, 6, "k401-alex", Side.SELL, "VIIIX", "70",
             (("VIIIX-unknown", "70", sheltered, "70 shares"),),
             reason=over + "selling inside a 401(k) costs no tax."),
        make(household, 7, "k401-alex", Side.BUY, "VTSNX", "241.078", step=2, depends_on=("T06",),
             reason="International stocks are 7.1 points under target; VTSNX is the menu's fund for them."),
        make(household, 8, "roth-sam", Side.BUY, "FTIHX", "5.500",
             reason="Puts idle cash to work."),
    )  # fmt: skip


def _mix(household: Household, account: Account, policy: Policy, trades: tuple[Trade, ...]) -> AccountMix:
    by_class: dict[str, Decimal] = {CASH_CLASS: account.cash_usd + account.cash_unsettled_usd}
    by_class[CASH_CLASS] += household.flow_usd(account.account_id)

    def add(symbol: str, amount: Decimal) -> None:
        for class_id, share in household.instruments[symbol].class_weights:
            target = policy.class_of(class_id) or class_id
            by_class[target] = by_class.get(target, ZERO) + amount * share

    for position in account.positions:
        add(position.symbol, position.quantity * household.price_usd(position.symbol))
    for trade in trades:
        if trade.account_id == account.account_id:
            sign = 1 if trade.side is Side.BUY else -1
            add(trade.symbol, sign * trade.amount_usd)
            by_class[CASH_CLASS] -= sign * trade.amount_usd + trade.cost_usd
    return AccountMix(account.account_id, sum(by_class.values(), ZERO), dict(sorted(by_class.items())))


def drift_of(household: Household, policy: Policy, trades: tuple[Trade, ...] = ()) -> Drift:
    """Where the household stands after these trades."""
    mixes = tuple(_mix(household, account, policy, trades) for account in household.accounts)
    reserve = sum((account.cash_reserve_usd for account in household.accounts), ZERO)
    total = sum((mix.total_usd for mix in mixes), ZERO) - reserve
    classes = []
    for class_id, weight in policy.target.items():
        amount = sum((mix.by_class_usd.get(class_id, ZERO) for mix in mixes), ZERO)
        if class_id == CASH_CLASS:
            amount -= reserve
        low, high = policy.band(class_id)
        classes.append(ClassDrift(class_id, weight, low, high, amount / total, amount))
    half_sum = sum((abs(c.gap) for c in classes), ZERO) / 2
    return Drift(total, tuple(classes), mixes, half_sum, reserve, ZERO)


def sample_drift() -> Drift:
    """The sample household before trades, with its triggers and overlaps."""
    household = sample_household()
    drift = drift_of(household, sample_policy())
    return replace(
        drift,
        tracking_error=D("0.0164"),
        triggers=(
            Trigger("calendar", "", "The last rebalance was 2025-11-14, a year and six days ago; you look every year."),
            Trigger("band", "stocks.us", "US stocks are 52.7%, over the upper edge of 50.0%."),
            Trigger("band", "stocks.intl", "International stocks are 7.9%, under the lower edge of 11.3%."),
            Trigger("contribution", "", "$3,000.00 (monthly saving) is due in Joint brokerage on 2026-11-30."),
        ),
        overlaps=(
            Overlap(
                "index", "US total market",
                (
                    ("joint-taxable", "VTI", D("150696.00")), ("ira-alex", "VTI", D("132480.00")),
                    ("roth-sam", "FSKAX", D("113188.50")), ("hsa-sam", "FSKAX", D("16087.68")),
                ),
                D("412452.18"),
            ),
        ),
    )  # fmt: skip


def sample_plan() -> tuple[Household, Policy, Plan]:
    """The couple, what they want, and what they should do today."""
    household, policy = sample_household(), sample_policy()
    trades = _trades(household)
    before, after = sample_drift(), replace(drift_of(household, policy, trades), tracking_error=D("0.0062"))
    return household, policy, Plan(
        plan_id="7c1e0b54d2a94f3e", household=household.name, as_of=AS_OF, method=Method.OPTIMUM,
        reason="Two classes are outside their bands.", trades=trades, before=before, after=after,
        cost_before=CostBreakdown(D("9120.44"), ZERO, D("18240.10"), ZERO, D("2104.00"), ZERO),
        cost_after=CostBreakdown(D("640.18"), D("614.55"), D("17815.20"), D("6.60"), D("1921.00"), D("16")),
        gap_usd=D("3.10"),
        unmet=(
            Unmet("stocks.intl", cents(after.classes[1].gap * after.total_usd), "not worth its tax",
                  "Inside its band. Going all the way to target would cost $2,900 more than it is worth."),
            Unmet("real_estate", cents(after.classes[3].gap * after.total_usd), "locked",
                  "The rental house cannot be sold in parts; it is inside its band."),
        ),
        deposits=(
            DepositHint("band", D("62400.00"), "joint-taxable", (("VXUS", D("62400.00")),)),
            DepositHint("target", D("208000.00"), "joint-taxable", (("VXUS", D("142000.00")), ("BND", D("66000.00")))),
        ),
        checks=tuple(
            Check(f"I{number}", True, words)
            for number, words in enumerate(
                (
                    "Cash before plus sells less buys and costs is cash after in all 6 accounts.",
                    "The lowest cash at any step is $7.20, in Joint brokerage.",
                    "No lot gives more shares than it holds.",
                    "Nothing crosses accounts.",
                    "One standing instruction must be switched off; it is named.",
                    "Menus, minimum trades and whole shares hold.",
                    "Off target by 10.8% before and 2.9% after.",
                    "Lots add up to positions, positions to accounts.",
                    "Every sale names its lots.",
                    "Planning again after these trades gives no trade.",
                    "The plan is the same in any order of rows.",
                    "The plan is the same bytes when made twice.",
                ),
                start=1,
            )
        ),
        problems=(
            warning("basis-estimate", "SCHD in Joint brokerage has a total cost but no lots",
                    "download its lot details to make its tax exact", Source("positions.csv", 7)),
            note("price-appraisal", "RENTAL is valued at $285,000.00 as of 2026-06-30",
                 "update its value when you have a newer one", Source("household.toml", 41)),
        ),
        explanations=(
            TickerExplanation("VTI", ("Sold in two accounts: US stocks are over target.",
                                      "The lot of 2016-05-11 is kept: selling it would cost $45.20 in tax a share.")),
        ),
        inputs_hash="e3b0c44298fc1c14",
    )  # fmt: skip


HOSTILE_NAME = (
    '=HYPERLINK("http://evil.example","x")<script>alert(\'1\')</script>\x1b[31m[bold]red\nnext\u202etxt'
)
FULL_NUMBER = "Z98765432"


def hostile_plan() -> tuple[Household, Policy, Plan]:
    """The sample with every name a person could type made hostile, and account numbers left in names and ids."""
    household, policy, plan = sample_plan()
    old, new = "joint-taxable", f"acct-{FULL_NUMBER}"
    accounts = tuple(
        replace(
            account,
            account_id=new if account.account_id == old else account.account_id,
            name=f"{HOSTILE_NAME} {FULL_NUMBER}",
            owner=HOSTILE_NAME,
            custodian=HOSTILE_NAME,
        )
        for account in household.accounts
    )
    instruments = {key: replace(value, name=HOSTILE_NAME) for key, value in household.instruments.items()}
    flows = tuple(replace(flow, account_id=new, label=HOSTILE_NAME) for flow in household.flows)
    household = replace(household, name=HOSTILE_NAME, accounts=accounts, instruments=instruments, flows=flows)

    def moved(drift: Drift) -> Drift:
        mixes = tuple(
            replace(m, account_id=new if m.account_id == old else m.account_id) for m in drift.accounts
        )
        triggers = tuple(replace(t, reason=HOSTILE_NAME) for t in drift.triggers)
        overlaps = tuple(
            replace(
                o,
                name=HOSTILE_NAME,
                holders=tuple((new if h[0] == old else h[0], h[1], h[2]) for h in o.holders),
            )
            for o in drift.overlaps
        )
        return replace(drift, accounts=mixes, triggers=triggers, overlaps=overlaps)

    trades = tuple(
        replace(
            trade,
            account_id=new if trade.account_id == old else trade.account_id,
            reason=f"{HOSTILE_NAME} in {HOSTILE_NAME} {FULL_NUMBER}",
            wash_note=f"{HOSTILE_NAME} {new}",
            lots=tuple(replace(lot, words=HOSTILE_NAME) for lot in trade.lots),
        )
        for trade in plan.trades
    )
    plan = replace(
        plan,
        household=HOSTILE_NAME,
        reason=HOSTILE_NAME,
        trades=trades,
        before=moved(plan.before),
        after=moved(plan.after),
        unmet=tuple(replace(u, words=HOSTILE_NAME, rule=HOSTILE_NAME) for u in plan.unmet),
        deposits=tuple(replace(d, account_id=new) for d in plan.deposits),
        checks=tuple(replace(c, words=HOSTILE_NAME) for c in plan.checks),
        problems=(warning("hostile", HOSTILE_NAME, HOSTILE_NAME, Source(HOSTILE_NAME, 1, HOSTILE_NAME)),),
        explanations=(TickerExplanation("VTI", (HOSTILE_NAME,)),),
    )
    return household, policy, plan
