"""What `trimtab wash` shows: every wash sale, every window open today, and what nobody can see from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from trimtab.core.money import ZERO, usd
from trimtab.ledger.books.realised import Realised
from trimtab.ledger.books.rules import BookAccount
from trimtab.ledger.wash_sales.coverage import Unseen
from trimtab.ledger.wash_sales.law import WINDOW_DAYS
from trimtab.ledger.wash_sales.result import in_cents
from trimtab.ledger.wash_sales.windows import OpenWindow, WindowKind
from trimtab.reports import words
from trimtab.reports.books.records import TaxRecords
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import TimelineFigure, TimelineRow
from trimtab.reports.tables import Column, Fact, Kind, Row, Table, Tone, keyed_row

SALE_COLUMNS = (
    Column("sold", "Sold", Kind.DATE),
    Column("symbol", "Symbol"),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("account", "Account", is_minor=True),
    Column("replaced_by", "Replaced by"),
    Column("authority", "Source", is_minor=True),
    Column("loss_usd", "Loss", Kind.USD),
    Column("lost_usd", "Lost for good", Kind.USD),
    Column("lot", "Lot sold", is_hidden=True),
    Column("replaced_by_lot", "Lot that took the loss over", is_hidden=True),
)
WINDOW_COLUMNS = (
    Column("rule", "Until then"),
    Column("symbols", "What"),
    Column("until", "Last day", Kind.DATE),
    Column("why", "Because"),
    Column("quantity", "Shares", Kind.QUANTITY, is_minor=True),
    Column("loss_usd", "Loss at stake", Kind.USD),
    Column("account", "Account", is_hidden=True),
    Column("opened", "Opened", Kind.DATE, is_hidden=True),
    Column("kind", "Kind", is_hidden=True),
    Column("effect", "Else", is_hidden=True),
)
UNKNOWN_COLUMNS = (
    Column("sold", "Sold", Kind.DATE),
    Column("symbol", "Symbol"),
    Column("account", "Account", is_minor=True),
    Column("quantity", "Shares", Kind.QUANTITY),
    Column("proceeds_usd", "Proceeds", Kind.USD),
)
UNSEEN_COLUMNS = (
    Column("sold", "Sold", Kind.DATE),
    Column("symbol", "Symbol"),
    Column("account", "Account", is_minor=True),
    Column("loss_usd", "Loss that stands", Kind.USD),
    Column("hidden_in", "A purchase could hide in"),
)
SEEN_COLUMNS = (
    Column("account", "Account"),
    Column("owner", "Owner", is_minor=True),
    Column("known_from", "Trades known from", Kind.DATE),
    Column("known_to", "to", Kind.DATE),
    Column("last_30_days", "The last 30 days"),
)
_RULES = {WindowKind.BUYING: "do not buy", WindowKind.SELLING: "do not sell at a loss"}
_NAMES_MAX = 3
_FIGURE_ROWS_MAX = 16
NOT_MODELLED = (
    "Accounts that are not in the household: an IRA or 401(k) elsewhere, a robo-adviser, a company of yours.",
    "Short sales, puts and exercised options, straddles; options only as declared.",
)


def wash_document(records: TaxRecords) -> Document:
    """Every wash sale of the history, the windows of today, and the days and accounts not seen."""
    household = records.household
    washes = [row for row in records.sold if row.disallowed_usd]
    blind = [one for one in records.rules.accounts if _seen_words(one, household.as_of) != "seen in full"]
    return Document(
        kind="wash",
        title="Wash sales",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(records, washes, blind),
        tone=Tone.CARE if washes or blind or _of_unknown_basis(records) else Tone.PLAIN,
        facts=_facts(records, washes),
        sections=(
            _sales(records, washes),
            _windows(records),
            *_unknown(records),
            *_unseen(records),
            _seen(records),
        ),
        problems=records.shown_problems(),
        not_modelled=NOT_MODELLED,
    )


def _headline(records: TaxRecords, washes: list[Realised], blind: list[BookAccount]) -> str:
    if washes:
        events = len({row.event_id for row in washes})
        total = sum((row.disallowed_usd for row in washes), ZERO)
        lost = sum((row.lost_for_good_usd for row in washes), ZERO)
        what = words.plural(events, "wash sale")
        text = f"{what} {'puts' if events == 1 else 'put'} off {usd(total)}."
        if lost:
            text = f"{what}: {usd(total)} disallowed, {usd(lost)} of it for good."
    else:
        text = "No wash sale is seen."
    count = len(_merged(records.windows))
    windows = words.plural(count, "window") if count else "No window"
    text += f" {windows} {'are' if count > 1 else 'is'} open."
    if unknown := len(_of_unknown_basis(records)):
        text += f" {words.plural(unknown, 'sale')} without a known basis may have been at a loss."
    if blind:
        whole = words.plural(len(records.rules.accounts), "account")
        text += f" {len(blind)} of {whole} {'is' if len(blind) == 1 else 'are'} not seen in full."
    return text


def _facts(records: TaxRecords, washes: list[Realised]) -> tuple[Fact, ...]:
    lost = sum((row.lost_for_good_usd for row in washes), ZERO)
    deferred = sum((row.disallowed_usd for row in washes), ZERO) - lost
    kinds = [window.kind for window in _merged(records.windows)]
    doubtful = len(records.washed.coverage.losses)
    return (
        Fact("Put off", usd(deferred), "losses now in the basis of shares bought"),
        Fact(
            "Lost for good", usd(lost), "replaced in a retirement account", Tone.CARE if lost else Tone.PLAIN
        ),
        Fact(
            "Open today",
            str(len(kinds)),
            f"{kinds.count(WindowKind.BUYING)} against buying, {kinds.count(WindowKind.SELLING)} against selling",
        ),
        Fact(
            "Not certain yet",
            str(doubtful),
            "losses that an unseen purchase could undo",
            Tone.CARE if doubtful else Tone.PLAIN,
        ),
    )


def _sales(records: TaxRecords, washes: list[Realised]) -> Section:
    title = "Wash sales of the history"
    if not washes:
        return Section("sales", title, ("No loss in the known history was replaced within 30 days.",))
    bought = _bought(records)
    rows = [_sale_row(records, row, bought) for row in washes]
    total = sum((row.disallowed_usd for row in washes), ZERO)
    lost = sum((row.lost_for_good_usd for row in washes), ZERO)
    rows.append(Row(("Total", *[None] * 5, total, lost, None, None), Tone.TOTAL))
    note = (
        "A loss put off is part of the basis of the shares that replaced the sold ones, as are the days held."
    )
    return Section("sales", title, (), Table(title, SALE_COLUMNS, tuple(rows)), (note,))


def _bought(records: TaxRecords) -> Mapping[str, tuple[str, date | None]]:
    """Symbol and day of purchase of every lot."""
    washed = records.washed
    sold = {row.lot_id: (row.symbol, row.bought) for row in washed.realised}
    return sold | {row.lot_id: (row.symbol, row.bought) for row in washed.held}


def _sale_row(records: TaxRecords, row: Realised, bought: Mapping[str, tuple[str, date | None]]) -> Row:
    by = row.replaced_by
    told, authority, lot_id = "", "", ""
    if by is not None:
        symbol, day = bought.get(by.lot_id, (row.symbol, None))
        when = f" of {words.long_date(day)}" if day else ""
        told = f"{symbol}{when} in {records.label(by.account_id).title}"
        authority, lot_id = by.authority, by.lot_id
    return keyed_row(
        SALE_COLUMNS,
        Tone.BAD if row.lost_for_good_usd else Tone.CARE,
        sold=row.closed,
        symbol=row.symbol,
        quantity=row.quantity,
        account=records.label(row.account_id).title,
        replaced_by=told,
        authority=authority,
        loss_usd=row.disallowed_usd,
        lost_usd=row.lost_for_good_usd,
        lot=words.masked(row.lot_id),
        replaced_by_lot=words.masked(lot_id),
    )


def _windows(records: TaxRecords) -> Section:
    title = "Windows open today"
    if not records.windows:
        return Section(
            "windows",
            title,
            ("Nothing was sold at a loss or bought in the last 30 days, as far as is seen.",),
        )
    losses = _losses(records)
    staked = [(window, _at_stake(losses, window)) for window in _merged(records.windows)]
    staked.sort(key=lambda one: (one[0].kind, not one[1], one[0].until, one[0].group))
    names = _names(records)
    rows = tuple(_window_row(records, window, stake, names) for window, stake in staked)
    ordered = [window for window, _ in staked]
    notes = (
        "Loss at stake: what was taken already, or what a sale today in a taxable account could lose of its loss: "
        "a share bought undoes the loss of one share sold.",
        "Last days count: the day after, the window is closed. A sale at a gain is free at any time.",
        "Do not buy means in any account of the household, reinvested dividends included; in a retirement "
        "account the loss would be gone for good.",
    )
    table = Table(title, WINDOW_COLUMNS, rows)
    return Section("windows", title, (), table, notes, _figure(records, ordered, names))


def _merged(windows: Iterable[OpenWindow]) -> list[OpenWindow]:
    """Windows that several lots of one group, account and day opened, as one."""
    found: dict[tuple[object, ...], OpenWindow] = {}
    for window in windows:
        key = (window.kind, window.group, window.account_id, window.opened)
        if key in found:
            known = found[key]
            window = replace(
                known, quantity=known.quantity + window.quantity, loss_usd=known.loss_usd + window.loss_usd
            )
        found[key] = window
    return list(found.values())


LossesByGroup = Mapping[str, list[tuple[Fraction, Fraction]]]


def _losses(records: TaxRecords) -> LossesByGroup:
    """By group what a share of each taxable lot has lost today, and how many there are: the largest losses first."""
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for row in records.valued():
        lot = row.lot
        if lot.taxable and row.gain_usd is not None and row.gain_usd < 0:
            group = records.rules.groups.get(lot.symbol, lot.symbol)
            shares = Fraction(lot.quantity)
            found.setdefault(group, []).append((Fraction(-row.gain_usd) / shares, shares))
    return {group: sorted(losses, reverse=True) for group, losses in found.items()}


def _at_stake(losses: LossesByGroup, window: OpenWindow) -> Decimal:
    """The loss taken that a purchase would undo; or what a sale today of as many shares would at most lose, in USD."""
    if window.kind is WindowKind.BUYING:
        return in_cents(window.loss_usd)
    stake, left = Fraction(0), window.quantity
    for loss_a_share_usd, shares in losses.get(window.group, []):
        taken = min(shares, left)
        stake += taken * loss_a_share_usd
        left -= taken
        if not left:
            break
    return in_cents(stake)


def _window_row(records: TaxRecords, window: OpenWindow, stake: Decimal, names: Mapping[str, str]) -> Row:
    return keyed_row(
        WINDOW_COLUMNS,
        Tone.CARE if stake else Tone.PLAIN,
        rule=_RULES[window.kind],
        symbols=names.get(window.group, window.group),
        until=window.until,
        why=_because(records, window),
        quantity=_quantity(window),
        loss_usd=stake or None,
        account=records.label(window.account_id).account_id,
        opened=window.opened,
        kind=window.kind.value,
        effect=_effect(window),
    )


def _because(records: TaxRecords, window: OpenWindow) -> str:
    did = "sold at a loss" if window.kind is WindowKind.BUYING else "bought"
    gone = "; a loss would be gone for good" if window.for_good else ""
    return f"{did} {words.long_date(window.opened)} in {records.label(window.account_id).title}{gone}"


def _effect(window: OpenWindow) -> str:
    if window.kind is WindowKind.BUYING or not window.for_good:
        return "the loss is put off; for good, where a retirement account buys"
    return "the loss is gone for good"


def _quantity(window: OpenWindow) -> Decimal:
    """Shares as an exact decimal; the engine's fractions are of decimal shares."""
    return Decimal(window.quantity.numerator) / Decimal(window.quantity.denominator)


