"""What the plan costs: real dollars apart from the prices it decides by, and the tax lot by lot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trimtab.core.household import Household
from trimtab.core.money import ZERO, plain
from trimtab.core.plan import LotSale, Plan, Side, Term
from trimtab.core.policy import Policy
from trimtab.reports import words
from trimtab.reports.figures import DeltaFigure, DeltaRow
from trimtab.reports.headline import has_estimates
from trimtab.reports.labels import account_labels, label_of
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.reports.tickets import TERM_WORDS

_REAL = (
    ("tax_now_usd", "Tax this year", "due with this year's return"),
    ("tax_later_usd", "Tax later", "what it is worth today"),
    ("trading_usd", "Trading", "spreads and fees"),
    ("location_usd", "Location", "tax on income beyond the best place for each class"),
)
_WEIGHED = (
    ("drift_usd", "Being off target", "a price put on risk, not a bill"),
    ("per_trade_usd", "Trading at all", "a price put on your time and on moving money, not a bill"),
)


def money_table(plan: Plan, policy: Policy) -> Table:
    """Every part of the cost with and without the plan, in USD over the policy's horizon.

    Of a withdrawal only the money: what it leaves off target is not weighed against taking nothing out.
    """
    years = plain(policy.prices.horizon_years)
    before = "If you do nothing" if plan.withdrawal is None else "Nothing taken out"
    columns = (
        Column("part", f"Over {years} {'year' if years == '1' else 'years'}"),
        Column("before", before, Kind.USD),
        Column("after", "With this plan", Kind.USD),
        Column("change", "Difference", Kind.USD_SIGNED_CENTS),
    )
    real = [_money_row(plan, field, label) for field, label, _ in _REAL]
    rows = [Row(("Money", None, None, None), Tone.SECTION), *real, _sum_row("Money together", real)]
    if plan.withdrawal is None:
        weighed = [_money_row(plan, field, label) for field, label, _ in _WEIGHED]
        rows += [Row(("Prices the plan decides by", None, None, None), Tone.SECTION), *weighed]
        rows.append(_sum_row("All the plan weighs", [*real, *weighed]))
    return Table("What it costs", columns, tuple(rows))


def _money_row(plan: Plan, field: str, label: str) -> Row:
    before, after = _part(plan, field)
    return Row((label, before, after, after - before))


def _part(plan: Plan, field: str) -> tuple[Decimal, Decimal]:
    """One part of the cost without the plan and with it; the year's tax with all that is paid out."""
    before: Decimal = getattr(plan.cost_before, field)
    after: Decimal = getattr(plan.cost_after, field)
    if field != "tax_now_usd" or plan.withdrawal is None:
        return before, after
    bill = before if plan.bill_before_usd is None else plan.bill_before_usd
    return bill, bill + plan.tax_caused_usd


def _sum_row(label: str, rows: Sequence[Row]) -> Row:
    columns = zip(*(row.cells[1:] for row in rows), strict=True)
    return Row((label, *(words.total(part) for part in columns)), Tone.TOTAL)


def money_figure(plan: Plan, policy: Policy) -> DeltaFigure:
    """What changes by acting, in real dollars only."""
    parts = ((label, note, _part(plan, field)) for field, label, note in _REAL)
    rows = tuple(DeltaRow(label, note, after - before) for label, note, (before, after) in parts)
    net = words.total(row.usd for row in rows)
    about = "about " if has_estimates(plan) else ""
    verb = "costs" if net >= 0 else "saves"
    against = "doing nothing" if plan.withdrawal is None else "taking nothing out"
    told = f"Against {against}, all of this together {verb} {about}{words.short_usd(net)}."
    if plan.withdrawal is None:
        worth = plan.cost_before.drift_usd - plan.cost_after.drift_usd
        told += f" The plan values the smaller distance from target at {words.short_usd(worth)}."
    return DeltaFigure("What acting costs or saves", told, rows, money_table(plan, policy))


def lot_table(household: Household, plan: Plan) -> Table:
    """Every lot sold, with its result and how it is taxed."""
    columns = (
        Column("account", "Account"),
        Column("symbol", "Symbol"),
        Column("acquired", "Bought", Kind.DATE),
        Column("quantity", "Shares", Kind.QUANTITY),
        Column("proceeds", "Proceeds", Kind.USD),
        Column("basis", "Basis", Kind.USD),
        Column("gain", "Gain or loss", Kind.USD_SIGNED_CENTS),
        Column("term", "Taxed as"),
    )
    labels = account_labels(household)
    rows = tuple(
        Row(
            (
                label_of(labels, trade.account_id).title,
                trade.symbol,
                lot.acquired,
                lot.quantity,
                lot.proceeds_usd,
                lot.basis_usd,
                lot.gain_usd,
                TERM_WORDS[lot.term] + (" (estimate)" if lot.is_estimate else ""),
            ),
            Tone.CARE if lot.is_estimate else Tone.PLAIN,
        )
        for trade in plan.trades
        for lot in trade.lots
        if lot.term is not Term.SHELTERED
    )
    return Table("Lots sold in taxable accounts", columns, rows)


def term_table(plan: Plan) -> Table:
    """Results by holding period; unknown basis is counted and named, not summed."""
    columns = (
        Column("term", "Holding period"),
        Column("lots", "Lots", Kind.COUNT),
        Column("proceeds", "Proceeds", Kind.USD),
        Column("gains", "Gains", Kind.USD),
        Column("losses", "Losses", Kind.USD),
        Column("net", "Net", Kind.USD_SIGNED_CENTS),
    )
    lots = [lot for trade in plan.trades for lot in trade.lots]
    sheltered = words.total(t.amount_usd for t in plan.trades if t.side is Side.SELL) - words.total(
        lot.proceeds_usd for lot in lots if lot.term is not Term.SHELTERED
    )
    rows = [
        _term_row(term, [lot for lot in lots if lot.term is term])
        for term in (Term.SHORT, Term.LONG, Term.UNKNOWN)
    ]
    count = Decimal(sum(1 for lot in lots if lot.term is Term.SHELTERED))
    rows.append(Row(("In sheltered accounts, not taxed", count, sheltered, None, None, None)))
    return Table("Results by holding period", columns, tuple(rows))


def _term_row(term: Term, lots: list[LotSale]) -> Row:
    label = TERM_WORDS[term]
    missing = sum(1 for lot in lots if lot.gain_usd is None)
    if missing:
        label += f"; {words.plural(missing, 'lot')} of unknown basis not in the sum"
    gains = words.total(lot.gain_usd for lot in lots if lot.gain_usd is not None and lot.gain_usd > 0)
    losses = words.total(lot.gain_usd for lot in lots if lot.gain_usd is not None and lot.gain_usd < 0)
    proceeds = words.total(lot.proceeds_usd for lot in lots)
    tone = Tone.CARE if term is Term.UNKNOWN and lots else Tone.PLAIN
    return Row(
        (label[0].upper() + label[1:], Decimal(len(lots)), proceeds, gains, losses, gains + losses + ZERO),
        tone,
    )


def total_gains(plan: Plan) -> dict[str, Decimal]:
    """Known short- and long-term results of all trades in USD; unknown terms count as short."""
    return {
        "gain_short_usd": words.total(trade.gain_short_usd for trade in plan.trades),
        "gain_long_usd": words.total(trade.gain_long_usd for trade in plan.trades),
    }
