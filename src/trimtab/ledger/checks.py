"""Is what was read fresh, priced and known? Each check names every breach with its place and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trimtab.core.accounts import Account, Position, Role
from trimtab.core.instruments import Price
from trimtab.core.problems import Problem, Source, error, note, warning
from trimtab.ledger.sources import Statement
from trimtab.ledger.spec import AccountSpec, HouseholdSpec
from trimtab.ledger.symbols import Symbols

APPRAISAL_MAX_AGE_DAYS = 365
FLOW_WITHIN_DAYS = 92  # a quarter: money that comes later cannot pay for today's trades


def check_symbols_known(accounts: Sequence[Account], symbols: Symbols) -> list[Problem]:
    """One error per held symbol that neither the catalogue nor the user describes."""
    holders: dict[str, list[tuple[str, Source]]] = {}
    for account in accounts:
        for position in account.positions:
            if position.symbol not in symbols.known:
                holders.setdefault(position.symbol, []).append((account.account_id, position.lots[0].source))
    problems = []
    for symbol, held in sorted(holders.items()):
        where = ", ".join(sorted({account_id for account_id, _ in held}))
        source = min((s for _, s in held), key=lambda s: s.place)
        remedy = (
            f'{symbols.hint(symbol)}Say what it is: [[instruments]] symbol = "{symbol}", classes = {{ … }}, '
            f'or [aliases] "{symbol}" = its ticker'
        )
        problems.append(error("symbol-unknown", f'"{symbol}" (held in {where}) is not known', remedy, source))
    return problems


def check_named_symbols(
    spec: HouseholdSpec, accounts: Sequence[Account], symbols: Symbols, seen: frozenset[str]
) -> list[Problem]:
    """Symbols in the file's lists must be known, or at least seen in an export: a typing mistake must not pass."""
    held = {position.symbol for account in accounts for position in account.positions}
    listed: list[tuple[Source, Iterable[str]]] = [
        (spec.at("policy", "do_not_buy"), spec.policy.do_not_buy),
        (spec.at("policy", "do_not_sell"), spec.policy.do_not_sell),
        *((spec.at("policy", "identical"), group) for group in spec.identical),
        *((spec.at("aliases", text), (symbol,)) for text, symbol in sorted(spec.aliases.items())),
    ]
    keys = ("menu", "do_not_buy", "do_not_sell", "purchases_coming")
    listed += [
        (spec.at("accounts", str(index), key), getattr(account, key) or ())
        for index, account in enumerate(spec.accounts)
        for key in keys
    ]
    problems = []
    for where, names in listed:
        for symbol in sorted({symbols.canonical(name) for name in names}):
            if symbol not in symbols.known and symbol not in held | seen:
                remedy = f"{symbols.hint(symbol)}Describe it in [[instruments]], or correct it"
                words = f'"{symbol}" is neither known nor held'
                problems.append(error("symbol-unknown", words, remedy, where))
    return problems


def check_prices(
    accounts: Sequence[Account], prices: Mapping[str, Price], as_of: date, max_age_days: int
) -> list[Problem]:
    """Everything held has a price; what may be traded has a fresh one. One problem per symbol."""
    problems: dict[str, Problem] = {}
    for account in accounts:
        for position in account.positions:
            found = _price_problem(account, position, prices.get(position.symbol), as_of, max_age_days)
            if found is not None:
                told = problems.setdefault(position.symbol, found)
                problems[position.symbol] = min(told, found, key=Problem.sort_key)
    return [problems[symbol] for symbol in sorted(problems)]


def _price_problem(
    account: Account, position: Position, price: Price | None, as_of: date, max_age_days: int
) -> Problem | None:
    symbol, source = position.symbol, position.lots[0].source
    if price is None:
        remedy = f'add [[prices]] symbol = "{symbol}", usd = …, as_of = {as_of}'
        words = f"{symbol} in {account.account_id} has no price"
        return error("price-missing", words, remedy, source)
    if price.usd < 0 or (price.usd == 0 and position.role is Role.TRADABLE):
        words = f"the price of {symbol} is {price.usd}"
        return error("price-not-positive", words, 'correct it, or give it role = "frozen"', price.source)
    age_days = (as_of - price.as_of).days
    if position.role is Role.EXCLUDED:
        return None
    if position.role is Role.FROZEN:
        if age_days <= APPRAISAL_MAX_AGE_DAYS:
            return None
        words = f"the value of {symbol} is of {price.as_of}, {age_days} days before {as_of}"
        return warning("appraisal-old", words, "have it appraised again and update value_usd", price.source)
    if age_days <= max_age_days:
        return None
    words = (
        f"the price of {symbol} is of {price.as_of}, {age_days} days before {as_of} (at most {max_age_days})"
    )
    remedy = "export the positions again, add a [[prices]] entry, or raise max_price_age_days in [policy]"
    make = warning if account.locked else error
    return make("price-stale", words, remedy, price.source)


def check_days(spec: HouseholdSpec, statements: Mapping[str, Statement], as_of: date) -> list[Problem]:
    """No account's statement is older than the policy allows, and none is from after the household's day."""
    problems: list[Problem] = []
    for account in sorted(spec.accounts, key=lambda a: a.account_id):
        statement = statements.get(account.account_id)
        day = statement.as_of if statement is not None else account.as_of
        source = Source(statement.file.name) if statement is not None else account.source
        if day is None:
            if account.cash_usd is not None:
                words = f"the cash typed for {account.account_id} has no date; taken as of {as_of}"
                problems.append(note("account-no-date", words, "write as_of under the account", source))
            continue
        problems += _day_problem(account, day, as_of, spec.policy.max_price_age_days, source)
    return problems


def _day_problem(
    account: AccountSpec, day: date, as_of: date, max_age_days: int, source: Source
) -> list[Problem]:
    age_days = (as_of - day).days
    if age_days < 0:
        words = f"{account.account_id} is stated as of {day}, after the household's as_of = {as_of}"
        return [error("as-of-behind", words, f"write as_of = {day}, or leave as_of out", source)]
    if age_days <= max_age_days:
        return []
    words = (
        f"{account.account_id} was stated on {day}, {age_days} days before {as_of} (at most {max_age_days})"
    )
    remedy = "export the account again, or raise max_price_age_days in [policy]"
    make = warning if account.locked else error
    return [make("account-stale", words, remedy, source)]


def check_flows(spec: HouseholdSpec, as_of: date) -> list[Problem]:
    """Flows name accounts that exist; one long due has surely happened, one far ahead buys nothing today."""
    ids = {account.account_id for account in spec.accounts}
    problems = []
    for flow in spec.flows:
        if flow.account_id not in ids:
            words = f'flow "{flow.label}" names account "{flow.account_id}", which does not exist'
            remedy = f"use one of: {', '.join(sorted(ids))}"
            problems.append(error("flow-account-unknown", words, remedy, flow.source))
        elif flow.due < as_of:
            words = f'flow "{flow.label}" was due {flow.due}, before {as_of}'
            remedy = "remove it if it is already in the account's cash, else move its date"
            problems.append(error("flow-past", words, remedy, flow.source))
        elif flow.amount_usd > 0 and (flow.due - as_of).days > FLOW_WITHIN_DAYS:
            words = f'flow "{flow.label}" is due {flow.due}, more than {FLOW_WITHIN_DAYS} days after {as_of}'
            remedy = "leave it out until it is near: what is bought with it would be bought at today's prices"
            problems.append(error("flow-far", words, remedy, flow.source))
    return problems