def _names(records: TaxRecords) -> Mapping[str, str]:
    """By group the symbols that count as identical, those held first."""
    held = {lot.symbol for lot in records.washed.held}
    groups: dict[str, list[str]] = {}
    for symbol in sorted(records.rules.groups, key=lambda symbol: (symbol not in held, symbol)):
        groups.setdefault(records.rules.groups[symbol], []).append(symbol)
    return {group: _shortened(symbols) for group, symbols in groups.items()}


def _shortened(symbols: list[str]) -> str:
    more = f" and {len(symbols) - _NAMES_MAX} more" if len(symbols) > _NAMES_MAX else ""
    return ", ".join(symbols[:_NAMES_MAX]) + more


def _figure(records: TaxRecords, windows: list[OpenWindow], names: Mapping[str, str]) -> TimelineFigure:
    as_of = records.household.as_of
    drawn = windows[:_FIGURE_ROWS_MAX]
    told = "Each bar is a window of 30 days after a trade."
    if len(drawn) < len(windows):
        told += f" The first {len(drawn)} of {len(windows)}."
    rows = tuple(
        TimelineRow(
            names.get(window.group, window.group),
            _because(records, window),
            f"until {words.long_date(window.until)}",
            window.opened,
            window.until,
            0 if window.kind is WindowKind.BUYING else 1,
        )
        for window in drawn
    )
    legend = tuple(
        item
        for item in (("do not buy", 0), ("do not sell at a loss", 1))
        if item[1] in {r.slot for r in rows}
    )
    days = timedelta(days=WINDOW_DAYS)
    return TimelineFigure(
        "Windows open today", told, "window", legend, as_of - days, as_of + days, as_of, rows
    )


