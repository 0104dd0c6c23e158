"""Dividends, distributions and interest that the taxable accounts have received in a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.accounts import TaxTreatment
from trimtab.core.events import DividendKind
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument
from trimtab.core.money import ZERO, cents, usd
from trimtab.core.problems import Problem, warning
from trimtab.ledger.books.result import FlowKind, FlowLine, IncomeLine
from trimtab.ledger.returns.owners import taxed_accounts

_OUT = frozenset({FlowKind.WITHDRAWAL, FlowKind.DISTRIBUTION})


@dataclass(frozen=True, slots=True)
class Receipts:
    """Taxable income received in USD; ordinary dividends include qualified ones.

    `gain_distributions_usd` are long-term (Form 1099-DIV, box 2a); short-term ones are ordinary dividends.
    `exempt_usd` is federally tax-exempt interest, which is on no line of the bill. `since` says from when on the
    accounts' transactions are known, where that is not the whole year.
    """

    interest_usd: Decimal = ZERO
    dividends_ordinary_usd: Decimal = ZERO
    dividends_qualified_usd: Decimal = ZERO
    gain_distributions_usd: Decimal = ZERO
    exempt_usd: Decimal = ZERO
    since: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def distributions_untold(flows: Iterable[FlowLine], household: Household, year: int) -> Iterator[Problem]:
    """What came out of retirement accounts beyond what the household file says is taxed of it: a warning.

    Money and shares at their value are income (26 USC 408(d)(1)), gifts straight to charities are none (408(d)(8)).
    """
    deferred = {
        account.account_id: account.retirement.donated_usd if account.retirement else ZERO
        for account in household.accounts
        if account.kind.treatment is TaxTreatment.DEFERRED
        and all(person.on_return for person in household.owners(account))
    }
    taken: dict[str, Decimal] = {}
    for flow in flows:
        if flow.kind in _OUT and flow.account_id in deferred and flow.day.year == year:
            taken[flow.account_id] = taken.get(flow.account_id, ZERO) + flow.amount_usd
    beyond = sum((max(sum_usd - deferred[of], ZERO) for of, sum_usd in taken.items()), ZERO)
    said = household.income.ira_distribution_usd if household.income is not None else ZERO
    if beyond > said:
        yield warning(
            "distribution-untold",
            f"{usd(beyond)} came out of {', '.join(sorted(taken))} in {year}, and the bill has {usd(said)} of IRA and "
            "pension distributions",
            "write ira_distribution_usd under [tax.income] with all that is taxable of it; a rollover is not",
            household.tax.source,
        )


def receipts_of(income: Iterable[IncomeLine], household: Household, year: int) -> Receipts:
    """Sum the year's income lines of the accounts on the household's return.

    Where a custodian does not say what a dividend was, it is divided into ordinary, qualified and exempt by the
    typical yields of the security, and counts as ordinary where these are not known either. Both are told.
    """
    taxed = {account.account_id for account in taxed_accounts(household)}
    lines = [line for line in income if line.account_id in taxed and line.paid.year == year]
    by_kind: dict[DividendKind | None, Decimal] = {}
    for line in lines:
        for kind, part_usd in _parts(line, household.instruments.get(line.symbol)):
            by_kind[kind] = by_kind.get(kind, ZERO) + part_usd
    qualified = by_kind.get(DividendKind.QUALIFIED, ZERO)
    short_gains = by_kind.get(DividendKind.CAPITAL_GAIN_SHORT, ZERO)
    return Receipts(
        by_kind.get(None, ZERO),
        qualified + by_kind.get(DividendKind.ORDINARY, ZERO) + short_gains,
        qualified,
        by_kind.get(DividendKind.CAPITAL_GAIN_LONG, ZERO),
        by_kind.get(DividendKind.EXEMPT_INTEREST, ZERO),
        _since(household, year),
        tuple(_guessed(lines, household)),
    )


def _parts(
    line: IncomeLine, instrument: Instrument | None
) -> tuple[tuple[DividendKind | None, Decimal], ...]:
    """A line by its kind; an unknown dividend by typical yields, to the cent."""
    if line.kind is not DividendKind.UNKNOWN:
        return ((line.kind, line.amount_usd),)
    whole = _yield_pct(instrument)
    if instrument is None or not whole:
        return ((DividendKind.ORDINARY, line.amount_usd),)
    exempt = cents(line.amount_usd * instrument.yield_exempt_pct / whole)
    qualified = cents(line.amount_usd * instrument.yield_qualified_pct / whole)
    return (
        (DividendKind.EXEMPT_INTEREST, exempt),
        (DividendKind.QUALIFIED, qualified),
        (DividendKind.ORDINARY, line.amount_usd - exempt - qualified),
    )


def _yield_pct(instrument: Instrument | None) -> Decimal:
    if instrument is None:
        return ZERO
    return instrument.yield_ordinary_pct + instrument.yield_qualified_pct + instrument.yield_exempt_pct


def _guessed(lines: Iterable[IncomeLine], household: Household) -> Iterable[Problem]:
    """Securities whose custodian does not say what their dividends are."""
    unknown = sorted({line.symbol for line in lines if line.kind is DividendKind.UNKNOWN})
    known = [symbol for symbol in unknown if _yield_pct(household.instruments.get(symbol))]
    for symbol in unknown:
        how = (
            "they are divided into qualified and ordinary by its typical yields"
            if symbol in known
            else "they count as ordinary, none as qualified"
        )
        yield warning(
            "dividend-kind",
            f"the files do not say what the dividends of {symbol or 'a line without a symbol'} are: {how}",
            "give dividends_ordinary_usd and dividends_qualified_usd in [tax.income]",
        )


def _since(household: Household, year: int) -> tuple[str, ...]:
    return tuple(
        f"{account.account_id} from {account.history_from}"
        if account.history_from
        else f"{account.account_id} not at all"
        for account in taxed_accounts(household)
        if account.history_from is None or account.history_from > account.history_from.replace(year, 1, 1)
    )
