"""Reads a scenario's text (README.md has the format) into a household, a policy and what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from tests.universe import UNIVERSE
from trimtab.core.accounts import Account, AccountKind, Lot, Position, Role
from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.core.household import Activity, ActivityKind, FilingStatus, Flow, Household, TaxProfile
from trimtab.core.instruments import Instrument, Price
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.policy import BandRule, Bands, Calendar, DollarPrices, HowFar, Policy, Replacement, Weights
from trimtab.core.problems import Source

SOURCE = Source("scenario")
ZERO = Decimal(0)
RATES = {
    "ordinary": "rate_ordinary_pct",
    "long": "rate_long_term_pct",
    "state": "rate_state_pct",
    "niit": "rate_niit_pct",
}
YEAR = {
    "short": "realized_short_usd",
    "long": "realized_long_usd",
    "carried short": "carryforward_short_usd",
    "carried long": "carryforward_long_usd",
}
SETTINGS: dict[str, Callable[[str], object]] = {
    "how_far": HowFar,
    "weights": Weights,
    "growth_pct": lambda text: tuple(sorted((name, Decimal(pct)) for name, pct in _pairs(text))),
    "calendar": Calendar,
    "last_rebalanced": date.fromisoformat,
    "only_out_of_band": lambda text: text == "true",
    "allow_unseen_history": lambda text: text == "true",
    "harvest": lambda text: text == "true",
    "wait_long_term_days": int,
    "max_price_age_days": int,
    "do_not_buy": lambda text: frozenset(text.split()),
    "do_not_sell": lambda text: frozenset(text.split()),
}
BANDS: dict[str, Callable[[str], object]] = {
    "rule": BandRule,
    "absolute_points": Decimal,
    "relative_pct": Decimal,
    "own_points": lambda text: {class_id: Decimal(points) for class_id, points in _pairs(text)},
}


@dataclass
class Scenario:
    """One case under construction, line by line."""

    title: str = ""
    as_of: date = date(2026, 11, 20)
    tax: TaxProfile = field(
        default_factory=lambda: TaxProfile(FilingStatus.SINGLE, 2026, Decimal(24), Decimal(15))
    )
    target: dict[str, Decimal] = field(default_factory=dict)
    buys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=lambda: dict(UNIVERSE))
    prices: dict[str, Price] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    activity: list[Activity] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    ask: Ask = AS_POLICY_SAYS
    expected: list[str] = field(default_factory=list)

    def household(self) -> Household:
        return Household(
            name=self.title,
            as_of=self.as_of,
            accounts=tuple(sorted(self.accounts, key=lambda account: account.account_id)),
            instruments=self.instruments,
            prices=dict(sorted(self.prices.items())),
            tax=self.tax,
            flows=tuple(self.flows),
            activity=tuple(self.activity),
        )

    def policy(self) -> Policy:
        buys = {class_id: self.buys.get(class_id, ()) for class_id in sorted(self.target)}
        return Policy(target=dict(sorted(self.target.items())), buys=buys, **self.settings)  # type: ignore[arg-type]


def read(text: str) -> Scenario:
    """The case a text tells. Raises ValueError with the line that is not understood."""
    scenario, is_expected = Scenario(), False
    for line in (raw.strip() for raw in text.splitlines()):
        if not line or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if is_expected:
            scenario.expected.append(line)
        elif word == "EXPECTED":
            is_expected = True
        elif word in LINES:
            LINES[word](scenario, rest.strip())
        else:
            raise ValueError(f"not understood: {line}")
    scenario.target.setdefault("cash", ZERO)
    assert sum(scenario.target.values()) == 1, f"{scenario.title}: the target is not 100%"
    return scenario


def example(text: str) -> tuple[Household, Policy]:
    """Household and policy of a text without an EXPECTED part, for other tests."""
    scenario = read(text)
    return scenario.household(), scenario.policy()


def _pairs(text: str) -> list[tuple[str, str]]:
    return [
        (name.strip(), value) for name, value in (part.strip().rsplit(" ", 1) for part in text.split(","))
    ]


def _tax(scenario: Scenario, rest: str) -> None:
    status, rates = rest.split(":")
    changes = {RATES[name]: Decimal(value.rstrip("%")) for name, value in _pairs(rates)}
    scenario.tax = replace(scenario.tax, filing_status=FilingStatus(status), **changes)


def _year(scenario: Scenario, rest: str) -> None:
    scenario.tax = replace(scenario.tax, **{YEAR[name]: Decimal(value) for name, value in _pairs(rest)})


def _target(scenario: Scenario, rest: str) -> None:
    scenario.target = {class_id: Decimal(value) / 100 for class_id, value in _pairs(rest)}


def _buy(scenario: Scenario, rest: str) -> None:
    class_id, symbols = rest.split(":")
    scenario.buys[class_id] = tuple(symbols.split())


def _policy(scenario: Scenario, rest: str) -> None:
    name, value = (part.strip() for part in rest.split("="))
    group, _, setting = name.partition(".")
    settings = scenario.settings
    if group == "bands":
        changes = {setting or "rule": BANDS[setting or "rule"](value)}
        settings["bands"] = replace(settings.get("bands", Bands()), **changes)  # type: ignore[type-var]
    elif group == "prices":
        settings["prices"] = replace(settings.get("prices", DollarPrices()), **{setting: Decimal(value)})  # type: ignore[type-var]
    else:
        settings[name] = SETTINGS.get(name, Decimal)(value)


def _holds(scenario: Scenario, rest: str) -> None:
    symbol, parts = rest.split(":")
    contains = tuple((name, Decimal(pct) / 100) for name, pct in _pairs(parts))
    scenario.instruments[symbol] = replace(scenario.instruments[symbol], contains=contains)


def _minimum(scenario: Scenario, rest: str) -> None:
    symbol, amounts = rest.split(": ")
    first, more = (Decimal(amount) for amount in amounts.split(" then "))
    fund = replace(scenario.instruments[symbol], min_first_usd=first, min_more_usd=more)
    scenario.instruments[symbol] = fund


def _redemption(scenario: Scenario, rest: str) -> None:
    match = re.fullmatch(r"(\S+): ([\d.]+)% under (\d+) days", rest)
    assert match, rest
    symbol, pct, days = match.groups()
    fund = scenario.instruments[symbol]
    scenario.instruments[symbol] = replace(
        fund, redemption_fee_pct=Decimal(pct), redemption_fee_days=int(days)
    )


def _limit(scenario: Scenario, rest: str) -> None:
    """As a limit tells itself: `AAPL in joint: at least 100 shares, at most 10% of the household`."""
    name, _, ends = rest.partition(": ")
    what, _, account_id = name.partition(" in ")
    limit = HoldingLimit(what if what in UNIVERSE else "", "" if what in UNIVERSE else what, account_id)
    for end in ends.split(", "):
        match = re.fullmatch(
            r"at (least|most) (?:\$([\d.]+)|([\d.]+) shares|([\d.]+)% of the (account|household))", end
        )
        assert match, end
        side, usd, shares, percent, whole = match.groups()
        unit = Unit.USD if usd else Unit.SHARES if shares else Unit(f"pct_of_{whole}")
        limit = replace(limit, **{side: Bound(Decimal(usd or shares or percent), unit)})
    known: tuple[HoldingLimit, ...] = scenario.settings.get("limits", ())  # type: ignore[assignment]
    scenario.settings["limits"] = tuple(sorted((*known, limit), key=lambda one: one.limit_id))


def _price(scenario: Scenario, rest: str) -> None:
    symbol, usd, *day = rest.split()
    as_of = date.fromisoformat(day[1]) if day else scenario.as_of
    scenario.prices[symbol] = Price(symbol, Decimal(usd), as_of, SOURCE)


def _account(scenario: Scenario, rest: str) -> None:
    account_id, words = rest.split(":")
    first, *others = (part.strip() for part in words.split(","))
    kind, _, owner = first.partition(" of ")
    account = Account(
        account_id, account_id, AccountKind(kind), owner or "Ann", "Schwab", "0000", ZERO, (),
        history_from=scenario.as_of - timedelta(days=60), history_to=scenario.as_of,
    )  # fmt: skip
    for option in others:
        account = replace(account, **_option(option))
    scenario.accounts.append(account)


def _option(option: str) -> dict[str, object]:
    word, _, rest = option.partition(" ")
    match word:
        case "cash":
            return {"cash_usd": Decimal(rest)}
        case "unsettled":
            return {"cash_unsettled_usd": Decimal(rest)}
        case "reserve":
            return {"cash_reserve_usd": Decimal(rest)}
        case "menu":
            return {"menu": frozenset(rest.split())}
        case "locked":
            return {"locked": True}
        case "fractions":
            return {"quantity_step": Decimal("0.001")}
        case "steps":
            return {"quantity_step": Decimal(rest.removeprefix("of "))}
        case "settles":
            return {"settles_next_day": True}
        case "buys":
            return {"purchases_coming": frozenset(rest.removesuffix(" by itself").split())}
        case "history":
            return {"history_from": None, "history_to": None}
    raise ValueError(f"not understood: {option}")


def _lot(scenario: Scenario, rest: str) -> None:
    match = re.fullmatch(r"(\S+) (\S+) bought (\S+) for (\S+)", rest)
    assert match, rest
    symbol, quantity, bought, basis = match.groups()
    account = scenario.accounts[-1]
    positions = {position.symbol: position for position in account.positions}
    held = positions.get(symbol, Position(symbol, ()))
    lot = Lot(
        f"{bought}-{len(held.lots)}",
        Decimal(quantity),
        None if basis == "unknown" else Decimal(basis),
        None if bought == "unknown" else date.fromisoformat(bought),
        SOURCE,
    )
    positions[symbol] = replace(held, lots=tuple(sorted((*held.lots, lot), key=lambda item: item.lot_id)))
    scenario.accounts[-1] = replace(account, positions=tuple(positions[s] for s in sorted(positions)))


def _change(scenario: Scenario, symbol: str, **changes: object) -> None:
    account = scenario.accounts[-1]
    assert symbol in {position.symbol for position in account.positions}, symbol
    positions = tuple(replace(p, **changes) if p.symbol == symbol else p for p in account.positions)
    scenario.accounts[-1] = replace(account, positions=positions)


def _frozen(scenario: Scenario, rest: str) -> None:
    symbol, _, reason = rest.partition(" because ")
    _change(scenario, symbol, role=Role.FROZEN, role_reason=reason)


def _pending(scenario: Scenario, rest: str) -> None:
    symbol, quantity = rest.split()
    _change(scenario, symbol, pending_quantity=Decimal(quantity))


def _history(scenario: Scenario, rest: str) -> None:
    match = re.fullmatch(
        r"(\S+) (bought|sold) (\S+) (\S+) on (\S+)"
        r"(?: at a (loss|gain) of (\S+)( with a loss in it)?| with unknown result)?",
        rest,
    )
    assert match, rest
    account_id, verb, symbol, quantity, day, side, amount, mixed = match.groups()
    sold = verb == "sold"
    gain = None if amount is None else Decimal(amount) * (-1 if side == "loss" else 1)
    shares = Decimal(quantity) * (-1 if sold else 1)
    kind = ActivityKind.SELL if sold else ActivityKind.BUY
    scenario.activity.append(
        Activity(account_id, kind, date.fromisoformat(day), symbol, shares, ZERO, SOURCE, gain, bool(mixed))
    )


def _replace(scenario: Scenario, rest: str) -> None:
    sell, _, buy, *place = rest.split()
    pairs = (*scenario.settings.get("replacements", ()), Replacement(sell, buy, place[1] if place else ""))  # type: ignore[misc]
    scenario.settings["replacements"] = pairs


def _flow(scenario: Scenario, rest: str) -> None:
    account_id, amount, _, day = rest.split()
    scenario.flows.append(Flow(account_id, Decimal(amount), date.fromisoformat(day), ""))


def _act(scenario: Scenario, rest: str) -> None:
    words = rest.split()
    options = dict(zip(words[1::2], words[2::2], strict=True))
    amount = options.get("--amount")
    scenario.ask = Ask(
        Mode(options.get("--mode", "policy")),
        options.get("--class", ""),
        options.get("--account", ""),
        None if amount is None else Decimal(amount),
    )


LINES: dict[str, Callable[[Scenario, str], None]] = {
    "title": lambda scenario, rest: setattr(scenario, "title", rest),
    "rule": lambda scenario, rest: None,
    "BEFORE": lambda scenario, rest: setattr(scenario, "as_of", date.fromisoformat(rest)),
    "tax": _tax,
    "year": _year,
    "target": _target,
    "buy": _buy,
    "policy": _policy,
    "holds": _holds,
    "minimum": _minimum,
    "redemption": _redemption,
    "limit": _limit,
    "price": _price,
    "replace": _replace,
    "account": _account,
    "lot": _lot,
    "frozen": _frozen,
    "pending": _pending,
    "reinvests": lambda scenario, rest: _change(scenario, rest, reinvest=True),
    "history": _history,
    "flow": _flow,
    "ACT": _act,
}
