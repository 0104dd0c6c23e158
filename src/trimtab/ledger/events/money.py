"""Rows that move money and no shares: dividends, interest, contributions, fees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.events import (
    Contribution,
    Dividend,
    DividendKind,
    Event,
    Fee,
    Interest,
    ReturnOfCapital,
    Withdrawal,
)
from trimtab.core.household import ActivityKind
from trimtab.core.instruments import InstrumentKind
from trimtab.core.problems import Problem, note, warning
from trimtab.core.statement import Detail
from trimtab.ledger.events.planned import Place, Planned
from trimtab.ledger.events.shares import base_of
from trimtab.ledger.events.told import Told
from trimtab.ledger.symbols import Symbols

CORRECTED_WITHIN = timedelta(days=92)
PAID_BEFORE_REINVESTED = timedelta(days=7)
KINDS: Mapping[Detail, DividendKind] = {
    Detail.QUALIFIED: DividendKind.QUALIFIED,
    Detail.ORDINARY: DividendKind.ORDINARY,
    Detail.CAPITAL_GAIN_LONG: DividendKind.CAPITAL_GAIN_LONG,
    Detail.CAPITAL_GAIN_SHORT: DividendKind.CAPITAL_GAIN_SHORT,
    Detail.EXEMPT: DividendKind.EXEMPT_INTEREST,
}


def money_events(rows: Sequence[Told], symbols: Symbols) -> tuple[list[Planned], list[Problem]]:
    """The events of rows that move no shares, and the distributions of reinvestments that stand alone.

    A distribution that was taken back goes together with the one it takes back; a refund of a fee, or a distribution
    taken back alone, is a WARNING: it is not booked.
    """
    rows, problems = _without_corrected(rows)
    planned = [Planned(event, _place(event)) for told in rows if (event := _event(told, symbols)) is not None]
    return [*planned, *_unstated_distributions(rows, symbols)], problems


def _without_corrected(rows: Sequence[Told]) -> tuple[list[Told], list[Problem]]:
    left = list(rows)
    problems = []
    for told in [told for told in rows if _is_correction(told)]:
        left.remove(told)
        row = told.row
        same = (
            other
            for other in reversed(left)
            if (other.account_id, other.row.symbol, other.row.kind, other.row.amount_usd)
            == (told.account_id, row.symbol, row.kind, -row.amount_usd)
            and abs(other.day - told.day) <= CORRECTED_WITHIN
        )
        first = next(same, None)
        if first is not None:
            left.remove(first)
            words = f"{told.words()} takes back {first.row.source}; neither is booked"
            problems.append(note("trade-taken-back", words, "", row.source))
        else:
            words = f"{told.words()}: a {row.kind.value} with the other sign is not booked"
            remedy = "where it counts for tax, lower the amount in [tax.income] by it"
            problems.append(warning("money-corrected", words, remedy, row.source))
    return left, problems


def _is_correction(told: Told) -> bool:
    row = told.row
    if row.kind is ActivityKind.FEE:
        return row.amount_usd > 0
    return row.amount_usd < 0 and (
        row.kind is ActivityKind.DIVIDEND or row.detail is Detail.RETURN_OF_CAPITAL
    )


def _place(event: Event) -> Place:
    return Place.INCOME if isinstance(event, Dividend | Interest | ReturnOfCapital) else Place.CASH


def _event(told: Told, symbols: Symbols) -> Event | None:
    row = told.row
    if row.kind is ActivityKind.DIVIDEND or row.detail is Detail.RETURN_OF_CAPITAL:
        return _distribution(told, symbols)
    if row.kind is ActivityKind.INTEREST:
        return _interest(told)
    if row.kind in {ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL}:
        return _cash(told)
    if row.kind is ActivityKind.FEE and row.amount_usd:
        return _fee(told)
    return None


def _cash(told: Told) -> Event | None:
    row = told.row
    if not row.amount_usd:
        return None
    if row.amount_usd < 0:
        return Withdrawal(**base_of(told), amount_usd=-row.amount_usd)
    year = told.day.year - 1 if row.detail is Detail.PRIOR_YEAR else None
    return Contribution(**base_of(told), amount_usd=row.amount_usd, for_year=year)


def _fee(told: Told) -> Event:
    return Fee(**base_of(told), amount_usd=-told.row.amount_usd, symbol=told.row.symbol)


def _distribution(told: Told, symbols: Symbols) -> Event | None:
    row = told.row
    if not row.amount_usd:
        return None
    if row.detail is Detail.RETURN_OF_CAPITAL and row.symbol:
        return ReturnOfCapital(**base_of(told), symbol=row.symbol, amount_usd=row.amount_usd)
    return Dividend(
        **base_of(told), symbol=row.symbol, amount_usd=row.amount_usd, kind=dividend_kind(told, symbols)
    )


def _interest(told: Told) -> Event | None:
    """Interest paid out of the account is a cost; that of municipal bonds is exempt (26 USC 103)."""
    row = told.row
    if row.amount_usd < 0:
        return _fee(told)
    if not row.amount_usd:
        return None
    if row.detail is Detail.EXEMPT:
        kind = DividendKind.EXEMPT_INTEREST
        return Dividend(**base_of(told), symbol=row.symbol, amount_usd=row.amount_usd, kind=kind)
    return Interest(**base_of(told), amount_usd=row.amount_usd, symbol=row.symbol)


def dividend_kind(told: Told, symbols: Symbols) -> DividendKind:
    """As the row says; of a fund that earns interest only by what it holds, for it pays no qualified dividends; else
    unknown. Source: 26 USC 854(b), 852(b)(5)."""
    row = told.row
    if row.detail in KINDS:
        return KINDS[row.detail]
    fund = symbols.known.get(row.symbol)
    if fund is None or fund.yield_qualified_pct:
        return DividendKind.UNKNOWN
    if fund.yield_exempt_pct and not fund.yield_ordinary_pct:
        return DividendKind.EXEMPT_INTEREST
    is_interest = fund.kind is InstrumentKind.CASH or (fund.yield_ordinary_pct and not fund.yield_exempt_pct)
    return DividendKind.ORDINARY if is_interest else DividendKind.UNKNOWN


def _unstated_distributions(rows: Sequence[Told], symbols: Symbols) -> Iterator[Planned]:
    """Some files tell a reinvested distribution only by what it bought: the distribution is an event too."""
    paid: Counter[tuple[str, str, Decimal, date]] = Counter()
    for told in rows:
        if told.row.kind in {ActivityKind.DIVIDEND, ActivityKind.INTEREST}:
            paid[(told.account_id, told.row.symbol, abs(told.row.amount_usd), told.day)] += 1
    for told in rows:
        row = told.row
        if row.kind is not ActivityKind.REINVEST or not row.amount_usd:
            continue
        days = (told.day - timedelta(days=back) for back in range(-1, PAID_BEFORE_REINVESTED.days + 1))
        keys = ((told.account_id, row.symbol, abs(row.amount_usd), day) for day in days)
        found = next((key for key in keys if paid[key] > 0), None)
        if found is not None:
            paid[found] -= 1
        else:
            kind = dividend_kind(told, symbols)
            event = Dividend(**base_of(told), symbol=row.symbol, amount_usd=abs(row.amount_usd), kind=kind)
            yield Planned(event, Place.INCOME)
