"""Limits on what is held: do they speak of what exists, do they agree, and can they be kept?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.accounts import Account, Position, Role
from trimtab.core.instruments import Instrument, Price
from trimtab.core.limits import Bound, HoldingLimit, Unit
from trimtab.core.money import ZERO, cents, usd_whole
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, Source, error, warning
from trimtab.ledger.spec import HouseholdSpec, LimitSpec
from trimtab.ledger.symbols import Symbols
from trimtab.ledger.targets import known_classes, unknown_class

AGREE = "raise the one or lower the other"


def canonical_limits(spec: HouseholdSpec, symbols: Symbols) -> tuple[HoldingLimit, ...]:
    """The limits with symbols as the household knows them, in the order of their ids."""
    limits = (_canonical(entry, symbols) for entry in spec.limits)
    return tuple(sorted(limits, key=lambda limit: limit.limit_id))


def _canonical(entry: LimitSpec, symbols: Symbols) -> HoldingLimit:
    name = entry.limit.symbol
    return replace(entry.limit, symbol=symbols.canonical(name)) if name else entry.limit


def check_limits(
    spec: HouseholdSpec,
    accounts: Sequence[Account],
    symbols: Symbols,
    prices: Mapping[str, Price],
    policy: Policy,
) -> list[Problem]:
    """Limits name what exists, one each for a thing and place; none contradicts another; what is asked can be had."""
    problems: list[Problem] = []
    seen: dict[str, Source] = {}
    told: list[_Told] = []
    held = {position.symbol for account in accounts for position in account.positions}
    ids = {account.account_id for account in accounts}
    for index, entry in enumerate(spec.limits):
        limit = _canonical(entry, symbols)
        found = _unknown(spec, index, limit, symbols, ids, held)
        if limit.limit_id in seen:
            words = f'"{limit.limit_id}" has two limits (the first at {seen[limit.limit_id]})'
            found.append(error("limit-twice", words, "join them into one entry", entry.source))
        seen.setdefault(limit.limit_id, entry.source)
        problems += found
        if not found:
            told.append(_told(spec, limit, entry.source, accounts, prices))
    return [*problems, *_contradictions(told), *_out_of_reach(told, accounts, prices, policy, symbols)]


def _unknown(
    spec: HouseholdSpec, index: int, limit: HoldingLimit, symbols: Symbols, ids: set[str], held: set[str]
) -> list[Problem]:
    where = ("limits", str(index))
    problems = []
    if limit.account_id and limit.account_id not in ids:
        words = f'a limit names account "{limit.account_id}", which does not exist'
        remedy = f"use one of: {', '.join(sorted(ids))}"
        problems.append(error("limit-account-unknown", words, remedy, spec.at(*where, "account")))
    if limit.symbol and limit.symbol not in symbols.known and limit.symbol not in held:
        remedy = f"{symbols.hint(limit.symbol)}Describe it in [[instruments]], or correct it"
        words = f'"{limit.symbol}" is neither known nor held'
        problems.append(error("symbol-unknown", words, remedy, spec.at(*where, "symbol")))
    classes = known_classes(symbols)
    if limit.class_id and limit.class_id not in classes:
        problems.append(unknown_class(limit.class_id, classes, spec, *where, "class"))
    return problems


@dataclass(frozen=True, slots=True)
class _Told:
    """A limit in dollars; `whole_usd` is all that counts where it holds. None: no such end, or no price."""

    limit: HoldingLimit
    source: Source
    whole_usd: Decimal
    low_usd: Decimal | None
    high_usd: Decimal | None


def _told(
    spec: HouseholdSpec,
    limit: HoldingLimit,
    source: Source,
    accounts: Sequence[Account],
    prices: Mapping[str, Price],
) -> _Told:
    wholes = {account.account_id: _whole_usd(spec, account, prices) for account in accounts}
    everything = sum(wholes.values(), ZERO)
    here = wholes[limit.account_id] if limit.account_id else everything
    price = prices.get(limit.symbol)

    def usd(bound: Bound | None) -> Decimal | None:
        if bound is None:
            return None
        whole = everything if bound.unit is Unit.PCT_OF_HOUSEHOLD else here
        return bound.in_usd(price.usd if price else None, whole)

    return _Told(limit, source, here, usd(limit.least), usd(limit.most))


def _whole_usd(spec: HouseholdSpec, account: Account, prices: Mapping[str, Price]) -> Decimal:
    """What counts of the account, stated flows included; what has no price is told elsewhere."""
    held = sum(
        (cents(position.quantity * prices[position.symbol].usd) for position in _counted(account, prices)),
        ZERO,
    )
    flows = sum((flow.amount_usd for flow in spec.flows if flow.account_id == account.account_id), ZERO)
    return held + account.cash_usd + account.cash_unsettled_usd + flows - account.cash_reserve_usd


def _counted(account: Account, prices: Mapping[str, Price]) -> Iterable[Position]:
    return (p for p in account.positions if p.role is not Role.EXCLUDED and p.symbol in prices)


def _contradictions(told: Sequence[_Told]) -> list[Problem]:
    """Ranges that are empty: by themselves, by what the accounts ask together, or by all classes of a place."""
    problems = []
    for one in told:
        if one.high_usd is not None:
            asked = [other for other in told if _is_part_of(other.limit, one.limit) and other.low_usd]
            least = max(
                (sum((t.low_usd or ZERO for t in asked if bool(t.limit.account_id) is apart), ZERO), apart)
                for apart in (False, True)
            )[0]
            if least > one.high_usd:
                ends = ", ".join(t.limit.words for t in asked if t is not one)
                words = f"{one.limit.words} cannot be kept: at least {usd_whole(least)} is asked for" + (
                    f" by {ends}" if ends else ""
                )
                problems.append(error("limit-contradiction", words, AGREE, one.source))
    places: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        if one.limit.class_id and one.low_usd:
            places[one.limit.account_id].append(one)
    for place, found in sorted(places.items()):
        top = [t for t in found if not any(_is_inside(t.limit, o.limit) for o in found if o is not t)]
        least = sum((t.low_usd or ZERO for t in top), ZERO)
        if len(top) > 1 and least > top[0].whole_usd:
            words = (
                f"the least of {', '.join(t.limit.class_id for t in top)} comes to {usd_whole(least)}, and "
                f"{place or 'the household'} holds {usd_whole(top[0].whole_usd)}"
            )
            problems.append(error("limit-contradiction", words, "lower one of them", top[-1].source))
    return problems


def _is_part_of(limit: HoldingLimit, whole: HoldingLimit) -> bool:
    """Whether what the one counts is the other's thing, in the other's place."""
    return limit.what == whole.what and whole.account_id in {"", limit.account_id}


def _is_inside(limit: HoldingLimit, other: HoldingLimit) -> bool:
    return limit.class_id.startswith(f"{other.class_id}.")


def _out_of_reach(
    told: Sequence[_Told],
    accounts: Sequence[Account],
    prices: Mapping[str, Price],
    policy: Policy,
    symbols: Symbols,
) -> list[Problem]:
    """A warning for what is asked for beyond what there is or may be bought: the plan goes as near as it may."""
    problems = []
    for one in told:
        if one.limit.least is None:
            continue
        words = _why_not(one, accounts, prices, policy, symbols)
        if words:
            remedy = "lower it, or let more be bought: the plan only goes as near as it may"
            words = f"{one.limit.words} is out of reach: {words}"
            problems.append(warning("limit-out-of-reach", words, remedy, one.source))
    return problems


def _why_not(
    one: _Told, accounts: Sequence[Account], prices: Mapping[str, Price], policy: Policy, symbols: Symbols
) -> str:
    """Why the least cannot be had, or nothing."""
    limit, low_usd = one.limit, one.low_usd
    if limit.symbol and limit.symbol not in prices:
        return "it has no price, so none of it can be bought"
    if low_usd is not None and low_usd > max(ZERO, one.whole_usd):
        return f"all of {limit.account_id or 'the household'} is {usd_whole(max(ZERO, one.whole_usd))}"
    places = [account for account in accounts if limit.account_id in {"", account.account_id}]
    held = sum(
        (
            position.quantity * prices[position.symbol].usd
            for account in places
            for position in _counted(account, prices)
            if position.symbol == limit.symbol
        ),
        ZERO,
    )
    may_buy = any(_may_buy(account, limit.symbol, policy, symbols) for account in places)
    if limit.symbol and low_usd is not None and held < low_usd and not may_buy:
        return f"{usd_whole(held)} is held, and no account it speaks of may buy more"
    return ""


def _may_buy(account: Account, symbol: str, policy: Policy, symbols: Symbols) -> bool:
    """Whether a list of the user forbids buying it here; prices and days are looked at by the plan."""
    is_frozen = any(p.symbol == symbol and p.role is not Role.TRADABLE for p in account.positions)
    return not (
        account.locked
        or is_frozen
        or symbols.role(symbol)[0] is not Role.TRADABLE
        or symbol in policy.do_not_buy | account.do_not_buy
        or (account.menu is not None and symbol not in account.menu)
    )


def parts_of(names: Iterable[str], known: Mapping[str, Instrument]) -> set[str]:
    """What funds of these names hold, and what that holds, as far as it is known: for looking through them."""
    found: set[str] = set()
    layer = set(names)
    while layer:
        layer = {part for name in layer if name in known for part, _ in known[name].contains} - found
        found |= layer
    return found
