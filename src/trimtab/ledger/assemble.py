"""From parsed files and the household file to one household and its policy, or every problem at once.

The journey: usable files -> whose they are -> what each account holds -> prices -> checks -> history -> policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.household import Flow, Household, LastYear, TaxProfile
from trimtab.core.instruments import Instrument, Price
from trimtab.core.money import ZERO
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, Source, error, errors_in, in_order, warning
from trimtab.core.statement import ParsedFile
from trimtab.ledger.activity import History, read_history
from trimtab.ledger.checks import (
    check_days,
    check_flows,
    check_named_symbols,
    check_prices,
    check_symbols_known,
)
from trimtab.ledger.days import day_notes, on_the_day
from trimtab.ledger.holdings import Holdings, read_holdings
from trimtab.ledger.limits import canonical_limits, check_limits, parts_of
from trimtab.ledger.lots import lot_sets, unused_lots
from trimtab.ledger.matching import Matches, candidates, mask, match_accounts
from trimtab.ledger.pending import check_pending, with_pending
from trimtab.ledger.people import check_people, off_the_bill
from trimtab.ledger.prices import choose_prices, stated_prices, typed_prices
from trimtab.ledger.replacements import canonical_replacements, check_replacements
from trimtab.ledger.retirement.facts import check_retirement
from trimtab.ledger.sense import check_future, check_rates, check_year
from trimtab.ledger.sources import Statement, choose_statement, file_day, statements_of, usable_files
from trimtab.ledger.spec import AccountSpec, Catalogue, HouseholdSpec, TaxSpec
from trimtab.ledger.symbols import Symbols, build_symbols
from trimtab.ledger.targets import (
    BuyList,
    check_classes_have_targets,
    check_target,
    choose_buys,
    whole_policy,
)

MENU_KINDS = frozenset({AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B})

Assembled = tuple[Household | None, Policy | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Joined:
    """The household with what it was made of: usable files, whose they are, what symbols mean.

    `days` are the days of the statements used, by account id. With any ERROR, household and policy are None.
    """

    household: Household | None
    policy: Policy | None
    problems: tuple[Problem, ...]
    spec: HouseholdSpec
    files: tuple[ParsedFile, ...]
    matches: Matches
    symbols: Symbols
    days: Mapping[str, date]


def assemble(parsed: Sequence[ParsedFile], spec: HouseholdSpec, catalogue: Catalogue) -> Assembled:
    """Join files and household file. With any ERROR among the problems, household and policy are None."""
    joined = join(parsed, spec, catalogue)
    return joined.household, joined.policy, joined.problems


def join(parsed: Sequence[ParsedFile], spec: HouseholdSpec, catalogue: Catalogue) -> Joined:
    """Join files and household file, and keep what they were joined by.

    Problems are collected over every step, errors first. The result depends on what the files say, never on
    their order.
    """
    files, problems = usable_files(parsed, spec.accounts)
    symbols = build_symbols(spec, catalogue)
    matches = match_accounts(files, spec.accounts)
    problems += matches.problems
    read = _read_accounts(files, spec, symbols, matches)
    problems += _without_refused(read.problems, parsed, spec)
    days = {account_id: statement.as_of for account_id, statement in read.statements.items()}
    as_of = _as_of(spec, read.statements, files)
    household: Household | None = None
    policy: Policy | None = None
    if as_of is None:
        problems += [_no_day(spec), *check_target(spec, symbols)]
    else:
        household, policy, found = _made(files, spec, symbols, matches, read, as_of, errors_in(problems))
        problems += found
    return Joined(household, policy, in_order(problems), spec, tuple(files), matches, symbols, days)


def _made(
    files: Sequence[ParsedFile],
    spec: HouseholdSpec,
    symbols: Symbols,
    matches: Matches,
    read: _Read,
    as_of: date,
    found: Sequence[Problem],
) -> tuple[Household | None, Policy | None, list[Problem]]:
    history = read_history(files, matches, symbols)
    prices, problems = choose_prices(_all_prices(files, spec, symbols, matches, as_of))
    problems = [*problems, *history.problems]
    accounts, off = off_the_bill(_accounts(spec, read.holdings, history, symbols, as_of), spec)
    policy = _policy(spec, symbols)
    buys = choose_buys(spec, policy, accounts, symbols, prices, as_of)
    problems += [
        *_checked(spec, accounts, symbols, policy, prices, read.statements, as_of, history),
        *buys.problems,
        *off,
    ]
    if errors_in([*found, *problems]):
        return None, None, problems
    policy = replace(policy, buys=dict(buys.buys))
    gone = _told_of(files, spec, symbols)
    household = _household(spec, as_of, _fenced(accounts, buys), symbols, prices, policy, history, gone)
    return household, policy, problems


@dataclass(frozen=True, slots=True)
class _Read:
    holdings: Mapping[str, Holdings]
    statements: Mapping[str, Statement]
    problems: tuple[Problem, ...]


def _read_accounts(
    files: Sequence[ParsedFile], spec: HouseholdSpec, symbols: Symbols, matches: Matches
) -> _Read:
    sets, problems = lot_sets(files, matches, symbols)
    holdings: dict[str, Holdings] = {}
    statements: dict[str, Statement] = {}
    for account in spec.accounts:
        found, undated = statements_of(account, files, matches)
        chosen, superseded = choose_statement(account, found, symbols)
        held = read_holdings(account, chosen, sets, symbols)
        problems += [*undated, *superseded, *(() if undated and chosen is None else held.problems)]
        holdings[account.account_id] = held
        if chosen is not None:
            statements[account.account_id] = chosen
    owned = frozenset((key, position.symbol) for key, held in holdings.items() for position in held.positions)
    days = {key: statement.as_of for key, statement in statements.items()}
    return _Read(holdings, statements, (*problems, *unused_lots(sets, owned, days)))


def _without_refused(
    problems: Sequence[Problem], parsed: Sequence[ParsedFile], spec: HouseholdSpec
) -> list[Problem]:
    """Leave out "no data" for accounts whose file was refused: the refusal is already told."""
    refused = {
        account.source
        for file in parsed
        if errors_in(file.problems)
        for stated in file.accounts
        for account in candidates(stated, spec.accounts, file.name)
    }
    return [p for p in problems if p.code != "account-no-data" or p.source not in refused]


def _as_of(
    spec: HouseholdSpec, statements: Mapping[str, Statement], files: Sequence[ParsedFile]
) -> date | None:
    if spec.as_of is not None:
        return spec.as_of
    days = [statement.as_of for statement in statements.values()]
    days += [file.as_of for file in files if file.as_of is not None]
    days += [account.as_of for account in spec.accounts if account.as_of is not None]
    return max(days, default=None)


def _no_day(spec: HouseholdSpec) -> Problem:
    words = "no file and no account states a day, so the household has none"
    return error("as-of-missing", words, "write as_of = YYYY-MM-DD at the top of the file", Source(spec.file))


def _all_prices(
    files: Sequence[ParsedFile], spec: HouseholdSpec, symbols: Symbols, matches: Matches, as_of: date
) -> list[Price]:
    by_id = {account.account_id: account for account in spec.accounts}
    days: dict[str, date | None] = {}
    for file in files:
        owners = sorted({owner for (sha, _), owner in matches.ids.items() if sha == file.sha256})
        stated = (file_day(file, by_id[owner]) for owner in owners)
        days[file.sha256] = next((day for day in stated if day is not None), file_day(file, None))
    return [*stated_prices(files, spec, symbols, days), *typed_prices(spec.accounts, as_of, symbols)]


def _accounts(
    spec: HouseholdSpec, holdings: Mapping[str, Holdings], history: History, symbols: Symbols, as_of: date
) -> tuple[Account, ...]:
    return tuple(
        with_pending(
            on_the_day(
                _account(
                    account, holdings[account.account_id], _known_days(account, history, as_of), symbols
                ),
                account,
                spec.flows,
                as_of,
            ),
            spec.pending,
            symbols,
        )
        for account in sorted(spec.accounts, key=lambda account: account.account_id)
    )


def _known_days(account: AccountSpec, history: History, as_of: date) -> tuple[date | None, date | None]:
    """The days on which all transactions are known: by export, or because the user says there were none."""
    first, last = history.known.get(account.account_id, (None, None))
    if account.no_trades_since is None:
        return first, last
    return min(first or account.no_trades_since, account.no_trades_since), as_of


def _account(
    account: AccountSpec, held: Holdings, known_days: tuple[date | None, date | None], symbols: Symbols
) -> Account:

    def named(names: Sequence[str]) -> frozenset[str]:
        return frozenset(symbols.canonical(name) for name in names)

    menu = named(account.menu) if account.menu is not None else None
    if menu is None and account.kind in MENU_KINDS:
        menu = frozenset(position.symbol for position in held.positions)
    return Account(
        account_id=account.account_id,
        name=account.name or account.account_id,
        kind=account.kind,
        owner=account.owner,
        custodian=account.custodian,
        mask=mask(account.number),
        cash_usd=held.cash_usd,
        positions=held.positions,
        cash_unsettled_usd=held.cash_unsettled_usd,
        menu=menu,
        locked=account.locked,
        locked_reason=account.locked_reason,
        cash_reserve_usd=account.cash_reserve_usd,
        quantity_step=account.quantity_step,
        fund_quantity_step=account.fund_quantity_step,
        settles_next_day=account.settles_next_day,
        do_not_buy=named(account.do_not_buy),
        do_not_sell=named(account.do_not_sell),
        purchases_coming=named(account.purchases_coming),
        history_from=known_days[0],
        history_to=known_days[1],
        retirement=account.retirement,
        contribution=account.contribution,
    )


def _policy(spec: HouseholdSpec, symbols: Symbols) -> Policy:
    policy = whole_policy(spec)
    return replace(
        policy,
        do_not_buy=frozenset(symbols.canonical(name) for name in policy.do_not_buy),
        do_not_sell=frozenset(symbols.canonical(name) for name in policy.do_not_sell),
        limits=canonical_limits(spec, symbols),
        replacements=canonical_replacements(spec, symbols),
    )


def _checked(
    spec: HouseholdSpec,
    accounts: Sequence[Account],
    symbols: Symbols,
    policy: Policy,
    prices: Mapping[str, Price],
    statements: Mapping[str, Statement],
    as_of: date,
    history: History,
) -> list[Problem]:
    seen = frozenset(item.symbol for item in history.activity)
    return [
        *check_target(spec, symbols),
        *check_symbols_known(accounts, symbols),
        *check_named_symbols(spec, accounts, symbols, seen),
        *check_classes_have_targets(accounts, symbols.known, policy, spec),
        *check_prices(accounts, prices, as_of, policy.max_price_age_days),
        *check_days(spec, statements, as_of),
        *check_flows(spec, as_of),
        *day_notes(spec, accounts, as_of),
        *check_pending(spec.pending, accounts, symbols),
        *check_limits(spec, accounts, symbols, prices, policy),
        *check_replacements(spec, accounts, symbols, prices),
        *check_rates(spec),
        *check_year(spec, as_of),
        *check_people(spec, as_of),
        *check_retirement(spec),
        *check_future(accounts, prices, statements.values(), as_of),
        *_menus_missing(spec),
        *_after(history, as_of),
    ]


def _menus_missing(spec: HouseholdSpec) -> list[Problem]:
    return [
        warning(
            "menu-missing",
            f"{account.account_id} is a {account.kind.value} without a menu: only what it holds may be bought in it",
            'write menu = ["…"], the symbols the plan offers',
            account.source,
        )
        for account in spec.accounts
        if account.kind in MENU_KINDS and account.menu is None and not account.locked
    ]


def _after(history: History, as_of: date) -> list[Problem]:
    late = [item for item in history.activity if item.trade_date > as_of]
    if not late:
        return []
    words = f"{len(late)} transactions are after the household's as_of = {as_of}, the last on {late[-1].trade_date}"
    remedy = "export the positions again, later than the transactions"
    return [warning("activity-after", words, remedy, late[-1].source)]


def _fenced(accounts: Sequence[Account], buys: BuyList) -> tuple[Account, ...]:
    """Funds that only a plan offers may not be bought where there is no menu."""
    return tuple(
        account
        if account.menu is not None
        else replace(account, do_not_buy=account.do_not_buy | buys.menu_only)
        for account in accounts
    )


def _household(
    spec: HouseholdSpec,
    as_of: date,
    accounts: tuple[Account, ...],
    symbols: Symbols,
    prices: Mapping[str, Price],
    policy: Policy,
    history: History,
    gone: frozenset[str],
) -> Household:
    named = {position.symbol for account in accounts for position in account.positions}
    named |= {symbol for ranked in policy.buys.values() for symbol in ranked}
    named |= {symbol for account in accounts for symbol in account.menu or ()}
    named |= {limit.symbol for limit in policy.limits if limit.symbol}
    named |= {pair.buy for pair in policy.replacements}
    wanted = named | gone | {item.symbol for item in history.activity}
    wanted |= {symbol for account in accounts for symbol in account.purchases_coming}
    if (
        policy.concentration_cap_pct is not None
        or policy.account_concentration_cap_pct is not None
        or any(limit.through_funds for limit in policy.limits)
    ):
        wanted |= parts_of(wanted, symbols.known)
    taxed = frozenset(account.account_id for account in accounts if account.kind.is_taxable)
    return Household(
        name=spec.name,
        as_of=as_of,
        accounts=accounts,
        instruments=_only(symbols.known, wanted),
        prices={symbol: prices[symbol] for symbol in sorted(prices) if symbol in named},
        tax=_tax(spec.tax, spec.at("tax"), taxed, history.realized_usd),
        flows=tuple(
            Flow(flow.account_id, flow.amount_usd, flow.due, flow.label)
            for flow in sorted(spec.flows, key=lambda f: (f.due, f.account_id, f.amount_usd, f.label))
        ),
        activity=history.activity,
        people=tuple(sorted(spec.people, key=lambda person: (person.name.casefold(), person.name))),
        income=spec.income,
        last_year=_last_year(spec, taxed, history.realized_usd),
    )


def _told_of(files: Sequence[ParsedFile], spec: HouseholdSpec, symbols: Symbols) -> frozenset[str]:
    """What realised gains and events by hand speak of: how a gain is taxed hangs on what was sold."""
    sold = {symbols.canonical(gain.symbol) for file in files for gain in file.gains}
    typed = {name for event in spec.events for name in (event.symbol, event.new_symbol) if name}
    return frozenset(sold | {symbols.canonical(name) for name in typed})


def _only(known: Mapping[str, Instrument], wanted: set[str]) -> dict[str, Instrument]:
    return {symbol: known[symbol] for symbol in sorted(wanted) if symbol in known}


def _tax(
    tax: TaxSpec,
    source: Source,
    taxed: frozenset[str],
    realized_usd: Mapping[tuple[str, int], tuple[Decimal, Decimal]],
) -> TaxProfile:
    """The tax profile of a year; its results are summed over taxable accounts where none are typed."""
    year = [result for (owner, when), result in realized_usd.items() if owner in taxed and when == tax.year]
    short: Decimal = sum((result[0] for result in year), ZERO)
    long: Decimal = sum((result[1] for result in year), ZERO)
    return TaxProfile(
        filing_status=tax.filing_status,
        year=tax.year,
        rate_ordinary_pct=tax.rate_ordinary_pct,
        rate_long_term_pct=tax.rate_long_term_pct,
        rate_state_pct=tax.rate_state_pct,
        rate_niit_pct=tax.rate_niit_pct,
        realized_short_usd=tax.realized_short_usd if tax.realized_short_usd is not None else short,
        realized_long_usd=tax.realized_long_usd if tax.realized_long_usd is not None else long,
        carryforward_short_usd=tax.carryforward_short_usd,
        carryforward_long_usd=tax.carryforward_long_usd,
        state=tax.state,
        local_rate_pct=tax.local_rate_pct,
        source=source,
    )


def _last_year(
    spec: HouseholdSpec,
    taxed: frozenset[str],
    realized_usd: Mapping[tuple[str, int], tuple[Decimal, Decimal]],
) -> LastYear | None:
    last = spec.last_year
    if last is None:
        return None
    return LastYear(_tax(last.tax, last.source, taxed, realized_usd), last.income)
