"""The policy made whole: a target that sums to 100, classes that exist, and what may be bought for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches

from trimtab.core.accounts import Account, Role
from trimtab.core.instruments import Instrument, InstrumentKind, Price
from trimtab.core.money import HUNDRED, ZERO, plain
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.core.problems import Problem, error, note, warning
from trimtab.ledger.spec import HouseholdSpec
from trimtab.ledger.symbols import Symbols

PLAN_SHAPES = frozenset({InstrumentKind.MUTUAL_FUND, InstrumentKind.PRIVATE, InstrumentKind.OTHER})
FUNDS = frozenset({InstrumentKind.ETF, InstrumentKind.MUTUAL_FUND})


def known_classes(symbols: Symbols) -> frozenset[str]:
    """Every class id there is: the catalogue's tree and what the user's own instruments declare, with ancestors."""
    declared = {c for entry in symbols.own.values() for c, _ in entry.instrument.class_weights}
    ancestors = {".".join(c.split(".")[: i + 1]) for c in declared for i in range(c.count(".") + 1)}
    return symbols.catalogue.classes | ancestors | {CASH_CLASS}


def check_target(spec: HouseholdSpec, symbols: Symbols) -> list[Problem]:
    """The target sums to exactly 100, and every class named in the file exists."""
    problems: list[Problem] = []
    total = sum(spec.target_pct.values(), ZERO)
    if total != HUNDRED:
        gap = HUNDRED - total
        words = f"the target sums to {plain(total)}%, not 100%"
        remedy = f"add {plain(gap)}" if gap > 0 else f"take away {plain(-gap)}"
        problems.append(
            error("target-sum", words, f"{remedy} percent in [target.weights]", spec.at("target", "weights"))
        )
    classes = known_classes(symbols)
    problems += [
        unknown_class(class_id, classes, spec, "target", "weights", class_id)
        for class_id in sorted(spec.target_pct)
        if class_id not in classes
    ]
    problems += [
        unknown_class(class_id, classes, spec, "policy", "growth_pct", class_id)
        for class_id, _ in spec.policy.growth_pct
        if class_id not in classes
    ]
    for table, used in (("buys", spec.buys), ("bands", spec.policy.bands.own_points)):
        path = ("bands", "own_points") if table == "bands" else ("buys",)
        for class_id in sorted(used):
            if table == "bands" and _is_parent(class_id, spec):
                continue
            if class_id not in spec.target_pct and class_id != CASH_CLASS:
                near = get_close_matches(class_id, sorted(spec.target_pct), 1)
                hint = f'did you mean "{near[0]}"? ' if near else ""
                words = f'"{class_id}" is not a class of the target'
                remedy = f"{hint}use a class of [target.weights]"
                problems.append(error("class-not-in-target", words, remedy, spec.at(*path, class_id)))
    return problems


def _is_parent(class_id: str, spec: HouseholdSpec) -> bool:
    """Whether two or more classes of the target stand below it: it may have a band of its own."""
    return sum(leaf.startswith(f"{class_id}.") for leaf in spec.target_pct) > 1


def unknown_class(class_id: str, classes: frozenset[str], spec: HouseholdSpec, *path: str) -> Problem:
    """The problem of a class id that the tree does not have, with ids spelt nearly alike."""
    near = get_close_matches(class_id, sorted(classes), 3, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see docs/targets.md for the tree of classes"
    return error("class-unknown", f'there is no class "{class_id}"', hint, spec.at(*path))


def check_classes_have_targets(
    accounts: Sequence[Account], instruments: Mapping[str, Instrument], policy: Policy, spec: HouseholdSpec
) -> list[Problem]:
    """Everything that counts must count somewhere: a held class without a target is an error, once per class."""
    holders: dict[str, list[str]] = {}
    for account in accounts:
        for position in account.positions:
            found = instruments.get(position.symbol)
            if position.role is Role.EXCLUDED or found is None:
                continue
            for class_id, weight in found.class_weights:
                if weight and policy.class_of(class_id) is None:
                    holders.setdefault(class_id, []).append(f"{position.symbol} in {account.account_id}")
    return [
        error(
            "class-no-target",
            f'class "{class_id}" is held ({", ".join(held[:3])}{", …" if len(held) > 3 else ""}) '
            "but has no target",
            f'add "{class_id}" (or a class above it) to [target.weights], 0 for none, or give the instrument '
            'role = "excluded"',
            spec.at("target", "weights"),
        )
        for class_id, held in sorted(holders.items())
    ]


@dataclass(frozen=True, slots=True)
class BuyList:
    """What may be bought for each class, best first; `menu_only` are funds that only accounts with a menu can buy."""

    buys: Mapping[str, tuple[str, ...]]
    menu_only: frozenset[str]
    problems: tuple[Problem, ...]


def choose_buys(
    spec: HouseholdSpec,
    policy: Policy,
    accounts: Sequence[Account],
    symbols: Symbols,
    prices: Mapping[str, Price],
    as_of: date,
) -> BuyList:
    """As typed; else funds held that are purely of the class (largest first), then the catalogue's defaults.

    Funds on an account's menu come last, cheapest first, so that the account can be used. What has no fresh price
    cannot be bought: a warning where the user named it.
    """
    oldest = as_of - timedelta(days=policy.max_price_age_days)
    fresh = {symbol: price for symbol, price in prices.items() if price.as_of >= oldest}
    buys: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    menus = sorted({symbol for account in accounts for symbol in account.menu or ()})
    firsts: set[str] = set()
    for class_id in sorted(policy.target):
        if class_id == CASH_CLASS:
            continue
        typed = spec.buys.get(class_id)
        pure = _pure(class_id, policy, symbols)
        if typed is None:
            ranked = [
                *_held_funds(accounts, fresh, pure, symbols),
                *symbols.catalogue.default_buys(class_id),
            ]
        else:
            ranked, found = _typed_buys(class_id, typed, policy, symbols, spec)
            problems += [_unpriced(s, class_id, prices, spec) for s in ranked if s not in fresh]
            problems += found
        firsts |= set(ranked[:1]) if typed is not None else set()
        offered = [symbol for symbol in menus if pure(symbol)]
        ranked += sorted(offered, key=lambda symbol: (symbols.known[symbol].expense_pct, symbol))
        kept = [s for s in dict.fromkeys(ranked) if s in fresh and s not in policy.do_not_buy]
        if kept:
            buys[class_id] = tuple(kept)
        elif policy.target[class_id] > 0:
            barred = [s for s in dict.fromkeys(ranked) if s in fresh and s in policy.do_not_buy]
            problems.append(_nothing_to_buy(class_id, ranked, barred, spec))
    fenced = _menu_only(menus, accounts, symbols) - firsts
    problems += _fence_notes(fenced, spec)
    return BuyList(buys, fenced, tuple(problems))


def _menu_only(menus: Sequence[str], accounts: Sequence[Account], symbols: Symbols) -> frozenset[str]:
    """Funds on a menu that no account without a menu holds: share classes and trusts one can buy in a plan only."""
    outside = {p.symbol for account in accounts if account.menu is None for p in account.positions}
    known = symbols.known
    return frozenset(
        symbol
        for symbol in menus
        if symbol not in outside and symbol in known and known[symbol].kind in PLAN_SHAPES
    )


def _fence_notes(fenced: frozenset[str], spec: HouseholdSpec) -> list[Problem]:
    typed = sorted({name for ranked in spec.buys.values() for name in ranked} & fenced)
    if not typed:
        return []
    words = (
        f"{', '.join(typed)} will be bought only in accounts with it on their menu: no other account holds it"
    )
    remedy = (
        "leave it out of [buys] (menus count by themselves), or rank it first to have it bought elsewhere"
    )
    return [note("buys-menu-only", words, remedy, spec.at("buys"))]


def _pure(class_id: str, policy: Policy, symbols: Symbols) -> Callable[[str], bool]:
    def is_pure(symbol: str) -> bool:
        found = symbols.known.get(symbol)
        return found is not None and all(
            policy.class_of(part) == class_id for part, weight in found.class_weights if weight
        )

    return is_pure


def _held_funds(
    accounts: Sequence[Account], prices: Mapping[str, Price], pure: Callable[[str], bool], symbols: Symbols
) -> list[str]:
    """Tradable funds held outside menus that are purely of one class, by value held, largest first."""
    worth: dict[str, Decimal] = {}
    for account in accounts:
        for position in account.positions if account.menu is None and not account.locked else ():
            found = symbols.known.get(position.symbol)
            if found is None or found.kind not in FUNDS or position.role is not Role.TRADABLE:
                continue
            if pure(position.symbol) and position.symbol in prices:
                value = position.quantity * prices[position.symbol].usd
                worth[position.symbol] = worth.get(position.symbol, ZERO) + value
    return sorted(worth, key=lambda symbol: (-worth[symbol], symbol))


def _typed_buys(
    class_id: str,
    typed: Sequence[str],
    policy: Policy,
    symbols: Symbols,
    spec: HouseholdSpec,
) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    ranked: list[str] = []
    where = spec.at("buys", class_id)
    for name in typed:
        symbol = symbols.canonical(name)
        found = symbols.known.get(symbol)
        if found is None:
            remedy = f"{symbols.hint(symbol)}describe it in [[instruments]]"
            problems.append(
                error("symbol-unknown", f'"{symbol}" (to buy for {class_id}) is not known', remedy, where)
            )
            continue
        if all(policy.class_of(part) != class_id for part, weight in found.class_weights if weight):
            words = f'"{symbol}" holds nothing of {class_id}'
            problems.append(error("buys-wrong-class", words, "list it under its own class", where))
        ranked.append(symbol)
    return ranked, problems


def _unpriced(symbol: str, class_id: str, prices: Mapping[str, Price], spec: HouseholdSpec) -> Problem:
    where = spec.at("buys", class_id)
    if symbol not in prices:
        remedy = f'add [[prices]] symbol = "{symbol}", usd = …, as_of = … to let it be bought'
        return warning("price-missing", f"{symbol} has no price, so it cannot be bought", remedy, where)
    words = f"the price of {symbol} is of {prices[symbol].as_of}: too old to buy it at"
    return warning("price-stale", words, "update it in [[prices]]", prices[symbol].source)


def _nothing_to_buy(
    class_id: str, ranked: Sequence[str], barred: Sequence[str], spec: HouseholdSpec
) -> Problem:
    """`barred` are those of the list that have a price and are on the policy's do-not-buy list."""
    remedy = "name a fund for it in [buys] and its price in [[prices]]"
    why = "no fund for it has a price"
    if barred:
        why = f"{', '.join(barred)} {'is' if len(barred) == 1 else 'are'} on the do-not-buy list"
        remedy = "name another fund for it in [buys], or take one off do_not_buy"
    elif ranked:
        remedy += f' (for example "{ranked[0]}")'
    words = f'nothing can be bought for "{class_id}": {why}'
    where = spec.at("buys", class_id)
    if where.line is None:
        where = spec.at("target", "weights", class_id)
    return warning("buys-none", words, remedy, where)


def whole_policy(spec: HouseholdSpec) -> Policy:
    """The policy with its target as shares of one; cash is always in it."""
    target = {class_id: pct / HUNDRED for class_id, pct in sorted(spec.target_pct.items())}
    target.setdefault(CASH_CLASS, ZERO)
    return replace(spec.policy, target=dict(sorted(target.items())))
