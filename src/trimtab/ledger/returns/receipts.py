"""Dividends and interest that the taxable accounts have received so far in a year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.household import Activity, ActivityKind, Household
from trimtab.core.instruments import Instrument
from trimtab.core.money import ZERO, cents
from trimtab.core.problems import Problem, note, warning
from trimtab.ledger.returns.owners import taxed_accounts


@dataclass(frozen=True, slots=True)
class Receipts:
    """Taxable income received in USD; ordinary dividends include qualified ones.

    `exempt_usd` is federally tax-exempt interest, which is on no line of the bill.
    """

    interest_usd: Decimal = ZERO
    dividends_ordinary_usd: Decimal = ZERO
    dividends_qualified_usd: Decimal = ZERO
    exempt_usd: Decimal = ZERO
    problems: tuple[Problem, ...] = ()


def receipts_so_far(household: Household, year: int) -> Receipts:
    """Sum the year's dividends and interest of the accounts on the household's return.

    Transactions say how much was paid, not what it was: a dividend is divided into ordinary, qualified and exempt by
    the typical yields of the security, and counts as ordinary where these are not known.
    """
    taxed = {account.account_id for account in taxed_accounts(household)}
    items = [i for i in household.activity if i.account_id in taxed and i.trade_date.year == year]
    interest = sum((i.amount_usd for i in items if i.kind is ActivityKind.INTEREST), ZERO)
    ordinary = qualified = exempt = ZERO
    for item in items:
        if item.kind is ActivityKind.DIVIDEND:
            parts = _parts(item, household.instruments.get(item.symbol))
            ordinary, qualified, exempt = ordinary + parts[0], qualified + parts[1], exempt + parts[2]
    problems = [*_unknown(items, household), *_how_much(household, year)]
    return Receipts(interest, ordinary, qualified, exempt, tuple(problems))


def _parts(item: Activity, instrument: Instrument | None) -> tuple[Decimal, Decimal, Decimal]:
    """Ordinary (qualified included), qualified and exempt dollars of a dividend, to the cent."""
    if instrument is None or _yield_pct(instrument) == 0:
        return item.amount_usd, ZERO, ZERO
    whole = _yield_pct(instrument)
    exempt = cents(item.amount_usd * instrument.yield_exempt_pct / whole)
    qualified = cents(item.amount_usd * instrument.yield_qualified_pct / whole)
    return item.amount_usd - exempt, qualified, exempt


def _yield_pct(instrument: Instrument) -> Decimal:
    return instrument.yield_ordinary_pct + instrument.yield_qualified_pct + instrument.yield_exempt_pct


def _unknown(items: list[Activity], household: Household) -> list[Problem]:
    paid = {item.symbol for item in items if item.kind is ActivityKind.DIVIDEND}
    known = {s for s in paid if s in household.instruments and _yield_pct(household.instruments[s])}
    return [
        warning(
            "dividend-kind",
            f"it is not known what the dividends of {symbol or 'a line without a symbol'} are: "
            "they count as ordinary, none as qualified",
            "give dividends_ordinary_usd and dividends_qualified_usd in [tax.income]",
        )
        for symbol in sorted(paid - known)
    ]


def _how_much(household: Household, year: int) -> list[Problem]:
    """From when on each account's transactions are known: what was paid before is not in the sums."""
    late = [
        f"{account.account_id} from {account.history_from}"
        if account.history_from
        else f"{account.account_id} not at all"
        for account in taxed_accounts(household)
        if account.history_from is None or account.history_from > account.history_from.replace(year, 1, 1)
    ]
    upto = f" up to {household.as_of}" if household.as_of.year == year else ""
    known = f", and known for {', '.join(late)}" if late else ""
    return [
        note(
            "receipts-so-far",
            f"dividends and interest are those of {year}{upto}{known}, "
            "divided into qualified and ordinary by typical yields",
            "for the whole year give interest_usd, dividends_ordinary_usd and dividends_qualified_usd in [tax.income]",
        )
    ]