def _of_unknown_basis(records: TaxRecords) -> list[Realised]:
    taxable = {account.account_id for account in records.household.accounts if account.kind.is_taxable}
    return [row for row in records.sold if row.basis_usd is None and row.account_id in taxable]


def _unknown(records: TaxRecords) -> list[Section]:
    sales = _of_unknown_basis(records)
    if not sales:
        return []
    title = "Sold without a known basis"
    told = (
        "Nobody knows whether these were at a loss, so purchases within 30 days of them were not looked for. Look the "
        "basis up, and give it in the household file as an event."
    )
    rows = [
        Row(
            (row.closed, row.symbol, records.label(row.account_id).title, row.quantity, row.proceeds_usd),
            Tone.CARE,
        )
        for row in sales
    ]
    return [Section("unknown_basis", title, (told,), Table(title, UNKNOWN_COLUMNS, tuple(rows)))]


def _unseen(records: TaxRecords) -> list[Section]:
    losses = records.washed.coverage.losses
    if not losses:
        return []
    title = "Losses that stand as far as is seen"
    told = "Some days within 30 of these sales are not known in every account: a purchase there would undo the loss."
    rows = tuple(_unseen_row(records, unseen) for unseen in losses)
    return [Section("unseen", title, (told,), Table(title, UNSEEN_COLUMNS, rows))]


def _unseen_row(records: TaxRecords, unseen: Unseen) -> Row:
    sold = [row for row in records.sold if row.event_id == unseen.sale_id and row.lot_id == unseen.lot_id]
    loss = -sum((min(row.recognized_usd or ZERO, ZERO) for row in sold), ZERO)
    symbol, account = (sold[0].symbol, records.label(sold[0].account_id).title) if sold else ("", "")
    hidden = words.listed(records.label(account_id).title for account_id in unseen.account_ids)
    return Row((unseen.trade_date, symbol, account, loss or None, hidden), Tone.CARE)


def _seen(records: TaxRecords) -> Section:
    title = "What is seen"
    as_of = records.household.as_of
    rows = tuple(
        Row(
            (
                *(records.label(one.account_id).title, words.masked(one.owner), one.known_from, one.known_to),
                _seen_words(one, as_of),
            ),
            Tone.PLAIN if _seen_words(one, as_of) == "seen in full" else Tone.CARE,
        )
        for one in records.rules.accounts
    )
    told = records.washed.coverage.never_seen
    note = (
        "Lots with a day of purchase show what was bought and is still held, also before the first known day."
    )
    return Section("seen", title, (told,), Table(title, SEEN_COLUMNS, rows), (note,))


def _seen_words(account: BookAccount, as_of: date) -> str:
    first, last = account.known_from, account.known_to
    start = as_of - timedelta(days=WINDOW_DAYS)
    if first is None or last is None:
        return "not seen"
    if first <= start and last >= as_of:
        return "seen in full"
    if last < start:
        return f"not seen since {last.isoformat()}"
    return f"seen from {max(first, start).isoformat()} to {min(last, as_of).isoformat()} only"
